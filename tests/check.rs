//! One planted fault for each kind of finding: what it says, and exactly where.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use gainsay::dataset::{Checker, Problem, Severity, schema};
use proptest::prelude::*;
use serde_json::{Value, json};

const REFERENCE: &str = include_str!("../data/meta-netflix.json");

/// A small dataset without a fault, one record a line.
const SOUND: &str = r#"{"gainsay": 1, "dataset": {"id": "d", "title": "D"},
"agents": [{"id": "meta", "kind": "organisation", "name": "Meta"},
 {"id": "paper", "kind": "publication", "name": "Paper"}],
"sources": [{"id": "s1", "kind": "article", "title": "S", "authors": ["paper"]},
 {"id": "s2", "kind": "filing", "url": "https://a.example/x", "published": null, "via": "s1"}],
"scales": [{"id": "scale", "by": "paper", "labels": [{"label": "False", "rank": 1}]}],
"claims": [{"id": "c1", "text": "Meta did it.", "status": "disputed", "made": [{"by": "paper"}],
 "evidence": [{"id": "e1", "kind": "quote", "stance": "supports", "summary": "It says so.", "source": "s2", "via": "s1"}],
 "denials": [{"id": "n1", "by": "meta", "scope": "full", "note": "No."}],
 "verdicts": [{"by": "paper", "label": "False", "scale": "scale", "value": 1, "date": "2018-05"}]},
 {"id": "c2", "text": "Meta did more.", "made": [{"by": "meta"}], "evidence": [{"id": "e1", "kind": "other", "stance": "context", "summary": "S."}]}],
"relations": [{"from": "c2", "type": "widens", "to": "c1"}],
"issues": [{"id": "i01", "kind": "slip", "severity": "low", "about": ["c1"], "text": "A slip.", "source": "s1"}]
}"#;

/// The same as NDJSON.
const LINES: &str = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"}}
{"relation":{"from":"c2","type":"widens","to":"c1"}}
{"claim":{"id":"c1","text":"One.","made":[{"by":"meta"}],"denials":[{"id":"n1","by":"meta","scope":"full","note":"No."}]}}
{"claim":{"id":"c2","text":"Two.","made":[{"by":"meta"}],"denials":[{"id":"n1","by":"meta","scope":"full","note":"No."}]}}
{"agent":{"id":"meta","kind":"organisation","name":"Meta"}}
"#;

fn check(text: &str) -> Vec<Problem> {
    let mut checker = Checker::new();
    checker.file("d.json", text);
    checker.finish()
}

/// Plants a fault where `mark` first stands, and gives the one finding and the place of
/// `mark` as an editor counts it.
struct Planted {
    found: Vec<Problem>,
    place: (usize, usize),
}

fn plant_in(sound: &str, from: &str, to: &str, mark: &str) -> Planted {
    assert!(sound.contains(from), "{from}");
    let text = sound.replacen(from, to, 1);
    let planted = text.find(to).unwrap();
    let at = planted + to.find(mark).unwrap();
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    Planted { found: check(&text), place: (line, column) }
}

/// In the document: `from` becomes `to`, and the finding points to `mark` within `to`.
fn plant(from: &str, to: &str, mark: &str) -> Planted {
    plant_in(SOUND, from, to, mark)
}

impl Planted {
    #[track_caller]
    fn is(&self, severity: Severity, address: &str, message: &str, help: &str) {
        let [found] = &self.found[..] else { panic!("not one finding: {:#?}", self.found) };
        let address = Some(address.to_owned()).filter(|address| !address.is_empty());
        assert_eq!(found.severity, severity, "{found}");
        assert_eq!((found.line, found.column), self.place, "{found}");
        assert_eq!(found.address, address, "{found}");
        assert!(found.message.contains(message), "{found}");
        assert!(found.help.as_deref().unwrap_or_default().contains(help), "{found}");
    }

    #[track_caller]
    fn error(&self, address: &str, message: &str, help: &str) {
        self.is(Severity::Error, address, message, help);
    }

    #[track_caller]
    fn warning(&self, address: &str, message: &str) {
        self.is(Severity::Warning, address, message, "");
    }
}

