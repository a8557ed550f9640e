//! Tests of `gainsay show`.

use serde_json::{Value, json};

use super::{Home, dataset, gainsay};

#[test]
fn a_claim_is_printed_as_plain_text() {
    let text = gainsay(&["show", "inbox-api"]).out();
    let headings: Vec<&str> = text
        .lines()
        .filter(|line| ["CLAIM", "EVIDENCE", "DENIALS"].iter().any(|name| line.starts_with(name)))
        .collect();
    assert_eq!(headings, ["CLAIM", "EVIDENCE  1 supports · 1 context", "DENIALS  1 blanket"]);
    insta::assert_snapshot!("show-claim", text);
    assert_eq!(gainsay(&["show", "meta-netflix/inbox-api"]).out(), text);
}

#[test]
fn an_item_is_printed_alone() {
    insta::assert_snapshot!("show-item", gainsay(&["show", "inbox-api#d1"]).out());
}

#[test]
fn several_claims_are_printed_in_order() {
    let [one, two] = ["inbox-api", "titan-api"].map(|id| gainsay(&["show", id]).out());
    assert_eq!(gainsay(&["show", "inbox-api", "titan-api"]).out(), format!("{one}\n{two}"));
}

#[test]
fn json_records_take_a_line_each() {
    let out = gainsay(&["show", "--format", "json", "inbox-api", "inbox-api#e1"]).out();
    let [claim, item] = out.lines().collect::<Vec<_>>()[..] else { panic!("{out}") };
    let [claim, item] = [claim, item].map(|line| serde_json::from_str::<Value>(line).unwrap());
    assert_eq!(claim["id"], "inbox-api");
    assert_eq!(claim["evidence"][0], item);
}

/// A dataset in which an agent, a source and a claim share an id, and whose agents and source are
/// named in every way.
const HARBOUR: &str = r#"{"gainsay":1,"dataset":{"id":"h","title":"Harbour"},
"agents":[{"id":"port","kind":"organisation","name":"Port Office","aliases":["The Port"],"note":"Runs the\u001b piers."},
 {"id":"ann","kind":"person","name":"Ann","role":"pilot","affiliation":"port"},
 {"id":"desk","kind":"organisation","name":"Fact Desk"}, {"id":"idle","kind":"person","name":"Idle"}],
"sources":[{"id":"gazette","kind":"article","title":"On Piers","authors":["ann"],"publisher":"desk","published":"2021-05","url":"https://gazette.example/piers"},
 {"id":"pier","kind":"article","title":"Of the same id"}],
"issues":[{"id":"i1","kind":"missing-date","severity":"low","about":["pier"],"text":"No day is given.","source":"gazette"},
 {"id":"i2","kind":"other","severity":"low","about":["pier"],"text":"Of another.","source":"pier"}],
"claims":[
{"id":"pier","text":"The pier is closed.","made":[{"by":"ann","interpreted_by":"port","date":"2021-04-01","source":"gazette"}],
 "evidence":[{"id":"e1","kind":"document","stance":"supports","by":"ann","source":"gazette"}],
 "denials":[{"id":"d1","by":"port","scope":"full","date":"2021-04-02","source":"gazette"},
  {"id":"d2","by":"ann","on_behalf_of":"port","scope":"no-comment"}],
 "verdicts":[{"by":"desk","label":"Half true","date":"2021-06-01","source":"gazette"}],
 "wordings":[{"text":"Pier shut.","source":"gazette"}]},
{"id":"ferry","text":"The ferry is late.","made":[{"by":"ann"}],"denials":[{"id":"d1","by":"port","scope":"blanket"}]}]}"#;

#[test]
fn a_party_or_a_source_is_shown_with_all_that_names_it() {
    let home = Home::new();
    home.file("h.json", HARBOUR);
    let show = |ids: &[&str]| home.run(&[&["show", "-d", "h.json"], ids].concat()).out();
    insta::assert_snapshot!("show-party", show(&["port", "ann", "agent:h/desk", "idle"]));
    insta::assert_snapshot!("show-source", show(&["gazette"]));
    assert!(show(&["pier"]).starts_with("CLAIM\n"), "the claim goes first");
    assert!(show(&["source:pier"]).starts_with("SOURCE\n"));
    let json = show(&["--format", "json", "port", "gazette"]);
    let [port, gazette] = json.lines().collect::<Vec<_>>()[..] else { panic!("{json}") };
    let [port, gazette] = [port, gazette].map(|line| serde_json::from_str::<Value>(line).unwrap());
    assert_eq!((&port["agent"]["name"], &port["dataset"]), (&"Port Office".into(), &"h".into()));
    let denial = serde_json::json!({"as": "denies", "claim": "pier", "item": "d1",
        "what": "full denial", "date": "2021-04-02", "text": "The pier is closed."});
    assert!(port["named"].as_array().unwrap().contains(&denial), "{port}");
    assert_eq!(gazette["source"]["title"], "On Piers");
    assert_eq!(gazette["faults"].as_array().unwrap().len(), 1);
    assert_eq!(gazette["named"].as_array().unwrap().len(), 5, "{gazette}");
    let two = home.file("two.json", HARBOUR.replace("\"id\":\"h\"", "\"id\":\"k\""));
    home.run(&["show", "-d", "h.json", "-d", &two, "idle"])
        .fails(2, "several datasets have the id idle: agent:h/idle, agent:k/idle");
    home.run(&["show", "-d", "h.json", "-d", &two, "port office"])
        .fails(2, "several parties or sources are named port office: agent:h/port, agent:k/port");
    assert_eq!(show(&["the port", "source:ON PIERS"]), show(&["port", "gazette"]));
}

