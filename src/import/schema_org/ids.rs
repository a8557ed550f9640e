//! The `@id`s of gainsay records in JSON-LD, such as `urn:gainsay:claim:DATASET/ID`.

use serde_json::Value;

use crate::claim::is_id;

/// The prefix of members without a counterpart in schema.org.
pub(super) const OURS: &str = "gainsay:";

/// The prefix of all `@id`s.
pub(super) const URN: &str = "urn:gainsay:";

/// The member for the record’s own id if `@id` holds a foreign one.
pub(super) const BESIDE: &str = "gainsay:id";

/// The member of a review that names its source in the dataset.
pub(super) const PAGE: &str = "gainsay:page";

pub(super) const AGENT: &str = "urn:gainsay:agent:";
pub(super) const SOURCE: &str = "urn:gainsay:source:";
/// The prefix of a claim’s id; the dataset’s id and a slash follow.
pub(super) const CLAIM: &str = "urn:gainsay:claim:";
pub(super) const DATASET: &str = "urn:gainsay:dataset:";

/// Returns the id of the gainsay record that an `@id` with this prefix names, or `None` if it is a
/// foreign one.
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
