//! Tests of who gets what in tables as they are found: the shapes of public files, with made-up
//! words.

use serde_json::{Value, json};

use super::{Asked, Outcome};

impl Outcome {
    /// Returns who makes the claim `at`, who rates it, and the source of the rating.
    fn parties(&self, at: usize) -> (String, String, Value) {
        let claim = self.claim(at);
        let verdict = &claim["verdicts"][0];
        let source = self.of("source").into_iter().find(|it| it["id"] == verdict["source"]);
        let source = source.map_or(Value::Null, |it| json!([it["title"], it["url"]]));
        (self.name(&claim["made"][0]["by"]), self.name(&verdict["by"]), source)
    }

    fn parties_unknown(&self, at: usize) -> bool {
        self.name(&self.claim(at)["made"][0]["by"]) == "unknown"
    }

    fn guess(&self) -> String {
        self.summary.guessed.join("\n")
    }
}

fn read(name: &str, text: &str) -> Outcome {
    Asked::default().files(&[(name, text)]).unwrap()
}

#[test]
fn flags_are_no_claims() {
    let text = "no\tlink\tpost\tclaim\n7\thttps://p.example/7\tThe lighthouse was sold to a circus.\t1\n\
        8\thttps://p.example/8\tWhat a fine day at the sea!\t0\n";
    let text = text.replace("post", "words of the post");
    let found = read("t.tsv", &text);
    assert_eq!(found.claim(0)["text"], "The lighthouse was sold to a circus.");
    assert_eq!(found.url(&found.claim(1)["made"][0]["source"]), "https://p.example/8");
    assert!(found.guess().contains("(words that differ from row to row)"), "{}", found.guess());
    let said = Asked::default().refused("claim,n\n1,4\n0,5\n");
    assert!(said.contains("column “claim” holds flags: 1, 0"), "{said}");
    assert!(said.contains("name the column: --map claim=COLUMN"), "{said}");
}

#[test]
fn a_claimant_does_not_say_the_headline() {
    let text = "headline,claimant,verdict,fact_check_url\n\
        \"No, the lighthouse was not sold\",Kim Lo,False,https://n.example/fact-check/lighthouse/\n";
    let found = read("t.csv", text);
    assert_eq!(found.claim(0)["text"], "No, the lighthouse was not sold");
    assert_eq!(found.name(&found.claim(0)["made"][0]["by"]), "unknown");
    assert_eq!(found.claim(0)["ext"]["csv"], json!({"claimant": "Kim Lo"}));
    let guess = found.guess();
    assert!(guess.contains("“claimant” didn’t say the headlines, and is kept"), "{guess}");
}

#[test]
fn the_checkers_words_are_no_claim() {
    for name in ["description", "excerpt", "body", "summary", "content_text"] {
        let text = format!(
            "title,{name},rating,link\n\
            The dam of Ruhe burst at noon,The dam stands says the city of Ruhe in a letter.,False,https://fullfact.org/dam/\n\
            All buses are free on Sundays,They cost two euros says the bus company.,True,https://fullfact.org/bus/\n"
        );
        let found = read("t.csv", &text);
        assert_eq!(found.claim(0)["text"], "The dam of Ruhe burst at noon", "{name}");
        let why = "The dam stands says the city of Ruhe in a letter.";
        assert_eq!(found.claim(0)["verdicts"][0]["text"], why, "{name}");
    }
}

