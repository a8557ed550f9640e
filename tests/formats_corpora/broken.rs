//! Tests of files that are broken, truncated, huge or of another kind: each problem is reported
//! with its place, and nothing panics.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use gainsay::import::{Broken, Format};
use gainsay::input::{Diagnostic, Input};
use serde_json::Value;

use super::{AVERITEC, CLIMATE_FEVER, FEVER, FEVEROUS, SCIFACT, SCIFACT_CORPUS, import};

const FORMATS: [Format; 4] =
    [Format::Averitec, Format::ClimateFever, Format::Fever, Format::SciFact];

/// Returns the problems of a file.
fn problems(bytes: &[u8], format: Format) -> Vec<Diagnostic> {
    match import(&[("a.json", bytes)], Some(format), Broken::Refuse) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.problems,
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let mut stream = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    stream.all(|value| value.is_ok())
}

#[test]
fn every_truncated_file_is_imported_or_refused_with_a_place() {
    for ((name, bytes), format) in [
        (AVERITEC, Format::Averitec),
        (CLIMATE_FEVER, Format::ClimateFever),
        (FEVER, Format::Fever),
        (FEVEROUS, Format::Fever),
        (SCIFACT, Format::SciFact),
    ] {
        for end in 0..=bytes.len() {
            let problems = problems(&bytes[..end], format);
            for problem in &problems {
                assert_eq!(problem.file, "a.json", "{name} to {end}: {problem}");
                let is_of_all =
                    problem.message.contains("empty") || problem.message.contains("no claim");
                assert!(problem.line > 0 || is_of_all, "{name} to {end}: {problem}");
            }
            assert!(!problems.is_empty() || is_whole(&bytes[..end]), "{name} to {end}");
        }
    }
}

#[test]
fn every_truncated_corpus_is_joined_or_refused() {
    let (name, bytes) = SCIFACT_CORPUS;
    // A file that is cut within its first line is not recognised as a corpus.
    let first = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    for end in first..=bytes.len() {
        let files = [SCIFACT, (name, &bytes[..end])];
        match import(&files, None, Broken::Refuse) {
            Ok(dataset) => assert_eq!(dataset.summary.claims, 3),
            Err(refusal) => {
                assert!(refusal.problems[0].line > 0 && refusal.problems[0].file == name);
            }
        }
        let dataset = import(&files, None, Broken::LeaveOut).ok().unwrap();
        assert_eq!(dataset.summary.claims, 3);
    }
}

#[test]
fn a_file_of_another_kind_is_refused_with_a_remedy() {
    let latin: &[u8] = b"{\"id\":1,\"claim\":\"ok\"}\n{\"id\":2,\"claim\":\"caf\xe9\"}\n";
    let utf32: Vec<u8> = "\u{feff}[]".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let deep = format!("{{\"claim\":\"x\",\"evidence\":{}", "[".repeat(100_000));
    let closed = format!("{deep}{}}}\n", "]".repeat(100_000));
    for format in FORMATS {
        let problem = |bytes: &[u8]| {
            let problems = problems(bytes, format);
            problems.iter().map(Diagnostic::to_string).collect::<Vec<_>>().join("\n")
        };
        assert!(problem(b"").contains("empty"));
        assert!(problem(b" \n\n").contains("empty"));
        assert!(
            problem(latin).starts_with("a.json:2:21: error: this is not UTF-8"),
            "{}",
            problem(latin)
        );
        assert!(problem(&utf32).contains("UTF-32"));
        assert!(
            problem(deep.as_bytes()).contains("a.json:1:1: error: the file ends in the middle")
        );
        assert!(
            problem(closed.as_bytes()).contains("nested too deeply"),
            "{}",
            problem(closed.as_bytes())
        );
        assert!(problem(b"claim,label\nx,y\n").contains("a.json:1:1: error"));
        assert!(problem(b"<html></html>").contains("--from"));
        assert!(problem(b"[1, \"x\", null]").contains("isn’t a claim of"));
        assert!(problem(b"[{\"a\": 1}]").contains("--skip-broken"));
        assert!(problem(b"[]").contains("no claim found"));
    }
}

#[test]
fn damage_of_compressed_data_is_told_before_the_faults_that_it_causes() {
    let (_, bytes) = FEVER;
    // Data that is only stored is not checked before its end.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(bytes).unwrap();
    let packed = encoder.finish().unwrap();
    for at in 15..packed.len() {
        let mut damaged = packed.clone();
        damaged[at] ^= 4;
        for broken in [Broken::Refuse, Broken::LeaveOut] {
            let refusal = import(&[("a.jsonl.gz", &damaged)], None, broken).err().unwrap();
            let first = refusal.problems[0].to_string();
            assert!(
                first.starts_with("a.jsonl.gz: error: the gzip data is damaged"),
                "{at}: {first}"
            );
        }
    }
}

#[test]
fn a_broken_record_is_left_out_alone() {
    let lines = "{\"id\":1,\"claim\":\"One.\",\"label\":\"SUPPORTS\",\"evidence\":[]}\nnonsense\n[]\n{\"id\":2,\"claim\":7}\n{\"id\":3,\"claim\":\"Two.\"}\n";
    for format in FORMATS {
        let file: (&str, &[u8]) = ("a.jsonl", lines.as_bytes());
        let dataset = import(&[file], Some(format), Broken::LeaveOut).ok().unwrap();
        assert_eq!(dataset.summary.sum(), "5 records = 2 claims + 0 merged + 3 left out");
        let lines: Vec<usize> =
            dataset.summary.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 3, 4]);
    }
}

/// Returns a record of this many bytes on one line.
fn long(bytes: usize) -> Vec<u8> {
    let mut line = br#"{"claim_id":"1","claim":"Long.","label":"SUPPORTS","evidence":[],"questions":[],"evidences":[],"more":""#.to_vec();
    line.resize(bytes, b'x');
    line.extend_from_slice(b"\"}");
    line
}

#[test]
fn a_very_long_line_takes_linear_time() {
    let line = long(8 << 20);
    for format in FORMATS {
        let input = Input::Bytes { name: "a.json".into(), bytes: line.as_slice().into() };
        let began = Instant::now();
        let dataset = super::import_inputs(&[input], Some(format), Broken::Refuse).ok().unwrap();
        assert_eq!(dataset.summary.claims, 1);
        // Debug builds on a busy machine are slow, but quadratic time would be hours.
        assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
    }
}

#[test]
fn many_items_are_compared_in_linear_time() {
    let many = 20_000;
    let sentences: Vec<Value> = (0..many)
        .map(|index| serde_json::json!({"evidence": format!("Sentence {index}."), "article": format!("A {index}"), "evidence_label": "SUPPORTS"}))
        .collect();
    let record = serde_json::json!({"claim": "Much.", "evidences": sentences}).to_string();
    let began = Instant::now();
    let dataset =
        import(&[("a.json", record.as_bytes())], Some(Format::ClimateFever), Broken::Refuse);
    let dataset = dataset.ok().unwrap();
    assert_eq!(dataset.claim("Much.")["evidence"].as_array().unwrap().len(), many);
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
}
