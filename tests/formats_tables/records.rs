//! Tests of JSON of no known format, and of corpora modelled on FEVER: the keys of records as the
//! columns of a table.

use gainsay::import::Mending;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Asked, Outcome, bytes};

const ONE: &str = "The harbour bridge was shut in May.";
const TWO: &str = "Umbrellas are taxed twice.";

fn read(name: &str, text: &str) -> Outcome {
    Asked::default().files(&[(name, text)]).unwrap()
}

fn refused(name: &str, text: &str) -> String {
    Asked::default().files(&[(name, text)]).unwrap_err()
}

/// Returns the text of each claim with its first label.
fn rated(read: &Outcome) -> Vec<(String, String)> {
    let claims = read.of("claim").into_iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    claims.map(|claim| (text(&claim["text"]), text(&claim["verdicts"][0]["label"]))).collect()
}

fn two() -> Vec<(String, String)> {
    vec![(ONE.to_owned(), "false".to_owned()), (TWO.to_owned(), "true".to_owned())]
}

#[test]
fn records_are_read_wherever_they_stand() {
    let (one, two_) =
        (json!({"claim": ONE, "label": "false"}), json!({"claim": TWO, "label": "true"}));
    for text in [
        json!([one, two_]).to_string(),
        format!("{one}\n{two_}\n"),
        format!("{one:#}\n{two_:#}\n"),
        json!({"12": one, "13": two_}).to_string(),
        json!({"count": 2, "data": [one, two_]}).to_string(),
        json!({"answer": {"results": [one, two_]}}).to_string(),
        json!({"claim": {"0": ONE, "1": TWO}, "label": {"0": "false", "1": "true"}}).to_string(),
        json!({"claim": [ONE, TWO], "label": ["false", "true"]}).to_string(),
        json!({"columns": ["label", "claim"], "data": [["false", ONE], ["true", TWO]]}).to_string(),
        json!([["claim", "label"], [ONE, "false"], [TWO, "true"]]).to_string(),
        json!([{"row": one, "row_idx": 0}, {"row": two_, "row_idx": 1}]).to_string(),
        json!({ONE: {"Label": ["false"]}, TWO: {"Label": ["true"]}}).to_string(),
    ] {
        assert_eq!(rated(&read("a.json", &text)), two(), "{text}");
    }
}

#[test]
fn the_name_of_a_record_is_its_id_and_data_around_records_is_kept() {
    let by_id = read("a.json", &json!({"p-7": {"claim": ONE}, "p-8": {"claim": TWO}}).to_string());
    let origin = &by_id.claim(0)["ext"]["gainsay.import"]["origins"][0];
    assert_eq!((&origin["format"], &origin["record"]), (&json!("json"), &json!("p-7")));
    let around = json!({"fetched": "2020-01-02", "data": [{"claim": ONE}], "next": 2});
    let around = read("a.json", &around.to_string());
    let kept = around.records[0]["ext"]["json"].to_string();
    assert!(kept.contains("2020-01-02") && kept.contains("next"), "{kept}");
}

#[test]
fn nested_keys_are_columns_with_dots() {
    let record = json!([{
        "claim": {"text": ONE, "claimant": "Ann Doe"},
        "review": {"rating": "Mostly false", "url": "https://facts.example/fact-check/1"},
        "more": {"n": 7, "list": [1, null, "x"], "none": null},
    }]);
    let guessed = read("a.json", &record.to_string());
    let claim = guessed.claim(0);
    assert_eq!(guessed.name(&claim["made"][0]["by"]), "Ann Doe");
    assert_eq!(claim["verdicts"][0]["label"], "Mostly false");
    assert_eq!(guessed.url(&claim["verdicts"][0]["source"]), "https://facts.example/fact-check/1");
    let kept = json!({"more": {"n": 7, "list": [1, null, "x"]}});
    assert_eq!(claim["ext"]["json"], kept);
    let map = "claim=claim.text,verdict=review.rating,topic=more.list";
    let mapped = Asked::mapped(map).files(&[("a.json", &record.to_string())]).unwrap();
    let claim = mapped.claim(0);
    assert_eq!((&claim["text"], &claim["topics"]), (&json!(ONE), &json!(["1", "x"])));
    assert_eq!(mapped.name(&claim["made"][0]["by"]), "Ann Doe", "the map amends the guess");
    assert_eq!(claim["ext"]["json"], json!({"more": {"n": 7}}));
}

