//! Tables of folding, and its properties.

use proptest::prelude::*;

use super::*;
use crate::text::line;
use crate::text::tests::hostile;

fn folded(text: &str) -> String {
    fold(&line(text))
}

#[test]
fn accents_case_and_typography() {
    for (text, plain) in [
        ("É", "E"),
        ("é", "e"),
        ("ğ", "g"),
        ("İ", "I"),
        ("’", "'"),
        ("“„”", "\"\"\""),
        ("—–−", "---"),
        ("a\u{a0}b", "a b"),
        ("Ж", "ж"),
        ("Ω", "ω"),
        ("Netflix", "Netflix"),
        ("한국", "한국"),
        ("ㅋㅋㅏ", "ㅋㅋㅏ"),
        ("கா", "கா"),
        ("«x»", "«x»"),
        ("कि", "कि"),
        ("か が", "か が"),
        ("it´s na¨ive", "it's naive"),
        ("δ᾽", "δ'"),
        ("Hawaiʻi", "Hawai'i"),
        ("צה״ל", "צה\"ל"),
    ] {
        assert_eq!(folded(text), plain);
    }
}

#[test]
fn letters_that_no_accent_explains() {
    for (text, plain) in [
        ("Łódź łódź", "Lodz lodz"),
        ("Østersø", "Osterso"),
        ("Đặng đ", "Dang d"),
        ("Œuvre œuvre", "Oeuvre oeuvre"),
        ("Ærø ǽ", "Aero ae"),
        ("Straße STRAẞE", "Strasse STRASSE"),
        ("Þórður", "Thordur"),
        ("ılık Iğdır", "ilik Igdir"),
        ("Ħal Għaxaq", "Hal Ghaxaq"),
        ("Ŋ ŧ ɓ Ƙ", "N t b K"),
        ("ΛΙΜΈΝΑΣ λιμένας", "λιμενασ λιμενασ"),
    ] {
        assert_eq!(folded(text), plain);
    }
}

#[test]
fn compatible_forms() {
    for (text, plain) in [
        ("ﬁnance oﬃce", "finance office"),
        ("ＵＳＢ １２３　ｶﾞｽ", "USB 123 ガス"),
        ("m² ① Ⓐ ½ № …", "m2 1 A 1/2 No ..."),
        ("𝗯𝗼𝗹𝗱 𝟒", "bold 4"),
        ("ſie", "sie"),
        ("ﻻ ﷲ", "لا الله"),
        ("㎏ ㍿", "kg 株式会社"),
    ] {
        assert_eq!(folded(text), plain);
    }
}

#[test]
fn arabic_as_search_engines_have_it() {
    for (one, other) in [
        ("المينـــاء", "الميناء"),
        ("کشتی", "كشتي"),
        ("مستشفى", "مستشفي"),
        ("أحمد إحمد آحمد ٱحمد", "احمد احمد احمد احمد"),
        ("مؤتمر رئيس", "موتمر رييس"),
        ("مدرسة", "مدرسه"),
        ("أُغلِقَ", "اغلق"),
        ("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹", "0123456789 0123456789"),
        ("می‌خواهم", "میخواهم"),
        ("१२", "12"),
        ("٥٫٥٪", "5.5%"),
    ] {
        assert_eq!(folded(one), folded(other));
    }
    assert_ne!(folded("ميناء"), folded("مينا"), "a hamza by itself is a letter");
}

#[test]
fn what_cannot_be_seen_is_ignored() {
    for unseen in "\u{ad}\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{200e}\u{202e}\u{2066}\u{61c}\u{fe0f}\u{e0041}".chars()
    {
        for around in ["co|operative", "<|>", "é|é", "λ|", "|a", "a>|", "عد|د"] {
            let text = around.replace('|', &unseen.to_string());
            assert_eq!(folded(&text), folded(&around.replace('|', "")), "{text:?}");
            assert_eq!(fold(&text), folded(&text), "{text:?}");
        }
    }
    assert_eq!(folded("one\u{2028}two\u{2029}three"), "one two three");
    for kept in ["<U+0041>", "<U+00AD", "U+00AD>", "<U+AD>", "<U+00ad>", "<+8>", "a\u{1b}"] {
        assert_eq!(folded(kept), *line(kept), "{kept:?}");
    }
}

