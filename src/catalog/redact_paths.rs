//! A catalog for readers elsewhere: where its files lie is nobody's business but that of whoever
//! serves them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::catalog::claims::{Catalog, CatalogFile};
use crate::input::diagnostic::Diagnostic;

impl Catalog {
    /// The same, with files called by their last name only, which can't be opened by path.
    #[must_use]
    pub fn without_folders(mut self) -> Self {
        // An open dossier says where its file lies.
        self.open = Arc::default();
        let of_files = self.files.iter().map(|file| &file.name);
        let names = of_files.chain(self.problems.iter().map(|problem| &problem.file));
        let names: BTreeSet<String> = names.filter(|name| last(name) != *name).cloned().collect();
        for problem in &mut self.problems {
            shorten(problem, &names);
        }
        for file in &mut self.files {
            let content = Arc::clone(&file.content);
            *file =
                Arc::new(CatalogFile { name: last(&file.name).to_owned(), path: None, content });
        }
        self
    }
}

impl Diagnostic {
    /// The same, with its file called by its last name only.
    #[must_use]
    pub fn without_folders(mut self) -> Self {
        let names = BTreeSet::from([self.file.clone()]);
        shorten(&mut self, &names);
        self
    }
}

/// Calls files by their last name in what is told of one.
fn shorten(problem: &mut Diagnostic, names: &BTreeSet<String>) {
    problem.file = last(&problem.file).to_owned();
    // The longest first: one name can begin with another.
    for words in std::iter::once(&mut problem.message).chain(&mut problem.help) {
        if !words.contains('/') {
            continue;
        }
        for name in names.iter().rev() {
            if words.contains(name.as_str()) {
                *words = words.replace(name.as_str(), last(name));
            }
        }
    }
}

fn last(name: &str) -> &str {
    Path::new(name).file_name().and_then(|last| last.to_str()).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_folder_is_named() {
        let problem = |file: &str, message: &str| {
            let help = format!("see {message}");
            Diagnostic::error(file, message).at((3, 1)).help(help)
        };
        let problems = vec![
            problem("/srv/secret/a.json", "differs from /srv/secret/a.json.gz:12"),
            problem("/srv/secret/a.json.gz", "1/2 of /srv/secret/a.json"),
            problem("-", "and/or"),
        ];
        assert_eq!(
            problems[0].clone().without_folders().to_string(),
            "a.json:3:1: error: differs from a.json.gz:12\n  help: see differs from a.json.gz:12"
        );
        let catalog = Catalog { problems, ..Catalog::default() }.without_folders();
        let told: Vec<String> = catalog.problems().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "a.json:3:1: error: differs from a.json.gz:12\n  help: see differs from a.json.gz:12",
                "a.json.gz:3:1: error: 1/2 of a.json\n  help: see 1/2 of a.json",
                "-:3:1: error: and/or\n  help: see and/or",
            ]
        );
    }
}
