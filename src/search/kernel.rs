//! The search kernel: the score of fuzzy-matcher's `SkimMatcherV2`, to the point, over
//! packed text. Knows bytes and rows, and needles; neither claims nor fields.
//!
//! A text goes through three sieves, each dearer than the one before: its [bag](crate::catalog::bag) of
//! letters, a [test](scan) whether the pattern's letters stand in it in order, and the
//! [alignment](align) that scores it, which gives up as soon as a wanted score is out of
//! reach.
//!
//! A [search](search::Search) puts a [question] to all [segments](Segments) of a corpus, block by
//! block, from as many threads as help, and keeps the [best](top) rows. What it found stays
//! on a reader's [trail](query_cache), for the letters that are typed next, and in [common] for
//! other readers who ask the same.

mod align;
mod block;
mod common;
mod compiled_query;
mod pattern;
mod query_cache;
mod question;
mod run;
mod scan;
mod scan_pass;
mod search;
mod term;
#[cfg(test)]
mod tests;
mod top;

pub use block::Segments;
pub use common::Common;
pub use query_cache::QueryCache;
pub use question::{Alternative, CompiledTerm, Depth, Question, RowSets};
pub use search::{Search, SearchOutcome, SearchStep};
