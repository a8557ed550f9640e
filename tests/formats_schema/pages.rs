//! Tests of claims in saved pages: as microdata, as RDFa, and in MHTML files.

use gainsay::import::Format;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Got, errors, try_import};

fn read(html: &str) -> Got {
    let got = try_import("a.html", html, Some(Format::Html)).unwrap();
    assert_eq!(errors(&got.text), Vec::<String>::new(), "{}", got.text);
    got
}

/// What a claim says, by the name of the place.
fn told(got: &Got, claim: &Value) -> Value {
    let name = |id: &Value| if id.is_null() { Value::Null } else { got.agent(id)["name"].clone() };
    let url = |id: &Value| if id.is_null() { Value::Null } else { got.source(id)["url"].clone() };
    // A review without a rating is evidence.
    let made = &claim["made"][0];
    let verdict = claim["verdicts"].get(0).unwrap_or(&claim["evidence"][0]);
    json!({"text": claim["text"], "by": name(&made["by"]), "seen": url(&made["source"]), "said": made["date"],
        "checker": name(&verdict["by"]), "label": verdict["label"], "value": verdict["value"],
        "checked": verdict["date"], "page": url(&verdict["source"])})
}

fn one(html: &str) -> Value {
    let got = read(html);
    assert_eq!((got.claims.len(), got.summary.left_out), (1, 0), "{}", got.text);
    told(&got, &got.claims[0])
}

fn expected() -> Value {
    json!({"text": "The ferry sails “twice” a day.", "by": "Ann Roe", "seen": "https://talk.example/7", "said": "2021-03-01",
        "checker": "Quay Desk", "label": "Half true", "value": "3",
        "checked": "2021-03-04", "page": "https://quay.example/checks/9"})
}

const MICRODATA: &str = r#"<!DOCTYPE html><html><head><link rel="canonical" href="https://quay.example/checks/9"></head><body>
<nav itemscope itemtype="https://schema.org/BreadcrumbList"><a itemprop=item href="/">Home</a></nav>
<article itemscope itemtype="http://schema.org/ClaimReview" itemref="who">
 <h1>Check</h1> <a itemprop="url" href="../checks/9">link</a>
 <time itemprop="datePublished" datetime="2021-03-04">4 March</time>
 <p itemprop="claimReviewed">The  ferry
   sails “<b>twice</b>” a day.<p>Other words.
 <div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Claim">
  <ul><li itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="name" href="/ann">Ann Roe</a></ul>
  <meta itemprop="datePublished" content="2021-03-01"><link itemprop="appearance" href="https://talk.example/7">
 </div>
 <span itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
  <data itemprop="ratingValue" value="3">three</data> of <span itemprop=bestRating content=5>five</span>
  <meta itemprop="worstRating" content="1"><em itemprop="alternateName">Half true</em></span>
</article>
<footer><div id="who"><div itemprop="author" itemscope itemtype="https://schema.org/Organization"><b itemprop="name">Quay Desk</b><br></div></div></footer>
</body></html>"#;

#[test]
fn microdata_is_read_as_html_defines_it() {
    assert_eq!(one(MICRODATA), expected());
}

