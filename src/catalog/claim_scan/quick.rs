//! The quick scan: reads bytes without serde, for claims of the plain shape in which writers
//! produce nearly all of them.
//!
//! The scan gives up on anything unusual: unknown and repeated fields, foreign data, numbers of
//! more than a few digits, escapes in keys and in words of closed lists, lone surrogates. Whatever
//! it accepts, serde accepts too, with equal values; tests compare both. It doesn't explain why a
//! record is not a claim.

use std::ops::Range;

use crate::claim::{
    ClaimKind, EvidenceKind, QuoteIs, ReliabilityLevel, Scope, Stance, Status, Vocabulary,
};
use crate::json::{JsonCursor, JsonString, ValidText};

use super::ClaimScan;
use super::part::{Any, Each, ScannedNumberOrText, ScannedPart};

/// A type that the quick scan can read.
pub(super) trait Quick<'a>: Sized {
    /// Reads a value that begins at the cursor. `None` means that the scan gives up; the cursor is
    /// then anywhere.
    fn quick(from: &mut JsonCursor<'a>) -> Option<Self>;
}

pub(super) fn record(text: &str) -> Option<ClaimScan<'_>> {
    let mut from = JsonCursor::new(text);
    from.blanks();
    let scan = ClaimScan::quick(&mut from);
    if from.ends() { scan } else { None }
}

/// Returns the offset of the record in a line that begins like that of a claim.
#[inline]
pub(super) fn start(from: &mut JsonCursor) -> Option<usize> {
    from.blanks();
    from.token(b'{')?;
    from.blanks();
    from.key("\"claim\"").then(|| from.at())
}

/// Reads a line that holds a claim, or gives up.
pub(super) fn line(line: &str) -> Option<(ClaimScan<'_>, Range<usize>)> {
    let mut from = JsonCursor::new(line);
    let start = start(&mut from)?;
    let scan = ClaimScan::quick(&mut from)?;
    let end = from.at();
    (from.closes(b'}') && from.ends()).then_some((scan, start..end))
}

/// Generates the quick reader of a record. It looks for the fields in their usual order; if they
/// come in another order, it starts again from the first one, until no field is left or one is
/// unknown.
macro_rules! quick {
    (
        $life:lifetime, $name:ident $(<$own:lifetime>)?,
        $($field:ident)*;
        $($local:ident: $kind:ty = $key:literal,)*;
        $($written:ident)*
    ) => {
        impl<$life> $crate::catalog::claim_scan::quick::Quick<$life> for $name $(<$own>)? {
            fn quick(
                from: &mut $crate::json::JsonCursor<$life>,
            ) -> Option<Self> {
                /// The keys as JSON writes them, by the names of the fields.
                struct FieldKeys;
                #[allow(non_upper_case_globals, reason = "named as their fields")]
                impl FieldKeys {
                    $(const $local: &'static str = concat!("\"", $key, "\"");)*
                }
                $(let mut $local: Option<$kind> = None;)*
                from.token(b'{')?;
                let mut more = !from.closes(b'}');
                'members: while more {
                    let before = from.at();
                    $(if from.key(FieldKeys::$written) {
                        $crate::catalog::claim_scan::quick::once(&mut $written, from)?;
                        more = from.goes_on(b'}')?;
                        if !more {
                            break 'members;
                        }
                    })*
                    if from.at() == before {
                        return None;
                    }
                }
                $(let $field = $crate::catalog::claim_scan::quick::or_absent($field)?;)*
                Some($name { $($field,)* unknown: 0 })
            }
        }
    };
}
pub(super) use quick;

/// Reads a field's value into its place, and gives up if the place is filled.
#[inline]
pub(super) fn once<'a, T: Quick<'a>>(
    place: &mut Option<T>,
    from: &mut JsonCursor<'a>,
) -> Option<()> {
    if place.is_some() {
        return None;
    }
    *place = Some(T::quick(from)?);
    Some(())
}

/// Returns the value, or the default of a missing field.
#[inline]
pub(super) fn or_absent<T: ScannedPart>(value: Option<T>) -> Option<T> {
    value.or_else(|| T::absent::<serde::de::value::Error>("").ok())
}

impl<'a, T: Quick<'a>> Quick<'a> for Option<T> {
    #[inline]
    fn quick(from: &mut JsonCursor<'a>) -> Option<Self> {
        if from.word("null") { Some(None) } else { T::quick(from).map(Some) }
    }
}

/// The initial capacity of a list.
const A_FEW: usize = 4;

impl<'a, T: Quick<'a>> Quick<'a> for Vec<T> {
    fn quick(from: &mut JsonCursor<'a>) -> Option<Self> {
        from.token(b'[')?;
        if from.closes(b']') {
            return Some(Vec::new());
        }
        let mut list = Vec::with_capacity(A_FEW);
        loop {
            list.push(T::quick(from)?);
            if !from.goes_on(b']')? {
                return Some(list);
            }
        }
    }
}

impl<'a, T: Quick<'a>> Quick<'a> for Each<T> {
    fn quick(from: &mut JsonCursor<'a>) -> Option<Self> {
        from.token(b'[')?;
        let mut more = !from.closes(b']');
        while more {
            T::quick(from)?;
            more = from.goes_on(b']')?;
        }
        Some(Each::all_known())
    }
}

impl<'a> Quick<'a> for JsonString<'a> {
    #[inline]
    fn quick(from: &mut JsonCursor<'a>) -> Option<Self> {
        from.text().map(JsonString)
    }
}

impl Quick<'_> for ValidText {
    #[inline]
    fn quick(from: &mut JsonCursor) -> Option<Self> {
        from.pass_text().map(|()| ValidText)
    }
}

impl Quick<'_> for ScannedNumberOrText {
    fn quick(from: &mut JsonCursor) -> Option<Self> {
        if from.peek() == Some(b'"') {
            from.pass_text()?;
        } else {
            from.whole()?;
        }
        Some(ScannedNumberOrText)
    }
}

impl Quick<'_> for Any {
    /// Gives up, because foreign data is never plain.
    fn quick(_: &mut JsonCursor) -> Option<Self> {
        None
    }
}

impl Quick<'_> for bool {
    fn quick(from: &mut JsonCursor) -> Option<Self> {
        if from.word("true") { Some(true) } else { from.word("false").then_some(false) }
    }
}

impl Quick<'_> for u64 {
    #[inline]
    fn quick(from: &mut JsonCursor) -> Option<Self> {
        from.whole()
    }
}

impl Quick<'_> for [u64; 2] {
    fn quick(from: &mut JsonCursor) -> Option<Self> {
        from.token(b'[')?;
        from.blanks();
        let first = from.whole()?;
        let second = from.goes_on(b']')?.then(|| from.whole())??;
        (!from.goes_on(b']')?).then_some([first, second])
    }
}

macro_rules! terms {
    ($($list:ty)*) => {
        $(impl Quick<'_> for $list {
            #[inline]
            fn quick(from: &mut JsonCursor) -> Option<Self> {
                Self::from_name(from.plain_text()?)
            }
        })*
    };
}
terms! { ClaimKind EvidenceKind QuoteIs ReliabilityLevel Scope Stance Status }
