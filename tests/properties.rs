//! Property tests of the explorer with any keys and any text.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use gainsay::app::keymap::Keymap;
use gainsay::app::overlay::Overlay;
use gainsay::app::{Mouse, MouseUse, Msg, Setup};
use gainsay::catalog::{Catalog, Row};
use gainsay::claim::{Address, Dossier};
use gainsay::key::{Code, Key};
use gainsay::page::Page;
use gainsay::session::MarkStore;
use gainsay::text;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::explorer::{Explorer, catalog, document, setup};

fn key() -> impl Strategy<Value = Key> {
    let codes = [
        Code::Enter,
        Code::Esc,
        Code::Tab,
        Code::BackTab,
        Code::Backspace,
        Code::Delete,
        Code::Up,
        Code::Down,
        Code::Left,
        Code::Right,
        Code::Home,
        Code::End,
        Code::PageUp,
        Code::PageDown,
        Code::F(1),
    ];
    let code = prop_oneof![
        3 => prop::sample::select("jkgGJKzn N[]fFLMUsyoei!?m/hl:dtaxo'|^$\"\\".chars().collect::<Vec<_>>()).prop_map(Code::Char),
        2 => prop::sample::select(codes.to_vec()),
        1 => any::<char>().prop_map(Code::Char),
    ];
    (code, prop::bool::weighted(0.1), prop::bool::weighted(0.1), prop::bool::weighted(0.05))
        .prop_map(|(code, ctrl, alt, shift)| Key { code, ctrl, alt, shift })
}

fn message() -> impl Strategy<Value = Msg> {
    let used = prop::sample::select(vec![MouseUse::Press, MouseUse::WheelDown, MouseUse::WheelUp]);
    prop_oneof![
        20 => key().prop_map(Msg::Key),
        2 => prop::sample::select(vec![
            "bridge", "denied-by:mayor", "scope:", "no:denial ", "!toll", "all:council", "x | ", "漢", "\u{202e}", "e\u{301}"
        ]).prop_map(|text| Msg::Paste(text.to_owned())),
        1 => any::<String>().prop_map(Msg::Paste),
        1 => Just(Msg::Facets(Vec::new())),
        1 => Just(Msg::Loaded(None)),
        2 => (1_u16..150, 1_u16..60).prop_map(|(columns, rows)| Msg::Resize(columns, rows)),
        1 => (1_u16..12, 1_u16..8).prop_map(|(columns, rows)| Msg::Resize(columns, rows)),
        2 => (used, 0_u16..150, 0_u16..60).prop_map(|(what, x, y)| Msg::Mouse(Mouse { what, x, y })),
        1 => any::<String>().prop_map(Msg::Notice),
    ]
}

/// Returns whether a character may not be in any cell.
fn harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{2028}' | '\u{2029}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// Asserts what must hold of every screen.
fn sound(explorer: &Explorer) {
    let (buffer, (x, y)) = explorer.frame();
    let area = buffer.area;
    assert!(*x < area.width && *y < area.height, "the cursor is off the screen: {x},{y}");
    for row in 0..area.height {
        let mut column = 0;
        while column < area.width {
            let symbol = buffer[(column, row)].symbol();
            assert!(!symbol.chars().any(harmful), "{symbol:?} at {column},{row}");
            let width = u16::try_from(text::width(symbol)).unwrap();
            assert!(matches!(width, 1 | 2), "{symbol:?} takes {width} columns");
            column += width;
        }
        assert_eq!(column, area.width, "row {row} is too wide");
    }
    if let Some(Overlay::Popup(sheet)) = explorer.app().overlays().last() {
        let inner = explorer.app().overlay_area().1;
        for line in &sheet.lines {
            let whole = sheet.paragraphs[line.paragraph].text();
            let width = line.indent + text::width(&whole[line.range.clone()]);
            assert!(width <= usize::from(inner.width).max(2), "cut: {whole:?}");
        }
    }
    let list = explorer.app().list();
    assert!(list.selected() < list.counts.listed.max(1));
    assert_eq!(list.selected_row().is_some(), list.counts.listed > 0);
}

