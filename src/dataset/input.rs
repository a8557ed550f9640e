//! From what a reader names to texts: folders, compression, encodings. Opens files; knows
//! nothing of what stands in them.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Carrier, Problem, carrier, position};

/// The most bytes that a compressed file may hold.
const LARGEST: usize = 2 << 30;

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
}

impl Input {
    /// The dataset that is part of the program.
    #[must_use]
    pub fn built_in() -> Self {
        let bytes: &[u8] = include_bytes!("../../data/meta-netflix.json");
        Self::Bytes { name: "meta-netflix.json (built in)".into(), bytes: bytes.into() }
    }

    /// All of standard input.
    ///
    /// # Errors
    /// Where standard input can't be read.
    pub fn standard_input() -> Result<Self, Problem> {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| Problem::error("-", format!("can’t read standard input: {error}")))?;
        Ok(Self::Bytes { name: "-".into(), bytes: bytes.into() })
    }
}

/// The text of one file.
#[derive(Debug)]
pub struct FileText {
    /// The name to show.
    pub name: String,
    /// The path an editor could open: a plain file, not compressed.
    pub path: Option<PathBuf>,
    /// The content.
    pub text: String,
    /// Lines that had to be blanked, being no UTF-8.
    pub problems: Vec<Problem>,
}

/// How a file came to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It was named.
    Named,
    /// A folder was named, and the file lies in it.
    InFolder,
}

/// The files that inputs stand for.
#[derive(Debug, Default)]
pub struct Files {
    /// The files, in order.
    pub found: Vec<(Input, Found)>,
    /// Folders inside of named ones that can't be listed.
    pub closed: Vec<Problem>,
}

/// The files that the inputs stand for.
///
/// # Errors
/// A [`Problem`] for the first input that can't be listed, or is a folder without a file
/// that could be a dataset.
pub fn files(inputs: &[Input]) -> Result<Files, Problem> {
    let mut files = Files::default();
    for input in inputs {
        match input {
            Input::Path(path) if path.is_dir() => {
                let before = files.found.len();
                list(path, &mut files)?;
                if files.found.len() == before {
                    return Err(Problem::error(path.to_string_lossy(), "no dataset in this folder")
                        .help("a dataset’s name ends in .json, .ndjson or .jsonl, or these with .gz or .zst"));
                }
            }
            _ => files.found.push((input.clone(), Found::Named)),
        }
    }
    Ok(files)
}

fn list(folder: &Path, files: &mut Files) -> Result<(), Problem> {
    let fault = |error: io::Error| {
        Problem::error(folder.to_string_lossy(), format!("can’t list this folder: {error}"))
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
        } else if is_dataset_name(&name) && entry.path().is_file() {
            files.found.push((Input::Path(entry.path()), Found::InFolder));
        }
    }
    Ok(())
}

fn is_dataset_name(name: &str) -> bool {
    let stem = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    [".json", ".ndjson", ".jsonl"].iter().any(|ending| stem.ends_with(ending))
}

/// The decompressed bytes of one file, with its name, and its path where it is not compressed.
///
/// # Errors
/// A [`Problem`] where the file can't be read or decompressed.
pub fn bytes(input: &Input) -> Result<(String, Option<PathBuf>, Vec<u8>), Problem> {
    let (name, path, bytes) = match input {
        Input::Path(path) => {
            let name = path.to_string_lossy().into_owned();
            let bytes = fs::read(path).map_err(|error| unreadable(&name, &error))?;
            (name, Some(path.clone()), bytes)
        }
        Input::Bytes { name, bytes } => (name.clone(), None, bytes.to_vec()),
    };
    let (bytes, compressed) = decompress(&name, bytes)?;
    Ok((name, path.filter(|_| !compressed), bytes))
}

/// Reads, decompresses and decodes one file.
///
/// # Errors
/// A [`Problem`] where the file can't be read or decompressed, is empty, or is no UTF-8.
/// Of NDJSON that is UTF-8 only in part, the bad lines are blanked and reported.
pub fn text(input: &Input) -> Result<FileText, Problem> {
    let (name, path, bytes) = bytes(input).map_err(|problem| match input {
        Input::Path(path) if !path.exists() => {
            problem.help("check the path, or run gainsay without one to read the built-in dataset")
        }
        _ => problem,
    })?;
    let (text, problems) = decode(&name, bytes)?;
    if text.trim().is_empty() {
        return Err(Problem::error(name, "the file is empty")
            .help("a dataset begins with {\"gainsay\": 1, \"dataset\": …"));
    }
    Ok(FileText { name, path, text, problems })
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Problem::error(name, "no such file or folder").help("check the path")
        }
        _ => Problem::error(name, format!("can’t read this file: {error}")),
    }
}

/// The content, and whether it was compressed. Compression is known by its first bytes.
fn decompress(name: &str, bytes: Vec<u8>) -> Result<(Vec<u8>, bool), Problem> {
    let damaged = |kind: &str, error: &io::Error| {
        Problem::error(name, format!("the {kind} data is damaged or cut off: {error}"))
            .help("fetch or compress the file again")
    };
    let (kind, content) = match bytes.as_slice() {
        [0x1f, 0x8b, ..] => ("gzip", bounded(flate2::read::MultiGzDecoder::new(&bytes[..]))),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            ("zstd", zstd::stream::Decoder::new(&bytes[..]).and_then(bounded))
        }
        _ => return Ok((bytes, false)),
    };
    let content = content.map_err(|error| damaged(kind, &error))?;
    if content.len() > LARGEST {
        return Err(Problem::error(name, "more than 2 GiB when decompressed")
            .help("split the dataset into several files; a folder of them is one dataset"));
    }
    Ok((content, true))
}

/// All that a decompressor gives, up to one byte more than is taken: a few bytes can stand
/// for any number of them.
fn bounded(decoder: impl Read) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    decoder.take(LARGEST as u64 + 1).read_to_end(&mut content)?;
    Ok(content)
}

fn decode(name: &str, bytes: Vec<u8>) -> Result<(String, Vec<Problem>), Problem> {
    if matches!(
        bytes.as_slice(),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'{', ..] | [b'{', 0, ..]
    ) {
        return Err(Problem::error(name, "this is UTF-16; a dataset is UTF-8")
            .help("convert it: iconv -f UTF-16 -t UTF-8"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            Ok((text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text), Vec::new()))
        }
        Err(error) => {
            let valid_up_to = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let start = String::from_utf8_lossy(&bytes[..valid_up_to]);
            if carrier(name, &start) == Carrier::Lines {
                return Ok(blank_bad_lines(name, &bytes));
            }
            Err(Problem::error(name, "not UTF-8 here")
                .at(position(&start, valid_up_to))
                .help("save the file as UTF-8; if it is Latin-1: iconv -f LATIN1 -t UTF-8"))
        }
    }
}

fn blank_bad_lines(name: &str, bytes: &[u8]) -> (String, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut text = String::with_capacity(bytes.len());
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(error) => {
                let column =
                    String::from_utf8_lossy(&line[..error.valid_up_to()]).chars().count() + 1;
                problems.push(
                    Problem::error(name, "not UTF-8 here; the line is left out")
                        .at((index + 1, column)),
                );
                text.push('\n');
            }
        }
    }
    (text, problems)
}
