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
    let claim: Claim = serde_json::from_value(json!({
        "id": "c", "text": "a claim with a needle", "evidence": evidence,
        "notes": "a needle in a long text ".repeat(items * 40),
        "verdicts": [{"label": "so", "text": "x\n".repeat(items)}],
    }))
    .unwrap();
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
        wrapped_paragraph(&paragraph, width)
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
