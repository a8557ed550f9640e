//! Claims whose words differ only in what a reader hardly sees.

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use crate::text;

/// A number that is the same for texts that differ only in case, accents, punctuation and
/// spacing.
#[must_use]
pub(super) fn near(words: &str) -> u64 {
    let folded = text::fold(&text::line(words)).to_lowercase();
    let letters: String = folded.nfkd().filter(|c| c.is_alphanumeric()).collect();
    xxh3_64(letters.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn what_is_hardly_seen_makes_no_difference() {
        let one = near("The “Moon” is made of cheese – really.");
        assert_eq!(one, near("the moon  is made of\u{a0}cheese, REALLY"));
        assert_ne!(one, near("The Moon is not made of cheese – really."));
    }
}
