//! Divides a query by what can answer it: the kernel over packed texts, the filter over columns,
//! or a scan of every record.

use std::sync::Arc;

use super::corpus::Corpus;
use super::field::Field;
use super::filter::FieldTerm;
use super::kernel::{self, Alternative, RowSets};
use super::query::{Atom, AtomKind, Needle, Negatable, Query, QueryTerm};

#[derive(Debug, Default)]
pub(super) struct QueryShape {
    /// Terms that contain texts, for the kernel.
    pub(super) texts: Vec<kernel::CompiledTerm>,
    /// Terms that test only the record, until they are tested.
    pub(super) fields: Vec<FieldTerm>,
    /// Terms of words anywhere in the record. One alternative of each must hold.
    pub(super) all: Vec<Vec<Negatable<Needle>>>,
}

/// What the alternatives of a term test.
#[allow(clippy::struct_excessive_bools, reason = "they are one set of four")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Asks {
    text: bool,
    record: bool,
    item: bool,
    all: bool,
}

impl QueryShape {
    /// Divides a query. Returns `None` if a term can't be divided, because its alternatives mix
    /// texts with conditions on items, or `all:` with anything else.
    pub(super) fn of(query: &Query, corpus: &Corpus) -> Option<Self> {
        let asks: Vec<Asks> = query.terms.iter().map(Asks::of).collect();
        let items = query.terms.iter().map(items).sum::<usize>();
        let mixed = |asks: &Asks| (asks.text && asks.item && items > 1) || asks.is_all_and_more();
        if asks.iter().any(mixed) {
            return None;
        }
        let mut shape = Self::default();
        for (term, asks) in query.terms.iter().zip(asks) {
            if asks.all {
                shape.all.push(words(term));
            } else if asks.text {
                shape.texts.push(text_term(term, corpus));
            } else {
                shape.fields.push(FieldTerm::new(term, corpus.catalog()));
            }
        }
        Some(shape)
    }
}

impl Asks {
    fn of(term: &QueryTerm) -> Self {
        let mut asks = Self::default();
        for atom in &term.alternatives {
            match &atom.value {
                AtomKind::Text(_) => asks.text = true,
                AtomKind::Field(Field::All(_)) => asks.all = true,
                AtomKind::Field(field) if is_item(field) => asks.item = true,
                AtomKind::Field(_) => asks.record = true,
            }
        }
        asks
    }

    fn is_all_and_more(self) -> bool {
        self.all && (self.text || self.record || self.item)
    }
}

fn is_item(field: &Field) -> bool {
    matches!(
        field,
        Field::DeniedBy(_)
            | Field::Scope(_)
            | Field::Stance(_)
            | Field::Source(_)
            | Field::Kind(_, Some(_))
    )
}

fn items(term: &QueryTerm) -> usize {
    let item = |kind: &AtomKind| matches!(kind, AtomKind::Field(field) if is_item(field));
    term.alternatives.iter().filter(|atom| item(&atom.value)).count()
}

fn words(term: &QueryTerm) -> Vec<Negatable<Needle>> {
    let word = |kind: &AtomKind| match kind {
        AtomKind::Field(Field::All(needle)) => Some(needle.clone()),
        _ => None,
    };
    let atoms = term.alternatives.iter();
    atoms.filter_map(|atom| Some(atom.with(word(&atom.value)?))).collect()
}

/// Compiles a term with texts; its other alternatives become a set of rows.
fn text_term(term: &QueryTerm, corpus: &Corpus) -> kernel::CompiledTerm {
    let text = |atom: &Atom| match &atom.value {
        AtomKind::Text(needle) if atom.negated => Some(Alternative::Without(needle.clone())),
        AtomKind::Text(needle) => Some(Alternative::Text(needle.clone())),
        AtomKind::Field(_) => None,
    };
    let mut alternatives: Vec<Alternative> = term.alternatives.iter().filter_map(text).collect();
    let fields = FieldTerm::new(term, corpus.catalog());
    if !fields.records.is_empty() || !fields.items.is_empty() {
        let segments = corpus.catalog().segments();
        let rows = segments.map(|(base, segment)| fields.rows(base, segment, true).into_words());
        alternatives.push(Alternative::Rows(Arc::new(RowSets::new(rows.collect()))));
    }
    alternatives
}
