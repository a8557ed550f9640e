//! Tests of the decoder with what terminals send, whole and in pieces, and with garbage.

use super::*;

mod properties;

/// Takes all events that are complete.
fn drain(decoder: &mut Decoder) -> Vec<String> {
    std::iter::from_fn(|| decoder.take()).map(|event| told(&event)).collect()
}

fn told(event: &TerminalEvent) -> String {
    match event {
        TerminalEvent::Key(key) => key.to_string(),
        TerminalEvent::Paste(text) => format!("paste {text}"),
        TerminalEvent::Mouse(mouse) => format!("{:?} {} {}", mouse.what, mouse.x, mouse.y),
        other => format!("{other:?}"),
    }
}

fn decoded(bytes: &[u8]) -> Vec<String> {
    let mut decoder = Decoder::default();
    decoder.feed(bytes);
    drain(&mut decoder)
}

/// Returns the meaning of bytes that a silence follows.
fn settled(bytes: &[u8]) -> Vec<String> {
    let mut decoder = Decoder::default();
    decoder.feed(bytes);
    let mut all = drain(&mut decoder);
    all.extend(decoder.settle().map(|event| told(&event)));
    all.extend(drain(&mut decoder));
    assert!(!decoder.is_undecided());
    all
}

/// Asserts that bytes mean the same whole, cut at any place, and byte by byte.
fn assert_means(bytes: &[u8], events: &[&str]) {
    let shown = bytes.escape_ascii();
    assert_eq!(decoded(bytes), events, "{shown}");
    for cut in 0..=bytes.len() {
        let (first, second) = bytes.split_at(cut);
        let mut decoder = Decoder::default();
        decoder.feed(first);
        let mut all = drain(&mut decoder);
        decoder.feed(second);
        all.extend(drain(&mut decoder));
        assert_eq!(all, events, "{shown} cut at {cut}");
    }
    let mut decoder = Decoder::default();
    let mut all = Vec::new();
    for byte in bytes {
        decoder.feed(&[*byte]);
        all.extend(drain(&mut decoder));
    }
    assert_eq!(all, events, "{shown} byte by byte");
    assert!(!decoder.is_undecided(), "{shown}");
}

