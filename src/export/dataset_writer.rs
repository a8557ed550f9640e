//! Writes a selection as a dataset: the claims' records unchanged, and of all other records those
//! that the claims need. If all claims of a dataset are selected, everything is written. A
//! [`DatasetEncoding`] decides the file format.

use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use super::needed::{self, MarkedRecords, Needed};
use super::omissions::Omissions;
use super::selection::{NotOne, Selection};
use super::{Steps, lost};
use crate::catalog::{Catalog, Dataset, EntityTable};
use crate::claim::{Address, Issue, RecordKind};
use crate::json::{JsonLine, one_line};

/// A file format for a dataset: what to write before, between and after its records.
pub(super) trait DatasetEncoding: Debug + Send {
    /// Writes the beginning of a dataset: the version, its metadata, and foreign data about it.
    fn begin(&mut self, out: &mut Vec<u8>, dataset: &Dataset) -> io::Result<()>;
    /// Returns the text before and after a record of a list that is written unchanged, or `None`
    /// if the format converts the record.
    fn around(&mut self, _list: RecordKind) -> Option<[String; 2]> {
        None
    }
    /// Writes a record of a list in converted form. Returns a description of the difference if
    /// the conversion isn't exact.
    fn record(
        &mut self,
        _out: &mut Vec<u8>,
        _within: Within<'_>,
        _record: &str,
    ) -> io::Result<Option<&'static str>> {
        Ok(None)
    }
    fn end_of(&mut self, _out: &mut Vec<u8>, _list: RecordKind) {}
    fn end(&mut self, _out: &mut Vec<u8>) {}
}

/// The catalog, dataset and list that a record comes from.
#[derive(Clone, Copy)]
pub(super) struct Within<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) dataset: &'c Dataset,
    pub(super) list: RecordKind,
}

/// The encoding as one JSON document with lists.
#[derive(Debug, Default)]
pub(super) struct JsonDocument {
    /// The number of records written of the current list.
    written: usize,
}

impl DatasetEncoding for JsonDocument {
    fn begin(&mut self, out: &mut Vec<u8>, dataset: &Dataset) -> io::Result<()> {
        for (number, (key, value)) in dataset.heading.members()?.into_iter().enumerate() {
            let lead = if number == 0 { '{' } else { ',' };
            write!(
                out,
                "{lead}\n {}: {}",
                one_line(&serde_json::to_string(&key)?),
                one_line(&value)
            )?;
        }
        Ok(())
    }

    fn around(&mut self, list: RecordKind) -> Option<[String; 2]> {
        let lead = match self.written {
            0 => format!(",\n \"{}\": [\n  ", list.list_key()),
            _ => ",\n  ".to_owned(),
        };
        self.written += 1;
        Some([lead, String::new()])
    }

    fn end_of(&mut self, out: &mut Vec<u8>, list: RecordKind) {
        match (self.written, list) {
            // A dataset without claims still needs the list.
            (0, RecordKind::Claim) => out.extend_from_slice(b",\n \"claims\": []"),
            (0, _) => {}
            _ => out.extend_from_slice(b"\n ]"),
        }
        self.written = 0;
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n}\n");
    }
}

#[derive(Debug)]
pub(super) struct NdjsonLines;

impl DatasetEncoding for NdjsonLines {
    fn begin(&mut self, out: &mut Vec<u8>, dataset: &Dataset) -> io::Result<()> {
        writeln!(out, "{}", one_line(&dataset.heading.line()?))
    }

    fn around(&mut self, list: RecordKind) -> Option<[String; 2]> {
        Some([format!("{{\"{}\":", list.key()), "}\n".to_owned()])
    }
}

/// The result of looking up a row of a list.
enum ListLookup {
    Record(Arc<String>),
    Passed,
    Nothing,
}

/// The part that is written next.
#[derive(Debug, Clone, Copy)]
enum DatasetStage {
    Begin,
    /// The record at an index (the second number) of a list in [`RecordKind::ALL`] (the first).
    Record(usize, usize),
}

/// Writes a selection as a dataset of this program's format, in some encoding.
#[derive(Debug)]
pub(super) struct Gainsay<C> {
    selection: Selection,
    encoding: C,
    /// The index of the dataset in the catalog.
    dataset: usize,
    /// The records that the claims need, or `None` if everything is written.
    needed: Option<Needed>,
    at: DatasetStage,
    open: Option<OpenRecord>,
}

/// How many bytes of a long record one step writes.
const PIECE: usize = 16 << 10;

#[derive(Debug)]
struct OpenRecord {
    record: Arc<String>,
    at: usize,
    line: JsonLine,
    end: String,
}

impl OpenRecord {
    /// Writes the next piece, and returns whether it was the last.
    fn write(&mut self, out: &mut Vec<u8>) -> bool {
        let next = self.record.ceil_char_boundary(self.at.saturating_add(PIECE));
        let mut written = String::new();
        self.line.push(&mut written, &self.record[self.at..next]);
        out.extend_from_slice(written.as_bytes());
        self.at = next;
        let over = next == self.record.len();
        if over {
            out.extend_from_slice(self.end.as_bytes());
        }
        over
    }
}

