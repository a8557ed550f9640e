//! The terminal as a medium: bytes to events and cells to bytes. Knows keys and cells; no file
//! descriptor, no environment.

pub mod decode;
