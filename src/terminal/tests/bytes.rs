//! Tests of the exact bytes that typical changes take.

use ratatui::style::Color;

use super::*;

/// Returns a list beside a text, as the explorer draws them.
fn panes() -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    for y in 1..23 {
        put(&mut buffer, (2, y), &format!("claim number {y} of the list"), Style::new());
        put(&mut buffer, (34, y), "│ Vaccines cause something", Style::new());
    }
    buffer
}

/// Paints one buffer, and returns the bytes of the step to another.
fn step(before: &Buffer, after: &Buffer, cursors: [(u16, u16); 2], profile: Profile) -> String {
    let mut screen = Screen::new(profile);
    painted(&mut screen, before, cursors[0]);
    painted(&mut screen, after, cursors[1])
}

#[test]
fn a_marker_goes_down_a_row() {
    let (mut before, mut after) = (panes(), panes());
    put(&mut before, (0, 4), "> ", Style::new());
    put(&mut after, (0, 5), "> ", Style::new());
    assert_eq!(step(&before, &after, [(0, 4), (0, 5)], FULL), " \n\x08>\x08");
    put(&mut before, (0, 4), "> ", BOLD);
    put(&mut after, (0, 5), "> ", BOLD);
    let bytes = step(&before, &after, [(0, 4), (0, 5)], FULL);
    assert_eq!(bytes, " \n\x08\x1b[1m>\x08");
}

#[test]
fn only_the_cursor_moves() {
    let bytes = step(&panes(), &panes(), [(0, 4), (0, 5)], FULL);
    assert_eq!(bytes, "\n");
}

#[test]
fn one_character_changes() {
    let mut after = panes();
    put(&mut after, (15, 6), "7", Style::new());
    assert_eq!(step(&panes(), &after, [(15, 6), (16, 6)], FULL), "7");
    assert_eq!(step(&panes(), &after, [(0, 6), (0, 6)], FULL), "\x1b[15C7\r");
}

#[test]
fn a_word_is_replaced_and_what_stays_between_is_overwritten() {
    let (before, after) = (buffer(&["to see sea "]), buffer(&["to bee tea "]));
    assert_eq!(step(&before, &after, [(3, 0), (0, 0)], FULL), "bee t\r");
    let after = buffer(&["to   e sea "]);
    assert_eq!(step(&before, &after, [(3, 0), (5, 0)], FULL), "  ");
}

#[test]
fn blanks_are_erased() {
    let row = "a row with words in it, and more";
    let before = buffer(&[row]);
    assert_eq!(step(&before, &buffer(&[&format!("{:32}", "")]), [(0, 0); 2], FULL), "\x1b[K");
    let midst = format!("a row {:20}d more", "");
    let bytes = step(&before, &buffer(&[&midst]), [(6, 0); 2], FULL);
    assert_eq!(bytes, "\x1b[20X");
    let simple = Profile { erase: false, ..FULL };
    let bytes = step(&before, &buffer(&[&midst]), [(6, 0), (0, 0)], simple);
    assert_eq!(bytes, format!("{:20}\r", ""));
    let mut coloured = before.clone();
    put(&mut coloured, (27, 0), "    ", Style::new().bg(Color::Blue));
    assert_eq!(step(&before, &coloured, [(27, 0), (0, 0)], FULL), "\x1b[44m    \r");
}

#[test]
fn the_first_frame_clears_and_leaves_blanks_out() {
    let mut screen = Screen::new(FULL);
    let frame = buffer(&["    ", " ab ", "    "]);
    assert_eq!(painted(&mut screen, &frame, (0, 0)), "\x1b[m\x1b[2J\x1b[2;2Hab\x1b[H");
    screen.forget();
    assert_eq!(painted(&mut screen, &frame, (3, 1)), "\x1b[m\x1b[2J\x1b[2;2Hab");
    let smaller = buffer(&["ab "]);
    assert_eq!(painted(&mut screen, &smaller, (2, 0)), "\x1b[m\x1b[2J\x1b[Hab");
}

#[test]
fn after_the_last_column_the_cursor_is_placed_anew() {
    let bytes = step(&buffer(&["abc", "def"]), &buffer(&["abx", "yef"]), [(2, 0), (1, 1)], FULL);
    assert_eq!(bytes, "x\x1b[2Hy");
}

