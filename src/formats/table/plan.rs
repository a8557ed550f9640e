//! How a table’s rows are read: with or without a header, by a map, by names, or by what is
//! known of the format. Decided at the first row.

use super::columns::{Columns, Header, listed};
use super::content::by_content;
use super::guess::{by_names, by_own_names, is_header};
use super::layout::{Layout, place_name};
use super::preset::Preset;
use super::rating::Ratings;
use super::sniff::is_label;
use crate::dataset::Problem;
use crate::formats::Format;

/// How many rows are looked at where columns are told from what stands in them.
pub(super) const SAMPLE: usize = 200;

/// How a table’s rows are read.
#[derive(Debug)]
pub(super) struct Plan {
    /// Of the forms that rows may have, the usual one first.
    layouts: Vec<Layout>,
    /// What is known of the ratings.
    pub(super) ratings: Ratings,
    /// Whether the first row names the columns.
    pub(super) has_header: bool,
    /// What was guessed, for a reader.
    pub(super) guessed: Option<String>,
}

impl Plan {
    /// Decides by the first row that isn’t blank; `sample` has some more of the table.
    ///
    /// # Errors
    /// A [`Problem`] where no column is known to hold the claim, or a map names one that isn’t
    /// there.
    pub(super) fn new(
        format: Format,
        columns: &Columns,
        file: &str,
        first: (usize, &[&str]),
        sample: impl FnOnce() -> Vec<Vec<String>>,
    ) -> Result<Self, Problem> {
        let preset = Preset::of(format);
        let (line, row) = first;
        let names: Vec<String> = row.iter().map(|&name| name.to_owned()).collect();
        let headed = has_header(columns, preset, &names);
        let of = |layouts, guessed| Self {
            layouts,
            ratings: Ratings::of(preset),
            has_header: headed,
            guessed,
        };
        if !columns.is_empty() {
            let names = if headed { names } else { bare_names(preset, names.len()) };
            // The first row may be shorter than others.
            let width = sample().iter().map(Vec::len).max().unwrap_or_default();
            let layout = columns.layout(file, names, width);
            let layout = layout.map_err(|problem| problem.at((line, 0)))?;
            // Else a record might be taken for names, and nobody told.
            let guessed = headed && !columns.names_any();
            return Ok(of(vec![layout], guessed.then(|| first_row(row))));
        }
        if headed {
            let layout = if preset.only_names {
                by_own_names(names.clone(), preset.names)
            } else {
                by_names(names.clone(), preset.names)
            };
            if !layout.has_claim() {
                return Err(no_claim(file, line, &names, headed));
            }
            let guessed = (!preset.only_names).then(|| format!("columns: {}", layout.said()));
            return Ok(of(vec![layout], guessed));
        }
        if !preset.forms.is_empty() {
            let guessed = preset.slugs.then(|| SLUGS.to_owned());
            return Ok(of(known(preset, &names), guessed));
        }
        let content = (format == Format::Politifact).then(|| by_content(&sample())).flatten();
        let Some(layout) = content else { return Err(no_claim(file, line, &names, headed)) };
        let guessed = format!("columns, told from what stands in them: {}", layout.said());
        Ok(of(vec![layout], Some(guessed)))
    }

    /// The layout that a row has: that in which its rating stands where one should.
    pub(super) fn layout(&self, row: &[&str]) -> &Layout {
        const NONE: &Layout = &Layout::none();
        let rated = |layout: &&Layout| layout.is_rated(row, is_label);
        let usual = self.layouts.first().unwrap_or(NONE);
        if self.layouts.len() < 2 {
            usual
        } else {
            self.layouts.iter().find(rated).unwrap_or(usual)
        }
    }
}

fn first_row(row: &[&str]) -> String {
    let names: Vec<String> = row.iter().map(|&name| name.to_owned()).collect();
    format!(
        "the first row was taken for the columns’ names (if it is none: --no-header): {}",
        listed(&names)
    )
}

const SLUGS: &str =
    "names are read from what the speakers are called: “barack-obama” = Barack Obama";

fn has_header(columns: &Columns, preset: &Preset, first: &[String]) -> bool {
    match columns.header {
        Header::Absent => false,
        Header::Told if preset.forms.is_empty() && columns.names_any() => true,
        // Rows of ratings would pass for names; a header that names the columns is one.
        Header::Told if !preset.forms.is_empty() => {
            !first.iter().take(3).any(|cell| is_label(cell))
                && is_header(first)
                && by_names(first.to_vec(), preset.names).has_claim()
        }
        Header::Told => is_header(first),
    }
}

/// The names of columns that no header names.
fn bare_names(preset: &Preset, width: usize) -> Vec<String> {
    match preset.forms.first() {
        Some(form) => form.iter().map(|(name, _)| (*name).to_owned()).collect(),
        None => (0..width).map(place_name).collect(),
    }
}

/// The layouts of a format without header; that of the first row comes first.
fn known(preset: &Preset, first: &[String]) -> Vec<Layout> {
    let layouts = preset.forms.iter().map(|form| {
        let names = form.iter().map(|(name, _)| (*name).to_owned()).collect();
        let places = form.iter().enumerate();
        let places = places.filter_map(|(place, (_, field))| field.map(|field| (field, place)));
        Layout::new(names, places.collect())
    });
    let mut layouts: Vec<Layout> = layouts.collect();
    if let Some(usual) = layouts.iter().position(|layout| layout.is_rated(first, is_label)) {
        layouts.swap(0, usual);
    }
    layouts
}

/// What to do where nobody knows which column holds the claim: the row, and an example.
fn no_claim(file: &str, line: usize, row: &[String], headed: bool) -> Problem {
    let longest = row.iter().enumerate().max_by_key(|(_, cell)| cell.chars().count());
    let longest = longest.map_or(0, |(place, _)| place);
    let example = match row.get(longest) {
        Some(name) if headed && !name.contains([',', '+', '=']) => name.trim().to_owned(),
        _ => place_name(longest),
    };
    let (what, cells) = if headed { ("the columns", "are") } else { ("the first row", "is") };
    Problem::error(file, "it can’t be told which column of this table holds the claim")
        .at((line, 0))
        .help(format!(
            "say it, for example --map claim={example},by=COLUMN,verdict=COLUMN; {what} {cells} {}",
            listed(row)
        ))
}
