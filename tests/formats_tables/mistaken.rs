//! Tests of tables whose columns look like something else than they are: nothing is given to the
//! wrong one, and what is left is kept.

use serde_json::{Value, json};

use super::{Asked, Outcome};

fn read(name: &str, text: &str) -> Outcome {
    Asked::default().files(&[(name, text)]).unwrap()
}

impl Outcome {
    fn texts(&self) -> Vec<&str> {
        self.of("claim").iter().map(|claim| claim["text"].as_str().unwrap()).collect()
    }

    fn speaker(&self, at: usize) -> String {
        self.name(&self.claim(at)["made"][0]["by"])
    }

    fn source(&self, at: usize) -> &Value {
        match &self.claim(at)["made"][0]["source"] {
            Value::Null => &Value::Null,
            source => self.url(source),
        }
    }

    fn labels(&self) -> Vec<&Value> {
        self.of("claim").iter().map(|claim| &claim["verdicts"][0]["label"]).collect()
    }

    fn has_no_verdict(&self) -> bool {
        self.of("claim").iter().all(|claim| claim.get("verdicts").is_none())
    }

    fn said(&self) -> String {
        self.summary.guessed.join("\n")
    }
}

#[test]
fn a_table_as_wide_as_liar_is_not_liar() {
    let row = |id: &str, label: &str, text: &str, rest: &str| {
        format!(
            "{id}\t2021\t{label}\t{text}\tx\tTide Facts\tz\t{rest}\tn\tt\t2018-03-12\tk\tl\tm\to\n"
        )
    };
    let text = row("a1", "false", "The jetty was leased to a choir.", "Tom Poe")
        + &row("a2", "true", "Trams sank nine times in June.", "Jane Moe");
    let outcome = Asked::default().files(&[("t.tsv", &text)]);
    if let Ok(found) = outcome {
        assert!(found.of("agent").iter().all(|agent| agent["name"] != "PolitiFact"));
        assert!(found.of("claim").iter().all(|it| it["text"] != "Tide Facts"));
    }
    let rated = |id: &str, label: &str, counts: &str| {
        format!(
            "{id}\t{label}\tSays the jetty was leased.\tjetties\tann-doe\tmayor\tOhio\tnone\t{counts}\ta speech\n"
        )
    };
    let by_counts =
        rated("17", "barely-true", "0\t1\t2\t3\t4") + &rated("18", "false", "0\t1\t2\t3\t4");
    let by_id = rated("17.json", "true", "\t\t\t\t");
    for text in [by_counts, by_id] {
        let found = read("t.tsv", &text);
        assert_eq!(found.name(&found.claim(0)["verdicts"][0]["by"]), "PolitiFact");
    }
    let found = read("t.tsv", &rated("17", "false", "0\t1\t2\t3\t4"));
    assert!(found.of("agent").iter().all(|agent| agent["name"] != "PolitiFact"));
}

#[test]
fn an_address_whose_name_says_nothing_of_the_claim_is_kept() {
    for (name, address) in [
        ("wikipedia", "https://en.wikipedia.example/wiki/Ann_Doe"),
        ("photo", "https://img.example/ann.jpg"),
        ("Belege", "https://town.example/register"),
        ("article", "https://facts.example/1"),
    ] {
        let text = format!(
            "claim,speaker,{name}\nThe jetty was leased to a choir.,Ann Doe,{address}\nTrams sank nine times.,Bob Roe,{address}\n"
        );
        let found = read("t.csv", &text);
        assert_eq!((found.speaker(0), found.source(0)), ("Ann Doe".into(), &Value::Null), "{name}");
        assert_eq!(found.claim(0)["ext"]["csv"][name], address);
    }
    let text = "claim,claimant,rebuttal,rebuttal_url\n\
        The jetty was leased to a choir.,Ann Doe,The town says that it never leased the jetty.,https://town.example/says\n";
    let found = read("t.csv", text);
    assert_eq!(found.source(0), &Value::Null);
    assert_eq!(found.url(&found.claim(0)["denials"][0]["source"]), "https://town.example/says");
}

