//! A record as a row: its keys become columns, those of nested objects by dotted paths
//! (`review.rating`). A list becomes a list of texts in one column; of a list of objects, each key
//! becomes such a list.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::plausible::is_claim_name;
use crate::import::table::GivenRow;

/// The limit for the columns of a file. Further keys are kept with the record.
const COLUMNS: usize = 512;
/// The limit for the items of a list that are read one by one. A longer list is kept as it is.
const ITEMS: usize = 256;
/// The limit for the nesting of keys. What lies deeper is kept with the record.
const DEEPEST: usize = 6;

/// The columns of a file’s records.
#[derive(Debug, Default)]
pub(super) struct RecordColumns {
    keys: KeyTree,
    /// The dotted paths of the columns, in their order.
    pub(super) names: Vec<String>,
}

/// The keys of objects, each with its column and with the keys below it.
#[derive(Debug, Default)]
struct KeyTree {
    column: Option<usize>,
    below: BTreeMap<String, KeyTree>,
}

/// The place of a value in the list around it: its index, and the length of the list.
type Item = Option<(usize, usize)>;

impl RecordColumns {
    /// Returns the columns of some records, ordered by depth and name, so that the order of the keys
    /// in a record doesn’t matter.
    pub(super) fn of<'v>(records: impl Iterator<Item = &'v Map<String, Value>>) -> Self {
        let mut columns = Self::default();
        let mut count = 0;
        for record in records {
            columns.keys.learn_members(record, None, DEEPEST, &mut count);
        }
        let mut paths = Vec::with_capacity(count);
        columns.keys.paths(&mut Vec::new(), &mut paths);
        // The record's own keys come first: of two alike, the guess takes the first.
        paths.sort_by_cached_key(|path| {
            (path.len(), path.iter().map(|key| natural(key)).collect::<Vec<_>>())
        });
        for (number, path) in paths.iter().enumerate() {
            columns.keys.number(path, number);
        }
        columns.names = paths.iter().map(|path| path.join(".")).collect();
        columns
    }

    /// Returns the names by which the columns are told. If every path that has a claim's name
    /// begins with one key, as in `{"row": {"claim": …}}`, that key says nothing and is left out.
    pub(super) fn called(&self, is_guessed: bool) -> Vec<String> {
        let core = is_guessed.then(|| self.core()).flatten();
        let called = self.names.iter().map(|name| {
            let inner = core.as_ref().and_then(|core| name.strip_prefix(core.as_str()));
            inner.filter(|inner| !self.names.iter().any(|known| known == inner)).unwrap_or(name)
        });
        called.map(str::to_owned).collect()
    }

    /// Returns the beginning of the paths below the only key that holds a claim, with its dots.
    fn core(&self) -> Option<String> {
        let is_claim = |name: &str| is_claim_name(name);
        if self.names.iter().any(|name| is_claim(name)) {
            return None;
        }
        let ends = self.names.iter().filter_map(|name| {
            let dots = name.match_indices('.').map(|(at, _)| at);
            { dots }.find(|at| is_claim(&name[at + 1..])).map(|at| &name[..=at])
        });
        let mut ends = ends.collect::<Vec<&str>>();
        ends.dedup();
        match ends.as_slice() {
            [core] => Some((*core).to_owned()),
            _ => None,
        }
    }

    /// Returns the row of a record.
    pub(super) fn row(&self, record: &Map<String, Value>) -> GivenRow {
        let mut row =
            GivenRow { texts: vec![String::new(); self.names.len()], ..GivenRow::default() };
        self.keys.fill_members(record, None, &mut row);
        row
    }

    /// Returns what remains of a record without the values that were taken: `taken` knows them by
    /// column and by index in their list.
    pub(super) fn left(
        &self,
        record: Map<String, Value>,
        taken: &dyn Fn(usize, usize) -> bool,
    ) -> Option<Value> {
        self.keys.left_members(record, 0, taken)
    }
}

impl KeyTree {
    /// Adds the keys of an object.
    fn learn_members(
        &mut self,
        object: &Map<String, Value>,
        item: Item,
        depth: usize,
        count: &mut usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        for (key, value) in object {
            if !self.below.contains_key(key) {
                if *count >= COLUMNS {
                    continue;
                }
                self.below.insert(key.clone(), Self::default());
            }
            if let Some(below) = self.below.get_mut(key) {
                below.learn(value, item, depth, count);
            }
        }
    }

    fn learn(&mut self, value: &Value, item: Item, depth: usize, count: &mut usize) {
        match value {
            Value::Object(object) => self.learn_members(object, item, depth, count),
            Value::Array(list) if item.is_none() && list.len() <= ITEMS => {
                for (index, value) in list.iter().enumerate() {
                    self.learn(value, Some((index, list.len())), depth, count);
                }
                if list.is_empty() {
                    self.learn(&Value::Null, item, depth, count);
                }
            }
            Value::Array(_) => {}
            _ if self.column.is_some() || *count >= COLUMNS => {}
            _ => {
                self.column = Some(*count);
                *count += 1;
            }
        }
    }

    /// Adds the path of every column below.
    fn paths(&self, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
        if self.column.is_some() {
            paths.push(path.clone());
        }
        for (key, below) in &self.below {
            path.push(key.clone());
            below.paths(path, paths);
            path.pop();
        }
    }

    /// Gives the column of a path its number.
    fn number(&mut self, path: &[String], number: usize) {
        match path.split_first() {
            None => self.column = Some(number),
            Some((key, path)) => {
                if let Some(below) = self.below.get_mut(key) {
                    below.number(path, number);
                }
            }
        }
    }

