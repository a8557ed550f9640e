//! Measures how the cost of a search grows with the number of claims.

use std::path::Path;
use std::sync::Arc;

use gainsay::catalog;
use gainsay::input::Cache;
use gainsay::input::Input;
use gainsay::search::Corpus;

use crate::child::{run, tell};
use crate::corpus::{file, folder, load};
use crate::ours::Ours;
use crate::queries::{QUERIES, request};
use crate::settings::Settings;
use crate::table::Table;
use crate::timing::{median, percentile};
use crate::typing::typed;

/// The other sizes: the number of claims divided by `FEWER`, and `MORE` claims.
const FEWER: u64 = 10;
const MORE: u64 = 10_000_000;

/// The longest time to a frame at which typing feels immediate, in seconds.
const LIVE: f64 = 0.05;

/// Measures the same queries at several sizes.
pub fn measure(settings: &Settings, table: &mut Table) {
    let mut sizes = vec![settings.claims / FEWER, settings.claims];
    if settings.growth {
        sizes.push(MORE);
    }
    let corpora: Vec<Arc<Corpus>> = sizes.iter().map(|size| load(&file(*size))).collect();
    let mut runs = vec![Vec::new(); sizes.len()];
    for query in QUERIES {
        let mut turns = vec![Vec::new(); sizes.len()];
        for _ in 0..settings.rounds {
            for (turn, corpus) in turns.iter_mut().zip(&corpora) {
                turn.push(Ours::new(corpus).ask(request(query)).listed);
            }
        }
        runs.iter_mut().zip(turns).for_each(|(run, turn)| run.push(median(&turn)));
    }
    drop(corpora);
    let each = sizes.iter().zip(&runs).map(|(size, run)| {
        let ratios: Vec<f64> = run.iter().zip(&runs[0]).map(|(one, least)| one / least).collect();
        let (time, ratio) = (median(run) * 1e3, median(&ratios));
        format!("{size} claims: {time:.2} ms, {ratio:.1}x")
    });
    let what = "cold query as the claims grow, medians";
    table.row(what, "", each.collect::<Vec<_>>().join("; "), None);
    if settings.growth {
        ten_million(table);
    }
}

/// Opens ten million claims and types queries.
fn ten_million(table: &mut Table) {
    let (file, cache) = (file(MORE), folder().join("cache-of-growth"));
    let _ = std::fs::remove_dir_all(&cache);
    let cold = run("cold", &file, &cache);
    let live = run("live", &file, &cache);
    let _ = std::fs::remove_dir_all(&cache);
    let measured = format!("peak {:.2} GiB anonymous", cold["peak"] / 1024.0);
    let met = cold["peak"] <= 2.2 * 1024.0;
    table.row("10,000,000 claims: opening", "≤ 2.2 GiB", measured, Some(met));
    let measured = format!(
        "{:.1} ms to the frame with the key, {:.0} ms to the one with the list (p99)",
        live["echo"] * 1e3,
        live["found"] * 1e3
    );
    let what = "10,000,000 claims: typing";
    table.row(what, "key shown ≤ 50 ms", measured, Some(live["echo"] <= LIVE));
}

/// The child's part: types queries in a large dataset.
pub fn live(file: &Path, cache: &Path) {
    let cache = Cache { folder: Some(cache.to_owned()), index: true, ..Cache::default() };
    let catalog = catalog::open(&[Input::Path(file.to_owned())], &cache).unwrap();
    let typed = typed(&Arc::new(Corpus::new(catalog)), 1);
    tell("echo", percentile(&typed.echo, 99));
    tell("found", percentile(&typed.found, 99));
}
