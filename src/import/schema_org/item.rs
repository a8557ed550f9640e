//! Reads what a review is about: who said it, when, and where it appeared. That is a `Claim`, a
//! `CreativeWork`, several of them, or an address.

use hashbrown::HashSet;
use serde_json::Value;

use super::ids;
use super::node::GraphNode;
use super::party::{claimant, party};
use super::work::works;
use crate::claim::{Made, PartialDate, Recorded};
use crate::import::{ClaimDraft, Mending};
use crate::text;

/// Reads what a review is about. `page` is the review’s own address, which is not a place where the
/// claim appeared.
pub(super) fn items(draft: &mut ClaimDraft, review: &mut GraphNode, page: Option<&str>) {
    review.each("itemReviewed", |value, at| match GraphNode::of(value, at) {
        Ok(mut node) => {
            item(draft, &mut node, page);
            node.left()
        }
        Err(Value::String(address)) if text::is_web_address(address.trim()) => {
            let mut said = NodeMaking::default();
            said.appeared(draft, Value::String(address), at, page, false);
            said.tell(draft);
            None
        }
        Err(left) => Some(left),
    });
}

/// The circumstances in which a claim was made, as one node gives them.
#[derive(Default)]
struct NodeMaking {
    by: Vec<String>,
    date: Recorded<PartialDate>,
    place: Option<String>,
    jobs: Vec<String>,
    interpreted_by: Option<String>,
    /// The sources, with a flag for the first appearance.
    sources: Vec<(String, bool)>,
    known: HashSet<String>,
    words: Vec<String>,
}

/// Reads one node: an item of a review, or a claim by itself.
pub(super) fn item(draft: &mut ClaimDraft, node: &mut GraphNode, page: Option<&str>) {
    let mut said = NodeMaking::default();
    node.take_type("Claim");
    if let Some(id) = node.own(ids::CLAIM) {
        node.take_own(ids::CLAIM);
        draft.claim.id = id;
    }
    let posts = said.speakers(draft, node);
    said.date = node.published(draft);
    node.each("firstAppearance", |value, at| said.appeared(draft, value, at, page, true));
    for key in ["appearance", "mediaItemAppearance"] {
        node.each(key, |value, at| said.appeared(draft, value, at, page, false));
    }
    for key in ["url", "contentUrl"] {
        if node.get(key).and_then(Value::as_str).is_some_and(|url| text::is_web_address(url.trim()))
        {
            node.each(key, |value, at| said.appeared(draft, value, at, page, false));
        }
    }
    for post in posts {
        said.appeared(draft, Value::String(post), &node.path("author.url"), page, false);
    }
    node.each("claimInterpreter", |value, at| {
        let party = party(draft, value, at);
        said.interpreted_by = said.interpreted_by.take().or(party.id);
        party.left
    });
    said.place = occasion(draft, node);
    said.tell(draft);
}

/// Returns the name of an item if it isn’t the claim once more: then it is the occasion of the
/// claim.
fn occasion(draft: &mut ClaimDraft, node: &mut GraphNode) -> Option<String> {
    let name = node.peek("name")?;
    let name = name.trim();
    let said = draft.claim.text.trim();
    if name.is_empty() || name == said || crate::import::readable(name).text == said {
        return None;
    }
    node.text(draft, "name")
}

/// Returns true if a work is the page of the review itself, however its address is written.
fn is_own(work: &Value, page: Option<&str>) -> bool {
    let url = work.as_str().or_else(|| work.get("url")?.as_str());
    // A node’s `@id` counts as an address only if the node has no other member.
    let alone = work.as_object().filter(|work| work.len() == 1).and_then(|it| it.get("@id"));
    let address = url.or_else(|| alone.and_then(Value::as_str));
    page.zip(address).is_some_and(|(page, address)| host_and_path(page) == host_and_path(address))
}

/// Returns the host and path of an address, without the parts that don’t make it another page.
fn host_and_path(address: &str) -> (String, &str) {
    let address = address.trim();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest).trim_end_matches('/');
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.to_ascii_lowercase();
    (host.strip_prefix("www.").map(str::to_owned).unwrap_or(host), path)
}

impl NodeMaking {
    /// Reads the speakers. Returns the addresses of posts that stood in place of theirs.
    fn speakers(&mut self, draft: &mut ClaimDraft, node: &mut GraphNode) -> Vec<String> {
        let mut posts = Vec::new();
        for key in ["author", "creator"] {
            node.each(key, |value, at| {
                let party = claimant(draft, value, at);
                self.by.extend(party.id);
                self.jobs.extend(party.job);
                posts.extend(party.post);
                party.left
            });
        }
        posts
    }

    fn is_silent(&self) -> bool {
        self.by.is_empty()
            && self.sources.is_empty()
            && self.date.is_absent()
            && self.place.is_none()
            && self.interpreted_by.is_none()
            && self.words.is_empty()
            && self.jobs.is_empty()
    }

    /// Adds the works in which the claim appeared; `is_first` tells whether for the first time.
    /// The review’s own page is none of them.
    fn appeared(
        &mut self,
        draft: &mut ClaimDraft,
        value: Value,
        at: &str,
        page: Option<&str>,
        is_first: bool,
    ) -> Option<Value> {
        if is_own(&value, page) {
            draft.mended(at, Mending::Place, 1, value);
            return None;
        }
        let works = works(draft, value, at);
        self.words.extend(works.words.filter(|words| words.contains(' ')));
        for id in works.ids {
            if self.known.insert(id.clone()) || is_first {
                self.sources.push((id, is_first));
            }
        }
        works.left
    }

    /// Adds the occasions on which the claim was made: one for each source, the first with
    /// everything that is known, and one for each further speaker.
    fn tell(self, draft: &mut ClaimDraft) {
        if self.is_silent() {
            return;
        }
        let mut speakers = self.by.into_iter();
        let by = speakers.next().unwrap_or_else(|| draft.unknown());
        let notes: Vec<String> = self.jobs.into_iter().chain(self.words).collect();
        let mut first = Made {
            date: self.date,
            place: self.place,
            interpreted_by: self.interpreted_by,
            note: Some(notes.join("; ")).filter(|note| !note.is_empty()),
            ..Made::default()
        };
        let mut sources = self.sources.into_iter();
        if let Some((source, is_first)) = sources.next() {
            first.source = Some(source);
            first.first = is_first.then_some(true);
        }
        let others = sources.map(|(source, is_first)| Made {
            source: Some(source),
            first: is_first.then_some(true),
            ..Made::default()
        });
        let of_first = std::iter::once(first).chain(others).map(|made| (by.clone(), made));
        let of_others = speakers.map(|by| (by, Made::default()));
        for (by, made) in of_first.chain(of_others) {
            draft.made(Made { by: Some(by), ..made });
        }
    }
}
