//! Tests that a claim held in part shows the same lines as one held whole.

use crate::app::claim_pane::pane::Placed;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::claim::Claim;
use crate::search::Query;

/// Makes a dossier with a number of items, some of them long.
fn dossier(items: usize) -> Arc<Dossier> {
    let item = |number: usize| {
        let words = format!("word {number} and more of it. ").repeat(1 + number % 7 * 3);
        let lines = format!("{words}\nneedle {number}\n\nlast");
        json!({"id": format!("e{number}"), "stance": "supports", "by": "x", "summary": lines})
    };
    let evidence: Vec<Value> = (0..items).map(item).collect();
    dossier_of(&json!({
        "id": "c", "text": "a claim with a needle", "evidence": evidence,
        "notes": "a needle in a long text ".repeat(items * 40),
        "verdicts": [{"label": "so", "text": "x\n".repeat(items)}],
    }))
}

/// Makes the dossier of a record.
fn dossier_of(record: &Value) -> Arc<Dossier> {
    let claim: Claim = serde_json::from_value(record.clone()).unwrap();
    Arc::new(Dossier {
        address: Address::of_claim("d", "c"),
        claim,
        agents: [(
            "x".to_owned(),
            Arc::new(serde_json::from_value(json!({"id": "x", "name": "X"})).unwrap()),
        )]
        .into(),
        sources: std::collections::BTreeMap::default(),
        beyond: std::collections::BTreeSet::default(),
        scales: std::collections::BTreeMap::default(),
        relations: Vec::new(),
        issues: Vec::new(),
        origin: Origin::default(),
        read: 0,
    })
}

/// Returns all lines of a part as the screen shows them.
fn all_lines(page: &Page, part: Part, width: usize) -> Vec<String> {
    let paragraphs = page.paragraphs(part);
    let lines = paragraphs.flat_map(|paragraph| {
        let text = paragraph.text();
        wrapped_paragraph(&paragraph, width, crate::text::Glyphs::Unicode)
            .map(|line| format!("{}{}", " ".repeat(line.indent), &text[line.range]))
            .collect::<Vec<_>>()
    });
    lines.collect()
}

fn shown(claim: &ClaimPane, part: Part, height: usize) -> Vec<String> {
    let lines = claim.pane(part).shown().take(height);
    let text = |(line, placed): (&ScreenLine, &Placed)| {
        let text = placed.paragraph.text();
        format!("{}{}", " ".repeat(line.indent), &text[line.range.clone()])
    };
    lines.map(text).collect()
}

/// Returns the words that a spot marks, if they are on the screen.
fn marked(claim: &ClaimPane, spot: &PageSpot, height: usize) -> Option<String> {
    claim.pane(spot.part).shown().take(height).find_map(|(line, placed)| {
        let range = placed.range_of(spot)?;
        let on = range.start < line.range.end && line.range.start < range.end;
        on.then(|| placed.paragraph.text()[range].to_owned())
    })
}

/// Returns the block and the paragraph of the first line on the screen, and the offset in bytes at
/// which the line begins.
fn top(claim: &ClaimPane, part: Part) -> (usize, usize, usize) {
    let (line, placed) = claim.pane(part).shown().next().unwrap();
    let spot = placed.spot(part, line);
    (spot.block, spot.paragraph, spot.range.start)
}

/// Returns whether the screen shows a character, or its paragraph if that is empty.
fn shows(claim: &ClaimPane, part: Part, height: usize, place: (usize, usize, usize)) -> bool {
    claim.pane(part).shown().take(height).any(|(line, placed)| {
        let spot = placed.spot(part, line);
        let here = (spot.block, spot.paragraph) == (place.0, place.1);
        here && (spot.range.contains(&place.2) || spot.range.is_empty())
    })
}

fn opened(items: usize, width: usize) -> ClaimPane {
    let mut claim = ClaimPane::default();
    claim.lay(width);
    let query = Query::parse("needle");
    let needles: Vec<Needle> = query.needles().into_iter().cloned().collect();
    claim.open(Some(&dossier(items)), &needles);
    claim.clamp([20; 3]);
    claim
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn any_place_shows_what_stands_there(
        items in prop_oneof![Just(3_usize), Just(320)], width in 4_usize..120, height in 1_usize..60,
        moves in proptest::collection::vec(-9_000_isize..9_000, 1..8), narrower in 4_usize..90,
    ) {
        let mut claim = opened(items, width);
        for (step, by) in moves.into_iter().enumerate() {
            if step == 4 {
                claim.lay(narrower);
            }
            let width = if step >= 4 { narrower } else { width };
            for part in [Part::Claim, Part::Evidence] {
                claim.scroll(part, by);
                claim.clamp([height; 3]);
                let page = claim.page().unwrap();
                let all = all_lines(page, part, width);
                prop_assert_eq!(claim.pane(part).len(), all.len());
                let from = claim.pane(part).scroll;
                let expected = &all[from..all.len().min(from + height)];
                prop_assert_eq!(shown(&claim, part, height), expected);
            }
        }
    }
}