/// The sequences that terminals send for keys.
const KEYS: &[(&[u8], &str)] = &[
    (b"j", "j"),
    (b" ", "Space"),
    ("é".as_bytes(), "é"),
    ("✓".as_bytes(), "✓"),
    ("🦀".as_bytes(), "🦀"),
    ("\u{a0}".as_bytes(), "\u{a0}"),
    // Control characters.
    (b"\x00", "Ctrl-Space"),
    (b"\x01", "Ctrl-a"),
    (b"\x03", "Ctrl-c"),
    (b"\x08", "Ctrl-h"),
    (b"\t", "Tab"),
    (b"\n", "Ctrl-j"),
    (b"\r", "Enter"),
    (b"\x1a", "Ctrl-z"),
    (b"\x1c", "Ctrl-4"),
    (b"\x1f", "Ctrl-7"),
    (b"\x7f", "Backspace"),
    // Keys with Alt.
    (b"\x1bb", "Alt-b"),
    (b"\x1bN", "Alt-N"),
    (b"\x1b\\", "Alt-\\"),
    (b"\x1b\x7f", "Alt-Backspace"),
    (b"\x1b\r", "Alt-Enter"),
    (b"\x1b\x01", "Ctrl-Alt-a"),
    ("\x1bé".as_bytes(), "Alt-é"),
    // xterm and the VT series.
    (b"\x1b[A", "Up"),
    (b"\x1b[B", "Down"),
    (b"\x1b[C", "Right"),
    (b"\x1b[D", "Left"),
    (b"\x1bOA", "Up"),
    (b"\x1bOD", "Left"),
    (b"\x1b[H", "Home"),
    (b"\x1b[F", "End"),
    (b"\x1bOH", "Home"),
    (b"\x1bOF", "End"),
    (b"\x1b[1~", "Home"),
    (b"\x1b[2~", "Ins"),
    (b"\x1b[3~", "Del"),
    (b"\x1b[4~", "End"),
    (b"\x1b[5~", "PgUp"),
    (b"\x1b[6~", "PgDn"),
    (b"\x1b[7~", "Home"),
    (b"\x1b[8~", "End"),
    (b"\x1b[Z", "Shift-Tab"),
    (b"\x1b[1;2A", "Shift-Up"),
    (b"\x1b[1;3D", "Alt-Left"),
    (b"\x1b[1;5C", "Ctrl-Right"),
    (b"\x1b[1;8B", "Ctrl-Alt-Shift-Down"),
    (b"\x1b[1;5H", "Ctrl-Home"),
    (b"\x1b[3;5~", "Ctrl-Del"),
    (b"\x1b[5;2~", "Shift-PgUp"),
    (b"\x1b[1;5Z", "Ctrl-Shift-Tab"),
    (b"\x1bOP", "F1"),
    (b"\x1bOR", "F3"),
    (b"\x1bOS", "F4"),
    (b"\x1b[P", "F1"),
    (b"\x1b[R", "F3"),
    (b"\x1b[1;2P", "Shift-F1"),
    (b"\x1b[1;5R", "Ctrl-F3"),
    (b"\x1bO5Q", "Ctrl-F2"),
    (b"\x1bO1;5Q", "Ctrl-F2"),
    (b"\x1b[11~", "F1"),
    (b"\x1b[15~", "F5"),
    (b"\x1b[17~", "F6"),
    (b"\x1b[21~", "F10"),
    (b"\x1b[23~", "F11"),
    (b"\x1b[24~", "F12"),
    (b"\x1b[25~", "F13"),
    (b"\x1b[26~", "F14"),
    (b"\x1b[28~", "F15"),
    (b"\x1b[29~", "F16"),
    (b"\x1b[31~", "F17"),
    (b"\x1b[34~", "F20"),
    (b"\x1b[15;5~", "Ctrl-F5"),
    // The keypad.
    (b"\x1bOM", "Enter"),
    (b"\x1bOj", "*"),
    (b"\x1bOk", "+"),
    (b"\x1bOl", ","),
    (b"\x1bOm", "-"),
    (b"\x1bOn", "."),
    (b"\x1bOo", "/"),
    (b"\x1bOp", "0"),
    (b"\x1bOy", "9"),
    (b"\x1bO ", "Space"),
    (b"\x1bOI", "Tab"),
    (b"\x1bOX", "="),
    // The Linux console.
    (b"\x1b[[A", "F1"),
    (b"\x1b[[E", "F5"),
    // rxvt.
    (b"\x1b[a", "Shift-Up"),
    (b"\x1b[b", "Shift-Down"),
    (b"\x1b[c", "Shift-Right"),
    (b"\x1b[d", "Shift-Left"),
    (b"\x1bOa", "Ctrl-Up"),
    (b"\x1bOd", "Ctrl-Left"),
    (b"\x1b[5^", "Ctrl-PgUp"),
    (b"\x1b[5$", "Shift-PgUp"),
    (b"\x1b[5@", "Ctrl-Shift-PgUp"),
    (b"\x1b[7$", "Shift-Home"),
    (b"\x1b[11^", "Ctrl-F1"),
    (b"\x1b[23$", "Shift-F11"),
    // xterm’s modifyOtherKeys.
    (b"\x1b[27;5;105~", "Ctrl-i"),
    (b"\x1b[27;6;65~", "Ctrl-a"),
    (b"\x1b[27;2;13~", "Shift-Enter"),
    (b"\x1b[27;5;9~", "Ctrl-Tab"),
    (b"\x1b[27;2;9~", "Shift-Tab"),
    (b"\x1b[27;3;127~", "Alt-Backspace"),
    // kitty’s keys.
    (b"\x1b[97u", "a"),
    (b"\x1b[97;2u", "A"),
    (b"\x1b[233;2u", "É"),
    (b"\x1b[223;2u", "ß"),
    (b"\x1b[99;5u", "Ctrl-c"),
    (b"\x1b[99:67;6u", "Ctrl-c"),
    (b"\x1b[98:66;4u", "Alt-B"),
    (b"\x1b[49:33;2u", "!"),
    (b"\x1b[97;;229u", "å"),
    (b"\x1b[0;;229u", "å"),
    (b"\x1b[1089::99;5u", "Ctrl-c"),
    (b"\x1b[1089:1057:99;6u", "Ctrl-c"),
    (b"\x1b[1089:1057:99;2u", "С"),
    (b"\x1b[27u", "Esc"),
    (b"\x1b[13;5u", "Ctrl-Enter"),
    (b"\x1b[9;2u", "Shift-Tab"),
    (b"\x1b[32;5u", "Ctrl-Space"),
    (b"\x1b[127;3u", "Alt-Backspace"),
    (b"\x1b[97;1:1u", "a"),
    (b"\x1b[97;1:2u", "a"),
    (b"\x1b[1;1:1A", "Up"),
    (b"\x1b[1;5:2A", "Ctrl-Up"),
    (b"\x1b[97;9u", "a"),
    (b"\x1b[97;129u", "a"),
    (b"\x1b[1;197A", "Ctrl-Up"),
    (b"\x1b[57376u", "F13"),
    (b"\x1b[57387u", "F24"),
    (b"\x1b[57399u", "0"),
    (b"\x1b[57408;1u", "9"),
    (b"\x1b[57410u", "/"),
    (b"\x1b[57414u", "Enter"),
    (b"\x1b[57416u", ","),
    (b"\x1b[57417u", "Left"),
    (b"\x1b[57420;5u", "Ctrl-Down"),
    (b"\x1b[57426u", "Del"),
    // The mouse.
    (b"\x1b[<64;3;4M", "WheelUp 2 3"),
    (b"\x1b[<65;3;4M", "WheelDown 2 3"),
    (b"\x1b[<81;300;4M", "WheelDown 299 3"),
    (b"\x1b[<0;1;1M", "Press 0 0"),
    (b"\x1b[<4;1;1M", "Press 0 0"),
    (b"\x1b[M #$", "Press 2 3"),
    (b"\x1b[M`#\xff", "WheelUp 2 222"),
    (b"\x1b[32;3;4M", "Press 2 3"),
    (b"\x1b[97;3;4M", "WheelDown 2 3"),
    // Focus, readiness and pastes.
    (b"\x1b[I", "Focus(true)"),
    (b"\x1b[O", "Focus(false)"),
    (b"\x1b[0n", "Ready"),
    (b"\x1b[200~q\x1b[Ax\x1b[201~", "paste q\x1b[Ax"),
    (b"\x1b[200~\x1b[201~", "paste "),
    (b"\x1b[200~\x1b\x1b[20\x1b[201~", "paste \x1b\x1b[20"),
    (b"\x1b[200~a\r\n\tb\xff\x1b[201~", "paste a\r\n\tb\u{fffd}"),
    ("\x1b[200~żółć\x1b[201~".as_bytes(), "paste żółć"),
];

