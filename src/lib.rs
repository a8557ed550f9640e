//! Every side of a disputed claim, in any terminal.

pub mod claim;
pub mod dataset;
pub mod key;
pub mod page;
pub mod search;
pub mod text;
