//! From a file's bytes to walks over its records, by its container: a document as a whole, NDJSON
//! line by line.

use std::ops::Range;

use super::dates::Updated;
use super::finding::Finding;
use super::page::CheckedText;
use super::pass::Pass;
use super::value::{self, quoted};
use super::walk::Walk;
use crate::claim::FORMAT_VERSION;
use crate::claim::RecordKind;
use crate::input::container::{LARGEST_DOCUMENT, spread_records, too_large};
use crate::input::text_lines::{TextLine, TextLines};
use crate::input::{Container, Diagnostic, container_of};
use crate::json::{Json, JsonError, JsonNode};
use crate::text::{nearest, valid_start};

/// Reads the file with this number for a pass.
pub(super) fn read(
    stream: &mut TextLines,
    file: usize,
    pass: &mut dyn Pass,
) -> Result<(), Diagnostic> {
    let mut reading = FileCheck { file, pass, begun: false, updated: None };
    let read = reading.file(stream);
    if let Some((message, help)) = stream.file.encoding_warning() {
        let place = CheckedText::new(file, "", 0).spot(0);
        reading.pass.found(Finding::warning(place, None, message).help(help));
    }
    read
}

impl FileCheck<'_> {
    fn file(&mut self, stream: &mut TextLines) -> Result<(), Diagnostic> {
        let mut text = Vec::new();
        let mut before = 0;
        let line = loop {
            match stream.line(&mut text)? {
                TextLine::Whole if is_blank(&text) => before += 1,
                line => break line,
            }
        };
        let first = match (line, valid_start(&text)) {
            // A truncated line is not a header; nor is one that begins with a BOM in the middle of the
            // file.
            (TextLine::TooLong | TextLine::End, _) => "",
            (TextLine::Whole, first) if before > 0 && first.starts_with('\u{feff}') => "",
            (TextLine::Whole, first) => first,
        };
        match (line, container_of(&stream.file.name, first)) {
            (TextLine::End, _) => {
                let help = "a dataset begins with {\"gainsay\": 1, \"dataset\": …";
                self.refuse("the file is empty", help);
            }
            (_, Container::Lines) => self.lines(stream, text, line, before)?,
            (TextLine::TooLong, Container::Document) => return Err(too_large(&stream.file.name)),
            (TextLine::Whole, Container::Document) => match stream.rest(&mut text)? {
                Some(()) => self.document(&text, before),
                None => return Err(too_large(&stream.file.name)),
            },
        }
        Ok(())
    }
}

fn is_blank(line: &[u8]) -> bool {
    str::from_utf8(line).is_ok_and(|line| line.trim().is_empty())
}

struct FileCheck<'r> {
    file: usize,
    pass: &'r mut dyn Pass,
    /// Whether the dataset has begun: the first line was read.
    begun: bool,
    /// The date of the dataset's last change, once its description was read.
    updated: Option<Updated>,
}

impl<'r> FileCheck<'r> {
    fn walk<'w, 't>(&'w mut self, page: &'w CheckedText<'t>) -> Walk<'w, 't>
    where
        'r: 'w,
    {
        Walk { page, pass: &mut *self.pass, updated: self.updated.as_ref(), is_imported: false }
    }

    /// Reports one error for a whole file.
    fn refuse(&mut self, message: &str, help: &str) {
        let finding = Finding::error(CheckedText::new(self.file, "", 0).spot(0), None, message);
        self.pass.found(finding.help(help));
    }

    /// Begins the dataset, once for a file. A file without a header is a dataset of its own.
    fn begin(&mut self, dataset: Option<&str>) {
        if !std::mem::replace(&mut self.begun, true) {
            self.pass.begin(dataset);
        }
    }

    fn document(&mut self, bytes: &[u8], before: usize) {
        let Ok(text) = str::from_utf8(bytes) else { return self.bad_bytes(bytes, before) };
        let page = CheckedText::new(self.file, text, before);
        let node = match JsonNode::read(text) {
            Ok(node) => node,
            Err(fault) => match spread_records(text) {
                Some(records) => return self.spread(text, &records, before),
                None => return self.fault(&page, &fault),
            },
        };
        self.begin(dataset_id(&node));
        self.updated = updated(&node);
        let mut walk = self.walk(&page);
        if version(&mut walk, &node) == Version::Readable {
            walk.record("Document", &node, &None);
        }
    }

    /// Reads a header and records that stand one after the other, each on several lines.
    fn spread(&mut self, text: &str, records: &[Range<usize>], mut before: usize) {
        let place = CheckedText::new(self.file, "", before).spot(0);
        let message = "the records stand on several lines each";
        let finding = Finding::warning(place, None, message.to_owned());
        self.pass.found(finding.help("write each on a line of its own: jq -c . FILE > NEW"));
        let mut passed = 0;
        for range in records {
            let between = text.get(passed..range.start).unwrap_or_default();
            before += memchr::memchr_iter(b'\n', between.as_bytes()).count();
            passed = range.start;
            let page =
                CheckedText::new(self.file, text.get(range.clone()).unwrap_or_default(), before);
            match JsonNode::read(page.text) {
                Ok(node) if self.record(&page, &node) == Version::Newer => return,
                Ok(_) => {}
                Err(fault) => self.fault(&page, &fault),
            }
        }
    }

    fn fault(&mut self, page: &CheckedText, fault: &JsonError) {
        let message = fault.message.clone();
        self.walk(page).error(fault.at, &None, message, fault.help);
    }

    /// Reports bytes that are not UTF-8: one error, at the first of them. A document ends there; of
    /// NDJSON only the line is lost.
    fn bad_bytes(&mut self, bytes: &[u8], before: usize) {
        let good = valid_start(bytes);
        let message = format!("the byte 0x{:02X} is not UTF-8", bytes[good.len()]);
        let page = CheckedText::new(self.file, good, before);
        self.walk(&page).error(good.len(), &None, message, "save the file as UTF-8");
    }

    /// Reads NDJSON from its first line on, which was already read.
    fn lines(
        &mut self,
        stream: &mut TextLines,
        mut text: Vec<u8>,
        mut line: TextLine,
        mut before: usize,
    ) -> Result<(), Diagnostic> {
        while line != TextLine::End {
            // A pass that doesn't want the header counts it as read.
            if self.pass.wants_line(self.file, before + 1) {
                let bytes = text.strip_suffix(b"\n").unwrap_or(&text);
                if self.line(bytes, line, before) == Version::Newer {
                    break;
                }
            } else {
                self.begun = true;
            }
            before += 1;
            // What was read so far tells where the rest is missing.
            line = stream.line(&mut text).map_err(|problem| problem.at((before + 1, 1)))?;
        }
        Ok(())
    }

    fn line(&mut self, bytes: &[u8], line: TextLine, before: usize) -> Version {
        if line == TextLine::TooLong {
            self.begin(None);
            self.too_long(before);
            return Version::Readable;
        }
        let text = match str::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => return Version::Readable,
            Ok(text) => text,
            Err(_) => {
                self.begin(None);
                self.bad_bytes(bytes, before);
                return Version::Readable;
            }
        };
        let page = CheckedText::of_line(self.file, text, before);
        match JsonNode::read(text) {
            Ok(node) => self.record(&page, &node),
            Err(fault) => {
                self.begin(None);
                self.fault(&page, &fault);
                Version::Readable
            }
        }
    }

