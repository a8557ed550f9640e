//! What a dataset, and a folder of datasets, can hold many of.

use serde_json::{Value, json};

use super::{Case, Files};

const HEADER: &str = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"}}"#;

/// A dataset of a line for each record, after some that it always has.
pub(super) fn ndjson(records: impl IntoIterator<Item = Value>) -> Files {
    let mut text = String::from(HEADER);
    for record in records {
        text.push('\n');
        text.push_str(&record.to_string());
    }
    vec![("d.ndjson".to_owned(), text + "\n")]
}

/// So many records.
pub(super) fn many(count: usize, record: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..count).map(record).collect()
}

pub(super) fn claim(number: usize) -> Value {
    json!({"claim": {"id": format!("c{number:05}"), "text": format!("T{number:05}"), "made": [{"by": "a00000"}]}})
}

/// A claim with other fields beside.
pub(super) fn with(mut claim: Value, fields: &Value) -> Value {
    if let Some(fields) = fields.as_object() {
        for (key, value) in fields {
            claim["claim"][key] = value.clone();
        }
    }
    claim
}

/// A dataset of one claim that has a list of so many.
fn one(
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

fn evidence(number: usize) -> Value {
    json!({"id": format!("e{number:05}"), "kind": "document", "stance": "supports", "summary": format!("E{number:05}"), "source": "s00000"})
}

fn denial(number: usize) -> Value {
    json!({"id": format!("n{number:05}"), "by": "a00000", "scope": "full", "note": format!("N{number:05}"), "source": "s00000"})
}

/// The one who makes the claims of a folder.
const AGENT: &str = r#"{"agent":{"id":"a","kind":"person","name":"A"}}"#;

/// A folder of so many datasets of one claim each.
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
    cases.extend(showing());
    cases.extend(exporting());
    cases.extend(checking());
    cases
}

fn search(
    name: &'static str,
    most: usize,
    files: impl Fn(usize) -> Files + Sync + 'static,
) -> Case {
    Case::new(name, most, "search zzz -d d.ndjson", files).code(1)
}

/// What is read to answer a search.
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

fn document(list: &str, records: &[Value]) -> Files {
    let text = json!({"gainsay": 1, "dataset": {"id": "d", "title": "D"}, list: records});
    vec![("d.json".to_owned(), text.to_string())]
}

