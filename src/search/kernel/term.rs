//! The terms of a question, compiled for one arena.

use std::sync::Arc;

use super::align::{Workbench, run_score};
use super::pattern::Pattern;
use super::question::{Alternative, CompiledTerm, RowSets};
use super::scan::{self, find_run, is_run};
use crate::catalog::{Arena, UNCODED, bag};
use crate::search::query::{How, Needle};
use crate::search::score::{least_close, score};

#[derive(Debug)]
pub(super) struct CodedTerm {
    pub(super) tests: Vec<Test>,
    /// The highest score that the term can have.
    pub(super) most: i32,
}

#[derive(Debug)]
pub(super) enum Test {
    Fuzzy(Fuzzy),
    Run(Run),
    WithoutRun(Run),
    /// A needle with characters that have no code.
    Foreign(ForeignNeedle),
    WithoutForeign(ForeignNeedle),
    /// The row is in the set of the given segment.
    Rows(Arc<RowSets>, usize),
    Always,
}

/// A fuzzy word, and the lowest score of a close match.
#[derive(Debug)]
pub(super) struct Fuzzy {
    pub(super) pattern: Pattern,
    pub(super) least_close: i32,
}

/// A needle that must be searched in the restored text.
#[derive(Debug)]
pub(super) struct ForeignNeedle {
    needle: Needle,
    bag: u64,
    least_close: i32,
}

/// The score of a matching row for a term, and whether it is close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowWeight {
    pub(super) score: i32,
    pub(super) close: bool,
}

impl RowWeight {
    /// The weight of a condition that holds without being a text.
    const NOTHING: Self = Self { score: 0, close: true };

    /// Returns the better of two alternatives. An alternative never makes a row less close.
    fn or(self, other: Self) -> Self {
        Self { score: self.score.max(other.score), close: self.close || other.close }
    }
}

impl CodedTerm {
    pub(super) fn new(term: &CompiledTerm, arena: &Arena, segment: usize) -> Self {
        let tests: Vec<Test> =
            term.iter().filter_map(|alternative| Test::new(alternative, arena, segment)).collect();
        let most = tests.iter().map(Test::most).max().unwrap_or(0);
        Self { tests, most }
    }

    /// Returns the fuzzy word, if the term consists only of it.
    pub(super) fn word(&self) -> Option<&Fuzzy> {
        match &self.tests[..] {
            [Test::Fuzzy(fuzzy)] => Some(fuzzy),
            _ => None,
        }
    }

    /// Returns the bits that the bag of every matching row contains.
    pub(super) fn bag(&self) -> u64 {
        match &self.tests[..] {
            [Test::Fuzzy(fuzzy)] => fuzzy.pattern.bag,
            [Test::Run(run)] => run.pattern.bag,
            [Test::Foreign(foreign)] => foreign.bag,
            _ => 0,
        }
    }

    pub(super) fn holds(&self, arena: &Arena, row: usize) -> bool {
        self.tests.iter().any(|test| test.holds(arena, row))
    }

    /// Returns the weight of a row, or `None` if it doesn't match or its score is less than
    /// `wanted`. If the term is a fuzzy word, the row must be known to match.
    pub(super) fn weigh(
        &self,
        arena: &Arena,
        row: usize,
        wanted: i32,
        bench: &mut Workbench,
    ) -> Option<RowWeight> {
        if let Some(fuzzy) = self.word() {
            return fuzzy.weigh(arena, row, wanted, bench);
        }
        // A match is close if any alternative is, so all of them must be scored.
        let all = self.tests.iter().filter_map(|test| test.weigh(arena, row, bench));
        all.reduce(RowWeight::or).filter(|weight| weight.score >= wanted)
    }

    pub(super) fn is_close(&self, arena: &Arena, row: usize, bench: &mut Workbench) -> bool {
        match &self.tests[..] {
            [Test::Fuzzy(fuzzy)] => fuzzy.is_close(arena, row, bench),
            tests if tests.iter().all(Test::is_always_close) => true,
            tests => {
                let mut weights = tests.iter().filter_map(|test| test.weigh(arena, row, bench));
                weights.any(|weight| weight.close)
            }
        }
    }

    pub(super) fn is_always_close(&self) -> bool {
        self.tests.iter().all(Test::is_always_close)
    }
}

impl Test {
    /// Compiles a condition. Returns `None` if no row of the arena can match it.
    fn new(alternative: &Alternative, arena: &Arena, segment: usize) -> Option<Self> {
        let (needle, without) = match alternative {
            Alternative::Text(needle) => (needle, false),
            Alternative::Without(needle) => (needle, true),
            Alternative::Rows(rows) => return Some(Self::Rows(Arc::clone(rows), segment)),
        };
        let Some(pattern) = Pattern::new(arena, &needle.text) else {
            let foreign = ForeignNeedle::new(needle, arena);
            return match (foreign, without) {
                (Some(foreign), false) => Some(Self::Foreign(foreign)),
                (Some(foreign), true) => Some(Self::WithoutForeign(foreign)),
                (None, without) => without.then_some(Self::Always),
            };
        };
        let least_close = least_score(needle);
        Some(match (needle.how, without) {
            (How::Fuzzy, false) => Self::Fuzzy(Fuzzy { pattern, least_close }),
            (how, false) => Self::Run(Run { how, pattern }),
            (how, true) => Self::WithoutRun(Run { how, pattern }),
        })
    }

