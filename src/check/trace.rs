//! The second pass, for findings that need more than numbers: the places of references that lead
//! nowhere, the ids of claims with equal texts, and circles of sources. It reads only the lines
//! that it needs, if it knows them.

use std::collections::{BTreeSet, HashMap};

use super::circle::{Circle, Circles};
use super::finding::{Finding, Findings};
use super::guess::Dangling;
use super::pass::{Mention, Pass};
use super::survey::{Same, Survey};
use super::value::{clipped, quoted};
use crate::claim::RecordKind;
use crate::input::Severity;

/// The lines that are worth reading, among those of all files.
enum TracedLines {
    All,
    These(BTreeSet<u64>),
}

pub(super) struct Trace<'s> {
    survey: &'s Survey,
    lines: TracedLines,
    /// The texts that more than one claim has, with the quoted id of the first claim.
    firsts: HashMap<u64, Option<String>>,
    circles: Circles,
    findings: &'s mut Findings,
    dangling: Vec<Dangling>,
}

impl<'s> Trace<'s> {
    /// Creates a second pass if the first one left anything to read again. `circles` is the number
    /// that the ledger found; `findings` receives what is found now.
    pub(super) fn of(
        survey: &'s Survey,
        circles: usize,
        same: &[Same],
        findings: &'s mut Findings,
    ) -> Option<Self> {
        let is_told = survey.ledger.wanted() == 0 && circles == 0;
        if is_told && same.is_empty() {
            return None;
        }
        let lines = if is_told {
            TracedLines::These(same.iter().map(|same| same.first).collect())
        } else {
            TracedLines::All
        };
        let firsts = same.iter().map(|same| (same.text, None)).collect();
        let circles = Circles::of(circles);
        Some(Self { survey, lines, firsts, circles, findings, dangling: Vec::new() })
    }

    fn scope(&self, mention: &Mention) -> Option<usize> {
        self.survey.files.get(mention.page.file).and_then(|file| file.scope)
    }

    /// Reports what was read again. Returns the references that lead nowhere, for which the third
    /// pass looks for suggestions.
    pub(super) fn finish(self, same: Vec<Same>) -> Vec<Dangling> {
        for Same { place, address, text, .. } in same {
            let first = self.firsts.get(&text).and_then(Option::as_deref);
            let first = first.unwrap_or("another");
            let message = format!("the claim has the same text as {first}");
            let finding = Finding::warning(place, address, message);
            self.findings.keep(finding.help("merge the two claims, or say how they differ"));
        }
        self.circles.tell(self.findings);
        self.dangling
    }
}

impl Pass for Trace<'_> {
    fn wants_file(&self, file: usize) -> bool {
        let TracedLines::These(lines) = &self.lines else { return true };
        let before = |file: usize| self.survey.files.get(file).map(|file| file.before);
        let last = before(file + 1).unwrap_or(u64::MAX);
        before(file).is_some_and(|before| {
            lines.range(before.saturating_add(1)..).next().is_some_and(|line| *line <= last)
        })
    }

    fn wants_line(&self, file: usize, line: usize) -> bool {
        let TracedLines::These(lines) = &self.lines else { return true };
        let before = self.survey.files.get(file).map_or(0, |file| file.before);
        lines.contains(&(before + line as u64))
    }

    fn refer(&mut self, id: &Mention) {
        let Some(scope) = self.scope(id) else { return };
        let is_told =
            self.survey.ledger.knows(scope, id.kind, id.id) || self.survey.cut_off.contains(&scope);
        if !is_told && self.findings.admit(Severity::Error) {
            self.dangling.push(Dangling::of(id, scope));
        }
    }

    fn says(&mut self, claim: &Mention, text: &str) {
        if self.firsts.is_empty() {
            return;
        }
        let key = self.scope(claim).and_then(|scope| self.survey.ledger.text_key(scope, text));
        if let Some(first) = key.and_then(|key| self.firsts.get_mut(&key)) {
            first.get_or_insert_with(|| quoted(claim.id));
        }
    }

    fn links(&mut self, source: &Mention, through: &str) {
        let Some(scope) = self.scope(source) else { return };
        let ledger = &self.survey.ledger;
        let key = ledger.key(scope, RecordKind::Source, source.id);
        if let Some(number) = ledger.circle(key) {
            let begun = || Circle::from(source, key, ledger);
            self.circles.pass(number, key, &clipped(through), begun);
        }
    }
}
