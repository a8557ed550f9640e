//! Tests of datasets that are too large to load at once: they are opened in stages and from an
//! index.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gainsay::catalog::{Catalog, LoadStage, Progress, Row, open, open_in_stages};
use gainsay::input::Cache;
use gainsay::input::Input;
use gainsay::page::Page;
use gainsay::search::{Corpus, Marked, Query, SearchRequest, facets, rank};
use tempfile::TempDir;

/// So many claims that the file gets an index.
const CLAIMS: usize = 9_000;

/// A dataset and a cache folder for one test.
struct Place {
    folder: TempDir,
    cache: Cache,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cache =
            Cache { folder: Some(folder.path().join("cache")), index: true, ..Cache::default() };
        let place = Self { folder, cache };
        fs::write(place.path(), dataset(CLAIMS)).unwrap();
        place
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("large.ndjson")
    }

    fn inputs(&self) -> [Input; 1] {
        [Input::Path(self.path())]
    }

    fn open(&self) -> Catalog {
        open(&self.inputs(), &self.cache).unwrap()
    }

    /// Returns the path of the only index.
    fn index(&self) -> PathBuf {
        let entries = fs::read_dir(self.cache.folder.as_ref().unwrap()).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        assert_eq!(paths.len(), 1, "{paths:?}");
        paths.remove(0)
    }
}

/// Returns NDJSON of more than 8 MiB with some of everything that an index holds.
fn dataset(claims: usize) -> String {
    let mut out = r#"{"gainsay":1,"dataset":{"id":"large","title":"Large","extra":1}}
{"agent":{"id":"meta","kind":"organisation","name":"Meta","aliases":["Facebook"]}}
{"source":{"id":"src","kind":"filing","title":"A filing","url":"https://example.org/1"}}
{"relation":{"from":"c1","type":"part-of","to":"c2"}}
{"issue":{"id":"i1","kind":"missing-date","severity":"low","about":["c1"],"text":"No date."}}
{"history":{"at":"2026-01-01","what":"Made."}}
{"claim":{"text":"no id"}}
"#
    .to_owned();
    let padding = "and so on, ".repeat(85);
    for number in 0..claims {
        let scope = if number % 3 == 0 { "full" } else { "partial" };
        let _ = writeln!(
            out,
            r#"{{"claim":{{"id":"c{number}","text":"Claim {number} about the inbox of Zoë 中{number}.","topics":["t{}"],"status":"disputed","made":[{{"by":"meta","date":"20{:02}","source":"src"}}],"denials":[{{"id":"d1","by":"meta","scope":"{scope}","quote":"No.","source":"src","date":"20{:02}-07"}}],"verdicts":[{{"label":"False","date":"20{:02}"}}],"notes":"{padding}"}}}}"#,
            number % 7,
            number % 25,
            number % 24,
            number % 23,
        );
    }
    out
}

/// Returns everything that a user can see of a catalog, for some claims.
fn seen(catalog: &Catalog) -> Vec<String> {
    let mut seen: Vec<String> = catalog.problems().iter().map(ToString::to_string).collect();
    seen.push(format!("{:?}", (catalog.len(), catalog.left_out(), catalog.unknown_fields())));
    for row in [0, 1, 2, 2047, 2048, 6143, 6144, 8_999].map(Row) {
        seen.push(catalog.address(row).to_string());
        seen.push(catalog.searched(row));
        seen.push(Page::of(&catalog.dossier(row).unwrap()).to_text(None).unwrap());
        assert_eq!(catalog.resolve(&catalog.address(row)), [row]);
    }
    let corpus = Arc::new(Corpus::new(catalog.clone()));
    for query in [
        "inbox",
        "zoe 14",
        "denied-by:facebook scope:full topic:t3",
        "date:2007 claim",
        "'中77",
        "id:c77",
        "denied:2008-07 said:2010..",
        "checked:2007",
        "has:relation",
        "has:fault has:note",
        "no:fault answer:partial",
    ] {
        let request = SearchRequest { query: Query::parse(query), ..SearchRequest::default() };
        let ranking = rank(&corpus, &request, &|| false).unwrap();
        assert!(ranking.listed > 0, "{query}");
        let first: Vec<Row> = ranking.iter().take(50).map(|hit| hit.row).collect();
        seen.push(format!("{query}: {} {first:?}", ranking.listed));
    }
    seen.push(format!("{:?}", facets(catalog, &Marked::default(), (0..9_000).map(Row))));
    seen
}

#[test]
fn an_index_gives_the_same_catalog_as_the_files() {
    let place = Place::new();
    let cold = place.open();
    assert_eq!(cold.note(), None);
    let index = place.index();
    let written = fs::metadata(&index).unwrap();
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(written.permissions().mode() & 0o777, 0o600);
    }
    let warm = place.open();
    assert_eq!(warm.note(), None);
    assert_eq!(
        fs::metadata(place.index()).unwrap().modified().unwrap(),
        written.modified().unwrap()
    );
    assert_eq!(seen(&warm), seen(&cold));
}

