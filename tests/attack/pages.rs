//! Tests that a saved web page cannot end the process, whatever its tags contain.

#[cfg(feature = "server")]
use std::fs;

use crate::home::Home;
#[cfg(feature = "server")]
use crate::served::{Server, serve};

/// Returns a page with a tag of this many attributes.
fn page(attributes: usize) -> String {
    let attributes: Vec<String> = (0..attributes).map(|n| format!("a{n}=\"x\"")).collect();
    let attributes = attributes.join(" ");
    let claim = r#"{"@type":"ClaimReview","claimReviewed":"Text","url":"https://a.example/"}"#;
    format!("<div {attributes}>\n<script type=\"application/ld+json\">{claim}</script>")
}

#[test]
fn a_tag_with_any_number_of_attributes_is_read_or_refused() {
    let home = Home::new();
    home.file("good.html", page(400));
    home.run(&["import", "good.html", "-o", "good.ndjson"]).out();
    for attributes in [1_000, 30_000] {
        home.file("bad.html", page(attributes));
        home.run(&["import", "bad.html"]).fails(2, "more than 500 attributes");
        home.run(&["search", "-d", "bad.html"]).fails(2, "more than 500 attributes");
        home.run_with(&["show", "x", "-d", "-"], &page(attributes)).fails(2, "attributes");
    }
}

#[cfg(feature = "server")]
#[test]
fn a_hostile_page_does_not_end_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.html");
    fs::write(&path, page(3)).unwrap();
    let server: Server = serve(&[path.to_str().unwrap()]);
    fs::write(&path, page(30_000)).unwrap();
    server.log.has("more than 500 attributes");
    fs::write(&path, page(4)).unwrap();
    server.log.has("dataset reloaded");
}
