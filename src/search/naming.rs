//! Names in a query, and who or what bears them: resolved once per query.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::claim::{Agent, Source};
use crate::dataset::{Catalog, Dataset};
use crate::text;

/// A name as a query gives it, compared without case, accents and typographic quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// The name; `None` where folding leaves nothing of it.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let name = key(typed).trim().to_owned();
        (!name.is_empty()).then_some(Self(name))
    }

    /// Whether the text is this name.
    fn is(&self, text: &str) -> bool {
        if text.is_ascii() {
            return text.eq_ignore_ascii_case(&self.0);
        }
        key(text) == self.0
    }

    /// Whether a word of the text begins with this name.
    fn begins_word_of(&self, text: &str) -> bool {
        let text = key(text);
        text.match_indices(&self.0).any(|(at, _)| {
            text.get(..at).and_then(|before| before.chars().next_back()).is_none_or(is_gap)
        })
    }
}

fn is_gap(ch: char) -> bool {
    !ch.is_alphanumeric()
}

/// The form in which names are compared.
pub(super) fn key(text: &str) -> String {
    let mut folded = text::fold(&text::line(text));
    folded.make_ascii_lowercase();
    folded
}

/// How a name reaches what bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Something bears it whole, so it means just that.
    Whole,
    /// Nothing does, so it means that in which a word begins with it.
    WordStart,
}

impl Reach {
    /// How far the name goes among all the texts that something is called by.
    fn among<'a>(name: &Name, mut texts: impl Iterator<Item = &'a str>) -> Self {
        if texts.any(|text| name.is(text)) { Self::Whole } else { Self::WordStart }
    }

    fn takes(self, name: &Name, text: &str) -> bool {
        match self {
            Self::Whole => name.is(text),
            Self::WordStart => name.begins_word_of(text),
        }
    }
}

/// The agents or sources that bear a name, over all datasets.
#[derive(Debug)]
pub(super) struct Bearers {
    name: Name,
    reach: Reach,
    /// Ids by dataset.
    ids: HashMap<String, HashSet<String>>,
    /// Whether a dataset has a record of this id.
    known: fn(&Dataset, &str) -> bool,
}

impl Bearers {
    /// The agents of that name: by id, `dataset/id`, name or alias.
    pub(super) fn agents(name: &Name, catalog: &Catalog) -> Self {
        let known = |dataset: &Dataset, id: &str| dataset.agents.contains_key(id);
        Self::new(name, catalog, |dataset| &dataset.agents, names_of_agent, known)
    }

    /// The sources of that name: by id, `dataset/id`, title or address.
    pub(super) fn sources(name: &Name, catalog: &Catalog) -> Self {
        let known = |dataset: &Dataset, id: &str| dataset.sources.contains_key(id);
        Self::new(name, catalog, |dataset| &dataset.sources, names_of_source, known)
    }

    fn new<T>(
        name: &Name,
        catalog: &Catalog,
        table: fn(&Dataset) -> &BTreeMap<String, T>,
        names: fn(&T) -> Vec<&str>,
        known: fn(&Dataset, &str) -> bool,
    ) -> Self {
        let datasets = catalog.datasets();
        let scoped = |dataset: &Dataset, id: &str| {
            name.0.contains('/') && name.is(&format!("{}/{id}", dataset.info.id))
        };
        let all = datasets.iter().flat_map(|dataset| table(dataset).values());
        let reach = if datasets.iter().any(|of| table(of).keys().any(|id| scoped(of, id))) {
            Reach::Whole
        } else {
            Reach::among(name, all.flat_map(names))
        };
        let of_dataset = |dataset: &Dataset| {
            let bears = |(id, record): (&String, &T)| {
                let called = names(record).iter().any(|text| reach.takes(name, text));
                (called || scoped(dataset, id)).then(|| id.clone())
            };
            (dataset.info.id.clone(), table(dataset).iter().filter_map(bears).collect())
        };
        let ids = datasets.iter().map(of_dataset).collect();
        Self { name: name.clone(), reach, ids, known }
    }

    /// Whether a reference means one of them. One that the dataset cannot resolve is a name
    /// itself.
    pub(super) fn include(&self, dataset: &Dataset, reference: Option<&str>) -> bool {
        let Some(reference) = reference else { return false };
        if (self.known)(dataset, reference) {
            return self.ids.get(&dataset.info.id).is_some_and(|ids| ids.contains(reference));
        }
        self.reach.takes(&self.name, reference)
    }
}

fn names_of_agent(agent: &Agent) -> Vec<&str> {
    let aliases = agent.aliases.iter().map(String::as_str);
    [Some(agent.id.as_str()), agent.name.as_deref()].into_iter().flatten().chain(aliases).collect()
}

fn names_of_source(source: &Source) -> Vec<&str> {
    let url = source.url.known().map(String::as_str);
    [Some(source.id.as_str()), source.title.as_deref(), url].into_iter().flatten().collect()
}

/// The open words (topics, labels of verdicts) that a name means, as the records spell them.
#[derive(Debug)]
pub(super) struct OpenWords(HashSet<String>);

impl OpenWords {
    /// Those among `words` that the name means.
    pub(super) fn new<'a>(name: &Name, words: impl Iterator<Item = &'a str>) -> Self {
        let distinct: BTreeSet<&str> = words.collect();
        let reach = Reach::among(name, distinct.iter().copied());
        let taken = distinct.iter().filter(|word| reach.takes(name, word));
        Self(taken.map(|word| (*word).to_owned()).collect())
    }

    pub(super) fn include(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// The claims whose id, or `dataset/id`, a name means; ascending.
pub(super) fn claims(name: &Name, catalog: &Catalog) -> Vec<u32> {
    let rows = || (0..).take(catalog.len());
    let whole = |row: &u32| {
        name.is(&catalog.claim(*row).id)
            || name.0.contains('/') && name.is(&catalog.address(*row).to_string())
    };
    let found: Vec<u32> = rows().filter(whole).collect();
    if !found.is_empty() {
        return found;
    }
    rows().filter(|row| name.begins_word_of(&catalog.claim(*row).id)).collect()
}
