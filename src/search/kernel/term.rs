//! A question's terms made ready for one arena.

use std::sync::Arc;

use super::align::Workbench;
use super::pattern::Pattern;
use super::question::{Alternative, CompiledTerm, RowSets};
use super::run::Run;
use super::scan;
use crate::catalog::{Arena, UNCODED, bag};
use crate::search::query::{How, Needle};
use crate::search::score::{least_close, score};

/// A term made ready for an arena.
#[derive(Debug)]
pub(super) struct CodedTerm {
    pub(super) tests: Vec<Test>,
    /// The most that it can be worth.
    pub(super) most: i32,
}

/// A condition made ready for an arena.
#[derive(Debug)]
pub(super) enum Test {
    Fuzzy(Fuzzy),
    Run(Run),
    WithoutRun(Run),
    /// A needle with characters that have no code.
    Foreign(ForeignNeedle),
    WithoutForeign(ForeignNeedle),
    /// One of these rows of a segment.
    Rows(Arc<RowSets>, usize),
    Always,
}

/// A fuzzy word, and the least score that is close.
#[derive(Debug)]
pub(super) struct Fuzzy {
    pub(super) pattern: Pattern,
    pub(super) least_close: i32,
}

/// A needle that only texts given back whole can be asked for.
#[derive(Debug)]
pub(super) struct ForeignNeedle {
    needle: Needle,
    bag: u64,
    least_close: i32,
}

/// What a row is worth to a term that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowWeight {
    pub(super) score: i32,
    pub(super) close: bool,
}

impl RowWeight {
    /// What holds without being a text.
    const NOTHING: Self = Self { score: 0, close: true };

    /// The better of two: an alternative never makes a row less close.
    fn or(self, other: Self) -> Self {
        Self { score: self.score.max(other.score), close: self.close || other.close }
    }
}

impl CodedTerm {
    pub(super) fn new(term: &CompiledTerm, arena: &Arena, segment: usize) -> Self {
        let tests: Vec<Test> = term
            .alternatives
            .iter()
            .filter_map(|alternative| Test::new(alternative, arena, segment))
            .collect();
        let most = tests.iter().map(Test::most).max().unwrap_or(0);
        Self { tests, most }
    }

    /// The fuzzy word, where the term is nothing else.
    pub(super) fn word(&self) -> Option<&Fuzzy> {
        match &self.tests[..] {
            [Test::Fuzzy(fuzzy)] => Some(fuzzy),
            _ => None,
        }
    }

    /// What the bag of every row that matches holds.
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

    /// What a row that may or may not match is worth; `None` also where that is less than
    /// `wanted`, or than what is close where only that will do.
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
        // Whether any is close can only be told by all of them.
        let all = self.tests.iter().filter_map(|test| test.weigh(arena, row, bench));
        all.reduce(RowWeight::or).filter(|weight| weight.score >= wanted)
    }

    /// Whether a row that matches does so closely.
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

    /// Whether whatever matches does so closely.
    pub(super) fn is_always_close(&self) -> bool {
        self.tests.iter().all(Test::is_always_close)
    }
}

impl Test {
    /// `None` where no row of the arena can match.
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

    /// What a row is worth, whether that is much or little.
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

    /// Whether a row that matches does so closely.
    fn is_close(&self, arena: &Arena, row: usize, bench: &mut Workbench) -> bool {
        let (text, length) = arena.text(row);
        // The word as it is, in one piece, is close wherever it stands.
        scan::find_run(text, length, 0, &self.pattern.exact).is_some()
            || self.weigh(arena, row, self.least_close, bench).is_some()
    }
}

impl ForeignNeedle {
    /// `None` where no text of the arena can have it.
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

/// The least score of a close match.
fn least_score(needle: &Needle) -> i32 {
    narrow(least_close(needle.letters()))
}

fn narrow(score: i64) -> i32 {
    i32::try_from(score).unwrap_or(i32::MAX / 2)
}
