//! What has to be remembered beyond one record: ids, references to them, the sources
//! that sources are known through, and which texts claims have. No records are kept.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::value::{clipped, quoted};
use crate::dataset::{Problem, RecordKind};
use crate::text::nearest;

/// The record a finding is about.
pub(super) type Address = Option<Rc<str>>;

/// A place in a file, by the file's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// A finding whose file is still a number.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) place: Place,
    pub(super) problem: Problem,
}

impl Finding {
    /// An error in a place.
    pub(super) fn error(place: Place, address: Address, message: impl Into<String>) -> Self {
        let mut problem = Problem::error("", message).at((place.line, place.column));
        problem.address = address.map(|address| address.to_string());
        Self { place, problem }
    }

    /// The same with a way to mend it, where there is one to tell.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.problem.help = Some(help.into()).filter(|help: &String| !help.is_empty());
        self
    }
}

#[derive(Debug)]
struct Defined {
    place: Place,
    digest: u64,
}

/// A field that names another record.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) kind: RecordKind,
    pub(super) id: String,
    pub(super) field: String,
    pub(super) place: Place,
    pub(super) address: Address,
}

#[derive(Debug)]
struct Via {
    through: String,
    place: Place,
}

/// What one dataset id scopes.
#[derive(Debug, Default)]
struct Scope {
    ids: HashMap<RecordKind, BTreeMap<String, Defined>>,
    waiting: Vec<Reference>,
    vias: BTreeMap<String, Via>,
    texts: HashMap<u64, Rc<str>>,
}

/// Everything that is remembered, by the number of its scope.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    names: HashMap<String, usize>,
    scopes: Vec<Scope>,
}

/// How an id that has been met before stands to the first.
pub(super) enum Clash {
    /// Twice in one file.
    Repeated { line: usize },
    /// In two files, with different records.
    Differs { file: usize, line: usize },
}

impl Ledger {
    /// The scope of a dataset id; a new one for a file that names none.
    pub(super) fn scope(&mut self, dataset: Option<&str>) -> usize {
        let fresh = self.scopes.len();
        let scope = match dataset {
            Some(id) => *self.names.entry(id.to_owned()).or_insert(fresh),
            None => fresh,
        };
        if scope == fresh {
            self.scopes.push(Scope::default());
        }
        scope
    }

    /// Remembers an id; says how it clashes with one that is there.
    pub(super) fn define(
        &mut self,
        scope: usize,
        kind: RecordKind,
        id: &str,
        place: Place,
        digest: u64,
    ) -> Option<Clash> {
        let ids = self.scopes.get_mut(scope)?.ids.entry(kind).or_default();
        let Some(first) = ids.get(id) else {
            ids.insert(id.to_owned(), Defined { place, digest });
            return None;
        };
        if first.place.file == place.file {
            return Some(Clash::Repeated { line: first.place.line });
        }
        let Place { file, line, .. } = first.place;
        (first.digest != digest).then_some(Clash::Differs { file, line })
    }

    /// Whether an id has been met.
    pub(super) fn knows(&self, scope: usize, kind: RecordKind, id: &str) -> bool {
        let ids = self.scopes.get(scope).and_then(|scope| scope.ids.get(&kind));
        ids.is_some_and(|ids| ids.contains_key(id))
    }

    /// Remembers a reference to an id that has not been met yet.
    pub(super) fn refer(&mut self, scope: usize, reference: Reference) {
        if let Some(scope) = self.scopes.get_mut(scope) {
            scope.waiting.push(reference);
        }
    }

    /// Remembers that a source is known through another.
    pub(super) fn link(&mut self, scope: usize, source: &str, through: &str, place: Place) {
        if let Some(scope) = self.scopes.get_mut(scope) {
            let via = Via { through: through.to_owned(), place };
            scope.vias.entry(source.to_owned()).or_insert(via);
        }
    }

    /// Remembers a claim's text; the id of another claim that says the same.
    pub(super) fn text(&mut self, scope: usize, id: &Rc<str>, text: &str) -> Option<Rc<str>> {
        let folded = folded(text)?;
        let texts = &mut self.scopes.get_mut(scope)?.texts;
        let first = texts.entry(folded).or_insert_with(|| Rc::clone(id));
        (first != id).then(|| Rc::clone(first))
    }

    /// What only shows when every file has been read.
    pub(super) fn findings(self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut steps = 2_000_000;
        for scope in self.scopes {
            for reference in &scope.waiting {
                findings.extend(dangling(reference, &scope.ids, &mut steps));
            }
            findings.extend(cycles(&scope.vias));
        }
        findings
    }
}

