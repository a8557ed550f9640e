//! Tells whether a record of unknown format holds a claim, by the names of its keys and by what
//! stands there. Many files of JSON have a `text` or a `title`; a rating beside it makes a claim of
//! it.

use serde_json::{Map, Value};

use crate::claim::RecordKind;
use crate::import::table::folded;
use crate::text::is_web_address;

/// Folded names that mean the claim wherever they stand beside a text.
const CLAIMS: &[&str] = &[
    "claim",
    "claims",
    "claimtext",
    "claimreviewed",
    "claimreviewclaimreviewed",
    "verifiedclaim",
    "vclaim",
    "claimstatement",
    "claimcontent",
    "originalclaim",
    "normalizedclaim",
    "claimoriginal",
    "claimen",
    "factcheckedclaim",
    "checkedclaim",
    "reviewedclaim",
    "claimtitle",
    "afirmacion",
    "afirmacao",
    "alegacao",
    "affermazione",
    "behauptung",
    "iddia",
    "klaim",
    "myth",
];

/// Folded names that mean the claim beside a rating or a claimant.
const STATEMENTS: &[&str] = &[
    "statement",
    "statementtext",
    "statements",
    "assertion",
    "fact",
    "allegation",
    "rumor",
    "rumour",
];

/// Folded names that mean the claim only beside a known rating.
const TEXTS: &[&str] = &[
    "text",
    "title",
    "headline",
    "quote",
    "tweet",
    "tweettext",
    "post",
    "posttext",
    "content",
    "body",
    "sentence",
    "message",
    "question",
];

/// Folded names of claimants.
const CLAIMANTS: &[&str] = &[
    "speaker",
    "claimant",
    "claimauthor",
    "saidby",
    "statementoriginator",
    "originator",
    "politician",
];

/// Folded names that nothing but a fact-check’s rating has.
const VERDICTS: &[&str] = &[
    "verdict",
    "veracity",
    "claimlabel",
    "claimrating",
    "claimverdict",
    "factcheckrating",
    "factcheckverdict",
    "truthrating",
    "truthlabel",
    "truthvalue",
    "truthometer",
    "ruling",
    "textualrating",
    "claimreviewtextualrating",
    "ratingalternatename",
    "reviewratingalternatename",
];

/// Folded names of ratings of any kind.
const LABELS: &[&str] = &[
    "label",
    "labels",
    "rating",
    "ratingname",
    "reviewrating",
    "reviewratingalternatename",
    "truth",
    "evaluation",
    "conclusion",
    "answer",
    "target",
];

/// Folded ratings that mean the truth of something.
const RATINGS: &[&str] = &[
    "true",
    "false",
    "halftrue",
    "mostlytrue",
    "mostlyfalse",
    "barelytrue",
    "pantsfire",
    "pantsonfire",
    "partlytrue",
    "partlyfalse",
    "partiallytrue",
    "partiallyfalse",
    "fake",
    "fakenews",
    "hoax",
    "misleading",
    "mixture",
    "mixed",
    "unproven",
    "unverified",
    "unsupported",
    "supported",
    "supports",
    "support",
    "refuted",
    "refutes",
    "refute",
    "notsupported",
    "notenoughinfo",
    "notenoughinformation",
    "nei",
    "disputed",
    "debunked",
    "correct",
    "incorrect",
    "missingcontext",
    "satire",
    "legit",
    "miscaptioned",
    "misattributed",
    "outdated",
    "scam",
    "fourpinocchios",
    "threepinocchios",
    "twopinocchios",
    "onepinocchio",
    "falso",
    "falsa",
    "verdadero",
    "verdadera",
    "verdadeiro",
    "verdadeira",
    "enganoso",
    "enganosa",
    "falsch",
    "wahr",
    "irrefuhrend",
    "faux",
    "vrai",
    "trompeur",
    "vero",
    "dogru",
    "yanlis",
    "salah",
    "benar",
];

/// The same of scripts without case, as they are written.
const WRITTEN: &[&str] =
    &["झूठ", "सच", "خطأ", "صحيح", "زائف", "كاذب", "假", "真", "错误", "虚假", "谣言"];

/// Returns true if most of these records hold a claim.
pub(super) fn are_claims<'v>(records: impl Iterator<Item = &'v Map<String, Value>>) -> bool {
    let (mut count, mut good) = (0_usize, 0_usize);
    for record in records.take(super::SEEN) {
        count += 1;
        good += usize::from(is_claim(record));
    }
    count > 0 && good * 2 >= count
}

/// Returns true if a record holds a claim.
pub(super) fn is_claim(record: &Map<String, Value>) -> bool {
    let mut seen = Signs::default();
    seen.members(record, "", 3);
    seen.claim
        || seen.statement && (seen.claimant || seen.verdict || seen.label || seen.rated)
        || seen.text && (seen.verdict || seen.rated)
}

/// Returns true if a name alone means the claim, or a statement.
pub(super) fn is_claim_name(name: &str) -> bool {
    let name = folded(name);
    CLAIMS.contains(&name.as_str()) || STATEMENTS.contains(&name.as_str())
}

/// Returns true if a value is a record of a gainsay dataset, or an attempt at one.
pub(super) fn is_ours(value: &Value) -> bool {
    let Some(object) = value.as_object() else { return false };
    let is_of_record = |(key, value): (&String, &Value)| {
        RecordKind::ALL.iter().any(|kind| kind.key() == key)
            && value.as_object().is_some_and(|it| it.contains_key("id") || it.contains_key("text"))
    };
    let lists = ["agents", "sources", "scales", "relations", "issues"];
    object.get("dataset").is_some_and(|dataset| dataset.get("id").is_some())
        || object.len() == 1 && object.iter().all(is_of_record)
        || object.contains_key("claims") && lists.iter().any(|list| object.contains_key(*list))
}

