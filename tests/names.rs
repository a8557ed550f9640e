//! Tests that no two types of the crate share a name.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/sources.rs"]
mod sources;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sources::sources;

/// Names that several types may share, each with the reason.
const SHARED: &[(&str, &str)] = &[];

#[test]
fn no_type_name_is_defined_twice() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in sources(&root.join("src")) {
        let shown = file.strip_prefix(root).unwrap().display().to_string();
        for name in types(&fs::read_to_string(&file).unwrap()) {
            places.entry(name).or_default().push(shown.clone());
        }
    }
    assert!(places.len() > 500, "the types are not found: {} names", places.len());
    places.retain(|name, places| places.len() > 1 && !SHARED.iter().any(|(it, _)| it == name));
    let faults: Vec<String> =
        places.iter().map(|(name, places)| format!("{name}: {}", places.join(", "))).collect();
    assert!(faults.is_empty(), "types share a name; rename all but one:\n{}", faults.join("\n"));
}

#[test]
fn types_in_comments_strings_and_tests_are_ignored() {
    let text = "/// struct Doc\npub struct A;\nenum B {}\n    pub(crate) trait C: D {}\n\
        let s = \"struct E\";\nstruct F<T>(T);\n#[cfg(test)]\nmod tests { struct G; }\n";
    assert_eq!(types(text), ["A", "B", "C", "F"]);
}

/// Returns the names of the types that a source defines before its tests.
fn types(text: &str) -> Vec<String> {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines.filter_map(defined).collect()
}

/// Returns the name of the type that a line defines.
fn defined(line: &str) -> Option<String> {
    let words = line.split_whitespace().skip_while(|word| word.starts_with("pub"));
    let mut words = words.skip_while(|word| *word == "in" || word.ends_with(')'));
    ["struct", "enum", "trait"].contains(&words.next()?).then_some(())?;
    let name = words.next()?.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    Some(name.to_owned()).filter(|name| !name.is_empty())
}
