//! The content of a file, decompressed, in a place where it can be read again: memory, the file
//! itself, or a temporary file. This module doesn't interpret it.
//!
//! A record is read from here when a user opens it. Content in memory or in a temporary file can't
//! change. A file on disk may have changed since; the code that reads it compares the record's
//! [hash](crate::catalog::record_index::digest).

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::files::open_regular;
use crate::input::spool_limit::SpoolLimit;

/// The number of bytes that all files together may keep in memory.
pub(crate) const KEPT: usize = 64 << 20;

/// The content of a file, from which any range can be read again.
#[derive(Debug)]
pub(crate) enum Content {
    /// A file that can be opened again.
    OnDisk(OnDisk),
    /// Content that this process holds in memory or in a temporary file.
    Held(RwLock<HeldContent>),
    /// Ranges of another content, one after the other.
    Arranged(ArrangedContent),
}

/// A file that is read in its own place.
#[derive(Debug)]
pub(crate) struct OnDisk {
    path: PathBuf,
    /// The file after its first read, if it may stay open. Otherwise every claim that a user looks
    /// at would open it, and a watcher of the file would receive an event each time.
    open: Option<OnceLock<File>>,
}

impl OnDisk {
    /// Creates the content of a file that stays open from the first read on, or is opened for each
    /// read.
    pub(crate) fn new(path: PathBuf, stays_open: bool) -> Self {
        Self { path, open: stays_open.then(OnceLock::new) }
    }

    fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        if let Some(file) = self.open.as_ref().and_then(OnceLock::get) {
            return read_range(file, offset, length);
        }
        let file = open_regular(&self.path)?;
        let bytes = read_range(&file, offset, length);
        // Another thread may have been faster; one of the two files is enough.
        self.open.as_ref().map(|open| open.set(file));
        bytes
    }
}

/// Content that can't be read from its origin again.
#[derive(Debug)]
pub(crate) enum HeldContent {
    Memory(Vec<u8>),
    Spooled(Spooled),
}

/// Ranges of a content in an order of their own.
#[derive(Debug)]
pub(crate) struct ArrangedContent {
    content: Arc<Content>,
    /// The ranges, each with its offset in the arrangement.
    ranges: Vec<(u64, Range<u64>)>,
}

impl ArrangedContent {
    fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let first = self.ranges.partition_point(|(begins, _)| *begins <= offset).saturating_sub(1);
        let mut bytes = Vec::new();
        for (begins, range) in &self.ranges[first..] {
            let from = range.start + (offset + bytes.len() as u64).saturating_sub(*begins);
            let left = usize::try_from(range.end.saturating_sub(from)).unwrap_or(usize::MAX);
            let wanted = left.min(length - bytes.len());
            bytes.append(&mut self.content.read(from, wanted)?);
            if bytes.len() == length {
                break;
            }
        }
        Ok(bytes)
    }
}

/// A file without a name, whose bytes count against a limit until it is dropped.
#[derive(Debug)]
pub(crate) struct Spooled {
    file: File,
    length: u64,
    limit: SpoolLimit,
}

impl Spooled {
    /// Creates a file in `folder` that only its owner may read.
    fn new(folder: &Path, limit: SpoolLimit) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { file: tempfile::tempfile_in(folder)?, length: 0, limit })
    }

    fn append(&mut self, bytes: &[u8], folder: &Path) -> io::Result<()> {
        let count = bytes.len() as u64;
        self.limit.take(count, folder)?;
        // A failed write counts in full until the file is dropped.
        self.length += count;
        // On systems without positioned reads, a read moves the position.
        self.file.seek(SeekFrom::Start(self.length - count))?;
        self.file.write_all(bytes)
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        self.limit.give_back(self.length);
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::held(Vec::new())
    }
}

impl Content {
    /// Creates held content that begins with `bytes` and can be appended to.
    pub(crate) fn held(bytes: Vec<u8>) -> Self {
        Self::Held(RwLock::new(HeldContent::Memory(bytes)))
    }

    /// Creates the content that consists of these ranges of another one.
    pub(crate) fn arranged(content: Arc<Self>, ranges: Vec<Range<u64>>) -> Self {
        let offsets = ranges.iter().scan(0, |end, range| {
            let offset = *end;
            *end += range.end - range.start;
            Some(offset)
        });
        let ranges = offsets.collect::<Vec<_>>().into_iter().zip(ranges).collect();
        Self::Arranged(ArrangedContent { content, ranges })
    }

