//! The field `all:`, which finds exact words anywhere in a record. Records are read in the order
//! of their files; most are rejected by their raw JSON, without being parsed.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::corpus::Corpus;
use super::kernel::SearchStep;
use super::query::{Needle, Negatable};
use super::score::contains;
use super::symbol_set::SymbolSet;
use super::texts::texts;
use super::turns::Turns;
use crate::catalog::{Catalog, Dataset, EntityTable, Facts, Row, Symbol};
use crate::parallel::locked;
use crate::text;

/// How many records one step reads.
const BLOCK: usize = 256;
/// The shortest time between two partial results.
const PAUSE: Duration = Duration::from_millis(500);

/// Returns whether a claim's record contains a needle. A record that can't be read contains
/// nothing.
pub(super) fn says(catalog: &Catalog, row: Row, needle: &Needle) -> bool {
    let Ok(claim) = catalog.claim(row) else { return false };
    let texts = texts(catalog, row, &claim);
    texts.iter().any(|text| contains(needle, &text::fold(&text::line(text))))
}

/// A scan over records for words, run in steps.
#[derive(Debug)]
pub(super) struct FullTextScan {
    /// The terms as alternatives. A record must fulfil one alternative of each term.
    terms: Vec<Vec<Negatable<WantedWord>>>,
    /// The claims whose records are read, ascending.
    rows: Vec<Row>,
    turns: Turns,
    found: Mutex<FullTextMatches>,
}

#[derive(Debug)]
struct FullTextMatches {
    rows: Vec<Row>,
    told: Instant,
}

/// A word to look for, and the agents and sources whose names contain it.
#[derive(Debug)]
struct WantedWord {
    needle: Needle,
    /// Agents and sources whose names contain the word, for each dataset.
    named: Vec<[SymbolSet; 2]>,
    /// Whether the word may be part of a number, which JSON may write in another way than it is
    /// displayed.
    like_a_number: bool,
}

impl FullTextScan {
    pub(super) fn new(corpus: &Corpus, terms: &[Vec<Negatable<Needle>>], rows: Vec<Row>) -> Self {
        let wanted = |word: &Negatable<Needle>| {
            word.with(WantedWord::new(word.value.clone(), corpus.catalog()))
        };
        Self {
            terms: terms.iter().map(|term| term.iter().map(wanted).collect()).collect(),
            turns: Turns::new(rows.len().div_ceil(BLOCK)),
            rows,
            found: Mutex::new(FullTextMatches { rows: Vec::new(), told: Instant::now() }),
        }
    }

    pub(super) fn step(&self, corpus: &Corpus) -> SearchStep {
        self.turns.step(|block| {
            let end = self.rows.len().min((block + 1) * BLOCK);
            let rows = self.rows.get(block * BLOCK..end).unwrap_or_default();
            let mut found = Vec::new();
            corpus.catalog().each_record(rows, |row, record| {
                let holds = |word: &Negatable<WantedWord>| {
                    word.is_met(|wanted| wanted.is_said(corpus.catalog(), row, record))
                };
                if self.terms.iter().all(|term| term.iter().any(holds)) {
                    found.push(row);
                }
            });
            locked(&self.found).rows.extend(found);
        })
    }

    /// Returns whether a partial result is due, at most once every [`PAUSE`].
    pub(super) fn should_tell(&self) -> bool {
        let mut found = locked(&self.found);
        let should = found.told.elapsed() >= PAUSE;
        if should {
            found.told = Instant::now();
        }
        should
    }

    /// Returns the share of records read so far, in percent.
    pub(super) fn percent(&self) -> u8 {
        self.turns.percent()
    }

    /// Returns the claims found so far, ascending.
    pub(super) fn rows(&self) -> Vec<Row> {
        let mut rows = locked(&self.found).rows.clone();
        rows.sort_unstable();
        rows
    }
}

