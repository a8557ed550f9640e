//! Counts the values of one field.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::values::{NamedValue, Value};
use super::{Facet, FacetValue};
use crate::search::field::spelled;
use crate::search::naming::key;

/// The most values that are offered for one field.
const VALUES_LIMIT: usize = 50;

/// The number of claims for each value of one field.
#[derive(Default)]
pub(super) struct ValueCounter {
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
    pub(super) fn begin(&mut self) {
        self.claim += 1;
    }

    /// Counts the current claim for a value, at most once. `name` returns the value's query text
    /// and label; it is called once for each cell.
    pub(super) fn count(
        &mut self,
        field: &str,
        cell: (usize, Value),
        name: impl FnOnce() -> Option<NamedValue>,
    ) {
        let Self { known, by_key, values, claim } = self;
        let index = *known.entry(cell).or_insert_with(|| {
            let NamedValue { query, label, definition } = name()?;
            let key = key(&query).trim().to_owned();
            if key.is_empty() {
                return None;
            }
            let index = *by_key.entry(key).or_insert(values.len());
            if index == values.len() {
                let query = spelled(field, &query);
                let value = FacetValue { query, label: label.into(), definition, count: 0 };
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

    pub(super) fn facet(self, field: &'static str, title: &'static str) -> Facet {
        let mut values: Vec<FacetValue> = self.values.into_iter().map(|it| it.value).collect();
        values.sort_by(|a, b| {
            Reverse(a.count).cmp(&Reverse(b.count)).then_with(|| a.label.cmp(&b.label))
        });
        values.truncate(VALUES_LIMIT);
        Facet { field, title, values }
    }
}
