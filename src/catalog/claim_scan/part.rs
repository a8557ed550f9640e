//! The values of records: borrowed if they are kept, empty types if they are only validated.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::claim::{ClaimKind, EvidenceKind, QuoteIs, ReliabilityLevel, Scope, Stance, Status};
use crate::json::{JsonString, ValidJson, ValidText};

pub(super) trait ScannedPart: Sized {
    /// Returns the number of fields within the value that the format does not know.
    fn unknown(&self) -> usize {
        0
    }

    /// Returns the value of a missing field, or an error if the field is required.
    fn absent<E: Error>(key: &'static str) -> Result<Self, E> {
        Err(E::missing_field(key))
    }
}

macro_rules! plain {
    ($($kind:ty)*) => { $(impl ScannedPart for $kind {})* };
}
plain! {
    bool u64 [u64; 2] Any ScannedNumberOrText ValidText
    ClaimKind EvidenceKind QuoteIs ReliabilityLevel Scope Stance Status
}

impl ScannedPart for JsonString<'_> {}

impl<T: ScannedPart> ScannedPart for Option<T> {
    fn unknown(&self) -> usize {
        self.as_ref().map_or(0, T::unknown)
    }
    fn absent<E: Error>(_: &'static str) -> Result<Self, E> {
        Ok(None)
    }
}

impl<T: ScannedPart> ScannedPart for Vec<T> {
    fn unknown(&self) -> usize {
        self.iter().map(T::unknown).sum()
    }
    fn absent<E: Error>(_: &'static str) -> Result<Self, E> {
        Ok(Vec::new())
    }
}

/// A number or a text that is only validated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ScannedNumberOrText;

impl<'de> Deserialize<'de> for ScannedNumberOrText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct NumberOrTextVisitor;
        impl Visitor<'_> for NumberOrTextVisitor {
            type Value = ScannedNumberOrText;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number or a string")
            }
            fn visit_u64<E: Error>(self, _: u64) -> Result<ScannedNumberOrText, E> {
                Ok(ScannedNumberOrText)
            }
            fn visit_i64<E: Error>(self, _: i64) -> Result<ScannedNumberOrText, E> {
                Ok(ScannedNumberOrText)
            }
            fn visit_f64<E: Error>(self, _: f64) -> Result<ScannedNumberOrText, E> {
                Ok(ScannedNumberOrText)
            }
            fn visit_str<E: Error>(self, _: &str) -> Result<ScannedNumberOrText, E> {
                Ok(ScannedNumberOrText)
            }
        }
        from.deserialize_any(NumberOrTextVisitor)
    }
}

/// Foreign data, which is only validated.
pub(super) type Any = ValidJson<ForeignKey>;

/// A key of foreign data that `serde_json` doesn't use for values of its own. A `Value` reads an
/// object with such a key as something else, so the slow reader decides about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ForeignKey;

/// The prefix of keys by which `serde_json` marks its own values.
const SIGNS: &str = "$serde_json::private::";

impl<'de> Deserialize<'de> for ForeignKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if JsonString::deserialize(from)?.starts_with(SIGNS) {
            return Err(D::Error::custom("a key of serde_json’s own"));
        }
        Ok(ForeignKey)
    }
}

/// A list whose members are only validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Each<T> {
    /// The number of fields within that the format does not know.
    unknown: usize,
    member: PhantomData<T>,
}

impl<T> Each<T> {
    /// Creates a list in which the format knows all fields.
    pub(super) fn all_known() -> Self {
        Self { unknown: 0, member: PhantomData }
    }
}

impl<T> ScannedPart for Each<T> {
    fn unknown(&self) -> usize {
        self.unknown
    }
}

impl<'de, T: ScannedPart + Deserialize<'de>> Deserialize<'de> for Each<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct EachVisitor<T>(PhantomData<T>);
        impl<'de, T: ScannedPart + Deserialize<'de>> Visitor<'de> for EachVisitor<T> {
            type Value = Each<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Each<T>, A::Error> {
                let mut unknown = 0;
                while let Some(member) = list.next_element::<T>()? {
                    unknown += member.unknown();
                }
                Ok(Each { unknown, member: PhantomData })
            }
        }
        from.deserialize_seq(EachVisitor(PhantomData))
    }
}
