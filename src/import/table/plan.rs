//! Decides at the first row how a table is read: with or without a header, by a map, by the
//! columns’ cells and names, or by what is known of the format.

use super::columns::{Columns, HeaderRow, listed};
use super::field::ColumnField;
use super::fit::{admits, fits};
use super::guess::{ColumnGuess, GivenFields, guess, is_header, names_claim};
use super::layout::{TableLayout, place_name};
use super::preset::Preset;
use super::profile::{CellKind, ColumnProfile};
use super::rating::Ratings;
use super::rating_words::is_rating;
use super::sniff::is_label;
use super::survey::ColumnSurvey;
use crate::import::{DayMonthOrder, Format};
use crate::input::Diagnostic;

/// The number of rows that are examined if the contents decide.
pub(super) const SAMPLE: usize = 200;

/// The first rows of a table.
pub(super) struct Sample {
    pub(super) rows: Vec<Vec<String>>,
    /// Whether these are all rows.
    pub(super) is_whole: bool,
}

impl Sample {
    /// Returns the number of cells of the widest row, or `None` if the table goes on: a later row
    /// may be wider.
    fn width(&self) -> Option<usize> {
        let widest = self.rows.iter().map(Vec::len).max();
        if self.is_whole { widest.or(Some(0)) } else { None }
    }
}

/// The decisions about a table’s rows.
#[derive(Debug)]
pub(super) struct TablePlan {
    /// The layouts that rows may have, the usual one first.
    layouts: Vec<TableLayout>,
    /// The known rater and scale of the format.
    pub(super) ratings: Ratings,
    /// Whether the first row names the columns.
    pub(super) has_header: bool,
    /// The order of day and month in dates.
    pub(super) days: DayMonthOrder,
    /// The fields whose columns the user named, so that any cell may hold them.
    given: Vec<ColumnField>,
    /// The column of known ratings of a table whose cells hardly ever begin with a blank.
    ratings_at: Option<usize>,
    /// The guesses, as messages to the user.
    pub(super) guessed: Vec<String>,
}

impl TablePlan {
    /// Decides by the first row that isn’t blank and by a sample of the table.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] if no column is known to hold the claim, or if the map names a
    /// column that the table doesn’t have.
    pub(super) fn new(
        format: Format,
        columns: &Columns,
        file: &str,
        first: (usize, &[&str]),
        sample: &Sample,
    ) -> Result<Self, Diagnostic> {
        let (line, row) = first;
        let first: Vec<String> = row.iter().map(|&name| name.to_owned()).collect();
        let preset = Preset::of(format);
        let has_header = has_header(columns, preset, &first, sample);
        let start = TableStart { columns, file, preset, first: &first, has_header, sample };
        let decided = if columns.is_whole() {
            start.mapped()
        } else if has_header || preset.forms.is_empty() {
            start.guessed()
        } else {
            start.known()
        };
        let (layouts, mut guessed) = decided.map_err(|problem| problem.at((line, 0)))?;
        // Otherwise a record could be taken for the header without the user’s knowledge.
        if has_header && !columns.is_empty() && !columns.names_any() {
            guessed.insert(0, first_row(&first));
        }
        let days = days(&layouts, sample);
        match days {
            DayMonthOrder::MonthFirst => guessed.push(format!("{DATES} month first{SOME}")),
            DayMonthOrder::DayFirst => guessed.push(format!("{DATES} day first{SOME}")),
            DayMonthOrder::Unknown => {}
        }
        let given = columns.given_fields();
        let ratings_at = ratings_at(&layouts, sample.rows.get(usize::from(has_header)..));
        let ratings = Ratings::of(preset);
        Ok(Self { layouts, ratings, has_header, days, given, ratings_at, guessed })
    }

    /// Returns true if a cell can hold the field of its column.
    pub(super) fn admits(&self, field: ColumnField, words: &str) -> bool {
        self.given.contains(&field) || admits(field, words)
    }

    /// Returns true if a text with an unquoted separator seems to have moved the cells of a row: one
    /// begins with a blank, and the rating is none.
    pub(super) fn is_shifted(&self, cells: &[&str]) -> bool {
        let rating = self.ratings_at.and_then(|place| cells.get(place));
        rating.is_some_and(|cell| !cell.trim().is_empty() && !is_rating(cell))
            && cells.iter().skip(1).any(|cell| begins_with_blank(cell))
    }

    /// Returns the layout of a row: the one in which its rating stands in the column for it.
    pub(super) fn layout(&self, row: &[&str]) -> &TableLayout {
        const NONE: &TableLayout = &TableLayout::none();
        let rated = |layout: &&TableLayout| layout.is_rated(row, is_label);
        let usual = self.layouts.first().unwrap_or(NONE);
        if self.layouts.len() < 2 {
            usual
        } else {
            self.layouts.iter().find(rated).unwrap_or(usual)
        }
    }
}

