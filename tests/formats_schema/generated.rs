//! Generates datasets in gainsay's format, with everything that the format has and with values that
//! it does not allow.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use crate::properties::any_review;

fn id() -> impl Strategy<Value = Value> {
    "[a-e][a-z0-9._-]{0,2}".prop_map(Value::from)
}

pub fn words() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => "[a-zA-Z <>&;é’0-9.,/]{1,20}",
        1 => "&amp;|<b>x</b>|https://a\\.example/[a-z]{0,3}|2020-10-07 20:05| ",
        1 => any::<String>(),
    ]
    .prop_map(Value::from)
}

fn url() -> impl Strategy<Value = Value> {
    "https://[a-z]{1,4}\\.example(/posts/)?[a-z/]{0,6}".prop_map(Value::from)
}

fn date() -> impl Strategy<Value = Value> {
    select(vec!["2018", "2018-05", "2018-05-31", "2018-05-31T14:00:00+02:00", "soon"])
        .prop_map(Value::from)
}

fn or_null(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![5 => value, 1 => Just(Value::Null)].boxed()
}

fn many(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop::collection::vec(value, 0..3).prop_map(Value::from).boxed()
}

fn one_of(words: &'static [&'static str]) -> BoxedStrategy<Value> {
    select(words).prop_map(Value::from).boxed()
}

/// An object with some of its fields.
fn object(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let keys: Vec<&str> = fields.iter().map(|(key, _)| *key).collect();
    let length = keys.len();
    let values: Vec<BoxedStrategy<Value>> = fields.into_iter().map(|(_, value)| value).collect();
    (values, subsequence(keys.clone(), 0..=length))
        .prop_map(move |(values, chosen)| {
            let all = keys.iter().zip(values).filter(|(key, _)| chosen.contains(key));
            Value::Object(all.map(|(key, value)| ((*key).to_owned(), value)).collect())
        })
        .boxed()
}

fn with(
    value: impl Strategy<Value = Value>,
    fixed: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    (value, fixed).prop_map(|(mut value, fixed)| {
        let Value::Object(fixed) = fixed else { panic!() };
        value.as_object_mut().unwrap().extend(fixed);
        value
    })
}

fn number() -> BoxedStrategy<Value> {
    prop_oneof![(-2_i64..6).prop_map(Value::from), "[0-9]".prop_map(Value::from), Just(json!(0.5))]
        .boxed()
}

fn made() -> BoxedStrategy<Value> {
    object(vec![
        ("by", or_null(id())),
        ("date", or_null(date())),
        ("where", or_null(words())),
        ("first", or_null(any::<bool>().prop_map(Value::from))),
        ("quote", or_null(words())),
        ("source", or_null(id())),
        ("interpreted_by", or_null(id())),
        ("note", or_null(words())),
        ("locator", or_null(Just(json!({"page": 3})))),
    ])
}

fn verdict() -> BoxedStrategy<Value> {
    object(vec![
        ("by", or_null(id())),
        ("label", or_null(words())),
        ("scale", or_null(id())),
        ("value", or_null(number())),
        ("best", or_null(number())),
        ("worst", or_null(number())),
        ("text", or_null(words())),
        ("date", or_null(date())),
        ("source", or_null(id())),
    ])
}

fn evidence() -> BoxedStrategy<Value> {
    object(vec![
        ("id", id().boxed()),
        ("kind", one_of(&["link", "media", "quote"])),
        ("stance", one_of(&["supports", "context"])),
        ("summary", or_null(words())),
        ("source", or_null(id())),
        ("by", or_null(id())),
        ("date", or_null(date())),
    ])
}

fn history() -> BoxedStrategy<Value> {
    with(
        object(vec![("what", or_null(words())), ("by", or_null(id()))]),
        or_null(date()).prop_map(|at| json!({ "at": at })),
    )
    .boxed()
}

fn ext() -> BoxedStrategy<Value> {
    let mended = (
        select(vec![
            "claimReviewed",
            "itemReviewed.author.name",
            "itemReviewed.appearance[1]",
            "x.y[2]",
            "author.sameAs",
        ]),
        one_of(&["entity", "date", "address", "addresses", "name", "place", "wordless", "label"]),
        words(),
    );
    let mended = mended.prop_map(|(at, how, was)| json!({"at": at, "how": how, "was": was}));
    object(vec![
        ("long.number", Just("LONG".into()).boxed()),
        (
            "schema.org",
            prop_oneof![
                any_review(),
                prop::collection::vec(any_review(), 0..3).prop_map(Value::from),
                words()
            ]
            .boxed(),
        ),
        ("gainsay.import", many(mended).prop_map(|mended| json!({ "mended": mended })).boxed()),
        ("other.format", words().boxed()),
        (
            "crawl.raw",
            Just(json!({"schema:name": "n", "https://schema.org/url": 1, "see ": []})).boxed(),
        ),
    ])
}

