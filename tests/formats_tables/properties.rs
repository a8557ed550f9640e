//! Property tests: any table, any bytes.

use gainsay::import::Format;
use proptest::prelude::*;
use serde_json::Value;

use super::{Asked, LIAR, bytes};

/// Appends every text of a value, one on each line.
fn texts(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => {
            out.push_str(text);
            out.push('\n');
        }
        Value::Array(list) => list.iter().for_each(|value| texts(value, out)),
        Value::Object(map) => map.values().for_each(|value| texts(value, out)),
        Value::Number(number) => {
            out.push_str(&number.to_string());
            out.push('\n');
        }
        _ => {}
    }
}

const KEYS: &[&str] = &[
    "by",
    "by-role",
    "date",
    "where",
    "quote",
    "source",
    "source-url",
    "first-url",
    "archived-url",
    "interpreted-by",
    "verdict",
    "verdict-by",
    "verdict-date",
    "verdict-url",
    "verdict-text",
    "value",
    "best",
    "worst",
    "language",
    "happened",
    "happened-where",
    "evidence",
    "evidence-url",
    "supports",
    "undercuts",
    "denial",
    "denial-by",
    "denial-url",
    "note",
    "id",
];

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z\",;\t\r\n<>&# ]{0,12}",
        Just(String::new()),
        Just("https://a.org/1, https://a.org/2".to_owned()),
        Just("https://a.org/1".to_owned()),
        Just("31/5/2018".to_owned()),
        Just("<b>x</b> &amp; y".to_owned()),
        Just("en".to_owned()),
        Just("4.50".to_owned()),
    ]
}

const SPEAKERS: &[&str] = &["Ann Doe", "Bob", "Carl Roe"];

/// The parts of a text between its separators.
fn texts_with_separators() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-z]{1,6} [a-z]{1,6}", 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_table_is_imported_without_losing_a_value(
        rows in prop::collection::vec(prop::collection::vec(cell(), 1..40), 1..5),
        semicolon: bool,
        mapped in prop::collection::vec((0..KEYS.len(), 1_usize..36), 0..20),
    ) {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .delimiter(if semicolon { b';' } else { b',' })
            .quote_style(csv::QuoteStyle::Always)
            .from_writer(Vec::new());
        let filler = vec!["x"; 40];
        // So many rows that the delimiter can be detected, however irregular the other rows are.
        for _ in 0..30 {
            writer.write_record(&filler).unwrap();
        }
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let written = writer.into_inner().unwrap();
        let map = mapped.iter().map(|(key, place)| format!(",{}=#{place}", KEYS[*key]));
        let asked = Asked::mapped(&format!("claim=#1{}", map.collect::<String>())).headless();
        let read = asked.from(Format::Csv).inputs(&[bytes("t.csv", &written)]).unwrap();
        let mut all = String::new();
        read.records.iter().for_each(|record| texts(record, &mut all));
        for cell in rows.iter().flatten().filter(|cell| !cell.trim().is_empty()) {
            prop_assert!(all.contains(cell.trim()), "{:?} is lost: {:?}", cell, read.records);
        }
    }

    #[test]
    fn separators_in_unquoted_texts_put_no_words_into_a_wrong_mouth(
        rows in prop::collection::vec((texts_with_separators(), 0..SPEAKERS.len(), any::<bool>(), any::<bool>()), 1..9),
        separator in prop::sample::select(vec![",", ";", "|", "\t"]),
    ) {
        let written: String = rows.iter().enumerate().fold(
            ["claim", "speaker", "rating"].join(separator),
            |table, (at, (text, speaker, is_true, is_short))| {
                let speaker = SPEAKERS[*speaker];
                let end = if *is_short { String::new() } else { format!("{separator}{is_true}") };
                format!("{table}\nA{at} {}{separator}{speaker}{end}", text.join(separator))
            },
        );
        let asked = Asked::mapped("claim=claim,by=speaker,verdict=rating");
        let read = asked.files(&[("t.csv", &written)]).unwrap();
        for (at, (text, speaker, is_true, is_short)) in rows.iter().enumerate() {
            let is_of_row = |claim: &&&Value| claim["text"].as_str().unwrap().starts_with(&format!("A{at} "));
            let claims = read.of("claim");
            let claim = claims.iter().find(is_of_row).unwrap();
            let by = read.name(&claim["made"][0]["by"]);
            let is_even = text.len() == 1;
            // A row with a cell too many and one too few looks like any other.
            if is_even || !is_short {
                prop_assert_eq!(by, if is_even { SPEAKERS[*speaker] } else { "unknown" });
                let right = (is_even && !is_short).then(|| is_true.to_string());
                prop_assert_eq!(claim["verdicts"][0]["label"].as_str(), right.as_deref());
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(
        start in prop_oneof![Just(&b"claim,by,label\n"[..]), Just(&b""[..]), Just(LIAR.as_bytes())],
        rest in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'"'), Just(b'\n'), Just(b',')], 0..60),
        format in prop::sample::select(vec![Format::Csv, Format::Tsv, Format::Liar, Format::Pubhealth, Format::Politifact]),
    ) {
        let input = [bytes("t", &[start, &rest].concat())];
        let leave_out = Asked { leave_out: true, ..Asked::default() };
        let _ = leave_out.clone().from(format).inputs(&input);
        let mapped = Asked { leave_out: true, ..Asked::mapped("claim=#1,by=#2,verdict=#3,topic=#3") };
        let _ = mapped.from(format).inputs(&input);
    }
}
