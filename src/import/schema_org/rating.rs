//! Reads published ratings: an object, a bare word, or a bare number. The label is the rating and
//! stays unchanged; numbers are kept with their scale, in whichever direction it runs. Where the best
//! rating is the worst, there is no scale.

use std::cmp::Ordering;

use serde_json::Value;

use super::node::GraphNode;
use crate::claim::{NumberOrText, Verdict};
use crate::import::labels::{self, SHORT};
use crate::import::{ClaimDraft, Mending};

/// Reads the rating of a review, or returns `None` if it has none. What remains keeps its place.
pub(super) fn rating(draft: &mut ClaimDraft, review: &mut GraphNode) -> Option<Verdict> {
    let mut verdict = None;
    review.each("reviewRating", |value, at| {
        if verdict.is_some() {
            return Some(value);
        }
        let (read, left) = one(draft, value, at);
        verdict = read;
        left
    });
    verdict
}

fn one(draft: &mut ClaimDraft, value: Value, at: &str) -> (Option<Verdict>, Option<Value>) {
    match GraphNode::of(value, at) {
        Ok(node) => of_node(draft, node),
        Err(Value::String(label)) if !label.trim().is_empty() => {
            let verdict = draft
                .some_text(at, &label)
                .map(|label| Verdict { label: Some(label), ..Verdict::default() });
            (verdict.map(|verdict| labels::cut(draft, at, verdict)), None)
        }
        Err(Value::Number(value)) => {
            draft.mended(at, Mending::Label, 1, value.clone());
            let label = Some(value.to_string());
            let value = Some(NumberOrText::Number(value));
            (Some(Verdict { label, value, ..Verdict::default() }), None)
        }
        Err(left) => (None, Some(left)),
    }
}

fn of_node(draft: &mut ClaimDraft, mut node: GraphNode) -> (Option<Verdict>, Option<Value>) {
    node.take_type("Rating");
    let at = node.path("alternateName");
    let named = node.text(draft, "alternateName").or_else(|| node.text(draft, "name"));
    let explained = node.text(draft, "ratingExplanation");
    let scale = RatingScale::of(&node);
    let value = node.get("ratingValue").cloned().and_then(plain);
    let value = value.filter(|_| scale != RatingScale::Sentinel);
    let (label, text) = match (named, explained, &value) {
        (Some(label), text, _) => (label, text),
        (None, Some(text), _) if text.chars().count() <= SHORT => {
            draft.mended(&at, Mending::Label, 1, Value::Null);
            (text, None)
        }
        (None, text, Some(value)) => {
            draft.mended(&at, Mending::Label, 1, Value::Null);
            (value.to_string().trim().to_owned(), text)
        }
        (None, Some(text), None) => (text, None),
        (None, None, None) => return (None, node.left()),
    };
    let mut verdict =
        Verdict { label: Some(label), text, scale: own_scale(&mut node), ..Verdict::default() };
    if scale != RatingScale::Sentinel {
        verdict.value = node.number_or_text("ratingValue");
    }
    if scale == RatingScale::Some {
        verdict.best = node.number_or_text("bestRating");
        verdict.worst = node.number_or_text("worstRating");
    }
    out_of_scale(draft, &node, &verdict);
    let verdict = labels::cut(draft, &at, verdict);
    (Some(verdict), node.left())
}

/// What the numbers of a rating say about its scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RatingScale {
    /// The two ends differ, or they are not both numbers.
    Some,
    /// The best rating is the worst, so that there is no scale.
    Point,
    /// The value is the best and the worst rating: programs write -1, -1, -1 where they know none.
    Sentinel,
}

impl RatingScale {
    fn of(node: &GraphNode) -> Self {
        let number = |key: &str| node.get(key).cloned().and_then(plain).as_ref().and_then(number);
        let (best, worst) = (number("bestRating"), number("worstRating"));
        match number("ratingValue") {
            _ if best.is_none() || best.partial_cmp(&worst) != Some(Ordering::Equal) => Self::Some,
            value if value.is_none() || value.partial_cmp(&best) == Some(Ordering::Equal) => {
                Self::Sentinel
            }
            _ => Self::Point,
        }
    }
}

/// Returns the number of a rating, whose decimals may follow a comma.
fn number(value: &NumberOrText) -> Option<f64> {
    value.to_string().trim().replace(',', ".").parse().ok()
}

/// Takes the id of the scale that an exported dataset adds.
fn own_scale(node: &mut GraphNode) -> Option<String> {
    node.get("gainsay:scale").filter(|scale| scale.is_string())?;
    node.raw("gainsay:scale")
}

fn plain(value: Value) -> Option<NumberOrText> {
    match value {
        Value::Number(number) => Some(NumberOrText::Number(number)),
        Value::String(text) if !text.trim().is_empty() => Some(NumberOrText::Text(text)),
        _ => None,
    }
}