#[test]
fn an_unknown_id_is_an_error() {
    let unknown = "no claim, party or source has the id or the name nothing-like-it; `search --format ids` lists ids";
    gainsay(&["show", "nothing-like-it"]).fails(2, unknown);
    gainsay(&["show", "inbox-ap"]).fails(2, "the name inbox-ap; did you mean inbox-api?");
    gainsay(&["show", "other/inbox-api"]).fails(2, "the name other/inbox-api");
    gainsay(&["show", "agent:inbox-api"]).fails(2, "the name agent:inbox-api");
    gainsay(&["show", ""]).fails(2, "the id is empty");
    let item = "the claim inbox-api has no evidence or denial with the id x9";
    gainsay(&["show", "inbox-api#x9"]).fails(2, item);
    gainsay(&["show", "--format", "json", "inbox-api#x9"]).fails(2, item);
}

#[test]
fn an_ambiguous_id_lists_the_candidates() {
    let home = Home::new();
    home.file("a.json", dataset("a", "c", "One."));
    home.file("b.json", dataset("b", "c", "Two."));
    let show = |id| home.run(&["show", "-d", "a.json", "-d", "b.json", id]);
    show("c").fails(2, "several datasets have the id c: a/c, b/c");
    assert!(
        show("b/c").out().contains("Meta of b says so") || show("b/c").out().contains("Meta of b")
    );
    let ids = home.run(&["search", "-d", "a.json", "-d", "b.json", "--format", "ids"]).out();
    assert_eq!(ids, "a/c\nb/c\n");
}

#[test]
fn the_first_of_two_claims_with_one_id_is_kept() {
    let home = Home::new();
    home.file("a.json", dataset("a", "c", "One."));
    home.file("b.json", dataset("a", "c", "Two."));
    for arguments in [&["show", "c"][..], &["search"], &["export", "--to", "csv"]] {
        let ran = home.run(&[arguments, &["-d", "a.json", "-d", "b.json"]].concat());
        assert!(ran.out.contains("One.") && !ran.out.contains("Two."), "{}", ran.out);
        assert_eq!(ran.err, "gainsay: 1 record left out; `gainsay check` says why\n");
    }
    let checked = home.run(&["check", "a.json", "b.json"]);
    assert_eq!(checked.code, 1, "{}", checked.err);
    assert!(checked.out.contains("different claim records with the id `c`"), "{}", checked.out);
}

#[test]
fn agents_are_shown_with_roles_and_sources_with_dates() {
    let home = Home::new();
    home.file(
        "d.json",
        r#"{"gainsay": 1, "dataset": {"id": "d", "title": "D"},
        "agents": [
            {"id": "ada", "kind": "person", "name": "Ada Quill", "role": "mayor", "affiliation": "town"},
            {"id": "town", "kind": "organisation", "name": "Elmsley"},
            {"id": "post", "kind": "publication", "name": "The Post"}],
        "sources": [
            {"id": "ruling", "kind": "ruling", "title": "Ruling", "published": "2018-05", "url": "https://court.example/r", "via": "news"},
            {"id": "news", "kind": "article", "title": "Bridge", "publisher": "post", "published": "2019-04-01", "url": "https://post.example/b",
             "archived": [{"url": "https://archive.example/1", "at": "2020-01-01"}]}],
        "claims": [{"id": "c", "text": "T.", "made": [{"by": "ada"}],
            "evidence": [{"id": "e1", "kind": "document", "stance": "supports", "summary": "S.", "source": "ruling", "locator": {"page": 3}}]}]}"#,
    );
    let text = home.run(&["show", "-d", "d.json", "c"]).out();
    for line in [
        "said by Ada Quill (mayor; Elmsley)",
        "  in “Ruling”, 2018-05, as reported by The Post, 2019-04-01, p. 3",
        "The Post: https://post.example/b",
        "archived copy 2020-01-01: https://archive.example/1",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

#[test]
fn long_lists_of_a_cited_source_are_cut_and_the_rest_is_counted() {
    let agents: Vec<Value> = (0..13)
        .map(|i| json!({"id": format!("a{i}"), "kind": "person", "name": format!("A{i}.")}))
        .collect();
    let sources: Vec<Value> = (0..13)
        .map(|i| json!({"id": format!("s{i}"), "kind": "article", "title": format!("S{i}."), "via": format!("s{}", i + 1)}))
        .collect();
    let mut dataset = json!({
        "gainsay": 1, "dataset": {"id": "d", "title": "D"}, "agents": agents, "sources": sources,
        "claims": [{"id": "c", "text": "T", "made": [{"by": "a0", "source": "s0"}]}],
    });
    dataset["sources"][0]["authors"] = (0..13).map(|i| format!("a{i}")).collect();
    let copies: Vec<Value> =
        (0..12).map(|i| json!({"url": format!("https://a.example/{i}.html")})).collect();
    dataset["sources"][0]["archived"] = copies.into();
    let home = Home::new();
    home.file("d.json", dataset.to_string());
    let text = home.run(&["show", "-d", "d.json", "c"]).out();
    assert!(text.contains("/9.html") && !text.contains("/10.html"), "{text}");
    assert!(text.contains("and 2 more archived copies"), "{text}");
    assert!(text.contains("“S9.”, as reported by others"), "{text}");
    assert!(!text.contains("S10."), "{text}");
    let listed = home.run(&["export", "-d", "d.json", "--to", "markdown"]).out();
    assert!(listed.contains("A9., 3 more authors: "), "{listed}");
    assert!(listed.contains("/11.html"), "the list of sources has all copies: {listed}");
    assert!(listed.contains("“S9.”, as reported by others"), "{listed}");
    assert!(!listed.contains("no such source"), "{listed}");
}
