//! Small datasets for these tests.

/// Returns a dataset with claims `c1`, `c2` and so on. Ann makes each claim, and Bob denies it.
pub fn dataset(claims: &[&str]) -> String {
    let claims: Vec<String> = claims
        .iter()
        .zip(1..)
        .map(|(text, number)| {
            format!(
                r#"{{"id": "c{number}", "text": "{text}", "made": [{{"by": "ann"}}], "denials": [
  {{"id": "d1", "by": "bob", "scope": "full", "note": "Bob says no to {number}."}}]}}"#
            )
        })
        .collect();
    format!(
        r#"{{"gainsay": 1, "dataset": {{"id": "d", "title": "Rivers"}},
"agents": [{{"id": "ann", "kind": "person", "name": "Ann"}},
 {{"id": "bob", "kind": "person", "name": "Bob"}}],
"claims": [
{}
]}}
"#,
        claims.join(",\n")
    )
}

/// Three claims about rivers.
pub const RIVERS: &[&str] =
    &["The Arda is clean.", "The Bela floods every spring.", "The Cern is the longest."];