#[test]
fn evidence_in_other_languages_has_its_stance() {
    let text = "afirmación\tevidencia\tfuente\trelación\n\
        El mar cura la tos\tSin efecto en 200 personas\thttps://revista.example/1\trefuta\n\
        El mar cura la tos\tMenos tos tras un mes de baños\thttps://revista.example/2\tapoya\n\
        El mar cura la tos\tEl mar cubre la mayor parte de la tierra\thttps://revista.example/3\tneutral\n";
    let found = read("t.tsv", text);
    let evidence = found.claim(0)["evidence"].as_array().unwrap();
    let stances: Vec<&Value> = evidence.iter().map(|it| &it["stance"]).collect();
    assert_eq!(stances, ["undercuts", "supports", "context"]);
    assert_eq!(found.source(0), &Value::Null);
    let text =
        "claim,supports,refutes\nThe sea cures coughs.,Fewer coughs in May.,No effect in June.\n";
    let found = read("t.csv", text);
    let evidence = found.claim(0)["evidence"].as_array().unwrap();
    assert_eq!(
        (&evidence[0]["stance"], &evidence[1]["stance"]),
        (&json!("supports"), &json!("undercuts"))
    );
}

#[test]
fn who_is_named_in_the_page_of_a_check_did_not_rate() {
    let text = "rating,url,author,claim\n\
        false,https://facts.example/fact-check/ann-doe-jetty/,Ann Doe,The jetty was leased to a choir.\n\
        true,https://facts.example/fact-check/bob-roe-trams/,Bob Roe,The trams sank nine times.\n";
    let found = read("t.csv", text);
    let verdict = &found.claim(0)["verdicts"][0];
    assert_eq!(
        (found.name(&verdict["by"]), found.speaker(0)),
        ("unknown".into(), "unknown".into())
    );
    assert_eq!(found.claim(0)["ext"]["csv"], json!({"author": "Ann Doe"}));
}

#[test]
fn of_two_days_the_plain_one_is_not_the_claim_s() {
    let text = "Behauptung,Urteil,Datum,Datum der Behauptung\n\
        Der Steg wurde an einen Chor verpachtet.,falsch,2021-03-05,2021-03-01\n\
        Die Trams sanken neunmal.,wahr,2021-03-08,2021-03-06\n";
    assert_eq!(read("t.csv", text).claim(0)["made"][0]["date"], "2021-03-01");
    let text = text.replace("Datum der Behauptung", "aufgenommen");
    let found = read("t.csv", &text);
    assert_eq!(found.claim(0)["made"][0].get("date"), None);
    assert!(found.said().contains("“Datum” and “aufgenommen” both hold dates"), "{}", found.said());
}

#[test]
fn a_myth_is_the_claim_and_the_truth_is_not() {
    for header in ["Myth,Fact,Source", "rumor,truth,link"] {
        let text = format!(
            "{header}\nThe sea cures the cough.,\"No trial has shown it, in no country at all.\",https://health.example/sea\n\
             Salt water causes fever.,Fevers are caused by infections and not by salt.,https://health.example/salt\n"
        );
        let found = read("t.csv", &text);
        assert_eq!(found.texts(), ["The sea cures the cough.", "Salt water causes fever."]);
        assert!(found.has_no_verdict(), "{header}");
        assert_eq!(found.source(0), &Value::Null);
    }
}

