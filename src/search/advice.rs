//! Guesses the mistake in a query: a name that is almost that of a field, or a slip in a query that
//! finds nothing.

use thiserror::Error;

use super::field::{FIELDS, find, listing};
use super::words::{QueryWord, split_name, words};
use crate::text::nearest;

/// What the explorer and the commands say if no match is close.
pub(crate) const ONLY_LOOSE: &str = "no close match; showing loose matches";

/// A word of a query that has the form of a field, but no field has its name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{name}:” is not a field; {}", hint(*.nearest))]
pub(crate) struct UnknownField {
    name: String,
    /// The field whose name is similar, if there is one.
    nearest: Option<&'static str>,
}

/// Names under which users may look for a field, by no likeness of letters.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("author", "by"),
    ("claimant", "by"),
    ("claimed-by", "by"),
    ("made-by", "by"),
    ("said-by", "by"),
    ("speaker", "by"),
    ("agent", "party"),
    ("parties", "party"),
    ("person", "party"),
    ("label", "verdict"),
    ("rating", "verdict"),
    ("subject", "topic"),
    ("tag", "topic"),
    ("tags", "topic"),
    ("with", "has"),
    ("without", "no"),
    ("made", "said"),
    ("rated", "checked"),
    ("year", "date"),
];

/// Returns the field that a user who typed this name may mean.
fn nearest_field(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == name);
    // Among four letters, two that differ are no likeness unless the word begins alike.
    let is_like =
        |near: &&str| name.chars().count() > 4 || name.chars().next() == near.chars().next();
    let near = || nearest(&name, FIELDS.iter().map(|field| field.name)).filter(is_like);
    other.map(|(_, field)| *field).or_else(near)
}

fn hint(nearest: Option<&str>) -> String {
    let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    nearest.map_or_else(
        || format!("the fields are {}", listing(&names, "and")),
        |name| format!("did you mean “{name}:”?"),
    )
}

/// Returns the first word of a query that looks like a field that doesn't exist. An address or a
/// time doesn't look like one.
pub(crate) fn unknown_field(source: &str) -> Option<UnknownField> {
    words(source).iter().find_map(|word| {
        let start = word.letters.iter().position(|letter| !letter.is_sign('!'))?;
        let (name, value) = split_name(word.letters.get(start..)?)?;
        if find(&name).is_some() {
            return None;
        }
        let nearest = nearest_field(&name);
        let is_name = |is_letter: fn(char) -> bool| {
            !name.is_empty() && name.chars().all(|c| is_letter(c) || matches!(c, '-' | '_'))
        };
        // What a slip on the keyboard leaves in a name may be a control character.
        let is_near = nearest.is_some() && is_name(|c| c.is_alphanumeric() || c.is_control());
        let is_value = value.first().is_some_and(|letter| letter.ch != '/');
        (is_near || is_value && is_name(|c| c.is_ascii_alphabetic()))
            .then_some(UnknownField { name, nearest })
    })
}

/// Returns the suggestion for a word that has the form of a field with a value and a name that is
/// almost a field's, however many claims the query finds.
pub(crate) fn misspelled_field(source: &str) -> Option<String> {
    let is_whole = |word: &str| word.find(':').is_some_and(|colon| colon + 1 < word.len());
    let whole = source.split_whitespace().any(|word| {
        is_whole(word) && unknown_field(word).is_some_and(|field| field.nearest.is_some())
    });
    let unknown = unknown_field(source).filter(|field| whole && field.nearest.is_some());
    unknown.map(|field| field.to_string())
}

/// Returns advice for the user whose query found nothing, if the query looks like a slip: a
/// `|` without blanks around it, or a misspelled field name.
pub(crate) fn advice(source: &str) -> Option<String> {
    let joined = |word: &QueryWord| {
        let mut letters = word.letters.iter().skip_while(|letter| letter.is_sign('!')).peekable();
        let exact = letters.peek().is_some_and(|letter| letter.is_sign('\''));
        !exact && word.letters.len() > 1 && letters.any(|letter| letter.is_sign('|'))
    };
    if words(source).iter().any(joined) {
        return Some("“|” needs a space on either side.".to_owned());
    }
    unknown_field(source).filter(|field| field.nearest.is_some()).map(|field| field.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_has_the_form_of_a_field() {
        let told = |query| unknown_field(query).map(|unknown| unknown.to_string());
        let all = told("x !foo:bar").unwrap();
        assert!(all.starts_with("“foo:” is not a field; the fields are by, denied-by, "), "{all}");
        assert!(all.ends_with(", id and all"), "{all}");
        let near = "“Stauts:” is not a field; did you mean “status:”?";
        assert_eq!(told("Stauts:open").as_deref(), Some(near));
        for fine in ["by:\"a foo:bar\"", "'foo:bar", "foo\\:bar", "foo:", "a b", "é:x"] {
            assert_eq!(told(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_name_near_a_fields_is_suggested_whatever_is_found() {
        for (query, field) in [
            ("denyed-by:x", "denied-by:"),
            ("toppic:x", "topic:"),
            ("topics:privacy", "topic:"),
            ("Verdicts:false", "verdict:"),
            ("a !parties:meta", "party:"),
            ("speaker:obama", "by:"),
            ("datum:2018", "date:"),
            ("sayd:2018", "said:"),
            ("answerd-by:\"the port\"", "answered-by:"),
        ] {
            let told = misspelled_field(query).unwrap_or_default();
            assert!(told.ends_with(&format!("did you mean “{field}”?")), "{query}: {told}");
        }
        for fine in
            ["denyed-by:", "topics: x", "site:bbc.com", "foo:bar", "topic:x", "'toppic:x", ""]
        {
            assert_eq!(misspelled_field(fine), None, "{fine}");
        }
    }

    #[test]
    fn slips_are_guessed() {
        let guess = |query| advice(query).unwrap_or_default();
        assert!(guess("deniedby:meta").contains("denied-by:"));
        assert!(guess("api !Has:denial").contains("has:"));
        assert!(guess("topic:api|topic:privacy").contains("space"));
        assert!(guess("inbox|titan").contains("space"));
        for fine in [
            "inbox",
            "denied-by:meta",
            "a | b",
            "'x|y",
            "\"x|y z|a\"",
            "x\\|y",
            "https://example.org",
            "12:30",
            "",
        ] {
            assert_eq!(advice(fine), None, "{fine}");
            assert_eq!(unknown_field(fine), None, "{fine}");
        }
        assert_eq!(advice("foo:bar"), None);
    }
}
