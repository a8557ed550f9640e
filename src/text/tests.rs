//! Tables of hostile text, and properties of the display form.

use proptest::prelude::*;
use ratatui::buffer::{Cell, CellWidth};

use super::*;

#[test]
fn hostile_text_becomes_visible() {
    for (input, shown) in [
        ("a\u{1b}]52;c;aGk=\u{7}b", "a␛]52;c;aGk=␇b"),
        ("\u{1b}[2J", "␛[2J"),
        ("a\u{9b}2J\u{9d}\u{9c}\u{85}", "a<U+009B>2J<U+009D><U+009C><U+0085>"),
        ("a\tb", "a b"),
        ("abc\rX\u{8}\0\u{7f}", "abc X␈␀␡"),
        ("a\r\nb\nc", "a b c"),
        ("a\u{202e}b\u{2066}\u{2069}\u{200e}", "a<U+202E>b<U+2066><U+2069><U+200E>"),
        ("\u{200b}\u{feff}\u{ad}\u{3164}", "<U+200B><U+FEFF><U+00AD><U+3164>"),
        ("\u{e0041}\u{2028}\u{fffe}", "<U+E0041><U+2028><U+FFFE>"),
        ("a\u{200c}b", "a<U+200C>b"),
        ("\u{200d}a", "<U+200D>a"),
        ("\u{301}a", "<U+0301>a"),
        ("a\u{fe0f}", "a<U+FE0F>"),
        ("\u{17d8}", "<U+17D8>"),
    ] {
        assert_eq!(line(input), shown);
        assert_eq!(line(shown), shown);
    }
}

#[test]
fn proper_clusters_stay() {
    for text in [
        "👨‍👩‍👧‍👦",
        "🇳🇱",
        "❤️",
        "1️⃣",
        "क्षि",
        "स्त्र",
        "می‌خواهم",
        "سلام",
        "é",
        "漢字",
        "‘it’—so",
        "\u{600}12",
    ] {
        assert_eq!((&*line(text), line(text).held_bytes()), (text, 0));
        assert!(clusters(text).all(|(_, c)| matches!(cluster_width(c), 1 | 2)), "{text}");
    }
    assert_eq!(width("aسلامb"), 6);
}

#[test]
fn stacked_marks_are_bounded() {
    let text = format!("a{}", "\u{301}".repeat(40));
    assert_eq!(line(&text), *format!("a{}<+32>", "\u{301}".repeat(8)));
}

#[test]
fn a_megabyte_takes_linear_time() {
    let begin = std::time::Instant::now();
    for unit in
        ["\u{301}", "\u{600}", "👩\u{200d}", "\u{200d}", "🇳", "क\u{94d}", "\n\u{301}", "\u{1100}"]
    {
        let size = if unit == "\u{301}" { 1_000_000 } else { 100_000 };
        let text = format!("a{}", unit.repeat(size / unit.len()));
        let shown = line(&text);
        assert!(shown.len() <= 9 * text.len());
        let _ = (wrap(&shown, 5, 3, Glyphs::Unicode), fold_mapped(&shown));
    }
    // This takes about a second in a debug build; quadratic time would take minutes.
    assert!(begin.elapsed().as_secs() < 60);
}

#[test]
fn blocks_keep_their_lines() {
    assert_eq!(block("a\r\nb\rc\n\nd\n\n"), ["a", "b", "c", "", "d"]);
    assert!(block("").is_empty());
    assert_eq!(block("\r\r\n\na\r\n\r\n"), ["", "", "", "a"]);
}

#[test]
fn wrapping() {
    let lines = |text, first, rest| -> Vec<&str> {
        wrap(text, first, rest, Glyphs::Unicode).into_iter().map(|range| &text[range]).collect()
    };
    assert_eq!(lines("", 5, 5), [""]);
    assert_eq!(lines("one two three", 7, 5), ["one two", "three"]);
    assert_eq!(lines("one  two", 3, 3), ["one", "two"]);
    assert_eq!(lines("abcdefgh", 3, 2), ["abc", "de", "fg", "h"]);
    assert_eq!(lines("a well-known", 7, 9), ["a well-", "known"]);
    assert_eq!(lines("漢字", 1, 0), ["漢", "字"]);
    assert_eq!(lines("  in", 9, 9), ["  in"]);
    assert_eq!(lines("    in", 3, 3), ["in"]);
}

#[test]
fn cutting() {
    let text = line("Meta told Netflix that the merger was off");
    let start = cut(&text, 12, 0..0, Glyphs::Unicode);
    assert_eq!((start.head, &*start.text, start.tail), (false, "Meta told N", true));
    let slid = cut(&text, 20, 27..33, Glyphs::Unicode);
    assert_eq!((slid.head, &*slid.text, slid.tail), (true, "the merger was off", false));
    assert_eq!(cut(&text, 0, 0..1, Glyphs::Unicode).text, "");
    assert_eq!(cut(&line("short"), 5, 0..0, Glyphs::Unicode).text, "short");
}

