//! Snapshot tests of the main flows: lists of keys and the screens that they lead to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use gainsay::app::list::MatchCounts;
use gainsay::app::overlay::Overlay;
use gainsay::app::{Effect, HostCommand, Loading, Msg, OpenDatasets, Purpose, Where};
use gainsay::catalog;
use gainsay::input;
use gainsay::input::Input;
use gainsay::search::{Corpus, Query, SearchRequest, rank};
use gainsay::session::about;
use insta::assert_snapshot;
use support::reader::{Reader, Start, built_in, catalog, document};

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

const SIZES: &[(u16, u16)] = &[(80, 24), (120, 40), (40, 12), (1, 1)];

#[test]
fn the_first_screen_is_drawn() {
    at_sizes("start", &[], SIZES);
    at_sizes("start", &[], &[(59, 24), (100, 15), (20, 5), (60, 15)]);
}

#[test]
fn typing_a_query_searches() {
    at_sizes("typed", &["/ type:inbox api"], SIZES);
    at_sizes("typed", &["/ type:inbox api"], &[(20, 5), (100, 15)]);
    let mut reader = Reader::new(80, 24);
    reader.press("/ type:inbox api");
    assert_snapshot!("typed_styles", reader.styled());
    assert_snapshot!("typed_then_list", reader.press("Enter j j").screen());
}