#[test]
fn wide_letters_need_no_moves_and_are_whole_or_gone() {
    let before = buffer(&["abcdefghi"]);
    let after = buffer(&["漢字かなi"]);
    assert_eq!(step(&before, &after, [(0, 0), (0, 0)], FULL), "漢字かな\r");
    let (wide, half) = (buffer(&["a漢d."]), buffer(&["ab d."]));
    assert_eq!(step(&wide, &half, [(1, 0), (3, 0)], FULL), "b ");
    assert_eq!(step(&half, &wide, [(1, 0), (3, 0)], FULL), "漢");
    let later = buffer(&["a 漢."]);
    assert_eq!(step(&wide, &later, [(1, 0), (4, 0)], FULL), " 漢");
}

#[test]
fn disputed_clusters_are_painted_from_known_places() {
    let (blank, heart) = (buffer(&["          "]), buffer(&["a❤\u{FE0F}bc     "]));
    assert_eq!(step(&blank, &heart, [(0, 0); 2], FULL), "a❤\u{FE0F}\x1b[4Gbc\r");
    let simple = Profile { absolute: false, ..FULL };
    assert_eq!(step(&blank, &heart, [(0, 0); 2], simple), "a❤\u{FE0F}\x1b[;4Hbc\r");
    // The neighbour lies beyond the reach of the cluster on any terminal.
    let other = buffer(&["a❤\u{FE0F}bd     "]);
    assert_eq!(step(&heart, &other, [(4, 0); 2], FULL), "d\x08");
    // Cells that the cluster may have covered are erased with it.
    let letter = buffer(&["ax bc     "]);
    assert_eq!(step(&heart, &letter, [(1, 0), (2, 0)], FULL), "\x1b[2Xx");
    // The circled digit has one column here and two on some terminals.
    let (circled, next) = (buffer(&["①b    "]), buffer(&["①c    "]));
    assert_eq!(step(&circled, &next, [(0, 0), (2, 0)], FULL), "\x1b[2X①\x1b[2Gc");
}

#[test]
fn a_disputed_cluster_can_not_run_over_the_edge() {
    let bytes = step(&buffer(&["    "]), &buffer(&["ab ①"]), [(0, 0), (0, 0)], FULL);
    assert_eq!(bytes, "ab\x1b[C\x1b[?7l①\x1b[?7h\x1b[H");
}

#[test]
fn under_a_wide_disputed_cluster_the_ground_is_laid_for_both_columns() {
    let mut after = buffer(&["          "]);
    put(&mut after, (2, 0), "❤\u{FE0F}", Style::new().bg(Color::Blue));
    let bytes = step(&buffer(&["          "]), &after, [(2, 0), (0, 0)], FULL);
    assert_eq!(bytes, "\x1b[44m  \x08\x08❤\u{FE0F}\r");
}

#[test]
fn controls_and_what_fills_no_cell_are_replaced() {
    let mut frame = buffer(&["            "]);
    for (x, symbol) in (0..)
        .zip(["\x1b", "\x07", "\x7f", "\u{9b}", "\u{2028}", "\u{2029}", "\u{200b}", "", "a\nb"])
    {
        frame[(x, 0)].set_symbol(symbol);
    }
    let bytes = painted(&mut Screen::new(FULL), &frame, (11, 0));
    assert_eq!(bytes, "\x1b[m\x1b[2J\x1b[H������� �\x1b[2C");
}

#[test]
fn a_wide_letter_in_the_last_column_is_left_out() {
    let mut frame = buffer(&["   "]);
    frame[(0, 0)].set_symbol("a");
    frame[(2, 0)].set_symbol("漢");
    assert_eq!(painted(&mut Screen::new(FULL), &frame, (1, 0)), "\x1b[m\x1b[2J\x1b[Ha");
}

#[test]
fn large_frames_are_held_back_until_they_are_whole() {
    let full = |letters| buffer(&[&"x".repeat(letters)]);
    let (held, shown) = ("\x1b[?2026h", "\x1b[?2026l");
    // The fixed cost is 10 bytes: clear the screen, go to the first cell and back.
    let small = painted(&mut Screen::new(FULL), &full(1_024 - 13), (0, 0));
    assert_eq!((small.len(), small.contains(held)), (1_024, false));
    let large = painted(&mut Screen::new(FULL), &full(1_024 - 12), (0, 0));
    assert!(large.starts_with(held) && large.ends_with(shown) && large.len() == 1_041);
    let simple = Profile { synchronised: false, ..FULL };
    let large = painted(&mut Screen::new(simple), &full(2_000), (0, 0));
    assert!(!large.contains("2026"));
    // Earlier content of the output stays unchanged.
    let mut out = b"before".to_vec();
    let frame = Frame { buffer: &full(2_000), cursor: (0, 0), links: &[] };
    Screen::new(FULL).paint(&frame, &mut out);
    assert!(out.starts_with(b"before\x1b[?2026h"));
}

