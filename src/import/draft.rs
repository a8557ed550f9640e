//! A claim that an importer makes of a foreign record.
//!
//! An importer fills a [`ClaimDraft`] with the fields that it understands and keeps the rest. The
//! draft assigns ids, makes texts readable, checks dates and addresses, and notes every repair.
//! This module knows no foreign format.

use std::sync::Arc;

use hashbrown::HashMap;
use serde::Serialize;
use serde_json::{Map, Value};

use super::batch::{EntityKind, key};
use super::dates::{self, DateReading, DayMonthOrder};
use super::distinct::Distinct;
use super::id::{self, IdBuilder};
use super::import_notes::{ForeignOrigin, NotedClaim};
use super::text_repair::{RepairedText, is_blank, readable};
use super::{Mended, Mending, Mendings, same_review};
use crate::claim::{
    Agent, AgentKind, Claim, Denial, Evidence, History, Made, PartialDate, Recorded, Scale, Source,
    Unknown, Vocabulary,
};
use crate::text;

/// The id and the name of a party that no record names.
pub(super) const UNKNOWN: &str = "unknown";

/// The text of a claim whose record has none.
const WORDLESS: &str = "(claim without words)";

/// A claim that is being made of a foreign record, with the agents, sources and scales that it
/// refers to.
#[derive(Debug, Clone)]
pub(crate) struct ClaimDraft {
    /// The claim. [`ClaimDraft::finish`] gives it an id, made of its text and its first maker,
    /// unless it has one, and replaces a blank text.
    pub(crate) claim: Claim,
    /// The agents that the claim refers to, without duplicates.
    pub(crate) agents: Vec<Agent>,
    /// The sources that the claim refers to, without duplicates.
    pub(crate) sources: Vec<Source>,
    /// The scales that the claim refers to, without duplicates. Most claims share them.
    pub(crate) scales: Vec<Arc<Scale>>,
    /// The number of repairs of each kind.
    pub(crate) mendings: Mendings,
    mended: Vec<Mended>,
    kept: Map<String, Value>,
    /// The ids of the items, each with the longer id made of everything the item says.
    items: HashMap<String, String>,
    /// The agents and sources of the claim by [`key`], each with its index in its list.
    referred: HashMap<u64, usize>,
    /// The contents of the claim’s lists `made`, `topics` and `history`, to recognize duplicates.
    made: Distinct,
    topics: Distinct,
    changes: Distinct,
    /// The text of the claim as published, if its encoding was repaired.
    published: Option<String>,
}

impl ClaimDraft {
    /// Starts a draft of a claim whose text `words` stands in the foreign field `at`.
    #[must_use]
    pub(crate) fn new(at: &str, words: &str) -> Self {
        let mut draft = Self {
            claim: bare(),
            agents: Vec::new(),
            sources: Vec::new(),
            scales: Vec::new(),
            mendings: Mendings::default(),
            mended: Vec::new(),
            kept: Map::new(),
            items: HashMap::new(),
            referred: HashMap::new(),
            made: Distinct::default(),
            topics: Distinct::default(),
            changes: Distinct::default(),
            published: None,
        };
        let made = draft.made_readable(at, words);
        // A repaired text and an intact copy of it are near-duplicates, not one claim.
        let is_reread = made.mended.iter().any(|(how, _)| *how == Mending::Encoding);
        draft.published = is_reread.then(|| words.trim().to_owned());
        draft.claim.text = made.text;
        draft
    }

    /// Notes that the field `at` was repaired, and its original value.
    pub(crate) fn mended(&mut self, at: &str, how: Mending, times: usize, was: impl Into<Value>) {
        self.mendings.count(how, times);
        self.mended.push(Mended { at: at.to_owned(), how, was: was.into() });
    }

    /// Makes a foreign text readable and notes the repairs.
    pub(crate) fn text(&mut self, at: &str, words: &str) -> String {
        self.made_readable(at, words).text
    }

    fn made_readable(&mut self, at: &str, words: &str) -> RepairedText {
        let made = readable(words);
        for (index, (how, times)) in made.mended.iter().enumerate() {
            self.mendings.count(*how, *times);
            if index == 0 {
                self.mended.push(Mended { at: at.to_owned(), how: *how, was: words.into() });
            }
        }
        made
    }

    /// Makes a foreign text readable like [`ClaimDraft::text`]; returns `None` if the result is
    /// blank.
    pub(crate) fn some_text(&mut self, at: &str, words: &str) -> Option<String> {
        Some(self.text(at, words)).filter(|text| !is_blank(text))
    }

