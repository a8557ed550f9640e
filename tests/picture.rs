//! Tests that the README's picture shows the current program.
//! `UPDATE_PICTURE=1 cargo test --test picture` redraws it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "support/pty.rs"]
mod pty;
#[path = "support/svg.rs"]
mod svg;

use std::fs;
use std::path::Path;

use pty::gainsay;

const TITLE: &str = "gainsay in a terminal: a query and a filter above; claims on the left; \
    on the right one claim, its evidence and its denials";

#[test]
fn the_readmes_picture_is_current() {
    let mut terminal = gainsay(&[]).size(110, 32).run();
    terminal.shows("1/24");
    terminal.keys_show("f", "denied in full");
    terminal.keys("denied-by:meta");
    terminal.until("Meta alone", |screen| !screen.contents().contains("denied in full"));
    terminal.keys_show("\r", "[denied-by: Meta ×]");
    terminal.keys_show("\x1b", "denied in full");
    terminal.keys_show("\x1b", "s sort");
    terminal.keys_show("/", "to the list");
    terminal.keys("api");
    terminal.until("the best match, open", |screen| {
        let text = screen.contents();
        let found = text.contains("/ api") && text.contains("1/4");
        // The claim pane follows the list a moment later, and then the query is highlighted in its
        // title as well.
        let marked = |at: u16| {
            let cell = screen.cell(at / 110, at % 110);
            at % 110 > 44 && cell.is_some_and(|cell| cell.bold() && cell.underline())
        };
        found && (0..110 * 32).any(marked)
    });
    let drawn = svg::picture(terminal.screen(), TITLE);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/explorer.svg");
    if std::env::var_os("UPDATE_PICTURE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &drawn).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let news = "docs/explorer.svg is not what the program shows: UPDATE_PICTURE=1 redraws it";
    assert!(kept == drawn, "{news}\n{}", terminal.text());
}
