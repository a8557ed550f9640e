//! Reading from disk or from a spool again, with little room in memory.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::*;
use crate::catalog::{ReadError, Row};

const CLAIMS: usize = 300;

fn lines(first: &str) -> String {
    let mut lines = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"T\"}}\n".to_owned();
    lines += "{\"agent\":{\"id\":\"a\",\"kind\":\"person\",\"name\":\"Ada\"}}\n";
    for number in 0..CLAIMS {
        let text = if number == 0 { first } else { "Ada says something." };
        let claim = serde_json::json!({
            "claim": { "id": format!("c{number}"), "text": text, "made": [{ "by": "a" }] }
        });
        lines += &claim.to_string();
        lines.push('\n');
    }
    lines
}

fn opened(path: &Path, budget: &MemoryBudget) -> Catalog {
    let inputs = [Input::Path(path.to_owned())];
    read(&inputs, budget, &mut |_, _| ControlFlow::Continue(())).unwrap().unwrap()
}

#[test]
fn a_file_that_changes_never_shows_another_records_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.ndjson");
    fs::write(&path, lines("The first.")).unwrap();
    let catalog = opened(&path, &MemoryBudget::of(0, folder.path()));
    assert_eq!(catalog.claim(Row(0)).unwrap().text, "The first.");
    assert_eq!(catalog.dossier(Row(0)).unwrap().agents["a"].name.as_deref(), Some("Ada"));
    // With one more byte at the beginning, every record is in another place.
    fs::write(&path, lines("The first!!")).unwrap();
    for row in 0..300 {
        assert!(matches!(catalog.claim(Row(row)), Err(ReadError::Changed)), "{row}");
    }
    // Only one record changed; the others are still equal.
    fs::write(&path, lines("The First.")).unwrap();
    assert!(matches!(catalog.dossier(Row(0)), Err(ReadError::Changed)));
    assert_eq!(catalog.claim(Row(1)).unwrap().id, "c1");
    // A file that was deleted stays readable while it is open.
    let unread = opened(&path, &MemoryBudget::of(0, folder.path()));
    fs::remove_file(&path).unwrap();
    assert_eq!(catalog.claim(Row(1)).unwrap().id, "c1");
    let lost = unread.claim(Row(1)).unwrap_err();
    assert!(lost.to_string().starts_with("can’t be read: "), "{lost}");
    // A small file is kept in memory, and changes on disk don't affect it.
    fs::write(&path, lines("The first.")).unwrap();
    let catalog = opened(&path, &MemoryBudget::of(1 << 20, folder.path()));
    fs::write(&path, "").unwrap();
    assert_eq!(catalog.claim(Row(0)).unwrap().text, "The first.");
}

#[test]
fn what_can_not_be_sought_is_spooled_to_a_file_without_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let spools = folder.path().join("cache");
    let path = folder.path().join("d.ndjson.gz");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(lines("The first.").as_bytes()).unwrap();
    fs::write(&path, packed.finish().unwrap()).unwrap();
    let catalog = opened(&path, &MemoryBudget::of(1000, &spools));
    fs::remove_file(&path).unwrap();
    assert_eq!(fs::read_dir(&spools).unwrap().count(), 0, "the spool has no name");
    assert_eq!(catalog.len(), CLAIMS);
    assert_eq!(catalog.claim(Row(0)).unwrap().text, "The first.");
    assert_eq!(catalog.dossier(Row(299)).unwrap().agents.len(), 1);
}

#[test]
fn no_room_for_a_spool_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.ndjson.gz");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(lines("The first.").as_bytes()).unwrap();
    fs::write(&path, packed.finish().unwrap()).unwrap();
    let inputs = [Input::Path(path.clone())];
    let mut watcher = |_: &Builder, _| ControlFlow::Continue(());
    let problem =
        read(&inputs, &MemoryBudget::of(1000, &path), &mut watcher).unwrap_err().to_string();
    assert!(problem.contains("can’t store its content in"), "{problem}");
    assert!(problem.contains("XDG_CACHE_HOME"), "{problem}");
}

#[test]
fn a_watcher_that_breaks_off_ends_the_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.ndjson");
    fs::write(&path, lines("The first.")).unwrap();
    let inputs = [Input::Path(path)];
    let mut watcher = |_: &Builder, _| ControlFlow::Break(());
    let read = read(&inputs, &MemoryBudget::of(0, folder.path()), &mut watcher).unwrap();
    assert!(read.is_none());
}

#[test]
fn a_document_that_is_too_large_is_refused_unread_with_the_command_that_helps() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.json");
    fs::write(&path, "{\"gainsay\": 1, ").unwrap();
    // A sparse file needs no disk space.
    fs::File::options().write(true).open(&path).unwrap().set_len((256 << 20) + 1).unwrap();
    let inputs = [Input::Path(path)];
    let mut watcher = |_: &Builder, _| ControlFlow::Continue(());
    let problem = read(&inputs, &MemoryBudget::of(0, folder.path()), &mut watcher).unwrap_err();
    assert!(problem.message.contains("larger than 256 MiB"), "{problem}");
    assert!(problem.help.unwrap().contains("convert it to NDJSON: jq -c"));
}
