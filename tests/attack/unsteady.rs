//! Tests that a file that changes while it is read is shown as it is at the end.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use gainsay::catalog::{Catalog, LoadStage, Row, open_in_stages};
use gainsay::input::Cache;
use gainsay::input::Input;

use crate::changed_record::Opens;

/// So many claims that the first stage shows a part of them while the rest is read.
const CLAIMS: usize = 9_000;

fn dataset(claims: usize) -> String {
    let mut out = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"T\"}}\n".to_owned();
    let notes = "and so on, ".repeat(40);
    for number in 0..claims {
        let _ = writeln!(
            out,
            r#"{{"claim":{{"id":"c{number}","text":"Claim {number}.","made":[],"notes":"{notes}"}}}}"#
        );
    }
    out
}

/// Opens a file. `change` is called in the middle of each pass over it, with the number of the pass
/// from 1.
fn open(path: &Path, cache: &Cache, mut change: impl FnMut(usize)) -> Catalog {
    let (mut readings, mut last, mut whole) = (0, usize::MAX, None);
    open_in_stages(&[Input::Path(path.to_owned())], cache, |stage| {
        match stage {
            LoadStage::Grown(_, progress) | LoadStage::Reading(progress) => {
                // A smaller progress than before belongs to another pass.
                if progress.claims < last {
                    readings += 1;
                    change(readings);
                }
                last = progress.claims;
            }
            LoadStage::Whole(catalog) => whole = Some(catalog.unwrap()),
            LoadStage::Mapped(_) => {}
        }
        ControlFlow::Continue(())
    });
    whole.unwrap()
}

#[test]
fn a_file_that_changes_while_it_is_read_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("d.ndjson"), folder.path().join("other"));
    let cache =
        Cache { folder: Some(folder.path().join("cache")), index: true, ..Cache::default() };
    let append = || {
        let more = dataset(CLAIMS + 1);
        let line = more.lines().last().unwrap();
        let mut file = fs::File::options().append(true).open(&path).unwrap();
        writeln!(file, "{line}").unwrap();
    };
    let replace = || {
        fs::write(&other, dataset(CLAIMS + 1)).unwrap();
        fs::rename(&other, &path).unwrap();
    };
    let cut = || fs::write(&path, dataset(10)).unwrap();
    let changes: [(&dyn Fn(), usize); 3] =
        [(&append, CLAIMS + 1), (&replace, CLAIMS + 1), (&cut, 10)];
    for (change, claims) in changes {
        fs::write(&path, dataset(CLAIMS)).unwrap();
        let catalog = open(&path, &cache, |reading| {
            if reading == 1 {
                change();
            }
        });
        assert_eq!((catalog.len(), catalog.note()), (claims, None));
        for row in [0, claims / 2, claims - 1] {
            assert_eq!(catalog.id(Row::new(row).unwrap()), format!("c{row}"));
            assert!(catalog.claim(Row::new(row).unwrap()).is_ok());
        }
    }
}

#[test]
fn a_file_that_keeps_changing_is_read_a_few_times_and_noted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.ndjson");
    let cache =
        Cache { folder: Some(folder.path().join("cache")), index: true, ..Cache::default() };
    fs::write(&path, dataset(CLAIMS)).unwrap();
    let mut opens = Opens::of(&path);
    let (over, begun) = (AtomicBool::new(false), Barrier::new(2));
    let catalog = thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::File::options().append(true).open(&path).unwrap();
            writeln!(file).unwrap();
            begun.wait();
            while !over.load(Ordering::Relaxed) {
                writeln!(file).unwrap();
                thread::yield_now();
            }
        });
        begun.wait();
        let catalog = open(&path, &cache, |_| {});
        over.store(true, Ordering::Relaxed);
        catalog
    });
    let opens = opens.so_far();
    assert!((3..=10).contains(&opens), "{opens} opens");
    assert_eq!(catalog.len(), CLAIMS);
    let note = catalog.note().unwrap_or_default();
    assert!(note.contains("kept changing while they were read"), "{note}");
    let indexes = fs::read_dir(folder.path().join("cache")).map_or(0, Iterator::count);
    assert_eq!(indexes, 0, "no index is written for a content that the file may never have had");
}
