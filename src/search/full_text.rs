//! The field `all:`, which finds exact words in everything that a page shows of a claim: its record,
//! and what stands in others ([`ShownBeside`]). Records are read in the order of their files; most
//! are rejected by their raw JSON, without being parsed.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::corpus::Corpus;
use super::kernel::SearchStep;
use super::query::{Needle, Negatable};
use super::score::contains;
use super::shown_beside::ShownBeside;
use super::texts::{item_ids, texts};
use super::turns::Turns;
use crate::catalog::{Catalog, Row};
use crate::parallel::locked;
use crate::text;

/// How many records one step reads.
const BLOCK: usize = 256;
/// The shortest time between two partial results.
const PAUSE: Duration = Duration::from_millis(500);

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

/// A word to look for, and where other records show it.
#[derive(Debug)]
pub(super) struct WantedWord {
    needle: Needle,
    /// The part of the word that the raw JSON of a record has if a text of the record has the word.
    /// `None` if JSON may write the whole word in another way than it is displayed.
    raw: Option<Needle>,
    beside: ShownBeside,
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
    /// Prepares a word: looks for it in the catalog's names, source faults and relations.
    pub(super) fn new(needle: Needle, catalog: &Catalog) -> Self {
        let beside = ShownBeside::new(&needle, catalog);
        Self { raw: raw(&needle), beside, needle }
    }

    /// Returns whether a page shows the word for a claim with this record.
    fn is_said(&self, catalog: &Catalog, row: Row, record: &str) -> bool {
        // Escapes are displayed in another way than JSON writes them.
        let may_be_in = || {
            let raw = self.raw.as_ref();
            record.contains('\\') || raw.is_none_or(|raw| says_text(raw, record))
        };
        self.is_beside(catalog, row) || may_be_in() && self.is_in_record(catalog, row)
    }

    /// Returns whether a page shows the word for a claim.
    pub(super) fn is_shown(&self, catalog: &Catalog, row: Row) -> bool {
        self.is_beside(catalog, row) || self.is_in_record(catalog, row)
    }

    fn is_beside(&self, catalog: &Catalog, row: Row) -> bool {
        catalog.facts(row).is_some_and(|claim| self.beside.include(row, claim))
            || self.needle.text.contains('/')
                && says_text(&self.needle, &catalog.address(row).to_string())
    }

    /// Returns whether the texts of a claim's record contain the word. A record that can't be read
    /// contains nothing.
    fn is_in_record(&self, catalog: &Catalog, row: Row) -> bool {
        let Ok(claim) = catalog.claim(row) else { return false };
        texts(catalog, row, &claim).iter().any(|text| says_text(&self.needle, text))
            // Many claims have an item of the same id, which is found only as it is shown.
            || self.needle.text.starts_with('#')
                && item_ids(&claim).any(|id| says_text(&self.needle, &id))
    }
}

/// Returns the part of a word that raw JSON has if a text has the word. A page shows an item's id
/// after `#`, a line after `:`, and numbers within signs.
fn raw(needle: &Needle) -> Option<Needle> {
    let text = needle.text.trim_start_matches('#');
    let text = match text.rsplit_once(':') {
        Some((file, line)) if line.bytes().all(|byte| byte.is_ascii_digit()) => file,
        _ => text,
    };
    let of_number = |c| matches!(c, '0'..='9' | '.' | ',' | '+' | '-' | 'e' | 'E' | '¶');
    (!text.chars().all(of_number)).then(|| Needle { text: text.to_owned(), ..needle.clone() })
}

/// Returns whether a text contains a needle after folding.
pub(super) fn says_text(needle: &Needle, text: &str) -> bool {
    // Folding doesn't change such a text.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'<') {
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
            let word = WantedWord::new(needle.clone(), corpus.catalog());
            let plainly = |row: &Row| word.is_shown(corpus.catalog(), *row) != negated;
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
