//! What a reader names, and the files that it stands for. Knows nothing of what stands in
//! them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::input::Diagnostic;
use crate::input::pipe::Pipe;

/// Something that a dataset is read from.
#[derive(Debug, Clone)]
pub enum Input {
    /// A file, or a folder of files.
    Path(PathBuf),
    /// Bytes in memory: the built-in dataset, or what came on standard input.
    Bytes {
        /// The name to show.
        name: String,
        /// The content, possibly compressed.
        bytes: Arc<[u8]>,
    },
    /// Something that can be read once only; what was read is held.
    Pipe(Arc<Pipe>),
}

impl Input {
    /// The dataset that is part of the program.
    #[must_use]
    pub fn built_in() -> Self {
        let bytes: &[u8] = include_bytes!("../../data/meta-netflix.json");
        Self::Bytes { name: "meta-netflix.json (built in)".into(), bytes: bytes.into() }
    }

    /// Its path, where it is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Bytes { .. } | Self::Pipe(_) => None,
        }
    }

    /// Its length in bytes as it stands on disk, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match self {
            Self::Path(path) => {
                fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|found| found.len())
            }
            Self::Bytes { bytes, .. } => Some(bytes.len() as u64),
            Self::Pipe(_) => None,
        }
    }

    /// A named pipe, or whatever else of a path gives its bytes once only.
    #[must_use]
    pub fn named_pipe(path: PathBuf) -> Self {
        Self::Pipe(Arc::new(Pipe::named(path)))
    }

    /// Standard input.
    #[must_use]
    pub fn standard_input() -> Self {
        Self::Pipe(Arc::new(Pipe::standard_input()))
    }
}

/// How a file came to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileReason {
    /// It was named.
    Named,
    /// A folder was named, and the file lies in it.
    InFolder,
}

/// The files that inputs stand for.
#[derive(Debug, Default)]
pub struct Files {
    /// The files, in order.
    pub found: Vec<(Input, FileReason)>,
    /// What lies inside of named folders and can't be listed or read.
    pub closed: Vec<Diagnostic>,
}

/// The files that the inputs stand for.
///
/// # Errors
/// A [`Diagnostic`] for the first input that can't be listed, or is a folder without a file
/// that could be a dataset.
pub fn files(inputs: &[Input]) -> Result<Files, Diagnostic> {
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

/// The paths of the files that inputs stand for; of folders all that could be datasets, compressed
/// ones included. A folder that can't be listed stands for itself.
#[must_use]
pub fn paths(inputs: &[Input]) -> Vec<PathBuf> {
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
        // Links to folders are not followed: they could lead in a circle.
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

/// Takes a file that a folder holds under a dataset's name. A link to a folder or to nothing is
/// passed over; a pipe or a device, which would keep whoever reads it waiting, is reported.
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
