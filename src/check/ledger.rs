//! The ledger: the facts that reach beyond one record, as numbers only: ids and references to them,
//! the texts of claims, and the sources that sources are known through. It keeps no record, id or
//! text, but hashes of them under a random key, which prevents crafted collisions.
//!
//! A claim costs two entries, for its id and its text: at most 56 bytes together. An answer that is
//! quoted costs one. A reference costs
//! an entry only until the id that it names is found. Among a million ids, the probability that any
//! two collide is about one in forty million.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::table::{NumberTable, Value};
use crate::claim::{RecordKind, Scope, Vocabulary};

/// The bits for a line number among the lines of all files together. Later lines are reported as
/// the last one that fits.
const PLACE_BITS: u32 = 40;

/// The bits that remain in an entry for a digest.
const MARK_BITS: u32 = 96 - PLACE_BITS;

/// The bit that is set in the number of a walk that ended in a circle, for the sources of the
/// circle.
const CIRCLE: u32 = 1 << 31;

/// Everything that the checker remembers between records.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    hasher: RandomState,
    datasets: HashMap<u64, usize>,
    scopes: usize,
    known: HashMap<(usize, RecordKind), usize>,
    ids: NumberTable,
    wanted: usize,
    texts: NumberTable,
    links: NumberTable,
    answers: NumberTable,
}

/// The first occurrence of an id: its line among those of all files, and whether its digest is
/// equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct First {
    pub(super) line: u64,
    pub(super) is_same: bool,
}

/// Returns an entry of a line and a digest. Line 0 means that the id was only referred to.
fn packed(line: u64, digest: u64) -> Value {
    let line = line.min((1 << PLACE_BITS) - 1);
    let digest = digest >> (u64::BITS - MARK_BITS);
    let both = u128::from(line) << MARK_BITS | u128::from(digest);
    [0, 32, 64].map(|shift| word(both >> shift))
}

/// Returns a scope as a digest.
fn code(scope: Scope) -> u64 {
    u64::from(scope.code()) << (u64::BITS - MARK_BITS)
}

fn word(number: u128) -> u32 {
    u32::try_from(number & u128::from(u32::MAX)).expect("the mask keeps 32 bits")
}

fn line_of(value: Value) -> u64 {
    let [_, middle, high] = value.map(u64::from);
    (high << 32 | middle) >> (MARK_BITS - 32)
}

impl Ledger {
    /// Returns the scope of a dataset's id; a new one for a file without id.
    pub(super) fn scope(&mut self, dataset: Option<&str>) -> usize {
        let fresh = self.scopes;
        let scope = match dataset {
            Some(id) => *self.datasets.entry(self.hasher.hash_one(id)).or_insert(fresh),
            None => fresh,
        };
        self.scopes = self.scopes.max(scope + 1);
        scope
    }

    pub(super) fn key(&self, scope: usize, kind: RecordKind, id: &str) -> u64 {
        self.hasher.hash_one((scope, kind, id))
    }

    /// Adds the id of a record; returns its first occurrence if it has one.
    pub(super) fn define(
        &mut self,
        scope: usize,
        kind: RecordKind,
        id: &str,
        line: u64,
        digest: u64,
    ) -> Option<First> {
        let key = self.key(scope, kind, id);
        let value = packed(line, digest);
        if let Some(there) = self.ids.insert(key, value) {
            if line_of(*there) > 0 {
                let is_same = *there == packed(line_of(*there), digest);
                return Some(First { line: line_of(*there), is_same });
            }
            *there = value;
            self.wanted -= 1;
        }
        *self.known.entry((scope, kind)).or_default() += 1;
        None
    }

    pub(super) fn refer(&mut self, scope: usize, kind: RecordKind, id: &str) {
        if self.ids.insert(self.key(scope, kind, id), packed(0, 0)).is_none() {
            self.wanted += 1;
        }
    }

    /// Returns the number of ids that are referred to and that no record has.
    pub(super) fn wanted(&self) -> usize {
        self.wanted
    }

