//! `cargo bench --bench importing`: compares an import with reading and writing the same records
//! with `serde_json` alone.
//!
//! The yardstick parses each record to a `serde_json::Value` and writes it to a file, one record a
//! line, on one thread. It reads tables with the `csv` crate into objects. Import and yardstick
//! read the same file and write to the same folder, in turns; the figure is the ratio of their
//! medians. The records are made up, and no two are equal. Environment variables:
//!
//! | variable | meaning | default |
//! |---|---|---|
//! | `GAINSAY_BENCH_RECORDS` | number of records of each format | 100000 |
//! | `GAINSAY_BENCH_ROUNDS` | number of runs for each median | 5 |

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a benchmark fails by panicking, and its figures are rounded"
)]

mod records;
mod yardstick;

use std::fs::{self, File};
use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use gainsay::import::{self, Broken, Columns, ImportRequest};
use gainsay::input::Cache;
use gainsay::input::Input;

use records::Shape;

fn main() {
    let number = |name: &str, otherwise: usize| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let count = number("GAINSAY_BENCH_RECORDS", 100_000);
    let rounds = number("GAINSAY_BENCH_ROUNDS", 5);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data");
    fs::create_dir_all(&folder).unwrap();
    println!("{count} records of each format, medians of {rounds} rounds\n");
    println!("| records | MB | serde_json alone, ms | import, ms | import at |");
    println!("|---|---|---|---|---|");
    for shape in Shape::ALL {
        let file = records::file(&folder, shape, count);
        let megabytes = fs::metadata(&file).unwrap().len() as f64 / 1e6;
        let (mut alone, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            alone.push(timed(|| yardstick::rewrite(&file, shape, &folder.join("alone.ndjson"))));
            ours.push(timed(|| import(&file, count, &folder.join("ours.ndjson"))));
        }
        let (alone, ours) = (median(alone), median(ours));
        let name = shape.name();
        println!("| {name} | {megabytes:.0} | {alone:.0} | {ours:.0} | {:.2}x |", alone / ours);
    }
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn import(file: &Path, count: usize, out: &PathBuf) {
    let inputs = [Input::Path(file.to_owned())];
    let request = ImportRequest {
        inputs: &inputs,
        format: None,
        columns: Columns::default(),
        broken: Broken::Refuse,
        id: None,
        title: None,
    };
    let cache = Cache { folder: out.parent().map(Path::to_owned), ..Cache::default() };
    let mut go_on = |_: usize| ControlFlow::Continue(());
    let mut imported = import::import(&request, &cache, &mut |_, _| {}, &mut go_on).unwrap();
    let mut writer = BufWriter::with_capacity(1 << 18, File::create(out).unwrap());
    imported.write(&mut writer).unwrap();
    assert_eq!(imported.summary.claims, count, "no two records are alike");
}
