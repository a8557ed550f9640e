//! Property tests of reading: any review, any reply, any bytes.

use gainsay::import::Format;
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::support::{errors, lost, try_import};

/// Values as hostile as those of publishers, and worse.
fn any_leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => "[a-zA-Z <>&;é0-9.,/:\"-]{0,24}".prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        2 => "https?://[a-z]{1,8}\\.org(/[a-z0-9]{0,6}){0,3}".prop_map(Value::from),
        1 => "(20[0-9]{2}-[01][0-9]-[0-3][0-9]|[0-3]?[0-9]/[01]?[0-9]/2020)( [0-9]{2}:[0-9]{2})?".prop_map(Value::from),
        1 => (-9_i64..99).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
    ]
}

const KEYS: &[&str] = &[
    "name",
    "headline",
    "url",
    "author",
    "publisher",
    "itemReviewed",
    "reviewRating",
    "claimReviewed",
    "datePublished",
    "appearance",
    "firstAppearance",
    "claimInterpreter",
    "sameAs",
    "jobTitle",
    "alternateName",
    "ratingExplanation",
    "ratingValue",
    "bestRating",
    "worstRating",
    "reviewBody",
    "description",
    "citation",
    "isBasedOn",
    "correction",
    "archivedAt",
    "keywords",
    "inLanguage",
    "text",
    "@id",
    "@value",
    "properties",
    "image",
    "mainEntityOfPage",
    "mediaAuthenticityCategory",
    "originalMediaLink",
    "originalMediaContextDescription",
    "license",
    "creator",
];

fn any_value() -> impl Strategy<Value = Value> {
    any_leaf().prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => prop::collection::vec((prop::sample::select(KEYS), inner.clone()), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())),
            1 => prop::collection::vec(("[a-z]{1,6}", inner), 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A review with the usual fields and any values.
pub fn any_review() -> impl Strategy<Value = Value> {
    let field = (prop::sample::select(KEYS), any_value());
    let kind =
        prop::sample::select(vec!["ClaimReview", "schema:ClaimReview", "MediaReview", "Claim"]);
    (kind, any_leaf(), prop::collection::vec(field, 0..9)).prop_map(|(kind, words, fields)| {
        let mut review = Map::new();
        review.insert("@type".to_owned(), kind.into());
        review.insert("claimReviewed".to_owned(), words);
        review.extend(fields.into_iter().map(|(key, value)| (key.to_owned(), value)));
        review.into()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_value_of_a_review_is_lost_and_the_dataset_is_valid(review in any_review()) {
        let got = try_import("a.json", &review.to_string(), Some(Format::SchemaOrg)).unwrap();
        prop_assert_eq!(errors(&got.text), Vec::<String>::new(), "{}", got.text);
        prop_assert_eq!(lost(&review, &got.text), Vec::<String>::new(), "{}", got.text);
    }

    #[test]
    fn no_value_of_a_reply_is_lost(claim in any_answer()) {
        let got = try_import("a.json", &claim.to_string(), Some(Format::FactCheckTools)).unwrap();
        prop_assert_eq!(errors(&got.text), Vec::<String>::new(), "{}", got.text);
        prop_assert_eq!(lost(&claim, &got.text), Vec::<String>::new(), "{}", got.text);
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\":,@a-z<>/!]{0,60}") {
        let bytes = String::from_utf8_lossy(&bytes).into_owned();
        for format in [Format::SchemaOrg, Format::Html, Format::FactCheckTools] {
            for text in [&bytes, &text] {
                let _ = try_import("a", text, Some(format));
            }
        }
    }
}

/// A claim of `claims:search` or a page of markup, with any values.
fn any_answer() -> impl Strategy<Value = Value> {
    let search = ["text", "claimant", "claimDate", "more"];
    let review = [
        "publisher",
        "url",
        "title",
        "reviewDate",
        "textualRating",
        "languageCode",
        "name",
        "site",
    ];
    let markup = [
        "claimReviewed",
        "claimDate",
        "claimLocation",
        "claimAuthor",
        "claimFirstAppearance",
        "claimAppearances",
        "rating",
        "url",
        "more",
    ];
    let page = ["pageUrl", "publishDate", "claimReviewAuthor", "more", "name"];
    let object = |keys: Vec<&'static str>| {
        prop::collection::vec((prop::sample::select(keys), any_value()), 0..6).prop_map(|fields| {
            fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>()
        })
    };
    let publisher = object(vec!["name", "site", "more"]);
    let reviews =
        prop::collection::vec((object(review.to_vec()), publisher), 0..3).prop_map(|reviews| {
            let reviews = reviews.into_iter().map(|(mut review, publisher)| {
                review.insert("publisher".into(), publisher.into());
                review
            });
            reviews.map(Value::from).collect::<Vec<_>>()
        });
    prop_oneof![
        (object(search.to_vec()), reviews).prop_map(|(mut claim, reviews)| {
            claim.entry("text").or_insert("x".into());
            claim.insert("claimReview".into(), reviews.into());
            claim.into()
        }),
        (object(page.to_vec()), prop::collection::vec(object(markup.to_vec()), 1..3)).prop_map(
            |(mut page, markups)| {
                page.insert(
                    "claimReviewMarkups".into(),
                    markups.into_iter().map(Value::from).collect::<Vec<_>>().into(),
                );
                page.into()
            }
        ),
    ]
}
