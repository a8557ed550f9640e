//! The forms of language tags, currencies and numbers, and how to write what was meant.

use super::value::{ValueFault, quoted, warning};

/// Names of languages and their codes, for suggestions.
const LANGUAGES: [(&str, &str); 24] = [
    ("arabic", "ar"),
    ("bengali", "bn"),
    ("chinese", "zh"),
    ("czech", "cs"),
    ("deutsch", "de"),
    ("dutch", "nl"),
    ("english", "en"),
    ("español", "es"),
    ("français", "fr"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hindi", "hi"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("russian", "ru"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
];

/// Signs and names of currencies and their codes, for suggestions.
const CURRENCIES: [(&str, &str); 15] = [
    ("$", "USD if these are US dollars"),
    ("dollar", "USD if these are US dollars"),
    ("dollars", "USD if these are US dollars"),
    ("us$", "USD"),
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("£", "GBP if these are British pounds"),
    ("pound", "GBP if these are British pounds"),
    ("pounds", "GBP if these are British pounds"),
    ("¥", "JPY for yen, CNY for yuan"),
    ("yen", "JPY"),
    ("yuan", "CNY"),
    ("₹", "INR"),
    ("₽", "RUB"),
];

/// Returns the problem of a text that must have a certain form.
pub(super) fn form_fault(record: &str, field: &str, text: &str) -> Option<ValueFault> {
    match (record, field) {
        (_, "lang" | "language") => language_fault(text),
        ("Amount", "currency") => currency_fault(text),
        _ => None,
    }
}

/// Checks the form of a tag (RFC 5646, section 2.1), not whether its parts are registered.
fn language_fault(text: &str) -> Option<ValueFault> {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let is_language =
        matches!(first.len(), 2 | 3) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_private = matches!(first, "x" | "i") && text.len() > 2;
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if text.trim().is_empty() || ((is_language || is_private) && parts.all(is_part)) {
        return None;
    }
    let lower = text.trim().to_lowercase();
    let named = LANGUAGES.iter().find(|(name, _)| *name == lower).map(|(_, code)| *code);
    let hyphened = text.trim().replace('_', "-");
    let help = match named {
        Some(code) => format!("write `{code}`"),
        None if hyphened != text && language_fault(&hyphened).is_none() => {
            format!("write `{hyphened}`")
        }
        None => "write a tag of BCP 47, such as en, de or pt-BR".to_owned(),
    };
    Some(warning(format!("{} is not a language tag", quoted(text)), help))
}

fn currency_fault(text: &str) -> Option<ValueFault> {
    let is_code = |text: &str| text.len() == 3 && text.bytes().all(|it| it.is_ascii_uppercase());
    if text.trim().is_empty() || is_code(text) {
        return None;
    }
    let lower = text.trim().to_lowercase();
    let named = CURRENCIES.iter().find(|(name, _)| *name == lower).map(|(_, code)| *code);
    let upper = text.trim().to_uppercase();
    let help = match named {
        Some(code) => format!("write {code}"),
        None if is_code(&upper) => format!("write {upper}"),
        None => "write the code of ISO 4217, such as USD, EUR or GBP".to_owned(),
    };
    Some(warning(format!("{} is not a currency code", quoted(text)), help))
}

/// Returns the number that a text such as `$1,500`, `5 million` or `2.5%` means, as JSON writes it;
/// `None` if the text holds anything else that could change the number.
pub(super) fn written_number(text: &str) -> Option<String> {
    let text = text.trim().replace('−', "-").to_lowercase();
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = text.split_at(start);
    let is_inner = |c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}')
    };
    let number = &rest[..rest.find(|c| !is_inner(c)).unwrap_or(rest.len())];
    let after = rest[number.len()..].trim();
    if before.contains('.') || after.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let sign = match before.matches('-').count() {
        0 => "",
        1 if before.trim_end_matches(['$', '€', '£', '¥', ' ']).ends_with('-') => "-",
        _ => return None,
    };
    let zeros = match after.split_whitespace().next().unwrap_or_default() {
        "thousand" | "k" => 3,
        "million" | "millions" | "m" | "mn" => 6,
        "billion" | "billions" | "bn" => 9,
        "trillion" | "trillions" | "tn" => 12,
        _ => 0,
    };
    let number = shifted(&plain_number(number)?, zeros);
    Some(format!("{sign}{number}"))
}

