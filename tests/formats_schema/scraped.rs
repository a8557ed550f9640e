//! Tests of what scrapers of structured data write, and of JSON-LD in a template's wrapper.

use gainsay::import::Format;
use serde_json::{Value, json};

use crate::support::{Got, errors, try_import};

fn read(name: &str, text: &str) -> Got {
    let got = try_import(name, text, None).unwrap();
    assert_eq!(errors(&got.text), Vec::<String>::new(), "{}", got.text);
    got
}

/// The text, claimant, label and reviewer of each claim, and the address of its review.
fn told(got: &Got) -> Vec<[String; 5]> {
    let name = |id: &Value| got.agent(id)["name"].as_str().unwrap_or("unknown").to_owned();
    let claims = got.claims.iter().map(|claim| {
        let verdict = &claim["verdicts"][0];
        let source = &verdict["source"];
        let url = if source.is_null() { &Value::Null } else { &got.source(source)["url"] };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        [
            text(&claim["text"]),
            name(&claim["made"][0]["by"]),
            text(&verdict["label"]),
            name(&verdict["by"]),
            text(url),
        ]
    });
    claims.collect()
}

fn review(number: usize) -> Value {
    json!({"@context": "https://schema.org", "@type": "ClaimReview",
        "claimReviewed": format!("The lift {number} is out of order."),
        "author": {"@type": "Organization", "name": "Stair Desk"},
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ann Roe"}},
        "reviewRating": {"@type": "Rating", "alternateName": "Half true"}})
}

fn expected(number: usize, url: &str) -> [String; 5] {
    let text = format!("The lift {number} is out of order.");
    [&text, "Ann Roe", "Half true", "Stair Desk", url].map(str::to_owned)
}

#[test]
fn a_scraped_page_is_read_whatever_syntax_it_has() {
    let empty =
        json!({"json-ld": [], "microdata": [], "rdfa": [], "opengraph": [], "microformat": []});
    let page = |key: &str, items: Value| {
        let mut page = empty.clone();
        page[key] = items;
        page.to_string()
    };
    let json_ld = page("json-ld", json!([{"@type": "WebSite"}, {"@graph": [review(1)]}]));
    let microdata = page(
        "microdata",
        json!([{"type": "http://schema.org/ClaimReview", "properties": {
            "claimReviewed": "The lift 1 is out of order.",
            "author": {"type": "http://schema.org/Organization", "properties": {"name": "Stair Desk"}},
            "itemReviewed": {"type": "http://schema.org/Claim", "properties":
                {"author": {"type": "http://schema.org/Person", "properties": {"name": "Ann Roe"}}}},
            "reviewRating": {"type": "http://schema.org/Rating", "properties": {"alternateName": "Half true"}},
        }}]),
    );
    let value = |text: &str| json!([{ "@value": text }]);
    let node = |id: &str, kind: &str, name: &str| json!({"@id": id, "@type": [format!("http://schema.org/{kind}")], "http://schema.org/name": value(name)});
    let rdfa = page(
        "rdfa",
        json!([
            {"@id": "", "http://ogp.me/ns#title": value("A check")},
            {"@id": "_:n1", "@type": ["http://schema.org/ClaimReview"],
                "http://schema.org/claimReviewed": value("The lift 1 is out of order."),
                "http://schema.org/author": [{"@id": "_:n2"}],
                "http://schema.org/itemReviewed": [{"@id": "_:n3"}],
                "http://schema.org/reviewRating": [{"@id": "_:n4"}]},
            node("_:n2", "Organization", "Stair Desk"),
            {"@id": "_:n3", "@type": ["http://schema.org/Claim"],
                "http://schema.org/author": [{"@id": "_:n5"}]},
            {"@id": "_:n4", "@type": ["http://schema.org/Rating"],
                "http://schema.org/alternateName": value("Half true")},
            node("_:n5", "Person", "Ann Roe"),
        ]),
    );
    for text in [json_ld, microdata, rdfa] {
        assert_eq!(told(&read("a.json", &text)), [expected(1, "")], "{text}");
    }
}

#[test]
fn scraped_pages_stand_in_a_list_or_line_by_line_with_their_addresses() {
    let page = |number: usize| {
        json!({"url": format!("https://stairs.example/{number}"), "json-ld": [review(number)],
            "opengraph": [{"namespace": {}, "properties": [["og:title", "A check"]]}]})
    };
    let urls = [1, 2].map(|number| expected(number, &format!("https://stairs.example/{number}")));
    let list = json!([page(1), page(2)]).to_string();
    let lines = format!("{}\n{}\n", page(1), page(2));
    for text in [list, lines] {
        let got = read("a.json", &text);
        assert_eq!(told(&got), urls);
        assert!(got.text.contains("og:title"));
    }
}

