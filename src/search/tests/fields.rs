//! One test for each field, and one for each rule about combined fields.

use std::sync::Arc;

use super::{found, found_in};
use crate::catalog::Catalog;
use crate::claim::{ClaimKind, EvidenceKind, Scope, Stance, Status, Vocabulary};
use crate::search::Corpus;
use crate::search::FIELDS;

fn names<T: Vocabulary>() -> Vec<&'static str> {
    T::ALL.iter().map(|term| term.name()).collect()
}

fn values(field: &str) -> Vec<&'static str> {
    FIELDS.iter().find(|info| info.name == field).unwrap().values.to_vec()
}

#[test]
fn the_table_lists_what_the_format_has() {
    assert_eq!(values("status"), names::<Status>());
    assert_eq!(values("stance"), names::<Stance>());
    assert_eq!(values("scope"), names::<Scope>());
    let mut kinds = names::<ClaimKind>();
    kinds.extend(names::<EvidenceKind>().iter().filter(|name| **name != "quote"));
    assert_eq!(values("kind"), kinds);
}

#[test]
fn by_is_who_makes_the_claim() {
    assert_eq!(found("by:netflix"), "inbox");
    assert_eq!(found("by:METAPHOR"), "budget");
    assert_eq!(found("by:club"), "budget");
    assert_eq!(found("by:stone"), "");
}

#[test]
fn a_name_borne_whole_means_just_those_else_words_that_begin_with_it() {
    assert_eq!(found("by:meta"), "inbox", "not The Metaphor Club");
    assert_eq!(found("by:met"), "budget inbox");
    assert_eq!(found("by:knight"), "inbox");
    assert_eq!(found("by:etaphor"), "");
}

#[test]
fn a_dangling_reference_is_a_name() {
    assert_eq!(found("by:unlisted-paper"), "inbox-two");
    assert_eq!(found("by:paper"), "inbox-two");
}

#[test]
fn denied_by_is_who_denies_or_on_whose_behalf() {
    assert_eq!(found("denied-by:meta"), "inbox inbox", "no comment is no denial");
    assert_eq!(found("denied-by:stone"), "inbox");
    assert_eq!(found("denied-by:facebook"), "inbox");
    assert_eq!(found("denied-by:\"meta inc\""), "inbox", "accents do not matter");
}

#[test]
fn answered_by_is_who_answers_in_any_way() {
    assert_eq!(found("answered-by:meta"), "inbox budget inbox");
    assert_eq!(found("answered-by:facebook"), "inbox budget");
    assert_eq!(found("answered-by:netflix"), "inbox");
    assert_eq!(found("answered-by:meta !denied-by:meta"), "budget", "one answer of theirs");
    assert_eq!(found("answered-by:meta scope:no-comment"), "budget");
    assert_eq!(found("denied-by:meta scope:no-comment"), "");
}

