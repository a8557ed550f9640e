//! Ids made of content: the same words by the same party have the same id in every run, in
//! whatever order files are read.

use data_encoding::BASE32_DNSSEC;
use sha2::{Digest, Sha256};

/// The signs of an id for a claim, an agent or a source: 100 bits, so that nobody makes two texts
/// of one id.
const LONG: usize = 20;

/// The signs of an id of an item within its claim: 30 bits.
const SHORT: usize = 6;

/// An id being made: of parts, each kept apart from the next.
pub(super) struct IdBuilder(Sha256);

impl IdBuilder {
    /// Begins with what kind of thing it is.
    pub(super) fn of(kind: &str) -> Self {
        Self(Sha256::new()).with(kind)
    }

    /// Takes in a part.
    pub(super) fn with(mut self, part: &str) -> Self {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// The id of a thing of its own, after a letter for its kind.
    pub(super) fn id(self, letter: char) -> String {
        let digest = self.0.finalize();
        let mut id = String::with_capacity(2 + 2 * LONG);
        id.extend([letter, '-']);
        BASE32_DNSSEC.encode_append(digest.get(..LONG).unwrap_or_default(), &mut id);
        id.truncate(2 + LONG);
        id
    }
}

/// The id of an item within its claim, of that which it would have as a thing of its own.
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
