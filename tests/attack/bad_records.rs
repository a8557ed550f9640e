//! Tests that a bad record affects only itself, not the dataset, export or reply that contains it:
//! claims that share an id, and records with a duplicate key.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const HEADER: &str = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"}}
{"agent":{"id":"a","kind":"person","name":"A"}}
"#;

/// A home folder with the dataset `d.ndjson`.
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

    /// Runs a command in the home folder.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gainsay"));
        command.args(arguments).current_dir(self.0.path()).env("HOME", self.0.path());
        for name in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GAINSAY_DATASET"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// Runs a command that must exit with `code`, and returns its output and its messages.
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

/// Every command keeps the first of two claims with one id, and reports the second.
#[test]
fn every_command_keeps_the_first_of_two_claims_with_one_id() {
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

/// An identical record is merged silently, whatever the order of its keys.
#[test]
fn identical_claims_are_merged() {
    let again = r#"{"claim":{"made":[{"by":"a"}],"text":"First.", "id":"c"}}"#;
    let home = Home::of(&(claim("c", "First.") + &claim("c", "First.") + again + "\n"));
    let (ids, err) = home.out(&["search", "--format", "ids", "-d", "d.ndjson"], 0);
    assert_eq!((ids.as_str(), err.as_str()), ("c\n", ""));
}

/// Records with a duplicate key, each with the name that a message gives it: at the top level, in
/// an item, in foreign data, and in an agent or source that a claim refers to.
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

/// Every format exports a record with a duplicate key. JSON-LD cannot hold the duplicate, so that
/// the export names the record.
#[test]
fn a_record_with_a_duplicate_key_does_not_stop_an_export() {
    for (name, record) in TWICE {
        let home =
            Home::of(&format!("{}{record}\n{}", claim("a", "Before."), claim("z", "After.")));
        for to in ["json", "ndjson", "jsonld", "markdown", "csv", "csv-items", "html"] {
            for query in ["", "id:a | id:bad | id:z"] {
                let (out, err) = home.out(&["export", "--to", to, "-d", "d.ndjson", query], 0);
                // A table of items has the ids of the claims but not their texts.
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
