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
/// Block.
#[must_use]
pub fn block(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}
/// Web.
#[must_use]
pub fn is_web_address(url: &str) -> bool {
    url.starts_with("http")
}
