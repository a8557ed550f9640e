//! A stretch of a file, read: its records in order, with symbols of its own. Sheets are read
//! in several threads and put together in one, by the [builder](super::builder).

use serde_json::value::RawValue;

use crate::catalog::claim_scan::{ClaimScan, ScannedLine};
use crate::catalog::header::ObjectMembers;
use crate::catalog::located::Located;
use crate::catalog::record_index::{RecordPlace, digest};
use crate::catalog::segment::SegmentBuilder;
use crate::catalog::symbols::{Interner, Symbol};
use crate::claim::{Agent, Claim, History, Issue, Relation, Scale, Source};
use crate::input::Diagnostic;
use crate::text;

/// What stands in a stretch of a file.
#[derive(Debug, Default)]
pub(crate) struct ParsedChunk {
    /// What was met, in order.
    pub(crate) entries: Vec<ChunkEntry>,
    /// The claims among it, in order.
    pub(crate) claims: SegmentBuilder,
    /// What the claims' cells mean.
    pub(crate) symbols: NewSymbols,
    interner: Interner,
    /// Fields that the format does not know.
    pub(crate) unknown_fields: usize,
}

/// Symbols that a reader of sheets has met since the sheet before.
#[derive(Debug, Default)]
pub(crate) struct NewSymbols {
    /// The number of the reader.
    pub(crate) reader: usize,
    /// How many symbols it knew before; none where it began anew.
    pub(crate) known: usize,
    /// The texts of those that came, in order.
    pub(crate) texts: Vec<Box<str>>,
}

/// Reads one sheet after the other. What it meets again has its symbol already.
#[derive(Debug, Default)]
pub(crate) struct ChunkParser {
    number: usize,
    interner: Interner,
}

/// How many symbols a reader of sheets remembers; with more it begins anew.
const REMEMBERED: usize = 1 << 16;

impl ChunkParser {
    /// The reader of this number.
    pub(crate) fn new(number: usize) -> Self {
        Self { number, interner: Interner::default() }
    }

    /// Reads a sheet.
    pub(crate) fn read(&mut self, fill: impl FnOnce(&mut ParsedChunk)) -> ParsedChunk {
        let mut interner = std::mem::take(&mut self.interner);
        if interner.len() > REMEMBERED {
            interner = Interner::default();
        }
        let known = interner.len();
        let mut sheet = ParsedChunk { interner, ..ParsedChunk::default() };
        fill(&mut sheet);
        self.interner = std::mem::take(&mut sheet.interner);
        let texts = self.interner.texts().skip(known).map(Box::from).collect();
        sheet.symbols = NewSymbols { reader: self.number, known, texts };
        sheet
    }
}

/// Something that was met.
#[derive(Debug)]
pub(crate) enum ChunkEntry {
    /// The next of the claims, with its column.
    Claim(u32),
    /// Another record, where it stands, and its column, from 1.
    Record(Box<OtherRecord>, RecordPlace, u32),
    /// A record that can't be read.
    Fault(Box<Diagnostic>),
}

/// A record that is no claim.
#[derive(Debug)]
pub(crate) enum OtherRecord {
    /// A party.
    Agent(Agent),
    /// A source.
    Source(Source),
    /// A scale of verdicts.
    Scale(Scale),
    /// How one claim stands to another.
    Relation(Relation),
    /// A fault of a source.
    Issue(Issue),
    /// A change to the dataset.
    History(History),
}

/// What a line with no record or several should be.
const KINDS: &str = "agent, source, scale, claim, relation, issue or history";

impl ParsedChunk {
    /// Reads a line of NDJSON that begins at this byte of the content. A blank one is none.
    pub(crate) fn line(&mut self, file: &str, text: &str, offset: u64, line: usize) {
        let located = Located::new(file, line, text);
        match ScannedLine::read(text) {
            Some(ScannedLine::Claim(claim, record)) => {
                let raw = text.get(record.clone()).unwrap_or_default();
                let place = place(raw, offset + record.start as u64, line);
                return self.sketched(file, &claim, place, column(text, record.start));
            }
            Some(ScannedLine::Other(kind, record)) => {
                return self.record(&located, &kind, record, offset);
            }
            None if text.trim().is_empty() => return,
            None => {}
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

    /// Reads a record of a kind; `offset` is where the located text begins in the content.
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

    /// Reads a claim: the quick way, or the way of all other records.
    fn claim(
        &mut self,
        at: &Located,
        record: &RawValue,
        place: RecordPlace,
    ) -> Result<(), Diagnostic> {
        let column = at.of(record).1;
        if let Ok(sketch) = ClaimScan::read(record.get()) {
            self.sketched(at.file, &sketch, place, column);
            return Ok(());
        }
        // A key that stands twice: written out again it stands once.
        let claim: Claim = at.parse(record)?;
        let again = serde_json::to_string(&claim).unwrap_or_default();
        match ClaimScan::read(&again) {
            Ok(sketch) => self.sketched(at.file, &sketch, place, column),
            Err(error) => return Err(at.problem(&error, record.get(), at.of(record))),
        }
        Ok(())
    }

    fn sketched(&mut self, file: &str, claim: &ClaimScan, place: RecordPlace, column: usize) {
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

    /// Notes something that costs a record.
    pub(crate) fn fault(&mut self, problem: Diagnostic) {
        self.entries.push(ChunkEntry::Fault(Box::new(problem)));
    }
}

impl OtherRecord {
    /// How many fields of it, at its top, the format does not know.
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

/// A length or line number; what is beyond 32 bits is none.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The column of a byte in a line, in characters from 1.
fn column(line: &str, offset: usize) -> usize {
    line.get(..offset).unwrap_or_default().chars().count() + 1
}

/// How a record that can't be read is called: its kind, and its id where that can be read.
fn record_name(kind: &str, record: &RawValue) -> String {
    #[derive(serde::Deserialize)]
    struct OnlyId {
        id: String,
    }
    let id = serde_json::from_str::<OnlyId>(record.get()).map(|record| format!(" {}", record.id));
    format!("{kind}{}", id.unwrap_or_default())
}
