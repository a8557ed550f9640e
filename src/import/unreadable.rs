//! Recognises files that are no texts, or texts of another kind than claims, so that the message
//! names them and says how to convert them.

use crate::input::Diagnostic;

/// A kind of file that is recognised but not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnreadableKind {
    /// The name of the kind, with its article.
    what: &'static str,
    /// The way to convert such a file.
    help: &'static str,
}

const SAVE_AS_CSV: &str = "open it in a spreadsheet program and save it as .xlsx or CSV";
const UNPACK: &str = "unpack it, and name the file in it";

const PARQUET: UnreadableKind = UnreadableKind {
    what: "a Parquet file",
    help: "save it as CSV: duckdb -c \"COPY (FROM 'FILE') TO 'FILE.csv'\"",
};
const SQLITE: UnreadableKind = UnreadableKind {
    what: "an SQLite database",
    help: "save a table as CSV: sqlite3 -header -csv FILE 'SELECT * FROM TABLE' > FILE.csv",
};
const ARROW: UnreadableKind = UnreadableKind {
    what: "an Arrow or Feather file",
    help: "save it as CSV: python -c \"import pandas; pandas.read_feather('FILE').to_csv('FILE.csv', index=False)\"",
};
const PICKLE: UnreadableKind = UnreadableKind {
    what: "a Python pickle",
    help: "save it as JSON or CSV with the program that wrote it; open only pickles that you trust, because they can run code",
};
const NUMPY: UnreadableKind =
    UnreadableKind { what: "a NumPy array", help: "save it as CSV: numpy.savetxt" };
const HDF: UnreadableKind = UnreadableKind {
    what: "an HDF5 file",
    help: "save it as CSV: python -c \"import pandas; pandas.read_hdf('FILE').to_csv('FILE.csv', index=False)\"",
};
const PDF: UnreadableKind = UnreadableKind {
    what: "a PDF document",
    help: "look for the data behind it; a table in it can be saved as CSV, such as with tabula",
};
const OLD_OFFICE: UnreadableKind =
    UnreadableKind { what: "a file of an old office program (.xls, .doc)", help: SAVE_AS_CSV };
const OPEN_SHEET: UnreadableKind =
    UnreadableKind { what: "an OpenDocument spreadsheet", help: SAVE_AS_CSV };
const BINARY_SHEET: UnreadableKind =
    UnreadableKind { what: "a binary workbook (.xlsb)", help: SAVE_AS_CSV };
const DOCUMENT: UnreadableKind = UnreadableKind {
    what: "a text document (.docx, .odt)",
    help: "save the table in it as CSV, or the document as HTML",
};
const ARCHIVE: UnreadableKind = UnreadableKind { what: "an archive (zip)", help: UNPACK };
const PACKED: UnreadableKind =
    UnreadableKind { what: "packed by a program other than gzip or zstd", help: UNPACK };
const RDF: UnreadableKind = UnreadableKind {
    what: "RDF (Turtle, N-Triples or RDF/XML)",
    help: "export its claims as CSV, such as with a SPARQL query, and import that",
};

/// Marks at the beginning of files. A `?` stands for any one character: bytes that are no ASCII are
/// decoded in several ways.
const MARKS: &[(&str, UnreadableKind)] = &[
    ("PAR1", PARQUET),
    ("SQLite format 3", SQLITE),
    ("ARROW1", ARROW),
    ("FEA1", ARROW),
    ("?\u{2}", PICKLE),
    ("?\u{3}", PICKLE),
    ("?\u{4}", PICKLE),
    ("?\u{5}", PICKLE),
    ("?NUMPY", NUMPY),
    ("?HDF\r\n", HDF),
    ("%PDF-", PDF),
    ("??\u{11}?", OLD_OFFICE),
    ("BZh", PACKED),
    ("?7zXZ", PACKED),
    ("7z??'", PACKED),
    ("Rar!", PACKED),
    ("@prefix ", RDF),
    ("@base ", RDF),
    ("PREFIX ", RDF),
];

