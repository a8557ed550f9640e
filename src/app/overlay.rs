//! The overlays: popups with text, menus, the filters, the export prompt. They form a stack,
//! and the topmost receives the keys.

use crate::page::Paragraph;
use crate::search::{Facet, FacetValue, Sort};
use crate::text::Glyphs;

use super::claim_pane::{ScreenLine, wrapped};
use super::message::{Copied, Exported};
use super::prompt::Prompt;

/// A popup, menu or prompt that lies over the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// A text to read.
    Popup(Popup),
    /// A menu of choices.
    Menu(Menu),
    /// The filters with their values.
    Filters(Filters),
    /// The prompt for the name of an export file.
    Export(Box<ExportPrompt>),
}

impl Overlay {
    /// Returns the bytes of memory that a popup's text holds; other overlays hold little.
    pub(crate) fn held_bytes(&self) -> usize {
        let Self::Popup(popup) = self else { return size_of::<Self>() };
        let paragraphs = popup.paragraphs.iter().map(Paragraph::held_bytes);
        paragraphs.sum::<usize>() + popup.lines.capacity() * size_of::<ScreenLine>()
    }

    /// Returns the most columns and rows that the content takes.
    pub(crate) fn extent(&self) -> (u16, usize) {
        match self {
            Self::Popup(popup) => (76, popup.lines.len()),
            Self::Menu(menu) => (52, menu.items.len()),
            Self::Filters(_) => (64, usize::MAX),
            Self::Export(_) => (64, 2),
        }
    }
}

/// A text to read, with a title.
#[derive(Debug, Clone, PartialEq)]
pub struct Popup {
    pub(crate) title: String,
    /// The paragraphs of the text.
    pub paragraphs: Vec<Paragraph>,
    /// The lines of the wrapped text.
    pub lines: Vec<ScreenLine>,
    /// The number of the first line shown.
    pub(crate) scroll: usize,
    /// The width at which the text is wrapped, in columns; 0 before it is wrapped.
    width: usize,
}

impl Popup {
    pub(crate) fn new(title: impl Into<String>, paragraphs: Vec<Paragraph>) -> Self {
        Self { title: title.into(), paragraphs, lines: Vec::new(), scroll: 0, width: 0 }
    }

    /// Wraps the text at a width in columns, if that differs from the current width.
    pub(crate) fn lay(&mut self, width: usize, glyphs: Glyphs) {
        if self.width == width {
            return;
        }
        self.width = width;
        self.lines = wrapped(&self.paragraphs, width, glyphs);
    }

    /// Scrolls by a number of lines, within the text.
    pub(crate) fn scroll_by(&mut self, by: isize, height: usize) {
        let last = self.lines.len().saturating_sub(height);
        self.scroll = self.scroll.saturating_add_signed(by).min(last);
    }
}

/// The effect of a menu item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    Copy(Copied),
    CopyMarked(Copied),
    CopyOpen,
    Sort(Sort),
}

/// The prompt for the name of an export file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPrompt {
    pub(crate) of: Exported,
    pub(crate) count: usize,
    pub(crate) name: Prompt,
    /// An error about the name, or a question about it.
    pub(crate) note: Option<String>,
    /// The name of an existing file that the next Enter replaces.
    pub(super) there: Option<String>,
}

impl ExportPrompt {
    pub(crate) fn title(&self) -> String {
        match self.of {
            Exported::Marked if self.count == 1 => "Export the marked claim to".to_owned(),
            Exported::Marked => format!("Export {} marked claims to", self.count),
            Exported::List if self.count == 1 => "Export the claim in this list to".to_owned(),
            Exported::List => format!("Export the {} claims in this list to", self.count),
        }
    }
}

/// A menu, in which a letter selects each item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    pub(crate) title: String,
    /// The items: letter, label, effect.
    pub(crate) items: Vec<(char, &'static str, Choice)>,
    pub(crate) selected: usize,
}

impl Menu {
    pub(crate) fn copy() -> Self {
        let items = vec![
            ('i', "its id", Choice::Copy(Copied::Id)),
            ('c', "the claim’s text", Choice::Copy(Copied::Claim)),
            ('t', "a citation: text, who says it, sources, id", Choice::Copy(Copied::Citation)),
            ('u', "the address of its source", Choice::Copy(Copied::Url)),
            ('s', "its record as JSON", Choice::Copy(Copied::Json)),
        ];
        Self { title: "Copy".to_owned(), items, selected: 0 }
    }

    pub(crate) fn copy_marked(count: usize) -> Self {
        let items = vec![
            ('i', "their ids", Choice::CopyMarked(Copied::Id)),
            ('c', "their texts", Choice::CopyMarked(Copied::Claim)),
            (
                't',
                "citations: text, who says it, sources, id",
                Choice::CopyMarked(Copied::Citation),
            ),
            ('u', "the addresses of their sources", Choice::CopyMarked(Copied::Url)),
            ('s', "their records as JSON", Choice::CopyMarked(Copied::Json)),
            ('o', "of the open claim only …", Choice::CopyOpen),
        ];
        let claims = if count == 1 { "claim" } else { "claims" };
        Self { title: format!("Copy {count} marked {claims}, one per line"), items, selected: 0 }
    }

