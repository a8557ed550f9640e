//! Writes a dossier in Markdown: `CommonMark` with footnotes, which editors, forges and pandoc
//! support. Foreign text can't become markup; see [`escape`]. Links within the dossier lead to
//! headings by the anchors that forges give them, and pandoc does with `gfm_auto_identifiers`.

mod escape;

use std::fmt::Write as _;

use super::about::DatasetDescription;
use super::dossier_writer::{
    Cite, ClaimSpot, ContentsEntry, Cover, DossierEnd, DossierEntry, DossierPassage, FOOTER, Medium,
};
use crate::claim::{Dossier, Vocabulary};
use crate::page::{self, Chapter, Mark, Paragraph, ParagraphRole, Span, Target};
use crate::text;

use escape::{inline, line, slug, strong, web};

#[derive(Debug, Default)]
pub(super) struct Markdown {
    /// Whether the passages of the current chapter follow each other without empty lines. Then an
    /// empty line must follow the last.
    is_close: bool,
}

impl Medium for Markdown {
    fn cover(&mut self, out: &mut String, cover: &Cover) {
        if cover.alone {
            return;
        }
        heading(out, 1, &cover.title);
        paragraph(out, "", &line(&inline(&cover.about)));
        for about in &cover.datasets {
            dataset(out, about, cover.datasets.len() > 1);
        }
    }

    fn contents(&mut self, out: &mut String) {
        heading(out, 2, "Contents");
    }

    fn entry(&mut self, out: &mut String, entry: &ContentsEntry) {
        let ContentsEntry { spot: ClaimSpot { number, .. }, text, counts } = entry;
        let (words, counts, slug) = (inline(text), inline(counts), slug(text));
        let _ = writeln!(out, "{number}. [{words}](#{number}-{slug}) — {counts}");
    }

    fn contents_end(&mut self, out: &mut String) {
        out.push('\n');
    }

    fn claim(&mut self, out: &mut String, entry: &DossierEntry) {
        let text = text::line(&entry.dossier.claim.text);
        let level = level(entry);
        if entry.alone {
            heading(out, level, &text);
        } else {
            heading(out, level, &format!("{}. {text}", entry.spot.number));
        }
    }

    fn chapter(&mut self, out: &mut String, entry: &DossierEntry, chapter: Chapter) {
        if chapter == Chapter::Standing {
            return;
        }
        heading(out, level(entry) + 1, &titled(chapter, entry));
        let mut passages = entry.page.passages(chapter);
        // Bullets of one line each need no empty lines between them.
        self.is_close = passages.all(|passage| passage.len() == 1);
    }

    fn passage(
        &mut self,
        out: &mut String,
        passage: DossierPassage,
        entry: &DossierEntry,
        cite: Cite,
    ) {
        write_passage(out, passage, entry, cite);
        if self.is_close && out.ends_with("\n\n") {
            out.pop();
        }
    }

    fn chapter_end(&mut self, out: &mut String, _: &DossierEntry, _: Chapter) {
        if std::mem::take(&mut self.is_close) {
            out.push('\n');
        }
    }

    fn claim_end(&mut self, out: &mut String, entry: &DossierEntry) {
        let address = text::line(&entry.dossier.address.to_string()).into_owned();
        paragraph(out, "", &line(&inline(&format!("Record: {address}"))));
    }

    fn source(&mut self, out: &mut String, number: usize, id: &str, of: &Dossier, _: Cite) {
        let mut entry = String::new();
        let mut notes = Vec::new();
        for (index, paragraph) in page::source(of, id).iter().enumerate() {
            // Many programs support no footnote within a footnote, so other sources are only named.
            let words = spans(paragraph, None, &mut |_| None);
            if paragraph.piece == ParagraphRole::Note {
                notes.push(words);
                continue;
            }
            let dot = if index > 0 { " · " } else { "" };
            let _ = write!(entry, "{dot}{words}");
        }
        paragraph(out, &format!("[^s{number}]: "), &line(&entry));
        for note in notes {
            paragraph(out, "    ", &line(&note));
        }
    }

    fn end(&mut self, out: &mut String, end: &DossierEnd) {
        if !end.scopes.is_empty() {
            heading(out, 2, "How far a denial goes");
            for scope in &end.scopes {
                let _ = writeln!(out, "- **{}** {}", scope.words(), scope.meaning());
            }
        }
        for about in &end.about {
            heading(out, 2, "About this dataset");
            dataset(out, about, true);
        }
        blank(out);
        let _ = writeln!(out, "---\n\n{FOOTER}");
    }
}

/// Writes the description of a dataset, with its title if `named`.
fn dataset(out: &mut String, about: &DatasetDescription, named: bool) {
    if named {
        paragraph(out, "", &line(&strong(&about.title)));
    }
    for words in &about.description {
        paragraph(out, "", &line(&inline(words)));
    }
    for (name, words) in &about.facts {
        paragraph(out, "", &format!("**{name}:** {}", inline(words)));
    }
    if let Some(url) = &about.homepage {
        let shown = web(url).unwrap_or_else(|| inline(url));
        paragraph(out, "", &format!("**Home page:** {shown}"));
    }
}

