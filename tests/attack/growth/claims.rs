//! Growth cases of one claim and of the records that it refers to: shown, exported and checked.

use serde_json::{Value, json};

use super::datasets::{agent, claim, denial, document, evidence, many, ndjson, one, source, with};
use super::{Case, Files};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = showing();
    cases.extend(exporting());
    cases.extend(checking());
    cases
}

/// Returns the files of one claim with these notes.
fn noted(notes: &str) -> Files {
    ndjson([with(claim(0), &json!({"notes": notes}))])
}

/// Cases of one claim with many items that is shown.
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
        Case::new("claims that name a party", 800, "show agent:a00000 -d d.ndjson", |n| {
            let mut records = vec![agent(0)];
            records.extend(many(n, claim));
            ndjson(records)
        }),
        Case::new(
            "answers of a claim that name a party",
            800,
            "show agent:a00000 -d d.ndjson",
            one("denials", denial),
        ),
        show("black flags in a text", 16_000, Box::new(|n| noted(&"\u{1F3F4}".repeat(n)))),
        show(
            "black flags before the end of a flag",
            16_000,
            Box::new(|n| noted(&("\u{1F3F4}".repeat(n) + "\u{E007F}"))),
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
        all("everything as jsonld", "jsonld", 96),
        all("everything as markdown", "markdown", 96),
        all("everything as html", "html", 96),
        all("everything as csv", "csv", 96),
        all("everything as csv-items", "csv-items", 96),
        one("a laden claim as json", "json", 300),
        one("a laden claim as jsonld", "jsonld", 160),
        one("a laden claim as markdown", "markdown", 160),
        one("a laden claim as html", "html", 160),
        one("a laden claim as csv", "csv", 256),
        one("a laden claim as csv-items", "csv-items", 256),
    ]
}

/// Returns a dataset with `n` of everything that a dataset can hold.
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

/// Returns a claim with `n` of each kind of item.
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
        check("references that lead nowhere among many agents, checked", 320, Box::new(|n| {
            let mut records = many(n, agent);
            records.extend(many(n, |i| with(claim(i), &json!({"made": [{"by": format!("nobody-{i:05}")}]}))));
            ndjson(records)
        })).code(1),
        check("circles of sources, checked", 480, Box::new(|n| {
            ndjson(many(n, |i| json!({"source": {"id": format!("s{i:05}"), "kind": "k", "title": "S", "via": format!("s{:05}", i ^ 1)}})))
        })).code(1),
        check("unknown fields, checked", 400, Box::new(|n| {
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