#[test]
fn an_organisation_rates_only_if_it_can_be_the_fact_checker() {
    for (text, by) in [
        (
            "claim,fact_checker,publisher,rating\nClaim one is here.,Full Fact,Daily Ruhe,False\n",
            "Full Fact",
        ),
        (
            "speaker,affiliation,quote,organisation,rating\nAnn Doe,Labour,The dam burst.,Ministry of Water,false\nBob Roe,Greens,Buses are free.,Ministry of Buses,true\n",
            "unknown",
        ),
        (
            "claim,Publisher,Date,Verdict\nThe dam burst at noon.,The Weekly Hoax,2020-05-01,False\n",
            "unknown",
        ),
        (
            "Declaração,Autor,Checador,Classificação,URL\nA ponte fechou.,Ana Doe,Aos Fatos,Falso,https://www.aosfatos.org/ponte\nO rio secou.,Rui Roe,Aos Fatos,Falso,https://www.aosfatos.org/rio\n",
            "Aos Fatos",
        ),
        (
            "tweet_id,text,author,label,fact_check_link\n1,The dam burst lol,annd,fake,https://www.snopes.com/fact-check/dam/\n",
            "unknown",
        ),
    ] {
        assert_eq!(read("t.csv", text).parties(0).1, by, "{text}");
    }
}

#[test]
fn a_day_on_which_something_was_stated_is_the_claim_s() {
    for text in [
        "text,created_at,fact_check_rating,fact_check_url\nThe dam burst at noon.,2020-05-01,False,https://fullfact.org/dam/\n",
        "author,statement,source,date,target\nMadison Doe,The dam burst at noon.,blog posting,\"stated on May 1, 2020\",true\nAnn Roe,Buses are free on Sundays.,a speech,\"stated on May 2, 2020\",false\n",
    ] {
        let found = read("t.csv", text);
        assert_eq!(found.claim(0)["made"][0]["date"], "2020-05-01", "{text}");
        assert_eq!(found.claim(0)["verdicts"][0]["date"], Value::Null, "{text}");
    }
}

#[test]
fn a_path_alone_names_no_rater() {
    let text = "statement,source,link,label\n\
        The dam burst at noon.,Ann Doe,/truth-o-meter/statements/2015/may/11/x-1/dam/,false\n\
        Buses are free on Sundays.,Bob Roe,/truth-o-meter/statements/2015/may/12/x-2/bus/,true\n";
    let found = read("t.csv", text);
    assert_eq!(found.parties(0).1, "unknown", "{}", found.guess());
}

#[test]
fn an_author_in_another_part_of_the_address_is_no_claimant() {
    let text = "author,claim,rating,url\n\
        Ann Doe,The dam burst at noon.,False,https://n.example/fact-check/columnists/ann-doe/dam/\n\
        Bob Roe,Buses are free on Sundays.,True,https://n.example/fact-check/columnists/bob-roe/bus/\n";
    let found = read("t.csv", text);
    assert_eq!(found.parties(0).0, "unknown");
    assert!(found.guess().contains("“author” wrote the fact-check"), "{}", found.guess());
    let found = read("t.csv", "byline,claim\nAnn Doe,The dam burst at noon.\n");
    assert_eq!(found.name(&found.claim(0)["made"][0]["by"]), "unknown");
}

#[test]
fn a_rating_beyond_the_raters_has_none() {
    let map = "claim=claim,verdict=a+b+c,verdict-by=x+y";
    let text = "claim,a,b,c,x,y\nThe dam burst.,False,True,Half true,First,Second\n";
    let found = Asked::mapped(map).read(text);
    let by = |at: usize| found.name(&found.claim(0)["verdicts"][at]["by"]);
    assert_eq!([by(0), by(1), by(2)], ["First", "Second", "unknown"]);
}

#[test]
fn few_words_beside_a_speaker_are_no_title_of_a_check() {
    let found =
        read("t.csv", "claim,speaker,title,rating\nThe dam burst.,Ann Doe,Mayor of Ruhe,False\n");
    assert_eq!(found.parties(0), ("Ann Doe".into(), "unknown".into(), Value::Null));
    let blank = read(
        "t.csv",
        "claim,rating\nThe dam burst.,NaN\nBuses are free.,False\nMilk is blue.,None\n",
    );
    let verdicts = |at: usize| blank.claim(at)["verdicts"].as_array().map_or(0, Vec::len);
    assert_eq!([verdicts(0), verdicts(1), verdicts(2)], [0, 1, 0]);
}