/// Makes any record: texts of any length, with line breaks and characters of any width.
fn record() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        4 => "([a-z]{1,12}[ \n]){0,60}",
        1 => "(\\PC|[漢 \n]){0,90}",
        1 => "[a-z]{1,400}",
    ];
    let items = proptest::collection::vec(text.clone(), 1..12);
    (text, items).prop_map(|(notes, items)| {
        let item = |(number, text)| json!({"id": format!("e{number}"), "stance": "supports", "by": "x", "summary": text});
        let evidence: Vec<Value> = items.into_iter().enumerate().map(item).collect();
        json!({"id": "c", "text": "a claim", "notes": notes, "evidence": evidence})
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn what_is_read_stays_on_the_screen_when_its_size_changes(
        record in record(), by in 0_isize..200, sizes in [(1_usize..130, 1_usize..50), (1_usize..130, 1_usize..50)],
        part in prop::sample::select(vec![Part::Claim, Part::Evidence]),
    ) {
        let mut claim = ClaimPane::default();
        let [(width, height), (other_width, other_height)] = sizes;
        claim.lay(width);
        claim.open(Some(&dossier_of(&record)), &[]);
        claim.clamp([height; 3]);
        claim.scroll(part, by);
        claim.clamp([height; 3]);
        let before = top(&claim, part);
        claim.lay(other_width);
        claim.clamp([other_height; 3]);
        prop_assert!(shows(&claim, part, other_height, before));
        // A part that isn't on the screen has no rows.
        claim.clamp([0; 3]);
        claim.lay(width);
        claim.clamp([height; 3]);
        prop_assert_eq!(top(&claim, part), before);
    }
}

#[test]
fn what_is_read_stays_on_the_screen_when_the_record_changes() {
    for items in [9, 320] {
        let mut claim = opened(items, 40);
        claim.scroll(Part::Evidence, 53);
        claim.clamp([20; 3]);
        let (block, paragraph, at) = top(&claim, Part::Evidence);
        assert!(block > 0);
        let was = shown(&claim, Part::Evidence, 9);
        let mut record = serde_json::to_value(&dossier(items).claim).unwrap();
        let evidence = record["evidence"].as_array_mut().unwrap();
        evidence.insert(0, json!({"id": "new", "stance": "supports", "by": "x", "summary": "new"}));
        claim.open(Some(&dossier_of(&record)), &[]);
        claim.clamp([20; 3]);
        assert_eq!(top(&claim, Part::Evidence), (block + 1, paragraph, at));
        assert_eq!(shown(&claim, Part::Evidence, 9), was);
        // The text is gone, and what is left is shorter.
        record["evidence"].as_array_mut().unwrap().truncate(1);
        claim.open(Some(&dossier_of(&record)), &[]);
        claim.clamp([20; 3]);
        assert!(!shown(&claim, Part::Evidence, 20).is_empty());
    }
}

#[test]
fn every_hit_and_every_link_is_stepped_to() {
    for items in [3, 320] {
        let mut claim = opened(items, 60);
        let (_, count) = claim.hit_count();
        assert_eq!(count, 1 + items * 40 + items);
        for number in 0..count {
            claim.step_hit(true);
            // Showing a hit wraps everything before it, so most hits are only counted.
            if number < 3 || number % 5_003 == 0 || number + 3 > count {
                let spot = claim.current_hit().unwrap();
                claim.reveal(&spot, 20);
                claim.clamp([20; 3]);
                assert_eq!(marked(&claim, &spot, 20).as_deref(), Some("needle"), "{number}");
            }
        }
        assert_eq!(claim.hit_count().0, Some(count));
        claim.scroll(Part::Evidence, isize::MIN);
        claim.clamp([20; 3]);
        let mut met = Vec::new();
        while claim.step_link(Part::Evidence, true, 20) {
            claim.clamp([20; 3]);
            let spot = claim.pane(Part::Evidence).chosen().unwrap().0.clone();
            assert_eq!(marked(&claim, &spot, 20).as_deref(), Some("X"));
            if met.last() == Some(&spot) {
                break;
            }
            met.push(spot);
        }
        assert_eq!(met.len(), items);
    }
}

#[test]
fn what_is_held_does_not_grow_with_the_texts() {
    let (few, many) = (opened(700, 60).held_bytes(), opened(2_800, 60).held_bytes());
    assert!(many < few + 2_800 * 3 * size_of::<u32>() * 2, "{few} and {many}");
}
