//! Catalogs for remote users, without the folders of the server's files, which are private to the
//! server's operator.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::catalog::claims::{Catalog, CatalogFile};
use crate::input::diagnostic::Diagnostic;

impl Catalog {
    /// Returns the catalog with each file named by its last path component, and without paths to
    /// open.
    pub(crate) fn without_folders(mut self) -> Self {
        // An open dossier holds the path of its file.
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
    /// Returns the diagnostic with its file named by its last path component.
    pub(crate) fn without_folders(mut self) -> Self {
        let names = BTreeSet::from([self.file.clone()]);
        shorten(&mut self, &names);
        self
    }
}

/// Replaces paths by their last components in a diagnostic.
fn shorten(problem: &mut Diagnostic, names: &BTreeSet<String>) {
    problem.file = last(&problem.file).to_owned();
    // The longest first, because one path can begin with another.
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
