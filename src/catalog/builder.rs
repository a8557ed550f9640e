//! Puts the parsed chunks of several files together into one [`Catalog`]. The ids of each record
//! belong to its dataset.

use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};

use hashbrown::{DefaultHashBuilder, HashMap, HashSet, HashTable};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::catalog::claims::{Catalog, CatalogFile, Dataset, DatasetCounts};
use crate::catalog::content_hash::{ContentHash, content_hash};
use crate::catalog::entity_table::{EntityTableBuilder, EntityTexts};
use crate::catalog::parsed_chunk::{ChunkEntry, NewSymbols, OtherRecord, ParsedChunk};
use crate::catalog::record_index::{RecordPlace, low};
use crate::catalog::row::Row;
use crate::catalog::segment::{self, Segment, SegmentBuilder};
use crate::catalog::symbols::{Interner, Symbol};
use crate::claim::{Claim, Heading, History, Issue, Relation};
use crate::input::Diagnostic;
use crate::json::last_key_wins;

/// The largest number of problems that are kept; the rest are only counted.
const PROBLEMS: usize = 10_000;

/// The number of claims in the first segment. Each further segment is twice as large, up to
/// [`segment::LARGEST`], so that the first claims are available at once.
const FIRST_SEGMENT: usize = 1 << 11;

#[derive(Debug, Default)]
pub(crate) struct Builder {
    files: Vec<Arc<CatalogFile>>,
    datasets: Vec<DatasetBuilder>,
    /// The number of each dataset, by its id.
    dataset_numbers: HashMap<String, usize>,
    /// The number of the dataset of the present file.
    dataset: usize,
    segments: Vec<Arc<Segment>>,
    bases: Vec<Row>,
    /// The claims of the segment that is not sealed yet.
    open: SegmentBuilder,
    /// The rows of all ids, by the hashes of the ids.
    rows: HashTable<(u32, Row)>,
    hasher: DefaultHashBuilder,
    /// The content hashes of first records whose ids occur again, by their places. Each of these is
    /// read and hashed once, however many records have its id.
    contested: HashMap<(u32, u64), Option<ContentHash>>,
    interner: Interner,
    /// The symbols of this catalog for the symbols of each chunk parser.
    cells: Vec<Vec<u32>>,
    problems: Vec<Diagnostic>,
    left_out: usize,
    unknown_fields: usize,
}

#[derive(Debug)]
struct DatasetBuilder {
    heading: Arc<Heading>,
    agents: EntityTableBuilder,
    sources: EntityTableBuilder,
    scales: EntityTableBuilder,
    relations: Vec<Relation>,
    issues: Vec<Arc<Issue>>,
    /// The number and the place of each issue, by its id.
    issue_rows: HashMap<String, (usize, RecordPlace)>,
    history: Vec<History>,
    tally: DatasetCounts,
    /// The hashes of the relations and changes that were added.
    met: HashSet<u64>,
}

impl Builder {
    /// Begins a file. The chunks that follow belong to it and to the dataset of `heading`.
    pub(crate) fn begin(&mut self, file: CatalogFile, heading: Heading) {
        let info = &heading.info;
        self.unknown_fields += heading.unknown_fields();
        let name = file.name.clone();
        self.files.push(Arc::new(file));
        let new = self.datasets.len();
        self.dataset = *self.dataset_numbers.entry_ref(&info.id).or_insert(new);
        match self.datasets.get(self.dataset) {
            None => self.datasets.push(DatasetBuilder::new(heading)),
            Some(first) if *first.heading != heading => {
                let message = format!(
                    "another file describes the dataset “{}” differently; the first description is used",
                    info.id
                );
                self.report(Diagnostic::warning(name, message));
            }
            Some(_) => {}
        }
    }

    /// Drops the content of the present file if it has this name, because its records are not used.
    pub(crate) fn forget_content(&self, name: &str) {
        if let Some(file) = self.files.last().filter(|file| file.name == name) {
            file.content.clear();
        }
    }

