//! Claims of a document that reviews in it are about: what is told of one in two places is told of
//! one, and what stands in a review as a whole is no second claim.

use hashbrown::HashMap;
use serde_json::{Map, Value};

use super::graph::{ClaimNode, FOLLOWED, NodeKind, id, is_reference, weight};

/// What a claim says, and how much that is, in bytes or so.
type Told = (Map<String, Value>, usize);

/// Has what a review is about say all that is said of it elsewhere in the document, in a claim of the
/// same id that says nothing else of the same.
pub(super) fn unite(found: &mut [ClaimNode], budget: &mut usize) {
    let mut told: HashMap<String, Option<Told>> = HashMap::new();
    for found in found.iter().filter(|found| found.kind == NodeKind::Claim) {
        if let (Some(id), Value::Object(map)) = (id(&found.node), &found.node) {
            let weight = weight(&found.node);
            let mut known = || {
                *budget = budget.checked_sub(weight).filter(|_| weight <= FOLLOWED)?;
                Some((map.clone(), weight))
            };
            // Of several nobody knows which is meant.
            told.entry_ref(id).and_modify(|told| *told = None).or_insert_with(&mut known);
        }
    }
    if told.is_empty() {
        return;
    }
    for found in found.iter_mut().filter(|found| found.kind != NodeKind::Claim) {
        for item in items(&mut found.node) {
            let claim = id(item).and_then(|id| told.get(id)?.as_ref());
            let (Some((claim, weight)), Some(map)) = (claim, item.as_object_mut()) else {
                continue;
            };
            let differs = |(key, value): (&String, &Value)| {
                !key.starts_with('@') && claim.get(key).is_some_and(|other| other != value)
            };
            if is_reference(map) || map.iter().any(differs) {
                continue;
            }
            let Some(left) = budget.checked_sub(*weight) else { return };
            *budget = left;
            for (key, value) in claim {
                map.entry(key).or_insert_with(|| value.clone());
            }
        }
    }
}

/// What was found without the claims that stand in a review as a whole: they are that review’s.
pub(super) fn without(mut found: Vec<ClaimNode>) -> Vec<ClaimNode> {
    let mut reviewed: HashMap<String, Vec<Map<String, Value>>> = HashMap::new();
    for found in found.iter_mut().filter(|found| found.kind != NodeKind::Claim) {
        for item in items(&mut found.node) {
            if let (Some(id), Value::Object(map)) = (id(item), &*item) {
                let same = reviewed.entry_ref(id).or_default();
                // The same claim with many reviews is looked for in some.
                if same.len() < ALIKE && !same.contains(map) {
                    same.push(map.clone());
                }
            }
        }
    }
    let stands = |claim: &Map<String, Value>, item: &Map<String, Value>| {
        claim.iter().all(|(key, value)| key.starts_with('@') || item.get(key) == Some(value))
    };
    found.retain(|found| {
        let items = id(&found.node).and_then(|id| reviewed.get(id));
        let claim = found.node.as_object().filter(|_| found.kind == NodeKind::Claim);
        let (Some(items), Some(claim)) = (items, claim) else { return true };
        !items.iter().any(|item| stands(claim, item))
    });
    found
}

/// In how many different items of one id a claim is looked for.
const ALIKE: usize = 8;

/// What a review is about.
fn items(review: &mut Value) -> Vec<&mut Value> {
    match review.get_mut("itemReviewed") {
        Some(Value::Array(list)) => list.iter_mut().collect(),
        item => item.into_iter().collect(),
    }
}
