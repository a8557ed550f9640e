//! Puts the records of several files together into one [`Catalog`], each in the scope of
//! its dataset's id.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use crate::claim::{
    Agent, Claim, DatasetInfo, History, Issue, Origin, Relation, Scale, Source, Unknown,
};

use super::Problem;
use super::catalog::{Catalog, Dataset, Entry, Row};

/// A catalog under construction.
#[derive(Debug, Default)]
pub(super) struct Builder {
    catalog: Catalog,
    /// The file being read.
    file: String,
    path: Option<PathBuf>,
    /// The dataset it belongs to.
    dataset: usize,
    /// Where the records that others could clash with were first met.
    first_met: HashMap<(usize, &'static str, String), String>,
}

impl Builder {
    /// The records that follow stand in `file` and belong to the dataset `info`.
    pub(super) fn begin(&mut self, file: &str, path: Option<&PathBuf>, info: DatasetInfo) {
        file.clone_into(&mut self.file);
        self.path = path.cloned();
        self.count(&info.unknown);
        let known = self.catalog.datasets.iter().position(|dataset| dataset.info.id == info.id);
        self.dataset = known.unwrap_or(self.catalog.datasets.len());
        match known {
            None => self.catalog.datasets.push(Dataset {
                info,
                agents: BTreeMap::new(),
                sources: BTreeMap::new(),
                scales: BTreeMap::new(),
                relations: Vec::new(),
                issues: Vec::new(),
                history: Vec::new(),
            }),
            Some(index) if self.catalog.datasets[index].info != info => {
                let message = format!(
                    "another file describes the dataset “{}” differently; the first counts",
                    info.id
                );
                self.report(Problem::warning(file, message));
            }
            Some(_) => {}
        }
    }

    /// A problem that costs no record.
    pub(super) fn report(&mut self, problem: Problem) {
        self.catalog.problems.push(problem);
    }

    /// A problem that costs a record.
    pub(super) fn leave_out(&mut self, problem: Problem) {
        self.catalog.left_out += 1;
        self.report(problem);
    }

    /// A field that the format does not know was met.
    pub(super) fn unknown_field(&mut self) {
        self.catalog.unknown_fields += 1;
    }

    fn count(&mut self, unknown: &Unknown) {
        self.catalog.unknown_fields += unknown.len();
    }

    fn scope(&mut self) -> &mut Dataset {
        &mut self.catalog.datasets[self.dataset]
    }

    /// Reports that two records of one dataset bear the same id but differ.
    fn clash(&mut self, kind: &'static str, id: &str, at: (usize, usize)) {
        let first = self.first_met.get(&(self.dataset, kind, id.to_owned())).cloned();
        let message = format!(
            "this {kind} differs from the one of the same id in {}",
            first.unwrap_or_default()
        );
        let problem = Problem::error(&self.file, message).at(at).of(format!("{kind} {id}"));
        self.report(problem.help("give one of them another id, or take one out"));
    }

    fn met(&mut self, kind: &'static str, id: &str, (line, _): (usize, usize)) {
        let place = format!("{}:{line}", self.file);
        self.first_met.entry((self.dataset, kind, id.to_owned())).or_insert(place);
    }

    /// Whether no record of this kind and key was met before; it counts as met from now on.
    fn is_new(&mut self, kind: &'static str, key: &str, at: (usize, usize)) -> bool {
        let before = self.first_met.len();
        self.met(kind, key, at);
        self.first_met.len() > before
    }

    pub(super) fn agent(&mut self, agent: Agent, at: (usize, usize)) {
        self.count(&agent.unknown);
        self.keep("agent", agent.id.clone(), agent, at, |scope| &mut scope.agents);
    }

    pub(super) fn source(&mut self, source: Source, at: (usize, usize)) {
        self.count(&source.unknown);
        self.keep("source", source.id.clone(), source, at, |scope| &mut scope.sources);
    }

    pub(super) fn scale(&mut self, scale: Scale, at: (usize, usize)) {
        self.count(&scale.unknown);
        self.keep("scale", scale.id.clone(), scale, at, |scope| &mut scope.scales);
    }

    /// Keeps the first record of an id; the same again is nothing new, another one clashes.
    fn keep<T: PartialEq>(
        &mut self,
        kind: &'static str,
        id: String,
        record: T,
        at: (usize, usize),
        records: impl Fn(&mut Dataset) -> &mut BTreeMap<String, T>,
    ) {
        match records(self.scope()).get(&id) {
            Some(first) if *first != record => self.clash(kind, &id, at),
            Some(_) => {}
            None => {
                self.met(kind, &id, at);
                records(self.scope()).insert(id, record);
            }
        }
    }

    pub(super) fn relation(&mut self, relation: Relation) {
        self.count(&relation.unknown);
        if self.is_new("relation", &format!("{relation:?}"), (0, 0)) {
            self.scope().relations.push(relation);
        }
    }

    pub(super) fn issue(&mut self, issue: Issue, at: (usize, usize)) {
        self.count(&issue.unknown);
        if self.is_new("issue", &issue.id, at) {
            self.scope().issues.push(issue);
        } else if !self.scope().issues.contains(&issue) {
            self.clash("issue", &issue.id, at);
        }
    }

    pub(super) fn history(&mut self, history: History) {
        self.count(&history.unknown);
        if self.is_new("history", &format!("{history:?}"), (0, 0)) {
            self.scope().history.push(history);
        }
    }

    /// Takes a claim. The same record twice is one claim; two that differ are both kept,
    /// for neither may hide the other, and reported.
    pub(super) fn claim(&mut self, claim: Claim, record: &str, at: (usize, usize)) {
        if claim.id.is_empty() || claim.text.trim().is_empty() {
            let missing = if claim.id.is_empty() { "id" } else { "text" };
            let problem = Problem::error(&self.file, format!("a claim without {missing}"));
            self.leave_out(problem.at(at).of(format!("claim {}", claim.id).trim_end()));
            return;
        }
        self.catalog.unknown_fields += claim.unknown_fields();
        let rows = self.catalog.rows.get(&claim.id).cloned().unwrap_or_default();
        let mut namesakes = rows
            .iter()
            .filter_map(|row| self.catalog.entries.get(*row as usize))
            .filter(|entry| entry.dataset == self.dataset)
            .peekable();
        let clashes = namesakes.peek().is_some();
        if namesakes.any(|entry| entry.claim == claim) {
            return;
        }
        if clashes {
            self.clash("claim", &claim.id, at);
        }
        self.met("claim", &claim.id, at);
        // Rows are 32 bits wide; a catalog of more claims than that doesn't fit in memory.
        let Ok(row) = Row::try_from(self.catalog.entries.len()) else { return };
        self.catalog.rows.entry(claim.id.clone()).or_default().push(row);
        let origin = Origin { file: self.file.clone(), path: self.path.clone(), line: at.0 };
        self.catalog.entries.push(Entry::new(claim, self.dataset, record, origin));
    }

    pub(super) fn finish(self) -> Catalog {
        self.catalog
    }
}