impl WantedWord {
    fn new(needle: Needle, catalog: &Catalog) -> Self {
        let named = catalog.datasets().iter().map(|dataset| {
            let of = |table: fn(&Dataset) -> &EntityTable| -> SymbolSet {
                let table = table(dataset);
                let rows = table.symbols().enumerate();
                let says = |row| table.names(row).any(|name| says_text(&needle, name));
                rows.filter(|(row, _)| says(*row)).map(|(_, symbol)| symbol).collect()
            };
            [of(|dataset| &dataset.agents), of(|dataset| &dataset.sources)]
        });
        let like_a_number =
            needle.text.chars().all(|c| matches!(c, '0'..='9' | '.' | '+' | '-' | 'e' | 'E'));
        Self { named: named.collect(), like_a_number, needle }
    }

    /// Returns whether a claim's record contains the word, in its own text or in a name that it
    /// refers to.
    fn is_said(&self, catalog: &Catalog, row: Row, record: &str) -> bool {
        let Some(claim) = catalog.facts(row) else { return false };
        (self.may_be_in(record) || self.is_named_by(claim)) && says(catalog, row, &self.needle)
    }

    /// Returns whether the raw JSON of a record may contain the word. `true` means that the record
    /// must be parsed to find out.
    fn may_be_in(&self, record: &str) -> bool {
        // Escapes and numbers are displayed in another way than JSON writes them.
        self.like_a_number || record.contains('\\') || says_text(&self.needle, record)
    }

    fn is_named_by(&self, claim: Facts<'_>) -> bool {
        let Some([agents, sources]) = self.named.get(claim.dataset()) else { return false };
        let among = |set: &SymbolSet, symbol: Symbol| set.contains(symbol);
        claim.parties().any(|it| among(agents, it)) || claim.sources().any(|it| among(sources, it))
    }
}

/// Returns whether a text contains a needle after folding.
fn says_text(needle: &Needle, text: &str) -> bool {
    if text.is_ascii() && text.bytes().all(|byte| !byte.is_ascii_control()) {
        return contains(needle, text);
    }
    contains(needle, &text::fold(&text::line(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::search::query::{How, Needle};

    /// Builds claims of which every third contains the word: plainly, with an escape, or in an
    /// agent's name.
    fn corpus(claims: usize) -> Corpus {
        let claim = |row: usize| {
            let (note, by) = match row % 9 {
                0 => ("the Größe of it", "b"),
                3 => ("a \"groesse\" and a gro\u{df}e", "b"),
                6 => ("nothing", "a"),
                _ => ("nothing", "b"),
            };
            serde_json::json!({ "id": format!("c{row}"), "text": "T", "notes": note, "made": [{ "by": by }] })
        };
        let claims: Vec<_> = (0..claims).map(claim).collect();
        let document = serde_json::json!({
            "dataset": { "id": "d" },
            "agents": [{ "id": "a", "name": "Herr Große" }, { "id": "b", "name": "Bea" }],
            "claims": claims,
        });
        Corpus::new(Catalog::for_tests(&[&document.to_string()]))
    }

    #[test]
    fn records_are_read_block_by_block_and_what_is_found_so_far_can_be_told() {
        let corpus = corpus(BLOCK * 3 + 10);
        let all: Vec<Row> = corpus.catalog().rows().collect();
        for (negated, typed) in [(false, "gro"), (true, "gro"), (false, "große"), (false, "zzz")] {
            let needle = Needle::new(How::Exact, typed).unwrap();
            let plainly = |row: &Row| says(corpus.catalog(), *row, &needle) != negated;
            let expected: Vec<Row> = all.iter().copied().filter(plainly).collect();
            let reading = FullTextScan::new(
                &corpus,
                &[vec![Negatable { negated, value: needle.clone() }]],
                all.clone(),
            );
            assert_eq!((reading.percent(), reading.rows().len()), (0, 0));
            assert_eq!(reading.step(&corpus), SearchStep::More);
            let first: Vec<Row> =
                expected.iter().copied().filter(|row| row.index() < BLOCK).collect();
            assert_eq!((reading.percent(), reading.rows()), (25, first), "{typed}");
            while reading.step(&corpus) != SearchStep::Finished {}
            assert_eq!((reading.percent(), reading.rows()), (100, expected), "{typed}");
        }
    }
}
