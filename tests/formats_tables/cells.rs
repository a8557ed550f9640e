//! Tests of what a single cell means: placeholders, lists of topics, dates of other languages.

use serde_json::{Value, json};

use super::Asked;

#[test]
fn placeholders_are_blank_in_every_field_but_the_claim() {
    for nothing in ["None", "nan", "NaN", "N/A", "null", "Empty", "-", "--", "[]", "{}", "''", "—"]
    {
        let text = format!(
            "claim,by,by-role,date,where,source,source-url,verdict,verdict-by,verdict-date,\
             verdict-url,verdict-text,value,topic,note,evidence,denial\n\
             A pier closed.{}\n",
            format!(",{nothing}").repeat(16)
        );
        let map = "claim=#1,by=#2,by-role=#3,date=#4,where=#5,source=#6,source-url=#7,verdict=#8,\
            verdict-by=#9,verdict-date=#10,verdict-url=#11,verdict-text=#12,value=#13,topic=#14,\
            note=#15,evidence=#16,denial=#17";
        let read = Asked::mapped(map).read(&text);
        let claim = read.claim(0);
        assert_eq!(claim["made"], json!([{"by": "unknown"}]), "{nothing}");
        for field in ["verdicts", "topics", "notes", "evidence", "denials"] {
            assert_eq!(claim.get(field), None, "{nothing} {field}");
        }
        assert_eq!(claim["ext"]["csv"].as_object().unwrap().len(), 16, "{nothing}");
        assert!(read.summary.mended.0.is_empty(), "{nothing}: {}", read.summary);
    }
}

#[test]
fn topics_of_programs_are_lists() {
    for (cell, topics) in [
        ("\"\"\"['Ferries', 'Harbour news']\"\"\"", json!(["Ferries", "Harbour news"])),
        ("\"['Ferries', \"\"Bob's quay\"\"]\"", json!(["Ferries", "Bob's quay"])),
        ("\"['Bob\\'s quay', 'a, b']\"", json!(["Bob's quay", "a, b"])),
        ("\"[\"\"Ferries\"\", \"\"caf\\u00e9\"\"]\"", json!(["Ferries", "café"])),
        ("\"['None', 'Ferries']\"", json!(["Ferries"])),
    ] {
        let read = Asked::default().read(&format!("claim,tags\nA pier closed.,{cell}\n"));
        assert_eq!(read.claim(0)["topics"], topics, "{cell}");
        assert_eq!(read.claim(0)["ext"].get("csv"), None);
    }
    let objects = "claim,tags\nA pier closed.,\"[{'name': 'Ferries'}]\"\n";
    let read = Asked::default().read(objects);
    assert_eq!(read.claim(0)["ext"]["csv"], json!({"tags": "[{'name': 'Ferries'}]"}));
}

#[test]
fn dates_of_several_languages_stand_in_one_column() {
    let rows = [
        ("3 de abril de 2019", "2019-04-03"),
        ("3. April 2019", "2019-04-03"),
        ("le 1er août 2019", "2019-08-01"),
        ("2019年4月3日", "2019-04-03"),
        ("٣ أبريل ٢٠١٩", "2019-04-03"),
        ("1554301800", "2019-04-03T14:30:00Z"),
        ("1554249600000", "2019-04-03"),
    ];
    let table = rows.map(|(words, _)| format!("A pier closed ({words}).;{words}\n")).concat();
    let read = Asked::default().read(&format!("claim;date\n{table}"));
    let dates: Vec<&Value> =
        read.of("claim").iter().map(|claim| &claim["made"][0]["date"]).collect();
    assert_eq!(dates, rows.map(|(_, date)| date));
}

#[test]
fn an_unknown_date_keeps_its_words() {
    let read = Asked::default().read("claim,date\nA pier closed.,3 de brumaire de 2019\n");
    assert_eq!(read.claim(0)["made"][0].get("date"), None);
    let mended = &read.claim(0)["ext"]["gainsay.import"]["mended"][0];
    assert_eq!(mended["was"], "3 de brumaire de 2019");
}

#[test]
fn a_topic_that_cannot_be_seen_is_none() {
    let text = "claim,topics\nThe jetty was leased.,\"\u{ad};jetties;\u{200b}\"\n";
    let read = Asked::default().files(&[("t.csv", text)]).unwrap();
    assert_eq!(read.claim(0)["topics"], json!(["jetties"]));
}
