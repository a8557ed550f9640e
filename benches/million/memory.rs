//! What the explorer holds of the machine's memory: anonymous memory, which no file gives back.

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

/// How many readers more.
const READERS: usize = 8;
/// How often the memory of a process that opens is looked at.
const LOOK: Duration = Duration::from_millis(2);

/// Measures memory after a cold open, a warm one, and with more readers.
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

/// The part of the child that opens a dataset for the first time.
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
    // Whoever opened it has let go of what it read.
    tell("mapped", anonymous());
    over.store(true, Ordering::Relaxed);
    tell("peak", looking.join().unwrap());
    tell("resident", status("VmHWM"));
    drop(desk);
}

/// The part of the child that opens it again, for one reader and then more.
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

/// MiB of anonymous memory.
fn anonymous() -> f64 {
    field("/proc/self/smaps_rollup", "Anonymous")
}

/// MiB of what the process's status says.
fn status(name: &str) -> f64 {
    field("/proc/self/status", name)
}

fn field(path: &str, name: &str) -> f64 {
    let text = fs::read_to_string(path).unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    let kibibytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kibibytes / 1024.0
}
