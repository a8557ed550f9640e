//! The command line’s description of a table: the field of each column, and whether the first row
//! names the columns.

use hashbrown::HashMap;
use thiserror::Error;

use super::field::{ColumnField, FIELDS, folded};
use super::guess::GivenFields;
use super::layout::place_name;
use crate::input::Diagnostic;
use crate::text::nearest;

/// The fields of a table’s columns, as far as the user gave them. All others are guessed from the
/// columns’ cells and names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    map: Vec<(ColumnField, Column)>,
    /// The fields that no column holds, whatever its cells and name.
    removed: Vec<ColumnField>,
    /// Whether the map gives all fields, so that nothing is guessed.
    is_whole: bool,
    /// Whether the first row names the columns.
    pub(crate) header: HeaderRow,
}

/// The role of the first row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum HeaderRow {
    /// The row’s cells decide whether it names the columns.
    #[default]
    Told,
    /// The first row is a record like the others.
    Absent,
    /// The first row names the columns, as the keys of records do.
    Given,
}

/// A column, as a map names it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Named(String),
    /// An index, from 0.
    At(usize),
}

/// An error in a map of columns.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MapFault {
    /// A part isn’t of the form `key=column`.
    #[error("“{0}” doesn’t name a key and a column: write claim=COLUMN, or claim=#3")]
    Malformed(String),
    /// There is no such key.
    #[error("unknown key “{key}”{}; the keys are {}", meant(*.nearest), keys())]
    UnknownKey {
        /// The key as the user wrote it.
        key: String,
        /// The known key that is most like it.
        nearest: Option<&'static str>,
    },
    /// A `#` is not followed by the number of a column.
    #[error("“{0}” is not a column: columns are numbered from #1")]
    NotColumn(String),
    /// The map names no column for the claim.
    #[error("the map doesn’t say which column contains the claim: claim=COLUMN, or claim=#3")]
    ClaimMissing,
}

fn meant(nearest: Option<&'static str>) -> String {
    nearest.map_or(String::new(), |nearest| format!(", did you mean “{nearest}”?"))
}

fn keys() -> String {
    FIELDS.iter().map(|info| info.key).collect::<Vec<_>>().join(", ")
}

