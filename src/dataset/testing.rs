//! Catalogs for the tests of other rooms.

use super::{Catalog, Input, open};

impl Catalog {
    /// A catalog of whole JSON documents, a file each. Panics where one can't be read.
    pub(crate) fn for_tests(documents: &[&str]) -> Self {
        let input = |(index, document): (usize, &&str)| Input::Bytes {
            name: format!("{index}.json"),
            bytes: document.as_bytes().into(),
        };
        let inputs: Vec<Input> = documents.iter().enumerate().map(input).collect();
        open(&inputs).unwrap()
    }
}
