//! The quick scan reads like serde, and accepts every plain record.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::mutation::{changes, garbled};
use super::{ClaimScan, FULL, changed, records};
use crate::catalog::claim_scan::quick;

/// A few lines as `examples/synthesize.rs` writes them.
const SYNTHETIC: &str = include_str!("synthetic.ndjson");

/// Returns the full record without the parts that are not plain.
pub(super) fn plain() -> &'static str {
    static PLAIN: LazyLock<String> = LazyLock::new(|| {
        let mut record = serde_json::from_str(FULL).unwrap();
        make_plain(&mut record);
        record.to_string()
    });
    &PLAIN
}

/// Removes unknown fields and foreign data, and makes every number small.
fn make_plain(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|key, _| !["odd", "odder", "ext"].contains(&key.as_str()));
            members.values_mut().for_each(make_plain);
        }
        Value::Array(list) => list.iter_mut().for_each(make_plain),
        Value::Number(_) => *value = json!(7),
        _ => {}
    }
}

/// Returns whether the quick scan accepts a record; fails if its result differs from serde's.
fn goes(record: &str) -> Result<bool, String> {
    match (quick::record(record), serde_json::from_str::<ClaimScan>(record)) {
        (Some(quick), Ok(sketch)) if quick == sketch => Ok(true),
        (Some(quick), other) => Err(format!("{quick:#?}\nis not\n{other:#?}\n{record}")),
        (None, _) => Ok(false),
    }
}

#[test]
fn plain_records_go_the_quick_way() {
    let records = records();
    let mut quick = 0;
    for record in &records {
        let goes = goes(record).unwrap();
        let plain = |sketch: ClaimScan| sketch.unknown == 0 && !record.contains("\"ext\"");
        let of_this_house = include_str!("../../../../data/meta-netflix.json").contains(record);
        if of_this_house && serde_json::from_str(record).is_ok_and(plain) {
            assert!(goes, "{record}");
        }
        quick += usize::from(goes);
    }
    assert!(quick * 2 > records.len(), "{quick} of {}", records.len());
    assert_eq!(goes(plain()), Ok(true), "{}", plain());
    assert_eq!(goes(FULL), Ok(false));
}

#[test]
fn synthetic_lines_go_the_quick_way() {
    assert!(SYNTHETIC.lines().count() > 3 && !SYNTHETIC.is_ascii());
    for line in SYNTHETIC.lines() {
        let start = "{\"claim\":".len();
        let (sketch, range) = quick::line(line).unwrap();
        assert_eq!(range, start..line.len() - 1);
        assert_eq!(sketch, serde_json::from_str(&line[range]).unwrap());
    }
}

#[test]
fn fields_in_any_order_go_the_quick_way() {
    let record = r#"{"notes":"n","made":[{"locator":{"char":[1,2],"page":1},"by":"a"}],"text":"b",
        "lang":null,"id":"a" , "kind" : "event"}"#;
    assert_eq!(goes(record), Ok(true));
}

#[test]
fn the_unusual_goes_the_other_way() {
    for members in [
        r#""odd":1"#,
        r#""ext":{}"#,
        r#""id":"a""#,
        r#""l\u0061ng":"en""#,
        r#""lang":7"#,
        r#""lang":nullx"#,
        r#""lang":"\ud83d\ude00""#,
        r#""lang":"\u+123""#,
        r#""kind":"ev\u0065nt""#,
        r#""kind":{"event":null}"#,
        r#""topics":null"#,
        r#""topics":["a",]"#,
        r#""topics":[,"a"]"#,
        r#""happened":[]"#,
        r#""amounts":[{"value":01}]"#,
        r#""amounts":[{"value":-1}]"#,
        r#""amounts":[{"value":1.5}]"#,
        r#""amounts":[{"value":1e2}]"#,
        r#""amounts":[{"value":1234567890123456}]"#,
        r#""made":[{"locator":{"char":[1]}}]"#,
        r#""made":[{"locator":{"char":[1,2,3]}}]"#,
        r#""made":[{"first":trueish}]"#,
    ] {
        let record = format!(r#"{{"id":"a","text":"b",{members}}}"#);
        assert_eq!(goes(&record), Ok(false), "{record}");
    }
    for record in [r#"{"id":"a"}"#, r#"{"text":"a"}"#, r#"{"id":"a","text":"b",}"#, "{", "{}", ""] {
        assert_eq!(goes(record), Ok(false), "{record}");
    }
}

#[test]
fn texts_of_every_length_read_alike_whatever_stands_at_any_place() {
    let fine = ["", "é", "€", "😀", "!", "#", "]", "\u{7f}", r#"\""#, r"\\", r"\/", r"\b\f\n\r\t"];
    let fine = fine.into_iter().chain([r"\u00e9", r"\u0000", r"\uFFff"]);
    let not = ["\"", "\u{0}", "\u{1}", "\n", "\u{1f}", r"\", r"\x", r"\u12", r"\u12g4", r"\ud800"];
    let all = fine.map(|bit| (bit, true)).chain(not.map(|bit| (bit, false)));
    for (bit, is_fine) in all {
        for length in 0..84 {
            for place in 0..=length {
                let text = format!("{}{bit}{}", "x".repeat(place), "y".repeat(length - place));
                for record in [
                    format!(r#"{{"id":"{text}","text":""}}"#),
                    format!(r#"{{"text":"","id":"{text}"}}"#),
                    format!(r#"{{"id":"","text":"","lang":"{text}"}}"#),
                ] {
                    assert_eq!(goes(&record), Ok(is_fine), "{record}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn changed_records_read_the_same_either_way(
        number in any::<prop::sample::Index>(),
        changes in changes(),
    ) {
        goes(&changed(Some(number), changes)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn garbled_records_read_the_same_either_way(record in garbled(plain())) {
        goes(&record).map_err(TestCaseError::fail)?;
    }
}