fn folders() -> Vec<Case> {
    let read = |name, files: Box<dyn Fn(usize) -> Files + Sync>| {
        Case::new(name, 800, "search zzz -d f", files).code(1)
    };
    vec![
        read(
            "datasets in a folder",
            Box::new(folder(|i| format!("d{i:05}"), |i| format!("c{i:05}"))),
        ),
        read("files of one dataset", Box::new(folder(|_| "d".into(), |i| format!("c{i:05}")))),
        read(
            "datasets with a claim of one id",
            Box::new(folder(|i| format!("d{i:05}"), |_| "c".into())),
        ),
        read(
            "files that hold no dataset",
            Box::new(|n| {
                let mut files = folder(|_| "d".into(), |_| "c".into())(1);
                files.extend((0..n).map(|i| (format!("f/x{i:05}.json"), "nothing".to_owned())));
                files
            }),
        ),
        read(
            "folders",
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

/// One claim with many items, as it is shown.
fn showing() -> Vec<Case> {
    let show = |name, most, files: Box<dyn Fn(usize) -> Files + Sync>| {
        Case::new(name, most, "show c00000 -d d.ndjson", files)
    };
    vec![
        show("evidence that is shown", 800, Box::new(one("evidence", evidence))),
        show("denials that are shown", 800, Box::new(one("denials", denial))),
        show(
            "verdicts that are shown",
            800,
            Box::new(one(
                "verdicts",
                |i| json!({"by": "a00000", "label": format!("L{i:05}"), "source": "s00000"}),
            )),
        ),
        show(
            "wordings that are shown",
            800,
            Box::new(one("wordings", |i| json!({"text": format!("W{i:05}"), "source": "s00000"}))),
        ),
        show(
            "makers that are shown",
            800,
            Box::new(one("made", |i| json!({"by": format!("a{i:05}"), "source": "s00000"}))),
        ),
        show(
            "topics that are shown",
            2000,
            Box::new(one("topics", |i| format!("topic {i:05}").into())),
        ),
        show(
            "amounts that are shown",
            800,
            Box::new(one("amounts", |i| json!({"value": i, "currency": "EUR"}))),
        ),
        show(
            "changes of a claim that are shown",
            800,
            Box::new(one(
                "history",
                |i| json!({"at": "2020", "what": format!("x{i:05}"), "by": "a00000"}),
            )),
        ),
        show(
            "sources of a claim that are shown",
            400,
            Box::new(|n| {
                let mut records = many(n, source);
                let cited = many(n, |i| with_source(evidence(i), i));
                records.push(with(claim(0), &json!({"evidence": cited})));
                ndjson(records)
            }),
        ),
        show(
            "sources known through others",
            400,
            Box::new(|n| {
                let mut records = many(n, |i| {
                    let mut source = source(i);
                    source["source"]["via"] = format!("s{:05}", i + 1).into();
                    source
                });
                records.push(with(claim(0), &json!({"evidence": [evidence(0)]})));
                ndjson(records)
            }),
        ),
        show(
            "parties of a claim that are shown",
            400,
            Box::new(|n| {
                let mut records = many(n, agent);
                let makers = many(n, |i| json!({"by": format!("a{i:05}")}));
                records.push(with(claim(0), &json!({"made": makers})));
                ndjson(records)
            }),
        ),
        show(
            "relations of a claim that are shown",
            400,
            Box::new(|n| {
                let mut records = many(n, claim);
                records.extend(many(n, |i| json!({"relation": {"from": "c00000", "type": "restates", "to": format!("c{i:05}")}})));
                ndjson(records)
            }),
        ),
        show(
            "relations with one claim of many items",
            200,
            Box::new(|n| {
                let mut records =
                    vec![claim(0), with(claim(1), &json!({"evidence": many(n, evidence)}))];
                records.extend(many(n, |i| json!({"relation": {"from": "c00000", "type": "restates", "to": "c00001", "note": format!("{i:05}")}})));
                ndjson(records)
            }),
        ),
        show(
            "issues about a claim that are shown",
            400,
            Box::new(|n| {
                let mut records = vec![claim(0)];
                records.extend(many(n, |i| json!({"issue": {"id": format!("i{i:05}"), "about": ["c00000"], "text": "x", "source": "s00000"}})));
                ndjson(records)
            }),
        ),
        show(
            "claims that an issue is about, shown",
            2000,
            Box::new(|n| {
                let about = many(n, |i| format!("c{i:05}").into());
                ndjson([claim(0), json!({"issue": {"id": "i", "about": about, "text": "x"}})])
            }),
        ),
        show(
            "aliases of a party that are shown",
            4000,
            Box::new(|n| {
                let aliases = many(n, |i| format!("Alias {i:05}").into());
                ndjson([
                    json!({"agent": {"id": "a00000", "name": "A", "aliases": aliases}}),
                    claim(0),
                ])
            }),
        ),
        show(
            "archived copies that are shown",
            2000,
            Box::new(|n| {
                let mut source = source(0);
                source["source"]["archived"] =
                    many(n, |i| json!({"url": format!("https://a.example/{i:05}")})).into();
                ndjson([source, with(claim(0), &json!({"evidence": [evidence(0)]}))])
            }),
        ),
        show(
            "unknown fields that are shown",
            2000,
            Box::new(|n| {
                let unknown: serde_json::Map<String, Value> =
                    (0..n).map(|i| (format!("u{i:05}"), i.into())).collect();
                ndjson([with(claim(0), &unknown.into())])
            }),
        ),
        show(
            "origins that are shown",
            2000,
            Box::new(|n| {
                let origins = many(n, |i| json!({"file": "a", "line": i}));
                ndjson([with(claim(0), &json!({"ext": {"gainsay.import": {"origins": origins}}}))])
            }),
        ),
    ]
}

fn with_source(mut item: Value, number: usize) -> Value {
    item["source"] = format!("s{number:05}").into();
    item
}

/// Everything that a dataset can hold, so many of each.
fn everything(n: usize) -> Files {
    let mut records = many(n, agent);
    records.extend(many(n, source));
    records.extend(many(n, |i| {
        let items = json!({
            "topics": [format!("topic {i:05}")],
            "evidence": [with_source(evidence(i), i)],
            "denials": [denial(i)],
            "verdicts": [{"by": format!("a{i:05}"), "label": "false", "scale": "x00000", "source": format!("s{i:05}")}],
            "wordings": [{"text": format!("W{i:05}"), "source": format!("s{i:05}")}],
        });
        with(claim(i), &items)
    }));
    records.push(json!({"scale": {"id": "x00000", "by": "a00000", "labels": [{"label": "false", "rank": 1}]}}));
    records.extend(many(n, |i| json!({"relation": {"from": format!("c{i:05}"), "type": "restates", "to": format!("c{:05}", (i + 1) % n)}})));
    records.extend(many(n, |i| json!({"issue": {"id": format!("i{i:05}"), "kind": "k", "severity": "low", "about": [format!("c{i:05}")], "text": "x"}})));
    records.extend(many(n, |i| json!({"history": {"at": "2020", "what": format!("x{i:05}"), "by": "a00000", "ids": [format!("c{i:05}")]}})));
    let about = many(n, |i| format!("c{i:05}").into());
    records.push(json!({"issue": {"id": "all", "kind": "k", "severity": "low", "about": about, "text": "x"}}));
    ndjson(records)
}

/// The items of one claim, so many of each.
pub(super) fn laden(n: usize) -> Files {
    let mut records = many(n, agent);
    records.extend(many(n, source));
    let items = json!({
        "topics": many(n, |i| format!("topic {i:05}").into()),
        "made": many(n, |i| json!({"by": format!("a{i:05}"), "source": format!("s{i:05}")})),
        "evidence": many(n, |i| with_source(evidence(i), i)),
        "denials": many(n, denial),
        "verdicts": many(n, |i| json!({"by": format!("a{i:05}"), "label": format!("L{i:05}")})),
        "wordings": many(n, |i| json!({"text": format!("W{i:05}"), "source": format!("s{i:05}")})),
    });
    records.push(with(claim(0), &items));
    records.push(claim(1));
    ndjson(records)
}

fn exporting() -> Vec<Case> {
    let all = |name, to: &str, most| {
        Case::new(name, most, &format!("export --to {to} -d d.ndjson"), everything).step(2)
    };
    let one = |name, to: &str, most| {
        Case::new(name, most, &format!("export --to {to} -d d.ndjson -- id:c00000"), laden).step(2)
    };
    vec![
        all("everything as json", "json", 160),
        all("everything as ndjson", "ndjson", 160),
        all("everything as jsonld", "jsonld", 128),
        all("everything as markdown", "markdown", 128),
        all("everything as html", "html", 128),
        all("everything as csv", "csv", 160),
        all("everything as csv-items", "csv-items", 160),
        one("a laden claim as json", "json", 300),
        one("a laden claim as jsonld", "jsonld", 320),
        one("a laden claim as markdown", "markdown", 160),
        one("a laden claim as html", "html", 160),
        one("a laden claim as csv", "csv", 256),
        one("a laden claim as csv-items", "csv-items", 256),
    ]
}

fn checking() -> Vec<Case> {
    let check = |name, most, files: Box<dyn Fn(usize) -> Files + Sync>| {
        Case::new(name, most, "check d.ndjson", files)
    };
    vec![
        check("everything, checked", 80, Box::new(everything)),
        check("a laden claim, checked", 160, Box::new(laden)),
        check("claims of one id that differ, checked", 640, Box::new(|n| {
            ndjson(many(n, |i| with(claim(i), &json!({"id": "c"}))))
        })).code(1),
        check("claims of one text, checked", 640, Box::new(|n| {
            ndjson(many(n, |i| with(claim(i), &json!({"text": "One"}))))
        })).code(1),
        check("references that lead nowhere, checked", 480, Box::new(|n| {
            let mut records = vec![agent(0)];
            records.extend(many(n, |i| with(claim(i), &json!({"made": [{"by": format!("nobody-{i:05}")}]}))));
            ndjson(records)
        })).code(1),
        check("references that lead nowhere among many agents, checked", 960, Box::new(|n| {
            let mut records = many(n, agent);
            records.extend(many(n, |i| with(claim(i), &json!({"made": [{"by": format!("nobody-{i:05}")}]}))));
            ndjson(records)
        })).code(1),
        check("circles of sources, checked", 480, Box::new(|n| {
            ndjson(many(n, |i| json!({"source": {"id": format!("s{i:05}"), "kind": "k", "title": "S", "via": format!("s{:05}", i ^ 1)}})))
        })).code(1),
        check("unknown fields, checked", 640, Box::new(|n| {
            let unknown: serde_json::Map<String, Value> = (0..n).map(|i| (format!("u{i:05}"), i.into())).collect();
            ndjson([agent(0), with(claim(0), &unknown.into())])
        })).code(1),
        check("broken lines, checked", 2000, Box::new(|n| {
            let mut files = ndjson([agent(0), claim(0)]);
            files[0].1.push_str(&"{\n".repeat(n));
            files
        })).code(1),
        Case::new("broken claims in a document, checked", 480, "check d.json", |n| {
            document("claims", &many(n, |i| json!({"id": i})))
        }).code(1),
    ]
}
