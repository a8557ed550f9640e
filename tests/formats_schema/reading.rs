//! Tests of schema.org files with the structures and mistakes of real ones, imported as a whole.

use gainsay::import::Mending;
use serde_json::{Value, json};

use crate::support::{errors, got, lost, try_import};

/// Reviews as publishers write them and as templates break them.
pub fn dirty_feed() -> Value {
    json!([
        {"@type": "ClaimReview", "claimReviewed": "Geese carry the mail",
         "itemReviewed": {"@type": "CreativeWork", "url": "https://social.example/ann/posts/1",
             "datePublished": "2020-10-04", "keywords": "birds", "author": {"@type": "Person", "name": "Several"}},
         "author": {"@type": "Organization", "@id": "https://checks.example/", "name": "Checks",
             "url": "https://checks.example/", "sameAs": "https://social.example/checks",
             "logo": {"@type": "ImageObject", "url": "https://checks.example/logo.svg", "width": ""}},
         "reviewRating": {"@type": "Rating", "ratingValue": "5", "bestRating": "1", "worstRating": "5", "alternateName": "Falso"},
         "name": "No, they don’t", "datePublished": "2020-10-07 20:05", "url": "https://checks.example/geese"},
        {"@type": "ClaimReview", "claimReviewed": "Bread floats", "datePublished": "2019-02-21 23:12 UTC",
         "url": "https://checks.example/bread",
         "itemReviewed": {"@type": "CreativeWork", "@id": "", "name": "", "url": "", "datePublished": "",
             "author": {"@type": "Person", "name": "Bob", "url": "https://social.example/bob/posts/2", "sameAs": ""}},
         "author": {"@type": "Organization", "url": "https://www.checks.example"},
         "reviewRating": {"@type": "Rating", "ratingValue": "-1", "bestRating": "-1", "worstRating": "-1",
             "alternateName": "Not quite", "image": "https://checks.example/i.png"}},
        {"@context": "http://schema.org", "@type": "ClaimReview", "claimReviewed": "", "name": "On priests",
         "url": "https://checks.example/priests", "author": "Checks",
         "reviewRating": {"@type": "Rating", "ratingValue": 0, "bestRating": 2, "worstRating": 0, "alternateName": "FAUX"},
         "itemReviewed": {"@type": "Claim", "appearance": [
             {"@type": "CreativeWork", "url": "https://a.example/1"}, {"@type": "CreativeWork", "url": "https://a.example/2"}]},
         "origin": "list"},
        {"@type": ["schema:ClaimReview"], "datePublished": "2019-01-23T14:22:00+0100", "url": "https://checks.example/beer",
         "claimReviewed": "Beer &amp; water",
         "itemReviewed": {"@type": "CreativeWork", "datePublished": "2019-01-15",
             "appearance": ["https://post.example/3", "1", "a-slug.html", "https://checks.example/beer"],
             "author": {"@type": "Person", "name": "Post.example", "sameAs": "Post.example"}},
         "reviewRating": {"@type": "Rating", "ratingValue": "1", "bestRating": "1", "worstRating": "1", "alternateName": ["Falsk"]},
         "author": {"@type": "Person", "name": "Checker", "url": "https://checker.example"}},
        {"type": "http://schema.org/ClaimReview", "properties": {"claimReviewed": "All under properties",
         "reviewRating": "Mostly so", "url": "https://checks.example/p",
         "itemReviewed": {"type": "x", "properties": {"appearance": "https://a.example/3, https://a.example/4 and https://a.example/5"}}}},
        {"@type": "ClaimReview", "claimReviewed": "Nine is less than five", "url": "https://checks.example/9",
         "author": {"name": "Checks"}, "reviewRating": {"ratingValue": 9, "bestRating": 5, "worstRating": 1,
             "alternateName": {"@value": "False", "@language": "en"}, "ratingExplanation": "It is more."},
         "reviewBody": "Long words.", "citation": ["https://proof.example", {"@type": "Article", "name": "A book"}],
         "correction": {"@type": "CorrectionComment", "text": "A number was wrong.", "datePublished": "2020-01-01"},
         "archivedAt": "https://archive.example/9", "keywords": "numbers, five", "inLanguage": "en-GB",
         "itemReviewed": {"@type": "Claim", "firstAppearance": {"@type": "CreativeWork", "url": "https://a.example/first"},
             "claimInterpreter": {"@type": "Person", "name": "Reader"}, "name": "a speech", "author": {"name": "Ann", "jobTitle": "Mayor"}}}
    ])
}