    /// Records a problem that costs no record.
    pub(crate) fn report(&mut self, problem: Diagnostic) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Records a problem that costs a record.
    pub(crate) fn leave_out(&mut self, problem: Diagnostic) {
        self.left_out += 1;
        self.report(problem);
    }

    pub(crate) fn len(&self) -> usize {
        self.sealed() + self.open.len()
    }

    /// Returns the number of claims in sealed segments, which a catalog made now would have.
    pub(crate) fn sealed(&self) -> usize {
        let last = self.bases.last().zip(self.segments.last());
        last.map_or(0, |(base, segment)| base.plus(segment.len()).index())
    }

    /// Adds the records of a parsed chunk of the present file.
    pub(crate) fn take(&mut self, chunk: &ParsedChunk) {
        self.unknown_fields += chunk.unknown_fields;
        let cells = self.cells_of(&chunk.symbols);
        let mut rows = 0..chunk.claims.len();
        for entry in &chunk.entries {
            match entry {
                ChunkEntry::Claim(column) => {
                    let row = rows.next().expect("every claim entry has a claim");
                    self.claim(&chunk.claims, row, *column, &cells);
                }
                ChunkEntry::Record(record, place, column) => {
                    self.record(record, RecordPlace { file: self.file(), ..*place }, *column);
                }
                ChunkEntry::Fault(problem) => self.leave_out((**problem).clone()),
            }
        }
        self.cells[chunk.symbols.reader] = cells;
    }

    /// Returns the symbols of this catalog for all symbols that a chunk parser knows by now.
    fn cells_of(&mut self, symbols: &NewSymbols) -> Vec<u32> {
        if symbols.reader >= self.cells.len() {
            self.cells.resize(symbols.reader + 1, Vec::new());
        }
        let mut cells = std::mem::take(&mut self.cells[symbols.reader]);
        cells.truncate(symbols.known);
        let new = symbols.texts.iter().map(|text| Symbol::cell(self.interner.intern(text)));
        cells.extend(new);
        cells
    }

