//! The terms of a question, compiled for one arena: which rows match, with which score, and
//! whether closely.

use super::align::Workbench;
use super::pattern::Pattern;
use super::question::{CompiledTerm, Depth};
use super::scan::{self, Places, WORD};
use super::term::CodedTerm;
use crate::catalog::Arena;

/// About how many bags are sampled to estimate which term is the rarest.
const SAMPLE: usize = 512;

#[derive(Debug)]
pub(super) struct CompiledQuery {
    terms: Vec<CodedTerm>,
    /// The indices of the terms, the rarest first.
    order: Vec<usize>,
    /// The bits that the bag of every matching row contains.
    bag: u64,
    most: i32,
    /// The lowest score of a close match.
    floor: i32,
}

/// What is known about rows before they are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct KnownRows {
    /// The number of first terms that are known to hold.
    pub(super) terms: usize,
    /// The number of the last term's first letters that are known to occur in order, up to the
    /// given places.
    pub(super) letters: usize,
}

impl CompiledQuery {
    pub(super) fn new(terms: &[CompiledTerm], arena: &Arena, segment: usize) -> Self {
        let terms: Vec<CodedTerm> =
            terms.iter().map(|term| CodedTerm::new(term, arena, segment)).collect();
        let step = (arena.len() / SAMPLE).max(1);
        let commonness = |index: &usize| {
            let bag = terms.get(*index).map_or(0, CodedTerm::bag);
            arena.bags().iter().step_by(step).filter(|held| *held & bag == bag).count()
        };
        let mut order: Vec<usize> = (0..terms.len()).collect();
        order.sort_by_cached_key(commonness);
        let sum =
            |worth: fn(&CodedTerm) -> i32| terms.iter().map(worth).fold(0, i32::saturating_add);
        let most = sum(|term| term.most);
        let floor = sum(|term| term.word().map_or(0, |word| word.least_close));
        let bag = terms.iter().fold(0, |bag, term| bag | term.bag());
        Self { terms, order, bag, most, floor }
    }

    /// Returns which rows of `mask` match; its bits count from row `first`. `places` holds the
    /// places from which the last term is searched, and receives the places after it, if the
    /// term is a fuzzy word.
    pub(super) fn sift(
        &self,
        arena: &Arena,
        first: usize,
        mut mask: u64,
        known: KnownRows,
        places: &mut Places,
    ) -> u64 {
        for (index, term) in self.in_order().filter(|(index, _)| *index >= known.terms) {
            if mask == 0 {
                break;
            }
            let Some(word) = term.word() else {
                let holds = |bit: &usize| term.holds(arena, first + bit);
                mask = scan::bits(mask).filter(holds).fold(0, |mask, bit| mask | 1 << bit);
                continue;
            };
            let letters = &word.pattern.letters;
            mask = if index + 1 == self.terms.len() {
                let rest = letters.get(known.letters..).unwrap_or_default();
                scan::sift(arena, first, mask, rest, places)
            } else {
                scan::sift(arena, first, mask, letters, &mut [0; WORD])
            };
        }
        mask
    }

    /// Returns which of up to 64 rows from `first` on may match, judged by their bags.
    pub(super) fn full_bags(&self, arena: &Arena, first: usize) -> u64 {
        scan::full_bags(arena.bags().get(first..).unwrap_or_default(), self.bag)
    }

    /// Returns the score of a matching row if it is at least `wanted` and the row is as close as
    /// `depth` demands. Otherwise returns an upper bound of the score as an error.
    pub(super) fn score(
        &self,
        arena: &Arena,
        row: usize,
        (wanted, depth): (i32, Depth),
        bench: &mut Workbench,
    ) -> Result<i32, i32> {
        let mut sum = 0_i32;
        let mut rest = self.most;
        for (_, term) in self.in_order() {
            rest = rest.saturating_sub(term.most);
            let reachable = sum.saturating_add(rest);
            let mut needed = wanted.saturating_sub(reachable);
            if let (Depth::Close, Some(word)) = (depth, term.word()) {
                needed = needed.max(word.least_close);
            }
            let Some(weight) = term.weigh(arena, row, needed, bench) else {
                return Err(reachable.saturating_add(needed).saturating_sub(1));
            };
            if depth == Depth::Close && !weight.close {
                return Err(reachable.saturating_add(weight.score));
            }
            sum = sum.saturating_add(weight.score);
        }
        if sum >= wanted { Ok(sum) } else { Err(sum) }
    }

    pub(super) fn is_close(&self, arena: &Arena, row: usize, bench: &mut Workbench) -> bool {
        self.in_order().all(|(_, term)| term.is_close(arena, row, bench))
    }

    pub(super) fn is_always_close(&self) -> bool {
        self.terms.iter().all(CodedTerm::is_always_close)
    }

    pub(super) fn holds(&self, arena: &Arena, row: usize) -> bool {
        arena.bag(row) & self.bag == self.bag
            && self.in_order().all(|(_, term)| term.holds(arena, row))
    }

    /// Returns the highest score that a row can have, judged by its first character.
    pub(super) fn most(&self, arena: &Arena, row: usize) -> i32 {
        let begins = arena.text(row).0.first().copied();
        let words = self.terms.iter().filter_map(CodedTerm::word);
        let handicaps = words.map(|word| word.pattern.handicap(begins));
        handicaps.fold(self.most, i32::saturating_sub)
    }

    pub(super) fn floor(&self) -> i32 {
        self.floor
    }

    /// Returns the most that the terms and letters which are not yet known of a row can add to its
    /// score, or `None` if that can't be computed.
    pub(super) fn most_added(&self, known: KnownRows, extended: usize) -> Option<i32> {
        let added = |(index, term): (usize, &CodedTerm)| match index {
            index if index < known.terms => Some(0),
            index if index == known.terms && extended > 0 => {
                term.word().map(|word| word.pattern.most_after(extended))
            }
            _ => Some(term.most),
        };
        self.terms
            .iter()
            .enumerate()
            .map(added)
            .try_fold(0, |sum: i32, most| Some(sum.saturating_add(most?)))
    }

    /// Returns whether the bags alone decide which rows match. That is so for a single letter
    /// without regard to case, which has its own bit.
    pub(super) fn is_told_by_bags(&self) -> bool {
        let [term] = &self.terms[..] else { return false };
        let letters = term.word().map(|word| &word.pattern.letters[..]);
        matches!(letters, Some([letter]) if letter.exact.is_ascii_lowercase() && letter.exact != letter.other)
    }

    /// Returns the pattern of the last term, if that is a fuzzy word.
    pub(super) fn last_word(&self) -> Option<&Pattern> {
        self.terms.last().and_then(CodedTerm::word).map(|word| &word.pattern)
    }

    fn in_order(&self) -> impl Iterator<Item = (usize, &CodedTerm)> {
        self.order.iter().filter_map(|index| Some((*index, self.terms.get(*index)?)))
    }
}