#[test]
fn no_index_is_written_without_a_cache_or_for_a_small_file() {
    let place = Place::new();
    let cache = Cache { index: false, ..place.cache.clone() };
    let catalog = open(&place.inputs(), &cache).unwrap();
    assert_eq!(catalog.len(), CLAIMS);
    assert!(!cache.folder.unwrap().exists());
    // A small file gets no index either.
    let small = place.folder.path().join("small.ndjson");
    fs::write(&small, dataset(10)).unwrap();
    open(&[Input::Path(small)], &place.cache).unwrap();
    assert!(!place.cache.folder.as_ref().unwrap().exists());
}

/// Changes a byte of a file and restores its modification time.
fn flip(path: &Path, at: u64) {
    let mut file = fs::File::options().read(true).write(true).open(path).unwrap();
    let written = file.metadata().unwrap().modified().unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[byte[0] ^ 0x20]).unwrap();
    file.set_modified(written).unwrap();
}

#[test]
fn a_damaged_index_is_rebuilt_with_a_note() {
    let place = Place::new();
    let cold = seen(&place.open());
    let index = place.index();
    let length = fs::metadata(&index).unwrap().len();
    let damages: [(&str, &dyn Fn()); 6] = [
        ("another version", &|| flip(&index, 8)),
        ("damaged", &|| flip(&index, 30)),
        ("damaged", &|| flip(&index, length / 2)),
        ("damaged", &|| flip(&index, length - 1)),
        ("damaged", &|| {
            fs::File::options().write(true).open(&index).unwrap().set_len(length / 3).unwrap();
        }),
        ("can’t be read", &|| fs::write(&index, "").unwrap()),
    ];
    for (word, damage) in damages {
        damage();
        let catalog = place.open();
        let note = catalog.note().unwrap_or_default();
        assert!(note.contains(word) && note.contains("is rebuilt"), "{word}: {note}");
        assert_eq!(place.open().note(), None, "the index was rebuilt");
    }
    assert_eq!(seen(&place.open()), cold);
}

#[test]
fn an_index_of_other_content_is_discarded() {
    let place = Place::new();
    place.open();
    // The content differs in one letter, while the length and the time stay.
    let text = fs::read_to_string(place.path()).unwrap();
    let at = text.find("Claim 0").unwrap();
    flip(&place.path(), at as u64);
    let catalog = place.open();
    assert!(catalog.note().unwrap().contains("out of date"));
    assert!(catalog.searched(Row(0)).starts_with("claim 0"));
    // One more claim than before.
    fs::write(place.path(), dataset(CLAIMS + 1)).unwrap();
    let catalog = place.open();
    assert!(catalog.note().unwrap().contains("out of date"));
    assert_eq!(catalog.len(), CLAIMS + 1);
}

#[test]
fn damage_anywhere_in_an_index_is_detected() {
    let place = Place::new();
    place.open();
    let index = place.index();
    let good = fs::read(&index).unwrap();
    let mut state = 7_u64;
    for _ in 0..12 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bad = good.clone();
        let at = usize::try_from(state >> 16).unwrap() % bad.len();
        bad[at] = bad[at].wrapping_add(1 + (state >> 60) as u8);
        fs::write(&index, &bad).unwrap();
        assert_eq!(place.open().len(), CLAIMS);
    }
}

#[test]
fn a_large_file_can_be_used_while_it_is_read() {
    let place = Place::new();
    let mut stages = Vec::new();
    open_in_stages(&place.inputs(), &place.cache, |stage| {
        stages.push(stage);
        ControlFlow::Continue(())
    });
    let Some(LoadStage::Grown(first, progress)) = stages.first() else { panic!("{stages:?}") };
    let Progress { claims, read, of } = *progress;
    assert!(first.len() < CLAIMS && first.len() <= claims, "{progress:?}");
    assert!(of.is_some_and(|of| read < of), "{progress:?}");
    assert_eq!(first.claim(Row(0)).unwrap().id, "c0", "records can be opened before the end");
    let corpus = Arc::new(Corpus::new(first.clone()));
    let request = SearchRequest { query: Query::parse("inbox"), ..SearchRequest::default() };
    assert_eq!(rank(&corpus, &request, &|| false).unwrap().listed, first.len());
    let whole = stages.iter().position(|stage| matches!(stage, LoadStage::Whole(_))).unwrap();
    let LoadStage::Whole(Ok(catalog)) = &stages[whole] else { panic!("{stages:?}") };
    let Some(LoadStage::Mapped(mapped)) = stages.get(whole + 1) else { panic!("no index") };
    assert_eq!((stages.len(), seen(mapped)), (whole + 2, seen(catalog)));
    // With an index, the catalog is complete at once.
    stages.clear();
    open_in_stages(&place.inputs(), &place.cache, |stage| {
        stages.push(stage);
        ControlFlow::Continue(())
    });
    assert!(matches!(stages[..], [LoadStage::Whole(Ok(_))]), "{stages:?}");
}

#[test]
fn a_cancelled_load_sends_no_more_stages() {
    let place = Place::new();
    let mut told = 0;
    open_in_stages(&place.inputs(), &place.cache, |_| {
        told += 1;
        ControlFlow::Break(())
    });
    assert_eq!(told, 1);
    assert!(
        !place.cache.folder.as_ref().unwrap().exists(),
        "no index is written for a part of the files"
    );
}
