//! Catalogs for the tests of other modules.

use serde_json::{Value, json};

use crate::catalog::{Catalog, open};
use crate::input::Cache;
use crate::input::Input;

impl Catalog {
    /// Opens a catalog of JSON documents, one file each; the version may be omitted. Panics if one
    /// can't be read.
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
