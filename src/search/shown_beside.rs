//! What a page shows of a claim that stands in other records: the names and details of agents and
//! sources, source faults, and related claims.

use hashbrown::HashMap;

use super::full_text::says_text;
use super::query::Needle;
use super::score::contains;
use super::symbol_set::SymbolSet;
use super::texts::fault_texts;
use crate::catalog::arena::SEARCHED_LIMIT;
use crate::catalog::{Catalog, Dataset, EntityTable, Facts, Row, Symbol};
use crate::claim::{Address, Issue, LONGEST_CHAIN, Relation};

/// The records that show a word for the claims that refer to them.
#[derive(Debug)]
pub(super) struct ShownBeside {
    /// The agents and sources that are shown with the word, for each dataset.
    entities: Vec<[SymbolSet; 2]>,
    /// The claims with a source fault or a relation that is shown with the word, ascending.
    rows: Vec<Row>,
}

impl ShownBeside {
    /// Looks for a word in the agents, sources, source faults and relations of all datasets.
    pub(super) fn new(needle: &Needle, catalog: &Catalog) -> Self {
        let mut beside = Self { entities: Vec::new(), rows: Vec::new() };
        for dataset in catalog.datasets() {
            let agents = ShownAgents::new(needle, catalog, &dataset.agents);
            let sources = sources(needle, catalog, &dataset.sources, &agents);
            let linked = Linked { needle, catalog, dataset };
            beside.rows.extend(linked.faults(&sources));
            beside.rows.extend(linked.relations());
            beside.entities.push([agents.shown, sources]);
        }
        beside.rows.sort_unstable();
        beside.rows.dedup();
        beside
    }

    /// Returns whether the word is shown for a claim in other records than its own.
    pub(super) fn include(&self, row: Row, claim: Facts<'_>) -> bool {
        let Some([agents, sources]) = self.entities.get(claim.dataset()) else { return false };
        claim.parties().any(|agent| agents.contains(agent))
            || claim.sources().any(|source| sources.contains(source))
            || self.rows.binary_search(&row).is_ok()
    }
}

/// The agents of a dataset that are shown with a word.
struct ShownAgents<'a> {
    needle: &'a Needle,
    catalog: &'a Catalog,
    table: &'a EntityTable,
    /// The agents whose names contain the word.
    named: SymbolSet,
    /// The agents whose names, roles or affiliations contain the word.
    shown: SymbolSet,
}

impl<'a> ShownAgents<'a> {
    fn new(needle: &'a Needle, catalog: &'a Catalog, table: &'a EntityTable) -> Self {
        let rows = || table.symbols().enumerate();
        let is_named = |row: usize, symbol| {
            says_text(needle, table.name(row).unwrap_or_else(|| catalog.text(symbol)))
        };
        let named = rows().filter(|(row, symbol)| is_named(*row, *symbol));
        let named: SymbolSet = named.map(|(_, symbol)| symbol).collect();
        let mut agents = Self { needle, catalog, table, shown: named.clone(), named };
        for (row, symbol) in rows() {
            let [affiliation, _] = table.beside(row);
            if table.details(row).any(|text| says_text(needle, text)) || agents.name(affiliation) {
                agents.shown.set(symbol, true);
            }
        }
        agents
    }

    /// Returns whether the name of a referenced agent contains the word. A reference that leads
    /// nowhere is shown as it is.
    fn name(&self, reference: Option<Symbol>) -> bool {
        reference.is_some_and(|agent| {
            self.named.contains(agent) || {
                let id = self.catalog.text(agent);
                says_text(self.needle, id) && self.table.find(id).is_none()
            }
        })
    }
}

/// Returns the sources that are shown with a word: in their titles, addresses, dates or copies, in
/// the names of their publishers, or in the sources through which they are known.
fn sources(
    needle: &Needle,
    catalog: &Catalog,
    table: &EntityTable,
    agents: &ShownAgents<'_>,
) -> SymbolSet {
    let rows = || table.symbols().enumerate();
    let says = |text: &str| says_text(needle, text);
    let shown = |row: usize, symbol: Symbol| {
        let [publisher, via] = table.beside(row);
        let unnamed = || table.names(row).all(str::is_empty) && says(catalog.text(symbol));
        let dangling = |via| says(catalog.text(via)) && table.find(catalog.text(via)).is_none();
        table.names(row).chain(table.details(row)).any(says)
            || agents.name(publisher)
            || via.is_some_and(dangling)
            || unnamed()
    };
    let shown = rows().filter(|(row, symbol)| shown(*row, *symbol));
    let mut found: SymbolSet = shown.map(|(_, symbol)| symbol).collect();
    // A chain of sources is shown with all its members.
    for _ in 1..LONGEST_CHAIN {
        let is_new = |(row, symbol): &(usize, Symbol)| {
            let [_, via] = table.beside(*row);
            !found.contains(*symbol) && via.is_some_and(|via| found.contains(via))
        };
        let further: Vec<Symbol> = rows().filter(is_new).map(|(_, symbol)| symbol).collect();
        if further.is_empty() {
            break;
        }
        for symbol in further {
            found.set(symbol, true);
        }
    }
    found
}

/// The source faults and relations of a dataset, and a word to look for in them.
struct Linked<'a> {
    needle: &'a Needle,
    catalog: &'a Catalog,
    dataset: &'a Dataset,
}

impl<'a> Linked<'a> {
    /// Returns the claims with a fault that is shown with the word.
    fn faults(&self, sources: &SymbolSet) -> Vec<Row> {
        let table = &self.dataset.sources;
        let is_named = |id: &str| match table.find(id) {
            Some(row) => table.symbol(row).is_some_and(|symbol| sources.contains(symbol)),
            None => self.says(id),
        };
        let says = |issue: &Issue| {
            fault_texts(issue).iter().any(|text| self.says(text))
                || issue.source.as_deref().is_some_and(is_named)
        };
        let faults = self.dataset.issues.iter().filter(|issue| says(issue));
        faults.flat_map(|issue| &issue.about).filter_map(|id| self.row(id)).collect()
    }

    /// Returns the claims with a relation that is shown with the word: in its note, or in the id or
    /// text of the other claim.
    fn relations(&self) -> Vec<Row> {
        let mut known: HashMap<&'a str, bool> = HashMap::new();
        let mut rows = Vec::new();
        let dataset: &'a Dataset = self.dataset;
        for Relation { from, to, note, .. } in &dataset.relations {
            let noted = note.as_deref().is_some_and(|note| self.says(note));
            for (claim, other) in [(from, to), (to, from)] {
                if noted || *known.entry(other).or_insert_with(|| self.says_claim(other)) {
                    rows.extend(self.row(claim));
                }
            }
        }
        rows
    }

    fn says(&self, text: &str) -> bool {
        says_text(self.needle, text)
    }

    fn row(&self, id: &str) -> Option<Row> {
        let address = Address::of_claim(&self.dataset.heading.info.id, id);
        self.catalog.resolve(&address).first().copied()
    }

    /// Returns whether the id or the text of a claim contains the word.
    fn says_claim(&self, id: &str) -> bool {
        if self.says(id) {
            return true;
        }
        let Some(row) = self.row(id) else { return false };
        let folded = self.catalog.searched(row);
        // The columns hold only the beginning of a long text.
        let is_cut = || folded.chars().count() >= SEARCHED_LIMIT;
        let is_read = |row| self.catalog.summary(row).is_ok_and(|it| self.says(&it.text));
        contains(self.needle, &folded) || is_cut() && is_read(row)
    }
}