/// Returns digits with at most one decimal point. Commas group three digits each, in texts in
/// English; where a comma or a point could mean either, the number is unknown.
fn plain_number(text: &str) -> Option<String> {
    let text: String = text
        .trim_end_matches([' ', '.', ',', '\'', '’', '\u{a0}', '\u{202f}'])
        .chars()
        .filter(|c| !matches!(c, ' ' | '\'' | '’' | '\u{a0}' | '\u{202f}'))
        .collect();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut is_grouped = false;
    let are_groups = groups.all(|group| {
        is_grouped = true;
        group.len() == 3
    });
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = !is_grouped || (1..=3).contains(&first.len());
    // A point before three digits may group them, unless commas do.
    let is_clear = is_grouped || fraction.len() != 3;
    let whole = whole.replace(',', "");
    let is_number = are_groups && is_short && is_clear && is_plain(&whole) && is_plain(fraction);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if fraction.is_empty() { "" } else { "." };
    is_number.then(|| format!("{whole}{dot}{fraction}"))
}

/// Returns a decimal number times a power of ten, without rounding.
fn shifted(number: &str, zeros: usize) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let moved = fraction.len().min(zeros);
    let (moved, rest) = fraction.split_at(moved);
    let padding = "0".repeat(zeros - moved.len());
    let whole = format!("{whole}{moved}{padding}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if rest.is_empty() { "" } else { "." };
    format!("{whole}{dot}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn language_tags_have_the_form_of_bcp_47() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "gsw", "es-419", "x-klingon", "sl-rozaj-biske"] {
            assert_eq!(language_fault(tag), None, "{tag}");
        }
        for (text, help) in [
            ("English", "`en`"),
            ("en_US", "`en-US`"),
            ("e", "BCP 47"),
            ("en-", "BCP 47"),
            ("en us", "BCP 47"),
        ] {
            let fault = language_fault(text).unwrap();
            assert!(fault.help.contains(help), "{text}: {}", fault.help);
        }
    }

    #[test]
    fn currencies_have_three_capitals() {
        assert_eq!(currency_fault("USD"), None);
        for (text, help) in
            [("usd", "write USD"), ("$", "USD if"), ("Euro", "write EUR"), ("dirhams", "ISO 4217")]
        {
            assert!(currency_fault(text).unwrap().help.contains(help), "{text}");
        }
    }

    #[test]
    fn a_number_in_words_is_written_in_digits() {
        for (text, number) in [
            ("5000", "5000"),
            ("5 million", "5000000"),
            ("$1,500", "1500"),
            ("1.25bn", "1250000000"),
            ("2.5%", "2.5"),
            ("-3", "-3"),
            ("12’000 CHF", "12000"),
            ("1,234.567", "1234.567"),
            ("0.5 million people", "500000"),
        ] {
            assert_eq!(written_number(text).as_deref(), Some(number), "{text}");
        }
        for text in ["", "many", "1.500", "1,5", "2018-2019", "5 or 6", "1,23,456", "No. 7"] {
            assert_eq!(written_number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_suggested_is_a_number(text in "[-$€0-9.,’ km%]{0,12}|\\PC{0,12}") {
            form_fault("Claim", "lang", &text);
            form_fault("Amount", "currency", &text);
            if let Some(number) = written_number(&text) {
                prop_assert!(serde_json::from_str::<serde_json::Number>(&number).is_ok(), "{}", number);
            }
        }
    }
}
