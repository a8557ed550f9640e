//! Writes a selection as a table: CSV after RFC 4180 in UTF-8, with a header. Spreadsheets can't
//! take any cell for a formula; see [`cell`].

mod claims;
mod items;

use std::io;
use std::sync::Arc;

use csv::{Terminator, WriterBuilder};

use super::omissions::Omissions;
use super::selection::Selection;
use super::{Steps, lost};
use crate::catalog::Catalog;
use crate::claim::{DatasetInfo, Dossier, PartialDate, Party, Recorded};
use crate::text;

pub(super) use claims::CLAIM_ROWS;
pub(super) use items::ITEM_ROWS;

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The cells of a row, one for each column.
type Cells = Vec<String>;

#[derive(Debug)]
pub(super) struct ExportRows {
    columns: &'static [&'static str],
    /// Returns the row with this number, counted from 0, of a claim, or `None` after the last. The
    /// metadata is that of the claim's dataset.
    row: fn(&Dossier, &DatasetInfo, usize) -> Option<Cells>,
}

/// Writes the rows of all selected claims as a table.
#[derive(Debug)]
pub(super) struct ExportTable {
    selection: Selection,
    rows: &'static ExportRows,
    /// The number of claims written, or `None` before the header.
    written: Option<usize>,
    /// The claim whose rows are being written, and the number of rows written.
    open: Option<(Arc<Dossier>, usize)>,
}

impl ExportTable {
    pub(super) fn new(selection: Selection, rows: &'static ExportRows) -> Self {
        Self { selection, rows, written: None, open: None }
    }
}

impl Steps for ExportTable {
    fn step(
        &mut self,
        out: &mut Vec<u8>,
        catalog: &Catalog,
        omissions: &mut Omissions,
    ) -> io::Result<bool> {
        if self.written.is_none() && self.selection.asked.bom {
            out.extend_from_slice(BYTE_ORDER_MARK);
        }
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        let Some(index) = self.written else {
            writer.write_record(self.rows.columns)?;
            self.written = Some(0);
            return writer.flush().map(|()| true);
        };
        let Some(row) = self.selection.rows.get(index).copied() else { return Ok(false) };
        let (dossier, number) = if let Some(open) = self.open.take() {
            open
        } else {
            let dossier = catalog.dossier(row).map_err(lost(catalog, row));
            let Some(dossier) = omissions.unless_claim(dossier)? else {
                self.written = Some(index + 1);
                return writer.flush().map(|()| true);
            };
            (dossier, 0)
        };
        match (self.rows.row)(&dossier, &catalog.dataset(row).heading.info, number) {
            Some(cells) => {
                writer.write_record(cells.iter().map(|words| cell(words)))?;
                self.open = Some((dossier, number + 1));
            }
            None => self.written = Some(index + 1),
        }
        writer.flush().map(|()| true)
    }
}

/// Converts a text to a cell, as display text. An apostrophe precedes what a spreadsheet could take
/// for a formula, as OWASP's “CSV Injection” advises. That includes full-width signs, signs after
/// blanks, and signs after a semicolon, which many locales use to separate cells.
pub(super) fn cell(words: &str) -> String {
    let shown = text::line(words);
    let mut out = String::with_capacity(shown.len() + 1);
    for part in shown.split_inclusive(';') {
        let guard = part.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        out.extend([if guard { "'" } else { "" }, part]);
    }
    out
}

/// Joins several texts for one cell.
fn several<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> String {
    let mut out = String::new();
    for text in texts {
        let lead = if out.is_empty() || text.as_ref().is_empty() { "" } else { "; " };
        out.extend([lead, text.as_ref()]);
    }
    out
}

/// Returns a party's name. A reference that leads nowhere is marked, as on a page.
fn party(dossier: &Dossier, id: Option<&str>) -> String {
    match id.map(|id| dossier.party(id)) {
        Some(Party::Known(agent)) => agent.name.as_ref().unwrap_or(&agent.id).clone(),
        Some(Party::Dangling(id)) => format!("{id} [no such agent in the dataset]"),
        None => "[no one is named]".into(),
    }
}

/// Returns a date as recorded, or a note if the record says that there is none.
fn date(recorded: &Recorded<PartialDate>) -> String {
    match recorded {
        Recorded::Known(date) => date.0.clone(),
        Recorded::NotThere => "no date given".into(),
        Recorded::Absent => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::Row;
    use crate::export::testing::{hostile, written};
    use crate::export::{Export, ExportRequest, To};

    #[test]
    fn a_formula_stands_behind_an_apostrophe() {
        for words in ["=1+1", "+1", "-1", "@a", " =1", "\t=1", "\r\n=1", "＝1", "　＠a", "\u{a0}=1"]
        {
            assert!(cell(words).starts_with('\''), "{words:?}");
        }
        for words in ["1=1", "", "a-b", "“=1”", "−1"] {
            assert_eq!(cell(words), words);
        }
    }

    #[test]
    fn a_byte_order_mark_stands_once_and_only_on_request() {
        let catalog = crate::export::testing::catalog("a", "b");
        let written = |bom| {
            let asked = ExportRequest { bom, ..ExportRequest::default() };
            let rows = vec![Row(0), Row(1)];
            let mut export = Export::asked(&catalog, rows, To::Csv, asked).unwrap();
            export.piece(&catalog, usize::MAX).unwrap()
        };
        let (plain, marked) = (written(false), written(true));
        assert!(plain.starts_with(b"claim,text,"));
        assert_eq!(marked.strip_prefix(BYTE_ORDER_MARK), Some(&*plain));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn a_table_reads_back_as_the_texts_but_for_the_guard(text in hostile(), other in hostile()) {
            let catalog = crate::export::testing::catalog(&text, &other);
            let read = |to: To| -> Vec<Vec<String>> {
                let bytes = written(&catalog, &[Row(0), Row(1)], to);
                let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(&*bytes);
                reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
            };
            let claims = read(To::Csv);
            prop_assert_eq!(claims.len(), 2);
            prop_assert_eq!(&claims[0][1], &cell(&text));
            let items = read(To::CsvItems);
            let words = ITEM_ROWS.columns.iter().position(|name| *name == "words").unwrap();
            let said = items.iter().find(|row| row[2] == "denial").unwrap();
            prop_assert_eq!(&said[words], &cell(&other));
            for text in claims.iter().chain(&items).flatten() {
                prop_assert_eq!(text::line(text), &**text);
                prop_assert!(!text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
            }
        }
    }
}