#[test]
fn emoji_differ_by_their_joiners_and_tags() {
    let family = "👨‍👩‍👧";
    assert_eq!(folded(family), family);
    assert_eq!(folded("❤️"), folded("❤"));
    let flag = |region: &str| {
        let tag = |c: char| char::from_u32(0xe0000 + u32::from(c));
        format!("🏴{}\u{e007f}", region.chars().filter_map(tag).collect::<String>())
    };
    assert_ne!(fold(&flag("gbsct")), fold(&flag("gbeng")));
}

#[test]
fn clusters_have_several_characters_or_none() {
    let shown = line("ﬁ ½\u{ad}é\u{640}…>");
    let folded = fold_mapped(&shown);
    assert_eq!(shown, "ﬁ ½<U+00AD>éـ…>");
    assert_eq!(folded.text, "fi 1/2e...>");
    assert_eq!(folded.cluster_of, [0, 0, 1, 2, 2, 2, 11, 13, 13, 13, 14]);
    let separated = fold_mapped(&line("a\u{2028}b"));
    assert_eq!((&*separated.text, &*separated.cluster_of), ("a b", &[0, 1, 9][..]));
}

/// The folded form of every character is what it folds to, alone and after a letter.
#[test]
fn folding_every_character_twice_changes_nothing() {
    for c in '\0'..=char::MAX {
        for text in [c.to_string(), format!("a{c}"), format!("é{c}x")] {
            let once = fold(&text);
            assert_eq!(fold(&once), once, "{text:?}");
        }
    }
}

/// Removes the marks of ignored characters, one after the other.
fn without_marks(mut text: String) -> String {
    let marks = |text: &str| -> Option<(std::ops::Range<usize>, char)> {
        text.match_indices('>').find_map(|(end, _)| {
            let start = text[..end].rfind('<')?;
            let code = text[start..end].strip_prefix("<U+").filter(|code| code.len() >= 4)?;
            let c = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
            let upper = code.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
            let gone = fold(c.encode_utf8(&mut [0; 4]));
            let gone = gone.trim().is_empty() && !c.is_control() && !matches!(c, ' ' | 'ـ');
            (upper && code.len() <= 6 && gone).then_some((start..end + 1, c))
        })
    };
    while let Some((range, c)) = marks(&text) {
        text.replace_range(range, &fold(c.encode_utf8(&mut [0; 4])));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn folding_goes_by_clusters(text in hostile()) {
        let shown = line(&text);
        let each: Vec<String> = clusters(&shown).map(|(_, cluster)| fold(cluster)).collect();
        let folded = fold_mapped(&shown);
        prop_assert_eq!(&without_marks(each.concat()), &folded.text);
        prop_assert_eq!(&fold(&shown), &folded.text);
        prop_assert_eq!(folded.text.chars().count(), folded.cluster_of.len());
        prop_assert!(folded.cluster_of.is_sorted());
        for (c, &index) in folded.text.chars().zip(&folded.cluster_of) {
            let of_cluster = &each[index as usize];
            prop_assert!(of_cluster.contains(c) || c == ' ' && of_cluster == "<", "{:?}", c);
        }
    }

    /// Parts of one syllable with something ignored between them, such as U+1100 and U+1161 around a
    /// tatweel, are left out: only the second folding composes them.
    #[test]
    fn folding_twice_changes_nothing(text in prop_oneof![
        hostile(), any::<String>(), "[<U+0-9AD>\u{ad}\u{ff1c}\u{ff1e}é]{0,24}",
        "[ـ\u{9be}\u{200b}\u{1100}\u{3131}\u{314f}ﾞｶ゛か\u{3099}ⓐ\u{301}]{0,8}",
    ]) {
        let once = folded(&text);
        prop_assert_eq!(fold(&once), once);
    }
}
