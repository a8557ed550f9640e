//! Reads one row of a table after the plan of the whole: which rows are records, and which of them
//! can be attributed.

use super::beginning::repeats_beginning;
use super::layout::RowCells;
use super::plan::{Sample, TablePlan};
use super::preset::Preset;
use super::ragged::{RowWidth, unattributed};
use super::row_to_draft;
use super::rows::{self, Owned};
use crate::import::{ClaimDraft, ForeignOrigin, Format, ImportBatch, Mending, OddRow};
use crate::input::Diagnostic;

/// A reader of the rows of one table.
pub(super) struct RowReader<'t> {
    format: Format,
    file: &'t str,
    plan: &'t TablePlan,
    separator: u8,
    /// The names of the columns, if the table has a header.
    header: Option<Vec<String>>,
    width: RowWidth,
}

impl<'t> RowReader<'t> {
    /// Creates the reader of the rows of `file`, of which `first` is the first, and `sample` some.
    pub(super) fn new(
        (format, file): (Format, &'t str),
        plan: &'t TablePlan,
        separator: u8,
        first: &Owned,
        sample: &Sample,
    ) -> Self {
        let cells = first.cells();
        let header = plan.has_header.then(|| cells.iter().map(|&cell| cell.to_owned()).collect());
        let width = if plan.has_header {
            RowWidth::below(&cells)
        } else {
            RowWidth::usual(Preset::of(format), &sample.rows)
        };
        Self { format, file, plan, separator, header, width }
    }

    /// Adds the claim of a row to the batch.
    pub(super) fn read(
        &self,
        row: Result<Owned, Diagnostic>,
        batch: &mut ImportBatch,
    ) -> Result<(), Diagnostic> {
        let row = match row {
            Ok(row) => row,
            Err(problem) => {
                batch.broken(problem);
                return Ok(());
            }
        };
        let cells = row.cells();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        if self.header.as_ref().is_some_and(|header| repeats_beginning(header, &cells)) {
            batch.odd(OddRow::Header, self.file, row.line);
            return Ok(());
        }
        if rows::joined(&cells, self.separator) {
            batch.odd(OddRow::Joined, self.file, row.line);
        }
        let shifted = || self.plan.is_shifted(&cells).then_some(OddRow::Shifted);
        let odd = self.width.odd(&cells).or_else(shifted);
        if let Some(odd) = odd {
            batch.odd(odd, self.file, row.line);
        }
        let (draft, id) = self.draft(&cells, odd);
        batch.take(draft, &ForeignOrigin::of(self.format, self.file, row.line).called(id))
    }

    /// Returns the claim of a row, and the row’s own id.
    fn draft(&self, cells: &[&str], odd: Option<OddRow>) -> (ClaimDraft, Option<String>) {
        let key = self.format.name();
        let how = match odd {
            Some(OddRow::MoreCells) => Some(Mending::MoreCells),
            Some(OddRow::Shifted) => Some(Mending::Shifted),
            _ => None,
        };
        if let Some(how) = how {
            return (unattributed(cells, self.separator, key, how), None);
        }
        let mut taken = RowCells::new(self.plan.layout(cells), cells);
        let (mut draft, id) = row_to_draft::draft(self.plan, &mut taken, key);
        if odd == Some(OddRow::FewerCells) {
            draft.mended("", Mending::FewerCells, 1, cells.len());
        }
        (draft, id)
    }
}
