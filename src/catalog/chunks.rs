//! NDJSON read in stretches of whole lines, in as many threads as there are processors, and
//! handed on in the order of the file.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::catalog::parsed_chunk::{ChunkParser, ParsedChunk};
use crate::input::Diagnostic;
use crate::input::container::LONGEST_LINE;
use crate::input::opened::Opened;

/// Bytes of a stretch: long enough that its symbols are met again, short enough that the
/// list grows smoothly.
const STRETCH: usize = 1 << 20;

/// Whole lines of a file, the last one of it perhaps without its end.
#[derive(Debug)]
pub(crate) struct Chunk {
    bytes: Vec<u8>,
    /// Where its first byte stands in the content.
    offset: u64,
    /// The line that it begins with, from 1.
    line: usize,
    /// The line after it, as far as it was read.
    rest: Vec<u8>,
    /// Whether the file ends with it.
    last: bool,
    fault: Option<Diagnostic>,
}

impl Chunk {
    /// The first stretch of a file of which the beginning was read.
    pub(crate) fn first(
        opened: &mut Opened,
        beginning: Vec<u8>,
        whole: bool,
    ) -> Result<Self, Diagnostic> {
        let bom = if beginning.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let mut stretch = Self {
            bytes: beginning,
            offset: bom,
            line: 1,
            rest: Vec::new(),
            last: whole,
            fault: None,
        };
        stretch.bytes.drain(..usize::try_from(bom).unwrap_or_default());
        stretch.end_with_line(opened)?;
        Ok(stretch)
    }

    /// Takes the first line that isn't blank away; its number and its text.
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

    /// The stretch after this one.
    fn next(&mut self, opened: &mut Opened, memory: Vec<u8>) -> Result<Option<Self>, Diagnostic> {
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
        next.bytes.reserve(self.rest.len() + STRETCH);
        next.bytes.append(&mut self.rest);
        next.last = opened.fill(&mut next.bytes, STRETCH)? < STRETCH;
        next.end_with_line(opened)?;
        Ok(Some(next))
    }

    /// Reads on until a line ends, and keeps what is after it for the next stretch.
    fn end_with_line(&mut self, opened: &mut Opened) -> Result<(), Diagnostic> {
        let mut searched = 0;
        while !self.last {
            let new = self.bytes.get(searched..).unwrap_or_default();
            if let Some(at) = memchr::memrchr(b'\n', new) {
                self.rest = self.bytes.split_off(searched + at + 1);
                return Ok(());
            }
            searched = self.bytes.len();
            if searched > LONGEST_LINE {
                return self.skip_line(opened);
            }
            self.last = opened.fill(&mut self.bytes, STRETCH)? < STRETCH;
        }
        Ok(())
    }

    /// Passes over the rest of a line that is too long to be held.
    fn skip_line(&mut self, opened: &mut Opened) -> Result<(), Diagnostic> {
        self.fault = Some(too_long(&opened.name, self.line));
        self.offset += self.bytes.len() as u64;
        loop {
            self.bytes.clear();
            self.last = opened.fill(&mut self.bytes, STRETCH)? < STRETCH;
            if let Some(at) = memchr::memchr(b'\n', &self.bytes) {
                self.rest = self.bytes.split_off(at);
                // Even at the end of the file the lines after this one are still to be read.
                self.last = false;
            }
            self.offset += self.bytes.len() as u64;
            if self.last || !self.rest.is_empty() {
                // The line's end begins the next stretch, and counts there.
                self.bytes.clear();
                return Ok(());
            }
        }
    }

    fn read(&self, file: &str, sheet: &mut ParsedChunk) {
        if let Some(problem) = &self.fault {
            sheet.fault(problem.clone());
        }
        let ends = memchr::memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]);
        let mut start = 0;
        for (number, end) in (self.line..).zip(ends) {
            let line = self.bytes.get(start..end).unwrap_or_default();
            // A line is only skipped while it is read if it fills whole blocks beyond the limit.
            if line.len() > LONGEST_LINE {
                sheet.fault(too_long(file, number));
                start = end + 1;
                continue;
            }
            match simdutf8::basic::from_utf8(line) {
                Ok(text) => sheet.line(file, text, self.offset + start as u64, number),
                Err(_) => sheet.fault(not_a_text(file, line, number)),
            }
            start = end + 1;
        }
    }
}

