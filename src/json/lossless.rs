//! Reads the JSON of one record without losses.
//!
//! If a key stands twice in an object, `serde_json` keeps only the last value; here the other
//! values stay beside it under names of their own. If a number has more digits than a double holds,
//! `serde_json` keeps the double; here the number becomes a text of its digits. The result counts
//! both.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::string_length;

/// A parsed record, with counts of what was changed to keep it.
#[derive(Debug, PartialEq)]
pub(crate) struct Whole {
    pub(crate) value: Value,
    /// The number of values whose key stood again in the same object.
    pub(crate) twice: usize,
    /// The number of numbers that became texts.
    pub(crate) numbers: usize,
    /// The greatest nesting of lists and objects.
    pub(crate) depth: usize,
}

pub(crate) fn read(bytes: &[u8]) -> serde_json::Result<Whole> {
    match parse(bytes) {
        Ok((value, seen)) if !seen.floats => Ok(Whole::of((value, seen), 0)),
        // A number may be too large for a double, or have lost digits.
        first => match quoted(bytes) {
            Some((written, numbers)) => {
                // Quoting must not turn invalid JSON into valid JSON; this check ignores the size
                // of numbers.
                serde_json::from_slice::<IgnoredAny>(bytes)?;
                parse(&written).map(|parsed| Whole::of(parsed, numbers))
            }
            None => first.map(|parsed| Whole::of(parsed, 0)),
        },
    }
}

impl Whole {
    fn of((value, seen): (Value, JsonLosses), numbers: usize) -> Self {
        Self { value, twice: seen.twice, numbers, depth: seen.deepest }
    }
}

fn parse(bytes: &[u8]) -> serde_json::Result<(Value, JsonLosses)> {
    let mut seen = JsonLosses::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = LosslessParser(&mut seen).deserialize(&mut json)?;
    json.end()?;
    Ok((value, seen))
}

/// The counts that the parser keeps while it reads.
#[derive(Debug, Default)]
struct JsonLosses {
    twice: usize,
    floats: bool,
    depth: usize,
    deepest: usize,
}

impl JsonLosses {
    fn deeper(&mut self) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
    }
}

/// Parses a value and counts what `serde_json` would lose.
struct LosslessParser<'s>(&'s mut JsonLosses);

impl<'de> DeserializeSeed<'de> for LosslessParser<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for LosslessParser<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.0.floats = true;
        Number::from_f64(value).map(Value::from).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        self.0.deeper();
        while let Some(value) = elements.next_element_seed(LosslessParser(&mut *self.0))? {
            list.push(value);
        }
        self.0.depth -= 1;
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        // Small objects then need no reallocation, which would move their members.
        let mut map = Map::with_capacity(7);
        let mut number = 0;
        self.0.deeper();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(LosslessParser(&mut *self.0))?;
            match map.entry(key) {
                Entry::Vacant(new) => {
                    new.insert(value);
                }
                Entry::Occupied(known) if *known.get() == value => {}
                Entry::Occupied(mut known) => {
                    self.0.twice += 1;
                    let (key, before) = (known.key().clone(), known.insert(value));
                    keep(&mut map, &key, before, &mut number);
                }
            }
        }
        self.0.depth -= 1;
        Ok(map.into())
    }
}

/// Keeps a value whose key stands again, as `key #1` or with the next number that is free in this
/// object.
fn keep(map: &mut Map<String, Value>, key: &str, value: Value, number: &mut usize) {
    loop {
        *number += 1;
        let name = format!("{key} #{number}");
        if !map.contains_key(&name) {
            map.insert(name, value);
            return;
        }
    }
}

/// Returns the JSON with the numbers quoted that a double doesn’t hold, and their count. Returns
/// `None` if there are none.
fn quoted(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut out = Vec::new();
    let (mut copied, mut at, mut count) = (0, 0, 0);
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let length = match byte {
            b'"' => string_length(rest),
            b'-' | b'0'..=b'9' => number(rest),
            _ => 1,
        };
        let token = rest.get(..length).unwrap_or(rest);
        if *byte != b'"' && length > 1 && !is_held(token) {
            out.extend_from_slice(&bytes[copied..at]);
            out.push(b'"');
            out.extend_from_slice(token);
            out.push(b'"');
            copied = at + length;
            count += 1;
        }
        at += length;
    }
    out.extend_from_slice(&bytes[copied..]);
    (count > 0).then_some((out, count))
}

/// Returns the length in bytes of the number that begins here.
fn number(bytes: &[u8]) -> usize {
    let is_in = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    bytes.iter().position(|byte| !is_in(byte)).unwrap_or(bytes.len())
}

