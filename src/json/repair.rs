//! Repairs JSON that publishers’ templates break: unescaped quotes and line breaks in strings,
//! superfluous commas, a template’s comments. Anything that can’t be repaired with certainty is
//! refused.

use serde::de::IgnoredAny;

/// Returns the repaired text of invalid JSON, or `None` if the result is still invalid.
pub(crate) fn repaired(text: &str) -> Option<String> {
    let out = rewritten(text);
    let out = out.trim();
    serde_json::from_str::<IgnoredAny>(out).is_ok().then(|| out.to_owned())
}

/// Returns the repaired text of a script that should hold JSON values, one or several, or `None` if
/// the result is still invalid. Every line keeps its number, except for line breaks in strings.
pub(crate) fn repaired_script(text: &str) -> Option<String> {
    if is_json(text) {
        return None;
    }
    let out = rewritten(text);
    is_json(&out).then_some(out)
}

/// Returns true if a text consists of JSON values. Commas between them don’t matter.
fn is_json(text: &str) -> bool {
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        if !matches!(values.next(), Some(Ok(_))) {
            return false;
        }
        rest = rest.get(values.byte_offset()..).unwrap_or_default();
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
    true
}

/// Rewrites what is invalid in a JSON text.
fn rewritten(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut at = 0;
    let mut in_text = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let taken = if in_text {
            in_string(rest, &mut out, &mut in_text)
        } else {
            between_strings(rest, &mut out, &mut in_text)
        };
        at += taken;
    }
    out
}

/// Rewrites the next characters of a string, and returns their length.
fn in_string(rest: &str, out: &mut String, in_text: &mut bool) -> usize {
    let Some(c) = rest.chars().next() else { return 0 };
    let after = &rest[c.len_utf8()..];
    match c {
        '"' if ends_text(after) => {
            *in_text = false;
            out.push(c);
        }
        '"' => out.push_str("\\\""),
        '\\' => match after.chars().next().filter(|next| "\"\\/bfnrtu".contains(*next)) {
            Some(next) => {
                out.extend(['\\', next]);
                return 2;
            }
            None => out.push_str("\\\\"),
        },
        '\n' => out.push_str("\\n"),
        '\r' => {}
        c if c < ' ' => out.push(' '),
        c => out.push(c),
    }
    c.len_utf8()
}

/// Rewrites the next characters outside of strings, and returns their length.
fn between_strings(rest: &str, out: &mut String, in_text: &mut bool) -> usize {
    if let Some(comment) = comment(rest) {
        let skipped = rest.get(..comment).unwrap_or_default();
        out.extend(skipped.matches('\n'));
        return comment;
    }
    let Some(c) = rest.chars().next() else { return 0 };
    match c {
        '"' => {
            *in_text = true;
            out.push(c);
        }
        ',' if closes(&rest[1..]) => {}
        // A statement’s end is a separator of values at most.
        ';' => out.push(' '),
        c => out.push(c),
    }
    c.len_utf8()
}

/// Returns true if nothing but blanks and comments stand before a closing bracket.
fn closes(rest: &str) -> bool {
    let mut rest = rest.trim_start();
    while let Some(length) = comment(rest) {
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    rest.starts_with([']', '}'])
}

/// The marks that templates put around a script’s text, without its own comment signs.
const MARKS: &[&str] = &["<![CDATA[", "]]>", "<!]]>", "<!--", "-->"];

/// Returns the length of the comment, or of the mark of one, that a text outside of strings begins
/// with.
fn comment(rest: &str) -> Option<usize> {
    if let Some(after) = rest.strip_prefix("/*") {
        return Some(after.find("*/").map_or(rest.len(), |end| end + 4));
    }
    if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
        return Some(mark.len());
    }
    let after = rest.strip_prefix("//")?;
    // The JSON may follow the mark on the line: `//<![CDATA[ {`.
    let marked = after.trim_start_matches([' ', '\t']);
    if MARKS.iter().any(|mark| marked.starts_with(mark)) {
        return Some(rest.len() - marked.len());
    }
    Some(after.find('\n').map_or(rest.len(), |end| end + 2))
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
    fn any_wrapper_around_the_json_is_removed() {
        for (before, after) in [
            ("//<![CDATA[\n", "\n//]]>"),
            ("// <![CDATA[\r\n", "\r\n// ]]>"),
            ("//<![CDATA[ ", "//]]>"),
            ("/*<![CDATA[*/", "/*]]>*/"),
            ("/* <![CDATA[ */\n", "\n/* ]]> */"),
            ("<![CDATA[", "]]>"),
            ("<!-- ", " -->"),
            ("<!--\n", "\n//-->"),
            ("<!--//--><![CDATA[//><!--\n", "\n//--><!]]>"),
            ("// a \"check\" {of} facts\n", "// [end]"),
            ("/* one {\n two \"*/ ", ";"),
        ] {
            let text = format!("{before}{{\"a\": \"x // y /* z */;\", \"b\": 1}}{after}");
            assert_eq!(value(&text), Some(json!({"a": "x // y /* z */;", "b": 1})), "{text}");
        }
    }

    #[test]
    fn a_script_may_hold_several_values_and_its_lines_stay() {
        let kept = |text: &str| repaired_script(text).is_none();
        assert!(kept("{\"a\": 1}\n{\"b\": 2}") && kept("{\"a\": 1},{\"b\": 2}"));
        let text = repaired_script("\n// one\n{\"a\": 1};\n/* two\n*/ {\"b\": [2,]}\n").unwrap();
        assert_eq!(text, "\n\n{\"a\": 1} \n\n {\"b\": [2]}\n");
        assert_eq!(repaired_script("var a = {\"b\": 2};"), None);
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
