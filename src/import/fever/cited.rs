//! Finds the parts of Wikipedia’s articles that a record names, in the forms in use: sets of
//! `[annotation, evidence, page, sentence]`; FEVEROUS’s `{"content": ["page_sentence_0"]}`; HoVer’s
//! `supporting_facts`, pairs of `[page, sentence]`; and one sentence a record, in fields of its own.

use hashbrown::{HashMap, HashSet};
use serde_json::Value;

use super::super::Fields;

/// A part of an article, with the number of sets of evidence that contain it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Citation {
    pub(super) page: String,
    pub(super) part: ArticlePart,
    /// The number of sets with this part; 0 if the file has no sets.
    pub(super) sets: usize,
    /// The number of sets that contain nothing else.
    pub(super) alone: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum ArticlePart {
    /// A sentence, by its number from 0.
    Sentence(u64),
    /// Another part, by its name: `cell 0, 1, 1`.
    Named(String),
    /// The article without a named part.
    Page,
}

/// The title of an article, and a part of it.
type Place = (String, ArticlePart);

/// Returns everything that a record names, without duplicates, in its order.
pub(super) fn of(fields: &Fields) -> Vec<Citation> {
    let list = |key: &str| fields.0.get(key).and_then(Value::as_array);
    let Some(sets) = list("evidence") else {
        let pairs = list("supporting_facts").into_iter().flatten();
        let pairs = pairs.filter_map(Value::as_array).filter_map(|it| pair(it));
        let citation = |(page, part)| Citation { page, part, sets: 0, alone: 0 };
        let mut once = HashSet::new();
        let places = pairs.chain(in_fields(fields)).filter(|place| once.insert(place.clone()));
        return places.map(citation).collect();
    };
    let mut found: Vec<Citation> = Vec::new();
    let mut known: HashMap<Place, usize> = HashMap::new();
    for set in sets {
        let mut set = self::set(set);
        let mut once = HashSet::new();
        set.retain(|place| once.insert(place.clone()));
        let is_alone = set.len() == 1;
        for (page, part) in set {
            let at = *known.entry((page.clone(), part.clone())).or_insert(found.len());
            if at == found.len() {
                found.push(Citation { page, part, sets: 0, alone: 0 });
            }
            if let Some(citation) = found.get_mut(at) {
                citation.sets += 1;
                citation.alone += usize::from(is_alone);
            }
        }
    }
    found
}

/// Returns true if a record has sets of evidence in the form of FEVER or FEVEROUS.
pub(super) fn are_sets_of_fever(fields: &Fields) -> bool {
    let is_place = |citation: &Value| {
        let parts = citation.as_array().map(Vec::as_slice).unwrap_or_default();
        parts.len() >= 4 && !parts.iter().take(2).any(|part| part.is_string() || part.is_array())
    };
    let is_set = |set: &Value| match set {
        Value::Array(items) => is_place(set) || items.iter().any(is_place),
        Value::Object(set) => set.get("content").is_some_and(Value::is_array),
        _ => false,
    };
    let sets = fields.0.get("evidence").and_then(Value::as_array);
    sets.is_some_and(|sets| sets.iter().any(is_set))
}

/// Reads one set. A citation in the place of a set is a set by itself.
fn set(set: &Value) -> Vec<Place> {
    match set {
        Value::Array(items) => match place(items) {
            Some(place) => vec![place],
            None => items.iter().filter_map(Value::as_array).filter_map(|it| place(it)).collect(),
        },
        Value::Object(set) => {
            let content = set.get("content").and_then(Value::as_array);
            let names = content.into_iter().flatten().filter_map(Value::as_str);
            names.map(named).collect()
        }
        _ => Vec::new(),
    }
}

/// Reads a citation `[annotation, evidence, page, sentence]`. If there isn’t enough information,
/// the last two are null.
fn place(citation: &[Value]) -> Option<Place> {
    let [first, second, Value::String(page), rest @ ..] = citation else { return None };
    if first.is_string() || second.is_string() {
        // It is a passage, with its page in front.
        return None;
    }
    let part =
        rest.first().and_then(Value::as_u64).map_or(ArticlePart::Page, ArticlePart::Sentence);
    Some((title(page), part))
}

/// Reads a pair of a page and the number of a sentence.
fn pair(citation: &[Value]) -> Option<Place> {
    let [Value::String(page), sentence] = citation else { return None };
    let part = sentence.as_u64().map_or(ArticlePart::Page, ArticlePart::Sentence);
    (!page.is_empty()).then(|| (title(page), part))
}

fn in_fields(fields: &Fields) -> Option<Place> {
    let page = fields.0.get("evidence_wiki_url")?.as_str().filter(|page| !page.is_empty())?;
    let sentence = fields.0.get("evidence_sentence_id").and_then(Value::as_u64);
    Some((title(page), sentence.map_or(ArticlePart::Page, ArticlePart::Sentence)))
}

/// FEVER’s escapes for characters that have a meaning in its notation.
const SIGNS: [(&str, &str); 7] = [
    ("-LRB-", "("),
    ("-RRB-", ")"),
    ("-LSB-", "["),
    ("-RSB-", "]"),
    ("-LCB-", "{"),
    ("-RCB-", "}"),
    ("-COLON-", ":"),
];