/// Returns the problem of a line that is longer than [`LONGEST_LINE`].
fn too_long(file: &str, number: usize) -> Diagnostic {
    let megabytes = LONGEST_LINE >> 20;
    let message = format!("a line longer than {megabytes} MiB is left out");
    Diagnostic::error(file, message).at((number, 1))
}

/// What is said of a line that is not UTF-8.
fn not_a_text(file: &str, line: &[u8], number: usize) -> Diagnostic {
    let good = line.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let problem = Diagnostic::error(file, "invalid UTF-8 here; the line is left out");
    problem.at((number, good.chars().count() + 1))
}

/// Reads a file's stretches from the first on and hands each, read, to `take`, until that
/// breaks off.
pub(crate) fn each(
    opened: &mut Opened,
    first: Chunk,
    mut take: impl FnMut(&Opened, ParsedChunk) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, Diagnostic> {
    if first.last {
        let sheet = ChunkParser::default().read(|sheet| first.read(&opened.name, sheet));
        return Ok(take(opened, sheet));
    }
    let name = opened.name.clone();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let (to_read, work) = channel();
        let (done, sheets) = channel();
        let work = Arc::new(Mutex::new(work));
        for number in 0..workers {
            let (work, done, name) = (Arc::clone(&work), done.clone(), name.as_str());
            scope.spawn(move || read_all(number, &work, &done, name));
        }
        let early = BTreeMap::new();
        let mut line = ChunkQueue { to_read, sheets, early, spare: Vec::new(), sent: 0, taken: 0 };
        // Its sender ends with the queue, and with it the threads.
        line.run(opened, first, workers + 2, &mut take)
    })
}

/// A stretch that was read, its sheet, and its place among the stretches.
type Done = (usize, ParsedChunk, Vec<u8>);

/// Reads stretches as they come. Who waits for a sheet must get one, come what may.
fn read_all(
    number: usize,
    work: &Mutex<Receiver<(usize, Chunk)>>,
    done: &Sender<Done>,
    name: &str,
) {
    let mut reader = ChunkParser::new(number);
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((place, stretch)) = next else { return };
        let read = || reader.read(|sheet| stretch.read(name, sheet));
        let sheet = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
            let problem = Diagnostic::error(name, "internal error while reading from this line on");
            reader = ChunkParser::new(number);
            reader.read(|sheet| sheet.fault(problem.at((stretch.line, 1))))
        });
        if done.send((place, sheet, stretch.bytes)).is_err() {
            return;
        }
    }
}

/// Stretches on their way to the threads, and sheets on their way back.
struct ChunkQueue {
    to_read: Sender<(usize, Chunk)>,
    sheets: Receiver<Done>,
    /// Sheets that came before their turn.
    early: BTreeMap<usize, ParsedChunk>,
    /// Memory of stretches that were read, for those to come.
    spare: Vec<Vec<u8>>,
    sent: usize,
    taken: usize,
}

impl ChunkQueue {
    fn run(
        &mut self,
        opened: &mut Opened,
        first: Chunk,
        room: usize,
        take: &mut impl FnMut(&Opened, ParsedChunk) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, Diagnostic> {
        let mut next = Some(first);
        while let Some(mut stretch) = next.take() {
            next = stretch.next(opened, self.spare.pop().unwrap_or_default())?;
            // The threads live as long as the queue.
            let _ = self.to_read.send((self.sent, stretch));
            self.sent += 1;
            let limit = if next.is_some() { room } else { 1 };
            while self.sent - self.taken >= limit {
                let Some(sheet) = self.in_turn() else { return Ok(ControlFlow::Break(())) };
                if take(opened, sheet).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The next sheet in the order of the file; `None` where the threads broke down.
    fn in_turn(&mut self) -> Option<ParsedChunk> {
        loop {
            if let Some(sheet) = self.early.remove(&self.taken) {
                self.taken += 1;
                return Some(sheet);
            }
            let (number, sheet, mut bytes) = self.sheets.recv().ok()?;
            bytes.clear();
            self.spare.push(bytes);
            self.early.insert(number, sheet);
        }
    }
}