#[test]
fn the_author_of_a_check_does_not_say_the_claim() {
    let text = "title,author,date,claim,rating,url\n\
        Was the Lighthouse Sold?,Ina Prüfer,3 May 2020,The lighthouse was sold.,False,https://n.example/fact-check/lighthouse/\n";
    let found = read("t.csv", text);
    let source = json!(["Was the Lighthouse Sold?", "https://n.example/fact-check/lighthouse/"]);
    assert_eq!(found.parties(0), ("unknown".into(), "Ina Prüfer".into(), source));
    assert_eq!(found.claim(0)["verdicts"][0]["date"], "2020-05-03");
    assert!(found.guess().contains("“author” wrote the fact-check, not the claim"));

    let text = "Claim,Date published,Author,Organisation,Original verdict,Title,URL,Normalised rating\n\
        The lighthouse was sold.,2020-05-03,Ina Prüfer,Sea Facts,Wrong,Was it sold?,https://n.example/1,False\n";
    let found = read("t.csv", text);
    let source = json!(["Was it sold?", "https://n.example/1"]);
    assert_eq!(found.parties(0), ("unknown".into(), "Sea Facts".into(), source));
    let source = found.of("source")[0];
    assert_eq!(found.name(&source["authors"][0]), "Ina Prüfer");
    assert_eq!(found.claim(0)["verdicts"][0]["label"], "Wrong");
    assert_eq!(found.claim(0)["ext"]["csv"], json!({"Normalised rating": "False"}));
    assert!(found.guess().contains("“Normalised rating” holds ratings too"), "{}", found.guess());
}

#[test]
fn a_table_of_claim_reviews_keeps_what_belongs_to_the_rating() {
    let text = "URL\tAuthor\tdatePublished\tclaimReviewed\treviewBody\ttitle\tratingValue\tbestRating\talternativeName\n\
        https://f.example/farol\thttps://f.example\t2019-07-22\tO farol foi vendido.\tNão foi.\tÉ falso o farol\t1\t5\tFalso\n\
        https://f.example/mar\thttps://f.example\t2019-07-23\tO mar acabou.\tEmpty\tÉ falso o mar\t2\t5\t\n";
    let found = read("t.tsv", text);
    let source = json!(["É falso o farol", "https://f.example/farol"]);
    assert_eq!(found.parties(0), ("unknown".into(), "f.example".into(), source));
    let verdict = &found.claim(0)["verdicts"][0];
    assert_eq!(
        json!([verdict["label"], verdict["value"], verdict["best"], verdict["text"]]),
        json!(["Falso", 1, 5, "Não foi."])
    );
    // A rating of a number alone keeps the rest too.
    let verdict = &found.claim(1)["verdicts"][0];
    assert_eq!(json!([verdict["label"], verdict["date"]]), json!(["2", "2019-07-23"]));
    assert_eq!((found.parties(1).1, verdict.get("text")), ("f.example".into(), None));
}

#[test]
fn a_checker_in_the_source_is_the_rater() {
    let text = "claim,source,date,source_label,normalized_label,source_url,claim_urls,evidence_urls\n\
        بيعت المنارة لسيرك,Misbar,2020-03-21,زائف,False,https://misbar.example/1/,https://p.example/1,https://e.example/1\n\
        اختفى البحر كله أمس,Fatabyyano,2020-03-22,مضلل,Partly-false,https://fatabyyano.example/2/,https://p.example/2,https://e.example/2\n";
    let found = read("t.csv", text);
    let source = json!([null, "https://misbar.example/1/"]);
    assert_eq!(found.parties(0), ("unknown".into(), "Misbar".into(), source));
    assert_eq!(found.claim(0)["verdicts"][0]["label"], "زائف");
    assert_eq!(found.url(&found.claim(0)["made"][0]["source"]), "https://p.example/1");
    assert_eq!(found.url(&found.claim(0)["evidence"][0]["source"]), "https://e.example/1");
}

