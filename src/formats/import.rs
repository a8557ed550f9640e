//! One import from beginning to end: drafts come in one by one and go to a spool as records of
//! ours; what is held of each is a few numbers. When all are there, those with one id are merged
//! and everything is written out. Knows no foreign format.
//!
//! The spool is the first of two passes: it is read again in order, and where several records
//! have one id, they are taken together at the place of the first.

use std::io::{self, Write};
use std::ops::ControlFlow;

use hashbrown::HashSet;
use serde::{Deserialize, Serialize};
use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::draft::{Draft, Origin};
use super::merge::Imported;
use super::near::near;
use super::summary::Summary;
use crate::claim::{Agent, Claim, DatasetInfo, FORMAT_VERSION, Scale, Source};
use crate::dataset::{Cache, Problem, Spool};

/// How many records pass between two looks at whether to go on.
const LOOK: usize = 512;

/// How many problems are kept; more are counted.
const PROBLEMS: usize = 100;

/// What to do with a record that can’t be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Nothing is imported: what is wrong is to be mended first.
    Refuse,
    /// It is left out, and counted.
    LeaveOut,
}

/// Told how many records were taken; may break off.
pub type Watch<'w> = dyn FnMut(usize) -> ControlFlow<()> + 'w;

/// An import that takes drafts.
pub struct Import<'w> {
    pub(super) spool: Spool,
    /// The claims, in the order in which they came.
    pub(super) entries: Vec<Entry>,
    known: HashSet<u64>,
    pub(super) summary: Summary,
    broken: Broken,
    watch: &'w mut Watch<'w>,
    line: Vec<u8>,
    info: DatasetInfo,
    /// The files’ names, to show.
    files: String,
}

/// What is held of a claim: 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Of its id.
    pub(super) key: u64,
    /// Of its text as good as folded away.
    pub(super) near: u64,
    /// Where its record stands in the spool.
    pub(super) at: u64,
    pub(super) length: u32,
}

