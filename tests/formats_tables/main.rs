//! Tests of importing tables: comma- and tab-separated values with a map, by column names, and in
//! the layouts of corpora.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::ops::ControlFlow;

use gainsay::check::check;
use gainsay::import::{
    Broken, Columns, Format, ImportRequest, ImportSummary, OddRow, Refusal, import,
};
use gainsay::input::{Cache, Input};
use serde_json::{Value, json};

mod attribution;
mod cells;
mod mistaken;
mod properties;
mod records;
mod structure;
mod workbooks;

/// The result of an import.
#[derive(Debug)]
struct Outcome {
    records: Vec<Value>,
    summary: ImportSummary,
}

impl Outcome {
    fn of(&self, kind: &str) -> Vec<&Value> {
        self.records.iter().filter_map(|record| record.get(kind)).collect()
    }

    fn claim(&self, at: usize) -> &Value {
        self.of("claim")[at]
    }

    fn name(&self, id: &Value) -> String {
        let agent = self.of("agent").into_iter().find(|agent| agent["id"] == *id).unwrap();
        agent["name"].as_str().unwrap().to_owned()
    }

    fn url(&self, id: &Value) -> &Value {
        let source = self.of("source").into_iter().find(|source| source["id"] == *id);
        &source.unwrap()["url"]
    }
}

/// The options of an import.
#[derive(Clone, Default)]
struct Asked {
    format: Option<Format>,
    columns: Columns,
    leave_out: bool,
}

impl Asked {
    fn mapped(map: &str) -> Self {
        Self { columns: Columns::parse(map).unwrap(), ..Self::default() }
    }

    fn headless(mut self) -> Self {
        self.columns = self.columns.without_header();
        self
    }

