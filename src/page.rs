//! What a reader reads about one claim: the claim, the evidence, the denials, as
//! paragraphs of marked text in one order for every medium. Texts are in display form.
//! Knows no widths, colours or keys; who shows a page lays it out.

mod claim_part;
mod denials;
mod evidence;
mod marked;
mod parties;
mod phrase;
mod sources;

pub use marked::{Chapter, Mark, Paragraph, Piece, Span, Target};
pub use phrase::locator;
pub use sources::{short_name, source, title};

use crate::claim::Dossier;

/// One of the three parts of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The claim itself.
    Claim,
    /// What speaks for and against it.
    Evidence,
    /// Who denies it, and how far.
    Denials,
}

impl Part {
    /// The parts in reading order.
    pub const ALL: [Self; 3] = [Self::Claim, Self::Evidence, Self::Denials];

    /// The part's heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Claim => "CLAIM",
            Self::Evidence => "EVIDENCE",
            Self::Denials => "DENIALS",
        }
    }
}

/// One part of a page, ready to be laid out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// Counts that stand beside the heading: `1 full · 1 blanket`.
    pub counts: String,
    /// The text.
    pub paragraphs: Vec<Paragraph>,
}

/// Everything a reader reads about one claim.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The claim, the evidence and the denials, in the order of [`Part::ALL`].
    pub sections: [Section; 3],
}

impl Page {
    /// Writes the page of a claim.
    #[must_use]
    pub fn of(dossier: &Dossier) -> Self {
        Self {
            sections: [
                claim_part::section(dossier),
                evidence::section(dossier),
                denials::section(dossier),
            ],
        }
    }

    /// A part of the page.
    #[must_use]
    pub fn section(&self, part: Part) -> &Section {
        &self.sections[part as usize]
    }

    /// The passages of a chapter: each begins with its head and has what belongs to it.
    #[must_use]
    pub fn passages(&self, chapter: Chapter) -> Vec<Vec<&Paragraph>> {
        let mut passages: Vec<Vec<&Paragraph>> = Vec::new();
        let paragraphs = self.sections.iter().flat_map(|section| &section.paragraphs);
        for paragraph in paragraphs.filter(|paragraph| paragraph.chapter == Some(chapter)) {
            match passages.last_mut() {
                Some(passage) if paragraph.piece != Piece::Head => passage.push(paragraph),
                _ => passages.push(vec![paragraph]),
            }
        }
        passages
    }

    /// The page as linear text for pipes and screen readers: three headings, a line a
    /// paragraph. With `item`, only the paragraphs of that evidence or denial; `None`
    /// where the claim has no such item.
    #[must_use]
    pub fn to_text(&self, item: Option<&str>) -> Option<String> {
        let mut text = String::new();
        for part in Part::ALL {
            let section = self.section(part);
            let wanted =
                |paragraph: &&Paragraph| item.is_none() || paragraph.item.as_deref() == item;
            let lines: Vec<String> =
                section.paragraphs.iter().filter(wanted).map(Paragraph::to_line).collect();
            if item.is_some() && lines.is_empty() {
                continue;
            }
            let blank = if section.counts.is_empty() { "" } else { "  " };
            let lead = if text.is_empty() { "" } else { "\n" };
            text.extend([
                lead,
                part.heading(),
                blank,
                &section.counts,
                "\n",
                &lines.join("\n"),
                "\n",
            ]);
        }
        (!text.is_empty()).then_some(text)
    }
}