#[test]
fn a_header_may_ask() {
    let text = "Who said it?,What was claimed?,Rating\n\
        Ann Doe,The jetty was leased to a choir.,False\nBob Roe,The trams sank nine times.,True\n";
    let found = read("t.csv", text);
    assert_eq!(found.texts(), ["The jetty was leased to a choir.", "The trams sank nine times."]);
    assert_eq!(
        (found.speaker(0), found.labels()),
        ("Ann Doe".into(), vec![&json!("False"), &json!("True")])
    );
    let text = "Behauptung,Wer hat es gesagt?,Wer hat geprüft?,Bewertung,Wo geprüft?\n\
        Der Steg ist verpachtet.,Ann Doe,Gezeiten-Check,falsch,https://gezeiten.example/faktencheck/steg\n";
    let found = read("t.csv", text);
    let verdict = &found.claim(0)["verdicts"][0];
    assert_eq!(
        (found.speaker(0), found.name(&verdict["by"])),
        ("Ann Doe".into(), "Gezeiten-Check".into())
    );
    assert_eq!(found.url(&verdict["source"]), "https://gezeiten.example/faktencheck/steg");
}

#[test]
fn labels_of_another_kind_are_no_ratings() {
    for (header, [one, two]) in [
        ("sentence,label", ["OBJ", "SUBJ"]),
        ("text,label", ["NEGATIVE", "POSITIVE"]),
        ("text,label", ["0", "1"]),
        ("Text,Verdict", ["Yes", "No"]),
        ("claim,stance", ["agree", "disagree"]),
    ] {
        let text = format!(
            "{header}\nThe jetty was leased to a choir.,{one}\nThe trams sank nine times.,{two}\nGood morning to all of you.,{one}\n"
        );
        match Asked::default().files(&[("t.csv", &text)]) {
            Ok(found) => {
                assert!(found.has_no_verdict(), "{header}: {one}");
                assert!(found.said().contains("and is kept"), "{}", found.said());
                let (_, label) = header.split_once(',').unwrap();
                assert_eq!(found.claim(0)["ext"]["csv"][label], one, "{header}");
            }
            Err(refused) => assert!(!refused.is_empty()),
        }
    }
}

#[test]
fn a_disproof_is_no_claim() {
    let text = "Title,Outlet,Summary,Disproof,URL\n\
        The jetty was leased by the union,Tide TV,It was said that the jetty was leased.,The jetty belongs to the town. No lease was ever signed.,https://euvsdisinfo.eu/report/jetty\n\
        Trams are banned in June,Radio Tide,The programme says trams are banned.,There is no such law in any town.,https://euvsdisinfo.eu/report/trams\n";
    if let Ok(found) = Asked::default().files(&[("t.csv", text)]) {
        assert!(found.texts().iter().all(|text| !text.contains("no such law")));
        assert_eq!(found.source(0), &Value::Null);
    }
}

#[test]
fn a_code_is_no_claim() {
    let text = "Topic\tSentence_id\tSentence\tStatement\tclass_label\n\
        debate\t1\tWe cut the fares by forty percent in two years.\tNCS\tYes\n\
        debate\t2\tThank you very much for that.\tNFS\tNo\n\
        debate\t3\tHe voted against the jetty nine times.\tCFS\tYes\n";
    assert_eq!(read("t.tsv", text).texts()[0], "We cut the fares by forty percent in two years.");
}

#[test]
fn a_profile_is_no_rater_and_a_news_article_no_check() {
    let text = "author,author_name,claim,rating,review_url\n\
        https://social.example/u/jan,Jan Poe,The jetty was leased.,false,https://tide.example/fact-check/jetty\n\
        https://social.example/u/eva,Eva Moe,The trams sank.,true,https://tide.example/fact-check/trams\n";
    let found = read("t.csv", text);
    let by = found.name(&found.claim(0)["verdicts"][0]["by"]);
    assert!(["Jan Poe", "unknown"].contains(&&*by), "{by}");
    let text = "url,title,claim,label,publisher,author\n\
        https://hoax.example/jetty,Jetty LEASED!,The jetty was leased to a choir.,fake,Hoax Times,Max Hox\n\
        https://news.example/trams,Trams sink again,The trams sank nine times.,real,Daily Tide,Eva Rip\n";
    let found = read("t.csv", text);
    assert_eq!(found.name(&found.claim(0)["verdicts"][0]["by"]), "unknown");
    assert_eq!(found.claim(0)["verdicts"][0].get("source"), None);
}

