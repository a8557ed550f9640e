//! The search kernel: finds and scores packed texts exactly as fuzzy-matcher's `SkimMatcherV2`
//! does. It knows bytes, rows and needles; it must not know claims or fields.
//!
//! A text passes three tests, each more expensive than the one before: its
//! [bag](crate::catalog::bag) of letters, a [scan] for the pattern's letters in order, and the
//! [alignment](align) that scores it, which stops as soon as it can't reach a wanted score.
//!
//! A [search](search::Search) answers a [question] over all [segments](Segments) of a corpus,
//! block by block, on any number of threads, and keeps the [best](top) rows. Its results go to
//! the user's [cache](query_cache), for the letters typed next, and to the [common] cache, for
//! other users who ask the same question.

mod align;
mod block;
mod common;
mod compiled_query;
mod pattern;
mod query_cache;
mod question;
mod scan;
mod scan_pass;
mod search;
mod term;
#[cfg(test)]
mod tests;
mod top;

pub(crate) use block::{Segments, rows};
pub(crate) use common::Common;
pub(crate) use query_cache::QueryCache;
pub(crate) use question::{Alternative, CompiledTerm, Depth, Question, RowSets, SearchOutcome};
pub(crate) use search::{Search, SearchStep};
