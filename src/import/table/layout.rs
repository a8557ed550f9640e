//! Where in a table what stands, and a row taken apart by it: what nobody takes is left, and kept.

use std::borrow::Cow;
use std::collections::BTreeSet;

use hashbrown::HashSet;
use serde_json::{Map, Value};

use super::field::ColumnField;

/// Where in a table what stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TableLayout {
    /// The columns’ names; a column without one goes by its number.
    pub(super) names: Vec<String>,
    /// Which column holds what, from 0; a field may have several.
    pub(super) places: Vec<(ColumnField, usize)>,
    /// The names of which no two are alike: for what is kept by name.
    own: Vec<String>,
    /// The columns of each field, in the map’s order.
    by_field: Vec<(ColumnField, Vec<usize>)>,
    /// The names that read as the number of a column does.
    numbers: BTreeSet<String>,
}

/// A column by its number.
pub(super) fn place_name(place: usize) -> String {
    format!("#{}", place + 1)
}

impl TableLayout {
    /// A table with these columns, of which some hold what is known.
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

    /// The columns of a field, in the map’s order.
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

    /// A table of which nothing is known.
    pub(super) const fn none() -> Self {
        Self {
            names: Vec::new(),
            places: Vec::new(),
            own: Vec::new(),
            by_field: Vec::new(),
            numbers: BTreeSet::new(),
        }
    }

    /// What a column is called.
    pub(super) fn name(&self, place: usize) -> Cow<'_, str> {
        let name = self.names.get(place).map(|name| name.trim()).filter(|name| !name.is_empty());
        name.map_or_else(|| place_name(place).into(), Cow::Borrowed)
    }

    /// The same, of which no two are alike.
    fn own_name(&self, place: usize) -> String {
        self.own.get(place).cloned().unwrap_or_else(|| {
            // A column beyond those that the table has.
            let name = place_name(place);
            if self.numbers.contains(&name) { format!("{name} ({name})") } else { name }
        })
    }

    /// In words: `claim = statement, by = speaker; kept: state`.
    pub(super) fn said(&self) -> String {
        let taken = self.places.iter();
        let taken = taken.map(|(field, place)| format!("{} = {}", field.key(), self.name(*place)));
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

    /// Whether a column holds the claim.
    pub(super) fn has_claim(&self) -> bool {
        self.places.iter().any(|(field, _)| *field == ColumnField::Claim)
    }

    /// Whether a row has a rating where this layout has it; `is_rating` knows them.
    pub(super) fn is_rated<S: AsRef<str>>(
        &self,
        row: &[S],
        is_rating: impl FnOnce(&str) -> bool,
    ) -> bool {
        let place = self.places.iter().find(|(field, _)| *field == ColumnField::Verdict);
        place.and_then(|(_, place)| row.get(*place)).is_some_and(|cell| is_rating(cell.as_ref()))
    }
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableCell<'r> {
    place: usize,
    /// Its column’s name.
    pub(super) at: Cow<'r, str>,
    /// What stands in it; not blank.
    pub(super) words: &'r str,
}

/// What programs write where nothing is.
const NOTHING: &[&str] = &["nan", "none", "null", "n/a", "na", "nil", "-", "[]"];

/// Whether a cell of a field is blank. A word for nothing is no name, date or address; it may be a
/// claim, a rating, a topic or a note.
fn says_nothing(field: ColumnField, words: &str) -> bool {
    let words = words.trim();
    let names_nothing = || NOTHING.iter().any(|nothing| words.eq_ignore_ascii_case(nothing));
    words.is_empty() || field.is_never_a_word() && names_nothing()
}

/// The cells of a row, of which some were taken.
#[derive(Debug)]
pub(super) struct RowCells<'r> {
    layout: &'r TableLayout,
    row: &'r [&'r str],
    taken: Vec<bool>,
}

impl<'r> RowCells<'r> {
    pub(super) fn new(layout: &'r TableLayout, row: &'r [&'r str]) -> Self {
        Self { layout, row, taken: vec![false; row.len()] }
    }

    /// The cells of a field in the map’s order, also the blank ones; none is taken yet.
    pub(super) fn slots(&self, field: ColumnField) -> Vec<Option<TableCell<'r>>> {
        self.each(field).collect()
    }

    fn each(&self, field: ColumnField) -> impl Iterator<Item = Option<TableCell<'r>>> + use<'r> {
        let (layout, row) = (self.layout, self.row);
        layout.places_of(field).iter().map(move |place| {
            let words = row.get(*place).filter(|words| !says_nothing(field, words))?;
            Some(TableCell { place: *place, at: layout.name(*place), words })
        })
    }

    /// How many columns a field has.
    pub(super) fn columns(&self, field: ColumnField) -> usize {
        self.layout.places_of(field).len()
    }

    /// Marks a cell as taken.
    pub(super) fn take(&mut self, cell: &TableCell<'r>) {
        self.mark(cell, true);
    }

    /// Leaves a cell that was taken.
    pub(super) fn leave(&mut self, cell: &TableCell<'r>) {
        self.mark(cell, false);
    }

    fn mark(&mut self, cell: &TableCell<'r>, taken: bool) {
        if let Some(mark) = self.taken.get_mut(cell.place) {
            *mark = taken;
        }
    }

    /// Takes all cells of a field that are not blank.
    pub(super) fn all(&mut self, field: ColumnField) -> Vec<TableCell<'r>> {
        let cells: Vec<TableCell<'r>> = self.each(field).flatten().collect();
        for cell in &cells {
            self.take(cell);
        }
        cells
    }

    /// Takes the first cell of a field that isn’t blank; others stay.
    pub(super) fn first(&mut self, field: ColumnField) -> Option<TableCell<'r>> {
        let cell = self.each(field).flatten().next()?;
        self.take(&cell);
        Some(cell)
    }

    /// Takes the cell that goes with the `index`th of another field.
    pub(super) fn nth(&mut self, field: ColumnField, index: usize) -> Option<TableCell<'r>> {
        let cell = self.each(field).nth(index).flatten()?;
        self.take(&cell);
        Some(cell)
    }

    /// What nobody took, by the columns’ names; empty cells are left out.
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
