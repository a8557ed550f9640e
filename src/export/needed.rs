//! Collects the records that a selection of claims refers to, directly or through other records.

use std::io;

use hashbrown::HashSet;
use serde_json::Value;

use super::omissions::readable;
use super::selection::Selection;
use super::{lost, unwritable};
use crate::catalog::{Catalog, Dataset, EntityTable, Row, Symbol};
use crate::claim::Issue;

/// The records of a dataset that a selection needs, by their rows in the entity tables.
#[derive(Debug)]
pub(super) struct Needed {
    pub(super) agents: MarkedRecords,
    pub(super) sources: MarkedRecords,
    pub(super) scales: MarkedRecords,
}

#[derive(Debug)]
pub(super) struct MarkedRecords(Vec<bool>);

impl MarkedRecords {
    /// Marks the records whose ids are among `ids`.
    fn of(table: &EntityTable, ids: &HashSet<Symbol>) -> Self {
        Self(table.symbols().map(|id| ids.contains(&id)).collect())
    }

    pub(super) fn has(&self, row: usize) -> bool {
        self.0.get(row).copied().unwrap_or_default()
    }

    /// Marks the record with an id, and returns its row if it exists and wasn't marked before.
    fn add(&mut self, table: &EntityTable, id: &str) -> Option<usize> {
        let row = table.find(id)?;
        let mark = self.0.get_mut(row)?;
        (!std::mem::replace(mark, true)).then_some(row)
    }

    fn rows(&self) -> Vec<usize> {
        (0..self.0.len()).filter(|row| self.has(*row)).collect()
    }
}

impl Needed {
    /// Collects what the selected claims need. `issues` are the issues about these claims.
    pub(super) fn of<'a>(
        catalog: &Catalog,
        dataset: &Dataset,
        selection: &Selection,
        issues: impl Iterator<Item = &'a Issue>,
    ) -> io::Result<Self> {
        let (mut agents, mut sources) = (HashSet::new(), HashSet::new());
        for facts in selection.rows.iter().filter_map(|row| catalog.facts(*row)) {
            agents.extend(facts.parties());
            sources.extend(facts.sources());
        }
        let mut needed = Self {
            agents: MarkedRecords::of(&dataset.agents, &agents),
            sources: MarkedRecords::of(&dataset.sources, &sources),
            scales: MarkedRecords::of(&dataset.scales, &HashSet::new()),
        };
        for source in issues.filter_map(|issue| issue.source.as_deref()) {
            needed.sources.add(&dataset.sources, source);
        }
        // These fields may contain an agent's id or a name.
        let by = dataset.history.iter().filter_map(|change| change.by.as_deref());
        for id in by.chain(dataset.heading.info.publisher.as_deref()) {
            needed.agents.add(&dataset.agents, id);
        }
        needed.add_scales(catalog, dataset, selection)?;
        needed.close(catalog, dataset)?;
        Ok(needed)
    }

    /// Adds the scales of verdicts. They are read from the records, because no column holds them.
    fn add_scales(
        &mut self,
        catalog: &Catalog,
        dataset: &Dataset,
        selection: &Selection,
    ) -> io::Result<()> {
        let rated = |row: Row| catalog.facts(row).is_some_and(|facts| facts.verdict_count() > 0);
        if dataset.scales.is_empty() {
            return Ok(());
        }
        for row in selection.rows.iter().copied().filter(|row| rated(*row)) {
            let claim = catalog.claim(row).map_err(lost(catalog, row));
            let Some(claim) = readable(claim)? else { continue };
            for scale in claim.verdicts.iter().filter_map(|verdict| verdict.scale.as_deref()) {
                self.scales.add(&dataset.scales, scale);
            }
        }
        Ok(())
    }

    /// Adds the records that the marked ones refer to, until no new one is found.
    fn close(&mut self, catalog: &Catalog, dataset: &Dataset) -> io::Result<()> {
        let mut open = self.sources.rows();
        while let Some(row) = open.pop() {
            let record = record(catalog, &dataset.sources, row, "source");
            let Some(record) = readable(record)? else { continue };
            for id in names(&record, &["authors", "publisher"]) {
                self.agents.add(&dataset.agents, id);
            }
            open.extend(
                names(&record, &["via"]).filter_map(|via| self.sources.add(&dataset.sources, via)),
            );
        }
        for row in self.scales.rows() {
            let record = record(catalog, &dataset.scales, row, "scale");
            let Some(record) = readable(record)? else { continue };
            for id in names(&record, &["by"]) {
                self.agents.add(&dataset.agents, id);
            }
        }
        let mut open = self.agents.rows();
        while let Some(row) = open.pop() {
            let record = record(catalog, &dataset.agents, row, "agent");
            let Some(record) = readable(record)? else { continue };
            open.extend(
                names(&record, &["affiliation", "memberships"])
                    .filter_map(|body| self.agents.add(&dataset.agents, body)),
            );
        }
        Ok(())
    }
}

/// Returns the JSON of a record in an entity table as it is in the file.
pub(super) fn text(
    catalog: &Catalog,
    table: &EntityTable,
    row: usize,
    kind: &str,
) -> io::Result<String> {
    let (place, id) = table.entry(row);
    catalog.read(place).map_err(unwritable(format!("{kind} {id}")))
}

fn record(catalog: &Catalog, table: &EntityTable, row: usize, kind: &str) -> io::Result<Value> {
    Ok(serde_json::from_str(&text(catalog, table, row, kind)?)?)
}

/// Returns the strings under these keys, whether alone or in lists.
fn names<'a>(record: &'a Value, keys: &'a [&str]) -> impl Iterator<Item = &'a str> {
    let values = keys.iter().filter_map(|key| record.get(key));
    let each = values.flat_map(|value| match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    });
    each.filter_map(Value::as_str)
}
