//! What records become, as lines of ours: drafts are made whole and written down here, by
//! whichever thread read them; the import takes the sheets in the order of the files. Knows no
//! foreign format, and nothing of what other sheets hold.

use std::collections::BTreeMap;

use hashbrown::HashSet;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use xxhash_rust::xxh3::xxh3_64;

use super::draft::ClaimDraft;
use super::import_notes::{ForeignOrigin, NotedClaim};
use super::near_duplicates::near;
use super::own_records::{Returned, is_read_from};
use super::{Mending, Mendings};
use crate::claim::{Agent, Heading, Scale, Source};
use crate::input::Diagnostic;
use crate::text;

/// What came of some records, in their order.
#[derive(Debug, Default)]
pub struct ImportBatch {
    /// The lines of all entries, one after the other.
    pub(super) lines: Vec<u8>,
    pub(super) entries: Vec<BatchEntry>,
    pub(super) mended: Mendings,
    known: HashSet<u64>,
}

/// One thing that came of a record.
#[derive(Debug)]
pub(super) struct BatchEntry {
    pub(super) what: What,
    /// The bytes of its line; 0 where it has none.
    pub(super) length: u32,
}

/// What an entry is.
#[derive(Debug)]
pub(super) enum What {
    /// What is written once: an agent, a source or a scale, by a hash of its id, and a record that
    /// belongs to no claim, by one of its line.
    Known(u64),
    /// A claim: a hash of its id, and one of its text as good as folded away.
    Claim { key: u64, near: u64 },
    /// A record that can’t be read.
    Broken(Box<Diagnostic>),
    /// An object that holds no claim.
    PassedOver,
    /// A row that may be several, which a quote joined: its file and line.
    Joined(String),
    /// What stands at the top of a dataset of ours.
    About(Box<Heading>),
    /// What stands around the records of a foreign file.
    Around(&'static str, Box<Value>),
}

/// A record of ours, as a line.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum RecordLine<'r> {
    Agent(&'r Agent),
    Source(&'r Source),
    Scale(&'r Scale),
    Claim(NotedClaim<'r>),
}

/// A record of ours that comes back.
#[derive(Serialize)]
#[serde(untagged)]
enum Written<'r> {
    Value(&'r Value),
    Verbatim(Box<RawValue>),
}

impl ImportBatch {
    /// Takes a record of a foreign format.
    ///
    /// # Errors
    /// Where it becomes longer than anything we keep.
    pub fn take(&mut self, draft: ClaimDraft, origin: &ForeignOrigin) -> Result<(), Diagnostic> {
        let draft = draft.finish();
        self.count(draft.mendings.0.iter().map(|(how, times)| (*how, *times)));
        for agent in &draft.agents {
            self.refer(&agent.id, EntityKind::Agent, &RecordLine::Agent(agent), origin)?;
        }
        for source in &draft.sources {
            self.refer(&source.id, EntityKind::Source, &RecordLine::Source(source), origin)?;
        }
        for scale in &draft.scales {
            self.refer(&scale.id, EntityKind::Scale, &RecordLine::Scale(scale), origin)?;
        }
        let line = RecordLine::Claim(draft.noted(origin));
        self.enter(claim(&draft.claim.id, &draft.claim.text), &line, origin)
    }

    /// Takes a record of ours that comes back from another format under the name that its line
    /// begins with, as it stands; one that no dataset could hold is broken. Where `verbatim` is its
    /// JSON, that is what is kept.
    ///
    /// # Errors
    /// Where it is longer than anything we keep.
    pub fn take_back(
        &mut self,
        name: &str,
        record: &Value,
        verbatim: Option<Box<RawValue>>,
        origin: &ForeignOrigin,
    ) -> Result<(), Diagnostic> {
        let verbatim = verbatim.filter(|text| is_read_from(name, text.get()));
        let written = verbatim.map_or(Written::Value(record), Written::Verbatim);
        let line = BTreeMap::from([(name, written)]);
        match Returned::read(name, record) {
            Ok(Returned::Claim(id, text)) => self.enter(claim(&id, &text), &line, origin),
            Ok(Returned::Known(kind, id)) => self.refer(&id, kind, &line, origin),
            Ok(Returned::Apart) => {
                let key = serde_json::to_vec(&line).map_or(0, |line| xxh3_64(&line));
                self.once(key, &line, origin)
            }
            Err(fault) => {
                self.no_record_of_ours(name, &fault, origin);
                Ok(())
            }
        }
    }

    /// Takes that a record under a name of ours is none.
    pub fn no_record_of_ours(&mut self, name: &str, fault: &str, origin: &ForeignOrigin) {
        let problem = format!("this is not a valid {name} of gainsay’s own format: {fault}");
        self.broken(
            Diagnostic::error(&origin.file, problem)
                .at((origin.line, 0))
                .help("export it again: gainsay export --to jsonld -d FILE"),
        );
    }

    /// Takes what stands at the top of a dataset of ours.
    pub fn about(&mut self, heading: Heading) {
        self.entries.push(BatchEntry { what: What::About(Box::new(heading)), length: 0 });
    }

    /// Takes what stands around the records of a foreign file, to be kept under a dotted key.
    pub fn around(&mut self, key: &'static str, envelope: Value) {
        self.entries.push(BatchEntry { what: What::Around(key, Box::new(envelope)), length: 0 });
    }

    /// Counts what was mended.
    pub(super) fn count(&mut self, mended: impl IntoIterator<Item = (Mending, usize)>) {
        for (how, times) in mended {
            self.mended.count(how, times);
        }
    }

    /// Counts an object that holds no claim.
    pub fn pass_over(&mut self) {
        self.entries.push(BatchEntry { what: What::PassedOver, length: 0 });
    }

    /// Takes that the row of a line may be several, which a quote joined.
    pub(super) fn joined(&mut self, file: &str, line: usize) {
        let what = What::Joined(format!("{file}:{line}"));
        self.entries.push(BatchEntry { what, length: 0 });
    }

    /// Takes what is wrong with a record that can’t be read.
    pub fn broken(&mut self, problem: Diagnostic) {
        self.entries.push(BatchEntry { what: What::Broken(Box::new(problem)), length: 0 });
    }

    /// Whether it holds neither a claim nor a record that can’t be read.
    #[must_use]
    pub fn has_no_record(&self) -> bool {
        let is_record =
            |entry: &BatchEntry| matches!(entry.what, What::Claim { .. } | What::Broken(_));
        !self.entries.iter().any(is_record)
    }

    fn refer(
        &mut self,
        id: &str,
        kind: EntityKind,
        line: &impl Serialize,
        origin: &ForeignOrigin,
    ) -> Result<(), Diagnostic> {
        self.once(key(kind, id), line, origin)
    }

    /// Writes a line that is written once.
    fn once(
        &mut self,
        key: u64,
        line: &impl Serialize,
        origin: &ForeignOrigin,
    ) -> Result<(), Diagnostic> {
        if self.known.insert(key) { self.enter(What::Known(key), line, origin) } else { Ok(()) }
    }

    /// Writes a line.
    fn enter(
        &mut self,
        what: What,
        line: &impl Serialize,
        origin: &ForeignOrigin,
    ) -> Result<(), Diagnostic> {
        let before = self.lines.len();
        serde_json::to_writer(&mut self.lines, line).map_err(|error| unwritable(&error, origin))?;
        // What is imported may be looked at on a terminal before any other door is there.
        text::json_at_end(&mut self.lines, before);
        self.lines.push(b'\n');
        let length = u32::try_from(self.lines.len() - before)
            .map_err(|_| unwritable(&"it would be longer than 4 GiB", origin))?;
        self.entries.push(BatchEntry { what, length });
        Ok(())
    }
}

fn unwritable(why: &dyn std::fmt::Display, origin: &ForeignOrigin) -> Diagnostic {
    let problem = format!("this record can’t be written: {why}");
    Diagnostic::error(&origin.file, problem).at((origin.line, 0))
}

/// A hash of what may be referred to.
pub(super) fn key(kind: EntityKind, id: &str) -> u64 {
    xxh3_64(id.as_bytes()) ^ u64::from(u32::from(kind.letter())).rotate_left(32)
}

fn claim(id: &str, text: &str) -> What {
    What::Claim { key: xxh3_64(id.as_bytes()), near: near(text) }
}

/// What a claim may refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// An agent.
    Agent,
    /// A source.
    Source,
    /// A scale.
    Scale,
}

impl EntityKind {
    fn letter(self) -> char {
        match self {
            Self::Agent => 'a',
            Self::Source => 's',
            Self::Scale => 'l',
        }
    }

    /// Its name, as a record of it begins.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Source => "source",
            Self::Scale => "scale",
        }
    }
}