/// Asserts that each highlighted letter of the list is one of the query's.
fn highlighted_letters_are_in_the_query(explorer: &Explorer) {
    let asked = text::fold(&text::line(explorer.app().search().prompt.text())).to_lowercase();
    let list = explorer.app().list();
    for row in (0..list.counts.listed).filter_map(|rank| list.row(rank)) {
        let clusters: Vec<&str> = text::clusters(&row.text).map(|(_, cluster)| cluster).collect();
        for cluster in &row.matched {
            let cluster = clusters[*cluster as usize];
            let folded = text::fold(cluster).to_lowercase();
            assert!(
                folded.chars().any(|letter| asked.contains(letter)),
                "{cluster:?} is marked for {asked:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_messages_leave_a_valid_screen(
        messages in prop::collection::vec(message(), 0..60), size in (1_u16..130, 1_u16..45),
    ) {
        let start = Setup { size, ..setup() };
        let mut explorer = Explorer::of(catalog(&["harbour.json", "ferry.json", "hostile.json"]), start);
        for message in messages {
            explorer.send(message);
            sound(&explorer);
        }
        highlighted_letters_are_in_the_query(&explorer);
    }

    #[test]
    fn highlighted_letters_are_those_of_the_query(query in "[a-z’éÉ ]{1,8}") {
        let mut explorer = Explorer::new(80, 24);
        explorer.send(Msg::Key(Key::char('/'))).send(Msg::Paste(query));
        highlighted_letters_are_in_the_query(&explorer);
    }

    #[test]
    fn a_screen_of_any_size_is_drawn_within_it(
        (columns, rows) in prop_oneof![(1_u16..12, 1_u16..8), (1_u16..300, 1_u16..100)],
    ) {
        let screens = [
            "", "/ type:inbox api", "/ type:zzzzqqq", "Enter z", "f", "?", "i", "!", "s", "y", "x",
        ];
        for keys in screens {
            sound(Explorer::new(columns, rows).press(keys));
        }
    }
}

proptest! {
    // Each case draws eighty screens.
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_field_is_shown_in_display_form(bytes in prop::collection::vec(any::<u8>(), 0..80), odd in "\\PC{0,12}|[\u{200b}-\u{202e}\u{300}-\u{310}\u{1f1e6}-\u{1f1ff}\u{0}-\u{9f}]{0,30}") {
        let text = format!("{}{odd}", String::from_utf8_lossy(&bytes));
        let catalog = document("any.json", &everywhere(&text).to_string());
        for size in [(120, 60), (70, 30), (33, 9), (3, 3)] {
            let mut explorer = Explorer::of(Arc::clone(&catalog), Setup { size, ..setup() });
            sound(&explorer);
            for keys in ["Enter z", "G", "Tab G", "Tab G", "Esc i", "Esc f G", "Esc !", "Esc y c", "Esc y s"] {
                explorer.press(keys);
                sound(&explorer);
            }
        }
        for row in catalog.catalog().rows() {
            let shown = Page::of(&dossier(catalog.catalog(), row)).to_text(None).unwrap();
            prop_assert!(!shown.chars().any(|c| c != '\n' && harmful(c)), "{shown:?}");
        }
    }
}

fn dossier(catalog: &Catalog, row: Row) -> Arc<Dossier> {
    catalog.dossier(row).unwrap()
}

/// Returns a dataset with the text in every field that can hold one.
fn everywhere(text: &str) -> Value {
    let locator = json!({"section": text, "page": text, "timecode": text, "fragment": text});
    json!({
        "gainsay": 1,
        "dataset": {"id": "any", "title": text, "description": text, "method": text, "licence": text, "publisher": text, "homepage": text},
        "agents": [{"id": "a", "kind": "person", "name": text, "role": text, "aliases": [text], "note": text}],
        "sources": [{"id": "s", "kind": text, "title": text, "url": text, "note": text, "archived": [{"url": text, "at": text}]}],
        "claims": [
            {"id": "c1", "text": text, "kind": "event", "status": "retracted", "topics": [text], "notes": text,
             "made": [{"by": "a", "date": text, "where": text, "quote": text, "quote_is": "verbatim", "source": "s", "locator": locator, "note": text}, {"by": text}],
             "happened": {"date": text, "to": text, "place": text, "note": text},
             "amounts": [{"value": text, "currency": text, "unit": text, "what": text}],
             "wordings": [{"text": text, "source": text, "note": text, "locator": locator}],
             "evidence": [{"id": "e1", "kind": "quote", "stance": "undercuts", "excerpt": text, "summary": text, "source": "s", "via": text, "reliability": {"level": "primary", "note": text}}],
             "denials": [{"id": "n1", "by": "a", "on_behalf_of": text, "scope": "full", "quote": text, "note": text, "answers": text, "channel": text, "date": text}],
             "verdicts": [{"by": text, "label": text, "text": text, "value": text, "best": text, "worst": text, "date": text}],
             "history": [{"at": text, "what": text, "by": text, "before": text}]},
            {"id": "c2", "text": text, "made": [], "verdicts": [{"by": "a", "label": text}]}
        ],
        "relations": [{"from": "c1", "type": "about", "to": "c2", "note": text}],
        "issues": [{"id": "i1", "kind": text, "severity": "low", "about": ["c1"], "text": text, "locators": [locator]}],
        "history": [{"at": text, "what": text}]
    })
}

/// A store of marks that refuses changes that change nothing.
#[derive(Clone, Default)]
struct Store(Rc<RefCell<BTreeSet<String>>>);

impl MarkStore for Store {
    fn kept(&mut self, _: &str) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }

    fn keep(&mut self, claims: &[Address], marked: bool) {
        let mut kept = self.0.borrow_mut();
        for claim in claims.iter().map(ToString::to_string) {
            let changed = if marked { kept.insert(claim.clone()) } else { kept.remove(&claim) };
            assert!(changed, "{claim} is sent twice");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn saved_and_listed_marks_are_those_of_the_explorer(
        steps in prop::collection::vec((any::<bool>(), prop::sample::select(vec![
            "Space", "Space Space", "j", "G", "g", "M", "U", "Enter", "Esc", "F", "L",
            "/ Ctrl-u type:is:marked", "/ Ctrl-u type:!is:marked", "/ Ctrl-u type:is:marked | a", "/ Ctrl-u",
        ])), 0..40),
    ) {
        let store = Store::default();
        let mut explorer = Explorer::of(catalog(&["harbour.json", "ferry.json"]), setup());
        explorer.session.keep_marks(Box::new(store.clone()));
        for (fast, keys) in steps {
            let searches = keys.starts_with('/');
            if fast { explorer.rush(keys); } else { explorer.press(keys); }
            if searches { explorer.press("Enter"); }
            sound(&explorer);
            let marked: BTreeSet<String> =
                explorer.app().marked().iter().map(ToString::to_string).collect();
            prop_assert_eq!(&*store.0.borrow(), &marked);
            let counts = explorer.app().list().counts;
            match explorer.app().search().prompt.text() {
                "is:marked" => prop_assert_eq!(counts.listed, marked.len()),
                "!is:marked" => prop_assert_eq!(counts.listed, counts.all - marked.len()),
                _ => {}
            }
            for row in (0..counts.listed).filter_map(|rank| explorer.app().list().row(rank)) {
                let is_marked = marked.contains(&row.address.to_string());
                match explorer.app().search().prompt.text() {
                    "is:marked" => prop_assert!(is_marked),
                    "!is:marked" => prop_assert!(!is_marked),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn every_key_of_the_keymap_works_everywhere() {
    let keymap = Keymap::default();
    for prefix in ["", "/", "Enter", "?", "f", "y", "s", "x", "Space"] {
        for context in gainsay::app::keymap::Context::ALL {
            for action in gainsay::app::keymap::Action::ALL {
                for key in keymap.keys(context, *action) {
                    let mut explorer = Explorer::on(&["ferry.json"], 80, 24);
                    explorer.press(prefix).send(Msg::Key(key));
                    sound(&explorer);
                }
            }
        }
    }
}
