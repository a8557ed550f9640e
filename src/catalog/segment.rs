//! Segments: up to 32,768 claims as columns, which hold what the list, search and filters need. A
//! segment is made once and never changes; the catalog grows by whole segments.

use std::sync::Arc;

use crate::catalog::arena::Arena;
use crate::catalog::claim_scan::ClaimScan;
use crate::catalog::columns::{ItemColumns, Packed, StoredColumn, TableBuilder, stored_fields};
use crate::catalog::lookup::Lookup;
use crate::catalog::record_index::{RecordIndex, RecordIndexBuilder, RecordPlace};
use crate::claim::Vocabulary;

/// The largest number of claims in a segment: few enough that those being collected take little
/// memory, and that their row numbers fit in 16 bits.
pub(crate) const LARGEST: usize = 1 << 15;

/// The part of a record that is a quotation: by a maker, in an answer or as an excerpt.
pub(crate) const QUOTE: u32 = 1;
/// The part of a record that is a note: of the claim or of one of its items.
pub(crate) const NOTE: u32 = 2;

/// Claims as columns. Cells of parties, sources, topics, labels and dates hold
/// [symbols](crate::catalog::symbols::Symbol::cell); cells of closed lists hold
/// [codes](Vocabulary::code).
#[derive(Debug, Clone, Default)]
pub struct Segment {
    /// The searched parts of the texts.
    pub arena: Arc<Arena>,
    /// The ids of the claims and the places of their records.
    pub(crate) records: RecordIndex,
    /// The number of each claim's dataset.
    pub(crate) dataset: Packed,
    /// The status in the lower four bits, the kind in the upper.
    pub(crate) standing: StoredColumn<u8>,
    /// Whether the record has a quotation ([`QUOTE`]) and notes ([`NOTE`]), as the sum of both.
    pub(crate) parts: Packed,
    pub(crate) topics: ItemColumns<1>,
    /// The makers: by, interpreted by, source, date.
    pub(crate) made: ItemColumns<4>,
    /// The event: first and last date; no item if none is recorded.
    pub(crate) happened: ItemColumns<2>,
    pub(crate) wordings: ItemColumns<1>,
    /// The evidence: kind and stance in one number, by, source, via.
    pub(crate) evidence: ItemColumns<4>,
    /// The denials: scope, by, on behalf of, source, via, date.
    pub(crate) denials: ItemColumns<6>,
    /// The verdicts: by, label, source, date.
    pub(crate) verdicts: ItemColumns<4>,
    pub(crate) history: ItemColumns<1>,
    lookup: Lookup<u16>,
}

impl Segment {
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns the rows of the claims that may have an id: all that do, and seldom another. They
    /// are ordered by dataset.
    pub(crate) fn candidates(&self, id: &str) -> impl Iterator<Item = usize> + '_ {
        self.lookup.candidates(id).map(usize::from)
    }

    /// Returns the candidates of one dataset, without a search through those of other datasets.
    pub(crate) fn candidates_of(&self, dataset: u32, id: &str) -> impl Iterator<Item = usize> + '_ {
        let its = move |row: usize| self.dataset.get(row);
        let from = self.lookup.candidates_from(id, move |row| its(usize::from(row)) < dataset);
        from.map(usize::from).take_while(move |row| its(*row) == dataset)
    }
}

stored_fields! { Segment {
    arena records dataset standing parts
    topics made happened wordings evidence denials verdicts history
    lookup
} }

/// Returns the cell for the kind and the stance of a piece of evidence.
fn sort_of(kind: u8, stance: u8) -> u32 {
    u32::from(kind) << 2 | u32::from(stance)
}

/// Returns the codes of kind and stance in such a cell.
pub(crate) fn kind_and_stance(sort: u32) -> (u8, u8) {
    let [sort, ..] = sort.to_le_bytes();
    (sort >> 2, sort & 3)
}