#[test]
fn pages_of_checks_tell_speaker_and_day() {
    let page = |day: &str, rest: &str| {
        format!("https://www.politifact.com/factchecks/2024/dec/{day}/{rest}/")
    };
    let (posts, roe) = (page("10", "tweets/lighthouse"), page("02", "eva-roe/gulls"));
    let text = format!(
        "Author,Statement,Source,Date,Rating,URL\n\
         X posts,The lighthouse was sold.,{posts},\"December 10, 2024\",half-true,{posts}\n\
         Eva Roe,All gulls are spies.,{roe},\"December 2, 2024\",false,{roe}\n"
    );
    let found = read("t.csv", &text);
    assert_eq!(found.parties(1), ("Eva Roe".into(), "PolitiFact".into(), json!([null, roe])));
    let claim = found.claim(1);
    assert_eq!(
        (claim["made"][0].get("date"), &claim["verdicts"][0]["date"]),
        (None, &json!("2024-12-02"))
    );

    let text = format!(
        "0,\"Says the \"\"lighthouse\"\" was sold.\",\"on Tuesday, December 10th, 2024\",{},False,Eva Roe,Eva Roe wrongly says lighthouse sold | PolitiFact,\"It was lent in May, as Roe was told on Oct. 24.\"\n\
         0,All gulls are spies of the king.,\"on Monday, December 2nd, 2024\",{},Pants on Fire!,Bob Moe,Bob Moe on gulls | PolitiFact,Nobody has seen the spies.\n\
         1,Half of all ferries run late.,\"on Sunday, December 1st, 2024\",{},Half-True,Cat Poe,Cat Poe on ferries | PolitiFact,It depends on the hour.\n",
        page("10", "eva-roe/eva-roe-wrongly-says-lighthouse-sold"),
        page("02", "bob-moe/bob-moe-gulls"),
        page("01", "cat-poe/cat-poe-ferries"),
    );
    let found = read("t.csv", &text);
    assert_eq!(found.claim(0)["text"], "Says the \"lighthouse\" was sold.");
    assert_eq!((found.parties(0).0, found.parties(2).0), ("Eva Roe".into(), "Cat Poe".into()));
    let said = found.guess();
    assert!(said.contains("claim = #2 (words that differ from row to row), by = #6"), "{said}");
}

#[test]
fn of_two_labels_the_rating_counts() {
    let text = "page\tclaim\tclaim_label\ttags\tclaim_source_url\tdate\tlabel\n\
        http://www.politifact.com/statements/2018/may/23/eva-roe/sea/\tThe sea is gone.\tmostly false\t['Sea']\thttps://h.example/sea\t2018/05/23\t1.0\n";
    let found = read("t.tsv", text);
    let claim = found.claim(0);
    let verdict = &claim["verdicts"][0];
    assert_eq!(json!([verdict["label"], verdict["date"]]), json!(["mostly false", "2018-05-23"]));
    assert_eq!(claim["made"][0].get("date"), None);
    assert_eq!(found.url(&claim["made"][0]["source"]), "https://h.example/sea");
    assert_eq!(claim["ext"]["tsv"], json!({"label": "1.0"}));
}

#[test]
fn labels_of_pairs_are_stances_of_the_evidence() {
    let text = "evidence,claim,label,question\n\"In a trial, tea helped.\",Tea cures gout,Supports,does tea help?\n\
        Tea had no effect at all.,Tea cures gout,Refutes,does tea help?\n\
        Tea is grown in hills.,Tea cures gout,Neutral,does tea help?\n";
    let found = read("t.csv", text);
    let claim = found.claim(0);
    let stances: Vec<&Value> =
        claim["evidence"].as_array().unwrap().iter().map(|item| &item["stance"]).collect();
    assert_eq!(stances, ["supports", "undercuts", "context"]);
    assert_eq!((found.of("claim").len(), claim.get("verdicts")), (1, None));
}