#[test]
fn a_script_is_read_in_any_wrapper() {
    let json = review(1).to_string();
    let escaped = json.replace('"', "&quot;");
    let second = review(2).to_string();
    for (script, count) in [
        (format!("/*<![CDATA[*/\n{json}\n/*]]>*/"), 1),
        (format!("//<![CDATA[\n{json}\n//]]>"), 1),
        (format!("<![CDATA[{json}]]>"), 1),
        (format!("<!-- {json} -->"), 1),
        (format!("// fact check\n{json}\n"), 1),
        (format!("/* fact {{check}} [1] */ {json};"), 1),
        (escaped, 1),
        (format!("{json}\n{second}"), 2),
        (format!("// two\n{json};\n// more\n{second};"), 2),
        (format!("{json},{second}"), 2),
    ] {
        let page = format!("<html><script type='application/ld+json'>{script}</script></html>");
        let got = try_import("a.html", &page, Some(Format::Html)).unwrap();
        let expected: Vec<_> = (1..=count).map(|number| expected(number, "")).collect();
        assert_eq!(told(&got), expected, "{script}");
    }
}

#[test]
fn a_scale_whose_ends_are_one_is_not_shown_and_its_numbers_are_kept() {
    let mut review = review(1);
    for key in ["ratingValue", "bestRating", "worstRating"] {
        review["reviewRating"][key] = json!(-1);
    }
    let got = read("a.jsonld", &review.to_string());
    let verdict = got.claims[0]["verdicts"][0].as_object().unwrap();
    assert!(["value", "best", "worst"].iter().all(|key| !verdict.contains_key(*key)));
    let kept = &got.claims[0]["ext"]["schema.org"]["reviewRating"];
    assert_eq!(*kept, json!({"ratingValue": -1, "bestRating": -1, "worstRating": -1}));
}

#[test]
fn a_review_that_is_listed_twice_is_one() {
    let review = |title: &str, label: &str| {
        json!({"publisher": {"name": "Stair Desk", "site": "stairs.example"}, "url": "https://stairs.example/1",
            "title": title, "reviewDate": "2025-01-05", "textualRating": label, "languageCode": "en"})
    };
    let (cut, whole) =
        ("The lift runs, and was never ...", "The lift runs, and was never out of order");
    let claim = |reviews: Value| json!({"text": "The lift is out of order.", "claimant": "posts", "claimReview": reviews});
    for claims in [
        json!([claim(json!([review(cut, "False")])), claim(json!([review(whole, "False")]))]),
        json!([claim(json!([review(whole, "False")])), claim(json!([review(cut, "False")]))]),
        json!([claim(json!([review(cut, "False"), review(whole, "False")]))]),
    ] {
        let got = read("a.json", &json!({ "claims": claims }).to_string());
        let verdicts = got.claims[0]["verdicts"].as_array().unwrap();
        assert_eq!((got.claims.len(), verdicts.len()), (1, 1), "{}", got.text);
        assert_eq!(got.source(&verdicts[0]["source"])["title"], whole);
        let noted = got.claims[0]["ext"]["gainsay.import"]["mended"].to_string();
        assert!(noted.contains(cut), "{noted}");
    }
    let claims =
        json!([claim(json!([review(cut, "False")])), claim(json!([review(whole, "Half true")]))]);
    let got = read("a.json", &json!({ "claims": claims }).to_string());
    assert_eq!(got.claims[0]["verdicts"].as_array().unwrap().len(), 2);
}

#[test]
fn a_review_that_stands_twice_in_a_feed_is_one() {
    let entry = |name: &str| {
        let mut review = review(1);
        review["url"] = json!("https://stairs.example/1");
        review["name"] = json!(name);
        json!({"@type": "DataFeedItem", "item": [review]})
    };
    let feed = json!({"@type": "DataFeed", "dataFeedElement": [entry("The lift …"), entry("The lift runs")]});
    let got = read("a.json", &feed.to_string());
    let verdicts = got.claims[0]["verdicts"].as_array().unwrap();
    assert_eq!((got.claims.len(), verdicts.len()), (1, 1), "{}", got.text);
    assert_eq!(got.source(&verdicts[0]["source"])["title"], "The lift runs");
}
