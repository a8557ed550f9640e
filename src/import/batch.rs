//! Converted records, as lines of the dataset.
//!
//! Each thread finishes the drafts of the records that it reads and writes them to an
//! [`ImportBatch`]; the import takes the batches in the order of the files. This module knows no
//! foreign format, and a batch knows nothing of other batches.

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
use super::{Mending, Mendings, OddRow};
use crate::claim::{Agent, Heading, Scale, Source};
use crate::input::Diagnostic;
use crate::json::one_line_at_end;

/// The converted records of a few foreign records, in their order.
#[derive(Debug, Default)]
pub(crate) struct ImportBatch {
    /// The lines of all entries, one after the other.
    pub(super) lines: Vec<u8>,
    pub(super) entries: Vec<BatchEntry>,
    pub(super) mended: Mendings,
    known: HashSet<u64>,
}

/// One thing that a foreign record became.
#[derive(Debug)]
pub(super) struct BatchEntry {
    pub(super) what: What,
    /// The length of the entry’s line in bytes; 0 if it has none.
    pub(super) length: u32,
}

/// The kinds of entries of a batch.
#[derive(Debug)]
pub(super) enum What {
    /// A line that is written once. An agent, a source or a scale has the hash of its kind and id;
    /// a record that belongs to no claim has the hash of its line.
    Known(u64),
    /// A claim, with the hash of its id and the hash of its folded text (see [`near`]).
    Claim { key: u64, near: u64 },
    /// A record that can’t be read.
    Broken(Box<Diagnostic>),
    /// An object that holds no claim.
    PassedOver,
    /// The kind of a row that the summary names, and its file and line.
    Odd(OddRow, String),
    /// The heading of a gainsay dataset that is imported again.
    About(Box<Heading>),
    /// Data that surrounds the records of a foreign file, with its key in `ext`.
    Around(&'static str, Box<Value>),
}

/// A line of an NDJSON dataset that holds a new record.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum RecordLine<'r> {
    Agent(&'r Agent),
    Source(&'r Source),
    Scale(&'r Scale),
    Claim(NotedClaim<'r>),
}

/// A gainsay record that is imported again: parsed, or as its own JSON text.
#[derive(Serialize)]
#[serde(untagged)]
enum Written<'r> {
    Value(&'r Value),
    Verbatim(Box<RawValue>),
}

impl ImportBatch {
    /// Writes the claim of a draft, and every agent, source and scale that it refers to.
    ///
    /// # Errors
    /// Returns an error if a record can’t be written, or if its line is longer than 4 GiB.
    pub(crate) fn take(
        &mut self,
        draft: ClaimDraft,
        origin: &ForeignOrigin,
    ) -> Result<(), Diagnostic> {
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

    /// Writes a gainsay record that is imported again from another format.
    ///
    /// `name` is the key that its line begins with. A record that no dataset can hold becomes a
    /// broken one. If `verbatim` reads as a record of that name, its text is written in place of
    /// `record`.
    ///
    /// # Errors
    /// Returns an error if the record can’t be written, or if its line is longer than 4 GiB.
    pub(crate) fn take_back(
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

    /// Adds a diagnostic: the record under the name `name` is not a valid gainsay record.
    pub(crate) fn no_record_of_ours(&mut self, name: &str, fault: &str, origin: &ForeignOrigin) {
        let problem = format!("this is not a valid {name} of gainsay’s own format: {fault}");
        self.broken(
            Diagnostic::error(&origin.file, problem)
                .at((origin.line, 0))
                .help("export it again: gainsay export --to jsonld -d FILE"),
        );
    }

    /// Adds the heading of a gainsay dataset.
    pub(crate) fn about(&mut self, heading: Heading) {
        self.entries.push(BatchEntry { what: What::About(Box::new(heading)), length: 0 });
    }

    /// Adds data that surrounds the records of a foreign file, to be kept under a dotted key.
    pub(crate) fn around(&mut self, key: &'static str, envelope: Value) {
        self.entries.push(BatchEntry { what: What::Around(key, Box::new(envelope)), length: 0 });
    }

    /// Adds to the counts of repairs.
    pub(super) fn count(&mut self, mended: impl IntoIterator<Item = (Mending, usize)>) {
        for (how, times) in mended {
            self.mended.count(how, times);
        }
    }

    /// Counts an object that holds no claim.
    pub(crate) fn pass_over(&mut self) {
        self.entries.push(BatchEntry { what: What::PassedOver, length: 0 });
    }

    /// Adds the place of a row that the summary names.
    pub(super) fn odd(&mut self, row: OddRow, file: &str, line: usize) {
        let what = What::Odd(row, format!("{file}:{line}"));
        self.entries.push(BatchEntry { what, length: 0 });
    }

    /// Adds the diagnostic of a record that can’t be read.
    pub(crate) fn broken(&mut self, problem: Diagnostic) {
        self.entries.push(BatchEntry { what: What::Broken(Box::new(problem)), length: 0 });
    }

    /// Returns true if the batch holds neither a claim nor a record that can’t be read.
    #[must_use]
    pub(crate) fn has_no_record(&self) -> bool {
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

    /// Writes a line unless a line with this key was written to the batch before.
    fn once(
        &mut self,
        key: u64,
        line: &impl Serialize,
        origin: &ForeignOrigin,
    ) -> Result<(), Diagnostic> {
        if self.known.insert(key) { self.enter(What::Known(key), line, origin) } else { Ok(()) }
    }

    /// Writes a line and adds its entry.
    fn enter(
        &mut self,
        what: What,
        line: &impl Serialize,
        origin: &ForeignOrigin,
    ) -> Result<(), Diagnostic> {
        let before = self.lines.len();
        serde_json::to_writer(&mut self.lines, line).map_err(|error| unwritable(&error, origin))?;
        // A user may print the imported file on a terminal, without a program that makes it safe.
        one_line_at_end(&mut self.lines, before);
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

/// Returns the hash of an agent’s, a source’s or a scale’s id.
pub(super) fn key(kind: EntityKind, id: &str) -> u64 {
    xxh3_64(id.as_bytes()) ^ u64::from(u32::from(kind.letter())).rotate_left(32)
}

fn claim(id: &str, text: &str) -> What {
    What::Claim { key: xxh3_64(id.as_bytes()), near: near(text) }
}

/// The kinds of records that a claim can refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// A person, an organisation or a group.
    Agent,
    /// A cited work or page.
    Source,
    /// A list of ratings.
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

    /// Returns the key that a line with such a record begins with.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Source => "source",
            Self::Scale => "scale",
        }
    }
}