    pub(super) fn knows(&self, scope: usize, kind: RecordKind, id: &str) -> bool {
        self.ids.get(self.key(scope, kind, id)).is_some_and(|value| line_of(value) > 0)
    }

    pub(super) fn known(&self, scope: usize, kind: RecordKind) -> usize {
        self.known.get(&(scope, kind)).copied().unwrap_or(0)
    }

    /// Returns the key of a claim's text: of its letters and digits, without case. Returns `None`
    /// if it has none.
    pub(super) fn text_key(&self, scope: usize, text: &str) -> Option<u64> {
        let said = folded(text);
        (!said.is_empty()).then(|| self.hasher.hash_one((scope, said)))
    }

    /// Adds a claim's text; returns the line of the first other claim with an equal text.
    pub(super) fn text(&mut self, key: u64, id: &str, line: u64) -> Option<u64> {
        let digest = self.hasher.hash_one(id);
        let first = *self.texts.insert(key, packed(line, digest))?;
        let first_line = line_of(first);
        (first != packed(first_line, digest)).then_some(first_line)
    }

    /// Adds the words with which a party answers a claim, and their scope. Returns the scope and the
    /// line of the first answer with equal words, if that scope is another; once for these words.
    pub(super) fn answer(
        &mut self,
        by: (usize, &str),
        words: &str,
        scope: Scope,
        line: u64,
    ) -> Option<(Scope, u64)> {
        let said = folded(words);
        if said.is_empty() {
            return None;
        }
        let key = self.hasher.hash_one((by, said));
        let first = self.answers.insert(key, packed(line, code(scope)))?;
        let other = Scope::ALL
            .iter()
            .copied()
            .find(|other| packed(line_of(*first), code(*other)) == *first)?;
        let found = (other != scope).then(|| (other, line_of(*first)))?;
        // No scope has this code, so that these words are reported once.
        *first = packed(found.1, 0);
        Some(found)
    }

    /// Adds that a source is known through another.
    pub(super) fn link(&mut self, scope: usize, source: &str, through: &str) {
        let key = |id| self.key(scope, RecordKind::Source, id);
        let (source, through) = (key(source), key(through));
        let [low, high] = [0, 32].map(|shift| word(u128::from(through >> shift)));
        self.links.insert(source, [low, high, 0]);
    }

    /// Returns the key of the source through which a source is known.
    pub(super) fn through(&self, source: u64) -> Option<u64> {
        let [low, high, _] = self.links.get(source)?.map(u64::from);
        Some(high << 32 | low)
    }

    /// Returns the number of the circle that a source belongs to.
    pub(super) fn circle(&self, source: u64) -> Option<u32> {
        let [.., walk] = self.links.get(source)?;
        (walk & CIRCLE > 0).then_some(walk)
    }

    /// Finds the circles among the sources, and returns their number.
    pub(super) fn find_circles(&mut self) -> usize {
        let (mut walk, mut circles) = (0, 0);
        for shard in 0..self.links.shards() {
            let mut slot = 0;
            while let Some(start) = self.links.key(shard, slot) {
                slot += 1;
                if start == 0 {
                    continue;
                }
                walk += 1;
                circles += usize::from(self.walk(start, walk));
            }
        }
        circles
    }

    /// Follows the sources until one was visited before; returns whether that closes a circle.
    fn walk(&mut self, start: u64, walk: u32) -> bool {
        let mut at = start;
        while self.walked(at) == Some(0) {
            self.mark(at, walk);
            at = self.through(at).unwrap_or(at);
        }
        // The walk ended at a source that was visited before, which is a circle only if this walk
        // visited it.
        let is_circle = self.walked(at) == Some(walk);
        while self.walked(at) == Some(walk) {
            self.mark(at, walk | CIRCLE);
            at = self.through(at).unwrap_or(at);
        }
        is_circle
    }

    fn walked(&self, source: u64) -> Option<u32> {
        self.links.get(source).map(|[.., walk]| walk)
    }

    fn mark(&mut self, source: u64, number: u32) {
        if let Some([.., walk]) = self.links.get_mut(source) {
            *walk = number;
        }
    }

