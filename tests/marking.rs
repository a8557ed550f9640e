//! Tests of marks as lists of keys: marking, listing, copying and exporting.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use gainsay::app::{ExportStart, Exported, HostCommand, Msg, Setup, Where};
use insta::assert_snapshot;
use support::explorer::{Explorer, built_in, catalog, setup};

/// Asserts snapshots of the same keys on screens of several sizes.
fn at_sizes(name: &str, keys: &[&str], sizes: &[(u16, u16)]) {
    for (columns, rows) in sizes {
        let mut explorer = Explorer::new(*columns, *rows);
        for keys in keys {
            explorer.press(keys);
        }
        assert_snapshot!(format!("{name}_{columns}x{rows}"), explorer.screen());
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
    let mut none = Explorer::new(80, 24);
    assert_snapshot!("marked_none", none.press("/ type:is:marked").screen());
    let ascii = Explorer::ascii(built_in(), 80, 24).press("Space").screen();
    assert!(ascii.lines().nth(2).unwrap().starts_with(" #Meta gave"), "{ascii}");
}

#[test]
fn space_in_the_search_field_is_text() {
    let mut explorer = Explorer::new(80, 24);
    explorer.press("/ Space a f Esc f Space");
    assert!(explorer.app().marked().is_empty());
}

fn marked(explorer: &Explorer) -> usize {
    explorer.app().marked().len()
}

#[test]
fn the_whole_list_can_be_marked_unmarked_and_restored() {
    let mut explorer = Explorer::new(80, 24);
    explorer.press("j Space / type:inbox");
    explorer.press("Enter");
    let listed = explorer.app().list().counts.listed;
    explorer.press("M");
    assert_eq!(marked(&explorer), listed, "a claim that was marked before counts once");
    assert_snapshot!("marked_all", explorer.screen());
    assert_eq!(marked(explorer.press("M")), 1, "the earlier marks are restored");
    explorer.press("M / Ctrl-u type:meta");
    let all = marked(explorer.press("Enter M"));
    assert!(all > listed, "another list is marked beside the first");
    assert_eq!(marked(explorer.press("U")), 0);
    assert!(explorer.screen().contains("no longer marked; U undoes this"));
    assert_eq!(marked(explorer.press("U")), all);
    explorer.press("/ Ctrl-u type:is:marked").press("Enter M");
    assert_eq!(marked(&explorer), 0, "all claims of a list of marked claims are marked");
    let about = std::sync::Arc::new(explorer.app().about().clone());
    explorer.send(Msg::Grown(about));
    assert_eq!(
        marked(explorer.press("M")),
        all,
        "more loaded claims do not lose the earlier marks"
    );
    explorer.press("/ Ctrl-u Enter U Space");
    assert_eq!(marked(explorer.press("U")), 0, "a newer mark is not replaced by older ones");
    assert_eq!(marked(explorer.press("U")), 1);
}

/// In a list of marked claims, unmarking a claim removes it from the list.
#[test]
fn a_list_of_marked_claims_follows_the_marks() {
    let mut explorer = Explorer::new(80, 24);
    explorer.press("Space Space Space Space / type:is:marked");
    explorer.press("Enter j");
    let next = explorer.app().list().row(2).unwrap().address.clone();
    explorer.press("Space");
    assert_eq!(explorer.app().list().counts.listed, 3);
    assert_eq!(explorer.app().list().selected_row().unwrap().address, next);
    let open = explorer.press("Enter Space").app().claim_pane().address().cloned();
    assert_eq!(
        (explorer.app().list().counts.listed, open),
        (2, Some(next)),
        "the next claim is opened"
    );
    explorer.press("Esc G Space");
    assert_eq!((explorer.app().list().counts.listed, explorer.app().list().selected()), (1, 0));
    explorer.rush("Space Space");
    assert_eq!(explorer.app().list().counts.listed, 0);
    assert!(explorer.screen().contains("Nothing is marked: in the"));
}

#[test]
fn marks_set_during_a_search_apply_to_its_result() {
    let mut fast = Explorer::new(80, 24);
    fast.rush("/ i n b o x Enter Space Down Space x");
    let mut slow = Explorer::new(80, 24);
    slow.press("/ i n b o x Enter Space Down Space x");
    assert_eq!((marked(&fast), fast.screen()), (2, slow.screen()));
    for keys in ["/ i n b o x Enter x", "/ i n b o x Enter M"] {
        let (mut fast, mut slow) = (Explorer::new(80, 24), Explorer::new(80, 24));
        fast.rush(keys);
        slow.press(keys);
        assert_eq!((marked(&fast), fast.screen()), (marked(&slow), slow.screen()), "{keys}");
    }
}

#[test]
fn marked_claims_are_copied_one_on_each_line() {
    let copied = |keys: &str| {
        let mut explorer = Explorer::new(80, 24);
        explorer.press("G Space g Space").press(keys);
        match explorer.terminal.commands.pop() {
            Some(HostCommand::Copy(text)) => (text, explorer.screen()),
            other => panic!("{other:?}"),
        }
    };
    let (ids, screen) = copied("y i");
    assert!(screen.contains("Sent to your terminal: of 2 claims"), "{screen}");
    let first = Explorer::new(80, 24).app().list().row(0).unwrap().address.to_string();
    assert_eq!(ids.lines().next(), Some(first.as_str()), "in dataset order");
    for keys in ["y i", "y c", "y t", "y s"] {
        assert_eq!(copied(keys).0.lines().count(), 2, "{keys}");
    }
    assert!(!ids.contains(&copied("y o i").0), "the open claim is not marked");
}

#[test]
fn an_export_asks_for_a_file_name() {
    let mut explorer = Explorer::new(80, 24);
    explorer.terminal.export_start = ExportStart::Exists;
    explorer.press("Space x Ctrl-u type:a b.csv").press("Enter");
    let asked = |explorer: &mut Explorer| explorer.terminal.exports.pop().unwrap();
    let export = asked(&mut explorer);
    assert_eq!(
        (export.of, export.name.as_str(), export.replace),
        (Exported::Marked, "a b.csv", false)
    );
    assert_snapshot!("export_exists", explorer.screen());
    assert!(asked(explorer.press("Enter")).replace, "the user confirms once");
    let refusal = "no format has this ending".to_owned();
    explorer.terminal.export_start = ExportStart::Refused(refusal.clone());
    explorer.press("Backspace Enter");
    assert!(!asked(&mut explorer).replace, "another name needs a confirmation of its own");
    assert!(explorer.screen().contains(&refusal));
    explorer.terminal.export_start = ExportStart::Begun;
    explorer.press("v Enter");
    assert!(explorer.app().overlays().is_empty());
    assert!(explorer.screen().contains("exporting 1 claim to a b.csv …"), "{}", explorer.screen());
    assert_eq!(Explorer::new(80, 24).press("x q Esc").outcome, None, "q is text in a file name");
    // The query belongs to an export of the list, but not to one of the marked claims.
    let mut explorer = Explorer::new(80, 24);
    explorer.press("/ type:the").press("Enter x Enter");
    assert_eq!(asked(&mut explorer).query, "the");
    assert_eq!(asked(explorer.press("Space x Enter")).query, "");
}

#[test]
fn a_remote_user_gets_the_command_that_exports() {
    let told = |keys: &[&str]| {
        let start = Setup { place: Where::Elsewhere, ..setup() };
        let mut explorer = Explorer::of(catalog(&["harbour.json"]), start);
        for keys in keys {
            explorer.press(keys);
        }
        match explorer.terminal.commands.pop() {
            Some(HostCommand::Copy(command)) => (command, explorer.screen()),
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
