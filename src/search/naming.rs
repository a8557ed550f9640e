//! Names in a query, and the agents, sources, words and claims that they mean. Each name is
//! resolved once for a query.

use hashbrown::HashSet;

use super::symbol_set::SymbolSet;
use crate::catalog::{Catalog, Dataset, EntityTable, Packed, Row, Segment, Symbol};
use crate::text;

/// A name as a query gives it, compared without case, accents and typographic quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name(String);

impl Name {
    /// Folds a typed name. Returns `None` if folding leaves nothing of it.
    pub(crate) fn new(typed: &str) -> Option<Self> {
        let name = key(typed).trim().to_owned();
        (!name.is_empty()).then_some(Self(name))
    }

    /// Returns whether a text is this name.
    pub(crate) fn is(&self, text: &str) -> bool {
        if text.is_ascii() {
            return text.eq_ignore_ascii_case(&self.0);
        }
        key(text) == self.0
    }

    fn begins_word_of(&self, text: &str) -> bool {
        let folded;
        let text = if text.is_ascii() {
            text
        } else {
            folded = key(text);
            &folded
        };
        let (text, name) = (text.as_bytes(), self.0.as_bytes());
        let gap_before = |at: usize| {
            let before = text.get(..at).unwrap_or_default().utf8_chunks().last();
            before.and_then(|chunk| chunk.valid().chars().next_back()).is_none_or(is_gap)
        };
        let mut windows = text.windows(name.len()).enumerate();
        windows.any(|(at, window)| window.eq_ignore_ascii_case(name) && gap_before(at))
    }
}

fn is_gap(ch: char) -> bool {
    !ch.is_alphanumeric()
}

/// Returns the folded form in which names are compared.
pub(super) fn key(text: &str) -> String {
    let mut folded = text::fold(&text::line(text));
    folded.make_ascii_lowercase();
    folded
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The name equals at least one text, so it means only the texts that equal it.
    Whole,
    /// The name equals no text, so it means those in which a word begins with it.
    WordStart,
}

impl Reach {
    /// Returns how the name matches, given all texts that may be meant.
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

/// The agents or sources that have a name, over all datasets.
#[derive(Debug)]
pub(super) struct Bearers {
    /// The references of the first dataset that mean one of them.
    first: SymbolSet,
    /// The references that mean one of them in a dataset that doesn't resolve them.
    names: SymbolSet,
    /// The references for which another dataset than the first differs from `names`, with the
    /// number of the dataset. A set for each dataset would take memory that grows with the
    /// square of their number.
    otherwise: HashSet<(usize, Symbol)>,
}

impl Bearers {
    /// Finds the agents with a name: by id, `dataset/id`, name or alias.
    pub(super) fn agents(name: &Name, catalog: &Catalog) -> Self {
        Self::new(name, catalog, |dataset| &dataset.agents)
    }

    /// Finds the sources with a name: by id, `dataset/id`, title or address.
    pub(super) fn sources(name: &Name, catalog: &Catalog) -> Self {
        Self::new(name, catalog, |dataset| &dataset.sources)
    }

    fn new(name: &Name, catalog: &Catalog, table: fn(&Dataset) -> &EntityTable) -> Self {
        let datasets = catalog.datasets();
        let called = |dataset: &Dataset, row: usize, symbol: Symbol, reach: Reach| {
            reach.takes(name, catalog.text(symbol))
                || table(dataset).names(row).any(|text| reach.takes(name, text))
        };
        let anywhere = |test: &dyn Fn(&Dataset, usize, Symbol) -> bool| {
            let rows = |dataset| table(dataset).symbols().enumerate();
            datasets.iter().any(|of| rows(of).any(|(row, symbol)| test(of, row, symbol)))
        };
        let scoped = |dataset: &Dataset, symbol: Symbol| {
            let id = &dataset.heading.info.id;
            name.0.contains('/') && name.is(&format!("{id}/{}", catalog.text(symbol)))
        };
        let whole = anywhere(&|dataset, row, symbol| {
            scoped(dataset, symbol) || called(dataset, row, symbol, Reach::Whole)
        });
        let reach = if whole { Reach::Whole } else { Reach::WordStart };
        // A reference that a dataset can't resolve counts as a name.
        let symbols = catalog.symbols();
        let names: SymbolSet = symbols
            .iter()
            .filter(|(_, text)| reach.takes(name, text))
            .map(|(symbol, _)| symbol)
            .collect();
        let mut bearers = Self { first: names.clone(), names, otherwise: HashSet::new() };
        for (number, dataset) in datasets.iter().enumerate() {
            for (row, symbol) in table(dataset).symbols().enumerate() {
                let is_meant = scoped(dataset, symbol) || called(dataset, row, symbol, reach);
                bearers.set(number, symbol, is_meant);
            }
        }
        bearers
    }