impl<C: DatasetEncoding> Gainsay<C> {
    pub(super) fn new(
        catalog: &Catalog,
        selection: Selection,
        encoding: C,
    ) -> Result<Self, NotOne> {
        let dataset = selection.one(catalog)?;
        Ok(Self { selection, encoding, dataset, needed: None, at: DatasetStage::Begin, open: None })
    }

    /// Finds out what the claims need, and writes the beginning of the dataset.
    fn begin(&mut self, out: &mut Vec<u8>, catalog: &Catalog, dataset: &Dataset) -> io::Result<()> {
        if !self.selection.is_whole(catalog, self.dataset) {
            let concerned = dataset
                .issues
                .iter()
                .map(Arc::as_ref)
                .filter(|issue| !self.selected(catalog, dataset, issue).is_empty());
            self.needed = Some(Needed::of(catalog, dataset, &self.selection, concerned)?);
        }
        self.encoding.begin(out, dataset)
    }

    fn found(
        &self,
        catalog: &Catalog,
        dataset: &Dataset,
        list: RecordKind,
        row: usize,
    ) -> io::Result<ListLookup> {
        let marks = |of: fn(&Needed) -> &MarkedRecords| self.needed.as_ref().map(of);
        match list {
            RecordKind::Agent => {
                looked_up(catalog, &dataset.agents, marks(|it| &it.agents), row, "agent")
            }
            RecordKind::Source => {
                looked_up(catalog, &dataset.sources, marks(|it| &it.sources), row, "source")
            }
            RecordKind::Scale => {
                looked_up(catalog, &dataset.scales, marks(|it| &it.scales), row, "scale")
            }
            RecordKind::Claim => match self.selection.rows.get(row) {
                Some(row) => {
                    catalog.shared_record(*row).map(ListLookup::Record).map_err(lost(catalog, *row))
                }
                None => Ok(ListLookup::Nothing),
            },
            RecordKind::Relation => {
                let chosen = |id: &str| self.is_selected(catalog, dataset, id);
                written(dataset.relations.get(row), |relation| {
                    let both = || chosen(&relation.from) && chosen(&relation.to);
                    (self.needed.is_none() || both()).then(|| relation.clone())
                })
            }
            RecordKind::Issue => written(dataset.issues.get(row).map(Arc::as_ref), |issue| {
                if self.needed.is_none() {
                    return Some(issue.clone());
                }
                let about = self.selected(catalog, dataset, issue);
                (!about.is_empty()).then(|| Issue { about, ..issue.clone() })
            }),
            RecordKind::History => written(dataset.history.get(row), |change| Some(change.clone())),
        }
    }

    fn is_selected(&self, catalog: &Catalog, dataset: &Dataset, id: &str) -> bool {
        let address = Address::of_claim(&dataset.heading.info.id, id);
        self.selection.find(catalog, &address).is_some()
    }

    /// Returns the selected claims among those that an issue is about.
    fn selected(&self, catalog: &Catalog, dataset: &Dataset, issue: &Issue) -> Vec<String> {
        let chosen = |id: &&String| self.is_selected(catalog, dataset, id);
        issue.about.iter().filter(chosen).cloned().collect()
    }
}

fn name(
    catalog: &Catalog,
    dataset: &Dataset,
    selection: &Selection,
    at: (RecordKind, usize),
) -> String {
    let (list, row) = at;
    let kind = list.key();
    let of_table = |table: &EntityTable| format!("{kind} {}", table.entry(row).1);
    let claim = || selection.rows.get(row).map(|row| catalog.address(*row).to_string());
    match list {
        RecordKind::Agent => of_table(&dataset.agents),
        RecordKind::Source => of_table(&dataset.sources),
        RecordKind::Scale => of_table(&dataset.scales),
        RecordKind::Claim => claim().unwrap_or_default(),
        RecordKind::Relation | RecordKind::Issue | RecordKind::History => {
            format!("{kind} {}", row + 1)
        }
    }
}

impl<C: DatasetEncoding> Gainsay<C> {
    /// Writes a record of a list or its beginning. If that fails, nothing of it remains in `out`.
    fn write(
        &mut self,
        out: &mut Vec<u8>,
        within: Within<'_>,
        row: usize,
        record: Arc<String>,
        omissions: &mut Omissions,
    ) -> io::Result<()> {
        if let Some([lead, end]) = self.encoding.around(within.list) {
            out.extend_from_slice(lead.as_bytes());
            let mut open = OpenRecord { record, at: 0, line: JsonLine::default(), end };
            if !open.write(out) {
                self.open = Some(open);
            }
            return Ok(());
        }
        let before = out.len();
        let Within { catalog, dataset, list } = within;
        let name = || name(catalog, dataset, &self.selection, (list, row));
        let written = self.encoding.record(out, within, &record);
        let written = written.map_err(|why| io::Error::other(format!("{}: {why}", name())));
        match omissions.of(list, written)? {
            Some(Some(differs)) => omissions.differs(&name(), differs),
            Some(None) => {}
            None => out.truncate(before),
        }
        Ok(())
    }
}

