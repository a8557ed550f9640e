//! The summary of an import: counts that add up, and what a user should look at.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::Mendings;
use crate::input::{Diagnostic, Input};
use crate::text::{self, several, thousands};

/// The number of sets of near-duplicates that are printed.
const SHOWN: usize = 3;

/// The summary of an import. `records` is the sum of `claims`, `merged` and `left_out`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ImportSummary {
    /// The number of records in the foreign files.
    pub records: usize,
    /// The number of claims that were imported.
    pub claims: usize,
    /// The number of records that were merged into a claim of the same text and claimant.
    pub merged: usize,
    /// The number of records that could not be read.
    pub left_out: usize,
    /// The number of objects without a claim.
    pub passed_over: usize,
    /// The number of repairs of each kind.
    pub mended: Mendings,
    /// The number of sets of claims that differ only in case, accents, punctuation or spacing.
    pub alike: usize,
    /// The first of these sets, with their claims.
    pub(crate) alike_named: Vec<Alike>,
    /// Sentences about what the import had to guess.
    pub guessed: Vec<String>,
    /// The rows of a table that a user should look at.
    pub odd_rows: BTreeMap<OddRow, OddRows>,
    /// The first diagnostics of records that could not be read.
    pub problems: Vec<Diagnostic>,
}

/// A kind of rows that a user should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OddRow {
    /// A row that may be several rows, joined by a quotation mark.
    Joined,
    /// A row with more cells than the table has columns.
    MoreCells,
    /// A row as wide as the table whose cells seem to stand in other columns than their own.
    Shifted,
    /// A row with fewer cells than the table has columns.
    FewerCells,
    /// A row that repeats the header and is no record.
    Header,
}

/// The rows of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OddRows {
    /// The number of rows.
    pub count: usize,
    /// The file and line of the first of them.
    pub first: String,
}

impl OddRow {
    /// Returns the place of the first of these rows, and what the user should know of them.
    fn remark(self, odd: &OddRows) -> String {
        format!("{}: {}", odd.first, self.said(odd.count))
    }

    /// Returns what the user should know of `count` rows of this kind, of which the first was named.
    fn said(self, count: usize) -> String {
        let rows = several(count, "row");
        let (has, each) = if count == 1 { ("has", "its") } else { ("have", "their") };
        match self {
            Self::Joined => {
                format!("is a quotation mark not closed here? {rows} may contain several records")
            }
            Self::MoreCells => format!(
                "is a text with separators not quoted here? {rows} {has} more cells than the table \
                 has columns: {each} cells are kept, and nothing of them is attributed"
            ),
            Self::Shifted => format!(
                "is a text with separators not quoted here? {rows} {has} a cell that begins with a \
                 blank, and no rating where others have one: {each} cells are kept, and nothing of \
                 them is attributed"
            ),
            Self::FewerCells => format!(
                "{rows} {has} fewer cells than the table has columns: {each} cells are read as \
                 those of the first columns"
            ),
            Self::Header => {
                let repeat = if count == 1 { "repeats" } else { "repeat" };
                format!("{rows} {repeat} the header: no record")
            }
        }
    }
}

/// A set of claims that are near-duplicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Alike(pub Vec<NamedClaim>);

/// A claim’s id and text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedClaim {
    /// The id of the claim.
    pub(crate) id: String,
    /// The text of the claim.
    pub(crate) text: String,
}

impl ImportSummary {
    /// Counts a row that a user should look at, and keeps the place of the first of its kind.
    pub(super) fn name(&mut self, row: OddRow, place: String) {
        let odd = self.odd_rows.entry(row);
        odd.and_modify(|odd| odd.count += 1).or_insert(OddRows { count: 1, first: place });
    }

    /// Returns the summary in one line:
    /// `12,836 claims · 13 HTML tags removed · 2 dates not understood`.
    #[must_use]
    pub(crate) fn line(&self) -> String {
        let mut parts = vec![claims(self.claims)];
        let mended = self.mended.0.iter().map(|(how, count)| how.counted(*count));
        parts.extend(mended);
        if self.alike > 0 {
            parts.push(several(self.alike, "near-duplicate") + " kept apart");
        }
        parts.join(" · ")
    }

    /// Returns sentences about what was guessed, what is kept unused, and which rows a user should
    /// look at. They name the files without their folders, because they go into the dataset and to
    /// remote users.
    pub(crate) fn remarks(&self, inputs: &[Input]) -> Vec<String> {
        let paths = inputs.iter().filter_map(Input::path).filter_map(|path| {
            let name = path.file_name()?.to_string_lossy().into_owned();
            Some((path.to_string_lossy().into_owned(), name))
        });
        let mut paths: Vec<(String, String)> = paths.filter(|(path, name)| path != name).collect();
        // The longest first, because one path can begin with another.
        paths.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        let odd = self.odd_rows.iter().map(|(kind, odd)| kind.remark(odd));
        let bare = |remark: String| {
            paths.iter().fold(remark, |remark, (path, name)| remark.replace(path.as_str(), name))
        };
        self.guessed.iter().cloned().chain(odd).map(bare).collect()
    }

    /// Returns the sum of the records: `12,869 records = 12,836 claims + 33 merged`.
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

/// The number of records from which on their merging may be a sign of a wrong column.
const MANY: usize = 10;

impl ImportSummary {
    /// Notes that nearly all records were merged, which happens if the wrong column was taken for
    /// the claim.
    pub(super) fn note_merged(&mut self) {
        if self.records >= MANY && self.merged * 10 > self.records * 9 {
            self.guessed.push(format!(
                "{} of {} records were merged, as they make the same claim: is the column of the claims right?",
                thousands(self.merged),
                thousands(self.records)
            ));
        }
    }
}

fn claims(count: usize) -> String {
    format!("{} {}", thousands(count), if count == 1 { "claim" } else { "claims" })
}

impl fmt::Display for ImportSummary {
    /// Writes lines for a terminal; foreign text in them is made safe to display.
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
        for (kind, odd) in &self.odd_rows {
            writeln!(f, "{}", text::line(&kind.remark(odd)))?;
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
