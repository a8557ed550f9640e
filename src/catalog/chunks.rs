//! Reading of NDJSON in chunks of whole lines, on as many threads as there are processors. Results
//! are handed on in the order of the file.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use crate::catalog::parsed_chunk::{ChunkParser, ParsedChunk};
use crate::input::Diagnostic;
use crate::input::container::LONGEST_LINE;
use crate::input::kept_file::KeptFile;
use crate::parallel::{self, WorkPanicked};
use crate::text::valid_start;

/// The number of bytes in a chunk: enough that its symbols recur, and few enough that the list
/// grows smoothly.
const CHUNK_BYTES: usize = 1 << 20;

/// A run of whole lines of a file; the last line of the file may lack its newline.
#[derive(Debug)]
pub(crate) struct Chunk {
    bytes: Vec<u8>,
    /// The offset of its first byte in the content.
    offset: u64,
    /// The number of its first line, from 1.
    line: usize,
    /// The beginning of the line after the chunk, as far as it was read.
    rest: Vec<u8>,
    /// Whether the file ends with the chunk.
    last: bool,
    fault: Option<Diagnostic>,
}

impl Chunk {
    /// Creates the first chunk of a file from the beginning that was read.
    pub(crate) fn first(
        opened: &mut KeptFile,
        beginning: Vec<u8>,
        whole: bool,
    ) -> Result<Self, Diagnostic> {
        let mut chunk = Self {
            bytes: beginning,
            offset: opened.file.bom() as u64,
            line: 1,
            rest: Vec::new(),
            last: whole,
            fault: None,
        };
        chunk.end_with_line(opened)?;
        Ok(chunk)
    }

    /// Removes the first line that isn't blank, and returns its number and its text.
    pub(crate) fn take_line(&mut self) -> (usize, Vec<u8>) {
        loop {
            let length = memchr::memchr(b'\n', &self.bytes).map_or(self.bytes.len(), |at| at + 1);
            let line: Vec<u8> = self.bytes.drain(..length).collect();
            self.offset += length as u64;
            self.line += 1;
            if !line.trim_ascii().is_empty() || length == 0 {
                return (self.line - 1, line.trim_ascii_end().to_vec());
            }
        }
    }

    /// Returns the chunk after this one.
    fn next(&mut self, opened: &mut KeptFile, memory: Vec<u8>) -> Result<Option<Self>, Diagnostic> {
        if self.last {
            return Ok(None);
        }
        let lines = memchr::memchr_iter(b'\n', &self.bytes).count();
        let mut next = Self {
            bytes: memory,
            offset: self.offset + self.bytes.len() as u64,
            line: self.line + lines,
            rest: Vec::new(),
            last: false,
            fault: None,
        };
        next.bytes.reserve(self.rest.len() + CHUNK_BYTES);
        next.bytes.append(&mut self.rest);
        next.last = opened.fill(&mut next.bytes, CHUNK_BYTES)? < CHUNK_BYTES;
        next.end_with_line(opened)?;
        Ok(Some(next))
    }

    /// Reads on until a line ends, and keeps the bytes after it for the next chunk.
    fn end_with_line(&mut self, opened: &mut KeptFile) -> Result<(), Diagnostic> {
        let mut searched = 0;
        while !self.last {
            let new = &self.bytes[searched..];
            if let Some(at) = memchr::memrchr(b'\n', new) {
                self.rest = self.bytes.split_off(searched + at + 1);
                return Ok(());
            }
            searched = self.bytes.len();
            if searched > LONGEST_LINE {
                return self.skip_line(opened);
            }
            self.last = opened.fill(&mut self.bytes, CHUNK_BYTES)? < CHUNK_BYTES;
        }
        Ok(())
    }

    /// Skips the rest of a line that is too long to be held.
    fn skip_line(&mut self, opened: &mut KeptFile) -> Result<(), Diagnostic> {
        self.fault = Some(too_long(&opened.file.name, self.line));
        self.offset += self.bytes.len() as u64;
        loop {
            self.bytes.clear();
            self.last = opened.fill(&mut self.bytes, CHUNK_BYTES)? < CHUNK_BYTES;
            if let Some(at) = memchr::memchr(b'\n', &self.bytes) {
                self.rest = self.bytes.split_off(at);
                // Even at the end of the file, the lines after this one are still to be read.
                self.last = false;
            }
            self.offset += self.bytes.len() as u64;
            if self.last || !self.rest.is_empty() {
                // The newline of the skipped line begins the next chunk and is counted there.
                self.bytes.clear();
                return Ok(());
            }
        }
    }

