//! Growth cases of a dataset and of a folder of datasets.

use serde_json::{Value, json};

use super::{Case, Files};

const HEADER: &str = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"}}"#;

/// Returns a dataset with a header and these records, one on each line.
pub(super) fn ndjson(records: impl IntoIterator<Item = Value>) -> Files {
    let mut text = String::from(HEADER);
    for record in records {
        text.push('\n');
        text.push_str(&record.to_string());
    }
    vec![("d.ndjson".to_owned(), text + "\n")]
}

/// Returns `count` records.
pub(super) fn many(count: usize, record: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..count).map(record).collect()
}

pub(super) fn claim(number: usize) -> Value {
    json!({"claim": {"id": format!("c{number:05}"), "text": format!("T{number:05}"), "made": [{"by": "a00000"}]}})
}

/// Adds fields to a claim.
pub(super) fn with(mut claim: Value, fields: &Value) -> Value {
    if let Some(fields) = fields.as_object() {
        for (key, value) in fields {
            claim["claim"][key] = value.clone();
        }
    }
    claim
}

/// Returns a dataset with one claim whose field `list` has `count` items.
pub(super) fn one(
    list: &'static str,
    item: impl Fn(usize) -> Value + Sync + 'static,
) -> impl Fn(usize) -> Files + Sync {
    move |count| {
        let items = many(count, &item);
        ndjson([agent(0), source(0), with(claim(0), &json!({list: items})), claim(1)])
    }
}

pub(super) fn agent(number: usize) -> Value {
    json!({"agent": {"id": format!("a{number:05}"), "kind": "person", "name": format!("Agent {number:05}")}})
}

pub(super) fn source(number: usize) -> Value {
    json!({"source": {"id": format!("s{number:05}"), "kind": "article", "title": format!("Source {number:05}")}})
}

pub(super) fn evidence(number: usize) -> Value {
    json!({"id": format!("e{number:05}"), "kind": "document", "stance": "supports", "summary": format!("E{number:05}"), "source": "s00000"})
}

pub(super) fn denial(number: usize) -> Value {
    json!({"id": format!("n{number:05}"), "by": "a00000", "scope": "full", "note": format!("N{number:05}"), "source": "s00000"})
}

/// The agent who makes the claims of [`folder`].
const AGENT: &str = r#"{"agent":{"id":"a","kind":"person","name":"A"}}"#;

