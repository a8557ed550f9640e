//! The only door for foreign text to screens, standard output, titles and logs.
//!
//! What a dataset says is not to be trusted: it may hold escape sequences, bidi overrides,
//! invisible characters, or a megabyte of accents on one letter. This room makes the *display
//! form*, in which such things are visible marks (`␛`, `<U+202E>`, `<+39992>`), and everything
//! that measures, folds, wraps or cuts works on that form. The original stays with its owner.
//! It knows nothing of claims, cells or terminals.

mod cluster;
mod cut;
mod display;
mod fold;
mod json;
mod marks;
mod nearest;
mod several;
#[cfg(test)]
mod tests;
mod uri;
mod wrap;

pub use cluster::{cluster_width, clusters, width};
pub use cut::{Cut, cut};
pub use display::{block, hidden, line, lines};
pub use fold::{Folded, fold, fold_mapped};
pub use json::{JsonLine, json, json_at_end, json_in_lines};
pub use marks::is_unseen;
pub use nearest::nearest;
pub use several::{several, thousands};
pub use uri::{escape_uri, is_web_address};
pub use wrap::wrap;