    fn file(&self) -> u32 {
        u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Adds a claim. An identical record counts once; of two that differ, the first is kept, and
    /// the other one is left out and reported.
    fn claim(&mut self, claims: &SegmentBuilder, row: usize, column: u32, cells: &[u32]) {
        let (place, id) = claims.entry(row);
        let place = RecordPlace { file: self.file(), ..place };
        let hash = low(self.hasher.hash_one((self.dataset, id)));
        if let Some(first) = self.namesake(hash, id) {
            let same = self.is_copy(first, place) || {
                let content = self.content::<Claim>(place);
                self.says::<Claim>(first, content)
            };
            if !same {
                self.clash("claim", id, first, place, column);
            }
            return;
        }
        // Rows have 32 bits; a catalog of more claims doesn't fit in memory.
        let Some(new) = Row::new(self.len()) else { return };
        self.rows.insert_unique(spread(hash), (hash, new), |(hash, _)| spread(*hash));
        let cell = |cell: u32| match cell.checked_sub(1) {
            Some(index) => cells.get(index as usize).copied().unwrap_or_default(),
            None => 0,
        };
        let dataset = u32::try_from(self.dataset).unwrap_or(u32::MAX);
        self.open.adopt(claims, row, place, dataset, cell);
        let (evidence, denials) = claims.items(row);
        let tally = &mut self.datasets[self.dataset].tally;
        tally.claims += 1;
        tally.evidence += evidence;
        tally.denials += denials;
        if self.open.len() >= segment::LARGEST.min(FIRST_SEGMENT << self.segments.len().min(16)) {
            self.seal();
        }
    }

    /// Returns the place of the present dataset's claim with this id.
    fn namesake(&self, hash: u32, id: &str) -> Option<RecordPlace> {
        let mut rows = self.rows.iter_hash(spread(hash)).filter(|(of, _)| *of == hash);
        rows.find_map(|(_, row)| self.borne(row.index(), id))
    }

    /// Returns the place of the claim in a row, if it has this id in the present dataset.
    fn borne(&self, row: usize, id: &str) -> Option<RecordPlace> {
        if let Some(row) = row.checked_sub(self.sealed()) {
            let (place, its) = self.open.entry(row);
            return (its == id && self.open.dataset(row) as usize == self.dataset).then_some(place);
        }
        let index = self.bases.partition_point(|base| base.index() <= row).checked_sub(1)?;
        let (base, segment) = self.bases.get(index).zip(self.segments.get(index))?;
        let row = row - base.index();
        let (place, its) = segment.records.entry(row);
        (its == id && segment.dataset.get(row) as usize == self.dataset).then_some(place)
    }

    fn seal(&mut self) {
        if self.open.len() > 0
            && let Some(base) = Row::new(self.sealed())
        {
            let open = std::mem::take(&mut self.open);
            self.segments.push(Arc::new(open.seal()));
            self.bases.push(base);
        }
    }

    fn record(&mut self, record: &OtherRecord, place: RecordPlace, column: u32) {
        let dataset = &mut self.datasets[self.dataset];
        match record {
            OtherRecord::Relation(relation) => {
                if dataset.is_new(&self.hasher, relation) {
                    dataset.relations.push(relation.clone());
                }
            }
            OtherRecord::History(history) => {
                if dataset.is_new(&self.hasher, history) {
                    dataset.history.push(history.clone());
                }
            }
            OtherRecord::Issue(issue) => match dataset.issue_rows.get(&issue.id) {
                None => {
                    let row = (dataset.issues.len(), place);
                    dataset.issue_rows.insert(issue.id.clone(), row);
                    dataset.issues.push(Arc::new(issue.clone()));
                }
                Some((row, first)) if dataset.issues.get(*row).map(Arc::as_ref) != Some(issue) => {
                    let first = *first;
                    self.clash("issue", &issue.id, first, place, column);
                }
                Some(_) => {}
            },
            OtherRecord::Agent(agent) => {
                self.keep("agent", &agent.id, agent, &EntityTexts::of_agent(agent), place, column);
            }
            OtherRecord::Source(source) => {
                self.keep(
                    "source",
                    &source.id,
                    source,
                    &EntityTexts::of_source(source),
                    place,
                    column,
                );
            }
            OtherRecord::Scale(scale) => {
                self.keep("scale", &scale.id, scale, &EntityTexts::default(), place, column);
            }
        }
    }

    /// Adds the first record of an id. An identical record is ignored; a different one is a clash.
    fn keep<T: DeserializeOwned + Serialize>(
        &mut self,
        kind: &'static str,
        id: &str,
        record: &T,
        texts: &EntityTexts<'_>,
        place: RecordPlace,
        column: u32,
    ) {
        let Some(symbol) = self.interner.intern(id) else { return };
        let dataset = &mut self.datasets[self.dataset];
        let table = dataset.table(kind);
        let Some(first) = table.place(symbol) else {
            let mut cell =
                |id: Option<&str>| Symbol::cell(id.and_then(|id| self.interner.intern(id)));
            let beside = texts.beside.map(&mut cell);
            return table.push(symbol, id, place, texts, beside);
        };
        let same =
            self.is_copy(first, place) || self.says::<T>(first, content_hash(&self.hasher, record));
        if !same {
            self.clash(kind, id, first, place, column);
        }
    }

    /// Returns whether the records in two places are equal byte by byte. Reads only records of
    /// equal length and hash.
    fn is_copy(&self, first: RecordPlace, place: RecordPlace) -> bool {
        let alike = (first.length, first.hash) == (place.length, place.hash);
        alike && self.bytes(first).is_some_and(|bytes| self.bytes(place) == Some(bytes))
    }

    fn bytes(&self, place: RecordPlace) -> Option<Vec<u8>> {
        let file = self.files.get(place.file as usize)?;
        file.content.read(place.offset, place.length as usize).ok()
    }

    /// Returns whether the record in a place has this content hash. The place is that of the first
    /// record of an id; its hash is remembered, because many records may have that id.
    fn says<T: DeserializeOwned + Serialize>(
        &mut self,
        first: RecordPlace,
        content: Option<ContentHash>,
    ) -> bool {
        let key = (first.file, first.offset);
        let of_first = if let Some(known) = self.contested.get(&key) {
            *known
        } else {
            let read = self.content::<T>(first);
            *self.contested.entry(key).or_insert(read)
        };
        content.is_some() && of_first == content
    }

    /// Returns the content hash of the record in a place; `None` if it can't be read.
    fn content<T: DeserializeOwned + Serialize>(&self, place: RecordPlace) -> Option<ContentHash> {
        let bytes = self.bytes(place)?;
        let read = last_key_wins::<T>(std::str::from_utf8(&bytes).ok()?).ok()?;
        content_hash(&self.hasher, &read)
    }

    /// Leaves out a record that has the id of another one in the same dataset but differs from it.
    fn clash(&mut self, kind: &str, id: &str, first: RecordPlace, place: RecordPlace, column: u32) {
        let name = |place: RecordPlace| &self.files[place.file as usize].name;
        let message = format!(
            "this {kind} differs from the one with the same id in {}:{}; the first is kept",
            name(first),
            first.line
        );
        let problem = Diagnostic::error(name(place), message)
            .at((place.line as usize, column as usize))
            .of(format!("{kind} {id}"));
        self.leave_out(problem.help("give one of them another id, or remove one"));
    }

    /// Returns the catalog of all sealed segments.
    pub(crate) fn catalog(&self) -> Catalog {
        Catalog {
            files: self.files.clone(),
            datasets: self.datasets.iter().map(DatasetBuilder::dataset).collect(),
            segments: self.segments.clone(),
            bases: self.bases.clone(),
            symbols: self.interner.symbols(),
            problems: self.problems.clone(),
            left_out: self.left_out,
            unknown_fields: self.unknown_fields,
            ..Catalog::default()
        }
    }

    /// Returns the catalog of everything that was added.
    pub(crate) fn finish(mut self) -> Catalog {
        self.seal();
        self.catalog()
    }
}

/// Returns a hash of 32 bits as one of 64, because hash tables use both ends of it.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

impl DatasetBuilder {
    fn new(heading: Heading) -> Self {
        Self {
            heading: Arc::new(heading),
            agents: EntityTableBuilder::default(),
            sources: EntityTableBuilder::default(),
            scales: EntityTableBuilder::default(),
            relations: Vec::new(),
            issues: Vec::new(),
            issue_rows: HashMap::new(),
            history: Vec::new(),
            tally: DatasetCounts::default(),
            met: HashSet::new(),
        }
    }

    fn table(&mut self, kind: &str) -> &mut EntityTableBuilder {
        match kind {
            "agent" => &mut self.agents,
            "source" => &mut self.sources,
            _ => &mut self.scales,
        }
    }

    /// Returns whether no equal record was added before, and adds this one.
    fn is_new(&mut self, hasher: &DefaultHashBuilder, record: &impl Serialize) -> bool {
        let written = serde_json::to_string(record).expect("a record was read from JSON");
        self.met.insert(hasher.hash_one(written))
    }

    fn dataset(&self) -> Dataset {
        Dataset {
            heading: Arc::clone(&self.heading),
            agents: self.agents.build(),
            sources: self.sources.build(),
            scales: self.scales.build(),
            relations: self.relations.clone(),
            issues: self.issues.clone(),
            history: self.history.clone(),
            tally: self.tally,
            backlinks: OnceLock::new(),
        }
    }
}
