//! Turns a query about claims' texts into one about whole records, for a user whose words are in no
//! claim's text.

use super::field::spelled;
use super::words::{QueryWord, WordLetter, spell, split_field, words};

/// Returns the query that looks for the words of a query in whole records: with `all:` in place of
/// each text that a claim should contain. Fields and negated words stay. Returns `None` if there is
/// no such text.
pub(crate) fn in_records(source: &str) -> Option<String> {
    let mut is_widened = false;
    let mut widen = |word: QueryWord| match text(&word.letters) {
        Some(text) => {
            is_widened = true;
            spelled("all", &text)
        }
        None => source.get(word.span).unwrap_or_default().to_owned(),
    };
    let query: Vec<String> = words(source).into_iter().map(&mut widen).collect();
    is_widened.then(|| query.join(" "))
}

/// Returns the text that a claim should contain because of a word, without the signs for how.
fn text(letters: &[WordLetter]) -> Option<String> {
    let is_other = |letters: &[WordLetter]| {
        letters.first().is_some_and(|first| first.is_sign('!'))
            || matches!(letters, [only] if only.is_sign('|'))
            || split_field(letters).is_some()
    };
    let letters = match letters {
        letters if is_other(letters) => return None,
        [first, rest @ ..] if first.is_sign('\'') => rest,
        [first, rest @ .., last] if first.is_sign('^') && last.is_sign('$') => rest,
        [first, rest @ ..] if first.is_sign('^') => rest,
        [rest @ .., last] if last.is_sign('$') && !rest.is_empty() => rest,
        letters => letters,
    };
    Some(spell(letters).trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;

    #[test]
    fn the_words_of_a_query_are_looked_for_in_records() {
        for (query, wide) in [
            ("inbox", "all:inbox"),
            ("'inbox  ^meta titan$", "all:inbox all:meta all:titan"),
            ("^whole$", "all:whole"),
            ("inbox | titan topic:api", "all:inbox | all:titan topic:api"),
            ("inbox !meta !by:ann", "all:inbox !meta !by:ann"),
            ("private\\ data", "all:\"private data\""),
            ("'5\" a\\\\b", "all:\"5\\\"\" all:\"a\\\\b\""),
            ("12:30 $ $x", "all:12:30 all:$ all:$x"),
        ] {
            assert_eq!(in_records(query).as_deref(), Some(wide), "{query}");
            let terms = |query: &str| Query::parse(query).terms.len();
            assert_eq!(terms(query), terms(wide), "{query}");
        }
        for without in ["", "topic:api", "!inbox", "all:inbox", "'", "^", "|", "^$"] {
            assert_eq!(in_records(without), None, "{without}");
        }
    }
}
