//! The DENIALS part: each denial with its party, words and scope.

use crate::claim::{Denial, Dossier, Scope, Vocabulary};

use super::Paragraphs;
use super::marked::{Chapter, Mark, Paragraph, ParagraphRole};
use super::parties::Parties;
use super::phrase::{self, CitedPlace};

/// The indent in columns of an item's lines under its scope.
const HANG: usize = 2;

/// Returns the denials in reading order: by how far they go.
pub(super) fn order(dossier: &Dossier) -> Vec<u32> {
    let rank = |denial: &Denial| {
        let place = |scope| Scope::ALL.iter().position(|other| *other == scope);
        denial.scope.and_then(place).unwrap_or(Scope::ALL.len())
    };
    let mut order: Vec<u32> = (0..).zip(&dossier.claim.denials).map(|(place, _)| place).collect();
    order.sort_by_key(|place| dossier.claim.denials.get(*place as usize).map(rank));
    order
}

pub(super) fn counts(dossier: &Dossier) -> String {
    let denials = &dossier.claim.denials;
    let counted: Vec<(usize, String)> = Scope::ALL
        .iter()
        .map(|scope| {
            let count = denials.iter().filter(|denial| denial.scope == Some(*scope)).count();
            (count, scope.words().to_lowercase())
        })
        .collect();
    let counted: Vec<(usize, &str)> =
        counted.iter().map(|(count, words)| (*count, words.as_str())).collect();
    phrase::counts(&counted)
}

pub(super) fn block<'d>(dossier: &'d Dossier, order: &[u32], index: usize) -> Paragraphs<'d> {
    if order.is_empty() && index == 0 {
        let words = "No one in this dataset denies this claim.";
        let line = Paragraph::new(0, 0).plain(words).within(Chapter::Denials);
        return Box::new(std::iter::once(line));
    }
    let place = order.get(index).map(|place| *place as usize);
    let Some(denial) = place.and_then(|place| dossier.claim.denials.get(place)) else {
        return Box::new(std::iter::empty());
    };
    let blank = (index > 0).then(Paragraph::blank);
    let lines = item(dossier, denial)
        .map(|line| Paragraph { item: denial.id.clone(), ..line }.within(Chapter::Denials));
    Box::new(blank.into_iter().chain(lines))
}

fn item<'d>(dossier: &'d Dossier, denial: &'d Denial) -> impl Iterator<Item = Paragraph> + 'd {
    let answers = denial.answers.as_ref().map(|answers| {
        Paragraph::new(HANG, HANG).plain("answers: ").plain(answers).piece(ParagraphRole::Note)
    });
    let quote = denial.quote.iter();
    let unquoted = denial.quote.is_none().then(|| {
        Paragraph::new(HANG, HANG).plain("No words are quoted.").piece(ParagraphRole::Note)
    });
    let lines = std::iter::once(head(dossier, denial))
        .chain(answers)
        .chain(quote.flat_map(|words| phrase::quotation(HANG, words, denial.quote_is)))
        .chain(unquoted)
        .chain(phrase::note(HANG, denial.note.as_deref()));
    let cited = CitedPlace {
        source: denial.source.as_deref(),
        via: denial.via.as_deref(),
        locator: denial.locator.as_ref(),
    };
    let id = denial.id.as_deref().map(|id| format!("#{id}"));
    phrase::close(lines, phrase::place(dossier, HANG, cited), id)
}

/// Returns an item's first line: scope, then party, on whose behalf, channel and date.
fn head(dossier: &Dossier, denial: &Denial) -> Paragraph {
    let line = Paragraph::new(0, HANG);
    let line = match denial.scope {
        Some(scope) => line.push(Mark::Scope, scope.words()),
        None => line.push(Mark::Fault, "[SCOPE NOT RECORDED]"),
    };
    // Each item can be cited alone, so each introduces its parties.
    let mut parties = Parties::of(dossier);
    let body = denial.on_behalf_of.as_deref();
    let line = parties.introduce_for(line.plain("  "), denial.by.as_deref(), body);
    let line = match body {
        Some(body) => parties.introduce(line.plain(", on behalf of "), Some(body)),
        None => line,
    };
    let line = match &denial.channel {
        Some(channel) => line.dot().plain(channel),
        None => line,
    };
    phrase::date(line, &denial.date)
}
