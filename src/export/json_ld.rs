//! The selection as a feed of `ClaimReview`s that others read, and this program reads back as it was.

use std::io;

use serde_json::{Map, Value};

use super::gainsay::{Carrier, List, Within};
use super::needed;
use crate::claim::{Claim, Heading};
use crate::dataset::{Dataset, Register, read_record};
use crate::formats::{Cited, Exact, Feed, Kind};

/// A feed of schema.org.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    /// Begun with the dataset.
    feed: Option<Feed>,
}

impl Carrier for JsonLd {
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
        self.feed = Some(feed);
        Ok(())
    }

    fn record(
        &mut self,
        out: &mut Vec<u8>,
        within: Within<'_>,
        record: &str,
    ) -> io::Result<Option<&'static str>> {
        let Some(feed) = &mut self.feed else { return Ok(None) };
        let exact = Exact::read(record)?;
        out.extend(match within.list {
            List::Agents => feed.known(Kind::Agent, &exact),
            List::Sources => feed.known(Kind::Source, &exact),
            List::Scales => feed.known(Kind::Scale, &exact),
            List::Claims => {
                let cited = Records::of(within, record)?;
                feed.claim(&exact, cited.as_cited())
            }
            List::Relations | List::Issues | List::History => {
                feed.apart(within.list.keys().1, &exact)
            }
        });
        Ok(exact.repeats_a_key().then_some(
            "a field stands twice in it: the last value counts, and the record goes along as it stands",
        ))
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        out.extend(self.feed.take().map(Feed::end).unwrap_or_default());
    }
}

/// The records that a claim refers to.
struct Records {
    agents: Vec<Value>,
    sources: Vec<Value>,
    scales: Vec<Value>,
}

impl Records {
    fn of(within: Within<'_>, record: &str) -> io::Result<Self> {
        // As it was read: of a field that stands twice the last value counts.
        let claim: Claim = read_record(record)?;
        let dataset = within.dataset;
        let scales = claim.verdicts.iter().filter_map(|verdict| verdict.scale.as_deref());
        Ok(Self {
            agents: records(within, &dataset.agents, claim.agent_ids(), "agent")?,
            sources: records(within, &dataset.sources, claim.source_ids(), "source")?,
            scales: records(within, &dataset.scales, scales, "scale")?,
        })
    }

    fn as_cited(&self) -> Cited<'_> {
        Cited { agents: &self.agents, sources: &self.sources, scales: &self.scales }
    }
}

/// The records of these ids, none twice; what a register doesn’t have is passed over.
fn records<'i>(
    within: Within<'_>,
    register: &Register,
    ids: impl Iterator<Item = &'i str>,
    kind: &str,
) -> io::Result<Vec<Value>> {
    let mut rows: Vec<usize> = ids.filter_map(|id| register.find(id)).collect();
    rows.sort_unstable();
    rows.dedup();
    let read = |row: usize| -> io::Result<Value> {
        Ok(serde_json::from_str(&needed::text(within.catalog, register, row, kind)?)?)
    };
    rows.into_iter().map(read).collect()
}
