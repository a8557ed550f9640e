//! Guesses the fields of a table’s columns from their names. The caller reports the guess to the
//! user.

use super::field::{ColumnField, FIELDS, folded};
use super::layout::TableLayout;
use crate::import::{DateReading, DayMonthOrder, read_date};

/// Folded column names that have a meaning in one format only.
pub(super) type Names = &'static [(&'static str, ColumnField)];

/// Returns the layout of a table with these column names. Each field is guessed once, from the
/// likeliest name; a format’s own names come after the general ones.
pub(super) fn by_names(names: Vec<String>, own: Names) -> TableLayout {
    let known: Vec<String> = names.iter().map(|name| folded(name)).collect();
    let has = |name: &str| known.iter().any(|known| known == name);
    // If the format’s own column names the speaker, the author wrote the fact-check, and the date
    // is that of the fact-check.
    let is_written_up =
        has(AUTHOR) && own.iter().any(|(name, field)| *field == ColumnField::By && has(name));
    let mut places: Vec<(ColumnField, usize)> = Vec::new();
    for info in FIELDS {
        let rated = places
            .iter()
            .any(|(field, _)| matches!(field, ColumnField::Verdict | ColumnField::Value));
        if info.field.is_of_verdict() && !rated {
            continue;
        }
        let own = own.iter().filter(|(_, field)| *field == info.field).map(|(name, _)| *name);
        let of_all = info.names.iter().copied();
        let of_all = of_all.filter(|name| !(is_written_up && *name == AUTHOR));
        let of_check = (is_written_up && info.field == ColumnField::VerdictDate).then_some("date");
        let place = of_all.chain(own).chain(of_check).find_map(|name| {
            let mut fitting = known.iter().enumerate().filter(|(_, known)| *known == name);
            let is_free = |place: &usize| places.iter().all(|(_, taken)| taken != place);
            fitting.find(|(place, _)| is_free(place)).map(|(place, _)| place)
        });
        places.extend(place.map(|place| (info.field, place)));
    }
    let claim = places.iter().find(|(field, _)| *field == ColumnField::Claim);
    let claim = claim.and_then(|(_, place)| known.get(*place));
    // The claim was found to be repeated by the words in another column; the speaker and the date
    // belong to that repetition.
    if claim.is_some_and(|claim| VERIFIED.contains(&&**claim))
        && REPEATED.iter().any(|name| has(name))
    {
        places.retain(|(field, _)| !OF_REPEATED.contains(field));
    }
    TableLayout::new(names, places)
}

/// The name of a column with the author of the claim’s record or of the fact-check.
const AUTHOR: &str = "author";

/// The names of columns with verified claims, which stand beside columns with a repetition.
const VERIFIED: &[&str] = &["verifiedclaim", "vclaim"];
/// The names of columns with words that repeat a verified claim.
const REPEATED: &[&str] = &["sentence", "tweet", "tweettext", "post", "text", "statement"];

/// The fields that describe such a repetition and not the claim.
const OF_REPEATED: &[ColumnField] = &[
    ColumnField::By,
    ColumnField::ByRole,
    ColumnField::Date,
    ColumnField::Where,
    ColumnField::Quote,
    ColumnField::Source,
    ColumnField::SourceUrl,
];

/// Returns the layout of a table in which only the format’s own names have a meaning.
pub(super) fn by_own_names(names: Vec<String>, own: Names) -> TableLayout {
    let known: Vec<String> = names.iter().map(|name| folded(name)).collect();
    let mut places: Vec<(ColumnField, usize)> = Vec::new();
    for (name, field) in own {
        let place = known.iter().position(|known| known == name);
        let is_new = places.iter().all(|(taken, _)| taken != field);
        places.extend(place.filter(|_| is_new).map(|place| (*field, place)));
    }
    TableLayout::new(names, places)
}

/// The limit in characters for the name of a column.
const LONGEST_NAME: usize = 64;

/// The limit in characters for a sign such as `#` or `No.`.
const SIGN: usize = 3;

/// Returns true if a row seems to name columns: short words, none of them a number, a date or an
/// address. No word may stand twice, unless one is known to name the claim. Beside the claim and
/// another known name, signs count as names too.
pub(super) fn is_header<S: AsRef<str>>(row: &[S]) -> bool {
    let names: Vec<&str> = row.iter().map(|name| name.as_ref().trim()).collect();
    let known = by_names(names.iter().map(|&name| name.to_owned()).collect(), &[]);
    let is_sure = known.has_claim() && known.places.len() > 1;
    let is_sign =
        |name: &str| name.chars().nth(SIGN).is_none() && !name.chars().any(char::is_numeric);
    let is_name = |name: &str| {
        name.chars().nth(LONGEST_NAME).is_none()
            && !name.contains("://")
            && !name.contains('\n')
            && !name.ends_with(['.', '!', '?'])
            && (name.is_empty() || name.chars().any(char::is_alphabetic))
            && read_date(name, DayMonthOrder::Unknown) == DateReading::Not
            || is_sure && is_sign(name)
    };
    let mut sorted: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    sorted.sort_unstable();
    let some = !sorted.is_empty();
    let different = sorted.windows(2).all(|pair| pair.first() != pair.last());
    some && (different || known.has_claim()) && names.iter().copied().all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(names: &[&str], own: Names) -> String {
        by_names(names.iter().map(|&name| name.to_owned()).collect(), own).said()
    }

    #[test]
    fn columns_are_guessed_by_their_names() {
        assert_eq!(
            said(&["", "Statement", "Speaker", "Label", "URL", "state"], &[]),
            "claim = Statement, by = Speaker, verdict = Label, verdict-url = URL; kept: #1, state"
        );
        assert_eq!(
            said(&["text", "Claim Text", "person", "date", "url"], &[]),
            "claim = Claim Text, by = person, date = date, source-url = url; kept: text"
        );
        assert_eq!(
            said(&["author", "statement", "source", "target"], &[("target", ColumnField::Verdict)]),
            "claim = statement, by = author, verdict = target, source = source"
        );
        assert_eq!(said(&["a", "explanation"], &[]), "; kept: a, explanation");
        assert_eq!(said(&["title", "fact"], &[]), "claim = fact; kept: title");
    }

    #[test]
    fn nobody_is_said_to_have_said_what_others_did() {
        let own: Names = &[("source", ColumnField::By), ("target", ColumnField::Verdict)];
        assert_eq!(
            said(&["author", "statement", "source", "date", "target"], own),
            "claim = statement, by = source, verdict = target, verdict-date = date; kept: author"
        );
        assert_eq!(
            said(&["speaker", "sentence", "verified_claim", "truth_value"], &[]),
            "claim = verified_claim, verdict = truth_value; kept: speaker, sentence"
        );
    }

    #[test]
    fn a_row_of_names_is_no_record() {
        for header in [
            &["id", "claim", ""][..],
            &["Claim Text", "URL"],
            &["claim"],
            &["claim", "url", "url"],
            &["No.", "#", "Claim", "Speaker"],
        ] {
            assert!(is_header(header), "{header:?}");
        }
        for record in [
            &["1", "claim"][..],
            &["The moon is made of cheese.", "x"],
            &["The earth is flat.", "Quote", "Politician", "2021-03-04", "https://a.example"],
            &["a", "https://a.org"],
            &["a", "2020-05-01"],
            &["a", "a"],
            &["", " "],
        ] {
            assert!(!is_header(record), "{record:?}");
        }
    }
}