impl Omissions {
    fn of<T>(&mut self, list: RecordKind, read: io::Result<T>) -> io::Result<Option<T>> {
        if list == RecordKind::Claim { self.unless_claim(read) } else { self.unless(read) }
    }
}

impl<C: DatasetEncoding> Steps for Gainsay<C> {
    fn step(
        &mut self,
        out: &mut Vec<u8>,
        catalog: &Catalog,
        omissions: &mut Omissions,
    ) -> io::Result<bool> {
        let Some(dataset) = catalog.datasets().get(self.dataset) else { return Ok(false) };
        if let Some(open) = &mut self.open {
            if open.write(out) {
                self.open = None;
            }
            return Ok(true);
        }
        self.at = match self.at {
            DatasetStage::Begin => {
                self.begin(out, catalog, dataset)?;
                DatasetStage::Record(0, 0)
            }
            DatasetStage::Record(number, row) => {
                let Some(list) = RecordKind::ALL.get(number).copied() else {
                    self.encoding.end(out);
                    return Ok(false);
                };
                let found = self.found(catalog, dataset, list, row);
                match omissions.of(list, found)? {
                    Some(ListLookup::Record(record)) => {
                        let within = Within { catalog, dataset, list };
                        self.write(out, within, row, record, omissions)?;
                        DatasetStage::Record(number, row + 1)
                    }
                    Some(ListLookup::Passed) | None => DatasetStage::Record(number, row + 1),
                    Some(ListLookup::Nothing) => {
                        self.encoding.end_of(out, list);
                        DatasetStage::Record(number + 1, 0)
                    }
                }
            }
        };
        Ok(true)
    }
}

fn looked_up(
    catalog: &Catalog,
    table: &EntityTable,
    needed: Option<&MarkedRecords>,
    row: usize,
    kind: &str,
) -> io::Result<ListLookup> {
    if row >= table.len() {
        return Ok(ListLookup::Nothing);
    }
    if needed.is_some_and(|needed| !needed.has(row)) {
        return Ok(ListLookup::Passed);
    }
    needed::text(catalog, table, row, kind).map(Arc::new).map(ListLookup::Record)
}

/// Looks up a record that is kept in memory, and converts what `chosen` returns to JSON.
fn written<T: Serialize>(
    record: Option<&T>,
    chosen: impl FnOnce(&T) -> Option<T>,
) -> io::Result<ListLookup> {
    let Some(record) = record else { return Ok(ListLookup::Nothing) };
    match chosen(record) {
        Some(record) => Ok(ListLookup::Record(Arc::new(serde_json::to_string(&record)?))),
        None => Ok(ListLookup::Passed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Row;
    use crate::export::{Export, ExportRequest};

    /// An encoding that can't write one record.
    #[derive(Debug)]
    struct AllBut(&'static str);

    impl DatasetEncoding for AllBut {
        fn begin(&mut self, _: &mut Vec<u8>, _: &Dataset) -> io::Result<()> {
            Ok(())
        }

        fn record(
            &mut self,
            out: &mut Vec<u8>,
            _: Within<'_>,
            record: &str,
        ) -> io::Result<Option<&'static str>> {
            out.extend_from_slice(record.as_bytes());
            if record.contains(self.0) { Err(io::Error::other("it is odd")) } else { Ok(None) }
        }
    }

    fn exported(odd: &'static str) -> (Export, io::Result<String>) {
        let document = r#"{"dataset":{"id":"d"},"agents":[{"id":"p"},{"id":"q"}],
            "claims":[{"id":"a","text":"A","made":[{"by":"p"}]},{"id":"b","text":"B","made":[]}],
            "relations":[{"from":"a","type":"about","to":"b"}]}"#;
        let catalog = Catalog::for_tests(&[document]);
        let selection = Selection::new(&catalog, vec![Row(0), Row(1)], ExportRequest::default());
        let steps = Box::new(Gainsay::new(&catalog, selection, AllBut(odd)).unwrap());
        let mut export = Export { steps, over: false, claims: 2, omissions: Omissions::default() };
        let written = export.piece(&catalog, 1 << 20);
        (export, written.map(|bytes| String::from_utf8(bytes).unwrap()))
    }

    #[test]
    fn a_record_that_cannot_be_written_is_named_and_the_others_are_written() {
        for (odd, name, claims) in [
            (r#""id":"a""#, "d/a", 1),
            (r#""id":"q""#, "agent q", 0),
            (r#""from""#, "relation 1", 0),
        ] {
            let (export, written) = exported(odd);
            let written = written.unwrap();
            assert!(!written.contains(odd) && written.contains(r#""id":"b""#), "{written}");
            assert_eq!(export.notes(), [format!("{name}: it is odd; left out")]);
            assert_eq!(export.omitted(), (1, claims));
        }
    }

    #[test]
    fn an_export_of_which_no_claim_can_be_written_fails() {
        let (_, written) = exported(r#""text""#);
        assert!(written.unwrap_err().to_string().starts_with("d/a: it is odd"));
    }
}