/// Answers of terminals, and unused keys and mouse reports.
const NOTHING: &[&[u8]] = &[
    // Strings.
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
    b"\x1b]52;c;aGVsbG8=\x07",
    b"\x1b]\x1b\\",
    b"\x1bP>|kitty(0.35.2)\x1b\\",
    b"\x1bP1+r544e=787465726d\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b^private\x1b\\",
    b"\x1bXstring\r\n\x1b\\",
    "\x1b]0;żółć ✓\x1b\\".as_bytes(),
    // Answers.
    b"\x1b[?62;1;4;6;9;15;22c",
    b"\x1b[?64;1;2;6;9;15;16;17;18;21;22;28;29;31;33;44;52;53;54;55;99;123;456;789c",
    b"\x1b[>41;388;0c",
    b"\x1b[=1c",
    b"\x1b[24;80R",
    b"\x1b[1;1R",
    b"\x1b[1;9R",
    b"\x1b[?1;5R",
    b"\x1b[?2026;2$y",
    b"\x1b[4;2$y",
    b"\x1b[?1u",
    b"\x1b[3n",
    b"\x1b[?997;1n",
    b"\x1b[4;600;800t",
    b"\x1b[?1;0;256S",
    // The mouse.
    b"\x1b[<0;1;1m",
    b"\x1b[<64;1;1m",
    b"\x1b[<32;1;1M",
    b"\x1b[<2;1;1M",
    b"\x1b[<0;0;1M",
    b"\x1b[<0;1M",
    b"\x1b[<0;1;99999999999M",
    b"\x1b[M#!!",
    b"\x1b[M \x00!",
    b"\x1b[35;3;4M",
    b"\x1b[1;2M",
    // Released keys, and keys without a use.
    b"\x1b[97;1:3u",
    b"\x1b[1;1:3A",
    b"\x1b[3;1:3~",
    b"\x1b[57441;2u",
    b"\x1b[57358u",
    b"\x1b[57428u",
    b"\x1b[57427u",
    b"\x1b[57388u",
    b"\x1b[E",
    b"\x1b[u",
    b"\x1b[~",
    b"\x1b[9~",
    b"\x1b[99999999999~",
    b"\x1b[201~",
    b"\x1b[27;5~",
    b"\x1b[1114112u",
    b"\x1bOz",
    b"\x1b[1 q",
    // Invalid UTF-8: stray, overlong, surrogates, beyond the last character; and C1 controls.
    b"\xff",
    b"\x80\xbf",
    b"\xc0\x80",
    b"\xe0\x80\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\x1b\xff",
    "\u{80}\u{9b}\u{9f}".as_bytes(),
    "\x1b\u{9b}".as_bytes(),
];

