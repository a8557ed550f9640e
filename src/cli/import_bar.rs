//! The progress bar of an import, on standard error if that is a terminal.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::Input;
use crate::loader::ImportProgress;
use crate::parallel::locked;
use crate::text::thousands;

/// How often per second the bar is drawn at most.
const RATE: u8 = 8;

/// The progress of an import as a bar on standard error, which is removed when this is dropped.
pub(super) struct ImportBar {
    bar: ProgressBar,
    read: Mutex<BytesRead>,
}

/// The bytes that were read of all files.
#[derive(Default)]
struct BytesRead {
    /// The counters of the files that are being read.
    open: Vec<Arc<AtomicU64>>,
    /// The bytes of the files that were read completely.
    before: u64,
}

impl BytesRead {
    fn sum(&mut self) -> u64 {
        // A closed file has dropped its counter, so that of very many files only a few counters are
        // kept.
        let closed = self.open.extract_if(.., |tally| Arc::strong_count(tally) == 1);
        self.before += closed.map(|tally| tally.load(Ordering::Relaxed)).sum::<u64>();
        self.before + self.open.iter().map(|tally| tally.load(Ordering::Relaxed)).sum::<u64>()
    }
}

/// Begins to show the progress of importing these files.
pub(super) fn show(inputs: &[Input]) -> Box<dyn ImportProgress> {
    Box::new(ImportBar { bar: bar(inputs), read: Mutex::default() })
}

impl ImportProgress for ImportBar {
    fn file(&self, read: Arc<AtomicU64>) {
        locked(&self.read).open.push(read);
    }

    fn records(&self, count: usize) {
        self.bar.set_position(locked(&self.read).sum());
        self.bar.set_message(format!("{} records", thousands(count)));
    }
}

impl Drop for ImportBar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Returns a bar over the bytes of all files, or a spinner if their length is unknown. It is drawn
/// on standard error if that is a terminal, and otherwise not at all.
fn bar(inputs: &[Input]) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(RATE);
    let length: Option<u64> = inputs.iter().map(Input::length).sum();
    let template = match length {
        Some(_) => "{bar:24} {percent:>3}% · {msg} · {eta} left",
        None => "{spinner} {bytes} · {msg}",
    };
    let bar = ProgressBar::with_draw_target(length, target);
    // The templates are constant and valid. If one weren't, indicatif's default style would do.
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
