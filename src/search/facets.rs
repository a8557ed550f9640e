//! What the filter overlay offers: fields, their values, and how many claims have each.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::field::{Part, spelled};
use super::naming::key;
use super::record::{has, labels};
use super::texts::sources;
use crate::claim::{Claim, Term};
use crate::dataset::{Catalog, Dataset, Row};

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
const PARTS: [(bool, &str, Part, &str); 7] = [
    (false, "denial", Part::Denial, "not denied"),
    (true, "denial", Part::Denial, "denied: full, partial or blanket"),
    (false, "answer", Part::Answer, "not answered at all"),
    (true, "evidence", Part::Evidence, "with evidence"),
    (false, "evidence", Part::Evidence, "without evidence"),
    (true, "quote", Part::Quote, "with somebody’s words"),
    (true, "verdict", Part::Verdict, "with a verdict"),
];

/// The fields and values of the given claims with their counts, most asked fields first.
/// Fields without values are left out.
///
/// # Panics
/// Where a row is not one of the catalog's.
pub fn facets(catalog: &Catalog, rows: impl Iterator<Item = Row>) -> Vec<Facet> {
    let mut parts = [0; PARTS.len()];
    let mut fields: Vec<Counter> = READERS.iter().map(|_| Counter::default()).collect();
    for row in rows {
        let (dataset, claim) = (catalog.dataset(row), catalog.claim(row));
        let near = Near { catalog, dataset };
        for (count, (wanted, _, part, _)) in parts.iter_mut().zip(PARTS) {
            *count += usize::from(has(claim, part) == wanted);
        }
        for (counter, (_, read)) in fields.iter_mut().zip(READERS) {
            counter.count(read(&near, claim));
        }
    }
    let facets = fields.into_iter().zip(READERS).map(|(counter, (field, _))| counter.facet(field));
    let found = facets.filter(|facet| !facet.values.is_empty());
    std::iter::once(parts_facet(parts)).chain(found).collect()
}

fn parts_facet(counts: [usize; PARTS.len()]) -> Facet {
    let value = |(count, (wanted, name, _, label)): (usize, (bool, &str, Part, &str))| {
        let query = format!("{}:{name}", if wanted { "has" } else { "no" });
        FacetValue { query, label: label.to_owned(), count }
    };
    Facet { field: "has", values: counts.into_iter().zip(PARTS).map(value).collect() }
}

/// A value as the query names it, and as a reader sees it.
type Value = (String, String);

/// A claim's dataset, among the others.
struct Near<'a> {
    catalog: &'a Catalog,
    dataset: &'a Dataset,
}

type Reader = fn(&Near, &Claim) -> Vec<Value>;

/// The other fields in the order of the overlay, each with its values in a claim.
const READERS: &[(&str, Reader)] = &[
    ("denied-by", |near, claim| {
        let denials = claim.denials.iter();
        let ids = denials.flat_map(|denial| [&denial.by, &denial.on_behalf_of]);
        ids.flatten().map(|id| near.agent(id)).collect()
    }),
    ("scope", |_, claim| claim.denials.iter().filter_map(|d| d.scope).map(word).collect()),
    ("by", |near, claim| {
        claim.made.iter().filter_map(|made| made.by.as_ref()).map(|id| near.agent(id)).collect()
    }),
    ("stance", |_, claim| claim.evidence.iter().filter_map(|e| e.stance).map(word).collect()),
    ("status", |_, claim| claim.status.into_iter().map(word).collect()),
    ("kind", |_, claim| {
        let evidence = claim.evidence.iter().filter_map(|evidence| evidence.kind).map(word);
        claim.kind.into_iter().map(word).chain(evidence).collect()
    }),
    ("topic", |_, claim| claim.topics.iter().map(|topic| open(topic)).collect()),
    ("source", |near, claim| sources(claim).map(|id| near.source(id)).collect()),
    ("verdict", |_, claim| labels(claim).map(open).collect()),
    ("party", |near, claim| claim.agent_ids().map(|id| near.agent(id)).collect()),
    ("date", |_, claim| {
        let dates = claim.made_dates().chain(claim.happened_date());
        let years = dates.filter(|date| date.bounds().is_ok()).filter_map(|date| date.0.get(..4));
        years.map(|year| (year.to_owned(), year.to_owned())).collect()
    }),
];

impl Near<'_> {
    fn agent(&self, id: &str) -> Value {
        self.named(id, |dataset, id| dataset.agents.get(id)?.name.as_deref())
    }

    fn source(&self, id: &str) -> Value {
        self.named(id, |dataset, id| dataset.sources.get(id)?.title.as_deref())
    }

    /// An id and its name. Where another dataset calls something else by this id, the
    /// dataset stands before it: nobody's denials are put down to a namesake.
    fn named(&self, id: &str, name: for<'d> fn(&'d Dataset, &str) -> Option<&'d str>) -> Value {
        let here = name(self.dataset, id);
        let others = self.catalog.datasets().iter().filter_map(|dataset| name(dataset, id));
        let query = if here.is_some() && others.into_iter().any(|other| Some(other) != here) {
            format!("{}/{id}", self.dataset.info.id)
        } else {
            id.to_owned()
        };
        (query, here.unwrap_or(id).to_owned())
    }
}

fn word<T: Term>(term: T) -> Value {
    (term.name().to_owned(), term.words().to_owned())
}

fn open(value: &str) -> Value {
    (value.to_owned(), value.to_owned())
}

/// How many claims have each value of a field.
#[derive(Default)]
struct Counter {
    /// By the form in which names are compared: what the query finds together is counted
    /// together.
    values: BTreeMap<String, (Value, usize)>,
}

impl Counter {
    /// Counts a claim once for each of its values.
    fn count(&mut self, values: Vec<Value>) {
        let mut seen = BTreeSet::new();
        for value in values {
            let key = key(&value.0).trim().to_owned();
            if !key.is_empty() && seen.insert(key.clone()) {
                self.values.entry(key).or_insert((value, 0)).1 += 1;
            }
        }
    }

    fn facet(self, field: &'static str) -> Facet {
        let value = |((name, label), count): (Value, usize)| FacetValue {
            query: spelled(field, &name),
            label: crate::text::line(&label).into_owned(),
            count,
        };
        let mut values: Vec<FacetValue> = self.values.into_values().map(value).collect();
        values.sort_by(|a, b| {
            Reverse(a.count).cmp(&Reverse(b.count)).then_with(|| a.label.cmp(&b.label))
        });
        values.truncate(VALUES_LIMIT);
        Facet { field, values }
    }
}
