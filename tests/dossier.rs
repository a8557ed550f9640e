//! Tests the HTML dossier in a real browser if there is one: it is parsed as written, loads
//! nothing, and fits the width of a phone. With `KEEP_DOSSIERS=FOLDER` the dossiers are also saved
//! in that folder.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use gainsay::catalog::{Catalog, Row, open};
use gainsay::export::{Export, To};
use gainsay::input::Cache;
use gainsay::input::Input;

/// The command names of Chromium.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// The time limit for the browser. The first start on a busy machine takes longest.
const PATIENCE: Duration = Duration::from_mins(3);

fn dossier(catalog: &Catalog, rows: Vec<Row>) -> String {
    let mut export = Export::new(catalog, rows, To::Html).unwrap();
    let piece = export.piece(catalog, usize::MAX).unwrap();
    String::from_utf8(piece).unwrap()
}

fn chromium() -> Option<&'static str> {
    let there = |name: &&str| {
        let version = Command::new(name).arg("--version").stderr(Stdio::null()).output();
        version.is_ok_and(|version| version.status.success())
    };
    NAMES.into_iter().find(there)
}

/// Returns the document that the browser has parsed from a file, after any scripts in it have run.
fn dom(browser: &str, folder: &Path, file: &Path) -> String {
    let out = folder.join("dom.html");
    let mut child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--disable-dev-shm-usage", "--virtual-time-budget=10000", "--window-size=1280,1600"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", file.display()))
        .stdout(std::fs::File::create(&out).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the browser takes too long");
        }
        thread::sleep(Duration::from_millis(50));
    }
    std::fs::read_to_string(out).unwrap()
}

/// Returns a page that holds the dossier in a frame of the width of a phone and writes into its
/// title whether the dossier fits. Scripts are forbidden only within the frame.
fn frame(page: &str) -> String {
    let quoted = page.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<!doctype html><title>-</title><iframe width=390 height=844 style=\"border:0\" srcdoc=\"{quoted}\"></iframe>\
         <script>onload = () => {{ const page = document.querySelector('iframe').contentDocument;\
         const {{ scrollWidth, clientWidth }} = page.documentElement;\
         document.title = (scrollWidth > clientWidth ? `${{scrollWidth}} of ${{clientWidth}}` : 'fits') + ', ' + page.querySelectorAll('article').length + ' claims'; }}</script>"
    )
}

#[test]
fn a_browser_parses_the_dossier_and_it_fits_a_phone() {
    let Some(browser) = chromium() else {
        eprintln!("skipped: no chromium to open the dossier (Debian: apt-get install chromium)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let hostile =
        Input::Path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile.json"));
    for input in [Input::built_in(), hostile] {
        let catalog = open(&[input], &Cache::default()).unwrap();
        let rows: Vec<Row> = catalog.rows().collect();
        let page = dossier(&catalog, rows.clone());
        if let Some(folder) = std::env::var_os("KEEP_DOSSIERS") {
            let folder = Path::new(&folder);
            let name = &catalog.datasets()[0].heading.info.id;
            std::fs::write(folder.join(format!("{name}.html")), &page).unwrap();
            let alone = dossier(&catalog, vec![Row(0)]);
            std::fs::write(folder.join(format!("{name}-one.html")), alone).unwrap();
        }
        let file = folder.path().join("page.html");
        std::fs::write(&file, &page).unwrap();
        let read = dom(browser, folder.path(), &file);
        assert_eq!(read.matches("<article ").count(), rows.len());
        assert!(!read.contains("<script") && !read.contains("<iframe"));
        std::fs::write(&file, frame(&page)).unwrap();
        let read = dom(browser, folder.path(), &file);
        let fits = format!("<title>fits, {} claims</title>", rows.len());
        let title = read.split("</title>").next().unwrap_or_default();
        assert!(read.contains(&fits), "{title}");
    }
}
