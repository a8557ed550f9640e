//! Imports tables of comma- or tab-separated values. The meaning of the columns comes from a map,
//! from the columns’ cells and names, or from what is known of the format (LIAR, PUBHEALTH, scrapes of
//! PolitiFact). All other columns are kept by name.

mod addresses;
mod beginning;
mod column_names;
mod columns;
mod dialect;
mod fact_checkers;
mod field;
mod fit;
mod given;
mod guess;
mod layout;
mod page_address;
mod plan;
mod preset;
mod profile;
mod ragged;
mod rating;
mod rating_words;
mod row_reader;
mod row_to_draft;
mod rows;
mod sniff;
mod speaker;
mod survey;
mod topics;

use std::io::{BufRead, Cursor, Read};
use std::iter;

pub use self::columns::Columns;
pub(super) use self::field::folded;
pub(crate) use self::field::{FIELDS, MapKey};
pub(super) use self::given::{GivenRow, GivenTable};
pub(super) use self::sniff::sniff;

use self::columns::HeaderRow;
use self::dialect::{Dialect, Quoting, Start, TRIED};
use self::plan::{Sample, TablePlan};
use self::row_reader::RowReader;
use self::rows::{Owned, RowError, TableRow, TableRows};
use super::{Format, Import, ImportBatch};
use crate::input::{Diagnostic, OpenFile};
use crate::parallel;

/// The separators of a table that is called comma-separated. In much of Europe numbers contain the
/// comma, so programs write semicolons.
const SEPARATORS: &[u8] = b",;|\t@";

/// The message to the user if quotes are read as plain characters.
const BARE: &str =
    "quotes are read as text in this table: some are not closed at the end of a cell";

/// The message to the user if the header has one name less than the rows have cells.
const UNNAMED: &str = "the first column, which numbers the rows, has no name in the header";

/// A reader of tables of one format.
pub(super) struct TableReader<'c> {
    format: Format,
    columns: &'c Columns,
}

/// The reason why reading a table ended early.
enum TableEnd {
    Fault(RowError),
    Problem(Diagnostic),
}

impl From<RowError> for TableEnd {
    fn from(fault: RowError) -> Self {
        Self::Fault(fault)
    }
}

impl From<Diagnostic> for TableEnd {
    fn from(problem: Diagnostic) -> Self {
        Self::Problem(problem)
    }
}

impl<'c> TableReader<'c> {
    pub(super) fn new(format: Format, columns: &'c Columns) -> Self {
        Self { format, columns }
    }

    /// Reads a file with one claim per row.
    ///
    /// # Errors
    /// Returns an error if the file can’t be read, if no column is known to hold the claim, or if
    /// the import stops.
    pub(super) fn read(
        &self,
        file: &mut OpenFile,
        import: &mut Import<'_>,
    ) -> Result<(), Diagnostic> {
        let name = file.name.clone();
        let mut start = Vec::new();
        let read = file.by_ref().take(TRIED as u64).read_to_end(&mut start);
        read.map_err(|error| file.fault(&error))?;
        let start_is = if start.len() < TRIED { Start::Whole } else { Start::Cut };
        let dialect = self.dialect(start_is(&start));
        let told = self.format != Format::Liar && dialect.quoting == Quoting::Bare;
        if told && memchr::memchr(b'"', &start).is_some() {
            import.guess(BARE.to_owned());
        }
        let above = beginning::named_separator(&start).map_or(0, |(_, length)| length);
        let bytes = Cursor::new(&start[above..]).chain(&mut *file);
        let mut rows = TableRows::new(bytes, dialect).beginning_at(if above > 0 { 2 } else { 1 });
        let end = self.rows(&name, start_is(&start), dialect, &mut rows, import);
        end.map_err(|end| match end {
            TableEnd::Problem(problem) => problem,
            TableEnd::Fault(fault) => fault.problem(&name, |error| file.fault(error)),
        })
    }