/// A record of ours, as a line.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Line<'r> {
    Agent(&'r Agent),
    Source(&'r Source),
    Scale(&'r Scale),
    Claim(&'r Claim),
}

impl<'w> Import<'w> {
    /// Begins an import of files, by their names to show, into a dataset that says this about
    /// itself.
    pub fn new(
        files: String,
        info: DatasetInfo,
        cache: &Cache,
        broken: Broken,
        watch: &'w mut Watch<'w>,
    ) -> Self {
        Self {
            spool: Spool::new(cache),
            entries: Vec::new(),
            known: HashSet::new(),
            summary: Summary::default(),
            broken,
            watch,
            line: Vec::new(),
            info,
            files,
        }
    }

    /// What the dataset says about itself.
    pub fn info(&mut self) -> &mut DatasetInfo {
        &mut self.info
    }

    /// Takes a record of a foreign format.
    ///
    /// # Errors
    /// Where it can’t be kept, or whoever watches breaks off.
    pub fn take(&mut self, draft: Draft, origin: &Origin) -> Result<(), Problem> {
        self.step()?;
        let draft = draft.finish(origin);
        for (how, times) in &draft.mendings.0 {
            self.summary.mended.count(*how, *times);
        }
        for agent in &draft.agents {
            self.refer(&agent.id, 'a', &Line::Agent(agent))?;
        }
        for source in &draft.sources {
            self.refer(&source.id, 's', &Line::Source(source))?;
        }
        for scale in &draft.scales {
            self.refer(&scale.id, 'l', &Line::Scale(scale))?;
        }
        let line = Line::Claim(&draft.claim);
        self.enter(&draft.claim.id, &draft.claim.text, &line, origin)
    }

    /// Takes a claim of ours that comes back from another format, as it stands; one that isn’t a
    /// claim of ours is broken.
    ///
    /// # Errors
    /// Where it can’t be kept, or whoever watches breaks off.
    pub fn take_back(&mut self, claim: &serde_json::Value, origin: &Origin) -> Result<(), Problem> {
        let read = match Claim::deserialize(claim) {
            Ok(read) => read,
            Err(error) => {
                let problem = format!("this is no claim of gainsay’s own format: {error}");
                return self.broken(
                    Problem::error(&origin.file, problem)
                        .at((origin.line, 0))
                        .help("export it again: gainsay export --to schema.org -d FILE"),
                );
            }
        };
        self.step()?;
        self.enter(&read.id, &read.text, &json!({ "claim": claim }), origin)
    }

    /// Writes a claim’s record and remembers where.
    fn enter(
        &mut self,
        id: &str,
        text: &str,
        line: &impl Serialize,
        origin: &Origin,
    ) -> Result<(), Problem> {
        let at = self.spool.length();
        let length = self.write(line)?;
        let length = u32::try_from(length).map_err(|_| {
            Problem::error(&origin.file, "this record becomes longer than 4 GiB")
                .at((origin.line, 0))
        })?;
        let (key, near) = (xxh3_64(id.as_bytes()), near(text));
        self.entries.push(Entry { key, near, at, length });
        Ok(())
    }

    /// Takes a record of ours that belongs to no claim: a relation, a fault of a source, history;
    /// an object with one key.
    ///
    /// # Errors
    /// Where it can’t be kept.
    pub fn add(&mut self, record: &serde_json::Value) -> Result<(), Problem> {
        self.write(record).map(|_| ())
    }

    /// Takes an agent, a source or a scale that no draft brings.
    ///
    /// # Errors
    /// Where it can’t be kept.
    pub fn add_known(
        &mut self,
        id: &str,
        kind: Kind,
        record: &serde_json::Value,
    ) -> Result<(), Problem> {
        if self.known.insert(known(id, kind.letter())) {
            self.add(&json!({ kind.name(): record }))?;
        }
        Ok(())
    }

    /// How many records were taken so far.
    #[must_use]
    pub fn records(&self) -> usize {
        self.summary.records
    }

    /// Counts an object that holds no claim.
    pub fn pass_over(&mut self) {
        self.summary.passed_over += 1;
    }

    /// Takes what was taken for what where that had to be guessed: a line for a reader. The same
    /// of several files is said once.
    pub fn guess(&mut self, what: String) {
        if !self.summary.guessed.contains(&what) {
            self.summary.guessed.push(what);
        }
    }

    /// Takes what is wrong with a record that can’t be read.
    ///
    /// # Errors
    /// Where whoever watches breaks off.
    pub fn broken(&mut self, problem: Problem) -> Result<(), Problem> {
        self.step()?;
        self.summary.left_out += 1;
        if self.summary.problems.len() < PROBLEMS {
            self.summary.problems.push(problem);
        }
        Ok(())
    }

    /// Tells whoever reads the summary what had to be guessed, or what is missing.
    pub fn note(&mut self, line: String) {
        self.summary.guessed.push(line);
    }

    /// Counts a record, and looks now and then whether to go on.
    fn step(&mut self) -> Result<(), Problem> {
        self.summary.records += 1;
        if self.summary.records.is_multiple_of(LOOK) { self.look() } else { Ok(()) }
    }

    /// Looks whether to go on.
    ///
    /// # Errors
    /// Where whoever watches breaks off.
    pub(super) fn look(&mut self) -> Result<(), Problem> {
        match (self.watch)(self.summary.records) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Problem::error("-", "the import was broken off")),
        }
    }

    fn refer(&mut self, id: &str, letter: char, line: &Line<'_>) -> Result<(), Problem> {
        if self.known.insert(known(id, letter)) {
            self.write(line)?;
        }
        Ok(())
    }

    fn write(&mut self, line: &impl Serialize) -> Result<usize, Problem> {
        self.line.clear();
        let written = serde_json::to_writer(&mut self.line, line).map_err(io::Error::from);
        self.line.push(b'\n');
        let spooled = written.and_then(|()| self.spool.write_all(&self.line));
        spooled.map_err(|error| self.fault(&error))?;
        Ok(self.line.len())
    }

    fn fault(&self, error: &io::Error) -> Problem {
        let folder = self.spool.folder().to_string_lossy();
        Problem::error("-", format!("the import can’t be kept in {folder}: {error}"))
            .help("free space there, or set XDG_CACHE_HOME to a folder with more room")
    }

    /// Ends reading: merges what has one id, and says how it went.
    ///
    /// # Errors
    /// [`Refusal`] where records can’t be read and such are refused, or where there is no claim.
    pub fn finish(mut self) -> Result<Imported, Refusal> {
        self.spool.flush().map_err(|error| self.fault(&error))?;
        let untold = self.summary.left_out - self.summary.problems.len();
        if self.broken == Broken::Refuse && self.summary.left_out > 0 {
            return Err(Refusal { problems: self.summary.problems, untold });
        }
        if self.entries.is_empty() {
            let mut problems = self.summary.problems;
            problems.push(Problem::error(&self.files, "no claim was found here"));
            return Err(Refusal { problems, untold });
        }
        Ok(Imported::merge(self)?)
    }

    /// Ends where a file can’t be read: with what was found before.
    pub(super) fn refuse(self, problem: Problem) -> Refusal {
        let untold = self.summary.left_out - self.summary.problems.len();
        let mut problems = self.summary.problems;
        problems.push(problem);
        Refusal { problems, untold }
    }

    pub(super) fn files(&self) -> &str {
        &self.files
    }

    pub(super) fn header(&self) -> Result<Vec<u8>, Problem> {
        let header = json!({ "gainsay": FORMAT_VERSION, "dataset": &self.info });
        let mut line = serde_json::to_vec(&header).map_err(|error| self.fault(&error.into()))?;
        line.push(b'\n');
        Ok(line)
    }

    pub(super) fn into_parts(self) -> (Spool, Vec<Entry>, Summary) {
        (self.spool, self.entries, self.summary)
    }
}

/// Why nothing is imported.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// What is wrong; of very many, the first.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub untold: usize,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem], untold: 0 }
    }
}

/// What a claim may refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An agent.
    Agent,
    /// A source.
    Source,
    /// A scale.
    Scale,
}

impl Kind {
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

fn known(id: &str, letter: char) -> u64 {
    xxh3_64(id.as_bytes()) ^ u64::from(u32::from(letter)).rotate_left(32)
}

#[cfg(test)]
mod tests;
