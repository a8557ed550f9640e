//! Objects that stand one after the other in a text, each on any number of lines, as `jq .` prints
//! them.

use std::ops::Range;

use super::scan::JsonScan;

/// Returns the ranges of the objects of which a text consists, or `None` if it has fewer than two,
/// or something else between them. Goes by brackets: the objects need not be valid.
pub(crate) fn several_objects(text: &str) -> Option<Vec<Range<usize>>> {
    let mut objects = Vec::new();
    let mut scan = JsonScan::default();
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if scan.depth == 0 {
            match byte {
                b'{' => start = at,
                b' ' | b'\t' | b'\r' | b'\n' | 0x1e => continue,
                _ => return None,
            }
        }
        scan.step(byte);
        if scan.depth == 0 {
            objects.push(start..at + 1);
        }
    }
    (scan.depth == 0 && objects.len() > 1).then_some(objects)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn objects(text: &str) -> Option<Vec<&str>> {
        let found = several_objects(text)?;
        Some(found.into_iter().map(|range| &text[range]).collect())
    }

    #[test]
    fn objects_are_found_by_their_brackets() {
        let (one, two) = ("{\n \"a\": \"}\\\"{\"}", "{\"b\": [{}]}");
        assert_eq!(objects(&format!("\n{one}\n{two}{one} ")), Some(vec![one, two, one]));
        for text in ["", "{}", "{} 1 {}", "[{}, {}]", "{}{", "{}, {}"] {
            assert_eq!(objects(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn valid_objects_are_found_as_they_were_written(keys in prop::collection::vec(any::<String>(), 2..5)) {
            let written: Vec<String> = keys
                .iter()
                .map(|key| serde_json::to_string_pretty(&serde_json::json!({ key.as_str(): [key, {}] })).unwrap())
                .collect();
            let text = written.join("\n");
            prop_assert_eq!(objects(&text), Some(written.iter().map(String::as_str).collect()));
        }
    }
}