#[test]
fn labels_of_articles_beside_headlines_are_stances() {
    let text = "Headline,articleBody,Stance\n\
        The lighthouse was sold to a circus,The mayor confirmed the sale of the lighthouse on Monday after a vote.,agree\n\
        The lighthouse was sold to a circus,The circus says it never bought a lighthouse and has no money.,disagree\n\
        The lighthouse was sold to a circus,Many ask what will become of the lighthouse in the harbour.,discuss\n\
        All gulls are spies,The bakery opens at six in the morning on all days of the week.,unrelated\n";
    let found = read("t.csv", text);
    let stances = |at: usize| -> Vec<Value> {
        let evidence = found.claim(at)["evidence"].as_array().unwrap();
        evidence.iter().map(|it| it["stance"].clone()).collect()
    };
    assert_eq!(found.claim(0)["text"], "The lighthouse was sold to a circus");
    assert_eq!(
        (stances(0), stances(1)),
        (vec![json!("supports"), json!("undercuts"), json!("context")], vec![json!("context")],)
    );
    assert!(found.claim(0).get("verdicts").is_none() && found.parties_unknown(0));
}

#[test]
fn numbered_evidence_comes_with_its_address() {
    let text = "claim,evidence_1,link_1,evidence_2,link_2\nGulls spy.,Seen.,https://e.example/1,Heard.,https://e.example/2\n\
        Owls spy.,,,Heard twice.,https://e.example/3\n";
    let found = read("t.csv", text);
    let pairs = |at: usize| {
        let evidence = found.claim(at)["evidence"].as_array().unwrap();
        let pair = |item: &Value| json!([item["summary"], found.url(&item["source"])]);
        Value::from(evidence.iter().map(pair).collect::<Vec<_>>())
    };
    assert_eq!(
        pairs(0),
        json!([["Seen.", "https://e.example/1"], ["Heard.", "https://e.example/2"]])
    );
    assert_eq!(pairs(1), json!([["Heard twice.", "https://e.example/3"]]));
}

#[test]
fn advice_works_when_followed() {
    let found =
        read("t.csv", "News,Rating\nThe sea is gone.,false\nAll gulls are spies.,mixture\n");
    assert_eq!(found.claim(0)["text"], "The sea is gone.");
    assert_eq!(found.claim(1)["verdicts"][0]["label"], "mixture");
    let said = Asked::default().refused("News,Rating\nSea,false\nGulls,mixture\n");
    assert!(said.contains("--map claim=News;"), "{said}");
    let found = Asked::mapped("claim=News").read("News,Rating\nSea,false\nGulls,mixture\n");
    assert_eq!(found.claim(0)["verdicts"][0]["label"], "false");
}

#[test]
fn a_placeholder_is_no_topic_and_no_speaker() {
    let text = "claimID\tclaim\tlabel\tclaimURL\treason\tcategories\tspeaker\tchecker\tarticleTitle\tpublishDate\tClaimDate\n\
        a1\tThe sea is gone.\tmostly false\t/truth-o-meter/statements/2015/may/11/eva-roe/sea/\tIt is there.\tNone\tEva Roe\tTom Prüfer\tRoe on the sea\tMay 11, 2015\tMay 4, 2015\n\
        b2\tA photograph shows spies.\tfalse\thttps://n.example/fact-check/spies/\tNone\tPhotos\tNone\tIna Prüfer\tSpies?\t12 March 2018\tNone\n";
    let found = read("t.tsv", text);
    let claim = found.claim(0);
    assert_eq!(
        found.parties(0),
        ("Eva Roe".into(), "Tom Prüfer".into(), json!(["Roe on the sea", null]))
    );
    assert_eq!((claim.get("topics"), &claim["made"][0]["date"]), (None, &json!("2015-05-04")));
    assert_eq!(claim["verdicts"][0]["text"], "It is there.");
    let source = json!(["Spies?", "https://n.example/fact-check/spies/"]);
    assert_eq!(found.parties(1), ("unknown".into(), "Ina Prüfer".into(), source));
    assert_eq!(found.claim(1)["topics"], json!(["Photos"]));
}

