//! Growth cases of the explorer: keys are pressed and screens drawn.

use serde_json::{Value, json};

use super::claims::laden;
use super::datasets::{agent, claim, folder, many, ndjson, source, with};
use super::{Case, Files};

/// Returns claims that each have an agent, a topic and a source of their own.
fn various(n: usize) -> Files {
    let mut records = many(n, agent);
    records.extend(many(n, source));
    records.extend(many(n, |i| {
        let fields = json!({
            "topics": [format!("topic {i:05}")],
            "made": [{"by": format!("a{i:05}"), "source": format!("s{i:05}"), "date": "2020"}],
        });
        with(claim(i), &fields)
    }));
    ndjson(records)
}

/// Returns datasets with one claim each, whose agents have the same id and different names.
fn namesakes(n: usize) -> Files {
    let file = |i: usize| {
        let header = json!({"gainsay": 1, "dataset": {"id": format!("d{i:05}"), "title": "D"}});
        let agent = json!({"agent": {"id": "a00000", "name": format!("Agent {i:05}")}});
        (format!("f/{i:05}.ndjson"), format!("{header}\n{agent}\n{}\n", claim(0)))
    };
    (0..n).map(file).collect()
}

/// Returns broken records and one claim.
fn broken(n: usize) -> Files {
    let mut records: Vec<Value> = many(n, |i| json!({"claim": {"id": i}}));
    records.push(claim(0));
    ndjson(records)
}

fn claims(n: usize) -> Files {
    ndjson(many(n, claim))
}

pub(super) fn cases() -> Vec<Case> {
    let datasets = folder(|i| format!("d{i:05}"), |i| format!("c{i:05}"));
    let same_id = folder(|i| format!("d{i:05}"), |_| "c".into());
    vec![
        Case::explorer("claims in the list", 1600, "j, k, G, g", claims),
        Case::explorer("claims that are searched for", 800, "/ type:T, Enter, j", claims),
        Case::explorer("values that are offered as filters", 240, "f, j, Esc", various),
        Case::explorer("namesakes among the filters", 400, "f, j, Esc", namesakes),
        Case::explorer("datasets in the explorer", 240, "j, f, Esc, i, Esc", datasets),
        Case::explorer("claims of one id in the explorer", 400, "j, Enter, y, Esc", same_id),
        Case::explorer("claims that are marked", 400, "M, j, f, Esc", claims),
        Case::explorer("items of an open claim", 160, "Enter, j, G, k", laden),
        Case::explorer("hits in an open claim", 160, "/ type:E, Enter, Enter, n, n, N", laden),
        Case::explorer("problems", 800, "i, G, Esc", broken),
    ]
}
