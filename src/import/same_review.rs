//! Unites the reviews of one publisher at one address. Services list a review again whenever its
//! title or date changed. Reviews with different ratings are never united.

use hashbrown::HashMap;
use serde::Serialize;
use serde_json::Value;

use super::distinct::hash;
use super::draft::UNKNOWN;
use super::{Mended, Mending};
use crate::claim::{Claim, Recorded, Source, Verdict};

/// Unites the verdicts of a claim that are one review. `source` returns the record of a source.
/// Returns notes on the values that differ and are not kept in the claim.
pub(super) fn unite(
    claim: &mut Claim,
    mut source: impl FnMut(&str) -> Option<Source>,
) -> Vec<Mended> {
    if claim.verdicts.len() < 2 {
        return Vec::new();
    }
    let mut ratings: HashMap<u128, usize> = HashMap::new();
    for verdict in &claim.verdicts {
        *ratings.entry(rating(verdict)).or_default() += 1;
    }
    if ratings.values().all(|count| *count < 2) {
        return Vec::new();
    }
    let mut noted = Vec::new();
    let mut known: HashMap<(u128, String), (usize, Option<String>)> = HashMap::new();
    let mut kept: Vec<Verdict> = Vec::with_capacity(claim.verdicts.len());
    for verdict in std::mem::take(&mut claim.verdicts) {
        let rating = rating(&verdict);
        let is_alone = ratings.get(&rating).is_none_or(|count| *count < 2);
        let is_named = verdict.by.as_deref().is_some_and(|by| by != UNKNOWN);
        let article =
            verdict.source.as_deref().filter(|_| is_named && !is_alone).and_then(&mut source);
        let url = article.as_ref().and_then(|article| address(article.url.known()?));
        let Some(url) = url else {
            kept.push(verdict);
            continue;
        };
        let title = article.and_then(|article| article.title);
        let key = (rating, url);
        let before = known.get_mut(&key);
        let first = before.and_then(|(at, title)| Some((kept.get_mut(*at)?, title)));
        if let Some((first, before)) = first {
            join(first, before, verdict, title, &mut noted);
        } else {
            known.insert(key, (kept.len(), title));
            kept.push(verdict);
        }
    }
    claim.verdicts = kept;
    noted
}

/// Returns a hash of what makes a verdict the same rating: everything but its date, its text and its
/// source.
fn rating(verdict: &Verdict) -> u128 {
    // One service writes `FALSE` where another one, or the page itself, writes `False`.
    let label = verdict.label.as_ref().map(|label| label.trim().to_lowercase());
    let bare =
        Verdict { label, date: Recorded::Absent, text: None, source: None, ..verdict.clone() };
    hash(&bare)
}

/// Returns an address without what does not make it another page.
fn address(url: &str) -> Option<String> {
    let (_, rest) = url.trim().split_once("://")?;
    let rest = rest.split('#').next().unwrap_or(rest);
    // Links in newsletters and posts count where readers come from.
    let rest = rest.split_once('?').map_or(rest, |(page, query)| {
        if query.split('&').all(|part| part.starts_with("utm_") || part.starts_with("fbclid=")) {
            page
        } else {
            rest
        }
    });
    let rest = rest.trim_end_matches('/');
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    Some(rest.to_owned()).filter(|rest| !rest.is_empty())
}

/// Adds to a verdict what another one of the same review says. The source with the fuller title
/// stays.
fn join(
    first: &mut Verdict,
    title: &mut Option<String>,
    other: Verdict,
    other_title: Option<String>,
    noted: &mut Vec<Mended>,
) {
    if fullness(other_title.as_deref()) > fullness(title.as_deref()) {
        first.source = other.source;
        let was = std::mem::replace(title, other_title);
        note(noted, "title", was, title.as_ref());
    } else {
        note(noted, "title", other_title, title.as_ref());
    }
    match first.text {
        None => first.text = other.text,
        Some(_) => note(noted, "text", other.text, first.text.as_ref()),
    }
    if first.date.is_absent() {
        first.date = other.date;
    } else if !other.date.is_absent() {
        note(noted, "date", Some(other.date), Some(&first.date));
    }
}

/// Returns the length of a title, and that of a title that is cut off only as the last resort.
fn fullness(title: Option<&str>) -> (bool, usize) {
    let title = title.unwrap_or_default().trim();
    let is_whole = !title.is_empty() && !title.ends_with("...") && !title.ends_with('…');
    (is_whole, title.chars().count())
}

/// Notes a value that is not kept, unless it is the one that is.
fn note<T: PartialEq + Serialize>(
    noted: &mut Vec<Mended>,
    what: &str,
    was: Option<T>,
    kept: Option<&T>,
) {
    if let Some(was) = was.filter(|was| Some(was) != kept) {
        let was = serde_json::to_value(was).unwrap_or(Value::Null);
        let note = Mended { at: format!("review.{what}"), how: Mending::Differs, was };
        // A list may repeat one review without end; only the last notes are compared.
        if !noted.iter().rev().take(16).any(|known| *known == note) {
            noted.push(note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn united(verdicts: &Value) -> (Value, Vec<Value>) {
        let claim = json!({"id": "c", "text": "x", "verdicts": verdicts});
        let mut claim: Claim = serde_json::from_value(claim).unwrap();
        let source = |id: &str| {
            let (url, title) = match id {
                "whole" => ("https://facts.example/1", "The pier is open all year"),
                "cut" => ("http://www.facts.example/1/", "The pier is open ..."),
                "long" => {
                    ("https://facts.example/1#top", "The pier is open, as everyone could have se…")
                }
                _ => ("https://facts.example/2", "Another"),
            };
            serde_json::from_value(json!({"id": id, "url": url, "title": title})).ok()
        };
        let noted = unite(&mut claim, source);
        let noted = noted.iter().map(|note| json!([note.at, note.was])).collect();
        (serde_json::to_value(claim).unwrap()["verdicts"].clone(), noted)
    }

    #[test]
    fn one_publisher_at_one_address_is_one_review_with_the_fuller_title() {
        let (verdicts, noted) = united(&json!([
            {"by": "a", "label": "False", "source": "cut"},
            {"by": "a", "label": "False", "source": "whole", "date": "2025-01-05"},
            {"by": "a", "label": "False", "source": "long", "date": "2025-01-06", "text": "No."},
        ]));
        let one = json!([{"by": "a", "label": "False", "source": "whole", "date": "2025-01-05", "text": "No."}]);
        assert_eq!(verdicts, one);
        let expected = [
            json!(["review.title", "The pier is open ..."]),
            json!(["review.title", "The pier is open, as everyone could have se…"]),
            json!(["review.date", "2025-01-06"]),
        ];
        assert_eq!(noted, expected);
    }

    #[test]
    fn other_ratings_addresses_and_publishers_are_other_reviews() {
        let verdicts = json!([
            {"by": "a", "label": "False", "source": "whole"},
            {"by": "a", "label": "Mostly false", "source": "whole"},
            {"by": "a", "label": "False", "value": 2, "source": "cut"},
            {"by": "a", "label": "False", "source": "other"},
            {"by": "b", "label": "False", "source": "cut"},
            {"by": "a", "label": "False"},
            {"by": "unknown", "label": "False", "source": "cut"},
            {"by": "unknown", "label": "False", "source": "whole"},
        ]);
        assert_eq!(united(&verdicts), (verdicts, vec![]));
    }
}
