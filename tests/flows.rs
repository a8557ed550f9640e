//! Snapshot tests of the main flows: lists of keys and the screens that they lead to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "flows/staying.rs"]
mod staying;
mod support;

use std::sync::Arc;

use gainsay::app::overlay::Overlay;
use gainsay::app::{HostCommand, Loading, MatchCounts, Msg, Purpose, Setup, Where};
use gainsay::input::Input;
use gainsay::search::SearchId;
use gainsay::session::{SessionOutcome, about};
use insta::assert_snapshot;
use support::explorer::{Explorer, built_in, catalog, corpus, document, setup};

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

const SIZES: &[(u16, u16)] = &[(80, 24), (120, 40), (40, 12)];

#[test]
fn the_first_screen_is_drawn() {
    at_sizes("start", &[], SIZES);
    at_sizes("start", &[], &[(59, 24), (100, 15), (20, 5), (60, 15)]);
}

#[test]
fn typing_a_query_searches() {
    at_sizes("typed", &["/ type:inbox api"], SIZES);
    at_sizes("typed", &["/ type:inbox api"], &[(20, 5), (100, 15)]);
    let mut explorer = Explorer::new(80, 24);
    explorer.press("/ type:inbox api");
    assert_snapshot!("typed_styles", explorer.styled());
    assert_snapshot!("typed_then_list", explorer.press("Enter j j").screen());
}

#[test]
fn filters_are_chosen_from_a_list_and_shown_as_chips() {
    at_sizes("filters", &["f"], SIZES);
    let mut explorer = Explorer::new(80, 24);
    assert_snapshot!("filters_narrowed", explorer.press("f type:denied-by").screen());
    assert_snapshot!("filters_taken", explorer.press("Enter").screen());
    assert_snapshot!("filters_chip", explorer.press("Esc Esc").screen());
    assert_snapshot!("filters_none", explorer.press("F").screen());
}

#[test]
fn filters_can_be_typed() {
    at_sizes("denied_by", &["/ type:denied-by:meta scope:full", "Enter"], SIZES);
    at_sizes("bad_value", &["/ type:scope:fool"], &[(80, 24)]);
}

#[test]
fn a_search_without_a_match_says_so() {
    at_sizes("nothing", &["/ type:zzzzqqq"], SIZES);
    at_sizes("nothing", &["/ type:zzzzqqq"], &[(20, 5)]);
}

#[test]
fn a_key_looks_for_the_words_in_whole_records() {
    let mut explorer = Explorer::new(80, 24);
    assert!(explorer.press("/ type:'court").screen().contains("Alt-a looks for them in"));
    assert_snapshot!("records", explorer.press("Alt-a").screen());
    assert!(explorer.press("Enter A").screen().contains("no words to look for"));
    explorer.press("/ Ctrl-u type:'court").press("Enter");
    assert!(explorer.screen().contains("match. A "), "{}", explorer.screen());
    assert!(explorer.press("A").screen().contains("all:court"));
}

#[test]
fn loose_matches_are_shown_on_request_or_if_there_are_no_others() {
    let mut explorer = Explorer::new(120, 40);
    assert_snapshot!("loose_hidden", explorer.press("/ type:watch").press("Enter").screen());
    assert_snapshot!("loose_shown", explorer.press("L").screen());
    at_sizes("loose_only", &["/ type:mgnap"], &[(80, 24), (120, 40)]);
}

#[test]
fn tab_moves_the_focus_through_the_panes() {
    let mut explorer = Explorer::new(80, 24);
    for part in ["claim", "evidence", "denials", "list"] {
        explorer.press("Tab");
        assert_snapshot!(format!("focus_{part}"), explorer.screen());
    }
    assert_snapshot!("focus_zoomed", explorer.press("Enter z").screen());
    assert_snapshot!("focus_zoomed_denials", explorer.press("Tab Tab j").screen());
    assert_snapshot!("focus_back", explorer.press("Esc J J J").screen());
}

