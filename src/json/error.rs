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
        if error.is_syntax()
            && (said.contains("escape") || said.contains("unicode code point"))
            && let Some(fault) = escape_fault(text)
        {
            return fault;
        }
        let (message, help) = in_plain_words(said);
        Self { at: offset(error, text), message, help }
    }
}

/// Returns the first escape in a text that JSON doesn't have, at its backslash. The readers of
/// `serde_json` differ in the words and the column of such a fault.
fn escape_fault(text: &str) -> Option<JsonError> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr(b'\\', bytes.get(at..)?)?;
        let fault = |message: &str, help| {
            let message = format!("invalid JSON: {message}");
            Some(JsonError { at, message, help })
        };
        match bytes.get(at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
            b'u' => match (code_unit(bytes, at), code_unit(bytes, at + 6)) {
                (None, _) => {
                    return fault("\\u without four hexadecimal digits after it", UNICODE_HELP);
                }
                (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => at += 12,
                (Some(0xD800..=0xDFFF), _) => return fault(HALF, HALF_HELP),
                _ => at += 6,
            },
            _ => {
                let (message, help) = in_plain_words("invalid escape");
                return Some(JsonError { at, message, help });
            }
        }
    }
}

/// Returns the number in an escape such as `\u12ab` that begins here.
fn code_unit(text: &[u8], at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |number, digit| {
        char::from(*digit).to_digit(16).map(|digit| number * 16 + digit)
    })
}

const UNICODE_HELP: &str = "write four digits, 0–9 and a–f, or \\\\ for a backslash";
const HALF: &str = "this escape is one half of a surrogate pair, without the other";
const HALF_HELP: &str = "write the character itself, or both halves: \\ud83d\\ude00";

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;
    use serde_json::value::RawValue;

    use super::*;
    use crate::json::ValidJson;

    #[test]
    fn a_bad_escape_is_named_at_its_backslash() {
        for (text, at, words) in [
            (r#"["a \u12G4"]"#, None, ""),
            (r#"["a \\ \u12G4"]"#, Some(7), "four hexadecimal digits"),
            (r#"["\ud800 x"]"#, Some(2), "one half"),
            (r#"["\ud800\u0041"]"#, Some(2), "one half"),
            (r#"["\udc00"]"#, Some(2), "one half"),
            (r#"["\ud83d\ude00\q"]"#, Some(14), "can’t be escaped"),
        ] {
            let text = &if at.is_none() { text.replace(r"\u12G4", "b") } else { text.to_owned() };
            let found = serde_json::from_str::<Value>(text).map_err(|it| JsonError::new(&it, text));
            match (found, at) {
                (Ok(_), None) => {}
                (Err(fault), Some(at)) => {
                    assert_eq!(fault.at, at, "{text}");
                    assert!(fault.message.contains(words), "{text}: {}", fault.message);
                }
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }

    proptest! {
        /// The readers are those of `check`, of the catalog, of records, and of imports.
        #[test]
        fn all_readers_describe_a_bad_escape_alike(text in r#"(\\(u[0-9a-fgG]{0,5}|ud83d|ude00|[bnqx"]?)|[a ]){0,6}"#) {
            let text = format!("{{\"a\":\n \"{text}\"}}");
            let fault = |error: Option<serde_json::Error>| error.map(|error| JsonError::new(&error, &text));
            let read = fault(serde_json::from_str::<Value>(&text).err());
            prop_assert_eq!(&read, &fault(serde_json::from_str::<ValidJson>(&text).err()));
            prop_assert_eq!(&read, &fault(serde_json::from_slice::<Value>(text.as_bytes()).err()));
            let kept = fault(serde_json::from_str::<&RawValue>(&text).err());
            // What is only split into records may hold half a pair: that is found in the record.
            let is_half = read.as_ref().is_some_and(|fault| fault.message.contains(HALF));
            prop_assert!(kept.is_none() || kept == read || is_half, "{kept:?} {read:?}");
        }
    }
}