#[test]
fn a_list_of_texts_is_several_pieces_of_evidence() {
    let record =
        json!({"claim": ONE, "speaker": "Ann", "proofs": ["A, b.", "C; d."], "who": ["Bo", "Cy"]});
    let map = "claim=claim,supports=proofs,by=who";
    let read = Asked::mapped(map).files(&[("a.json", &record.to_string())]).unwrap();
    let claim = read.claim(0);
    let evidence: Vec<(&Value, &Value)> = claim["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["summary"], &item["stance"]))
        .collect();
    let supports = json!("supports");
    assert_eq!(evidence, [(&json!("A, b."), &supports), (&json!("C; d."), &supports)]);
    let made: Vec<String> =
        claim["made"].as_array().unwrap().iter().map(|made| read.name(&made["by"])).collect();
    assert_eq!(made, ["Bo", "Cy"]);
    assert_eq!(claim["ext"]["json"], json!({"speaker": "Ann"}));
}

#[test]
fn a_map_names_the_claim_where_no_key_does() {
    let chat = json!([{"author": "ann", "text": "The pier is closed.", "at": 3}]).to_string();
    let said = refused("a.json", &chat);
    assert!(said.contains("can’t detect the format") && said.contains("--map claim=KEY"), "{said}");
    let read = Asked::mapped("claim=text,by=author").files(&[("a.json", &chat)]).unwrap();
    assert_eq!(read.claim(0)["text"], "The pier is closed.");
    assert_eq!(read.claim(0)["ext"]["json"], json!({"at": 3}));
    let said = Asked::mapped("claim=txt").files(&[("a.json", &chat)]).unwrap_err();
    assert!(said.contains("did you mean “text”?"), "{said}");
}

#[test]
fn other_json_is_no_collection_of_claims() {
    for other in [
        json!({"name": "x", "version": "1.0.0", "dependencies": {"a": "1"}}),
        json!({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"title": "Old pier"}}]}),
        json!([{"text": "See you at the pier", "user": "ann"}]),
        json!({"a": [1, 2, 3]}),
    ] {
        let said = refused("a.json", &other.to_string());
        assert!(said.contains("can’t detect the format"), "{said}");
    }
    let ours = json!({"gansay": 1, "dataset": {"id": "a"}, "claims": [{"id": "c", "text": ONE}]});
    assert!(refused("a.json", &ours.to_string()).contains("can’t detect the format"));
}

#[test]
fn a_record_that_is_no_object_is_refused_or_left_out() {
    let text = format!("[{}, 3]", json!({"claim": ONE, "label": "x"}));
    assert!(refused("a.json", &text).contains("isn’t a record"));
    let read = Asked { leave_out: true, ..Asked::default() }.files(&[("a.json", &text)]).unwrap();
    assert_eq!(read.summary.sum(), "2 records = 1 claim + 0 merged + 1 left out");
}

