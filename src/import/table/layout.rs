//! The layout of a table, and a row whose cells are taken by field; what remains is kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;
use serde_json::{Map, Value};

use super::field::ColumnField;

/// The fields and names of a table’s columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TableLayout {
    /// The names of the columns; a column without a name goes by its number.
    pub(super) names: Vec<String>,
    /// The index of the column of each field, from 0. A field may have several.
    pub(super) places: Vec<(ColumnField, usize)>,
    /// The names of the columns, made unique, for the cells that are kept.
    own: Vec<String>,
    /// The columns of each field, in the order of the map.
    by_field: Vec<(ColumnField, Vec<usize>)>,
    /// The names that read like the number of a column.
    numbers: BTreeSet<String>,
}

/// Returns the name of a column by its number: `#3`.
pub(super) fn place_name(place: usize) -> String {
    format!("#{}", place + 1)
}

impl TableLayout {
    /// Returns the layout of a table with these column names and fields.
    pub(super) fn new(names: Vec<String>, places: Vec<(ColumnField, usize)>) -> Self {
        let mut layout = Self { names, places, ..Self::none() };
        layout.own = layout.told_apart();
        for (field, place) in &layout.places {
            match layout.by_field.iter_mut().find(|(known, _)| known == field) {
                Some((_, places)) => places.push(*place),
                None => layout.by_field.push((*field, vec![*place])),
            }
        }
        let names = layout.names.iter().map(|name| name.trim());
        layout.numbers = names.filter(|name| name.starts_with('#')).map(str::to_owned).collect();
        layout
    }

    /// Returns the columns of a field, in the order of the map.
    fn places_of(&self, field: ColumnField) -> &[usize] {
        let found = self.by_field.iter().find(|(known, _)| *known == field);
        found.map(|(_, places)| places.as_slice()).unwrap_or_default()
    }

    fn told_apart(&self) -> Vec<String> {
        let mut known = HashSet::new();
        let names = self.names.iter().enumerate().map(|(place, written)| {
            let name = self.name(place);
            let is_known = known.contains(&*name);
            known.insert(written.trim());
            if is_known { format!("{name} ({})", place_name(place)) } else { name.into_owned() }
        });
        names.collect()
    }

    /// Returns the layout of a table without any known column.
    pub(super) const fn none() -> Self {
        Self {
            names: Vec::new(),
            places: Vec::new(),
            own: Vec::new(),
            by_field: Vec::new(),
            numbers: BTreeSet::new(),
        }
    }

    /// Returns the name of a column, or else its number.
    pub(super) fn name(&self, place: usize) -> Cow<'_, str> {
        let name = self.names.get(place).map(|name| name.trim()).filter(|name| !name.is_empty());
        name.map_or_else(|| place_name(place).into(), Cow::Borrowed)
    }

    /// Returns the unique name of a column.
    fn own_name(&self, place: usize) -> String {
        self.own.get(place).cloned().unwrap_or_else(|| {
            // A column beyond those of the header.
            let name = place_name(place);
            if self.numbers.contains(&name) { format!("{name} ({name})") } else { name }
        })
    }

    /// Describes the layout, with the sign by which a column was told if that is not its name:
    /// `claim = statement, verdict-url = page (pages of fact-checks); kept: state`.
    pub(super) fn said(&self, signs: &[(usize, &str)]) -> String {
        let sign = |place: usize| {
            let sign = signs.iter().find(|(known, _)| *known == place);
            sign.map_or(String::new(), |(_, sign)| format!(" ({sign})"))
        };
        let taken = self.places.iter().map(|(field, place)| {
            format!("{} = {}{}", field.key(), self.name(*place), sign(*place))
        });
        let mut said = taken.collect::<Vec<_>>().join(", ");
        let taken: HashSet<usize> = self.places.iter().map(|(_, place)| *place).collect();
        let kept = (0..self.names.len()).filter(|place| !taken.contains(place));
        let kept: Vec<Cow<'_, str>> = kept.map(|place| self.name(place)).collect();
        if !kept.is_empty() {
            said += "; kept: ";
            said += &kept.join(", ");
        }
        said
    }

    /// Returns true if a column holds the claim.
    pub(super) fn has_claim(&self) -> bool {
        self.places.iter().any(|(field, _)| *field == ColumnField::Claim)
    }

    /// Returns true if a row has a rating in this layout’s column for it, according to `is_rating`.
    pub(super) fn is_rated<S: AsRef<str>>(
        &self,
        row: &[S],
        is_rating: impl FnOnce(&str) -> bool,
    ) -> bool {
        let place = self.places.iter().find(|(field, _)| *field == ColumnField::Verdict);
        place.and_then(|(_, place)| row.get(*place)).is_some_and(|cell| is_rating(cell.as_ref()))
    }
}

