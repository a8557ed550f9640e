//! Finds the claims of a JSON-LD document, wherever they are: alone, in a list, in a graph whose
//! nodes refer to each other, in a feed, or in a page’s `review`. References in a claim are
//! replaced by the nodes that they name.

use hashbrown::{HashMap, HashSet};
use serde_json::{Map, Value};

use super::node::{ClaimNode, FOLLOWED, NodeKind, PROPERTIES, Types, id, is_reference, kind};
use super::reviewed;
use crate::json::lossless::weight;

/// The members whose references are replaced by the nodes that they name.
const LINKS: &[&str] = &[
    "itemReviewed",
    "author",
    "creator",
    "publisher",
    "reviewRating",
    "appearance",
    "firstAppearance",
    "claimInterpreter",
    "citation",
    "isBasedOn",
    "mediaItemAppearance",
];

/// The limit for the nodes put into all claims of a document: a thousand claims can refer to one
/// large node. Beyond it, references stay.
const FOLLOWED_OF_ALL: usize = 64 << 20;

/// The limit for the copies of nodes in a document’s index.
const INDEXED: usize = 64 << 20;

/// The depth to which references are followed.
const DEEP: usize = 6;

pub(super) fn claims(document: &mut Value) -> Vec<ClaimNode> {
    let known = index(document);
    let mut found = Vec::new();
    gather(document, None, &mut found);
    let mut left = FOLLOWED_OF_ALL;
    reviewed::unite(&mut found, &mut left);
    if !known.is_empty() {
        for found in &mut found {
            let most = FOLLOWED.min(left);
            let mut budget = most;
            follow(&mut found.node, &known, &mut budget, DEEP);
            left -= most - budget;
        }
    }
    reviewed::without(found)
}

/// Returns true if a document without its claims still holds data, such as a feed’s or an article’s
/// description. The other nodes of a graph don’t count: they are about other things.
pub(super) fn says_more(rest: &Value) -> bool {
    match rest {
        Value::Object(map) if map.contains_key("@graph") => false,
        Value::Object(map) => {
            map.iter().any(|(key, value)| !key.starts_with('@') && says_more(value))
        }
        Value::Array(list) => list.iter().any(says_more),
        rest => !rest.is_null(),
    }
}

/// Takes the claims out of a value. Returns false if the value itself was a claim and is to be
/// removed.
fn gather(value: &mut Value, page: Option<&str>, found: &mut Vec<ClaimNode>) -> bool {
    match value {
        Value::Array(list) => {
            list.retain_mut(|value| gather(value, page, found));
            true
        }
        Value::Object(map) => gather_object(map, page, found),
        _ => true,
    }
}

fn gather_object(
    map: &mut Map<String, Value>,
    page: Option<&str>,
    found: &mut Vec<ClaimNode>,
) -> bool {
    let kind = kind(map);
    let is_page = kind.is_none() && is_page(map);
    let own = map.get("url").filter(|_| is_page).and_then(Value::as_str).map(str::to_owned);
    let page = own.as_deref().or(page);
    let before = found.len();
    let is_review = matches!(kind, Some(NodeKind::ClaimReview | NodeKind::MediaReview));
    map.retain(|key, value| match key.as_str() {
        // The claim that a review is about is not a claim of its own.
        "itemReviewed" | PROPERTIES if is_review => true,
        _ => gather(value, page, found),
    });
    let Some(kind) = kind else { return true };
    let node = Value::Object(std::mem::take(map));
    let reviews = &mut found[before..];
    if kind != NodeKind::Claim || !is_reviewed(&node, reviews) {
        found.insert(before, ClaimNode { kind, node, page: page.map(str::to_owned) });
    }
    false
}

/// Returns true if a claim has reviews in it that don’t name their claim. Those get this claim as
/// theirs.
fn is_reviewed(claim: &Value, reviews: &mut [ClaimNode]) -> bool {
    let weight = weight(claim);
    let mut budget = FOLLOWED.max(weight);
    let mut is_reviewed = false;
    for found in reviews.iter_mut().filter(|found| found.kind == NodeKind::ClaimReview) {
        let Some(review) = found.node.as_object_mut() else { continue };
        if !review.contains_key("itemReviewed") {
            is_reviewed = true;
            let Some(left) = budget.checked_sub(weight) else { break };
            budget = left;
            review.insert("itemReviewed".to_owned(), claim.clone());
        }
    }
    is_reviewed
}

