//! The catalog: every claim of every opened file, immutable and shared by all users of a process. A
//! reload makes a new one. Texts and the values that filters use are in memory, as columns; a
//! record is read from its file when a user opens it.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use hashbrown::HashMap;
use serde::de::DeserializeOwned;

use crate::catalog::backlinks::Backlinks;
use crate::catalog::dates::Dates;
use crate::catalog::entity_table::EntityTable;
use crate::catalog::facts::Facts;
use crate::catalog::linked_rows::LinkedRows;
use crate::catalog::open_records::{Ceilings, OpenRecords, SMALL};
use crate::catalog::outdated::{Outdated, ReadError};
use crate::catalog::record_index::{RecordPlace, digest};
use crate::catalog::row::Row;
use crate::catalog::segment::Segment;
use crate::catalog::symbols::{Symbol, Symbols};
use crate::claim::{Address, Claim, Dossier, Heading, History, Issue, Origin, Relation, Summary};
use crate::input::Diagnostic;
use crate::input::content::Content;
use crate::json::last_key_wins;

/// The largest gap between two records that are read together, in bytes.
const NEAR: u64 = 64 << 10;

/// One dataset: the scope of its ids. Several files may make up one dataset.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// The dataset's description of itself, with the other members at its top.
    pub heading: Arc<Heading>,
    /// The agents of the dataset.
    pub agents: EntityTable,
    /// The sources of the dataset.
    pub sources: EntityTable,
    pub(crate) scales: EntityTable,
    /// The relations between claims, in file order.
    pub relations: Vec<Relation>,
    /// The faults of sources, in file order.
    pub issues: Vec<Arc<Issue>>,
    /// The changes to the dataset, in file order.
    pub(crate) history: Vec<History>,
    /// The number of claims, pieces of evidence and denials.
    pub(crate) tally: DatasetCounts,
    /// The relations and faults by claim; built when the first claim is opened.
    pub(crate) backlinks: OnceLock<Backlinks>,
}

/// The number of records and items in a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DatasetCounts {
    pub(crate) claims: usize,
    pub(crate) evidence: usize,
    pub(crate) denials: usize,
}

/// A file that was opened.
#[derive(Debug)]
pub(crate) struct CatalogFile {
    pub(crate) name: String,
    /// The path of the file, if an editor could open it.
    pub(crate) path: Option<PathBuf>,
    /// The content, from which records are read.
    pub(crate) content: Arc<Content>,
}

/// A claim that its caller holds.
#[derive(Debug)]
pub(crate) enum SharedClaim {
    /// The claim of a short record.
    Own(Box<Claim>),
    /// The only copy of a long record.
    Shared(Arc<Dossier>),
}

impl Deref for SharedClaim {
    type Target = Claim;

    fn deref(&self) -> &Claim {
        match self {
            Self::Own(claim) => claim,
            Self::Shared(dossier) => &dossier.claim,
        }
    }
}

/// Every claim of every opened file. A clone shares the claims.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    pub(crate) files: Vec<Arc<CatalogFile>>,
    pub(crate) datasets: Vec<Dataset>,
    pub(crate) segments: Vec<Arc<Segment>>,
    /// The first row of each segment.
    pub(crate) bases: Vec<Row>,
    pub(crate) symbols: Symbols,
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) left_out: usize,
    pub(crate) unknown_fields: usize,
    pub(crate) note: Option<String>,
    /// Sentences about how the files were read, if they are foreign: what was guessed, and what is
    /// kept unused.
    pub(crate) remarks: Vec<String>,
    pub(crate) outdated: Outdated,
    pub(crate) open: Arc<OpenRecords>,
    /// The number of each dataset by its id; built when the first address is looked up.
    pub(crate) dataset_numbers: OnceLock<Arc<HashMap<String, u32>>>,
    /// The claims that relations and faults name; collected when a query first asks for them.
    pub(crate) linked: OnceLock<Arc<LinkedRows>>,
    /// The spans of all dates; parsed when a query, an order or a count first asks for one.
    pub(crate) dates: OnceLock<Arc<Dates>>,
}