    fn from(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    fn inputs(self, inputs: &[Input]) -> Result<Outcome, String> {
        let request = ImportRequest {
            inputs,
            format: self.format,
            columns: self.columns,
            broken: if self.leave_out { Broken::LeaveOut } else { Broken::Refuse },
            id: None,
            title: None,
        };
        let told = |refusal: Refusal| {
            refusal.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        let mut watch = |_| ControlFlow::Continue(());
        let mut imported =
            import(&request, &Cache::default(), &mut |_, _| {}, &mut watch).map_err(told)?;
        let mut written = Vec::new();
        imported.write(&mut written).unwrap();
        let checked = check(&[bytes("written.ndjson", &written)], &Cache::default());
        let errors: Vec<String> = checked.problems.iter().map(ToString::to_string).collect();
        assert_eq!(checked.counts.errors, 0, "{errors:?}");
        let lines = written.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let records = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
        Ok(Outcome { records, summary: imported.summary })
    }

    fn files(self, files: &[(&str, &str)]) -> Result<Outcome, String> {
        let inputs: Vec<Input> =
            files.iter().map(|(name, text)| bytes(name, text.as_bytes())).collect();
        self.inputs(&inputs)
    }

    fn read(self, text: &str) -> Outcome {
        self.files(&[("t.csv", text)]).unwrap()
    }

    fn refused(self, text: &str) -> String {
        self.files(&[("t.csv", text)]).unwrap_err()
    }
}

fn bytes(name: &str, bytes: &[u8]) -> Input {
    Input::Bytes { name: name.into(), bytes: bytes.into() }
}

#[test]
fn a_map_assigns_columns() {
    let map = "claim=Text,by=who,by-role=job,date=when,where=place,quote=said,source=paper,\
        source-url=page,first-url=first,verdict=label,verdict-by=checker,verdict-date=checked,\
        verdict-url=check,verdict-text=why,value=stars,best=of,topic=tags,language=lang,\
        happened=day,evidence=ev,evidence-url=evurl,supports=for,undercuts=against,denial=answer,\
        denial-by=answerer,note=remark,id=no";
    let text = "no,Text,who,job,when,place,said,paper,page,first,label,checker,checked,check,why,\
        stars,of,tags,lang,day,ev,evurl,for,against,answer,answerer,remark,rest,\n\
        7,The <b>moon</b> is cheese.,Ann,Mayor,31/5/2018,Rome,\"It is\ncheese\",The Sun,\
        https://a.org/1 https://a.org/2,https://a.org/0,Mostly false,Check & Co,\"May 3, 2019\",\
        https://c.org/x,Tasted.,2,5,\"food &amp; drink; sky, moon\",pt-BR,2018-05,A rock,\
        https://e.org,Holes,https://r.org,No!,Bob,So so,kept,extra\n";
    let read = Asked::mapped(map).read(text);
    let claim = read.claim(0);
    assert_eq!(claim["text"], "The moon is cheese.");
    assert_eq!(claim["topics"], json!(["food & drink", "sky", "moon"]));
    assert_eq!((&claim["lang"], &claim["notes"]), (&json!("pt-BR"), &json!("So so")));
    assert_eq!(claim["happened"], json!({"date": "2018-05"}));
    let made = claim["made"].as_array().unwrap();
    assert_eq!(made.len(), 3);
    assert_eq!(read.name(&made[0]["by"]), "Ann");
    assert_eq!(read.url(&made[0]["source"]), "https://a.org/1");
    assert_eq!(read.url(&made[1]["source"]), "https://a.org/2");
    assert_eq!(
        (read.url(&made[2]["source"]), &made[2]["first"]),
        (&json!("https://a.org/0"), &json!(true))
    );
    let first = json!([made[0]["date"], made[0]["where"], made[0]["quote"], made[0]["note"]]);
    assert_eq!(first, json!(["2018-05-31", "Rome", "It is\ncheese", "Mayor"]));
    let verdict = &claim["verdicts"][0];
    assert_eq!(read.name(&verdict["by"]), "Check & Co");
    assert_eq!(read.url(&verdict["source"]), "https://c.org/x");
    let rated = json!([
        verdict["label"],
        verdict["value"],
        verdict["best"],
        verdict["text"],
        verdict["date"]
    ]);
    assert_eq!(rated, json!(["Mostly false", 2, 5, "Tasted.", "2019-05-03"]));
    let evidence = claim["evidence"].as_array().unwrap();
    let stances: Vec<&Value> = evidence.iter().map(|item| &item["stance"]).collect();
    assert_eq!(stances, ["context", "supports", "undercuts"]);
    assert_eq!(read.url(&evidence[0]["source"]), "https://e.org");
    assert_eq!(evidence[2]["kind"], "link");
    let denial = &claim["denials"][0];
    assert_eq!((read.name(&denial["by"]), &denial["scope"]), ("Bob".into(), &json!("unclear")));
    assert_eq!(claim["ext"]["csv"], json!({"rest": "kept", "#29": "extra"}));
    let origin = json!({"format": "csv", "file": "t.csv", "line": 2, "record": "7"});
    assert_eq!(claim["ext"]["gainsay.import"]["origins"][0], origin);
    let days = "dates are read with the day first, as some require";
    assert_eq!(read.summary.guessed, [days]);
}

#[test]
fn without_a_map_columns_are_guessed_and_the_guess_is_reported() {
    let read = Asked::default().read("Statement;Speaker;Label;n\n\"a; b\";Ann;false;1,5\n");
    assert_eq!(read.claim(0)["text"], "a; b");
    let guess = "columns: claim = Statement, by = Speaker, verdict = Label; kept: n";
    assert_eq!(read.summary.guessed, [guess]);
    assert_eq!(read.claim(0)["ext"]["csv"], json!({"n": "1,5"}));
}

#[test]
fn an_ambiguous_table_is_refused_with_an_example_of_a_map() {
    let said = Asked::default().refused("1,The moon is made of cheese.,x\n2,b,y\n");
    assert!(said.starts_with("t.csv:1: error: can’t tell which column"), "{said}");
    assert!(said.contains("--map claim=#2;") && said.contains("#2 “The moon is made"), "{said}");
    let said = Asked::default().refused("when,what is said\n1,b\n");
    assert!(said.contains("--map claim=#2;"), "{said}");
    let said = Asked::mapped("claim=statment").refused("id,Statement\n1,b\n");
    assert!(said.contains("did you mean “Statement”?"), "{said}");
    let said = Asked::mapped("claim=statement").headless().refused("id,Statement\n1,b\n");
    assert!(said.contains("no column “statement”"), "{said}");
}

#[test]
fn a_first_row_without_column_names_is_a_record() {
    let read = Asked::mapped("claim=#2,by=#1").read("Ann,It is so.\nBob,It is not.\n");
    assert_eq!(read.of("claim").len(), 2);
    let read = Asked::mapped("claim=#2").headless().read("who,what\na,b\n");
    assert_eq!((read.of("claim").len(), &read.claim(0)["ext"]["csv"]), (2, &json!({"#1": "who"})));
}

#[test]
fn rows_of_other_widths_lose_no_value() {
    let text = "claim,by,n\r\nA\r\n,,\r\n\r\nB,Bob,1,2,,3\r\n,Carl,\r\n";
    let read = Asked::default().read(text);
    assert_eq!((read.summary.records, read.summary.passed_over), (3, 0));
    let claims = read.of("claim");
    let lines: Vec<&Value> =
        claims.iter().map(|claim| &claim["ext"]["gainsay.import"]["origins"][0]["line"]).collect();
    assert_eq!(lines, [2, 5, 6]);
    assert_eq!(claims[1]["text"], "B,Bob,1,2,,3");
    let kept = json!({"#1": "B", "#2": "Bob", "#3": "1", "#4": "2", "#6": "3"});
    assert_eq!(claims[1]["ext"]["csv"], kept);
    assert_eq!(claims[2]["text"], "(claim without words)");
    assert_eq!(read.summary.mended.0.len(), 3);
}

#[test]
fn values_that_cannot_be_used_are_kept() {
    let text = "claim,verdict-date,language,explanation,label,checked,value\n\
        A,2019-01-01,English,why,,,\nB,,,,,,4\n";
    let map = "claim=claim,verdict=label,verdict-date=checked,verdict-text=explanation,language=language,value=value";
    let read = Asked::mapped(map).read(text);
    let kept = json!({"verdict-date": "2019-01-01", "language": "English", "explanation": "why"});
    assert_eq!(read.claim(0)["ext"]["csv"], kept);
    assert_eq!(read.claim(1)["verdicts"][0]["label"], "4");
    assert_eq!(read.claim(1)["verdicts"][0]["by"], "unknown");
}

#[test]
fn several_ratings_keep_their_raters() {
    let map = "claim=#1,verdict=#2+#4,verdict-by=#3+#5,by=#6,by=#7";
    let read =
        Asked::mapped(map).headless().read("A,true,Ann,false,Bob,Carl,Dora\nB,,Ann,no,,Carl,\n");
    let verdicts = read.claim(0)["verdicts"].as_array().unwrap();
    let rated: Vec<(String, &Value)> =
        verdicts.iter().map(|verdict| (read.name(&verdict["by"]), &verdict["label"])).collect();
    assert_eq!(rated, [("Ann".to_owned(), &json!("true")), ("Bob".to_owned(), &json!("false"))]);
    assert_eq!(read.claim(0)["made"].as_array().unwrap().len(), 2);
    assert_eq!(read.claim(1)["ext"]["csv"], json!({"#3": "Ann"}));
}

const LIAR: &str = "1.json\tfalse\tSays \"x is so.\thealth,care\tann-doe\tMayor\tOhio\tdemocrat\t1\t2\t3\t4\t5\this book <i>X</i>\n\
    2.json\tpants-fire\t\"Y is so.\t\tcnn\t\t\tnone\t0\t0\t0\t0\t0\t\n\
    3.json\tTRUE\tZ is \"so\"\tx\tGaGOP\t\t\tnone\t0\t0\t0\t0\t0\t\"a web ad\n";

#[test]
fn quotes_of_liar_are_text() {
    let read = Asked::default().files(&[("train.tsv", LIAR)]).unwrap();
    assert_eq!(read.summary.records, 3);
    let claim = read.claim(0);
    assert_eq!(claim["text"], "Says \"x is so.");
    assert_eq!(claim["made"][0]["where"], "his book X");
    assert_eq!(claim["made"][0]["note"], "Mayor");
    assert_eq!(read.name(&claim["made"][0]["by"]), "Ann Doe");
    let agents = read.of("agent");
    let ann = agents.iter().find(|agent| agent["name"] == "Ann Doe").unwrap();
    assert_eq!(ann["aliases"], json!(["ann-doe"]));
    let verdict = &claim["verdicts"][0];
    assert_eq!(
        (read.name(&verdict["by"]), &verdict["label"]),
        ("PolitiFact".into(), &json!("false"))
    );
    let scales = read.of("scale");
    assert_eq!((scales.len(), &scales[0]["id"]), (1, &verdict["scale"]));
    assert_eq!(scales[0]["labels"][5], json!({"label": "true", "rank": 5.0}));
    assert_eq!(verdict.get("value"), None);
    let kept = json!({"state": "Ohio", "party": "democrat", "barely-true": "1", "false": "2",
        "half-true": "3", "mostly-true": "4", "pants-fire": "5"});
    assert_eq!(claim["ext"]["liar"], kept);
    assert_eq!(claim["ext"]["gainsay.import"]["origins"][0]["record"], "1.json");
    assert_eq!(read.claim(2)["made"][0]["where"], "\"a web ad");
    assert!(read.summary.guessed[0].contains("“barack-obama” = Barack Obama"));
}

#[test]
fn liar_plus_is_read_as_liar_with_more_columns() {
    let rows = LIAR.lines().enumerate().map(|(at, line)| format!("{at}\t{line}\tbecause\n"));
    let plus = rows.collect::<Vec<_>>().concat();
    let read = Asked::default().files(&[("train2.tsv", &plus)]).unwrap();
    assert_eq!(read.claim(0)["text"], "Says \"x is so.");
    assert_eq!(read.claim(0)["verdicts"][0]["text"], "because");
    assert_eq!(read.claim(0)["ext"]["liar"]["index"], "0");
    let mapped = Asked::mapped("claim=statement,by=speaker,verdict=label").from(Format::Liar);
    let mapped = mapped.files(&[("train2.tsv", &plus)]).unwrap();
    assert_eq!(mapped.claim(0)["text"], "Says \"x is so.");
    assert_eq!(mapped.claim(0)["verdicts"][0]["label"], read.claim(0)["verdicts"][0]["label"]);
    // Rows of both layouts in one file.
    let both = format!("{LIAR}{plus}");
    let read = Asked::default().from(Format::Liar).files(&[("a", &both)]).unwrap();
    assert_eq!((read.summary.claims, read.summary.merged), (3, 3));
}

#[test]
fn each_pubhealth_file_has_a_header() {
    let train = "\tclaim_id\tclaim\tdate_published\texplanation\tfact_checkers\tmain_text\tsources\tlabel\tsubjects\n\
        0\t15661\t\"\"\"Teas\"\" heal.\"\tFebruary 26, 2020\tThey don’t.\tAnn Doe\tLong.\thttps://a.org,https://b.org\tfalse\tHealth, Tea\n";
    let test = "claim_id\tclaim\texplanation\tfact_checkers\tlabel\tmain_text\tsubjects\n\
        9\tTeas cure.\tNo.\tBob Roe\tmixture\tLong.\tTea\n";
    let read = Asked::default().files(&[("train.tsv", train), ("test.tsv", test)]).unwrap();
    let claim = read.claim(0);
    assert_eq!(claim["text"], "\"Teas\" heal.");
    let verdict = &claim["verdicts"][0];
    assert_eq!(
        (read.name(&verdict["by"]), &verdict["date"]),
        ("Ann Doe".into(), &json!("2020-02-26"))
    );
    assert_eq!(claim["evidence"].as_array().unwrap().len(), 2);
    assert_eq!(claim["ext"]["pubhealth"], json!({"#1": "0", "main_text": "Long."}));
    assert_eq!(read.claim(1)["verdicts"][0]["label"], "mixture");
    assert_eq!(read.claim(1)["topics"], json!(["Tea"]));
}

#[test]
fn a_scrape_of_politifact_needs_no_header() {
    let body = "He said so.\n\n\"\"We\"\" looked, and found nothing. ".repeat(20);
    let text = format!(
        "4,Ann Doe,\"on Wednesday, October 30th, 2019\",\"Says that half of the\u{a0}trees in Ohio, Iowa are gone.\",Pants on Fire!,https://www.politifact.com/factchecks/2019/oct/30/ann-doe/trees/,\"{body}\"\n\
        4,Bob Roe,\"on Monday, March 2nd, 2020\",Says that taxes went up in each of ten years.,half-true,https://www.politifact.com/factchecks/2020/mar/02/bob-roe/taxes/,\"{body}\"\n"
    );
    let read = Asked::default().read(&text);
    assert_eq!(read.of("claim").len(), 2);
    assert_eq!(read.claim(1)["ext"]["politifact"], json!({"#1": "4"}));
    let claim = read.claim(0);
    assert_eq!(claim["verdicts"][0]["date"], "2019-10-30");
    assert_eq!(read.name(&claim["made"][0]["by"]), "Ann Doe");
    assert_eq!(claim["verdicts"][0]["label"], "Pants on Fire!");
    assert!(claim["verdicts"][0]["text"].as_str().unwrap().contains("\"We\" looked"));
    assert!(read.summary.guessed[0].starts_with("columns, guessed from their content: claim = #4"));
    let headed =
        "author,statement,source,date,target\nx,Taxes went up.,Ann,\"May 1, 2020\",half-true\n";
    let read = Asked::default().from(Format::Politifact).read(headed);
    let headless = Asked::default().files(&[("a.csv", headed)]).unwrap();
    for read in [read, headless] {
        let claim = read.claim(0);
        assert_eq!(read.name(&claim["verdicts"][0]["by"]), "PolitiFact");
        assert_eq!(read.name(&claim["made"][0]["by"]), "Ann");
        assert_eq!(claim["verdicts"][0]["date"], "2020-05-01");
        assert_eq!(claim["ext"]["politifact"], json!({"author": "x"}));
    }
}

#[test]
fn the_order_of_day_and_month_is_inferred_from_unambiguous_dates() {
    let dated = |days: [&str; 3]| {
        let rows = days.map(|day| format!("Claim of {day},{day}\n"));
        let read = Asked::default().files(&[("a.csv", &format!("claim,date\n{}", rows.concat()))]);
        let read = read.unwrap();
        let dates = [0, 1, 2].map(|row| read.claim(row)["made"][0]["date"].clone());
        (dates, read.summary.guessed.iter().any(|guess| guess.contains("the month first")))
    };
    let iso = |days: [&str; 3]| days.map(|day| json!(day));
    let american = dated(["6/11/2008", "6/16/2008", "12/1/2009"]);
    assert_eq!(american, (iso(["2008-06-11", "2008-06-16", "2009-12-01"]), true));
    let pointed = dated(["6/16/2008", "6/17/2008", "5.12.2020"]);
    assert_eq!(pointed, (iso(["2008-06-16", "2008-06-17", "2020-12-05"]), true));
    let european = dated(["6/11/2008", "16/6/2008", "1/12/2009"]);
    assert_eq!(european, (iso(["2008-11-06", "2008-06-16", "2009-12-01"]), false));
    // If both orders of day and month occur, only unambiguous dates are read.
    let mixed = dated(["6/11/2008", "16/6/2008", "6/16/2008"]);
    assert_eq!(mixed.0, [json!(null), json!("2008-06-16"), json!("2008-06-16")]);
}

#[test]
fn rows_joined_by_an_open_quote_are_reported() {
    let good = "1\t\"One.\"\tx\n".repeat(20);
    let joined = "a\t\"Stop\tx\nb\tfoo\ty\nc\t\"Bar baz.\"\tz\n";
    let text = format!("id\tclaim\tlabel\n{good}{joined}");
    let read = Asked::default().files(&[("a.tsv", &text)]).unwrap();
    let summary = read.summary.to_string();
    assert_eq!(read.summary.odd_rows[&OddRow::Joined].count, 1, "{summary}");
    assert!(
        summary.contains("a.tsv:22: is a quotation mark not closed here? 1 row may"),
        "{summary}"
    );
    // A quoted text of several lines with commas is one cell.
    let prose = "id,claim,label\n1,\"He said, she said\nand so on, and on, and on\",x\n";
    assert!(Asked::default().read(prose).summary.odd_rows.is_empty());
}

#[test]
fn a_placeholder_is_a_missing_value() {
    let read = Asked::default()
        .files(&[("a.csv", "claim,speaker,date,url,verdict\nOne.,None,nan,N/A,none\n")]);
    let read = read.unwrap();
    let claim = read.claim(0);
    assert_eq!(claim["made"][0]["by"], "unknown");
    assert_eq!(claim["verdicts"], Value::Null);
    let kept = json!({"speaker": "None", "date": "nan", "url": "N/A", "verdict": "none"});
    assert_eq!(claim["ext"]["csv"], kept);
    assert!(read.summary.mended.0.is_empty(), "{}", read.summary);
}

#[test]
fn errors_have_their_line() {
    let said = Asked::mapped("claim=a").refused("a,b\n1,\"p, q\"\n2,\"r, s\"\n3,\"x\ny\n4,5\n");
    assert!(said.starts_with("t.csv:4: error: a quote opens"), "{said}");
    let damaged = bytes("t.csv", b"claim,by\nA,B\xc3\xa9\nC,J\xfcrg\nD,E\n");
    let said = Asked::default().inputs(std::slice::from_ref(&damaged)).unwrap_err();
    assert!(
        said.starts_with("t.csv:3:4: error: this is not UTF-8")
            && said.contains("other rows are UTF-8")
            && !said.contains("iconv"),
        "{said}"
    );
    let leave_out = Asked { leave_out: true, ..Asked::default() };
    let read = leave_out.inputs(&[damaged]).unwrap();
    assert_eq!((read.summary.claims, read.summary.left_out), (2, 1));
    let read = Asked::default().read("claim,by\nA\u{0}B,C\u{0}\n");
    assert_eq!(read.claim(0)["text"], "A\u{0}B");
    assert!(Asked::default().refused("claim,by\n").contains("no claim found"));
}

#[test]
fn meaningless_quotes_are_kept_and_reported() {
    let read = Asked::default().read("claim,by\n\"A is so,Ann\nB \"is\",Bob\n\"C\" is,Carl\n");
    assert_eq!((read.claim(0)["text"].as_str(), read.of("claim").len()), (Some("\"A is so"), 3));
    assert!(read.summary.guessed[0].starts_with("quotes are read as text"));
}

#[test]
fn long_cells_are_read() {
    let long = "x".repeat(8 << 20);
    let read = Asked::default().read(&format!("claim,body\nA,\"{long}\"\nB,c\n"));
    assert_eq!(read.claim(0)["ext"]["csv"]["body"].as_str().unwrap().len(), long.len());
    let addresses = "https://a.org/x ".repeat(100_000);
    let read = Asked::mapped("claim=#1,source-url=#2,topic=#3")
        .read(&format!("A,{addresses},{}\n", "t;".repeat(100_000)));
    assert_eq!(read.claim(0)["ext"]["csv"].as_object().unwrap().len(), 2);
}