impl UnreadableKind {
    /// Returns the kind of a file that begins with this text, or `None` if it is none of these.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.starts_with("PK\u{3}\u{4}") || text.starts_with("PK\u{5}\u{6}") {
            return Some(in_zip(text));
        }
        let begins = |mark: &str| {
            let mut characters = text.chars();
            mark.chars().all(|wanted| {
                let found = characters.next();
                found == Some(wanted) || wanted == '?' && found.is_some_and(|c| !c.is_ascii())
            })
        };
        let marked = MARKS.iter().find(|(mark, _)| begins(mark)).map(|(_, kind)| *kind);
        marked.or_else(|| is_rdf(text).then_some(RDF))
    }

    /// Returns the diagnostic for such a file.
    pub(super) fn problem(self, at: String) -> Diagnostic {
        Diagnostic::error(at, format!("this is {}, which can’t be read", self.what)).help(self.help)
    }
}

/// Returns true for a zip archive that is a workbook of the kind that is read.
pub(super) fn is_workbook(name: &str, text: &str) -> bool {
    let is_named = [".xlsx", ".xlsm"].iter().any(|ending| name.ends_with(ending));
    text.starts_with("PK\u{3}\u{4}")
        && !text.contains("xl/workbook.bin")
        && (is_named || text.contains("xl/workbook.xml") || text.contains("xl/worksheets/"))
}

fn in_zip(text: &str) -> UnreadableKind {
    if text.contains("xl/workbook.bin") {
        BINARY_SHEET
    } else if text.contains("opendocument.spreadsheet") {
        OPEN_SHEET
    } else if text.contains("word/") || text.contains("opendocument.text") {
        DOCUMENT
    } else {
        ARCHIVE
    }
}

/// Returns true for N-Triples, and for RDF in XML.
fn is_rdf(text: &str) -> bool {
    let head: String = text.chars().take(2_000).collect();
    if head.starts_with("<?xml") || head.starts_with("<rdf:RDF") {
        return head.contains("<rdf:RDF");
    }
    let Some((subject, rest)) = head.split_once([' ', '\t']) else { return false };
    let is_subject =
        subject.strip_prefix('<').is_some_and(|it| it.contains(':') && it.ends_with('>'))
            || subject.starts_with("_:");
    is_subject && rest.trim_start().strip_prefix('<').is_some_and(|it| it.starts_with("http"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_named_by_its_first_bytes() {
        for (text, kind) in [
            ("PAR1\u{15}\u{4}", PARQUET),
            ("SQLite format 3\0", SQLITE),
            ("€\u{4}•", PICKLE),
            ("\u{fffd}NUMPY\u{1}", NUMPY),
            ("ÐÏ\u{11}à¡±", OLD_OFFICE),
            ("PK\u{3}\u{4}\u{14}…word/document.xml", DOCUMENT),
            ("PK\u{3}\u{4}\u{14}…claims.csv", ARCHIVE),
            ("@prefix schema: <http://schema.org/> .", RDF),
            ("<http://a.example/1> <http://schema.org/name> \"x\" .", RDF),
            ("<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"x\">", RDF),
        ] {
            assert_eq!(UnreadableKind::of(text), Some(kind), "{text}");
        }
        for text in
            ["", "<!DOCTYPE html>", "<p> <http", "{}", "claim,by\n", "é\tx\n", "<?xml?><html>"]
        {
            assert_eq!(UnreadableKind::of(text), None, "{text}");
        }
        let text = PARQUET.problem("a.parquet".to_owned()).to_string();
        assert!(text.contains("Parquet") && text.contains("duckdb"), "{text}");
        assert!(
            is_workbook("a", "PK\u{3}\u{4}…xl/workbook.xml")
                && is_workbook("a.xlsx", "PK\u{3}\u{4}")
        );
        assert!(!is_workbook("a.xlsx", "claim,by\n"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".{0,60}") {
            let _ = UnreadableKind::of(&text);
        }
    }
}
