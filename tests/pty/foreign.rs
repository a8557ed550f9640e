//! Tests of foreign files that are opened directly.

use std::fs;

use crate::pty::{gainsay, shell};

const TABLE: &str =
    "statement,speaker,label\nThe bridge is closed.,Ann,False\nThe ferry sank.,Bob,True\n";

#[test]
fn a_table_is_opened_directly_and_reloaded_when_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("claims.csv");
    fs::write(&file, TABLE).unwrap();
    let mut terminal = gainsay(&[&file.to_string_lossy()]).run();
    terminal.shows("1/2");
    terminal.shows("said by Ann");
    terminal.shows("! shows how they were read: ");
    terminal.keys_show("!", "How the files were read");
    terminal.keys_show("q", "1/2");
    terminal.keys_show("/ferry", "The ferry sank.");
    fs::write(&file, TABLE.to_owned() + "The ferry is late.,Ann,True\n").unwrap();
    terminal.shows("The ferry is late.");
    terminal.keys("\x03");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn a_feed_is_read_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feed");
    let feed = r#"{"@type":"DataFeed","dataFeedElement":[{"item":[{"@type":"ClaimReview","claimReviewed":"The moon is cheese.",
"itemReviewed":{"author":{"name":"Ann"}},"reviewRating":{"alternateName":"False"},"author":{"name":"Checks"}}]}]}"#;
    fs::write(&file, feed).unwrap();
    let mut terminal = shell("cat \"$FILE\" | $GAINSAY -").set("FILE", file).run();
    terminal.shows("The moon is cheese.");
    terminal.shows("verdict: False, by Checks");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
}