    /// Reads a foreign date. One that can’t be read is noted and left out.
    pub(crate) fn date(
        &mut self,
        at: &str,
        words: &str,
        order: DayMonthOrder,
    ) -> Recorded<PartialDate> {
        match dates::read_value(words, order) {
            DateReading::AsItStands(date) => Recorded::Known(date),
            DateReading::Rewritten(date) => {
                self.mended(at, Mending::Date, 1, words);
                Recorded::Known(date)
            }
            DateReading::Not => {
                if !words.is_empty() {
                    self.mended(at, Mending::DateUnread, 1, words);
                }
                Recorded::Absent
            }
        }
    }

    /// Returns a foreign address if it is one of the web. Anything else is noted and left out.
    pub(crate) fn address(&mut self, at: &str, words: &str) -> Option<String> {
        let address = words.trim();
        if text::is_web_address(address) {
            return Some(address.to_owned());
        }
        if !address.is_empty() {
            self.mended(at, Mending::Address, 1, words);
        }
        None
    }

    /// Adds the agent of this name, which stands in the foreign field `at`, and returns its id. A
    /// blank name stands for the unknown agent.
    pub(crate) fn agent(&mut self, kind: AgentKind, at: &str, name: &str) -> String {
        self.agent_with(kind, at, name, Vec::new())
    }

    /// Adds an agent like [`ClaimDraft::agent`], with its addresses elsewhere. Agents of equal
    /// kind, name and addresses are one agent.
    pub(crate) fn agent_with(
        &mut self,
        kind: AgentKind,
        at: &str,
        name: &str,
        same_as: Vec<String>,
    ) -> String {
        let Some(name) = self.some_text(at, name) else { return self.unknown() };
        let id = IdBuilder::of("agent").with(kind.name()).with(&name);
        let id = same_as.iter().fold(id, |id, address| id.with(address)).id('a');
        self.refer(Agent { same_as, ..agent(id, kind, name) })
    }

    /// Adds the unknown agent and returns its id.
    pub(crate) fn unknown(&mut self) -> String {
        self.refer(agent(UNKNOWN.to_owned(), AgentKind::Unknown, UNKNOWN.to_owned()))
    }

    /// Adds an agent unless the draft has one of its id, and returns the id.
    pub(crate) fn refer(&mut self, agent: Agent) -> String {
        let id = agent.id.clone();
        self.referred.entry(key(EntityKind::Agent, &id)).or_insert_with(|| {
            self.agents.push(agent);
            self.agents.len() - 1
        });
        id
    }

    /// Adds a source and returns its id, which is made of its content unless it has one already.
    /// Returns `None` if the source has neither a title nor an address.
    pub(crate) fn source(&mut self, mut source: Source) -> Option<String> {
        if source.title.is_none() && source.url.known().is_none() {
            return None;
        }
        if source.id.is_empty() {
            let says = written(&source);
            source.id = IdBuilder::of("source").with(&says).id('s');
        }
        let id = source.id.clone();
        self.referred.entry(key(EntityKind::Source, &id)).or_insert_with(|| {
            self.sources.push(source);
            self.sources.len() - 1
        });
        Some(id)
    }

    /// Returns the title of a source of the draft, or else its address.
    #[must_use]
    pub(crate) fn called(&self, source: &str) -> Option<String> {
        let source = self.sources.get(*self.referred.get(&key(EntityKind::Source, source))?)?;
        source.title.clone().or_else(|| source.url.known().cloned())
    }

    /// Adds an occasion on which the claim was made, unless it is there.
    pub(crate) fn made(&mut self, made: Made) {
        self.made.add(&mut self.claim.made, made);
    }

    /// Adds a topic unless it is there.
    pub(crate) fn topic(&mut self, topic: String) {
        if !is_blank(&topic) {
            self.topics.add(&mut self.claim.topics, topic);
        }
    }

    /// Adds a change to the claim’s history, unless it is there.
    pub(crate) fn changed(&mut self, change: History) {
        self.changes.add(&mut self.claim.history, change);
    }

    /// Adds evidence and returns its id, which is made of its content unless it has one already.
    pub(crate) fn evidence(&mut self, mut evidence: Evidence) -> String {
        let given = evidence.id.take();
        let (id, is_new) = self.item("evidence", given, &evidence);
        if is_new {
            self.claim.evidence.push(Evidence { id: Some(id.clone()), ..evidence });
        }
        id
    }

    /// Adds a denial and returns its id, which is made of its content unless it has one already.
    pub(crate) fn denial(&mut self, mut denial: Denial) -> String {
        let given = denial.id.take();
        let (id, is_new) = self.item("denial", given, &denial);
        if is_new {
            self.claim.denials.push(Denial { id: Some(id.clone()), ..denial });
        }
        id
    }

