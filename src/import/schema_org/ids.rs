//! The `@id`s that our own records have in JSON-LD: `urn:gainsay:claim:DATASET/ID`.

use serde_json::Value;

use crate::claim::is_id;

/// What all of them begin with.
pub(super) const URN: &str = "urn:gainsay:";

/// Where ours stands when `@id` is another’s.
pub(super) const BESIDE: &str = "gainsay:id";

/// Where a review names the source of ours that it is.
pub(super) const PAGE: &str = "gainsay:page";

/// What an agent’s begins with.
pub(super) const AGENT: &str = "urn:gainsay:agent:";
/// What a source’s begins with.
pub(super) const SOURCE: &str = "urn:gainsay:source:";
/// What a claim’s begins with; its dataset’s id and a slash follow.
pub(super) const CLAIM: &str = "urn:gainsay:claim:";
/// What a dataset’s begins with.
pub(super) const DATASET: &str = "urn:gainsay:dataset:";

/// The id of a record of ours of which this is the `@id`; none where it is another’s.
pub(super) fn own(id: Option<&Value>, lead: &str) -> Option<String> {
    let id = id?.as_str()?.strip_prefix(lead)?;
    let id = if lead == CLAIM { id.split_once('/')?.1 } else { id };
    is_id(id).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_of_ours_are_told_from_others() {
        let own = |id: &str, lead: &str| own(Some(&json!(id)), lead);
        assert_eq!(own("urn:gainsay:agent:meta", AGENT).as_deref(), Some("meta"));
        assert_eq!(own("urn:gainsay:claim:d/c-1", CLAIM).as_deref(), Some("c-1"));
        for other in ["urn:gainsay:agent:", "urn:gainsay:agent:A b", "https://a.org/", ""] {
            assert_eq!(own(other, AGENT), None, "{other}");
        }
        assert_eq!(super::own(None, AGENT), None);
    }
}
