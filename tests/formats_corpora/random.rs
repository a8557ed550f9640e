//! Tests of random records of each format: no value is lost, and the result is a dataset without
//! errors.

use gainsay::import::{Broken, Format};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Dataset, import};

/// Ordinary texts, texts as publishers break them, and hostile texts.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-z][a-z ]{0,12}",
        1 => any::<String>(),
        1 => prop::sample::select(vec![
            "", " ", "\n", "\u{200b}", "\u{ad}\u{feff}", "\u{202e}abc", "\u{0}", "\u{1b}[31m", "<br>", "<i>A</i> &amp; B",
            "&quot;", "Metadata", "javascript:alert(1)", "https://a.example/x y", "https://", "5-1-2020", "31-2-2020",
            "SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO", "NOT ENOUGH INFO", "SUPPORT", "CONTRADICT", "DISPUTED",
            "Extractive", "PDF", "A_-LRB-b-RRB-", "A_sentence_3", "A_cell_0_1", "\u{e2}\u{80}\u{94}", "unknown",
            "http://a.example/", "https://web.example/1/http://b.example/", "document", "Numerical Claim",
        ]).prop_map(str::to_owned),
    ]
}

/// Any JSON of little depth.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1000_i32..1000).prop_map(|number| Value::from(f64::from(number) / 8.0)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Mostly a value of the right type, and otherwise any value or a text.
fn mostly(right: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    prop_oneof![8 => right, 1 => anything(), 1 => text().prop_map(Value::from)].boxed()
}

fn words() -> BoxedStrategy<Value> {
    mostly(text().prop_map(Value::from).boxed())
}

fn number() -> BoxedStrategy<Value> {
    mostly((-2_i64..9).prop_map(Value::from).boxed())
}

fn list(of: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    mostly(prop::collection::vec(of, 0..4).prop_map(Value::from).boxed())
}

/// An object with most of these fields, and with some unknown ones.
fn object(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| {
            prop::option::weighted(0.9, value.prop_map(move |value| (name.to_owned(), value)))
        })
        .collect();
    let more = prop::collection::vec(("[a-z_.]{1,8}", anything()), 0..2);
    let object = (fields, more).prop_map(|(fields, more)| {
        // Known fields come last, so that they replace unknown ones of the same name.
        let members: Map<String, Value> =
            more.into_iter().chain(fields.into_iter().flatten()).collect();
        Value::Object(members)
    });
    mostly(object.boxed())
}

fn averitec() -> BoxedStrategy<Value> {
    let answer = object(vec![
        ("answer", words()),
        ("answer_type", words()),
        ("boolean_explanation", words()),
        ("source_url", words()),
        ("source_medium", words()),
        ("cached_source_url", words()),
    ]);
    let question = object(vec![("question", words()), ("answers", list(answer))]);
    object(vec![
        ("claim", words()),
        ("label", words()),
        ("justification", words()),
        ("claim_date", words()),
        ("speaker", words()),
        ("original_claim_url", words()),
        ("cached_original_claim_url", words()),
        ("fact_checking_article", words()),
        ("reporting_source", words()),
        ("location_ISO_code", words()),
        ("claim_types", list(words())),
        ("questions", list(question)),
        ("claim_id", number()),
    ])
}

fn climate_fever() -> BoxedStrategy<Value> {
    let sentence = object(vec![
        ("evidence_id", words()),
        ("evidence_label", words()),
        ("article", words()),
        ("evidence", words()),
        ("entropy", number()),
        ("votes", list(words())),
    ]);
    object(vec![
        ("claim_id", words()),
        ("claim", words()),
        ("claim_label", words()),
        ("evidences", list(sentence)),
    ])
}

fn fever() -> BoxedStrategy<Value> {
    let citation = mostly(
        (number(), number(), words(), number())
            .prop_map(|(a, e, page, at)| json!([a, e, page, at]))
            .boxed(),
    );
    let content = object(vec![("content", list(words())), ("context", anything().boxed())]);
    let set = prop_oneof![3 => list(citation), 1 => content].boxed();
    object(vec![
        ("id", number()),
        ("label", words()),
        ("claim", words()),
        ("verifiable", words()),
        ("evidence", list(set)),
        ("page", words()),
        ("evidence_wiki_url", words()),
        ("evidence_sentence_id", number()),
    ])
}

fn scifact() -> BoxedStrategy<Value> {
    let rationale = object(vec![("sentences", list(number())), ("label", words())]);
    let of = prop_oneof![list(rationale.clone()), rationale];
    let evidence = prop::collection::vec(("[1-4 ]{1,2}", of), 0..3);
    let evidence =
        evidence.prop_map(|members| Value::Object(members.into_iter().collect())).boxed();
    object(vec![
        ("id", number()),
        ("claim", words()),
        ("evidence", mostly(evidence)),
        ("cited_doc_ids", list(number())),
        ("label", words()),
        ("evidence_doc_id", words()),
        ("evidence_label", words()),
    ])
}

