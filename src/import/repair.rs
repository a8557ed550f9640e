//! The kinds of repairs and guesses of an import, kept with the claim and counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::text::thousands;

/// A way in which a foreign value was repaired or guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mending {
    /// HTML tags were removed from a text.
    HtmlTag,
    /// Character references such as `&amp;` were replaced by their characters.
    Entity,
    /// UTF-8 that a program had read as Latin-1 or Windows-1252 was decoded correctly.
    Encoding,
    /// A date was rewritten in the dataset’s form.
    Date,
    /// A date was not understood and left out.
    DateUnread,
    /// A value in the place of an address is none; it was left out or used as a title.
    Address,
    /// Several addresses in one text were separated.
    Addresses,
    /// Invalid JSON was repaired.
    Json,
    /// A key stood twice in one JSON object; the other values are kept beside the last one.
    Twice,
    /// A number has more digits than a double holds; they are kept as text.
    Number,
    /// A claim has no text; a substitute was used.
    Wordless,
    /// A rating has no usable label: its number, or the beginning of its long text, is used.
    Label,
    /// A name stood where something else belongs.
    Name,
    /// A party has no name; its address is used as its name.
    Nameless,
    /// An address stood where another belongs: a post’s as that of its author, or the review’s own
    /// as the place of the claim.
    Place,
    /// A review has no address; that of the page around it is used.
    Page,
    /// A value lies outside of its scale; it is kept as published.
    OutOfScale,
    /// A row has more cells than the table has columns; none of them is attributed.
    MoreCells,
    /// The cells of a row seem to stand in other columns than their own; none of them is attributed.
    Shifted,
    /// A row has fewer cells than the table has columns; the last ones are missing.
    FewerCells,
    /// A label is a number, which was read as the word that the corpus’s makers list for it.
    NumberedLabel,
    /// A label was not understood; it is kept with the record.
    LabelUnread,
    /// A field differs between merged records; the other values are kept in the note.
    Differs,
}

impl Mending {
    /// Returns the count with its noun, for the summary: `13 HTML tags removed`.
    #[must_use]
    pub(crate) fn counted(self, count: usize) -> String {
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
            Self::MoreCells => several(count, "row") + " with too many cells",
            Self::Shifted => several(count, "row") + " with cells out of place",
            Self::FewerCells => several(count, "row") + " with too few cells",
            Self::NumberedLabel => several(count, "label") + " read from numbers",
            Self::LabelUnread => several(count, "label") + " not understood",
            Self::Differs => several(count, "field") + " differing between merged records",
        }
    }
}

fn several(count: usize, one: &str) -> String {
    format!("{} {one}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// A note about one repair: the place, the kind, and the original value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mended {
    /// The path of the foreign field: `itemReviewed.datePublished`.
    pub(crate) at: String,
    /// The kind of the repair.
    pub(crate) how: Mending,
    /// The original value of the field.
    pub(crate) was: Value,
}

/// The number of repairs of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Mendings(pub BTreeMap<Mending, usize>);

impl Mendings {
    /// Adds `times` repairs of one kind.
    pub(crate) fn count(&mut self, how: Mending, times: usize) {
        if times > 0 {
            *self.0.entry(how).or_default() += times;
        }
    }
}
