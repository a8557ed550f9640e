//! The characters that folding replaces one by one, after compatible forms and accents are gone.

/// Returns the plain form of a character that is not ASCII: of a letter with a stroke or a hook, a
/// ligature, an Arabic letter, a digit, or typographic punctuation. A capital ligature begins with
/// one capital, as names do. Guillemets and primes have no plain form.
pub(super) fn plain(c: char) -> Option<&'static str> {
    latin(c).or_else(|| arabic(c)).or_else(|| punctuation(c)).or_else(|| digit(c))
}

/// Returns the ASCII letters for a Latin letter that no decomposition takes apart.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'Æ' => "Ae",
        'æ' => "ae",
        'Œ' => "Oe",
        'œ' => "oe",
        'ẞ' => "SS",
        'ß' => "ss",
        'Þ' => "Th",
        'þ' => "th",
        'Ⱥ' => "A",
        'ⱥ' => "a",
        'Ƀ' | 'Ɓ' | 'Ƃ' => "B",
        'ƀ' | 'ɓ' | 'ƃ' => "b",
        'Ȼ' | 'Ƈ' => "C",
        'ȼ' | 'ƈ' => "c",
        'Ð' | 'Đ' | 'Ɖ' | 'Ɗ' | 'Ƌ' => "D",
        'ð' | 'đ' | 'ɖ' | 'ɗ' | 'ƌ' => "d",
        'Ɇ' => "E",
        'ɇ' => "e",
        'Ƒ' => "F",
        'ƒ' => "f",
        'Ǥ' | 'Ɠ' => "G",
        'ǥ' | 'ɠ' => "g",
        'Ħ' | 'Ⱨ' => "H",
        'ħ' | 'ⱨ' | 'ɦ' => "h",
        'Ɨ' => "I",
        'ı' | 'ɨ' => "i",
        'Ɉ' => "J",
        'ɉ' | 'ȷ' => "j",
        'Ƙ' | 'Ⱪ' => "K",
        'ƙ' | 'ⱪ' | 'ĸ' => "k",
        'Ł' | 'Ƚ' | 'Ⱡ' | 'Ɫ' => "L",
        'ł' | 'ƚ' | 'ⱡ' | 'ɫ' => "l",
        'Ŋ' | 'Ɲ' | 'Ƞ' => "N",
        'ŋ' | 'ɲ' | 'ƞ' => "n",
        'Ø' | 'Ɵ' => "O",
        'ø' | 'ɵ' => "o",
        'Ƥ' | 'Ᵽ' => "P",
        'ƥ' | 'ᵽ' => "p",
        'Ɋ' => "Q",
        'ɋ' => "q",
        'Ɍ' | 'Ɽ' => "R",
        'ɍ' | 'ɽ' => "r",
        'Ȿ' => "S",
        'ȿ' | 'ʂ' => "s",
        'Ŧ' | 'Ƭ' | 'Ʈ' | 'Ⱦ' => "T",
        'ŧ' | 'ƭ' | 'ʈ' | 'ⱦ' | 'ƫ' => "t",
        'Ʉ' => "U",
        'ʉ' => "u",
        'Ʋ' => "V",
        'ʋ' => "v",
        'Ⱳ' => "W",
        'ⱳ' => "w",
        'Ƴ' | 'Ɏ' => "Y",
        'ƴ' | 'ɏ' => "y",
        'Ƶ' | 'Ȥ' | 'Ⱬ' => "Z",
        'ƶ' | 'ȥ' | 'ⱬ' => "z",
        // The lower case of a final sigma is itself.
        'ς' => "σ",
        _ => return None,
    })
}

/// Returns the Arabic letter that search engines take a letter for. Hamza above and below is a mark
/// of its own after decomposition.
fn arabic(c: char) -> Option<&'static str> {
    Some(match c {
        // Tatweel stretches a word and says nothing.
        '\u{640}' => "",
        // Alef with wasla, and with a wavy hamza.
        '\u{671}'..='\u{673}' => "\u{627}",
        // Alef maksura and Persian yeh.
        '\u{649}' | '\u{6CC}' => "\u{64A}",
        // Persian and swash kaf.
        '\u{6A9}' | '\u{6AA}' => "\u{643}",
        // Teh marbuta, Urdu heh and teh marbuta, ae.
        '\u{629}' | '\u{6C1}' | '\u{6C3}' | '\u{6D5}' => "\u{647}",
        '\u{66A}' => "%",
        '\u{66B}' => ".",
        '\u{66C}' => ",",
        _ => return None,
    })
}

