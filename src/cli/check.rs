//! The command `gainsay check`: prints what is wrong with datasets, where, and how to mend it.

use std::path::PathBuf;

use clap::Args;

use crate::check;
use crate::check::{Checked, DiagnosticCounts};
use crate::commands::OutputFormat;
use crate::config::Config;
use crate::import;
use crate::input::{Cache, Diagnostic, Input};
use crate::json::one_line;
use crate::text::several;

use super::{exit, input, print, written};

const AFTER_HELP: &str = "At most 10,000 errors and 10,000 warnings are printed; \
    the others are counted.

Exit code: 0 no errors, 1 errors found, 2 a file can’t be opened.";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct CheckArgs {
    /// Files or folders; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print the findings: json is one object per line
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

pub(super) fn run(args: &CheckArgs, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    let inputs: Vec<_> = args.files.iter().map(|path| input(path)).collect();
    written::check_output(None, &written::read_files(&inputs, config))?;
    let (foreign, inputs) = foreign(inputs);
    let mut checked = check::check(&inputs, cache);
    checked.counts.errors += foreign.len();
    checked.problems.splice(0..0, foreign);
    print::out(|out| {
        for problem in checked.unopened.iter().chain(&checked.problems) {
            match args.format {
                OutputFormat::Text => writeln!(out, "{problem}")?,
                OutputFormat::Json => {
                    writeln!(out, "{}", one_line(&serde_json::to_string(problem)?))?;
                }
            }
        }
        match (args.format, untold(&checked)) {
            (OutputFormat::Text, untold) => {
                write!(out, "{}{}", untold.unwrap_or_default(), sum(&checked))
            }
            (OutputFormat::Json, Some(untold)) => {
                print::say(untold.trim_end());
                Ok(())
            }
            (OutputFormat::Json, None) => Ok(()),
        }
    })?;
    Ok(match (checked.unopened.is_empty(), checked.counts.errors) {
        (false, _) => exit::BAD_INPUT,
        (true, 0) => 0,
        (true, _) => exit::NOTHING,
    })
}

/// Returns an error for each input that is in a foreign format, and the other inputs.
fn foreign(inputs: Vec<Input>) -> (Vec<Diagnostic>, Vec<Input>) {
    let mut problems = Vec::new();
    let mut others = Vec::new();
    for input in inputs {
        match import::foreign_format(&input) {
            Some(problem) => problems.push(problem),
            None => others.push(input),
        }
    }
    (problems, others)
}

/// Returns a line about the findings that aren't printed, if there are any.
fn untold(checked: &Checked) -> Option<String> {
    let DiagnosticCounts { errors, warnings } = checked.untold();
    let more = |count: usize, word: &str| several(count, &format!("more {word}"));
    (errors + warnings > 0)
        .then(|| format!("… and {}, {}\n", more(errors, "error"), more(warnings, "warning")))
}

/// Returns the last line, with the number of findings.
fn sum(checked: &Checked) -> String {
    let DiagnosticCounts { errors, warnings } = checked.counts;
    let mut counts = Vec::new();
    if checked.files > 0 || checked.unopened.is_empty() {
        counts.extend([several(errors, "error"), several(warnings, "warning")]);
    }
    if !checked.unopened.is_empty() {
        let files = several(checked.unopened.len(), "file");
        counts.push(format!("{files} could not be opened"));
    }
    format!("{}\n", counts.join(", "))
}
