//! Tests of how the fields of a record are imported.

use serde_json::{Value, json};

use super::{
    AVERITEC, CLIMATE_FEVER, Dataset, FEVER, FEVEROUS, SCIFACT, SCIFACT_CORPUS, import, imported,
};
use gainsay::import::{Broken, Format};

/// Returns the evidence of a claim.
fn evidence(claim: &Value) -> Vec<&Value> {
    claim["evidence"].as_array().map(|list| list.iter().collect()).unwrap_or_default()
}

fn verdict<'d>(dataset: &'d Dataset, claim: &Value) -> (String, &'d Value) {
    let verdict = &claim["verdicts"][0];
    (verdict["label"].as_str().unwrap().to_owned(), dataset.known("agent", &verdict["by"]))
}

#[test]
fn averitec_answers_become_context_with_their_source() {
    let dataset = imported(&[AVERITEC]);
    let claim = dataset.claim("The harbour bridge was closed for \"most\" of 2019.");
    assert_eq!(claim["kind"], "number");
    assert_eq!(claim["made"][0]["date"], "2020-01-05");
    assert_eq!(dataset.known("agent", &claim["made"][0]["by"])["name"], "Ann Example");
    let report = dataset.source(&claim["made"][0]);
    assert_eq!(
        (&report["title"], &report["url"]),
        (&json!("Facebook"), &json!("https://news.example/bridge"))
    );
    assert_eq!(report["archived"][0]["url"], "https://archive.example/1/bridge");
    let (label, by) = verdict(&dataset, claim);
    assert_eq!((label.as_str(), &by["name"]), ("Refuted", &json!("AVeriTeC annotators")));
    assert_eq!(claim["verdicts"][0]["text"], "The port’s log shows eleven days.");
    assert_eq!(dataset.source(&claim["verdicts"][0])["url"], "https://check.example/bridge");
    assert_eq!(claim["status"], Value::Null);

    let items = evidence(claim);
    assert!(items.iter().all(|item| item["stance"] == "context"));
    let [extract, boolean, table, unanswered] = items.as_slice() else { panic!("{items:#?}") };
    assert_eq!(
        extract["summary"],
        "For how many days was the bridge closed?\nThe bridge was closed\non eleven days."
    );
    assert_eq!((&extract["kind"], &extract["excerpt"]), (&json!("document"), &Value::Null));
    let log = dataset.source(extract);
    assert_eq!(
        (&log["kind"], &log["url"]),
        (&json!("pdf"), &json!("https://port.example/log.pdf"))
    );
    assert_eq!(log["archived"][0]["url"], "https://archive.example/2/log.pdf");
    assert_eq!(
        boolean["summary"],
        "For how many days was the bridge closed?\nNo\nEleven days are not most of a year."
    );
    let metadata = dataset.source(boolean);
    assert_eq!((&metadata["kind"], &metadata["title"]), (&json!("metadata"), &json!("Metadata")));
    assert_eq!(
        (&table["kind"], &dataset.source(table)["title"]),
        (&json!("data"), &json!("port.example/days"))
    );
    assert_eq!((&unanswered["kind"], &unanswered["source"]), (&json!("other"), &Value::Null));

    let left = &claim["ext"]["averitec"];
    assert_eq!(left["claim_types"], json!(["Numerical Claim"]));
    assert_eq!(left["location_ISO_code"], "NZ");
    let id = extract["id"].as_str().unwrap();
    assert_eq!(left["questions"][id], json!({"answer_type": "Extractive", "source_medium": "PDF"}));
    assert_eq!(left["questions"]["unread"], json!([{"question": "Was it repaired?"}]));
}

#[test]
fn averitec_records_of_one_claim_and_identical_answers_are_merged() {
    let dataset = imported(&[AVERITEC]);
    assert_eq!(dataset.summary.sum(), "3 records = 2 claims + 1 merged");
    let claim = dataset.claim("Ferries run on Sundays.");
    let [item] = evidence(claim)[..] else { panic!("{claim:#}") };
    assert_eq!(dataset.source(item)["url"], "https://archive.example/3/ferries");
    let left = &claim["ext"]["averitec"][0]["questions"][item["id"].as_str().unwrap()];
    assert_eq!(left[1]["note"], "given twice");
    let labels: Vec<&Value> =
        claim["verdicts"].as_array().unwrap().iter().map(|verdict| &verdict["label"]).collect();
    assert_eq!(labels, ["Conflicting Evidence/Cherrypicking", "Supported"]);
    assert_eq!(claim["kind"], Value::Null, "a claim of two types has no kind");
}

