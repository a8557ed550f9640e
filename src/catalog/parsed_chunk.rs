//! Parsed chunks: the records of a run of lines in order, with symbols of their own. Several
//! threads parse chunks; one thread puts them together in the [builder](super::builder).

use serde_json::value::RawValue;

use crate::catalog::claim_scan::ClaimScan;
use crate::catalog::located::Located;
use crate::catalog::record_index::{RecordPlace, digest};
use crate::catalog::segment::SegmentBuilder;
use crate::catalog::symbols::{Interner, Symbol};
use crate::claim::{Agent, Claim, History, Issue, Relation, Scale, Source};
use crate::input::Diagnostic;
use crate::json::ObjectMembers;
use crate::text;

#[derive(Debug, Default)]
pub(crate) struct ParsedChunk {
    /// The records and faults, in order.
    pub(crate) entries: Vec<ChunkEntry>,
    /// The claims among the entries, in order.
    pub(crate) claims: SegmentBuilder,
    /// The new symbols, which the cells of the claims use.
    pub(crate) symbols: NewSymbols,
    interner: Interner,
    /// The number of fields that the format does not know.
    pub(crate) unknown_fields: usize,
}

/// The symbols that a chunk parser has met since the chunk before.
#[derive(Debug, Default)]
pub(crate) struct NewSymbols {
    pub(crate) reader: usize,
    /// The number of symbols that it knew before; 0 after it has dropped them.
    pub(crate) known: usize,
    /// The texts of the new symbols, in order.
    pub(crate) texts: Vec<Box<str>>,
}

/// A parser of one chunk after the other. It keeps symbols from chunk to chunk.
#[derive(Debug, Default)]
pub(crate) struct ChunkParser {
    number: usize,
    interner: Interner,
}

/// The largest number of symbols that a parser remembers before it drops them.
const REMEMBERED: usize = 1 << 16;

impl ChunkParser {
    pub(crate) fn new(number: usize) -> Self {
        Self { number, interner: Interner::default() }
    }

    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Parses a chunk, which `fill` adds line by line.
    pub(crate) fn read(&mut self, fill: impl FnOnce(&mut ParsedChunk)) -> ParsedChunk {
        let mut interner = std::mem::take(&mut self.interner);
        if interner.len() > REMEMBERED {
            interner = Interner::default();
        }
        let known = interner.len();
        let mut chunk = ParsedChunk { interner, ..ParsedChunk::default() };
        fill(&mut chunk);
        self.interner = std::mem::take(&mut chunk.interner);
        let texts = self.interner.texts().skip(known).map(Box::from).collect();
        chunk.symbols = NewSymbols { reader: self.number, known, texts };
        chunk
    }
}

#[derive(Debug)]
pub(crate) enum ChunkEntry {
    /// The next claim, with its column.
    Claim(u32),
    /// Another record, with its place and its column, from 1.
    Record(Box<OtherRecord>, RecordPlace, u32),
    Fault(Box<Diagnostic>),
}

#[derive(Debug)]
pub(crate) enum OtherRecord {
    Agent(Agent),
    Source(Source),
    Scale(Scale),
    Relation(Relation),
    Issue(Issue),
    History(History),
}

/// The help for a line that holds no record, or several.
const KINDS: &str = "agent, source, scale, claim, relation, issue or history";

impl ParsedChunk {
    /// Reads a line of NDJSON that begins at this offset in the content. Ignores a blank line.
    pub(crate) fn line(&mut self, file: &str, text: &str, offset: u64, line: usize) {
        let located = Located::new(file, line, text);
        if let Some((claim, record)) = ClaimScan::read_line(text) {
            let raw = &text[record.clone()];
            let place = place(raw, offset + record.start as u64, line);
            return self.scanned(file, &claim, place, column(text, record.start));
        }
        if text.trim().is_empty() {
            return;
        }
        match serde_json::from_str::<ObjectMembers>(text) {
            Err(error) => self.fault(located.problem(&error, text, (line, 1))),
            Ok(members) => {
                if let [(kind, record)] = members.0.as_slice() {
                    return self.record(&located, kind, record, offset);
                }
                let message = "a line must hold an object with exactly one key";
                self.fault(Diagnostic::error(file, message).at((line, 1)).help(KINDS));
            }
        }
    }