fn is_blank(text: &Value) -> bool {
    text.as_str().is_none_or(|text| text.trim().is_empty())
}

fn claim() -> impl Strategy<Value = Value> {
    let fields = object(vec![
        ("lang", or_null(one_of(&["en", "de-AT", "English"]))),
        ("kind", or_null(one_of(&["event", "quote"]))),
        ("status", or_null(one_of(&["open", "disputed"]))),
        ("topics", many(words())),
        ("made", many(made())),
        ("wordings", many(object(vec![("text", words().boxed()), ("source", id().boxed())]))),
        ("evidence", many(evidence())),
        (
            "denials",
            many(object(vec![
                ("id", id().boxed()),
                ("by", id().boxed()),
                ("scope", one_of(&["full", "blanket"])),
                ("quote", words().boxed()),
            ])),
        ),
        ("verdicts", many(verdict())),
        ("history", many(history())),
        ("notes", or_null(words())),
        ("ext", or_null(ext())),
        ("denails", words().boxed()),
    ]);
    let text = words().prop_filter("a claim has words", |text| !is_blank(text));
    with(fields, text.prop_map(|text| json!({ "text": text })))
}

fn agent() -> impl Strategy<Value = Value> {
    object(vec![
        ("kind", or_null(one_of(&["person", "organisation", "group", "publication", "unknown"]))),
        ("name", or_null(words())),
        ("aliases", many(words())),
        ("role", or_null(words())),
        ("affiliation", or_null(id())),
        ("memberships", many(words())),
        ("same_as", many(url())),
        ("note", or_null(words())),
        ("more", words().boxed()),
    ])
}

fn source() -> impl Strategy<Value = Value> {
    object(vec![
        ("kind", or_null(words())),
        ("title", or_null(words())),
        ("authors", many(id())),
        ("publisher", or_null(id())),
        ("published", or_null(date())),
        ("url", or_null(url())),
        ("archived", many(object(vec![("url", url().boxed()), ("at", or_null(date()))]))),
        ("via", or_null(id())),
        ("language", or_null(words())),
        ("licence", or_null(words())),
        ("note", or_null(words())),
    ])
}

/// Records with distinct ids, among them one that is not a valid id.
fn records(record: impl Strategy<Value = Value>, most: usize) -> impl Strategy<Value = Value> {
    prop::collection::vec(record, 0..most).prop_map(|records| {
        let ids = ["a", "b", "c", "d", "e0", "Not An Id"];
        let with_ids = records.into_iter().zip(ids).map(|(mut record, id)| {
            record["id"] = id.into();
            record
        });
        with_ids.collect::<Vec<_>>().into()
    })
}

pub fn dataset() -> impl Strategy<Value = Value> {
    let info = object(vec![
        ("title", words().boxed()),
        ("description", or_null(words())),
        ("created", or_null(date())),
        ("publisher", or_null(words())),
        ("homepage", or_null(url())),
        ("language", or_null(words())),
        ("method", or_null(words())),
    ]);
    let info = with(info, Just(json!({"id": "d"})));
    let claims = (claim(), records(claim(), 5)).prop_map(|(mut first, claims)| {
        first["id"] = "first".into();
        let mut claims = claims;
        claims.as_array_mut().unwrap().insert(0, first);
        claims
    });
    let relation =
        (id(), id()).prop_map(|(from, to)| json!({"from": from, "type": "rebuts", "to": to}));
    let scales = records(Just(json!({"labels": []})), 2);
    let lists = (records(agent(), 6), records(source(), 6), scales, claims);
    (info, prop::option::of(ext()), lists, many(relation), many(history())).prop_map(
        |(info, ext, (agents, sources, scales, claims), relations, history)| {
            let mut document = json!({"gainsay": 1, "dataset": info, "agents": agents,
                "sources": sources, "scales": scales, "claims": claims, "relations": relations,
                "history": history});
            if let Some(ext) = ext {
                document["ext"] = ext;
            }
            document
        },
    )
}