    /// Returns the id of an item with this content, and whether the item is new. An id that another
    /// item has already, by chance or because the foreign record repeats it, is not used again.
    fn item(&mut self, kind: &str, given: Option<String>, item: &impl Serialize) -> (String, bool) {
        let says = written(item);
        let letter = kind.chars().next().expect("a kind of item has a name");
        let whole = IdBuilder::of(kind).with(&says).id(letter);
        for id in given.into_iter().chain([id::short(&whole).to_owned()]) {
            match self.items.get(&id) {
                Some(known) if *known == whole => return (id, false),
                Some(_) => {}
                None => {
                    self.items.insert(id.clone(), whole);
                    return (id, true);
                }
            }
        }
        let is_new = self.items.insert(whole.clone(), whole.clone()).is_none();
        (whole, is_new)
    }

    /// Keeps what remains of the foreign record under a dotted key of `ext`.
    pub(crate) fn keep(&mut self, key: &str, left: Option<Value>) {
        if let Some(left) = left {
            self.kept.insert(key.to_owned(), left);
        }
    }

    /// Completes the claim with a text, a maker and an id if it lacks them.
    #[must_use]
    pub(crate) fn finish(mut self) -> Self {
        if is_blank(&self.claim.text) {
            self.mended("", Mending::Wordless, 1, self.claim.text.clone());
            WORDLESS.clone_into(&mut self.claim.text);
        }
        if self.claim.made.iter().all(|made| made.by.is_none()) {
            let by = Some(self.unknown());
            match self.claim.made.first_mut() {
                Some(made) => made.by = by,
                None => self.claim.made.push(Made { by, ..Made::default() }),
            }
        }
        self.unite_reviews();
        if self.claim.id.is_empty() {
            self.claim.id = self.id();
        }
        self
    }

    /// Unites the reviews of one publisher at one address.
    fn unite_reviews(&mut self) {
        let (sources, referred) = (&self.sources, &self.referred);
        let source = |id: &str| sources.get(*referred.get(&key(EntityKind::Source, id))?).cloned();
        let noted = same_review::unite(&mut self.claim, source);
        self.mendings.count(Mending::Differs, noted.len());
        self.mended.extend(noted);
    }

    /// Returns the claim as it is written, with its origin, the repairs, and the rest of its
    /// record.
    pub(super) fn noted<'d>(&'d self, origin: &'d ForeignOrigin) -> NotedClaim<'d> {
        NotedClaim::new(&self.claim, &self.kept, origin, &self.mended)
    }

    /// Returns the claim and the rest of its record, without completing it. This is for a gainsay
    /// claim, which has an id of its own and gets no notes.
    #[must_use]
    pub(super) fn into_parts(self) -> (Claim, Map<String, Value>) {
        (self.claim, self.kept)
    }

    /// Returns an id made of the claim’s text and the name of its first maker. If the text’s
    /// encoding was repaired, the published text enters too.
    fn id(&self) -> String {
        let maker = self.claim.made.iter().find_map(|made| made.by.as_deref());
        let place = maker.and_then(|maker| self.referred.get(&key(EntityKind::Agent, maker)));
        let agent = place.and_then(|place| self.agents.get(*place));
        let name = agent.and_then(|agent| agent.name.as_deref()).or(maker).unwrap_or_default();
        let id = IdBuilder::of("claim").with(&self.claim.text).with(name);
        let id = match &self.published {
            Some(published) => id.with(published),
            None => id,
        };
        if self.claim.text != WORDLESS {
            return id.id('c');
        }
        // Without a text, the rest of the record distinguishes the claim from others.
        let mut rest = self.claim.clone();
        rest.ext = Some(self.kept.clone().into());
        id.with(&written(&rest)).id('c')
    }
}

/// Returns the JSON of an item, from which its id is made.
fn written(item: &impl Serialize) -> String {
    serde_json::to_string(item).expect("an item of a draft can be written as JSON")
}

/// Returns a claim whose fields are all empty.
fn bare() -> Claim {
    Claim {
        id: String::new(),
        text: String::new(),
        lang: None,
        kind: None,
        status: None,
        topics: Vec::new(),
        happened: None,
        amounts: Vec::new(),
        made: Vec::new(),
        wordings: Vec::new(),
        evidence: Vec::new(),
        denials: Vec::new(),
        verdicts: Vec::new(),
        history: Vec::new(),
        notes: None,
        ext: None,
        unknown: Unknown::new(),
    }
}

/// Returns an agent with an id, a kind and a name only.
pub(super) fn agent(id: String, kind: AgentKind, name: String) -> Agent {
    Agent {
        id,
        kind: Some(kind),
        name: Some(name),
        aliases: Vec::new(),
        role: None,
        affiliation: None,
        memberships: Vec::new(),
        same_as: Vec::new(),
        note: None,
        unknown: Unknown::new(),
    }
}

