//! Tests of input that cannot be read as a dataset at all: it gets one message with its place and a
//! hint.

use gainsay::catalog::open;
use serde_json::json;

use super::{Folder, REFERENCE, claim, document, ids, lines, read, refused, strings};

#[track_caller]
fn says(name: &str, content: impl AsRef<[u8]>, start: &str) {
    let shown = refused(name, content);
    assert!(shown.starts_with(start), "{shown}");
    assert!(shown.contains("\n  help: "), "{shown}");
}

fn utf_16(text: &str, encode: fn(u16) -> [u8; 2], bom: bool) -> Vec<u8> {
    let bom = bom.then_some('\u{feff}');
    let text: String = bom.into_iter().chain(text.chars()).collect();
    text.encode_utf16().flat_map(encode).collect()
}

#[test]
fn a_missing_or_empty_input_is_refused() {
    let folder = Folder::new().with("empty/readme.txt", "").with("foreign/package.json", "{}");
    let refused = |name: &str| {
        open(&[folder.input(name)], &gainsay::input::Cache::default())
            .map(|_| ())
            .unwrap_err()
            .to_string()
    };
    assert!(
        refused("missing.json").contains("missing.json: error: no such file or folder\n  help: ")
    );
    assert!(refused("empty").contains("empty: error: no dataset in this folder\n  help: "));
    assert!(
        refused("foreign").contains("package.json: error: this is JSON, but not a gainsay dataset")
    );
}

#[test]
fn an_input_that_cannot_be_opened_is_refused() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new().with("shut/a.json", document("a", &json!([])));
    symlink(folder.path("gone"), folder.path("link")).unwrap();
    let refused = |name: &str| {
        open(&[folder.input(name)], &gainsay::input::Cache::default())
            .map(|_| ())
            .unwrap_err()
            .to_string()
    };
    assert!(refused("link").contains("link: error: no such file or folder"));
    let mode =
        |mode| std::fs::set_permissions(folder.path("shut"), PermissionsExt::from_mode(mode));
    mode(0o000).unwrap();
    // Root may open any folder.
    if std::fs::read_dir(folder.path("shut")).is_err() {
        assert!(refused("shut").contains("shut: error: can’t list this folder"));
    }
    mode(0o700).unwrap();
}

#[test]
fn an_empty_file_or_other_json_is_refused() {
    for text in ["", " \n\t", "\u{feff}"] {
        says("d.json", text, "d.json: error: the file is empty");
    }
    for text in ["{}", "[1, 2]", "7", "\"text\"", "null", "{\"name\": 1}"] {
        says("d.json", text, "d.json: error: this is JSON, but not a gainsay dataset");
    }
    says("d.ndjson", "{}\n", "d.ndjson: error: this is JSON, but not a gainsay dataset");
    says("d.json", "{\"gainsay\": 1}", "d.json: error: the dataset has no description");
}

#[test]
fn other_versions_are_refused() {
    let with = |version: &str| {
        format!("{{\n \"gainsay\": {version}, \"dataset\": {{\"id\": \"d\"}}, \"claims\": []}}")
    };
    says(
        "d.json",
        with("2"),
        "d.json:2:13: error: this dataset has format version 2; this gainsay reads version 1",
    );
    for version in ["\"1\"", "1.5", "0", "null", "true", "[]"] {
        says("d.json", with(version), "d.json:2:13: error: the version must be 1");
    }
    let newer = "{\"gainsay\":2,\"dataset\":{\"id\":\"d\"}}\n{\"claim\":{}}\n";
    says("d.ndjson", newer, "d.ndjson:1:12: error: this dataset has format version 2");
}

#[test]
fn a_syntax_error_refuses_a_document() {
    says("d.json", &REFERENCE[..5_000], "d.json:");
    says("d.json", REFERENCE.replacen("\"claims\": [", "\"claims\": [,", 1), "d.json:");
    says("d.json", "{\"gainsay\": 1,\n  \"dataset\": {\"id\": \"d\",}\n}", "d.json:2:");
}

#[test]
fn a_document_with_a_faulty_header_or_list_is_refused() {
    let text = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\"},\"agents\":[],\"claims\":{}}";
    says("d.json", text, "d.json:1:56: error: “claims” must be a list");
    let good = document("g", &json!([claim("a", "A")]));
    let bad = document("b", &json!([claim("b", "B")])).replacen('{', "{\"issues\":7,", 1);
    let folder = Folder::new().with("bad.json", &bad).with("good.json", good);
    let catalog = open(&[folder.input("")], &gainsay::input::Cache::default()).unwrap();
    assert_eq!((ids(&catalog), catalog.datasets().len()), (strings(&["a"]), 1));
    says(
        "d.json",
        "{\"gainsay\":1,\"dataset\":{\"title\":\"T\"}}",
        "d.json:1:24: error: missing field `id`",
    );
}