#[test]
fn popups_and_menus_are_drawn() {
    at_sizes("help", &["?"], SIZES);
    at_sizes("help_end", &["? G"], &[(80, 24)]);
    at_sizes("about", &["i"], SIZES);
    at_sizes("sort", &["s"], &[(80, 24), (40, 12), (20, 5)]);
    at_sizes("sorted", &["s j j Enter"], &[(80, 24)]);
    at_sizes("copy", &["y"], &[(80, 24)]);
    at_sizes("copied", &["y c"], &[(80, 24), (40, 12)]);
    let mut explorer = Explorer::on(&["broken.ndjson"], 80, 24);
    assert_snapshot!("left_out", explorer.screen());
    assert_snapshot!("problems", explorer.press("!").screen());
    assert_snapshot!("no_problems", Explorer::new(80, 24).press("!").screen());
}

#[test]
fn links_lead_to_claims_and_agents_and_back() {
    let mut explorer = Explorer::new(80, 24);
    explorer.press("j Enter l");
    assert_snapshot!("link_chosen", explorer.styled());
    explorer.press("l l l l");
    assert_snapshot!("link_relation", explorer.screen());
    assert_snapshot!("link_followed", explorer.press("Enter").screen());
    assert_snapshot!("link_back", explorer.press("[").screen());
    assert_snapshot!("link_forward", explorer.press("]").screen());
    assert_snapshot!("party_followed", Explorer::new(80, 24).press("Enter l Enter").screen());
    // A relation may lead to a claim that the filtered list does not contain.
    let mut narrowed = Explorer::on(&["harbour.json"], 80, 24);
    narrowed.press("/ type:id:toll").press("Enter Enter l l");
    assert_snapshot!("link_outside_of_the_list", narrowed.press("Enter").screen());
    assert_snapshot!("link_outside_zoomed", narrowed.press("z").screen());
}

#[test]
fn n_steps_through_the_matches_within_a_claim() {
    let mut explorer = Explorer::new(80, 24);
    explorer.press("/ type:all:messages").press("Enter n");
    assert_snapshot!("hit_first", explorer.styled());
    assert_snapshot!("hit_next", explorer.press("n n").screen());
    assert_snapshot!("hit_last", explorer.press("N N N N").screen());
    assert_snapshot!("hit_none", Explorer::new(80, 24).press("n").screen());
}

#[test]
fn a_narrow_screen_shows_one_pane_at_a_time() {
    let mut explorer = Explorer::new(40, 12);
    explorer.press("j Enter");
    assert_snapshot!("narrow_claim", explorer.screen());
    assert_snapshot!("narrow_evidence", explorer.press("Tab").screen());
    assert_snapshot!("narrow_denials", explorer.press("Tab j").screen());
    assert_snapshot!("narrow_list", explorer.press("Esc").screen());
}

#[test]
fn pick_chooses_a_claim() {
    let start = |query: &str| Setup { purpose: Purpose::Pick, query: query.to_owned(), ..setup() };
    let mut explorer = Explorer::of(built_in(), start("titan"));
    assert_snapshot!("pick", explorer.screen());
    explorer.press("Enter");
    assert!(
        matches!(&explorer.outcome, Some(SessionOutcome::Chosen(it)) if it.claim == "titan-api")
    );
    let mut nothing = Explorer::of(built_in(), start("zzzqqq"));
    nothing.press("Enter");
    assert_eq!(nothing.outcome, None);
}

#[test]
fn all_sides_of_a_claim_are_shown() {
    let harbour = &["harbour.json"];
    assert_snapshot!("harbour_start", Explorer::on(harbour, 120, 40).screen());
    assert_snapshot!("harbour_medium", Explorer::on(harbour, 80, 24).screen());
    let mut long = Explorer::on(harbour, 100, 80);
    assert_snapshot!("harbour_claim", long.press("Enter z").screen());
    assert_snapshot!("harbour_evidence", long.press("Tab").screen());
    assert_snapshot!("harbour_denials", long.press("Tab").screen());
    for (name, moves) in [("verdict", "j"), ("error", "j j"), ("retracted", "j j j")] {
        assert_snapshot!(
            format!("harbour_{name}"),
            Explorer::on(harbour, 80, 24).press(moves).screen()
        );
    }
}

#[test]
fn hostile_text_is_shown_in_display_form() {
    let hostile = &["hostile.json"];
    assert_snapshot!("hostile", Explorer::on(hostile, 120, 40).screen());
    assert_snapshot!("hostile_about", Explorer::on(hostile, 80, 24).press("i").screen());
    assert_snapshot!("hostile_filters", Explorer::on(hostile, 80, 24).press("f").screen());
    assert_snapshot!("hostile_copied", Explorer::on(hostile, 80, 24).press("y c").screen());
}

