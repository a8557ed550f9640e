//! What the explorer asks of the dataset, answered at once: claims, stretches of the list,
//! what a search found. Knows no threads and no link.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::app::exporting::Exported;
use crate::app::list::{ListRow, MatchCounts, Window};
use crate::app::overlay::Copied;
use crate::app::{
    Ask, COPY_LIMIT, DatasetFacts, ExportTarget, Msg, OpenDatasets, SearchResult, WantedClaim,
    copied_line,
};
use crate::catalog::{Catalog, Row};
use crate::claim::Address;
use crate::search::{self, Corpus, Marked, PartialList, Query, Ranking};
use crate::text;

use super::exporting::{ClaimSelection, ExportJob};

/// How many claims of a list are shown anew where nobody has looked further down yet.
const FIRST_SCREENS: usize = 200;

/// The characters of a text that a row of the list holds: more than any screen is wide.
const ROW_LIMIT: usize = 4_096;

/// A corpus, and the newest result of searching it.
#[derive(Debug)]
pub struct DataSource {
    corpus: Arc<Corpus>,
    /// The newest search that was asked for.
    asked: Option<Ask>,
    /// The newest result: its number, hits, and the corpus they are rows of.
    result: Option<(u64, Arc<Ranking>, Arc<Corpus>)>,
    /// The stretch that the screen shows and that is not known yet: its first rank and length.
    missing: Option<(usize, usize)>,
    /// The stretch that the screen was shown last.
    shown: (usize, usize),
}

impl DataSource {
    /// A corpus that has not been searched yet.
    #[must_use]
    pub fn new(corpus: Arc<Corpus>) -> Self {
        Self { corpus, asked: None, result: None, missing: None, shown: (0, 0) }
    }

    /// The corpus.
    #[must_use]
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// Puts a newer corpus in the place of the old; results are of the old one still.
    pub fn replace(&mut self, corpus: Arc<Corpus>) {
        self.corpus = corpus;
    }

    /// Remembers which search's result is wanted.
    pub fn asked(&mut self, ask: Ask) {
        self.asked = Some(ask);
        self.missing = None;
        self.shown = (0, FIRST_SCREENS);
    }

    /// Takes a search's result, or more of it; nothing where a newer search was asked for
    /// meanwhile.
    pub fn found(&mut self, seq: u64, ranking: Arc<Ranking>, corpus: Arc<Corpus>) -> Vec<Msg> {
        let Some(ask) = self.asked.as_ref().filter(|ask| ask.seq == seq) else { return Vec::new() };
        let counts = counts(corpus.catalog(), &ranking);
        let before = self.result.take().filter(|(of, ..)| *of == seq);
        let msgs = match before.map(|(_, before, _)| before) {
            // The list that is on the screen goes on: what was not known of it comes now, and
            // what is found while records are read may stand anywhere in it.
            Some(before) => {
                let reread = before.read.is_some().then_some(self.shown);
                let window = self.missing.take().or(reread).map(|(first, count)| Msg::Window {
                    seq,
                    window: window(corpus.catalog(), &ranking, &ask.request.query, first, count),
                });
                std::iter::once(Msg::Counted { seq, counts }).chain(window).collect()
            }
            None => vec![Msg::Found(found(ask, &ranking, corpus.catalog(), counts))],
        };
        self.result = Some((seq, ranking, corpus));
        msgs
    }

    /// A stretch of the newest result; nothing where a newer search is under way, or where the
    /// list is not known that far: then see [`DataSource::deeper`].
    #[must_use]
    pub fn window(&mut self, seq: u64, first: usize, count: usize) -> Option<Msg> {
        let (of, ranking, corpus) = self.result.as_ref()?;
        if *of != seq {
            return None;
        }
        self.shown = (first, count);
        let known = ranking.known();
        if known < ranking.listed && known < first + count {
            self.missing = Some((first, count));
        }
        let query = &self.asked.as_ref()?.request.query;
        Some(Msg::Window { seq, window: window(corpus.catalog(), ranking, query, first, count) })
    }

    /// What must be asked for so that a stretch can be shown that is not known yet: the
    /// search, and how many of its hits.
    #[must_use]
    pub fn deeper(&self) -> Option<(&Ask, usize)> {
        let (first, count) = self.missing?;
        // Far enough that the next page is there too; from the middle of the list on, all.
        let wanted = (first + count) * 4;
        let listed = self.result.as_ref().map_or(0, |(_, ranking, _)| ranking.listed);
        let wanted = if wanted * 2 > listed { usize::MAX } else { wanted };
        Some((self.asked.as_ref()?, wanted))
    }

