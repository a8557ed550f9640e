//! The search kernel: the score of fuzzy-matcher's `SkimMatcherV2`, to the point, over
//! packed text. Knows bytes and rows; neither claims nor queries.
//!
//! A text goes through three sieves, each dearer than the one before: its [bag](arena) of
//! letters, a [test](scan) whether the pattern's letters stand in it in order, and the
//! [alignment](align) that scores it, which gives up as soon as a wanted score is out of
//! reach.

mod align;
mod pattern;
mod scan;
#[cfg(test)]
mod tests;

pub use align::{Workbench, Worth};
pub use pattern::Pattern;