#[test]
fn utf_16_is_read_with_a_warning_and_other_encodings_are_refused() {
    for (encode, bom) in [
        (u16::to_le_bytes as fn(u16) -> [u8; 2], true),
        (u16::to_be_bytes, true),
        (u16::to_le_bytes, false),
        (u16::to_be_bytes, false),
    ] {
        let document = document("d", &json!([claim("a", "Café 🦦")]));
        let lines = "{\"gainsay\":1,\"dataset\":{\"id\":\"d\",\"title\":\"é\"}}\n\
            {\"claim\":{\"id\":\"a\",\"text\":\"Café 🦦\"}}\n";
        for (name, text) in [("d.json", document.as_str()), ("d.ndjson", lines)] {
            let catalog = read(name, utf_16(text, encode, bom)).unwrap();
            assert_eq!(catalog.claim(gainsay::catalog::Row(0)).unwrap().text, "Café 🦦");
            let problems: Vec<String> =
                catalog.problems().iter().map(ToString::to_string).collect();
            let told = format!(
                "{name}: warning: this file is UTF-16; a dataset should be UTF-8\n  \
                help: convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW"
            );
            assert!(problems.contains(&told), "{problems:?}");
        }
    }
    let utf_32: Vec<u8> = "\u{feff}{}".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    says("d.json", utf_32, "d.json: error: this file is UTF-32");
    let latin =
        b"{\"gainsay\": 1,\n \"dataset\": {\"id\": \"d\", \"title\": \"Caf\xe9\"}, \"claims\": []}";
    says("d.json", latin, "d.json:2:38: error: invalid UTF-8 here");
}

#[test]
fn nesting_is_limited() {
    const DEEP: usize = 100_000;
    let deep = "[".repeat(DEEP);
    let inside = format!("{deep}{}", "]".repeat(DEEP));
    let first = "d.json:1:1001: error: nested too deep";
    says("d.json", &deep, first);
    says("d.json", &inside, first);
    says("d.json", "{\"a\":".repeat(DEEP), "d.json:1:5001: error: nested too deep");
    let claims = document("d", &json!(["HERE"])).replace("\"HERE\"", &inside);
    assert!(read("d.json", claims).unwrap_err().to_string().contains("error: nested too deep"));
    let text = document("d", &json!([claim("a", "A"), "HERE", claim("b", "B")]));
    let record = format!("{{\"id\":\"deep\",\"text\":\"T\",\"ext\":{inside}}}");
    let catalog = read("d.json", text.replace("\"HERE\"", &record)).unwrap();
    assert_eq!((ids(&catalog), catalog.left_out()), (strings(&["a", "b"]), 1));
    let line = lines(&text).replace("\"HERE\"", &record);
    let catalog = read("d.ndjson", line).unwrap();
    assert_eq!((ids(&catalog), catalog.left_out()), (strings(&["a", "b"]), 1));
    assert!(catalog.problems()[0].message.contains("nested too deep"), "{}", catalog.problems()[0]);
}

#[test]
fn damaged_compression_is_refused() {
    let zstd = zstd::stream::encode_all(REFERENCE.as_bytes(), 1).unwrap();
    says(
        "d.json.zst",
        &zstd[..zstd.len() / 2],
        "d.json.zst: error: the zstd data is damaged or cut off",
    );
    let mut gzip = Vec::new();
    let mut encoder =
        flate2::read::GzEncoder::new(REFERENCE.as_bytes(), flate2::Compression::fast());
    std::io::Read::read_to_end(&mut encoder, &mut gzip).unwrap();
    says(
        "d.json.gz",
        &gzip[..gzip.len() / 2],
        "d.json.gz: error: the gzip data is damaged or cut off",
    );
    gzip[200] ^= 0xff;
    says("d.json.gz", &gzip, "d.json.gz:");
}

#[test]
fn large_documents_are_read_in_linear_time() {
    // All records are on one line: counting columns from its beginning for each would take minutes.
    let claims: Vec<_> = (0..20_000).map(|n| claim(&format!("c{n}"), "Text of a claim")).collect();
    let catalog = read("d.json", document("d", &json!(claims))).unwrap();
    assert_eq!(catalog.len(), 20_000);
}
