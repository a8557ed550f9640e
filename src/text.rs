//! Display-safe text: the conversion that foreign text passes before it reaches a screen, standard
//! output, a title or a log.
//!
//! Text from a dataset can't be trusted. It may hold escape sequences, bidirectional overrides,
//! invisible characters, or a megabyte of accents on one letter. This module makes the *display
//! form*, in which such characters are visible marks (`␛`, `<U+202E>`, `<+39992>`), and
//! [`DisplayText`], the type of text in that form. The functions that measure, fold, wrap or cut
//! work on that form; the original text stays unchanged. `place` counts lines and columns of any
//! text. The module knows nothing of claims, cells or terminals.

mod ascii;
mod cluster;
mod cut;
mod display;
mod display_text;
mod flags;
mod fold;
mod marks;
mod nearest;
mod place;
mod several;
#[cfg(test)]
mod tests;
mod uri;
mod wrap;

pub use ascii::Glyphs;
pub(crate) use cluster::cluster_width;
pub use cluster::clusters;
pub use cluster::width;
pub(crate) use cut::{Cut, cut, excerpt};
pub use display_text::line;
pub(crate) use display_text::{DisplayText, block, lines};
pub(crate) use flags::flag_length;
pub use fold::fold;
pub(crate) use fold::{Folded, fold_mapped};
pub use marks::is_unseen;
pub(crate) use nearest::{NearestSearch, nearest};
pub(crate) use place::{Place, position, valid_start, within};
pub(crate) use several::{grouped, several, thousands};
pub(crate) use uri::{escape_uri, is_web_address};
pub(crate) use wrap::wrap;