#[test]
fn climate_fever_evidence_has_stances_and_votes() {
    let dataset = imported(&[CLIMATE_FEVER]);
    let claim = dataset.claim("Glaciers in the valley grew in 1999");
    let (label, by) = verdict(&dataset, claim);
    assert_eq!((label.as_str(), &by["name"]), ("DISPUTED", &json!("Climate-FEVER annotators")));
    assert_eq!((&by["kind"], &claim["status"]), (&json!("group"), &Value::Null));
    assert_eq!(dataset.known("agent", &claim["made"][0]["by"])["name"], "unknown");
    let items = evidence(claim);
    let stances: Vec<&Value> = items.iter().map(|item| &item["stance"]).collect();
    assert_eq!(stances, ["supports", "undercuts", "context"]);
    assert_eq!(
        items[0]["reliability"],
        json!({"level": "unrated", "note": "2 of 3 annotators: supports · 1: refutes"})
    );
    assert_eq!(items[1]["excerpt"], "Its mass — which is what counts — fell.");
    let article = dataset.source(items[0]);
    assert_eq!(
        (&article["kind"], &article["title"], &article["url"]),
        (&json!("encyclopedia-article"), &json!("Valley glacier"), &Value::Null)
    );
    assert_eq!(dataset.known("agent", &article["publisher"])["name"], "Wikipedia");
    let left = &claim["ext"]["climate-fever"]["evidences"];
    assert_eq!(
        left[items[0]["id"].as_str().unwrap()],
        json!({"evidence_id": "Valley glacier:14", "entropy": 0.636_514_168_294_812_8,
            "votes": ["SUPPORTS", "SUPPORTS", "REFUTES", null, null]})
    );
    assert_eq!(left[items[2]["id"].as_str().unwrap()][1]["entropy"], 0.5, "both values are kept");
    assert_eq!(claim["ext"]["gainsay.import"]["origins"][0]["record"], "0");
}

#[test]
fn missing_values_of_climate_fever_stay_missing() {
    let dataset = imported(&[CLIMATE_FEVER]);
    let claim = dataset.claim("Rain falls upwards");
    assert_eq!(dataset.summary.merged, 1);
    assert_eq!(claim["verdicts"].as_array().unwrap().len(), 1);
    let [unsure, wordless] = evidence(claim)[..] else { panic!("{claim:#}") };
    assert_eq!((&unsure["stance"], &unsure["source"]), (&json!("context"), &Value::Null));
    assert_eq!(unsure["reliability"], Value::Null);
    assert_eq!(wordless["stance"], "undercuts");
    assert!(wordless["summary"].as_str().unwrap().contains("doesn’t give its words"));
    let left = &claim["ext"]["climate-fever"];
    let left = left.get(0).unwrap_or(left);
    assert_eq!(left["evidences"][unsure["id"].as_str().unwrap()]["evidence_label"], "UNSURE");
    assert_eq!(
        left["evidences"]["unread"],
        json!([{"evidence_id": "Rain:3", "evidence_label": "REFUTES"}, "stray"])
    );
}

#[test]
fn fever_sentences_become_evidence_once_with_their_sets() {
    let dataset = imported(&[FEVER]);
    assert_eq!(dataset.summary.sum(), "4 records = 4 claims + 0 merged");
    let claim = dataset.claim("A lighthouse stands in Northport.");
    let [harbour, lighthouse] = evidence(claim)[..] else { panic!("{claim:#}") };
    assert_eq!(
        (&harbour["stance"], &harbour["locator"]),
        (&json!("supports"), &json!({"sentence": 8}))
    );
    assert_eq!(dataset.source(harbour)["title"], "Northport (harbour)");
    assert_eq!(harbour["reliability"]["note"], "in 3 sets of evidence, alone in 1");
    assert_eq!(lighthouse["locator"]["sentence"], 1);
    assert!(lighthouse["reliability"]["note"].as_str().unwrap().contains("never alone"));
    assert!(lighthouse["summary"].as_str().unwrap().contains("not its words"));
    // The evidence sets can be reconstructed.
    let sets = &claim["ext"]["fever"]["evidence"];
    assert_eq!(sets[0][0], json!([92206, 104_971, "Northport_-LRB-harbour-RRB-", 7]));
    assert_eq!(sets.as_array().unwrap().len(), 3);
    assert_eq!(claim["ext"]["gainsay.import"]["origins"][0]["record"], "75397");
    let refuted = dataset.claim("Part-COLON- Two is a book.");
    assert_eq!(evidence(refuted)[0]["stance"], "undercuts");
    assert_eq!(dataset.source(evidence(refuted)[0])["title"], "Part: Two");
    let unknown = dataset.claim("The lighthouse is liked.");
    assert_eq!(
        (evidence(unknown).len(), &unknown["verdicts"][0]["label"]),
        (0, &json!("NOT ENOUGH INFO"))
    );
    assert_eq!(dataset.claim("Nobody labelled this.")["verdicts"], Value::Null);
}

#[test]
fn feverous_cites_cells_and_its_first_line_is_skipped() {
    let dataset = imported(&[FEVEROUS]);
    assert_eq!((dataset.summary.claims, dataset.summary.passed_over), (1, 1));
    let claim = dataset.claim("Northport has 900 inhabitants.");
    let [cell, sentence] = evidence(claim)[..] else { panic!("{claim:#}") };
    assert_eq!(cell["locator"], json!({"section": "cell 0, 9, 1"}));
    assert_eq!(sentence["locator"], json!({"sentence": 4}));
    assert_eq!(claim["ext"]["fever"]["challenge"], "NumericalReasoning");
}

