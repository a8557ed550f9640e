//! The model of the dataset format: claims, the evidence for and against them, and the denials with
//! their scopes. Plain data with serde; no input or output, no search, no screen. Texts are stored
//! as they were written; code that shows them passes them through [`crate::text`] first.

mod address;
mod agent;
mod date;
mod dossier;
mod file;
mod item;
mod record;
mod schema;
mod spelling;
mod summary;
mod terms;

pub use address::{Address, is_id};
pub use agent::{Agent, Archived, Label, RankedLabels, Scale, Source};
pub use date::{DateFault, PartialDate, Recorded};
pub use dossier::{Chain, Dossier, LONGEST_CHAIN, Link, Origin, Party};
pub use file::{DatasetInfo, Heading, History, Issue, Relation};
pub use item::{
    Amount, Denial, Evidence, Happened, Locator, Made, NumberOrText, Reliability, Verdict, Wording,
};
pub use record::{Balance, Claim, IMPORT};
pub use schema::{RecordKind, line_schema, record_schema, schema};
pub(crate) use spelling::spelt;
pub use summary::Summary;
pub use terms::{
    Access, AgentKind, ClaimKind, EvidenceKind, IssueSeverity, QuoteIs, RelationKind,
    ReliabilityLevel, Scope, Stance, Status, Vocabulary,
};

/// The fields of a record that the format does not know, kept so that an export can write them
/// again.
pub type Unknown = serde_json::Map<String, serde_json::Value>;

/// The newest version of the dataset format that this program reads.
pub const FORMAT_VERSION: u64 = 1;