impl Dataset {
    /// Returns the name to show of an agent: the id if the dataset has no such agent or the agent
    /// has no name.
    pub(crate) fn agent_name<'d>(&'d self, id: &'d str) -> &'d str {
        self.agents.find(id).and_then(|row| self.agents.name(row)).unwrap_or(id)
    }

    /// Returns the relations of a claim, in file order.
    pub(crate) fn relations_of<'d>(&'d self, id: &'d str) -> impl Iterator<Item = &'d Relation> {
        self.backlinks().relations(&self.relations, id)
    }

    /// Returns the faults about a claim, in file order.
    pub(crate) fn issues_about<'d>(&'d self, id: &'d str) -> impl Iterator<Item = &'d Arc<Issue>> {
        self.backlinks().issues(&self.issues, id)
    }

    fn backlinks(&self) -> &Backlinks {
        self.backlinks.get_or_init(|| Backlinks::of(&self.relations, &self.issues))
    }
}

impl Catalog {
    /// Returns the number of claims.
    #[must_use]
    pub fn len(&self) -> usize {
        let last = self.bases.last().zip(self.segments.last());
        last.map_or(0, |(base, segment)| base.plus(segment.len()).index())
    }

    /// Returns whether the catalog has no claims.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the datasets, in the order in which they were opened.
    #[must_use]
    pub fn datasets(&self) -> &[Dataset] {
        &self.datasets
    }