/// Notes a value outside of the two ends of its scale, whichever of them is the best.
fn out_of_scale(draft: &mut ClaimDraft, node: &GraphNode, verdict: &Verdict) {
    let number = |value: &Option<NumberOrText>| value.as_ref().and_then(number);
    let (Some(value), Some(best), Some(worst)) =
        (number(&verdict.value), number(&verdict.best), number(&verdict.worst))
    else {
        return;
    };
    if value < best.min(worst) || value > best.max(worst) {
        let was = serde_json::to_value(&verdict.value).unwrap_or_default();
        draft.mended(&node.path("ratingValue"), Mending::OutOfScale, 1, was);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &Value) -> (Option<Verdict>, ClaimDraft) {
        let mut draft = ClaimDraft::new("", "x");
        let mut node = GraphNode::of(json!({ "reviewRating": value }), "").unwrap();
        (rating(&mut draft, &mut node), draft)
    }

    fn noted(draft: &ClaimDraft, how: Mending) -> usize {
        draft.mendings.0.get(&how).copied().unwrap_or_default()
    }

    #[test]
    fn labels_are_found_and_kept() {
        for (value, label, guessed) in [
            (json!({"alternateName": "Falso", "ratingValue": "5"}), "Falso", 0),
            (json!({"alternateName": ["Falso"]}), "Falso", 0),
            (json!({"alternateName": {"@value": "Falso"}}), "Falso", 0),
            (json!("Falso"), "Falso", 0),
            (json!([{"alternateName": "Falso"}]), "Falso", 0),
            (json!({"ratingExplanation": "Not at all"}), "Not at all", 1),
            (json!({"ratingValue": 3, "bestRating": 5}), "3", 1),
            (json!({"ratingValue": "1.5"}), "1.5", 1),
            (json!(4), "4", 1),
        ] {
            let (verdict, draft) = read(&value.clone());
            assert_eq!(verdict.unwrap().label.as_deref(), Some(label), "{value}");
            assert_eq!(noted(&draft, Mending::Label), guessed, "{value}");
        }
        for nothing in [json!({}), json!(null), json!(""), json!({"@type": "Rating", "image": "x"})]
        {
            assert_eq!(read(&nothing).0, None);
        }
    }

    #[test]
    fn numbers_stay_as_published_and_only_those_outside_are_noted() {
        for (value, best, worst, outside) in [
            (json!("5"), json!("1"), json!("5"), 0),
            (json!("0"), json!(2), json!(0), 0),
            (json!(6), json!("1"), json!("5"), 1),
            (json!("x"), json!(1), json!(5), 0),
        ] {
            let (verdict, draft) = read(&json!({"alternateName": "F", "ratingValue": value,
                "bestRating": best, "worstRating": worst}));
            let kept = serde_json::to_value(verdict.unwrap()).unwrap();
            assert_eq!(kept, json!({"label": "F", "value": value, "best": best, "worst": worst}));
            assert_eq!(noted(&draft, Mending::OutOfScale), outside, "{value}");
        }
    }

    #[test]
    fn a_scale_of_one_point_is_none_and_its_numbers_are_kept() {
        for (value, best, worst, shown) in [
            (json!(-1), json!(-1), json!(-1), None),
            (json!(-1.0), json!("-1"), json!(-1), None),
            (json!("0"), json!("0"), json!("0"), None),
            (json!(1), json!(1), json!(1), None),
            (json!(null), json!(-1), json!(-1), None),
            (json!(3), json!(5), json!("5.0"), Some(json!(3))),
        ] {
            let review = json!({"reviewRating": {"alternateName": "F", "ratingValue": value,
                "bestRating": best, "worstRating": worst}});
            let mut draft = ClaimDraft::new("", "x");
            let mut node = GraphNode::of(review, "").unwrap();
            let verdict = rating(&mut draft, &mut node).unwrap();
            let mut expected = json!({ "label": "F" });
            let left = if let Some(shown) = shown {
                expected["value"] = shown;
                json!({"bestRating": best, "worstRating": worst})
            } else {
                json!({"ratingValue": value, "bestRating": best, "worstRating": worst})
            };
            assert_eq!(serde_json::to_value(verdict).unwrap(), expected);
            assert_eq!(node.left(), Some(json!({ "reviewRating": left })));
        }
        // Without a label, such numbers are no rating.
        let (verdict, _) = read(&json!({"ratingValue": -1, "bestRating": -1, "worstRating": -1}));
        assert_eq!(verdict, None);
    }

    #[test]
    fn an_article_in_the_place_of_a_label_becomes_the_text() {
        let long = "A word and another. ".repeat(40);
        let (verdict, draft) = read(&json!({ "alternateName": long }));
        let verdict = verdict.unwrap();
        assert_eq!(verdict.text.as_deref(), Some(long.trim()));
        assert!(
            verdict
                .label
                .is_some_and(|label| label.chars().count() <= SHORT && label.ends_with('…'))
        );
        assert_eq!(noted(&draft, Mending::Label), 1);
    }
}