/// Returns true if parsing a number loses nothing. Returns true for invalid numbers too: the parser
/// reports them.
fn is_held(token: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(token) else { return true };
    if text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok() {
        return true;
    }
    let read = text.parse::<f64>().ok().and_then(Number::from_f64).map(|read| read.to_string());
    // Most numbers are written as serde would write them.
    if read.as_deref() == Some(text) {
        return true;
    }
    let Some(decimal) = Decimal::read(text) else { return true };
    read.and_then(|read| Decimal::read(&read)) == Some(decimal)
}

/// A number as it is written: its digits without zeros at either end, and the power of ten of the
/// last digit.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    is_negative: bool,
    digits: String,
    power: i64,
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix('-');
        let (mantissa, power) = match unsigned.unwrap_or(text).split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, power.parse::<i64>().unwrap_or(i64::MAX)),
            None => (unsigned.unwrap_or(text), 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{part}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let kept = digits.trim_end_matches('0');
        let zeros = i64::try_from(digits.len() - kept.len()).ok()?;
        let power = power.saturating_add(zeros).saturating_sub(i64::try_from(part.len()).ok()?);
        let kept = kept.trim_start_matches('0').to_owned();
        let is_zero = kept.is_empty();
        let power = if is_zero { 0 } else { power };
        Some(Self { is_negative: unsigned.is_some() && !is_zero, digits: kept, power })
    }
}

/// Estimates the size of a value in bytes.
pub(crate) fn weight(value: &Value) -> usize {
    let within = match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        _ => 0,
    };
    within + size_of::<Value>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn whole(text: &str) -> (Value, usize, usize) {
        let Whole { value, twice, numbers, .. } = read(text.as_bytes()).unwrap();
        (value, twice, numbers)
    }

    #[test]
    fn a_key_that_stands_twice_loses_no_value() {
        assert_eq!(
            whole(r#"{"a": 1, "b": 0, "a": [2], "a": 3, "a #1": "x"}"#),
            (json!({"a": 3, "b": 0, "a #1": "x", "a #2": [2], "a #1 #3": 1}), 3, 0)
        );
        assert_eq!(whole(r#"[{"a": 1, "a": 1}]"#), (json!([{"a": 1}]), 0, 0));
    }

    #[test]
    fn numbers_keep_their_digits() {
        for long in [
            "123456789012345678901",
            "-98765432109876543210.5",
            "0.1000000000000000055511151231257827",
            "1e400",
            "1E-400",
            "1e99999999999999999999",
            "3.14159265358979323846264338327950288",
        ] {
            let text = format!(r#"{{"a \" 1e400": [{long}], "b": 0.5}}"#);
            assert_eq!(whole(&text), (json!({"a \" 1e400": [long], "b": 0.5}), 0, 1), "{long}");
        }
        for short in ["1.10", "1e2", "-0", "0.0", "0e9", "18446744073709551615", "0.1", "5e-324"] {
            let value: Value = serde_json::from_str(short).unwrap();
            assert_eq!(whole(short), (value, 0, 0), "{short}");
        }
    }

    #[test]
    fn what_is_no_json_stays_so() {
        for text in [
            "",
            "[1e400",
            "{\"a\":1e400,}",
            "1 2",
            "01.5",
            "1.2.3",
            "--1e999",
            "\"",
            "-",
            "1.5e",
            "1.5e+",
            "1e5-3",
            "01e400",
            "{123456789012345678901234:1}",
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        for text in ["[1,\n1.5,\n tru]", "[1,\n1e400,\n tru]"] {
            let error = read(text.as_bytes()).unwrap_err();
            assert_eq!((error.line(), error.column()), (3, 5));
        }
        assert_eq!(read(b"[1e400, 1e999, 5 6]").unwrap_err().column(), 18);
        assert_eq!(read(b"[{\"a\": []}, 1]").unwrap().depth, 3);
    }

    proptest! {
        #[test]
        fn what_serde_json_reads_without_loss_is_read_alike(
            texts in prop::collection::vec((any::<String>(), any::<f64>(), any::<i64>()), 0..6),
        ) {
            let texts = texts.into_iter().filter(|(_, float, _)| float.is_finite());
            let value = json!(texts.collect::<Vec<_>>());
            prop_assert_eq!(whole(&value.to_string()), (value, 0, 0));
        }

        #[test]
        fn a_number_is_itself_or_its_digits(text in "-?[1-9][0-9]{0,24}(\\.[0-9]{1,24})?(e-?[0-9]{1,3})?") {
            let (value, _, numbers) = whole(&text);
            match value {
                Value::String(kept) => prop_assert_eq!((kept, numbers), (text, 1)),
                number => prop_assert_eq!(Decimal::read(&number.to_string()), Decimal::read(&text)),
            }
        }

        #[test]
        fn any_text_is_answered(text in "[\\[\\]{}:,\"\\\\0-9eE.+-]{0,40}") {
            let ours = read(text.as_bytes()).is_ok();
            prop_assert!(ours || serde_json::from_str::<Value>(&text).is_err());
            prop_assert!(!ours || serde_json::from_str::<IgnoredAny>(&text).is_ok());
        }
    }
}