    /// Returns the rows of all claims.
    pub fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        (0..self.len()).filter_map(Row::new)
    }

    /// Returns the claims as segments, each with its first row.
    pub fn segments(&self) -> impl Iterator<Item = (Row, &Arc<Segment>)> {
        self.bases.iter().copied().zip(&self.segments)
    }

    /// Returns the table of ids, topics, labels and dates by their symbols.
    pub(crate) fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// Returns the column values of a claim; `None` if there is no such row.
    pub(crate) fn facts(&self, row: Row) -> Option<Facts<'_>> {
        self.within(row).map(|(segment, row)| Facts::new(segment, row))
    }

    /// Returns the searched part of a claim's text, folded.
    #[must_use]
    pub fn searched(&self, row: Row) -> String {
        self.within(row).map(|(segment, row)| segment.arena.folded(row)).unwrap_or_default()
    }

    /// Reads the claim of a row.
    ///
    /// # Errors
    /// Returns an error if its file can't be read, or holds something else in its place.
    pub fn claim(&self, row: Row) -> Result<Claim, ReadError> {
        Self::parse(&self.record(row)?)
    }

    /// Returns the claim of a row for a caller that holds it. All callers share one copy of a long
    /// record, together with what it refers to.
    ///
    /// # Errors
    /// Returns an error if its file can't be read, or holds something else in its place, or if too
    /// many long records are open.
    pub(crate) fn shared_claim(&self, row: Row) -> Result<SharedClaim, ReadError> {
        if u64::from(self.entry(row).0.length) <= SMALL {
            return self.claim(row).map(|claim| SharedClaim::Own(Box::new(claim)));
        }
        self.dossier(row).map(SharedClaim::Shared)
    }

    /// Returns the fields of a claim that a list shows.
    pub(crate) fn summary(&self, row: Row) -> Result<Arc<Summary>, ReadError> {
        let place = self.entry(row).0;
        let load = || self.read(place).and_then(|record| Self::parse(&record));
        self.open.summary(row, place.length.into(), load)
    }

    /// Returns the claim's record as it stands in its file. All callers share one copy.
    ///
    /// # Errors
    /// Returns an error if its file can't be read, or holds something else in its place, or if too
    /// many long records are open.
    pub(crate) fn shared_record(&self, row: Row) -> Result<Arc<String>, ReadError> {
        let place = self.entry(row).0;
        self.open.text(row, place.length.into(), || self.read(place))
    }

    pub(crate) fn limit(&self, ceilings: Ceilings) {
        self.open.limit(ceilings);
    }

    /// Returns the number of open records, and the bytes that they hold.
    pub(crate) fn open_records(&self) -> (usize, u64) {
        (self.open.count(), self.open.held())
    }

    /// Reads the claim's record as it stands in its file: JSON.
    ///
    /// # Errors
    /// Returns an error if its file can't be read, or holds something else in its place.
    pub fn record(&self, row: Row) -> Result<String, ReadError> {
        self.read(self.entry(row).0)
    }

    /// Returns the place of the claim's record.
    #[must_use]
    pub fn origin(&self, row: Row) -> Origin {
        let place = self.entry(row).0;
        let file = self.files.get(place.file as usize);
        Origin {
            file: file.map(|file| file.name.clone()).unwrap_or_default(),
            path: file.and_then(|file| file.path.clone()),
            line: place.line as usize,
        }
    }

    /// Returns the dataset that scopes a claim's ids.
    ///
    /// # Panics
    /// Panics if `row` is not below [`Catalog::len`].
    pub(crate) fn dataset(&self, row: Row) -> &Dataset {
        &self.datasets[self.dataset_of(row).expect("the row is below `len`")]
    }

    /// Returns the id of a claim.
    #[must_use]
    pub fn id(&self, row: Row) -> String {
        self.entry(row).1
    }

    /// Returns the full address of a claim.
    ///
    /// # Panics
    /// Panics if `row` is not below [`Catalog::len`].
    #[must_use]
    pub fn address(&self, row: Row) -> Address {
        Address::of_claim(&self.dataset(row).heading.info.id, &self.id(row))
    }

    /// Returns the problems that were found while reading.
    #[must_use]
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Returns the number of records that could not be read.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Returns the number of fields that the format does not know.
    #[must_use]
    pub fn unknown_fields(&self) -> usize {
        self.unknown_fields
    }

    /// Returns a remark about how the catalog was opened, which the user should see once.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Returns sentences about how the files were read, if they are foreign.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Returns the rows that an address may mean, ascending: one if it is unambiguous, several if
    /// several datasets have the id, none if there is no such claim.
    ///
    /// ```
    /// use gainsay::catalog;
    /// use gainsay::claim::Address;
    /// use gainsay::input::{Cache, Input};
    ///
    /// let catalog = catalog::open(&[Input::built_in()], &Cache::default())?;
    /// let rows = catalog.resolve(&Address::parse("titan-api"));
    /// assert_eq!(catalog.address(rows[0]).to_string(), "meta-netflix/titan-api");
    /// assert!(catalog.claim(rows[0])?.text.contains("API"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn resolve(&self, address: &Address) -> Vec<Row> {
        let mut rows: Vec<Row> = match &address.dataset {
            Some(dataset) => self.row(dataset, &address.claim).into_iter().collect(),
            None => self.rows_of(&address.claim).collect(),
        };
        rows.sort_unstable();
        rows
    }

    /// Returns whether an id without a dataset means exactly one claim. Reads at most two of the
    /// claims that have it.
    pub(crate) fn is_clear(&self, id: &str) -> bool {
        self.rows_of(id).take(2).count() == 1
    }

    /// Returns the rows of the claims with an id, in no order.
    fn rows_of<'c>(&'c self, id: &'c str) -> impl Iterator<Item = Row> + 'c {
        self.segments()
            .flat_map(move |(base, segment)| borne(base, segment, id, segment.candidates(id)))
    }

    /// Returns the row of a dataset's claim with an id.
    fn row(&self, dataset: &str, id: &str) -> Option<Row> {
        let dataset = *self.dataset_numbers().get(dataset)?;
        self.segments().find_map(|(base, segment)| {
            borne(base, segment, id, segment.candidates_of(dataset, id)).next()
        })
    }

    /// Returns the claims that relations and source faults name.
    pub(crate) fn linked_rows(&self) -> &Arc<LinkedRows> {
        self.linked.get_or_init(|| Arc::new(LinkedRows::of(self)))
    }

    /// Returns the spans of time that the dates of the claims cover.
    pub(crate) fn dates(&self) -> &Arc<Dates> {
        self.dates.get_or_init(|| Arc::new(Dates::of(self)))
    }

    fn dataset_numbers(&self) -> &HashMap<String, u32> {
        let ids = || self.datasets.iter().map(|dataset| dataset.heading.info.id.clone());
        self.dataset_numbers.get_or_init(|| Arc::new(ids().zip(0..).collect()))
    }

    /// Calls `visit` with those records of ascending rows that can be read and haven't changed.
    /// Records that are close together are read together.
    pub(crate) fn each_record(&self, rows: &[Row], mut visit: impl FnMut(Row, &str)) {
        let mut rest = rows;
        while let Some((first, after)) = rest.split_first() {
            let start = self.entry(*first).0;
            let mut run = vec![(*first, start)];
            let mut end = start.offset + u64::from(start.length);
            rest = after;
            while let Some((row, after)) = rest.split_first() {
                let place = self.entry(*row).0;
                let near = end..end + NEAR;
                if place.file != start.file || !near.contains(&place.offset) {
                    break;
                }
                run.push((*row, place));
                end = place.offset + u64::from(place.length);
                rest = after;
            }
            self.each_of_run(&run, start.offset..end, &mut visit);
        }
    }

    fn each_of_run(
        &self,
        run: &[(Row, RecordPlace)],
        bytes: std::ops::Range<u64>,
        visit: &mut impl FnMut(Row, &str),
    ) {
        let file = run.first().and_then(|(_, place)| self.files.get(place.file as usize));
        let length = usize::try_from(bytes.end - bytes.start).unwrap_or(usize::MAX);
        let read = match file.map(|file| file.content.read(bytes.start, length)) {
            Some(Ok(read)) => read,
            Some(Err(error)) => return drop(self.outdated.report(error.into())),
            None => return,
        };
        for (row, place) in run {
            let start = usize::try_from(place.offset - bytes.start).unwrap_or(usize::MAX);
            let record = read.get(start..).and_then(|rest| rest.get(..place.length as usize));
            let record = record.filter(|record| digest(record) == place.hash);
            match record.and_then(|record| std::str::from_utf8(record).ok()) {
                Some(record) => visit(*row, record),
                None => drop(self.outdated.report(ReadError::Changed)),
            }
        }
    }

    /// Sets a listener that is called each time a record of this catalog or a clone is found
    /// changed. Only the first listener counts.
    pub(crate) fn on_outdated(&self, listener: impl Fn() + Send + Sync + 'static) {
        self.outdated.listen(listener);
    }

    /// Returns whether a record was found changed: the index is wrong, or the file changed.
    pub(crate) fn is_outdated(&self) -> bool {
        self.outdated.found()
    }

    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.symbols.text(symbol)
    }

    /// Reads the text of a record.
    pub(crate) fn read(&self, place: RecordPlace) -> Result<String, ReadError> {
        self.read_unreported(place).map_err(|lost| self.outdated.report(lost))
    }

    fn read_unreported(&self, place: RecordPlace) -> Result<String, ReadError> {
        let file = self.files.get(place.file as usize).ok_or(ReadError::Changed)?;
        let bytes = file.content.read(place.offset, place.length as usize)?;
        // The hash was computed when the file was opened; another text seldom has the same.
        if digest(&bytes) != place.hash {
            return Err(ReadError::Changed);
        }
        String::from_utf8(bytes).map_err(|_| ReadError::Changed)
    }

    /// Parses a record in the way of the first reading.
    pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ReadError> {
        last_key_wins(text).map_err(|_| ReadError::Changed)
    }

    /// Returns the number of a claim's dataset.
    pub(crate) fn dataset_of(&self, row: Row) -> Option<usize> {
        self.facts(row).map(|facts| facts.dataset())
    }

    /// Returns the segment of a row, and the row's number in it.
    fn within(&self, row: Row) -> Option<(&Segment, usize)> {
        let index = self.bases.partition_point(|base| *base <= row).checked_sub(1)?;
        let (base, segment) = self.bases.get(index).zip(self.segments.get(index))?;
        let row = row.within(*base);
        (row < segment.len()).then_some((&**segment, row))
    }

    pub(crate) fn entry(&self, row: Row) -> (RecordPlace, String) {
        let within = self.within(row);
        within.map(|(segment, row)| segment.records.entry(row)).unwrap_or_default()
    }
}

/// Returns those candidates of a segment that have an id, as rows. `base` is the segment's first
/// row.
fn borne<'s>(
    base: Row,
    segment: &'s Segment,
    id: &'s str,
    candidates: impl Iterator<Item = usize> + 's,
) -> impl Iterator<Item = Row> + 's {
    let borne = candidates.filter(move |row| segment.records.entry(*row).1 == id);
    borne.map(move |row| base.plus(row))
}
