//! Flags that are written as a sequence of invisible tag characters after a black flag (Unicode
//! Technical Standard 51, “emoji tag sequence”). Any other tag character stays a visible mark,
//! because tags can carry a text that no one sees.

/// The black flag, with which such a sequence begins.
const BLACK_FLAG: char = '\u{1F3F4}';
/// The end of the sequence.
const CANCEL: char = '\u{E007F}';
/// The regions whose flags are shown: those recommended for general interchange, and those that
/// common fonts have besides.
const REGIONS: [&str; 6] = ["gbeng", "gbsct", "gbwls", "gbnir", "usca", "ustx"];

/// Returns the bytes of the flag with which a text begins, if it begins with one.
pub(crate) fn flag_length(text: &str) -> Option<usize> {
    let tags = text.strip_prefix(BLACK_FLAG)?;
    // Only as many letters are compared as a region has: a search for the end of the sequence would
    // read the rest of the text for each of many black flags.
    REGIONS.iter().find_map(|region| {
        let rest = region.chars().try_fold(tags, |rest, letter| rest.strip_prefix(tag(letter)?))?;
        Some(text.len() - rest.strip_prefix(CANCEL)?.len())
    })
}

/// Returns the tag character for a letter.
fn tag(letter: char) -> Option<char> {
    char::from_u32(u32::from(letter) + 0xE_0000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{clusters, line, width};

    fn flag(region: &str) -> String {
        let tags = region.chars().map(|c| char::from_u32(u32::from(c) + 0xE_0000).unwrap());
        std::iter::once(BLACK_FLAG).chain(tags).chain([CANCEL]).collect()
    }

    #[test]
    fn a_flag_of_a_region_is_shown_as_it_is() {
        for region in REGIONS {
            let text = format!("a {} b", flag(region));
            let shown = line(&text);
            assert_eq!(shown, *text, "{region}");
            assert_eq!(width(&shown), 6);
            assert!(clusters(&shown).any(|(_, cluster)| cluster == flag(region)));
            assert_eq!(flag_length(&flag(region)), Some(flag(region).len()));
        }
        assert_eq!(line(&(flag("gbsct") + &flag("gbwls"))), *(flag("gbsct") + &flag("gbwls")));
    }

    #[test]
    fn other_tags_stay_marks() {
        let cut = flag("gbsct").trim_end_matches(CANCEL).to_owned();
        let base = flag("gbsct").replace(BLACK_FLAG, "\u{1F3F3}");
        for text in [flag("hello"), flag(""), cut, base, format!("{}\u{E0041}", flag("gbsct"))] {
            assert!(line(&text).contains("<U+E00"), "{text:?}");
        }
        assert_eq!(line("\u{1F3F4}"), "\u{1F3F4}");
    }
}
