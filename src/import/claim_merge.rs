//! Merges the records of one claim. Lists are united without duplicates. A field that can have only
//! one value keeps the first, and the other values are noted.

use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::distinct::{Distinct, Gathered, hash};
use super::draft::UNKNOWN;
use super::{Mended, Mending, same_review};
use crate::claim::{Claim, IMPORT, Made, Source};

/// The number of characters of an id that stay before an appended number. An id has at most 96.
const KEPT: usize = 80;

/// A claim into which other records of its id are merged.
pub(super) struct Union {
    claim: Claim,
    lists: Lists,
    ids: Ids,
    evidence: MergedItems,
    denials: MergedItems,
    /// The values under the keys of the claim’s `ext`.
    ext: Gathered,
    import: ImportNotes,
    differing: Vec<Mended>,
    differs: Distinct,
}

/// The contents of the claim’s lists, to recognize duplicates.
#[derive(Default)]
struct Lists {
    topics: Distinct,
    amounts: Distinct,
    made: Distinct,
    wordings: Distinct,
    verdicts: Distinct,
    history: Distinct,
}

/// The ids of a claim’s items.
struct Ids {
    taken: HashSet<String>,
    /// The last number that was appended, by the id before it.
    numbers: HashMap<String, usize>,
}

/// The hashes of the items of a list, taken before they got new ids.
struct MergedItems(HashSet<u128>);

impl Ids {
    fn of(claim: &Claim) -> Self {
        let evidence = claim.evidence.iter().filter_map(|evidence| evidence.id.clone());
        let denials = claim.denials.iter().filter_map(|denial| denial.id.clone());
        Self { taken: evidence.chain(denials).collect(), numbers: HashMap::new() }
    }

    /// Returns an id that no other item has: `id` itself, or `id` with a number appended.
    fn free(&mut self, mut id: String) -> String {
        if self.taken.contains(&id) {
            let kept: String = id.chars().take(KEPT).collect();
            let number = self.numbers.entry(kept.clone()).or_insert(1);
            while self.taken.contains(&id) {
                *number += 1;
                id = format!("{kept}-{number}");
            }
        }
        self.taken.insert(id.clone());
        id
    }
}

impl MergedItems {
    fn of(list: &[impl Serialize]) -> Self {
        Self(list.iter().map(hash).collect())
    }

    /// Adds the items that the list doesn’t hold, each with a unique id.
    fn add<T: Serialize>(
        &mut self,
        ids: &mut Ids,
        mine: &mut Vec<T>,
        others: Vec<T>,
        id: impl Fn(&mut T) -> &mut Option<String>,
    ) {
        for mut item in others.into_iter().filter(|item| self.0.insert(hash(item))) {
            let id = id(&mut item);
            *id = id.take().map(|id| ids.free(id));
            mine.push(item);
        }
    }
}

impl Union {
    /// Starts with the first record of a claim.
    pub(super) fn of(claim: Claim) -> Self {
        Self {
            lists: Lists::default(),
            ids: Ids::of(&claim),
            evidence: MergedItems::of(&claim.evidence),
            denials: MergedItems::of(&claim.denials),
            claim,
            ext: Gathered::default(),
            import: ImportNotes::default(),
            differing: Vec::new(),
            differs: Distinct::default(),
        }
    }

    /// Merges another record of the claim.
    pub(super) fn join(&mut self, other: Claim) {
        let mut noted =
            NotedDifferences { differing: &mut self.differing, differs: &mut self.differs };
        let (claim, lists) = (&mut self.claim, &mut self.lists);
        noted.one("lang", &mut claim.lang, other.lang);
        noted.one("kind", &mut claim.kind, other.kind);
        noted.one("status", &mut claim.status, other.status);
        noted.one("happened", &mut claim.happened, other.happened);
        noted.one("notes", &mut claim.notes, other.notes);
        all(&mut lists.topics, &mut claim.topics, other.topics);
        all(&mut lists.amounts, &mut claim.amounts, other.amounts);
        all(&mut lists.made, &mut claim.made, other.made);
        all(&mut lists.wordings, &mut claim.wordings, other.wordings);
        let Self { ids, evidence, denials, .. } = self;
        evidence.add(ids, &mut claim.evidence, other.evidence, |item| &mut item.id);
        denials.add(ids, &mut claim.denials, other.denials, |item| &mut item.id);
        all(&mut lists.verdicts, &mut claim.verdicts, other.verdicts);
        all(&mut lists.history, &mut claim.history, other.history);
        for (key, value) in other.unknown {
            match claim.unknown.get(&key) {
                Some(mine) if *mine != value => noted.differing(&key, value),
                Some(_) => {}
                None => {
                    claim.unknown.insert(key, value);
                }
            }
        }
        if let Some(Value::Object(ext)) = other.ext {
            ext.into_iter().for_each(|(key, value)| self.join_ext(&key, value));
        }
    }

    /// Merges a value of `ext`. A key keeps the values of all records, as a list if they differ.
    /// The notes of the import are united.
    fn join_ext(&mut self, key: &str, value: Value) {
        let ext = self.claim.ext.get_or_insert_with(|| Map::new().into());
        let Some(ext) = ext.as_object_mut() else { return };
        match ext.get_mut(key) {
            Some(before) if key == IMPORT => self.import.join(before, value),
            _ => {
                self.ext.add(ext, key, value);
            }
        }
    }

