//! Writes a claim in schema.org’s vocabulary, as a review for each verdict or as the claim alone,
//! and beside it the members that a reader would not find there.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use serde_json::{Map, Value};

use super::super::party::TYPES;
use super::super::{ids, own};
use super::{apart, restoring};
use crate::claim::{AgentKind, Vocabulary};
use crate::import::distinct::Distinct;

/// The limit in bytes for repeating the first review’s data in the other reviews of a claim. Each
/// would repeat all of it, and a claim may have as many verdicts as makers.
const REPEATED: usize = 1 << 18;

/// The limit in bytes for a text that is repeated in a review without the rest.
const SHORT: usize = 1 << 10;

/// The limit for the archived copies that a review names; the record of the source names all.
const MOST_COPIES: usize = 10;

/// The records that a claim refers to. Others among them are ignored.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cited<'r> {
    /// Agents of the dataset.
    pub agents: &'r [Arc<Value>],
    /// Sources of the dataset.
    pub sources: &'r [Arc<Value>],
}

/// Returns the element of a feed that carries a claim of a dataset.
pub(super) fn element(dataset: &str, claim: &Value, cited: Cited<'_>) -> Value {
    whole(dataset, claim, cited).unwrap_or_else(|| apart("claim", claim))
}

/// Returns the element in schema.org’s vocabulary, or `None` if it would not be read back as the
/// same claim.
fn whole(dataset: &str, claim: &Value, cited: Cited<'_>) -> Option<Value> {
    let record = claim.as_object()?;
    let id = record.get("id").and_then(Value::as_str)?;
    let id = Value::from(format!("{}{dataset}/{id}", ids::CLAIM));
    ids::own(Some(&id), ids::CLAIM)?;
    let (agents, sources) = (ById::of(cited.agents), ById::of(cited.sources));
    let items = ClaimElement { record, agents, sources, id: &id }.all();
    let (item, told) = restoring::restored(record, items)?;
    let mut element = Map::from_iter([("@type".to_owned(), Value::from("DataFeedItem"))]);
    element.insert("@id".to_owned(), id);
    element.insert("item".to_owned(), item);
    element.extend(told.beside);
    (own::overlaid(told.said, &element) == *record).then(|| element.into())
}

struct ClaimElement<'r> {
    record: &'r Map<String, Value>,
    agents: ById<'r>,
    sources: ById<'r>,
    id: &'r Value,
}