/// The members of a page as scrapers of structured data write it, one for each syntax.
const SYNTAXES: &[&str] = &["json-ld", "microdata", "rdfa"];

/// Returns true if a node is a web page, so that its address is the place of the claims in it.
fn is_page(map: &Map<String, Value>) -> bool {
    const ENDS: [&str; 5] = ["Page", "Article", "Posting", "Report", "DataFeedItem"];
    let ends = |name: &str| ENDS.iter().any(|end| name.ends_with(end));
    Types::named(map.get("@type")).any(ends) || SYNTAXES.iter().any(|key| map.contains_key(*key))
}

/// Collects the ids that the references of a document name.
fn references<'v>(value: &'v Value, named: &mut HashSet<&'v str>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| references(value, named)),
        Value::Object(map) if is_reference(map) => named.extend(id(value)),
        Value::Object(map) => map.values().for_each(|value| references(value, named)),
        _ => {}
    }
}

/// A node to which others refer, with its weight.
type Target = (Value, usize);

/// Returns copies of the nodes to which others refer, except for those that are too large to
/// replace a reference.
fn index(document: &Value) -> HashMap<String, Target> {
    let mut named = HashSet::new();
    references(document, &mut named);
    let mut known: HashMap<String, Target> = HashMap::new();
    let mut budget = INDEXED;
    let mut waiting = if named.is_empty() { Vec::new() } else { vec![document] };
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(list) => waiting.extend(list),
            Value::Object(map) => {
                waiting.extend(map.values());
                let Some(id) = id(value).filter(|id| named.contains(id)) else { continue };
                if is_reference(map) || known.contains_key(id) {
                    continue;
                }
                let weight = weight(value);
                if weight <= FOLLOWED.min(budget) {
                    budget -= weight;
                    known.insert(id.to_owned(), (value.clone(), weight));
                }
            }
            _ => {}
        }
    }
    known
}