    /// Returns the claim, and the number of field values that were noted because they differ.
    /// `source` returns the record of a source.
    pub(super) fn end(mut self, source: impl FnMut(&str) -> Option<Source>) -> (Claim, usize) {
        self.differing.extend(same_review::unite(&mut self.claim, source));
        // An unknown maker is not a second maker beside a known one.
        if self.claim.made.len() > 1 {
            self.claim.made.retain(|made| {
                let alone = Made { by: made.by.clone(), ..Made::default() };
                made.by.as_deref() != Some(UNKNOWN) || *made != alone
            });
        }
        let count = self.differing.len();
        if count > 0 {
            let differing = std::mem::take(&mut self.differing);
            self.join_ext(IMPORT, json!({ "mended": differing }));
        }
        (self.claim, count)
    }
}

/// Notes the fields in which the records of a claim differ.
struct NotedDifferences<'u> {
    differing: &'u mut Vec<Mended>,
    differs: &'u mut Distinct,
}

impl NotedDifferences<'_> {
    /// Merges a field that can have only one value.
    fn one<T: PartialEq + Serialize>(&mut self, at: &str, mine: &mut Option<T>, other: Option<T>) {
        match (&mine, other) {
            (_, None) => {}
            (None, other) => *mine = other,
            (Some(mine), Some(other)) if *mine != other => {
                self.differing(at, serde_json::to_value(other).unwrap_or_default());
            }
            (Some(_), Some(_)) => {}
        }
    }

    fn differing(&mut self, at: &str, was: Value) {
        let mended = Mended { at: at.to_owned(), how: Mending::Differs, was };
        self.differs.add(self.differing, mended);
    }
}

fn all<T: PartialEq + Serialize>(distinct: &mut Distinct, mine: &mut Vec<T>, others: Vec<T>) {
    for item in others {
        distinct.add(mine, item);
    }
}

/// The lists in the notes of the import, by their keys.
#[derive(Default)]
struct ImportNotes(HashMap<String, Distinct>);

impl ImportNotes {
    /// Unites the notes of two records.
    fn join(&mut self, mine: &mut Value, other: Value) {
        let (Some(mine), Value::Object(other)) = (mine.as_object_mut(), other) else { return };
        for (key, value) in other {
            match (mine.get_mut(&key), value) {
                (Some(Value::Array(list)), Value::Array(more)) => {
                    all(self.0.entry(key).or_default(), list, more);
                }
                (_, value) => {
                    mine.insert(key, value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(fields: &Value) -> Claim {
        let mut claim = json!({"id": "c", "text": "x"});
        claim.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value(claim).unwrap()
    }

    fn joined(claims: &[Value]) -> (Value, usize) {
        let mut claims = claims.iter().map(claim);
        let mut union = Union::of(claims.next().unwrap());
        claims.for_each(|other| union.join(other));
        let (claim, differing) = union.end(|_| None);
        (serde_json::to_value(claim).unwrap(), differing)
    }

    #[test]
    fn items_of_one_id_that_differ_get_ids_of_their_own() {
        let said = |id: &str, words: &str| json!({"id": id, "summary": words});
        let other = json!({"evidence": [said("e", "b"), said("f", "b")]});
        let (claim, _) = joined(&[
            json!({"evidence": [said("e", "a")], "denials": [{"id": "f"}]}),
            other.clone(),
            json!({"evidence": [said("e", "c"), said("e-2", "d")]}),
            other,
        ]);
        let expected = [("e", "a"), ("e-2", "b"), ("f-2", "b"), ("e-3", "c"), ("e-2-2", "d")]
            .map(|(id, words)| said(id, words));
        assert_eq!(claim["evidence"], Value::from(expected.to_vec()));
    }

    #[test]
    fn long_ids_that_are_wanted_often_get_numbers_that_nobody_has() {
        let stem = "p".repeat(KEPT);
        let items = |ids: Vec<String>, words: &str| {
            let said = |id: &String| json!({"id": id, "summary": words});
            json!({"evidence": ids.iter().map(said).collect::<Vec<_>>()})
        };
        let taken = (2..5).map(|number| format!("{stem}-{number}")).collect();
        let wanted = (0..3).map(|_| format!("{stem}abc")).collect();
        let (claim, _) = joined(&[items(taken, "a"), items(wanted, "b")]);
        let ids: HashSet<&str> = claim["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].as_str().unwrap())
            .collect();
        assert!(ids.contains(format!("{stem}abc").as_str()));
        assert_eq!(ids.len(), claim["evidence"].as_array().unwrap().len());
    }

    #[test]
    fn what_importing_says_twice_is_said_once() {
        let origin = |line: usize| json!({"ext": {IMPORT: {"origins": [{"line": line}]}}});
        let (claim, _) = joined(&[origin(1), origin(2), origin(1)]);
        assert_eq!(claim["ext"][IMPORT]["origins"], json!([{"line": 1}, {"line": 2}]));
    }

    #[test]
    fn what_differs_is_noted_and_nobody_unknown_stays_beside_somebody() {
        let (claim, differing) = joined(&[
            json!({"lang": "en", "made": [{"by": "unknown"}], "ext": {"a": 1, "b": 2}, "more": 1}),
            json!({"lang": "de", "made": [{"by": "ann"}], "ext": {"a": 1, "b": 3}, "other": 2}),
            json!({"lang": "de", "made": [{"by": "ann"}], "ext": {"b": 3, "c": 4}, "more": 3}),
        ]);
        assert_eq!((differing, &claim["more"], &claim["other"]), (2, &json!(1), &json!(2)));
        assert_eq!(claim["made"], json!([{"by": "ann"}]));
        let mended = json!([{"at": "lang", "how": "differs", "was": "de"},
            {"at": "more", "how": "differs", "was": 3}]);
        assert_eq!(claim["ext"], json!({"a": 1, "b": [2, 3], "c": 4, IMPORT: {"mended": mended}}));
    }
}