/// The layouts that rows may have, and the messages about what was guessed.
type Layouts = (Vec<TableLayout>, Vec<String>);

/// What is known of a table before its columns are.
struct TableStart<'t> {
    columns: &'t Columns,
    file: &'t str,
    preset: &'static Preset,
    first: &'t [String],
    has_header: bool,
    sample: &'t Sample,
}

impl TableStart<'_> {
    /// Returns the layout that the user’s map gives to the table, with nothing guessed.
    fn mapped(&self) -> Result<Layouts, Diagnostic> {
        let names = self.names();
        let given = self.columns.given(self.file, &names, self.sample.width())?;
        Ok((vec![TableLayout::new(names, given.places)], Vec::new()))
    }

    /// Returns the layout that the map, the cells and the names of the columns give.
    fn guessed(&self) -> Result<Layouts, Diagnostic> {
        let names = self.names();
        let given = self.columns.given(self.file, &names, self.sample.width())?;
        let survey = ColumnSurvey::new(&names, self.rows());
        let guess = guess(&survey, self.preset, &given);
        if guess.column(ColumnField::Claim).is_none() {
            return Err(self.no_claim(&guess, &names));
        }
        let mut said = Vec::new();
        let is_silent = self.preset.only_names || guess.places.len() == guess.given;
        if !is_silent {
            let how =
                if self.has_header { "columns" } else { "columns, guessed from their content" };
            said.push(format!("{how}: {}", guess.said()));
        }
        said.extend(guess.misfits());
        said.extend(guess.remarks.iter().cloned());
        Ok((vec![guess.layout()], said))
    }

    /// Returns the layouts of a format without a header, as far as the cells fit.
    fn known(&self) -> Result<Layouts, Diagnostic> {
        let mut layouts = known(self.preset, self.first);
        for layout in &mut layouts {
            *layout = self.fitting(layout);
        }
        if !self.columns.is_empty() {
            layouts.truncate(1);
            for layout in &mut layouts {
                *layout = self.amended(layout)?;
            }
        }
        if !layouts.first().is_some_and(TableLayout::has_claim) {
            let names = self.names();
            let survey = ColumnSurvey::new(&names, self.rows());
            let guess = guess(&survey, self.preset, &GivenFields::default());
            return Err(self.no_claim(&guess, self.first));
        }
        Ok((layouts, self.preset.slugs.then(|| SLUGS.to_owned()).into_iter().collect()))
    }

    /// Returns a layout of a format without the fields that the cells of its rows can’t be.
    fn fitting(&self, layout: &TableLayout) -> TableLayout {
        let rows = self.rows().into_iter().filter(|row| layout.is_rated(row, is_label));
        let survey = ColumnSurvey::new(&layout.names, rows.collect());
        let places = layout.places.iter().copied();
        let places = places.filter(|(field, place)| fits(*field, survey.profile(*place)));
        TableLayout::new(layout.names.clone(), places.collect())
    }

    /// Returns a layout of a format with the fields of the map.
    fn amended(&self, layout: &TableLayout) -> Result<TableLayout, Diagnostic> {
        let given = self.columns.given(self.file, &layout.names, self.sample.width())?;
        let is_left = |(field, place): &&(ColumnField, usize)| {
            !given.removed.contains(field)
                && !given.places.iter().any(|(known, taken)| known == field || taken == place)
        };
        let rest = layout.places.iter().filter(is_left).copied();
        let places = given.places.iter().copied().chain(rest).collect();
        Ok(TableLayout::new(layout.names.clone(), places))
    }

    /// Returns the names of the columns; those without a header go by their numbers.
    fn names(&self) -> Vec<String> {
        if self.has_header {
            return self.first.to_vec();
        }
        let widest = self.sample.rows.iter().map(Vec::len).max().unwrap_or_default();
        match known(self.preset, self.first).into_iter().next() {
            Some(form) => form.names,
            None => (0..widest.max(self.first.len())).map(place_name).collect(),
        }
    }

    /// Returns the rows of the sample without the header.
    fn rows(&self) -> Vec<&[String]> {
        let rows = self.sample.rows.iter().map(Vec::as_slice);
        let mut is_header = self.has_header;
        let rows = rows.filter(|row| {
            !(is_header && *row == self.first && {
                is_header = false;
                true
            })
        });
        rows.collect()
    }

    /// Returns the diagnostic for a table without a known column for the claim. It shows the columns
    /// and an example of a map that works.
    fn no_claim(&self, guess: &ColumnGuess<'_>, names: &[String]) -> Diagnostic {
        let problem = guess.no_claim().unwrap_or_else(|| NO_CLAIM.to_owned());
        let example = guess.likeliest_claim();
        let example = example.map(|place| match names.get(place) {
            Some(name) if self.has_header && is_plain(name) => name.trim().to_owned(),
            _ => place_name(place),
        });
        let name = example.map_or_else(
            || "name the column: --map claim=COLUMN".to_owned(),
            |example| format!("name the column, for example --map claim={example}"),
        );
        let (what, cells) =
            if self.has_header { ("the columns", "are") } else { ("the first row", "is") };
        let listed = listed(if self.has_header { names } else { self.first });
        Diagnostic::error(self.file, problem).help(format!("{name}; {what} {cells} {listed}"))
    }
}

