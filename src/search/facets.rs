//! The fields and values that the filter overlay offers, with the number of claims for each.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::OnceLock;

use hashbrown::HashSet;

use super::field::{RecordPart, spelled};
use super::marked::Marked;
use super::naming::key;
use super::record::has;
use crate::catalog::{Catalog, Dataset, EntityTable, Facts, Row, Symbol};
use crate::claim::Vocabulary;
use crate::text::DisplayText;

/// The most values that are offered for one field.
const VALUES_LIMIT: usize = 50;

/// A field with the values that occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The field's name. `has` also covers `no:`.
    pub(crate) field: &'static str,
    /// The field's values, the most frequent first.
    pub values: Vec<FacetValue>,
}

/// A value that a user can filter by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The condition in the query grammar, with the value quoted if necessary.
    pub query: String,
    pub(crate) label: DisplayText<'static>,
    /// The number of claims that have the value.
    pub count: usize,
}

/// The conditions on parts of the record, the most useful first: whether the part is wanted, its
/// name in a query, the part, and the label. They are offered even if no claim meets them.
const PARTS: [(bool, &str, RecordPart, &str); 7] = [
    (false, "denial", RecordPart::Denial, "not denied"),
    (true, "denial", RecordPart::Denial, "denied: full, partial or blanket"),
    (false, "answer", RecordPart::Answer, "not answered at all"),
    (true, "evidence", RecordPart::Evidence, "with evidence"),
    (false, "evidence", RecordPart::Evidence, "without evidence"),
    (true, "quote", RecordPart::Quote, "with a quote"),
    (true, "verdict", RecordPart::Verdict, "with a verdict"),
];

/// Counts the fields and values of the given claims and returns the facets, the most useful
/// fields first. Fields without values are left out, and so are marks if nothing is marked.
pub fn facets(catalog: &Catalog, marked: &Marked, rows: impl Iterator<Item = Row>) -> Vec<Facet> {
    let mut tally = FacetTally::new(marked.rows(catalog));
    tally.add(catalog, rows);
    tally.facets()
}

pub(super) struct FacetTally {
    parts: [usize; PARTS.len()],
    /// The claims that the user has marked, ascending, and how many of them were counted.
    marked: (Vec<Row>, usize),
    fields: Vec<ValueCounter>,
    namesakes: Box<Namesakes>,
}

impl FacetTally {
    /// Starts with counts of zero. `marked` holds the rows of the marked claims, ascending.
    pub(super) fn new(marked: Vec<Row>) -> Self {
        let fields = READERS.iter().map(|_| ValueCounter::default()).collect();
        let namesakes = Box::default();
        Self { parts: [0; PARTS.len()], marked: (marked, 0), fields, namesakes }
    }

    /// Counts some claims. All calls must use the same catalog.
    pub(super) fn add(&mut self, catalog: &Catalog, rows: impl Iterator<Item = Row>) {
        for (row, claim) in rows.filter_map(|row| Some((row, catalog.facts(row)?))) {
            self.marked.1 += usize::from(self.marked.0.binary_search(&row).is_ok());
            for (count, (wanted, _, part, _)) in self.parts.iter_mut().zip(PARTS) {
                *count += usize::from(has(claim, part) == wanted);
            }
            let dataset = claim.dataset();
            for (counter, (field, read, name)) in self.fields.iter_mut().zip(READERS) {
                counter.begin();
                read(claim, &mut |value| {
                    let name = || name(catalog, &self.namesakes, (dataset, value));
                    counter.count(field, (dataset, value), name);
                });
            }
        }
    }

    pub(super) fn facets(self) -> Vec<Facet> {
        let fields = self.fields.into_iter().zip(READERS);
        let facets = fields.map(|(counter, (field, ..))| counter.facet(field));
        let found = facets.filter(|facet| !facet.values.is_empty());
        let marked = (!self.marked.0.is_empty()).then(|| marked_facet(self.marked.1));
        std::iter::once(parts_facet(self.parts)).chain(marked).chain(found).collect()
    }
}

fn marked_facet(count: usize) -> Facet {
    let (query, label) = (spelled("is", "marked"), "marked by you".into());
    Facet { field: "is", values: vec![FacetValue { query, label, count }] }
}

