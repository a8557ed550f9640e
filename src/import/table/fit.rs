//! Whether the cells of a column can be what a field holds. No name of a column overrules this.

use super::addresses::are_addresses;
use super::fact_checkers::{is_check_page, is_fact_checker};
use super::field::ColumnField;
use super::page_address::PageAddress;
use super::profile::{CellKind, ColumnProfile};
use super::rating_words::is_flag;
use crate::import::posts::is_platform;

/// A text of at least this many characters is an article.
pub(super) const ARTICLE: usize = 500;

/// The number of words that a name or a topic may have.
const NAME: usize = 10;
/// The number of words that a rating may have; some publish a sentence.
const RATING: usize = 24;

/// Returns true if a column can hold a field. A column without content can hold any.
pub(super) fn fits(field: ColumnField, cells: &ColumnProfile) -> bool {
    use ColumnField as F;
    if cells.count == 0 {
        return true;
    }
    match field {
        F::Claim | F::Quote => is_of_words(cells) && !cells.mostly(CellKind::Code),
        F::By | F::InterpretedBy | F::DenialBy | F::VerdictAuthor => {
            is_party(cells) && !cells.often(CellKind::FactChecker)
        }
        F::VerdictBy => is_rater(cells),
        F::Verdict => is_rated(cells),
        F::Value | F::Best | F::Worst => !is_elsewhere(cells) && cells.words <= 3,
        F::Date | F::VerdictDate | F::Happened => is_dated(cells),
        F::SourceUrl | F::FirstUrl | F::ArchivedUrl | F::EvidenceUrl | F::DenialUrl => {
            cells.often(CellKind::Address)
                && !cells.often(CellKind::CheckPage)
                && !cells.often(CellKind::FactChecker)
        }
        F::VerdictUrl => cells.often(CellKind::Address),
        F::VerdictTitle | F::VerdictText | F::Denial | F::ByRole | F::Where => {
            !is_elsewhere(cells) && !cells.mostly(CellKind::Flag)
        }
        F::Source | F::Topic | F::HappenedWhere => {
            !is_elsewhere(cells) && !cells.mostly(CellKind::Flag) && cells.chars < ARTICLE
        }
        F::Evidence => !cells.mostly(CellKind::Flag) && !cells.mostly(CellKind::Date),
        F::Stance => cells.mostly(CellKind::PairLabel),
        F::Supports | F::Undercuts => !cells.mostly(CellKind::Flag),
        F::Language => !is_elsewhere(cells) && cells.words <= 3 && !cells.mostly(CellKind::Number),
        F::Note | F::Id => true,
    }
}

/// Returns true for cells that are addresses or dates.
fn is_elsewhere(cells: &ColumnProfile) -> bool {
    cells.often(CellKind::Address) || cells.mostly(CellKind::Date)
}

/// Returns true unless the cells are addresses, dates, numbers, flags or ratings.
fn is_of_words(cells: &ColumnProfile) -> bool {
    const NOT: [CellKind; 4] =
        [CellKind::Number, CellKind::Flag, CellKind::Rating, CellKind::FactChecker];
    !is_elsewhere(cells) && !NOT.iter().any(|kind| cells.mostly(*kind))
}

/// Returns true if cells can be names of parties: words, and no sentences.
pub(super) fn is_party(cells: &ColumnProfile) -> bool {
    let is_name = is_of_words(cells) || cells.often(CellKind::FactChecker);
    is_name && cells.words <= NAME && !cells.often(CellKind::Sentence) && !is_elsewhere(cells)
}

/// Returns true if a single cell of a column can hold its field. Most cells of the column can, but
/// some may be of another kind: a post among the pages of fact-checks, or a fact-check among the
/// places where claims were made.
pub(super) fn admits(field: ColumnField, words: &str) -> bool {
    use ColumnField as F;
    match field {
        F::By | F::InterpretedBy | F::DenialBy => names_party(words),
        F::SourceUrl | F::FirstUrl | F::DenialUrl => {
            PageAddress::of(words).is_none_or(|page| !is_check_page(&page))
        }
        F::VerdictUrl => PageAddress::of(words).is_none_or(|page| !is_platform(page.host)),
        _ => true,
    }
}

/// Returns true if a single cell can name who makes a claim: no address, no fact-checker, no flag
/// and no sentence.
fn names_party(words: &str) -> bool {
    let words = words.trim();
    let is_sentence = words.ends_with(['.', '!', '?', '。', '؟', '।'])
        && words.split_whitespace().nth(NAME).is_some();
    words.chars().any(char::is_alphabetic)
        && !is_sentence
        && !is_flag(words)
        && !are_addresses(words)
        && !is_fact_checker(words)
}

/// Returns true if cells can be those who rate: parties, or the addresses of their sites.
fn is_rater(cells: &ColumnProfile) -> bool {
    let is_site = cells.often(CellKind::Address) && !cells.often(CellKind::CheckPage);
    is_party(cells) || is_site && !cells.often(CellKind::Post)
}

/// Returns true if cells can be ratings: short texts. How few they are is weighed elsewhere.
fn is_rated(cells: &ColumnProfile) -> bool {
    !is_elsewhere(cells) && cells.words <= RATING && !cells.often(CellKind::FactChecker)
}

/// Returns true if cells can be dates, perhaps in a form that is not understood.
fn is_dated(cells: &ColumnProfile) -> bool {
    const NOT: [CellKind; 3] = [CellKind::Flag, CellKind::Rating, CellKind::FactChecker];
    !cells.often(CellKind::Address)
        && !NOT.iter().any(|kind| cells.mostly(*kind))
        && cells.often(CellKind::Digit)
        && (cells.mostly(CellKind::Date) || cells.words <= NAME && !cells.often(CellKind::Sentence))
}

/// Names what the cells of a column are, for a message.
pub(super) fn said(cells: &ColumnProfile) -> String {
    let examples = cells.examples.join(", ");
    let what = [
        (CellKind::CheckPage, "pages of fact-checks"),
        (CellKind::Address, "addresses"),
        (CellKind::Flag, "flags"),
        (CellKind::Number, "numbers"),
        (CellKind::Rating, "ratings"),
        (CellKind::Date, "dates"),
        (CellKind::Code, "codes"),
        (CellKind::FactChecker, "fact-checkers"),
        (CellKind::Sentence, "sentences"),
    ];
    let what = what.into_iter().find(|(kind, _)| cells.often(*kind));
    match what {
        Some((CellKind::Flag | CellKind::Number | CellKind::Rating | CellKind::Code, what)) => {
            format!("{what}: {examples}")
        }
        Some((_, what)) => what.to_owned(),
        None => format!("other words: {examples}"),
    }
}
