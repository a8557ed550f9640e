//! The scan compared with `Claim`: both accept the same texts and read equal values.

mod mutation;
mod owned;
mod quick;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::ClaimScan;
use crate::claim::Claim;
use mutation::{Change, Node, changes, garbled};
use owned::of;

/// A record with every field of the format, and with unknown fields at every level.
const FULL: &str = include_str!("tests/full.json");

const DOCUMENTS: [&str; 4] = [
    include_str!("../../../data/meta-netflix.json"),
    include_str!("../../../tests/data/ferry.json"),
    include_str!("../../../tests/data/harbour.json"),
    include_str!("../../../tests/data/hostile.json"),
];

const LINES: &str = include_str!("../../../tests/data/broken.ndjson");

/// The records of claims in the test files, as they are written there.
fn records() -> Vec<&'static str> {
    #[derive(Deserialize)]
    struct Document<'a> {
        #[serde(borrow)]
        claims: Vec<&'a RawValue>,
    }
    #[derive(Deserialize)]
    struct Wrapped<'a> {
        #[serde(borrow)]
        claim: &'a RawValue,
    }
    let documents = DOCUMENTS.iter().map(|text| serde_json::from_str::<Document>(text).unwrap());
    let lines = LINES.lines().filter_map(|line| serde_json::from_str::<Wrapped>(line).ok());
    let mut records: Vec<&str> =
        documents.flat_map(|document| document.claims).map(RawValue::get).collect();
    records.extend(lines.map(|line| line.claim.get()));
    records.extend([FULL, quick::plain()]);
    records
}

/// Returns whether both readers agree about a record, and whether they accept it.
fn agree(record: &str) -> Result<bool, String> {
    match (serde_json::from_str::<Claim>(record), ClaimScan::read(record)) {
        (Ok(claim), Ok(sketch)) if of(&claim) == sketch => Ok(true),
        (Ok(claim), Ok(sketch)) => Err(format!("{:#?}\nis not\n{sketch:#?}", of(&claim))),
        (Err(_), Err(_)) => Ok(false),
        (Ok(_), Err(_)) if record.contains("$serde_json") => Ok(false),
        (Ok(_), Err(error)) => Err(format!("refused: {error}\n{record}")),
        (Err(error), Ok(_)) => Err(format!("accepted in spite of: {error}\n{record}")),
    }
}

#[test]
fn the_records_at_hand_read_as_when_owned() {
    let records = records();
    let read = records.iter().filter(|record| agree(record).unwrap()).count();
    assert!(records.len() > 20 && read > 20, "{read} of {}", records.len());
}

#[test]
fn the_full_record_is_full() {
    let claim: Claim = serde_json::from_str(FULL).unwrap();
    let sketch = ClaimScan::read(FULL).unwrap();
    assert_eq!(sketch, of(&claim));
    assert_eq!(sketch.unknown, claim.unknown_fields());
    assert_eq!(sketch.unknown, 15);
}

#[test]
fn an_unescaped_text_is_borrowed() {
    let sketch = ClaimScan::read(r#"{"id":"plain","text":"esc\u0061ped"}"#).unwrap();
    assert!(matches!(sketch.id.0, std::borrow::Cow::Borrowed(_)));
    assert_eq!(&*sketch.text, "escaped");
}

#[test]
fn an_unknown_key_that_stands_twice_counts_once() {
    let record = r#"{"id":"a","text":"b","odd":1,"\u006fdd":2,"made":[{"odd":1,"odd":1}]}"#;
    assert_eq!(ClaimScan::read(record).unwrap().unknown, 2);
    assert!(agree(record).unwrap());
}

#[test]
fn what_is_passed_over_is_checked_as_if_it_were_kept() {
    let levels = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for (value, fits) in [
        (levels(126), true),
        (levels(127), false),
        (r#""\ud800""#.into(), false),
        (r#""\ud83d\ude00""#.into(), true),
        ("1e999".into(), false),
        ("-123456789012345678901234567890".into(), true),
        (r#"{"\ud800":1}"#.into(), false),
        (r#"{"a":1,"a":2}"#.into(), true),
        ("01".into(), false),
    ] {
        for key in ["ext", "odd"] {
            let record = format!(r#"{{"id":"a","text":"b","{key}":{value}}}"#);
            assert_eq!(agree(&record), Ok(fits), "{record}");
        }
    }
}

#[test]
fn a_sign_of_serde_jsons_own_is_left_to_the_slow_reader() {
    let record = r#"{"id":"a","text":"b","ext":{"$serde_json::private::RawValue":"5"}}"#;
    assert!(serde_json::from_str::<Claim>(record).is_ok());
    assert!(ClaimScan::read(record).is_err());
}

#[test]
fn a_line_that_holds_only_a_claim_is_read() {
    let claim = r#"{"id":"a","text":"b","made":[]}"#;
    for (before, after) in [("{\"claim\":", "}"), (" {\t\"claim\" : ", " } \r")] {
        let line = format!("{before}{claim}{after}");
        let (sketch, range) = ClaimScan::read_line(&line).unwrap();
        assert_eq!((&*sketch.id, &line[range]), ("a", claim));
    }
    for line in [
        "",
        " ",
        "{}",
        "[]",
        "{\"claim\":",
        &format!("{{\"claim\":{claim}"),
        &format!("{{\"claim\":{claim},\"agent\":{{}}}}"),
        &format!("{{\"claim\":{claim},}}"),
        &format!("{{\"claim\":{claim}}}}}"),
        &format!("{{\"claim\":{claim}}}\u{a0}"),
        &format!("{{\"cl\\u0061im\":{claim}}}"),
        r#"{"claim":{"id":"a"}}"#,
        r#"{"claim":[]}"#,
        r#"{"agent":{}}"#,
        r#"{"claims":{}}"#,
    ] {
        assert!(ClaimScan::read_line(line).is_none(), "{line}");
    }
}

/// Returns a record to start from, by its number.
fn node(number: prop::sample::Index) -> Node {
    let records = records();
    Node::from(&serde_json::from_str(records[number.index(records.len())]).unwrap())
}

/// Returns the record with this number, or the full one, with changes made to it.
fn changed(number: Option<prop::sample::Index>, changes: Vec<Change>) -> String {
    let mut record = number.map_or_else(|| Node::from(&serde_json::from_str(FULL).unwrap()), node);
    for change in changes {
        record.take(change);
    }
    record.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn changed_records_read_as_when_owned(
        number in any::<Option<prop::sample::Index>>(),
        changes in changes(),
    ) {
        agree(&changed(number, changes)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn garbled_records_read_as_when_owned(record in garbled(FULL)) {
        agree(&record).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn a_claim_read_from_a_line_is_the_lines_only_member(
        number in any::<Option<prop::sample::Index>>(),
        changes in changes(),
        before in prop::sample::select(vec!["{\"claim\":", " {\"claim\" :\t", "{\"claim\":{", "{"]),
        after in prop::sample::select(vec!["}", " } ", "", "}}", ",\"claim\":1}", ",}", "} x"]),
    ) {
        let record = changed(number, changes);
        let line = format!("{before}{record}{after}");
        let whole = before.ends_with([':', '\t']) && after.trim() == "}";
        if let Some((sketch, range)) = ClaimScan::read_line(&line) {
            prop_assert!(whole, "{line}");
            prop_assert_eq!(&line[range], &record);
            prop_assert_eq!(Some(sketch), ClaimScan::read(&record).ok());
        } else {
            prop_assert!(!whole || ClaimScan::read(&record).is_err(), "{line}");
        }
    }
}
