//! A saved page can't end the process, whatever its tags hold.

#[cfg(feature = "server")]
use std::fs;

use crate::home::Home;
#[cfg(feature = "server")]
use crate::served::{Server, serve};

/// A page with a tag of so many attributes.
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
fn a_page_that_is_replaced_by_a_hostile_one_ends_no_server() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.html");
    fs::write(&path, page(3)).unwrap();
    let server: Server = serve(&[path.to_str().unwrap()]);
    fs::write(&path, page(30_000)).unwrap();
    server.log.has("more than 500 attributes");
    fs::write(&path, page(4)).unwrap();
    server.log.has("the dataset was read anew");
}
