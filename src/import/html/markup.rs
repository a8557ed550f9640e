//! Reads the claims of a page in microdata and RDFa, as nodes of JSON-LD. A claim whose tags leave
//! open who said what is reported instead.

use serde_json::Value;

use super::elements::MarkedPage;
use super::items::{MarkupItem, MarkupValue, PageItems, ValueReader};
use super::{doubt, microdata, rdfa};
use crate::text::is_web_address;

/// The claims of a page, and what was found beside them.
#[derive(Debug, Default)]
pub(super) struct MarkupClaims {
    /// The items that hold claims, as nodes, each with its line.
    pub(super) nodes: Vec<(Value, usize)>,
    /// The lines of claims whose tags are out of order.
    pub(super) doubtful: Vec<usize>,
    /// The number of items that hold no claim.
    pub(super) others: usize,
    /// Whether the page holds more than is read, and claims may be among it.
    pub(super) is_beyond: bool,
}

/// Reads the claims of a page whose addresses are relative to `base`.
pub(super) fn claims(page: &MarkedPage, base: Option<&str>) -> MarkupClaims {
    let is_claim = |kind: &str| ["ClaimReview", "MediaReview"].iter().any(|it| kind.contains(it));
    let kinds = || {
        page.elements.iter().flat_map(|element| [element.get("itemtype"), element.get("typeof")])
    };
    let mut found = MarkupClaims::default();
    if page.is_beyond {
        found.is_beyond = kinds().flatten().any(is_claim);
        return found;
    }
    let mut values = ValueReader::new(page, base.filter(|base| is_web_address(base)));
    let of_microdata = microdata::read(&mut values);
    let of_rdfa = rdfa::read(&mut values);
    if values.is_exhausted() {
        found.is_beyond = kinds().flatten().any(is_claim);
        return found;
    }
    for PageItems { items, last_orphan } in [of_microdata, of_rdfa] {
        for item in items {
            found.add(page, item, last_orphan);
        }
    }
    found
}

impl MarkupClaims {
    fn add(&mut self, page: &MarkedPage, item: MarkupItem, orphan: Option<usize>) {
        if !item.holds_claim() {
            self.others += usize::from(!item.types.is_empty());
            return;
        }
        let line = line(page, &item);
        let Some(item) = self.certain(page, item, orphan) else { return };
        if item.holds_claim() {
            self.nodes.push((item.into_node(), line));
        }
    }

    /// Removes the claims whose tags are out of order.
    fn certain(
        &mut self,
        page: &MarkedPage,
        mut item: MarkupItem,
        orphan: Option<usize>,
    ) -> Option<MarkupItem> {
        if item.is_claim() {
            if doubt::is_doubtful(page, &item, orphan) {
                self.doubtful.push(line(page, &item));
                return None;
            }
            return Some(item);
        }
        let properties = std::mem::take(&mut item.properties).into_iter();
        let properties = properties.filter_map(|(name, value)| match value {
            MarkupValue::Item(inner) if inner.holds_claim() => {
                let inner = self.certain(page, inner, orphan)?;
                Some((name, MarkupValue::Item(inner)))
            }
            value => Some((name, value)),
        });
        item.properties = properties.collect();
        Some(item)
    }
}

/// Returns the line on which an item begins.
fn line(page: &MarkedPage, item: &MarkupItem) -> usize {
    let first = item.elements.iter().min();
    first.and_then(|at| page.elements.get(*at)).map_or(1, |element| element.line)
}
