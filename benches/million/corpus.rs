//! Makes the claims once, and opens them as the program does.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gainsay::catalog;
use gainsay::input::Cache;
use gainsay::input::Input;
use gainsay::search::Corpus;

#[path = "../../examples/synthesize/generator.rs"]
mod generator;

/// Returns the folder that keeps the data.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/bench-data")
}

/// Returns the path of a file with this many claims, and writes the file if it is missing.
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

/// Opens the claims of a file, with an index of their own.
pub fn load(file: &Path) -> Arc<Corpus> {
    let cache = Cache { folder: Some(folder().join("cache")), index: true, ..Cache::default() };
    // The second opening uses the index, like every start of the program but the first.
    drop(catalog::open(&[Input::Path(file.to_owned())], &cache).unwrap());
    let catalog = catalog::open(&[Input::Path(file.to_owned())], &cache).unwrap();
    Arc::new(Corpus::new(catalog))
}

/// Returns the searched texts, folded, as both the finder and the peers search them.
pub fn lines(corpus: &Corpus) -> Vec<String> {
    let catalog = corpus.catalog();
    catalog.rows().map(|row| catalog.searched(row)).collect()
}
