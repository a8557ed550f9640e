//! The third pass, for references that lead nowhere: the id that is nearest to each of them
//! among those of the kind, and so may be meant.

use std::collections::HashMap;

use super::finding::{Finding, Findings};
use super::ledger::Ledger;
use super::pass::{Mention, Pass};
use super::survey::File;
use super::value::quoted;
use crate::dataset::RecordKind;
use crate::text::nearest;

/// Comparisons in all: a file may hold as many references that lead nowhere as ids.
const STEPS: usize = 2_000_000;

/// The longest id that is compared with others.
const LONGEST: usize = 200;

/// A reference that leads nowhere.
pub(super) struct Dangling {
    finding: Finding,
    scope: usize,
    kind: RecordKind,
    /// None where it is too long to be compared with others.
    id: Option<String>,
    meant: Option<String>,
}

impl Dangling {
    /// The reference that stands here.
    pub(super) fn of(id: &Mention, scope: usize) -> Self {
        let kind = id.kind.key();
        let article = if kind.starts_with(['a', 'i']) { "an" } else { "a" };
        let message = format!(
            "`{}` names {article} {kind} {}, which the dataset does not have",
            id.field,
            quoted(id.id)
        );
        let finding = Finding::error(id.place(), id.address.clone(), message);
        let word = Some(id.id).filter(|id| id.len() <= LONGEST).map(str::to_owned);
        Self { finding, scope, kind: id.kind, id: word, meant: None }
    }

    /// Compares it with an id that there is.
    fn compare(&mut self, id: &str) {
        let Some(word) = self.id.as_deref() else { return };
        if nearest(word, [id]).is_some() {
            let candidates = self.meant.as_deref().into_iter().chain([id]);
            self.meant = nearest(word, candidates).map(str::to_owned);
        }
    }

    fn told(self) -> Finding {
        let kind = self.kind.key();
        match (self.id, self.meant) {
            (None, _) => self.finding,
            (_, Some(meant)) => self.finding.help(format!("did you mean `{meant}`?")),
            (_, None) => self.finding.help(format!("add the {kind}, or correct the id")),
        }
    }
}

/// Looks for what was meant.
pub(super) struct Guess<'s> {
    files: &'s [File],
    dangling: Vec<Dangling>,
    /// The references by what they name.
    by_kind: HashMap<(usize, RecordKind), Vec<usize>>,
}

impl<'s> Guess<'s> {
    /// A third pass for these references.
    pub(super) fn of(mut dangling: Vec<Dangling>, ledger: &Ledger, files: &'s [File]) -> Self {
        dangling.sort_by_key(|reference| reference.scope);
        let mut by_kind: HashMap<_, Vec<usize>> = HashMap::new();
        let mut steps = STEPS;
        for (number, reference) in dangling.iter_mut().enumerate() {
            let cost = ledger.known(reference.scope, reference.kind);
            if reference.id.is_none() || steps < cost {
                reference.id = None;
                continue;
            }
            steps -= cost;
            if cost > 0 {
                by_kind.entry((reference.scope, reference.kind)).or_default().push(number);
            }
        }
        Self { files, dangling, by_kind }
    }

    /// Whether there is nothing to compare with.
    pub(super) fn is_idle(&self) -> bool {
        self.by_kind.is_empty()
    }

    /// Tells the references, with what may be meant.
    pub(super) fn tell(self, findings: &mut Findings) {
        for reference in self.dangling {
            findings.keep(reference.told());
        }
    }
}

impl Pass for Guess<'_> {
    fn wants_file(&self, file: usize) -> bool {
        let scope = self.files.get(file).and_then(|file| file.scope);
        self.by_kind.keys().any(|(of, _)| Some(*of) == scope)
    }

    fn define(&mut self, id: &Mention, _digest: &dyn Fn() -> u64) {
        let Some(scope) = self.files.get(id.page.file).and_then(|file| file.scope) else { return };
        for number in self.by_kind.get(&(scope, id.kind)).into_iter().flatten() {
            if let Some(reference) = self.dangling.get_mut(*number) {
                reference.compare(id.id);
            }
        }
    }
}
