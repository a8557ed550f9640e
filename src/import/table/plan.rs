//! Decides at the first row how a table is read: with or without a header, by a map, by the
//! columns’ names, or by what is known of the format.

use super::columns::{Columns, HeaderRow, listed};
use super::content::by_content;
use super::field::ColumnField;
use super::guess::{by_names, by_own_names, is_header};
use super::layout::{TableLayout, place_name};
use super::preset::Preset;
use super::rating::Ratings;
use super::sniff::is_label;
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
        let preset = Preset::of(format);
        let (line, row) = first;
        let names: Vec<String> = row.iter().map(|&name| name.to_owned()).collect();
        let has_header = has_header(columns, preset, &names);
        let (layouts, guessed) = if !columns.is_empty() {
            let mapped = mapped(columns, file, names, preset, has_header, sample);
            mapped.map_err(|problem| problem.at((line, 0)))?
        } else if has_header {
            named(preset, names.clone()).ok_or_else(|| no_claim(file, line, &names, true))?
        } else if !preset.forms.is_empty() {
            (known(preset, &names), preset.slugs.then(|| SLUGS.to_owned()))
        } else {
            let content = (format == Format::Politifact).then(|| by_content(&sample.rows));
            let Some(layout) = content.flatten() else {
                return Err(no_claim(file, line, &names, false));
            };
            let guessed = format!("columns, guessed from their content: {}", layout.said());
            (vec![layout], Some(guessed))
        };
        let days = days(&layouts, sample);
        let told = match days {
            DayMonthOrder::MonthFirst => Some(format!("{DATES} month first{SOME}")),
            DayMonthOrder::DayFirst => Some(format!("{DATES} day first{SOME}")),
            DayMonthOrder::Unknown => None,
        };
        let guessed = guessed.into_iter().chain(told).collect();
        Ok(Self { layouts, ratings: Ratings::of(preset), days, has_header, guessed })
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

/// The layouts that rows may have, and the message about what was guessed.
type Layouts = (Vec<TableLayout>, Option<String>);

/// Returns the layout that the user’s map gives to the table.
fn mapped(
    columns: &Columns,
    file: &str,
    first: Vec<String>,
    preset: &Preset,
    has_header: bool,
    sample: &Sample,
) -> Result<Layouts, Diagnostic> {
    // Otherwise a record could be taken for the header without the user’s knowledge.
    let guessed = (has_header && !columns.names_any()).then(|| first_row(&first));
    let names = if has_header { first } else { bare_names(preset, &first) };
    Ok((vec![columns.layout(file, names, sample.width())?], guessed))
}

/// Returns the layout that the columns’ names suggest, or `None` if none of them names the claim.
fn named(preset: &Preset, names: Vec<String>) -> Option<Layouts> {
    let by = if preset.only_names { by_own_names } else { by_names };
    let layout = Some(by(names, preset.names)).filter(TableLayout::has_claim)?;
    let guessed = (!preset.only_names).then(|| format!("columns: {}", layout.said()));
    Some((vec![layout], guessed))
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

fn first_row(names: &[String]) -> String {
    format!(
        "the first row is used as column names (if it is a record: --no-header): {}",
        listed(names)
    )
}

const SLUGS: &str = "names are derived from the speakers’ ids: “barack-obama” = Barack Obama";

fn has_header(columns: &Columns, preset: &Preset, first: &[String]) -> bool {
    match columns.header {
        HeaderRow::Absent => false,
        HeaderRow::Told if preset.forms.is_empty() && columns.names_any() => true,
        // Rows of ratings would pass for names; a header that names the columns is one.
        HeaderRow::Told if !preset.forms.is_empty() => {
            !first.iter().take(3).any(|cell| is_label(cell))
                && is_header(first)
                && by_names(first.to_vec(), preset.names).has_claim()
        }
        HeaderRow::Told => is_header(first),
    }
}

/// Returns the names of columns without a header: those of the form that the first row has.
fn bare_names(preset: &Preset, first: &[String]) -> Vec<String> {
    match known(preset, first).into_iter().next() {
        Some(form) => form.names,
        None => (0..first.len()).map(place_name).collect(),
    }
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

/// Returns the diagnostic for a table without a known column for the claim. It shows the row and an
/// example of a map.
fn no_claim(file: &str, line: usize, row: &[String], headed: bool) -> Diagnostic {
    let longest = row.iter().enumerate().max_by_key(|(_, cell)| cell.chars().count());
    let longest = longest.map_or(0, |(place, _)| place);
    let example = match row.get(longest) {
        Some(name) if headed && !name.contains([',', '+', '=']) => name.trim().to_owned(),
        _ => place_name(longest),
    };
    let (what, cells) = if headed { ("the columns", "are") } else { ("the first row", "is") };
    Diagnostic::error(file, "can’t tell which column of this table contains the claim")
        .at((line, 0))
        .help(format!(
            "name it, for example --map claim={example},by=COLUMN,verdict=COLUMN; {what} {cells} {}",
            listed(row)
        ))
}
