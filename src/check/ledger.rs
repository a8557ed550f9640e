//! What has to be remembered beyond one record, in numbers only: ids and references to them,
//! which texts claims have, the sources that sources are known through. No record, no id and
//! no text is kept, but hashes of them under a key that nobody can foresee.
//!
//! A claim costs two entries, its id's and its text's: at most 56 bytes together. A reference
//! costs an entry only while the id that it names has not been met. Among a million ids, the
//! chance that any two are taken for one is about one in forty million.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::table::{NumberTable, Value};
use crate::claim::RecordKind;

/// The bits of a place among the lines of all files together. Places beyond are told as the
/// last one.
const PLACE_BITS: u32 = 40;

/// The bits that are left of an entry: for a digest.
const MARK_BITS: u32 = 96 - PLACE_BITS;

/// Set in the number of a walk that ended in a circle, for the sources of the circle.
const CIRCLE: u32 = 1 << 31;

/// Everything that is remembered.
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
}

/// Where something was met first: its line among those of all files, and whether the other
/// number that was given for it is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct First {
    pub(super) line: u64,
    pub(super) is_same: bool,
}

/// A line and a digest in one entry. A line of 0 stands for an id that was only referred to.
fn packed(line: u64, digest: u64) -> Value {
    let line = line.min((1 << PLACE_BITS) - 1);
    let digest = digest >> (u64::BITS - MARK_BITS);
    let both = u128::from(line) << MARK_BITS | u128::from(digest);
    [0, 32, 64].map(|shift| word(both >> shift))
}

/// The lowest 32 bits.
fn word(number: u128) -> u32 {
    u32::try_from(number & u128::from(u32::MAX)).unwrap_or(u32::MAX)
}

fn line_of(value: Value) -> u64 {
    let [_, middle, high] = value.map(u64::from);
    (high << 32 | middle) >> (MARK_BITS - 32)
}

impl Ledger {
    /// The scope of a dataset id; a new one for a file that names none.
    pub(super) fn scope(&mut self, dataset: Option<&str>) -> usize {
        let fresh = self.scopes;
        let scope = match dataset {
            Some(id) => *self.datasets.entry(self.hasher.hash_one(id)).or_insert(fresh),
            None => fresh,
        };
        self.scopes = self.scopes.max(scope + 1);
        scope
    }

    /// The key of a record.
    pub(super) fn key(&self, scope: usize, kind: RecordKind, id: &str) -> u64 {
        self.hasher.hash_one((scope, kind, id))
    }

    /// Remembers an id; where it was met first, if it is there.
    pub(super) fn define(
        &mut self,
        (scope, kind, id): (usize, RecordKind, &str),
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

    /// Remembers that an id is referred to.
    pub(super) fn refer(&mut self, scope: usize, kind: RecordKind, id: &str) {
        if self.ids.insert(self.key(scope, kind, id), packed(0, 0)).is_none() {
            self.wanted += 1;
        }
    }

    /// How many ids have been referred to that no record has.
    pub(super) fn wanted(&self) -> usize {
        self.wanted
    }

    /// Whether a record has the id.
    pub(super) fn knows(&self, scope: usize, kind: RecordKind, id: &str) -> bool {
        self.ids.get(self.key(scope, kind, id)).is_some_and(|value| line_of(value) > 0)
    }

    /// How many ids of a kind there are.
    pub(super) fn known(&self, scope: usize, kind: RecordKind) -> usize {
        self.known.get(&(scope, kind)).copied().unwrap_or(0)
    }

    /// The key of a claim's text: letters and digits only, without case. None where there
    /// are none.
    pub(super) fn text_key(&self, scope: usize, text: &str) -> Option<u64> {
        let said = folded(text);
        (!said.is_empty()).then(|| self.hasher.hash_one((scope, said)))
    }

    /// Remembers a claim's text; where another claim says the same first.
    pub(super) fn text(&mut self, key: u64, id: &str, line: u64) -> Option<u64> {
        let digest = self.hasher.hash_one(id);
        let first = *self.texts.insert(key, packed(line, digest))?;
        let first_line = line_of(first);
        (first != packed(first_line, digest)).then_some(first_line)
    }

    /// Remembers that a source is known through another.
    pub(super) fn link(&mut self, scope: usize, source: &str, through: &str) {
        let key = |id| self.key(scope, RecordKind::Source, id);
        let (source, through) = (key(source), key(through));
        let [low, high] = [0, 32].map(|shift| word(u128::from(through >> shift)));
        self.links.insert(source, [low, high, 0]);
    }

    /// The key of the source that a source is known through.
    pub(super) fn through(&self, source: u64) -> Option<u64> {
        let [low, high, _] = self.links.get(source)?.map(u64::from);
        Some(high << 32 | low)
    }

    /// The number of the circle of sources that a source belongs to.
    pub(super) fn circle(&self, source: u64) -> Option<u32> {
        let [.., walk] = self.links.get(source)?;
        (walk & CIRCLE > 0).then_some(walk)
    }

    /// Finds the circles among the sources; how many there are.
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

    /// Goes from source to source as far as nobody has gone; whether that led in a circle.
    fn walk(&mut self, start: u64, walk: u32) -> bool {
        let mut at = start;
        while self.walked(at) == Some(0) {
            self.mark(at, walk);
            at = self.through(at).unwrap_or(at);
        }
        // The walk ended on a source met before: a circle only if met on this very walk.
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

    /// The bytes that it takes, at the most that growing takes.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let known = self.known.capacity() * 2 * size_of::<((usize, RecordKind), usize)>();
        let datasets = self.datasets.capacity() * 2 * size_of::<(u64, usize)>();
        let tables = [&self.ids, &self.texts, &self.links];
        tables.into_iter().map(NumberTable::bytes).sum::<usize>()
            + known
            + datasets
            + size_of::<Self>()
    }
}

/// What a claim's text says: letters and digits only, without case.
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
        let agent = (0, RecordKind::Agent, "a");
        ledger.refer(0, RecordKind::Agent, "a");
        ledger.refer(0, RecordKind::Agent, "a");
        ledger.refer(0, RecordKind::Source, "a");
        assert_eq!(ledger.wanted(), 2);
        assert_eq!(ledger.define(agent, 7, 1 << 60), None);
        assert!(ledger.wanted() == 1 && ledger.knows(0, RecordKind::Agent, "a"));
        assert!(!ledger.knows(0, RecordKind::Source, "a"));
        assert!(!ledger.knows(1, RecordKind::Agent, "a"));
        let first = |is_same| Some(First { line: 7, is_same });
        assert_eq!(ledger.define(agent, 9, 1 << 60), first(true));
        assert_eq!(ledger.define(agent, 9, 1 << 61), first(false));
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

    proptest! {
        #[test]
        fn a_line_comes_out_of_an_entry(line in 0..1_u64 << PLACE_BITS, digest: u64) {
            prop_assert_eq!(line_of(packed(line, digest)), line);
            prop_assert_eq!(packed(line, digest) == packed(line, digest ^ 1 << 63), false);
        }
    }
}