#[test]
fn filters_are_chosen_from_a_list_and_shown_as_chips() {
    at_sizes("filters", &["f"], SIZES);
    let mut reader = Reader::new(80, 24);
    assert_snapshot!("filters_narrowed", reader.press("f type:denied-by").screen());
    assert_snapshot!("filters_taken", reader.press("Enter").screen());
    assert_snapshot!("filters_chip", reader.press("Esc Esc").screen());
    assert_snapshot!("filters_none", reader.press("F").screen());
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
fn loose_matches_are_shown_on_request_or_if_there_are_no_others() {
    let mut reader = Reader::new(120, 40);
    assert_snapshot!("loose_hidden", reader.press("/ type:watch").press("Enter").screen());
    assert_snapshot!("loose_shown", reader.press("L").screen());
    at_sizes("loose_only", &["/ type:mgnap"], &[(80, 24), (120, 40)]);
}

#[test]
fn tab_moves_the_focus_through_the_panes() {
    let mut reader = Reader::new(80, 24);
    for part in ["claim", "evidence", "denials", "list"] {
        reader.press("Tab");
        assert_snapshot!(format!("focus_{part}"), reader.screen());
    }
    assert_snapshot!("focus_zoomed", reader.press("Enter z").screen());
    assert_snapshot!("focus_zoomed_denials", reader.press("Tab Tab j").screen());
    assert_snapshot!("focus_back", reader.press("Esc J J J").screen());
}

#[test]
fn popups_and_menus_are_drawn() {
    at_sizes("help", &["?"], SIZES);
    at_sizes("help_end", &["? G"], &[(80, 24)]);
    at_sizes("about", &["i"], SIZES);
    at_sizes("sort", &["s"], &[(80, 24), (40, 12), (20, 5)]);
    at_sizes("sorted", &["s j j j Enter"], &[(80, 24)]);
    at_sizes("copy", &["y"], &[(80, 24), (1, 1)]);
    at_sizes("copied", &["y c"], &[(80, 24), (40, 12)]);
    let mut reader = Reader::on(&["broken.ndjson"], 80, 24);
    assert_snapshot!("left_out", reader.screen());
    assert_snapshot!("problems", reader.press("!").screen());
    assert_snapshot!("no_problems", Reader::new(80, 24).press("!").screen());
}

#[test]
fn links_lead_to_claims_and_agents_and_back() {
    let mut reader = Reader::new(80, 24);
    reader.press("j Enter l");
    assert_snapshot!("link_chosen", reader.styled());
    reader.press("l l l l");
    assert_snapshot!("link_relation", reader.screen());
    assert_snapshot!("link_followed", reader.press("Enter").screen());
    assert_snapshot!("link_back", reader.press("[").screen());
    assert_snapshot!("link_forward", reader.press("]").screen());
    assert_snapshot!("party_followed", Reader::new(80, 24).press("Enter l Enter").screen());
    // A relation may lead to a claim that the filtered list does not contain.
    let mut narrowed = Reader::on(&["harbour.json"], 80, 24);
    narrowed.press("/ type:id:toll").press("Enter Enter l l");
    assert_snapshot!("link_outside_of_the_list", narrowed.press("Enter").screen());
    assert_snapshot!("link_outside_zoomed", narrowed.press("z").screen());
}

#[test]
fn n_steps_through_the_matches_within_a_claim() {
    let mut reader = Reader::new(80, 24);
    reader.press("/ type:all:messages").press("Enter n");
    assert_snapshot!("hit_first", reader.styled());
    assert_snapshot!("hit_next", reader.press("n n").screen());
    assert_snapshot!("hit_last", reader.press("N N N N").screen());
    assert_snapshot!("hit_none", Reader::new(80, 24).press("n").screen());
}

#[test]
fn a_narrow_screen_shows_one_pane_at_a_time() {
    let mut reader = Reader::new(40, 12);
    reader.press("j Enter");
    assert_snapshot!("narrow_claim", reader.screen());
    assert_snapshot!("narrow_evidence", reader.press("Tab").screen());
    assert_snapshot!("narrow_denials", reader.press("Tab j").screen());
    assert_snapshot!("narrow_list", reader.press("Esc").screen());
}

#[test]
fn pick_chooses_a_claim() {
    let start =
        || Start { purpose: Purpose::Pick, query: "titan", place: Where::Here, size: (80, 24) };
    let mut reader = Reader::of(built_in(), start());
    assert_snapshot!("pick", reader.screen());
    reader.press("Enter");
    assert!(
        matches!(&reader.effects[..], [Effect::Choose(address)] if address.claim == "titan-api")
    );
    let mut nothing = Reader::of(built_in(), Start { query: "zzzqqq", ..start() });
    nothing.press("Enter");
    assert!(nothing.effects.is_empty());
}

#[test]
fn all_sides_of_a_claim_are_shown() {
    let harbour = &["harbour.json"];
    assert_snapshot!("harbour_start", Reader::on(harbour, 120, 40).screen());
    assert_snapshot!("harbour_medium", Reader::on(harbour, 80, 24).screen());
    let mut long = Reader::on(harbour, 100, 80);
    assert_snapshot!("harbour_claim", long.press("Enter z").screen());
    assert_snapshot!("harbour_evidence", long.press("Tab").screen());
    assert_snapshot!("harbour_denials", long.press("Tab").screen());
    for (name, moves) in [("verdict", "j"), ("error", "j j"), ("retracted", "j j j")] {
        assert_snapshot!(
            format!("harbour_{name}"),
            Reader::on(harbour, 80, 24).press(moves).screen()
        );
    }
}

#[test]
fn hostile_text_is_shown_in_display_form() {
    let hostile = &["hostile.json"];
    assert_snapshot!("hostile", Reader::on(hostile, 120, 40).screen());
    assert_snapshot!("hostile_about", Reader::on(hostile, 80, 24).press("i").screen());
    assert_snapshot!("hostile_filters", Reader::on(hostile, 80, 24).press("f").screen());
    assert_snapshot!("hostile_copied", Reader::on(hostile, 80, 24).press("y c").screen());
}

#[test]
fn an_ascii_terminal_shows_only_ascii() {
    let reader = Reader::on(&["harbour.json"], 120, 40).ascii();
    let screen = reader.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!("ascii", screen);
    let mut help = Reader::new(80, 24).ascii();
    assert!(help.press("? G").screen().is_ascii());
}

#[test]
fn two_datasets_keep_their_agents_apart() {
    let mut reader = Reader::on(&["harbour.json", "ferry.json"], 120, 40);
    assert_snapshot!("two_datasets", reader.press("G").screen());
    assert_snapshot!("two_datasets_about", reader.press("i").screen());
    let mut denied = Reader::on(&["harbour.json", "ferry.json"], 120, 40);
    assert_snapshot!("two_datasets_filter", denied.press("f type:mayor").screen());
    denied.press("Enter Esc Esc");
    assert_eq!(denied.app.list().counts.listed, 1, "the other mayor denies another claim");
    denied.press("F G Enter l Enter");
    assert_snapshot!("two_datasets_party", denied.screen());
}

#[test]
fn a_reload_keeps_query_selection_and_scroll() {
    let before = include_str!("../data/meta-netflix.json");
    let mut reader = Reader::of(document("d.json", before), Start::default());
    reader.press("/ type:netflix").press("Enter j j j j J J");
    let selected = reader.app.list().selected_row().unwrap().address.clone();
    let old = reader.screen();
    // A new claim at the beginning changes ranks but not the selection.
    let more = r#""claims": [{"id": "new", "text": "Netflix is new.", "made": [{"by": "meta"}]},"#;
    reader.reload(document("d.json", &before.replacen("\"claims\": [", more, 1)));
    assert_eq!(reader.app.list().selected_row().unwrap().address, selected);
    assert_eq!(reader.app.reader().address(), Some(&selected));
    assert_snapshot!("reloaded", reader.screen());
    reader.reload(document("d.json", before));
    // The next key removes the message about the reload.
    assert_eq!(reader.press("Esc").screen(), old);
    // The open claim is gone, and a message in the list says so.
    let empty = r#"{"gainsay": 1, "dataset": {"id": "meta-netflix", "title": "Less"}, "claims": [{"id": "x", "text": "Netflix stays.", "made": []}]}"#;
    reader.reload(document("d.json", empty));
    assert_snapshot!("reloaded_gone", reader.screen());
    let none =
        r#"{"gainsay": 1, "dataset": {"id": "meta-netflix", "title": "Nothing"}, "claims": []}"#;
    reader.reload(document("d.json", none));
    assert_snapshot!("reloaded_nothing", reader.screen());
}

#[test]
fn filter_counts_follow_the_chosen_filters() {
    let mut reader = Reader::of(catalog(&["harbour.json"]), Start::default());
    reader.press("f type:status:retracted").press("Enter");
    assert_eq!(reader.app.list().counts.listed, 1);
    let shown = reader.press("Esc type:scope:full").screen();
    assert!(!shown.contains("FULL"), "{shown}");
}

#[test]
fn an_unbound_key_points_to_the_search() {
    assert_snapshot!("unbound", Reader::new(80, 24).press("w").screen());
}

#[test]
fn a_remote_user_runs_no_program_on_the_host() {
    let start = Start { place: Where::Elsewhere, ..Start::default() };
    let mut reader = Reader::of(catalog(&["harbour.json"]), start);
    reader.press("o");
    assert!(
        matches!(&reader.effects[..], [Effect::Run(HostCommand::Copy(url))] if url.starts_with("https://"))
    );
    reader.press("Esc e Ctrl-z");
    assert_eq!(reader.effects.len(), 1);
}

/// A key that is pressed during a search acts on the list that the search will produce.
#[test]
fn keys_pressed_during_a_search_act_on_its_result() {
    let mut slow = Reader::new(80, 24);
    slow.press("/ s p o t i f y Enter Down Enter");
    let mut fast = Reader::new(80, 24);
    fast.rush("/ s p o t i f y Enter Down Enter");
    assert_eq!(fast.screen(), slow.screen());

    let start = Start { purpose: Purpose::Pick, ..Start::default() };
    let mut picking = Reader::of(built_in(), start);
    picking.rush("/ s p o t i f y Enter");
    let chosen = format!("{:?}", picking.effects);
    assert!(chosen.contains("spotify-read-messages"), "{chosen}");
}

#[test]
fn a_half_typed_query_does_not_disable_filters() {
    let mut reader = Reader::new(80, 24);
    reader.press("f Enter Esc / type:meta");
    let whole = reader.app.list().counts;
    for open in ["|", "\\"] {
        reader.press(&format!("Space {open}"));
        assert!(reader.app.list().counts.close <= whole.close, "{open}");
        reader.press("Backspace Backspace");
    }
    assert_eq!(reader.app.list().counts, whole);
}

#[test]
fn filters_that_do_not_fit_are_counted() {
    let mut reader = Reader::new(60, 24);
    reader.press("f Enter Down Enter Down Enter Down Enter Esc");
    let screen = reader.screen();
    let row = screen.lines().next().unwrap();
    assert!(row.contains("filters]") || row.contains("[+"), "{row}");
}

#[test]
fn a_reload_that_succeeds_clears_the_message_of_the_one_that_failed() {
    let mut reader = Reader::new(80, 24);
    let about = || Arc::new(OpenDatasets::default());
    reader.send(Msg::ReloadFailed(about(), "d.json:1:3: broken".to_owned()));
    assert!(reader.screen().contains("d.json:1:3: broken"));
    reader.reload(built_in());
    assert!(!reader.screen().contains("broken"), "{}", reader.screen());
    reader.send(Msg::ReloadFailed(about(), "d.json:1:3: broken".to_owned()));
    reader.send(Msg::About(about()));
    assert!(!reader.screen().contains("broken"), "{}", reader.screen());
    reader.send(Msg::Notice("something else".to_owned()));
    reader.reload(built_in());
    assert!(reader.screen().contains("something else"));
}

#[test]
fn a_neighbour_is_selected_if_a_reload_removes_the_claim() {
    let claims = |ids: &[&str]| {
        let claim = |id: &&str| format!(r#"{{"id":"{id}","text":"Claim {id}.","made":[]}}"#);
        let claims: Vec<String> = ids.iter().map(claim).collect();
        let head = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"},"claims":["#;
        document("d.json", &format!("{head}{}]}}", claims.join(",")))
    };
    let mut reader = Reader::of(claims(&["a", "b", "c", "d"]), Start::default());
    reader.press("j j").reload(claims(&["a", "b", "d"]));
    assert_eq!(reader.app.list().selected_row().unwrap().address.claim, "d");
    reader.reload(claims(&["a", "b"]));
    assert_eq!(reader.app.list().selected_row().unwrap().address.claim, "b");
}

#[test]
fn a_partial_filter_value_lists_its_completions() {
    let mut reader = Reader::new(120, 40);
    reader.press("/ type:scope:n");
    assert!(reader.screen().contains("scope: non-denial  no-comment"), "{}", reader.screen());
    reader.press("type:zz");
    assert!(reader.screen().contains("is not a known value"), "{}", reader.screen());
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
    let catalog = catalog::open(
        &[of("a.json", "One says."), of("b.json", "Two says.")],
        &input::Cache::default(),
    )
    .unwrap();
    let mut reader = Reader::of(Arc::new(Corpus::new(catalog)), Start::default());
    let read = |reader: &Reader| reader.app.reader().dossier().unwrap().claim.text.clone();
    assert_eq!(read(&reader), "One says.");
    reader.press("j");
    assert_eq!(read(&reader), "One says.");
    let told = reader.press("i").screen();
    assert!(told.contains("left out"), "{told}");
}

#[test]
fn progress_of_loading_and_counting_is_shown() {
    let mut reader = Reader::new(80, 24);
    for (size, told) in [((80, 24), "312,000 · 31 % · 1/24"), ((120, 40), "312,000 claims · 31 %")]
    {
        reader.send(Msg::Resize(size.0, size.1));
        reader.send(Msg::Loading(Some(Loading { claims: 312_000, percent: Some(31) })));
        assert!(reader.screen().contains(told), "{}", reader.screen());
        reader.send(Msg::Loading(Some(Loading { claims: 312_000, percent: None })));
        assert!(reader.screen().contains(&told.replace("31 %", "…")), "{}", reader.screen());
        reader.send(Msg::Loading(None));
        assert!(!reader.screen().contains("312,000"), "{}", reader.screen());
    }
    reader.press("/ type:meta");
    let counts = reader.app.list().counts;
    let seq = reader.app.search().seq();
    reader.send(Msg::Counted { seq, counts: MatchCounts { close: None, ..counts } });
    assert!(reader.screen().contains("found, counting close matches"), "{}", reader.screen());
    reader.send(Msg::Counted { seq, counts: MatchCounts { read: Some(40), ..counts } });
    assert!(reader.screen().contains("reading records, 40 %"), "{}", reader.screen());
    reader.send(Msg::Counted { seq: seq - 1, counts: MatchCounts { listed: 0, ..counts } });
    assert_eq!(
        reader.app.list().counts.listed,
        counts.listed,
        "counts of an older search are ignored"
    );
}

#[test]
fn more_loaded_claims_do_not_move_the_selection() {
    let mut reader = Reader::new(80, 24);
    reader.press("j j j Tab j j");
    let (row, screen) = (reader.app.list().selected(), reader.screen());
    let corpus = built_in();
    reader.send(Msg::Grown(Arc::new(about(corpus.catalog()))));
    assert_eq!((reader.app.list().selected(), reader.screen()), (row, screen));
}

#[test]
fn a_lost_record_is_replaced_by_a_message() {
    let mut reader = Reader::new(80, 24);
    reader.send(Msg::Lost("changed on disk, reloading".to_owned()));
    assert!(
        reader.screen().contains("this record changed on disk, reloading"),
        "{}",
        reader.screen()
    );
}

#[test]
fn filter_counts_cover_the_whole_list_beyond_the_ranked_part() {
    let mut reader = Reader::new(80, 12);
    reader.press("/ type:e").press("Enter");
    assert!(reader.app.list().row(23).is_none(), "the end of the list is not ranked yet");
    reader.press("f");
    let counted = |query: &str| {
        let request = SearchRequest { query: Query::parse(query), ..SearchRequest::default() };
        rank(&built_in(), &request, &|| false).unwrap().listed
    };
    let Some(Overlay::Filters(filters)) = reader.app.overlays().last() else {
        panic!("no filters")
    };
    let has = &filters.facets.as_ref().unwrap()[0];
    let evidence = has.values.iter().find(|value| value.query == "has:evidence").unwrap();
    assert_eq!(evidence.count, counted("e has:evidence"));
}
