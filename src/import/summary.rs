//! How an import went: numbers that add up, and what a reader should look at.

use std::fmt;

use serde::Serialize;

use super::Mendings;
use crate::input::Diagnostic;
use crate::text::{self, several, thousands};

/// How many pairs of claims that are nearly alike are shown to a reader.
const SHOWN: usize = 3;

/// How an import went. `records` is `claims` + `merged` + `left_out`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ImportSummary {
    /// Records of the foreign files.
    pub records: usize,
    /// Claims that came of them.
    pub claims: usize,
    /// Records that were taken into a claim of the same text and claimant.
    pub merged: usize,
    /// Records that could not be read.
    pub left_out: usize,
    /// Objects that hold no claim.
    pub passed_over: usize,
    /// How often what was mended.
    pub mended: Mendings,
    /// How many sets of claims differ only in case, punctuation or spacing.
    pub alike: usize,
    /// The first of these, by name.
    pub alike_named: Vec<Alike>,
    /// What was taken for what, where that had to be guessed.
    pub guessed: Vec<String>,
    /// How many rows may be several, which a quote joined.
    pub joined: usize,
    /// The file and line of the first of these.
    pub joined_first: Option<String>,
    /// What is wrong with the records that could not be read; of very many, the first.
    pub problems: Vec<Diagnostic>,
}

/// Claims that are nearly alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Alike(pub Vec<NamedClaim>);

/// A claim by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedClaim {
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
}

impl ImportSummary {
    /// In one line: `12,836 claims · 13 HTML tags removed · 2 dates not understood`.
    #[must_use]
    pub fn line(&self) -> String {
        let mut parts = vec![claims(self.claims)];
        let mended = self.mended.0.iter().map(|(how, count)| how.counted(*count));
        parts.extend(mended);
        if self.alike > 0 {
            parts.push(several(self.alike, "near-duplicate") + " kept apart");
        }
        parts.join(" · ")
    }

    /// The sum: `12,869 records = 12,836 claims + 33 merged`.
    #[must_use]
    pub fn sum(&self) -> String {
        let records = if self.records == 1 { "record" } else { "records" };
        let mut sum = format!(
            "{} {records} = {} + {} merged",
            thousands(self.records),
            claims(self.claims),
            thousands(self.merged)
        );
        if self.left_out > 0 {
            sum = format!("{sum} + {} left out", thousands(self.left_out));
        }
        sum
    }
}

fn claims(count: usize) -> String {
    format!("{} {}", thousands(count), if count == 1 { "claim" } else { "claims" })
}

impl fmt::Display for ImportSummary {
    /// For a reader: lines without foreign characters that act.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            writeln!(f, "{problem}")?;
        }
        let untold = self.left_out.saturating_sub(self.problems.len());
        if untold > 0 {
            writeln!(f, "… and {} more that could not be read", thousands(untold))?;
        }
        for guess in &self.guessed {
            writeln!(f, "{}", text::line(guess))?;
        }
        if let Some(first) = &self.joined_first {
            let rows = several(self.joined, "row");
            let first = text::line(first);
            writeln!(
                f,
                "{first}: is a quotation mark not closed here? {rows} may contain several records"
            )?;
        }
        for alike in self.alike_named.iter().take(SHOWN) {
            writeln!(f, "nearly identical:")?;
            for named in &alike.0 {
                writeln!(f, "  {}  {}", text::line(&named.id), text::line(&named.text))?;
            }
        }
        if self.passed_over > 0 {
            writeln!(f, "{} without a claim skipped", several(self.passed_over, "object"))?;
        }
        writeln!(f, "{}", self.line())?;
        write!(f, "{}", self.sum())
    }
}