#[test]
fn an_ascii_terminal_shows_only_ascii() {
    let explorer = Explorer::ascii(catalog(&["harbour.json"]), 120, 40);
    let screen = explorer.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!("ascii", screen);
    let mut help = Explorer::ascii(built_in(), 80, 24);
    assert!(help.press("? G").screen().is_ascii());
    let texts = r#"{"gainsay": 1, "dataset": {"id": "d", "title": "D"}, "agents": [], "claims": [{"id": "c", "made": [],
        "text": "It cost €5 million – not £3 million – and took 1½ years → “ﬁnal” … a sum of ¥900, ₹7 or ₩8 at most."}]}"#;
    for columns in 20..60 {
        let screen =
            Explorer::ascii(document("d.json", texts), columns, 30).press("Enter").screen();
        let words: String = screen.split_whitespace().collect();
        let whole = "ItcostEUR5million-notGBP3million-andtook11/2years->\"final\"...asumofJPY900,INR7orKRW8atmost.";
        assert!(screen.is_ascii() && words.contains(whole), "{screen}");
    }
}

#[test]
fn two_datasets_keep_their_agents_apart() {
    let mut explorer = Explorer::on(&["harbour.json", "ferry.json"], 120, 40);
    assert_snapshot!("two_datasets", explorer.press("G").screen());
    assert_snapshot!("two_datasets_about", explorer.press("i").screen());
    let mut denied = Explorer::on(&["harbour.json", "ferry.json"], 120, 40);
    assert_snapshot!("two_datasets_filter", denied.press("f type:mayor").screen());
    denied.press("Enter Esc Esc");
    assert_eq!(denied.app().list().counts.listed, 1, "the other mayor denies another claim");
    denied.press("F G Enter l Enter");
    assert_snapshot!("two_datasets_party", denied.screen());
}

#[test]
fn a_reload_keeps_query_selection_and_scroll() {
    let before = include_str!("../data/meta-netflix.json");
    let mut explorer = Explorer::of(document("d.json", before), setup());
    explorer.press("/ type:netflix").press("Enter j j j j J J");
    let selected = explorer.app().list().selected_row().unwrap().address.clone();
    let old = explorer.screen();
    // A new claim at the beginning changes ranks but not the selection.
    let more = r#""claims": [{"id": "new", "text": "Netflix is new.", "made": [{"by": "meta"}]},"#;
    explorer.reload(document("d.json", &before.replacen("\"claims\": [", more, 1)));
    assert_eq!(explorer.app().list().selected_row().unwrap().address, selected);
    assert_eq!(explorer.app().claim_pane().address(), Some(&selected));
    assert_snapshot!("reloaded", explorer.screen());
    explorer.reload(document("d.json", before));
    // The next key removes the message about the reload.
    assert_eq!(explorer.press("Esc").screen(), old);
    // The open claim is gone, and a message in the list says so.
    let empty = r#"{"gainsay": 1, "dataset": {"id": "meta-netflix", "title": "Less"}, "claims": [{"id": "x", "text": "Netflix stays.", "made": []}]}"#;
    explorer.reload(document("d.json", empty));
    assert_snapshot!("reloaded_gone", explorer.screen());
    let none =
        r#"{"gainsay": 1, "dataset": {"id": "meta-netflix", "title": "Nothing"}, "claims": []}"#;
    explorer.reload(document("d.json", none));
    assert_snapshot!("reloaded_nothing", explorer.screen());
}

#[test]
fn filter_counts_follow_the_chosen_filters() {
    let mut explorer = Explorer::of(catalog(&["harbour.json"]), setup());
    explorer.press("f type:status:retracted").press("Enter");
    assert_eq!(explorer.app().list().counts.listed, 1);
    let shown = explorer.press("Esc type:scope:context").screen();
    assert!(!shown.contains("CONTEXT"), "{shown}");
}

#[test]
fn an_unbound_key_points_to_the_search() {
    assert_snapshot!("unbound", Explorer::new(80, 24).press("w").screen());
}

