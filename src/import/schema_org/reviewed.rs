//! Combines the claims of a document with the reviews of them. Data about one claim in two places
//! is united, and a claim that a review contains completely is not imported twice.

use hashbrown::HashMap;
use serde_json::{Map, Value};

use super::node::{ClaimNode, FOLLOWED, NodeKind, id, is_reference};
use crate::json::lossless::weight;

/// The members of a claim, and their weight in bytes.
type Told = (Map<String, Value>, usize);

/// Adds to the claim of a review the members that a claim of equal id elsewhere in the document
/// has, if the two don’t contradict each other.
pub(super) fn unite(found: &mut [ClaimNode], budget: &mut usize) {
    let mut told: HashMap<String, Option<Told>> = HashMap::new();
    for found in found.iter().filter(|found| found.kind == NodeKind::Claim) {
        if let (Some(id), Value::Object(map)) = (id(&found.node), &found.node) {
            let weight = weight(&found.node);
            let mut known = || {
                *budget = budget.checked_sub(weight).filter(|_| weight <= FOLLOWED)?;
                Some((map.clone(), weight))
            };
            // If several claims have the id, it is unknown which one is meant.
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

/// Removes the claims that a review contains completely.
pub(super) fn without(mut found: Vec<ClaimNode>) -> Vec<ClaimNode> {
    let mut reviewed: HashMap<String, Vec<Map<String, Value>>> = HashMap::new();
    for found in found.iter_mut().filter(|found| found.kind != NodeKind::Claim) {
        for item in items(&mut found.node) {
            if let (Some(id), Value::Object(map)) = (id(item), &*item) {
                let same = reviewed.entry_ref(id).or_default();
                // A claim with many reviews is compared with the first few of its different items.
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

/// The number of different items of one id with which a claim is compared.
const ALIKE: usize = 8;

fn items(review: &mut Value) -> Vec<&mut Value> {
    match review.get_mut("itemReviewed") {
        Some(Value::Array(list)) => list.iter_mut().collect(),
        item => item.into_iter().collect(),
    }
}
