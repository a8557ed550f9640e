//! `all:`: exact words anywhere in a record, which has to be read for it.

use super::query::Needle;
use super::score::contains;
use super::texts::texts;
use crate::dataset::{Catalog, Row};
use crate::text;

/// Whether a claim's record says something. One that can't be read says nothing.
pub(super) fn says(catalog: &Catalog, row: Row, needle: &Needle) -> bool {
    let Ok(claim) = catalog.claim(row) else { return false };
    let texts = texts(catalog, row, &claim);
    texts.iter().any(|text| contains(needle, &text::fold(&text::line(text))))
}
