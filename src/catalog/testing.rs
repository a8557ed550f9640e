//! Catalogs for the tests of other rooms.

use serde_json::{Value, json};

use crate::catalog::{Catalog, open};
use crate::input::Cache;
use crate::input::Input;

impl Catalog {
    /// A catalog of whole JSON documents, a file each; the version may be left out. Panics
    /// where one can't be read.
    pub(crate) fn for_tests(documents: &[&str]) -> Self {
        let input = |(index, document): (usize, &&str)| {
            let mut document: Value = serde_json::from_str(document).unwrap();
            document["gainsay"] = json!(1);
            let bytes = document.to_string().into_bytes().into();
            Input::Bytes { name: format!("{index}.json"), bytes }
        };
        let inputs: Vec<Input> = documents.iter().enumerate().map(input).collect();
        open(&inputs, &Cache::default()).unwrap()
    }
}