    /// Returns the bytes that the ledger takes at most while it grows.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let known = self.known.capacity() * 2 * size_of::<((usize, RecordKind), usize)>();
        let datasets = self.datasets.capacity() * 2 * size_of::<(u64, usize)>();
        let tables = [&self.ids, &self.texts, &self.links, &self.answers];
        tables.into_iter().map(NumberTable::bytes).sum::<usize>()
            + known
            + datasets
            + size_of::<Self>()
    }
}

/// Returns the letters and digits of a claim's text, without case.
fn folded(text: &str) -> String {
    let is_said = |character: &char| {
        character.is_alphanumeric()
            || is_combining_mark(*character)
            || !character.is_ascii()
                && !matches!(character, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}')
    };
    let lower = text.nfc().flat_map(char::to_lowercase);
    lower.filter(|c| is_said(c) && !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_the_same_without_case_blanks_and_punctuation() {
        assert_eq!(folded("Meta’s  “API” – gone!"), folded("metas api gone"));
        assert_ne!(folded("5 dollars"), folded("6 dollars"));
        assert_ne!(folded("消息"), folded("文档"));
        assert_eq!(folded("…!"), "");
    }

    #[test]
    fn an_id_is_wanted_until_it_is_defined() {
        let mut ledger = Ledger::default();
        ledger.refer(0, RecordKind::Agent, "a");
        ledger.refer(0, RecordKind::Agent, "a");
        ledger.refer(0, RecordKind::Source, "a");
        assert_eq!(ledger.wanted(), 2);
        assert_eq!(ledger.define(0, RecordKind::Agent, "a", 7, 1 << 60), None);
        assert!(ledger.wanted() == 1 && ledger.knows(0, RecordKind::Agent, "a"));
        assert!(!ledger.knows(0, RecordKind::Source, "a"));
        assert!(!ledger.knows(1, RecordKind::Agent, "a"));
        let first = |is_same| Some(First { line: 7, is_same });
        assert_eq!(ledger.define(0, RecordKind::Agent, "a", 9, 1 << 60), first(true));
        assert_eq!(ledger.define(0, RecordKind::Agent, "a", 9, 1 << 61), first(false));
        ledger.refer(0, RecordKind::Agent, "a");
        assert_eq!((ledger.wanted(), ledger.known(0, RecordKind::Agent)), (1, 1));
    }

    #[test]
    fn every_circle_is_found_once() {
        let mut ledger = Ledger::default();
        let links = [("c", "a"), ("a", "b"), ("b", "c"), ("x", "a"), ("y", "y"), ("z", "none")];
        for (source, through) in links {
            ledger.link(0, source, through);
        }
        assert_eq!(ledger.find_circles(), 2);
        let circle = |id: &str| ledger.circle(ledger.key(0, RecordKind::Source, id));
        assert!(circle("a").is_some() && circle("a") == circle("b") && circle("a") == circle("c"));
        assert!(circle("y").is_some() && circle("y") != circle("a"));
        assert_eq!((circle("x"), circle("z"), circle("none")), (None, None, None));
    }

    #[test]
    fn equal_words_with_another_scope_are_found_once() {
        let mut ledger = Ledger::default();
        let mut answer = |by, words, scope, line| ledger.answer((0, by), words, scope, line);
        assert_eq!(answer("a", "We did not.", Scope::Full, 3), None);
        assert_eq!(answer("a", "We did not!", Scope::Full, 4), None);
        assert_eq!(answer("b", "We did not.", Scope::Partial, 5), None);
        let found = answer("a", "we did not", Scope::Partial, 6);
        assert_eq!(found, Some((Scope::Full, 3)));
        assert_eq!(answer("a", "We did not", Scope::Blanket, 7), None);
        assert_eq!(answer("a", "…", Scope::Full, 8), None);
    }

    proptest! {
        #[test]
        fn a_line_comes_out_of_an_entry(line in 0..1_u64 << PLACE_BITS, digest: u64) {
            prop_assert_eq!(line_of(packed(line, digest)), line);
            prop_assert_eq!(packed(line, digest) == packed(line, digest ^ 1 << 63), false);
        }
    }
}
