//! The spelling of characters on terminals that show only ASCII: currencies, dashes, fractions,
//! arrows and ligatures in several columns, letters without their accents.

use super::cluster::{cluster_width, clusters};

/// The glyphs that a terminal shows. A layout must measure text with them, because ASCII spells
/// some characters in several columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// Any glyph of Unicode.
    #[default]
    Unicode,
    /// Only glyphs of ASCII.
    Ascii,
}

impl Glyphs {
    /// Returns a cluster of a display text in these glyphs.
    #[must_use]
    pub(crate) fn spell(self, cluster: &str) -> &str {
        match self {
            Self::Unicode => cluster,
            Self::Ascii if cluster.is_ascii() => cluster,
            Self::Ascii => ascii(cluster),
        }
    }

    /// Returns the columns of one cluster in these glyphs; at least 1.
    pub(crate) fn columns(self, cluster: &str) -> usize {
        match self {
            Self::Unicode => cluster_width(cluster),
            Self::Ascii => self.spell(cluster).len(),
        }
    }

    /// Returns the columns of a display text in these glyphs.
    pub(crate) fn width(self, shown: &str) -> usize {
        match self {
            Self::Unicode => super::width(shown),
            Self::Ascii if shown.is_ascii() => shown.len(),
            Self::Ascii => clusters(shown).map(|(_, cluster)| self.columns(cluster)).sum(),
        }
    }
}

fn ascii(cluster: &str) -> &'static str {
    let mut chars = cluster.chars();
    let first = chars.next();
    // Selectors of a presentation, which no terminal of ASCII has, may follow a sign.
    let alone = chars.all(|c| matches!(c, '\u{FE0E}' | '\u{FE0F}'));
    let spelled = first.filter(|_| alone).and_then(|c| {
        sign(c)
            .or_else(|| punctuation(c))
            .or_else(|| money(c))
            .or_else(|| number(c))
            .or_else(|| letters(c))
    });
    spelled.unwrap_or_else(|| letter(cluster))
}

/// Spells frames, arrows and signs.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '─' | '−' | '¯' => "-",
        '│' | '¦' => "|",
        '┬' | '┴' | '┌' | '┐' | '└' | '┘' | '├' | '┤' => "+",
        '·' | '•' => ".",
        '●' => "#",
        '▏' => ">",
        '↵' => "<",
        '×' | '✗' => "x",
        // Not a digit, because a number follows.
        '⊘' => "@",
        '¶' => "P",
        '←' => "<-",
        '→' => "->",
        '↑' => "^",
        '✓' | '↓' => "v",
        '↔' => "<->",
        '⇒' => "=>",
        '⇔' => "<=>",
        '±' => "+/-",
        '÷' => "/",
        '≈' | '∼' => "~",
        '≠' => "!=",
        '⇐' | '≤' => "<=",
        '≥' => ">=",
        '∞' => "inf",
        '√' => "sqrt",
        '¬' => "not",
        '°' => "deg",
        '℃' => "degC",
        '℉' => "degF",
        '§' => "Sec.",
        '©' => "(c)",
        '®' => "(R)",
        '™' => "(TM)",
        '№' => "No.",
        '¡' => "!",
        '¿' => "?",
        '¨' | '«' | '»' => "\"",
        '´' => "'",
        '¸' => ",",
        _ => return None,
    })
}

/// Spells the block of general punctuation.
fn punctuation(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => " ",
        '‐' | '‑' | '‒' | '–' | '⁃' | '‾' | '⁀' => "-",
        '—' | '―' => "--",
        '‖' => "||",
        '‗' | '‿' | '⁔' => "_",
        '‘' | '’' | '‛' | '′' => "'",
        '‚' => ",",
        '“' | '”' | '„' | '‟' | '″' | '‶' | '⁗' | '‴' | '‷' => "\"",
        '‵' => "`",
        '†' | '⁜' => "+",
        '‡' => "++",
        '․' | '‧' => ".",
        '‥' => "..",
        '…' => "...",
        '‰' => "o/oo",
        '‱' => "o/ooo",
        '‸' | '⁁' => "^",
        '‹' => "<",
        '‣' | '›' => ">",
        '※' | '⁎' | '⁕' | '⁌' | '⁍' => "*",
        '‼' => "!!",
        '‽' | '⁈' => "?!",
        '⁇' => "??",
        '⁉' => "!?",
        '⁂' => "***",
        '⁄' => "/",
        '⁅' => "[",
        '⁆' => "]",
        '⁊' => "&",
        '⁋' => "P",
        '⁏' => ";",
        '⁐' => ")",
        '⁑' => "**",
        '⁒' => "%",
        '⁓' => "~",
        '⁖' | '⁘' | '⁙' | '⁛' => "::",
        '⁚' | '⁝' | '⁞' => ":",
        _ => return None,
    })
}

