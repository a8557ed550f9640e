//! The common parts of FEVER and the corpora modelled on it: the labels, and articles of Wikipedia as
//! sources. Reads no file.

use serde_json::Value;

use super::text_repair::is_blank;
use super::{ClaimDraft, Fields, Mending, source};
use crate::claim::{AgentKind, Source, Stance, Verdict};

/// Returns the stance that a label gives to evidence, or `None` if the family has no such label.
pub(super) fn stance(label: &str) -> Option<Stance> {
    match words(label).as_str() {
        "support" | "supports" | "supported" => Some(Stance::Supports),
        "refute" | "refutes" | "refuted" | "contradict" => Some(Stance::Undercuts),
        "not enough info" | "notenoughinfo" | "nei" => Some(Stance::Context),
        _ => None,
    }
}

/// Returns a label in lower case and without underscores: `NOT_ENOUGH_INFO` shouts at the reader.
pub(super) fn words(label: &str) -> String {
    label.trim().replace('_', " ").to_lowercase()
}

/// Adds the claim’s label as a verdict of the corpus’s makers, as they published it. A label that is
/// no text is counted as not understood.
pub(super) fn verdict(draft: &mut ClaimDraft, fields: &mut Fields, key: &str, by: &str) {
    let Some(label) = fields.text(key) else { return unread(draft, fields, key, key) };
    let Some(label) = draft.some_text(key, &label) else { return };
    let by = Some(draft.agent(AgentKind::Group, "", by));
    draft.claim.verdicts.push(Verdict { by, label: Some(label), ..Verdict::default() });
}

/// Counts a label that is left in the field `key`, because it was not understood.
pub(super) fn unread(draft: &mut ClaimDraft, fields: &Fields, key: &str, at: &str) {
    let left = fields.0.get(key).filter(|value| match value {
        Value::Null => false,
        Value::String(text) => !is_blank(text),
        _ => true,
    });
    if let Some(left) = left {
        draft.mended(at, Mending::LabelUnread, 1, left.clone());
    }
}

/// Adds an article of Wikipedia as a source and returns its id. `at` is the foreign field with the
/// title. The source gets no address: the corpora give none, and an article may have been moved.
pub(super) fn article(draft: &mut ClaimDraft, at: &str, title: &str) -> Option<String> {
    let title = draft.some_text(at, title)?;
    let publisher = Some(draft.agent(AgentKind::Publication, "", "Wikipedia"));
    let article = source("encyclopedia-article");
    draft.source(Source { title: Some(title), publisher, ..article })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_mean_the_same_however_they_are_written() {
        for (label, meant) in [
            ("SUPPORTS", Some(Stance::Supports)),
            (" support", Some(Stance::Supports)),
            ("REFUTES", Some(Stance::Undercuts)),
            ("CONTRADICT", Some(Stance::Undercuts)),
            ("NOT ENOUGH INFO", Some(Stance::Context)),
            ("NOT_ENOUGH_INFO", Some(Stance::Context)),
            ("DISPUTED", None),
            ("", None),
        ] {
            assert_eq!(stance(label), meant, "{label}");
        }
    }
}
