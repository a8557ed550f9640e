//! Property tests of the decoder: any bytes, in any pieces.

use proptest::prelude::*;

use super::*;

/// Generates bytes that often contain the beginning of a sequence.
fn garbage() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => any::<u8>().prop_map(|byte| vec![byte]),
        8 => prop::sample::select(b"\x1b[O~;:0123<?$MmAuPX]\\_^\x07\x18\xc3\xa9".to_vec())
            .prop_map(|byte| vec![byte]),
        2 => prop::sample::select(KEYS).prop_map(|(bytes, _)| bytes.to_vec()),
        1 => prop::sample::select(NOTHING).prop_map(<[u8]>::to_vec),
        1 => Just(b"\x1b[200~".to_vec()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn the_pieces_in_which_bytes_come_do_not_matter(
        bytes in garbage(),
        cuts in prop::collection::vec(1_usize..5, 0..60),
    ) {
        let whole = decoded(&bytes);
        let mut decoder = Decoder::default();
        let mut pieces = Vec::new();
        let mut rest = &bytes[..];
        for cut in cuts.into_iter().chain([usize::MAX]) {
            let (piece, more) = rest.split_at(cut.min(rest.len()));
            decoder.feed(piece);
            pieces.extend(drain(&mut decoder));
            rest = more;
        }
        prop_assert_eq!(whole, pieces);
    }

    #[test]
    fn after_a_rest_a_key_is_a_key(bytes in garbage()) {
        let mut decoder = Decoder::default();
        decoder.feed(&bytes);
        prop_assert_eq!(decoder.patience().is_some(), decoder.is_undecided());
        decoder.settle();
        drain(&mut decoder);
        prop_assert_eq!(decoder.patience(), None);
        decoder.feed(b"jk\x1b[A");
        prop_assert_eq!(drain(&mut decoder), ["j", "k", "Up"]);
    }

    #[test]
    fn three_interrupts_let_a_user_out_of_any_state(bytes in garbage(), cut in 0_usize..4) {
        let mut decoder = Decoder::default();
        decoder.feed(&bytes);
        let (first, second) = b"\x03\x03\x03".split_at(cut);
        decoder.feed(first);
        decoder.feed(second);
        prop_assert!(decoder.wants_out());
    }

    #[test]
    fn nothing_of_an_answer_is_told(
        introducer in prop::sample::select(b"]P_^X".to_vec()),
        content in "[^\\p{Cc}]{0,80}",
        end in prop::sample::select(vec!["\x1b\\", "\x07"]),
    ) {
        let answer = format!("\x1b{}{content}{end}k", char::from(introducer));
        prop_assert_eq!(decoded(answer.as_bytes()), ["k"]);
    }

    #[test]
    fn little_is_held_whatever_comes(bytes in garbage(), times in 1_usize..2_000) {
        let mut decoder = Decoder::default();
        decoder.feed(&bytes.repeat(times));
        let held: usize = std::iter::from_fn(|| decoder.take())
            .map(|event| if let TerminalEvent::Paste(text) = event { text.capacity() } else { 0 })
            .sum();
        prop_assert!(held <= queue::TEXT);
        let held = if let DecoderState::Paste(paste) = decoder.state { paste.bytes.capacity() } else { 0 };
        prop_assert!(held <= 2 * paste::KEPT);
    }
}