#[test]
fn colours_are_lowered_and_left_out() {
    let mut after = buffer(&["     "]);
    put(&mut after, (0, 0), "abc", Style::new().fg(Color::Rgb(255, 0, 0)).bg(Color::Indexed(17)));
    put(&mut after, (3, 0), "d", BOLD.fg(Color::LightBlue));
    let bytes = |colours| {
        let profile = Profile { colours, ..FULL };
        step(&buffer(&["     "]), &after, [(0, 0), (4, 0)], profile)
    };
    assert_eq!(bytes(Colours::True), "\x1b[38;2;255;0;0;48;5;17mabc\x1b[0;1;94md");
    assert_eq!(bytes(Colours::Indexed), "\x1b[38;5;196;48;5;17mabc\x1b[0;1;94md");
    assert_eq!(bytes(Colours::Sixteen), "\x1b[91;40mabc\x1b[0;1;94md");
    assert_eq!(bytes(Colours::Mono), "abc\x1b[1md");
}

#[test]
fn links_open_and_close_around_what_they_cover() {
    let frame = buffer(&["see here and there"]);
    let mut screen = Screen::new(FULL);
    painted(&mut screen, &frame, (0, 0));
    let links =
        [link(0, 4..8, "https://a.example/ö?q=1;2"), link(0, 13..18, "javascript:alert(1)")];
    let bytes = linked(&mut screen, &frame, (0, 0), &links);
    let open = "\x1b]8;;https://a.example/%C3%B6?q=1;2\x1b\\";
    let close = "\x1b]8;;\x1b\\";
    assert_eq!(bytes, format!("see {open}here{close}\r"));
    // Unchanged cells are written again only if they have the same link.
    let next = buffer(&["see hers abd there"]);
    let bytes = linked(&mut screen, &next, (0, 0), &links);
    assert_eq!(bytes, format!("\x1b[7C{open}s\x1b[2C{close}b\r"));
    // The link disappears and the text stays.
    assert_eq!(painted(&mut screen, &next, (0, 0)), "see hers\r");
    let mut without = Screen::new(Profile { links: false, ..FULL });
    assert!(!linked(&mut without, &frame, (0, 0), &links).contains("]8"));
    let far = [link(9, 0..9, "https://a.example"), link(0, 17..99, "https://a.example")];
    assert!(linked(&mut screen, &next, (0, 0), &far).contains("example\x1b\\e\x1b]8;;"));
}

#[test]
fn a_full_table_of_clusters_begins_anew() {
    let mut screen = Screen::new(FULL);
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').collect();
    let marks = ('\u{301}'..='\u{33F}').filter(|c| !matches!(c, '\u{340}'..));
    let clusters: Vec<String> =
        marks.flat_map(|mark| letters.iter().map(move |c| format!("{c}{mark}"))).collect();
    assert!(clusters.len() > 3_000);
    let mut cleared = 0;
    for some in clusters.chunks_exact(100) {
        let frame = buffer(&[&some.concat()]);
        let bytes = painted(&mut screen, &frame, (0, 0));
        assert!(some.iter().all(|cluster| bytes.contains(cluster)));
        cleared += usize::from(bytes.contains("\x1b[2J"));
    }
    assert_eq!(cleared, 2);
    // This frame alone holds more texts than a table.
    let rows: Vec<String> =
        clusters.chunks(100).map(|some| format!("{:100}", some.concat())).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let bytes = painted(&mut screen, &buffer(&rows), (0, 0));
    assert!(bytes.contains('\u{FFFD}'));
}

#[test]
fn a_full_table_of_links_begins_anew() {
    let mut screen = Screen::new(FULL);
    let frame = buffer(&["a link"]);
    let mut cleared = 0;
    for number in 0..600 {
        let links = [link(0, 2..6, &format!("https://a.example/{number}"))];
        let bytes = linked(&mut screen, &frame, (0, 0), &links);
        assert!(bytes.contains(&format!("/{number}\x1b\\link\x1b]8;;\x1b\\")));
        cleared += usize::from(bytes.contains("\x1b[2J"));
    }
    assert_eq!(cleared, 3);
}
