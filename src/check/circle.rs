//! Circles of sources that are known through each other. Each circle is reported once, at its first
//! source in the order of the files, with the names of the sources on the way round.

use std::collections::HashMap;

use super::finding::{Finding, Findings, MOST};
use super::ledger::Ledger;
use super::pass::Mention;
use super::value::clipped;
use crate::input::Severity;

/// The number of sources of a circle that are named.
const NAMED: usize = 6;

/// A circle that is being read again, from its first source on.
pub(super) struct Circle {
    finding: Finding,
    /// The sources whose `via` is named, by their keys.
    sources: Vec<u64>,
    /// The name of the first source, and of those through which each is known.
    names: Vec<String>,
    is_longer: bool,
}

impl Circle {
    /// Creates the circle that begins with a source and its key.
    pub(super) fn from(source: &Mention, key: u64, ledger: &Ledger) -> Self {
        let way = std::iter::successors(Some(key), |at| ledger.through(*at));
        let back = |(place, at): &(usize, u64)| *place == 0 || *at != key;
        let mut sources: Vec<u64> =
            way.enumerate().take_while(back).map(|(_, at)| at).take(NAMED + 1).collect();
        let is_longer = sources.len() > NAMED;
        sources.truncate(NAMED);
        let mut names = vec![String::new(); sources.len() + 1];
        if let Some(first) = names.first_mut() {
            *first = clipped(source.id);
        }
        let finding = Finding::error(source.place(), source.address.clone(), "");
        Self { finding, sources, names, is_longer }
    }

    /// Records that a source of the circle is known through another; the first report counts.
    fn pass(&mut self, source: u64, through: &str) {
        let place = self.sources.iter().position(|key| *key == source);
        let name = place.and_then(|place| self.names.get_mut(place + 1));
        if let Some(name) = name.filter(|name| name.is_empty()) {
            through.clone_into(name);
        }
    }

    fn told(self) -> Finding {
        let Self { mut finding, mut names, is_longer, .. } = self;
        if is_longer {
            names.push("…".into());
        }
        finding.problem.message = format!("`via` is circular: {}", names.join(" → "));
        finding.help("remove `via` from the source that was read directly")
    }
}

pub(super) struct Circles {
    number: usize,
    begun: HashMap<u32, Circle>,
}

impl Circles {
    /// Creates the collection for `number` circles, none of which has been read yet.
    pub(super) fn of(number: usize) -> Self {
        Self { number, begun: HashMap::new() }
    }

    /// Records that a source of a circle was read; `begin` makes the circle at its first source.
    pub(super) fn pass(
        &mut self,
        circle: u32,
        source: u64,
        through: &str,
        begin: impl FnOnce() -> Circle,
    ) {
        if self.begun.len() < MOST {
            self.begun.entry(circle).or_insert_with(begin);
        }
        if let Some(circle) = self.begun.get_mut(&circle) {
            circle.pass(source, through);
        }
    }

    /// Counts all circles, and reports those that were kept.
    pub(super) fn tell(self, findings: &mut Findings) {
        let untold = self.number.saturating_sub(self.begun.len());
        let mut told: Vec<Finding> = self.begun.into_values().map(Circle::told).collect();
        told.sort_by_key(|finding| finding.place);
        for finding in told {
            findings.push(finding);
        }
        findings.count(Severity::Error, untold);
    }
}
