//! Ratings as they are published, of which some are whole articles.

use super::{ClaimDraft, Mending};
use crate::claim::Verdict;

/// So many characters of a long label stand for it.
pub(super) const SHORT: usize = 80;

/// Longer than this, a label is a text.
const LONG: usize = 300;

/// A label that is a whole article becomes the verdict’s text; its beginning stands for it.
pub(super) fn cut(draft: &mut ClaimDraft, at: &str, verdict: Verdict) -> Verdict {
    let Some(long) = verdict.label.clone().filter(|label| label.chars().count() > LONG) else {
        return verdict;
    };
    draft.mended(at, Mending::Label, 1, long.as_str());
    let end = long.char_indices().nth(SHORT).map_or(long.len(), |(at, _)| at);
    let head = long.get(..end).unwrap_or_default();
    let head = head.rsplit_once(char::is_whitespace).map_or(head, |(head, _)| head);
    Verdict {
        label: Some(format!("{}…", head.trim_end())),
        text: verdict.text.or(Some(long)),
        ..verdict
    }
}
