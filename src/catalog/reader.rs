//! The lenient reader: keeps every record that can be read, and reports the others with their
//! places. `check` is the strict one.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::path::PathBuf;

use crate::catalog::Catalog;
use crate::catalog::builder::Builder;
use crate::catalog::chunks::{self, Chunk};
use crate::catalog::claims::CatalogFile;
use crate::catalog::header::{List, heading, lists, nesting_limit, not_a_dataset, too_deep};
use crate::catalog::located::Located;
use crate::catalog::parsed_chunk::ChunkParser;
use crate::claim::Heading;
use crate::input::container::{LARGEST_DOCUMENT, spread_records, too_large};
use crate::input::encoding::advice;
use crate::input::kept_file::KeptFile;
use crate::input::memory_budget::MemoryBudget;
use crate::input::source::{self, FileReason, Files};
use crate::input::{Container, Diagnostic, Input, container_of};
use crate::json::ObjectMembers;
use crate::text::{position, valid_start};

/// The number of bytes from which the container of a file is recognised.
const BEGINNING: usize = 256 << 10;
/// The number of records of a document that are read between two reports.
const BATCH: usize = 4096;

/// The progress of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// The number of claims so far.
    pub claims: usize,
    /// The bytes of the files so far, as stored on disk.
    pub read: u64,
    /// The bytes of all files, if known.
    pub of: Option<u64>,
}

/// A callback during reading, with the progress and the catalog under construction.
pub(crate) type Watcher<'w> = dyn FnMut(&Builder, Progress) -> ControlFlow<()> + 'w;

/// Reads everything that the inputs consist of; `None` if the watcher breaks.
///
/// # Errors
/// Returns the first [`Diagnostic`] about an input that was named, or that of an input from which
/// nothing can be read.
pub(crate) fn read(
    inputs: &[Input],
    budget: &MemoryBudget,
    watcher: &mut Watcher,
) -> Result<Option<Catalog>, Diagnostic> {
    let mut refused = BTreeMap::new();
    loop {
        let before = refused.len();
        let catalog = read_without(&mut refused, inputs, budget, watcher)?;
        // The records of a file that exceeded the limit halfway are not shown as if they were all:
        // read again without it.
        if refused.len() == before {
            let note = refused.values().next().map(told);
            return Ok(catalog.map(|catalog| Catalog { note, ..catalog }));
        }
    }
}

fn told(problem: &Diagnostic) -> String {
    let help = problem.help.as_deref().unwrap_or_default();
    format!("{}: {}: {help}", problem.place(), problem.what())
}

/// The files of folders that exceed the limit of temporary files, with their diagnostics.
type Refused = BTreeMap<PathBuf, Diagnostic>;

/// Reads everything that the inputs consist of without the refused files, and adds to those.
fn read_without(
    refused: &mut Refused,
    inputs: &[Input],
    budget: &MemoryBudget,
    watcher: &mut Watcher,
) -> Result<Option<Catalog>, Diagnostic> {
    let Files { found: files, closed: mut passed_over } = source::files(inputs)?;
    let of = files.iter().map(|(input, _)| input.length()).sum();
    let (builder, spools) = (Builder::default(), budget.spools.clone());
    let mut reading = InputReader { builder, budget: budget.clone(), before: 0, of, watcher };
    let mut read = 0;
    for (input, found) in files {
        if let Some(problem) = input.path().and_then(|path| refused.get(path)) {
            passed_over.push(problem.clone());
            continue;
        }
        let refusals = spools.refusals();
        match (reading.file(&input), found) {
            (Ok(ControlFlow::Break(())), _) => return Ok(None),
            (Ok(ControlFlow::Continue(())), _) => read += 1,
            (Err(problem), FileReason::Named) => return Err(problem),
            (Err(problem), FileReason::InFolder) => {
                if spools.refusals() > refusals
                    && let Some(path) = input.path()
                {
                    reading.builder.forget_content(&path.to_string_lossy());
                    refused.insert(path.to_owned(), problem.clone());
                }
                passed_over.push(problem);
            }
        }
    }
    if read == 0 {
        let nothing = || Diagnostic::error("-", "nothing to read");
        return Err(passed_over.into_iter().next().unwrap_or_else(nothing));
    }
    for problem in passed_over {
        reading.builder.report(problem);
    }
    Ok(Some(reading.builder.finish()))
}

/// A reader of files, one after the other.
struct InputReader<'w, 'f> {
    builder: Builder,
    budget: MemoryBudget,
    /// The bytes of the files that were read completely.
    before: u64,
    of: Option<u64>,
    watcher: &'w mut Watcher<'f>,
}

impl InputReader<'_, '_> {
    fn file(&mut self, input: &Input) -> Result<ControlFlow<()>, Diagnostic> {
        let mut opened =
            KeptFile::open(input, &mut self.budget).map_err(|problem| match input {
                Input::Path(path) if !path.exists() => problem.help(
                    "check the path, or run gainsay without one to read the built-in dataset",
                ),
                _ => problem,
            })?;
        let mut beginning = Vec::new();
        let whole = opened.fill(&mut beginning, BEGINNING)? < BEGINNING;
        if whole && beginning.trim_ascii().is_empty() {
            return Err(Diagnostic::error(opened.file.name, "the file is empty")
                .help("a dataset begins with {\"gainsay\": 1, \"dataset\": …"));
        }
        let flow = match container_of(&opened.file.name, valid_start(&beginning)) {
            Container::Document => self.document(&mut opened, beginning),
            Container::Lines => self.lines(&mut opened, beginning, whole),
        }?;
        if let Some((message, help)) = opened.file.encoding_warning() {
            self.builder.report(Diagnostic::warning(&opened.file.name, message).help(help));
        }
        opened.settle(&mut self.budget);
        self.before += opened.read();
        Ok(flow)
    }

