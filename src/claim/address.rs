//! Public addresses of claims and their items: `claim`, `claim#item`, `dataset/claim#item`.

use std::fmt;

/// The address of a claim or of one of its items, as a user types it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The dataset's id. Without it, the claim's id must be unique among all open datasets.
    pub dataset: Option<String>,
    /// The id of the claim.
    pub claim: String,
    /// The id of a piece of evidence or of a denial of the claim.
    pub item: Option<String>,
}

impl Address {
    /// Splits an address into its parts. Ids hold neither `/` nor `#`, so every text parses.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (rest, item) = match text.split_once('#') {
            Some((rest, item)) => (rest, Some(item.to_owned())),
            None => (text, None),
        };
        let (dataset, claim) = match rest.split_once('/') {
            Some((dataset, claim)) => (Some(dataset.to_owned()), claim),
            None => (None, rest),
        };
        Self { dataset, claim: claim.to_owned(), item }
    }

    /// Returns the address of a claim within its dataset.
    #[must_use]
    pub fn of_claim(dataset: &str, claim: &str) -> Self {
        Self { dataset: Some(dataset.to_owned()), claim: claim.to_owned(), item: None }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(dataset) = &self.dataset {
            write!(f, "{dataset}/")?;
        }
        f.write_str(&self.claim)?;
        self.item.as_ref().map_or(Ok(()), |item| write!(f, "#{item}"))
    }
}

/// Returns whether the format allows this id: `[a-z0-9][a-z0-9._-]{0,95}`.
#[must_use]
pub fn is_id(id: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let starts = id.bytes().next().is_some_and(letter);
    starts && id.len() <= 96 && id.bytes().all(|byte| letter(byte) || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_and_plain() {
        assert!(is_id("a") && is_id("0.a_b-c") && is_id(&"a".repeat(96)));
        for bad in ["", "-a", "A", "a b", "é", &"a".repeat(97)] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn an_address_reads_back_as_written() {
        for text in
            ["inbox-api", "inbox-api#e1", "meta-netflix/inbox-api", "meta-netflix/inbox-api#e1"]
        {
            assert_eq!(Address::parse(text).to_string(), text);
        }
        assert_eq!(Address::parse("a/b#c").claim, "b");
    }
}