#[test]
fn a_remote_user_runs_no_program_on_the_host() {
    let start = Setup { place: Where::Elsewhere, ..setup() };
    let mut explorer = Explorer::of(catalog(&["harbour.json"]), start);
    explorer.press("o");
    assert!(
        matches!(&explorer.terminal.commands[..], [HostCommand::Copy(url)] if url.starts_with("https://"))
    );
    explorer.press("Esc e Ctrl-z");
    assert_eq!(explorer.terminal.commands.len(), 1);
}

/// A key that is pressed during a search acts on the list that the search will produce.
#[test]
fn keys_pressed_during_a_search_act_on_its_result() {
    let mut slow = Explorer::new(80, 24);
    slow.press("/ s p o t i f y Enter Down Enter");
    let mut fast = Explorer::new(80, 24);
    fast.rush("/ s p o t i f y Enter Down Enter");
    assert_eq!(fast.screen(), slow.screen());

    let start = Setup { purpose: Purpose::Pick, ..setup() };
    let mut picking = Explorer::of(built_in(), start);
    picking.rush("/ s p o t i f y Enter");
    let chosen = format!("{:?}", picking.outcome);
    assert!(chosen.contains("spotify-read-messages"), "{chosen}");
}

#[test]
fn a_half_typed_query_does_not_disable_filters() {
    let mut explorer = Explorer::new(80, 24);
    explorer.press("f Enter Esc / type:meta");
    let whole = explorer.app().list().counts;
    for open in ["|", "\\"] {
        explorer.press(&format!("Space {open}"));
        assert!(explorer.app().list().counts.close <= whole.close, "{open}");
        explorer.press("Backspace Backspace");
    }
    assert_eq!(explorer.app().list().counts, whole);
}

#[test]
fn filters_that_do_not_fit_are_counted() {
    let mut explorer = Explorer::new(60, 24);
    explorer.press("f Enter Down Enter Down Enter Down Enter Esc");
    let screen = explorer.screen();
    let row = screen.lines().next().unwrap();
    assert!(row.contains("filters]") || row.contains("[+"), "{row}");
}

#[test]
fn a_partial_filter_value_lists_its_completions() {
    let mut explorer = Explorer::new(120, 40);
    explorer.press("/ type:scope:n");
    assert!(explorer.screen().contains("scope: non-denial  no-comment"), "{}", explorer.screen());
    assert!(explorer.screen().contains("unfinished · 1/24"), "{}", explorer.screen());
    assert_eq!(explorer.app().list().counts.listed, 24);
    explorer.press("type:zz");
    assert!(explorer.screen().contains("is not a known value"), "{}", explorer.screen());
    assert_eq!(explorer.app().list().counts.listed, 0, "the list is no answer to this query");
    explorer.press("Backspace Backspace");
    assert_eq!(explorer.app().list().counts.listed, 24);
    explorer.press("Backspace");
    assert!(!explorer.screen().contains("unfinished"), "a field without a value is ignored");
}

#[test]
fn a_misspelled_field_is_suggested_while_typing() {
    let mut explorer = Explorer::new(120, 40);
    explorer.press("/ type:id:inbox-api").press("Space | Space type:denyed-by:meta");
    assert_eq!(explorer.app().list().counts.listed, 1);
    assert!(explorer.screen().contains("did you mean “denied-by:”?"), "{}", explorer.screen());
}

#[test]
fn the_filters_explain_the_selected_value() {
    let mut explorer = Explorer::new(80, 24);
    let shown = explorer.press("f Down Down").screen();
    assert!(shown.contains("answer:blanket  A party denies a larger body"), "{shown}");
    explorer.press("Enter Esc");
    assert_eq!(explorer.app().list().counts.listed, 8);
}

#[test]
fn the_list_is_sorted_by_a_date_in_both_directions() {
    let ids = |keys: &str| -> Vec<String> {
        let mut explorer = Explorer::on(&["harbour.json"], 120, 40);
        explorer.press(keys);
        let list = explorer.app().list();
        let rows = (0..list.counts.listed).filter_map(|rank| list.row(rank));
        rows.map(|row| row.address.claim.clone()).collect()
    };
    assert_ne!(ids("s s"), ids("s S"));
    assert_eq!(ids("s G Enter"), ids("s C"), "the last item of the menu");
}