/// A number for a claim's text: letters and digits only, without case. None where there are none.
fn folded(text: &str) -> Option<u64> {
    let is_said = |character: &char| {
        character.is_alphanumeric()
            || is_combining_mark(*character)
            || !character.is_ascii()
                && !matches!(character, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}')
    };
    let lower = text.nfc().flat_map(char::to_lowercase);
    let said: String = lower.filter(|c| is_said(c) && !c.is_whitespace()).collect();
    let mut hasher = DefaultHasher::new();
    said.hash(&mut hasher);
    (!said.is_empty()).then(|| hasher.finish())
}

/// `steps` bounds the search for what was meant: a file may hold as many dangling
/// references as ids.
fn dangling(
    reference: &Reference,
    ids: &HashMap<RecordKind, BTreeMap<String, Defined>>,
    steps: &mut usize,
) -> Option<Finding> {
    let Reference { kind, id, field, place, address } = reference;
    let known = ids.get(kind);
    if known.is_some_and(|known| known.contains_key(id)) {
        return None;
    }
    let kind = kind.key();
    let message = format!(
        "`{field}` names {} {}, which the dataset does not have",
        article(kind),
        quoted(id)
    );
    let finding = Finding::error(*place, address.clone(), message);
    let cost = known.map_or(0, BTreeMap::len);
    if *steps < cost || id.len() > 200 {
        return Some(finding);
    }
    *steps -= cost;
    let meant = nearest(id, known.into_iter().flat_map(BTreeMap::keys).map(String::as_str));
    Some(finding.help(match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("add the {kind}, or correct the id"),
    }))
}

fn article(kind: &str) -> String {
    format!("{} {kind}", if kind.starts_with(['a', 'i']) { "an" } else { "a" })
}

/// One finding for each circle of sources, at its first source in the order of the files.
fn cycles(vias: &BTreeMap<String, Via>) -> Vec<Finding> {
    let mut done: HashSet<&str> = HashSet::new();
    let mut findings = Vec::new();
    for start in vias.keys() {
        let mut path: Vec<&str> = Vec::new();
        let mut next = Some(start.as_str());
        while let Some(id) = next.filter(|id| done.insert(id)) {
            path.push(id);
            next = vias.get(id).map(|via| via.through.as_str());
        }
        // The walk ended on a source met before: a circle only if met on this very walk.
        let circle = next.and_then(|end| path.iter().position(|id| *id == end));
        findings.extend(circle.and_then(|from| cycle(path.get(from..)?, vias)));
    }
    findings
}

fn cycle(circle: &[&str], vias: &BTreeMap<String, Via>) -> Option<Finding> {
    let place = |id: &&str| vias.get(*id).map(|via| via.place);
    let first = circle.iter().enumerate().min_by_key(|(_, id)| place(id))?.0;
    let turned = circle.iter().cycle().skip(first).take(circle.len().min(6) + 1);
    let mut names: Vec<String> = turned.map(|id| clipped(id)).collect();
    if circle.len() > 6 {
        names.push("…".into());
    }
    let id = circle.get(first)?;
    let message = format!("`via` goes in a circle: {}", names.join(" → "));
    let address: Address = Some(format!("source {}", clipped(id)).into());
    let help =
        "a source is known through one that the coder could see: leave `via` out of one of them";
    Some(Finding::error(place(id)?, address, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_without_case_blanks_and_punctuation() {
        assert_eq!(folded("Meta’s  “API” – gone!"), folded("metas api gone"));
        assert_ne!(folded("5 dollars"), folded("6 dollars"));
        assert_ne!(folded("消息"), folded("文档"));
        assert_eq!(folded("…!"), None);
    }

    #[test]
    fn every_circle_is_told_once() {
        let place = |line| Place { file: 0, line, column: 1 };
        let via = |(at, (from, to)): (usize, &(&str, &str))| {
            ((*from).to_owned(), Via { through: (*to).to_owned(), place: place(at + 1) })
        };
        let links = [("c", "a"), ("a", "b"), ("b", "c"), ("x", "a"), ("y", "y"), ("z", "none")];
        let findings = cycles(&links.iter().enumerate().map(via).collect());
        let told: Vec<_> = findings
            .iter()
            .map(|found| (found.place.line, found.problem.message.as_str()))
            .collect();
        assert_eq!(
            told,
            [(1, "`via` goes in a circle: c → a → b → c"), (5, "`via` goes in a circle: y → y")]
        );
    }
}
