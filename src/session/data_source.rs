//! Answers the app's questions about the catalog at once: claims, ranges of the list, and the
//! result of a search. It knows no threads and no frontend.

use std::sync::{Arc, Mutex, Weak};

use crate::app::{
    Ask, COPY_LIMIT, Copied, DatasetFacts, ExportTarget, Exported, ListRow, MatchCounts, Msg,
    OpenDatasets, SearchResult, WantedClaim, Window, copied_line,
};
use crate::catalog::{Catalog, Row};
use crate::claim::Address;
use crate::parallel::locked;
use crate::search::{self, Corpus, Marked, PartialList, Query, Ranking, SearchId};
use crate::text::{self, DisplayText};

use super::exporting::{ClaimSelection, ExportJob};

/// How many claims at the beginning of a list are sent again when more of its result arrives, until
/// the app has asked for another range.
const FIRST_SCREENS: usize = 200;

/// The most characters of a text in a row of the list, more than any screen is wide.
const ROW_LIMIT: usize = 4_096;

/// A corpus and the newest result of a search in it.
#[derive(Debug)]
pub struct DataSource {
    /// The current corpus; the newest result may refer to an older one.
    pub(super) corpus: Arc<Corpus>,
    /// The newest search that was started.
    pub(super) asked: Option<Ask>,
    /// The newest result: the search's number, the hits, and the corpus whose rows they are.
    result: Option<(SearchId, Arc<Ranking>, Arc<Corpus>)>,
    /// The range that the screen shows but that isn't ranked yet: its first rank and its length.
    missing: Option<(usize, usize)>,
    /// The range that the screen showed last.
    shown: (usize, usize),
}

impl DataSource {
    /// Creates a data source on a corpus that hasn't been searched.
    #[must_use]
    pub fn new(corpus: Arc<Corpus>) -> Self {
        Self { corpus, asked: None, result: None, missing: None, shown: (0, 0) }
    }

    /// Returns the current corpus.
    #[must_use]
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// Records the search whose result is expected.
    pub fn asked(&mut self, ask: Ask) {
        self.asked = Some(ask);
        self.missing = None;
        self.shown = (0, FIRST_SCREENS);
    }

    /// Takes a search's result or more of it, and returns the messages for the app. Returns none if
    /// a newer search was started in the meantime.
    pub fn found(&mut self, id: SearchId, ranking: Arc<Ranking>, corpus: Arc<Corpus>) -> Vec<Msg> {
        let Some(ask) = self.asked.as_ref().filter(|ask| ask.id == id) else { return Vec::new() };
        let counts = counts(corpus.catalog(), &ranking);
        let before = self.result.take().filter(|(of, ..)| *of == id);
        let msgs = match before.map(|(_, before, _)| before) {
            // The list on the screen stays: send the rows that were missing, and, while records are
            // read, the rows shown, since new hits may belong anywhere in the list.
            Some(before) => {
                let reread = before.read.is_some().then_some(self.shown);
                let window = self.missing.take().or(reread).map(|(first, count)| Msg::Window {
                    id,
                    window: window(corpus.catalog(), &ranking, &ask.request.query, first, count),
                });
                std::iter::once(Msg::Counted { id, counts }).chain(window).collect()
            }
            None => vec![Msg::Found(found(ask, &ranking, corpus.catalog(), counts))],
        };
        self.result = Some((id, ranking, corpus));
        msgs
    }

    /// Returns a range of the newest result, or `None` if a newer search is running. If the range
    /// isn't ranked that far, it is incomplete, and [`DataSource::deeper`] then returns what to
    /// search for.
    #[must_use]
    pub fn window(&mut self, id: SearchId, first: usize, count: usize) -> Option<Msg> {
        let (of, ranking, corpus) = self.result.as_ref()?;
        if *of != id {
            return None;
        }
        self.shown = (first, count);
        let known = ranking.known();
        if known < ranking.listed && known < first + count {
            self.missing = Some((first, count));
        }
        let query = &self.asked.as_ref()?.request.query;
        Some(Msg::Window { id, window: window(corpus.catalog(), ranking, query, first, count) })
    }

    /// Returns the search to start for the missing range, and how many of its hits it needs.
    pub(crate) fn deeper(&self) -> Option<(&Ask, usize)> {
        let (first, count) = self.missing?;
        // This includes the next page; from the middle of the list on, all hits.
        let wanted = (first + count) * 4;
        let listed = self.result.as_ref().map_or(0, |(_, ranking, _)| ranking.listed);
        let wanted = if wanted * 2 > listed { usize::MAX } else { wanted };
        Some((self.asked.as_ref()?, wanted))
    }

    /// Returns the message with a claim and everything its record refers to, or why it can't be
    /// read.
    #[must_use]
    pub fn load(&self, wanted: &WantedClaim) -> Msg {
        let catalog = self.corpus.catalog();
        let rows = catalog.resolve(&wanted.address);
        let there = |row: &&Row| wanted.origin.as_ref() == Some(&catalog.origin(**row));
        let row = rows.iter().find(there).or(rows.first());
        let dossier = row.map(|row| catalog.dossier(*row));
        match dossier {
            Some(Ok(dossier)) => Msg::Loaded(Some(dossier)),
            Some(Err(lost)) => Msg::Lost(lost.to_string()),
            None => Msg::Loaded(None),
        }
    }