/// Returns the ASCII form of a quote, an apostrophe, a dash, a slash or a blank.
pub(super) fn punctuation(c: char) -> Option<&'static str> {
    Some(match c {
        // Modifier letters and geresh are typed for an apostrophe.
        '‘' | '’' | '‚' | '‛' | '\u{2B9}' | '\u{2BB}'..='\u{2BD}' | '\u{55A}' | '\u{5F3}' => {
            "'"
        }
        '“' | '”' | '„' | '‟' | '\u{5F4}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{5BE}' => "-",
        // The slash of fractions, and of division.
        '\u{2044}' | '\u{2215}' => "/",
        // Most blanks are compatible forms of the blank.
        '\u{1680}' | '\u{2028}' | '\u{2029}' => " ",
        _ => return None,
    })
}

/// Returns the ASCII digit for a decimal digit of another script. Full width and mathematical digits
/// are compatible forms of ASCII.
fn digit(c: char) -> Option<&'static str> {
    const DIGITS: &str = "0123456789";
    /// The zeros of the scripts, ascending; the other digits follow each of them.
    const ZEROS: [char; 36] = [
        '\u{660}', '\u{6F0}', '\u{7C0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}',
        '\u{BE6}', '\u{C66}', '\u{CE6}', '\u{D66}', '\u{DE6}', '\u{E50}', '\u{ED0}', '\u{F20}',
        '\u{1040}', '\u{1090}', '\u{17E0}', '\u{1810}', '\u{1946}', '\u{19D0}', '\u{1A80}',
        '\u{1A90}', '\u{1B50}', '\u{1BB0}', '\u{1C40}', '\u{1C50}', '\u{A620}', '\u{A8D0}',
        '\u{A900}', '\u{A9D0}', '\u{A9F0}', '\u{AA50}', '\u{ABF0}', '\u{FF10}',
    ];
    let zero = ZEROS.get(ZEROS.partition_point(|zero| *zero <= c).checked_sub(1)?)?;
    let value = (c as usize).checked_sub(*zero as usize)?;
    DIGITS.get(value..=value)
}

/// Returns whether a character is an accent that stands alone and is typed for an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\u{B4}' | '\u{1FBD}' | '\u{1FBF}' | '\u{1FFD}')
}

/// Returns whether a character is another accent that stands alone, without a letter: its compatible
/// form is a blank with an accent.
pub(super) fn is_spacing_accent(c: char) -> bool {
    matches!(c,
        '\u{A8}' | '\u{AF}' | '\u{B8}' | '\u{2D8}'..='\u{2DD}' | '\u{37A}' | '\u{384}' | '\u{385}'
        | '\u{1FC0}' | '\u{1FC1}' | '\u{1FCD}'..='\u{1FCF}' | '\u{1FDD}'..='\u{1FDF}' | '\u{1FED}'
        | '\u{1FEE}' | '\u{1FFE}' | '\u{2017}' | '\u{203E}' | '\u{309B}' | '\u{309C}'
        | '\u{FC5E}'..='\u{FC63}' | '\u{FE49}'..='\u{FE4C}' | '\u{FE70}' | '\u{FE72}' | '\u{FE74}'
        | '\u{FE76}' | '\u{FE78}' | '\u{FE7A}' | '\u{FE7C}' | '\u{FE7E}' | '\u{FFE3}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    #[test]
    fn spacing_accents_are_those_with_a_compatible_form_of_a_blank_with_a_mark() {
        for c in ('\u{80}'..=char::MAX).filter(|c| !c.is_whitespace()) {
            let form: Vec<char> = std::iter::once(c).nfkd().collect();
            let accent = form.len() > 1 && form[0] == ' ' && is_combining_mark(form[1]);
            assert_eq!(accent, is_spacing_accent(c) || is_apostrophe(c), "{c:?} {form:?}");
        }
    }

    #[test]
    fn digits_are_those_of_unicode_in_the_basic_plane() {
        for (c, value) in [('٣', "3"), ('۹', "9"), ('०', "0"), ('๕', "5"), ('９', "9")] {
            assert_eq!(plain(c), Some(value), "{c}");
        }
        for c in ['\u{65F}', '\u{66D}', '\u{6FA}', 'あ', 'é'] {
            assert_eq!(digit(c), None, "{c}");
        }
        let all = ('\0'..='\u{FFFF}').filter(|c| digit(*c).is_some());
        assert!(all.clone().all(char::is_numeric));
        assert_eq!(all.count(), 360);
    }
}
