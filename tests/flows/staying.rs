//! Tests that the text on the screen, the selection and messages stay or go as they should when the
//! screen's size or the files change.

use std::sync::Arc;

use gainsay::app::{Msg, OpenDatasets};

use super::support::explorer::{Explorer, built_in, document, setup};

/// Returns the row of the screen that shows a text, if one does.
fn row_of(explorer: &Explorer, text: &str) -> Option<usize> {
    explorer.screen().lines().position(|row| row.contains(text))
}

#[test]
fn the_paragraph_on_top_stays_when_the_screen_changes() {
    let item = |number: usize| {
        let words = "The harbour log says that the ferry was repaired. ".repeat(6);
        serde_json::json!({"id": format!("e{number}"), "stance": "supports", "summary": format!("Log-{number:02} begins. {words}")})
    };
    let claim = serde_json::json!({"id": "a", "text": "The ferry was repaired.", "evidence": (0..30).map(item).collect::<Vec<_>>()});
    let json =
        serde_json::json!({"gainsay": 1, "dataset": {"id": "d", "title": "D"}, "claims": [claim]});
    let mut explorer = Explorer::of(document("d.json", &json.to_string()), setup());
    explorer.press("Enter Tab PgDn PgDn PgDn");
    // Scroll until an item begins at the top of the evidence.
    let heading = row_of(&explorer, "EVIDENCE").unwrap();
    let first = |explorer: &Explorer| {
        let screen = explorer.screen();
        let row = screen.lines().find(|row| row.contains("Log-")).unwrap();
        row[row.find("Log-").unwrap()..][..6].to_owned()
    };
    let item = first(&explorer);
    while row_of(&explorer, &item).unwrap() > heading + 1 {
        explorer.press("j");
    }
    let before = explorer.screen();
    for keys in ["z", "z"] {
        let heading = row_of(explorer.press(keys), "EVIDENCE").unwrap();
        assert_eq!(row_of(&explorer, &item), Some(heading + 1), "{}", explorer.screen());
    }
    assert_eq!(explorer.screen(), before);
    for size in [(160, 24), (40, 12), (120, 60), (61, 20), (20, 5), (300, 100), (80, 24)] {
        explorer.send(Msg::Resize(size.0, size.1));
        assert!(explorer.screen().contains(&item), "{size:?}\n{}", explorer.screen());
    }
    assert_eq!(explorer.screen(), before);
    // The record has more evidence now.
    let mut more = json.clone();
    let evidence = more["claims"][0]["evidence"].as_array_mut().unwrap();
    evidence.insert(
        0,
        serde_json::json!({"id": "new", "stance": "supports", "summary": "New words. ".repeat(20)}),
    );
    explorer.reload(document("d.json", &more.to_string()));
    assert_eq!(row_of(&explorer, &item), Some(heading + 1), "{}", explorer.screen());
}

#[test]
fn a_reload_that_succeeds_clears_the_message_of_the_one_that_failed() {
    let mut explorer = Explorer::new(80, 24);
    let about = || Arc::new(OpenDatasets::default());
    explorer.send(Msg::ReloadFailed(about(), "d.json:1:3: broken".to_owned()));
    assert!(explorer.screen().contains("d.json:1:3: broken"));
    explorer.reload(built_in());
    assert!(!explorer.screen().contains("broken"), "{}", explorer.screen());
    explorer.send(Msg::ReloadFailed(about(), "d.json:1:3: broken".to_owned()));
    explorer.send(Msg::About(about()));
    assert!(!explorer.screen().contains("broken"), "{}", explorer.screen());
    explorer.send(Msg::Notice("something else".to_owned()));
    explorer.reload(built_in());
    assert!(explorer.screen().contains("something else"));
}

#[test]
fn a_neighbour_is_selected_if_a_reload_removes_the_claim() {
    let claims = |ids: &[&str]| {
        let claim = |id: &&str| format!(r#"{{"id":"{id}","text":"Claim {id}.","made":[]}}"#);
        let claims: Vec<String> = ids.iter().map(claim).collect();
        let head = r#"{"gainsay":1,"dataset":{"id":"d","title":"D"},"claims":["#;
        document("d.json", &format!("{head}{}]}}", claims.join(",")))
    };
    let mut explorer = Explorer::of(claims(&["a", "b", "c", "d"]), setup());
    explorer.press("j j").reload(claims(&["a", "b", "d"]));
    assert_eq!(explorer.app().list().selected_row().unwrap().address.claim, "d");
    explorer.reload(claims(&["a", "b"]));
    assert_eq!(explorer.app().list().selected_row().unwrap().address.claim, "b");
}
