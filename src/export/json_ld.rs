//! Writes a selection as a feed of `ClaimReview`s for other programs. This program can import the
//! feed without loss.

use std::io;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::dataset_writer::{DatasetEncoding, Within};
use super::needed;
use crate::catalog::{Dataset, EntityTable, Recent, RecentLimits};
use crate::claim::{Claim, Heading, RecordKind};
use crate::import::{Cited, EntityKind, Exact, Feed};
use crate::json::last_key_wins;

#[derive(Debug, Default)]
pub(super) struct JsonLd {
    /// The feed, once the dataset has begun.
    feed: Option<Feed>,
    agents: Referred,
    sources: Referred,
}

/// A cache of records that claims refer to, by their rows in an entity table.
#[derive(Debug)]
struct Referred(Recent<usize, Value>);

impl Default for Referred {
    fn default() -> Self {
        Self(Recent::new(RecentLimits::REFERRED))
    }
}

impl DatasetEncoding for JsonLd {
    fn begin(&mut self, out: &mut Vec<u8>, dataset: &Dataset) -> io::Result<()> {
        let Heading { info, ext, unknown } = &*dataset.heading;
        let mut around: Map<String, Value> = Map::new();
        around.extend(ext.clone().map(|ext| ("ext".to_owned(), ext)));
        if !unknown.is_empty() {
            // As texts, because they may hold what a JSON value can't.
            around.insert("members".to_owned(), unknown.iter().cloned().collect::<Value>());
        }
        let (feed, bytes) = Feed::begin(&serde_json::to_value(info)?, &around);
        out.extend(bytes);
        // The caches hold rows of this dataset’s entity tables.
        *self = Self { feed: Some(feed), ..Self::default() };
        Ok(())
    }

    fn record(
        &mut self,
        out: &mut Vec<u8>,
        within: Within<'_>,
        record: &str,
    ) -> io::Result<Option<&'static str>> {
        let exact = Exact::read(record)?;
        if within.list == RecordKind::Claim {
            out.extend(self.claim(within, record, &exact)?);
        } else if let Some(feed) = &mut self.feed {
            out.extend(match within.list {
                RecordKind::Agent => feed.known(EntityKind::Agent, &exact),
                RecordKind::Source => feed.known(EntityKind::Source, &exact),
                RecordKind::Scale => feed.known(EntityKind::Scale, &exact),
                other => feed.apart(other.key(), &exact),
            });
        }
        Ok(exact.repeats_a_key().then_some(
            "a field appears twice in it: the last value is used, and the original record is included as well",
        ))
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        out.extend(self.feed.take().map(Feed::end).unwrap_or_default());
    }
}

impl JsonLd {
    fn claim(&mut self, within: Within<'_>, record: &str, exact: &Exact) -> io::Result<Vec<u8>> {
        let Some(feed) = &mut self.feed else { return Ok(Vec::new()) };
        // The catalog's reader is used because it accepts a repeated field: the last value counts.
        let claim: Claim = last_key_wins(record)?;
        let dataset = within.dataset;
        let agents = self.agents.records(within, &dataset.agents, claim.agent_ids(), "agent")?;
        let sources =
            self.sources.records(within, &dataset.sources, claim.source_ids(), "source")?;
        Ok(feed.claim(exact, Cited { agents: &agents, sources: &sources }))
    }
}

impl Referred {
    /// Returns the records with these ids, without duplicates. Ids without a record are skipped.
    fn records<'i>(
        &self,
        within: Within<'_>,
        table: &EntityTable,
        ids: impl Iterator<Item = &'i str>,
        kind: &str,
    ) -> io::Result<Vec<Arc<Value>>> {
        let mut rows: Vec<usize> = ids.filter_map(|id| table.find(id)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.into_iter().map(|row| self.record(within, table, row, kind)).collect()
    }

    fn record(
        &self,
        within: Within<'_>,
        table: &EntityTable,
        row: usize,
        kind: &str,
    ) -> io::Result<Arc<Value>> {
        if let Some(record) = self.0.get(&row) {
            return Ok(record);
        }
        let text = needed::text(within.catalog, table, row, kind)?;
        let record = Arc::new(serde_json::from_str(&text)?);
        self.0.put(row, Arc::clone(&record), text.len() as u64);
        Ok(record)
    }
}
