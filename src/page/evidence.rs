//! The EVIDENCE part: the evidence that supports the claim, undercuts it or gives context.

use crate::claim::{Dossier, Evidence, Stance, Vocabulary};

use super::Paragraphs;
use super::marked::{Chapter, Mark, Paragraph};
use super::parties::Parties;
use super::phrase::{self, CitedPlace, HANG};

pub(super) fn order(dossier: &Dossier) -> Vec<u32> {
    // By stance; evidence without one comes last.
    let rank = |evidence: &Evidence| evidence.stance.map_or(u8::MAX, Vocabulary::code);
    phrase::order(&dossier.claim.evidence, rank)
}

pub(super) fn counts(dossier: &Dossier) -> String {
    let balance = dossier.claim.balance();
    phrase::counts([
        (balance.supports, Stance::Supports.words()),
        (balance.undercuts, Stance::Undercuts.words()),
        (balance.context, Stance::Context.words()),
    ])
}

pub(super) fn block<'d>(dossier: &'d Dossier, order: &[u32], index: usize) -> Paragraphs<'d> {
    let nothing = "Nothing in this dataset supports or undercuts this claim.";
    phrase::block(Chapter::Evidence, &dossier.claim.evidence, order, index, nothing, |evidence| {
        (evidence.id.clone(), item(dossier, evidence))
    })
}

fn item<'d>(dossier: &'d Dossier, evidence: &'d Evidence) -> impl Iterator<Item = Paragraph> + 'd {
    let excerpt = evidence.excerpt.iter();
    let reliability = evidence.reliability.as_ref();
    let lines = std::iter::once(head(dossier, evidence))
        .chain(excerpt.flat_map(|words| phrase::quotation(HANG, words, evidence.excerpt_is)))
        .chain(phrase::note(HANG, evidence.summary.as_deref()))
        .chain(phrase::note(HANG, reliability.and_then(|it| it.note.as_deref())));
    let cited = CitedPlace {
        source: evidence.source.as_deref(),
        via: evidence.via.as_deref(),
        locator: evidence.locator.as_ref(),
    };
    let id = evidence.id.as_deref().map(|id| format!("#{id}"));
    phrase::close(lines, phrase::place(dossier, HANG, cited), id)
}

/// Returns an item's first line: stance, then kind, reliability, party and date.
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
    let line = line.dotted(level.map(Vocabulary::words));
    let line = match &evidence.by {
        Some(by) => Parties::of(dossier).introduce(line.dot().plain("by "), Some(by)),
        None => line,
    };
    phrase::date(line, &evidence.date)
}