#[test]
fn a_source_beside_a_rating_is_no_report() {
    let text = "source,verdict,statement,other,date\n\
        Ann Doe,false,Bob Roe leased the jetty to a choir.,Bob Roe,2021-03-12\n\
        Cat Poe,true,Dan Moe sank the trams nine times.,Dan Moe,2021-03-13\n";
    let found = read("t.csv", text);
    assert_eq!(found.source(0), &Value::Null);
    assert!(found.of("source").is_empty());
}

#[test]
fn what_stands_beside_the_object_of_a_check_is_not_of_the_check() {
    let text = r#"[{"claim":"The jetty was leased to a choir.","check":{"rating":"False","publisher":"Tide Facts","url":"https://tide.example/fact-check/1","date":"2021-03-12"},"author":"Ann Doe"},
        {"claim":"The trams sank nine times.","check":{"rating":"True","publisher":"Tide Facts","url":"https://tide.example/fact-check/2","date":"2021-03-14"},"author":"Bob Roe"}]"#;
    let found = read("t.json", text);
    let verdict = &found.claim(0)["verdicts"][0];
    assert_eq!(verdict["label"], "False");
    assert_ne!(found.name(&verdict["by"]), "Ann Doe");
    assert!(found.of("source").iter().all(|source| source.get("authors").is_none()));
}

#[test]
fn a_day_in_an_address_says_more_than_a_name_in_a_host() {
    let text = "claim;rating;link;when;origin\n\
        The jetty fell.;False;https://tide.example/2020/11/07/jetty/;07/11/2020;https://bufale.example/jetty\n\
        Umbrellas are banned.;False;https://tide.example/2020/11/23/rain/;23/11/2020;https://bufale.example/rain\n";
    let found = read("t.csv", text);
    let verdict = &found.claim(0)["verdicts"][0];
    assert_eq!(found.url(&verdict["source"]), "https://tide.example/2020/11/07/jetty/");
}

#[test]
fn ends_of_a_scale_that_are_one_number_are_left_out() {
    let text = "claimReviewed,author,url,alternateName,ratingValue,bestRating,worstRating\n\
        The jetty fell.,Tide Facts,https://tide.example/fact-check/1,False,-1,-1,-1\n";
    let verdict = &read("t.csv", text).claim(0)["verdicts"][0].clone();
    assert_eq!((verdict.get("best"), verdict.get("worst")), (None, None));
}

#[test]
fn one_review_under_two_spellings_of_its_address_is_one() {
    for other in ["http://www.tide.example/1/", "https://tide.example/1?utm_source=post#top"] {
        let text = format!(
            "claim,checked by,rating,review_url\nThe jetty fell.,Tide Facts,False,https://tide.example/1\n\
             The jetty fell.,Tide Facts,FALSE,{other}\n"
        );
        assert_eq!(
            read("t.csv", &text).claim(0)["verdicts"].as_array().unwrap().len(),
            1,
            "{other}"
        );
    }
}

#[test]
fn an_unquoted_separator_in_a_row_of_the_usual_width_is_told() {
    let text = "claim,rating,speaker,url\nThe jetty, they say, is closed,false\n\
        The trams sank,true,Pat,https://tide.example/fact-check/1\n";
    let found = read("t.csv", text);
    assert_eq!(found.texts()[0], "The jetty, they say, is closed,false");
    assert_eq!(found.speaker(0), "unknown");
    let text = "claim,speaker,rating\nThe jetty, they say,Lee\nThe trams sank,Pat,true\n\
        The ferry is late,Kim,false\n";
    let found = read("t.csv", text);
    let odd = &found.summary.odd_rows[&gainsay::import::OddRow::Shifted];
    assert_eq!((odd.count, odd.first.as_str()), (1, "t.csv:2"));
    let at = found.texts().iter().position(|text| *text == "The jetty, they say,Lee").unwrap();
    assert_eq!(found.speaker(at), "unknown");
    assert!(found.claim(at).get("verdicts").is_none());
}
