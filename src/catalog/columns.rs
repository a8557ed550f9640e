//! Columns: one thing about many claims, side by side. They stand in memory of our own while
//! files are read, or in the mapped [index](super::index). Knows neither claims nor files.

mod packed;
mod stored;
mod table;

pub use packed::Packed;
pub use stored::{ColumnNumber, IndexReader, IndexWriter, Map, Stored, StoredColumn};
pub use table::{ItemColumns, TableBuilder};
