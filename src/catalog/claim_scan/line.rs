//! One line of NDJSON, read in one pass where it holds a claim.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{ClaimScan, ScannedText, quick};

/// What a line holds.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "one at a time, and almost all are claims")]
pub(crate) enum ScannedLine<'a> {
    /// A claim, and where in the line its record stands, in bytes.
    Claim(ClaimScan<'a>, Range<usize>),
    /// A record of another kind, by the word that stands before it; the word may be one that
    /// the format does not know, and the record isn’t read yet.
    Other(Cow<'a, str>, &'a RawValue),
}

impl<'a> ScannedLine<'a> {
    /// Reads a line. `None` where it is no object with exactly one key, or holds a claim that
    /// can’t be read as a sketch: the slow reader finds out what is to be said about it.
    pub(crate) fn read(line: &'a str) -> Option<Self> {
        quick::line(line).or_else(|| match record(line) {
            Some(start) => claim(line, start),
            None => other(line),
        })
    }
}

/// What JSON takes for blank.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// What stands behind the token, blanks on both sides left out.
fn behind<'a>(text: &'a str, token: &str) -> Option<&'a str> {
    Some(text.trim_start_matches(BLANKS).strip_prefix(token)?.trim_start_matches(BLANKS))
}

/// Where the record begins in a line that begins as a claim’s does.
fn record(line: &str) -> Option<usize> {
    let rest = behind(behind(behind(line, "{")?, "\"claim\"")?, ":")?;
    Some(line.len() - rest.len())
}

/// The claim whose record begins at `start`, if nothing but the line’s end follows it.
fn claim(line: &str, start: usize) -> Option<ScannedLine<'_>> {
    let text = line.get(start..)?;
    let mut records = serde_json::Deserializer::from_str(text).into_iter::<ClaimScan>();
    let sketch = records.next()?.ok()?;
    let length = records.byte_offset();
    let at_end = behind(text.get(length..)?, "}")?.is_empty();
    at_end.then_some(ScannedLine::Claim(sketch, start..start + length))
}

/// The one member of a line that doesn’t begin as a claim’s does.
fn other(line: &str) -> Option<ScannedLine<'_>> {
    let OnlyMember(kind, record) = serde_json::from_str(line).ok()?;
    // A claim’s key written with escapes: too rare to be worth a way of its own.
    (kind != "claim").then_some(ScannedLine::Other(kind, record))
}

/// The key and the value of an object’s only member.
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
                // A second key is refused by serde_json, which finds the object not at its end.
                Ok(OnlyMember(kind, record))
            }
        }
        from.deserialize_map(LineVisitor)
    }
}