impl Columns {
    /// Parses a map: `claim=statement,by=speaker,topic=#4+#5`.
    ///
    /// A column is a name of the header, or `#` and its number from 1. Names are compared without
    /// case, blanks and punctuation. A name that contains a comma or a plus sign can only be given
    /// by number. A key without a column, `by=`, removes a field that would be guessed.
    ///
    /// # Errors
    /// Returns a [`MapFault`], which names the likeliest intended key if there is one.
    pub fn parse(map: &str) -> Result<Self, MapFault> {
        let mut columns = Self::default();
        for part in map.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let no_pair = || MapFault::Malformed(part.to_owned());
            let (key, names) = part.split_once('=').ok_or_else(no_pair)?;
            let key = key.trim();
            let field = ColumnField::from_key(key).ok_or_else(|| MapFault::UnknownKey {
                key: key.to_owned(),
                nearest: nearest(key, FIELDS.iter().map(|info| info.key)),
            })?;
            if names.trim().is_empty() {
                columns.removed.push(field);
                continue;
            }
            for name in names.split('+').map(str::trim) {
                if name.is_empty() {
                    return Err(no_pair());
                }
                columns.map.push((field, Column::parse(name)?));
            }
        }
        if columns.removed.contains(&ColumnField::Claim) {
            return Err(MapFault::ClaimMissing);
        }
        Ok(columns)
    }

    /// Parses a map that gives all fields, so that nothing is guessed.
    ///
    /// # Errors
    /// Returns a [`MapFault`] like [`Columns::parse`], and if the map names no column for the claim.
    pub fn parse_whole(map: &str) -> Result<Self, MapFault> {
        let columns = Self::parse(map)?;
        if columns.map.iter().any(|(field, _)| *field == ColumnField::Claim) {
            Ok(Self { is_whole: true, ..columns })
        } else {
            Err(MapFault::ClaimMissing)
        }
    }

    /// Declares that the first row is a record.
    #[must_use]
    pub fn without_header(self) -> Self {
        Self { header: HeaderRow::Absent, ..self }
    }

    /// Declares that the first row names the columns.
    pub(super) fn with_names_given(self) -> Self {
        Self { header: HeaderRow::Given, ..self }
    }

    /// Returns true if the map is empty.
    pub(in crate::import) fn is_empty(&self) -> bool {
        self.map.is_empty() && self.removed.is_empty()
    }

    /// Returns the fields that the map gives.
    pub(super) fn given_fields(&self) -> Vec<ColumnField> {
        self.map.iter().map(|(field, _)| *field).collect()
    }

    /// Returns true if nothing is guessed beside the map.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Returns true if the map gives a column by its name in the first row.
    pub(super) fn names_any(&self) -> bool {
        self.map.iter().any(|(_, column)| matches!(column, Column::Named(_)))
    }

    /// Finds the columns of the map in a table with these names. `width` is the number of cells of
    /// the widest row, if all rows are known.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] without a line, which lists the columns of the table.
    pub(super) fn given(
        &self,
        file: &str,
        names: &[String],
        width: Option<usize>,
    ) -> Result<GivenFields, Diagnostic> {
        let known = KnownColumns::of(names);
        let place = |(field, column): &(ColumnField, Column)| match column {
            Column::At(place) if width.is_some_and(|width| *place >= width.max(names.len())) => {
                let no_column = format!("this table has no column {}", place_name(*place));
                Err(Diagnostic::error(file, no_column)
                    .help(format!("its columns are {}", listed(names))))
            }
            Column::At(place) => Ok((*field, *place)),
            Column::Named(name) => Ok((*field, known.find(file, name)?)),
        };
        let places = self.map.iter().map(place).collect::<Result<_, _>>()?;
        Ok(GivenFields { places, removed: self.removed.clone() })
    }
}

impl Column {
    fn parse(name: &str) -> Result<Self, MapFault> {
        let Some(number) = name.strip_prefix('#') else { return Ok(Self::Named(name.to_owned())) };
        let place = number.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        place.map(Self::At).ok_or_else(|| MapFault::NotColumn(name.to_owned()))
    }
}

/// The columns of a table by name. A map may name as many as a table has.
struct KnownColumns<'n> {
    names: &'n [String],
    exact: HashMap<&'n str, Vec<usize>>,
    folded: HashMap<String, Vec<usize>>,
}

impl<'n> KnownColumns<'n> {
    fn of(names: &'n [String]) -> Self {
        let (mut exact, mut by_folded) = (HashMap::new(), HashMap::new());
        for (place, name) in names.iter().enumerate() {
            let of_name: &mut Vec<usize> = exact.entry(name.trim()).or_default();
            of_name.push(place);
            let of_folded: &mut Vec<usize> = by_folded.entry(folded(name)).or_default();
            of_folded.push(place);
        }
        Self { names, exact, folded: by_folded }
    }

    /// Returns the index of the column of that name.
    fn find(&self, file: &str, name: &str) -> Result<usize, Diagnostic> {
        let wanted = folded(name);
        let as_written = self.exact.get(name);
        let found = as_written.or_else(|| self.folded.get(&wanted).filter(|_| !wanted.is_empty()));
        match found.map(Vec::as_slice).unwrap_or_default() {
            [place] => Ok(*place),
            [one, other, ..] => {
                let problem =
                    Diagnostic::error(file, format!("several columns are called “{name}”"));
                let (one, other) = (place_name(*one), place_name(*other));
                Err(problem.help(format!("choose one by its number: {one} or {other}")))
            }
            [] => Err(self.missing(file, name)),
        }
    }