    fn too_long(&mut self, before: usize) {
        let page = CheckedText::of_line(self.file, "", before);
        let message = format!("the line is longer than {} MiB", LARGEST_DOCUMENT >> 20);
        self.walk(&page).error(0, &None, message, "a line holds one record: is a newline missing?");
    }

    /// Checks one line of NDJSON: the header or a record.
    fn record(&mut self, page: &CheckedText, node: &JsonNode) -> Version {
        let is_header = ["gainsay", "dataset"].iter().any(|key| node.get(key).is_some());
        let begun = self.begun;
        self.begin(if is_header { dataset_id(node) } else { None });
        if is_header && !begun {
            self.updated = updated(node);
        }
        let mut walk = self.walk(page);
        if !begun && !is_header {
            let message = "the first line must be the header".to_owned();
            let help =
                "write {\"gainsay\":1,\"dataset\":{\"id\":…,\"title\":…}} before the records";
            walk.error(node.at, &None, message, help);
        }
        if !is_header {
            record_line(&mut walk, node);
            return Version::Readable;
        }
        if begun {
            let message = "unexpected second header".to_owned();
            walk.error(node.at, &None, message, "a file has one header, in its first line");
        }
        let version = version(&mut walk, node);
        if version == Version::Readable {
            walk.record("Header", node, &None);
        }
        version
    }
}

fn dataset_id<'n>(node: &'n JsonNode) -> Option<&'n str> {
    node.get("dataset").and_then(|dataset| dataset.text_of("id"))
}

fn updated(node: &JsonNode) -> Option<Updated> {
    Updated::of(node.get("dataset")?.text_of("updated")?)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// The present version, or an unclear one: worth reading on.
    Readable,
    /// A newer version, of which nothing more can be checked.
    Newer,
}

fn version(walk: &mut Walk, node: &JsonNode) -> Version {
    let Some(value) = node.get("gainsay") else { return Version::Readable };
    if let Json::Number(number) = value.json {
        let newer = number.parse::<f64>().is_ok_and(|number| number >= 2.0);
        if newer {
            let message = format!(
                "the file is version {} of the format; this program reads version {FORMAT_VERSION}",
                value::clipped(number)
            );
            walk.error(value.at, &None, message, "use a newer gainsay");
            return Version::Newer;
        }
        if number == FORMAT_VERSION.to_string() {
            return Version::Readable;
        }
    }
    let message =
        format!("`gainsay` must be the number {FORMAT_VERSION}: the version of the format");
    walk.error(value.at, &None, message, "write \"gainsay\": 1");
    Version::Readable
}

/// Checks a line of NDJSON that holds one record.
fn record_line(walk: &mut Walk, node: &JsonNode) {
    let keys = RecordKind::ALL.map(RecordKind::key);
    let help = format!("a line holds one of: {}", keys.join(", "));
    let Json::Object(members) = &node.json else {
        let message = format!("expected a record, found {}", node.kind());
        return walk.error(node.at, &None, message, &help);
    };
    if members.is_empty() {
        return walk.error(node.at, &None, "the line holds no record".into(), &help);
    }
    for (number, member) in members.iter().enumerate() {
        if number == 1 {
            let message = "the line holds more than one record".to_owned();
            walk.error(member.at, &None, message, "write each on a line of its own");
        }
        if let Some(kind) = RecordKind::ALL.into_iter().find(|kind| kind.key() == member.key) {
            walk.record(kind.definition(), &member.value, &None);
        } else {
            let message = format!("unknown kind of record {}", quoted(&member.key));
            let meant = nearest(&member.key, keys);
            let meant = meant.map(|meant| format!("did you mean `{meant}`?"));
            walk.error(member.at, &None, message, &meant.unwrap_or_else(|| help.clone()));
        }
    }
}