    fn most(&self) -> i32 {
        match self {
            Self::Fuzzy(Fuzzy { pattern, .. }) | Self::Run(Run { pattern, .. }) => pattern.most(),
            Self::Foreign(foreign) => Pattern::most_of_any(foreign.needle.letters()),
            Self::WithoutRun(_) | Self::WithoutForeign(_) | Self::Rows(..) | Self::Always => 0,
        }
    }

    fn is_always_close(&self) -> bool {
        match self {
            Self::Fuzzy(_) => false,
            Self::Foreign(foreign) => foreign.needle.how != How::Fuzzy,
            _ => true,
        }
    }

    fn holds(&self, arena: &Arena, row: usize) -> bool {
        match self {
            Self::Fuzzy(Fuzzy { pattern, .. }) => {
                let (text, length) = arena.text(row);
                arena.bag(row) & pattern.bag == pattern.bag
                    && scan::holds_in_order(text, length, &pattern.letters)
            }
            Self::Run(run) => run.holds(arena, row),
            Self::WithoutRun(run) => !run.holds(arena, row),
            Self::Foreign(foreign) => foreign.score(arena, row).is_some(),
            Self::WithoutForeign(foreign) => foreign.score(arena, row).is_none(),
            Self::Rows(rows, segment) => rows.word(*segment, row / 64) >> (row % 64) & 1 == 1,
            Self::Always => true,
        }
    }

    /// Returns the weight of a row if it matches, however low its score is.
    fn weigh(&self, arena: &Arena, row: usize, bench: &mut Workbench) -> Option<RowWeight> {
        match self {
            Self::Fuzzy(fuzzy) => {
                self.holds(arena, row).then(|| fuzzy.weigh(arena, row, i32::MIN / 2, bench))?
            }
            Self::Run(run) => run.score(arena, row).map(|score| RowWeight { score, close: true }),
            Self::Foreign(foreign) => {
                let score = foreign.score(arena, row)?;
                let close = foreign.needle.how != How::Fuzzy || score >= foreign.least_close;
                Some(RowWeight { score, close })
            }
            _ => self.holds(arena, row).then_some(RowWeight::NOTHING),
        }
    }
}

impl Fuzzy {
    fn weigh(
        &self,
        arena: &Arena,
        row: usize,
        wanted: i32,
        bench: &mut Workbench,
    ) -> Option<RowWeight> {
        let (text, length) = arena.text(row);
        let score = bench.align(text, length, &self.pattern, wanted)?;
        Some(RowWeight { score, close: score >= self.least_close })
    }

    fn is_close(&self, arena: &Arena, row: usize, bench: &mut Workbench) -> bool {
        let (text, length) = arena.text(row);
        // A contiguous occurrence in the exact case is close wherever it is.
        scan::find_run(text, length, 0, &self.pattern.exact).is_some()
            || self.weigh(arena, row, self.least_close, bench).is_some()
    }
}

#[derive(Debug)]
pub(super) struct Run {
    pub(super) how: How,
    pub(super) pattern: Pattern,
}

impl Run {
    pub(super) fn holds(&self, arena: &Arena, row: usize) -> bool {
        arena.bag(row) & self.pattern.bag == self.pattern.bag && self.first(arena, row).is_some()
    }

    /// Returns the score of the best occurrence, or `None` if there is none.
    pub(super) fn score(&self, arena: &Arena, row: usize) -> Option<i32> {
        let mut at = self.first(arena, row)?;
        let (text, length) = arena.text(row);
        let score = |at| run_score(text, at, &self.pattern);
        let mut best = score(at);
        if !matches!(self.how, How::Exact | How::Fuzzy) {
            return Some(best);
        }
        while let Some(next) = find_run(text, length, at + 1, &self.pattern.letters) {
            best = best.max(score(next));
            at = next;
        }
        Some(best)
    }

    /// Returns the first occurrence at a place that the needle allows.
    fn first(&self, arena: &Arena, row: usize) -> Option<usize> {
        let letters = &self.pattern.letters;
        let (text, length) = arena.text(row);
        let last = length.checked_sub(letters.len())?;
        let at = match self.how {
            How::Fuzzy | How::Exact => return find_run(text, length, 0, letters),
            How::Suffix => last,
            How::Whole if last > 0 => return None,
            How::Prefix | How::Whole => 0,
        };
        is_run(text.get(at..length)?, letters).then_some(at)
    }
}

impl ForeignNeedle {
    /// Prepares a needle. Returns `None` if no text of the arena can contain it.
    fn new(needle: &Needle, arena: &Arena) -> Option<Self> {
        let codes: Vec<u8> = needle.text.chars().map(|c| arena.code(c)).collect();
        if codes.is_empty() || (codes.contains(&UNCODED) && !arena.has_extras()) {
            return None;
        }
        let least_close = least_score(needle);
        Some(Self { needle: needle.clone(), bag: bag(&codes), least_close })
    }

    fn score(&self, arena: &Arena, row: usize) -> Option<i32> {
        if arena.bag(row) & self.bag != self.bag {
            return None;
        }
        score(&self.needle, &arena.folded(row)).map(narrow)
    }
}

fn least_score(needle: &Needle) -> i32 {
    narrow(least_close(needle.letters()))
}

fn narrow(score: i64) -> i32 {
    i32::try_from(score).unwrap_or(i32::MAX / 2)
}
