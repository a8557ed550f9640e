//! Any bytes in any pieces: the same events as whole, bounded, and a keyboard that still works.

#![no_main]

use gainsay::key::Key;
use gainsay::terminal::decode::{Decoder, TerminalEvent};
use libfuzzer_sys::fuzz_target;

/// The most bytes of one paste.
const PASTE: usize = 1 << 16;

/// The most events that wait, and the most bytes of pasted text among them.
const EVENTS: usize = 1 << 15;
const TEXT: usize = 1 << 20;

fuzz_target!(|input: (Vec<u8>, Vec<u8>)| {
    let (sizes, bytes) = input;
    let mut whole = Decoder::default();
    whole.feed(&bytes);
    let expected = taken(&mut whole);
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    let mut rest = &bytes[..];
    for size in sizes.iter().copied().chain([u8::MAX]).map(usize::from) {
        let size = if size == usize::from(u8::MAX) { rest.len() } else { size.min(rest.len()) };
        let (piece, more) = rest.split_at(size);
        decoder.feed(piece);
        events.extend(taken(&mut decoder));
        rest = more;
    }
    assert_eq!(events, expected);
    assert_eq!(decoder.is_undecided(), whole.is_undecided());
    bounded(&events, bytes.len());
    revives(decoder);
});

fn taken(decoder: &mut Decoder) -> Vec<TerminalEvent> {
    std::iter::from_fn(|| decoder.take()).collect()
}

/// No byte makes more than two events, and none tells more than its bounds.
fn bounded(events: &[TerminalEvent], bytes: usize) {
    let lengths = events.iter().map(|event| match event {
        TerminalEvent::Paste(text) => text.len(),
        _ => 0,
    });
    assert!(events.len() <= (2 * bytes).min(EVENTS));
    assert!(lengths.clone().all(|length| length <= PASTE));
    assert!(lengths.sum::<usize>() <= TEXT);
}

/// A silence, and a key: the key is there, and nothing after it. Three Ctrl-c are noticed.
fn revives(mut decoder: Decoder) {
    assert_eq!(decoder.patience().is_some(), decoder.is_undecided());
    decoder.settle();
    taken(&mut decoder);
    assert!(!decoder.is_undecided());
    decoder.feed(b"k");
    assert_eq!(taken(&mut decoder), [TerminalEvent::Key(Key::char('k'))]);
    decoder.feed(b"\x03\x03\x03");
    assert!(decoder.wants_out());
}
