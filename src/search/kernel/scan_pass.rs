//! The passes of a search over one block: scan it, list its matches, count its close matches.

use super::align::Workbench;
use super::block::{Block, RowSpan};
use super::compiled_query::{CompiledQuery, KnownRows};
use super::query_cache::Kinship;
use super::question::Depth;
use super::scan::{self, Places, WORD, bits};
use super::search::{Search, Wider};
use super::top::Match;
use crate::catalog::Arena;
use crate::parallel::locked;

/// How many of an earlier search's best rows are scored first.
const SEEDS: usize = 512;

/// What an earlier search knows of a block's rows.
struct Prior<'a> {
    block: &'a Block,
    known: KnownRows,
    /// The most that a score can have risen since, if that is known.
    added: Option<i32>,
    /// The number of the block's rows that were processed.
    passed: usize,
}

/// A word of rows with what is known of them before they are tested.
struct RowWord {
    open: u64,
    known: KnownRows,
    places: Places,
    bounds: [i32; WORD],
}

impl Search {
    /// Finds and lists the rows of a block that match.
    pub(super) fn sweep(&self, index: usize, bench: &mut Workbench) {
        let Some(span) = self.spans.get(index).copied() else { return };
        let Some((sieve, arena)) = self.part(span) else { return };
        let wider = self.wider();
        let mut prior = wider.as_ref().and_then(|wider| self.prior(wider, index, span));
        let mut block = Block::default();
        let (mut tested, mut aligned) = (0, 0);
        // If so, no text is read, and the place of the letter stays unknown.
        let told = sieve.is_told_by_bags();
        for word in 0..span.words() {
            let mut rows = self.open(span, word, prior.as_mut());
            let first = span.first + word * WORD;
            let mask = match rows.open {
                0 => 0,
                open => open & sieve.full_bags(arena, first),
            };
            let alive = if told {
                scan::fetch(arena, first, mask);
                mask
            } else {
                tested += u64::from(mask.count_ones());
                sieve.sift(arena, first, mask, rows.known, &mut rows.places)
            };
            block.alive.push(alive);
            for bit in bits(alive) {
                let bound = rows.bounds.get(bit).copied().unwrap_or(i32::MAX);
                let bound = bound.min(sieve.most(arena, first + bit));
                let (row, wanted) = (word * WORD + bit, (bound, self.question.depth));
                block.push_bound(self.weigh(span, row, wanted, bench, &mut aligned));
                if !told && sieve.last_word().is_some() {
                    block.ends.extend(rows.places.get(bit));
                }
            }
        }
        block.count = block.bounds.len();
        block.bounds.shrink_to_fit();
        block.ends.shrink_to_fit();
        self.add_work(tested, aligned);
        // No other thread processes this block, so the slot is empty.
        let _ = self.blocks.get(index).map(|slot| slot.set(block));
    }

    /// Lists the rows of a block that are known to match.
    pub(super) fn list(&self, index: usize, depth: Depth, bench: &mut Workbench) {
        let (Some(span), Some(block)) = (self.spans.get(index), self.block(index)) else { return };
        let mut aligned = 0;
        for (place, row) in block.rows().enumerate() {
            let bound = block.bound(place).unwrap_or(i32::MAX);
            self.weigh(*span, row, (bound, depth), bench, &mut aligned);
        }
        self.add_work(0, aligned);
    }

    /// Marks the rows of a block that match closely.
    pub(super) fn count(&self, index: usize, bench: &mut Workbench) {
        let (Some(span), Some(block)) = (self.spans.get(index), self.block(index)) else { return };
        let Some((sieve, arena)) = self.part(*span) else { return };
        let mut close = vec![0; span.words()];
        for (place, row) in block.rows().enumerate() {
            let within = block.bound(place).is_none_or(|bound| bound >= sieve.floor());
            if within
                && sieve.is_close(arena, span.first + row, bench)
                && let Some(word) = close.get_mut(row / WORD)
            {
                *word |= 1_u64 << (row % WORD);
            }
        }
        let _ = self.close.get(index).map(|slot| slot.set(close));
    }

