//! Catalogs for the tests of other rooms, from JSON documents, without the reader.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::catalog::Entry;
use super::{Catalog, Dataset, Row};
use crate::claim::{Claim, Origin};

impl Catalog {
    /// A catalog of whole JSON documents, one dataset each. Panics where one does not fit.
    pub(crate) fn for_tests(documents: &[&str]) -> Self {
        let mut catalog = Self::default();
        for (index, document) in documents.iter().enumerate() {
            let document: Value = serde_json::from_str(document).unwrap();
            for record in document["claims"].as_array().unwrap() {
                let claim: Claim = read(record);
                let row = Row::try_from(catalog.entries.len()).unwrap();
                catalog.rows.entry(claim.id.clone()).or_default().push(row);
                let entry = Entry::new(claim, index, &record.to_string(), Origin::default());
                catalog.entries.push(entry);
            }
            catalog.datasets.push(dataset(&document));
        }
        catalog
    }
}

fn dataset(document: &Value) -> Dataset {
    Dataset {
        info: read(&document["dataset"]),
        agents: by_id(&document["agents"]),
        sources: by_id(&document["sources"]),
        scales: by_id(&document["scales"]),
        relations: list(&document["relations"]),
        issues: list(&document["issues"]),
        history: list(&document["history"]),
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn list<T: DeserializeOwned>(value: &Value) -> Vec<T> {
    value.as_array().into_iter().flatten().map(read).collect()
}

fn by_id<T: DeserializeOwned>(value: &Value) -> BTreeMap<String, T> {
    let records = value.as_array().into_iter().flatten();
    records.map(|record| (record["id"].as_str().unwrap().to_owned(), read(record))).collect()
}