#[test]
fn reviews_with_mistakes_of_templates_are_imported() {
    let got = got(&dirty_feed().to_string());
    assert_eq!((got.summary.records, got.claims.len()), (6, 6));
    let [geese, bread, priests, beer, all, nine] = got.claims.as_slice() else { panic!() };
    let verdict = |claim: &Value, key: &str| claim["verdicts"][0][key].clone();

    assert_eq!(
        (verdict(geese, "label"), verdict(geese, "value"), verdict(geese, "best")),
        (json!("Falso"), json!("5"), json!("1"))
    );
    assert_eq!(
        (verdict(geese, "date"), geese["made"][0]["date"].clone()),
        (json!("2020-10-07"), json!("2020-10-04"))
    );
    assert_eq!(
        got.source(&geese["made"][0]["source"])["url"],
        "https://social.example/ann/posts/1"
    );
    assert_eq!(got.source(&verdict(geese, "source"))["title"], "No, they don’t");
    assert_eq!(geese["ext"]["schema.org"]["author"]["logo"]["width"], "");

    assert_eq!(got.agent(&verdict(bread, "by"))["name"], "checks.example");
    assert_eq!(got.agent(&bread["made"][0]["by"])["name"], "Bob");
    assert_eq!(
        got.source(&bread["made"][0]["source"])["url"],
        "https://social.example/bob/posts/2"
    );
    assert_eq!(
        (verdict(bread, "date"), verdict(bread, "worst")),
        (json!("2019-02-21T23:12:00Z"), Value::Null)
    );

    assert_eq!(
        (&priests["text"], priests["made"].as_array().unwrap().len()),
        (&json!("On priests"), 2)
    );
    assert_eq!(got.agent(&priests["made"][1]["by"])["kind"], "unknown");
    assert_eq!(priests["ext"]["schema.org"]["origin"], "list");

    assert_eq!((&beer["text"], verdict(beer, "label")), (&json!("Beer & water"), json!("Falsk")));
    assert_eq!(beer["made"].as_array().unwrap().len(), 1);
    assert_eq!(got.agent(&beer["made"][0]["by"])["same_as"], Value::Null);

    assert_eq!(
        (verdict(all, "label"), all["made"].as_array().unwrap().len()),
        (json!("Mostly so"), 3)
    );

    assert_eq!(
        (verdict(nine, "text"), &nine["notes"]),
        (json!("It is more."), &json!("Long words."))
    );
    assert_eq!((&nine["topics"], &nine["lang"]), (&json!(["numbers", "five"]), &json!("en-GB")));
    assert_eq!(nine["history"], json!([{"at": "2020-01-01", "what": "A number was wrong."}]));
    assert_eq!(
        (&nine["made"][0]["first"], &nine["made"][0]["where"]),
        (&json!(true), &json!("a speech"))
    );
    assert_eq!(got.agent(&nine["made"][0]["interpreted_by"])["name"], "Reader");
    assert_eq!(nine["made"][0]["note"], "Mayor");
    assert_eq!(nine["evidence"].as_array().unwrap().len(), 2);
    assert!(
        nine["evidence"].as_array().unwrap().iter().all(|evidence| evidence["stance"] == "context")
    );
    assert_eq!(
        got.source(&verdict(nine, "source"))["archived"][0]["url"],
        "https://archive.example/9"
    );

    for (how, times) in [
        (Mending::Wordless, 1),
        (Mending::OutOfScale, 1),
        (Mending::Addresses, 1),
        (Mending::Address, 2),
        (Mending::Name, 1),
        (Mending::Place, 2),
        (Mending::Nameless, 1),
        (Mending::Date, 3),
        (Mending::Entity, 1),
    ] {
        assert_eq!(got.count(how), times, "{how:?}");
    }
}

