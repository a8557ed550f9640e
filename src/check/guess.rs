//! The third pass, for references that lead nowhere: finds the nearest existing id of the same kind
//! as a suggestion for each.

use std::collections::{HashMap, HashSet};

use super::finding::{Finding, Findings};
use super::ledger::Ledger;
use super::pass::{Mention, Pass};
use super::survey::SurveyedFile;
use super::value::quoted;
use crate::claim::RecordKind;
use crate::text::nearest;

/// The largest number of comparisons in all: a file may hold as many references that lead nowhere
/// as ids.
const STEPS: usize = 2_000_000;

/// The largest number of missing ids that are compared with the existing ones. Each costs as many
/// comparisons as there are ids, and a user who corrects these runs the check again.
const COMPARED: usize = 50;

/// The length of the longest id that is compared.
const LONGEST: usize = 200;

pub(super) struct Dangling {
    finding: Finding,
    scope: usize,
    kind: RecordKind,
    /// The missing id; `None` if it is too long to be compared, or there are too many.
    id: Option<String>,
}

impl Dangling {
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
        Self { finding, scope, kind: id.kind, id: word }
    }

    fn told(self, guesses: &HashMap<Of, Vec<NearestId>>) -> Finding {
        let kind = self.kind.key();
        let mut words = guesses.get(&(self.scope, self.kind)).into_iter().flatten();
        let word = self.id.and_then(|id| words.find(|word| word.id == id));
        match word.map(|word| word.meant.as_deref()) {
            None => self.finding,
            Some(Some(meant)) => self.finding.help(format!("did you mean `{meant}`?")),
            Some(None) => self.finding.help(format!("add the {kind}, or correct the id")),
        }
    }
}

type Of = (usize, RecordKind);

/// A missing id, and the existing one that is nearest to it so far.
struct NearestId {
    id: String,
    meant: Option<String>,
}

impl NearestId {
    fn compare(&mut self, id: &str) {
        if nearest(&self.id, [id]).is_some() {
            let candidates = self.meant.as_deref().into_iter().chain([id]);
            self.meant = nearest(&self.id, candidates).map(str::to_owned);
        }
    }
}

pub(super) struct Guess<'s> {
    files: &'s [SurveyedFile],
    dangling: Vec<Dangling>,
    /// The ids that are compared, by scope and kind: at most [`COMPARED`] of them.
    words: HashMap<Of, Vec<NearestId>>,
    /// The scopes that have ids to compare with.
    scopes: HashSet<usize>,
}

impl<'s> Guess<'s> {
    pub(super) fn of(
        mut dangling: Vec<Dangling>,
        ledger: &Ledger,
        files: &'s [SurveyedFile],
    ) -> Self {
        dangling.sort_by_key(|reference| reference.scope);
        let mut words: HashMap<Of, Vec<NearestId>> = HashMap::new();
        let mut met: HashSet<(Of, String)> = HashSet::new();
        let mut scopes = HashSet::new();
        let mut steps = STEPS;
        for reference in &mut dangling {
            let of = (reference.scope, reference.kind);
            let Some(id) = reference.id.clone() else { continue };
            if met.contains(&(of, id.clone())) {
                continue;
            }
            let cost = ledger.known(reference.scope, reference.kind);
            if steps < cost || met.len() == COMPARED {
                reference.id = None;
                continue;
            }
            steps -= cost;
            met.insert((of, id.clone()));
            words.entry(of).or_default().push(NearestId { id, meant: None });
            if cost > 0 {
                scopes.insert(reference.scope);
            }
        }
        Self { files, dangling, words, scopes }
    }

    /// Returns whether there is nothing to compare with.
    pub(super) fn is_idle(&self) -> bool {
        self.scopes.is_empty()
    }

    pub(super) fn tell(self, findings: &mut Findings) {
        for reference in self.dangling {
            findings.keep(reference.told(&self.words));
        }
    }
}

impl Pass for Guess<'_> {
    fn wants_file(&self, file: usize) -> bool {
        let scope = self.files.get(file).and_then(|file| file.scope);
        scope.is_some_and(|scope| self.scopes.contains(&scope))
    }

    fn define(&mut self, id: &Mention, _digest: &dyn Fn() -> u64) {
        let Some(scope) = self.files.get(id.page.file).and_then(|file| file.scope) else { return };
        for word in self.words.get_mut(&(scope, id.kind)).into_iter().flatten() {
            word.compare(id.id);
        }
    }
}
