//! Reading JSON texts into types, whether keys are repeated or not.

use serde::de::DeserializeOwned;

/// Parses a JSON text. A repeated key doesn't make it unreadable: the last value counts.
pub(crate) fn last_key_wins<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text).or_else(|error| {
        let twice = error.to_string().starts_with("duplicate field");
        let last_wins = || serde_json::from_str(text).and_then(serde_json::from_value);
        twice.then(last_wins).and_then(Result::ok).ok_or(error)
    })
}
