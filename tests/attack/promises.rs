//! Tests that SECURITY.md names existing tests for each of its guarantees.

use std::fs;
use std::path::Path;

/// Returns the rows of the table of guarantees: the guarantee and its tests.
fn promises(text: &str) -> Vec<(String, Vec<String>)> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = rows.filter_map(|row| row.rsplit_once(" | "));
    cells
        .filter(|(promise, _)| *promise != "promise")
        .map(|(promise, tests)| {
            let tests = tests.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            (promise.to_owned(), tests)
        })
        .collect()
}

/// Returns what is wrong with the name of a test, such as
/// `tests/server/log.rs::names_look_like_names`.
fn fault(root: &Path, test: &str) -> Option<String> {
    let Some((file, name)) = test.split_once("::") else {
        return (!root.join(test).is_file()).then(|| format!("there is no {test}"));
    };
    match fs::read_to_string(root.join(file)) {
        Err(error) => Some(format!("{file}: {error}")),
        Ok(code) if !code.contains(&format!("fn {name}(")) => Some(format!("no {name} in {file}")),
        Ok(_) => None,
    }
}

#[test]
fn every_promise_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let promises = promises(&fs::read_to_string(root.join("SECURITY.md")).unwrap());
    assert!(promises.len() > 15, "{promises:?}");
    for (promise, tests) in &promises {
        assert!(!tests.is_empty(), "no test is named for: {promise}");
        let faults: Vec<String> = tests.iter().filter_map(|test| fault(root, test)).collect();
        assert!(faults.is_empty(), "{promise}: {}", faults.join(", "));
    }
}

#[test]
fn a_promise_without_a_test_and_a_test_that_is_gone_are_found() {
    let table = "| promise | tests |\n| a | `tests/attack/main.rs` |\n| b | none |\n";
    let found = promises(table);
    assert_eq!(found[0], ("a".to_owned(), vec!["tests/attack/main.rs".to_owned()]));
    assert_eq!(found[1], ("b".to_owned(), Vec::new()));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let this =
        "tests/attack/promises.rs::a_promise_without_a_test_and_a_test_that_is_gone_are_found";
    assert_eq!(fault(root, this), None);
    assert!(fault(root, "tests/attack/promises.rs::gone").is_some());
    assert!(fault(root, "tests/attack/gone.rs").is_some());
}
