//! Finds where the records stand in a JSON text: values one after the other, a list, a list in an
//! object, objects by their ids, or columns. Decides by the beginning of the text, which may be cut
//! off.

use serde_json::{Map, Value};

use super::plausible::{are_claims, is_ours};
use crate::json::string_length;

/// The limit for the members and elements that are examined.
const SEEN: usize = super::SEEN;

/// The limit for the nesting of the objects around records.
const DEEPEST: usize = 3;

/// A record, with its name in the object around it.
pub(super) type NamedRecord = (Option<String>, Value);

/// The way in which a text holds its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Arrangement {
    /// One after the other, alone or in lists; also in the list that the member of this name holds
    /// in an object around them.
    Sequence(Option<String>),
    /// Within one value that must be read as a whole.
    Nested,
}

/// Returns the arrangement of the records in a text that begins so, or `None` if it holds no
/// records with claims.
pub(super) fn of_claims(text: &str) -> Option<Arrangement> {
    let values = values(text);
    if values.iter().any(is_ours) { None } else { arrangement(&values, Wanted::Claims) }
}

/// Returns the arrangement of the records in a text that begins so, whatever they hold.
pub(super) fn of_any(text: &str) -> Arrangement {
    let values = values(text);
    let found = arrangement(&values, Wanted::Claims);
    let found = found.or_else(|| arrangement(&values, Wanted::Any));
    found.unwrap_or(Arrangement::Sequence(None))
}

/// Takes the records out of a value, wherever they stand in it.
pub(super) fn records(value: Value) -> Vec<NamedRecord> {
    let wanted = if holds(&value, Wanted::Claims, 0) { Wanted::Claims } else { Wanted::Any };
    let mut records = Vec::new();
    take(value, wanted, 0, &mut records);
    records
}

/// The records that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Records that hold claims.
    Claims,
    /// Records of any kind.
    Any,
}

impl Wanted {
    /// Returns true if these objects are such records.
    fn fit<'v>(self, records: impl Iterator<Item = &'v Value>) -> bool {
        let mut objects = records.take(SEEN).filter_map(Value::as_object).peekable();
        objects.peek().is_some() && (self == Self::Any || are_claims(objects))
    }
}

fn arrangement(values: &[Value], wanted: Wanted) -> Option<Arrangement> {
    let first = values.first()?;
    if let Value::Array(list) = first
        && wanted.fit(list.iter())
    {
        return Some(Arrangement::Sequence(None));
    }
    if wanted.fit(values.iter()) && (wanted == Wanted::Claims || values.len() > 1) {
        return Some(Arrangement::Sequence(None));
    }
    if let Value::Object(object) = first {
        let fits = |value: &Value| value.as_array().is_some_and(|list| wanted.fit(list.iter()));
        let lists: Vec<&String> =
            object.iter().filter(|(_, value)| fits(value)).map(|(key, _)| key).collect();
        if let [key] = lists.as_slice() {
            return Some(Arrangement::Sequence(Some((*key).clone())));
        }
    }
    holds(first, wanted, 0).then_some(Arrangement::Nested)
}

/// Returns true if a value holds wanted records in a list, by ids or as columns.
fn holds(value: &Value, wanted: Wanted, depth: usize) -> bool {
    match value {
        Value::Array(list) => {
            wanted.fit(list.iter()) || rows(list).is_some_and(|first| wanted.fit([first].iter()))
        }
        Value::Object(object) => {
            columns(object, 1).is_some_and(|first| wanted.fit(first.iter().map(|(_, it)| it)))
                || split(object, 1).is_some_and(|first| wanted.fit(first.iter().map(|(_, it)| it)))
                || is_by_id(object, wanted)
                || depth < DEEPEST
                    && object.values().take(SEEN).any(|value| holds(value, wanted, depth + 1))
        }
        _ => false,
    }
}