#[derive(Debug, Default)]
pub(crate) struct SegmentBuilder {
    texts: TextList,
    ids: TextList,
    places: Vec<RecordPlace>,
    datasets: Vec<u32>,
    standing: Vec<u8>,
    parts: Vec<u32>,
    topics: TableBuilder<1>,
    made: TableBuilder<4>,
    happened: TableBuilder<2>,
    wordings: TableBuilder<1>,
    evidence: TableBuilder<4>,
    denials: TableBuilder<6>,
    verdicts: TableBuilder<4>,
    history: TableBuilder<1>,
}

impl SegmentBuilder {
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn entry(&self, row: usize) -> (RecordPlace, &str) {
        (self.places[row], self.ids.get(row))
    }

    pub(crate) fn dataset(&self, row: usize) -> u32 {
        self.datasets[row]
    }

    /// Returns the number of pieces of evidence and of denials of a claim.
    pub(crate) fn items(&self, row: usize) -> (usize, usize) {
        (self.evidence.items(row).len(), self.denials.items(row).len())
    }

    /// Adds a claim with its searched text; `cell` returns the cell of a reference or word.
    pub(crate) fn push(
        &mut self,
        scan: &ClaimScan,
        text: &str,
        place: RecordPlace,
        mut cell: impl FnMut(Option<&str>) -> u32,
    ) {
        self.texts.push(text);
        self.ids.push(&scan.id);
        self.places.push(place);
        self.datasets.push(0);
        self.standing.push(code(scan.status) | code(scan.kind) << 4);
        self.parts.push(u32::from(quotes(scan)) * QUOTE + u32::from(notes(scan)) * NOTE);
        self.topics.push(scan.topics.iter().map(|topic| [cell(Some(topic))]));
        self.made.push(scan.made.iter().map(|made| {
            [&made.by, &made.interpreted_by, &made.source, &made.date].map(|it| cell(it.as_deref()))
        }));
        self.happened.push(
            scan.happened
                .iter()
                .map(|happened| [&happened.date, &happened.to].map(|date| cell(date.as_deref()))),
        );
        let wordings = scan.wordings.iter();
        self.wordings.push(wordings.map(|wording| [cell(wording.source.as_deref())]));
        self.evidence.push(scan.evidence.iter().map(|item| {
            let sort = sort_of(code(item.kind), code(item.stance));
            let [by, source, via] =
                [&item.by, &item.source, &item.via].map(|it| cell(it.as_deref()));
            [sort, by, source, via]
        }));
        self.denials.push(scan.denials.iter().map(|item| {
            let texts = [&item.by, &item.on_behalf_of, &item.source, &item.via, &item.date];
            let [by, behalf, source, via, date] = texts.map(|it| cell(it.as_deref()));
            [u32::from(code(item.scope)), by, behalf, source, via, date]
        }));
        self.verdicts.push(scan.verdicts.iter().map(|verdict| {
            [&verdict.by, &verdict.label, &verdict.source, &verdict.date]
                .map(|it| cell(it.as_deref()))
        }));
        self.history.push(scan.history.iter().map(|change| [cell(change.by.as_deref())]));
    }

    /// Adds a claim of another builder; `cell` converts a cell of that builder to one of this.
    pub(crate) fn adopt(
        &mut self,
        from: &Self,
        row: usize,
        place: RecordPlace,
        dataset: u32,
        cell: impl Fn(u32) -> u32,
    ) {
        self.texts.push(from.texts.get(row));
        self.ids.push(from.ids.get(row));
        self.places.push(place);
        self.datasets.push(dataset);
        self.standing.push(from.standing[row]);
        self.parts.push(from.parts[row]);
        self.topics.adopt(&from.topics, row, 0, &cell);
        self.made.adopt(&from.made, row, 0, &cell);
        self.happened.adopt(&from.happened, row, 0, &cell);
        self.wordings.adopt(&from.wordings, row, 0, &cell);
        self.evidence.adopt(&from.evidence, row, 1, &cell);
        self.denials.adopt(&from.denials, row, 1, &cell);
        self.verdicts.adopt(&from.verdicts, row, 0, &cell);
        self.history.adopt(&from.history, row, 0, &cell);
    }