/// Returns the stance, the text and the source of each piece of evidence.
fn evidence(read: &Outcome, at: usize) -> Vec<(String, String, String)> {
    let items = read.claim(at)["evidence"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let source = |item: &Value| {
        let sources = read.of("source");
        let source = sources.into_iter().find(|source| source["id"] == item["source"]);
        source.map_or(String::new(), |it| text(it.get("url").unwrap_or(&it["title"])))
    };
    items.iter().map(|item| (text(&item["stance"]), text(&item["excerpt"]), source(item))).collect()
}

#[test]
fn a_relative_of_fever_has_evidence_and_nameless_annotators() {
    let lines = [
        json!({"claim": ONE, "label": "REFUTED", "evidence": ["It was open.", "Cars passed."],
            "gold_source": "https://port.example/log", "flair": "Report"}),
        json!({"claim": TWO, "label": "SUPPORTED", "evidence": [
            {"text": "The law says so.", "url": "https://law.example/9", "score": 0.5},
            ["Tax_-LRB-x-RRB-", "3", "It is taxed."],
        ]}),
        json!({"claim": "It rains.", "label": 1, "evidence": ["Rain fell."]}),
    ];
    let text = lines.map(|line| line.to_string()).join("\n");
    let read = read("a.jsonl", &text);
    let log = "https://port.example/log";
    let item = |stance: &str, words: &str, source: &str| {
        (stance.to_owned(), words.to_owned(), source.to_owned())
    };
    let wanted = [item("undercuts", "It was open.", log), item("undercuts", "Cars passed.", log)];
    assert_eq!(evidence(&read, 0), wanted);
    assert_eq!(read.claim(0)["ext"]["fever"], json!({"flair": "Report"}));
    let by = read.name(&read.claim(0)["verdicts"][0]["by"]);
    assert_eq!(by, "annotators that the file doesn’t name");
    let law = item("supports", "The law says so.", "https://law.example/9");
    let page = evidence(&read, 1);
    assert_eq!((&page[0], page[1].1.as_str()), (&law, "It is taxed."));
    assert_eq!(read.claim(1)["evidence"][1]["locator"], json!({"sentence": 4}));
    assert_eq!(evidence(&read, 2), [item("context", "Rain fell.", "")]);
    assert_eq!(
        (&read.claim(2)["verdicts"], &read.claim(2)["ext"]["fever"]),
        (&Value::Null, &json!({"label": 1}))
    );
    assert_eq!(read.summary.mended.0[&Mending::LabelUnread], 1);
}

#[test]
fn a_map_is_used_for_a_relative_of_fever_too() {
    let line =
        json!({"claim": ONE, "label": "REFUTED", "evidence": ["It was open."], "who": "Ann"});
    let text = json!([line]).to_string();
    let mapped = Asked::mapped("claim=claim,by=who,undercuts=evidence");
    let read = mapped.files(&[("a.json", &text)]).unwrap();
    let claim = read.claim(0);
    assert_eq!(read.name(&claim["made"][0]["by"]), "Ann");
    assert_eq!(claim["evidence"][0]["stance"], "undercuts");
    assert_eq!(claim["verdicts"][0]["label"], "REFUTED", "the map amends the guess");
}

#[test]
fn pairs_of_page_and_sentence_are_evidence() {
    let line = json!({"uid": "u", "claim": ONE, "label": "NOT_SUPPORTED", "num_hops": 2,
        "supporting_facts": [["Harbour bridge", 0], ["May", 2]]});
    let read = read("a.json", &json!([line]).to_string());
    let claim = read.claim(0);
    assert_eq!(claim["verdicts"][0]["label"], "NOT_SUPPORTED");
    let items = claim["evidence"].as_array().unwrap();
    let sentences: Vec<&Value> = items.iter().map(|item| &item["locator"]["sentence"]).collect();
    assert_eq!(sentences, [&json!(1), &json!(3)]);
    assert!(items.iter().all(|item| item["stance"] == "context"));
}

#[test]
fn numbers_of_climate_fever_are_labels() {
    let line = json!({"claim_id": "0", "claim": ONE, "claim_label": 3, "evidences": [
        {"evidence_id": "A:1", "evidence_label": 0, "article": "A", "evidence": "It is so."},
        {"evidence_id": "B:2", "evidence_label": 1, "article": "B", "evidence": "It is not."},
        {"evidence_id": "C:3", "evidence_label": 7, "article": "C", "evidence": "It may be."},
    ]});
    let read = read("a.jsonl", &format!("{line}\n"));
    let claim = read.claim(0);
    assert_eq!(claim["verdicts"][0]["label"], "DISPUTED");
    let stances: Vec<String> = evidence(&read, 0).into_iter().map(|item| item.0).collect();
    assert_eq!(stances, ["supports", "undercuts", "context"]);
    let counts = &read.summary.mended.0;
    assert_eq!((counts[&Mending::NumberedLabel], counts[&Mending::LabelUnread]), (3, 1));
    assert!(read.summary.guessed[0].contains("0 supports"), "{:?}", read.summary.guessed);
}

/// Any value of JSON, with keys that mean something and others.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9_f64).prop_map(Value::from),
        "[a-zé ]{0,12}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!("https://a.example/1")),
        Just(json!("3 May 2019")),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

const KEYS: &[&str] = &[
    "claim",
    "text",
    "label",
    "rating",
    "speaker",
    "date",
    "url",
    "evidence",
    "topic",
    "id",
    "author",
    "publisher",
    "quote",
    "source",
    "a.b",
    "note",
];

fn key() -> impl Strategy<Value = String> {
    prop_oneof![prop::sample::select(KEYS).prop_map(str::to_owned), "[a-z#. ]{0,5}"]
}

/// Returns every text and number of a value.
fn leaves(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => all.push(text.trim().to_owned()),
        Value::Number(number) => all.push(number.to_string()),
        Value::Array(list) => list.iter().for_each(|value| leaves(value, all)),
        Value::Object(map) => map.values().for_each(|value| leaves(value, all)),
        _ => {}
    }
}

fn shuffled(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let members = map.iter().rev().map(|(key, value)| (key.clone(), shuffled(value)));
            Value::Object(members.collect())
        }
        Value::Array(list) => list.iter().map(shuffled).collect(),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_record_is_imported_without_losing_a_text(
        record in prop::collection::vec((key(), value()), 0..8),
        rest in prop::collection::vec(value(), 0..3),
    ) {
        let mut object = Map::from_iter(record);
        object.insert("claim".to_owned(), json!(ONE));
        let asked = || Asked { leave_out: true, ..Asked::default() }.from(gainsay::import::Format::Json);
        let list: Vec<Value> = [Value::Object(object.clone())].into_iter().chain(rest).collect();
        let text = Value::from(list).to_string();
        let _ = asked().inputs(&[bytes("a.json", text.as_bytes())]);
        let one = json!([object]);
        let read = asked().inputs(&[bytes("a.json", one.to_string().as_bytes())]);
        let Ok(read) = read else { return Err(TestCaseError::fail(format!("{read:?}"))) };
        let (mut kept, mut given) = (Vec::new(), Vec::new());
        read.records.iter().for_each(|record| leaves(record, &mut kept));
        let kept = kept.join("\n");
        leaves(&one, &mut given);
        // A list of topics in one text is taken apart.
        for text in given.iter().flat_map(|text| text.split([',', ';', '|', '\n'])) {
            prop_assert!(kept.contains(text.trim()), "{:?} is lost: {:?}", text, read.records);
        }
        let again = asked().inputs(&[bytes("a.json", shuffled(&one).to_string().as_bytes())]);
        prop_assert_eq!(again.unwrap().records, read.records);
    }

    #[test]
    fn any_json_is_read_or_refused(value in value(), mapped: bool) {
        let asked = if mapped { Asked::mapped("claim=text,by=speaker") } else { Asked::default() };
        let text = value.to_string();
        let _ = asked.clone().files(&[("a.json", &text)]);
        let _ = asked.from(gainsay::import::Format::Json).files(&[("a.json", &text)]);
    }
}
