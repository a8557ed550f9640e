//! Tests of `gainsay import` and `export`, and of foreign files given in place of a dataset.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use super::{Home, gainsay};

/// Two claims in the format of AVeriTeC, one of them twice.
const QUESTIONS: &str = r#"[
 {"claim": "The bridge is closed.", "label": "Refuted", "speaker": "Ann", "claim_date": "31-5-2018",
  "justification": "It is open.", "questions": [{"question": "Is it closed?", "answers": [
   {"answer": "No.", "answer_type": "Boolean", "source_url": "Metadata"}]}]},
 {"claim": "The <b>ferry</b> sank.", "label": "Supported", "claim_date": "soon", "questions": []},
 {"claim": "The bridge is closed.", "label": "Refuted", "speaker": "Ann", "claim_date": "1-6-2018", "questions": []}
]"#;

#[test]
fn a_file_becomes_a_dataset_with_a_summary() {
    let home = Home::new();
    home.file("claims.json", QUESTIONS);
    let out = home.run(&["import", "claims.json", "-o", "mine.ndjson"]).out();
    assert_eq!(
        out.trim_end(),
        "2 claims · 1 HTML tag removed · 2 dates rewritten · 1 date not understood · \
         1 value in place of an address\n3 records = 2 claims + 1 merged"
    );
    assert_eq!(home.run(&["check", "mine.ndjson"]).out(), "0 errors, 0 warnings\n");
    let shown = home.run(&["search", "bridge", "-d", "mine.ndjson"]).out();
    assert!(shown.contains("said by Ann · 2018-05-31"), "{shown}");
    let again = home.run(&["search", "bridge", "-d", "mine.ndjson", "--format", "ids"]).out();
    let direct = home.run(&["search", "bridge", "-d", "claims.json", "--format", "ids"]);
    assert_eq!((direct.code, &direct.out), (0, &again), "ids are derived from the content");
    assert!(direct.err.starts_with("gainsay: imported: 2 claims"), "{}", direct.err);
}

