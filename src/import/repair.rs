//! What importing had to repair or to guess, kept with the claim and counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::text::thousands;

/// A way in which something foreign was repaired or guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mending {
    /// HTML tags taken out of a text.
    HtmlTag,
    /// Character references written out: `&amp;`.
    Entity,
    /// UTF-8 that had been read as Latin-1 or Windows-1252, read aright.
    Encoding,
    /// A date brought into the form of the format.
    Date,
    /// A date that was not understood, and left out.
    DateUnread,
    /// An address that is none, left out or taken as a title.
    Address,
    /// Several addresses in one text, taken apart.
    Addresses,
    /// JSON that was broken, and read all the same.
    Json,
    /// A key that stood twice in one object of JSON: the other values stand beside the last.
    Twice,
    /// A number with more digits than a double holds: a text of them.
    Number,
    /// A claim without words: others stand for them.
    Wordless,
    /// A rating without a word: its number stands for it.
    Label,
    /// A name that stood where something else belongs.
    Name,
    /// A party without a name: its address stands for it.
    Nameless,
    /// An address that stood where another belongs: a post’s as its author’s, the review’s own as
    /// the place of the claim.
    Place,
    /// A review without an address: that of the page around it stands for it.
    Page,
    /// A value outside of its scale, kept as published.
    OutOfScale,
    /// A field that differs between merged records; the other values are kept.
    Differs,
}

impl Mending {
    /// How many of it, in words for the end of an import.
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        match self {
            Self::HtmlTag => several(count, "HTML tag") + " removed",
            Self::Entity => several(count, "text") + " with character references decoded",
            Self::Encoding => several(count, "text") + " with broken encoding repaired",
            Self::Date => several(count, "date") + " rewritten",
            Self::DateUnread => several(count, "date") + " not understood",
            Self::Address => several(count, "value") + " in place of an address",
            Self::Addresses => several(count, "list") + " of addresses in one text split",
            Self::Json => several(count, "piece") + " of broken JSON repaired",
            Self::Twice => several(count, "value") + " of duplicate keys",
            Self::Number => several(count, "number") + " too long for a number, kept as text",
            Self::Wordless => several(count, "claim") + " without words",
            Self::Label => several(count, "rating") + " without a label",
            Self::Name => several(count, "name") + " out of place",
            Self::Nameless => {
                format!(
                    "{} {} without a name",
                    thousands(count),
                    if count == 1 { "party" } else { "parties" }
                )
            }
            Self::Place => {
                format!(
                    "{} address{} out of place",
                    thousands(count),
                    if count == 1 { "" } else { "es" }
                )
            }
            Self::Page => several(count, "review") + " without an address of its own",
            Self::OutOfScale => several(count, "rating") + " outside its scale",
            Self::Differs => several(count, "field") + " differing between merged records",
        }
    }
}

fn several(count: usize, one: &str) -> String {
    format!("{} {one}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// One thing that was mended: where, how, and what stood there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mended {
    /// The foreign field, as a path: `itemReviewed.datePublished`.
    pub at: String,
    /// How.
    pub how: Mending,
    /// What stood there.
    pub was: Value,
}

/// How often each way of mending was needed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Mendings(pub BTreeMap<Mending, usize>);

impl Mendings {
    /// Counts some more of one way.
    pub fn count(&mut self, how: Mending, times: usize) {
        if times > 0 {
            *self.0.entry(how).or_default() += times;
        }
    }
}