#[test]
fn a_sound_dataset_has_no_finding() {
    assert_eq!(check(SOUND), []);
    assert_eq!(check(LINES), []);
    assert_eq!(check(&format!("\u{feff}{}", LINES.replace('\n', "\r\n"))), []);
}

#[test]
fn the_reference_dataset_has_four_warnings() {
    let found = check(REFERENCE);
    assert_eq!(found.len(), 4, "{found:#?}");
    for problem in found {
        assert_eq!(problem.severity, Severity::Warning);
        assert!(problem.message.contains("neither evidence nor denial"), "{problem}");
    }
}

#[test]
fn bad_json_is_one_error() {
    plant(r#""name": "Meta"},"#, r#""name" "Meta"},"#, r#""Meta""#).error("", "a colon", "");
    plant(r#""kind": "slip", "#, r#""kind": slip, "#, "slip").error("", "a value should", "");
    plant("]\n}", "],\n}", "}").error("", "nothing follows this comma", "last comma");
    assert!(check(&SOUND[..200])[0].message.contains("it ends inside"));
}

#[test]
fn a_bad_line_of_ndjson_costs_one_line() {
    let text =
        LINES.replacen("{\"relation\":", "{\"relation\" ", 1).replacen("\"Meta\"", "Meta", 1);
    let places: Vec<_> = check(&text).iter().map(|found| (found.line, found.column)).collect();
    // Without the agent its references dangle.
    assert_eq!(places[0], (2, 13));
    assert_eq!(*places.last().unwrap(), (5, 52));
    assert_eq!(places.len(), 6);
}

#[test]
fn nesting_too_deep_is_an_error_and_no_crash() {
    let deep =
        format!(r#""ext": {{"a": {}{}}}, "gainsay""#, "[".repeat(100_000), "]".repeat(100_000));
    let found = check(&SOUND.replacen("\"gainsay\"", &deep, 1));
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("nested too deep"), "{}", found[0]);
    assert_eq!(found[0].line, 1);
    let found = check(&format!("{LINES}{}\n", "[".repeat(100_000)));
    assert_eq!((found.len(), found[0].line), (1, 6));
    assert!(found[0].message.contains("nested too deep"), "{}", found[0]);
}

#[test]
fn a_field_that_stands_twice() {
    let planted =
        plant(r#""slip", "severity""#, r#""slip", "kind": "slap", "severity""#, r#""kind""#);
    planted.error("issue i01", "the field `kind` stands twice", "keep one");
}

#[test]
fn a_field_that_stands_twice_in_foreign_data() {
    plant(r#""status""#, r#""ext": {"a.b": [{"x": 1, "x": 2}]}, "status""#, r#""x": 2"#).error(
        "c1",
        "the field `x` stands twice",
        "",
    );
}

#[test]
fn the_version() {
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
fn a_missing_field() {
    let at = |planted: &Planted| (planted.found[0].line, planted.found[0].column);
    let planted = plant(r#", "name": "Paper"}"#, "}", "}");
    assert_eq!(at(&planted), (3, 2), "the object that lacks it");
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
fn a_field_of_the_wrong_type() {
    plant(r#""text": "Meta did it.""#, r#""text": 7"#, "7").error(
        "c1",
        "`text` must be text, not a number",
        "",
    );
    plant(r#""note": "No.""#, r#""note": null"#, "null").error(
        "c1#n1",
        "`note` must be text, not null",
        "leave the field out",
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
        .error("c1#e1", "`paragraph` must be a whole number, not `1.5`", "");
    plant(r#"{"id": "d", "title": "D"}"#, "[]", "[]").error(
        "dataset",
        "an object should stand here, not a list",
        "",
    );
    assert_eq!(check("[1]")[0].message, "an object should stand here, not a list");
}

#[test]
fn a_word_outside_its_list() {
    plant(r#""full""#, r#""fulll""#, r#""fulll""#)
        .found
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .for_each(|found| {
            assert!(found.help.as_deref().unwrap().starts_with("it is one of: full, "))
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
fn an_unknown_field() {
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
fn an_id_that_stands_twice() {
    let planted = plant(
        r#""name": "Paper"}]"#,
        r#""name": "Paper"}, {"id": "meta", "kind": "group", "name": "M"}]"#,
        r#""meta""#,
    );
    planted.error("agent meta", "the agent id `meta` stands twice; first in line 2", "own id");
    plant(r#""id": "n1", "by""#, r#""id": "e1", "by""#, r#""e1""#).error(
        "c1#e1",
        "`e1` stands twice in this claim; first in line 8",
        "",
    );
    let twice = LINES.to_owned() + LINES.lines().last().unwrap();
    assert_eq!(check(&twice).len(), 1);
}

#[test]
fn a_malformed_id() {
    plant(r#""id": "i01""#, r#""id": "I 01""#, r#""I 01""#).error(
        "issue I 01",
        "`I 01` is no id",
        "a–z",
    );
}

#[test]
fn a_dangling_reference_names_the_nearest() {
    plant(r#""by": "meta", "scope""#, r#""by": "metta", "scope""#, r#""metta""#).error(
        "c1#n1",
        "`by` names an agent `metta`",
        "did you mean `meta`?",
    );
}

#[test]
fn every_reference_is_followed() {
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
fn what_a_history_touched_may_be_gone() {
    let history = r#""history": [{"at": "2018", "what": "w", "by": "somebody", "ids": ["gone"]}], "relations""#;
    assert_eq!(check(&SOUND.replacen(r#""relations""#, history, 1)), []);
}

#[test]
fn a_relation_to_itself() {
    plant(r#""to": "c1""#, r#""to": "c2""#, r#""c2""#).error(
        "relation c2 → c2",
        "is related to itself",
        "",
    );
}

#[test]
fn via_in_a_circle() {
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
    assert_eq!((found[0].line, found[0].column), (8, 110), "{}", found[0]);
    assert!(found[0].message.contains("`s1` is known through `s1`"));
}

#[test]
fn a_claim_that_nobody_makes() {
    plant(r#""made": [{"by": "paper"}]"#, r#""made": []"#, "[]").error(
        "c1",
        "nobody makes this claim: `made` is empty",
        "",
    );
    plant(r#"[{"by": "paper"}]"#, r#"[{"where": "X"}]"#, "{").error(
        "c1",
        "`by` is missing",
        "unknown will do",
    );
    let text = SOUND.replacen(r#""made": [{"by": "paper"}],"#, "", 1);
    assert!(check(&text)[0].message.contains("nobody makes this claim: `made` is missing"));
}

#[test]
fn a_date_that_is_none() {
    plant(r#""2018-05""#, r#""2018-02-30""#, r#""2018-02-30""#).error(
        "c1",
        "`date` `2018-02-30` is not in the calendar",
        "",
    );
    plant(r#""2018-05""#, r#""May 2018""#, r#""May 2018""#).error("c1", "is no date", "2018-05");
    plant(r#""2018-05""#, r#""""#, r#""""#).error("c1", "is an empty date", "null");
}

#[test]
fn a_text_that_is_empty_or_blank() {
    plant(r#""Meta did it.""#, r#""""#, r#""""#).error("c1", "`text` is empty", "");
    plant(r#""It says so.""#, r#"" \u00a0\n""#, r#"" \u"#).error("c1#e1", "`summary` is blank", "");
    plant(r#""by": "meta", "scope""#, r#""by": "", "scope""#, r#""""#).error(
        "c1#n1",
        "`by` is empty",
        "",
    );
}

#[test]
fn an_address_that_no_browser_opens() {
    let planted = plant(r#""https://a.example/x""#, r#""ftp://a.example/x""#, r#""ftp"#);
    planted.error("source s2", "`ftp://a.example/x` is no http or https address", "");
    plant(r#""https://a.example/x""#, r#""https:///x""#, r#""https"#).error(
        "source s2",
        "names no host",
        "",
    );
}

#[test]
fn a_control_character() {
    for escape in [r"\u001b", r"\u009b", r"\u007f", r"\u2028"] {
        let code = escape.trim_start_matches("\\u").to_uppercase();
        let text = format!(r#""It{escape}says""#);
        plant(r#""It says so.""#, &text, r#""It"#)
            .warning("c1#e1", &format!("control character, U+{code}"));
    }
}

#[test]
fn a_bidi_control() {
    plant(r#""It says so.""#, "\"It \u{202e}says\"", r#""It"#)
        .warning("c1#e1", "direction of writing, U+202E");
}

#[test]
fn an_invisible_character() {
    for character in ['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{e0041}'] {
        plant(r#""It says so.""#, &format!("\"It {character}says\""), r#""It"#)
            .warning("c1#e1", "invisible character");
    }
}

#[test]
fn a_line_break_or_tab_in_a_field_of_one_line() {
    plant(r#""Meta did it.""#, r#""Meta\ndid it.""#, r#""Meta"#)
        .warning("c1", "a line break in a field of one line");
    plant(r#""name": "Meta""#, r#""name": "Me\tta""#, r#""Me"#)
        .warning("agent meta", "a tab in a field of one line");
    assert_eq!(check(&SOUND.replacen("It says so.", "It\\n\\tsays so.", 1)), []);
}

#[test]
fn a_text_that_is_not_composed() {
    plant(r#""It says so.""#, "\"Cafe\u{301}\"", "\"Caf").warning("c1#e1", "NFC");
}

#[test]
fn texts_that_are_too_long() {
    let long = |count: usize| format!("\"{}\"", "é".repeat(count));
    for (from, most, address) in [
        (r#""Meta did it.""#, 1_000, "c1"),
        (r#""Meta"}"#, 300, "agent meta"),
        (r#""It says so.""#, 20_000, "c1#e1"),
    ] {
        let ending = if from.ends_with('}') { "}" } else { "" };
        let fits = SOUND.replacen(from, &(long(most) + ending), 1);
        assert_eq!(check(&fits), []);
        plant(from, &(long(most + 1) + ending), "\"é")
            .warning(address, &format!("more than {most}"));
    }
    let quote = |count| format!(r#""quote": {}"#, long(count));
    assert_eq!(check(&SOUND.replacen(r#""note": "No.""#, &quote(10_000), 1)), []);
    plant(r#""note": "No.""#, &quote(10_001), "\"é").warning("c1#n1", "more than 10000");
}

#[test]
fn a_claim_that_nobody_speaks_to() {
    let text = SOUND.replacen(
        r#", "evidence": [{"id": "e1", "kind": "other", "stance": "context", "summary": "S."}]"#,
        "",
        1,
    );
    let found = check(&text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].line, found[0].column), (11, 2));
    assert_eq!((found[0].address.as_deref(), found[0].severity), (Some("c2"), Severity::Warning));
    assert!(found[0].message.contains("neither evidence nor denial"));
}

#[test]
fn two_claims_that_say_the_same() {
    plant(r#""Meta did more.""#, r#""META  did: it!""#, r#""META"#)
        .warning("c2", "says the same as `c1`");
}

#[test]
fn a_status_that_its_record_contradicts() {
    let full = r#""scope": "full""#;
    let text = SOUND.replacen(full, r#""scope": "no-comment""#, 1);
    let found = check(&text);
    assert_eq!((found.len(), found[0].line, found[0].column), (1, 7, 59), "{found:?}");
    assert!(found[0].message.contains("is `disputed`, but"));
    let status = |status: &str, message: &str| {
        let to = format!(r#""status": "{status}""#);
        plant(r#""status": "disputed""#, &to, &format!("\"{status}\"")).warning("c1", message);
    };
    status("unanswered", "is `unanswered`, but");
    let refuted = text.replacen("disputed", "refuted", 1);
    assert!(check(&refuted)[0].message.contains("is `refuted`, but"));
    let corroborated =
        SOUND.replacen("disputed", "corroborated", 1).replacen("supports", "context", 1);
    assert!(check(&corroborated)[0].message.contains("is `corroborated`, but"));
    for sound in ["corroborated", "refuted", "open"] {
        assert_eq!(check(&SOUND.replacen("disputed", sound, 1)), []);
    }
    let undercut = text.replacen("supports", "undercuts", 1);
    assert_eq!(check(&undercut), []);
}

#[test]
fn ndjson_faults_have_line_and_column() {
    plant_in(LINES, r#""scope":"full""#, r#""scope":"ful""#, r#""ful""#).error(
        "c1#n1",
        "cannot be `ful`",
        "full",
    );
    plant_in(LINES, r#""to":"c1""#, r#""to":"c9""#, r#""c9""#).error(
        "relation c2 → c9",
        "`to` names a claim `c9`",
        "",
    );
    plant_in(LINES, r#"{"relation""#, r#"{"relatoin""#, r#""relatoin""#).error(
        "",
        "unknown kind of record",
        "`relation`",
    );
    plant_in(LINES, "{\"agent\"", "[]\n{\"agent\"", "[]").error(
        "",
        "a record should stand here, not a list",
        "",
    );
    plant_in(LINES, "{\"agent\"", "{}\n{\"agent\"", "{}").error(
        "",
        "holds no record",
        "agent, source",
    );
    plant_in(
        LINES,
        "{\"agent\"",
        "{\"history\":{\"at\":null,\"what\":\"w\"},\"agent\"",
        "\"agent\"",
    )
    .error("", "more than one record", "");
}

#[test]
fn ndjson_needs_its_header_first_and_once() {
    let mut checker = Checker::new();
    let records: String = LINES.lines().skip(1).map(|line| line.to_owned() + "\n").collect();
    checker.file("d.ndjson", &records);
    let found = checker.finish();
    assert_eq!((found.len(), found[0].line, found[0].column), (1, 1, 1), "{found:#?}");
    assert!(found[0].message.contains("first line must be the header"));
    let found = check(&(LINES.to_owned() + LINES));
    assert!(
        found
            .iter()
            .any(|found| found.line == 6 && found.message.contains("header stands here again"))
    );
}

fn check_files(files: &[(&str, &str)]) -> Vec<Problem> {
    let mut checker = Checker::new();
    for (name, text) in files {
        checker.file(name, text);
    }
    checker.finish()
}

#[test]
fn files_of_one_dataset_are_checked_together() {
    let header = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"}}"#;
    let agent = r#"{"agent":{"id":"meta","kind":"organisation","name":"Meta"}}"#;
    let same = r#"{"agent": {"name":"Meta","kind":"organisation","id":"meta"}}"#;
    let other = r#"{"agent":{"id":"meta","kind":"group","name":"Meta"}}"#;
    let user = r#"{"source":{"id":"s","kind":"k","title":"T","authors":["meta"]}}"#;
    let file = |lines: &[&str]| lines.join("\n");
    let (first, second) = (file(&[header, agent]), file(&[header, user, same]));
    assert_eq!(check_files(&[("b", &second), ("a", &first)]), []);
    assert_eq!(check_files(&[("u", &file(&[header, user])), ("a", &first)]), []);
    let found = check_files(&[("a", &first), ("b", &file(&[header, other]))]);
    assert_eq!((found.len(), found[0].file.as_str(), found[0].line), (1, "b", 2));
    assert!(
        found[0].message.contains("b and a (line 2) have different agent records"),
        "{}",
        found[0]
    );
    let elsewhere = file(&[&header.replace("\"d\"", "\"e\""), other]);
    assert_eq!(check_files(&[("a", &first), ("b", &elsewhere)]), []);
    let apart =
        check_files(&[("u", &file(&[&header.replace("\"d\"", "\"e\""), user])), ("a", &first)]);
    assert_eq!(apart.len(), 1, "a reference does not lead to another dataset");
}

#[test]
fn bytes_that_are_no_text() {
    let bytes = |bytes: &[u8]| {
        let mut checker = Checker::new();
        checker.file_bytes("b", bytes);
        checker.finish().remove(0)
    };
    let found = bytes(b"{\n \"\xc3\xa9\xff\"}");
    assert_eq!((found.line, found.column), (2, 4));
    assert!(found.message.contains("0xFF is not UTF-8"), "{found}");
    assert!(bytes(b"\xff\xfe{\0").message.contains("UTF-16"));
    assert!(bytes(b"").message.contains("the file is empty"));
    assert!(bytes(b"\xef\xbb\xbf \n").message.contains("the file is empty"));
}

#[test]
fn hostile_texts_are_harmless_in_what_is_shown() {
    let hostile = "\u{1b}]0;x\u{7}\u{9b}2J\u{202e}\u{e0041}";
    let escaped = serde_json::to_string(hostile).unwrap();
    let field = format!("\"a\": {{}}, {escaped}: {escaped}, \"kind\": {escaped}, \"severity\"");
    let text = SOUND.replacen(r#""kind": "slip", "severity""#, &field, 1);
    let mut checker = Checker::new();
    checker.file(hostile, &text.replacen("\"i01\"", &escaped, 1));
    let found = checker.finish();
    assert!(found.len() >= 4, "{found:#?}");
    for problem in found {
        for character in problem.to_string().chars() {
            let acts = character.is_control() && character != '\n';
            assert!(!acts && !"\u{202e}\u{e0041}".contains(character), "{problem:?}");
        }
    }
}

#[test]
fn a_long_foreign_text_is_cut_in_what_is_shown() {
    let long = "x".repeat(1_000_000);
    let text = SOUND.replacen(r#""kind": "slip""#, &format!(r#""kind": "slip", "{long}": 1"#), 1);
    let found = check(&text.replacen("i01", &long, 1));
    assert!(found.len() >= 2);
    assert!(found.iter().all(|problem| problem.to_string().len() < 500));
}

#[test]
fn findings_stand_in_the_order_of_the_files() {
    let bad = r#"{"gainsay":1,"dataset":{"id":"d"},"claims":[{}],"x":1}"#;
    let found = check_files(&[("b", bad), ("a", bad)]);
    let places: Vec<_> =
        found.iter().map(|found| (found.file == "a", found.line, found.column)).collect();
    assert!(places.is_sorted() && places.len() >= 8, "{found:#?}");
}

#[test]
fn a_hundred_thousand_findings_do_not_take_long() {
    let claims: Vec<String> =
        (0..100_000).map(|id| format!(r#"{{"id":"c{id}","x":"é"}}"#)).collect();
    let claims = claims.join(",");
    let text = format!(r#"{{"gainsay":1,"dataset":{{"id":"d","title":"D"}},"claims":[{claims}]}}"#);
    let start = std::time::Instant::now();
    assert_eq!(check(&text).len(), 400_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Random changes of the reference dataset, by value: a field dropped, doubled or replaced.
fn changed(mut value: Value, path: &[usize], to: &Value) -> Value {
    let mut spot = &mut value;
    for step in path {
        let next = match spot {
            Value::Object(map) if !map.is_empty() => {
                let at = step % map.len();
                map.values_mut().nth(at)
            }
            Value::Array(items) if !items.is_empty() => {
                let at = step % items.len();
                items.get_mut(at)
            }
            _ => None,
        };
        // The borrow ends where there is nothing below.
        match next {
            Some(next) => spot = next,
            None => return value,
        }
    }
    *spot = to.clone();
    value
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(7)),
        Just(json!(-1)),
        Just(json!([])),
        Just(json!({})),
        Just(json!([1, "a"])),
        Just(json!("full")),
        Just(json!("A b")),
        Just(json!({ "unknown": 1 })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What the schema refuses, and only that, is an error of check: but for what a schema cannot say.
    #[test]
    fn check_and_schema_agree(path in proptest::collection::vec(any::<usize>(), 1..6), to in any_value()) {
        let value = changed(serde_json::from_str(REFERENCE).unwrap(), &path, &to);
        let refused = !jsonschema::draft202012::is_valid(&schema(), &value);
        let beyond = ["names a", "related to itself", "circle", "stands twice", "is empty", "is blank", "is no", "is not in the calendar", "names no host"];
        let found = check(&value.to_string());
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        let told = errors.clone().any(|found| !beyond.iter().any(|beyond| found.message.contains(beyond))
            || found.message.contains("is no id") || found.message.contains("`made` is empty"));
        prop_assert_eq!(told, refused, "{:#?}", found);
    }

    #[test]
    fn any_mutation_is_answered(at in 0..REFERENCE.len(), length in 0..40usize, to in proptest::collection::vec(any::<u8>(), 0..8)) {
        let mut bytes = REFERENCE.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, to);
        let mut checker = Checker::new();
        checker.file_bytes("m", &bytes);
        for problem in checker.finish() {
            prop_assert!(problem.line > 0 && problem.column > 0);
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.json", "a.ndjson"] {
            let mut checker = Checker::new();
            checker.file_bytes(name, &bytes);
            let _ = checker.finish();
        }
    }
}
