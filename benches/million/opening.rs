//! Measures opening a dataset for the first time (cold) and again (warm).

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use gainsay::catalog::{LoadStage, open_in_stages};
use gainsay::input::Cache;
use gainsay::input::Input;
use gainsay::search::Corpus;

use crate::child::{Figures, run, tell};
use crate::corpus::folder;
use crate::desk::Desk;
use crate::settings::Settings;
use crate::table::Table;
use crate::timing::{median, seconds};

/// Measures opening in turns: the peer, cold, and warm.
pub fn measure(file: &Path, settings: &Settings, table: &mut Table) {
    let cache = folder().join("cache-of-opening");
    let mut runs = Vec::new();
    for _ in 0..settings.rounds {
        let _ = fs::remove_dir_all(&cache);
        let owned = run("owned", file, &cache);
        let cold = run("open", file, &cache);
        let warm = run("open", file, &cache);
        runs.push([owned, cold, warm]);
    }
    let _ = fs::remove_dir_all(&cache);
    let of = |side: usize, name: &str| {
        let values: Vec<f64> = runs.iter().map(|run: &[Figures; 3]| run[side][name]).collect();
        median(&values)
    };
    let (owned, cold) = (of(0, "seconds"), of(1, "whole"));
    let measured = format!("{:.2}x ({cold:.2} s against {owned:.2} s)", cold / owned);
    let what = "cold open to fully searchable, against serde_json into owned structs in one thread";
    table.row(what, "≤ 0.50x", measured, Some(cold <= 0.5 * owned));
    let (cpu, wall) = (of(1, "first_cpu"), of(1, "first"));
    let measured = format!("{:.0} ms of CPU, {:.0} ms by the clock", cpu * 1e3, wall * 1e3);
    table.row("cold open to the first frame", "≤ 50 ms of CPU", measured, Some(cpu <= 0.05));
    let warm = of(2, "first");
    let measured = format!("{:.4}x ({:.1} ms)", warm / cold, warm * 1e3);
    let what = "warm open to a complete first screen, against the cold open";
    let met = warm <= 0.02 * cold && runs.iter().all(|run| run[2]["grown"] == 0.0);
    table.row(what, "≤ 0.02x", measured, Some(met));
}

/// The child's part: opens the dataset as the peer does.
pub fn owned(file: &Path) {
    let mut lines = Vec::new();
    tell("seconds", seconds(|| lines = crate::owned::read(file)));
    tell("lines", lines.len() as f64);
    // Freeing the memory is not part of the measurement.
    std::mem::forget(lines);
}

/// The child's part: opens the dataset as the explorer does.
pub fn open(file: &Path, cache: &Path) {
    let start = Instant::now();
    let mut first = true;
    // Counts the partial stages; opening from an index must have none.
    let mut grown = 0.0;
    for stage in stages(file, cache) {
        let whole = matches!(stage, LoadStage::Whole(_));
        grown += f64::from(u8::from(matches!(stage, LoadStage::Grown(..))));
        let Some(corpus) = corpus_of(stage) else { continue };
        let now = start.elapsed().as_secs_f64();
        if whole {
            tell("whole", now);
        }
        if std::mem::take(&mut first) {
            drop(Desk::new(corpus));
            tell("first", start.elapsed().as_secs_f64());
            tell("first_cpu", cpu());
        }
    }
    tell("grown", grown);
}

/// Opens a dataset in a thread and returns its stages.
pub fn stages(file: &Path, cache: &Path) -> Receiver<LoadStage> {
    let (send, stages) = channel();
    let inputs = [Input::Path(file.to_owned())];
    let cache = Cache { folder: Some(cache.to_owned()), index: true, ..Cache::default() };
    thread::spawn(move || {
        open_in_stages(&inputs, &cache, |stage| match send.send(stage) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        });
    });
    stages
}

/// Returns what a stage makes searchable, if it does.
pub fn corpus_of(stage: LoadStage) -> Option<Arc<Corpus>> {
    match stage {
        LoadStage::Reading(_) => None,
        LoadStage::Grown(catalog, _) | LoadStage::Mapped(catalog) => {
            Some(Arc::new(Corpus::new(catalog)))
        }
        LoadStage::Whole(catalog) => Some(Arc::new(Corpus::new(catalog.unwrap()))),
    }
}

/// Returns the CPU time that the threads of this process used so far, in seconds.
fn cpu() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").unwrap().flatten();
    let nanoseconds = tasks.filter_map(|task| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e9
}
