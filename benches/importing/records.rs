//! Makes up records in the shapes of foreign formats. They have the lengths measured in real files
//! and some of their faults, and no two are equal.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// A foreign format that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    SchemaOrg,
    Averitec,
    ClimateFever,
    Liar,
}

impl Shape {
    pub(super) const ALL: [Self; 4] =
        [Self::SchemaOrg, Self::Averitec, Self::ClimateFever, Self::Liar];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SchemaOrg => "ClaimReview, a line each",
            Self::Averitec => "AVeriTeC, a line each",
            Self::ClimateFever => "Climate-FEVER",
            Self::Liar => "LIAR",
        }
    }

    fn file(self, count: usize) -> String {
        match self {
            Self::SchemaOrg => format!("claim-review-{count}.jsonld"),
            Self::Averitec => format!("averitec-{count}.jsonl"),
            Self::ClimateFever => format!("climate-fever-{count}.jsonl"),
            Self::Liar => format!("liar-{count}.tsv"),
        }
    }
}

/// Returns the path of a file with `count` records, and writes the file if it is missing.
pub(super) fn file(folder: &Path, shape: Shape, count: usize) -> PathBuf {
    let path = folder.join(shape.file(count));
    if path.exists() {
        return path;
    }
    let made = folder.join("made");
    let mut out = BufWriter::new(File::create(&made).unwrap());
    for number in 0..count {
        let record = match shape {
            Shape::SchemaOrg => claim_review(number).to_string(),
            Shape::Averitec => averitec(number).to_string(),
            Shape::ClimateFever => climate_fever(number).to_string(),
            Shape::Liar => liar(number),
        };
        writeln!(out, "{record}").unwrap();
    }
    out.flush().unwrap();
    std::fs::rename(made, &path).unwrap();
    path
}

const WORDS: [&str; 24] = [
    "the", "council", "bridge", "river", "closed", "because", "of", "water", "prices", "rose",
    "by", "half", "since", "last", "year’s", "election", "and", "nobody", "was", "asked",
    "whether", "schools", "would", "reopen",
];

/// Returns a sentence of `words` words.
fn sentence(seed: usize, words: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = format!("Claim {seed}:");
    for _ in 0..words {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push(' ');
        text.push_str(WORDS[(state >> 33) % WORDS.len()]);
    }
    text.push('.');
    text
}

fn claim_review(number: usize) -> Value {
    json!({
        "@context": "https://schema.org", "@type": "ClaimReview",
        "url": format!("https://checks.example/{number}"),
        "claimReviewed": sentence(number, 16),
        "datePublished": "2020-10-07 20:05",
        "author": {"@type": "Organization", "name": "Checks", "url": "https://checks.example/",
            "logo": {"@type": "ImageObject", "url": "https://checks.example/logo.png"}},
        "itemReviewed": {"@type": "Claim", "datePublished": "2020-10-05",
            "author": {"@type": "Person", "name": format!("Speaker {}", number % 997)},
            "appearance": [{"@type": "CreativeWork", "url": format!("https://posts.example/{number}")}]},
        "reviewRating": {"@type": "Rating", "ratingValue": "5", "bestRating": "1",
            "worstRating": "5", "alternateName": "Falso"},
    })
}

fn averitec(number: usize) -> Value {
    let question = |at: usize| {
        json!({"question": sentence(number * 7 + at, 9), "answers": [{
            "answer": sentence(number * 11 + at, 30), "answer_type": "Abstractive",
            "source_url": format!("https://pages.example/{number}/{at}"), "source_medium": "Web text",
            "cached_source_url": format!("https://web.archive.example/{number}/{at}")}]})
    };
    json!({
        "claim": sentence(number, 16), "label": "Refuted", "required_reannotation": false,
        "justification": sentence(number + 1, 30), "claim_date": "31-5-2018",
        "speaker": format!("Speaker {}", number % 997), "original_claim_url": null,
        "fact_checking_article": format!("https://checks.example/{number}"),
        "reporting_source": "Facebook", "location_ISO_code": "US",
        "claim_types": ["Event/Property Claim"], "fact_checking_strategies": ["Written Evidence"],
        "questions": [question(0), question(1), question(2)],
    })
}

fn climate_fever(number: usize) -> Value {
    let evidence = |at: usize| {
        json!({"evidence_id": format!("Article {at}:{number}"), "evidence_label": "SUPPORTS",
            "article": format!("Article {}", (number + at) % 4_999),
            "evidence": sentence(number * 5 + at, 22), "entropy": std::f64::consts::LN_2,
            "votes": ["SUPPORTS", "SUPPORTS", "NOT_ENOUGH_INFO", null, null]})
    };
    json!({
        "claim_id": number.to_string(), "claim": sentence(number, 18), "claim_label": "SUPPORTS",
        "evidences": [evidence(0), evidence(1), evidence(2), evidence(3), evidence(4)],
    })
}

fn liar(number: usize) -> String {
    let claim = sentence(number, 17);
    let speaker = number % 3_318;
    format!(
        "{number}.json\thalf-true\t{claim}\teconomy,jobs\tspeaker-{speaker}\tSenator\tOhio\tnone\t1\t2\t3\t4\t0\tan <i>interview</i>"
    )
}
