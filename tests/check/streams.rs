//! Tests of files on disk that are compressed, large, or read more than once.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use gainsay::catalog;
use gainsay::check;
use gainsay::check::{Checked, DiagnosticCounts};
use gainsay::input;
use gainsay::input::Input;

use crate::{LINES, REFERENCE};

fn check(path: &Path) -> Checked {
    check::check(&[Input::Path(path.to_owned())], &input::Cache::default())
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn mistakes_that_need_a_second_pass_are_found_in_compressed_files() {
    // A dangling reference, a cycle of sources and two claims with the same text.
    let source = |id: &str, via: &str| {
        format!(
            "{{\"source\":{{\"id\":\"{id}\",\"kind\":\"k\",\"title\":\"T\",\"via\":\"{via}\"}}}}\n"
        )
    };
    let text = LINES.replace("Two.", "ONE!").replacen("\"to\":\"c1\"", "\"to\":\"c3\"", 1)
        + &source("s1", "s2")
        + &source("s2", "s1");
    let folder = tempfile::tempdir().unwrap();
    let (start, rest) = text.split_at(200);
    let packings = [
        ("a.ndjson", text.clone().into_bytes()),
        ("a.ndjson.gz", [gzip(start), gzip(rest)].concat()),
        ("a.ndjson.zst", zstd::encode_all(text.as_bytes(), 1).unwrap()),
        ("gzip by its first bytes", gzip(&text)),
    ];
    for (name, bytes) in packings {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let checked = check(&path);
        assert_eq!(checked.unopened, []);
        assert_eq!(
            checked.counts,
            DiagnosticCounts { errors: 2, warnings: 1 },
            "{:#?}",
            checked.problems
        );
        let told: Vec<_> = checked
            .problems
            .iter()
            .map(|found| (found.line, found.message.as_str(), found.help.as_deref().unwrap()))
            .collect();
        assert_eq!(
            told[0],
            (2, "`to` names a claim `c3`, which the dataset does not have", "did you mean `c1`?")
        );
        assert_eq!(told[1].1, "the claim has the same text as `c1`");
        assert_eq!((told[2].0, told[2].1), (6, "`via` is circular: s1 → s2 → s1"));
    }
}

#[test]
fn damage_is_reported_beside_the_mistakes_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ndjson.gz");
    let bytes = [gzip(&LINES.replacen("\"full\"", "\"ful\"", 1)), gzip(REFERENCE)].concat();
    std::fs::write(&path, &bytes[..bytes.len() - 100]).unwrap();
    let checked = check(&path);
    assert_eq!((checked.files, checked.unopened.len()), (1, 1));
    assert!(checked.unopened[0].message.contains("damaged or cut off"), "{}", checked.unopened[0]);
    assert!(checked.problems[0].message.contains("cannot be `ful`"), "{:?}", checked.problems);
}

/// A document beyond the limit, which is sparse after its first line.
#[test]
fn a_document_beyond_256_mib_is_refused_with_a_command_for_ndjson() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let mut file = File::create(&path).unwrap();
    writeln!(file, "{{\"gainsay\": 1,").unwrap();
    file.set_len((256 << 20) + 1).unwrap();
    let checked = check(&path);
    assert_eq!((checked.files, checked.problems.as_slice()), (0, &[][..]));
    let [problem] = checked.unopened.as_slice() else { panic!("{:#?}", checked.unopened) };
    assert_eq!(problem.message, "this JSON document is larger than 256 MiB");
    let help = problem.help.as_deref().unwrap();
    let command = help.strip_prefix("convert it to NDJSON: ").unwrap();
    assert!(command.starts_with("jq -c '") && command.ends_with("' FILE > FILE.ndjson"));
    makes_ndjson(folder.path(), command);
}

/// Checks that the suggested command turns the reference dataset into NDJSON with the same
/// diagnostics.
fn makes_ndjson(folder: &Path, command: &str) {
    if Command::new("jq").arg("--version").output().is_err() {
        eprintln!("skipped: no jq to test the command (Debian: apt-get install jq)");
        return;
    }
    std::fs::write(folder.join("FILE"), REFERENCE).unwrap();
    let made = Command::new("sh").args(["-c", command]).current_dir(folder).status().unwrap();
    assert!(made.success());
    let told = |name: &str| -> Vec<(Option<String>, String)> {
        let checked = check(&folder.join(name));
        assert_eq!(checked.unopened, []);
        checked.problems.into_iter().map(|found| (found.address, found.message)).collect()
    };
    assert_eq!(told("FILE.ndjson"), told("FILE"));
    let [lines, document] = ["FILE.ndjson", "FILE"].map(|name| {
        let catalog =
            catalog::open(&[Input::Path(folder.join(name))], &input::Cache::default()).unwrap();
        assert_eq!(catalog.left_out(), 0);
        catalog.len()
    });
    assert!(lines == document && lines > 0);
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe.ndjson");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let text = LINES.replacen("\"to\":\"c1\"", "\"to\":\"c3\"", 1);
    let written = std::thread::spawn({
        let path = path.clone();
        move || std::fs::write(path, text).unwrap()
    });
    let checked = check(&path);
    written.join().unwrap();
    assert_eq!(
        checked.counts,
        DiagnosticCounts { errors: 1, warnings: 0 },
        "{:#?}",
        checked.problems
    );
    assert_eq!(checked.problems[0].help.as_deref(), Some("did you mean `c1`?"));
}
