//! The claims of a JSON-LD document, wherever they stand in it: alone, in a list, in a graph whose
//! nodes refer to each other, in a feed, in a page’s `review`. Each comes with what it refers to
//! put in its place.

use hashbrown::{HashMap, HashSet};
use serde_json::{Map, Value};

use super::node::{PROPERTIES, Types, has_type};

/// What a node that holds a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A review of a claim.
    ClaimReview,
    /// A review of a picture, film or recording.
    MediaReview,
    /// A claim that nobody reviews here.
    Claim,
}

/// A node that holds a claim.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) node: Value,
    /// The address of the page around it.
    pub(super) page: Option<String>,
}

/// Members whose references are replaced by what they refer to.
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

/// How much is put in the place of one claim’s references, in bytes or so: a graph can refer to
/// itself without end.
const FOLLOWED: usize = 1 << 20;

/// How much of all claims’ references in a document: a thousand claims can refer to one large node.
/// What is more stays a reference.
const FOLLOWED_OF_ALL: usize = 64 << 20;

/// How much of all that is referred to in a document is kept, in bytes or so.
const INDEXED: usize = 64 << 20;

/// How deep references are followed.
const DEEP: usize = 6;

/// The claims of a document, which are taken out of it.
pub(super) fn claims(document: &mut Value) -> Vec<Found> {
    let known = index(document);
    let mut found = Vec::new();
    gather(document, None, &mut found);
    if known.is_empty() {
        return found;
    }
    let mut left = FOLLOWED_OF_ALL;
    let mut reviewed: HashSet<String> = HashSet::new();
    for found in &mut found {
        let most = FOLLOWED.min(left);
        let mut following = Following { known: &known, budget: most, placed: HashSet::new() };
        following.follow(&mut found.node, DEEP);
        left -= most - following.budget;
        if found.kind != Kind::Claim {
            let about = items(found).into_iter().filter_map(id);
            reviewed.extend(about.filter(|id| following.placed.contains(id)).map(str::to_owned));
        }
    }
    // A claim of the graph that a review is about, and stands in it now, is that review’s.
    found.retain(|found| {
        found.kind != Kind::Claim || id(&found.node).is_none_or(|id| !reviewed.contains(id))
    });
    found
}

/// Whether a document without its claims still says something: what a feed or an article says around
/// them. The other nodes of a graph are about other things.
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

/// Takes the claims out of a value; says whether it stays, which it doesn’t where it is one itself.
fn gather(value: &mut Value, page: Option<&str>, found: &mut Vec<Found>) -> bool {
    match value {
        Value::Array(list) => {
            list.retain_mut(|value| gather(value, page, found));
            true
        }
        Value::Object(map) => gather_object(map, page, found),
        _ => true,
    }
}

fn gather_object(map: &mut Map<String, Value>, page: Option<&str>, found: &mut Vec<Found>) -> bool {
    let kind = kind(map);
    let is_page = kind.is_none() && is_page(map);
    let own = map.get("url").filter(|_| is_page).and_then(Value::as_str).map(str::to_owned);
    let page = own.as_deref().or(page);
    let before = found.len();
    let is_review = matches!(kind, Some(Kind::ClaimReview | Kind::MediaReview));
    map.retain(|key, value| match key.as_str() {
        // What a review is about is no claim of its own.
        "itemReviewed" | PROPERTIES if is_review => true,
        _ => gather(value, page, found),
    });
    let Some(kind) = kind else { return true };
    let node = Value::Object(std::mem::take(map));
    let reviews = found.get_mut(before..).unwrap_or_default();
    if kind != Kind::Claim || !is_reviewed(&node, reviews) {
        found.insert(before, Found { kind, node, page: page.map(str::to_owned) });
    }
    false
}

