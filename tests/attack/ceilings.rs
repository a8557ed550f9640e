//! Tests that a decompression bomb or an endless standard input takes no more disk space than the
//! limit allows, and that the space is freed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::home::{Home, finish, ran};

/// The size of the notes of one record: half a MiB.
const RECORD: usize = 512 << 10;

fn header() -> String {
    "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"T\"}}\n".to_owned()
}

fn record(number: usize) -> String {
    let notes = "x".repeat(RECORD);
    format!(r#"{{"claim":{{"id":"c{number}","text":"T{number}.","made":[],"notes":"{notes}"}}}}"#)
}

/// Writes a dataset of a little more than 80 MiB, which compresses to some thousand bytes.
fn bomb(out: impl Write) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(out);
    out.write_all(header().as_bytes())?;
    (0..160).try_for_each(|number| writeln!(out, "{}", record(number)))?;
    out.flush()
}

fn zstd_bomb(path: &Path) {
    let mut out = zstd::Encoder::new(fs::File::create(path).unwrap(), 1).unwrap();
    bomb(&mut out).unwrap();
    out.finish().unwrap();
    assert!(fs::metadata(path).unwrap().len() < 100_000);
}

fn gzip_bomb(path: &Path) {
    let file = fs::File::create(path).unwrap();
    let mut out = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    bomb(&mut out).unwrap();
    out.finish().unwrap();
}

/// The message when the limit is reached.
const TOLD: &str = "temporary files may take 1 MiB in total";

#[test]
fn a_decompression_bomb_is_refused_with_its_name_and_the_setting() {
    let home = Home::new();
    zstd_bomb(&home.path("bomb.ndjson.zst"));
    gzip_bomb(&home.path("bomb.ndjson.gz"));
    for name in ["bomb.ndjson.zst", "bomb.ndjson.gz"] {
        let search = ["search", "-d", name, "id:c9", "--format", "ids"];
        let limited = [&search[..], &["--spool-limit", "1M"]].concat();
        let refused = home.run(&limited);
        assert!(refused.err.contains(name) && refused.err.contains("--spool-limit"));
        refused.fails(2, TOLD);
        home.file(".config/gainsay/config.toml", "spool-limit = \"1 MiB\"\n");
        home.run(&search).fails(2, TOLD);
        // The option overrides the configuration, and a large limit admits the file.
        let raised = [&search[..], &["--spool-limit", "1G"]].concat();
        assert_eq!(home.run(&raised).out(), "c9\n");
        fs::remove_file(home.path(".config/gainsay/config.toml")).unwrap();
    }
}

#[test]
fn a_bomb_in_a_folder_does_not_affect_the_other_files() {
    let home = Home::new();
    fs::create_dir(home.path("folder")).unwrap();
    zstd_bomb(&home.path("folder/a.ndjson.zst"));
    let other = header().replace("\"d\"", "\"e\"");
    home.file(
        "folder/b.ndjson",
        other + "{\"claim\":{\"id\":\"good\",\"text\":\"G.\",\"made\":[]}}\n",
    );
    let found = home.run(&["search", "-d", "folder", "--format", "ids", "--spool-limit", "1M"]);
    assert_eq!(found.out, "good\n", "no part of the refused file is shown");
    assert!(found.err.contains("a.ndjson.zst") && found.err.contains(TOLD), "{}", found.err);
}

#[test]
fn endless_standard_input_is_refused_at_the_limit() {
    let home = Home::new();
    for command in ["search -d -", "check -", "export -d - --to csv", "import --from fever -"] {
        let mut words: Vec<&str> = command.split(' ').collect();
        words.extend(["--spool-limit", "1M"]);
        let mut child = home
            .command(&words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let is_foreign = command.starts_with("import");
        let endless = std::thread::spawn(move || {
            if !is_foreign {
                input.write_all(header().as_bytes())?;
            }
            // More than any limit of this test by far; writing fails once the program stops
            // reading.
            (0..100_000).try_for_each(|number| {
                let notes = "x".repeat(RECORD);
                if is_foreign {
                    writeln!(
                        input,
                        r#"{{"id":{number},"claim":"T{number} {notes}","label":"SUPPORTS","evidence":[]}}"#
                    )
                } else {
                    writeln!(input, "{}", record(number))
                }
            })
        });
        let ran = ran(child.wait_with_output().unwrap());
        let broken_off = endless.join().unwrap().unwrap_err();
        assert_eq!(broken_off.kind(), std::io::ErrorKind::BrokenPipe, "{command}");
        assert_eq!(ran.code, 2, "{command}: {}", ran.err);
        let told = ran.err + &ran.out;
        assert!(told.contains(TOLD) && told.contains("--spool-limit"), "{command}: {told}");
    }
}

#[test]
fn imported_data_counts_towards_the_limit() {
    let home = Home::new();
    let mut out =
        zstd::Encoder::new(fs::File::create(home.path("many.csv.zst")).unwrap(), 1).unwrap();
    writeln!(out, "claim,speaker,verdict").unwrap();
    for number in 0..60 {
        writeln!(out, "T{number} {},Ada,False", "x".repeat(RECORD)).unwrap();
    }
    out.finish().unwrap();
    let limit = ["--spool-limit", "1M"];
    let import = [&["import", "many.csv.zst", "-o", "out.ndjson"][..], &limit].concat();
    let refused = finish(&mut home.command(&import));
    assert!(refused.err.contains("many.csv.zst"), "{}", refused.err);
    refused.fails(2, TOLD);
    assert!(!home.path("out.ndjson").exists());
    home.run(&[&["search", "-d", "many.csv.zst"][..], &limit].concat()).fails(2, TOLD);
}

#[test]
fn a_zstd_frame_with_a_window_of_two_gibibytes_is_refused() {
    let home = Home::new();
    // A frame header with a window of 2^31 bytes, and an empty last block.
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3, 0x01, 0x00, 0x00];
    home.file("wide.ndjson.zst", frame);
    let refused = home.run(&["search", "-d", "wide.ndjson.zst", "x"]);
    refused.fails(2, "needs more than 128 MiB");
}

#[cfg(feature = "server")]
#[test]
fn a_refused_file_frees_its_disk_space() {
    let home = crate::served::home();
    let name = home.path().join("d.ndjson.zst");
    let good = zstd::encode_all((header() + &record(1)).as_bytes(), 1).unwrap();
    fs::write(&name, &good).unwrap();
    let server =
        crate::served::serve_in(home, &[name.to_str().unwrap(), "--spool-limit", "20M"], &[]);
    let bomb = server.path("bomb");
    for round in 1..=2 {
        zstd_bomb(&bomb);
        fs::rename(&bomb, &name).unwrap();
        server.signal(rustix::process::Signal::HUP);
        server.log.has_times("temporary files may take 20 MiB", round);
        assert_eq!(server.deleted_bytes(), 0, "the disk space is freed");
        fs::write(&bomb, &good).unwrap();
        fs::rename(&bomb, &name).unwrap();
        server.signal(rustix::process::Signal::HUP);
        server.log.has_times("1 claim", round);
    }
}