impl ClaimElement<'_> {
    /// Returns a review for each verdict, or the claim alone if there is none.
    fn all(&self) -> Vec<Value> {
        let verdicts = list(self.record.get("verdicts"));
        if let Some((first, others)) = verdicts.split_first() {
            return self.reviews(first, others);
        }
        let mut claim = self.made();
        put(&mut claim, "text", text(self.record.get("text")));
        self.common(&mut claim);
        vec![claim.into()]
    }

    /// Returns a review for each verdict. Each repeats the data on the claim up to the limit
    /// [`REPEATED`] for all; further reviews refer to the claim by its id.
    fn reviews(&self, first: &Value, others: &[Value]) -> Vec<Value> {
        let first = self.review(first, true);
        let size = if others.is_empty() { 0 } else { first.to_string().len() };
        let mut reviews = vec![first];
        let mut left = REPEATED;
        for verdict in others {
            let repeats = left.checked_sub(size);
            left = repeats.unwrap_or_default();
            reviews.push(self.review(verdict, repeats.is_some()));
        }
        reviews
    }

    fn review(&self, verdict: &Value, is_whole: bool) -> Value {
        let mut review = Map::from_iter([("@type".to_owned(), Value::from("ClaimReview"))]);
        let words = text(self.record.get("text"));
        let is_short = |words: &Value| words.as_str().is_some_and(|it| it.len() <= SHORT);
        put(&mut review, "claimReviewed", words.filter(|words| is_whole || is_short(words)));
        put(&mut review, "author", self.agent(verdict.get("by")));
        put(&mut review, "datePublished", text(verdict.get("date")));
        if let Some(id) = verdict.get("source").and_then(Value::as_str) {
            review.insert(ids::PAGE.to_owned(), format!("{}{id}", ids::SOURCE).into());
            if let Some(source) = self.sources.find(id) {
                put(&mut review, "url", text(source.get("url")));
                put(&mut review, "name", text(source.get("title")));
                let copies = list(source.get("archived")).iter().take(MOST_COPIES);
                let copies: Vec<Value> = copies.filter_map(|copy| text(copy.get("url"))).collect();
                put(&mut review, "archivedAt", some(copies));
            }
        }
        let claim = if is_whole { self.made() } else { self.reference() };
        review.insert("itemReviewed".to_owned(), claim.into());
        review.insert("reviewRating".to_owned(), rating(verdict));
        if !is_whole {
            return review.into();
        }
        // Without a text of its own, the verdict would get the notes as its text.
        if text(verdict.get("text")).is_some() {
            put(&mut review, "reviewBody", text(self.record.get("notes")));
        }
        self.common(&mut review);
        review.into()
    }

    fn reference(&self) -> Map<String, Value> {
        let mut node = Map::from_iter([("@type".to_owned(), Value::from("Claim"))]);
        node.insert("@id".to_owned(), self.id.clone());
        node
    }

    /// Returns the claim with its makers, its date and its sources.
    fn made(&self) -> Map<String, Value> {
        let mut node = self.reference();
        let made = list(self.record.get("made"));
        let (mut speakers, mut distinct) = (Vec::new(), Distinct::default());
        for by in made.iter().filter_map(|made| made.get("by")) {
            distinct.add(&mut speakers, by);
        }
        let speakers: Vec<Value> =
            speakers.into_iter().filter_map(|by| self.agent(Some(by))).collect();
        put(&mut node, "author", one_or_all(speakers));
        if let Some(first) = made.first() {
            put(&mut node, "datePublished", text(first.get("date")));
            put(&mut node, "name", text(first.get("where")));
            put(&mut node, "claimInterpreter", self.agent(first.get("interpreted_by")));
        }
        for (key, is_first) in [("firstAppearance", true), ("appearance", false)] {
            let there = made.iter().filter(|made| {
                (made.get("first").and_then(Value::as_bool) == Some(true)) == is_first
            });
            let there = there.filter_map(|made| self.source(made.get("source"))).collect();
            let there = if is_first { one_or_all(there) } else { some(there) };
            put(&mut node, key, there);
        }
        node
    }

    /// Adds the members that reviews and claims have in common.
    fn common(&self, node: &mut Map<String, Value>) {
        put(node, "inLanguage", text(self.record.get("lang")));
        let topics: Vec<Value> = list(self.record.get("topics")).to_vec();
        if topics.iter().all(Value::is_string) {
            put(node, "keywords", some(topics));
        }
        let mut cited: Vec<Value> = Vec::new();
        let mut met = HashSet::new();
        for evidence in list(self.record.get("evidence")) {
            let id = evidence.get("source").filter(|id| met.insert(id.as_str()));
            cited.extend(id.and_then(|id| self.source(Some(id))));
        }
        put(node, "citation", some(cited));
        let history = list(self.record.get("history")).iter().filter_map(|entry| {
            let mut node = Map::from_iter([("@type".to_owned(), "CorrectionComment".into())]);
            put(&mut node, "text", Some(text(entry.get("what"))?));
            put(&mut node, "datePublished", text(entry.get("at")));
            Some(node.into())
        });
        put(node, "correction", some(history.collect()));
    }

    fn agent(&self, id: Option<&Value>) -> Option<Value> {
        let id = id?.as_str()?;
        let mut node = Map::new();
        let agent = self.agents.find(id);
        let kind = agent.and_then(|agent| AgentKind::from_name(agent.get("kind")?.as_str()?));
        let kind = TYPES.iter().find(|(_, known)| Some(*known) == kind);
        put(&mut node, "@type", kind.map(|(name, _)| Value::from(*name)));
        node.insert("@id".to_owned(), format!("{}{id}", ids::AGENT).into());
        if let Some(agent) = agent {
            put(&mut node, "name", text(agent.get("name")));
            put(&mut node, "url", list(agent.get("same_as")).first().cloned());
        }
        Some(node.into())
    }

    fn source(&self, id: Option<&Value>) -> Option<Value> {
        let id = id?.as_str()?;
        let mut node = Map::from_iter([("@type".to_owned(), Value::from("CreativeWork"))]);
        node.insert("@id".to_owned(), format!("{}{id}", ids::SOURCE).into());
        if let Some(source) = self.sources.find(id) {
            put(&mut node, "url", text(source.get("url")));
            put(&mut node, "name", text(source.get("title")));
        }
        Some(node.into())
    }
}

fn rating(verdict: &Value) -> Value {
    let mut node = Map::from_iter([("@type".to_owned(), Value::from("Rating"))]);
    put(&mut node, "alternateName", text(verdict.get("label")));
    for (ours, theirs) in
        [("value", "ratingValue"), ("best", "bestRating"), ("worst", "worstRating")]
    {
        put(&mut node, theirs, verdict.get(ours).filter(|value| !value.is_null()).cloned());
    }
    put(&mut node, "ratingExplanation", text(verdict.get("text")));
    put(&mut node, "gainsay:scale", text(verdict.get("scale")));
    node.into()
}

/// Records, to be found by their ids.
struct ById<'r>(HashMap<&'r str, &'r Value>);

impl<'r> ById<'r> {
    fn of(records: &'r [Arc<Value>]) -> Self {
        let known = records.iter().map(|record| &**record).rev();
        Self(known.filter_map(|record| Some((record.get("id")?.as_str()?, record))).collect())
    }

    fn find(&self, id: &str) -> Option<&'r Value> {
        self.0.get(id).copied()
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Returns a text that is not blank.
fn text(value: Option<&Value>) -> Option<Value> {
    value.filter(|value| value.as_str().is_some_and(|text| !text.trim().is_empty())).cloned()
}

fn some(list: Vec<Value>) -> Option<Value> {
    (!list.is_empty()).then(|| list.into())
}

fn one_or_all(mut list: Vec<Value>) -> Option<Value> {
    if list.len() == 1 { list.pop() } else { some(list) }
}

fn put(node: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    node.extend(value.map(|value| (key.to_owned(), value)));
}