#[test]
fn claims_are_found_in_feeds_graphs_and_pages() {
    let review = json!({"@type": "ClaimReview", "claimReviewed": "x", "reviewRating": "False", "author": "A"});
    let feed = json!({"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [
        {"@type": "DataFeedItem", "item": [review]}, {"item": null}, {"item": review}, review]});
    let got_feed = got(&feed.to_string());
    assert_eq!(
        (got_feed.summary.records, got_feed.claims.len(), got_feed.summary.passed_over),
        (3, 1, 1)
    );
    let graph = json!({"@context": "https://schema.org", "@graph": [
        {"@type": "WebPage", "url": "https://a.example/page", "mainEntity": {"@type": "ClaimReview", "claimReviewed": "x",
            "itemReviewed": {"@id": "#c"}, "author": {"@id": "#o"}, "reviewRating": {"alternateName": "False"}}},
        {"@id": "#c", "@type": "Claim", "author": {"@type": "Person", "name": "Ann"}},
        {"@id": "#o", "@type": "NewsMediaOrganization", "name": "Org"}]});
    let got = got(&graph.to_string());
    assert_eq!(got.claims.len(), 1);
    let claim = &got.claims[0];
    assert_eq!(got.agent(&claim["made"][0]["by"])["name"], "Ann");
    assert_eq!(got.agent(&claim["verdicts"][0]["by"])["kind"], "publication");
    assert_eq!(got.source(&claim["verdicts"][0]["source"])["url"], "https://a.example/page");
    assert_eq!(got.count(Mending::Page), 1);
}

#[test]
fn media_reviews_and_claims_alone_are_claims() {
    let got = got(&json!([
        {"@type": "MediaReview", "author": {"name": "A"}, "mediaAuthenticityCategory": "https://schema.org/Decontextualized",
         "originalMediaContextDescription": "The film shows another war.", "originalMediaLink": "https://film.example/1"},
        {"@type": "Claim", "name": "The moon is near", "author": "Ann", "appearance": "https://a.example/m"},
        {"@type": "ClaimReview", "claimReviewed": "Nobody rates this", "author": "A", "url": "https://a.example/n", "name": "On it"}
    ]).to_string());
    let [media, claim, unrated] = got.claims.as_slice() else { panic!() };
    assert_eq!(media["verdicts"][0]["label"], "Decontextualized");
    assert_eq!(
        (&media["evidence"][0]["kind"], &media["text"]),
        (&json!("media"), &json!("The film shows another war."))
    );
    assert_eq!((claim.get("verdicts"), &claim["text"]), (None, &json!("The moon is near")));
    assert_eq!(
        (unrated.get("verdicts"), &unrated["evidence"][0]["summary"]),
        (None, &json!("On it"))
    );
}

