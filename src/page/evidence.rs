//! The EVIDENCE part: the evidence that supports the claim, undercuts it or gives context.

use crate::claim::{Dossier, Evidence, Stance, Vocabulary};

use super::Paragraphs;
use super::marked::{Chapter, Mark, Paragraph};
use super::parties::Parties;
use super::phrase::{self, CitedPlace};

/// The indent in columns of an item's lines under its sign.
const HANG: usize = 2;

pub(super) fn order(dossier: &Dossier) -> Vec<u32> {
    let rank = |evidence: &Evidence| match evidence.stance {
        Some(Stance::Supports) => 0,
        Some(Stance::Undercuts) => 1,
        Some(Stance::Context) => 2,
        None => 3,
    };
    let mut order: Vec<u32> = (0..).zip(&dossier.claim.evidence).map(|(place, _)| place).collect();
    order.sort_by_key(|place| dossier.claim.evidence.get(*place as usize).map(rank));
    order
}

pub(super) fn counts(dossier: &Dossier) -> String {
    let balance = dossier.claim.balance();
    phrase::counts(&[
        (balance.supports, Stance::Supports.words()),
        (balance.undercuts, Stance::Undercuts.words()),
        (balance.context, Stance::Context.words()),
    ])
}

pub(super) fn block<'d>(dossier: &'d Dossier, order: &[u32], index: usize) -> Paragraphs<'d> {
    if order.is_empty() && index == 0 {
        let words = "Nothing in this dataset supports or undercuts this claim.";
        let line = Paragraph::new(0, 0).plain(words).within(Chapter::Evidence);
        return Box::new(std::iter::once(line));
    }
    let place = order.get(index).map(|place| *place as usize);
    let Some(evidence) = place.and_then(|place| dossier.claim.evidence.get(place)) else {
        return Box::new(std::iter::empty());
    };
    let blank = (index > 0).then(Paragraph::blank);
    let lines = item(dossier, evidence)
        .map(|line| Paragraph { item: evidence.id.clone(), ..line }.within(Chapter::Evidence));
    Box::new(blank.into_iter().chain(lines))
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