    fn fill_members(&self, object: &Map<String, Value>, item: Item, row: &mut GivenRow) {
        for (key, value) in object {
            if let Some(below) = self.below.get(key) {
                below.fill(value, item, row);
            }
        }
    }

    fn fill(&self, value: &Value, item: Item, row: &mut GivenRow) {
        let text = match value {
            Value::Null => return,
            Value::Object(object) => return self.fill_members(object, item, row),
            Value::Array(list) => {
                if item.is_none() && list.len() <= ITEMS {
                    for (index, value) in list.iter().enumerate() {
                        self.fill(value, Some((index, list.len())), row);
                    }
                }
                return;
            }
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
        };
        let Some(column) = self.column else { return };
        match item {
            None => {
                if let Some(cell) = row.texts.get_mut(column) {
                    *cell = text;
                }
            }
            Some((index, length)) => {
                let list = row.lists.entry(column).or_insert_with(|| vec![String::new(); length]);
                if let Some(cell) = list.get_mut(index) {
                    *cell = text;
                }
            }
        }
    }

    fn left_members(
        &self,
        object: Map<String, Value>,
        item: usize,
        taken: &dyn Fn(usize, usize) -> bool,
    ) -> Option<Value> {
        let mut left = Map::new();
        for (key, value) in object {
            let value = match self.below.get(&key) {
                Some(below) => below.left(value, item, taken),
                None => Some(value),
            };
            left.extend(value.map(|value| (key, value)));
        }
        (!left.is_empty()).then_some(Value::Object(left))
    }

    fn left(
        &self,
        value: Value,
        item: usize,
        taken: &dyn Fn(usize, usize) -> bool,
    ) -> Option<Value> {
        match value {
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            Value::Object(object) => self.left_members(object, item, taken),
            Value::Array(list) => self.left_items(list, taken),
            value => (!self.column.is_some_and(|column| taken(column, item))).then_some(value),
        }
    }

    /// Returns what remains of a list. A list of which some texts were not taken remains whole; of
    /// an object that was taken, a null keeps the place.
    fn left_items(&self, list: Vec<Value>, taken: &dyn Fn(usize, usize) -> bool) -> Option<Value> {
        if list.len() > ITEMS || list.iter().any(Value::is_array) {
            return Some(list.into());
        }
        let is_of_objects = list.iter().any(Value::is_object);
        let whole = (!is_of_objects).then(|| list.clone());
        let items = list.into_iter().enumerate();
        let left: Vec<Option<Value>> =
            items.map(|(index, value)| self.left(value, index, taken)).collect();
        if left.iter().all(Option::is_none) {
            return None;
        }
        let left = || left.into_iter().map(Option::unwrap_or_default).collect();
        Some(Value::Array(whole.unwrap_or_else(left)))
    }
}

/// Returns a key that sorts the numbers in names by their size: `link_2` before `link_10`.
fn natural(name: &str) -> Vec<(String, u64, String)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(digits);
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at(end);
        parts.push((word.to_owned(), number.parse().unwrap_or(u64::MAX), number.to_owned()));
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: &Value) -> &Map<String, Value> {
        value.as_object().unwrap()
    }

    #[test]
    fn keys_become_columns_by_dotted_paths() {
        let record = json!({
            "a": {"b": 1.5, "c": null}, "t": ["x", "y"], "n10": true, "n2": "z",
            "o": [{"u": "1", "w": {"v": 2}}, {"u": "3"}], "deep": [["x"]],
        });
        let columns = RecordColumns::of([object(&record)].into_iter());
        assert_eq!(columns.names, ["n2", "n10", "t", "a.b", "a.c", "o.u", "o.w.v"]);
        let row = columns.row(object(&record));
        assert_eq!(row.texts, ["z", "true", "", "1.5", "", "", ""]);
        let lists = [(2, vec!["x", "y"]), (5, vec!["1", "3"]), (6, vec!["2", ""])];
        let lists =
            lists.map(|(column, list)| (column, list.into_iter().map(str::to_owned).collect()));
        assert_eq!(row.lists, BTreeMap::from(lists));
    }

    #[test]
    fn what_was_not_taken_keeps_its_value() {
        let record = json!({
            "a": {"b": 1.5, "c": null}, "t": ["x", "y"], "blank": " ",
            "o": [{"u": "1", "w": 2}, {"u": "3"}, 4], "deep": [["x"]],
        });
        let columns = RecordColumns::of([object(&record)].into_iter());
        let place = |name: &str| columns.names.iter().position(|known| known == name).unwrap();
        let left = |taken: &[(usize, usize)]| {
            columns.left(object(&record).clone(), &|place, item| taken.contains(&(place, item)))
        };
        let whole = json!({
            "a": {"b": 1.5}, "t": ["x", "y"], "o": [{"u": "1", "w": 2}, {"u": "3"}, 4],
            "deep": [["x"]],
        });
        assert_eq!(left(&[]), Some(whole));
        let (a, t, u) = (place("a.b"), place("t"), place("o.u"));
        let some = json!({"t": ["x", "y"], "o": [{"w": 2}, null, 4], "deep": [["x"]]});
        assert_eq!(left(&[(a, 0), (t, 0), (u, 0), (u, 1)]), Some(some));
        let later = json!({"new": 1});
        assert_eq!(columns.left(object(&later).clone(), &|_, _| true), Some(later));
    }
}