    /// Returns an address without its dataset if the claim's id is unambiguous.
    pub(crate) fn shortened(&self, address: Address) -> Address {
        let is_clear = self.corpus.catalog().is_clear(&address.claim);
        let dataset = address.dataset.filter(|_| !is_clear);
        Address { dataset, ..address }
    }

    /// Returns the newest result as a list whose facets can be counted, for a user with these
    /// marks.
    pub(crate) fn list(&self, marked: &Marked) -> Option<PartialList> {
        let (_, ranking, corpus) = self.result.clone()?;
        let request = self.asked.as_ref()?.request.clone();
        Some(PartialList { corpus, request, marked: marked.clone(), ranking })
    }

    /// Returns every claim of a search's list in its order, or `None` if another search was started
    /// since or the list isn't ranked to its end.
    pub(crate) fn claims(&self, id: SearchId) -> Option<Vec<Address>> {
        let (of, ranking, corpus) = self.result.as_ref()?;
        let whole = ranking.known() >= ranking.listed && ranking.read.is_none();
        let wanted = *of == id && whole && ranking.close.is_some();
        wanted.then(|| ranking.iter().map(|hit| corpus.catalog().address(hit.row)).collect())
    }

    /// Returns the claims to export, or `None` if there is no result yet.
    pub(super) fn exporting(&self, asked: ExportTarget, marked: &Marked) -> Option<ExportJob> {
        if asked.of == Exported::Marked {
            let claims = ClaimSelection::Known(marked.rows(self.corpus.catalog()));
            return Some(ExportJob { asked, corpus: Arc::clone(&self.corpus), claims });
        }
        let (id, ranking, corpus) = self.result.as_ref()?;
        let claims = match self.claims(*id) {
            Some(_) => ClaimSelection::Known(ranking.iter().map(|hit| hit.row).collect()),
            None => ClaimSelection::Found(self.asked.as_ref()?.request.clone()),
        };
        Some(ExportJob { asked, corpus: Arc::clone(corpus), claims })
    }

    /// Returns a line to copy for each marked claim, in dataset order. Claims without such a line
    /// and those whose records can't be read are left out. Only one claim is open at a time, and
    /// reading stops once the lines exceed what can be copied.
    pub(crate) fn copies(&self, what: Copied, marked: &Marked) -> Vec<String> {
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

/// Returns a new result around the claim that should stay selected.
fn found(ask: &Ask, ranking: &Ranking, catalog: &Catalog, counts: MatchCounts) -> SearchResult {
    let kept = ask.keep.as_ref();
    let kept = kept.and_then(|address| ranking.rank_of(&catalog.resolve(address)));
    let last = ranking.listed.saturating_sub(1);
    let selected = kept.unwrap_or(ask.otherwise.min(last));
    // Wherever the selected claim is on the screen, this range covers the rest of the screen.
    let (first, end) = (selected.saturating_sub(ask.height), selected + ask.height);
    let window = window(catalog, ranking, &ask.request.query, first, end - first);
    SearchResult { id: ask.id, counts, kept, window }
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

/// Returns a claim as a row of the list. If its record can't be read, the reason takes the place of
/// the text.
fn list_row(catalog: &Catalog, row: Row, query: &Query) -> ListRow {
    let (text, claim) = match catalog.summary(row) {
        Ok(claim) => (row_text(&claim.text), Some(claim)),
        Err(lost) => (format!("[{lost}]").into(), None),
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

/// Returns as much of a text as any row can show.
fn row_text(words: &str) -> DisplayText<'static> {
    let shown = text::line(words);
    match shown.char_indices().nth(ROW_LIMIT) {
        Some((end, _)) => shown.piece(0..end).into_owned(),
        None => shown.into_owned(),
    }
}

/// Uses the singular form of a counted noun if the count is 1.
fn in_number((count, several): (usize, &'static str)) -> (usize, &'static str) {
    let one = match several {
        "pieces of evidence" => "piece of evidence",
        "denials and answers" => "denial or answer",
        other => other.strip_suffix('s').unwrap_or(other),
    };
    (count, if count == 1 { one } else { several })
}

/// Returns the facts about a corpus that several users share. They are computed once for the newest
/// corpus: thousands of problems for each user would cost more memory than their screens.
pub(crate) fn shared_about(corpus: &Arc<Corpus>) -> Arc<OpenDatasets> {
    static NEWEST: Mutex<Option<(Weak<Corpus>, Arc<OpenDatasets>)>> = Mutex::new(None);
    let mut newest = locked(&NEWEST);
    // The weak pointer keeps the corpus's address from being reused.
    if let Some((of, about)) = newest.as_ref()
        && std::ptr::eq(of.as_ptr(), Arc::as_ptr(corpus))
    {
        return Arc::clone(about);
    }
    let about = Arc::new(about(corpus.catalog()));
    *newest = Some((Arc::downgrade(corpus), Arc::clone(&about)));
    about
}

/// Collects the facts about the datasets of a catalog.
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
        remarks: catalog.remarks().iter().map(|remark| text::line(remark).into_owned()).collect(),
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
