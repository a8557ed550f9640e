//! Input: from a path, a folder, standard input or bytes to text. This module finds the files of an
//! input, opens them, decompresses and decodes them, keeps in a temporary file what can be read
//! only once, and notices that files change. It doesn't interpret the text.

pub(crate) mod cache;
pub(crate) mod compression;
pub(crate) mod container;
pub(crate) mod content;
pub(crate) mod diagnostic;
pub(crate) mod encoding;
pub(crate) mod fingerprint;
pub(crate) mod kept_file;
pub(crate) mod memory_budget;
pub(crate) mod open_file;
pub(crate) mod pipe;
pub(crate) mod source;
pub(crate) mod spool;
pub(crate) mod spool_limit;
pub(crate) mod text_lines;

pub use cache::Cache;
pub(crate) use container::{Container, container_of};
pub use diagnostic::Diagnostic;
pub use diagnostic::Severity;
pub(crate) use fingerprint::Fingerprint;
pub(crate) use open_file::{OpenFile, beginning, stored_bytes};
pub use source::Input;
pub(crate) use source::paths;
pub(crate) use spool::Spool;
pub(crate) use spool_limit::{SpoolLimit, not_kept};