#[test]
fn claims_of_a_saved_page_are_imported_and_its_mistakes_reported() {
    let page = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>A page</title>\n\
        <link rel=\"canonical\" href=\"https://a.example/page\">\n\
        <script type=\"application/ld+json\">{\"@type\": \"WebSite\", broken}</script>\n\
        <script type=\"application/LD+json; charset=utf-8\">\n\
        {\"@context\": \"https://schema.org\", \"@type\": \"ClaimReview\",\n\
        \"claimReviewed\": \"He said \"no\" twice</b>\", \"reviewRating\": {\"alternateName\": \"<!-- False\"}, \"author\": \"A\"}\n\
        </script></head><body>é</body></html>";
    let got = try_import("page.html", page, None).unwrap();
    assert_eq!(errors(&got.text), Vec::<String>::new());
    let claim = &got.claims[0];
    assert_eq!(claim["text"], "He said \"no\" twice");
    assert_eq!(claim["ext"]["gainsay.import"]["origins"][0]["line"], 5);
    assert_eq!(got.source(&claim["verdicts"][0]["source"])["url"], "https://a.example/page");
    assert_eq!((got.count(Mending::Json), got.count(Mending::Page)), (1, 1));

    let refused = |page: &str| {
        let refusal = try_import("page.html", page, None).err().unwrap();
        refusal.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    assert!(refused("<p>nothing</p>").contains("no claim found in this page"));
    // Bytes that are UTF-8 are read so, whatever a page declares.
    let declared = page.replace("utf-8\"><title", "windows-1252\"><title");
    assert_eq!(try_import("page.html", &declared, None).unwrap().text, got.text);
    let said = refused(
        "<script type='application/ld+json'>\n\n{\"@type\": \"ClaimReview\", \"a\": }</script>",
    );
    assert!(said.contains("page.html:3"), "{said}");
}

#[test]
fn the_text_of_a_claim_goes_before_the_name_of_a_review() {
    let rating = json!({"alternateName": "False"});
    for review in [
        json!({"@type": "Claim", "text": "x", "review": {"@type": "ClaimReview",
            "name": "Fact check: is x so?", "reviewRating": rating}}),
        json!({"@type": "ClaimReview", "name": "Fact check: is x so?", "reviewRating": rating,
            "itemReviewed": {"@type": "Claim", "text": "x"}}),
    ] {
        let got = got(&review.to_string());
        assert_eq!((got.claims.len(), &got.claims[0]["text"]), (1, &json!("x")), "{}", got.text);
        assert_eq!(lost(&review, &got.text), Vec::<String>::new());
    }
}

#[test]
fn the_page_of_a_review_is_no_source_of_its_claim() {
    for own in
        ["http://checks.example/1/", "https://www.checks.example/1#top", "https://checks.example/1"]
    {
        for (key, value) in [
            ("appearance", json!(own)),
            ("appearance", json!({"@id": own})),
            ("firstAppearance", json!({"@type": "CreativeWork", "url": own})),
        ] {
            let mut item = json!({"@type": "Claim", "author": {"name": "Ann"}});
            item[key] = value;
            let review = json!({"@type": "ClaimReview", "claimReviewed": "x",
                "url": "https://checks.example/1", "itemReviewed": item});
            let got = got(&review.to_string());
            assert_eq!(got.claims[0]["made"][0].get("source"), None, "{review}");
            assert_eq!(lost(&review, &got.text), Vec::<String>::new());
        }
    }
}

#[test]
fn values_around_a_claim_are_kept() {
    let review = json!({"@type": "ClaimReview", "claimReviewed": "x"});
    let item = json!({"@type": "DataFeedItem", "dateCreated": "2020-01-02", "item": [review],
        "url": "https://checks.example/1"});
    let feed = json!({"@type": "DataFeed", "dataFeedElement": [item]});
    let got = self::got(&feed.to_string());
    assert_eq!(lost(&feed, &got.text), Vec::<String>::new());
    assert_eq!(got.claims[0]["ext"]["schema.org.around"]["dateCreated"], "2020-01-02");
    assert_eq!(got.sources[0]["url"], "https://checks.example/1");
    let article = json!({"@type": "NewsArticle", "headline": "Two claims", "review": [review,
        {"@type": "ClaimReview", "claimReviewed": "y"}]});
    let got = self::got(&article.to_string());
    assert_eq!((got.claims.len(), lost(&article, &got.text)), (2, Vec::new()));
}

#[test]
fn texts_in_a_broken_encoding_are_repaired_and_compared() {
    let review = |text: &str| {
        json!({"@type": "ClaimReview", "claimReviewed": text,
            "itemReviewed": {"@type": "Claim", "author": {"name": "Ann"}}})
    };
    let texts = ["Café owners lie", "CafÃ© owners lie", "Café owners lie"];
    let got = got(&json!(texts.map(review)).to_string());
    let summary = &got.summary;
    assert_eq!((got.claims.len(), summary.merged, summary.alike), (2, 1, 1), "{summary}");
    assert!(got.claims.iter().all(|claim| claim["text"] == "Café owners lie"));
    // Texts that are broken in different ways stay two claims.
    let texts = ["CafÃ© owners lie", "Caf&Atilde;&copy; owners lie"];
    let got = self::got(&json!(texts.map(review)).to_string());
    assert_eq!((got.claims.len(), got.summary.merged), (2, 0), "{}", got.summary);
}

#[test]
fn only_valid_members_around_an_export_are_read_back() {
    let feed = |around: Value| {
        json!({"@type": "DataFeed", "@id": "urn:gainsay:dataset:d", "name": "D", "gainsay:around": around,
            "dataFeedElement": [{"gainsay:claim": {"id": "c", "text": "x", "made": []}}]})
    };
    let read = |around| try_import("a.jsonld", &feed(around).to_string(), None).unwrap();
    let good = read(json!({"members": {"reviewers": "[1.0, 123456789012345678901]"}}));
    let head = good.text.lines().next().unwrap();
    assert!(head.ends_with(r#","reviewers":[1.0,123456789012345678901]}"#), "{head}");
    for bad in [
        json!({"members": {"dataset": "{}"}}),
        json!({"members": {"x": "{"}}),
        json!({"members": {"x": 1}}),
    ] {
        let read = read(bad);
        assert_eq!(
            (read.summary.left_out, read.text.lines().next().unwrap().contains("members")),
            (1, false)
        );
    }
}

#[test]
fn replies_of_the_fact_check_tools_are_read_in_all_forms() {
    let claim = json!({"text": "A &quot;claim&quot;", "claimant": "x.com", "claimDate": "2025-04-28T19:23:46Z",
        "claimReview": [
            {"publisher": {"name": "Checks", "site": "checks.example"}, "url": "https://checks.example/1", "title": "No",
             "reviewDate": "2025-05-01T00:00:00Z", "textualRating": "excitement", "languageCode": "ar"},
            {"publisher": {"site": "other.example"}, "textualRating": "مضلل", "languageCode": "ar"}]});
    for text in [
        json!({"claims": [claim], "nextPageToken": "a"}).to_string()
            + &json!({"claims": [claim]}).to_string(),
        json!([claim]).to_string(),
    ] {
        let got = try_import("a.json", &text, None).unwrap();
        assert_eq!(errors(&got.text), Vec::<String>::new());
        let read = &got.claims[0];
        assert_eq!(
            (got.claims.len(), &read["text"], &read["lang"]),
            (1, &json!("A \"claim\""), &json!("ar"))
        );
        assert_eq!(read["verdicts"].as_array().unwrap().len(), 2);
        assert_eq!(
            (&read["verdicts"][0]["label"], &read["verdicts"][0]["date"]),
            (&json!("excitement"), &json!("2025-05-01T00:00:00Z"))
        );
        assert_eq!(got.agent(&read["verdicts"][1]["by"])["name"], "other.example");
        assert_eq!(got.agent(&read["made"][0]["by"])["name"], "x.com");
    }
    // Replies in a list, an empty reply between others, and an empty one first.
    let answer = json!({"claims": [claim], "nextPageToken": "a"});
    for text in [json!([answer, {}, answer]).to_string(), format!("{{}}\n{answer}\n{answer}")] {
        let got = try_import("a.json", &text, None).unwrap();
        let summary = &got.summary;
        assert_eq!((got.claims.len(), summary.merged, summary.left_out), (1, 1, 0), "{text}");
    }
    let failed = json!({"error": {"code": 429, "message": "slow down"}});
    let got = try_import("a.json", &format!("{answer}{failed}"), None).unwrap();
    assert_eq!((got.claims.len(), got.summary.left_out), (1, 1));
    let page = json!({"pageUrl": "https://checks.example/p", "publishDate": "2020-01-02", "versionId": "7",
        "claimReviewAuthor": {"name": "Checks", "imageUrl": "https://checks.example/i"},
        "claimReviewMarkups": [
            {"claimReviewed": "One", "claimDate": "2020-01-01", "claimLocation": "Rome",
             "claimAuthor": {"name": "Ann", "jobTitle": "Mayor", "sameAs": "https://ann.example"},
             "claimFirstAppearance": "https://a.example/1", "claimAppearances": ["https://a.example/2"],
             "rating": {"ratingValue": 1, "worstRating": 1, "bestRating": 5, "textualRating": "False", "imageUrl": "https://i.example"}},
            {"claimReviewed": "Two", "url": "https://checks.example/p#2", "rating": {"textualRating": "True"}}]});
    let markup = json!({"claimReviewMarkupPages": [page], "nextPageToken": "b"});
    for text in [page.to_string(), markup.to_string()] {
        let got = try_import("a.json", &text, None).unwrap();
        assert_eq!(errors(&got.text), Vec::<String>::new());
        let [one, two] = got.claims.as_slice() else { panic!("{}", got.text) };
        assert_eq!(
            (&one["made"][0]["where"], &one["made"][0]["first"]),
            (&json!("Rome"), &json!(true))
        );
        assert_eq!(
            (&one["verdicts"][0]["label"], &one["verdicts"][0]["date"]),
            (&json!("False"), &json!("2020-01-02"))
        );
        assert_eq!(got.source(&one["verdicts"][0]["source"])["url"], "https://checks.example/p");
        assert_eq!(got.source(&two["verdicts"][0]["source"])["url"], "https://checks.example/p#2");
        for leaf in ["versionId", "https://checks.example/i", "https://i.example"] {
            assert!(got.text.contains(leaf), "{leaf}");
        }
    }
}
