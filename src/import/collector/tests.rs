//! Tests of an import: sums that add up, and equal claims whatever the order of the records.

use std::ops::ControlFlow;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::check::check;
use crate::claim::{AgentKind, Evidence, EvidenceKind, Made, Stance, Verdict};
use crate::import::{ClaimDraft, ForeignOrigin, Format};
use crate::input::Input;

/// The numbers of a test record: text, speaker, label, evidence and line.
type Made5 = (usize, usize, usize, usize, usize);

const TEXTS: [&str; 5] =
    ["The moon is cheese.", "The moon is cheese", "THE MOON — is cheese!", "Bread is flat.", " "];
const SPEAKERS: [&str; 3] = ["Ann", "Bob", ""];

fn draft(&(text, speaker, label, evidence, line): &Made5) -> (ClaimDraft, ForeignOrigin) {
    let mut draft = ClaimDraft::new("claim", TEXTS[text]);
    let by = Some(draft.agent(AgentKind::Person, "speaker", SPEAKERS[speaker]));
    draft.claim.made.push(Made { by, ..Made::default() });
    let by = Some(draft.agent(AgentKind::Organisation, "", "Checkers"));
    let labels = ["True", "False", "&quot;half&quot;"];
    let label = Some(draft.text("label", labels[label]));
    draft.claim.verdicts.push(Verdict { by, label, ..Verdict::default() });
    draft.claim.lang = ["en", "de"].get(evidence).map(|lang| (*lang).to_owned());
    let source = draft.source(crate::claim::Source {
        title: Some(format!("paper {evidence}")),
        ..crate::import::source("paper")
    });
    draft.evidence(Evidence {
        kind: Some(EvidenceKind::Document),
        stance: Some(Stance::Supports),
        excerpt: Some(format!("word {evidence}")),
        source,
        ..Evidence::default()
    });
    draft.keep("test", Some(json!({ "left": evidence })));
    (draft, ForeignOrigin::of(Format::Csv, "folder/a.csv", line))
}

fn batch(records: &[Made5]) -> ImportBatch {
    let mut batch = ImportBatch::default();
    for record in records {
        let (draft, origin) = draft(record);
        batch.take(draft, &origin).unwrap();
    }
    batch
}

fn imported(records: &[Made5]) -> (Vec<String>, ImportSummary) {
    let mut go_on = |_: usize| ControlFlow::Continue(());
    let info: DatasetInfo = serde_json::from_value(json!({"id": "t", "title": "T"})).unwrap();
    let mut import =
        Import::new("a.csv".into(), info, &Cache::default(), Broken::Refuse, &mut go_on);
    // Batches of one record, of two and of three must make no difference.
    let mut left = records;
    for length in (1..=3).cycle() {
        let Some((some, rest)) =
            left.split_at_checked(length).or((!left.is_empty()).then_some((left, &[])))
        else {
            break;
        };
        import.take(batch(some)).unwrap();
        left = rest;
    }
    let mut imported = import.finish().unwrap();
    let mut out = Vec::new();
    imported.write(&mut out).unwrap();
    let checked = check(
        &[Input::Bytes { name: "t.ndjson".into(), bytes: out.as_slice().into() }],
        &Cache::default(),
    );
    let errors: Vec<String> = checked.problems.iter().map(ToString::to_string).collect();
    assert_eq!(checked.counts.errors, 0, "{errors:#?}");
    let mut lines: Vec<String> =
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect();
    assert!(lines.remove(0).starts_with("{\"gainsay\":1"));
    lines.sort();
    (lines, imported.summary)
}

