//! Everything that is wrong with datasets, found in one pass over each file: what the
//! format forbids, and what is most likely not meant. Knows the schema and the carriers;
//! opens no file. Of NDJSON it keeps ids, references and hashes, but no record.

mod claim;
mod ledger;
mod node;
mod page;
mod shape;
mod value;
mod walk;

use std::str::Utf8Error;

use self::ledger::{Finding, Ledger};
use self::node::{Fault, Json, Node};
use self::page::Page;
use self::value::quoted;
use self::walk::Walk;
use crate::claim::FORMAT_VERSION;
use crate::dataset::{Carrier, Problem, RecordKind, carrier};
use crate::text::nearest;

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Checks files together: ids are scoped by the id of the dataset, and references may
/// lead from one file of a dataset to another.
#[derive(Debug, Default)]
pub struct Checker {
    files: Vec<String>,
    ledger: Ledger,
    findings: Vec<Finding>,
}

impl Checker {
    /// A checker that has seen no file.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks a file of decompressed bytes. Bytes that are not UTF-8 are one error, where
    /// they begin, and end a document; of NDJSON they cost their line.
    pub fn file_bytes(&mut self, name: &str, bytes: &[u8]) {
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return self.refuse(name, "", 0, "the file is UTF-16, not UTF-8", "save it as UTF-8");
        }
        match str::from_utf8(bytes) {
            Ok(text) => self.file(name, text),
            Err(error) => {
                let start = bytes.get(..error.valid_up_to()).unwrap_or_default();
                if carrier(name, str::from_utf8(start).unwrap_or_default()) == Carrier::Lines {
                    self.files.push(name.to_owned());
                    return self.lines(bytes.strip_prefix(BOM).unwrap_or(bytes));
                }
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let good = str::from_utf8(good).unwrap_or_default();
                let good = good.trim_start_matches('\u{feff}');
                let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
                let message = format!("the byte 0x{byte:02X} is not UTF-8");
                self.refuse(name, good, good.len(), &message, "save the file as UTF-8");
            }
        }
    }

    /// Checks a file's text.
    pub fn file(&mut self, name: &str, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            let help = "a dataset begins with {\"gainsay\": 1, \"dataset\": …";
            return self.refuse(name, text, 0, "the file is empty", help);
        }
        self.files.push(name.to_owned());
        match carrier(name, text) {
            Carrier::Document => self.document(text),
            Carrier::Lines => self.lines(text.as_bytes()),
        }
    }

    /// Everything found, in the order of the files, then by line and column.
    #[must_use]
    pub fn finish(self) -> Vec<Problem> {
        let Self { files, ledger, mut findings } = self;
        findings.extend(ledger.findings());
        findings.sort_by_key(|finding| finding.place);
        let named = |Finding { place, mut problem }: Finding| {
            problem.file = files.get(place.file).cloned().unwrap_or_default();
            problem
        };
        findings.into_iter().map(named).collect()
    }

    /// One error for a whole file.
    fn refuse(&mut self, name: &str, text: &str, at: usize, message: &str, help: &str) {
        self.files.push(name.to_owned());
        let page = Page::new(self.files.len() - 1, text, 0);
        self.walk(&page, 0).error(at, &None, message.to_owned(), help);
    }

    fn walk<'w, 't>(&'w mut self, page: &'w Page<'t>, scope: usize) -> Walk<'w, 't> {
        let Self { files, ledger, findings } = self;
        Walk { page, files, scope, ledger, findings }
    }

    fn document(&mut self, text: &str) {
        let page = Page::new(self.files.len().saturating_sub(1), text, 0);
        let node = match Node::read(text) {
            Ok(node) => node,
            Err(fault) => return self.fault(&page, &fault),
        };
        let scope = self.ledger.scope(dataset_id(&node));
        let mut walk = self.walk(&page, scope);
        if version(&mut walk, &node) == Version::Readable {
            walk.record("Document", &node, &None);
        }
    }

    fn fault(&mut self, page: &Page, fault: &Fault) {
        let message = fault.message.clone();
        self.walk(page, 0).error(fault.at, &None, message, fault.help);
    }

    fn lines(&mut self, bytes: &[u8]) {
        let mut scope = None;
        let file = self.files.len().saturating_sub(1);
        for (before, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let line = match str::from_utf8(line) {
                Ok(line) => line,
                Err(error) => {
                    scope.get_or_insert_with(|| self.ledger.scope(None));
                    self.bad_line(file, before, line, error);
                    continue;
                }
            };
            if line.trim().is_empty() {
                continue;
            }
            let page = Page::new(file, line, before);
            match Node::read(line) {
                Ok(node) => {
                    if self.line(&page, &node, &mut scope) == Version::Newer {
                        return;
                    }
                }
                Err(fault) => {
                    // Without its header a file is a dataset of its own.
                    scope.get_or_insert_with(|| self.ledger.scope(None));
                    self.fault(&page, &fault);
                }
            }
        }
    }

    /// A line that is not UTF-8: one error, where it ceases to be.
    fn bad_line(&mut self, file: usize, before: usize, line: &[u8], error: Utf8Error) {
        let good = line.get(..error.valid_up_to()).unwrap_or_default();
        let good = str::from_utf8(good).unwrap_or_default();
        let byte = line.get(error.valid_up_to()).copied().unwrap_or_default();
        let message = format!("the byte 0x{byte:02X} is not UTF-8");
        let page = Page::new(file, good, before);
        self.walk(&page, 0).error(good.len(), &None, message, "save the file as UTF-8");
    }

    /// One line of NDJSON; `scope` is empty until the first line has been seen.
    fn line(&mut self, page: &Page, node: &Node, scope: &mut Option<usize>) -> Version {
        let is_header = ["gainsay", "dataset"].iter().any(|key| node.get(key).is_some());
        let first = scope.is_none();
        let id = if is_header { dataset_id(node) } else { None };
        let scope = *scope.get_or_insert_with(|| self.ledger.scope(id));
        let mut walk = self.walk(page, scope);
        if first && !is_header {
            let message = "the first line must be the header".to_owned();
            let help =
                "write {\"gainsay\":1,\"dataset\":{\"id\":…,\"title\":…}} before the records";
            walk.error(node.at, &None, message, help);
        }
        if !is_header {
            record_line(&mut walk, node);
            return Version::Readable;
        }
        if !first {
            let message = "a header stands here again".to_owned();
            walk.error(node.at, &None, message, "a file has one header, in its first line");
        }
        let version = version(&mut walk, node);
        if version == Version::Readable {
            walk.record("Header", node, &None);
        }
        version
    }
}

fn dataset_id<'n>(node: &'n Node) -> Option<&'n str> {
    node.get("dataset").and_then(|dataset| dataset.text_of("id"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// This one, or none that is clear: worth reading on.
    Readable,
    /// Made for a newer program: nothing more can be said about it.
    Newer,
}

fn version(walk: &mut Walk, node: &Node) -> Version {
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

/// A line of NDJSON that holds one record.
fn record_line(walk: &mut Walk, node: &Node) {
    let keys = RecordKind::ALL.map(RecordKind::key);
    let help = format!("a line holds one of: {}", keys.join(", "));
    let Json::Object(members) = &node.json else {
        let message = format!("a record should stand here, not {}", node.kind());
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
        if let Some(kind) = RecordKind::from_key(&member.key) {
            walk.record(kind.definition(), &member.value, &None);
        } else {
            let message = format!("unknown kind of record {}", quoted(&member.key));
            let meant = nearest(&member.key, keys);
            let meant = meant.map(|meant| format!("did you mean `{meant}`?"));
            walk.error(member.at, &None, message, &meant.unwrap_or_else(|| help.clone()));
        }
    }
}
