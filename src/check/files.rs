//! Checks the inputs that a user names: opens the files and passes them to the [`Checker`], as
//! often as it asks for them.

use crate::check::Checker;
use crate::check::DiagnosticCounts;
use crate::input::Cache;
use crate::input::kept_file::rereadable;
use crate::input::memory_budget::MemoryBudget;
use crate::input::text_lines::TextLines;
use crate::input::{Diagnostic, Fingerprint, Input, Severity, source};

/// The result of a check.
#[derive(Debug, Default)]
pub struct Checked {
    /// The problems of files and folders that could not be opened, or not be read to their end.
    pub unopened: Vec<Diagnostic>,
    /// The problems of the other files, by file and line; at most the first 10,000 errors and the
    /// first 10,000 warnings that were found.
    pub problems: Vec<Diagnostic>,
    /// The number of all errors and warnings.
    pub counts: DiagnosticCounts,
    /// The number of files that were checked.
    pub files: usize,
}

impl Checked {
    /// Returns the number of errors and warnings that [`Checked::problems`] omits.
    #[must_use]
    pub fn untold(&self) -> DiagnosticCounts {
        let told = |severity| self.problems.iter().filter(|it| it.severity == severity).count();
        DiagnosticCounts {
            errors: self.counts.errors.saturating_sub(told(Severity::Error)),
            warnings: self.counts.warnings.saturating_sub(told(Severity::Warning)),
        }
    }
}

/// A file that is being checked, with its fingerprint before the check.
struct CheckedFile {
    input: Input,
    stamps: Fingerprint,
}

/// Checks everything that the inputs consist of, together.
///
/// ```
/// use gainsay::check::check;
/// use gainsay::input::{Cache, Input};
///
/// let json = r#"{"gainsay": 1, "dataset": {"id": "d", "title": "D"}, "claims": [{"id": "c"}]}"#;
/// let input = Input::Bytes { name: "d.json".to_owned(), bytes: json.as_bytes().into() };
/// let checked = check(&[input], &Cache::default());
/// assert!(checked.counts.errors > 0, "a claim needs a text");
/// assert!(checked.problems[0].to_string().starts_with("d.json:1:"));
/// ```
#[must_use]
pub fn check(inputs: &[Input], cache: &Cache) -> Checked {
    let mut budget = MemoryBudget::new(cache);
    let mut unopened = Vec::new();
    let mut checker = Checker::default();
    let mut files: Vec<CheckedFile> = Vec::new();
    for named in inputs {
        let listed = match source::files(std::slice::from_ref(named)) {
            Ok(listed) => listed,
            Err(problem) => {
                unopened.push(problem);
                continue;
            }
        };
        unopened.extend(listed.closed);
        for (file, _) in listed.found {
            let (file, fault) = first_look(file, &mut checker, &mut budget);
            unopened.extend(fault);
            files.extend(file.filter(|_| checker.files() > files.len()));
        }
    }
    let mut changed = vec![None; files.len()];
    let (mut problems, mut counts) = checker.finish(&mut |number| {
        let file = files.get(number).ok_or_else(|| Diagnostic::error("", "no such file"))?;
        let again = TextLines::open(&file.input)?;
        if Fingerprint::of(std::slice::from_ref(&file.input)) != file.stamps
            && let Some(problem) = changed.get_mut(number)
        {
            let message = "the file changed while it was being checked";
            *problem = Some(Diagnostic::error(&again.file.name, message).help("check it again"));
        }
        Ok(again)
    });
    let changed = changed.into_iter().flatten();
    problems.extend(changed.inspect(|_| counts.errors += 1));
    Checked { unopened, problems, counts, files: files.len() }
}

/// Checks one file; returns what is needed to open it again, and the reason if it could not be
/// read.
fn first_look(
    input: Input,
    checker: &mut Checker,
    budget: &mut MemoryBudget,
) -> (Option<CheckedFile>, Option<Diagnostic>) {
    let input = match rereadable(input, budget) {
        Ok(input) => input,
        Err(problem) => return (None, Some(problem)),
    };
    let stamps = Fingerprint::of(std::slice::from_ref(&input));
    let read = TextLines::open(&input).and_then(|mut stream| checker.file(&mut stream));
    (Some(CheckedFile { input, stamps }), read.err())
}