    /// A claim with everything its record refers to.
    #[must_use]
    pub fn load(&self, wanted: &WantedClaim) -> Msg {
        let catalog = self.corpus.catalog();
        let rows = catalog.resolve(&wanted.address);
        let there = |row: &&Row| wanted.origin.as_ref() == Some(&catalog.origin(**row));
        let row = rows.iter().find(there).or(rows.first());
        let dossier = row.map(|row| catalog.dossier(*row));
        match dossier {
            Some(Ok(dossier)) => Msg::Loaded(Some(dossier)),
            Some(Err(lost)) if lost.is_refused() => Msg::Refused(lost.to_string()),
            Some(Err(lost)) => Msg::Lost(lost.to_string()),
            None => Msg::Loaded(None),
        }
    }

    /// An address without its dataset, where it is clear without.
    #[must_use]
    pub fn shortened(&self, address: Address) -> Address {
        let is_clear = self.corpus.catalog().is_clear(&address.claim);
        let dataset = address.dataset.filter(|_| !is_clear);
        Address { dataset, ..address }
    }

    /// The newest result as a list whose filters can be counted, for a reader of these marks.
    #[must_use]
    pub fn list(&self, marked: &Marked) -> Option<PartialList> {
        let (_, ranking, corpus) = self.result.clone()?;
        let request = self.asked.as_ref()?.request.clone();
        Some(PartialList { corpus, request, marked: marked.clone(), ranking })
    }

    /// The newest search that was asked for.
    #[must_use]
    pub fn newest(&self) -> Option<&Ask> {
        self.asked.as_ref()
    }

    /// Every claim of a search's list, in its order; nothing where another was asked for since,
    /// or where it is not known to its end.
    #[must_use]
    pub fn claims(&self, seq: u64) -> Option<Vec<Address>> {
        let (of, ranking, corpus) = self.result.as_ref()?;
        let whole = ranking.known() >= ranking.listed && ranking.read.is_none();
        let wanted = *of == seq && whole && ranking.close.is_some();
        wanted.then(|| ranking.iter().map(|hit| corpus.catalog().address(hit.row)).collect())
    }

    /// Claims that are to be exported; nothing where no list was found yet.
    pub(super) fn exporting(&self, asked: ExportTarget, marked: &Marked) -> Option<ExportJob> {
        if asked.of == Exported::Marked {
            let rows = ClaimSelection::Known(marked.rows(self.corpus.catalog()));
            return Some(ExportJob::new(asked, Arc::clone(&self.corpus), rows));
        }
        let (seq, ranking, corpus) = self.result.as_ref()?;
        let claims = match self.claims(*seq) {
            Some(_) => ClaimSelection::Known(ranking.iter().map(|hit| hit.row).collect()),
            None => ClaimSelection::Found(self.asked.as_ref()?.request.clone()),
        };
        Some(ExportJob::new(asked, Arc::clone(corpus), claims))
    }

    /// A line of each of the marked claims in dataset order, to be copied; without those that have
    /// none, and those whose records can't be read any more. One claim is open at a time, and where
    /// the lines are more than can be copied, the rest is not read.
    #[must_use]
    pub fn copies(&self, what: Copied, marked: &Marked) -> Vec<String> {
        let catalog = self.corpus.catalog();
        let (mut lines, mut bytes) = (Vec::new(), 0);
        for row in marked.rows(catalog) {
            let dossier = catalog.dossier(row).ok();
            if let Some(line) = dossier.and_then(|dossier| copied_line(&dossier, what)) {
                bytes += line.len();
                lines.push(line);
            }
            if bytes > COPY_LIMIT {
                break;
            }
        }
        lines
    }
}

/// A new result, around the claim that was to stay selected.
fn found(ask: &Ask, ranking: &Ranking, catalog: &Catalog, counts: MatchCounts) -> SearchResult {
    let kept = ask.keep.as_ref();
    let kept = kept.and_then(|address| ranking.rank_of(&catalog.resolve(address)));
    let last = ranking.listed.saturating_sub(1);
    let selected = kept.unwrap_or(ask.otherwise.min(last));
    // Wherever the selected claim stands on the screen, what can stand there with it.
    let (first, end) = (selected.saturating_sub(ask.height), selected + ask.height);
    let window = window(catalog, ranking, &ask.request.query, first, end - first);
    SearchResult { seq: ask.seq, counts, kept, window }
}

