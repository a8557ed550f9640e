//! What the filter overlay offers: fields, their values, and how many claims have each.

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

/// How many values of a field are offered.
const VALUES_LIMIT: usize = 50;

/// A field and the values that occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The field's name; `has` stands for `has:` and `no:`.
    pub field: &'static str,
    /// Its values, the commonest first.
    pub values: Vec<FacetValue>,
}

/// A value that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The condition as a query states it, quoted where it must be.
    pub query: String,
    /// The value as a reader should see it; foreign text, in display form.
    pub label: String,
    /// How many of the claims have it.
    pub count: usize,
}

/// The questions that are asked most, in this order, and shown even where none has it.
const PARTS: [(bool, &str, RecordPart, &str); 7] = [
    (false, "denial", RecordPart::Denial, "not denied"),
    (true, "denial", RecordPart::Denial, "denied: full, partial or blanket"),
    (false, "answer", RecordPart::Answer, "not answered at all"),
    (true, "evidence", RecordPart::Evidence, "with evidence"),
    (false, "evidence", RecordPart::Evidence, "without evidence"),
    (true, "quote", RecordPart::Quote, "with a quote"),
    (true, "verdict", RecordPart::Verdict, "with a verdict"),
];

/// The fields and values of the given claims with their counts, most asked fields first.
/// Fields without values are left out, and the marks where nothing is marked.
pub fn facets(catalog: &Catalog, marked: &Marked, rows: impl Iterator<Item = Row>) -> Vec<Facet> {
    let mut tally = FacetTally::new(marked.rows(catalog));
    tally.add(catalog, rows);
    tally.facets()
}

/// Facets that are being counted, some claims at a time.
pub(super) struct FacetTally {
    parts: [usize; PARTS.len()],
    /// The claims that the reader marked, ascending, and how many of them were met.
    marked: (Vec<Row>, usize),
    fields: Vec<ValueCounter>,
    namesakes: Box<Namesakes>,
}

impl FacetTally {
    /// Nothing yet; these claims are marked, ascending.
    pub(super) fn new(marked: Vec<Row>) -> Self {
        let fields = READERS.iter().map(|_| ValueCounter::default()).collect();
        let namesakes = Box::default();
        Self { parts: [0; PARTS.len()], marked: (marked, 0), fields, namesakes }
    }

    /// Counts some claims of the same catalog.
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

    /// What was counted.
    pub(super) fn facets(self) -> Vec<Facet> {
        let fields = self.fields.into_iter().zip(READERS);
        let facets = fields.map(|(counter, (field, ..))| counter.facet(field));
        let found = facets.filter(|facet| !facet.values.is_empty());
        let marked = (!self.marked.0.is_empty()).then(|| marked_facet(self.marked.1));
        std::iter::once(parts_facet(self.parts)).chain(marked).chain(found).collect()
    }
}

fn marked_facet(count: usize) -> Facet {
    let (query, label) = (spelled("is", "marked"), "marked by you".to_owned());
    Facet { field: "is", values: vec![FacetValue { query, label, count }] }
}

fn parts_facet(counts: [usize; PARTS.len()]) -> Facet {
    let value = |(count, (wanted, name, _, label)): (usize, (bool, &str, RecordPart, &str))| {
        let query = format!("{}:{name}", if wanted { "has" } else { "no" });
        FacetValue { query, label: label.to_owned(), count }
    };
    Facet { field: "has", values: counts.into_iter().zip(PARTS).map(value).collect() }
}

/// A value as the columns have it: a symbol, or the code of a word from a closed list.
type Value = u32;

/// Calls back with every value of a claim.
type Reader = fn(Facts<'_>, &mut dyn FnMut(Value));

/// A value as the query names it, and as a reader sees it.
type Name = fn(&Catalog, &Namesakes, (usize, Value)) -> Option<(String, String)>;

/// The other fields in the order of the overlay, each with its values in a claim.
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

/// Kinds of evidence are counted apart from kinds of claims: by codes above this.
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

/// The ids by which two datasets call something differently, each kind found when the first of
/// its values is named: to ask every dataset about each value takes time that grows with the
/// square of their number.
#[derive(Default)]
struct Namesakes {
    agents: OnceLock<HashSet<Symbol>>,
    sources: OnceLock<HashSet<Symbol>>,
}

/// The ids of records that have different names in different datasets.
fn namesakes(catalog: &Catalog, register: fn(&Dataset) -> &EntityTable) -> HashSet<Symbol> {
    let mut first: hashbrown::HashMap<Symbol, &str> = hashbrown::HashMap::new();
    let mut differing = HashSet::new();
    if catalog.datasets().len() < 2 {
        return differing;
    }
    for dataset in catalog.datasets() {
        for (row, id) in register(dataset).symbols().enumerate() {
            let name = register(dataset).names(row).next().unwrap_or_default();
            if !name.is_empty() && *first.entry(id).or_insert(name) != name {
                differing.insert(id);
            }
        }
    }
    differing
}

/// An id and its name. Where another dataset calls something else by this id, the dataset
/// stands before it: nobody's denials are put down to a namesake.
fn named(
    catalog: &Catalog,
    differing: &OnceLock<HashSet<Symbol>>,
    (dataset, value): (usize, Value),
    register: fn(&Dataset) -> &EntityTable,
) -> Option<(String, String)> {
    let symbol = Symbol::from_cell(value)?;
    let id = catalog.text(symbol);
    let own = catalog.datasets().get(dataset)?;
    let row = register(own).find(id);
    let here = row.and_then(|row| register(own).names(row).next().filter(|name| !name.is_empty()));
    let differing = differing.get_or_init(|| namesakes(catalog, register));
    let query = if here.is_some() && differing.contains(&symbol) {
        format!("{}/{id}", own.heading.info.id)
    } else {
        id.to_owned()
    };
    Some((query, here.unwrap_or(id).to_owned()))
}

/// How many claims have each value of a field.
#[derive(Default)]
struct ValueCounter {
    /// Which of the values a cell means, by dataset; none where it has no name.
    known: HashMap<(usize, Value), Option<usize>>,
    /// The values by the form in which names are compared: what the query finds together is
    /// counted together.
    by_key: HashMap<String, usize>,
    values: Vec<Counted>,
    claim: usize,
}

struct Counted {
    value: FacetValue,
    /// The last claim that was counted.
    last: usize,
}

impl ValueCounter {
    /// The values that follow are of another claim.
    fn begin(&mut self) {
        self.claim += 1;
    }

    /// Counts a claim once for each of its values; `name` says what a value is called.
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
                let label = crate::text::line(&label).into_owned();
                let value = FacetValue { query: spelled(field, &query), label, count: 0 };
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
