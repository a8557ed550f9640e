//! The head of the page and its cover.

use std::fmt::Write as _;

use super::passage::web;
use super::{escape, lang};
use crate::export::about::DatasetDescription;
use crate::export::dossier_writer::Cover;

pub(super) const STYLE: &str = include_str!("style.css");

/// The content security policy, which allows nothing to be loaded.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

pub(super) fn write(out: &mut String, cover: &Cover) {
    let title = escape(&cover.title);
    // The program's own words are English; the texts carry their own language attributes.
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
    for about in &cover.datasets {
        dataset(out, about, cover.datasets.len() > 1);
    }
    out.push_str("</header>\n");
}

/// Writes the description of a dataset, with its title if `named`.
pub(super) fn dataset(out: &mut String, about: &DatasetDescription, named: bool) {
    let language = lang(about.language.as_deref());
    if named {
        let title = escape(&about.title);
        let _ = writeln!(out, "<p dir=\"auto\"{language}><strong>{title}</strong></p>");
    }
    for words in &about.description {
        let _ = writeln!(out, "<p dir=\"auto\"{language}>{}</p>", escape(words));
    }
    let facts = about.facts.iter().map(|(name, words)| fact(name, &escape(words), &language));
    let mut facts: Vec<String> = facts.collect();
    facts.extend(about.homepage.iter().map(|url| fact("Home page", &address(url), "")));
    if !facts.is_empty() {
        let _ = write!(out, "<dl>\n{}</dl>\n", facts.concat());
    }
}

fn fact(name: &str, shown: &str, language: &str) -> String {
    format!("<div><dt>{name}</dt><dd dir=\"auto\"{language}>{shown}</dd></div>\n")
}

fn address(url: &str) -> String {
    let shown = escape(url);
    match web(url) {
        Some(url) => format!("<a href=\"{url}\" rel=\"noreferrer\">{shown}</a>"),
        None => shown,
    }
}