fn counts(catalog: &Catalog, ranking: &Ranking) -> MatchCounts {
    MatchCounts {
        listed: ranking.listed,
        all: catalog.len(),
        total: ranking.total,
        close: ranking.close,
        loose_shown: ranking.loose_shown,
        read: ranking.read,
    }
}

fn window(
    catalog: &Catalog,
    ranking: &Ranking,
    query: &Query,
    first: usize,
    count: usize,
) -> Window {
    let hits = (first..first + count).map_while(|rank| ranking.hit(rank));
    Window { first, rows: hits.map(|hit| list_row(catalog, hit.row, query)).collect() }
}

/// A claim as the list shows it. Where its record can't be read any more, that stands in
/// its place.
fn list_row(catalog: &Catalog, row: Row, query: &Query) -> ListRow {
    let (text, claim) = match catalog.summary(row) {
        Ok(claim) => (row_text(&claim.text), Some(claim)),
        Err(lost) => (format!("[{lost}]"), None),
    };
    let label = claim.as_ref().and_then(|claim| claim.verdict.as_deref());
    ListRow {
        address: catalog.address(row),
        origin: catalog.origin(row),
        dataset: (catalog.datasets().len() > 1)
            .then(|| text::line(&catalog.dataset(row).heading.info.id).into_owned()),
        matched: claim.as_ref().map(|_| search::highlights(query, &text)).unwrap_or_default(),
        balance: claim.as_ref().map(|claim| claim.balance).unwrap_or_default(),
        status: claim.as_ref().and_then(|claim| claim.status),
        verdict: label.map(row_text),
        text,
    }
}

/// A text of a claim in display form, as far as any row could show it.
fn row_text(words: &str) -> String {
    let shown = text::line(words);
    match shown.char_indices().nth(ROW_LIMIT) {
        Some((end, _)) => shown.get(..end).unwrap_or_default().to_owned(),
        None => shown.into_owned(),
    }
}

/// One of several is called by the singular.
fn in_number((count, several): (usize, &'static str)) -> (usize, &'static str) {
    let one = match several {
        "pieces of evidence" => "piece of evidence",
        "denials and answers" => "denial or answer",
        other => other.strip_suffix('s').unwrap_or(other),
    };
    (count, if count == 1 { one } else { several })
}

/// What can be said about a corpus that several may read: worked out once, and shared by all who
/// read the newest. Thousands of problems for each reader would cost more than their screens.
#[must_use]
pub fn shared_about(corpus: &Arc<Corpus>) -> Arc<OpenDatasets> {
    static NEWEST: Mutex<Option<(Weak<Corpus>, Arc<OpenDatasets>)>> = Mutex::new(None);
    let mut newest = NEWEST.lock().unwrap_or_else(PoisonError::into_inner);
    // The weak pointer keeps the address from being another's.
    if let Some((of, about)) = newest.as_ref()
        && std::ptr::eq(of.as_ptr(), Arc::as_ptr(corpus))
    {
        return Arc::clone(about);
    }
    let about = Arc::new(about(corpus.catalog()));
    *newest = Some((Arc::downgrade(corpus), Arc::clone(&about)));
    about
}

/// What can be said about the datasets of a catalog.
#[must_use]
pub fn about(catalog: &Catalog) -> OpenDatasets {
    let facts = catalog.datasets().iter().map(|dataset| {
        let tally = dataset.tally;
        let counts = [
            (tally.claims, "claims"),
            (tally.evidence, "pieces of evidence"),
            (tally.denials, "denials and answers"),
        ];
        let others = [
            (dataset.agents.len(), "agents"),
            (dataset.sources.len(), "sources"),
            (dataset.relations.len(), "relations"),
            (dataset.issues.len(), "source faults"),
        ];
        DatasetFacts {
            info: dataset.heading.info.clone(),
            history: dataset.history.clone(),
            counts: counts.into_iter().chain(others).map(in_number).collect(),
        }
    });
    let problems = catalog.problems().iter().map(|problem| {
        let help = problem.help.as_deref().map(text::line).unwrap_or_default();
        [problem.place(), problem.what(), help.into_owned()]
    });
    OpenDatasets {
        datasets: facts.collect(),
        claims: catalog.len(),
        left_out: catalog.left_out(),
        unknown_fields: catalog.unknown_fields(),
        problems: problems.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_the_same_shares_what_is_said_of_it() {
        let (one, other) = (Arc::new(Corpus::default()), Arc::new(Corpus::default()));
        let about = shared_about(&one);
        assert!(Arc::ptr_eq(&about, &shared_about(&one)));
        assert!(!Arc::ptr_eq(&about, &shared_about(&other)));
    }
}