    /// Returns the lookup from ids to claims, which are ordered by dataset.
    fn lookup(&self) -> Lookup<u16> {
        let mut rows: Vec<u16> = (0..=u16::MAX).take(self.len()).collect();
        rows.sort_by_key(|row| self.dataset(usize::from(*row)));
        Lookup::new(rows.into_iter().map(|row| (self.ids.get(usize::from(row)), row)))
    }

    pub(crate) fn seal(&self) -> Segment {
        let mut records = RecordIndexBuilder::default();
        for (row, place) in self.places.iter().enumerate() {
            records.push(*place, self.ids.get(row));
        }
        let texts = (0..self.len()).map(|row| self.texts.get(row));
        Segment {
            arena: Arc::new(Arena::new(texts)),
            records: records.build(),
            dataset: Packed::new(&self.datasets),
            standing: self.standing.clone().into(),
            parts: Packed::new(&self.parts),
            topics: self.topics.pack(),
            made: self.made.pack(),
            happened: self.happened.pack(),
            wordings: self.wordings.pack(),
            evidence: self.evidence.pack(),
            denials: self.denials.pack(),
            verdicts: self.verdicts.pack(),
            history: self.history.pack(),
            lookup: self.lookup(),
        }
    }
}

fn quotes(scan: &ClaimScan) -> bool {
    scan.made.iter().any(|made| made.quote.is_some())
        || scan.denials.iter().any(|denial| denial.quote.is_some())
        || scan.evidence.iter().any(|evidence| evidence.excerpt.is_some())
}

/// Returns whether the claim has notes, or one of its items has a note.
fn notes(scan: &ClaimScan) -> bool {
    scan.notes.is_some()
        || scan.happened.iter().any(|happened| happened.note.is_some())
        || scan.made.iter().any(|made| made.note.is_some())
        || scan.wordings.iter().any(|wording| wording.note.is_some())
        || scan.denials.iter().any(|denial| denial.note.is_some())
}

fn code<T: Vocabulary>(term: Option<T>) -> u8 {
    term.map_or(0, Vocabulary::code)
}

/// A list of texts in one allocation.
#[derive(Debug, Default)]
struct TextList {
    all: String,
    ends: Vec<usize>,
}

impl TextList {
    fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }

    fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[index]]
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;
    use crate::claim::Address;

    /// However many datasets have an id, the claim of the given one is found, in whatever order the
    /// files of the datasets were read.
    #[test]
    fn an_id_of_many_datasets_is_found_in_each() {
        let document = |number: usize| {
            let dataset = number * 7 % 20;
            let ids = [format!("own{number}"), "all".to_owned()];
            let claims = ids.map(|id| format!(r#"{{"id":"{id}","text":"T{dataset}","made":[]}}"#));
            format!(r#"{{"dataset":{{"id":"d{dataset}"}},"claims":[{}]}}"#, claims.join(","))
        };
        let documents: Vec<String> = (0..40).map(document).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        let catalog = Catalog::for_tests(&documents);
        assert_eq!(catalog.len(), 60);
        for dataset in 0..20 {
            let id = format!("d{dataset}");
            let [row] = catalog.resolve(&Address::of_claim(&id, "all"))[..] else { panic!() };
            assert_eq!(catalog.dataset(row).heading.info.id, id);
        }
        assert_eq!(catalog.resolve(&Address::parse("all")).len(), 20);
        assert!(catalog.resolve(&Address::of_claim("none", "all")).is_empty());
        assert!(!catalog.is_clear("all") && catalog.is_clear("own3") && !catalog.is_clear("no"));
    }
}