const NO_CLAIM: &str = "can’t tell which column of this table contains the claim";

/// Returns true if a shell and a map take a column’s name as it is.
fn is_plain(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

const DATES: &str = "dates are read with the";
const SOME: &str = ", as some require";

/// Returns the order of day and month in the dates of the sample.
fn days(layouts: &[TableLayout], sample: &Sample) -> DayMonthOrder {
    const DAYS: [ColumnField; 3] =
        [ColumnField::Date, ColumnField::VerdictDate, ColumnField::Happened];
    let Some(layout) = layouts.first() else { return DayMonthOrder::Unknown };
    let places = layout.places.iter().filter(|(field, _)| DAYS.contains(field));
    DayMonthOrder::of(places.flat_map(|(_, place)| {
        sample.rows.iter().filter_map(|row| row.get(*place)).map(String::as_str)
    }))
}

/// Returns the column of the ratings if half are known ones, and if most cells of the table don’t begin
/// with a blank.
fn ratings_at(layouts: &[TableLayout], rows: Option<&[Vec<String>]>) -> Option<usize> {
    let [layout] = layouts else { return None };
    let places = layout.places.iter().filter(|(field, _)| *field == ColumnField::Verdict);
    let [(_, place)] = *places.collect::<Vec<_>>().as_slice() else { return None };
    let rows: Vec<&[String]> = rows?.iter().map(Vec::as_slice).collect();
    let cells = || rows.iter().flat_map(|row| row.iter().skip(1));
    let blanks = cells().filter(|cell| begins_with_blank(cell)).count();
    let is_known = ColumnProfile::of(&rows, *place).is(CellKind::Rating, 50);
    (is_known && blanks * 2 < cells().count()).then_some(*place)
}

/// Returns true for a cell that begins with a blank before a word.
fn begins_with_blank(cell: &str) -> bool {
    cell.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

fn first_row(names: &[String]) -> String {
    format!(
        "the first row is used as column names (if it is a record: --no-header): {}",
        listed(names)
    )
}

const SLUGS: &str = "names are derived from the speakers’ ids: “barack-obama” = Barack Obama";

fn has_header(columns: &Columns, preset: &Preset, first: &[String], sample: &Sample) -> bool {
    match columns.header {
        HeaderRow::Absent => false,
        HeaderRow::Given => true,
        HeaderRow::Told if preset.forms.is_empty() && columns.names_any() => true,
        // Rows of ratings would pass for names; a header that names the columns is one.
        HeaderRow::Told if !preset.forms.is_empty() => {
            !first.iter().take(3).any(|cell| is_label(cell))
                && is_header(first)
                && names_claim(first, preset.names)
        }
        HeaderRow::Told => is_header(first) && !is_rated(first, sample),
    }
}

/// Returns true if a row has a rating in a column of ratings, so that it is a record although its
/// cells could be names.
fn is_rated(first: &[String], sample: &Sample) -> bool {
    let rows: Vec<&[String]> = sample.rows.iter().map(Vec::as_slice).skip(1).collect();
    let rated = first.iter().enumerate().filter(|(_, cell)| is_rating(cell));
    let mut rated = rated.map(|(place, _)| ColumnProfile::of(&rows, place));
    rated.any(|cells| cells.mostly(CellKind::Rating))
}

/// Returns the layouts of a format without a header; that of the first row comes first.
fn known(preset: &Preset, first: &[String]) -> Vec<TableLayout> {
    let layouts = preset.forms.iter().map(|form| {
        let names = form.iter().map(|(name, _)| (*name).to_owned()).collect();
        let places = form.iter().enumerate();
        let places = places.filter_map(|(place, (_, field))| field.map(|field| (field, place)));
        TableLayout::new(names, places.collect())
    });
    let mut layouts: Vec<TableLayout> = layouts.collect();
    if let Some(usual) = layouts.iter().position(|layout| layout.is_rated(first, is_label)) {
        layouts.swap(0, usual);
    }
    layouts
}
