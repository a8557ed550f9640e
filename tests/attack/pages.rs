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

/// Returns a review as microdata, with this content beside its properties.
fn marked_up(content: &str) -> String {
    format!(
        "<main itemscope itemtype=https://schema.org/ClaimReview>\
        <meta itemprop=claimReviewed content=Text><meta itemprop=url content=https://a.example/>{content}</main>"
    )
}

#[test]
fn microdata_of_any_shape_is_read_or_refused() {
    let home = Home::new();
    let refused = "too many elements, or nests them too deeply";
    let ends = |page: String, name: &str, is_read: bool| {
        home.file("a.html", page);
        let ran = home.run(&["import", "a.html", "-o", name]);
        assert_eq!(
            (ran.code == 0, ran.err.contains(refused)),
            (is_read, !is_read),
            "{name}: {}",
            ran.err
        );
    };
    for (name, content, is_read) in [
        ("few", "<i itemprop=x>y</i>".repeat(10_000), true),
        ("many", "<i itemprop=x>y</i>".repeat(300_000), false),
        ("nested", "<i>".repeat(300_000), false),
        ("texts", format!("{}{}", "<i itemprop=x>".repeat(300), "y".repeat(1 << 20)), false),
        ("strays", "</b></i></td>".repeat(300_000), true),
        ("attributes", format!("<i {}>", "itemprop=x ".repeat(300_000)), true),
        ("names", format!("<i itemprop='{}'>y</i>", "a b ".repeat(600_000)), false),
    ] {
        ends(marked_up(&content), name, is_read);
    }
    // Items that refer to each other, and each to all.
    let ids: Vec<String> = (0..300).map(|id| format!("i{id}")).collect();
    let item =
        |id: &String| format!("<i id={id} itemprop=x itemscope itemref='{}'></i>", ids.join(" "));
    ends(marked_up(&ids.iter().map(item).collect::<String>()), "refer", false);
}

#[test]
fn an_mhtml_page_of_any_number_of_parts_is_refused() {
    let home = Home::new();
    let head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n";
    home.file("a.mhtml", format!("{head}{}", "--b\n\n".repeat(1_000_000)));
    home.run(&["import", "a.mhtml"]).fails(2, "parts");
    let nested = "--b\nContent-Type: multipart/related; boundary=b\n\n".repeat(10_000);
    home.file("a.mhtml", format!("{head}{nested}"));
    home.run(&["import", "a.mhtml"]).fails(2, "can’t be read");
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
