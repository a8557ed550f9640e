//! The head of the page and its first words.

use std::fmt::Write as _;

use super::{escape, lang};
use crate::claim::DatasetInfo;
use crate::export::book::Cover;
use crate::text;

/// How the page looks.
pub(super) const STYLE: &str = include_str!("style.css");

/// What the page may load: nothing.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Everything up to the table of contents.
pub(super) fn write(out: &mut String, cover: &Cover) {
    let title = escape(&cover.title);
    // Our own words are English; the texts say which language they are in themselves.
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"gainsay\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#~claims\">Skip to the claims</a>\n"
    );
    let about = escape(&cover.about);
    if cover.alone {
        let _ = writeln!(out, "<p class=\"about\" dir=\"auto\">{about}</p>");
        return;
    }
    let language = lang(cover.language);
    let _ = writeln!(
        out,
        "<header class=\"cover\">\n<h1 dir=\"auto\"{language}>{title}</h1>\n<p class=\"about\" dir=\"auto\">{about}</p>"
    );
    for info in &cover.datasets {
        dataset(out, info, cover.datasets.len() > 1);
    }
    out.push_str("</header>\n");
}

/// What a dataset says about itself; `named` where it is one of several.
fn dataset(out: &mut String, info: &DatasetInfo, named: bool) {
    let language = lang(info.language.as_deref());
    if let (true, Some(title)) = (named, &info.title) {
        let title = escape(&text::line(title));
        let _ = writeln!(out, "<p dir=\"auto\"{language}><strong>{title}</strong></p>");
    }
    for words in info.description.iter().flat_map(|words| text::block(words)) {
        let _ = writeln!(out, "<p dir=\"auto\"{language}>{}</p>", escape(&words));
    }
    let facts = [
        ("Method", info.method.as_deref()),
        ("Licence", info.licence.as_deref()),
        ("Updated", info.updated.known().map(|date| date.0.as_str())),
        ("Home page", info.homepage.known().map(String::as_str)),
    ];
    let facts = facts.into_iter().filter_map(|(name, words)| Some((name, words?)));
    let facts: Vec<String> = facts
        .map(|(name, words)| {
            let words = escape(&text::block(words).join(" "));
            format!("<div><dt>{name}</dt><dd dir=\"auto\"{language}>{words}</dd></div>\n")
        })
        .collect();
    if !facts.is_empty() {
        let _ = write!(out, "<dl>\n{}</dl>\n", facts.concat());
    }
}
