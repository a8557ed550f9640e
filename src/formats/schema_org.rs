//! Placeholder: written by its own author next.
use super::Import;
use crate::dataset::{Foreign, Problem};

pub(super) fn read(file: &mut Foreign<'_>, import: &mut Import<'_>) -> Result<(), Problem> {
    let _ = import;
    Err(Problem::error(file.name(), "not yet"))
}
