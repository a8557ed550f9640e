//! Tests that any bytes are read or refused without a panic.

use proptest::prelude::*;
use proptest::sample::Index;

use super::{REFERENCE, lines, read};

fn holds(name: &str, content: &[u8]) -> Result<(), TestCaseError> {
    let shown = match read(name, content) {
        Ok(catalog) => catalog.problems().iter().map(ToString::to_string).collect(),
        Err(problem) => vec![problem.to_string()],
    };
    for problem in shown {
        prop_assert!(problem.chars().all(|c| !c.is_control() || c == '\n'), "{problem:?}");
        prop_assert!(problem.len() < 10_000);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_or_refused(content in prop::collection::vec(any::<u8>(), 0..200), magic in 0_usize..6) {
        let magics: [&[u8]; 6] = [b"", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"{\"gainsay\":1,", b"\xff\xfe", "\u{feff}".as_bytes()];
        let content = [magics[magic], &content].concat();
        for name in ["d.json", "d.ndjson"] {
            holds(name, &content)?;
        }
    }

    #[test]
    fn any_lines_are_read_or_refused(texts in prop::collection::vec(".{0,40}", 0..8)) {
        let header = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\"}}\n".to_owned();
        holds("d.ndjson", (header + &texts.join("\n")).as_bytes())?;
    }

    #[test]
    fn any_truncated_file_is_read_or_refused(at in any::<Index>()) {
        holds("d.json", &REFERENCE.as_bytes()[..at.index(REFERENCE.len())])?;
        let text = lines(REFERENCE);
        holds("d.ndjson", &text.as_bytes()[..at.index(text.len())])?;
    }

    #[test]
    fn any_replaced_byte_is_read_or_refused(at in any::<Index>(), byte in any::<u8>()) {
        for (name, text) in [("d.json", REFERENCE.to_owned()), ("d.ndjson", lines(REFERENCE))] {
            let mut content = text.into_bytes();
            let at = at.index(content.len());
            content[at] = byte;
            holds(name, &content)?;
        }
    }
}