/// Returns the title of a page that FEVER writes as `Savages_-LRB-2012_film-RRB-`.
fn title(page: &str) -> String {
    let title = page.replace('_', " ");
    SIGNS.iter().fold(title, |title, (written, meant)| title.replace(written, meant))
}

/// The parts that FEVEROUS names. A longer name comes before one that it ends in.
const KINDS: [&str; 6] = ["header_cell", "table_caption", "sentence", "cell", "item", "section"];

/// Reads a part’s name in FEVEROUS: `Algebraic logic_cell_0_9_1`.
fn named(name: &str) -> Place {
    if let Some(page) = name.strip_suffix("_title") {
        return (page.to_owned(), ArticlePart::Named("title".to_owned()));
    }
    for kind in KINDS {
        let mark = format!("_{kind}_");
        let Some((page, numbers)) = name.rsplit_once(&mark) else { continue };
        if numbers.is_empty() || !numbers.bytes().all(|b| b.is_ascii_digit() || b == b'_') {
            continue;
        }
        let part = if let ("sentence", Ok(number)) = (kind, numbers.parse()) {
            ArticlePart::Sentence(number)
        } else {
            let numbers = numbers.replace('_', ", ");
            ArticlePart::Named(format!("{} {numbers}", kind.replace('_', " ")))
        };
        return (page.to_owned(), part);
    }
    (name.to_owned(), ArticlePart::Page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn cited(record: Value) -> Vec<(String, ArticlePart, usize, usize)> {
        let found = of(&Fields::of(record).unwrap());
        found.into_iter().map(|it| (it.page, it.part, it.sets, it.alone)).collect()
    }

    fn sentence(
        page: &str,
        number: u64,
        sets: usize,
        alone: usize,
    ) -> (String, ArticlePart, usize, usize) {
        (page.to_owned(), ArticlePart::Sentence(number), sets, alone)
    }

    #[test]
    fn sets_become_sentences_each_once() {
        let sets = json!({ "evidence": [
            [[1, 2, "A_-LRB-x-RRB-", 0], [1, 3, "B-COLON-_C", 4], [1, 4, "B-COLON-_C", 4]],
            [[5, 6, "A_-LRB-x-RRB-", 0]],
            [[7, null, null, null]],
            [8, 9, "D", null],
            "what", [["what"]], {},
        ]});
        assert_eq!(
            cited(sets),
            [
                sentence("A (x)", 0, 2, 1),
                sentence("B: C", 4, 1, 0),
                ("D".to_owned(), ArticlePart::Page, 1, 1),
            ]
        );
        assert_eq!(cited(json!({ "evidence": [[137_637, null, null, null]] })), []);
    }

    #[test]
    fn parts_are_known_by_the_names_of_feverous() {
        let named =
            |name: &str, part: &str| (name.to_owned(), ArticlePart::Named(part.to_owned()), 1, 0);
        let set = json!({ "evidence": [{ "content": [
            "A_sentence_3", "A_cell_0_9_1", "A_header_cell_0_0_1", "A_b_title", "A_cell_x", 3,
        ], "context": {} }]});
        assert_eq!(
            cited(set),
            [
                sentence("A", 3, 1, 0),
                named("A", "cell 0, 9, 1"),
                named("A", "header cell 0, 0, 1"),
                named("A_b", "title"),
                ("A_cell_x".to_owned(), ArticlePart::Page, 1, 0),
            ]
        );
    }

    #[test]
    fn a_flattened_record_names_one() {
        let row = json!({ "evidence_wiki_url": "A_b", "evidence_sentence_id": 7 });
        assert_eq!(cited(row), [sentence("A b", 7, 0, 0)]);
        assert_eq!(cited(json!({ "evidence_wiki_url": "", "evidence_sentence_id": -1 })), []);
    }

    #[test]
    fn pairs_of_hover_name_sentences() {
        let facts =
            json!({ "supporting_facts": [["A_b", 0], ["A_b", 0], ["C", null], ["", 1], 3] });
        let page = ("C".to_owned(), ArticlePart::Page, 0, 0);
        assert_eq!(cited(facts), [sentence("A b", 0, 0, 0), page]);
    }

    #[test]
    fn only_fever_has_its_sets() {
        let is = |evidence: Value| {
            are_sets_of_fever(&Fields::of(json!({ "evidence": evidence })).unwrap())
        };
        assert!(is(json!([[[1, null, null, null]]])) && is(json!([[1, 2, "A", 0]])));
        assert!(is(json!([{ "content": ["A_sentence_0"] }])));
        for other in
            [json!([]), json!(["a b"]), json!([["A", "1", "words"]]), json!("a"), json!([{}])]
        {
            assert!(!is(other.clone()), "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_answered(name in "[A-Za-z_0-9]{0,12}(_sentence_|_cell_|_title)?[0-9_]{0,24}") {
            let (page, _) = named(&name);
            prop_assert!(name.starts_with(&page));
            let _ = title(&name);
        }
    }
}
