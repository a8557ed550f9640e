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
pub(crate) mod dossier_builder;
pub(crate) mod entity_table;
pub(crate) mod facts;
pub(crate) mod header;
pub(crate) mod index;
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
pub(crate) mod referred;
pub(crate) mod segment;
pub(crate) mod symbols;
#[cfg(test)]
pub(crate) mod testing;

pub use arena::{Arena, PADDING, SEARCHED_LIMIT, UNCODED, bag, searched};
pub use claims::{Catalog, Dataset, DatasetCounts, ReadError, Row};
pub use columns::{ItemColumns, Packed};
pub use entity_table::EntityTable;
pub use facts::{DenialFacts, EvidenceFacts, Facts, MadeFacts, VerdictFacts};
pub use load::{discard_index, open, open_while};
pub use loading::{LoadStage, open_in_stages};
pub use open_records::Ceilings;
pub use reader::Progress;
pub(crate) use recent::{Recent, RecentLimits};
pub use segment::Segment;
pub use symbols::{Symbol, Symbols};
