//! Tables whose columns are named for certain, because the keys of records name them. The records
//! themselves come from elsewhere: here they are rows of texts and lists of texts.

use super::columns::Columns;
use super::layout::{CellLists, RowCells};
use super::plan::{self, Sample, TablePlan};
use super::row_to_draft;
use crate::import::{ClaimDraft, Format};
use crate::input::Diagnostic;

/// A table of records, with the decisions about its columns.
#[derive(Debug)]
pub(in crate::import) struct GivenTable {
    format: Format,
    plan: TablePlan,
}

/// A row of such a table: the text of each column, and the lists of those that hold lists.
#[derive(Debug, Default)]
pub(in crate::import) struct GivenRow {
    /// The texts; that of a column with a list is empty.
    pub(in crate::import) texts: Vec<String>,
    /// The lists, by the index of their column.
    pub(in crate::import) lists: CellLists,
}

/// The claim of a row.
#[derive(Debug)]
pub(in crate::import) struct GivenClaim<'r> {
    /// The claim, without the cells that were not taken.
    pub(in crate::import) draft: ClaimDraft,
    /// The record’s own id.
    pub(in crate::import) id: Option<String>,
    cells: RowCells<'r>,
}

impl GivenClaim<'_> {
    /// Returns true if the claim has what stands in a column, or in an item of the column’s list.
    pub(in crate::import) fn has(&self, column: usize, item: usize) -> bool {
        self.cells.is_taken(column, item)
    }
}

impl GivenTable {
    /// The number of rows that are examined.
    pub(in crate::import) const SAMPLE: usize = plan::SAMPLE;

    /// Decides what the columns with these names hold, by the map of `columns` or by a sample of
    /// the rows. `is_whole` tells that the sample is the whole table, and `line` where it begins.
    ///
    /// # Errors
    /// Returns a [`Diagnostic`] if no column is known to hold the claim, or if the map names a
    /// column that the table doesn’t have.
    pub(in crate::import) fn new(
        format: Format,
        columns: &Columns,
        (file, line): (&str, usize),
        names: &[String],
        (rows, is_whole): (&[GivenRow], bool),
    ) -> Result<Self, Diagnostic> {
        let columns = columns.clone().with_names_given();
        let rows = rows.iter().take(plan::SAMPLE).map(GivenRow::joined);
        let sample =
            Sample { rows: std::iter::once(names.to_vec()).chain(rows).collect(), is_whole };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let plan = TablePlan::new(format, &columns, file, (line, &names), &sample)?;
        Ok(Self { format, plan })
    }

    /// Returns what was guessed, as messages to the user.
    pub(in crate::import) fn guessed(&self) -> &[String] {
        &self.plan.guessed
    }

    /// Makes the claim of a row, whose texts are `texts`.
    pub(in crate::import) fn draft<'r>(
        &'r self,
        texts: &'r [&'r str],
        lists: &'r CellLists,
    ) -> GivenClaim<'r> {
        let mut cells = RowCells::with_lists(self.plan.layout(texts), texts, lists);
        let (draft, id) = row_to_draft::draft(&self.plan, &mut cells, self.format.name());
        GivenClaim { draft, id, cells }
    }
}

impl GivenRow {
    /// Returns the texts of the row, with the items of each list on lines.
    fn joined(&self) -> Vec<String> {
        let mut texts = self.texts.clone();
        for (column, list) in &self.lists {
            let items: Vec<&str> =
                list.iter().map(String::as_str).filter(|item| !item.is_empty()).collect();
            if let Some(text) = texts.get_mut(*column) {
                *text = items.join("\n");
            }
        }
        texts
    }
}
