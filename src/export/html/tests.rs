//! Tests that no text becomes an element, and that all colours have enough contrast.

use std::collections::HashMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use scraper::{Html as Document, Node, Selector};

use super::cover::STYLE;
use crate::catalog::Row;
use crate::export::To;
use crate::export::testing::{catalog, hostile, written};
use crate::text;

/// The elements and attributes that a page may contain.
const ELEMENTS: &str = "html head meta title style body a header h1 h2 h3 p dl div dt dd nav ol li span main article \
     section ul strong bdi cite time small blockquote footer";
const ATTRIBUTES: &str = "lang charset http-equiv content name class href dir id tabindex rel aria-labelledby aria-label \
     aria-hidden datetime value";

/// Returns the elements of a page with their attributes, and all of its text.
fn read(page: &str) -> (String, String) {
    let document = Document::parse_document(page);
    let (mut shape, mut texts) = (String::new(), String::new());
    for node in document.tree.nodes() {
        match node.value() {
            Node::Element(element) => {
                assert!(
                    ELEMENTS.split(' ').any(|name| name == element.name()),
                    "{}",
                    element.name()
                );
                let _ = write!(shape, "<{}", element.name());
                for (name, value) in element.attrs() {
                    assert!(ATTRIBUTES.split_whitespace().any(|known| known == name), "{name}");
                    let far = name == "href" && !value.starts_with('#');
                    assert!(!far || value.starts_with("https://"), "{value}");
                    let _ = write!(shape, " {name}={value}");
                }
                shape.push('>');
            }
            Node::Text(text) => texts.push_str(text),
            Node::Comment(comment) => panic!("{comment:?}"),
            _ => {}
        }
    }
    (shape, texts)
}

/// Returns a text with the same blanks and lines in which nothing could be markup.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if matches!(c, ' ' | '\t' | '\n' | '\r') { c } else { 'x' }).collect()
}

fn page(text: &str, other: &str, rows: usize) -> String {
    String::from_utf8(written(&catalog(text, other), &[Row(0), Row(1)][..rows], To::Html)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_is_an_element(text in hostile(), other in hostile(), rows in 1..=2usize) {
        let (shape, texts) = read(&page(&text, &other, rows));
        let (expected, _) = read(&page(&harmless(&text), &harmless(&other), rows));
        prop_assert_eq!(shape, expected);
        for foreign in [&text, &other] {
            for line in text::block(foreign) {
                prop_assert!(texts.contains(&*line), "{:?} in {}", line, texts);
            }
        }
    }
}

#[test]
fn every_link_within_the_page_leads_somewhere_and_no_id_stands_twice() {
    let page = page("one", "two", 2);
    let document = Document::parse_document(&page);
    let select = |selector: &str| Selector::parse(selector).unwrap();
    let mut ids = HashMap::new();
    for element in document.select(&select("[id]")) {
        *ids.entry(element.attr("id").unwrap()).or_insert(0) += 1;
    }
    assert!(ids.values().all(|count| *count == 1), "{ids:?}");
    assert!(
        ids.contains_key("a") && ids.contains_key("a/e1") && ids.contains_key("a/d1"),
        "{ids:?}"
    );
    for link in document.select(&select("a[href^='#']")) {
        let to = link.attr("href").unwrap().trim_start_matches('#');
        assert!(ids.contains_key(to), "{to}");
    }
    assert_eq!(document.select(&select("blockquote")).count(), 3);
    assert_eq!(document.select(&select(".scope.blanket")).count(), 2, "a badge, and what it means");
    assert_eq!(document.select(&select("script, link, img, iframe, form")).count(), 0);
}

#[test]
fn every_colour_of_text_has_the_contrast_of_wcag_aa() {
    let (light, rest) = STYLE.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let (dark, print) = rest.split_once("@media print").unwrap();
    for theme in [light, dark.split_once("*,").unwrap().0, print] {
        let colours = colours(theme);
        for paper in ["paper", "panel"] {
            for ink in ["ink", "soft", "link", "supports", "undercuts", "fault"] {
                let found = contrast(colours[ink], colours[paper]);
                assert!(found >= 4.5, "{ink} on {paper}: {found:.2}");
            }
        }
    }
}

/// Returns the luminances of a theme's colours by name, as WCAG 2.2 defines them.
fn colours(theme: &str) -> HashMap<&str, f64> {
    let mut found = HashMap::new();
    for part in theme.split("--").skip(1) {
        let Some((name, rest)) = part.split_once(": #") else { continue };
        let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        let step = digits.len() / 3;
        let channel = |index: usize| {
            let digits = digits[index * step..(index + 1) * step].repeat(2 / step);
            let value = f64::from(u8::from_str_radix(&digits, 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2);
        found.entry(name).or_insert(luminance);
    }
    found
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
