//! A dossier in Markdown: `CommonMark` with footnotes, which editors, forges and pandoc read, and
//! people too. Foreign text can't become markup: see [`escape`].

mod escape;

use std::fmt::Write as _;

use super::book::{Cite, Cover, Entry, Leaf, Medium, Spot};
use crate::claim::{Dossier, Recorded, Scope, Term};
use crate::page::{self, Chapter, Mark, Paragraph, Part, Piece, Span, Target};
use crate::text;

use escape::{inline, line, slug, strong, web};

/// Writes Markdown.
#[derive(Debug)]
pub(super) struct Markdown;

impl Medium for Markdown {
    fn cover(&mut self, out: &mut String, cover: &Cover) {
        if cover.alone {
            return;
        }
        heading(out, 1, &cover.title);
        paragraph(out, "", &line(&inline(&cover.about)));
        for info in &cover.datasets {
            if let ([_, _, ..], Some(title)) = (cover.datasets.as_slice(), &info.title) {
                paragraph(out, "", &line(&strong(&text::line(title))));
            }
            for words in info.description.iter().flat_map(|words| text::block(words)) {
                paragraph(out, "", &line(&inline(&words)));
            }
            let mut add = |name: &str, words: Option<&str>| {
                let words = words.map(text::block).unwrap_or_default().join(" ");
                if !words.is_empty() {
                    paragraph(out, "", &format!("**{name}:** {}", inline(&words)));
                }
            };
            add("Method", info.method.as_deref());
            add("Licence", info.licence.as_deref());
            if let Recorded::Known(date) = &info.updated {
                add("Updated", Some(&date.0));
            }
        }
    }

    fn contents(&mut self, out: &mut String) {
        heading(out, 2, "Contents");
    }

    fn entry(&mut self, out: &mut String, entry: &Entry) {
        let Entry { spot: Spot { number, .. }, text, counts } = entry;
        let _ = writeln!(out, "{number}. [{}](#{number}-{}) — {counts}", inline(text), slug(text));
    }

    fn claims(&mut self, _: &mut String) {}

    fn contents_end(&mut self, out: &mut String) {
        out.push('\n');
    }

    fn claim(&mut self, out: &mut String, leaf: &Leaf, cite: Cite) {
        let text = text::line(&leaf.dossier.claim.text);
        let level = if leaf.alone { 1 } else { 2 };
        if leaf.alone {
            heading(out, level, &text);
        } else {
            heading(out, level, &format!("{}. {text}", leaf.spot.number));
        }
        for chapter in Chapter::ALL {
            let passages = leaf.page.passages(chapter);
            if passages.is_empty() {
                continue;
            }
            if chapter != Chapter::Standing {
                heading(out, level + 1, &titled(chapter, leaf));
            }
            let single = passages.iter().all(|passage| passage.len() == 1);
            for passage in passages {
                write_passage(out, &passage, chapter, leaf, cite);
                // Bullets of a line each stand close together.
                if single && chapter != Chapter::Standing && out.ends_with("\n\n") {
                    out.pop();
                }
            }
        }
        blank(out);
        let address = text::line(&leaf.dossier.address.to_string()).into_owned();
        paragraph(out, "", &line(&inline(&format!("Address: {address}"))));
    }

    fn sources(&mut self, _: &mut String) {}

    fn source(&mut self, out: &mut String, (number, id): (usize, &str), of: &Dossier, cite: Cite) {
        let mut entry = String::new();
        let mut notes = Vec::new();
        for (index, paragraph) in page::source(of, id).iter().enumerate() {
            if paragraph.piece == Piece::Note {
                notes.push(spans(paragraph, None));
                continue;
            }
            let dot = if index > 0 { " · " } else { "" };
            let _ = write!(entry, "{dot}{}", spans(paragraph, None));
            entry.push_str(&marks(paragraph.cites.iter().filter(|it| *it != id), cite));
        }
        paragraph(out, &format!("[^s{number}]: "), &line(&entry));
        for note in notes {
            paragraph(out, "    ", &line(&note));
        }
    }

    fn end(&mut self, out: &mut String, scopes: &[Scope], _: bool) {
        if scopes.is_empty() {
            return;
        }
        heading(out, 2, "How far a denial goes");
        for scope in scopes {
            let _ = writeln!(out, "- **{}** {}", scope.words(), scope.meaning());
        }
    }
}

/// A heading: a line of foreign text after as many `#` as its level.
fn heading(out: &mut String, level: usize, text: &str) {
    blank(out);
    let _ = write!(out, "{} {}\n\n", "#".repeat(level), escape::heading(text));
}

/// A chapter's heading, with the counts of its items.
fn titled(chapter: Chapter, leaf: &Leaf) -> String {
    let counts = match chapter {
        Chapter::Evidence => &leaf.page.section(Part::Evidence).counts,
        Chapter::Denials => &leaf.page.section(Part::Denials).counts,
        _ => "",
    };
    let colon = if counts.is_empty() { "" } else { ": " };
    format!("{}{colon}{counts}", chapter.heading())
}

