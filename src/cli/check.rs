//! `gainsay check`: what is wrong with datasets, where, and how to mend it.

use std::path::PathBuf;

use clap::Args;

use crate::dataset::{self, Problem, Severity};

use super::{Format, exit, input, print};

#[derive(Debug, Args)]
#[command(after_help = "Exit code: 0 no errors, 1 errors found, 2 a file can’t be opened.")]
pub(super) struct CheckArgs {
    /// Files or folders; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print what is found: json is one object a line
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<u8> {
    let inputs = args.files.iter().map(|path| input(path)).collect::<Result<Vec<_>, _>>()?;
    let checked = dataset::check(&inputs);
    let errors = count(&checked.problems, Severity::Error);
    let warnings = count(&checked.problems, Severity::Warning);
    print::out(|out| {
        for problem in checked.unopened.iter().chain(&checked.problems) {
            match args.format {
                Format::Text => writeln!(out, "{problem}")?,
                Format::Json => writeln!(out, "{}", print::json(&serde_json::to_string(problem)?))?,
            }
        }
        if args.format == Format::Text {
            let mut counts = Vec::new();
            if checked.files > 0 || checked.unopened.is_empty() {
                counts.extend([plural(errors, "error"), plural(warnings, "warning")]);
            }
            if !checked.unopened.is_empty() {
                let files = plural(checked.unopened.len(), "file");
                counts.push(format!("{files} could not be opened"));
            }
            writeln!(out, "{}", counts.join(", "))?;
        }
        Ok(())
    })?;
    Ok(match (checked.unopened.is_empty(), errors) {
        (false, _) => exit::BAD_INPUT,
        (true, 0) => 0,
        (true, _) => exit::NOTHING,
    })
}

fn count(problems: &[Problem], severity: Severity) -> usize {
    problems.iter().filter(|problem| problem.severity == severity).count()
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