    /// Creates the menu of the list's orders; `now` is the current one.
    pub(crate) fn sort(now: Sort) -> Self {
        let items = vec![
            ('r', "rank: best match first", Choice::Sort(Sort::Rank)),
            ('o', "dataset: as in the files", Choice::Sort(Sort::Dataset)),
            ('b', "balance: most denied first", Choice::Sort(Sort::Balance)),
            ('d', "date: newest first, by any date", Choice::Sort(Sort::Date)),
            ('D', "date: oldest first, by any date", Choice::Sort(Sort::DateOldest)),
            ('s', "said: newest first", Choice::Sort(Sort::Said)),
            ('S', "said: oldest first", Choice::Sort(Sort::SaidOldest)),
            ('h', "happened: newest first", Choice::Sort(Sort::Happened)),
            ('H', "happened: oldest first", Choice::Sort(Sort::HappenedOldest)),
            ('n', "denied: newest first", Choice::Sort(Sort::Denied)),
            ('N', "denied: oldest first", Choice::Sort(Sort::DeniedOldest)),
            ('c', "checked: newest first", Choice::Sort(Sort::Checked)),
            ('C', "checked: oldest first", Choice::Sort(Sort::CheckedOldest)),
        ];
        let selected = items.iter().position(|(_, _, choice)| *choice == Choice::Sort(now));
        Self { title: "Sort the list".to_owned(), items, selected: selected.unwrap_or(0) }
    }
}

/// The filters: fields, their values, and for each value the number of claims of the list that
/// have it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filters {
    /// The fields with their values; `None` while they are being counted.
    pub facets: Option<Vec<Facet>>,
    /// The letters typed to narrow the values.
    pub(crate) typed: String,
    /// The number of the selected value among those shown.
    pub(crate) selected: usize,
    /// The number of the first row shown.
    pub(crate) offset: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum FilterRow<'a> {
    Heading(&'a str),
    /// A value, with its number among the values shown.
    Value(usize, &'a FacetValue),
}

impl Filters {
    /// Returns the rows whose labels or queries contain the typed letters.
    pub(crate) fn rows(&self) -> Vec<FilterRow<'_>> {
        let wanted = self.typed.to_lowercase();
        let fits = |value: &&FacetValue| {
            value.label.to_lowercase().contains(&wanted)
                || value.query.to_lowercase().contains(&wanted)
        };
        let mut rows = Vec::new();
        let mut number = 0;
        for facet in self.facets.iter().flatten() {
            let values: Vec<&FacetValue> = facet.values.iter().filter(fits).collect();
            if !values.is_empty() {
                rows.push(FilterRow::Heading(facet.title));
            }
            for value in values {
                rows.push(FilterRow::Value(number, value));
                number += 1;
            }
        }
        rows
    }

    /// Returns the selected value.
    pub(crate) fn chosen(&self) -> Option<&FacetValue> {
        self.rows().into_iter().find_map(|row| match row {
            FilterRow::Value(number, value) if number == self.selected => Some(value),
            _ => None,
        })
    }

    /// Returns the condition of the selected value and what it means.
    pub(crate) fn meaning(&self) -> Option<String> {
        let value = self.chosen()?;
        Some(format!("{}  {}", value.query, value.definition))
    }

    /// Returns how many rows of an overlay of this height show values, and how many below them
    /// explain the selected one. The first row holds the typed letters.
    pub(crate) fn rows_within(height: usize) -> (usize, usize) {
        let help = match height {
            0..6 => 0,
            6..12 => 1,
            _ => 2,
        };
        (height.saturating_sub(1 + help), help)
    }

    /// Moves the selection down by a number of values and scrolls to it.
    pub(crate) fn move_by(&mut self, by: isize, height: usize) {
        let rows = self.rows();
        let last =
            rows.iter().filter(|row| matches!(row, FilterRow::Value(..))).count().saturating_sub(1);
        let selected = self.selected.saturating_add_signed(by).min(last);
        let at = rows
            .iter()
            .position(|row| matches!(row, FilterRow::Value(number, _) if *number == selected));
        let at = at.unwrap_or(0);
        // The heading above the first value is shown with it.
        let top = if at == 1 { 0 } else { at };
        let offset = self.offset.min(top).max((at + 1).saturating_sub(height.max(1)));
        (self.selected, self.offset) = (selected, offset);
    }

    /// Narrows the values to those that contain other letters.
    pub(crate) fn narrow(&mut self, typed: String) {
        self.typed = typed;
        (self.selected, self.offset) = (0, 0);
    }
}
