//! Measures the time from a key to the frame with its result, against the search alone.

use std::sync::Arc;

use gainsay::search::{Corpus, SearchRequest};

use crate::desk::Desk;
use crate::ours::Ours;
use crate::queries::{QUERIES, request};
use crate::settings::Settings;
use crate::table::Table;
use crate::timing::{median, percentile};

/// The times of every typed key, in seconds.
#[derive(Default)]
pub struct Typed {
    /// The times to the frame that shows the key.
    pub echo: Vec<f64>,
    /// The times to the frame that shows its result.
    pub found: Vec<f64>,
    /// The times of a finder alone, to the list.
    pub alone: Vec<f64>,
}

/// Types all queries, `rounds` times. Each key also goes to a finder alone.
pub fn typed(corpus: &Arc<Corpus>, rounds: usize) -> Typed {
    let mut typed = Typed::default();
    for round in 0..rounds {
        for query in QUERIES {
            let mut desk = Desk::new(Arc::clone(corpus));
            let mut ours = Ours::new(corpus);
            let mut text = String::new();
            desk.press(b"/");
            for letter in query.chars() {
                text.push(letter);
                // The explorer does not ask for loose matches; they are listed only if nothing is
                // close.
                let request = SearchRequest { loose: false, ..request(&text) };
                // The second of the two finds the texts in the processor's caches, so they take
                // turns.
                let mut alone = || ours.ask(request.clone()).listed;
                let first = (round % 2 == 1).then(&mut alone);
                let frames = desk.press(letter.encode_utf8(&mut [0; 4]).as_bytes());
                typed.echo.push(frames.echo);
                typed.found.push(frames.found);
                typed.alone.push(first.unwrap_or_else(alone));
                assert_eq!(desk.request(), Some(&request), "both ask the same");
            }
        }
    }
    typed
}

/// Measures the time of a key.
pub fn measure(corpus: &Arc<Corpus>, settings: &Settings, table: &mut Table) {
    let typed = typed(corpus, settings.rounds);
    let (found, alone) = (percentile(&typed.found, 99), percentile(&typed.alone, 99));
    let measured = format!(
        "{:.2}x ({:.1} ms against {:.1} ms; medians {:.1} ms and {:.1} ms; {} keys)",
        found / alone,
        found * 1e3,
        alone * 1e3,
        median(&typed.found) * 1e3,
        median(&typed.alone) * 1e3,
        typed.found.len()
    );
    let what = "key to the frame that shows what it finds, p99, against the query alone";
    table.row(what, "≤ 1.5x", measured, Some(found <= 1.5 * alone));
}