    /// Returns the diagnostic for a name that no column has.
    fn missing(&self, file: &str, name: &str) -> Diagnostic {
        let names = self.names;
        let lower: Vec<String> = names.iter().map(|known| known.trim().to_lowercase()).collect();
        let near = nearest(&name.to_lowercase(), lower.iter().map(String::as_str));
        let near = near.and_then(|near| lower.iter().position(|known| known == near));
        let near = near.and_then(|place| names.get(place));
        let meant = near.map_or(String::new(), |near| format!("did you mean “{near}”? "));
        Diagnostic::error(file, format!("this table has no column “{name}”"))
            .help(format!("{meant}its columns are {}", listed(names)))
    }
}

/// The number of columns that a message lists.
const LISTED: usize = 24;
/// The number of characters of each of them.
const SHOWN: usize = 40;

/// Lists columns by number and by the beginning of their cells.
pub(super) fn listed(cells: &[String]) -> String {
    let shown = cells.iter().take(LISTED).enumerate().map(|(place, cell)| {
        let mut shown: String = cell.trim().chars().take(SHOWN).collect();
        if cell.trim().chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        format!("{} “{shown}”", place_name(place))
    });
    let more = if cells.len() > LISTED { " …" } else { "" };
    shown.collect::<Vec<_>>().join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(map: &str) -> String {
        Columns::parse(map).unwrap_err().to_string()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_map_says_which_column_holds_what() {
        let map = "claim = Statement , by=speaker,topic=#4+Tags,topic=#1,";
        let columns = Columns::parse(map).unwrap();
        let names = names(&["statement", "TAGS", "Speaker "]);
        let given = columns.given("a", &names, Some(4)).unwrap();
        let places = [
            (ColumnField::Claim, 0),
            (ColumnField::By, 2),
            (ColumnField::Topic, 3),
            (ColumnField::Topic, 1),
            (ColumnField::Topic, 0),
        ];
        assert_eq!(given.places, places);
        assert!(columns.names_any() && !Columns::parse("claim=#1").unwrap().names_any());
    }

    #[test]
    fn what_is_wrong_with_a_map_says_how_to_mend_it() {
        assert!(fault("clam=x").contains("unknown key “clam”, did you mean “claim”?"));
        assert!(fault("claim").contains("write claim=COLUMN"));
        assert!(fault("claim=a+").contains("“claim=a+”"));
        assert!(fault("claim=#0").contains("numbered from #1"));
        assert!(fault("claim=#x").contains("numbered from #1"));
        assert!(fault("claim=").contains("which column contains the claim"));
        let whole = Columns::parse_whole("by=#1").unwrap_err().to_string();
        assert!(whole.contains("which column contains the claim"));
        assert_eq!(Columns::parse("by=,claim=#1").unwrap().removed, [ColumnField::By]);
    }

    #[test]
    fn a_wrong_name_is_answered_with_those_there_are() {
        let problem = |map: &str, of: &[&str]| {
            let columns = Columns::parse(map).unwrap();
            columns.given("a.csv", &names(of), Some(0)).unwrap_err().to_string()
        };
        let wrong = problem("claim=statment", &["id", "Statement"]);
        assert!(wrong.contains("a.csv: error: this table has no column “statment”"), "{wrong}");
        assert!(wrong.contains("did you mean “Statement”? its columns are #1 “id”"), "{wrong}");
        let twice = problem("claim=x", &["X", "y", "X "]);
        assert!(twice.contains("called “x”") && twice.contains("#1 or #3"), "{twice}");
        assert!(problem("claim=text", &["Text", "TEXT"]).contains("#1 or #2"));
        let beyond = problem("claim=#3", &["a", "b"]);
        assert!(
            beyond.contains("no column #3") && beyond.contains("are #1 “a”, #2 “b”"),
            "{beyond}"
        );
    }
}
