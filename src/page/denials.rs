//! The DENIALS part: each denial with its party, words and scope.

use crate::claim::{Denial, Dossier, Scope, Vocabulary};

use super::Paragraphs;
use super::marked::{Chapter, Mark, Paragraph, ParagraphRole};
use super::parties::Parties;
use super::phrase::{self, CitedPlace, HANG};

pub(super) fn order(dossier: &Dossier) -> Vec<u32> {
    // By how far they go; denials without a scope come last.
    let rank = |denial: &Denial| denial.scope.map_or(u8::MAX, Vocabulary::code);
    phrase::order(&dossier.claim.denials, rank)
}

pub(super) fn counts(dossier: &Dossier) -> String {
    let denials = &dossier.claim.denials;
    phrase::counts(Scope::ALL.iter().map(|scope| {
        let count = denials.iter().filter(|denial| denial.scope == Some(*scope)).count();
        (count, scope.words().to_lowercase())
    }))
}

pub(super) fn block<'d>(dossier: &'d Dossier, order: &[u32], index: usize) -> Paragraphs<'d> {
    let nothing = "No one in this dataset denies this claim.";
    phrase::block(Chapter::Denials, &dossier.claim.denials, order, index, nothing, |denial| {
        (denial.id.clone(), item(dossier, denial))
    })
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
    phrase::date(line.dotted(denial.channel.as_ref()), &denial.date)
}
