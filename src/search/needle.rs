//! A text that a claim must contain, and the way in which it must contain it.

use crate::text;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    /// The way in which the claim must contain the text.
    pub(crate) how: How,
    /// The text, folded and never empty.
    pub(crate) text: String,
}

/// The way in which a text must contain a needle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The letters in this order, with anything between them.
    Fuzzy,
    /// The needle in one piece.
    Exact,
    /// The needle at the beginning.
    Prefix,
    /// The needle at the end.
    Suffix,
    /// The needle as the whole text.
    Whole,
}

impl Needle {
    /// Folds a typed text. Returns `None` if folding leaves nothing of it.
    pub(crate) fn new(how: How, typed: &str) -> Option<Self> {
        let text = text::fold(&text::line(typed));
        (!text.is_empty()).then_some(Self { how, text })
    }

    /// Returns whether case matters, which an ASCII capital in the needle requires.
    pub(crate) fn respects_case(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_uppercase())
    }

    /// Returns the number of letters, counted as characters of the folded text.
    pub(crate) fn letters(&self) -> usize {
        self.text.chars().count()
    }
}