/// A paragraph whose markup is made, behind `lead`, with an empty line after it.
fn paragraph(out: &mut String, lead: &str, markup: &str) {
    let _ = write!(out, "{lead}{markup}\n\n");
}

/// Ends a list or a paragraph.
fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// A passage as a bullet: the quotation in a block of its own, where it stands with the numbers
/// of the sources.
fn write_passage(
    out: &mut String,
    passage: &[&Paragraph],
    chapter: Chapter,
    leaf: &Leaf,
    cite: Cite,
) {
    let nothing = match chapter {
        Chapter::Evidence => leaf.dossier.claim.evidence.is_empty(),
        Chapter::Denials => leaf.dossier.claim.denials.is_empty(),
        other => other == Chapter::Standing,
    };
    let (first, rest) = if nothing { ("", "") } else { ("- ", "  ") };
    for (index, piece) in passage.iter().enumerate() {
        let indent = if index == 0 { first } else { rest };
        let mut markup = spans(piece, Some(leaf));
        match piece.piece {
            // The list of sources has them.
            Piece::Address => continue,
            Piece::Place => markup.push_str(&marks(piece.cites.iter(), cite)),
            Piece::Head => {
                let id = piece.item.as_deref().map(|id| inline(&text::line(&format!(" · #{id}"))));
                markup.push_str(&id.unwrap_or_default());
            }
            Piece::Words | Piece::Note => {}
        }
        let quoted = if piece.piece == Piece::Words { "> " } else { "" };
        paragraph(out, &format!("{indent}{quoted}"), &line(&markup));
    }
}

/// The footnote marks of sources.
fn marks<'a>(ids: impl Iterator<Item = &'a String>, cite: Cite) -> String {
    let mut out = String::new();
    for number in ids.filter_map(|id| cite(id)) {
        let _ = write!(out, "[^s{number}]");
    }
    out
}

/// A paragraph's text as markup. The sign before its words is left out: they say the same.
fn spans(paragraph: &Paragraph, leaf: Option<&Leaf>) -> String {
    let shown = paragraph.spans.iter().skip(usize::from(paragraph.sign().is_some()));
    shown.map(|it| span(it, paragraph, leaf)).collect()
}

fn span(span: &Span, paragraph: &Paragraph, leaf: Option<&Leaf>) -> String {
    match (span.mark, &span.target) {
        (Mark::Aside, _) if paragraph.item.is_some() => String::new(),
        (Mark::Aside, _) => format!(" · {}", inline(span.text.trim())),
        (Mark::Strong | Mark::Scope | Mark::Fault, _) => strong(&span.text),
        (_, Some(Target::Web(url))) => web(url).unwrap_or_else(|| inline(&span.text)),
        (_, Some(Target::Claim(address))) => {
            let text = span.text.trim_end_matches("\u{a0}→");
            match leaf.and_then(|leaf| leaf.link(address)) {
                Some(Spot { number, .. }) => {
                    format!("[{}](#{number}-{})", inline(text), slug(text))
                }
                None => format!("{} ({})", inline(text), inline(&text::line(&address.claim))),
            }
        }
        // What sets a scope apart on a screen.
        (Mark::Plain, None) if span.text == "  " => " ".into(),
        _ => inline(&span.text),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::export::To;
    use crate::export::testing::{catalog, hostile, written};

    /// The events of a document without its texts, and the texts.
    fn read(markup: &str) -> (String, String) {
        let (mut shape, mut texts) = (String::new(), String::new());
        let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        for event in Parser::new_ext(markup, options) {
            match event {
                Event::Text(text) => texts.push_str(&text),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    // What follows the number in a link within the page is made of a text.
                    let end = dest_url.find('-').filter(|_| dest_url.starts_with('#'));
                    let kept = dest_url.get(..end.unwrap_or(dest_url.len())).unwrap();
                    assert!(kept.starts_with('#') || kept.starts_with("https://"), "{kept}");
                    let _ = write!(shape, "link {kept}, ");
                }
                Event::Html(html) | Event::InlineHtml(html) => panic!("{html}"),
                other => {
                    let _ = write!(shape, "{other:?}, ");
                    texts.push('\n');
                }
            }
        }
        (shape, texts)
    }

    /// A text of the same blanks and lines in which nothing could be markup.
    fn harmless(text: &str) -> String {
        text.chars().map(|c| if matches!(c, ' ' | '\t' | '\n' | '\r') { c } else { 'x' }).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn no_text_is_markup(text in hostile(), other in hostile(), rows in 1..=2usize) {
            let markdown = |text: &str, other: &str| {
                let bytes = written(&catalog(text, other), &[0, 1][..rows], To::Markdown);
                String::from_utf8(bytes).unwrap()
            };
            let markup = markdown(&text, &other);
            let (shape, texts) = read(&markup);
            let (expected, _) = read(&markdown(&harmless(&text), &harmless(&other)));
            prop_assert_eq!(shape, expected);
            for foreign in [&text, &other] {
                for line in text::block(foreign) {
                    prop_assert!(texts.contains(line.trim()), "{:?} in {}", line, texts);
                }
            }
        }
    }
}
