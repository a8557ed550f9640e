//! The anchors in a dossier that links lead to: `claim-id` and `claim-id/e1`, preceded by the
//! dataset if there are several. Anchors of the document's own parts begin with `~`, which no
//! claim's anchor does.

use std::fmt::Write as _;

use hashbrown::HashMap;

use super::selection::Selection;
use crate::catalog::{Catalog, Row};

/// Returns a claim's anchor: its id, in which everything but letters, digits, `.`, `_` and `-` is
/// replaced by its code point.
pub(super) fn of_claim(catalog: &Catalog, selection: &Selection, row: Row) -> String {
    let address = catalog.address(row);
    let dataset = address.dataset.as_deref().filter(|_| selection.several());
    let dataset = dataset.map(|dataset| format!("{}/", escaped(dataset))).unwrap_or_default();
    format!("{dataset}{}", escaped(&address.claim))
}

/// The anchors of a claim's items: the claim's anchor, a slash, which no escaped id contains, and
/// the item's id.
#[derive(Debug, Default)]
pub(super) struct ItemAnchors(HashMap<String, usize>);

impl ItemAnchors {
    /// Returns an item's anchor. If several items share an id, which is an error in the record,
    /// the later ones get a number.
    pub(super) fn anchor(&mut self, claim: &str, item: &str) -> String {
        let count = self.0.entry_ref(item).or_default();
        *count += 1;
        let twin = if *count > 1 { format!("~{count}") } else { String::new() };
        format!("{claim}/{}{twin}", escaped(item))
    }
}

/// Escapes an id for an anchor. Different ids have different escaped forms.
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
        let selection = Selection::new(&catalog, vec![Row(0), Row(1)], ExportRequest::default());
        assert_eq!(of_claim(&catalog, &selection, Row(1)), "y/a");
        let selection = Selection::new(&catalog, vec![Row(1)], ExportRequest::default());
        assert_eq!(of_claim(&catalog, &selection, Row(1)), "a");
    }
}
