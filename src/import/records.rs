//! Imports JSON of no known format: records with one claim each, wherever they stand in the file.
//! The keys of the records are the columns of a table, whose meaning comes from a map or from the
//! same guess as that of other tables. What has no field is kept with its JSON value.

mod arrangement;
mod flat;
mod plausible;

use serde_json::{Map, Value};

use self::arrangement::Arrangement;
use self::flat::RecordColumns;
use super::json::{self, JsonPart, JsonRecord};
use super::table::{Columns, GivenTable};
use super::{Fields, ForeignOrigin, Format, Import, ImportBatch};
use crate::input::{Diagnostic, OpenFile};
use crate::json::lossless::weight;

/// The number of records that are examined to recognise a file.
const SEEN: usize = 20;

/// The limit in bytes of memory for records that stand within other values.
const LARGEST: usize = 1 << 30;

/// The number of records that are put into one batch.
const BATCH: usize = 256;

/// A description of a record, for the message about one that doesn’t fit.
const WHAT: &str = "a record: an object whose keys are its columns";

/// Returns true if a JSON text that begins so seems to hold records with claims.
pub(super) fn are_claims(text: &str) -> bool {
    arrangement::of_claims(text).is_some()
}

/// Reads a file with one claim per record.
///
/// # Errors
/// Returns an error if the file can’t be read, if no key is known to hold the claim, or if the
/// import stops.
pub(super) fn read(
    file: &mut OpenFile,
    columns: &Columns,
    import: &mut Import<'_>,
) -> Result<(), Diagnostic> {
    let name = file.name.clone();
    let start = String::from_utf8_lossy(file.peek()?);
    match arrangement::of_any(start.trim_start_matches('\u{feff}')) {
        Arrangement::Sequence(envelope) => sequence(file, envelope.as_deref(), columns, import),
        Arrangement::Nested => {
            let records = nested(file, import)?;
            let table = RecordTable::new(&name, columns, &records.iter().map(|it| &it.1), true)?;
            table.guessed().for_each(|guess| import.guess(guess.clone()));
            let mut records = records.into_iter().peekable();
            while records.peek().is_some() {
                let mut batch = ImportBatch::default();
                for (called, record) in records.by_ref().take(BATCH) {
                    table.take(record, called, &mut batch)?;
                }
                import.take(batch)?;
            }
            Ok(())
        }
    }
}

/// Reads records that stand one after the other.
fn sequence(
    file: &mut OpenFile,
    envelope: Option<&str>,
    columns: &Columns,
    import: &mut Import<'_>,
) -> Result<(), Diagnostic> {
    let name = file.name.clone();
    let envelopes: Vec<&str> = envelope.into_iter().collect();
    let plan =
        |first: &[JsonRecord], is_whole| RecordTable::new(&name, columns, &first.iter(), is_whole);
    let table =
        json::import_planned(file, &envelopes, import, plan, |table, part, batch| match part {
            Ok(JsonPart::Record(record)) => table.take(record, None, batch),
            Ok(JsonPart::Envelope(envelope)) => {
                batch.around(Format::Json.name(), envelope.value);
                Ok(())
            }
            Err(problem) => {
                batch.broken(problem);
                Ok(())
            }
        })?;
    table.iter().flat_map(RecordTable::guessed).for_each(|guess| import.guess(guess.clone()));
    Ok(())
}

/// Reads records that stand within values that are read as a whole, each with its name there.
fn nested(
    file: &mut OpenFile,
    import: &mut Import<'_>,
) -> Result<Vec<(Option<String>, JsonRecord)>, Diagnostic> {
    let (mut found, mut rows, mut line) = (Vec::new(), Vec::new(), 1);
    let mut broken = ImportBatch::default();
    let (name, mut held) = (file.name.clone(), 0);
    json::each(file, &[], |part| {
        if let Ok(JsonPart::Record(record)) = &part {
            held += weight(&record.value);
        }
        if held > LARGEST {
            return Err(Diagnostic::error(
                &name,
                "these records are too large to be read as a whole",
            )
            .help("write one record on each line, such as with jq -c"));
        }
        match part {
            Ok(JsonPart::Record(JsonRecord { value: row @ Value::Array(_), line: at, .. })) => {
                line = if rows.is_empty() { at } else { line };
                rows.push(row);
            }
            Ok(JsonPart::Record(JsonRecord { value, line, mut mended })) => {
                let records = arrangement::records(value).into_iter();
                found.extend(records.map(|(called, value)| {
                    let mended = std::mem::take(&mut mended);
                    (called, JsonRecord { value, line, mended })
                }));
            }
            Ok(JsonPart::Envelope(_)) => {}
            Err(problem) => broken.broken(problem),
        }
        Ok(())
    })?;
    import.take(broken)?;
    let rows = arrangement::records(rows.into()).into_iter();
    found.extend(
        rows.map(|(called, value)| (called, JsonRecord { value, line, mended: Vec::new() })),
    );
    Ok(found)
}

/// The records of a file as a table.
struct RecordTable {
    file: String,
    columns: RecordColumns,
    table: GivenTable,
}

impl RecordTable {
    /// Decides by the first records how all are read.
    fn new<'r>(
        file: &str,
        columns: &Columns,
        first: &(impl Iterator<Item = &'r JsonRecord> + Clone),
        is_whole: bool,
    ) -> Result<Self, Diagnostic> {
        let line = first.clone().next().map_or(1, |record| record.line);
        let objects = || first.clone().filter_map(|record| record.value.as_object());
        let known = RecordColumns::of(objects());
        if known.names.is_empty() {
            let what = "no record here is an object whose keys could be columns";
            return Err(Diagnostic::error(file, what).at((line, 0)));
        }
        let rows: Vec<_> = objects().take(GivenTable::SAMPLE).map(|it| known.row(it)).collect();
        let is_whole = is_whole && rows.len() < GivenTable::SAMPLE;
        let names = known.called(columns.is_empty());
        let sample = (rows.as_slice(), is_whole);
        let table = GivenTable::new(Format::Json, columns, (file, line), &names, sample)?;
        Ok(Self { file: file.to_owned(), columns: known, table })
    }

    fn guessed(&self) -> impl Iterator<Item = &String> {
        self.table.guessed().iter()
    }

    /// Writes the claim of a record to a batch.
    fn take(
        &self,
        record: JsonRecord,
        called: Option<String>,
        batch: &mut ImportBatch,
    ) -> Result<(), Diagnostic> {
        let JsonRecord { value, line, mut mended } = record;
        let object: Map<String, Value> = match Fields::of(value) {
            Ok(fields) => fields.0,
            Err(value) => {
                let record = JsonRecord { value, line, mended };
                batch.broken(json::unlike(&self.file, &record, WHAT));
                return Ok(());
            }
        };
        let row = self.columns.row(&object);
        let texts: Vec<&str> = row.texts.iter().map(String::as_str).collect();
        let mut claim = self.table.draft(&texts, &row.lists);
        let left = self.columns.left(object, &|column, item| claim.has(column, item));
        claim.draft.keep(Format::Json.name(), left);
        json::note_mended(&mut claim.draft, &mut mended);
        let origin = ForeignOrigin::of(Format::Json, &self.file, line);
        batch.take(claim.draft, &origin.called(claim.id.or(called)))
    }
}