#[test]
fn flattened_fever_records_are_merged_and_quoted_evidence_is_an_excerpt() {
    let flat: &[u8] = br#"{"id":1,"label":"SUPPORTS","claim":"A.","evidence_annotation_id":5,"evidence_id":6,"evidence_wiki_url":"A_b","evidence_sentence_id":0}
{"id":1,"label":"SUPPORTS","claim":"A.","evidence_annotation_id":7,"evidence_id":8,"evidence_wiki_url":"C","evidence_sentence_id":2}
{"id":2,"label":"NOT ENOUGH INFO","claim":"B.","evidence_annotation_id":9,"evidence_id":-1,"evidence_wiki_url":"","evidence_sentence_id":-1}
{"id":3,"label":"REFUTES","claim":"C.","evidence":"C is not.","page":"C"}
"#;
    let dataset = imported(&[("flat.jsonl", flat)]);
    assert_eq!(dataset.summary.sum(), "4 records = 3 claims + 1 merged");
    let [first, _] = evidence(dataset.claim("A."))[..] else { panic!() };
    assert_eq!(
        first["reliability"],
        Value::Null,
        "flattened records do not tell which sentences form a set"
    );
    assert_eq!(evidence(dataset.claim("B.")).len(), 0);
    let quoted = evidence(dataset.claim("C."))[0];
    assert_eq!((&quoted["excerpt"], &quoted["stance"]), (&json!("C is not."), &json!("undercuts")));
}

#[test]
fn scifact_claims_and_abstracts_are_joined() {
    for files in [[SCIFACT, SCIFACT_CORPUS], [SCIFACT_CORPUS, SCIFACT]] {
        let dataset = imported(&files);
        assert_eq!(dataset.summary.sum(), "3 records = 3 claims + 0 merged");
        let claim = dataset.claim("Tea keeps researchers awake.");
        let [both, one, against, cited] = evidence(claim)[..] else { panic!("{claim:#}") };
        assert_eq!(both["excerpt"], "We gave tea to forty people. Thirty stayed awake.");
        assert_eq!(
            (&both["excerpt_is"], &both["stance"]),
            (&json!("verbatim"), &json!("supports"))
        );
        assert_eq!(both["locator"], json!({"section": "abstract", "sentence": 1}));
        assert_eq!(both["summary"], "Sentences 1 and 2 of the abstract.");
        assert_eq!(
            (&one["excerpt"], &one["summary"]),
            (&json!("Tea works & tastes."), &Value::Null)
        );
        assert_eq!(against["excerpt"], "We gave tea to sixty people. […] All slept.");
        assert_eq!(against["stance"], "undercuts");
        let paper = dataset.source(both);
        assert_eq!(paper["title"], "Tea and wakefulness: a trial.");
        assert_eq!((&paper["kind"], &paper["note"]), (&json!("paper"), &json!("document 4983")));
        assert_eq!(
            (&cited["stance"], &cited["summary"]),
            (&json!("context"), &json!("Cited, no sentence named: A history of tea."))
        );
        assert_eq!(claim["ext"]["scifact.documents"]["5836"], json!({"structured": true}));
        assert_eq!(claim["ext"]["scifact"]["cited_doc_ids"], json!([4983, 5836, 14853]));
        assert_eq!(claim["verdicts"], Value::Null, "SciFact has no verdict on the whole claim");
        let open = evidence(dataset.claim("Coffee is tea."))[0];
        assert_eq!(open["excerpt"], Value::Null, "there is no tenth sentence");
        assert_eq!(open["stance"], "undercuts");
        let [line] = dataset.summary.guessed.as_slice() else { panic!() };
        assert!(line.contains("1 document named by number only"), "{line}");
    }
}

#[test]
fn scifact_without_its_corpus_names_the_missing_file() {
    let dataset = imported(&[SCIFACT]);
    let claim = dataset.claim("Tea keeps researchers awake.");
    let items = evidence(claim);
    assert_eq!(dataset.source(items[0])["title"], "document 4983");
    assert_eq!(
        items[0]["summary"],
        "Sentences 1 and 2 of the abstract; the words are not in the files."
    );
    assert_eq!(items[3]["summary"], "Cited, no sentence named: document 14853");
    let [line] = dataset.summary.guessed.as_slice() else { panic!() };
    assert!(
        line.contains("4 documents") && line.contains("import scifact_claims.jsonl corpus.jsonl"),
        "{line}"
    );
}

#[test]
fn a_scifact_corpus_without_claims_is_refused_with_a_remedy() {
    for format in [None, Some(Format::SciFact)] {
        let refusal = import(&[SCIFACT_CORPUS], format, Broken::LeaveOut).err().unwrap();
        let problem = refusal.problems[0].to_string();
        assert!(problem.contains("holds no claims"), "{problem}");
        assert!(problem.contains("claims.jsonl corpus.jsonl"), "{problem}");
    }
}