#[test]
fn a_map_amends_the_guess() {
    let text = "claim,author,said,rating\nGulls are spies.,Eva Roe,Bob Moe,false\n";
    let found = Asked::default().read(text);
    assert_eq!(found.parties(0).0, "Eva Roe");
    let found = Asked::mapped("by=said").read(text);
    assert_eq!(
        (found.parties(0).0, &found.claim(0)["verdicts"][0]["label"]),
        ("Bob Moe".into(), &json!("false"))
    );
    let found = Asked::mapped("by=").read(text);
    assert_eq!(found.parties(0).0, "unknown");
    assert_eq!(found.claim(0)["ext"]["csv"], json!({"author": "Eva Roe", "said": "Bob Moe"}));
    let only = gainsay::import::Columns::parse_whole("claim=claim").unwrap();
    let found = Asked { columns: only, ..Asked::default() }.read(text);
    assert_eq!(found.claim(0).get("verdicts"), None);
    assert!(found.summary.guessed.is_empty(), "{}", found.guess());
}

#[test]
fn claimants_that_are_addresses_are_unknown() {
    let text = "claim,speaker\nGulls are spies.,Eva Roe\nThe sea is gone.,https://h.example/sea\n\
        The lighthouse was sold.,Bob Moe\n";
    let found = Asked::default().read(text);
    assert_eq!(found.name(&found.claim(0)["made"][0]["by"]), "Eva Roe");
    assert_eq!(found.name(&found.claim(1)["made"][0]["by"]), "unknown");
    assert!(found.guess().contains("is left unknown"), "{}", found.guess());
    assert_eq!(found.claim(1)["ext"]["csv"], json!({"speaker": "https://h.example/sea"}));
}

#[test]
fn a_format_credits_no_one_with_ratings_of_others() {
    let text = "statement,url,rating\nGulls are spies.,https://www.politifact.com/factchecks/1/,pants-fire\n\
        The sea is gone.,https://www.snopes.com/fact-check/sea/,false\n";
    let found = read("t.csv", text);
    assert_eq!(found.parties(0).1, "PolitiFact");
    assert_eq!(
        (found.parties(1).1, found.claim(1)["verdicts"][0].get("scale")),
        ("unknown".into(), None)
    );
}

#[test]
fn an_address_of_another_kind_than_its_column_s_is_kept_and_told() {
    let (post, check) =
        ("https://www.facebook.com/kim/posts/9", "https://fullfact.org/fact-check/9/");
    let rows = |cells: [&str; 2]| -> String {
        let header = "claim,claimant,claim_source_url,rating,checker,review_url\n";
        let usual = (0..8).map(|row| {
            format!(
                "The lighthouse {row} was sold to a circus,Eva Roe,https://x.com/eva/status/{row},False,Full Fact,https://fullfact.org/fact-check/{row}/\n"
            )
        });
        let [place, page] = cells;
        let last = format!("All buses are free on Sundays,Kim Lo,{place},True,Full Fact,{page}\n");
        usual.fold(header.to_owned(), |all, row| all + &row) + &last
    };
    let found = read("t.csv", &rows([check, post]));
    let claim = found.claim(8);
    assert_eq!(found.parties(8), ("Kim Lo".into(), "Full Fact".into(), Value::Null));
    assert_eq!(claim["made"][0].get("source"), None);
    assert_eq!(claim["ext"]["csv"], json!({"claim_source_url": check, "review_url": post}));
    assert_eq!(found.url(&found.claim(0)["made"][0]["source"]), "https://x.com/eva/status/0");
    // The user may know better.
    let map = "claim=claim,by=claimant,source-url=claim_source_url,verdict-url=review_url";
    let found = Asked::mapped(map).read(&rows([check, post]));
    assert_eq!(found.parties(8).2, json!([null, post]));
    assert_eq!(found.url(&found.claim(8)["made"][0]["source"]), check);
}
