//! Growth cases of queries, configurations and files of marks.

use serde_json::json;

use super::datasets::{agent, claim, many, ndjson, with};
use super::{ARGUMENTS, Case, Files};

/// Returns the files for a query of `count` words on a small dataset.
fn query(word: impl Fn(usize) -> String + Sync + 'static) -> impl Fn(usize) -> Files + Sync {
    move |count| {
        let mut files = ndjson([agent(0), claim(0), claim(1)]);
        let words: Vec<String> = (0..count).map(&word).collect();
        files.push((ARGUMENTS.to_owned(), format!("--\0{}", words.join("\0"))));
        files
    }
}

pub(super) fn cases() -> Vec<Case> {
    let search = |name, most, word: fn(usize) -> String| {
        Case::new(name, most, "search -d d.ndjson", query(word))
    };
    let mut cases = vec![
        search("words of a query", 3200, |i| format!("w{i:05}")).code(1),
        search("alternatives of a query", 3200, |i| format!("| w{i:05}")).code(1),
        search("filters of a query", 640, |i| format!("topic:t{i:05}")).code(1),
        search("quoted words of a query", 3200, |i| format!("\"a {i:05}\"")).code(1),
        search("exact words of a query", 3200, |i| format!("'a{i:05}")).code(1),
        search("negated words of a query", 3200, |i| format!("!w{i:05}")).code(0),
        search("ids of a query", 960, |i| format!("id:c{i:05}")).code(1),
        search("alternative ids of a query", 960, |i| format!("| id:c{i:05}")).code(0),
        search("unknown filters of a query", 640, |i| format!("f{i:05}:x")).code(1),
        Case::new("letters of a word", 16_000, "search -d d.ndjson", |n| {
            let mut files = ndjson([claim(0)]);
            files.push((ARGUMENTS.to_owned(), "x".repeat(n)));
            files
        })
        .code(1),
        Case::new("claims that are shown together", 320, "show -d d.ndjson", |n| {
            let mut files = ndjson(many(n, claim));
            let ids: Vec<String> = (0..n).map(|i| format!("c{i:05}")).collect();
            files.push((ARGUMENTS.to_owned(), ids.join("\0")));
            files
        }),
        Case::new("items that are shown together", 200, "show -d d.ndjson", |n| {
            let evidence = many(n, |i| json!({"id": format!("e{i:05}"), "summary": "x"}));
            let mut files = ndjson([with(claim(0), &json!({"evidence": evidence}))]);
            let ids: Vec<String> = (0..n).map(|i| format!("c00000#e{i:05}")).collect();
            files.push((ARGUMENTS.to_owned(), ids.join("\0")));
            files
        }),
        Case::new(
            "items that are shown together as JSON",
            200,
            "show --format json -d d.ndjson",
            |n| {
                let evidence = many(n, |i| json!({"id": format!("e{i:05}"), "summary": "x"}));
                let mut files = ndjson([with(claim(0), &json!({"evidence": evidence}))]);
                let ids: Vec<String> = (0..n).map(|i| format!("c00000#e{i:05}")).collect();
                files.push((ARGUMENTS.to_owned(), ids.join("\0")));
                files
            },
        ),
        Case::new("datasets that are named", 320, "search zzz", |n| {
            let mut files = Vec::new();
            let mut words = Vec::new();
            for number in 0..n {
                let header =
                    json!({"gainsay": 1, "dataset": {"id": format!("d{number:05}"), "title": "D"}});
                files.push((format!("{number:05}.ndjson"), format!("{header}\n{}\n", claim(0))));
                words.push(format!("-d\0{number:05}.ndjson"));
            }
            files.push((ARGUMENTS.to_owned(), words.join("\0")));
            files
        })
        .code(1),
        Case::new("marks", 4000, "search -d d.ndjson is:marked", |n| {
            let mut files = ndjson(many(10, claim));
            let ids: String = (0..n).map(|i| format!("c{i:05}\n")).collect();
            files.push((".local/state/gainsay/marks/d.txt".to_owned(), ids));
            files
        }),
        Case::new("marked claims", 320, "search --format ids -d d.ndjson is:marked", |n| {
            let mut files = ndjson(many(n, claim));
            let ids: String = (0..n).map(|i| format!("c{i:05}\n")).collect();
            files.push((".local/state/gainsay/marks/d.txt".to_owned(), ids));
            files
        }),
    ];
    cases.extend(filters());
    cases.extend(configurations());
    cases
}

/// Cases of searches with filters that look at every claim.
fn filters() -> Vec<Case> {
    let dataset = |n: usize| {
        let mut records = many(n, agent);
        records.extend(many(n, |i| {
            let fields = json!({"topics": [format!("t{i:05}")], "made": [{"by": format!("a{i:05}"), "date": (1000 + i).to_string()}],
                "denials": [{"id": "n", "by": format!("a{:05}", i / 2), "scope": "full", "note": "x"}]});
            with(claim(i), &fields)
        }));
        ndjson(records)
    };
    let search = |name, query: &str| {
        Case::new(name, 320, &format!("search --format ids -d d.ndjson {query}"), dataset)
    };
    vec![
        search("claims that a word finds", "T"),
        search("claims that a party filters", "by:agent"),
        search("claims that a topic filters", "topic:t"),
        search("claims that a denial filters", "denied-by:agent scope:full"),
        search("claims that a date filters", "date:1000.."),
        search("claims that an id filters", "id:c"),
        search("claims whose records are searched", "all:T"),
        search("claims by date", "--sort date"),
        search("claims by balance", "--sort balance"),
        search("claims that lack something", "no:evidence"),
    ]
}

fn configurations() -> Vec<Case> {
    let config = |name, text: Box<dyn Fn(usize) -> String + Sync>| {
        Case::new(name, 4000, "search zzz -d d.ndjson --config config.toml", move |n| {
            let mut files = ndjson([claim(0)]);
            files.push(("config.toml".to_owned(), text(n)));
            files
        })
        .code(2)
    };
    vec![
        config(
            "keys for an action",
            Box::new(|n| {
                let keys: Vec<String> = (0..n)
                    .map(|i| {
                        format!(
                            "\"{}\"",
                            char::from_u32(0x4e00 + u32::try_from(i).unwrap()).unwrap()
                        )
                    })
                    .collect();
                format!("[keys.main]\npage-down = [{}]\n", keys.join(","))
            }),
        )
        .code(1),
        config(
            "one key for an action, often",
            Box::new(|n| format!("[keys.main]\npage-down = [{}]\n", vec!["\"F9\""; n].join(","))),
        )
        .code(1),
        config(
            "unknown settings",
            Box::new(|n| (0..n).map(|i| format!("k{i:05} = 1\n")).collect()),
        ),
        config(
            "unknown actions",
            Box::new(|n| {
                format!(
                    "[keys.main]\n{}",
                    (0..n).map(|i| format!("k{i:05} = \"x\"\n")).collect::<String>()
                )
            }),
        ),
        config(
            "unknown sections of keys",
            Box::new(|n| (0..n).map(|i| format!("[keys.k{i:05}]\nquit = \"x\"\n")).collect()),
        ),
    ]
}