/// Whether a claim has reviews: those that don’t say what they are about are about it.
fn is_reviewed(claim: &Value, reviews: &mut [Found]) -> bool {
    let weight = weight(claim);
    let mut budget = FOLLOWED.max(weight);
    let mut is_reviewed = false;
    for found in reviews.iter_mut().filter(|found| found.kind == Kind::ClaimReview) {
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

/// What a node is, where it holds a claim.
pub(super) fn kind(map: &Map<String, Value>) -> Option<Kind> {
    let types = Types::of(map);
    let has = |name: &str| types.has(name);
    let about_claim =
        || matches!(map.get("itemReviewed"), Some(Value::Object(item)) if has_type(item, "Claim"));
    let inner = map.get(PROPERTIES).and_then(Value::as_object);
    let reviewed = |map: &Map<String, Value>| map.contains_key("claimReviewed");
    let says_so = !has("Claim") && (reviewed(map) || inner.is_some_and(reviewed));
    if has("ClaimReview") || says_so {
        Some(Kind::ClaimReview)
    } else if has("MediaReview") {
        Some(Kind::MediaReview)
    } else if has("Review") && about_claim() {
        Some(Kind::ClaimReview)
    } else {
        has("Claim").then_some(Kind::Claim)
    }
}

/// Whether a node is a page of the web: its address is where the claims in it stand.
fn is_page(map: &Map<String, Value>) -> bool {
    const ENDS: [&str; 5] = ["Page", "Article", "Posting", "Report", "DataFeedItem"];
    let ends = |name: &str| ENDS.iter().any(|end| name.ends_with(end));
    Types::named(map.get("@type")).any(ends)
}

fn id(node: &Value) -> Option<&str> {
    node.get("@id").and_then(Value::as_str).filter(|id| !id.is_empty())
}

/// What a review is about.
fn items(found: &Found) -> Vec<&Value> {
    match found.node.get(ITEM) {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(item) => vec![item],
        None => Vec::new(),
    }
}

/// How much a value holds, in bytes or so.
fn weight(value: &Value) -> usize {
    let within = match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        _ => 0,
    };
    within + size_of::<Value>()
}

/// Whether an object only refers to another.
fn is_reference(map: &Map<String, Value>) -> bool {
    map.len() <= 2
        && map.contains_key("@id")
        && map.keys().all(|key| key == "@id" || key == "@type")
}

/// The ids that references of a document name, and those of what is reviewed: another node may say
/// more of it.
fn references<'v>(value: &'v Value, named: &mut HashSet<&'v str>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| references(value, named)),
        Value::Object(map) if is_reference(map) => named.extend(id(value)),
        Value::Object(map) => {
            match map.get(ITEM) {
                Some(Value::Array(list)) => named.extend(list.iter().filter_map(id)),
                item => named.extend(item.and_then(id)),
            }
            map.values().for_each(|value| references(value, named));
        }
        _ => {}
    }
}

/// A node that others refer to, and its weight.
type Target = (Value, usize);

/// The nodes of a document that others refer to, as far as they are not too large to be put in
/// the place of a reference. Of one that is told in several places this is all of it.
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
                if is_reference(map) {
                    continue;
                }
                let weight = weight(value);
                let Some(left) = budget.checked_sub(weight) else { continue };
                let before = known.get(id).map_or(0, |(_, before)| *before);
                if before + weight > FOLLOWED {
                    continue;
                }
                budget = left;
                let target = known.entry_ref(id).or_default();
                target.1 += weight;
                match &mut target.0 {
                    told @ Value::Null => *told = value.clone(),
                    told => fill(told, map),
                }
            }
            _ => {}
        }
    }
    known
}

/// Adds the fields that a node hasn’t.
fn fill(node: &mut Value, from: &Map<String, Value>) {
    let Some(map) = node.as_object_mut() else { return };
    for (key, value) in from {
        if !map.contains_key(key) {
            map.insert(key.clone(), value.clone());
        }
    }
}

/// What is referred to on its way into the places of its references.
struct Following<'k> {
    known: &'k HashMap<String, Target>,
    budget: usize,
    /// The ids of what was put in place.
    placed: HashSet<&'k str>,
}

impl<'k> Following<'k> {
    /// Puts what is referred to in the place of its references.
    fn follow(&mut self, node: &mut Value, deep: usize) {
        let Some(map) = node.as_object_mut().filter(|_| deep > 0) else { return };
        for (key, value) in map.iter_mut() {
            if key == PROPERTIES {
                self.follow(value, deep - 1);
            }
            if !LINKS.contains(&key.as_str()) {
                continue;
            }
            let links = match value {
                Value::Array(list) => list.iter_mut().collect(),
                one => vec![one],
            };
            for link in links {
                self.place(link, key == ITEM);
                self.follow(link, deep - 1);
            }
        }
    }

    /// Puts it in the place of one; what is reviewed may say something itself.
    fn place(&mut self, link: &mut Value, is_item: bool) {
        let known: &'k HashMap<String, Target> = self.known;
        let named = id(link).and_then(|id| known.get_key_value(id));
        let (Some((id, (target, weight))), Some(map)) = (named, link.as_object_mut()) else {
            return;
        };
        let is_reference = is_reference(map);
        let Some(left) = self.budget.checked_sub(*weight) else { return };
        if is_reference || is_item {
            self.budget = left;
            self.placed.insert(id);
        }
        if is_reference {
            *link = target.clone();
        } else if let (true, Some(from)) = (is_item, target.as_object()) {
            fill(link, from);
        }
    }
}

/// What a review is about.
const ITEM: &str = "itemReviewed";

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(document: Value) -> Vec<(Kind, Value)> {
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
            assert_eq!(found(document), [(Kind::ClaimReview, review.clone())]);
        }
        assert!(found(json!({"@type": "DataFeedItem", "item": null})).is_empty());
        let typed = json!({"@type": ["Article", "schema:ClaimReview"]});
        assert_eq!(found(typed.clone()), [(Kind::ClaimReview, typed)]);
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
        assert_eq!(claims[1].0, Kind::Claim);
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
        // What is too large to be put there is a claim of its own.
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
