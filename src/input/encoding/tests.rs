//! Tests of encodings, whatever the pieces in which a text is read.

use std::io::BufReader;

use proptest::prelude::*;

use super::*;

/// Decodes a text of which `known` bytes are looked at first, in pieces of `piece` bytes.
fn decoded(bytes: &[u8], known: usize, piece: usize) -> (String, TextEncoding) {
    let (start, rest) = bytes.split_at(known.min(bytes.len()));
    let rest = BufReader::with_capacity(piece, Cursor::new(rest.to_vec()));
    let mut reader = TextReader::new(start.to_vec(), known as u64, rest);
    let mut text = Vec::new();
    loop {
        let next = reader.fill_buf().unwrap();
        if next.is_empty() {
            break;
        }
        let count = next.len().min(piece);
        text.extend_from_slice(&next[..count]);
        reader.consume(count);
    }
    (String::from_utf8_lossy(&text).into_owned(), reader.encoding())
}

fn named(bytes: &[u8], known: usize) -> (String, String) {
    let (text, encoding) = decoded(bytes, known, 7);
    (text, encoding.to_string())
}

#[test]
fn a_byte_order_mark_decides() {
    let utf_16 = |text: &str, encode: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(encode).collect()
    };
    for encode in [u16::to_le_bytes, u16::to_be_bytes] {
        for text in ["\u{feff}{\"é\": \"🦦\"}", "claim,by\n"] {
            let text_only = text.trim_start_matches('\u{feff}').to_owned();
            assert_eq!(named(&utf_16(text, encode), 9), (text_only, "UTF-16".to_owned()));
        }
    }
    let (text, encoding) = decoded("\u{feff}é,\u{feff}".as_bytes(), 9, 2);
    assert!(text == "é,\u{feff}" && encoding.is_utf_8());
    for (start, name) in [
        (&b"\xff\xfe\0\0{\0\0\0"[..], Some("UTF-32")),
        (b"\0\0\xfe\xff\0\0\0{", Some("UTF-32")),
        (b"a\0\0\0\xe9\0\0\0", Some("UTF-32LE")),
        (b"\0\0\0a\0\0\0,", Some("UTF-32BE")),
        (b"\xff\xfe{\0", None),
        (b"a\0,\0b\0,\0", None),
    ] {
        assert_eq!(utf_32(start), name);
    }
}

#[test]
fn the_first_bytes_beyond_ascii_decide_wherever_they_stand() {
    let guess = "Windows-1252, which is a guess: it is not UTF-8".to_owned();
    for known in [0, 4, 20, 99] {
        let latin = b"claim,by\n\x93Caf\xe9s\x94 are open,Ren\xe9e\n";
        let expected = "claim,by\n“Cafés” are open,Renée\n".to_owned();
        assert_eq!(named(latin, known), (expected, guess.clone()), "{known}");
        let utf_8 = "claim,by\n“Cafés” are open,Renée\n";
        assert_eq!(named(utf_8.as_bytes(), known), (utf_8.to_owned(), "UTF-8".to_owned()));
        // One damaged byte among many good ones doesn't change the encoding.
        let damaged = [utf_8.as_bytes(), b"\xff"].concat();
        assert_eq!(named(&damaged, known).1, "UTF-8", "{known}");
    }
    // JSON is UTF-8 by its standard; the bytes stay, and their record is reported.
    assert_eq!(
        decoded(b" [\"caf\xe9\"]", 99, 3),
        (" [\"caf\u{fffd}\"]".into(), TextEncoding::UTF_8)
    );
}

#[test]
fn a_letter_that_could_begin_a_character_of_utf_8_is_decoded_wherever_it_stands() {
    for letter in 0xc2..=0xf4_u8 {
        for before in [0, 20, 63, 64, 65, 130] {
            for known in [0, 64, 1_000] {
                let text = [vec![b'a'; before], vec![letter, b' '], vec![b'b'; 200]].concat();
                let (read, encoding) = decoded(&text, known, 50);
                assert_eq!(
                    read.chars().nth(before),
                    Some(char::from(letter)),
                    "{letter:x} {before}"
                );
                assert!(!encoding.is_utf_8());
            }
        }
    }
}

#[test]
fn what_is_no_character_is_replaced_and_told() {
    let text = [b"\xff\xfea\0".as_slice(), b"\0\xd8b\0"].concat();
    let mut reader = TextReader::new(text, 1_000, &b""[..]);
    let mut read = String::new();
    reader.read_to_string(&mut read).unwrap();
    assert_eq!((read.as_str(), reader.has_replaced()), ("a\u{fffd}b", true));
}

#[test]
fn advice_never_damages_what_is_utf_8() {
    assert!(advice(b"Zo\xe9 and L\x92\xe9t\xe9").contains("iconv -f WINDOWS-1252"));
    assert!(advice(b"Zo\xe9 and Ren\xc3\xa9e").starts_with("the characters around them are UTF-8"));
}

#[test]
fn a_page_may_declare_its_encoding() {
    for (page, text, encoding) in [
        (&b"<meta charset=iso-8859-1>\xe9"[..], "é", "Windows-1252, as it declares"),
        (b"<meta content='text/html; charset=koi8-r'>\xc1", "а", "KOI8-R, as it declares"),
        (
            b"<?xml version='1.0' encoding=\"Shift_JIS\"?>\x82\xa0",
            "あ",
            "Shift_JIS, as it declares",
        ),
        (b"<meta charset=\"iso-2022-jp\">\x1b$B$\"\x1b(B", "あ", "ISO-2022-JP, as it declares"),
        (b"<meta charset=cp1251>\xc1", "Б", "Windows-1251, as it declares"),
        (b"<meta charset=iso-8859-1>\xc3\xa9", "é", "UTF-8"),
        (b"<meta charset=utf-16>\xc3\xa9", "é", "UTF-8"),
        (b"<meta charset=none>\xe9", "é", "Windows-1252, which is a guess: it is not UTF-8"),
    ] {
        for known in [45, 99] {
            let (read, named) = named(page, known);
            assert!(read.ends_with(text), "{read}");
            assert_eq!(named, encoding);
        }
    }
}

#[test]
fn a_declaration_in_a_comment_or_in_the_text_does_not_count() {
    for page in [
        &b"<!-- <meta charset=koi8-r> --><meta charset=latin1>\xe9"[..],
        b"<title>charset=koi8-r</title><meta name=a><meta charset=latin1>\xe9",
    ] {
        assert_eq!(named(page, 99).1, "Windows-1252, as it declares");
    }
}

#[test]
fn a_text_that_was_decoded_keeps_its_encoding() {
    let utf_16 = TextEncoding::utf_16(b"\xff\xfe").unwrap();
    let mut reader = TextReader::decoded(b"\xef\xbb\xbfa".to_vec(), &b"b"[..], utf_16);
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    assert_eq!((text.as_str(), reader.bom, reader.encoding()), ("ab", 3, utf_16));
}

proptest! {
    #[test]
    fn pieces_make_no_difference(bytes in prop::collection::vec(any::<u8>(), 0..200), piece in 1..40usize) {
        prop_assert_eq!(decoded(&bytes, 99, piece), decoded(&bytes, 99, 4096));
    }

    #[test]
    fn utf_8_stays_as_it_is(text in "[^\u{feff}\0]{4,80}", known in 0..9usize, piece in 1..40usize) {
        prop_assert_eq!(decoded(text.as_bytes(), known, piece), (text, TextEncoding::UTF_8));
    }
}
