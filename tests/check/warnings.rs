//! Tests of every warning that `check` reports: what is allowed, but most likely a mistake.

use gainsay::input::Severity;

use crate::{SOUND, check, plant};

#[test]
fn a_control_character_is_a_warning() {
    for escape in [r"\u001b", r"\u009b", r"\u007f", r"\u2028"] {
        let code = escape.trim_start_matches("\\u").to_uppercase();
        let text = format!(r#""It{escape}says""#);
        plant(r#""It says so.""#, &text, r#""It"#)
            .warning("c1#e1", &format!("control character, U+{code}"));
    }
}

#[test]
fn a_bidi_control_is_a_warning() {
    plant(r#""It says so.""#, "\"It \u{202e}says\"", r#""It"#)
        .warning("c1#e1", "the text direction, U+202E");
}

#[test]
fn an_invisible_character_is_a_warning() {
    for character in ['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{e0041}'] {
        plant(r#""It says so.""#, &format!("\"It {character}says\""), r#""It"#)
            .warning("c1#e1", "invisible character");
    }
}

#[test]
fn a_line_break_or_tab_in_a_field_of_one_line_is_a_warning() {
    plant(r#""Meta did it.""#, r#""Meta\ndid it.""#, r#""Meta"#)
        .warning("c1", "a line break in a single-line field");
    plant(r#""name": "Meta""#, r#""name": "Me\tta""#, r#""Me"#)
        .warning("agent meta", "a tab in a single-line field");
    assert_eq!(check(&SOUND.replacen("It says so.", "It\\n\\tsays so.", 1)), []);
}

#[test]
fn a_text_that_is_not_nfc_is_a_warning() {
    plant(r#""It says so.""#, "\"Cafe\u{301}\"", "\"Caf").warning("c1#e1", "NFC");
}

#[test]
fn a_text_that_is_too_long_is_a_warning() {
    let long = |count: usize| format!("\"{}\"", "é".repeat(count));
    for (from, most, address) in [
        (r#""Meta did it.""#, 1_000, "c1"),
        (r#""Meta"}"#, 300, "agent meta"),
        (r#""It says so.""#, 20_000, "c1#e1"),
    ] {
        let ending = if from.ends_with('}') { "}" } else { "" };
        let fits = SOUND.replacen(from, &(long(most) + ending), 1);
        assert_eq!(check(&fits), []);
        plant(from, &(long(most + 1) + ending), "\"é")
            .warning(address, &format!("more than {most}"));
    }
    let quote = |count| format!(r#""quote": {}"#, long(count));
    assert_eq!(check(&SOUND.replacen(r#""note": "No.""#, &quote(10_000), 1)), []);
    plant(r#""note": "No.""#, &quote(10_001), "\"é").warning("c1#n1", "more than 10000");
}

#[test]
fn a_claim_without_evidence_or_denial_is_a_warning() {
    let text = SOUND.replacen(
        r#", "evidence": [{"id": "e1", "kind": "other", "stance": "context", "summary": "S."}]"#,
        "",
        1,
    );
    let found = check(&text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].line, found[0].column), (11, 2));
    assert_eq!((found[0].address.as_deref(), found[0].severity), (Some("c2"), Severity::Warning));
    assert!(found[0].message.contains("neither evidence nor denial"));
}

#[test]
fn two_claims_with_the_same_text_are_a_warning() {
    plant(r#""Meta did more.""#, r#""META  did: it!""#, r#""META"#)
        .warning("c2", "has the same text as `c1`");
}

#[test]
fn a_status_that_its_record_contradicts_is_a_warning() {
    let full = r#""scope": "full""#;
    let text = SOUND.replacen(full, r#""scope": "no-comment""#, 1);
    let found = check(&text);
    assert_eq!((found.len(), found[0].line, found[0].column), (1, 7, 59), "{found:?}");
    assert!(found[0].message.contains("is `disputed`, but"));
    let status = |status: &str, message: &str| {
        let to = format!(r#""status": "{status}""#);
        plant(r#""status": "disputed""#, &to, &format!("\"{status}\"")).warning("c1", message);
    };
    status("unanswered", "is `unanswered`, but");
    let refuted = text.replacen("disputed", "refuted", 1);
    assert!(check(&refuted)[0].message.contains("is `refuted`, but"));
    let corroborated =
        SOUND.replacen("disputed", "corroborated", 1).replacen("supports", "context", 1);
    assert!(check(&corroborated)[0].message.contains("is `corroborated`, but"));
    for sound in ["corroborated", "refuted", "open"] {
        assert_eq!(check(&SOUND.replacen("disputed", sound, 1)), []);
    }
    let undercut = text.replacen("supports", "undercuts", 1);
    assert_eq!(check(&undercut), []);
}
