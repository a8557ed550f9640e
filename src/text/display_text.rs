//! [`DisplayText`]: text that is proven to be in display form.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::{Deref, Range};
use std::path::Path;

use serde::Serialize;

use super::display::display;

/// Text in display form, the only text that a screen, a title or a log accepts.
///
/// Every conversion into this type runs the text through [`line()`], so that a value can't hold
/// unconverted text; one from a value of this type is free. The parameter of a sink is therefore
/// `impl Into<DisplayText>`: it takes display text as it is, and converts any other text.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct DisplayText<'a>(Cow<'a, str>);

impl DisplayText<'_> {
    /// Joins display texts. No character is converted again: where two texts meet, they may form
    /// one cluster, at most twice as long as the bound on clusters.
    pub(crate) fn concat<'t>(texts: impl Iterator<Item = &'t Self>) -> DisplayText<'static>
    where
        Self: 't,
    {
        DisplayText(Cow::Owned(texts.map(|text| &**text).collect()))
    }

    /// Returns a range of bytes of the text, from one border between clusters to another; returns
    /// an empty text if the range is out of bounds.
    pub(crate) fn piece(&self, range: Range<usize>) -> DisplayText<'_> {
        DisplayText(Cow::Borrowed(self.get(range).unwrap_or_default()))
    }

    /// Returns the text without a borrow, to be kept: copied if necessary, without spare memory.
    #[must_use]
    pub(crate) fn into_owned(self) -> DisplayText<'static> {
        let mut text = self.0.into_owned();
        text.shrink_to_fit();
        DisplayText(Cow::Owned(text))
    }

    pub(crate) fn into_string(self) -> String {
        self.0.into_owned()
    }

    pub(crate) fn held_bytes(&self) -> usize {
        match &self.0 {
            Cow::Borrowed(_) => 0,
            Cow::Owned(text) => text.capacity(),
        }
    }
}

/// Returns the display form of a text as one line.
///
/// Each line break and tab becomes one blank. Controls, bidirectional controls, invisible
/// characters and noncharacters become visible marks. Clusters are bounded. The result is borrowed
/// if nothing changes; a second application changes nothing more. Takes linear time.
#[must_use]
pub fn line(text: &str) -> DisplayText<'_> {
    DisplayText(display(text))
}

/// Returns the display form of a text of several lines: one display line for each line of the
/// source, without the empty ones at its end.
pub(crate) fn block(text: &str) -> Vec<DisplayText<'_>> {
    lines(text).collect()
}

/// Returns the lines of [`block`] one after the other, so that a long text is never in memory
/// twice.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = DisplayText<'_>> {
    let mut sources = source_lines(text).map(line);
    // Hold empty lines back until a line with text follows.
    let (mut empty, mut full) = (0, None);
    std::iter::from_fn(move || {
        while full.is_none() {
            match sources.next()? {
                line if line.is_empty() => empty += 1,
                line => full = Some(line),
            }
        }
        if empty > 0 {
            empty -= 1;
            return Some(DisplayText::default());
        }
        full.take()
    })
}

/// Returns the lines of a text unchanged. LF, CR and both together end a line.
fn source_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some(end) = text.find(['\n', '\r']) else { return Some(text) };
        let (line, after) = text.split_at(end);
        rest = after.strip_prefix("\r\n").or_else(|| after.get(1..));
        Some(line)
    })
}

impl<'a> From<&'a str> for DisplayText<'a> {
    fn from(text: &'a str) -> Self {
        line(text)
    }
}

impl<'a> From<&'a String> for DisplayText<'a> {
    fn from(text: &'a String) -> Self {
        line(text)
    }
}

impl From<String> for DisplayText<'_> {
    fn from(text: String) -> Self {
        let changed = match display(&text) {
            Cow::Owned(shown) => Some(shown),
            Cow::Borrowed(_) => None,
        };
        Self(Cow::Owned(changed.unwrap_or(text)))
    }
}

impl From<&Path> for DisplayText<'_> {
    fn from(path: &Path) -> Self {
        path.display().to_string().into()
    }
}

impl<'a> From<&'a DisplayText<'_>> for DisplayText<'a> {
    fn from(text: &'a DisplayText<'_>) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl Deref for DisplayText<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for DisplayText<'_> {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq<str> for DisplayText<'_> {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for DisplayText<'_> {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl fmt::Debug for DisplayText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for DisplayText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_in_converts_except_from_itself() {
        let foreign = "a\u{1b}[2J".to_owned();
        let shown = DisplayText::from(&foreign);
        assert_eq!(shown, "a␛[2J");
        assert_eq!(shown, DisplayText::from(foreign.as_str()));
        assert_eq!(shown, DisplayText::from(foreign.clone()));
        assert_eq!(DisplayText::from(&shown).held_bytes(), 0);
        assert_eq!(shown.piece(1..4), "␛");
        assert_eq!(shown.piece(2..4), "");
        assert_eq!(format!("{shown:>6}{shown:?}"), " a␛[2J\"a␛[2J\"");
    }
}
