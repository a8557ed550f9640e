//! Takes the topics of a cell apart: a list as programs write it, or texts between separators.

use serde_json::{Map, Value};

use super::layout::is_placeholder;

/// The characters between two topics.
const SEPARATORS: [char; 4] = [',', ';', '|', '\n'];

/// Returns the topics in a text: `Bridges; traffic`, `['Bridges', "Ann’s"]`, `["a","b"]`, or such a
/// list in quotes. Words for nothing are no topics. Returns `None` for a list of other things.
pub(super) fn split(text: &str) -> Option<Vec<String>> {
    let text = unquoted(text);
    let items = match serde_json::from_str::<Vec<Value>>(&text) {
        Ok(values) => values.iter().map(scalar).collect::<Option<Vec<String>>>()?,
        Err(_) if serde_json::from_str::<Map<String, Value>>(&text).is_ok() => return None,
        Err(_) => match in_brackets(&text) {
            Some(list) if list.trim_start().starts_with(['{', '[', '(']) => return None,
            Some(list) => items(list, &['\'', '"']),
            None => items(&text, &['"']),
        },
    };
    Some(items.into_iter().filter(|item| !item.is_empty() && !is_placeholder(item)).collect())
}

/// Returns a text or a number of a JSON list; `null` is blank.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null => Some(String::new()),
        _ => None,
    }
}

/// Returns the list inside of quotes, which a program puts around a list that has quotes itself; any
/// other text as it is.
fn unquoted(text: &str) -> String {
    let mut text = text.trim().to_owned();
    for quote in ['"', '\'', '"'] {
        let inner = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
        let Some(inner) = inner.map(str::trim).filter(|inner| in_brackets(inner).is_some()) else {
            continue;
        };
        let doubled = format!("{quote}{quote}");
        let is_doubled = inner.contains(&doubled);
        let one = quote.to_string();
        text = if is_doubled { inner.replace(&doubled, &one) } else { inner.replace("\\\"", "\"") };
    }
    text
}

/// Returns what is inside of the brackets of a list, a set or a tuple.
fn in_brackets(text: &str) -> Option<&str> {
    let brackets = [('[', ']'), ('{', '}'), ('(', ')')];
    brackets.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
}

/// Returns the items of a list, some of which may be in one of these quotes.
fn items(list: &str, quotes: &[char]) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = list.trim();
    while let Some(first) = rest.chars().next() {
        let in_quotes = quotes.contains(&first).then(|| quoted(rest, first)).flatten();
        let (item, after) = in_quotes.unwrap_or_else(|| {
            let end = rest.find(SEPARATORS).unwrap_or(rest.len());
            let (item, after) = rest.split_at(end);
            (item.trim().to_owned(), after)
        });
        items.push(item);
        let after = after.trim_start_matches([' ', '\t', '\r']);
        rest = after.strip_prefix(SEPARATORS).unwrap_or(after).trim_start();
    }
    items
}

/// Returns the item in quotes at the beginning of a text, and the text after it. A quote ends the
/// item if a separator or the end follows; others belong to it.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut item = String::new();
    let mut rest = text.strip_prefix(quote)?;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        let next = rest.chars().next();
        match c {
            '\\' if next.is_some_and(|next| matches!(next, '\'' | '"' | '\\')) => {
                item.extend(next);
                rest = rest.get(1..)?;
            }
            c if c == quote => {
                let after = rest.trim_start_matches([' ', '\t', '\r']);
                if after.is_empty() || after.starts_with(SEPARATORS) {
                    return Some((item.trim().to_owned(), rest));
                }
                item.push(c);
                rest = rest.strip_prefix(quote).unwrap_or(rest);
            }
            c => item.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_of_programs_are_taken_apart() {
        for (text, topics) in [
            ("food; sky, moon|sun\nrain", &["food", "sky", "moon", "sun", "rain"][..]),
            ("\"['Bridges', 'Traffic news']\"", &["Bridges", "Traffic news"]),
            ("\"[\"\"Bridges\"\", \"\"Traffic, news\"\"]\"", &["Bridges", "Traffic, news"]),
            ("\"[\\\"Bridges\\\", \\\"Traffic\\\"]\"", &["Bridges", "Traffic"]),
            ("[\"caf\\u00e9\", \"a \\\"b\\\"\", null, 7]", &["café", "a \"b\"", "7"]),
            ("['Ann\\'s pier', \"Bob's\", 'a, b']", &["Ann's pier", "Bob's", "a, b"]),
            ("['Don't', 'x']", &["Don't", "x"]),
            ("[Bridges, Traffic news]", &["Bridges", "Traffic news"]),
            ("{'a','b'}", &["a", "b"]),
            ("('a', 'b',)", &["a", "b"]),
            ("\"Bridges, old\", Traffic", &["Bridges, old", "Traffic"]),
            ("['None', 'nan', '', 'x']", &["x"]),
            ("the '90s, 5\" pipes", &["the '90s", "5\" pipes"]),
            ("[]", &[]),
            ("['open", &["['open"]),
        ] {
            let wanted: Vec<String> = topics.iter().map(|&topic| topic.to_owned()).collect();
            assert_eq!(split(text), Some(wanted), "{text}");
        }
        for other in ["[{\"name\": \"x\"}]", "[{'name': 'x'}]", "{\"a\": \"b\"}", "[[1]]"] {
            assert_eq!(split(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in r#"['",;\\\[\]{}()a \n]{0,20}"#, other in ".{0,30}") {
            let _ = (split(&text), split(&other));
        }

        #[test]
        fn a_list_of_python_reads_back(topics in prop::collection::vec("[a-z'\",;]{0,5}[a-z]", 1..5)) {
            let topics: Vec<String> =
                topics.into_iter().filter(|topic| !is_placeholder(topic)).collect();
            let written = topics.iter().map(|topic| format!("'{}'", topic.replace('\'', "\\'")));
            let list = format!("[{}]", written.collect::<Vec<_>>().join(", "));
            prop_assert_eq!(split(&list), Some(topics), "{}", list);
        }
    }
}