    /// Reports that so many bytes of the present file were read.
    fn report(&mut self, read: u64) -> ControlFlow<()> {
        let read = self.before + read;
        let progress = Progress { claims: self.builder.len(), read, of: self.of };
        (self.watcher)(&self.builder, progress)
    }

    fn begin(&mut self, opened: &KeptFile, heading: Heading) {
        let content = std::sync::Arc::clone(&opened.content);
        let file =
            CatalogFile { name: opened.file.name.clone(), path: opened.path.clone(), content };
        self.builder.begin(file, heading);
    }

    /// Reads a document as a whole, then record by record.
    fn document(
        &mut self,
        opened: &mut KeptFile,
        mut bytes: Vec<u8>,
    ) -> Result<ControlFlow<()>, Diagnostic> {
        if opened.is_longer_than(LARGEST_DOCUMENT) {
            return Err(too_large(&opened.file.name));
        }
        let room = (LARGEST_DOCUMENT + 1).saturating_sub(bytes.len());
        opened.fill(&mut bytes, room)?;
        if bytes.len() > LARGEST_DOCUMENT {
            return Err(too_large(&opened.file.name));
        }
        let name = opened.file.name.clone();
        let begins = opened.file.bom() as u64;
        let text = std::str::from_utf8(&bytes).map_err(|_| not_utf8(&name, &bytes))?;
        let located = Located::new(&name, 1, text);
        let members = match frame(&located, text) {
            Ok(members) => members,
            Err(problem) => {
                let records = spread_records(text).ok_or(problem)?;
                return self.spread(opened, text, &records, begins);
            }
        };
        let heading = heading(&located, &members)?;
        let lists = lists(&located, &members)?;
        self.begin(opened, heading);
        Ok(self.lists(opened, &located, lists, begins))
    }

    /// Reads the lists of a document whose text begins at the offset `begins` of the content.
    fn lists(
        &mut self,
        opened: &KeptFile,
        located: &Located,
        lists: Vec<List<'_>>,
        begins: u64,
    ) -> ControlFlow<()> {
        let mut parser = ChunkParser::default();
        for (kind, records) in lists {
            for batch in records.chunks(BATCH) {
                let chunk = parser.read(|chunk| {
                    for record in batch {
                        chunk.record(located, kind, record, begins);
                    }
                });
                self.builder.take(&chunk);
                self.report(opened.read())?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Reads a header and records that stand one after the other, each on several lines, in a text
    /// that begins at the offset `begins` of the content.
    fn spread(
        &mut self,
        opened: &mut KeptFile,
        text: &str,
        records: &[Range<usize>],
        begins: u64,
    ) -> Result<ControlFlow<()>, Diagnostic> {
        let name = opened.file.name.clone();
        let (mut line, mut passed) = (1, 0);
        let mut placed = records.iter().map(|range| {
            let before = text.get(passed..range.start).unwrap_or_default();
            line += memchr::memchr_iter(b'\n', before.as_bytes()).count();
            passed = range.start;
            (line, range.start, text.get(range.clone()).unwrap_or_default())
        });
        let (first, _, header) = placed.next().unwrap_or_default();
        let located = Located::new(&name, first, header);
        self.begin(opened, heading(&located, &frame(&located, header)?)?);
        let mut parser = ChunkParser::default();
        let mut placed = placed.peekable();
        while placed.peek().is_some() {
            let chunk = parser.read(|chunk| {
                for (line, start, record) in placed.by_ref().take(BATCH) {
                    chunk.line(&name, record, begins + start as u64, line);
                }
            });
            self.builder.take(&chunk);
            if self.report(opened.read()).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Reads NDJSON: its header, then chunks of lines.
    fn lines(
        &mut self,
        opened: &mut KeptFile,
        beginning: Vec<u8>,
        whole: bool,
    ) -> Result<ControlFlow<()>, Diagnostic> {
        let mut first = Chunk::first(opened, beginning, whole)?;
        let (line, header) = first.take_line();
        let header = std::str::from_utf8(&header).map_err(|_| {
            let column = valid_start(&header).chars().count() + 1;
            Diagnostic::error(&opened.file.name, "invalid UTF-8 here").at((line, column))
        })?;
        let located = Located::new(&opened.file.name, line, header);
        let members: ObjectMembers = serde_json::from_str(header).map_err(|error| {
            located
                .problem(&error, header, (line, 1))
                .help("the first line must be {\"gainsay\":1,\"dataset\":{…}}")
        })?;
        let heading = heading(&located, &members)?;
        self.begin(opened, heading);
        chunks::each(opened, first, |read, chunk| {
            self.builder.take(&chunk);
            self.report(read)
        })
    }
}

/// Returns the diagnostic for a document that is not UTF-8.
fn not_utf8(name: &str, bytes: &[u8]) -> Diagnostic {
    let good = valid_start(bytes);
    Diagnostic::error(name, "invalid UTF-8 here").at(position(good, good.len())).help(advice(bytes))
}

fn frame<'t>(located: &Located, text: &'t str) -> Result<ObjectMembers<'t>, Diagnostic> {
    serde_json::from_str(text).map_err(|error| {
        if let Some(offset) = nesting_limit(text) {
            return too_deep(located.file, position(text, offset));
        }
        if error.is_data() {
            return not_a_dataset(located.file);
        }
        located
            .problem(&error, text, (1, 1))
            .help("correct the JSON here; `gainsay check` finds the other errors")
    })
}

#[cfg(test)]
mod tests;
