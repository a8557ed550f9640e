//! Reads schema.org’s works as sources: an object, an address, several addresses in one text, or
//! other words in their place.

use serde_json::Value;

use super::ids;
use super::node::GraphNode;
use super::party::party;
use crate::claim::{Archived, Recorded, Source, Unknown};
use crate::import::{ClaimDraft, Mending, source};
use crate::text;

#[derive(Debug, Default)]
pub(super) struct Works {
    pub(super) ids: Vec<String>,
    /// Words that stood in the place of an address.
    pub(super) words: Option<String>,
    pub(super) left: Option<Value>,
}

pub(super) fn works(draft: &mut ClaimDraft, value: Value, at: &str) -> Works {
    match GraphNode::of(value, at) {
        Ok(node) => of_node(draft, node),
        Err(Value::String(words)) if !words.trim().is_empty() => of_text(draft, &words, at),
        Err(left) => Works { left: Some(left), ..Works::default() },
    }
}

/// Adds the addresses in a text as sources. Words without an address are noted.
fn of_text(draft: &mut ClaimDraft, words: &str, at: &str) -> Works {
    let addresses = addresses(words);
    if addresses.len() > 1 {
        draft.mended(at, Mending::Addresses, 1, words);
    } else if addresses.is_empty() {
        draft.mended(at, Mending::Address, 1, words);
        return Works { words: draft.some_text(at, words), ..Works::default() };
    }
    let ids = addresses
        .into_iter()
        .filter_map(|url| draft.source(Source { url: Recorded::Known(url), ..source(PAGE) }));
    Works { ids: ids.collect(), ..Works::default() }
}

/// The kind of a source that is known only by its address.
const PAGE: &str = "web-page";

fn of_node(draft: &mut ClaimDraft, mut node: GraphNode) -> Works {
    node.take_type("CreativeWork");
    let own = node.own(ids::SOURCE);
    let mut urls = Vec::new();
    for key in ["url", "contentUrl"] {
        if urls.is_empty() {
            node.each(key, |value, at| address(draft, value, at, &mut urls));
        }
    }
    if urls.is_empty()
        && let Some(id) = node.get("@id").and_then(Value::as_str)
        && text::is_web_address(id.trim())
    {
        urls.push(id.trim().to_owned());
        node.take("@id");
    }
    let mut urls = urls.into_iter();
    let url = urls.next();
    let title = node.first_text(draft, &["name", "headline"]);
    if url.is_none() && title.is_none() {
        return Works { left: node.left(), ..Works::default() };
    }
    if own.is_some() {
        node.take_own(ids::SOURCE);
    }
    let url = url.map_or(Recorded::Absent, Recorded::Known);
    let described = Source { id: own.unwrap_or_default(), title, url, ..source(PAGE) };
    let described = describe(draft, &mut node, described);
    let mut ids: Vec<String> = draft.source(described).into_iter().collect();
    ids.extend(
        urls.filter_map(|url| draft.source(Source { url: Recorded::Known(url), ..source(PAGE) })),
    );
    Works { ids, words: None, left: node.left() }
}

/// Adds a node’s other fields to the source of a work.
pub(super) fn describe(draft: &mut ClaimDraft, node: &mut GraphNode, source: Source) -> Source {
    let mut authors = Vec::new();
    let mut publisher = None;
    node.each("author", |value, at| {
        let party = party(draft, value, at);
        authors.extend(party.id);
        party.left
    });
    node.each("publisher", |value, at| {
        let party = party(draft, value, at);
        publisher = publisher.take().or(party.id);
        party.left
    });
    Source {
        authors,
        publisher,
        published: node.published(draft),
        language: language(node),
        licence: node.text(draft, "license"),
        archived: archived(draft, node),
        ..source
    }
}

pub(super) fn archived(draft: &mut ClaimDraft, node: &mut GraphNode) -> Vec<Archived> {
    let mut urls = Vec::new();
    node.each("archivedAt", |value, at| address(draft, value, at, &mut urls));
    let copy = |url| Archived {
        url: Some(url),
        at: Recorded::Absent,
        sha256: None,
        unknown: Unknown::new(),
    };
    urls.into_iter().map(copy).collect()
}

