//! Checks which marks are kept, with several writers too, and that other users can't read them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::*;

fn claims(ids: &[&str]) -> Vec<Address> {
    ids.iter().map(|id| Address::of_claim("d", id)).collect()
}

fn home() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("state/marks");
    (home, folder)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_is_marked_is_there_the_next_time_and_for_nobody_else() {
    let (home, folder) = home();
    let (mut kept, writer) = keep(folder.clone(), |_| ()).unwrap();
    assert_eq!(kept.kept("d"), Ok(vec![]));
    kept.keep(&claims(&["b", "a", "c"]), true);
    kept.keep(&claims(&["c"]), false);
    drop(kept);
    writer.end().unwrap();
    let (mut kept, writer) = keep(folder.clone(), |_| ()).unwrap();
    assert_eq!((kept.kept("d"), kept.kept("e")), (Ok(vec!["a".into(), "b".into()]), Ok(vec![])));
    drop(kept);
    writer.end().unwrap();
    assert_eq!(mode(&folder.join("d.txt")), 0o600);
    assert_eq!((mode(&folder), mode(&home.path().join("state"))), (0o700, 0o700));
    let names = fs::read_dir(&folder).unwrap().count();
    assert_eq!(names, 2, "the file and the lock: nothing half written");
}

#[test]
fn nothing_is_written_where_nothing_changed() {
    let (_home, folder) = home();
    let (kept, writer) = keep(folder.clone(), |_| ()).unwrap();
    drop(kept);
    writer.end().unwrap();
    assert!(!folder.exists());
}

#[test]
fn two_who_write_at_a_time_lose_nothing_of_each_other() {
    let (_home, folder) = home();
    let write = |lead: &str| {
        let (mut kept, writer) = keep(folder.clone(), |_| ()).unwrap();
        let ids: Vec<String> = (0..200).map(|number| format!("{lead}{number}")).collect();
        kept.keep(&claims(&ids.iter().map(String::as_str).collect::<Vec<_>>()), true);
        (kept, writer)
    };
    let writers: Vec<_> = ["a", "b", "c", "d"].into_iter().map(write).collect();
    let ends = writers.into_iter().map(|(kept, writer)| {
        drop(kept);
        writer
    });
    ends.collect::<Vec<_>>().into_iter().for_each(|writer| writer.end().unwrap());
    assert_eq!(Folder::new(folder).read("d").unwrap().len(), 800);
}

#[test]
fn a_bad_file_is_told_and_left_as_it_is() {
    let (_home, folder) = home();
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("d.txt");
    fs::write(&path, b"a\n\xff\n").unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let theirs = Arc::clone(&told);
    let (mut kept, writer) = keep(folder, move |words| theirs.lock().unwrap().push(words)).unwrap();
    let fault = kept.kept("d").unwrap_err();
    assert!(fault.ends_with("d.txt: is not UTF-8; the file is left unchanged"), "{fault}");
    kept.keep(&claims(&["b"]), true);
    while told.lock().unwrap().is_empty() {
        thread::sleep(Duration::from_millis(10));
    }
    drop(kept);
    assert!(writer.end().unwrap_err().to_string().contains("is not UTF-8"));
    assert_eq!(fs::read(&path).unwrap(), b"a\n\xff\n");
    let told = told.lock().unwrap();
    assert!(told.len() == 1 && told[0].starts_with("marks are not saved: "), "{told:?}");
}

#[test]
fn one_dataset_that_can_not_be_written_keeps_no_other_from_it() {
    let (_home, folder) = home();
    fs::create_dir_all(folder.join("d.txt")).unwrap();
    let (mut kept, writer) = keep(folder.clone(), |_| ()).unwrap();
    kept.keep(&claims(&["a"]), true);
    kept.keep(&[Address::of_claim("e", "x")], true);
    drop(kept);
    assert!(writer.end().is_err());
    assert_eq!(Folder::new(folder).read("e").unwrap(), ["x"]);
}
