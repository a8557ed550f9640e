//! Search: parses a query, compiles it against a catalog, and scores and orders the claims.
//!
//! [`query`] holds the grammar, [`field`] the fields, [`score`] the score of one text,
//! [`mod@request`] the order of hits, and [`mod@facets`] the counts for the filter overlay.
//! [`finder`] runs searches on the threads of the [`pool`] while a session goes on handling
//! keys. Depends on the catalog, the model, locks and display-safe text; it must not know keys,
//! screens or files.

mod advice;
mod answer;
mod cache_expiry;
mod corpus;
mod counting;
mod dates;
pub mod facets;
pub(crate) mod field;
mod filter;
pub(crate) mod finder;
mod full_text;
mod highlight;
mod in_records;
mod item;
mod kernel;
mod marked;
mod memory;
mod naming;
mod needle;
mod plan;
pub(crate) mod pool;
pub(crate) mod query;
mod ranking;
mod record;
mod record_part;
pub(crate) mod request;
mod results;
mod row_set;
pub(crate) mod score;
mod scoring;
mod search_job;
mod shape;
mod shown_beside;
mod symbol_set;
mod texts;
mod turns;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use crate::catalog::Ceilings;
pub(crate) use advice::{ONLY_LOOSE, UnknownField, advice, misspelled_field, unknown_field};
pub use corpus::Corpus;
pub(crate) use counting::PartialList;
pub use facets::facets;
pub(crate) use facets::{Facet, FacetValue, named_chip};
pub(crate) use field::{FIELDS, FieldError, spelled};
pub use finder::Finder;
pub use finder::FinderResult;
pub(crate) use highlight::{highlights, occurrences};
pub(crate) use in_records::in_records;
pub(crate) use marked::MARKS_LIMIT;
pub use marked::Marked;
pub(crate) use naming::Name;
pub(crate) use pool::THREAD;
pub use query::Query;
pub(crate) use query::{CONDITIONS_LIMIT, Needle, QUERY_LIMIT};
pub use ranking::{rank, rank_first};
pub use request::SearchId;
pub use request::{SearchRequest, Sort};
pub use results::{Hit, Ranking};
pub use score::is_close;