    fn read(&self, file: &str, parsed: &mut ParsedChunk) {
        if let Some(problem) = &self.fault {
            parsed.fault(problem.clone());
        }
        let ends = memchr::memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]);
        let mut start = 0;
        for (number, end) in (self.line..).zip(ends) {
            let line = &self.bytes[start..end];
            // Reading skips a long line only if it fills whole blocks beyond the limit.
            if line.len() > LONGEST_LINE {
                parsed.fault(too_long(file, number));
                start = end + 1;
                continue;
            }
            match simdutf8::basic::from_utf8(line) {
                Ok(text) => parsed.line(file, text, self.offset + start as u64, number),
                Err(_) => parsed.fault(not_a_text(file, line, number)),
            }
            start = end + 1;
        }
    }
}

/// Returns the diagnostic for a line that is longer than [`LONGEST_LINE`].
fn too_long(file: &str, number: usize) -> Diagnostic {
    let megabytes = LONGEST_LINE >> 20;
    let message = format!("a line longer than {megabytes} MiB is left out");
    Diagnostic::error(file, message).at((number, 1))
}

/// Returns the diagnostic for a line that is not UTF-8.
fn not_a_text(file: &str, line: &[u8], number: usize) -> Diagnostic {
    let problem = Diagnostic::error(file, "invalid UTF-8 here; the line is left out");
    problem.at((number, valid_start(line).chars().count() + 1))
}

/// Why the chunks of a file are not read on.
enum Stop {
    Enough,
    Failed(Diagnostic),
}

impl From<Diagnostic> for Stop {
    fn from(failed: Diagnostic) -> Self {
        Self::Failed(failed)
    }
}

impl From<WorkPanicked> for Stop {
    fn from(panicked: WorkPanicked) -> Self {
        Self::Failed(panicked.into())
    }
}

/// Reads a file's chunks from the first on and hands each, parsed, to `take`, in the order of the
/// file, until `take` breaks off. `take` also gets the number of bytes of the file that were read.
///
/// # Errors
/// If the file can't be read on.
pub(crate) fn each(
    opened: &mut KeptFile,
    first: Chunk,
    mut take: impl FnMut(u64, ParsedChunk) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, Diagnostic> {
    let name = opened.file.name.clone();
    if first.last {
        let parsed = ChunkParser::default().read(|parsed| first.read(&name, parsed));
        return Ok(take(opened.read(), parsed));
    }
    let counter = opened.file.counter();
    // The memory of chunks that were parsed, for those to come.
    let spare = RefCell::new(Vec::new());
    let end = parallel::map(
        |put| {
            let mut next = Some(first);
            while let Some(mut chunk) = next.take() {
                let memory = spare.borrow_mut().pop().unwrap_or_default();
                next = chunk.next(opened, memory)?;
                put(chunk, parallel::BATCH)?;
            }
            Ok(())
        },
        ChunkParser::new,
        |parser, chunks: Vec<Chunk>| {
            let parsed =
                chunks.into_iter().map(|chunk| (parse(parser, &name, &chunk), chunk.bytes));
            parsed.collect::<Vec<_>>()
        },
        |batch| {
            for (parsed, mut bytes) in batch {
                bytes.clear();
                spare.borrow_mut().push(bytes);
                if take(counter.load(Ordering::Relaxed), parsed).is_break() {
                    return Err(Stop::Enough);
                }
            }
            Ok(())
        },
    );
    match end {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(Stop::Enough) => Ok(ControlFlow::Break(())),
        Err(Stop::Failed(failed)) => Err(failed),
    }
}

/// Parses a chunk. If that panics, the rest of its lines is left out, and the file is read on.
fn parse(parser: &mut ChunkParser, name: &str, chunk: &Chunk) -> ParsedChunk {
    let read = catch_unwind(AssertUnwindSafe(|| parser.read(|parsed| chunk.read(name, parsed))));
    read.unwrap_or_else(|_| {
        let problem = Diagnostic::error(name, "internal error while reading from this line on");
        // The panic may have left the parser half changed.
        *parser = ChunkParser::new(parser.number());
        parser.read(|parsed| parsed.fault(problem.at((chunk.line, 1))))
    })
}
