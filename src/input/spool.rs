//! Temporary storage for data that this program writes and reads again: in memory while it is
//! small, then in a file without a name.

use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::input::Cache;
use crate::input::Input;
use crate::input::content::Content;
use crate::input::pipe::Pipe;
use crate::input::spool_limit::SpoolLimit;

/// The number of bytes that are kept in memory.
const KEPT: usize = 16 << 20;
/// The number of bytes that are written at once.
const CHUNK: usize = 1 << 18;

/// Bytes that are written once and read any number of times.
#[derive(Debug)]
pub(crate) struct Spool {
    content: Arc<Content>,
    /// The bytes that are still to be written.
    buffer: Vec<u8>,
    /// The number of bytes that were written, without the buffer's.
    written: u64,
    folder: PathBuf,
    limit: SpoolLimit,
}

impl Spool {
    /// Creates an empty spool. More than 16 MiB go to the cache's folder, or else to the system's
    /// folder for temporary files.
    pub(crate) fn new(cache: &Cache) -> Self {
        let folder = cache.temporary();
        let (content, buffer) = (Arc::default(), Vec::new());
        Self { content, buffer, written: 0, folder, limit: cache.spools.clone() }
    }

    pub(crate) fn length(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    /// Returns the folder for bytes beyond those kept in memory.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads a range of the flushed bytes; fewer if they end earlier.
    pub(crate) fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        self.content.read(offset, length)
    }

    /// Converts these ranges of the spool, one after the other, to an input with a name to show.
    pub(crate) fn into_input(mut self, name: String, ranges: Vec<Range<u64>>) -> io::Result<Input> {
        self.flush()?;
        let content = Content::arranged(self.content, ranges);
        Ok(Input::Pipe(Arc::new(Pipe::held(name, Arc::new(content)))))
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.append(&self.buffer, KEPT, &self.folder, &self.limit)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_written_is_read_in_parts_as_a_whole_and_as_an_input() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache { folder: Some(folder.path().to_owned()), ..Cache::default() };
        let mut spool = Spool::new(&cache);
        spool.write_all(b"{\"gainsay\":1,\"dataset\":{\"id\":\"a\",\"title\":\"A\"}}\n").unwrap();
        let at = spool.length();
        spool.write_all(b"{\"claim\":{\"id\":\"c\",\"text\":\"T\",\"made\":[]}}\n").unwrap();
        spool.flush().unwrap();
        assert!(spool.read(at, 8).unwrap() == *b"{\"claim\"");
        let mut all = String::new();
        spool.content.again().read_to_string(&mut all).unwrap();
        assert_eq!(all.lines().count(), 2);
        let whole = 0..spool.length();
        let input = spool.into_input("made up".into(), vec![whole]).unwrap();
        for _ in 0..2 {
            let catalog = crate::catalog::open(std::slice::from_ref(&input), &cache).unwrap();
            assert_eq!(catalog.len(), 1);
        }
    }

    #[test]
    fn more_than_is_kept_goes_to_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache { folder: Some(folder.path().to_owned()), ..Cache::default() };
        let mut spool = Spool::new(&cache);
        let piece = vec![b'x'; CHUNK];
        for _ in 0..=KEPT / CHUNK {
            spool.write_all(&piece).unwrap();
        }
        spool.flush().unwrap();
        assert_eq!(spool.content.in_memory(), 0);
        assert_eq!(spool.read(spool.length() - 3, 9).unwrap(), b"xxx");
    }
}