    fn dialect(&self, start: Start<'_>) -> Dialect {
        match self.format {
            Format::Liar => Dialect::bare(start, b'\t'),
            Format::Xlsx => Dialect::told(start, b","),
            Format::Tsv | Format::Pubhealth if memchr::memchr(b'\t', start.bytes()).is_some() => {
                Dialect::told(start, b"\t")
            }
            _ => Dialect::told(start, SEPARATORS),
        }
    }

    fn rows(
        &self,
        name: &str,
        start: Start<'_>,
        dialect: Dialect,
        rows: &mut TableRows<impl BufRead>,
        import: &mut Import<'_>,
    ) -> Result<(), TableEnd> {
        let mut some = start.rows(dialect, plan::SAMPLE);
        let is_whole = matches!(start, Start::Whole(_)) && some.len() < plan::SAMPLE;
        let first = self.first(name, &mut some, rows, import)?;
        let Some(first) = first else { return Ok(()) };
        let sample = Sample { rows: some, is_whole };
        let head = (first.line, &first.cells()[..]);
        let plan = TablePlan::new(self.format, self.columns, name, head, &sample)?;
        plan.guessed.iter().for_each(|guess| import.guess(guess.clone()));
        let record = RowReader::new((self.format, name), &plan, dialect.separator, &first, &sample);
        let mut next = (!plan.has_header).then_some(first);
        parallel::map(
            |put| loop {
                let row = match next.take() {
                    Some(row) => Ok(row),
                    None => match rows.next(name)? {
                        Some(TableRow { line, cells }) => {
                            cells.map(|cells| Owned::of(line, &cells))
                        }
                        None => return Ok::<(), TableEnd>(()),
                    },
                };
                let weight = row.as_ref().map_or(0, Owned::weight);
                put(row, weight)?;
            },
            |_| (),
            |(), rows: Vec<Result<Owned, Diagnostic>>| {
                let mut batch = ImportBatch::default();
                let mut rows = rows.into_iter();
                let end = rows.try_for_each(|row| record.read(row, &mut batch));
                (batch, end)
            },
            |(batch, end)| import.take(batch).and(end),
        )
    }

    /// Returns the first row of the table, on which the plan for all others depends: the header, with
    /// a blank name where it lacks one, or the first record. `sample` begins with this row too then.
    fn first(
        &self,
        name: &str,
        sample: &mut Vec<Vec<String>>,
        rows: &mut TableRows<impl BufRead>,
        import: &mut Import<'_>,
    ) -> Result<Option<Owned>, TableEnd> {
        if self.columns.header == HeaderRow::Absent {
            return below_titles(name, rows, &[], import);
        }
        let titles: Vec<Vec<String>> = sample.drain(..beginning::begins_at(sample)).collect();
        let first = below_titles(name, rows, &titles, import)?;
        if !beginning::lacks_first_name(sample) {
            return Ok(first);
        }
        import.guess(UNNAMED.to_owned());
        sample.iter_mut().take(1).for_each(|header| header.insert(0, String::new()));
        Ok(first.map(|first| {
            let names: Vec<&str> = iter::once("").chain(first.cells()).collect();
            Owned::of(first.line, &names)
        }))
    }
}

/// Returns the first row that is neither blank nor one of the titles.
fn below_titles(
    name: &str,
    rows: &mut TableRows<impl BufRead>,
    titles: &[Vec<String>],
    import: &mut Import<'_>,
) -> Result<Option<Owned>, TableEnd> {
    while let Some(TableRow { line, cells }) = rows.next(name)? {
        let cells = cells?;
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if titles.iter().any(|title| *title == cells) {
            let title = cells.iter().map(|cell| cell.trim()).collect::<String>();
            import.guess(format!("{name}:{line}: a title above the header: {title}"));
            continue;
        }
        return Ok(Some(Owned::of(line, &cells)));
    }
    Ok(None)
}