    /// Scores and lists the best rows of an earlier search, so that the score needed for the list
    /// is high from the start.
    pub(super) fn seed(&mut self, best: &[Match]) {
        let mut bench = Workbench::default();
        for Match { row, .. } in best.iter().take(SEEDS.min(self.question.first)) {
            let after = self.spans.partition_point(|span| span.base <= *row);
            let Some(span) = after.checked_sub(1).and_then(|at| self.spans.get(at)) else {
                continue;
            };
            let Some((sieve, arena)) = self.part(*span) else { continue };
            let local = span.first + row.within(span.base);
            let wanted = (i32::MIN / 2, self.question.depth);
            if sieve.holds(arena, local)
                && let Ok(score) = sieve.score(arena, local, wanted, &mut bench)
            {
                self.seeds.push(Match { row: *row, score });
            }
        }
        self.add_work(0, self.seeds.len() as u64);
        self.seeds.sort_unstable_by_key(|seed| seed.row);
        self.seeds.dedup();
        self.seeds.iter().for_each(|seed| self.top.push(*seed));
    }

    /// Lists a matching row if its score is high enough. Returns an upper bound of the score.
    fn weigh(
        &self,
        span: RowSpan,
        row: usize,
        (bound, depth): (i32, Depth),
        bench: &mut Workbench,
        aligned: &mut u64,
    ) -> i32 {
        let number = span.row(row);
        let wanted = self.top.wanted(number);
        let Some((sieve, arena)) = self.part(span) else { return bound };
        let floor = if depth == Depth::Close { sieve.floor() } else { i32::MIN };
        if bound < wanted.max(floor) {
            return bound;
        }
        if let Ok(seed) = self.seeds.binary_search_by_key(&number, |seed| seed.row) {
            return self.seeds.get(seed).map_or(bound, |seed| seed.score);
        }
        *aligned += 1;
        match sieve.score(arena, span.first + row, (wanted, depth), bench) {
            Ok(score) => {
                self.top.push(Match { row: number, score });
                score
            }
            Err(most) => bound.min(most),
        }
    }

    /// Returns the compiled query and the arena of a span's segment.
    fn part(&self, span: RowSpan) -> Option<(&CompiledQuery, &Arena)> {
        Some((self.sieves.get(span.segment)?, self.segments.get(span.segment)?))
    }

    fn block(&self, index: usize) -> Option<&Block> {
        self.blocks.get(index).and_then(|slot| slot.get())
    }

    fn wider(&self) -> Option<Wider> {
        locked(&self.wider).clone()
    }

    fn prior<'a>(&self, wider: &'a Wider, index: usize, span: RowSpan) -> Option<Prior<'a>> {
        let block = wider.blocks.get(index)?.get()?;
        let Kinship::Narrower { mut known, extended } = wider.kinship else { return None };
        if block.ends.len() != block.count {
            known.letters = 0;
        }
        let sieve = self.sieves.get(span.segment)?;
        Some(Prior { block, known, added: sieve.most_added(known, extended), passed: 0 })
    }

    /// Returns the rows of a word that may match, with what is known of them.
    fn open(&self, span: RowSpan, word: usize, prior: Option<&mut Prior<'_>>) -> RowWord {
        let (places, bounds) = ([0; WORD], [i32::MAX; WORD]);
        if let Some(prior) = prior {
            let open = prior.block.alive.get(word).copied().unwrap_or_default();
            let mut word = RowWord { open, known: prior.known, places, bounds };
            prior.fill(&mut word);
            return word;
        }
        let filtered = self
            .question
            .filter
            .as_ref()
            .map_or(u64::MAX, |filter| filter.word(span.segment, span.first / WORD + word));
        RowWord { open: span.word(word) & filtered, known: KnownRows::default(), places, bounds }
    }
}

impl Prior<'_> {
    fn fill(&mut self, word: &mut RowWord) {
        for bit in bits(word.open) {
            if self.known.letters > 0
                && let (Some(place), Some(end)) =
                    (word.places.get_mut(bit), self.block.ends.get(self.passed))
            {
                *place = *end;
            }
            if let (Some(slot), Some(bound), Some(added)) =
                (word.bounds.get_mut(bit), self.block.bound(self.passed), self.added)
            {
                *slot = bound.saturating_add(added);
            }
            self.passed += 1;
        }
    }
}
