//! The first pass: reports everything that one record shows, and adds to the ledger what reaches
//! beyond it.

use std::collections::HashSet;

use super::finding::{Address, Finding, FindingPlace, Findings};
use super::ledger::Ledger;
use super::pass::{Mention, Pass};
use super::value::quoted;
use crate::claim::{Scope, Vocabulary};
use crate::input::Severity;

#[derive(Debug)]
pub(super) struct SurveyedFile {
    pub(super) name: String,
    /// The scope of its ids; `None` if it has no records.
    pub(super) scope: Option<usize>,
    /// The number of lines in the files before it, as far as the ledger has entries for them.
    pub(super) before: u64,
    /// Whether the file could not be read to its end.
    pub(super) is_cut_off: bool,
}

impl AsRef<str> for SurveyedFile {
    fn as_ref(&self) -> &str {
        &self.name
    }
}

/// A claim with the text of another one, whose id is still to be read again.
#[derive(Debug)]
pub(super) struct Same {
    pub(super) place: FindingPlace,
    pub(super) address: Address,
    pub(super) text: u64,
    /// The line of the first claim with the text, among those of all files.
    pub(super) first: u64,
}

#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) files: Vec<SurveyedFile>,
    pub(super) ledger: Ledger,
    pub(super) findings: Findings,
    pub(super) same: Vec<Same>,
    /// The scopes with a part that can't be read; missing records may be in that part.
    pub(super) cut_off: HashSet<usize>,
    lines: u64,
}

impl Survey {
    pub(super) fn add(&mut self, name: &str) -> usize {
        self.files.push(SurveyedFile {
            name: name.to_owned(),
            scope: None,
            before: self.lines,
            is_cut_off: false,
        });
        self.files.len() - 1
    }

    /// Records that the last file can't be read on. A file without a record is removed again.
    pub(super) fn cut(&mut self) {
        let Some(file) = self.files.last_mut() else { return };
        file.is_cut_off = true;
        match file.scope {
            Some(scope) => _ = self.cut_off.insert(scope),
            None => _ = self.files.pop(),
        }
    }

    fn scope(&self, file: usize) -> Option<usize> {
        self.files.get(file).and_then(|file| file.scope)
    }

    /// Returns the line of a mention among those of all files.
    fn line(&mut self, mention: &Mention) -> u64 {
        let before = self.files.get(mention.page.file).map_or(0, |file| file.before);
        let line = before + mention.page.line(mention.at) as u64;
        self.lines = self.lines.max(line);
        line
    }

    /// Returns the file that a line among those of all files belongs to, and its line there.
    fn file_of(&self, line: u64) -> (usize, u64) {
        let file = self.files.partition_point(|file| file.before < line).saturating_sub(1);
        (file, line - self.files.get(file).map_or(0, |file| file.before))
    }

    fn repeated(&mut self, id: &Mention, line: u64) {
        let message = format!(
            "the {} id {} is used twice; first in line {line}",
            id.kind.key(),
            quoted(id.id)
        );
        let finding = Finding::error(id.place(), id.address.clone(), message);
        self.findings.push(finding.help("give each its own id, or remove one"));
    }

    fn two_scopes(&mut self, by: &Mention, scope: Scope, (other, line): (Scope, u64)) {
        let (file, line) = self.file_of(line);
        let place = match self.files.get(file).filter(|_| file != by.page.file) {
            Some(other) => format!("line {line} of {}", other.name),
            None => format!("line {line}"),
        };
        let message = format!(
            "one quotation of {} has two scopes: `{}` here, `{}` in {place}",
            quoted(by.id),
            scope.name(),
            other.name()
        );
        let finding = Finding::warning(by.place(), by.address.clone(), message);
        let help = "give both the same scope, or quote the words that make the difference";
        self.findings.push(finding.help(help));
    }

    fn differs(&mut self, id: &Mention, file: usize, line: u64) {
        let name = |file: usize| self.files.get(file).map_or("another file", AsRef::as_ref);
        let message = format!(
            "{} and {} (line {line}) have different {} records with the id {}",
            name(id.page.file),
            name(file),
            id.kind.key(),
            quoted(id.id)
        );
        let finding = Finding::error(id.place(), id.address.clone(), message);
        self.findings.push(finding.help("make them identical, or give one of them another id"));
    }
}

impl Pass for Survey {
    fn begin(&mut self, dataset: Option<&str>) {
        let scope = self.ledger.scope(dataset);
        if let Some(file) = self.files.last_mut() {
            file.scope = Some(scope);
        }
    }

    fn found(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn define(&mut self, id: &Mention, digest: &dyn Fn() -> u64) {
        let Some(scope) = self.scope(id.page.file) else { return };
        let line = self.line(id);
        let Some(first) = self.ledger.define(scope, id.kind, id.id, line, digest()) else {
            return;
        };
        let (file, line) = self.file_of(first.line);
        if file == id.page.file {
            self.repeated(id, line);
        } else if !first.is_same {
            self.differs(id, file, line);
        }
    }

    fn refer(&mut self, id: &Mention) {
        if let Some(scope) = self.scope(id.page.file) {
            self.ledger.refer(scope, id.kind, id.id);
        }
    }

    fn says(&mut self, claim: &Mention, text: &str) {
        let Some(scope) = self.scope(claim.page.file) else { return };
        let line = self.line(claim);
        let Some(text) = self.ledger.text_key(scope, text) else { return };
        if let Some(first) = self.ledger.text(text, claim.id, line)
            && self.findings.admit(Severity::Warning)
        {
            let (place, address) = (claim.place(), claim.address.clone());
            self.same.push(Same { place, address, text, first });
        }
    }

    fn answers(&mut self, by: &Mention, words: &str, scope: Scope) {
        let Some(of) = self.scope(by.page.file) else { return };
        let line = self.line(by);
        if let Some(first) = self.ledger.answer((of, by.id), words, scope, line) {
            self.two_scopes(by, scope, first);
        }
    }

    fn links(&mut self, source: &Mention, through: &str) {
        if let Some(scope) = self.scope(source.page.file) {
            self.ledger.link(scope, source.id, through);
        }
    }
}
