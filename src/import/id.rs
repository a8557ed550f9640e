//! Ids that are made of content, so that equal words of the same party have the same id in every
//! run, whatever the order of the files.

use data_encoding::BASE32_DNSSEC;
use sha2::{Digest, Sha256};

/// The base32 characters of an id of a claim, an agent or a source: 100 bits, too many to construct
/// two texts with one id.
const LONG: usize = 20;

/// The base32 characters of an id of an item within its claim: 30 bits.
const SHORT: usize = 6;

/// Builds an id from parts. The length of each part is hashed with it, so that parts can’t run
/// together.
pub(super) struct IdBuilder(Sha256);

impl IdBuilder {
    /// Starts an id of a kind of record.
    pub(super) fn of(kind: &str) -> Self {
        Self(Sha256::new()).with(kind)
    }

    /// Adds a part to the hash.
    pub(super) fn with(mut self, part: &str) -> Self {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// Returns the id, which begins with a letter for the kind of record.
    pub(super) fn id(self, letter: char) -> String {
        let digest = self.0.finalize();
        let mut id = String::with_capacity(2 + 2 * LONG);
        id.extend([letter, '-']);
        BASE32_DNSSEC.encode_append(&digest[..LONG], &mut id);
        id.truncate(2 + LONG);
        id
    }
}

/// Returns the id that an item has within its claim: the beginning of its long id.
pub(super) fn short(id: &str) -> &str {
    id.get(..2 + SHORT).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_make_the_same_id() {
        let id = |parts: &[&str]| {
            parts.iter().fold(IdBuilder::of("claim"), |id, part| id.with(part)).id('c')
        };
        assert_eq!(id(&["a", "b"]), id(&["a", "b"]));
        assert_ne!(id(&["a", "b"]), id(&["ab", ""]));
        assert_eq!(id(&["a"]).len(), 2 + LONG);
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(id(&["The moon is made of cheese.", "somebody"]).chars().all(good));
    }

    #[test]
    fn ids_stay_what_they_were() {
        let id = IdBuilder::of("claim").with("The moon is made of cheese.").with("A").id('c');
        assert_eq!(id, "c-9l7bvneahttu6hhpndqb");
    }
}
