//! Scanning of one line of NDJSON, in one pass if it holds a claim.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{ClaimScan, ScannedText, quick};
use crate::json::JsonCursor;

/// The content of a line.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "one at a time, and almost all are claims")]
pub(crate) enum ScannedLine<'a> {
    /// A claim, and the range of its record in the line, in bytes.
    Claim(ClaimScan<'a>, Range<usize>),
    /// A record of another kind, by its key, which the format may not know. The record isn't read
    /// yet.
    Other(Cow<'a, str>, &'a RawValue),
}

impl<'a> ScannedLine<'a> {
    /// Scans a line. Returns `None` if it isn't an object with exactly one key, or holds a claim
    /// that the scan refuses; the slow reader produces the message.
    pub(crate) fn read(line: &'a str) -> Option<Self> {
        quick::line(line).or_else(|| match quick::claim(&mut JsonCursor::new(line)) {
            Some(start) => claim(line, start),
            None => other(line),
        })
    }
}

/// Returns the claim whose record begins at `start`, if only the end of the line follows it.
fn claim(line: &str, start: usize) -> Option<ScannedLine<'_>> {
    let text = line.get(start..)?;
    let mut records = serde_json::Deserializer::from_str(text).into_iter::<ClaimScan>();
    let scan = records.next()?.ok()?;
    let length = records.byte_offset();
    let mut from = JsonCursor::new(text.get(length..)?);
    let at_end = from.closes(b'}') && from.ends();
    at_end.then_some(ScannedLine::Claim(scan, start..start + length))
}

/// Returns the only member of a line that doesn't begin like that of a claim.
fn other(line: &str) -> Option<ScannedLine<'_>> {
    let OnlyMember(kind, record) = serde_json::from_str(line).ok()?;
    // A claim's key written with escapes is too rare for a path of its own.
    (kind != "claim").then_some(ScannedLine::Other(kind, record))
}

/// The key and the value of the only member of an object.
struct OnlyMember<'a>(Cow<'a, str>, &'a RawValue);

impl<'a> Deserialize<'a> for OnlyMember<'a> {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        struct LineVisitor;
        impl<'a> Visitor<'a> for LineVisitor {
            type Value = OnlyMember<'a>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object with exactly one key")
            }
            fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let member = map.next_entry::<ScannedText<'a>, &'a RawValue>()?;
                let (ScannedText(kind), record) = member.ok_or_else(|| Error::custom("no key"))?;
                // serde_json refuses a second key, because the object has not ended.
                Ok(OnlyMember(kind, record))
            }
        }
        from.deserialize_map(LineVisitor)
    }
}
