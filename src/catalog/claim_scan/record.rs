//! A macro that generates the reader of an object from the list of its fields.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::{Error, MapAccess};

use super::part::Any;
use crate::json::JsonString;

/// Generates a record type with its readers from the fields that are kept, each with its key, and
/// the fields that are only validated. A repeated field is an error, as in serde's own readers;
/// unknown keys are counted and skipped. The last list holds all fields in their usual order, for
/// the quick scan.
macro_rules! record {
    (
        $life:lifetime,
        $(#[$doc:meta])* $name:ident $(<$own:lifetime>)? {
            $($(#[$field_doc:meta])* $field:ident: $kind:ty = $key:literal,)*
        }
        passes { $($passed:ident: $passed_kind:ty = $passed_key:literal,)* }
        written { $($written:ident)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) struct $name $(<$own>)? {
            $($(#[$field_doc])* pub(crate) $field: $kind,)*
            /// The number of fields that the format does not know, here and within.
            pub(crate) unknown: usize,
        }

        impl<$life> serde::Deserialize<$life> for $name $(<$own>)? {
            fn deserialize<D: serde::Deserializer<$life>>(from: D) -> Result<Self, D::Error> {
                struct RecordVisitor;
                impl<$life> serde::de::Visitor<$life> for RecordVisitor {
                    type Value = $name $(<$own>)?;
                    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<A: serde::de::MapAccess<$life>>(
                        self,
                        mut map: A,
                    ) -> Result<Self::Value, A::Error> {
                        $(let mut $field: Option<$kind> = None;)*
                        $(let mut $passed: Option<$passed_kind> = None;)*
                        let mut unknown = $crate::catalog::claim_scan::record::Unknown::default();
                        while let Some(key) = map.next_key::<$crate::json::JsonString<$life>>()? {
                            match &*key {
                                $($key => $crate::catalog::claim_scan::record::once(&mut $field, $key, &mut map)?,)*
                                $($passed_key => $crate::catalog::claim_scan::record::once(&mut $passed, $passed_key, &mut map)?,)*
                                _ => unknown.pass(key, &mut map)?,
                            }
                        }
                        $(let $field = $field.map_or_else(|| ScannedPart::absent($key), Ok)?;)*
                        let unknown = unknown.len() $(+ $field.unknown())* $(+ $passed.unknown())*;
                        Ok($name { $($field,)* unknown })
                    }
                }
                from.deserialize_map(RecordVisitor)
            }
        }

        $crate::catalog::claim_scan::quick::quick! {
            $life, $name $(<$own>)?,
            $($field)*;
            $($field: $kind = $key,)* $($passed: $passed_kind = $passed_key,)*;
            $($written)*
        }

        impl $(<$own>)? $crate::catalog::claim_scan::part::ScannedPart for $name $(<$own>)? {
            fn unknown(&self) -> usize {
                self.unknown
            }
        }
    };
}
pub(super) use record;

/// The distinct keys of one object that the format does not know.
#[derive(Default)]
pub(super) struct Unknown<'a>(BTreeSet<JsonString<'a>>);

impl<'a> Unknown<'a> {
    /// Skips the value of an unknown key.
    #[cold]
    pub(super) fn pass<A: MapAccess<'a>>(
        &mut self,
        key: JsonString<'a>,
        map: &mut A,
    ) -> Result<(), A::Error> {
        map.next_value::<Any>()?;
        self.0.insert(key);
        Ok(())
    }

    /// Returns the number of distinct unknown keys.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Reads a field's value into its place, and fails if the place is filled.
pub(super) fn once<'a, T: Deserialize<'a>, A: MapAccess<'a>>(
    place: &mut Option<T>,
    key: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if place.is_some() {
        return Err(A::Error::duplicate_field(key));
    }
    *place = Some(map.next_value()?);
    Ok(())
}
