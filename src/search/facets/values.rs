//! The values that the filter overlay counts: how each group reads them from the columns, and how
//! it names them.

use std::sync::OnceLock;

use hashbrown::HashSet;

use crate::catalog::{Catalog, Dataset, DenialFacts, EntityTable, Facts, Symbol};
use crate::claim::{ClaimKind, EvidenceKind, Scope, Stance, Status, Vocabulary};

/// A value as the columns store it: a symbol, or the code of a word from a closed list.
pub(super) type Value = u32;

/// A value as a query and the overlay name it.
pub(super) struct NamedValue {
    /// The value's text in a query.
    pub(super) query: String,
    pub(super) label: String,
    /// What the value means, or empty.
    pub(super) definition: &'static str,
}

impl NamedValue {
    fn plain(query: String, label: String) -> Self {
        Self { query, label, definition: "" }
    }
}

/// One group of the overlay: a field, its heading, and the functions that read and name its values.
pub(super) struct ValueGroup {
    pub(super) field: &'static str,
    pub(super) title: &'static str,
    /// Passes every value of a claim to a callback.
    pub(super) read: fn(Facts<'_>, &mut dyn FnMut(Value)),
    /// Names a value of a dataset.
    pub(super) name: fn(&Catalog, &Namesakes, (usize, Value)) -> Option<NamedValue>,
}

/// The groups in the order of the overlay.
pub(super) const GROUPS: &[ValueGroup] = &[
    ValueGroup {
        field: "denied-by",
        title: "Denied by",
        read: |claim, count| {
            let denials = claim.denials().filter(DenialFacts::denies);
            denials.for_each(|it| parties(it, count));
        },
        name: agent,
    },
    ValueGroup {
        field: "answered-by",
        title: "Answered by, with or without a denial",
        read: |claim, count| claim.denials().for_each(|it| parties(it, count)),
        name: agent,
    },
    ValueGroup {
        // The scopes that deny are groups of the strongest answer.
        field: "scope",
        title: "Answers without a denial",
        read: |claim, count| {
            let scopes = claim.denials().filter_map(|it| it.scope).filter(|it| !it.denies());
            scopes.for_each(|it| count(code(it)));
        },
        name: word::<Scope>,
    },
    ValueGroup {
        field: "by",
        title: "Made by",
        read: |claim, count| claim.made().for_each(|made| symbol(made.by, count)),
        name: agent,
    },
    ValueGroup {
        field: "stance",
        title: "Evidence",
        read: |claim, count| {
            claim.evidence().filter_map(|it| it.stance).for_each(|it| count(code(it)));
        },
        name: word::<Stance>,
    },
    ValueGroup {
        field: "verdict",
        title: "Verdict, as published",
        read: |claim, count| claim.verdicts().for_each(|it| symbol(it.label, count)),
        name: open,
    },
    ValueGroup {
        field: "status",
        title: "Status, as judged by the editor",
        read: |claim, count| claim.status().into_iter().for_each(|it| count(code(it))),
        name: word::<Status>,
    },
    ValueGroup {
        field: "kind",
        title: "Kind of claim or evidence",
        read: |claim, count| {
            claim.kind().into_iter().for_each(|it| count(code(it)));
            let kinds = claim.evidence().filter_map(|it| it.kind);
            kinds.for_each(|it| count(code(it) + OF_EVIDENCE));
        },
        name: kind,
    },
    ValueGroup {
        field: "topic",
        title: "Topic",
        read: |claim, count| claim.topics().for_each(|it| symbol(Some(it), count)),
        name: open,
    },
    ValueGroup {
        field: "source",
        title: "Source",
        read: |claim, count| claim.sources().for_each(|it| symbol(Some(it), count)),
        name: source,
    },
    ValueGroup {
        field: "party",
        title: "Anyone named",
        read: |claim, count| claim.parties().for_each(|it| symbol(Some(it), count)),
        name: agent,
    },
];

/// Passes the party that gives an answer, and the one on whose behalf it is given, to a callback.
fn parties(denial: DenialFacts, count: &mut dyn FnMut(Value)) {
    symbol(denial.by, count);
    symbol(denial.on_behalf_of, count);
}

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
) -> Option<NamedValue> {
    let term = T::from_code(u8::try_from(value).ok()?)?;
    Some(NamedValue {
        query: term.name().to_owned(),
        label: term.words().to_owned(),
        definition: term.definition(),
    })
}

fn kind(
    catalog: &Catalog,
    namesakes: &Namesakes,
    (dataset, value): (usize, Value),
) -> Option<NamedValue> {
    match value.checked_sub(OF_EVIDENCE) {
        Some(value) => word::<EvidenceKind>(catalog, namesakes, (dataset, value)),
        None => word::<ClaimKind>(catalog, namesakes, (dataset, value)),
    }
}

fn open(catalog: &Catalog, _: &Namesakes, (_, value): (usize, Value)) -> Option<NamedValue> {
    let text = catalog.text(Symbol::from_cell(value)?).to_owned();
    Some(NamedValue::plain(text.clone(), text))
}

fn agent(catalog: &Catalog, namesakes: &Namesakes, value: (usize, Value)) -> Option<NamedValue> {
    named(catalog, &namesakes.agents, value, |dataset| &dataset.agents)
}

fn source(catalog: &Catalog, namesakes: &Namesakes, value: (usize, Value)) -> Option<NamedValue> {
    named(catalog, &namesakes.sources, value, |dataset| &dataset.sources)
}

/// Ids that name different agents or sources in different datasets. Each set is computed when its
/// first value is named: asking every dataset about each value takes time that grows with
/// the square of their number.
#[derive(Default)]
pub(super) struct Namesakes {
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
            let Some(name) = label(table(dataset), row) else { continue };
            if *first.entry(id).or_insert(name) != name {
                differing.insert(id);
            }
        }
    }
    differing
}

/// Returns the first name that a record has: of a source without a title, its address.
fn label(table: &EntityTable, row: usize) -> Option<&str> {
    table.names(row).find(|name| !name.is_empty())
}

/// Returns an agent or source with its name or title; of a source without a title, its address. If
/// another dataset uses the id for something else, the query text is `dataset/id`, so that it
/// matches only this record.
fn named(
    catalog: &Catalog,
    differing: &OnceLock<HashSet<Symbol>>,
    (dataset, value): (usize, Value),
    table: fn(&Dataset) -> &EntityTable,
) -> Option<NamedValue> {
    let symbol = Symbol::from_cell(value)?;
    let id = catalog.text(symbol);
    let own = catalog.datasets().get(dataset)?;
    let row = table(own).find(id);
    let here = row.and_then(|row| label(table(own), row));
    let differing = differing.get_or_init(|| namesakes(catalog, table));
    let query = if here.is_some() && differing.contains(&symbol) {
        format!("{}/{id}", own.heading.info.id)
    } else {
        id.to_owned()
    };
    Some(NamedValue::plain(query, here.unwrap_or(id).to_owned()))
}
