//! The only door for foreign text. Skeleton.

use std::borrow::Cow;

/// The display form of a one-line text.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}
/// The folded form.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_owned()
}
