//! The passages of a claim as elements.

use std::fmt::Write as _;

use super::escape;
use crate::claim::{Address, Dossier, PartialDate, Scope, Vocabulary};
use crate::export::dossier_writer::{Cite, DossierEntry, DossierPassage};
use crate::page::{Mark, Paragraph, ParagraphRole, Span, Target};
use crate::text;

/// Gives the anchor of a claim that stands in the document.
pub(super) type Anchor<'a> = &'a dyn Fn(&Address) -> Option<String>;

/// The status, what happened and how much.
pub(super) fn standing(out: &mut String, passage: DossierPassage, leaf: &DossierEntry, cite: Cite) {
    let class = if passage.number == 0 { "standing" } else { "fact" };
    for paragraph in passage.paragraphs {
        let words = spans(paragraph, leaf, cite);
        let _ = writeln!(out, "<p class=\"{class}\" dir=\"auto\">{words}</p>");
    }
}

/// The claim's address.
pub(super) fn address(out: &mut String, leaf: &DossierEntry) {
    let (anchor, address) = (&leaf.spot.anchor, leaf.dossier.address.to_string());
    let address = escape(&text::line(&address));
    let _ = writeln!(out, "<p class=\"id\"><a href=\"#{anchor}\">{address}</a></p>");
}

/// A passage as an item of a list, with its id as its anchor.
pub(super) fn item(
    out: &mut String,
    passage: &[Paragraph],
    id: Option<&str>,
    leaf: &DossierEntry,
    cite: Cite,
) {
    match id {
        Some(id) => {
            let _ = write!(out, "<li id=\"{id}\">");
        }
        None => out.push_str("<li>"),
    }
    for paragraph in passage {
        let mut content = spans(paragraph, leaf, cite);
        match (paragraph.piece, id, &paragraph.item) {
            // The list of sources has them.
            (ParagraphRole::Address, ..) => continue,
            (ParagraphRole::Head, Some(id), Some(item)) => {
                let item = escape(&text::line(item));
                let _ = write!(content, " <a class=\"item\" href=\"#{id}\">#{item}</a>");
            }
            _ => {}
        }
        let _ = match paragraph.piece {
            ParagraphRole::Words => words(out, &content),
            ParagraphRole::Note => write!(out, "<p class=\"note\" dir=\"auto\">{content}</p>"),
            ParagraphRole::Place => write!(out, "<p class=\"place\" dir=\"auto\">{content}</p>"),
            _ => write!(out, "<p class=\"head\" dir=\"auto\">{content}</p>"),
        };
    }
    out.push_str("</li>\n");
}

/// A paragraph of a quotation: the next one of it goes into the same block.
fn words(out: &mut String, content: &str) -> std::fmt::Result {
    const END: &str = "</blockquote>";
    match out.strip_suffix(END).map(str::len) {
        Some(before) => out.truncate(before),
        None => out.push_str("<blockquote>"),
    }
    write!(out, "<p dir=\"auto\">{content}</p>{END}")
}

/// A paragraph's text as markup.
fn spans(paragraph: &Paragraph, leaf: &DossierEntry, cite: Cite) -> String {
    let mut out = String::new();
    let anchor = |address: &Address| leaf.link(address).map(|spot| spot.anchor.clone());
    let mut shown = paragraph.spans.iter();
    if let Some(sign) = paragraph.sign() {
        shown.next();
        let (class, text) = (sign_class(sign.mark), escape(sign.text.trim()));
        let _ = write!(out, "<span class=\"sign{class}\" aria-hidden=\"true\">{text}</span> ");
    }
    let mut cited = paragraph.cites.iter();
    for it in shown {
        // The anchor beside the head says the id of an item.
        if it.mark == Mark::Aside && paragraph.item.is_some() {
            continue;
        }
        let source = if it.mark == Mark::Source { cited.next() } else { None };
        let of = source.map(|id| (id.as_str(), leaf.dossier));
        // Whose words they are is not a part of them.
        let is_aside = paragraph.piece == ParagraphRole::Words && it.mark == Mark::Plain;
        out.push_str(if is_aside { "<small>" } else { "" });
        span(&mut out, it, of, &anchor);
        out.push_str(if is_aside { "</small>" } else { "" });
        if let Some(number) = source.and_then(|id| cite(id)) {
            reference(&mut out, number);
        }
    }
    out
}

