//! The passages of a claim as HTML elements.

use std::fmt::Write as _;

use super::escape;
use crate::claim::{Address, Dossier, PartialDate, Scope, Vocabulary};
use crate::export::dossier_writer::{Cite, DossierEntry, DossierPassage};
use crate::page::{Mark, Paragraph, ParagraphRole, Span, Target};
use crate::text;

/// A function that returns the anchor of a claim if the document contains it.
pub(super) type Anchor<'a> = &'a dyn Fn(&Address) -> Option<String>;

pub(super) fn standing(
    out: &mut String,
    passage: DossierPassage,
    entry: &DossierEntry,
    cite: Cite,
) {
    let class = if passage.number == 0 { "standing" } else { "fact" };
    for paragraph in passage.paragraphs {
        let words = spans(paragraph, entry, cite);
        let _ = writeln!(out, "<p class=\"{class}\" dir=\"auto\">{words}</p>");
    }
}

/// Writes the claim's address as a link to itself.
pub(super) fn address(out: &mut String, entry: &DossierEntry) {
    let (anchor, address) = (&entry.spot.anchor, escape(entry.dossier.address.to_string()));
    let _ = writeln!(out, "<p class=\"id\"><a href=\"#{anchor}\">{address}</a></p>");
}

/// Writes a passage as a list item, with its id as the anchor.
pub(super) fn item(
    out: &mut String,
    passage: &[Paragraph],
    id: Option<&str>,
    entry: &DossierEntry,
    cite: Cite,
) {
    match id {
        Some(id) => {
            let _ = write!(out, "<li id=\"{id}\">");
        }
        None => out.push_str("<li>"),
    }
    for paragraph in passage {
        let (paragraph, remark) = paragraph.without_remark();
        let mut content = spans(&paragraph, entry, cite);
        match (paragraph.piece, id, &paragraph.item) {
            // The list of sources contains the addresses.
            (ParagraphRole::Address, ..) => continue,
            (ParagraphRole::Head, Some(id), Some(item)) => {
                let item = escape(item);
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
        if let Some(remark) = remark {
            let _ = write!(out, "<p class=\"note\" dir=\"auto\">{}</p>", escape(remark.trim()));
        }
    }
    out.push_str("</li>\n");
}

/// Writes a paragraph of a quotation. Adjacent paragraphs share one block.
fn words(out: &mut String, content: &str) -> std::fmt::Result {
    const END: &str = "</blockquote>";
    match out.strip_suffix(END).map(str::len) {
        Some(before) => out.truncate(before),
        None => out.push_str("<blockquote>"),
    }
    write!(out, "<p dir=\"auto\">{content}</p>{END}")
}

fn spans(paragraph: &Paragraph, entry: &DossierEntry, cite: Cite) -> String {
    let mut out = String::new();
    let anchor = |address: &Address| entry.link(address).map(|spot| spot.anchor.clone());
    let mut shown = paragraph.spans.iter();
    if let Some(sign) = paragraph.sign() {
        shown.next();
        let (class, text) = (sign_class(sign.mark), escape(sign.text.trim()));
        let _ = write!(out, "<span class=\"sign{class}\" aria-hidden=\"true\">{text}</span> ");
    }
    let mut cited = paragraph.cites.iter();
    for it in shown {
        // The link after the head shows the item's id.
        if it.mark == Mark::Aside && paragraph.item.is_some() {
            continue;
        }
        let source = if it.mark == Mark::Source { cited.next() } else { None };
        let of = source.map(|id| (id.as_str(), entry.dossier));
        span(&mut out, it, of, &anchor);
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

/// Writes the number of a source as a link to it.
pub(super) fn reference(out: &mut String, number: usize) {
    let _ = write!(
        out,
        "<a class=\"ref\" href=\"#~s{number}\" aria-label=\"source {number}\">[{number}]</a>"
    );
}

/// Writes a span of text. `source` is the source that the span names.
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
            let scope = Scope::ALL.iter().find(|scope| span.text == scope.words());
            let name = scope.map_or("", |scope| scope.name());
            write!(out, "<strong class=\"scope {name}\">{text}</strong>")
        }
        (Mark::Fault, None) => write!(out, "<strong class=\"fault\">{text}</strong>"),
        (Mark::Quote, None) => write!(out, "<bdi>{text}</bdi>"),
        (Mark::Date, None) => match PartialDate(span.text.to_string()).start() {
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

/// Returns a claim's text as a link to its place in the document, or with its id if the document
/// doesn't contain it.
fn claim(words: &str, address: &Address, anchor: Anchor) -> String {
    if let Some(to) = anchor(address) {
        return format!("<a href=\"#{to}\"><bdi>{}</bdi></a>", escape(words));
    }
    // Without a link, the arrow has no meaning.
    let words = escape(words.trim_end_matches("\u{a0}→"));
    let id = escape(&address.claim);
    format!("<bdi>{words}</bdi> <span class=\"other\">{id}</span>")
}

/// Returns the title of a source, as a link if the source has a web address.
fn cite(title: &str, source: Option<(&str, &Dossier)>) -> String {
    let known = source.and_then(|(id, dossier)| dossier.sources.get(id));
    match known.and_then(|source| web(source.url.known()?)) {
        Some(url) => {
            format!("<cite><a href=\"{url}\" rel=\"noreferrer\"><bdi>{title}</bdi></a></cite>")
        }
        None => format!("<cite><bdi>{title}</bdi></cite>"),
    }
}

/// Returns a web address as an attribute value, or `None` if it isn't a web address.
pub(super) fn web(url: &str) -> Option<String> {
    text::escape_uri(url).map(|url| escape(&url))
}
