//! The marks of a session beyond those that the app holds: marked claims that the catalog doesn't
//! have, or not yet, and the [`MarkStore`] that keeps changes.

use std::collections::HashSet;

use crate::catalog::Catalog;
use crate::claim::Address;
use crate::search::Marked;

/// Keeps marks from one session to the next, by dataset.
pub trait MarkStore {
    /// Returns the ids of the claims that are kept as marked in a dataset.
    ///
    /// # Errors
    /// Returns a message for the user if the marks can't be read.
    fn kept(&mut self, dataset: &str) -> Result<Vec<String>, String>;

    /// Keeps whether these claims are marked. Returns without waiting.
    fn keep(&mut self, claims: &[Address], marked: bool);
}

/// The marks that the app doesn't have.
#[derive(Default)]
pub(super) struct RemainingMarks {
    keeper: Option<Box<dyn MarkStore>>,
    /// The datasets whose marks were read.
    read: HashSet<String>,
    /// The marked claims that the catalog doesn't have.
    absent: HashSet<Address>,
}

impl RemainingMarks {
    /// Creates the marks that a store keeps.
    pub(super) fn of(keeper: Box<dyn MarkStore>) -> Self {
        Self { keeper: Some(keeper), ..Self::default() }
    }

    /// Passes a change to the store.
    pub(super) fn keep(&mut self, claims: &[Address], marked: bool) {
        if let Some(keeper) = &mut self.keeper {
            keeper.keep(claims, marked);
        }
    }

    /// Returns the marks in a catalog that has at least the claims of the one before, if there are
    /// more than before, and messages for the user.
    pub(super) fn grow(
        &mut self,
        catalog: &Catalog,
        before: &Marked,
    ) -> (Option<Marked>, Vec<String>) {
        let faults = self.read(catalog);
        let here = |address: &Address| !catalog.resolve(address).is_empty();
        let found: Vec<Address> = self.absent.extract_if(|address| here(address)).collect();
        if found.is_empty() {
            return (None, faults);
        }
        (Some(before.iter().cloned().chain(found).collect()), faults)
    }

    /// Like [`grow`](Self::grow), for a catalog of reloaded files, in which claims may be missing.
    pub(super) fn renew(
        &mut self,
        catalog: &Catalog,
        before: &Marked,
    ) -> (Option<Marked>, Vec<String>) {
        let gone = before.iter().filter(|address| catalog.resolve(address).is_empty());
        let gone: HashSet<Address> = gone.cloned().collect();
        let left: Marked = before.iter().filter(|it| !gone.contains(*it)).cloned().collect();
        let changed = !gone.is_empty();
        self.absent.extend(gone);
        let (grown, faults) = self.grow(catalog, &left);
        (grown.or_else(|| changed.then_some(left)), faults)
    }

    /// Reads the kept marks of datasets that are new in the catalog.
    fn read(&mut self, catalog: &Catalog) -> Vec<String> {
        let Some(keeper) = &mut self.keeper else { return Vec::new() };
        let mut faults = Vec::new();
        for dataset in catalog.datasets() {
            let id = &dataset.heading.info.id;
            if !self.read.insert(id.clone()) {
                continue;
            }
            match keeper.kept(id) {
                Ok(claims) => {
                    let addresses = claims.iter().map(|claim| Address::of_claim(id, claim));
                    self.absent.extend(addresses);
                }
                Err(why) => faults.push(why),
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::open;
    use crate::input::Cache;
    use crate::input::Input;

    struct Two;

    impl MarkStore for Two {
        fn kept(&mut self, dataset: &str) -> Result<Vec<String>, String> {
            match dataset {
                "d" => Ok(vec!["a".to_owned(), "b".to_owned()]),
                _ => Err(format!("{dataset} can’t be read")),
            }
        }

        fn keep(&mut self, _: &[Address], _: bool) {}
    }

    fn catalog(dataset: &str, claims: &[&str]) -> Catalog {
        let claim = |id: &&str| format!(r#"{{"id":"{id}","text":"T","made":[]}}"#);
        let claims: Vec<String> = claims.iter().map(claim).collect();
        let text = format!(
            r#"{{"gainsay":1,"dataset":{{"id":"{dataset}","title":"T"}},"claims":[{}]}}"#,
            claims.join(",")
        );
        let bytes = text.into_bytes().into();
        open(&[Input::Bytes { name: "d.json".into(), bytes }], &Cache::default()).unwrap()
    }

    #[test]
    fn marks_come_with_their_claims_and_wait_while_those_are_gone() {
        let mut marks = RemainingMarks::of(Box::new(Two));
        let marked =
            |ids: &[&str]| -> Marked { ids.iter().map(|id| Address::of_claim("d", id)).collect() };
        let none = Marked::default();
        assert_eq!(marks.grow(&catalog("d", &["x"]), &none), (None, vec![]));
        let first = marked(&["a"]);
        assert_eq!(marks.grow(&catalog("d", &["x", "a"]), &none).0, Some(first.clone()));
        assert_eq!(marks.grow(&catalog("d", &["x", "a"]), &first).0, None);
        let both = marked(&["a", "b"]);
        assert_eq!(marks.grow(&catalog("d", &["a", "b"]), &first).0, Some(both.clone()));
        assert_eq!(marks.renew(&catalog("d", &["b", "x"]), &both).0, Some(marked(&["b"])));
        assert_eq!(marks.renew(&catalog("d", &["b", "a"]), &marked(&["b"])).0, Some(both));
    }

    #[test]
    fn what_can_not_be_read_is_told_once() {
        let mut marks = RemainingMarks::of(Box::new(Two));
        let odd = catalog("odd", &["a"]);
        let none = Marked::default();
        assert_eq!(marks.grow(&odd, &none), (None, vec!["odd can’t be read".to_owned()]));
        assert_eq!(marks.renew(&odd, &none), (None, vec![]));
    }

    #[test]
    fn marks_without_a_store_last_until_the_end_of_the_session() {
        let mut marks = RemainingMarks::default();
        let marked: Marked = std::iter::once(Address::of_claim("d", "a")).collect();
        marks.keep(&[Address::of_claim("d", "a")], true);
        assert_eq!(marks.renew(&catalog("d", &["b"]), &marked), (Some(Marked::default()), vec![]));
        let back = marks.renew(&catalog("d", &["b", "a"]), &Marked::default());
        assert_eq!(back, (Some(marked), vec![]));
    }
}