fn sign_class(mark: Mark) -> &'static str {
    match mark {
        Mark::Supports => " supports",
        Mark::Undercuts => " undercuts",
        Mark::Fault => " fault",
        _ => "",
    }
}

/// The number of a source, which leads to it.
pub(super) fn reference(out: &mut String, number: usize) {
    let _ = write!(
        out,
        "<a class=\"ref\" href=\"#~s{number}\" aria-label=\"source {number}\">[{number}]</a>"
    );
}

/// A stretch of text. `source` is the one that it names.
pub(super) fn span(
    out: &mut String,
    span: &Span,
    source: Option<(&str, &Dossier)>,
    anchor: Anchor,
) {
    let text = escape(&span.text);
    let _ = match (span.mark, &span.target) {
        (_, Some(Target::Web(url))) => match web(url) {
            Some(url) => write!(out, "<a href=\"{url}\" rel=\"noreferrer\">{text}</a>"),
            None => write!(out, "{text}"),
        },
        (_, Some(Target::Claim(address))) => write!(out, "{}", claim(&span.text, address, anchor)),
        (_, Some(Target::Party(_))) => write!(out, "<bdi class=\"party\">{text}</bdi>"),
        (Mark::Strong, None) => write!(out, "<strong><bdi>{text}</bdi></strong>"),
        (Mark::Scope, None) => {
            let scope = Scope::ALL.iter().find(|scope| scope.words() == span.text);
            let name = scope.map_or("", |scope| scope.name());
            write!(out, "<strong class=\"scope {name}\">{text}</strong>")
        }
        (Mark::Fault, None) => write!(out, "<strong class=\"fault\">{text}</strong>"),
        (Mark::Quote, None) => write!(out, "<bdi>{text}</bdi>"),
        (Mark::Date, None) => match PartialDate(span.text.clone()).start() {
            Ok(_) => write!(out, "<time datetime=\"{text}\">{text}</time>"),
            Err(_) => write!(out, "{text}"),
        },
        (Mark::Aside, None) => write!(out, " <small>{}</small>", text.trim()),
        (Mark::Source, None) => write!(out, "{}", cite(&text, source)),
        (Mark::Plain | Mark::Title | Mark::Supports | Mark::Undercuts | Mark::Link, None) => {
            write!(out, "{text}")
        }
    };
}

/// A claim by its words: a link to where it stands here, else with its id.
fn claim(words: &str, address: &Address, anchor: Anchor) -> String {
    if let Some(to) = anchor(address) {
        return format!("<a href=\"#{to}\"><bdi>{}</bdi></a>", escape(words));
    }
    // An arrow would point to nowhere.
    let words = escape(words.trim_end_matches("\u{a0}→"));
    let id = escape(&text::line(&address.claim));
    format!("<bdi>{words}</bdi> <span class=\"other\">{id}</span>")
}

/// The title of a source, a link where it has an address.
fn cite(title: &str, source: Option<(&str, &Dossier)>) -> String {
    let known = source.and_then(|(id, dossier)| dossier.sources.get(id));
    match known.and_then(|source| web(source.url.known()?)) {
        Some(url) => {
            format!("<cite><a href=\"{url}\" rel=\"noreferrer\"><bdi>{title}</bdi></a></cite>")
        }
        None => format!("<cite><bdi>{title}</bdi></cite>"),
    }
}

/// A web address as the value of an attribute; none where it is not one.
pub(super) fn web(url: &str) -> Option<String> {
    text::escape_uri(url).map(|url| escape(&url))
}