/// Takes the records out of a value that holds them.
fn take(value: Value, wanted: Wanted, depth: usize, records: &mut Vec<NamedRecord>) {
    match value {
        Value::Array(list) if wanted.fit(list.iter()) => {
            records.extend(list.into_iter().map(|record| (None, record)));
        }
        Value::Array(list) => records.extend(of_rows(list)),
        Value::Object(object) => {
            let fits = |first: Vec<NamedRecord>| wanted.fit(first.iter().map(|(_, record)| record));
            if columns(&object, 1).is_some_and(fits) {
                records.extend(columns(&object, usize::MAX).unwrap_or_default());
            } else if split(&object, 1).is_some_and(fits) {
                records.extend(split(&object, usize::MAX).unwrap_or_default());
            } else if is_by_id(&object, wanted) {
                records.extend(by_id(object));
            } else if depth < DEEPEST {
                for (_, value) in object {
                    if holds(&value, wanted, depth + 1) {
                        take(value, wanted, depth + 1, records);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Returns true if the members of an object are records, named by ids. If no key of the records
/// holds the claim, their names may be the claims.
fn is_by_id(object: &Map<String, Value>, wanted: Wanted) -> bool {
    let records = || object.values().take(SEEN);
    records().all(Value::is_object)
        && (wanted.fit(records())
            || wanted.fit(object.iter().take(SEEN).map(named).collect::<Vec<_>>().iter()))
}

/// Returns a record with its name as the claim.
fn named((name, record): (&String, &Value)) -> Value {
    let mut record = record.as_object().cloned().unwrap_or_default();
    record.entry(NAMED).or_insert_with(|| name.clone().into());
    record.into()
}

/// The key of a claim that is the name of its record.
const NAMED: &str = "claim";

fn by_id(object: Map<String, Value>) -> Vec<NamedRecord> {
    let are_claims = Wanted::Claims.fit(object.values());
    let named_claims = !are_claims
        && Wanted::Claims.fit(object.iter().take(SEEN).map(named).collect::<Vec<_>>().iter());
    let record = |(name, record)| {
        if named_claims { (None, named((&name, &record))) } else { (Some(name), record) }
    };
    object.into_iter().map(record).collect()
}

/// Returns the first `most` records of an object of columns, as pandas writes it: each member holds
/// the values of a column, by the numbers of the rows or as a list.
fn columns(object: &Map<String, Value>, most: usize) -> Option<Vec<NamedRecord>> {
    let is_plain = |value: &Value| !value.is_object();
    let is_column = |value: &Value| match value {
        Value::Object(column) => column
            .iter()
            .take(SEEN)
            .all(|(row, value)| row.bytes().all(|byte| byte.is_ascii_digit()) && is_plain(value)),
        Value::Array(column) => column.iter().take(SEEN).all(is_plain),
        _ => false,
    };
    if object.is_empty() || !object.values().all(is_column) {
        return None;
    }
    let mut records: indexed::Records = indexed::Records::default();
    for (name, column) in object {
        match column {
            Value::Object(column) => {
                for (row, value) in column.iter().take(most) {
                    records.put(row.clone(), name, value);
                }
            }
            Value::Array(column) => {
                for (row, value) in column.iter().take(most).enumerate() {
                    records.put(row.to_string(), name, value);
                }
            }
            _ => {}
        }
    }
    Some(records.all())
}

/// Records that are put together column by column.
mod indexed {
    use serde_json::{Map, Value};

    use super::NamedRecord;

    /// The records by their names.
    #[derive(Default)]
    pub(super) struct Records(Map<String, Value>);

    impl Records {
        /// Puts a value into the record of a name.
        pub(super) fn put(&mut self, row: String, key: &str, value: &Value) {
            let record = self.0.entry(row).or_insert_with(|| Map::new().into());
            if let Value::Object(record) = record {
                record.insert(key.to_owned(), value.clone());
            }
        }

        pub(super) fn all(self) -> Vec<NamedRecord> {
            self.0.into_iter().map(|(name, record)| (Some(name), record)).collect()
        }
    }
}

/// Returns the first `most` records of an object with the names of columns and a list of rows.
fn split(object: &Map<String, Value>, most: usize) -> Option<Vec<NamedRecord>> {
    let names = texts(object.get("columns").or_else(|| object.get("header"))?.as_array()?)?;
    let rows = object.get("data").or_else(|| object.get("rows"))?.as_array()?;
    let index = object.get("index").and_then(Value::as_array);
    let record = |(number, row): (usize, &Value)| {
        let name = index.and_then(|index| index.get(number)).map(|name| match name {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        });
        Some((name, of_row(&names, row.as_array()?.clone())))
    };
    rows.iter().take(most).enumerate().map(record).collect()
}

/// Returns the first record of a list of rows of which the first names the columns.
fn rows(list: &[Value]) -> Option<Value> {
    let [names, row, ..] = list else { return None };
    Some(of_row(&texts(names.as_array()?)?, row.as_array()?.clone()))
}

/// Returns the names of columns, if all of them are texts.
fn texts(names: &[Value]) -> Option<Vec<&str>> {
    names.iter().map(Value::as_str).collect()
}

fn of_rows(list: Vec<Value>) -> Vec<NamedRecord> {
    let mut list = list.into_iter();
    let Some(Value::Array(names)) = list.next() else { return Vec::new() };
    let names = texts(&names);
    let record = |row: Value| match row {
        Value::Array(row) => names.as_deref().map(|names| (None, of_row(names, row))),
        other => Some((None, other)),
    };
    list.filter_map(record).collect()
}

/// Returns a row as a record; cells beyond the names are named by their numbers.
fn of_row(names: &[&str], row: Vec<Value>) -> Value {
    let mut record = Map::new();
    for (number, value) in row.into_iter().enumerate() {
        let name = names.get(number).map(|&name| name.to_owned());
        let mut name = name.unwrap_or_else(|| format!("#{}", number + 1));
        if record.contains_key(&name) {
            name = format!("{name} (#{})", number + 1);
        }
        while record.contains_key(&name) {
            name.push('\'');
        }
        record.insert(name, value);
    }
    record.into()
}

/// Returns the first values of a text, of which the last may be cut off. Lines that are no JSON are
/// left out.
fn values(text: &str) -> Vec<Value> {
    let mut values = Vec::new();
    let mut rest = text;
    while values.len() < SEEN {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '\u{1e}'));
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let after = match stream.next() {
            None => break,
            Some(Ok(value)) => {
                values.push(value);
                stream.byte_offset()
            }
            Some(Err(error)) if error.is_eof() => {
                values.extend(closed(rest).and_then(|text| serde_json::from_str(&text).ok()));
                break;
            }
            Some(Err(_)) => match rest.find('\n') {
                Some(line) => line,
                None => break,
            },
        };
        rest = rest.get(after..).unwrap_or_default();
    }
    values
}

/// Returns a JSON text that was cut off with its complete members and elements only, and with all
/// brackets closed.
fn closed(text: &str) -> Option<String> {
    let end = marks(text).filter(|(_, mark)| *mark == b',').last()?.0;
    let text = text.get(..end)?;
    let mut open = Vec::new();
    for (_, mark) in marks(text) {
        match mark {
            b'{' => open.push('}'),
            b'[' => open.push(']'),
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
    }
    Some(text.chars().chain(open.into_iter().rev()).collect())
}

/// Returns the brackets and commas of a text that stand in no string, with their offsets.
fn marks(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let from = bytes.get(at..)?;
            let found = from.iter().position(|byte| b"{}[],\"".contains(byte))?;
            let (here, mark) = (at + found, *from.get(found)?);
            if mark == b'"' {
                at = here + string_length(bytes.get(here..)?);
            } else {
                at = here + 1;
                return Some((here, mark));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn sequence(key: Option<&str>) -> Arrangement {
        Arrangement::Sequence(key.map(str::to_owned))
    }

    #[test]
    fn records_are_found_wherever_they_stand() {
        let one = json!({"claim": "The pier is closed.", "label": "false"});
        let two = json!({"claim": "The pier is open.", "label": "true"});
        let line = format!("{one}\n{two}\n");
        for (text, wanted) in [
            (json!([one, two]).to_string(), Some(sequence(None))),
            (line.clone(), Some(sequence(None))),
            (format!("{{broken\n{line}"), Some(sequence(None))),
            (format!("{one:#}\n{two:#}"), Some(sequence(None))),
            (
                json!({"count": 2, "results": [one, two]}).to_string(),
                Some(sequence(Some("results"))),
            ),
            (json!({"train": [one], "dev": [two]}).to_string(), Some(Arrangement::Nested)),
            (json!({"hits": {"hits": [{"_source": one}]}}).to_string(), Some(Arrangement::Nested)),
            (json!({"12": one, "13": two}).to_string(), Some(Arrangement::Nested)),
            (
                json!([["claim", "x"], ["The pier is closed.", 1]]).to_string(),
                Some(Arrangement::Nested),
            ),
            (
                json!({"type": "FeatureCollection", "features": [{"type": "Feature"}]}).to_string(),
                None,
            ),
            (json!([{"author": "Ann", "text": "See you there"}]).to_string(), None),
            ("[1, 2]".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(of_claims(&text), wanted, "{text}");
        }
    }

    #[test]
    fn a_text_that_is_cut_off_is_enough() {
        let record = |number: usize| json!({"claim": format!("The pier, {number}, is closed."), "a": [1, {"b": "}"}]});
        let list: Vec<Value> = (0..3).map(record).collect();
        let by_id = json!({"0": list[0], "1": list[1]}).to_string();
        let in_object = json!({"data": list}).to_string();
        for (text, wanted) in [
            (json!(list).to_string(), Some(sequence(None))),
            (in_object, Some(sequence(Some("data")))),
            (by_id, Some(Arrangement::Nested)),
        ] {
            let first = text.find("\"a\"").unwrap();
            for end in first..text.len() {
                assert_eq!(of_claims(&text[..end]), wanted, "{}", &text[..end]);
            }
        }
    }

    #[test]
    fn every_way_to_hold_two_records_gives_them() {
        let record = |name: &str, words: &str| {
            (Some(name.to_owned()), json!({"claim": words, "label": "false"}))
        };
        let (one, two) = ("The pier is closed.", "The pier is open.");
        let wanted = vec![record("0", one), record("1", two)];
        for value in [
            json!({"claim": {"0": one, "1": two}, "label": {"0": "false", "1": "false"}}),
            json!({"claim": [one, two], "label": ["false", "false"]}),
            json!({"columns": ["claim", "label"], "index": [0, 1], "data": [[one, "false"], [two, "false"]]}),
            json!({"0": {"claim": one, "label": "false"}, "1": {"claim": two, "label": "false"}}),
            json!({"data": {"0": {"claim": one, "label": "false"}, "1": {"claim": two, "label": "false"}}}),
        ] {
            assert_eq!(records(value.clone()), wanted, "{value}");
        }
        let unnamed: Vec<NamedRecord> =
            wanted.into_iter().map(|(_, record)| (None, record)).collect();
        for value in [
            json!([["claim", "label"], [one, "false"], [two, "false"]]),
            json!({"train": [{"claim": one, "label": "false"}], "dev": [{"claim": two, "label": "false"}]}),
            json!({one: {"label": "false"}, two: {"label": "false"}}),
        ] {
            assert_eq!(records(value.clone()), unnamed, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in r#"[\[\]{}:,"\\a1 \n]{0,60}"#) {
            let _ = (of_claims(&text), of_any(&text));
        }
    }
}