/// Returns a source of a kind whose other fields are empty; [`ClaimDraft::source`] gives it an id.
#[must_use]
pub(crate) fn source(kind: &str) -> Source {
    Source {
        id: String::new(),
        kind: Some(kind.to_owned()),
        title: None,
        authors: Vec::new(),
        publisher: None,
        published: Recorded::Absent,
        accessed: Recorded::Absent,
        url: Recorded::Absent,
        archived: Vec::new(),
        language: None,
        access: None,
        via: None,
        licence: None,
        note: None,
        unknown: Unknown::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::IMPORT;
    use serde_json::json;

    /// Returns the import’s note on a claim.
    fn note(draft: &ClaimDraft) -> Value {
        let record = Some("7".into());
        let origin = ForeignOrigin { format: "test", file: "a.json".into(), line: 3, record };
        let written = serde_json::to_value(draft.noted(&origin)).unwrap();
        written["ext"][IMPORT].clone()
    }

    #[test]
    fn ids_come_from_content_alone() {
        let made = |words: &str, who: &str| {
            let mut draft = ClaimDraft::new("claim", words);
            let by = Some(draft.agent(AgentKind::Person, "speaker", who));
            draft.claim.made.push(Made { by, ..Made::default() });
            draft.finish().claim.id
        };
        assert_eq!(made("A &amp; B", "Ann"), made("A & B", " Ann "));
        assert_ne!(made("A", "Ann"), made("A", "Bob"));
        assert_ne!(made("A", "Ann"), made("B", "Ann"));
    }

    #[test]
    fn a_record_of_nothing_is_a_claim_that_says_so() {
        let draft = ClaimDraft::new("claim", " ").finish();
        assert_eq!(draft.claim.text, WORDLESS);
        assert_eq!(draft.claim.made[0].by.as_deref(), Some("unknown"));
        let note = note(&draft);
        let origin = json!({"format": "test", "file": "a.json", "line": 3, "record": "7"});
        assert_eq!(note["origins"], json!([origin]));
        assert_eq!(note["mended"][0]["how"], "wordless");
    }

    #[test]
    fn an_item_is_there_once_and_two_never_share_an_id() {
        let mut draft = ClaimDraft::new("claim", "A");
        let said = |id: Option<&str>, words: &str| Evidence {
            id: id.map(str::to_owned),
            summary: Some(words.to_owned()),
            ..Evidence::default()
        };
        let one = draft.evidence(said(None, "x"));
        assert_eq!(draft.evidence(said(None, "x")), one);
        assert_ne!(draft.evidence(said(None, "y")), one);
        assert_eq!(draft.evidence(said(Some("e1"), "x")), "e1");
        assert_eq!(draft.evidence(said(Some("e1"), "x")), "e1");
        let other = draft.evidence(said(Some("e1"), "z"));
        assert_ne!(other, "e1");
        assert_ne!(draft.denial(Denial { id: Some("e1".into()), ..Denial::default() }), "e1");
        assert_eq!((draft.claim.evidence.len(), draft.claim.denials.len()), (4, 1));
    }

    #[test]
    fn words_that_can_t_be_seen_are_none() {
        let draft = ClaimDraft::new("claim", "\u{200b}\u{ad} ").finish();
        assert_eq!(draft.claim.text, WORDLESS);
        assert_eq!(ClaimDraft::new("claim", "A").some_text("x", "\u{feff}"), None);
    }

    #[test]
    fn what_was_mended_is_kept_as_it_was() {
        let mut draft = ClaimDraft::new("claim", "<i>A</i> &amp; B");
        assert_eq!(
            draft.date("day", "31/5/2018", DayMonthOrder::Unknown),
            Recorded::Known(PartialDate("2018-05-31".into()))
        );
        assert_eq!(draft.date("day", "soon", DayMonthOrder::Unknown), Recorded::Absent);
        assert_eq!(draft.address("url", "Metadata"), None);
        let draft = draft.finish();
        assert_eq!(draft.claim.text, "A & B");
        let note = note(&draft);
        let mended = note["mended"].as_array().unwrap();
        let was: Vec<&Value> = mended.iter().map(|mended| &mended["was"]).collect();
        assert_eq!(was, ["<i>A</i> &amp; B", "31/5/2018", "soon", "Metadata"]);
        let counted: Vec<String> =
            draft.mendings.0.iter().map(|(how, times)| how.counted(*times)).collect();
        assert_eq!(
            counted,
            [
                "1 HTML tag removed",
                "1 text with character references decoded",
                "1 date rewritten",
                "1 date not understood",
                "1 value in place of an address",
            ]
        );
    }
}
