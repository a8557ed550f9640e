//! Finds the fields of the columns of a PolitiFact scrape from their contents. Such files often
//! have no header, and they share no order of columns.

use super::dialect::share;
use super::field::ColumnField;
use super::layout::{TableLayout, place_name};
use super::preset::label;
use crate::import::{DateReading, DayMonthOrder, read_date};

/// The share of a column’s cells that must be of a kind.
const MOST: f64 = 0.8;

/// A text of at least this many characters is an article and not a claim.
const ARTICLE: usize = 500;
/// A text of at least this many characters is a claim and not a name.
const SENTENCE: usize = 32;

/// The kind of most cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellKind {
    Label,
    Address,
    Date,
    Number,
    /// Other texts, with the median of their lengths in characters.
    Text(usize),
    Empty,
}

/// Returns the layout that the contents of some rows suggest, or `None` if no column holds ratings
/// or none holds sentences.
pub(super) fn by_content(rows: &[Vec<String>]) -> Option<TableLayout> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let kinds: Vec<CellKind> = (0..width).map(|place| kind(rows, place)).collect();
    let first = |fits: &dyn Fn(CellKind) -> bool| kinds.iter().position(|kind| fits(*kind));
    let between = |least: usize, most: usize| {
        let texts = kinds.iter().enumerate().filter_map(|(place, kind)| match kind {
            CellKind::Text(length) if (least..most).contains(length) => Some((*length, place)),
            _ => None,
        });
        texts.max_by_key(|(length, place)| (*length, usize::MAX - place)).map(|(_, place)| place)
    };
    let claim = between(SENTENCE, ARTICLE)?;
    let rating = first(&|kind| kind == CellKind::Label)?;
    // Names come before other short texts, and repeat.
    let names = first(&|kind| matches!(kind, CellKind::Text(1..SENTENCE)));
    let found = [
        (ColumnField::Claim, Some(claim)),
        (ColumnField::By, names),
        (ColumnField::Verdict, Some(rating)),
        (ColumnField::VerdictUrl, first(&|kind| kind == CellKind::Address)),
        (ColumnField::VerdictText, between(ARTICLE, usize::MAX)),
        (ColumnField::Date, first(&|kind| kind == CellKind::Date)),
        (ColumnField::Id, first(&|kind| kind == CellKind::Number)),
    ];
    let places = found.into_iter().filter_map(|(field, place)| Some((field, place?)));
    Some(TableLayout::new((0..width).map(place_name).collect(), places.collect()))
}

fn kind(rows: &[Vec<String>], place: usize) -> CellKind {
    let cells = rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.trim());
    let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let are = |fits: &dyn Fn(&str) -> bool| {
        share(cells.iter().filter(|cell| fits(cell)).count(), cells.len()) >= MOST
    };
    if cells.is_empty() {
        CellKind::Empty
    } else if are(&|cell| label(cell).is_some()) {
        CellKind::Label
    } else if are(&|cell| cell.starts_with("http://") || cell.starts_with("https://")) {
        CellKind::Address
    } else if are(&|cell| cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')) {
        CellKind::Number
    } else if are(&|cell| read_date(cell, DayMonthOrder::Unknown) != DateReading::Not) {
        CellKind::Date
    } else {
        let mut lengths: Vec<usize> = cells.iter().map(|cell| cell.chars().count()).collect();
        lengths.sort_unstable();
        CellKind::Text(lengths[lengths.len() / 2])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_from_what_stands_in_them() {
        let row = |id: &str, name: &str, label: &str| {
            let claim = "Says that the city has closed half of all its libraries since May.";
            let address = "https://www.politifact.com/a";
            let body = format!("{}\n\n{}", "One. ".repeat(80), "Two. ".repeat(80));
            let date = "on Wednesday, October 30th, 2019";
            [id, name, address, date, claim, &body, label].map(str::to_owned).to_vec()
        };
        let rows = [row("1", "Ann Doe", "Pants on Fire!"), row("1", "Bob Roe", "mostly-true")];
        let said = by_content(&rows).unwrap().said();
        let wanted = "claim = #5, by = #2, verdict = #7, verdict-url = #3, verdict-text = #6, date = #4, id = #1";
        assert_eq!(said, wanted);
        assert_eq!(by_content(&[vec!["true".into(), "x".into()]]), None);
        assert_eq!(by_content(&[]), None);
    }
}