/// A cell of a row that isn’t blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableCell<'r> {
    place: usize,
    /// The index in the list of a cell that holds one; otherwise 0.
    item: usize,
    /// The name of the column.
    pub(super) at: Cow<'r, str>,
    /// The content of the cell.
    pub(super) words: &'r str,
}

/// The words that programs write into empty cells.
const NOTHING: &[&str] = &[
    "nan",
    "none",
    "null",
    "n/a",
    "na",
    "nil",
    "nat",
    "<na>",
    "#n/a",
    "empty",
    "undefined",
    "-",
    "--",
    "---",
    "–",
    "—",
    "[]",
    "{}",
    "()",
    "''",
    "\"\"",
    "['']",
    "[\"\"]",
    "[none]",
    "[nan]",
    "[null]",
    "['none']",
    "['nan']",
];

/// Returns true for a blank cell, and for a word that programs write into empty cells.
pub(super) fn is_placeholder(words: &str) -> bool {
    let words = words.trim();
    words.is_empty() || NOTHING.iter().any(|nothing| words.eq_ignore_ascii_case(nothing))
}

/// Returns true if a cell of a field is empty. A word for nothing is no name, date, address or
/// topic, but it may be a claim or a rating.
fn says_nothing(field: ColumnField, words: &str) -> bool {
    words.trim().is_empty() || field.is_never_a_word() && is_placeholder(words)
}

/// The cells of a row that hold lists: the texts of each by the index of its column. An empty text
/// keeps the place of an item that has none.
pub(in crate::import) type CellLists = BTreeMap<usize, Vec<String>>;

/// Returns the cell of a field at a place, or an item of the list there, unless it is empty.
fn cell<'r>(
    layout: &'r TableLayout,
    row: &'r [&'r str],
    lists: &'r CellLists,
    field: ColumnField,
    (place, item): (usize, usize),
) -> Option<TableCell<'r>> {
    let words = match lists.get(&place) {
        Some(list) => list.get(item)?,
        None => *row.get(place)?,
    };
    let is_empty = says_nothing(field, words);
    (!is_empty).then(|| TableCell { place, item, at: layout.name(place), words })
}

/// The cells of a row, with a flag for those that were taken.
#[derive(Debug)]
pub(super) struct RowCells<'r> {
    layout: &'r TableLayout,
    row: &'r [&'r str],
    /// The lists of cells whose text in `row` is empty.
    lists: &'r CellLists,
    taken: Vec<bool>,
    /// The items of lists that were taken, with the index of their column.
    taken_items: BTreeSet<(usize, usize)>,
}

impl<'r> RowCells<'r> {
    pub(super) fn new(layout: &'r TableLayout, row: &'r [&'r str]) -> Self {
        const NONE: &CellLists = &CellLists::new();
        Self::with_lists(layout, row, NONE)
    }

    /// Returns the cells of a row of which some hold lists. The items of a list are cells of their
    /// own, like those of several columns.
    pub(super) fn with_lists(
        layout: &'r TableLayout,
        row: &'r [&'r str],
        lists: &'r CellLists,
    ) -> Self {
        Self { layout, row, lists, taken: vec![false; row.len()], taken_items: BTreeSet::new() }
    }

