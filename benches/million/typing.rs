//! From a key to the frame that shows what it finds, against the search alone.

use std::sync::Arc;

use gainsay::search::{Corpus, SearchRequest};

use crate::desk::Desk;
use crate::ours::Ours;
use crate::queries::{QUERIES, request};
use crate::settings::Settings;
use crate::table::Table;
use crate::timing::{median, percentile};

/// Seconds of every key that was typed.
#[derive(Default)]
pub struct Typed {
    /// To the frame that shows the key.
    pub echo: Vec<f64>,
    /// To the frame that shows what it finds.
    pub found: Vec<f64>,
    /// To the list, by the finder alone.
    pub alone: Vec<f64>,
}

/// Types all queries, so many times; each key also goes to a finder alone.
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
                // Loose matches are shown where nobody asked for them only if nothing is close.
                let request = SearchRequest { loose: false, ..request(&text) };
                // Who goes second finds the texts in the processor's caches.
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

/// Measures the way of a key.
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
