//! What lies over the screen: texts to read, menus to choose from, the filters. A stack;
//! the topmost has the keys.

use crate::page::Paragraph;
use crate::search::{Facet, FacetValue, Sort};

use super::claim_pane::{ScreenLine, wrapped};
use super::exporting::ExportPrompt;

/// One thing that lies over the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// A text.
    Sheet(Popup),
    /// A menu.
    Menu(Menu),
    /// The filters.
    Filters(Filters),
    /// The name of a file to export to.
    Export(Box<ExportPrompt>),
}

impl Overlay {
    /// The bytes of memory that its text holds; a menu holds next to nothing.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        let Self::Sheet(sheet) = self else { return size_of::<Self>() };
        let paragraphs = sheet.paragraphs.iter().map(Paragraph::held_bytes);
        paragraphs.sum::<usize>() + sheet.lines.capacity() * size_of::<ScreenLine>()
    }

    /// The columns and rows that its content would like to have at most.
    #[must_use]
    pub fn extent(&self) -> (u16, usize) {
        match self {
            Self::Sheet(sheet) => (76, sheet.lines.len()),
            Self::Menu(menu) => (52, menu.items.len()),
            Self::Filters(_) => (64, usize::MAX),
            Self::Export(_) => (64, 2),
        }
    }
}

/// A text to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Popup {
    /// Its title.
    pub title: String,
    /// The text.
    pub paragraphs: Vec<Paragraph>,
    /// The text, wrapped.
    pub lines: Vec<ScreenLine>,
    /// The first line shown.
    pub scroll: usize,
    /// The width it is wrapped at; 0 where it isn't yet.
    width: usize,
}

impl Popup {
    /// A text with a title.
    #[must_use]
    pub fn new(title: impl Into<String>, paragraphs: Vec<Paragraph>) -> Self {
        Self { title: title.into(), paragraphs, lines: Vec::new(), scroll: 0, width: 0 }
    }

    /// Wraps the text at a width in columns.
    pub fn lay(&mut self, width: usize) {
        if self.width == width {
            return;
        }
        self.width = width;
        self.lines = wrapped(&self.paragraphs, width);
    }

    /// Scrolls by lines, within the text.
    pub fn scroll_by(&mut self, by: isize, height: usize) {
        let last = self.lines.len().saturating_sub(height);
        self.scroll = self.scroll.saturating_add_signed(by).min(last);
    }
}

/// What a menu's item does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Copies something of the claim being read.
    Copy(Copied),
    /// Copies something of each marked claim.
    CopyMarked(Copied),
    /// Offers what can be copied of the claim being read.
    CopyOpen,
    /// Sorts the list.
    Sort(Sort),
}

/// What can be copied of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// Its address.
    Id,
    /// Its text.
    Claim,
    /// Text, claimants, sources and address, as one cites it.
    Citation,
    /// The first web address of its sources.
    Url,
    /// Its record.
    Json,
}

/// A menu: each item has a letter of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// Its title.
    pub title: String,
    /// Letter, words, what it does.
    pub items: Vec<(char, &'static str, Choice)>,
    /// The chosen item.
    pub selected: usize,
}

impl Menu {
    /// What can be copied.
    #[must_use]
    pub fn copy() -> Self {
        let items = vec![
            ('i', "its id", Choice::Copy(Copied::Id)),
            ('c', "the claim’s text", Choice::Copy(Copied::Claim)),
            ('t', "a citation: text, who says it, sources, id", Choice::Copy(Copied::Citation)),
            ('u', "the address of its source", Choice::Copy(Copied::Url)),
            ('s', "its record as JSON", Choice::Copy(Copied::Json)),
        ];
        Self { title: "Copy".to_owned(), items, selected: 0 }
    }

    /// What can be copied of so many marked claims.
    #[must_use]
    pub fn copy_marked(count: usize) -> Self {
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

    /// The orders that the list can have; `now` is the one it has.
    #[must_use]
    pub fn sort(now: Sort) -> Self {
        let items = vec![
            ('r', "rank: best match first", Choice::Sort(Sort::Rank)),
            ('o', "dataset: as in the files", Choice::Sort(Sort::Dataset)),
            ('d', "date: newest first", Choice::Sort(Sort::Date)),
            ('b', "balance: most denied first", Choice::Sort(Sort::Balance)),
        ];
        let selected = items.iter().position(|(_, _, choice)| *choice == Choice::Sort(now));
        Self { title: "Sort the list".to_owned(), items, selected: selected.unwrap_or(0) }
    }
}

/// The filters: fields, their values, how many claims of the list have them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filters {
    /// The fields with their values; `None` while they are being counted.
    pub facets: Option<Vec<Facet>>,
    /// Letters typed to narrow the values.
    pub typed: String,
    /// The chosen value, among those that are shown.
    pub selected: usize,
    /// The first row shown.
    pub offset: usize,
}

/// A row of the filters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FilterRow<'a> {
    /// A field's heading.
    Field(&'a str),
    /// A value, and its number among the values shown.
    Value(usize, &'a FacetValue),
}

impl Filters {
    /// The rows that the typed letters leave.
    #[must_use]
    pub fn rows(&self) -> Vec<FilterRow<'_>> {
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
                rows.push(FilterRow::Field(facet.field));
            }
            for value in values {
                rows.push(FilterRow::Value(number, value));
                number += 1;
            }
        }
        rows
    }

    /// The chosen value's query.
    #[must_use]
    pub fn chosen(&self) -> Option<String> {
        self.rows().iter().find_map(|row| match row {
            FilterRow::Value(number, value) if *number == self.selected => {
                Some(value.query.clone())
            }
            _ => None,
        })
    }

    /// Chooses the value `by` further down, and brings it into sight.
    pub fn move_by(&mut self, by: isize, height: usize) {
        let rows = self.rows();
        let last =
            rows.iter().filter(|row| matches!(row, FilterRow::Value(..))).count().saturating_sub(1);
        let selected = self.selected.saturating_add_signed(by).min(last);
        let at = rows
            .iter()
            .position(|row| matches!(row, FilterRow::Value(number, _) if *number == selected));
        let at = at.unwrap_or(0);
        // The heading above the first value of a field comes into sight with it.
        let top = if at == 1 { 0 } else { at };
        let offset = self.offset.min(top).max((at + 1).saturating_sub(height.max(1)));
        (self.selected, self.offset) = (selected, offset);
    }

    /// Narrows the values by other letters.
    pub fn narrow(&mut self, typed: String) {
        self.typed = typed;
        (self.selected, self.offset) = (0, 0);
    }
}
