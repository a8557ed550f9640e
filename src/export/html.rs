//! Writes a dossier as a single HTML page: no script, no image, nothing loaded from elsewhere, and
//! a policy that forbids all of these. The page is readable without its style sheet and on paper.

mod cover;
mod passage;

use std::fmt::Write as _;

use super::anchors::ItemAnchors;
use super::dossier_writer::{
    Cite, ContentsEntry, Cover, DossierEnd, DossierEntry, DossierPassage, FOOTER, Medium,
};
use crate::claim::{Dossier, Vocabulary};
use crate::page::{self, Chapter, ParagraphRole};
use crate::text::DisplayText;

#[derive(Debug, Default)]
pub(super) struct Html {
    items: ItemAnchors,
}

impl Medium for Html {
    fn cover(&mut self, out: &mut String, cover: &Cover) {
        cover::write(out, cover);
    }

    fn contents(&mut self, out: &mut String) {
        out.push_str(
            "<nav aria-labelledby=\"~contents\">\n<h2 id=\"~contents\">Contents</h2>\n<ol>\n",
        );
    }

    fn entry(&mut self, out: &mut String, entry: &ContentsEntry) {
        let (anchor, text, counts) =
            (&entry.spot.anchor, escape(&entry.text), escape(&entry.counts));
        let _ = writeln!(
            out,
            "<li><a href=\"#{anchor}\" dir=\"auto\">{text}</a> <span class=\"counts\">{counts}</span></li>"
        );
    }

    fn contents_end(&mut self, out: &mut String) {
        out.push_str("</ol>\n</nav>\n");
    }

    fn claims(&mut self, out: &mut String) {
        out.push_str("<main id=\"~claims\" tabindex=\"-1\">\n");
    }

    fn claim(&mut self, out: &mut String, entry: &DossierEntry) {
        self.items = ItemAnchors::default();
        let level = if entry.alone { 1 } else { 2 };
        let (anchor, language) = (&entry.spot.anchor, lang(entry.language));
        let title = escape(&entry.dossier.claim.text);
        let number = if entry.alone {
            String::new()
        } else {
            format!("<span class=\"number\">{}</span> ", entry.spot.number)
        };
        let _ = writeln!(
            out,
            "<article id=\"{anchor}\" aria-labelledby=\"~t-{anchor}\">\n<header>\n<h{level} id=\"~t-{anchor}\">{number}<span dir=\"auto\"{language}>{title}</span></h{level}>"
        );
    }

    fn chapter(&mut self, out: &mut String, entry: &DossierEntry, chapter: Chapter) {
        if chapter == Chapter::Standing {
            return;
        }
        // Evidence and denials are shown side by side if the screen is wide enough.
        if chapter == Chapter::Evidence {
            out.push_str("<div class=\"sides\">\n");
        }
        let counts = match entry.counts(chapter) {
            "" => String::new(),
            counts => format!(" <span class=\"counts\">{counts}</span>"),
        };
        let (class, heading) = (class(chapter), chapter.heading());
        let level = if entry.alone { 2 } else { 3 };
        let _ = writeln!(
            out,
            "<section class=\"{class}\">\n<h{level}>{heading}{counts}</h{level}>\n<ul>"
        );
    }

    fn passage(
        &mut self,
        out: &mut String,
        passage: DossierPassage,
        entry: &DossierEntry,
        cite: Cite,
    ) {
        if passage.chapter == Chapter::Standing {
            passage::standing(out, passage, entry, cite);
            return;
        }
        let item = passage.paragraphs.first().and_then(|head| head.item.as_deref());
        let id = item.map(|item| self.items.anchor(&entry.spot.anchor, item));
        passage::item(out, passage.paragraphs, id.as_deref(), entry, cite);
    }

    fn chapter_end(&mut self, out: &mut String, entry: &DossierEntry, chapter: Chapter) {
        if chapter == Chapter::Standing {
            passage::address(out, entry);
            out.push_str("</header>\n");
            return;
        }
        out.push_str("</ul>\n</section>\n");
        if chapter == Chapter::Denials {
            out.push_str("</div>\n");
        }
    }

    fn claim_end(&mut self, out: &mut String, _: &DossierEntry) {
        out.push_str("</article>\n");
    }

    fn sources(&mut self, out: &mut String) {
        out.push_str("</main>\n<section class=\"sources\" aria-labelledby=\"~sources\">\n<h2 id=\"~sources\">Sources</h2>\n<ol>\n");
    }

    fn source(&mut self, out: &mut String, number: usize, id: &str, of: &Dossier, cite: Cite) {
        let _ = write!(out, "<li id=\"~s{number}\" value=\"{number}\">");
        for paragraph in page::source(of, id) {
            let class = match paragraph.piece {
                ParagraphRole::Address => " class=\"address\"",
                ParagraphRole::Note => " class=\"note\"",
                _ => "",
            };
            let mut spans = String::new();
            let mut cited = paragraph.cites.iter();
            for span in &paragraph.spans {
                let next = if span.mark == page::Mark::Source { cited.next() } else { None };
                passage::span(&mut spans, span, next.map(|id| (id.as_str(), of)), &|_| None);
                // The source's own number already precedes it.
                if let Some(number) = next.filter(|it| *it != id).and_then(|it| cite(it)) {
                    passage::reference(&mut spans, number);
                }
            }
            let _ = write!(out, "<p{class} dir=\"auto\">{spans}</p>");
        }
        out.push_str("</li>\n");
    }

    fn end(&mut self, out: &mut String, end: &DossierEnd) {
        out.push_str(if end.sources { "</ol>\n</section>\n" } else { "</main>\n" });
        if !end.scopes.is_empty() {
            out.push_str("<section class=\"scopes\" aria-labelledby=\"~scopes\">\n<h2 id=\"~scopes\">How far a denial goes</h2>\n<dl>\n");
            for scope in &end.scopes {
                let (name, words, meaning) = (scope.name(), scope.words(), scope.meaning());
                let _ = writeln!(
                    out,
                    "<div><dt><span class=\"scope {name}\">{words}</span></dt><dd>{meaning}</dd></div>"
                );
            }
            out.push_str("</dl>\n</section>\n");
        }
        for about in &end.about {
            out.push_str("<section class=\"dataset\" aria-labelledby=\"~dataset\">\n<h2 id=\"~dataset\">About this dataset</h2>\n");
            cover::dataset(out, about, true);
            out.push_str("</section>\n");
        }
        let _ = write!(out, "<footer><p>{FOOTER}</p></footer>\n</body>\n</html>\n");
    }
}

fn class(chapter: Chapter) -> &'static str {
    match chapter {
        Chapter::Standing => "standing",
        Chapter::Sayings => "sayings",
        Chapter::Evidence => "evidence",
        Chapter::Denials => "denials",
        Chapter::Verdicts => "verdicts",
        Chapter::Relations => "relations",
        Chapter::Faults => "faults",
        Chapter::Notes => "notes",
    }
}

/// Returns the attribute for a language, or nothing if the value can't be a language tag.
fn lang(language: Option<&str>) -> String {
    let is_tag = |tag: &&str| {
        tag.len() <= 35
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && tag.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    language.filter(is_tag).map(|tag| format!(" lang=\"{tag}\"")).unwrap_or_default()
}

/// Escapes display text for the content of an element or a double-quoted attribute.
fn escape<'t>(text: impl Into<DisplayText<'t>>) -> String {
    let text = text.into();
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
