//! A dataset on disk: files in, [`Catalog`] out, and everything that is wrong with them
//! as located [`Problem`]s. Knows the model and the text door; not search, not the screen.

mod builder;
mod carrier;
mod catalog;
mod check;
mod checked;
mod input;
mod place;
mod problem;
mod reader;
mod schema;
mod stamp;
#[cfg(test)]
mod testing;

pub use carrier::{Carrier, carrier};
pub use catalog::{Catalog, Dataset, Row};
pub use check::Checker;
pub use checked::{Checked, check};
pub use input::Input;
pub use problem::{Problem, Severity, position};
pub use reader::open;
pub use schema::{RecordKind, line_schema, record_schema, schema};
pub use stamp::Stamps;
