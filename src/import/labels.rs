//! Ratings as they are published, of which some are whole articles.

use super::{ClaimDraft, Mending};
use crate::claim::Verdict;

/// The number of characters to which a long label is shortened.
pub(super) const SHORT: usize = 80;

/// A label with more characters than this is treated as a text.
const LONG: usize = 300;

/// Moves a label that is a whole article into the verdict’s text, and shortens the label to its
/// beginning.
pub(super) fn cut(draft: &mut ClaimDraft, at: &str, verdict: Verdict) -> Verdict {
    let Some(long) = verdict.label.clone().filter(|label| label.chars().count() > LONG) else {
        return verdict;
    };
    draft.mended(at, Mending::Label, 1, long.as_str());
    let head = long.char_indices().nth(SHORT).map_or(&*long, |(end, _)| &long[..end]);
    let head = head.rsplit_once(char::is_whitespace).map_or(head, |(head, _)| head);
    Verdict {
        label: Some(format!("{}…", head.trim_end())),
        text: verdict.text.or(Some(long)),
        ..verdict
    }
}
