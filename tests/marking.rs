//! Tests of marks as lists of keys: marking, listing, copying and exporting.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use gainsay::app::exporting::Exported;
use gainsay::app::{Effect, ExportStart, HostCommand, Msg, Where};
use insta::assert_snapshot;
use support::reader::{Reader, Start, catalog};

/// Asserts snapshots of the same keys on screens of several sizes.
fn at_sizes(name: &str, keys: &[&str], sizes: &[(u16, u16)]) {
    for (columns, rows) in sizes {
        let mut reader = Reader::new(*columns, *rows);
        for keys in keys {
            reader.press(keys);
        }
        assert_snapshot!(format!("{name}_{columns}x{rows}"), reader.screen());
    }
}

#[test]
fn claims_are_marked_and_counted() {
    const SIZES: &[(u16, u16)] = &[(80, 24), (120, 40), (40, 12)];
    at_sizes("marked", &["Space j Space"], SIZES);
    at_sizes("marked_typed", &["Space Space / type:is:marked", "Enter"], SIZES);
    at_sizes("marked_open", &["j Enter Space"], SIZES);
    at_sizes("marked_copy", &["Space Space y"], &[(80, 24), (40, 12)]);
    at_sizes("marked_filters", &["Space Space f"], &[(80, 24)]);
    at_sizes("marked_export", &["Space Space x"], SIZES);
    let mut none = Reader::new(80, 24);
    assert_snapshot!("marked_none", none.press("/ type:is:marked").screen());
    let ascii = Reader::new(80, 24).ascii().press("Space").screen();
    assert!(ascii.lines().nth(2).unwrap().starts_with(" #Meta gave"), "{ascii}");
}

#[test]
fn space_in_the_search_field_is_text() {
    let mut reader = Reader::new(80, 24);
    reader.press("/ Space a f Esc f Space");
    assert!(reader.app.marked().is_empty());
}

fn marked(reader: &Reader) -> usize {
    reader.app.marked().len()
}

#[test]
fn the_whole_list_can_be_marked_unmarked_and_restored() {
    let mut reader = Reader::new(80, 24);
    reader.press("j Space / type:inbox");
    reader.press("Enter");
    let listed = reader.app.list().counts.listed;
    reader.press("M");
    assert_eq!(marked(&reader), listed, "a claim that was marked before counts once");
    assert_snapshot!("marked_all", reader.screen());
    assert_eq!(marked(reader.press("M")), 1, "the earlier marks are restored");
    reader.press("M / Ctrl-u type:meta");
    let all = marked(reader.press("Enter M"));
    assert!(all > listed, "another list is marked beside the first");
    assert_eq!(marked(reader.press("U")), 0);
    assert!(reader.screen().contains("no longer marked; U undoes this"));
    assert_eq!(marked(reader.press("U")), all);
    reader.press("/ Ctrl-u type:is:marked").press("Enter M");
    assert_eq!(marked(&reader), 0, "all claims of a list of marked claims are marked");
    let about = std::sync::Arc::new(reader.app.about().clone());
    reader.send(Msg::Grown(about));
    assert_eq!(marked(reader.press("M")), all, "more loaded claims do not lose the earlier marks");
    reader.press("/ Ctrl-u Enter U Space");
    assert_eq!(marked(reader.press("U")), 0, "a newer mark is not replaced by older ones");
    assert_eq!(marked(reader.press("U")), 1);
}

/// In a list of marked claims, unmarking a claim removes it from the list.
#[test]
fn a_list_of_marked_claims_follows_the_marks() {
    let mut reader = Reader::new(80, 24);
    reader.press("Space Space Space Space / type:is:marked");
    reader.press("Enter j");
    let next = reader.app.list().row(2).unwrap().address.clone();
    reader.press("Space");
    assert_eq!(reader.app.list().counts.listed, 3);
    assert_eq!(reader.app.list().selected_row().unwrap().address, next);
    let open = reader.press("Enter Space").app.reader().address().cloned();
    assert_eq!(
        (reader.app.list().counts.listed, open),
        (2, Some(next)),
        "the next claim is opened"
    );
    reader.press("Esc G Space");
    assert_eq!((reader.app.list().counts.listed, reader.app.list().selected()), (1, 0));
    reader.rush("Space Space");
    assert_eq!(reader.app.list().counts.listed, 0);
    assert!(reader.screen().contains("Nothing is marked: in the"));
}

