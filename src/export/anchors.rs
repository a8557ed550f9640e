//! What the places of a dossier are called in links: `claim-id` and `claim-id.e1`, with the
//! dataset before them where there are several. What the document itself needs begins with
//! `~`, which no claim's anchor does.

use std::fmt::Write as _;

use hashbrown::HashMap;

use super::selection::Selection;
use crate::claim::{Address, Dossier};
use crate::dataset::{Catalog, Row};

/// The claims that share their address with others, each with its number among them, from 0.
/// Filled as they are met.
#[derive(Debug, Default)]
pub(super) struct Twins(HashMap<Row, usize>);

impl Twins {
    /// A claim's anchor: its id, of which everything but letters, digits, `.`, `_` and `-` is
    /// written as its code point. Records that share an address are numbered.
    pub(super) fn anchor(&mut self, catalog: &Catalog, selection: &Selection, row: Row) -> String {
        let address = catalog.address(row);
        let dataset = address.dataset.as_deref().filter(|_| selection.several());
        let dataset = dataset.map(|dataset| format!("{}/", escaped(dataset))).unwrap_or_default();
        let before = self.before(catalog, &address, row);
        let twin = if before > 0 { format!("~{}", before + 1) } else { String::new() };
        format!("{dataset}{}{twin}", escaped(&address.claim))
    }

    /// How many claims of this address stand before one of them.
    fn before(&mut self, catalog: &Catalog, address: &Address, row: Row) -> usize {
        if let Some(number) = self.0.get(&row) {
            return *number;
        }
        // Asked for each of very many, this would take time that grows with their square.
        let namesakes = catalog.resolve(address);
        if namesakes.len() > 1 {
            self.0.extend(namesakes.into_iter().zip(0..));
        }
        self.0.get(&row).copied().unwrap_or_default()
    }
}

/// What stands between a claim's anchor and the ids of its items: a dot, or as many as it takes
/// that no other claim’s id reads the same.
pub(super) fn separator(catalog: &Catalog, dossier: &Dossier) -> String {
    let claim = &dossier.claim;
    let evidence = claim.evidence.iter().filter_map(|evidence| evidence.id.as_deref());
    let items: Vec<&str> =
        evidence.chain(claim.denials.iter().filter_map(|denial| denial.id.as_deref())).collect();
    let mut dots = ".".to_owned();
    let taken = |dots: &str| {
        items.iter().any(|item| {
            let claim = format!("{}{dots}{item}", claim.id);
            !catalog.resolve(&Address { claim, ..dossier.address.clone() }).is_empty()
        })
    };
    while taken(&dots) {
        dots.push('.');
    }
    dots
}

/// An id as a part of an anchor. No two ids read the same.
pub(super) fn escaped(id: &str) -> String {
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

    #[test]
    fn an_id_is_kept_and_anything_else_is_spelt_out() {
        assert_eq!(escaped("inbox-api_2.x"), "inbox-api_2.x");
        assert_eq!(escaped("a b/é\""), "a~20~b~2f~~e9~~22~");
        assert_eq!(escaped(""), "~~");
    }

    #[test]
    fn an_item_never_bears_the_name_of_a_claim() {
        let document = r#"{"dataset":{"id":"d"},"claims":[
            {"id":"a","text":"A","made":[],"denials":[{"id":"d1"},{"id":"d2"}]},
            {"id":"a.d1","text":"B","made":[]},{"id":"a..d2","text":"C","made":[]}]}"#;
        let catalog = Catalog::for_tests(&[document]);
        assert_eq!(separator(&catalog, &catalog.dossier(0).unwrap()), "...");
        assert_eq!(separator(&catalog, &catalog.dossier(1).unwrap()), ".");
    }

    #[test]
    fn claims_of_several_datasets_bear_their_dataset() {
        let document = |id: &str| {
            format!(
                r#"{{"dataset":{{"id":"{id}"}},"claims":[{{"id":"a","text":"{id}","made":[]}}]}}"#
            )
        };
        let catalog = Catalog::for_tests(&[&document("x"), &document("y")]);
        let selection = Selection::new(&catalog, vec![0, 1], "");
        assert_eq!(Twins::default().anchor(&catalog, &selection, 1), "y/a");
        let selection = Selection::new(&catalog, vec![1], "");
        assert_eq!(Twins::default().anchor(&catalog, &selection, 1), "a");
    }

    #[test]
    fn claims_of_one_id_are_numbered() {
        let claims =
            ["A", "B", "C"].map(|text| format!(r#"{{"id":"a","text":"{text}","made":[]}}"#));
        let document = format!(r#"{{"dataset":{{"id":"d"}},"claims":[{}]}}"#, claims.join(","));
        let catalog = Catalog::for_tests(&[&document]);
        let selection = Selection::new(&catalog, vec![2, 0, 1], "");
        let mut twins = Twins::default();
        let anchors = [2, 0, 1].map(|row| twins.anchor(&catalog, &selection, row));
        assert_eq!(anchors, ["a~3", "a", "a~2"]);
    }
}
