//! A dataset on disk: files in, [`Catalog`] out, and everything that is wrong with them
//! as located [`Problem`]s. Knows the model and the text door; not search, not the screen.

mod anywhere;
mod arena;
mod builder;
mod carrier;
mod catalog;
mod check;
mod checked;
mod columns;
mod concerning;
mod content;
mod directory;
mod facts;
mod foreign;
mod frame;
mod gathering;
mod index;
mod input;
mod loading;
mod located;
mod lookup;
mod opened;
mod packing;
mod pipe;
mod problem;
mod reader;
mod register;
mod schema;
mod segment;
mod sheet;
mod sketch;
mod spool;
mod stamp;
mod stream;
mod stretches;
mod symbols;
#[cfg(test)]
mod testing;

pub use arena::{Arena, PADDING, SEARCHED_LIMIT, UNCODED, bag, searched};
pub use carrier::{Carrier, carrier};
pub use catalog::{Catalog, Dataset, Lost, Row, Tally};
pub use check::Counts;
pub use checked::{Checked, check};
pub use columns::{Packed, Table};
pub use facts::{DenialFacts, EvidenceFacts, Facts, MadeFacts, VerdictFacts};
pub use foreign::{Foreign, beginning};
pub use input::Input;
pub use loading::{Stage, open_in_stages};
pub use problem::{Problem, Severity, position};
pub use reader::{Cache, Progress, open};
pub use register::Register;
pub use schema::{RecordKind, line_schema, record_schema, schema};
pub use segment::Segment;
pub use spool::Spool;
pub use stamp::Stamps;
pub use symbols::{Symbol, Symbols};