#[test]
fn web_addresses() {
    assert!(is_web_address("https://example.org/a?b#c") && is_web_address("HTTP://[::1]:80/"));
    for bad in [
        "",
        "ftp://a",
        "https://",
        "http:///x",
        "https://a b",
        "javascript://a",
        "http://:80",
        "http://a\u{1b}",
    ] {
        assert!(!is_web_address(bad), "{bad}");
    }
    assert_eq!(escape_uri("https://a/\u{1b}\\é b").as_deref(), Some("https://a/%1B%5C%C3%A9%20b"));
    assert_eq!(escape_uri("file:///etc"), None);
}

/// Generates text of troublesome characters and any others.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    let nasty: Vec<char> = " \t\n\r\u{1b}\u{7f}\u{9b}ab-Z<—’漢。éş\u{301}\u{300}\u{93f}\u{200d}\u{200c}\u{fe0f}\u{fe0e}👩❤🏽🇳🇱\u{600}\u{d4e}\u{110bd}कत\u{94d}ि\u{1100}\u{1161}\u{11a8}لا\u{202e}\u{200b}\u{e0041}\u{20e3}1#\u{2e3b}\u{17d8}\u{1f1e6}\u{ac00}\u{a0}\u{3000}\u{2d31}\u{2d7f}\u{17d2}ក\u{9be}İ".chars().collect();
    let one = prop_oneof![4 => prop::sample::select(nasty), 1 => any::<char>()];
    prop::collection::vec((one, prop_oneof![9 => Just(1_usize), 1 => 1..20_usize]), 0..30)
        .prop_map(|runs| runs.into_iter().flat_map(|(c, n)| std::iter::repeat_n(c, n)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_display_form_is_harmless(text in hostile()) {
        let shown = line(&text);
        prop_assert!(!shown.chars().any(char::is_control));
        let unseen = shown.contains(['\u{202e}', '\u{200b}', '\u{e0041}', '\u{2028}']);
        prop_assert!(!unseen);
        prop_assert!(shown.len() <= 9 * text.len());
        prop_assert_eq!(line(&shown), shown.as_ref());
        let mut end = 0;
        for (at, cluster) in clusters(&shown) {
            prop_assert_eq!(at, end);
            end += cluster.len();
            let columns = cluster_width(cluster);
            prop_assert!(matches!(columns, 1 | 2), "{:?}", cluster);
            let mut cell = Cell::default();
            cell.set_symbol(cluster);
            prop_assert_eq!(usize::from(cell.cell_width()), columns);
            prop_assert!(cluster.len() <= 32);
        }
        prop_assert_eq!(end, shown.len());
    }

    #[test]
    fn wrapping_loses_nothing(text in hostile(), first in 0..12_usize, rest in 0..12_usize) {
        let shown = line(&text);
        let mut end = 0;
        for (index, range) in wrap(&shown, first, rest, Glyphs::Unicode).into_iter().enumerate() {
            prop_assert!(range.start >= end && range.start <= range.end);
            prop_assert!(shown[end..range.start].chars().all(char::is_whitespace));
            let limit = if index == 0 { first.max(1) } else { rest.max(1) };
            let part = &shown[range.clone()];
            prop_assert!(width(part) <= limit || clusters(part).count() == 1, "{:?}", part);
            end = range.end;
        }
        prop_assert!(shown[end..].chars().all(char::is_whitespace));
    }

    #[test]
    fn cutting_fits_and_shows_the_focus(text in hostile(), columns in 0..30_usize, at in 0..40_usize, len in 0..6_usize) {
        let shown = line(&text);
        let count = clusters(&shown).count();
        let part = cut(&shown, columns, at..at + len, Glyphs::Unicode);
        let used = width(&part.text) + usize::from(part.head) + usize::from(part.tail);
        prop_assert!(used <= columns);
        if columns >= 4 && len > 0 && at < count {
            let visible = part.first_cluster..part.first_cluster + clusters(&part.text).count();
            prop_assert!(visible.contains(&at), "{:?} in {:?}", at, part);
        }
    }
}

#[test]
fn simple_characters_are_clusters_of_their_own_and_shown_as_they_are() {
    let simple = |c: &char| super::cluster::is_simple(c.encode_utf8(&mut [0; 4]));
    let all: Vec<char> = ('\0'..=char::MAX).filter(simple).collect();
    assert!(all.len() > 20_000);
    for &c in &all {
        // Each character is also tested beside simple neighbours; few classes of characters join.
        for before in ['a', 'é', 'я', 'ع', 'か', '中', ' ', '’'] {
            let text = format!("{before}{c}");
            assert_eq!(clusters(&text).count(), 2, "{text:?}");
        }
        let text = format!("{c}");
        assert!(matches!(width(&text), 1 | 2), "{text:?}");
        // A pictograph at the end forces the slow path.
        let long = line(&format!("{c}\u{1F469}\u{200D}\u{1F467}")).into_owned();
        assert!(long.starts_with(c), "{text:?}");
        let folded = fold(&format!("{c}\u{1F469}"));
        assert_eq!(folded, format!("{}\u{1F469}", fold(&text)), "{text:?}");
    }
}