#[test]
fn how_columns_were_read_is_said_wherever_a_table_is_opened() {
    let home = Home::new();
    let table = "statement,speaker,rating,extra\nThe bridge is closed.,Ann Lee,False,x\n\
                 The ferry sank.,Bob Ray,True,y\nThe pier, is, closed, today, for, long\n";
    home.file("tables/one.csv", table);
    home.file("tables/two.csv", table);
    for command in [
        &["search", "--format", "ids", "bridge"][..],
        &["show", "--format", "json"],
        &["export", "--to", "ndjson"],
    ] {
        let id = home.run(&["search", "--format", "ids", "bridge", "-d", "tables/one.csv"]).out;
        let id = (command[0] == "show").then_some(id.trim());
        let files = ["-d", "tables/one.csv", "-d", "tables/two.csv"];
        let ran = home.run(&[command, id.as_slice(), &files].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        let lines: Vec<&str> = ran.err.lines().collect();
        assert_eq!(lines.len(), 2, "{ran:?}");
        assert!(lines[1].contains("claim = statement") && lines[1].contains("extra"), "{ran:?}");
        assert_eq!(lines[1].matches("claim = statement").count(), 1, "{ran:?}");
        assert!(lines[1].contains("one.csv:4: ") && !lines[1].contains("tables"), "{ran:?}");
    }
    let exported = home.run(&["export", "--to", "json", "-d", "tables/one.csv"]).out;
    let exported: Value = serde_json::from_str(&exported).unwrap();
    let method = exported["dataset"]["method"].as_str().unwrap();
    assert!(method.starts_with("imported from one.csv (csv); "), "{method}");
    assert!(method.contains("claim = statement"), "{method}");
}

#[test]
fn standard_input_becomes_a_dataset_with_a_summary_on_standard_error() {
    let home = Home::new();
    let ran = home.run_with(&["import", "-", "--format", "json", "--title", "Mine"], QUESTIONS);
    assert_eq!(ran.code, 0);
    assert!(
        ran.out.starts_with("{\"gainsay\":1,\"dataset\":{\"id\":\"imported\",\"title\":\"Mine\"")
    );
    let summary: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((summary["records"].as_u64(), summary["merged"].as_u64()), (Some(3), Some(1)));
    assert_eq!(summary["mended"]["date-unread"], 1);
    let read = home.run_with(&["search", "ferry", "-d", "-", "--format", "ids"], &ran.out);
    assert_eq!(read.out().lines().count(), 1);
    let read = home.run_with(&["search", "ferry", "-d", "-", "--format", "ids"], QUESTIONS);
    assert_eq!((read.code, read.out.lines().count()), (0, 1), "{}", read.err);
}

#[test]
fn output_is_compressed_according_to_its_name() {
    let home = Home::new();
    home.file("claims.json", QUESTIONS);
    for (name, start) in [("a.ndjson.gz", [0x1f, 0x8b]), ("a.ndjson.zst", [0x28, 0xb5])] {
        home.run(&["import", "claims.json", "-o", name]).out();
        assert!(std::fs::read(home.path(name)).unwrap().starts_with(&start));
        assert!(home.run(&["search", "ferry", "-d", name]).out().contains("The ferry sank."));
    }
}

#[test]
fn an_unreadable_record_stops_the_import_unless_it_may_be_skipped() {
    let home = Home::new();
    home.file("a.jsonl", "{\"claim\": \"One.\", \"questions\": []}\n{\"claim\": 1, \"questions\": []}\n{\"claim\": tru\n");
    let ran = home.run(&["import", "a.jsonl", "-o", "out"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.contains("a.jsonl:2: error: this record isn’t a claim of AVeriTeC"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("a.jsonl:3:") && ran.err.contains("nothing was written"),
        "{}",
        ran.err
    );
    assert!(!home.path("out").exists());
    let out = home.run(&["import", "a.jsonl", "-o", "out", "--skip-broken"]).out();
    assert!(out.ends_with("3 records = 1 claim + 0 merged + 2 left out\n"), "{out}");
    let ran = home.run(&["search", "one", "-d", "a.jsonl", "--format", "ids"]);
    assert!(ran.err.contains("2 left out; gainsay import says why"), "{}", ran.err);
}

#[test]
fn a_file_without_claims_is_refused_with_a_reason() {
    let home = Home::new();
    home.file("ours.json", include_str!("../../data/meta-netflix.json"));
    home.file("empty.json", " \n");
    home.file("prose.txt", "It was a dark and stormy night.");
    home.file("latin.json", b"[{\"claim\": \"caf\xe9\", \"questions\": []}]");
    let utf32: Vec<u8> = "\u{feff}[]".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    home.file("utf32.json", utf32);
    home.file("cut.json", &QUESTIONS[..QUESTIONS.len() / 2]);
    for (arguments, code, message) in [
        (vec!["ours.json"], 2, "gainsay’s own format"),
        (vec!["none.json"], 2, "no such file"),
        (vec!["empty.json"], 2, "empty"),
        (vec!["prose.txt"], 2, "can’t detect the format"),
        (vec!["latin.json"], 1, "latin.json:1:16: error: this is not UTF-8"),
        (vec!["utf32.json"], 2, "iconv -f UTF-32"),
        (vec!["cut.json", "--from", "averitec"], 1, "ends in the middle of this record"),
        (vec!["cut.json", "--from", "avertec"], 2, "did you mean averitec?"),
        (vec!["cut.json", "--id", "A b"], 2, "invalid --id"),
        (vec!["cut.json", "-o", "cut.json"], 2, "is an input file"),
    ] {
        let ran = home.run(&[vec!["import"], arguments.clone()].concat());
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(message), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{arguments:?}");
    }
}

#[test]
fn other_encodings_are_read_and_named() {
    let home = Home::new();
    home.file("latin.csv", b"claim,speaker,label\n\x93Caf\xe9s\x94 are open.,Ren\xe9e,False\n");
    let utf16 = "\u{feff}claim,speaker,label\nCafés are open.,Renée,False\n".encode_utf16();
    home.file("utf16.csv", utf16.flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    let page = b"<meta charset=iso-8859-1><script type=application/ld+json>\
        {\"@type\":\"ClaimReview\",\"claimReviewed\":\"Caf\xe9s are open.\"}</script>";
    home.file("page.html", page);
    for (name, text, told) in [
        ("latin.csv", "“Cafés” are open.", "Windows-1252, which is a guess: it is not UTF-8"),
        ("utf16.csv", "Cafés are open.", "UTF-16"),
        ("page.html", "Cafés are open.", "Windows-1252, as it declares"),
    ] {
        let ran = home.run(&["import", name, "-o", "out.ndjson"]);
        let (out, err) = (ran.out.clone(), ran.err.clone());
        assert_eq!(ran.code, 0, "{err}");
        assert!(out.contains(&format!("{name}: read as {told}\n")), "{out}");
        let written = std::fs::read_to_string(home.path("out.ndjson")).unwrap();
        assert!(written.contains(text), "{written}");
        let ran = home.run(&["search", "open", "-d", name, "--format", "ids"]);
        assert!(ran.err.contains(&format!("{name}: read as {told}")), "{}", ran.err);
    }
}

#[test]
fn a_missing_output_folder_is_an_error() {
    let home = Home::new();
    home.file("claims.json", QUESTIONS);
    home.run(&["import", "claims.json", "-o", "no/such/folder/a"])
        .fails(2, "writing no/such/folder/a: there is no folder");
}

#[test]
fn foreign_data_of_a_dataset_survives_every_format() {
    let home = Home::new();
    let ext = r#"{"org.example":{"batch":7}}"#;
    home.file(
        "a.json",
        format!(
            r#"{{"gainsay":1,"dataset":{{"id":"d","title":"D"}},"ext":{ext},"agents":[{{"id":"x","kind":"person","name":"X"}}],
            "claims":[{{"id":"c","text":"One.","made":[{{"by":"x"}}]}}]}}"#
        ),
    );
    home.run(&["export", "-d", "a.json", "-o", "b.json"]).out();
    home.run(&["export", "-d", "b.json", "-o", "c.ndjson"]).out();
    home.run(&["export", "-d", "c.ndjson", "-o", "d.jsonld"]).out();
    home.run(&["import", "d.jsonld", "-o", "e.ndjson"]).out();
    let top = std::fs::read_to_string(home.path("e.ndjson")).unwrap();
    let top: Value = serde_json::from_str(top.lines().next().unwrap()).unwrap();
    assert_eq!(top["ext"], serde_json::from_str::<Value>(ext).unwrap());
    for file in ["b.json", "c.ndjson", "e.ndjson"] {
        assert_eq!(home.run(&["check", file]).code, 0, "{file}");
    }
}

#[test]
fn errors_can_be_read_as_json() {
    let home = Home::new();
    home.file("claims.json", QUESTIONS);
    for (arguments, message) in [
        (["claims.json", "-o", "no/such/folder/a"], "there is no folder"),
        (["claims.json", "--id", "A b"], "invalid --id"),
        (["none.json", "-o", "a"], "no such file"),
    ] {
        let arguments = [&["import", "--format", "json"], &arguments[..]].concat();
        let ran = home.run(&arguments);
        let told = if arguments.contains(&"-o") { &ran.out } else { &ran.err };
        let told: Value = serde_json::from_str(told).unwrap();
        let said = told["problems"][0]["message"].as_str().unwrap();
        assert!(said.contains(message), "{said}");
        assert_eq!(ran.code, 2, "{arguments:?}");
    }
}

#[test]
fn an_interrupted_import_leaves_no_file() {
    let home = Home::new();
    let mut command = home.command(&["import", "-", "--from", "averitec", "-o", "out.ndjson"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&QUESTIONS.as_bytes()[..200]).unwrap();
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&child),
        rustix::process::Signal::INT,
    )
    .unwrap();
    let status = child.wait().unwrap();
    assert!(!status.success());
    drop(stdin);
    let left: Vec<_> = std::fs::read_dir(home.path("")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn help_lists_the_formats() {
    let help = gainsay(&["import", "--help"]).out();
    for name in ["schema.org", "fact-check-tools", "averitec", "climate-fever", "liar"] {
        assert!(help.contains(name), "{help}");
    }
}

#[test]
fn a_folder_of_foreign_records_is_read_and_imported() {
    let home = Home::new();
    let folder = home.path("folder");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in [
        ("1.json", r#"{"vclaim": "The pier is closed.", "vclaim_id": "1"}"#),
        ("2.json", r#"{"vclaim": "Umbrellas are taxed.", "vclaim_id": "2"}"#),
        ("3.json", r#"{"name": "x", "version": "1"}"#),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let ran = home.run(&["search", "-d", "folder", "umbrellas"]);
    assert!(ran.out.contains("Umbrellas are taxed."), "{}", ran.out);
    assert!(ran.err.contains("1 file of unknown format skipped"), "{}", ran.err);
    let ran = home.run(&["import", "folder", "-o", "out.ndjson"]);
    assert!(ran.err.contains("1 file in this folder skipped"), "{}", ran.err);
    assert!(ran.out.contains("2 records = 2 claims + 0 merged"), "{}", ran.out);
}

/// An export contains the claims that the query matches, and can be imported again.
#[test]
fn an_export_contains_what_the_query_matches() {
    let home = Home::new();
    let out = home.run(&["export", "--to", "csv", "inbox", "--limit", "1"]).out();
    assert!(out.starts_with("claim,text,") && out.contains("meta-netflix/inbox-api"), "{out}");
    home.run(&["export", "denied-by:meta", "-o", "dossier.md"]).out();
    let dossier = std::fs::read_to_string(home.path("dossier.md")).unwrap();
    assert!(dossier.contains("# ") && dossier.contains("denied-by:meta"), "{dossier}");
    home.run(&["export", "-o", "all.jsonld.gz"]).out();
    home.run(&["import", "all.jsonld.gz", "-o", "again.ndjson"]).out();
    let claims = |dataset: &str| {
        home.run(&["search", "--format", "ndjson", "--sort", "dataset", "-d", dataset]).out()
    };
    home.file("reference.json", include_str!("../../data/meta-netflix.json"));
    let values = |text: String| -> Vec<Value> {
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect()
    };
    assert_eq!(values(claims("reference.json")), values(claims("again.ndjson")));
}

#[test]
fn an_impossible_export_is_refused_and_writes_nothing() {
    let home = Home::new();
    let first = home.run(&["export", "--to", "md", "--limit", "2", "--sort", "date", "-o", "-"]);
    assert!(first.out().contains("the first 2 of 24 claims of the dataset meta-netflix, newest"));
    home.run(&["export", "inbox"]).fails(2, "choose a format: --to FORMAT");
    home.run(&["export", "inbox", "-o", "a.pdf"]).fails(2, "one of json, ndjson, jsonld");
    home.run(&["export", "qqzzqqxx", "-o", "a.md"]).fails(1, "no claim matches “qqzzqqxx”");
    home.run(&["export", "is:marked", "-o", "a.md"]).fails(1, "no claims are marked");
    home.run(&["export", "date:abc", "-o", "a.md"]).fails(2, "date:abc is not a date");
    let left: Vec<_> = std::fs::read_dir(home.path("")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    home.file("a.json", super::dataset("a", "one", "One."));
    home.file("b.json", super::dataset("b", "two", "Two."));
    let both = ["export", "-d", "a.json", "-d", "b.json", "--to"];
    home.run(&[&both[..], &["json"]].concat()).fails(2, "from several datasets");
    home.run(&["export", "-d", "a.json", "-o", "a.json"]).fails(2, "is an input file");
    home.run(&["export", "-d", ".", "no:denial", "--to", "csv", "-o", "./b.json"])
        .fails(2, "is an input file");
    assert_eq!(
        std::fs::read_to_string(home.path("a.json")).unwrap(),
        super::dataset("a", "one", "One.")
    );
    assert!(home.run(&[&both[..], &["markdown"]].concat()).out().contains("Two."));
}

#[test]
fn a_named_pipe_is_read_once_and_exports_of_two_datasets_are_not_merged() {
    let home = Home::new();
    home.file("claims.json", QUESTIONS);
    let through = |command: &str| {
        let script = format!("mkfifo p; cat claims.json > p & exec \"$0\" {command}; wait");
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_gainsay")]).current_dir(home.path(""));
        let ran = shell.env("HOME", home.path("")).env_remove("XDG_CACHE_HOME").output().unwrap();
        std::fs::remove_file(home.path("p")).unwrap();
        String::from_utf8(ran.stdout).unwrap()
    };
    assert!(through("import p -o out.ndjson").ends_with("3 records = 2 claims + 1 merged\n"));
    assert_eq!(through("search ferry -d p --format ids").lines().count(), 1);
    for id in ["a", "b"] {
        home.file("own.json", super::dataset(id, "one", "One."));
        home.run(&["export", "-d", "own.json", "-o", &format!("{id}.jsonld")]).out();
    }
    let ran = home.run(&["import", "a.jsonld", "b.jsonld", "-o", "both"]);
    assert!(ran.code != 0 && ran.err.contains("exports of several datasets"), "{}", ran.err);
    assert!(!home.path("both").exists());
}
