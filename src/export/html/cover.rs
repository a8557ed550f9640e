//! The head of the page and its first words.

use std::fmt::Write as _;

use super::{escape, lang};
use crate::claim::Recorded;
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
        let language = lang(info.language.as_deref());
        if let ([_, _, ..], Some(title)) = (cover.datasets.as_slice(), &info.title) {
            let _ =
                writeln!(out, "<p dir=\"auto\"{language}><strong>{}</strong></p>", shown(title));
        }
        for words in info.description.iter().flat_map(|words| text::block(words)) {
            let _ = writeln!(out, "<p dir=\"auto\"{language}>{}</p>", escape(&words));
        }
        let updated = info.updated.known().map(|date| date.0.as_str());
        let home = match &info.homepage {
            Recorded::Known(url) => Some(url.as_str()),
            _ => None,
        };
        let facts = [
            ("Method", info.method.as_deref()),
            ("Licence", info.licence.as_deref()),
            ("Updated", updated),
            ("Home page", home),
        ];
        let facts: Vec<String> = facts
            .into_iter()
            .filter_map(|(name, words)| Some((name, words?)))
            .map(|(name, words)| {
                let words = text::block(words).join(" ");
                format!(
                    "<div><dt>{name}</dt><dd dir=\"auto\"{language}>{}</dd></div>\n",
                    escape(&words)
                )
            })
            .collect();
        if !facts.is_empty() {
            let _ = write!(out, "<dl>\n{}</dl>\n", facts.concat());
        }
    }
    out.push_str("</header>\n");
}

fn shown(text: &str) -> String {
    escape(&text::line(text))
}
