//! By what a file is known again without reading all of it.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::dataset::packing::Packing;
use crate::dataset::regular::open_regular;

/// Bytes of one sample.
const SAMPLE: u64 = 16 << 10;
/// How many samples are taken, from the first byte to the last.
const SAMPLES: u64 = 16;

/// A file, its length, its time, and a hash of samples of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    path: PathBuf,
    /// The path from the root: the same name may be another file elsewhere.
    whole: PathBuf,
    length: u64,
    /// Seconds since 1970 and nanoseconds.
    written: (u64, u32),
    samples: u64,
}

impl Mark {
    /// The mark of a file as it is now; none where it can't be read, or is compressed.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let written = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self {
            path: path.to_owned(),
            whole: fs::canonicalize(path).ok()?,
            length: found.len(),
            written: (written.as_secs(), written.subsec_nanos()),
            samples: samples(path, found.len()).ok().flatten()?,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }
}

/// The hash of a file's samples; none where its content is not what stands in it.
fn samples(path: &Path, length: u64) -> io::Result<Option<u64>> {
    let mut file = open_regular(path)?;
    let mut hash = Xxh3::new();
    let last = length.saturating_sub(SAMPLE);
    for number in 0..SAMPLES {
        file.seek(SeekFrom::Start(last / (SAMPLES - 1) * number))?;
        let mut sample = Vec::new();
        (&mut file).take(SAMPLE).read_to_end(&mut sample)?;
        if number == 0 && Packing::of(&sample) != Packing::Plain {
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

/// The name of the index of these files.
pub(super) fn name(marks: &[Mark]) -> u64 {
    let paths: Vec<_> = marks.iter().map(|mark| (&mark.path, &mark.whole)).collect();
    xxh3_64(format!("{paths:?}").as_bytes())
}
