//! The exit codes besides 0.

/// Nothing was found, or a dataset has errors.
pub(crate) const NOTHING: u8 = 1;
/// The command line or the input can't be used.
pub(crate) const BAD_INPUT: u8 = 2;
/// The output lacks records that it should have.
pub(crate) const INCOMPLETE: u8 = 3;
