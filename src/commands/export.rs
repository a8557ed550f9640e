//! The command `export`: writes the claims that a query finds as a file.

use std::sync::Arc;

use clap::Args;

use super::selection::{ChosenClaims, FoundClaims, SelectionArgs};
use super::{Answer, AnswerOutput, CommandError};
use crate::catalog::Row;
use crate::export::{Export, ExportRequest, To};
use crate::search::{Corpus, Sort};

/// The arguments of `export`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub(crate) struct ExportArgs {
    /// The format [default: by the extension of OUT]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: Option<To>,
    /// Begin a table with a byte order mark, by which spreadsheets recognise UTF-8
    #[arg(long)]
    pub(crate) bom: bool,
    /// Which claims are written.
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
}

impl ExportArgs {
    /// Returns the format that is named, or that the extension of the output file means.
    ///
    /// # Errors
    /// Returns an error if there is neither.
    pub(crate) fn format(&self, output: Option<&str>) -> Result<To, CommandError> {
        self.to.or_else(|| To::of_file(output?)).ok_or(CommandError::NoFormat)
    }
}

/// Prepares the answer that writes the claims that were found as a file.
///
/// # Errors
/// Returns an error if nothing was found because of a mistake in the query, if the claims can't be
/// written as one file, or if a byte order mark is asked for in a format that has none.
pub(crate) fn export(
    args: &ExportArgs,
    to: To,
    corpus: &Arc<Corpus>,
    found: FoundClaims,
) -> Result<Answer, CommandError> {
    if args.bom && !to.is_table() {
        return Err(CommandError::NoTable);
    }
    let selection = &args.selection;
    let ChosenClaims { ranking, query, message, code } = selection.choose(found)?;
    if ranking.listed == 0 {
        return Ok(Answer::without_output(&message, code));
    }
    let rows: Vec<Row> = ranking.iter().take(selection.most()).map(|hit| hit.row).collect();
    let order = (selection.sort != Sort::Rank).then(|| selection.sort.to_string());
    let asked = ExportRequest { query, order, found: ranking.listed, bom: args.bom };
    drop(ranking);
    let export = Export::asked(corpus.catalog(), rows, to, asked)?;
    Ok(Answer { message, ..Answer::of(AnswerOutput::Export(Box::new(export), Arc::clone(corpus))) })
}
