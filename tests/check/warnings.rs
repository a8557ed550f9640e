//! Tests of every warning that `check` reports: what is allowed, but most likely a mistake.

use gainsay::input::Severity;

use crate::{SOUND, check, plant, plant_in};

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
    let quote = |count| format!(r#""quote_is": "verbatim", "quote": {}"#, long(count));
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
    let verdict = "\n \"verdicts\": [{\"by\": \"paper\", \"label\": \"False\", \"scale\": \"scale\", \"value\": 1, \"date\": \"2018-05\"}]";
    let unrated = |text: &str| text.replacen(&format!(",{verdict}"), "", 1);
    let refuted = unrated(&text.replacen("disputed", "refuted", 1));
    assert!(check(&refuted)[0].message.contains("is `refuted`, but"));
    let corroborated =
        unrated(&SOUND.replacen("disputed", "corroborated", 1).replacen("supports", "context", 1));
    assert!(check(&corroborated)[0].message.contains("is `corroborated`, but"));
    status("open", "is `open`, but");
    for sound in ["corroborated", "refuted"] {
        assert_eq!(check(&SOUND.replacen("disputed", sound, 1)), []);
    }
    let undercut = text.replacen("supports", "undercuts", 1);
    assert_eq!(check(&undercut), []);
}

#[test]
fn a_verdict_counts_as_an_answer() {
    let verdict = r#""verdicts": [{"by": "paper", "label": "False"}]"#;
    let evidence =
        r#""evidence": [{"id": "e1", "kind": "other", "stance": "context", "summary": "S."}]"#;
    assert_eq!(check(&SOUND.replacen(evidence, verdict, 1)), []);
}

#[test]
fn a_quotation_without_its_kind_is_a_warning_unless_it_was_imported() {
    let help = "\"verbatim\" if they are the speaker’s own";
    let planted = plant(r#""note": "No.""#, r#""quote": "No.""#, r#""No.""#);
    planted.is(Severity::Warning, "c1#n1", "`quote` has no `quote_is`", help);
    plant(r#""summary": "It says so.""#, r#""excerpt": "It says so.""#, r#""It"#)
        .warning("c1#e1", "`excerpt` has no `excerpt_is`");
    plant(r#"[{"by": "paper"}]"#, r#"[{"by": "paper", "quote": "They did."}]"#, r#""They"#)
        .warning("c1", "`quote` has no `quote_is`");
    let imported = r#""ext": {"gainsay.import": {}}, "denials": [{"id": "n1", "by": "meta", "scope": "full", "quote": "No."}]"#;
    let denial = r#""denials": [{"id": "n1", "by": "meta", "scope": "full", "note": "No."}]"#;
    assert_eq!(check(&SOUND.replacen(denial, imported, 1)), []);
}

#[test]
fn one_quotation_with_two_scopes_is_a_warning() {
    let quote = |scope: &str| {
        format!(r#""scope": "{scope}", "quote": "We deny it.", "quote_is": "verbatim""#)
    };
    let first = SOUND.replacen(r#""scope": "full", "note": "No.""#, &quote("full"), 1);
    let other = r#""text": "Meta did more.", "made": [{"by": "meta"}],"#;
    let second = |scope: &str| {
        format!(r#"{other} "denials": [{{"id": "n1", "by": "meta", {}}}],"#, quote(scope))
    };
    assert_eq!(check(&first.replacen(other, &second("full"), 1)), []);
    plant_in(&first, other, &second("partial"), r#""partial""#).warning(
        "c2#n1",
        "one quotation of `meta` has two scopes: `partial` here, `full` in line 9",
    );
}

#[test]
fn an_amount_that_is_text_is_a_warning_with_the_number() {
    let amount = |value: &str| format!(r#""amounts": [{{"value": {value}}}], "status""#);
    let planted = plant(r#""status""#, &amount(r#""$5 million""#), r#""$5"#);
    planted.is(Severity::Warning, "c1", "`value` is text, not a number", r#""value": 5000000"#);
    let planted = plant(r#""status""#, &amount(r#""a lot""#), r#""a lot"#);
    planted.is(Severity::Warning, "c1", "`value` is text", "such as 1500000");
    assert_eq!(check(&SOUND.replacen(r#""status""#, &amount("5000000"), 1)), []);
}

#[test]
fn another_spelling_of_a_word_is_a_warning_with_the_word() {
    for (from, to, address, word) in [
        (r#""full""#, r#""Full""#, "c1#n1", "`full`"),
        (r#""widens""#, r#""WIDENS""#, "relation c2 → c1", "`widens`"),
        (r#""low""#, r#""minor""#, "issue i01", "`low`"),
        (r#""organisation""#, r#""Organisation""#, "agent meta", "`organisation`"),
    ] {
        plant(from, to, to).is(Severity::Warning, address, "is spelt", word);
    }
    let silent = r#""scope": "No comment""#;
    let text = SOUND.replacen(r#""scope": "full", "note": "No.""#, silent, 1);
    let text = text.replacen(r#""status": "disputed", "#, "", 1);
    let found = check(&text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].help.as_deref(), Some("write `no-comment`"));
}

#[test]
fn a_currency_and_a_language_have_their_forms() {
    let amount = r#""amounts": [{"value": 5, "currency": "Euro"}], "status""#;
    plant(r#""status""#, amount, r#""Euro""#).is(
        Severity::Warning,
        "c1",
        "`currency` `Euro` is not a currency code",
        "EUR",
    );
    plant(r#""status""#, r#""lang": "English", "status""#, r#""English""#).is(
        Severity::Warning,
        "c1",
        "`lang` `English` is not a language tag",
        "`en`",
    );
}

#[test]
fn a_date_long_after_the_last_change_is_a_warning() {
    let updated = SOUND.replacen(r#""title": "D""#, r#""title": "D", "updated": "2018-06-01""#, 1);
    assert_eq!(check(&updated), []);
    plant_in(&updated, r#""2018-05""#, r#""2108-05""#, r#""2108"#).warning(
        "c1",
        "`2108-05` is more than a year after the dataset’s last change, `2018-06-01`",
    );
    let event = r#""happened": {"date": "2108"}, "status""#;
    assert_eq!(check(&updated.replacen(r#""status""#, event, 1)), []);
}

#[test]
fn a_negative_page_is_a_warning() {
    let locator = r#""summary": "S", "locator": {"page": -3}"#;
    plant(r#""summary": "It says so.""#, locator, "-3")
        .warning("c1#e1", "`page` is negative: `-3`");
}

#[test]
fn a_flag_is_no_invisible_character() {
    let flag: String = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}".into();
    assert_eq!(check(&SOUND.replacen("It says so.", &flag, 1)), []);
    let cut = flag.replace('\u{E007F}', "");
    plant(r#""It says so.""#, &format!("\"{cut}\""), "\"").warning("c1#e1", "invisible character");
}
