//! Checks of single values: texts, dates, addresses, ids.

use unicode_normalization::is_nfc;

use crate::claim::PartialDate;
use crate::input::Severity;
use crate::text::{flag_length, is_web_address};

/// A problem of a value: its severity, its description (which follows the field's name) and a
/// suggestion.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ValueFault {
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) help: String,
}

fn error(message: impl Into<String>, help: impl Into<String>) -> ValueFault {
    ValueFault { severity: Severity::Error, message: message.into(), help: help.into() }
}

pub(super) fn warning(message: impl Into<String>, help: impl Into<String>) -> ValueFault {
    ValueFault { severity: Severity::Warning, message: message.into(), help: help.into() }
}

/// Returns the largest number of characters that a field should hold.
fn limit(record: &str, field: &str) -> usize {
    match (record, field) {
        ("Claim", "text") => 1_000,
        (_, "name" | "title") => 300,
        (_, "quote" | "excerpt") => 10_000,
        _ => 20_000,
    }
}

fn is_prose(record: &str, field: &str) -> bool {
    match field {
        "text" => record != "Claim",
        "what" => record == "History",
        _ => matches!(
            field,
            "description"
                | "method"
                | "licence"
                | "note"
                | "notes"
                | "quote"
                | "excerpt"
                | "summary"
                | "answers"
                | "before"
        ),
    }
}

type Kind = fn(char) -> bool;

/// Returns the problems of a text for people.
pub(super) fn text_faults(record: &str, field: &str, text: &str) -> Vec<ValueFault> {
    if text.chars().all(|character| character.is_whitespace() || is_invisible(character)) {
        let what = if text.is_empty() { "is empty" } else { "is blank" };
        return vec![error(what, "write a value, or omit the field")];
    }
    if text.len() <= 300 && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Vec::new();
    }
    let mut faults: Vec<ValueFault> = Vec::new();
    let kinds: [(Kind, &str, &str); 3] = [
        (is_control, "contains a control character", "remove it: readers can’t see it"),
        (
            is_bidi,
            "contains a character that changes the text direction",
            "remove it if the text reads correctly without it",
        ),
        (is_invisible, "contains an invisible character", "remove it, or write what was meant"),
    ];
    for (is_kind, message, help) in kinds {
        let first = without_flags(text).find(|character| is_kind(*character));
        faults.extend(first.map(|first| warning(format!("{message}, {}", code(first)), help)));
    }
    if !is_prose(record, field) && text.contains(['\n', '\t']) {
        let what = if text.contains('\n') { "a line break" } else { "a tab" };
        faults.push(warning(
            format!("contains {what} in a single-line field"),
            "write a space there",
        ));
    }
    if !is_nfc(text) {
        faults.push(warning(
            "is not in Unicode’s composed form (NFC)",
            "normalise the text: é as one character, not e and an accent",
        ));
    }
    faults.extend(too_long(record, field, text));
    faults
}

fn too_long(record: &str, field: &str, text: &str) -> Option<ValueFault> {
    let most = limit(record, field);
    let length = if text.len() > most { text.chars().count() } else { 0 };
    let message = || format!("has {length} characters, more than {most}");
    (length > most).then(|| warning(message(), "shorten it, or quote only what matters"))
}

fn code(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// Returns the characters of a text without those of flags, whose tags can't be seen and are no
/// mistake.
fn without_flags(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while let Some(length) = flag_length(rest) {
            rest = &rest[length..];
        }
        let mut chars = rest.chars();
        let next = chars.next();
        rest = chars.as_str();
        next
    })
}

fn is_control(character: char) -> bool {
    character.is_control() && character != '\n' && character != '\t'
        || matches!(character, '\u{2028}' | '\u{2029}')
}

fn is_bidi(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}')
}

pub(super) fn date_fault(text: &str) -> Option<ValueFault> {
    if text.is_empty() {
        let help = "write null if the date was looked for and not found, or omit the field";
        return Some(error("is an empty date", help));
    }
    let fault = PartialDate(text.to_owned()).bounds().err()?;
    Some(error(
        format!("{} {fault}", quoted(text)),
        "2018, 2018-05, 2018-05-31 and 2018-05-31T14:00:00+02:00 are dates",
    ))
}

/// Returns the problem of an address. It must begin with http:// or https://, name a host and hold
/// no blank, or else the explorer doesn't link it.
pub(super) fn url_fault(url: &str) -> Option<ValueFault> {
    if is_web_address(url) {
        return None;
    }
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    let message = if !is_web {
        format!("{} is not an http or https address", quoted(url))
    } else if url.contains(char::is_whitespace) {
        return Some(error(format!("{} contains a space", quoted(url)), "write %20 for it"));
    } else if url.contains(char::is_control) {
        format!("{} contains a control character", quoted(url))
    } else {
        format!("{} has no host name", quoted(url))
    };
    Some(error(message, "write the whole address: https://example.org/page"))
}

/// Returns a foreign text for use in a sentence: bounded, in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", clipped(text))
}

/// Returns the beginning of a foreign text: at most 80 characters.
pub(super) fn clipped(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_need_http_and_a_host() {
        for good in
            ["https://a.example", "HTTP://a.example:80/b?c#d", "https://[::1]/", "http://u:p@h/"]
        {
            assert_eq!(url_fault(good), None, "{good}");
        }
        for bad in ["", "a.example", "ftp://a.example", "javascript:alert(1)", "//a.example"] {
            assert!(url_fault(bad).unwrap().message.contains("is not an http"), "{bad}");
        }
        for bad in ["https://", "https:///path", "http://:80/", "https://u@/"] {
            assert!(url_fault(bad).unwrap().message.contains("has no host name"), "{bad}");
        }
        assert!(url_fault("https://a.example/b c").unwrap().message.contains("contains a space"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text: String) {
            text_faults("Claim", "text", &text);
            date_fault(&text);
            url_fault(&text);
            prop_assert!(clipped(&text).chars().count() <= 81);
        }
    }
}