/// Takes a language that is given as a tag; a language’s name stays.
pub(super) fn language(node: &mut GraphNode) -> Option<String> {
    let tag = node.peek("inLanguage")?;
    let mut parts = tag.split('-');
    let is_tag = parts.next().is_some_and(|first| {
        matches!(first.len(), 2 | 3) && first.bytes().all(|byte| byte.is_ascii_alphabetic())
    }) && parts.all(|part| {
        matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    is_tag.then(|| node.raw("inLanguage"))?
}

/// Takes the addresses of a value: a text, or a node with an address.
fn address(
    draft: &mut ClaimDraft,
    value: Value,
    at: &str,
    urls: &mut Vec<String>,
) -> Option<Value> {
    match value {
        Value::String(words) if !words.trim().is_empty() => {
            let found = addresses(&words);
            match found.len() {
                0 => draft.mended(at, Mending::Address, 1, words),
                1 => {}
                _ => draft.mended(at, Mending::Addresses, 1, words),
            }
            urls.extend(found);
            None
        }
        Value::Object(mut map) => {
            let key = if map.contains_key("url") { "url" } else { "@id" };
            if let Some(url) = map.get(key).and_then(Value::as_str)
                && text::is_web_address(url.trim())
            {
                urls.push(url.trim().to_owned());
                map.shift_remove(key);
            }
            (!map.is_empty()).then_some(Value::Object(map))
        }
        other => Some(other),
    }
}

/// Returns the web addresses of a text that holds only addresses and what joins them: commas,
/// blanks, “and”. Returns an empty list for any other text.
pub(super) fn addresses(words: &str) -> Vec<String> {
    let words = words.trim();
    let mut starts: Vec<usize> = vec![0];
    // The address of an archive has another address in it; the next one begins only after a
    // separator.
    let begins = |(at, _): (usize, &str)| {
        let before = words.get(..at)?;
        before.ends_with([',', ';', ' ', '\t', '\n', '\r', '\u{a0}', '|']).then_some(at)
    };
    starts.extend(
        ["http://", "https://"]
            .iter()
            .flat_map(|scheme| words.match_indices(scheme))
            .filter_map(begins),
    );
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([words.len()]);
    let parts = starts.iter().zip(ends).map(|(start, end)| joint(words.get(*start..end)));
    let found: Vec<String> = parts.map(str::to_owned).collect();
    if found.iter().all(|part| text::is_web_address(part)) { found } else { Vec::new() }
}

/// Removes what joins an address to the next one.
fn joint(part: Option<&str>) -> &str {
    let part = part.unwrap_or_default();
    let part = part.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'));
    let bare = ["and", "et", "y", "und", "&"].iter().find_map(|word| {
        part.strip_suffix(word).filter(|before| before.ends_with(char::is_whitespace))
    });
    let bare = bare.unwrap_or(part);
    bare.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn addresses_in_one_text_are_taken_apart() {
        let (a, b) = ("https://a.org/x?u=1,2", "http://b.org");
        for joint in [",", ", ", " ", " and ", "; ", "\n", " | "] {
            assert_eq!(addresses(&format!(" {a}{joint}{b} ")), [a, b], "{joint:?}");
        }
        let copy = "https://web.archive.org/web/2020/https://a.org/";
        assert_eq!(addresses(copy), [copy]);
        for none in ["1", "", "a slug.html", "see https://a.org", "ftp://a.org", "https://a b"] {
            assert_eq!(addresses(none), Vec::<String>::new(), "{none}");
        }
    }

    #[test]
    fn works_become_sources() {
        let mut draft = ClaimDraft::new("", "x");
        let read = works(
            &mut draft,
            json!({"@type": "CreativeWork", "url": "", "name": "T",
            "publisher": "P", "image": 1, "inLanguage": "English", "archivedAt": {"url": "https://w.org/1"}}),
            "a",
        );
        assert_eq!(read.left, Some(json!({"image": 1, "url": "", "inLanguage": "English"})));
        let source = &draft.sources[0];
        assert_eq!((source.title.as_deref(), source.archived.len()), (Some("T"), 1));
        assert!(source.publisher.is_some());
        let read = works(&mut draft, json!("some words"), "a");
        assert_eq!((read.ids.len(), read.words.as_deref()), (0, Some("some words")));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(words in any::<String>(), url in "https?://[a-z]{1,5}[,; a-z:/]{0,20}") {
            for found in addresses(&words).into_iter().chain(addresses(&url)) {
                prop_assert!(text::is_web_address(&found));
            }
        }
    }
}
