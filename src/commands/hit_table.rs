//! Search hits as a table: one line a claim, with its id, status, counts in words and text.

use std::io;

use super::search::id;
use crate::catalog::{Catalog, Facts};
use crate::claim::{Balance, Vocabulary};
use crate::search::Hit;
use crate::text::{self, excerpt, line, several};

/// The widest cell that others are aligned with. Longer cells push the rest of their line.
const ALIGNED: usize = 48;

/// The fewest columns of the counts on a narrow terminal.
const FEWEST: usize = 12;

/// The blanks between two columns of the table.
const GAP: &str = "  ";

/// The layout of a table of search hits.
#[derive(Debug)]
pub(super) struct HitTable {
    /// The widths of the columns before the text.
    widths: [usize; 3],
    /// The most columns of a line, if it is cut.
    width: Option<usize>,
}

impl HitTable {
    /// Lays out hits. Lines are cut at `width`; without it, they are as long as their texts.
    pub(super) fn new(catalog: &Catalog, hits: &[Hit], width: Option<usize>) -> Self {
        let mut widths = [0; 3];
        for hit in hits {
            for (widest, cell) in widths.iter_mut().zip(cells(catalog, hit)) {
                *widest = text::width(&cell).min(ALIGNED).max(*widest);
            }
        }
        if let Some(width) = width {
            let [id, status, counts] = widths;
            let rest = width.saturating_sub(id + status + 3 * GAP.len());
            widths[2] = counts.min((rest / 2).max(FEWEST));
        }
        Self { widths, width }
    }

    /// Returns the line of a hit, in display form and without a line end.
    ///
    /// # Errors
    /// Returns an error if the record can no longer be read.
    pub(super) fn line(&self, catalog: &Catalog, hit: &Hit) -> io::Result<String> {
        let claim = catalog.summary(hit.row).map_err(io::Error::other)?;
        let [id, status, counts] = cells(catalog, hit);
        let counts = match self.width {
            Some(_) => excerpt(&counts, self.widths[2]),
            None => counts,
        };
        let mut words = String::new();
        for (cell, width) in [id, status, counts].iter().zip(self.widths) {
            let pad = " ".repeat(width.saturating_sub(text::width(cell)));
            words.extend([cell, pad.as_str(), GAP]);
        }
        words += &line(&claim.text);
        Ok(match self.width {
            Some(width) => excerpt(&words, width),
            None => words,
        })
    }
}

/// Returns the cells before the text, in display form: id, status and counts.
fn cells(catalog: &Catalog, hit: &Hit) -> [String; 3] {
    let facts = catalog.facts(hit.row);
    let status = facts.and_then(|facts| facts.status()).map_or("no status", Vocabulary::words);
    let verdicts = facts.map_or(0, |facts| facts.verdict_count());
    let counts = counts(&facts.map(balance).unwrap_or_default(), verdicts);
    [line(&id(catalog, hit)).into_string(), status.to_owned(), counts]
}

/// Counts the evidence and the denials of a claim, without reading its record.
fn balance(facts: Facts<'_>) -> Balance {
    let stances = facts.evidence().map(|evidence| evidence.stance);
    Balance::of(stances, facts.denials().map(|denial| denial.scope))
}

/// Returns the counts in words: `2 evidence, 1 full, 2 blanket denials, 1 verdict`.
fn counts(balance: &Balance, verdicts: usize) -> String {
    let kinds =
        [(balance.full, "full"), (balance.partial, "partial"), (balance.blanket, "blanket")];
    let denials = kinds.iter().filter(|(count, _)| *count > 0);
    let denials: Vec<String> = denials.map(|(count, kind)| format!("{count} {kind}")).collect();
    let noun = |count: usize, one: &'static str, several: &'static str| {
        if count == 1 { one } else { several }
    };
    let mut parts = Vec::new();
    let evidence = balance.supports + balance.undercuts + balance.context;
    parts.extend((evidence > 0).then(|| format!("{evidence} evidence")));
    if !denials.is_empty() {
        let all = balance.full + balance.partial + balance.blanket;
        parts.push(format!("{} {}", denials.join(", "), noun(all, "denial", "denials")));
    }
    let answers = balance.answers;
    parts.extend(
        (answers > 0)
            .then(|| format!("{answers} {}", noun(answers, "other answer", "other answers"))),
    );
    parts.extend((verdicts > 0).then(|| several(verdicts, "verdict")));
    if parts.is_empty() { "no evidence, no denial".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_in_words() {
        let balance = |supports, full, blanket, answers| Balance {
            supports,
            full,
            blanket,
            answers,
            ..Balance::default()
        };
        assert_eq!(counts(&balance(2, 1, 0, 0), 0), "2 evidence, 1 full denial");
        assert_eq!(counts(&balance(0, 1, 2, 1), 0), "1 full, 2 blanket denials, 1 other answer");
        assert_eq!(counts(&balance(1, 0, 0, 0), 2), "1 evidence, 2 verdicts");
        assert_eq!(counts(&balance(0, 0, 0, 3), 0), "3 other answers");
        assert_eq!(counts(&Balance::default(), 0), "no evidence, no denial");
    }
}
