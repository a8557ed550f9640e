//! Tests that output never overwrites input, nor files that the user has protected.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;

use crate::home::{Home, Ran, finish};

const HEAD: &str = r#"{"gainsay":1,"dataset":{"id":"a","title":"A"}}"#;

/// Returns a dataset of a hundred claims, of which `id:c1` matches one.
fn claims() -> String {
    let claim = |number| {
        format!(
            "{{\"claim\":{{\"id\":\"c{number}\",\"text\":\"Text {number}\",\"made\":[{{\"by\":null}}]}}}}\n"
        )
    };
    std::iter::once(format!("{HEAD}\n")).chain((0..100).map(claim)).collect()
}

/// Creates a home folder with the dataset `a.ndjson` and links to it.
fn home() -> Home {
    let home = Home::new();
    home.file("a.ndjson", claims());
    fs::create_dir(home.path("sub")).unwrap();
    symlink("a.ndjson", home.path("soft.ndjson")).unwrap();
    symlink("../soft.ndjson", home.path("sub/softer.ndjson")).unwrap();
    fs::hard_link(home.path("a.ndjson"), home.path("hard.ndjson")).unwrap();
    home
}

/// Returns the names of the dataset's file.
fn names(home: &Home) -> [String; 6] {
    let whole = home.path("a.ndjson").to_str().unwrap().to_owned();
    let names = ["a.ndjson", "./sub/../a.ndjson", "soft.ndjson", "sub/softer.ndjson"];
    let [one, two, three, four] = names.map(str::to_owned);
    [one, two, three, four, "hard.ndjson".to_owned(), whole]
}

#[track_caller]
fn refused(home: &Home, ran: Ran) {
    ran.fails(2, "is an input file");
    assert_eq!(fs::read_to_string(home.path("a.ndjson")).unwrap(), claims());
    assert_eq!(fs::read_dir(home.path("")).unwrap().count(), 4, "nothing is left behind");
}

#[test]
fn no_name_of_an_input_file_is_overwritten() {
    let home = home();
    for read in names(&home) {
        for written in names(&home) {
            let arguments = ["export", "-d", &read, "-o", &written, "id:c1"];
            refused(&home, home.run(&arguments));
        }
        refused(&home, home.run(&["import", &read, "-o", "hard.ndjson"]));
    }
    refused(&home, home.run(&["export", "-d", "sub", "-d", "hard.ndjson", "-o", "a.ndjson"]));
}

#[test]
fn the_file_behind_standard_input_is_not_overwritten() {
    let home = home();
    for named in ["-", "/dev/stdin", "a.ndjson"] {
        for written in names(&home) {
            for command in [&["export", "-d", named][..], &["import", named]] {
                let mut run = home.command(&[command, &["-o", &written]].concat());
                run.stdin(File::open(home.path("hard.ndjson")).unwrap());
                refused(&home, finish(&mut run));
            }
        }
    }
}

#[test]
fn standard_output_that_appends_to_the_input_is_refused() {
    let home = home();
    let commands: [&[&str]; 5] = [
        &["export", "-d", "a.ndjson", "--to", "ndjson"],
        &["import", "soft.ndjson"],
        &["search", "-d", "sub", "--format", "ndjson", "text"],
        &["show", "-d", "hard.ndjson", "c1"],
        &["check", "./a.ndjson"],
    ];
    for command in commands {
        let out = File::options().append(true).open(home.path("hard.ndjson")).unwrap();
        refused(&home, finish(home.command(command).stdout(out)));
    }
}

#[test]
fn a_write_protected_file_is_not_replaced() {
    let home = home();
    let path = home.path("sub/mine.ndjson");
    fs::write(&path, "mine").unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
    let export = home.run(&["export", "-d", "a.ndjson", "-o", "sub/mine.ndjson"]);
    export.fails(2, "mine.ndjson is write-protected");
    home.file("a.csv", "claim,speaker\nText of a claim,Ann\n");
    home.run(&["import", "a.csv", "-o", "sub/mine.ndjson"]).fails(2, "is write-protected");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn a_file_of_another_user_is_not_replaced() {
    let home = home();
    let path: PathBuf = home.path("sub/theirs.ndjson");
    fs::write(&path, "theirs").unwrap();
    // Only root can change the owner of a file.
    if std::os::unix::fs::chown(&path, Some(12_345), None).is_err() {
        eprintln!("skipped: only root can make a file of another user");
        return;
    }
    let export = home.run(&["export", "-d", "a.ndjson", "-o", "sub/theirs.ndjson"]);
    export.fails(2, "theirs.ndjson belongs to another user");
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    assert_eq!(fs::metadata(&path).unwrap().uid(), 12_345);
}

#[test]
fn other_files_are_replaced_and_keep_their_mode() {
    let home = home();
    fs::write(home.path("sub/old.ndjson"), "old").unwrap();
    fs::set_permissions(home.path("sub/old.ndjson"), Permissions::from_mode(0o640)).unwrap();
    home.run(&["export", "-d", "a.ndjson", "-o", "sub/old.ndjson", "id:c1"]).out();
    let written = fs::read_to_string(home.path("sub/old.ndjson")).unwrap();
    assert!(written.contains("Text 1") && !written.contains("Text 2"), "{written}");
    let mode = fs::metadata(home.path("sub/old.ndjson")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn an_input_file_in_a_folder_is_not_overwritten_if_compressed() {
    for packed in ["a.ndjson", "a.ndjson.gz", "a.ndjson.zst"] {
        let home = Home::new();
        home.file("in.ndjson", claims());
        fs::create_dir(home.path("d")).unwrap();
        let file = format!("d/{packed}");
        home.run(&["export", "-d", "in.ndjson", "-o", &file]).out();
        fs::hard_link(home.path(&file), home.path("hard.ndjson")).unwrap();
        let before = fs::read(home.path(&file)).unwrap();
        for written in [file.as_str(), "hard.ndjson"] {
            let ran = home.run(&["export", "-d", "d", "--to", "ndjson", "id:c1", "-o", written]);
            ran.fails(2, "is an input file");
            assert_eq!(fs::read(home.path(&file)).unwrap(), before, "{packed}");
        }
    }
}

#[test]
fn only_the_programs_own_temporary_files_are_removed() {
    let home = home();
    let others = [".gainsay-backup", ".gainsay-config", ".indexbackup", ".gainsay-tmp-notes"];
    for name in others {
        home.file(&format!("sub/{name}"), "mine");
    }
    home.run(&["export", "-d", "a.ndjson", "-o", "sub/new.ndjson"]).out();
    assert!(others.iter().all(|name| home.path(&format!("sub/{name}")).exists()));
}

#[test]
fn the_configuration_file_is_not_overwritten() {
    let home = home();
    home.file("sub/config.toml", "theme = \"mono\"\n");
    let settings = ["--config", "sub/config.toml", "--to", "ndjson", "-o", "sub/config.toml"];
    let ran = home.run(&[&["export", "-d", "a.ndjson"][..], &settings].concat());
    ran.fails(2, "is an input file");
    assert_eq!(fs::read_to_string(home.path("sub/config.toml")).unwrap(), "theme = \"mono\"\n");
}

#[test]
fn a_file_in_an_input_folder_that_is_no_dataset_is_not_overwritten() {
    let home = home();
    home.file("d/a.ndjson", claims());
    home.file("d/other.json", "{\"foo\": 1}");
    let ran = home.run(&["export", "-d", "d", "-o", "d/other.json", "id:c1"]);
    ran.fails(2, "is an input file");
    assert_eq!(fs::read_to_string(home.path("d/other.json")).unwrap(), "{\"foo\": 1}");
}