#[test]
fn keys_are_known_by_their_bytes() {
    for (bytes, event) in KEYS {
        assert_means(bytes, &[event]);
        assert_means(&[bytes, &b"k"[..]].concat(), &[event, "k"]);
    }
}

#[test]
fn answers_and_what_is_unknown_are_passed_over() {
    for bytes in NOTHING {
        assert_means(bytes, &[]);
        assert_means(&[bytes, &b"k"[..]].concat(), &["k"]);
    }
}

#[test]
fn what_breaks_off_something_stands_for_itself() {
    let broken: &[(&[u8], &[&str])] = &[
        (b"\x1b\x1b[A", &["Esc", "Up"]),
        (b"\x1b[1\x1b[A", &["Up"]),
        (b"\x1b[\x1b[A", &["Alt-[", "Up"]),
        (b"\x1bO\x03", &["Alt-O", "Ctrl-c"]),
        (b"\x1b[1;\x7f", &["Backspace"]),
        (b"\x1b[12\r", &["Enter"]),
        ("\x1b[1é".as_bytes(), &["é"]),
        (b"\x1b[[\x1b[A", &["Up"]),
        (b"\x1b[[k", &["k"]),
        (b"\x1b[M \x03", &["Ctrl-c"]),
        (b"\x1b[M\x1b[A", &["Up"]),
        (b"\xc3k", &["k"]),
        (b"\xe2\x9c\x1b[A", &["Up"]),
        (b"\xf0\x9f\xc3\xa9", &["é"]),
        (b"\x1b\xc3\x1bb", &["Alt-b"]),
        (b"\x1b]11;rgb\x1b[A", &["Up"]),
        (b"\x1b]11;rgb\x03k", &["Ctrl-c", "k"]),
        (b"\x1bP1\x1b\x1b[A", &["Esc", "Up"]),
        (b"\x1b]\x1b[A", &["Alt-]", "Up"]),
        (b"\x1b_\x03", &["Alt-_", "Ctrl-c"]),
    ];
    for (bytes, events) in broken {
        assert_means(bytes, events);
    }
}

#[test]
fn time_tells_what_was_begun() {
    let begun: &[(&[u8], &[&str])] = &[
        (b"\x1b", &["Esc"]),
        (b"\x1b\x1b", &["Esc", "Esc"]),
        (b"\x1b[", &["Alt-["]),
        (b"\x1bO", &["Alt-O"]),
        (b"\x1b]", &["Alt-]"]),
        (b"\x1bP", &["Alt-P"]),
        (b"\x1bX", &["Alt-X"]),
        (b"\x1b^", &["Alt-^"]),
        (b"\x1b_", &["Alt-_"]),
        (b"\x1b[1;", &[]),
        (b"\x1bO5", &[]),
        (b"\x1b[[", &[]),
        (b"\x1b[M !", &[]),
        (b"\x1b]11;rgb", &[]),
        (b"\x1b]11;rgb\x1b", &["Esc"]),
        (b"\x1b]\x1b", &["Alt-]", "Esc"]),
        (b"\xe2\x9c", &[]),
        (b"\x1b\xe2\x9c", &[]),
    ];
    for (bytes, events) in begun {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        assert!(decoder.is_undecided(), "{}", bytes.escape_ascii());
        assert_eq!(settled(bytes), *events, "{}", bytes.escape_ascii());
    }
    assert!(!Decoder::default().is_undecided());
    assert_eq!(Decoder::default().settle(), None);
}

