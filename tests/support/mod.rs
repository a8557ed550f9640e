//! What several tests share: readers that sit before the program in different ways.

#![allow(dead_code, reason = "each test binary takes what it needs of this")]

pub mod reader;
