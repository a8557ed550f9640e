//! Tests of every error that `check` reports.

use gainsay::input::Severity;

use crate::{LINES, Planted, SOUND, check, plant, plant_in};

#[test]
fn bad_json_is_one_error() {
    plant(r#""name": "Meta"},"#, r#""name" "Meta"},"#, r#""Meta""#).error("", "a colon", "");
    plant(r#""kind": "slip", "#, r#""kind": slip, "#, "slip").error("", "expected a value", "");
    plant("]\n}", "],\n}", "}").error("", "no value follows this comma", "last comma");
    assert!(check(&SOUND[..200])[0].message.contains("it ends inside"));
}

#[test]
fn a_bad_line_of_ndjson_affects_only_itself() {
    let text =
        LINES.replacen("{\"relation\":", "{\"relation\" ", 1).replacen("\"Meta\"", "Meta", 1);
    let places: Vec<_> = check(&text).iter().map(|found| (found.line, found.column)).collect();
    // Without the agent, the references to it dangle.
    assert_eq!(places[0], (2, 13));
    assert_eq!(*places.last().unwrap(), (5, 52));
    assert_eq!(places.len(), 6);
}

#[test]
fn too_deep_nesting_is_an_error_and_no_crash() {
    let deep =
        format!(r#""ext": {{"a": {}{}}}, "gainsay""#, "[".repeat(100_000), "]".repeat(100_000));
    let found = check(&SOUND.replacen("\"gainsay\"", &deep, 1));
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("nested too deep"), "{}", found[0]);
    assert_eq!(found[0].line, 1);
    let deep = format!(r#""ext": {{"a": {}{}}}, "gainsay""#, "[".repeat(120), "]".repeat(120));
    assert_eq!(check(&SOUND.replacen("\"gainsay\"", &deep, 1)), []);
    let found = check(&format!("{LINES}{}\n", "[".repeat(100_000)));
    assert_eq!((found.len(), found[0].line), (1, 6));
    assert!(found[0].message.contains("nested too deep"), "{}", found[0]);
}

#[test]
fn a_duplicate_field_is_an_error() {
    let planted =
        plant(r#""slip", "severity""#, r#""slip", "kind": "slap", "severity""#, r#""kind""#);
    planted.error("issue i01", "the field `kind` appears twice", "keep one");
}

#[test]
fn a_duplicate_field_in_foreign_data_is_an_error() {
    plant(r#""status""#, r#""ext": {"a.b": [{"x": 1, "x": 2}]}, "status""#, r#""x": 2"#).error(
        "c1",
        "the field `x` appears twice",
        "",
    );
}

#[test]
fn a_wrong_version_is_an_error() {
    plant(r#"{"gainsay": 1, "#, "{ ", "{").error("", "`gainsay` is missing", "");
    plant(r#""gainsay": 1"#, r#""gainsay": "1""#, r#""1""#).error("", "must be the number 1", "");
    plant(r#""gainsay": 1"#, r#""gainsay": 0"#, "0").error("", "must be the number 1", "");
    plant(r#""gainsay": 1, "dataset""#, r#""gainsay": 2, "datosat""#, "2").error(
        "",
        "version 2 of the format; this program reads version 1",
        "newer",
    );
    plant_in(LINES, r#""gainsay":1,"dataset""#, r#""gainsay":2,"dataset""#, "2").error(
        "",
        "version 2",
        "newer",
    );
}

#[test]
fn a_missing_field_is_an_error() {
    let at = |planted: &Planted| (planted.found[0].line, planted.found[0].column);
    let planted = plant(r#", "name": "Paper"}"#, "}", "}");
    assert_eq!(at(&planted), (3, 2), "the place is that of the incomplete object");
    assert_eq!(
        planted.found[0].to_string(),
        "d.json:3:2: error: agent paper: `name` is missing\n  help: this field is required"
    );
    plant(
        r#"{"id": "s1", "kind": "article", "title": "S", "#,
        r#"{"id": "s1", "kind": "article", "#,
        "{",
    )
    .error("source s1", "`title` or `url` is missing", "one of them");
    plant(r#"{"from": "c2", "type": "widens", "#, r#"{"from": "c2", "#, "{").error(
        "relation c2 → c1",
        "`type` is missing",
        "",
    );
    plant(
        r#"{"id": "n1", "by": "meta", "scope": "full", "note": "No."}"#,
        r#"{"id": "n1", "by": "meta", "scope": "full"}"#,
        "{",
    )
    .error("c1#n1", "`quote` or `note` is missing", "");
}

#[test]
fn a_field_of_the_wrong_type_is_an_error() {
    plant(r#""text": "Meta did it.""#, r#""text": 7"#, "7").error(
        "c1",
        "`text` must be text, not a number",
        "",
    );
    plant(r#""note": "No.""#, r#""note": null"#, "null").error(
        "c1#n1",
        "`note` must be text, not null",
        "omit the field",
    );
    plant(r#""name": "Paper""#, r#""name": null"#, "null").error(
        "agent paper",
        "`name` must be text, not null",
        "required",
    );
    plant(r#""rank": 1"#, r#""rank": "1""#, r#""1""#).error(
        "scale scale",
        "`rank` must be a number",
        "",
    );
    plant(r#""about": ["c1"]"#, r#""about": "c1""#, r#""c1""#).error(
        "issue i01",
        "must be a list, not text",
        "",
    );
    plant(r#""summary": "It says so.""#, r#""summary": "S", "locator": {"paragraph": 1.5}"#, "1.5")
        .error("c1#e1", "`paragraph` must be a whole number, from 1, not `1.5`", "");
    plant(r#"{"id": "d", "title": "D"}"#, "[]", "[]").error(
        "dataset",
        "expected an object, found a list",
        "",
    );
    assert_eq!(check("[1]")[0].message, "expected an object, found a list");
}

#[test]
fn a_word_outside_its_closed_list_is_an_error() {
    plant(r#""full""#, r#""fulll""#, r#""fulll""#)
        .found
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .for_each(|found| {
            assert!(
                found
                    .help
                    .as_deref()
                    .unwrap()
                    .starts_with("did you mean `full`? it is one of: full, ")
            );
        });
    plant(r#""stance": "supports""#, r#""stance": "suports""#, r#""suports""#).error(
        "c1#e1",
        "`stance` cannot be `suports`",
        "one of: supports, ",
    );
    plant(r#""organisation""#, r#""company""#, r#""company""#).error(
        "agent meta",
        "`kind` cannot be `company`",
        "organisation",
    );
}

#[test]
fn an_unknown_field_is_an_error() {
    plant(r#""denials""#, r#""denails": [], "denials""#, r#""denails""#).error(
        "c1",
        "unknown field `denails`",
        "did you mean `denials`?",
    );
    plant(r#""id": "d""#, r#""id": "d", "xyzzy": 1"#, r#""xyzzy""#).error(
        "dataset d",
        "unknown field `xyzzy`",
        "`ext`",
    );
    plant(r#""relations""#, r#""relatoins": [], "relations""#, r#""relatoins""#).error(
        "",
        "unknown field",
        "`relations`",
    );
}

#[test]
fn a_duplicate_id_is_an_error() {
    let planted = plant(
        r#""name": "Paper"}]"#,
        r#""name": "Paper"}, {"id": "meta", "kind": "group", "name": "M"}]"#,
        r#""meta""#,
    );
    planted.error("agent meta", "the agent id `meta` is used twice; first in line 2", "own id");
    plant(r#""id": "n1", "by""#, r#""id": "e1", "by""#, r#""e1""#).error(
        "c1#e1",
        "`e1` is used twice in this claim; first in line 8",
        "",
    );
    let twice = LINES.to_owned() + LINES.lines().last().unwrap();
    assert_eq!(check(&twice).len(), 1);
}

#[test]
fn a_malformed_id_is_an_error() {
    plant(r#""id": "i01""#, r#""id": "I 01""#, r#""I 01""#).error(
        "issue I 01",
        "`I 01` is not a valid id",
        "a–z",
    );
}

#[test]
fn a_dangling_reference_suggests_the_nearest_id() {
    plant(r#""by": "meta", "scope""#, r#""by": "metta", "scope""#, r#""metta""#).error(
        "c1#n1",
        "`by` names an agent `metta`",
        "did you mean `meta`?",
    );
}

#[test]
fn every_dangling_reference_is_an_error() {
    let planted = [
        (r#""by": "paper"}]"#, r#""by": "paper", "interpreted_by": "x"}]"#, "interpreted_by", "c1"),
        (r#""note": "No.""#, r#""note": "No.", "on_behalf_of": "x""#, "on_behalf_of", "c1#n1"),
        (r#""authors": ["paper"]"#, r#""authors": ["paper", "x"]"#, "authors", "source s1"),
        (r#""authors": ["paper"]"#, r#""publisher": "x""#, "publisher", "source s1"),
        (r#""name": "Meta""#, r#""name": "Meta", "affiliation": "x""#, "affiliation", "agent meta"),
        (r#""source": "s2""#, r#""source": "x""#, "source", "c1#e1"),
        (r#""source": "s2", "via": "s1""#, r#""source": "s2", "via": "x""#, "via", "c1#e1"),
        (r#""scale": "scale""#, r#""scale": "x""#, "scale", "c1"),
        (r#""published": null, "via": "s1""#, r#""via": "x""#, "via", "source s2"),
        (r#""from": "c2""#, r#""from": "x""#, "from", "relation x → c1"),
        (r#""to": "c1""#, r#""to": "x""#, "to", "relation c2 → x"),
        (r#""about": ["c1"]"#, r#""about": ["c1", "x"]"#, "about", "issue i01"),
        (r#""by": "paper", "labels""#, r#""by": "x", "labels""#, "by", "scale scale"),
        (
            r#""text": "A slip.", "source": "s1""#,
            r#""text": "A slip.", "source": "x""#,
            "source",
            "issue i01",
        ),
    ];
    for (from, to, field, address) in planted {
        plant(from, to, r#""x""#).error(address, &format!("`{field}` names a"), "");
    }
}

#[test]
fn a_history_may_name_ids_that_are_gone() {
    let history = r#""history": [{"at": "2018", "what": "w", "by": "somebody", "ids": ["gone"]}], "relations""#;
    assert_eq!(check(&SOUND.replacen(r#""relations""#, history, 1)), []);
}

#[test]
fn a_relation_to_itself_is_an_error() {
    plant(r#""to": "c1""#, r#""to": "c2""#, r#""c2""#).error(
        "relation c2 → c2",
        "is related to itself",
        "",
    );
}

#[test]
fn a_cycle_of_via_is_an_error() {
    plant(r#""authors": ["paper"]"#, r#""via": "s2""#, r#""s2""#).error(
        "source s1",
        "s1 → s2 → s1",
        "",
    );
    plant(r#""authors": ["paper"]"#, r#""via": "s1""#, r#""s1""#).error("source s1", "s1 → s1", "");
    let text =
        SOUND.replacen(r#""source": "s2", "via": "s1""#, r#""source": "s1", "via": "s1""#, 1);
    let found = check(&text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].line, found[0].column), (8, 116), "{}", found[0]);
    assert!(found[0].message.contains("`s1` is known through `s1`"));
}

#[test]
fn a_claim_without_a_maker_is_an_error() {
    plant(r#""made": [{"by": "paper"}]"#, r#""made": []"#, "[]").error(
        "c1",
        "the claim has no claimant: `made` is empty",
        "",
    );
    plant(r#"[{"by": "paper"}]"#, r#"[{"where": "X"}]"#, "{").error(
        "c1",
        "`by` is missing",
        "may be unknown",
    );
    let text = SOUND.replacen(r#""made": [{"by": "paper"}],"#, "", 1);
    assert!(check(&text)[0].message.contains("the claim has no claimant: `made` is missing"));
}

#[test]
fn an_invalid_date_is_an_error() {
    plant(r#""2018-05""#, r#""2018-02-30""#, r#""2018-02-30""#).error(
        "c1",
        "`date` `2018-02-30` is not in the calendar",
        "",
    );
    plant(r#""2018-05""#, r#""May 2018""#, r#""May 2018""#).error("c1", "is not a date", "2018-05");
    plant(r#""2018-05""#, r#""""#, r#""""#).error("c1", "is an empty date", "null");
}

#[test]
fn an_empty_or_blank_text_is_an_error() {
    plant(r#""Meta did it.""#, r#""""#, r#""""#).error("c1", "`text` is empty", "");
    plant(r#""It says so.""#, r#"" \u00a0\n""#, r#"" \u"#).error("c1#e1", "`summary` is blank", "");
    plant(r#""by": "meta", "scope""#, r#""by": "", "scope""#, r#""""#).error(
        "c1#n1",
        "`by` is empty",
        "",
    );
}

#[test]
fn an_address_without_http_or_a_host_is_an_error() {
    let planted = plant(r#""https://a.example/x""#, r#""ftp://a.example/x""#, r#""ftp"#);
    planted.error("source s2", "`ftp://a.example/x` is not an http or https address", "");
    plant(r#""https://a.example/x""#, r#""https:///x""#, r#""https"#).error(
        "source s2",
        "has no host name",
        "",
    );
}

#[test]
fn a_no_comment_needs_neither_words_nor_a_note() {
    let silent = SOUND
        .replacen(r#""scope": "full", "note": "No.""#, r#""scope": "no-comment""#, 1)
        .replacen(r#""status": "disputed", "#, "", 1);
    assert_eq!(check(&silent), []);
}

#[test]
fn the_address_of_a_schema_is_allowed_at_the_top() {
    let schema = r#"{"$schema": "./claims.schema.json", "gainsay""#;
    assert_eq!(check(&SOUND.replacen(r#"{"gainsay""#, schema, 1)), []);
    assert_eq!(check(&LINES.replacen(r#"{"gainsay""#, schema, 1)), []);
    plant(r#"{"gainsay""#, r#"{"$schema": 7, "gainsay""#, "7").error("", "must be text", "");
}

#[test]
fn a_period_that_ends_before_it_begins_is_an_error() {
    let happened = r#""happened": {"date": "2018-05", "to": "2018-04-30"}, "status""#;
    plant(r#""status""#, happened, r#""2018-04"#).error("c1", "ends before it begins", "last as");
    let sound = r#""happened": {"date": "2018-05-31", "to": "2018-05"}, "status""#;
    assert_eq!(check(&SOUND.replacen(r#""status""#, sound, 1)), []);
}

#[test]
fn a_place_in_a_source_that_cannot_be_is_an_error() {
    let locator = |place: &str| format!(r#""summary": "S", "locator": {{{place}}}"#);
    let summary = r#""summary": "It says so.""#;
    plant(summary, &locator(r#""line": 0"#), "0").error(
        "c1#e1",
        "`line` must be a whole number, from 1, not `0`",
        "",
    );
    plant(summary, &locator(r#""char": [9, 3]"#), "[").error(
        "c1#e1",
        "`char` ends before it begins: from 9 to 3",
        "",
    );
    assert_eq!(check(&SOUND.replacen(summary, &locator(r#""char": [3, 9], "line": 1"#), 1)), []);
}

#[test]
fn a_bad_escape_is_named_at_its_backslash() {
    for (escape, message) in [
        (r"\u12G4", "four hexadecimal digits"),
        (r"\ud800", "one half of a surrogate pair"),
        (r"\udc00\ud800", "one half of a surrogate pair"),
        (r"\q", "can’t be escaped"),
    ] {
        plant("Meta did it.", &format!("Meta {escape} did it."), escape)
            .error("", message, "write");
    }
}