/// Returns a folder of datasets with one claim each.
pub(super) fn folder(
    dataset: impl Fn(usize) -> String + Sync + 'static,
    claim: impl Fn(usize) -> String + Sync + 'static,
) -> impl Fn(usize) -> Files + Sync {
    move |count| {
        let file = |number: usize| {
            let header = json!({"gainsay": 1, "dataset": {"id": dataset(number), "title": "D"}});
            let claim = json!({"claim": {"id": claim(number), "text": format!("T{number:05}"), "made": [{"by": "a"}]}});
            (format!("f/{number:05}.ndjson"), format!("{header}\n{AGENT}\n{claim}\n"))
        };
        (0..count).map(file).collect()
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = reading();
    cases.extend(folders());
    cases
}

fn search(
    name: &'static str,
    most: usize,
    files: impl Fn(usize) -> Files + Sync + 'static,
) -> Case {
    Case::new(name, most, "search zzz -d d.ndjson", files).code(1)
}

/// Cases of a search that reads a dataset.
fn reading() -> Vec<Case> {
    vec![
        search("claims", 2000, |n| ndjson(many(n, claim))),
        search("claims of one id that differ", 1600, |n| {
            ndjson(many(n, |i| with(claim(i), &json!({"id": "c"}))))
        }),
        search("claims of one id that are the same", 2000, |n| ndjson(many(n, |_| claim(0)))),
        search("agents", 2000, |n| ndjson(many(n, agent))),
        search("agents of one id that differ", 2000, |n| {
            ndjson(many(n, |i| json!({"agent": {"id": "a", "name": format!("A{i:05}")}})))
        }),
        search("aliases of an agent", 4000, |n| {
            let aliases = many(n, |i| format!("Alias {i:05}").into());
            ndjson([json!({"agent": {"id": "a00000", "name": "A", "aliases": aliases}}), claim(0)])
        }),
        search("sources", 2000, |n| ndjson(many(n, source))),
        search("sources of one id that differ", 2000, |n| {
            ndjson(many(n, |i| json!({"source": {"id": "s", "title": format!("S{i:05}")}})))
        }),
        search("scales", 2000, |n| {
            ndjson(many(n, |i| json!({"scale": {"id": format!("x{i:05}")}})))
        }),
        search("relations", 1600, |n| {
            ndjson(many(
                n,
                |i| json!({"relation": {"from": "c00000", "type": "restates", "to": format!("c{i:05}")}}),
            ))
        }),
        search("issues", 2000, |n| {
            ndjson(many(
                n,
                |i| json!({"issue": {"id": format!("i{i:05}"), "about": ["c00000"], "text": "x"}}),
            ))
        }),
        search("issues of one id that differ", 2000, |n| {
            ndjson(many(
                n,
                |i| json!({"issue": {"id": "i", "about": ["c00000"], "text": format!("x{i:05}")}}),
            ))
        }),
        search("changes in the history", 2000, |n| {
            ndjson(many(
                n,
                |i| json!({"history": {"at": "2020", "what": format!("x{i:05}"), "by": "a00000"}}),
            ))
        }),
        search("broken records", 2000, |n| ndjson(many(n, |i| json!({"claim": {"id": i}})))),
        search("records of no kind", 2000, |n| {
            ndjson(many(n, |i| json!({format!("k{i:05}"): {}})))
        }),
        search("unknown fields of a claim", 4000, |n| {
            let unknown: serde_json::Map<String, Value> =
                (0..n).map(|i| (format!("u{i:05}"), i.into())).collect();
            ndjson([with(claim(0), &unknown.into())])
        }),
        search("unknown fields at the top", 4000, |n| {
            let unknown: serde_json::Map<String, Value> =
                (0..n).map(|i| (format!("u{i:05}"), i.into())).collect();
            let mut header = json!({"gainsay": 1, "dataset": {"id": "d", "title": "D"}});
            header.as_object_mut().unwrap().extend(unknown);
            vec![("d.ndjson".to_owned(), format!("{header}\n{}\n", claim(0)))]
        }),
        search("topics of a claim", 4000, one("topics", |i| format!("topic {i:05}").into())),
        search("topics over the claims", 1200, |n| {
            ndjson(many(n, |i| with(claim(i), &json!({"topics": [format!("topic {i:05}")]}))))
        }),
        search("evidence of a claim", 2000, one("evidence", evidence)),
        search("denials of a claim", 2000, one("denials", denial)),
        search("lists within lists of foreign data", 4000, |n| {
            let mut nested = json!({});
            for list in 0..n / 100 {
                nested[format!("k{list:05}")] = json!([vec![vec![0; 10]; 10]]);
            }
            ndjson([with(claim(0), &json!({"ext": nested}))])
        }),
        Case::new("claims in a document", 2000, "search zzz -d d.json", |n| {
            let claims = many(n, |i| claim(i)["claim"].clone());
            document("claims", &claims)
        })
        .code(1),
        Case::new("broken claims in a document", 2000, "search zzz -d d.json", |n| {
            document("claims", &many(n, |i| json!({"id": i})))
        })
        .code(1),
    ]
}

pub(super) fn document(list: &str, records: &[Value]) -> Files {
    let text = json!({"gainsay": 1, "dataset": {"id": "d", "title": "D"}, list: records});
    vec![("d.json".to_owned(), text.to_string())]
}

fn folders() -> Vec<Case> {
    let read = |name, most, files: Box<dyn Fn(usize) -> Files + Sync>| {
        Case::new(name, most, "search zzz -d f", files).code(1)
    };
    vec![
        read(
            "datasets in a folder",
            1600,
            Box::new(folder(|i| format!("d{i:05}"), |i| format!("c{i:05}"))),
        ),
        read("files of one dataset", 480, Box::new(folder(|_| "d".into(), |i| format!("c{i:05}")))),
        read(
            "datasets with a claim of one id",
            480,
            Box::new(folder(|i| format!("d{i:05}"), |_| "c".into())),
        ),
        read(
            "files that hold no dataset",
            480,
            Box::new(|n| {
                let mut files = folder(|_| "d".into(), |_| "c".into())(1);
                files.extend((0..n).map(|i| (format!("f/x{i:05}.json"), "nothing".to_owned())));
                files
            }),
        ),
        read(
            "folders",
            1600,
            Box::new(|n| {
                let mut files = folder(|_| "d".into(), |_| "c".into())(1);
                files.extend((0..n).map(|i| (format!("f/x{i:05}/readme"), String::new())));
                files
            }),
        ),
        Case::new(
            "datasets that are listed",
            320,
            "search --format ids -d f",
            folder(|i| format!("d{i:05}"), |i| format!("c{i:05}")),
        ),
        Case::new(
            "datasets with a claim of one id, listed",
            320,
            "search --format ids -d f",
            folder(|i| format!("d{i:05}"), |_| "c".into()),
        ),
        Case::new(
            "datasets that are exported",
            240,
            "export --to csv -d f",
            folder(|i| format!("d{i:05}"), |i| format!("c{i:05}")),
        ),
        Case::new(
            "datasets with a claim of one id, exported",
            160,
            "export --to html -d f",
            folder(|i| format!("d{i:05}"), |_| "c".into()),
        ),
        Case::new(
            "datasets in a dossier",
            160,
            "export --to markdown -d f",
            folder(|i| format!("d{i:05}"), |i| format!("c{i:05}")),
        ),
        Case::new(
            "datasets that are checked",
            480,
            "check f",
            folder(|i| format!("d{i:05}"), |i| format!("c{i:05}")),
        ),
        Case::new("datasets whose references lead nowhere, checked", 320, "check f", |n| {
            (0..n)
                .map(|i| {
                    let header =
                        json!({"gainsay": 1, "dataset": {"id": format!("d{i:05}"), "title": "D"}});
                    (
                        format!("f/{i:05}.ndjson"),
                        format!("{header}\n{}\n{}\n", agent(1), with(claim(0), &json!({}))),
                    )
                })
                .collect()
        })
        .code(1),
    ]
}
