//! The selection as a feed of `ClaimReview`s that others read, and this program reads back as it was.

use std::io;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::dataset_writer::{DatasetEncoding, RecordList, Within};
use super::needed;
use crate::catalog::{Dataset, EntityTable, Recent, RecentLimits, read_record};
use crate::claim::{Claim, Heading};
use crate::import::{Cited, EntityKind, Exact, Feed};

/// A feed of schema.org.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    /// Begun with the dataset.
    feed: Option<Feed>,
    agents: Referred,
    sources: Referred,
}

/// What is kept of the records that claims refer to, for the next claim.
const BUDGET: RecentLimits = RecentLimits { values: 256, bytes: 16 << 20 };

/// Records that claims refer to, by their rows in a register.
#[derive(Debug)]
struct Referred(Recent<usize, Value>);

impl Default for Referred {
    fn default() -> Self {
        Self(Recent::new(BUDGET))
    }
}

impl DatasetEncoding for JsonLd {
    fn begin(&mut self, out: &mut Vec<u8>, dataset: &Dataset) -> io::Result<()> {
        let Heading { info, ext, unknown } = &*dataset.heading;
        let mut around: Map<String, Value> = Map::new();
        around.extend(ext.clone().map(|ext| ("ext".to_owned(), ext)));
        if !unknown.is_empty() {
            // As texts: they may hold what a value can’t.
            around.insert("members".to_owned(), unknown.iter().cloned().collect::<Value>());
        }
        let (feed, bytes) = Feed::begin(&serde_json::to_value(info)?, &around);
        out.extend(bytes);
        // Rows are those of this dataset’s registers.
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
        if within.list == RecordList::Claims {
            out.extend(self.claim(within, record, &exact)?);
        } else if let Some(feed) = &mut self.feed {
            out.extend(match within.list {
                RecordList::Agents => feed.known(EntityKind::Agent, &exact),
                RecordList::Sources => feed.known(EntityKind::Source, &exact),
                RecordList::Scales => feed.known(EntityKind::Scale, &exact),
                other => feed.apart(other.keys().1, &exact),
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
    /// The element of a claim.
    fn claim(&mut self, within: Within<'_>, record: &str, exact: &Exact) -> io::Result<Vec<u8>> {
        let Some(feed) = &mut self.feed else { return Ok(Vec::new()) };
        // As it was read: of a field that stands twice the last value counts.
        let claim: Claim = read_record(record)?;
        let dataset = within.dataset;
        let agents = self.agents.records(within, &dataset.agents, claim.agent_ids(), "agent")?;
        let sources =
            self.sources.records(within, &dataset.sources, claim.source_ids(), "source")?;
        Ok(feed.claim(exact, Cited { agents: &agents, sources: &sources }))
    }
}

impl Referred {
    /// The records of these ids, none twice; what a register doesn’t have is passed over.
    fn records<'i>(
        &self,
        within: Within<'_>,
        register: &EntityTable,
        ids: impl Iterator<Item = &'i str>,
        kind: &str,
    ) -> io::Result<Vec<Arc<Value>>> {
        let mut rows: Vec<usize> = ids.filter_map(|id| register.find(id)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.into_iter().map(|row| self.record(within, register, row, kind)).collect()
    }

    fn record(
        &self,
        within: Within<'_>,
        register: &EntityTable,
        row: usize,
        kind: &str,
    ) -> io::Result<Arc<Value>> {
        if let Some(record) = self.0.get(&row) {
            return Ok(record);
        }
        let text = needed::text(within.catalog, register, row, kind)?;
        let record = Arc::new(serde_json::from_str(&text)?);
        self.0.put(row, Arc::clone(&record), text.len() as u64);
        Ok(record)
    }
}