#[test]
fn a_settled_key_keeps_its_place() {
    let mut decoder = Decoder::default();
    decoder.feed(b"jk\x1b");
    assert_eq!(decoder.settle().map(|event| told(&event)).as_deref(), Some("j"));
    assert_eq!(drain(&mut decoder), ["k", "Esc"]);
}

#[test]
fn a_paste_is_bounded_and_its_end_still_known() {
    let text = "é".repeat(40_000);
    let pasted = decoded(format!("\x1b[200~x{text}\x1b[201~k").as_bytes());
    assert_eq!(pasted.len(), 2);
    assert_eq!(pasted[0].len(), "paste ".len() + paste::KEPT - 1);
    assert!(pasted[0].ends_with('é'));
    assert_eq!(pasted[1], "k");
    let wrong = [b"\x1b[200~", &vec![0xff; 1 << 20][..], b"\x1b[201~k"].concat();
    assert!(decoded(&wrong)[0].len() <= "paste ".len() + paste::KEPT);
}

#[test]
fn a_silence_ends_a_paste_and_only_a_long_one() {
    let begun: &[(&[u8], &[&str])] = &[
        (b"", &[]),
        (b"q", &["paste q"]),
        (b"a\r\nb", &["paste a\r\nb"]),
        // A part of the end marker is not text.
        (b"q\x1b[20", &["paste q"]),
        // The user typed the Ctrl-c at the end, but not those within the paste.
        (b"\x03", &["Ctrl-c"]),
        (b"q\x03\x03", &["paste q", "Ctrl-c"]),
        (b"q\x03q", &["paste q\x03q"]),
    ];
    for (bytes, events) in begun {
        let bytes = [b"\x1b[200~", *bytes].concat();
        let mut decoder = Decoder::default();
        decoder.feed(&bytes);
        assert_eq!(decoder.patience(), Some(paste::PATIENCE));
        assert_eq!(settled(&bytes), *events, "{}", bytes.escape_ascii());
    }
    // A line stalls for longer within a paste than within a key.
    assert!(paste::PATIENCE > 20 * SETTLE);
}

#[test]
fn three_interrupts_in_a_row_are_noticed_and_no_others() {
    for bytes in [&b"\x03\x03"[..], b"\x03\x03j\x03", b"\x03\x03\x1b[A\x03"] {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        assert!(!decoder.wants_out(), "{}", bytes.escape_ascii());
    }
    // This holds even if the queue is full, and it lasts.
    let mut decoder = Decoder::default();
    decoder.feed(&vec![b'j'; 2 * queue::EVENTS]);
    decoder.feed(b"\x03\x03\x03q");
    assert!(decoder.wants_out());
}

#[test]
fn a_string_is_swallowed_up_to_a_bound() {
    let content = "x".repeat(string::LONGEST);
    assert_eq!(decoded(format!("\x1b]52;c;{}\x07k", &content[5..]).as_bytes()), ["k"]);
    assert_eq!(decoded(format!("\x1bP{content}jk").as_bytes()), ["j", "k"]);
}

#[test]
fn a_long_sequence_is_passed_over_up_to_its_end() {
    let numbers = "1;".repeat(1 << 20);
    assert_eq!(decoded(format!("\x1b[{numbers}Ak").as_bytes()), ["k"]);
    assert_eq!(decoded(format!("\x1bO{numbers}Ak").as_bytes()), ["k"]);
}

#[test]
fn a_flood_is_cut_off() {
    let keys = decoded(&vec![b'j'; 4 << 20]);
    assert_eq!(keys.len(), queue::EVENTS);
    let paste = format!("\x1b[200~{}\x1b[201~", "x".repeat(paste::KEPT));
    let pastes = decoded(paste.repeat(40).as_bytes());
    assert_eq!(pastes.len() * paste::KEPT, queue::TEXT);
}
