//! What the places of a dossier are called in links: `claim-id` and `claim-id/e1`, with the
//! dataset before them where there are several. What the document itself needs begins with
//! `~`, which no claim's anchor does.

use std::fmt::Write as _;

use hashbrown::HashMap;

use super::selection::Selection;
use crate::catalog::{Catalog, Row};

/// A claim's anchor: its id, of which everything but letters, digits, `.`, `_` and `-` is
/// written as its code point.
pub(super) fn of_claim(catalog: &Catalog, selection: &Selection, row: Row) -> String {
    let address = catalog.address(row);
    let dataset = address.dataset.as_deref().filter(|_| selection.several());
    let dataset = dataset.map(|dataset| format!("{}/", escaped(dataset))).unwrap_or_default();
    format!("{dataset}{}", escaped(&address.claim))
}

/// The anchors of a claim’s items: its own, a slash, which no id reads as, and theirs.
#[derive(Debug, Default)]
pub(super) struct ItemAnchors(HashMap<String, usize>);

impl ItemAnchors {
    /// An item’s anchor. Of several that share an id, which is a fault of the record, the later
    /// ones are numbered.
    pub(super) fn anchor(&mut self, claim: &str, item: &str) -> String {
        let count = self.0.entry_ref(item).or_default();
        *count += 1;
        let twin = if *count > 1 { format!("~{count}") } else { String::new() };
        format!("{claim}/{}{twin}", escaped(item))
    }
}

/// An id as a part of an anchor. No two ids read the same.
fn escaped(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
            out.push(c);
        } else {
            let _ = write!(out, "~{:x}~", u32::from(c));
        }
    }
    if out.is_empty() { "~~".into() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::ExportRequest;

    #[test]
    fn an_id_is_kept_and_anything_else_is_spelt_out() {
        assert_eq!(escaped("inbox-api_2.x"), "inbox-api_2.x");
        assert_eq!(escaped("a b/é\""), "a~20~b~2f~~e9~~22~");
        assert_eq!(escaped(""), "~~");
    }

    #[test]
    fn no_two_items_bear_the_same_name() {
        let mut items = ItemAnchors::default();
        let anchors = ["e1", "e1", "y/e1"].map(|item| items.anchor("x", item));
        assert_eq!(anchors, ["x/e1", "x/e1~2", "x/y~2f~e1"]);
    }

    #[test]
    fn claims_of_several_datasets_bear_their_dataset() {
        let document = |id: &str| {
            format!(
                r#"{{"dataset":{{"id":"{id}"}},"claims":[{{"id":"a","text":"{id}","made":[]}}]}}"#
            )
        };
        let catalog = Catalog::for_tests(&[&document("x"), &document("y")]);
        let selection = Selection::new(&catalog, vec![0, 1], ExportRequest::default());
        assert_eq!(of_claim(&catalog, &selection, 1), "y/a");
        let selection = Selection::new(&catalog, vec![1], ExportRequest::default());
        assert_eq!(of_claim(&catalog, &selection, 1), "a");
    }
}
