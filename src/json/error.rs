//! The faults of JSON texts: `serde_json`'s errors in plain words, with their byte.

/// The greatest nesting of lists and objects that `serde_json` reads.
pub(crate) const DEEPEST: usize = 127;

/// The reason why a text is not JSON, with the byte offset.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    pub(crate) at: usize,
    pub(crate) message: String,
    pub(crate) help: &'static str,
}

impl JsonError {
    /// Converts `serde_json`'s error about a text.
    pub(crate) fn new(error: &serde_json::Error, text: &str) -> Self {
        let whole = error.to_string();
        let said = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(said, _)| said);
        let (message, help) = in_plain_words(said);
        Self { at: offset(error, text), message, help }
    }
}

/// Returns the byte offset of an error in its text; `serde_json` counts lines, and bytes in them.
fn offset(error: &serde_json::Error, text: &str) -> usize {
    let newlines = error.line().saturating_sub(1);
    let line_start = match newlines {
        0 => 0,
        _ => memchr::memchr_iter(b'\n', text.as_bytes()).nth(newlines - 1).map_or(0, |at| at + 1),
    };
    (line_start + error.column().saturating_sub(1)).min(text.len())
}

/// Returns the parser's message in words for people who don't write parsers, with a suggestion.
fn in_plain_words(said: &str) -> (String, &'static str) {
    let (message, help) = match said {
        "recursion limit exceeded" => {
            return (
                format!("nested too deeply: more than {DEEPEST} levels"),
                "no record of the format needs more than a few levels",
            );
        }
        "EOF while parsing a value" => ("it ends where a value is expected", CUT_OFF),
        "EOF while parsing an object" => ("it ends inside an object", CUT_OFF),
        "EOF while parsing a list" => ("it ends inside a list", CUT_OFF),
        "EOF while parsing a string" => ("it ends inside a string", CUT_OFF),
        "expected `,` or `}`" => ("expected a comma or } here", "is a comma missing?"),
        "expected `,` or `]`" => ("expected a comma or ] here", "is a comma missing?"),
        "expected `:`" => ("expected a colon here", "write \"field\": value"),
        "key must be a string" => ("expected a field name in quotation marks here", ""),
        "trailing comma" => ("no value follows this comma", "remove the last comma"),
        "trailing characters" => (
            "unexpected text after the end of the JSON value",
            "is it NDJSON? its first line is the header {\"gainsay\":1,\"dataset\":{…}}",
        ),
        "expected value" | "expected ident" => (
            "expected a value here",
            "a value is a string in straight quotation marks, a number, true, false, null, [list] or {object}",
        ),
        "control character (\\u0000-\\u001F) found while parsing a string" => (
            "unescaped line break, tab or control character in a string",
            "close the quotation mark, or write \\n, \\t or \\u00XX",
        ),
        "invalid escape" => {
            ("a backslash before a character that can’t be escaped", "write \\\\ for a backslash")
        }
        "invalid number" => ("the number is not a valid JSON number", ""),
        "number out of range" => ("the number is too large", "put it in quotation marks"),
        other => (other, ""),
    };
    (format!("invalid JSON: {message}"), help)
}

const CUT_OFF: &str = "the file is truncated, or a bracket or quotation mark is not closed";