#[test]
fn marks_set_during_a_search_apply_to_its_result() {
    let mut fast = Reader::new(80, 24);
    fast.rush("/ i n b o x Enter Space Down Space x");
    let mut slow = Reader::new(80, 24);
    slow.press("/ i n b o x Enter Space Down Space x");
    assert_eq!((marked(&fast), fast.screen()), (2, slow.screen()));
    for keys in ["/ i n b o x Enter x", "/ i n b o x Enter M"] {
        let (mut fast, mut slow) = (Reader::new(80, 24), Reader::new(80, 24));
        fast.rush(keys);
        slow.press(keys);
        assert_eq!((marked(&fast), fast.screen()), (marked(&slow), slow.screen()), "{keys}");
    }
}

#[test]
fn marked_claims_are_copied_one_on_each_line() {
    let copied = |keys: &str| {
        let mut reader = Reader::new(80, 24);
        reader.press("G Space g Space").press(keys);
        match reader.effects.pop() {
            Some(Effect::Run(HostCommand::Copy(text))) => (text, reader.screen()),
            other => panic!("{other:?}"),
        }
    };
    let (ids, screen) = copied("y i");
    assert!(screen.contains("Sent to your terminal: of 2 claims"), "{screen}");
    let first = Reader::new(80, 24).app.list().row(0).unwrap().address.to_string();
    assert_eq!(ids.lines().next(), Some(first.as_str()), "in dataset order");
    for keys in ["y i", "y c", "y t", "y s"] {
        assert_eq!(copied(keys).0.lines().count(), 2, "{keys}");
    }
    assert!(!ids.contains(&copied("y o i").0), "the open claim is not marked");
}

#[test]
fn an_export_asks_for_a_file_name() {
    let mut reader = Reader::new(80, 24);
    reader.press("Space x Ctrl-u type:a b.csv").press("Enter");
    let asked = |reader: &mut Reader| match reader.effects.pop() {
        Some(Effect::Export(export)) => export,
        other => panic!("{other:?}"),
    };
    let export = asked(&mut reader);
    assert_eq!(
        (export.of, export.name.as_str(), export.replace),
        (Exported::Marked, "a b.csv", false)
    );
    reader.send(Msg::Export(ExportStart::Exists));
    assert_snapshot!("export_exists", reader.screen());
    assert!(asked(reader.press("Enter")).replace, "the user confirms once");
    reader.send(Msg::Export(ExportStart::Exists)).press("Backspace Enter");
    assert!(!asked(&mut reader).replace, "another name needs a confirmation of its own");
    reader.send(Msg::Export(ExportStart::Refused("no format has this ending".to_owned())));
    assert!(reader.screen().contains("no format has this ending"));
    reader.press("v Enter").send(Msg::Export(ExportStart::Begun));
    assert!(reader.app.overlays().is_empty());
    assert!(reader.screen().contains("exporting 1 claim to a b.csv …"), "{}", reader.screen());
    assert_eq!(Reader::new(80, 24).press("x q Esc").effects.len(), 0, "q is text in a file name");
    // The query belongs to an export of the list, but not to one of the marked claims.
    let mut reader = Reader::new(80, 24);
    reader.press("/ type:the").press("Enter x Enter");
    assert_eq!(asked(&mut reader).query, "the");
    reader.send(Msg::Export(ExportStart::Begun)).press("Space x Enter");
    assert_eq!(asked(&mut reader).query, "");
}

#[test]
fn a_remote_user_gets_the_command_that_exports() {
    let start = Start { place: Where::Elsewhere, ..Start::default() };
    let told = |keys: &[&str]| {
        let mut reader = Reader::of(catalog(&["harbour.json"]), start);
        for keys in keys {
            reader.press(keys);
        }
        match reader.effects.pop() {
            Some(Effect::Run(HostCommand::Copy(command))) => (command, reader.screen()),
            other => panic!("{other:?}"),
        }
    };
    let (command, screen) = told(&["/ type:'the", "Enter x"]);
    assert_eq!(command, r"ssh HOST export --to markdown ''\''the' > dossier.md");
    assert_snapshot!("export_elsewhere", screen);
    let (command, _) = told(&["Space Space x"]);
    assert!(command.starts_with("ssh HOST export --to markdown 'id:harbour/"), "{command}");
    assert_eq!(command.matches(" | id:").count(), 1);
}