/// Of two claims with one id the first is kept, and the other is reported.
#[test]
fn the_first_of_two_claims_with_one_id_is_shown() {
    let of = |name: &str, text: &str| {
        Input::Bytes {
        name: name.to_owned(),
        bytes: format!(
            r#"{{"gainsay":1,"dataset":{{"id":"d","title":"D"}},"claims":[{{"id":"c","text":"{text}","made":[]}}]}}"#
        )
        .into_bytes()
        .into(),
    }
    };
    let both = corpus(&[of("a.json", "One says."), of("b.json", "Two says.")]);
    let mut explorer = Explorer::of(both, setup());
    let read =
        |explorer: &Explorer| explorer.app().claim_pane().dossier().unwrap().claim.text.clone();
    assert_eq!(read(&explorer), "One says.");
    explorer.press("j");
    assert_eq!(read(&explorer), "One says.");
    let told = explorer.press("i").screen();
    assert!(told.contains("left out"), "{told}");
}

#[test]
fn progress_of_loading_and_counting_is_shown() {
    let mut explorer = Explorer::new(80, 24);
    for (size, told) in [((80, 24), "312,000 · 31 % · 1/24"), ((120, 40), "312,000 claims · 31 %")]
    {
        explorer.send(Msg::Resize(size.0, size.1));
        explorer.send(Msg::Loading(Some(Loading { claims: 312_000, percent: Some(31) })));
        assert!(explorer.screen().contains(told), "{}", explorer.screen());
        explorer.send(Msg::Loading(Some(Loading { claims: 312_000, percent: None })));
        assert!(explorer.screen().contains(&told.replace("31 %", "…")), "{}", explorer.screen());
        explorer.send(Msg::Loading(None));
        assert!(!explorer.screen().contains("312,000"), "{}", explorer.screen());
    }
    explorer.press("/ type:meta");
    let counts = explorer.app().list().counts;
    let id = explorer.app().search().id();
    explorer.send(Msg::Counted { id, counts: MatchCounts { close: None, ..counts } });
    assert!(explorer.screen().contains("found, counting close matches"), "{}", explorer.screen());
    explorer.send(Msg::Counted { id, counts: MatchCounts { read: Some(40), ..counts } });
    assert!(explorer.screen().contains("reading records, 40 %"), "{}", explorer.screen());
    let older = SearchId(id.0 - 1);
    explorer.send(Msg::Counted { id: older, counts: MatchCounts { listed: 0, ..counts } });
    assert_eq!(
        explorer.app().list().counts.listed,
        counts.listed,
        "counts of an older search are ignored"
    );
}

#[test]
fn more_loaded_claims_do_not_move_the_selection() {
    let mut explorer = Explorer::new(80, 24);
    explorer.press("j j j Tab j j");
    let (row, screen) = (explorer.app().list().selected(), explorer.screen());
    let corpus = built_in();
    explorer.send(Msg::Grown(Arc::new(about(corpus.catalog()))));
    assert_eq!((explorer.app().list().selected(), explorer.screen()), (row, screen));
}

#[test]
fn a_lost_record_is_replaced_by_a_message() {
    let mut explorer = Explorer::new(80, 24);
    explorer.send(Msg::Lost("changed on disk, reloading".to_owned()));
    assert!(
        explorer.screen().contains("this record changed on disk, reloading"),
        "{}",
        explorer.screen()
    );
}

#[test]
fn filter_counts_cover_the_whole_list_beyond_the_ranked_part() {
    // The session ranks the first 200 claims at once.
    let evidence =
        |i: usize| if i.is_multiple_of(3) { r#"[{"id":"e","kind":"quote"}]"# } else { "[]" };
    let claim = |i| {
        format!(r#"{{"id":"c{i}","text":"Every claim.","made":[],"evidence":{}}}"#, evidence(i))
    };
    let claims: Vec<String> = (0..300).map(claim).collect();
    let head = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"},"claims":["#;
    let corpus = document("d.json", &format!("{head}{}]}}", claims.join(",")));
    let mut explorer = Explorer::of(corpus, setup());
    explorer.press("/ type:e").press("Enter f");
    let Some(Overlay::Filters(filters)) = explorer.app().overlays().last() else {
        panic!("no filters")
    };
    let has = &filters.facets.as_ref().unwrap()[1];
    let evidence = has.values.iter().find(|value| value.query == "has:evidence").unwrap();
    assert_eq!((explorer.app().list().counts.listed, evidence.count), (300, 100));
}