/// Writes a heading: one `#` for each level, then a line of foreign text.
fn heading(out: &mut String, level: usize, text: &str) {
    blank(out);
    let _ = write!(out, "{} {}\n\n", "#".repeat(level), escape::heading(text));
}

fn level(entry: &DossierEntry) -> usize {
    if entry.alone { 1 } else { 2 }
}

/// Returns a chapter's heading with the counts of its items.
fn titled(chapter: Chapter, entry: &DossierEntry) -> String {
    let counts = entry.counts(chapter);
    let colon = if counts.is_empty() { "" } else { ": " };
    format!("{}{colon}{counts}", chapter.heading())
}

/// Writes a paragraph of finished markup after `lead`, and an empty line.
fn paragraph(out: &mut String, lead: &str, markup: &str) {
    let _ = write!(out, "{lead}{markup}\n\n");
}

/// Ends a list or a paragraph with an empty line.
fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// Writes a passage as a bullet. A quotation becomes a block of its own, with the footnote marks
/// of its sources.
fn write_passage(out: &mut String, passage: DossierPassage, entry: &DossierEntry, cite: Cite) {
    let nothing = match passage.chapter {
        Chapter::Evidence => entry.dossier.claim.evidence.is_empty(),
        Chapter::Denials => entry.dossier.claim.denials.is_empty(),
        other => other == Chapter::Standing,
    };
    let (first, rest) = if nothing { ("", "") } else { ("- ", "  ") };
    // The list of sources contains the addresses.
    let pieces = passage.paragraphs.iter().filter(|piece| piece.piece != ParagraphRole::Address);
    let mut before = None;
    for (index, piece) in pieces.enumerate() {
        let indent = if index == 0 { first } else { rest };
        let (piece, remark) = piece.without_remark();
        let mut markup = spans(&piece, Some(entry), cite);
        if let (ParagraphRole::Head, Some(id)) = (piece.piece, &piece.item) {
            markup.push_str(&inline(&text::line(&format!(" · #{id}"))));
        }
        let quoted = if piece.piece == ParagraphRole::Words { "> " } else { "" };
        if (before.replace(piece.piece), piece.piece)
            == (Some(ParagraphRole::Words), ParagraphRole::Words)
        {
            // This is the next paragraph of the same quotation.
            out.pop();
            let _ = writeln!(out, "{indent}>");
        }
        paragraph(out, &format!("{indent}{quoted}"), &line(&markup));
        if let Some(remark) = remark {
            paragraph(out, rest, &line(&inline(remark.trim())));
        }
    }
}

/// Returns a paragraph's text as markup, with a footnote mark after each source. The sign before
/// the words is left out, because it repeats what they say.
fn spans(paragraph: &Paragraph, entry: Option<&DossierEntry>, cite: Cite) -> String {
    let shown = paragraph.spans.iter().skip(usize::from(paragraph.sign().is_some()));
    let mut cited = paragraph.cites.iter();
    let mut out = String::new();
    for it in shown {
        out.push_str(&span(it, paragraph, entry));
        let source = if it.mark == Mark::Source { cited.next() } else { None };
        if let Some(number) = source.and_then(|id| cite(id)) {
            let _ = write!(out, "[^s{number}]");
        }
    }
    out
}

fn span(span: &Span, paragraph: &Paragraph, entry: Option<&DossierEntry>) -> String {
    match (span.mark, &span.target) {
        (Mark::Aside, _) if paragraph.item.is_some() => String::new(),
        (Mark::Aside, _) => format!(" · {}", inline(span.text.trim())),
        (Mark::Strong | Mark::Scope | Mark::Fault, _) => strong(&span.text),
        (_, Some(Target::Web(url))) => web(url).unwrap_or_else(|| inline(&span.text)),
        (_, Some(Target::Claim(address))) => {
            let text = span.text.trim_end_matches("\u{a0}→");
            match entry.and_then(|entry| entry.link(address)) {
                Some(ClaimSpot { number, .. }) => {
                    format!("[{}](#{number}-{})", inline(text), slug(text))
                }
                None => format!("{} ({})", inline(text), inline(&text::line(&address.claim))),
            }
        }
        // Two blanks separate a scope from other text on a screen.
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
    use crate::catalog::Row;
    use crate::export::To;
    use crate::export::testing::{catalog, hostile, written};

    /// Returns the events of a document without its texts, and the texts.
    fn read(markup: &str) -> (String, String) {
        let (mut shape, mut texts) = (String::new(), String::new());
        let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        for event in Parser::new_ext(markup, options) {
            match event {
                Event::Text(text) => texts.push_str(&text),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    // In a link within the page, what follows the number is made of the text.
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

    /// Returns a text with the same blanks and lines in which nothing could be markup.
    fn harmless(text: &str) -> String {
        text.chars().map(|c| if matches!(c, ' ' | '\t' | '\n' | '\r') { c } else { 'x' }).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn no_text_is_markup(text in hostile(), other in hostile(), rows in 1..=2usize) {
            let markdown = |text: &str, other: &str| {
                let bytes = written(&catalog(text, other), &[Row(0), Row(1)][..rows], To::Markdown);
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