    /// Reads a range of the content; fewer bytes if the content ends earlier.
    pub(crate) fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        match self {
            Self::OnDisk(file) => file.read(offset, length),
            Self::Arranged(arranged) => arranged.read(offset, length),
            Self::Held(held) => {
                // A panic can't leave the content half-written, so a poisoned lock is usable.
                match &*held.read().unwrap_or_else(PoisonError::into_inner) {
                    HeldContent::Memory(bytes) => Ok(part(bytes, offset, length).to_vec()),
                    HeldContent::Spooled(spooled) => read_range(&spooled.file, offset, length),
                }
            }
        }
    }

    /// Appends to held content. Beyond `kept` bytes the content moves to a file in `folder`.
    ///
    /// # Errors
    /// Returns an error if the folder takes no file or no more bytes, or if the limit of temporary
    /// files is reached.
    pub(crate) fn append(
        &self,
        bytes: &[u8],
        kept: usize,
        folder: &Path,
        limit: &SpoolLimit,
    ) -> io::Result<()> {
        let Self::Held(held) = self else { return Ok(()) };
        let mut held = held.write().unwrap_or_else(PoisonError::into_inner);
        if let HeldContent::Memory(memory) = &mut *held {
            if memory.len() + bytes.len() <= kept {
                memory.extend_from_slice(bytes);
                return Ok(());
            }
            let mut spooled = Spooled::new(folder, limit.clone())?;
            spooled.append(memory, folder)?;
            *held = HeldContent::Spooled(spooled);
        }
        match &mut *held {
            HeldContent::Spooled(spooled) => spooled.append(bytes, folder),
            HeldContent::Memory(_) => Ok(()),
        }
    }

    /// Drops held content and frees its memory or disk space.
    pub(crate) fn clear(&self) {
        if let Self::Held(held) = self {
            *held.write().unwrap_or_else(PoisonError::into_inner) = HeldContent::Memory(Vec::new());
        }
    }

    /// Returns the number of bytes that are kept in memory.
    pub(crate) fn in_memory(&self) -> usize {
        match self {
            Self::OnDisk(_) => 0,
            Self::Arranged(arranged) => arranged.content.in_memory(),
            Self::Held(held) => match &*held.read().unwrap_or_else(PoisonError::into_inner) {
                HeldContent::Memory(bytes) => bytes.len(),
                HeldContent::Spooled(_) => 0,
            },
        }
    }
}

fn part(bytes: &[u8], offset: u64, length: usize) -> &[u8] {
    let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    let rest = &bytes[start..];
    rest.get(..length).unwrap_or(rest)
}

fn read_range(file: &File, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::FileExt;
    let mut bytes = vec![0; length];
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// A reader of a content from its beginning to its present end.
#[derive(Debug)]
pub(crate) struct Again {
    content: Arc<Content>,
    at: u64,
}

impl Content {
    /// Returns a reader of the content from its beginning.
    pub(crate) fn again(self: &Arc<Self>) -> Again {
        Again { content: Arc::clone(self), at: 0 }
    }
}

impl Read for Again {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.content.read(self.at, buffer.len())?;
        buffer[..bytes.len()].copy_from_slice(&bytes);
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_appended_can_be_read_in_memory_and_spooled() {
        let folder = tempfile::tempdir().unwrap();
        let spools = folder.path().join("gainsay");
        let content = Arc::new(Content::held(Vec::new()));
        for (appended, kept) in [("one ", 4), ("two ", 8), ("three ", 0), ("four", 0)] {
            content.append(appended.as_bytes(), 10, &spools, &SpoolLimit::default()).unwrap();
            assert_eq!(content.in_memory(), kept);
        }
        assert_eq!(content.read(4, 9).unwrap(), b"two three");
        assert_eq!(content.read(14, 99).unwrap(), b"four");
        assert_eq!(content.read(99, 1).unwrap(), b"");
        let mut all = String::new();
        content.again().read_to_string(&mut all).unwrap();
        assert_eq!(all, "one two three four");
        let names = std::fs::read_dir(&spools).unwrap().count();
        assert_eq!(names, 0, "the file has no name");
    }

    #[test]
    fn a_file_that_stays_open_is_read_after_another_took_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims");
        for (stays_open, expected) in [(true, "old"), (false, "new")] {
            std::fs::write(&path, "old").unwrap();
            let content = Content::OnDisk(OnDisk::new(path.clone(), stays_open));
            assert_eq!(content.read(0, 9).unwrap(), b"old");
            let other = folder.path().join("other");
            std::fs::write(&other, "new").unwrap();
            std::fs::rename(&other, &path).unwrap();
            assert_eq!(content.read(0, 9).unwrap(), expected.as_bytes());
        }
    }

    #[test]
    fn ranges_are_read_in_their_order() {
        let content = Arc::new(Content::held(b"one two three ".to_vec()));
        let arranged = Content::arranged(content, vec![8..14, 4..4, 0..4, 4..8]);
        for offset in 0..16 {
            for length in 0..16 {
                let expected = part(b"three one two ", offset, length);
                assert_eq!(arranged.read(offset, length).unwrap(), expected, "{offset} {length}");
            }
        }
    }

    #[test]
    fn a_folder_that_takes_nothing_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let content = Content::held(Vec::new());
        assert!(content.append(b"text", 1, &file, &SpoolLimit::default()).is_err());
    }

    #[test]
    fn what_a_spool_takes_is_given_back_when_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let limit = SpoolLimit::new(Some(8));
        for _ in 0..3 {
            let content = Content::held(Vec::new());
            content.append(b"text", 1, folder.path(), &limit).unwrap();
            content.append(b"text", 1, folder.path(), &limit).unwrap();
            assert!(content.append(b"!", 1, folder.path(), &limit).is_err());
            assert_eq!(content.read(0, 99).unwrap(), b"texttext");
        }
    }
}
