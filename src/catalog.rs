//! The catalog: every claim of the opened files as columns in memory, records that are read from
//! their files on request, and the index on disk that makes the next start fast. Reading is
//! lenient: a record that can't be read is left out and reported. This module knows the model
//! and the input files; it knows neither search nor the screen.

pub(crate) mod arena;
pub(crate) mod backlinks;
pub(crate) mod builder;
pub(crate) mod chunks;
pub(crate) mod claim_scan;
pub(crate) mod claims;
pub(crate) mod columns;
pub(crate) mod content_hash;
pub(crate) mod dates;
pub(crate) mod dossier_builder;
pub(crate) mod entity_table;
pub(crate) mod facts;
pub(crate) mod header;
pub(crate) mod index;
pub(crate) mod linked_rows;
pub(crate) mod load;
pub(crate) mod loading;
pub(crate) mod located;
pub(crate) mod lookup;
pub(crate) mod open_records;
pub(crate) mod outdated;
pub(crate) mod parsed_chunk;
pub(crate) mod reader;
pub(crate) mod recent;
pub(crate) mod record_index;
pub(crate) mod redact_paths;
pub(crate) mod row;
pub(crate) mod segment;
pub(crate) mod shared_values;
pub(crate) mod symbols;
#[cfg(test)]
pub(crate) mod testing;

pub(crate) use arena::{Arena, PADDING, UNCODED, bag, searched};
pub use claims::Catalog;
pub(crate) use claims::{Dataset, SharedClaim};
pub(crate) use columns::{ItemColumns, Packed};
pub(crate) use dates::Dates;
pub(crate) use entity_table::EntityTable;
pub(crate) use facts::{DenialFacts, EvidenceFacts, Facts};
pub(crate) use linked_rows::LinkedRows;
pub use load::open;
pub use load::{discard_index, open_while};
pub use loading::LoadStage;
pub use loading::open_in_stages;
pub(crate) use open_records::Ceilings;
pub(crate) use outdated::ReadError;
pub use reader::Progress;
pub(crate) use recent::{Recent, RecentLimits};
pub use row::Row;
pub(crate) use segment::Segment;
pub(crate) use symbols::Symbol;