    /// Records whether a reference that a dataset resolves means one of them.
    fn set(&mut self, dataset: usize, symbol: Symbol, is_meant: bool) {
        if dataset == 0 {
            self.first.set(symbol, is_meant);
        } else if self.names.contains(symbol) != is_meant {
            self.otherwise.insert((dataset, symbol));
        }
    }

    /// Returns the references of the first dataset that mean one of them.
    pub(super) fn of_first_dataset(&self) -> &SymbolSet {
        &self.first
    }

    /// Returns whether a reference of a dataset means one of them.
    pub(super) fn include(&self, dataset: usize, reference: Option<Symbol>) -> bool {
        reference.is_some_and(|symbol| match dataset {
            0 => self.first.contains(symbol),
            _ => self.names.contains(symbol) != self.otherwise.contains(&(dataset, symbol)),
        })
    }
}

/// The open words (topics, labels of verdicts) that a name means.
#[derive(Debug)]
pub(super) struct OpenWords(SymbolSet);

impl OpenWords {
    /// Finds the words that the name means in a column of every segment.
    pub(super) fn new(name: &Name, catalog: &Catalog, column: fn(&Segment) -> &Packed) -> Self {
        let words = SymbolSet::of_column(catalog, column);
        let text = |symbol: Symbol| catalog.text(symbol);
        let reach = Reach::among(name, words.iter().map(text));
        Self(words.iter().filter(|word| reach.takes(name, text(*word))).collect())
    }

    pub(super) fn include(&self, word: Symbol) -> bool {
        self.0.contains(word)
    }
}

/// Returns the claims whose id, or `dataset/id`, a name means, ascending.
pub(super) fn claims(name: &Name, catalog: &Catalog) -> Vec<Row> {
    let mut whole = Vec::new();
    let mut begun = Vec::new();
    for (base, segment) in catalog.segments() {
        segment.records.each_id(|row, id| {
            let row = base.plus(row);
            let address = || catalog.address(row).to_string();
            if name.is(id) || name.0.contains('/') && name.is(&address()) {
                whole.push(row);
            } else if whole.is_empty() && name.begins_word_of(id) {
                begun.push(row);
            }
        });
    }
    if whole.is_empty() { begun } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each of many datasets has its own meanings of a name, which together take no more memory
    /// than there are records.
    #[test]
    fn what_many_datasets_mean_takes_no_more_than_their_records() {
        let document = |number: usize| {
            let name = if number.is_multiple_of(2) { "Meta" } else { "Other" };
            format!(
                r#"{{"dataset":{{"id":"d{number}"}},"agents":[{{"id":"a","name":"{name}"}},{{"id":"b{number}","name":"Meta"}}],"claims":[{{"id":"c","text":"T","made":[{{"by":"a"}},{{"by":"Meta"}}]}}]}}"#
            )
        };
        let documents: Vec<String> = (0..50).map(document).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        let catalog = Catalog::for_tests(&documents);
        let bearers = Bearers::agents(&Name::new("meta").unwrap(), &catalog);
        let symbol = |id: &str| {
            catalog.symbols().iter().find(|(_, text)| *text == id).map(|(symbol, _)| symbol)
        };
        for number in 0..50 {
            assert_eq!(bearers.include(number, symbol("a")), number.is_multiple_of(2), "{number}");
            assert!(bearers.include(number, symbol(&format!("b{number}"))));
            assert!(bearers.include(number, symbol("Meta")), "a name that leads nowhere");
            assert!(!bearers.include(number, None));
        }
        assert!(!bearers.include(3, symbol("b4")), "an agent of another dataset");
        assert_eq!(bearers.otherwise.len(), 24 + 49);
    }
}
