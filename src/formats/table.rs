//! Tables: comma- and tab-separated values whose columns hold what a map says, what their names
//! say, or what is known of the format (LIAR, PUBHEALTH, scrapes of PolitiFact). Every column
//! that nothing is said of is kept by its name.

mod addresses;
mod columns;
mod content;
mod dialect;
mod field;
mod guess;
mod layout;
mod making;
mod plan;
mod preset;
mod rating;
mod rows;
mod sniff;
mod speaker;

use std::io::{BufRead, Cursor, Read};

pub use self::columns::{Columns, Header, MapFault};
pub use self::field::{FIELDS, Field, FieldInfo};
pub(super) use self::sniff::sniff;

use self::dialect::{Dialect, Quoting, Start, TRIED};
use self::layout::Cells;
use self::plan::Plan;
use self::preset::Preset;
use self::rows::{Fault, Row, Rows};
use super::{Format, Import, Origin};
use crate::dataset::{Foreign, Problem};

/// What may stand between the cells of a table that is called comma-separated: in much of
/// Europe, where the comma is in numbers, programs write semicolons.
const SEPARATORS: &[u8] = b",;|\t";

/// What a reader is told where quotes were not taken for what they often are.
const BARE: &str =
    "quotes hold no cells together in this table: some that open are not closed where a cell ends";

/// A reader of tables of one format.
pub(super) struct Table<'c> {
    format: Format,
    columns: &'c Columns,
}

/// Why reading ended.
enum End {
    Fault(Fault),
    Problem(Problem),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Problem> for End {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl<'c> Table<'c> {
    pub(super) fn new(format: Format, columns: &'c Columns) -> Self {
        Self { format, columns }
    }

    /// Reads a file of claims, a row each.
    ///
    /// # Errors
    /// Where the file can’t be read on, it can’t be told which column holds the claim, or the
    /// import ends.
    pub(super) fn read(
        &self,
        file: &mut Foreign<'_>,
        import: &mut Import<'_>,
    ) -> Result<(), Problem> {
        let name = file.name().to_owned();
        let mut start = Vec::new();
        let read = file.by_ref().take(TRIED as u64).read_to_end(&mut start);
        read.map_err(|error| file.fault(&error))?;
        let start_is = if start.len() < TRIED { Start::Whole } else { Start::Cut };
        let dialect = self.dialect(start_is(&start));
        let told = self.format != Format::Liar && dialect.quoting == Quoting::Bare;
        if told && memchr::memchr(b'"', &start).is_some() {
            import.guess(BARE.to_owned());
        }
        let mut rows = Rows::new(Cursor::new(&start).chain(&mut *file), dialect);
        let end = self.rows(&name, start_is(&start), dialect, &mut rows, import);
        end.map_err(|end| match end {
            End::Problem(problem) => problem,
            End::Fault(fault) => fault.problem(&name, |error| file.fault(error)),
        })
    }

    fn dialect(&self, start: Start<'_>) -> Dialect {
        match self.format {
            Format::Liar => Dialect::bare(start, b'\t'),
            Format::Tsv | Format::Pubhealth => Dialect::told(start, b"\t"),
            _ => Dialect::told(start, SEPARATORS),
        }
    }

    fn rows(
        &self,
        name: &str,
        start: Start<'_>,
        dialect: Dialect,
        rows: &mut Rows<impl BufRead>,
        import: &mut Import<'_>,
    ) -> Result<(), End> {
        let sample = || start.rows(dialect, plan::SAMPLE);
        let mut plan: Option<Plan> = None;
        while let Some(Row { line, cells }) = rows.next(name)? {
            let cells = match cells {
                Ok(cells) => cells,
                // Without the first row nothing is known of the others.
                Err(problem) if plan.is_none() => return Err(problem.into()),
                Err(problem) => {
                    import.broken(problem)?;
                    continue;
                }
            };
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if let Some(plan) = &plan {
                self.record(name, (line, &cells), plan, import)?;
                continue;
            }
            let made = Plan::new(self.format, self.columns, name, (line, &cells), sample)?;
            made.guessed.iter().for_each(|guess| import.guess(guess.clone()));
            if !made.has_header {
                self.record(name, (line, &cells), &made, import)?;
            }
            plan = Some(made);
        }
        Ok(())
    }

    fn record(
        &self,
        name: &str,
        (line, row): (usize, &[&str]),
        plan: &Plan,
        import: &mut Import<'_>,
    ) -> Result<(), Problem> {
        let mut cells = Cells::new(plan.layout(row), row);
        let (draft, id) = making::draft(Preset::of(self.format), &mut cells, self.format.name());
        import.take(draft, &Origin::of(self.format, name, line).called(id))
    }
}