/// Denials of every scope by one party, and an answer without a scope, are told apart in a catalog
/// of one dataset and in one of several.
#[test]
fn a_denial_is_full_partial_or_blanket() {
    let claim = |scope: &str| {
        let scope = if scope.is_empty() { String::new() } else { format!(r#","scope":"{scope}""#) };
        format!(r#"{{"text":"T","denials":[{{"by":"port"{scope}}}],"id":"#)
    };
    let of = |dataset: &str| {
        let scopes = Scope::ALL.iter().map(|scope| scope.name()).chain([""]);
        let claims: Vec<String> =
            scopes.map(|scope| format!(r#"{}"{dataset}-{scope}"}}"#, claim(scope))).collect();
        format!(r#"{{"dataset":{{"id":"{dataset}"}},"claims":[{}]}}"#, claims.join(","))
    };
    for documents in [&[of("a")][..], &[of("a"), of("b")]] {
        let texts: Vec<&str> = documents.iter().map(String::as_str).collect();
        let corpus = Arc::new(Corpus::new(Catalog::for_tests(&texts)));
        for (query, count) in [
            ("denied-by:port", 3),
            ("answered-by:port", 8),
            ("!denied-by:port", 5),
            ("denied-by:port !scope:full", 2),
            ("answered-by:port !denied-by:port", 5),
            ("denied-by:port | answered-by:port", 8),
            ("has:denial", 3),
            ("answer:full", 1),
            ("answer:other", 5),
        ] {
            assert_eq!(found_in(&corpus, query).len(), count * documents.len(), "{query}");
        }
    }
}

#[test]
fn answer_is_the_strongest() {
    assert_eq!(found("answer:full"), "inbox inbox", "one of them is denied in part too");
    assert_eq!(found("answer:partial"), "");
    assert_eq!(found("answer:blanket"), "");
    assert_eq!(found("answer:other"), "budget");
    assert_eq!(found("answer:none"), "inbox-two");
    assert_eq!(found("!answer:none"), found("has:answer"));
    assert_eq!(found("answer:FULL | answer:none"), "inbox inbox-two inbox");
}

#[test]
fn party_is_anyone_named() {
    assert_eq!(found("party:checker"), "inbox inbox-two");
    assert_eq!(found("party:\"andy stone\""), "inbox");
    assert_eq!(found("party:nobody"), "inbox");
}

#[test]
fn topic_takes_whole_topics_first() {
    assert_eq!(found("topic:privacy"), "inbox");
    assert_eq!(found("topic:priv"), "inbox inbox");
    assert_eq!(found("topic:\"private life\""), "inbox");
    assert_eq!(found("topic:money"), "budget");
}

#[test]
fn status_is_the_editors() {
    assert_eq!(found("status:open"), "inbox-two");
    assert_eq!(found("!status:open"), "inbox budget inbox");
}

#[test]
fn kind_is_of_the_claim_or_of_evidence() {
    assert_eq!(found("kind:number"), "budget");
    assert_eq!(found("kind:document"), "inbox budget");
    assert_eq!(found("kind:quote"), "inbox inbox-two");
    assert_eq!(found("!kind:quote"), "budget inbox");
}

#[test]
fn stance_is_of_evidence() {
    assert_eq!(found("stance:undercuts"), "inbox");
    assert_eq!(found("!stance:supports"), "inbox-two inbox");
}

#[test]
fn scope_is_of_a_denial() {
    assert_eq!(found("scope:full"), "inbox inbox");
    assert_eq!(found("scope:no-comment"), "budget");
}

#[test]
fn source_is_anywhere_in_the_record() {
    assert_eq!(found("source:s-filing"), "inbox budget");
    assert_eq!(found("source:\"meta denies it\""), "inbox budget");
    assert_eq!(found("source:court"), "inbox budget");
    assert_eq!(found("source:stone"), "inbox");
    assert_eq!(found("source:https://example.org/a"), "inbox budget");
}

#[test]
fn verdict_is_the_label_as_published() {
    assert_eq!(found("verdict:false"), "inbox");
    assert_eq!(found("verdict:mostly"), "inbox-two");
    assert_eq!(found("verdict:fal"), "inbox-two inbox");
}

#[test]
fn date_is_made_or_happened() {
    assert_eq!(found("date:2018"), "inbox");
    assert_eq!(found("date:2018-12-25"), "inbox", "the month may mean that day");
    assert_eq!(found("date:2017"), "budget inbox");
    assert_eq!(found("date:2016-12"), "budget", "within the span");
    assert_eq!(found("date:2017-03.."), "inbox inbox");
    assert_eq!(found("date:..2016"), "budget");
    assert_eq!(found("date:2017..2018-05"), "budget inbox");
    assert_eq!(found("date:2020"), "", "the 30th of February is no date");
}

#[test]
fn has_and_no_ask_for_parts() {
    assert_eq!(found("has:evidence"), "inbox budget");
    assert_eq!(found("no:evidence"), "inbox-two inbox");
    assert_eq!(found("has:denial"), "inbox inbox");
    assert_eq!(found("no:denial"), "budget inbox-two");
    assert_eq!(found("!no:denial"), "inbox inbox");
    assert_eq!(found("has:answer"), "inbox budget inbox");
    assert_eq!(found("no:answer"), "inbox-two");
    assert_eq!(found("has:verdict"), "inbox-two inbox");
    assert_eq!(found("has:quote"), "inbox budget");
    assert_eq!(found("has:note"), "inbox budget inbox");
    assert_eq!(found("no:note"), "inbox-two");
    assert_eq!(
        found("has:date"),
        "inbox budget inbox-two inbox",
        "a day that no calendar has is one"
    );
}

/// Relations and faults stand after the claims, and name claims of their own dataset only.
#[test]
fn has_asks_for_what_other_records_say_of_a_claim() {
    let of = |dataset: &str, rest: &str| {
        let claims = r#"[{"id":"a","text":"T","wordings":[{"text":"W"}]},{"id":"b","text":"T","notes":"N"},{"id":"c","text":"T","happened":{"note":"N"}}]"#;
        format!(r#"{{"dataset":{{"id":"{dataset}"}},"claims":{claims}{rest}}}"#)
    };
    let one = of(
        "one",
        r#","relations":[{"from":"a","type":"restates","to":"b"}],"issues":[{"id":"i","about":["c","gone"],"text":"Odd."}]"#,
    );
    let corpus = Arc::new(Corpus::new(Catalog::for_tests(&[&one, &of("two", "")])));
    for (query, ids) in [
        ("has:relation", "a b"),
        ("no:relation", "c a b c"),
        ("has:fault", "c"),
        ("!no:fault", "c"),
        ("has:fault | has:relation", "a b c"),
        ("has:wording", "a a"),
        ("no:wording", "b c b c"),
        ("has:note", "b c b c"),
        ("no:note has:relation", "a"),
        ("has:date", ""),
    ] {
        assert_eq!(found_in(&corpus, query).join(" "), ids, "{query}");
    }
}

#[test]
fn id_is_the_claims() {
    assert_eq!(found("id:inbox"), "inbox inbox", "not inbox-two");
    assert_eq!(found("id:two/inbox"), "inbox");
    assert_eq!(found("id:two"), "inbox-two");
    assert_eq!(found("id:bud"), "budget");
}

#[test]
fn all_is_anywhere_in_the_record() {
    assert_eq!(found("all:\"grants the rest\""), "inbox");
    assert_eq!(found("all:'"), "inbox", "a typographic apostrophe is one too");
    assert_eq!(found("all:\"andy stone\""), "inbox");
    assert_eq!(found("all:\"court filing\""), "inbox budget");
    assert_eq!(found("all:100000000"), "budget");
    assert_eq!(found("!all:netflix"), "inbox-two inbox");
}

#[test]
fn names_are_folded_as_texts_are() {
    let document = serde_json::json!({
        "dataset": { "id": "names" },
        "agents": [{ "id": "a", "name": "Łukasz Ørsted" }],
        "claims": [{ "id": "c", "text": "T", "made": [{ "by": "a" }], "topics": ["Ｅner\u{ad}gy"],
            "verdicts": [{ "by": "a", "label": "کذب" }] }],
    });
    let corpus = Arc::new(Corpus::new(Catalog::for_tests(&[&document.to_string()])));
    for query in ["by:lukasz", "by:\"lukasz ørsted\"", "topic:energy", "verdict:كذب", "!by:orstad"]
    {
        assert_eq!(found_in(&corpus, query), ["c"], "{query}");
    }
}

/// A page shows these words for a claim, though they stand in other records than the claim's.
#[test]
fn all_is_also_what_other_records_show_with_the_claim() {
    let document = serde_json::json!({
        "dataset": { "id": "linked" },
        "agents": [
            { "id": "pat", "name": "Pat Doe", "role": "harbour master", "affiliation": "port" },
            { "id": "port", "name": "Port Board" },
            { "id": "press", "name": "Evening Press" },
        ],
        "sources": [
            { "id": "log", "title": "Log", "via": "report", "published": "2019-04-02" },
            { "id": "report", "title": "Report", "via": "page", "publisher": "press" },
            { "id": "page", "url": "https://example.org/pier", "archived": [
                { "url": "https://copy.example/7", "at": "2020-02-03" },
            ] },
        ],
        "claims": [
            { "id": "closed", "text": "The pier is closed.",
                "made": [{ "by": "pat", "source": "log", "locator": { "paragraph": 3, "sentence": 2 } }],
                "amounts": [{ "value": 1_250_000, "currency": "EUR" }],
                "evidence": [{ "id": "e7", "kind": "data", "stance": "supports" }],
                "ext": { "gainsay.import": { "origins": [{ "file": "a.csv", "line": 41 }] } } },
            { "id": "open", "text": "The gate stands open.", "evidence": [{ "id": "e70" }] },
            { "id": "third", "text": "Another." },
        ],
        "relations": [{ "from": "closed", "type": "contradicts", "to": "open", "note": "Both can’t hold." }],
        "issues": [{ "id": "odd-date", "kind": "missing-date", "about": ["open", "third"],
            "text": "The log skips a day.", "source": "page", "locators": [{ "section": "Margin" }] }],
    });
    let corpus = Arc::new(Corpus::new(Catalog::for_tests(&[&document.to_string()])));
    for (query, ids) in [
        ("all:harbour", "closed"),
        ("all:\"port board\"", "closed"),
        ("all:\"evening press\"", "closed"),
        ("all:2019-04-02", "closed"),
        ("all:copy.example/7", "closed open third"),
        ("all:¶3.2", "closed"),
        ("all:1,250,000", "closed"),
        ("all:a.csv:41", "closed"),
        ("all:#e7", "closed open"),
        ("all:e7", ""),
        ("all:linked/third", "third"),
        ("all:\"gate stands\"", "closed open"),
        ("all:\"pier is\"", "closed open"),
        ("all:\"can't hold\"", "closed open"),
        ("all:skips", "open third"),
        ("all:\"missing date\"", "open third"),
        ("all:odd-date", "open third"),
        ("all:margin", "open third"),
        ("!all:skips", "closed"),
        ("all:skips | status:open", "open third"),
        ("all:skips | another", "open third"),
    ] {
        assert_eq!(found_in(&corpus, query).join(" "), ids, "{query}");
    }
}

#[test]
fn all_fields_of_a_denial_hold_of_one_denial() {
    assert_eq!(found("denied-by:stone scope:partial"), "inbox");
    assert_eq!(found("denied-by:stone scope:full"), "");
    assert_eq!(found("denied-by:meta scope:full"), "inbox");
}

#[test]
fn all_fields_of_evidence_hold_of_one_piece() {
    assert_eq!(found("kind:document stance:supports"), "inbox");
    assert_eq!(found("kind:data stance:supports"), "budget");
    assert_eq!(found("kind:quote stance:supports"), "");
}

#[test]
fn a_negated_field_beside_a_positive_one_is_of_the_same_item() {
    assert_eq!(found("denied-by:meta !scope:full"), "inbox");
    assert_eq!(found("scope:full !denied-by:meta"), "inbox");
    assert_eq!(found("kind:document !stance:supports"), "budget");
}

#[test]
fn a_negated_field_alone_is_of_every_item() {
    assert_eq!(found("!denied-by:meta"), "budget inbox-two");
    assert_eq!(found("!answered-by:meta"), "inbox-two");
    assert_eq!(found("!scope:full"), "budget inbox-two");
}

#[test]
fn source_beside_a_field_of_an_item_is_that_items() {
    assert_eq!(found("scope:partial source:s-post"), "inbox");
    assert_eq!(found("scope:partial source:s-filing"), "");
    assert_eq!(found("stance:supports source:s-article"), "inbox", "by way of it");
    assert_eq!(found("stance:context source:s-filing"), "");
    assert_eq!(found("scope:full !source:s-article"), "inbox", "the knight's");
}

#[test]
fn alternatives_of_fields_are_of_one_item_too() {
    assert_eq!(found("denied-by:stone | denied-by:netflix scope:full"), "inbox");
    assert_eq!(found("denied-by:stone | by:metaphor scope:full"), "");
    assert_eq!(found("scope:partial | by:metaphor"), "inbox budget");
    assert_eq!(found("scope:partial | by:metaphor !answered-by:meta"), "");
}

#[test]
fn thousands_of_items_are_told_apart_by_what_is_asked() {
    let item = |id: usize, by: &str, scope: &str| serde_json::json!({ "id": format!("d{id}"), "by": by, "scope": scope, "note": "n" });
    let mut denials: Vec<_> = (0..3000).map(|id| item(id, "a", "full")).collect();
    denials.push(item(3000, "b", "partial"));
    let evidence: Vec<_> = (0..3000)
        .map(|id| serde_json::json!({ "id": format!("e{id}"), "kind": "data", "stance": "supports" }))
        .collect();
    let document = serde_json::json!({
        "dataset": { "id": "many" },
        "claims": [{ "id": "c", "text": "Text.", "denials": denials, "evidence": evidence }],
    });
    let corpus = Arc::new(Corpus::new(Catalog::for_tests(&[&document.to_string()])));
    assert_eq!(found_in(&corpus, "denied-by:b scope:partial kind:data"), ["c"]);
    assert!(found_in(&corpus, "denied-by:b scope:full stance:supports").is_empty());
}
