//! Tests of schema.org claims in JSON-LD, in saved pages and in replies of the Fact Check Tools,
//! and of gainsay's own datasets that are exported as JSON-LD and imported again.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a test fails by panicking")]

mod generated;
mod pages;
mod properties;
mod reading;
mod scraped;
mod support;
mod writing;