#[test]
fn rdfa_is_read_with_vocabulary_or_prefixes() {
    let plain = r#"<html><head><base href="https://quay.example/x/"></head><body vocab="https://schema.org/">
<div typeof="WebPage"><span property="name">A page</span></div>
<div typeof="ClaimReview">
 <link property="url" href="../checks/9"><span property="claimReviewed">The ferry sails “twice” a day.</span>
 <span property="datePublished" content="2021-03-04">4 March</span>
 <div property="itemReviewed" typeof="Claim"><span property="author" typeof="Person"><i property="name">Ann Roe</i></span>
  <time property="datePublished" datetime="2021-03-01">1 March</time><a property="appearance" href="https://talk.example/7">here</a></div>
 <div property="author" typeof="Organization"><b property="name">Quay Desk</b></div>
 <div property="reviewRating" typeof="Rating"><meta property="ratingValue" content="3"><meta property="bestRating" content="5">
  <meta property="worstRating" content="1"><span property="alternateName">Half true</span></div>
</div></body></html>"#;
    assert_eq!(one(plain), expected());
    let mut prefixed = plain.replace(
        r#"vocab="https://schema.org/""#,
        r#"prefix="s: http://schema.org/ og: http://ogp.me/ns#""#,
    );
    for attribute in ["typeof", "property"] {
        prefixed = prefixed.replace(&format!("{attribute}=\""), &format!("{attribute}=\"s:"));
    }
    assert_eq!(one(&prefixed), expected());
    assert_eq!(
        one(&prefixed
            .replace("\"s:", "\"schema:")
            .replace("prefix=\"schema: http", "prefix=\"s: http")),
        expected()
    );
    let apart = plain
        .replace(r#"<div property="author" typeof="Organization"><b property="name">Quay Desk</b></div>"#, r##"<link property="author" resource="#desk">"##)
        .replace("</body>", r##"<div resource="#desk" typeof="Organization"><b property="name">Quay Desk</b></div></body>"##);
    assert_eq!(one(&apart), expected());
}

#[test]
fn what_rdfa_relates_otherwise_is_attributed_to_nobody() {
    let html = r#"<div prefix="schema: http://schema.org/" typeof="schema:ClaimReview"><b property="schema:claimReviewed">The ferry sinks.</b>
        <div rel="schema:itemReviewed"><div property="schema:author" content="Ann Roe"></div></div>
        <a rel="nofollow" property="schema:url" href="https://quay.example/1">x</a>
        <meta property="schema:reviewRating" content="False"></div>"#;
    let told = one(html);
    assert_eq!(
        (&told["by"], &told["checker"], &told["page"]),
        (&json!("unknown"), &json!("unknown"), &json!("https://quay.example/1"))
    );
}

#[test]
fn items_of_rdfa_that_refer_to_each_other_are_read() {
    let html = r##"<div prefix="s: http://schema.org/">
        <div typeof="s:Claim" resource="#claim"><link property="s:review" resource="#review"></div>
        <div typeof="s:ClaimReview" resource="#review"><b property="s:claimReviewed">The ferry sinks.</b>
        <link property="s:itemReviewed" resource="#claim"></div></div>"##;
    let read = try_import("a.html", html, Some(Format::Html)).unwrap();
    assert!(
        read.claims.iter().any(|claim| claim["text"] == "The ferry sinks."),
        "{:?}",
        read.claims
    );
}

#[test]
fn a_page_that_a_browser_saved_states_its_address() {
    let html = MICRODATA.replace(
        r#"<link rel="canonical" href="https://quay.example/checks/9">"#,
        "<!-- saved from url=(0033)https://quay.example/checks/9?a=1 -->",
    );
    assert_eq!(one(&html), expected());
}

fn mhtml(encoding: &str, body: &str, start: &str) -> String {
    format!(
        "{start}From: <Saved by Blink>\r\nSnapshot-Content-Location: https://quay.example/checks/9\r\nSubject: A check\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----MB--x----\"\r\n\r\n\r\n\
        ------MB--x----\r\nContent-Type: text/html{encoding}\r\nContent-Location: https://quay.example/checks/9\r\n\r\n{body}\r\n\
        ------MB--x----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://quay.example/a.png\r\n\r\niVBORw0KGgo=\r\n\
        ------MB--x------\r\n"
    )
}

#[test]
fn mhtml_pages_are_decoded() {
    let html =
        MICRODATA.replace(r#"<link rel="canonical" href="https://quay.example/checks/9">"#, "");
    let quoted: String = html
        .chars()
        .map(|c| match c {
            '=' => "=3D".to_owned(),
            '\n' => "=\r\n\r\n".to_owned(),
            c if c.is_ascii() => c.to_string(),
            '“' => "=E2=80=9C".to_owned(),
            _ => "=E2=80=9D".to_owned(),
        })
        .collect();
    for (name, text) in [
        ("a.mhtml", mhtml("\r\nContent-Transfer-Encoding: quoted-printable", &quoted, "")),
        (
            "a",
            mhtml(
                "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable",
                &quoted,
                "\r\n",
            ),
        ),
        ("a.mht", mhtml("; charset=\"utf-8\"\r\nContent-Transfer-Encoding: 8bit", &html, "")),
        ("a.mht", mhtml("", &html, "")),
    ] {
        let got = try_import(name, &text, None).unwrap();
        assert_eq!((got.claims.len(), got.summary.left_out), (1, 0), "{name}");
        assert_eq!(told(&got, &got.claims[0]), expected(), "{name}");
    }
    let latin = "<script type=application/ld+json>{\"@type\":\"ClaimReview\",\"claimReviewed\":\"Le caf=E9 ferme.\"}</script>";
    let text =
        mhtml("; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable", latin, "");
    let got = try_import("a.mhtml", &text, None).unwrap();
    assert_eq!(got.claims[0]["text"], "Le café ferme.");
}

#[test]
fn tags_that_leave_open_who_said_what_are_reported() {
    for (what, gone) in [
        ("the end of the item", " </div>\n <span itemprop=\"reviewRating\""),
        ("the end of the review", "</article>"),
    ] {
        let kept = gone.replace("</div>", "").replace("</article>", "");
        let html = MICRODATA.replace(gone, &kept);
        assert_ne!(html, MICRODATA);
        let refused =
            try_import("a.html", &html, Some(Format::Html)).map(|got| got.text).unwrap_err();
        assert!(refused.problems[0].to_string().contains("who said what"), "{what}");
    }
    // A paragraph ends where a block begins.
    let html = MICRODATA
        .replace("<div itemprop=\"itemReviewed\"", "<p itemprop=\"itemReviewed\"")
        .replace(
            " </div>\n <span itemprop=\"reviewRating\"",
            " </p>\n <span itemprop=\"reviewRating\"",
        );
    assert!(try_import("a.html", &html, Some(Format::Html)).is_err());
    // A wrapper without an end tag changes nothing, also in an item of its own.
    let html = MICRODATA
        .replace("<body>", "<body itemscope itemtype='https://schema.org/WebPage'><div><div>")
        .replace("<article", "<article itemprop=mainEntity");
    assert_eq!(one(&html), expected());
    // Disorder elsewhere in the page changes nothing.
    let html = MICRODATA
        .replace("<nav", "<div><span><nav")
        .replace("<footer>", "<footer></i></div></div>");
    assert_eq!(one(&html), expected());
}

#[test]
fn a_superfluous_end_tag_that_ends_the_claim_is_reported() {
    let html = "<section itemscope itemtype=https://schema.org/ClaimReview>\
        <div itemprop=author itemscope itemtype=https://schema.org/Organization><i itemprop=name>Quay Desk</i></div>\
        <b itemprop=itemReviewed itemscope itemtype=https://schema.org/Claim>\
        <b itemprop=author itemscope itemtype=https://schema.org/Person><i itemprop=name>Ann Roe</i></b></b>\
        <div itemprop=datePublished content=2021-03-01></div></b><div itemprop=reviewRating content=False></div>\
        <div itemprop=claimReviewed>The ferry sinks.</div><div itemprop=datePublished content=2021-03-04></div></section>";
    let refused = try_import("a.html", html, Some(Format::Html)).map(|got| got.text).unwrap_err();
    assert!(refused.problems[0].to_string().contains("who said what"));
}

#[test]
fn the_record_of_a_page_keeps_what_is_not_understood() {
    let html = MICRODATA.replace("<h1>", "<h1 itemprop='interactionCount'>");
    let got = read(&html);
    assert_eq!(got.claims[0]["ext"]["schema.org"]["interactionCount"], "Check");
}

/// The elements of a review, each with its name, its attributes and its content.
enum Piece {
    Element(&'static str, &'static str, Vec<Piece>),
    Text(&'static str),
}

use Piece::{Element, Text};

fn pieces(names: &[&'static str], order: usize) -> Piece {
    let name = |at: usize| names[at % names.len()];
    let party = |at: usize, words: &'static str, attributes: &'static str| {
        Element(
            name(at),
            attributes,
            vec![Element(name(at + 1), "itemprop=name", vec![Text(words)])],
        )
    };
    let item = Element(
        name(0),
        "itemprop=itemReviewed itemscope itemtype=https://schema.org/Claim",
        vec![
            party(1, "Ann Roe", "itemprop=author itemscope itemtype=https://schema.org/Person"),
            Element(name(2), "itemprop=datePublished content=2021-03-01", vec![]),
        ],
    );
    let mut inner = vec![
        item,
        party(2, "Quay Desk", "itemprop=author itemscope itemtype=https://schema.org/Organization"),
        Element(name(3), "itemprop=datePublished content=2021-03-04", vec![]),
        Element(name(4), "itemprop=claimReviewed", vec![Text("The ferry sinks.")]),
        Element(name(5), "itemprop=reviewRating content=False", vec![]),
    ];
    let count = inner.len();
    inner.rotate_left(order % count);
    if order % 2 == 1 {
        inner.reverse();
    }
    let review = Element(name(6), "itemscope itemtype=https://schema.org/ClaimReview", inner);
    let after = Element(name(7), "", vec![Text("Other words.")]);
    Element("div", "class=page", vec![Element(name(8), "", vec![review, after])])
}

/// Writes a piece. `broken` decides for each end tag whether it is missing, single or double.
fn write(piece: &Piece, broken: &mut impl FnMut() -> usize, out: &mut String) {
    match piece {
        Text(text) => out.push_str(text),
        Element(name, attributes, inner) => {
            out.extend(["<", name, " ", attributes, ">"]);
            for piece in inner {
                write(piece, broken, out);
            }
            *out += &format!("</{name}>").repeat(broken());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_review_with_broken_tags_is_right_or_nothing(
        names in prop::collection::vec(prop::sample::select(vec!["div", "span", "p", "section", "b"]), 9),
        order in 0..10_usize,
        broken in prop::collection::vec(prop_oneof![8 => Just(1_usize), 1 => Just(0)], 13),
        extra in prop::option::of(0..13_usize),
    ) {
        // Missing end tags, or a superfluous one. Both together can make a page that is in order
        // and says another thing.
        let mut ends = broken.into_iter().enumerate().map(|(at, count)| match extra {
            Some(extra) => 1 + usize::from(at == extra),
            None => count,
        });
        let mut html = String::from("<body>");
        write(&pieces(&names, order), &mut || ends.next().unwrap_or(1), &mut html);
        html += "</body>";
        if let Ok(got) = try_import("a.html", &html, Some(Format::Html)) {
            for claim in &got.claims {
                let told = told(&got, claim);
                let is = |key: &str, value: &str| told[key].is_null() || told[key] == "unknown" || told[key] == value;
                prop_assert_eq!(&told["text"], "The ferry sinks.", "{}", html);
                prop_assert!(is("by", "Ann Roe") && is("checker", "Quay Desk"), "{html}\n{told}");
                prop_assert!(is("said", "2021-03-01") && is("checked", "2021-03-04"), "{html}\n{told}");
                prop_assert!(is("label", "False"), "{html}\n{told}");
            }
        }
    }

    #[test]
    fn a_review_in_order_is_read(
        names in prop::collection::vec(prop::sample::select(vec!["div", "span", "section", "b"]), 9),
        order in 0..10_usize,
    ) {
        // A phrase may hold no block, so one kind of name is enough for all.
        let names = if names[0].len() > 4 || names[0] == "div" { vec!["div", "section"] } else { vec!["span", "b"] };
        let mut html = String::new();
        write(&pieces(&names, order), &mut || 1, &mut html);
        let told = one(&html);
        prop_assert_eq!((&told["by"], &told["checker"]), (&json!("Ann Roe"), &json!("Quay Desk")));
    }

    #[test]
    fn any_markup_is_answered(parts in prop::collection::vec(prop::sample::select(vec![
        "<div itemscope itemtype=https://schema.org/ClaimReview>", "<p itemprop=claimReviewed>", "<b itemprop=author itemscope itemref='a b'>",
        "<i id=a itemprop=itemReviewed itemscope itemref=b>", "<li id=b itemprop='name url' itemscope itemref=a>", "</div>", "</p>", "</b>", "</li>", "x",
        "<table>", "<tr>", "<td property=author typeof>", "</table>", "<svg>", "<path/>", "</svg>", "<template>", "<br>", "<div vocab=https://schema.org/ typeof=ClaimReview resource='#a'>",
        "<a property=author resource='#a'>", "<a property=itemReviewed resource='#b' typeof=Claim>", "<i property=claimReviewed>", "</a>", "</i>", "<script type=application/ld+json>", "</script>",
    ]), 0..40)) {
        if let Ok(got) = try_import("a.html", &parts.concat(), Some(Format::Html)) {
            prop_assert_eq!(errors(&got.text), Vec::<String>::new(), "{}", got.text);
        }
    }
}
