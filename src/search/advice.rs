//! Guesses the mistake in a query that finds nothing. Sessions show the guess only in that case.

use super::field::{FIELDS, find};
use crate::text::nearest;

/// Returns advice for the user whose query found nothing, if the query looks like a slip: a
/// `|` without blanks around it, or a misspelled field name.
#[must_use]
pub fn advice(source: &str) -> Option<String> {
    source.split_whitespace().find_map(|word| {
        let word = word.trim_start_matches('!');
        if word.len() > 1 && word.contains('|') && !word.starts_with(['\'', '"']) {
            return Some("“|” needs a space on either side.".to_owned());
        }
        let (name, _) = word.split_once(':')?;
        let known = FIELDS.iter().map(|field| field.name);
        let meant = nearest(&name.to_lowercase(), known).filter(|_| find(name).is_none())?;
        Some(format!("“{name}:” is not a field; did you mean {meant}: ?"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_guessed() {
        let guess = |query| advice(query).unwrap_or_default();
        assert!(guess("deniedby:meta").contains("denied-by:"));
        assert!(guess("api !Has:denial").contains("has:"));
        assert!(guess("topic:api|topic:privacy").contains("space"));
        assert!(guess("inbox|titan").contains("space"));
        for fine in ["inbox", "denied-by:meta", "a | b", "'x|y", "https://example.org", "12:30", ""]
        {
            assert_eq!(advice(fine), None, "{fine}");
        }
    }
}
