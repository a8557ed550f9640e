//! Columns: the values of one field for many claims, side by side. They are in the process's own
//! memory while files are read, or in the mapped [index](super::index). This module knows neither
//! claims nor files.

mod packed;
mod stored;
mod table;

pub(crate) use packed::Packed;
pub(crate) use stored::{
    ColumnNumber, IndexReader, IndexWriter, Map, Stored, StoredColumn, stored_fields,
};
pub(crate) use table::{ItemColumns, TableBuilder};
