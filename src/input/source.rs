//! The inputs that a user names, and the files that they consist of. This module doesn't interpret
//! the files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::input::Diagnostic;
use crate::input::pipe::Pipe;

/// An input that a dataset is read from.
#[derive(Debug, Clone)]
pub enum Input {
    /// A file, or a folder of files.
    Path(PathBuf),
    /// Bytes in memory, such as the built-in dataset.
    Bytes {
        /// The name to show.
        name: String,
        /// The content, possibly compressed.
        bytes: Arc<[u8]>,
    },
    /// An input that can be read only once; the bytes read are held.
    Pipe(Arc<Pipe>),
}

impl Input {
    /// Returns the dataset that is part of the program.
    #[must_use]
    pub fn built_in() -> Self {
        let bytes: &[u8] = include_bytes!("../../data/meta-netflix.json");
        Self::Bytes { name: "meta-netflix.json (built in)".into(), bytes: bytes.into() }
    }

    /// Returns the path, if the input is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Bytes { .. } | Self::Pipe(_) => None,
        }
    }

    /// Returns the length in bytes as stored, if it is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Path(path) => {
                fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|found| found.len())
            }
            Self::Bytes { bytes, .. } => Some(bytes.len() as u64),
            Self::Pipe(_) => None,
        }
    }

    /// Returns the input for a named pipe, or for another path that gives its bytes only once.
    pub(crate) fn named_pipe(path: PathBuf) -> Self {
        Self::Pipe(Arc::new(Pipe::new(Some(path))))
    }

    pub(crate) fn standard_input() -> Self {
        Self::Pipe(Arc::new(Pipe::new(None)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileReason {
    Named,
    /// The user named a folder that contains the file.
    InFolder,
}

#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) found: Vec<(Input, FileReason)>,
    /// Entries of named folders that can't be listed or read.
    pub(crate) closed: Vec<Diagnostic>,
}

/// Returns the files that the inputs consist of.
///
/// # Errors
/// Returns a [`Diagnostic`] for the first input that can't be listed, or that is a folder without a
/// possible dataset.
pub(crate) fn files(inputs: &[Input]) -> Result<Files, Diagnostic> {
    let mut files = Files::default();
    for input in inputs {
        match input {
            Input::Path(path) if path.is_dir() => {
                let before = files.found.len();
                list(path, &mut files)?;
                if files.found.len() == before {
                    return Err(Diagnostic::error(path.to_string_lossy(), "no dataset in this folder")
                        .help("a dataset’s name ends in .json, .ndjson or .jsonl, or these with .gz or .zst"));
                }
            }
            _ => files.found.push((input.clone(), FileReason::Named)),
        }
    }
    Ok(files)
}

/// Returns the paths of the files that the inputs consist of; for folders, of all possible
/// datasets, compressed ones included. A folder that can't be listed is returned itself.
pub(crate) fn paths(inputs: &[Input]) -> Vec<PathBuf> {
    let of_one = |input: &Input| match files(std::slice::from_ref(input)) {
        Ok(files) => files.found.into_iter().map(|(file, _)| file).collect(),
        Err(_) => vec![input.clone()],
    };
    let files = inputs.iter().flat_map(of_one);
    files.filter_map(|file| file.path().map(Path::to_owned)).collect()
}

fn list(folder: &Path, files: &mut Files) -> Result<(), Diagnostic> {
    let fault = |error: io::Error| {
        Diagnostic::error(folder.to_string_lossy(), format!("can’t list this folder: {error}"))
    };
    let mut entries =
        fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(fault)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Links to folders are not followed: they could form a cycle.
        let kind = entry.file_type().map_err(fault)?;
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            let listed = list(&entry.path(), files);
            files.closed.extend(listed.err());
        } else if is_dataset_name(&name) {
            take(entry.path(), files);
        }
    }
    Ok(())
}

/// Adds a file of a folder with a dataset's name. Skips a link to a folder or to nothing, and
/// reports a pipe or a device, on which a read would block.
fn take(path: PathBuf, files: &mut Files) {
    let Ok(found) = fs::metadata(&path) else { return };
    if found.is_file() {
        files.found.push((Input::Path(path), FileReason::InFolder));
    } else if !found.is_dir() {
        let what = "this is not a regular file and is not read";
        files.closed.push(Diagnostic::error(path.to_string_lossy(), what));
    }
}

fn is_dataset_name(name: &str) -> bool {
    let stem = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    [".json", ".ndjson", ".jsonl"].iter().any(|ending| stem.ends_with(ending))
}
