//! One record that is not as it should be costs itself, not the datasets, exports and answers
//! that it stands in: claims that share an id, and records with a key twice.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const HEADER: &str = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"}}
{"agent":{"id":"a","kind":"person","name":"A"}}
"#;

/// A folder with a dataset.
struct Home(TempDir);

impl Home {
    fn of(records: &str) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        fs::write(home.path("d.ndjson"), format!("{HEADER}{records}")).unwrap();
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a command on the dataset.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gainsay"));
        command.args(arguments).current_dir(self.0.path()).env("HOME", self.0.path());
        for name in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GAINSAY_DATASET"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// What it prints, where it ends with this code.
    fn out(&self, arguments: &[&str], code: i32) -> (String, String) {
        let output = self.run(arguments);
        let [out, err] =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {out}{err}");
        (out, err)
    }
}

fn claim(id: &str, text: &str) -> String {
    format!(r#"{{"claim":{{"id":"{id}","text":"{text}","made":[{{"by":"a"}}]}}}}"#) + "\n"
}

const ON_DATASET: [&str; 2] = ["-d", "d.ndjson"];

/// Every way to read a dataset keeps the first of two claims with one id, and says that there is
/// another.
#[test]
fn of_claims_with_one_id_the_first_is_kept_everywhere() {
    let home =
        Home::of(&(claim("c", "First.") + &claim("c", "Second.") + &claim("other", "Third.")));
    let told = "gainsay: 1 record left out; `gainsay check` says why\n";
    let mut commands =
        vec![vec!["search"], vec!["show", "c"], vec!["show", "d/c"], vec!["search", "id:c"]];
    for to in ["json", "ndjson", "jsonld", "markdown", "csv", "html"] {
        commands.push(vec!["export", "--to", to]);
    }
    for command in commands {
        let (out, err) = home.out(&[&command[..], &ON_DATASET].concat(), 0);
        assert!(out.contains("First."), "{command:?}: {out}");
        assert!(!out.contains("Second."), "{command:?}: {out}");
        assert_eq!(err, told, "{command:?}");
    }
    let (ids, _) = home.out(&["search", "--format", "ids", "-d", "d.ndjson"], 0);
    assert_eq!(ids, "c\nother\n");
    let (items, _) = home.out(&["export", "--to", "csv-items", "-d", "d.ndjson"], 0);
    assert_eq!(items.lines().count(), 3, "{items}");
    let (found, _) = home.out(&["check", "d.ndjson"], 1);
    assert!(found.contains("d.ndjson:4:"), "{found}");
    assert!(found.contains("the claim id `c` is used twice; first in line 3"), "{found}");
    assert!(found.contains("help: give each its own id, or remove one"), "{found}");
}

/// The same record again is one claim, however its keys are ordered, and nothing is said.
#[test]
fn the_same_claim_again_is_one_claim() {
    let again = r#"{"claim":{"made":[{"by":"a"}],"text":"First.", "id":"c"}}"#;
    let home = Home::of(&(claim("c", "First.") + &claim("c", "First.") + again + "\n"));
    let (ids, err) = home.out(&["search", "--format", "ids", "-d", "d.ndjson"], 0);
    assert_eq!((ids.as_str(), err.as_str()), ("c\n", ""));
}

/// Records that hold a key twice, at the top, in an item, in foreign data, and what they refer to.
const TWICE: [(&str, &str); 8] = [
    ("d/bad", r#"{"claim":{"id":"bad","text":"No.","text":"Bad.","made":[{"by":"a"}]}}"#),
    ("d/bad", r#"{"claim":{"id":"no","id":"bad","text":"Bad.","made":[{"by":"a"}]}}"#),
    ("d/bad", r#"{"claim":{"id":"bad","text":"Bad.","made":[{"by":"no","by":"a"}]}}"#),
    (
        "d/bad",
        r#"{"claim":{"id":"bad","text":"Bad.","made":[{"by":"a"}],"evidence":[{"id":"e","summary":"x","summary":"y"}]}}"#,
    ),
    ("d/bad", r#"{"claim":{"id":"bad","text":"Bad.","made":[{"by":"a"}],"ext":{"k":1,"k":2}}}"#),
    (
        "d/bad",
        r#"{"claim":{"id":"bad","text":"No.","text":"Bad.","made":[{"by":"a"}],"ext":{"k":123456789012345678901234567890}}}"#,
    ),
    (
        "agent b",
        "{\"agent\":{\"id\":\"b\",\"name\":\"X\",\"name\":\"Y\"}}\n{\"claim\":{\"id\":\"bad\",\"text\":\"Bad.\",\"made\":[{\"by\":\"b\"}]}}",
    ),
    (
        "source s",
        "{\"source\":{\"id\":\"s\",\"title\":\"X\",\"title\":\"Y\"}}\n{\"claim\":{\"id\":\"bad\",\"text\":\"Bad.\",\"made\":[{\"by\":\"a\",\"source\":\"s\"}]}}",
    ),
];

const TEXTS: [&str; 3] = ["Before.", "Bad.", "After."];

/// A record with a key twice goes out in every form, between the others; as JSON-LD, which can't
/// hold it as it stands, it is named.
#[test]
fn a_record_with_a_key_twice_ends_no_export() {
    for (name, record) in TWICE {
        let home =
            Home::of(&format!("{}{record}\n{}", claim("a", "Before."), claim("z", "After.")));
        for to in ["json", "ndjson", "jsonld", "markdown", "csv", "csv-items", "html"] {
            for query in ["", "id:a | id:bad | id:z"] {
                let (out, err) = home.out(&["export", "--to", to, "-d", "d.ndjson", query], 0);
                // A table of items has the ids of claims and not their texts.
                let said = if to == "csv-items" { ["d/a,", "d/bad,", "d/z,"] } else { TEXTS };
                for text in said {
                    assert!(out.contains(text), "{to} of {record}: {text} is not in {out}");
                }
                let is_named = err.contains(&format!("gainsay: {name}: a field appears twice"));
                assert_eq!(is_named, to == "jsonld", "{to} of {record}: {err}");
            }
        }
        let (feed, _) = home.out(&["export", "--to", "jsonld", "-d", "d.ndjson"], 0);
        assert!(serde_json::from_str::<Value>(&feed).is_ok(), "{feed}");
        fs::write(home.path("feed.jsonld"), feed).unwrap();
        home.out(&["import", "feed.jsonld", "-o", "back.ndjson"], 0);
        let back = fs::read_to_string(home.path("back.ndjson")).unwrap();
        assert!(TEXTS.iter().all(|text| back.contains(text)), "{record} is not in {back}");
    }
}
