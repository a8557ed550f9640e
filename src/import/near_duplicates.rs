//! Finds claims whose words differ only in what a reader hardly sees.

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use crate::text;

/// Returns a hash that is equal for texts that differ only in case, accents, punctuation and
/// spacing.
#[must_use]
pub(super) fn near(words: &str) -> u64 {
    let letters = quick(words).unwrap_or_else(|| letters(words));
    // A text without letters and digits is compared by its signs.
    xxh3_64(if letters.is_empty() { words.as_bytes() } else { letters.as_bytes() })
}

/// Returns the folded letters of a text of ASCII, typographic quotes and dashes. Returns `None` for
/// other texts, which need Unicode normalization.
fn quick(words: &str) -> Option<String> {
    let mut letters = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(first) = rest.chars().next() {
        // Most of a text is words of ASCII letters and digits: each is copied at once.
        let word = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (word, after) = rest.split_at(word);
        letters.push_str(word);
        if word.is_empty() {
            // A `<` may begin the mark of a character that can’t be seen, which folding ignores.
            if first == '<' || !matches!(first, ' '..='~' | '\u{2010}'..='\u{201f}') {
                return None;
            }
            rest = &after[first.len_utf8()..];
        } else {
            rest = after;
        }
    }
    letters.make_ascii_lowercase();
    Some(letters)
}

fn letters(words: &str) -> String {
    let folded = text::fold(&text::line(words)).to_lowercase();
    folded.nfkd().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::{letters, near, quick};
    use proptest::prelude::*;

    #[test]
    fn what_is_hardly_seen_makes_no_difference() {
        let one = near("The “Moon” is made of cheese – really.");
        assert_eq!(one, near("the moon  is made of\u{a0}cheese, REALLY"));
        assert_ne!(one, near("The Moon is not made of cheese – really."));
        assert_ne!(near("🙂"), near("🙁"));
    }

    proptest! {
        #[test]
        fn the_quick_way_is_the_same(words in "[ -;=-~\u{2010}-\u{201f}]{0,40}", any in any::<String>()) {
            prop_assert_eq!(quick(&words), Some(letters(&words)));
            prop_assert!(quick(&any).is_none_or(|quick| quick == letters(&any)));
        }
    }
}
