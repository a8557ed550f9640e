//! Measures the anonymous memory of the explorer, which the system can't reclaim as it can pages of
//! files.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use gainsay::catalog::LoadStage;

use crate::child::{run, tell};
use crate::corpus::folder;
use crate::desk::Desk;
use crate::opening::{corpus_of, stages};
use crate::table::Table;

/// The number of further users.
const READERS: usize = 8;
/// The interval at which the memory of a process that opens a dataset is read.
const LOOK: Duration = Duration::from_millis(2);

/// Measures memory after a cold open, after a warm open, and for further users.
pub fn measure(file: &Path, table: &mut Table) {
    let cache = folder().join("cache-of-memory");
    let _ = fs::remove_dir_all(&cache);
    let cold = run("cold", file, &cache);
    let warm = run("warm", file, &cache);
    let _ = fs::remove_dir_all(&cache);
    let (whole, peak) = (cold["whole"], cold["peak"]);
    let measured = format!(
        "{whole:.0} MiB, peak {peak:.0} MiB ({:.2}x); {:.0} MiB once the index is there; \
         most resident, with pages of files: {:.0} MiB",
        peak / whole,
        cold["mapped"],
        cold["resident"]
    );
    let what = "anonymous memory after a cold open";
    let met = whole <= 210.0 && peak <= 1.3 * whole;
    table.row(what, "≤ 210 MiB, peak ≤ 1.3x", measured, Some(met));
    let measured = format!("{:.0} MiB, most resident {:.0} MiB", warm["first"], warm["resident"]);
    let met = warm["first"] <= 60.0;
    table.row("anonymous memory after a warm open", "≤ 60 MiB", measured, Some(met));
    let measured = format!("{:.1} MiB each, of {READERS} who just typed 8 letters", warm["more"]);
    let what = "anonymous memory of a further reader";
    table.row(what, "≤ 8 MiB", measured, Some(warm["more"] <= 8.0));
}

/// The child's part: opens a dataset for the first time.
pub fn cold(file: &Path, cache: &Path) {
    let over = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&over);
    let looking = thread::spawn(move || {
        let mut peak = 0.0_f64;
        while !theirs.load(Ordering::Relaxed) {
            peak = peak.max(status("RssAnon"));
            thread::sleep(LOOK);
        }
        peak
    });
    let mut desk = None;
    for stage in stages(file, cache) {
        let whole = matches!(stage, LoadStage::Whole(_));
        let Some(corpus) = corpus_of(stage) else { continue };
        desk = Some(Desk::new(corpus));
        if whole {
            tell("whole", anonymous());
        }
    }
    // The opening thread has released what it read.
    tell("mapped", anonymous());
    over.store(true, Ordering::Relaxed);
    tell("peak", looking.join().unwrap());
    tell("resident", status("VmHWM"));
    drop(desk);
}

/// The child's part: opens the dataset again, for one user and then for more.
pub fn warm(file: &Path, cache: &Path) {
    let corpus = stages(file, cache).into_iter().find_map(corpus_of).unwrap();
    let mut first = Desk::new(Arc::clone(&corpus));
    tell("first", anonymous());
    type_word(&mut first);
    let one = anonymous();
    let more: Vec<Desk> = (0..READERS)
        .map(|_| {
            let mut desk = Desk::new(Arc::clone(&corpus));
            type_word(&mut desk);
            desk
        })
        .collect();
    tell("more", (anonymous() - one) / more.len() as f64);
    tell("resident", status("VmHWM"));
}

fn type_word(desk: &mut Desk) {
    for letter in b"/medicare" {
        desk.press(&[*letter]);
    }
}

/// Returns the anonymous memory of this process, in MiB.
fn anonymous() -> f64 {
    field("/proc/self/smaps_rollup", "Anonymous")
}

/// Returns a figure of the process's status, in MiB.
fn status(name: &str) -> f64 {
    field("/proc/self/status", name)
}

fn field(path: &str, name: &str) -> f64 {
    let text = fs::read_to_string(path).unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    let kibibytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kibibytes / 1024.0
}