/// What the keys of a record show.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a sign of its own")]
struct Signs {
    claim: bool,
    statement: bool,
    text: bool,
    claimant: bool,
    verdict: bool,
    label: bool,
    /// Whether a label is a known rating.
    rated: bool,
}

impl Signs {
    fn members(&mut self, object: &Map<String, Value>, path: &str, depth: usize) {
        let mut with_words = Vec::new();
        for (key, value) in object {
            let name = folded(key);
            let whole = format!("{path}{name}");
            match value {
                Value::Object(object) if depth > 1 => {
                    let below = self.below(object, &whole, depth);
                    // A number is no key but the id of a record.
                    let is_id = key.bytes().all(|byte| byte.is_ascii_digit());
                    with_words.extend(Some(below).filter(|below| below.has_words() && !is_id));
                }
                // What stands in a list is said by several records, or about the record.
                Value::Array(list) => list.iter().take(2).for_each(|value| match value {
                    Value::Object(object) if depth > 1 => {
                        self.below(object, &whole, depth);
                    }
                    value => self.rating(&name, &whole, value),
                }),
                value => {
                    self.rating(&name, &whole, value);
                    self.words(&name, &whole, value);
                }
            }
        }
        // Several such objects are records, and the object around them is none.
        if let [below] = with_words.as_slice() {
            self.claim |= below.claim;
            self.statement |= below.statement;
            self.text |= below.text;
        }
    }

    /// Adds what an object within the record shows, without its words, and returns all of it.
    fn below(&mut self, object: &Map<String, Value>, path: &str, depth: usize) -> Self {
        let mut below = Self::default();
        below.members(object, path, depth - 1);
        self.claimant |= below.claimant;
        self.verdict |= below.verdict;
        self.label |= below.label;
        self.rated |= below.rated;
        below
    }

    fn has_words(&self) -> bool {
        self.claim || self.statement || self.text
    }

    fn words(&mut self, name: &str, whole: &str, value: &Value) {
        let is = |names: &[&str]| names.contains(&name) || names.contains(&whole);
        let Some(text) = value.as_str() else { return };
        self.claimant |= is(CLAIMANTS) && !text.trim().is_empty();
        if is_sentence(text) {
            self.claim |= is(CLAIMS);
            self.statement |= is(STATEMENTS);
            self.text |= is(TEXTS);
        }
    }

    fn rating(&mut self, name: &str, whole: &str, value: &Value) {
        let is = |names: &[&str]| names.contains(&name) || names.contains(&whole);
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            _ => return,
        };
        self.verdict |= is(VERDICTS) && !text.trim().is_empty();
        if is(LABELS) {
            self.label = true;
            // A text with a flag may be classified by anything.
            self.rated |= value.is_string()
                && (RATINGS.contains(&folded(&text).as_str()) || WRITTEN.contains(&text.trim()));
        }
    }
}

/// Returns true for a text of several words, or of as many letters of a script without blanks.
fn is_sentence(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    let foreign = || text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
    !is_web_address(text.trim()) && (words.count() > 1 || foreign() >= 6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_claim_is_told_from_other_records() {
        let is = |record: &Value| is_claim(record.as_object().unwrap());
        for claim in [
            json!({"claim": "The pier is closed.", "n": 1}),
            json!({"Claim_Text": "The pier is closed."}),
            json!({"claim": {"text": "The pier is closed.", "author": "Ann"}}),
            json!({"statement": "The pier is closed.", "label": "barely-true"}),
            json!({"statement": "The pier is closed.", "speaker": "Ann"}),
            json!({"title": "The pier is closed.", "rating": "Half true"}),
            json!({"text": "The pier is closed.", "label": "假"}),
            json!({"text": "The pier is closed.", "verdict": "three stars"}),
            json!({"sentence": "The pier is closed.", "label": ["true"]}),
            json!({"claim": "海辺の桟橋は閉鎖中"}),
        ] {
            assert!(is(&claim), "{claim}");
        }
        for other in [
            json!({"name": "x", "version": "1.0.0", "description": "A library of parts"}),
            json!({"type": "Feature", "properties": {"title": "The old pier"}, "geometry": {}}),
            json!({"author": "Ann", "text": "See you at the pier.", "at": 17}),
            json!({"text": "What a good film!", "label": "positive"}),
            json!({"text": "Buy the pier now!", "label": true}),
            json!({"title": "The Pier", "rating": 8.2}),
            json!({"claim": "CLM-1234", "amount": 12}),
            json!({"claim": 1, "text": "The pier is closed."}),
            json!({"statement": "SELECT a FROM b"}),
            json!({"claims": ["sub", "iss of it"]}),
            json!({}),
        ] {
            assert!(!is(&other), "{other}");
        }
    }

    #[test]
    fn names_are_folded() {
        for name in [CLAIMS, STATEMENTS, TEXTS, CLAIMANTS, VERDICTS, LABELS, RATINGS].concat() {
            assert_eq!(name, folded(name));
        }
    }

    #[test]
    fn an_attempt_at_a_dataset_is_ours() {
        for ours in [
            json!({"gansay": 1, "dataset": {"id": "a"}}),
            json!({"claim": {"id": "c1", "text": "The pier is closed."}}),
            json!({"agent": {"id": "ann"}}),
            json!({"claims": [], "agents": []}),
        ] {
            assert!(is_ours(&ours), "{ours}");
        }
        for other in [json!({"claim": "The pier is closed."}), json!({"claims": []}), json!(1)] {
            assert!(!is_ours(&other), "{other}");
        }
    }
}
