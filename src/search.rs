//! Search: parses a query, compiles it against a catalog, and scores and orders the claims.
//!
//! [`query`] holds the grammar, [`field`] the fields, [`score`] the score of one text,
//! [`mod@request`] the order of hits, and [`mod@facets`] the counts for the filter overlay.
//! [`finder`] runs searches on the threads of the [`pool`] while a session goes on handling
//! keys. Depends on the catalog, the model and display-safe text; it must not know keys,
//! screens or files.

mod advice;
mod cache_expiry;
mod corpus;
mod counting;
mod dates;
pub mod facets;
pub mod field;
mod filter;
pub mod finder;
mod full_text;
mod highlight;
mod item;
mod kernel;
mod marked;
mod memory;
mod naming;
mod needle;
mod plan;
pub mod pool;
pub mod query;
mod ranking;
mod record;
pub mod request;
mod results;
mod row_set;
pub mod score;
mod scoring;
mod search_job;
mod shape;
mod span;
mod symbol_set;
mod texts;
mod turns;
mod words;

#[cfg(test)]
mod tests;

pub use crate::catalog::Ceilings;
pub use crate::catalog::SEARCHED_LIMIT;
pub use advice::{ONLY_LOOSE, UnknownField, advice, unknown_field};
pub use corpus::Corpus;
pub use counting::PartialList;
pub use facets::{Facet, FacetValue, facets};
pub use field::{FIELDS, Field, FieldError, FieldInfo, RecordPart, Why, spelled};
pub use finder::{Finder, FinderResult};
pub use highlight::{highlights, occurrences};
pub use marked::{MARKS_LIMIT, Marked};
pub use naming::Name;
pub use pool::THREAD;
pub use query::{
    Atom, AtomKind, CONDITIONS_LIMIT, How, Needle, Negatable, QUERY_LIMIT, Query, QueryTerm,
};
pub use ranking::{rank, rank_first};
pub use request::{SearchId, SearchRequest, Sort};
pub use results::{Hit, Ranking};
pub use score::is_close;
pub use span::DateSpan;
