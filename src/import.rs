//! Imports the fact-check formats of other programs; `schema_org` also writes one.
//!
//! There is one file for each format. An importer takes a foreign record apart field by field and
//! fills a [`ClaimDraft`]. Fields that it doesn’t take are kept under `ext`; what it repairs or
//! guesses is noted with the claim and counted. Drafts are written to an [`ImportBatch`], on many
//! threads; [`Import`] collects the batches and merges the records of one claim.
//!
//! The module must not depend on the catalog, the search, the screen or the command line.

mod averitec;
mod batch;
mod claim_merge;
mod claims;
mod climate_fever;
mod collector;
mod dates;
mod distinct;
mod draft;
mod fact_check_tools;
mod family;
mod fever;
mod fields;
mod format;
mod html;
mod id;
mod import_notes;
mod json;
mod labels;
mod merge_pass;
mod near_duplicates;
mod own_records;
mod place;
mod posts;
mod records;
mod repair;
mod request;
mod same_review;
mod schema_org;
mod scifact;
mod sniff;
mod summary;
mod table;
mod text_repair;
mod unreadable;
mod workbook;

pub use batch::EntityKind;
pub(crate) use batch::ImportBatch;
pub use collector::Broken;
pub use collector::Refusal;
pub(crate) use collector::{Import, ImportRefused, Watch};
pub(crate) use dates::{DateReading, DayMonthOrder, read as read_date};
pub(crate) use draft::{ClaimDraft, source};
pub use fields::Fields;
pub use format::Format;
pub(crate) use import_notes::ForeignOrigin;
pub use merge_pass::Imported;
pub use repair::{Mended, Mending, Mendings};
pub use request::ImportRequest;
pub use request::import;
pub(crate) use request::{folder_formats, foreign_format, is_foreign};
pub use schema_org::writing::{Cited, Exact, Feed};
pub use summary::{Alike, ImportSummary, NamedClaim, OddRow, OddRows};
pub use table::Columns;
pub(crate) use table::{FIELDS as COLUMNS, MapKey};
pub(crate) use text_repair::readable;
