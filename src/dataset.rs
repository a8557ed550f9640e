//! A dataset on disk: files in, [`Catalog`] out, and everything that is wrong with them
//! as located [`Problem`]s. Knows the model and the text door; not search, not the screen.

mod catalog;
mod problem;

pub use catalog::{Catalog, Dataset, Row};
pub use problem::{Problem, Severity, position};
