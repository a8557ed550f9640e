//! The EVIDENCE part: what supports the claim, what undercuts it, what bears on it.

use crate::claim::{Dossier, Evidence, Stance, Term};

use super::Section;
use super::marked::{Chapter, Mark, Paragraph};
use super::parties::Parties;
use super::phrase::{self, Cited};

/// Columns that an item's lines hang under its sign.
const HANG: usize = 2;

pub(super) fn section(dossier: &Dossier) -> Section {
    let balance = dossier.claim.balance();
    let counts = phrase::counts(&[
        (balance.supports, Stance::Supports.words()),
        (balance.undercuts, Stance::Undercuts.words()),
        (balance.context, Stance::Context.words()),
    ]);
    let mut paragraphs = Vec::new();
    for stance in [Some(Stance::Supports), Some(Stance::Undercuts), Some(Stance::Context), None] {
        for evidence in dossier.claim.evidence.iter().filter(|evidence| evidence.stance == stance) {
            if !paragraphs.is_empty() {
                paragraphs.push(Paragraph::blank());
            }
            let lines = item(dossier, evidence);
            paragraphs.extend(lines.into_iter().map(|line| {
                Paragraph { item: evidence.id.clone(), ..line }.within(Chapter::Evidence)
            }));
        }
    }
    if paragraphs.is_empty() {
        let words = "Nothing in this dataset supports or undercuts this claim.";
        paragraphs.push(Paragraph::new(0, 0).plain(words).within(Chapter::Evidence));
    }
    Section { counts, paragraphs }
}

fn item(dossier: &Dossier, evidence: &Evidence) -> Vec<Paragraph> {
    let mut lines = vec![head(dossier, evidence)];
    if let Some(excerpt) = &evidence.excerpt {
        lines.extend(phrase::quotation(HANG, excerpt, evidence.excerpt_is));
    }
    lines.extend(phrase::note(HANG, evidence.summary.as_deref()));
    let reliability = evidence.reliability.as_ref();
    lines.extend(phrase::note(
        HANG,
        reliability.and_then(|reliability| reliability.note.as_deref()),
    ));
    let cited = Cited {
        source: evidence.source.as_deref(),
        via: evidence.via.as_deref(),
        locator: evidence.locator.as_ref(),
    };
    let id = evidence.id.as_deref().map(|id| format!("#{id}"));
    phrase::close(lines, phrase::place(dossier, HANG, cited), id.as_deref())
}

/// Stance first, then what it is, how far it can be relied upon, whose it is, when.
fn head(dossier: &Dossier, evidence: &Evidence) -> Paragraph {
    let line = Paragraph::new(0, HANG);
    let line = match evidence.stance {
        Some(Stance::Supports) => line.push(Mark::Supports, "+ ").push(Mark::Strong, "supports"),
        Some(Stance::Undercuts) => line.push(Mark::Undercuts, "− ").push(Mark::Strong, "undercuts"),
        Some(Stance::Context) => line.plain("· ").push(Mark::Strong, "context"),
        None => line.plain("? ").push(Mark::Fault, "[stance not recorded]"),
    };
    let line = line.dot().plain(phrase::term(evidence.kind, "kind not recorded"));
    let level = evidence.reliability.as_ref().and_then(|reliability| reliability.level);
    let line = match level {
        Some(level) => line.dot().plain(level.words()),
        None => line,
    };
    let line = match &evidence.by {
        Some(by) => Parties::of(dossier).introduce(line.dot().plain("by "), Some(by)),
        None => line,
    };
    phrase::date(line, &evidence.date)
}
