//! File marks: recognise a file without reading all of it.

use std::fs::{self, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::files::open_regular;
use crate::input::compression::Compression;
use crate::input::fingerprint::FileStamp;

const SAMPLE: u64 = 16 << 10;
/// The number of samples, evenly spread from the first byte to the last.
const SAMPLES: u64 = 16;

/// A file with its stamp and a hash of samples of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileMark {
    path: PathBuf,
    /// The absolute path, because a relative one may mean another file in another folder.
    whole: PathBuf,
    stamp: FileStamp,
    samples: u64,
}

impl FileMark {
    /// Returns the mark of a file as it is now; `None` if it can't be read, or is compressed.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let found = fs::metadata(path).ok().filter(Metadata::is_file)?;
        Some(Self {
            path: path.to_owned(),
            whole: fs::canonicalize(path).ok()?,
            stamp: FileStamp::of(&found),
            samples: samples(path, found.len()).ok().flatten()?,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn length(&self) -> u64 {
        self.stamp.length()
    }
}

/// Returns the hash of a file's samples; `None` if it is compressed.
fn samples(path: &Path, length: u64) -> io::Result<Option<u64>> {
    let mut file = open_regular(path)?;
    let mut hash = Xxh3::new();
    let last = length.saturating_sub(SAMPLE);
    for number in 0..SAMPLES {
        file.seek(SeekFrom::Start(last / (SAMPLES - 1) * number))?;
        let mut sample = Vec::new();
        (&mut file).take(SAMPLE).read_to_end(&mut sample)?;
        if number == 0 && Compression::of(&sample) != Compression::None {
            return Ok(None);
        }
        hash.update(&sample);
    }
    file.seek(SeekFrom::Start(last))?;
    let mut sample = Vec::new();
    file.take(SAMPLE).read_to_end(&mut sample)?;
    hash.update(&sample);
    Ok(Some(hash.digest()))
}

/// Returns the name of the index of these files.
pub(super) fn name(marks: &[FileMark]) -> u64 {
    let paths: Vec<_> = marks.iter().map(|mark| (&mark.path, &mark.whole)).collect();
    xxh3_64(format!("{paths:?}").as_bytes())
}