    /// Reads a record of a kind; `offset` is that of the located text in the content.
    pub(crate) fn record(&mut self, at: &Located, kind: &str, record: &RawValue, offset: u64) {
        let (line, column) = at.of(record);
        let place = place(record.get(), offset + at.offset(record) as u64, line);
        let taken = match kind {
            "agent" => at.parse(record).map(OtherRecord::Agent),
            "source" => at.parse(record).map(OtherRecord::Source),
            "scale" => at.parse(record).map(OtherRecord::Scale),
            "relation" => at.parse(record).map(OtherRecord::Relation),
            "issue" => at.parse(record).map(OtherRecord::Issue),
            "history" => at.parse(record).map(OtherRecord::History),
            "claim" => match self.claim(at, record, place) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            _ => Err(Diagnostic::error(at.file, format!("unknown kind of record “{kind}”"))
                .at((line, column))
                .help(KINDS)),
        };
        match taken {
            Ok(taken) => {
                self.unknown_fields += taken.unknown_fields();
                self.entries.push(ChunkEntry::Record(Box::new(taken), place, number(column)));
            }
            Err(problem) => self.fault(problem.of(record_name(kind, record))),
        }
    }

    /// Reads a claim by the quick scan, or like all other records.
    fn claim(
        &mut self,
        at: &Located,
        record: &RawValue,
        place: RecordPlace,
    ) -> Result<(), Diagnostic> {
        let column = at.of(record).1;
        if let Ok(scan) = ClaimScan::read(record.get()) {
            self.scanned(at.file, &scan, place, column);
            return Ok(());
        }
        // A repeated key, for example: the record written again has it once.
        let claim: Claim = at.parse(record)?;
        let again = serde_json::to_string(&claim).expect("a claim was read from JSON");
        match ClaimScan::read(&again) {
            Ok(scan) => self.scanned(at.file, &scan, place, column),
            Err(error) => return Err(at.problem(&error, record.get(), at.of(record))),
        }
        Ok(())
    }

    fn scanned(&mut self, file: &str, claim: &ClaimScan, place: RecordPlace, column: usize) {
        if claim.id.is_empty() || claim.text.trim().is_empty() {
            let missing = if claim.id.is_empty() { "id" } else { "text" };
            let problem = Diagnostic::error(file, format!("a claim without {missing}"))
                .at((place.line as usize, column))
                .of(format!("claim {}", &*claim.id).trim_end());
            return self.fault(problem);
        }
        self.unknown_fields += claim.unknown;
        let folded = text::fold(&text::line(&claim.text));
        let Self { claims, interner, entries, .. } = self;
        let cell = |word: Option<&str>| Symbol::cell(word.and_then(|word| interner.intern(word)));
        claims.push(claim, crate::catalog::arena::searched(&folded), place, cell);
        entries.push(ChunkEntry::Claim(number(column)));
    }

    pub(crate) fn fault(&mut self, problem: Diagnostic) {
        self.entries.push(ChunkEntry::Fault(Box::new(problem)));
    }
}

impl OtherRecord {
    /// Returns the number of fields at the top of the record that the format does not know.
    fn unknown_fields(&self) -> usize {
        match self {
            Self::Agent(agent) => agent.unknown.len(),
            Self::Source(source) => source.unknown.len(),
            Self::Scale(scale) => scale.unknown.len(),
            Self::Relation(relation) => relation.unknown.len(),
            Self::Issue(issue) => issue.unknown.len(),
            Self::History(history) => history.unknown.len(),
        }
    }
}

fn place(record: &str, offset: u64, line: usize) -> RecordPlace {
    RecordPlace {
        file: 0,
        offset,
        length: number(record.len()),
        line: number(line),
        hash: digest(record.as_bytes()),
    }
}

/// Returns a length or line number as 32 bits; larger ones become the largest number.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Returns the column of an offset in a line, in characters from 1.
fn column(line: &str, offset: usize) -> usize {
    line[..offset].chars().count() + 1
}

/// Returns the name of a record that can't be read: its kind, and its id if that can be read.
fn record_name(kind: &str, record: &RawValue) -> String {
    #[derive(serde::Deserialize)]
    struct OnlyId {
        id: String,
    }
    let id = serde_json::from_str::<OnlyId>(record.get()).map(|record| format!(" {}", record.id));
    format!("{kind}{}", id.unwrap_or_default())
}