#[test]
fn records_of_one_text_and_claimant_become_one_claim_with_all_origins() {
    let (lines, summary) =
        imported(&[(0, 0, 0, 0, 2), (3, 0, 0, 0, 3), (0, 0, 1, 1, 4), (0, 0, 1, 1, 5)]);
    assert_eq!((summary.records, summary.claims, summary.merged), (4, 2, 2));
    assert_eq!(summary.sum(), "4 records = 2 claims + 2 merged");
    assert_eq!(summary.mended.0.get(&crate::import::Mending::Differs), Some(&1));
    let claims = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let claim = claims.filter_map(|line| line.get("claim").cloned());
    let claim = claim.into_iter().find(|claim| claim["text"] == TEXTS[0]).unwrap();
    assert_eq!(claim["verdicts"].as_array().unwrap().len(), 2);
    assert_eq!(claim["evidence"].as_array().unwrap().len(), 2);
    assert_eq!(claim["ext"]["test"], json!([{"left": 0}, {"left": 1}]));
    let import = &claim["ext"]["gainsay.import"];
    let lines: Vec<u64> =
        import["origins"].as_array().unwrap().iter().map(|o| o["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [2, 4, 5]);
    assert_eq!(import["origins"][0]["file"], "a.csv");
    assert_eq!(import["mended"], json!([{"at": "lang", "how": "differs", "was": "de"}]));
}

#[test]
fn what_is_nearly_alike_is_named_and_kept_apart() {
    let (_, summary) =
        imported(&[(0, 0, 0, 0, 2), (1, 0, 0, 0, 3), (2, 1, 0, 0, 4), (3, 0, 0, 0, 5)]);
    assert_eq!((summary.claims, summary.merged, summary.alike), (4, 0, 1));
    assert_eq!(summary.alike_named[0].0.len(), 3);
    assert!(summary.line().ends_with("1 near-duplicate kept apart"));
}

#[test]
fn broken_records_refuse_or_are_left_out() {
    for broken in [Broken::Refuse, Broken::LeaveOut] {
        let mut go_on = |_: usize| ControlFlow::Continue(());
        let info: DatasetInfo = serde_json::from_value(json!({"id": "t", "title": "T"})).unwrap();
        let mut import = Import::new("a".into(), info, &Cache::default(), broken, &mut go_on);
        import.take(batch(&[(0, 0, 0, 0, 2)])).unwrap();
        for line in 0..PROBLEMS + 7 {
            import.broken(Diagnostic::error("a", "no record").at((line, 1))).unwrap();
        }
        match (broken, import.finish()) {
            (Broken::Refuse, Err(refusal)) => {
                assert_eq!((refusal.problems.len(), refusal.untold), (PROBLEMS, 7));
            }
            (Broken::LeaveOut, Ok(imported)) => {
                let summary = imported.summary;
                assert_eq!((summary.records, summary.claims, summary.left_out), (108, 1, 107));
                assert!(summary.to_string().contains("… and 7 more that could not be read"));
            }
            (broken, other) => panic!("{broken:?}: {other:?}"),
        }
    }
}

#[test]
fn whoever_watches_may_break_off() {
    let mut stop = |records: usize| {
        if records > LOOK { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let info: DatasetInfo = serde_json::from_value(json!({"id": "t", "title": "T"})).unwrap();
    let mut import = Import::new("a".into(), info, &Cache::default(), Broken::Refuse, &mut stop);
    let taken = (0..10 * LOOK)
        .take_while(|line| import.take(batch(&[(line % 4, line % 3, 0, 0, *line)])).is_ok());
    assert_eq!(taken.count(), 2 * LOOK - 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_records_makes_no_difference(
        records in prop::collection::vec((0..5usize, 0..3usize, 0..3usize, 0..3usize, 1..99usize), 1..24),
        seed: u64,
    ) {
        let (lines, summary) = imported(&records);
        prop_assert_eq!(summary.records, summary.claims + summary.merged);
        let distinct: std::collections::HashSet<_> =
            records.iter().map(|(text, speaker, label, evidence, _)| {
                // The rest of the record distinguishes claims without words.
                (text, speaker, (*text == 4).then_some((label, evidence)))
            }).collect();
        prop_assert_eq!(summary.claims, distinct.len());
        let mut other = records.clone();
        let count = other.len();
        for at in 0..count {
            let to = usize::try_from(seed.rotate_left(u32::try_from(at).unwrap()) % count as u64).unwrap();
            other.swap(at, to);
        }
        let (again, same) = imported(&other);
        prop_assert_eq!(lines, again);
        prop_assert_eq!(summary, same);
    }
}