fn parts_facet(counts: [usize; PARTS.len()]) -> Facet {
    let value =
        |(count, (wanted, name, _, label)): (usize, (bool, &str, RecordPart, &'static str))| {
            let query = format!("{}:{name}", if wanted { "has" } else { "no" });
            FacetValue { query, label: label.into(), count }
        };
    Facet { field: "has", values: counts.into_iter().zip(PARTS).map(value).collect() }
}

/// A value as the columns store it: a symbol, or the code of a word from a closed list.
type Value = u32;

/// A function that passes every value of a claim to a callback.
type Reader = fn(Facts<'_>, &mut dyn FnMut(Value));

/// A function that returns a value's text in a query and its label.
type Name = fn(&Catalog, &Namesakes, (usize, Value)) -> Option<(String, String)>;

/// The other fields in the order of the overlay, each with the functions that read and name
/// its values.
const READERS: &[(&str, Reader, Name)] = &[
    (
        "denied-by",
        |claim, count| {
            let parties = claim.denials().flat_map(|denial| [denial.by, denial.on_behalf_of]);
            parties.flatten().for_each(|party| count(Symbol::cell(Some(party))));
        },
        agent,
    ),
    (
        "scope",
        |claim, count| claim.denials().filter_map(|it| it.scope).for_each(|it| count(code(it))),
        word::<crate::claim::Scope>,
    ),
    ("by", |claim, count| claim.made().for_each(|made| symbol(made.by, count)), agent),
    (
        "stance",
        |claim, count| claim.evidence().filter_map(|it| it.stance).for_each(|it| count(code(it))),
        word::<crate::claim::Stance>,
    ),
    (
        "status",
        |claim, count| claim.status().into_iter().for_each(|it| count(code(it))),
        word::<crate::claim::Status>,
    ),
    (
        "kind",
        |claim, count| {
            claim.kind().into_iter().for_each(|it| count(code(it)));
            let kinds = claim.evidence().filter_map(|it| it.kind);
            kinds.for_each(|it| count(code(it) + OF_EVIDENCE));
        },
        kind,
    ),
    ("topic", |claim, count| claim.topics().for_each(|it| symbol(Some(it), count)), open),
    ("source", |claim, count| claim.sources().for_each(|it| symbol(Some(it), count)), source),
    ("verdict", |claim, count| claim.verdicts().for_each(|it| symbol(it.label, count)), open),
    ("party", |claim, count| claim.parties().for_each(|it| symbol(Some(it), count)), agent),
    (
        "date",
        |claim, count| {
            let made = claim.made().map(|made| made.date);
            let happened = claim.happened().into_iter().map(|[from, _]| from);
            made.chain(happened).for_each(|date| symbol(date, count));
        },
        year,
    ),
];

/// The offset of codes for kinds of evidence, which keeps them apart from kinds of claims.
const OF_EVIDENCE: u32 = 0x100;

fn symbol(symbol: Option<Symbol>, count: &mut dyn FnMut(Value)) {
    if symbol.is_some() {
        count(Symbol::cell(symbol));
    }
}

fn code(term: impl Vocabulary) -> Value {
    u32::from(term.code())
}

fn word<T: Vocabulary>(
    _: &Catalog,
    _: &Namesakes,
    (_, value): (usize, Value),
) -> Option<(String, String)> {
    let term = T::from_code(u8::try_from(value).ok()?)?;
    Some((term.name().to_owned(), term.words().to_owned()))
}

fn kind(
    catalog: &Catalog,
    namesakes: &Namesakes,
    (dataset, value): (usize, Value),
) -> Option<(String, String)> {
    match value.checked_sub(OF_EVIDENCE) {
        Some(value) => word::<crate::claim::EvidenceKind>(catalog, namesakes, (dataset, value)),
        None => word::<crate::claim::ClaimKind>(catalog, namesakes, (dataset, value)),
    }
}

fn open(catalog: &Catalog, _: &Namesakes, (_, value): (usize, Value)) -> Option<(String, String)> {
    let text = catalog.text(Symbol::from_cell(value)?).to_owned();
    Some((text.clone(), text))
}

fn year(catalog: &Catalog, _: &Namesakes, (_, value): (usize, Value)) -> Option<(String, String)> {
    let date = crate::claim::PartialDate(catalog.text(Symbol::from_cell(value)?).to_owned());
    date.bounds().ok()?;
    let year = date.0.get(..4)?.to_owned();
    Some((year.clone(), year))
}

fn agent(
    catalog: &Catalog,
    namesakes: &Namesakes,
    value: (usize, Value),
) -> Option<(String, String)> {
    named(catalog, &namesakes.agents, value, |dataset| &dataset.agents)
}

fn source(
    catalog: &Catalog,
    namesakes: &Namesakes,
    value: (usize, Value),
) -> Option<(String, String)> {
    named(catalog, &namesakes.sources, value, |dataset| &dataset.sources)
}

/// Ids that name different agents or sources in different datasets. Each set is computed when its
/// first value is named: asking every dataset about each value takes time that grows with
/// the square of their number.
#[derive(Default)]
struct Namesakes {
    agents: OnceLock<HashSet<Symbol>>,
    sources: OnceLock<HashSet<Symbol>>,
}

/// Returns the ids of records that have different names in different datasets.
fn namesakes(catalog: &Catalog, table: fn(&Dataset) -> &EntityTable) -> HashSet<Symbol> {
    let mut first: hashbrown::HashMap<Symbol, &str> = hashbrown::HashMap::new();
    let mut differing = HashSet::new();
    if catalog.datasets().len() < 2 {
        return differing;
    }
    for dataset in catalog.datasets() {
        for (row, id) in table(dataset).symbols().enumerate() {
            let name = table(dataset).names(row).next().unwrap_or_default();
            if !name.is_empty() && *first.entry(id).or_insert(name) != name {
                differing.insert(id);
            }
        }
    }
    differing
}

/// Returns the query text and the label of an agent or source. If another dataset uses the id for
/// something else, the query text is `dataset/id`, so that it matches only this record.
fn named(
    catalog: &Catalog,
    differing: &OnceLock<HashSet<Symbol>>,
    (dataset, value): (usize, Value),
    table: fn(&Dataset) -> &EntityTable,
) -> Option<(String, String)> {
    let symbol = Symbol::from_cell(value)?;
    let id = catalog.text(symbol);
    let own = catalog.datasets().get(dataset)?;
    let row = table(own).find(id);
    let here = row.and_then(|row| table(own).names(row).next().filter(|name| !name.is_empty()));
    let differing = differing.get_or_init(|| namesakes(catalog, table));
    let query = if here.is_some() && differing.contains(&symbol) {
        format!("{}/{id}", own.heading.info.id)
    } else {
        id.to_owned()
    };
    Some((query, here.unwrap_or(id).to_owned()))
}

/// The number of claims for each value of one field.
#[derive(Default)]
struct ValueCounter {
    /// The index in `values` for each cell of a dataset, or `None` if the cell has no name.
    known: HashMap<(usize, Value), Option<usize>>,
    /// The index in `values` by the folded form in which names are compared: values that one
    /// query condition finds together are counted together.
    by_key: HashMap<String, usize>,
    values: Vec<Counted>,
    claim: usize,
}

struct Counted {
    value: FacetValue,
    /// The number of the last claim that was counted for this value.
    last: usize,
}

impl ValueCounter {
    fn begin(&mut self) {
        self.claim += 1;
    }

    /// Counts the current claim for a value, at most once. `name` returns the value's query text
    /// and label; it is called once for each cell.
    fn count(
        &mut self,
        field: &str,
        cell: (usize, Value),
        name: impl FnOnce() -> Option<(String, String)>,
    ) {
        let Self { known, by_key, values, claim } = self;
        let index = *known.entry(cell).or_insert_with(|| {
            let (query, label) = name()?;
            let key = key(&query).trim().to_owned();
            if key.is_empty() {
                return None;
            }
            let index = *by_key.entry(key).or_insert(values.len());
            if index == values.len() {
                let query = spelled(field, &query);
                let value = FacetValue { query, label: label.into(), count: 0 };
                values.push(Counted { value, last: 0 });
            }
            Some(index)
        });
        if let Some(counted) = index.and_then(|index| values.get_mut(index))
            && counted.last != *claim
        {
            counted.value.count += 1;
            counted.last = *claim;
        }
    }

    fn facet(self, field: &'static str) -> Facet {
        let mut values: Vec<FacetValue> = self.values.into_iter().map(|it| it.value).collect();
        values.sort_by(|a, b| {
            Reverse(a.count).cmp(&Reverse(b.count)).then_with(|| a.label.cmp(&b.label))
        });
        values.truncate(VALUES_LIMIT);
        Facet { field, values }
    }
}
