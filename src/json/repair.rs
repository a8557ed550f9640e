//! Repairs JSON that publishers’ templates break: unescaped quotes and line breaks in strings,
//! superfluous commas, a template’s comments around the whole. Anything that can’t be repaired with
//! certainty is refused.

/// Returns the repaired text of invalid JSON, or `None` if the result is still invalid.
pub(crate) fn repaired(text: &str) -> Option<String> {
    let text = uncovered(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.char_indices().peekable();
    let mut in_text = false;
    while let Some((at, c)) = rest.next() {
        let after = &text[at + c.len_utf8()..];
        match c {
            '"' if !in_text => in_text = true,
            '"' if ends_text(after) => in_text = false,
            '"' => {
                out.push_str("\\\"");
                continue;
            }
            '\\' if in_text => {
                match rest.next_if(|(_, next)| "\"\\/bfnrtu".contains(*next)) {
                    Some((_, next)) => out.extend(['\\', next]),
                    None => out.push_str("\\\\"),
                }
                continue;
            }
            '\n' if in_text => {
                out.push_str("\\n");
                continue;
            }
            '\r' if in_text => continue,
            c if in_text && c < ' ' => {
                out.push(' ');
                continue;
            }
            ',' if !in_text && after.trim_start().starts_with([']', '}']) => continue,
            _ => {}
        }
        out.push(c);
    }
    let out = out.trim_end().trim_end_matches(';').to_owned();
    serde_json::from_str::<serde::de::IgnoredAny>(&out).is_ok().then_some(out)
}

/// Removes the wrappers that templates put around a script’s text.
fn uncovered(text: &str) -> &str {
    let mut text = text.trim();
    for (open, close) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")] {
        text = text.strip_prefix(open).unwrap_or(text);
        text = text.strip_suffix(close).unwrap_or(text).trim();
    }
    text
}

/// Returns true if a quotation mark before `after` ends its string: JSON goes on after it.
fn ends_text(after: &str) -> bool {
    let after = after.trim_start();
    match after.chars().next() {
        None | Some('}' | ']') => true,
        Some(':') => starts_value(&after[1..]),
        // A comma may belong to a sentence; after a comma of JSON comes a string or a value.
        Some(',') => {
            let after = after[1..].trim_start();
            after.starts_with(['"', '{', '[', '}', ']']) || starts_value(after)
        }
        Some(_) => false,
    }
}

fn starts_value(after: &str) -> bool {
    let after = after.trim_start();
    let word = |word: &str| after.starts_with(word);
    after.starts_with(|c: char| matches!(c, '"' | '{' | '[' | '-' | '0'..='9'))
        || word("true")
        || word("false")
        || word("null")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn value(text: &str) -> Option<Value> {
        repaired(text).map(|text| serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn what_templates_break_is_repaired() {
        let said = |text: &str| Some(json!({ "a": text, "b": 1 }));
        assert_eq!(value(r#"{"a": "He said "no" twice", "b": 1}"#), said("He said \"no\" twice"));
        assert_eq!(value("{\"a\": \"one\r\ntwo\", \"b\": 1}"), said("one\ntwo"));
        assert_eq!(value(r#"{"a": "x", "b": 1,}"#), said("x"));
        assert_eq!(value(r#"{"a": "C:\Dir", "b": 1};"#), said("C:\\Dir"));
        assert_eq!(value("<!-- {\"a\": \"x\tz\", \"b\": 1} -->"), said("x z"));
        assert_eq!(
            value("//<![CDATA[\n{\"a\": \"x\", \"b\": [1,],}\n//]]>"),
            Some(json!({"a": "x", "b": [1]}))
        );
    }

    #[test]
    fn what_cant_be_repaired_for_certain_isnt() {
        for text in ["{\"a\": ", "{a: 1}", "nonsense", "", "{\"a\": \"x\"", "{\"a\" \"b\"}"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn good_json_stays_what_it_is(text in any::<String>(), key in "[a-z\"\\\\ ,:]{0,9}") {
            let good = json!({ "a": [text, { key: null }], "b": "x" });
            // A text that looks like the end of a string can’t be distinguished; such publishers
            // escape it.
            prop_assert_eq!(value(&good.to_string()), Some(good));
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = repaired(&text);
        }
    }
}
