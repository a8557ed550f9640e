//! Public addresses of claims and their items: `claim`, `claim#item`,
//! `dataset/claim#item`.

use std::fmt;

/// The address of a claim, or of an item of it, as a reader types it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The dataset; without it the claim's id must be unique among all open datasets.
    pub dataset: Option<String>,
    /// The claim's id.
    pub claim: String,
    /// The id of a piece of evidence or a denial of the claim.
    pub item: Option<String>,
}

impl Address {
    /// Reads an address. Ids hold neither `/` nor `#`, so every text is one address.
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

    /// The address of a claim within its dataset.
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

#[cfg(test)]
mod tests {
    use super::*;

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
