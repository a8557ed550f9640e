//! The quick way to a sketch: bytes read by hand, for claims of the plain shape that writers
//! give nearly all of them.
//!
//! It gives up on whatever is unusual: unknown and repeated fields, foreign data, numbers that
//! aren’t a few digits, escapes in keys and in words of closed lists, halves of characters. What
//! it does read, serde’s way reads too, with the same values; the tests hold both to that. It
//! knows nothing of why a record is no claim.

mod cursor;
mod text;

use crate::claim::{
    ClaimKind, EvidenceKind, QuoteIs, ReliabilityLevel, Scope, Stance, Status, Vocabulary,
};

use super::part::{Any, Each, Passed, ScannedNumberOrText, ScannedPart, ScannedText};
use super::{ClaimScan, ScannedLine};
pub(super) use cursor::RecordCursor;

/// What can be read the quick way.
pub(super) trait Quick<'a>: Sized {
    /// Reads a value that begins where the cursor stands. `None` gives up, wherever the cursor
    /// stands then.
    fn quick(from: &mut RecordCursor<'a>) -> Option<Self>;
}

/// Reads a claim’s record, or gives up.
pub(super) fn record(text: &str) -> Option<ClaimScan<'_>> {
    let mut from = RecordCursor::new(text);
    from.blanks();
    let sketch = ClaimScan::quick(&mut from);
    from.blanks();
    if from.rest.is_empty() { sketch } else { None }
}

/// Reads a line that holds a claim, or gives up.
pub(super) fn line(line: &str) -> Option<ScannedLine<'_>> {
    let mut from = RecordCursor::new(line);
    from.blanks();
    from.token(b'{')?;
    from.blanks();
    let start = from.key("\"claim\"").then(|| from.at())?;
    let sketch = ClaimScan::quick(&mut from)?;
    let end = from.at();
    from.blanks();
    from.token(b'}')?;
    from.rest.is_empty().then_some(ScannedLine::Claim(sketch, start..end))
}

/// Makes the quick reader of a record. The fields are looked for in the order in which they are
/// written as a rule; where they stand in another, from the first one again, and so on until
/// none is left, or one that the format does not know.
macro_rules! quick {
    (
        $life:lifetime, $name:ident $(<$own:lifetime>)?,
        $($field:ident)*;
        $($local:ident: $kind:ty = $key:literal,)*;
        $($written:ident)*
    ) => {
        impl<$life> $crate::catalog::claim_scan::quick::Quick<$life> for $name $(<$own>)? {
            fn quick(
                from: &mut $crate::catalog::claim_scan::quick::RecordCursor<$life>,
            ) -> Option<Self> {
                /// The keys as they stand in JSON, each by its field’s name.
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

/// Reads a field’s value into its place, which must be empty still.
#[inline]
pub(super) fn once<'a, T: Quick<'a>>(
    place: &mut Option<T>,
    from: &mut RecordCursor<'a>,
) -> Option<()> {
    if place.is_some() {
        return None;
    }
    *place = Some(T::quick(from)?);
    Some(())
}

/// The value, or what stands for it where its field is missing.
#[inline]
pub(super) fn or_absent<T: ScannedPart>(value: Option<T>) -> Option<T> {
    value.or_else(|| T::absent::<serde::de::value::Error>("").ok())
}

impl<'a, T: Quick<'a>> Quick<'a> for Option<T> {
    #[inline]
    fn quick(from: &mut RecordCursor<'a>) -> Option<Self> {
        if from.word("null") { Some(None) } else { T::quick(from).map(Some) }
    }
}

/// How many members a list is given room for at first.
const A_FEW: usize = 4;

impl<'a, T: Quick<'a>> Quick<'a> for Vec<T> {
    fn quick(from: &mut RecordCursor<'a>) -> Option<Self> {
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
    fn quick(from: &mut RecordCursor<'a>) -> Option<Self> {
        from.token(b'[')?;
        let mut more = !from.closes(b']');
        while more {
            T::quick(from)?;
            more = from.goes_on(b']')?;
        }
        Some(Each::all_known())
    }
}

impl<'a> Quick<'a> for ScannedText<'a> {
    #[inline]
    fn quick(from: &mut RecordCursor<'a>) -> Option<Self> {
        from.text().map(ScannedText)
    }
}

impl Quick<'_> for Passed {
    #[inline]
    fn quick(from: &mut RecordCursor) -> Option<Self> {
        from.pass_text().map(|()| Passed)
    }
}

impl Quick<'_> for ScannedNumberOrText {
    fn quick(from: &mut RecordCursor) -> Option<Self> {
        if from.peek() == Some(b'"') {
            from.pass_text()?;
        } else {
            from.whole()?;
        }
        Some(ScannedNumberOrText)
    }
}

impl Quick<'_> for Any {
    /// Foreign data is never plain.
    fn quick(_: &mut RecordCursor) -> Option<Self> {
        None
    }
}

impl Quick<'_> for bool {
    fn quick(from: &mut RecordCursor) -> Option<Self> {
        if from.word("true") { Some(true) } else { from.word("false").then_some(false) }
    }
}

impl Quick<'_> for u64 {
    #[inline]
    fn quick(from: &mut RecordCursor) -> Option<Self> {
        from.whole()
    }
}

impl Quick<'_> for [u64; 2] {
    fn quick(from: &mut RecordCursor) -> Option<Self> {
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
            fn quick(from: &mut RecordCursor) -> Option<Self> {
                Self::from_name(from.plain_text()?)
            }
        })*
    };
}
terms! { ClaimKind EvidenceKind QuoteIs ReliabilityLevel Scope Stance Status }
