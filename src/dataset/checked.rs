//! Checks whatever a reader names: opens the files and hands them to the [`Checker`].

use super::check::Checker;
use super::{Input, Problem, input};

/// What a check found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Files and folders that could not be opened.
    pub unopened: Vec<Problem>,
    /// Everything that is wrong with the others, by file and line.
    pub problems: Vec<Problem>,
    /// How many files were checked.
    pub files: usize,
}

/// Checks everything that the inputs stand for, together.
#[must_use]
pub fn check(inputs: &[Input]) -> Checked {
    let mut outcome = Checked::default();
    let mut checker = Checker::new();
    for named in inputs {
        let files = match input::files(std::slice::from_ref(named)) {
            Ok(files) => files,
            Err(problem) => {
                outcome.unopened.push(problem);
                continue;
            }
        };
        outcome.unopened.extend(files.closed);
        for (file, _) in files.found {
            match whole(&file) {
                Ok((name, bytes)) => {
                    outcome.files += 1;
                    checker.file_bytes(&name, &bytes);
                }
                Err(problem) => outcome.unopened.push(problem),
            }
        }
    }
    outcome.problems = checker.finish();
    outcome
}

fn whole(input: &Input) -> Result<(String, Vec<u8>), Problem> {
    let mut opened = super::opened::Opened::new(input, &mut super::opened::Keeper::new(None))?;
    let mut bytes = Vec::new();
    opened.fill(&mut bytes, usize::MAX)?;
    Ok((opened.name.clone(), bytes))
}