fn document() -> BoxedStrategy<Value> {
    object(vec![
        ("doc_id", number()),
        ("title", words()),
        ("abstract", list(words())),
        ("structured", number()),
    ])
}

/// Collects what must survive the import: texts without surrounding blanks, and numbers.
fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.trim().to_owned()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(list) => list.iter().for_each(|value| leaves(value, found)),
        Value::Object(members) => members.values().for_each(|value| leaves(value, found)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The labels that are imported as a stance.
const LABELS: [&str; 6] =
    ["SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO", "NOT ENOUGH INFO", "SUPPORT", "CONTRADICT"];

/// Checks that every leaf of the imported records is part of some text of the dataset.
fn nothing_is_lost(records: &[Value], dataset: &Dataset) -> Result<(), TestCaseError> {
    let mut written = Vec::new();
    dataset.lines.iter().for_each(|line| leaves(line, &mut written));
    let broken: Vec<usize> = dataset.summary.problems.iter().map(|problem| problem.line).collect();
    for (index, record) in records.iter().enumerate() {
        // Each record is on a line of its own. A record whose claim fields are all empty is
        // skipped.
        let says_nothing =
            |key: &str| record.get(key).is_none_or(|it| it.as_str().is_some_and(is_blank));
        let is_template = ["claim", "label", "claim_label"].into_iter().all(says_nothing);
        if is_template || broken.contains(&(index + 1)) {
            continue;
        }
        let mut found = Vec::new();
        leaves(record, &mut found);
        for leaf in found.iter().filter(|leaf| !LABELS.contains(&leaf.as_str())) {
            let is_there = written.iter().any(|text| text.contains(leaf.as_str()));
            prop_assert!(is_there, "{leaf:?} of {record:#} is lost");
        }
    }
    Ok(())
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || gainsay::text::is_unseen(c))
}

fn lines(records: &[Value]) -> Vec<u8> {
    records.iter().flat_map(|record| format!("{record}\n").into_bytes()).collect()
}

/// Imports records after a valid one, so that the file is recognised as one record a line.
fn holds(
    format: Format,
    mut records: Vec<Value>,
    corpus: Option<&[Value]>,
) -> Result<(), TestCaseError> {
    records.insert(0, json!({ "claim": "A good one." }));
    records.push(json!({ "claim": "Another." }));
    let text = lines(&records);
    let corpus = corpus.map(lines);
    let mut files: Vec<(&str, &[u8])> = vec![("a.jsonl", &text)];
    files.extend(corpus.as_deref().map(|corpus| ("corpus.jsonl", corpus)));
    let dataset = import(&files, Some(format), Broken::LeaveOut);
    let dataset =
        dataset.map_err(|refusal| TestCaseError::fail(format!("{:#?}", refusal.problems)))?;
    nothing_is_lost(&records, &dataset)?;
    // A second import gives the same result.
    let again = import(&files, Some(format), Broken::LeaveOut).ok().map(|again| again.lines);
    prop_assert_eq!(again, Some(dataset.lines));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn no_value_of_averitec_is_lost(records in prop::collection::vec(averitec(), 1..4)) {
        holds(Format::Averitec, records, None)?;
    }

    #[test]
    fn no_value_of_climate_fever_is_lost(records in prop::collection::vec(climate_fever(), 1..4)) {
        holds(Format::ClimateFever, records, None)?;
    }

    #[test]
    fn no_value_of_fever_is_lost(records in prop::collection::vec(fever(), 1..4)) {
        holds(Format::Fever, records, None)?;
    }

    #[test]
    fn no_value_of_scifact_is_lost(
        records in prop::collection::vec(scifact(), 1..4),
        documents in prop::option::of(prop::collection::vec(document(), 1..5)),
    ) {
        let documents = documents.map(|mut documents| {
            documents.insert(0, json!({ "doc_id": 1, "title": "T", "abstract": ["A.", "B."] }));
            documents
        });
        // Broken documents are reported with lines of their own file, which would be confused with
        // those of the claims.
        let documents = documents.map(|all| all.into_iter().filter(|it| it.get("doc_id").is_some_and(Value::is_number)).collect::<Vec<_>>());
        holds(Format::SciFact, records, documents.as_deref())?;
    }

    #[test]
    fn any_json_is_imported_or_refused(value in anything(), format in prop::sample::select(vec![
        Format::Averitec, Format::ClimateFever, Format::Fever, Format::SciFact,
    ])) {
        let text = value.to_string();
        for broken in [Broken::Refuse, Broken::LeaveOut] {
            let _ = import(&[("a.json", text.as_bytes())], Some(format), broken);
        }
    }
}