/// Spells signs of currencies by their codes (ISO 4217), and those of the past by their names.
fn money(c: char) -> Option<&'static str> {
    Some(match c {
        '¢' => "c",
        '£' => "GBP",
        '¤' => "$",
        '¥' => "JPY",
        '₠' => "ECU",
        '₡' => "CRC",
        '₢' => "Cr",
        '₣' => "FRF",
        '₤' => "Lira",
        '₥' => "mill",
        '₦' => "NGN",
        '₧' => "ESP",
        '₨' => "Rs",
        '₩' => "KRW",
        '₪' => "ILS",
        '₫' => "VND",
        '€' => "EUR",
        '₭' => "LAK",
        '₮' => "MNT",
        '₯' => "GRD",
        '₰' => "Pf",
        '₱' => "PHP",
        '₲' => "PYG",
        '₳' => "ARA",
        '₴' => "UAH",
        '₵' => "GHS",
        '₶' => "lt",
        '₷' => "Sm",
        '₸' => "KZT",
        '₹' => "INR",
        '₺' => "TRY",
        '₻' => "NM",
        '₼' => "AZN",
        '₽' => "RUB",
        '₾' => "GEL",
        '₿' => "BTC",
        '\u{20C0}' => "KGS",
        _ => return None,
    })
}

/// Spells fractions, after a blank that separates them from a number before them, and digits that
/// stand high or low.
fn number(c: char) -> Option<&'static str> {
    Some(match c {
        '¼' => " 1/4",
        '½' => " 1/2",
        '¾' => " 3/4",
        '⅐' => " 1/7",
        '⅑' => " 1/9",
        '⅒' => " 1/10",
        '⅓' => " 1/3",
        '⅔' => " 2/3",
        '⅕' => " 1/5",
        '⅖' => " 2/5",
        '⅗' => " 3/5",
        '⅘' => " 4/5",
        '⅙' => " 1/6",
        '⅚' => " 5/6",
        '⅛' => " 1/8",
        '⅜' => " 3/8",
        '⅝' => " 5/8",
        '⅞' => " 7/8",
        '⁰' => "^0",
        '¹' => "^1",
        '²' => "^2",
        '³' => "^3",
        '⁴' => "^4",
        '⁵' => "^5",
        '⁶' => "^6",
        '⁷' => "^7",
        '⁸' => "^8",
        '⁹' => "^9",
        '₀' => "0",
        '₁' => "1",
        '₂' => "2",
        '₃' => "3",
        '₄' => "4",
        '₅' => "5",
        '₆' => "6",
        '₇' => "7",
        '₈' => "8",
        '₉' => "9",
        _ => return None,
    })
}

/// Spells ligatures, and letters that are more than a letter with an accent.
fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'Æ' => "AE",
        'æ' => "ae",
        'Œ' => "OE",
        'œ' => "oe",
        'Ĳ' => "IJ",
        'ĳ' => "ij",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        'ß' => "ss",
        'ẞ' => "SS",
        'Þ' => "Th",
        'þ' => "th",
        'Ð' | 'Đ' => "D",
        'ð' | 'đ' => "d",
        'Ø' => "O",
        'ø' | 'º' => "o",
        'ª' => "a",
        'Ħ' => "H",
        'ħ' => "h",
        'ı' => "i",
        'ĸ' => "k",
        'Ł' | 'Ŀ' => "L",
        'ł' | 'ŀ' => "l",
        'ŉ' => "'n",
        'Ŋ' => "Ng",
        'ŋ' => "ng",
        'Ŧ' => "T",
        'ŧ' => "t",
        'ſ' => "s",
        'µ' | 'μ' => "u",
        'Ⓜ' => "M",
        _ => return None,
    })
}

/// Returns the ASCII letter without its accents, or `?`, which is doubled for a wide cluster.
fn letter(cluster: &str) -> &'static str {
    const ASCII: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let folded = super::fold(cluster);
    let at =
        folded.bytes().next().filter(|_| folded.len() == 1).and_then(|byte| byte.checked_sub(b' '));
    match at.map(usize::from).and_then(|at| ASCII.get(at..=at)) {
        Some(letter) => letter,
        None if cluster_width(cluster) == 2 => "??",
        None => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spelled(text: &str) -> String {
        let shown = super::super::line(text);
        clusters(&shown).map(|(_, cluster)| Glyphs::Ascii.spell(cluster)).collect()
    }

    #[test]
    fn currencies_dashes_and_their_like_are_spelled() {
        assert_eq!(spelled("€5 – £3 — ¥2…"), "EUR5 - GBP3 -- JPY2...");
        assert_eq!(spelled("“A” → 1½ ﬁne"), "\"A\" -> 1 1/2 fine");
        assert_eq!(spelled("Łódź, Åse Ærø, Straße, ÉCOLE"), "Lodz, Ase AEro, Strasse, ECOLE");
        assert_eq!(spelled("e\u{301}"), "e");
        assert_eq!(spelled("漢字 Ω"), "???? ?");
    }

    #[test]
    fn western_signs_are_never_unknown() {
        let blocks = [0xA0..=0x17F_u32, 0x2000..=0x206F, 0x20A0..=0x20C0];
        for c in blocks.into_iter().flatten().filter_map(char::from_u32) {
            let words = spelled(&c.to_string());
            assert!(words.is_ascii() && !words.is_empty(), "{c}: {words}");
            assert!(!words.contains('?') || "¿‽⁇⁈⁉".contains(c), "{c:?} {:X}", u32::from(c));
        }
    }

    proptest! {
        #[test]
        fn a_width_is_that_of_what_is_shown(text in "\\PC{0,20}|[€½…—→ﬁa-zé ]{0,20}") {
            let shown = super::super::line(&text);
            let words = spelled(&text);
            prop_assert!(words.is_ascii());
            prop_assert_eq!(Glyphs::Ascii.width(&shown), words.len());
            prop_assert_eq!(Glyphs::Unicode.width(&shown), super::super::width(&shown));
        }
    }
}
