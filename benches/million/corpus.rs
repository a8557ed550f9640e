//! The claims: made once, then opened as the program opens them.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gainsay::catalog;
use gainsay::catalog::Row;
use gainsay::input::Cache;
use gainsay::input::Input;
use gainsay::search::Corpus;

#[path = "../../examples/synthesize/generator.rs"]
mod generator;

/// Where what is made is kept.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/bench-data")
}

/// A file of so many claims.
pub fn file(claims: u64) -> PathBuf {
    let path = folder().join(format!("{claims}.ndjson"));
    if !path.exists() {
        eprintln!("making {claims} claims");
        fs::create_dir_all(folder()).unwrap();
        let half = path.with_extension("half");
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&half).unwrap());
        generator::write(&mut out, claims).unwrap();
        fs::rename(half, &path).unwrap();
    }
    path
}

/// The claims of a file, with an index of their own.
pub fn load(file: &Path) -> Arc<Corpus> {
    let cache = Cache { folder: Some(folder().join("cache")), index: true, ..Cache::default() };
    // The second time from the index, as any start but the first.
    drop(catalog::open(&[Input::Path(file.to_owned())], &cache).unwrap());
    let catalog = catalog::open(&[Input::Path(file.to_owned())], &cache).unwrap();
    Arc::new(Corpus::new(catalog))
}

/// The lines that are searched: folded, as our own search and the peers get them.
pub fn lines(corpus: &Corpus) -> Vec<String> {
    let catalog = corpus.catalog();
    (0..Row::try_from(catalog.len()).unwrap()).map(|row| catalog.searched(row)).collect()
}
