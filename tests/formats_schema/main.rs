//! Claims of schema.org, in JSON-LD, in saved pages and in answers of the Fact Check Tools; and our
//! own datasets, written so and read back.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a test fails by panicking")]

mod generated;
mod reading;
mod support;
mod writing;
