//! Helpers that several test programs share.

#![allow(dead_code, reason = "each test binary takes what it needs of this")]

pub mod reader;