    /// Returns the cells of a field in the order of the map, with `None` for empty ones, without
    /// taking them.
    pub(super) fn slots(&self, field: ColumnField) -> Vec<Option<TableCell<'r>>> {
        self.each(field).collect()
    }

    fn each(&self, field: ColumnField) -> impl Iterator<Item = Option<TableCell<'r>>> + use<'r> {
        let (layout, row, lists) = (self.layout, self.row, self.lists);
        layout.places_of(field).iter().flat_map(move |&place| {
            let items = lists.get(&place).map_or(1, Vec::len);
            (0..items).map(move |item| cell(layout, row, lists, field, (place, item)))
        })
    }

    /// Returns the number of cells of a field, of which some may be empty.
    pub(super) fn columns(&self, field: ColumnField) -> usize {
        let places = self.layout.places_of(field);
        if self.lists.is_empty() {
            return places.len();
        }
        places.iter().map(|place| self.lists.get(place).map_or(1, Vec::len)).sum()
    }

    /// Returns the place and the item of the cell with this index, without looking at the items
    /// before it.
    fn place(&self, field: ColumnField, index: usize) -> Option<(usize, usize)> {
        let places = self.layout.places_of(field);
        if self.lists.is_empty() {
            return places.get(index).map(|place| (*place, 0));
        }
        let mut left = index;
        for place in places {
            let items = self.lists.get(place).map_or(1, Vec::len);
            if left < items {
                return Some((*place, left));
            }
            left -= items;
        }
        None
    }

    /// Marks a cell as taken.
    pub(super) fn take(&mut self, cell: &TableCell<'r>) {
        self.mark(cell, true);
    }

    /// Marks a cell as not taken, so that it is kept.
    pub(super) fn leave(&mut self, cell: &TableCell<'r>) {
        self.mark(cell, false);
    }

    fn mark(&mut self, cell: &TableCell<'r>, taken: bool) {
        let place = (cell.place, cell.item);
        match self.taken.get_mut(cell.place) {
            Some(_) if self.lists.contains_key(&cell.place) && taken => {
                self.taken_items.insert(place);
            }
            Some(_) if self.lists.contains_key(&cell.place) => {
                self.taken_items.remove(&place);
            }
            Some(mark) => *mark = taken,
            None => {}
        }
    }

    /// Returns true if a cell was taken, or an item of a cell that holds a list.
    pub(super) fn is_taken(&self, place: usize, item: usize) -> bool {
        if self.lists.contains_key(&place) {
            self.taken_items.contains(&(place, item))
        } else {
            self.taken.get(place).is_some_and(|taken| *taken)
        }
    }

    /// Takes all cells of a field that are not empty.
    pub(super) fn all(&mut self, field: ColumnField) -> Vec<TableCell<'r>> {
        let cells: Vec<TableCell<'r>> = self.each(field).flatten().collect();
        for cell in &cells {
            self.take(cell);
        }
        cells
    }

    /// Takes the first cell of a field that is not empty; the others stay.
    pub(super) fn first(&mut self, field: ColumnField) -> Option<TableCell<'r>> {
        let cell = self.each(field).flatten().next()?;
        self.take(&cell);
        Some(cell)
    }

    /// Takes the cell of a field that belongs to the cell with this index of another field.
    pub(super) fn nth(&mut self, field: ColumnField, index: usize) -> Option<TableCell<'r>> {
        let place = self.place(field, index)?;
        let cell = cell(self.layout, self.row, self.lists, field, place)?;
        self.take(&cell);
        Some(cell)
    }

    /// Returns the cells that were not taken, by the columns’ names, without empty ones.
    pub(super) fn left(&self) -> Option<Value> {
        let most = self.taken.iter().filter(|taken| !**taken).count();
        let mut left = Map::with_capacity(most);
        for (place, (cell, taken)) in self.row.iter().zip(&self.taken).enumerate() {
            if !taken && !cell.trim().is_empty() {
                let mut name = self.layout.own_name(place);
                while left.contains_key(&name) {
                    name.push('\'');
                }
                left.insert(name, (*cell).into());
            }
        }
        (!left.is_empty()).then_some(left.into())
    }
}
