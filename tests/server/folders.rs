//! Tests that users over SSH do not learn which folders contain the served files.

use std::fs;

use crate::client::{Client, run};
use crate::screen::{Ask, Screen};
use crate::served::{home, serve_in};

const HARBOUR: &str = include_str!("../data/harbour.json");
const BROKEN: &str = include_str!("../data/broken.ndjson");

#[test]
fn folder_names_are_not_shown_to_users() {
    let home = home();
    let folder = home.path().join("ulterior");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("harbour.json"), HARBOUR).unwrap();
    fs::write(folder.join("broken.ndjson"), BROKEN).unwrap();
    let server = serve_in(home, &[folder.to_str().unwrap()], &[]);
    let ids = run(server.at, "search --format ids a").out;
    let shown = run(server.at, &format!("show {}", ids.lines().next().unwrap()));
    assert!(shown.out.contains(".json:") || shown.out.contains(".ndjson:"), "{shown:?}");
    let found = run(server.at, "search --format json a").out;

    // Large enough that the screen cuts nothing off.
    let ask = Ask { size: (300, 100), ..Ask::default() };
    let mut user = Screen::ask(Client::new(server.at), &ask);
    user.shows("q quit");
    user.send_shows("G", "json:");
    user.send_shows("!", "Problems in the files");
    user.shows("broken.ndjson:");
    let told =
        [shown.out, shown.err, found, String::from_utf8_lossy(user.sent().as_bytes()).into()];
    let home = server.path("");
    let names = ["ulterior", home.file_name().unwrap().to_str().unwrap()];
    assert!(told.iter().all(|told| names.iter().all(|name| !told.contains(name))), "{told:#?}");
}