/// Replaces references by the nodes that they name, as far as the budget goes.
fn follow(node: &mut Value, known: &HashMap<String, Target>, budget: &mut usize, deep: usize) {
    let Some(map) = node.as_object_mut().filter(|_| deep > 0) else { return };
    for (key, value) in map.iter_mut() {
        if key == PROPERTIES {
            follow(value, known, budget, deep - 1);
        }
        if !LINKS.contains(&key.as_str()) {
            continue;
        }
        let links = match value {
            Value::Array(list) => list.iter_mut().collect(),
            one => vec![one],
        };
        for link in links {
            let target = link.as_object().filter(|link| is_reference(link));
            let target = target.and_then(|_| known.get(id(link)?));
            if let Some((target, weight)) = target
                && let Some(left) = budget.checked_sub(*weight)
            {
                *budget = left;
                *link = target.clone();
            }
            follow(link, known, budget, deep - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(document: Value) -> Vec<(NodeKind, Value)> {
        let mut document = document;
        claims(&mut document).into_iter().map(|found| (found.kind, found.node)).collect()
    }

    #[test]
    fn claims_are_found_wherever_they_stand() {
        let review = json!({"@type": "ClaimReview", "claimReviewed": "x"});
        for document in [
            review.clone(),
            json!([review]),
            json!({"@graph": [{"@type": "WebSite"}, review]}),
            json!({"@type": "NewsArticle", "review": [review]}),
            json!({"item": [null, review], "@type": "DataFeedItem"}),
        ] {
            assert_eq!(found(document), [(NodeKind::ClaimReview, review.clone())]);
        }
        assert!(found(json!({"@type": "DataFeedItem", "item": null})).is_empty());
        let typed = json!({"@type": ["Article", "schema:ClaimReview"]});
        assert_eq!(found(typed.clone()), [(NodeKind::ClaimReview, typed)]);
    }

    #[test]
    fn references_are_followed_and_what_is_reviewed_is_no_second_claim() {
        let document = json!({"@graph": [
            {"@type": "ClaimReview", "itemReviewed": {"@id": "#c"}, "author": {"@id": "#o"}},
            {"@type": "Claim", "@id": "#c", "name": "x", "author": [{"@id": "#p"}]},
            {"@type": "Organization", "@id": "#o", "name": "o"},
            {"@type": "Person", "@id": "#p", "name": "p"},
            {"@type": "Claim", "@id": "#alone", "name": "y"}
        ]});
        let claims = found(document);
        assert_eq!(claims.len(), 2);
        assert_eq!(claims[0].1["itemReviewed"]["author"][0]["name"], "p");
        assert_eq!(claims[0].1["author"]["name"], "o");
        assert_eq!(claims[1].0, NodeKind::Claim);
    }

    #[test]
    fn what_is_told_of_a_claim_in_two_places_is_told_of_one() {
        let claims = found(json!({"@graph": [
            {"@type": "ClaimReview", "claimReviewed": "x", "itemReviewed": {"@type": "Claim", "@id": "#c", "name": "x"}},
            {"@type": "Claim", "@id": "#c", "author": {"name": "Ann"}, "appearance": "https://a.example/1"}
        ]}));
        assert_eq!(claims.len(), 1);
        let item = &claims[0].1["itemReviewed"];
        assert_eq!((&item["name"], &item["author"]["name"]), (&json!("x"), &json!("Ann")));
        // A review with the same id and a name of its own doesn’t describe the claim.
        let claims =
            found(json!({"@type": "ClaimReview", "@id": "#c", "author": {"name": "Checks"},
            "claimReviewed": "x", "itemReviewed": {"@type": "Claim", "@id": "#c", "name": "x"}}));
        assert_eq!(claims[0].1["itemReviewed"].get("author"), None);
        // A node that contradicts the claim, or is too large to be copied, is a claim of its own.
        let claims = found(json!({"@graph": [
            {"@type": "ClaimReview", "claimReviewed": "x", "itemReviewed": {"@type": "Claim", "@id": "#c", "name": "x"}},
            {"@type": "Claim", "@id": "#c", "name": "y", "author": {"name": "Ann"}}
        ]}));
        assert_eq!((claims.len(), claims[0].1["itemReviewed"].get("author")), (2, None));
        let large = "y".repeat(FOLLOWED);
        let claims = found(json!({"@graph": [
            {"@type": "ClaimReview", "claimReviewed": "x", "itemReviewed": {"@id": "#c"}},
            {"@type": "Claim", "@id": "#c", "text": large}
        ]}));
        assert_eq!(claims.len(), 2);
    }

    #[test]
    fn a_claim_s_reviews_are_about_it_and_nested_reviews_stand_alone() {
        let claims =
            found(json!({"@type": "Claim", "text": "x", "review": {"@type": "ClaimReview"}}));
        assert_eq!(claims.len(), 1);
        assert_eq!(claims[0].1["itemReviewed"]["text"], "x");
        let claims = found(json!({"@type": "ClaimReview", "claimReviewed": "a",
            "associatedClaimReview": {"@type": "ClaimReview", "claimReviewed": "b"}}));
        let words: Vec<&Value> = claims.iter().map(|(_, node)| &node["claimReviewed"]).collect();
        assert_eq!(words, ["a", "b"]);
    }

    #[test]
    fn a_page_s_address_is_told_and_references_without_end_are_not_followed() {
        let page = json!({"@type": "WebPage", "url": "https://a.org/x",
            "mainEntity": {"@type": "ClaimReview", "claimReviewed": "a"}});
        let mut page = page;
        assert_eq!(claims(&mut page)[0].page.as_deref(), Some("https://a.org/x"));
        let many = vec![json!({"@id": "#a"}); 64];
        let claims = found(json!({"@graph": [
            {"@type": "ClaimReview", "author": {"@id": "#a"}},
            {"@id": "#a", "name": "a", "author": many}
        ]}));
        assert!(weight(&claims[0].1) < 2 * FOLLOWED);
        let large = json!({"@id": "#a", "name": "x".repeat(FOLLOWED / 2)});
        let review = json!({"@type": "ClaimReview", "author": {"@id": "#a"}});
        let graph = [vec![large], vec![review; 200]].concat();
        let claims = found(json!({ "@graph": graph }));
        let followed = claims.iter().filter(|(_, node)| node["author"].get("name").is_some());
        assert_eq!((claims.len(), followed.count()), (200, FOLLOWED_OF_ALL / (FOLLOWED / 2) - 1));
    }
}
