//! The DENIALS part: who denies the claim, in which words, and how far.

use crate::claim::{Denial, Dossier, Scope, Term};

use super::Section;
use super::marked::{Chapter, Mark, Paragraph, Piece};
use super::parties::Parties;
use super::phrase::{self, Cited};

/// Columns that an item's lines hang under its scope.
const HANG: usize = 2;

pub(super) fn section(dossier: &Dossier) -> Section {
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
    let mut paragraphs = Vec::new();
    for scope in Scope::ALL.iter().copied().map(Some).chain([None]) {
        for denial in denials.iter().filter(|denial| denial.scope == scope) {
            if !paragraphs.is_empty() {
                paragraphs.push(Paragraph::blank());
            }
            let lines = item(dossier, denial);
            paragraphs.extend(lines.into_iter().map(|line| {
                Paragraph { item: denial.id.clone(), ..line }.within(Chapter::Denials)
            }));
        }
    }
    if paragraphs.is_empty() {
        let words = "Nobody in this dataset denies this claim.";
        paragraphs.push(Paragraph::new(0, 0).plain(words).within(Chapter::Denials));
    }
    Section { counts: phrase::counts(&counted), paragraphs }
}

fn item(dossier: &Dossier, denial: &Denial) -> Vec<Paragraph> {
    let mut lines = vec![head(dossier, denial)];
    if let Some(answers) = &denial.answers {
        lines.push(Paragraph::new(HANG, HANG).plain("answers: ").plain(answers).piece(Piece::Note));
    }
    if let Some(quote) = &denial.quote {
        lines.extend(phrase::quotation(HANG, quote, denial.quote_is));
    } else {
        let words = Paragraph::new(HANG, HANG).plain("No words are quoted.");
        lines.push(words.piece(Piece::Note));
    }
    lines.extend(phrase::note(HANG, denial.note.as_deref()));
    let cited = Cited {
        source: denial.source.as_deref(),
        via: denial.via.as_deref(),
        locator: denial.locator.as_ref(),
    };
    let id = denial.id.as_deref().map(|id| format!("#{id}"));
    phrase::close(lines, phrase::place(dossier, HANG, cited), id.as_deref())
}

/// Scope first, then who, for whom, by which channel, when.
fn head(dossier: &Dossier, denial: &Denial) -> Paragraph {
    let line = Paragraph::new(0, HANG);
    let line = match denial.scope {
        Some(scope) => line.push(Mark::Scope, scope.words()),
        None => line.push(Mark::Fault, "[SCOPE NOT RECORDED]"),
    };
    // Each item is cited by itself, so each says who its people are.
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
