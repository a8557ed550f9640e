//! Finding claims: a query read, compiled against a catalog, and every claim weighed.
//!
//! The grammar is in [`query`], the fields in [`field`], what a text is worth in [`score`],
//! the order of hits in [`mod@request`], the filter overlay's counts in [`mod@facets`], and what
//! does it while the screen goes on in [`finder`]. Knows the text door, the model and
//! the catalog; nothing of keys, screens or files.

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
mod plan;
pub mod pool;
pub mod query;
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
pub use advice::advice;
pub use corpus::Corpus;
pub use counting::PartialList;
pub use facets::{Facet, FacetValue, facets};
pub use field::{FIELDS, Field, FieldError, FieldInfo, RecordPart, Why, spelled};
pub use finder::{Finder, FinderResult, THREAD};
pub use highlight::{highlights, occurrences};
pub use marked::{MARKS_LIMIT, Marked};
pub use naming::Name;
pub use query::{Atom, AtomKind, CONDITIONS_LIMIT, How, Needle, QUERY_LIMIT, Query, QueryTerm};
pub use request::{SearchRequest, Sort, rank, rank_first};
pub use results::{Hit, Ranking};
pub use score::is_close;
pub use span::DateSpan;
