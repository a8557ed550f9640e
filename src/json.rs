//! JSON texts, whatever they say: finding strings and brackets, reading values without loss or only
//! validating them, repairing, the faults of texts that are no JSON, and writing for terminals.
//!
//! `serde_json` parses and decides what is valid. The rest of the module does what it can't: places
//! of values ([`JsonNode`]), values that it would change ([`lossless`]), values that are never held
//! as a whole ([`Splitter`], [`JsonLine`]), and speed ([`JsonCursor`]).
//!
//! `scan` follows brackets and strings of any text, in chunks of any length; the cursor takes the
//! tokens of a whole text and gives up where it isn't valid. The module knows no format and no
//! file; it depends on `text` alone.

mod cursor;
mod error;
mod escape;
pub(crate) mod lossless;
mod members;
mod repair;
mod scan;
mod splitter;
mod stream;
mod tree;
mod valid;

pub(crate) use cursor::JsonCursor;
pub(crate) use error::{DEEPEST, JsonError};
pub(crate) use escape::{JsonLine, in_lines, one_line, one_line_at_end};
pub(crate) use members::{JsonString, ObjectMembers, last_key_wins};
pub(crate) use repair::{repaired, repaired_script};
pub(crate) use scan::{nested_deeper, string_length};
pub(crate) use splitter::{JsonPiece, SplitError, Splitter};
pub(crate) use stream::several_objects;
pub(crate) use tree::{Json, JsonNode};
pub(crate) use valid::{ValidJson, ValidText};
