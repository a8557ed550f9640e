//! Tests that the terminal is restored and the marks are saved, whatever signal arrives.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gainsay::session::{Frontend, FrontendInput};
use gainsay::terminal::profile::Environment;
use gainsay::theme::Theme;
use gainsay::tty::{Bell, Manner, Output, Tty, panicked, restore_on_panic};
use rustix::process::Signal;

use crate::pty::{Pty, gainsay, program};

/// The signals that end the explorer, with their descriptions in `strsignal(3)`.
const FATAL: [(Signal, &str); 9] = [
    (Signal::HUP, "Hangup"),
    (Signal::INT, "Interrupt"),
    (Signal::TERM, "Terminated"),
    (Signal::QUIT, "Quit"),
    (Signal::ABORT, "Aborted"),
    (Signal::XCPU, "CPU time limit exceeded"),
    (Signal::XFSZ, "File size limit exceeded"),
    (Signal::SYS, "Bad system call"),
    (Signal::TRAP, "Trace/breakpoint trap"),
];

/// The signals that the explorer ignores.
const IGNORED: [Signal; 10] = [
    Signal::USR1,
    Signal::USR2,
    Signal::ALARM,
    Signal::VTALARM,
    Signal::PROF,
    Signal::IO,
    Signal::PIPE,
    Signal::WINCH,
    Signal::URG,
    Signal::CHILD,
];

/// Further ignored signals, by number: SIGSTKFLT, SIGPWR and real-time signals.
#[cfg(target_os = "linux")]
const IGNORED_TOO: [&str; 5] = ["-16", "-30", "-36", "-50", "-64"];

fn explore(state: &Path) -> Pty {
    let mut terminal = gainsay(&[]).set("XDG_STATE_HOME", state).run();
    terminal.shows("1/24");
    terminal
}

fn pick(state: &Path) -> Pty {
    let mut terminal = gainsay(&["pick"]).set("XDG_STATE_HOME", state).run();
    terminal.shows("1/24");
    terminal
}

/// Returns the number of saved marks.
fn kept(state: &Path) -> usize {
    let text = fs::read_to_string(state.join("gainsay/marks/meta-netflix.txt")).unwrap_or_default();
    text.lines().filter(|line| !line.starts_with('#')).count()
}

#[test]
fn a_fatal_signal_restores_the_terminal_and_saves_the_marks() {
    for start in [explore, pick] {
        for (signal, name) in FATAL {
            let state = tempfile::tempdir().unwrap();
            let mut terminal = start(state.path());
            terminal.keys_show("m ", "1 marked");
            terminal.signal(signal);
            assert_eq!(terminal.killed(), name);
            assert_eq!(terminal.left_behind(), [""; 0], "{name}");
            assert_eq!(kept(state.path()), 1, "{name}");
        }
    }
}

#[test]
fn a_fatal_signal_ends_the_explorer_in_every_state() {
    for (keys, reached) in [("/inbox", "1/3"), ("?", "go to the search field"), ("x", "Export")] {
        for begun in ["", "\x1b[200~words", "\x1b]0;words"] {
            let state = tempfile::tempdir().unwrap();
            let mut terminal = explore(state.path());
            terminal.keys_show(keys, reached);
            terminal.keys(begun);
            terminal.signal(Signal::QUIT);
            assert_eq!(terminal.killed(), "Quit");
            assert_eq!(terminal.left_behind(), [""; 0]);
        }
    }
}

#[test]
fn two_fatal_signals_at_once_act_as_one() {
    let state = tempfile::tempdir().unwrap();
    let mut terminal = explore(state.path());
    terminal.keys_show(" ", "1 marked");
    terminal.signal(Signal::QUIT);
    terminal.signal(Signal::QUIT);
    assert_eq!(terminal.killed(), "Quit");
    assert_eq!(terminal.left_behind(), [""; 0]);
    assert_eq!(kept(state.path()), 1);
}

#[test]
fn other_signals_have_no_effect() {
    for start in [explore, pick] {
        let state = tempfile::tempdir().unwrap();
        let mut terminal = start(state.path());
        for signal in IGNORED {
            terminal.signal(signal);
        }
        #[cfg(target_os = "linux")]
        for number in IGNORED_TOO {
            let id = terminal.process().as_raw_nonzero().to_string();
            assert!(Command::new("kill").args([number, &id]).status().unwrap().success());
        }
        terminal.keys_show("j", "2/24");
        terminal.keys("\x03");
        let _ = terminal.ended();
        assert_eq!(terminal.left_behind(), [""; 0]);
    }
}

#[test]
fn a_quit_key_in_the_editor_does_not_end_the_explorer() {
    let state = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    // The editor gets SIGQUIT from its terminal, like every process in the foreground group.
    let editor = folder.path().join("editor");
    fs::write(
        &editor,
        "#!/bin/sh\ntrap 'exit 0' QUIT\necho it edits\nwhile :; do sleep 0.1; done\n",
    )
    .unwrap();
    assert!(Command::new("chmod").arg("+x").arg(&editor).status().unwrap().success());
    let file = folder.path().join("a.ndjson");
    fs::write(
        &file,
        "{\"gainsay\":1,\"dataset\":{\"id\":\"a\",\"title\":\"A\"}}\n\
         {\"claim\":{\"id\":\"c\",\"text\":\"A claim\",\"made\":[{\"by\":null}]}}\n",
    )
    .unwrap();
    let mut terminal = gainsay(&[&file.to_string_lossy()])
        .set("XDG_STATE_HOME", state.path())
        .set("VISUAL", &editor)
        .run();
    terminal.shows("1/1");
    terminal.keys_show("e", "it edits");
    terminal.keys("\x1c");
    terminal.until("the explorer again", |screen| {
        screen.alternate_screen() && screen.contents().contains("1/1")
    });
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
}

/// Writes a dataset of so many claims that its export takes a while.
fn many(path: &Path) {
    let mut content = "{\"gainsay\":1,\"dataset\":{\"id\":\"a\",\"title\":\"A\"}}\n".to_owned();
    for number in 0..200_000 {
        let claim = format!(r#"{{"id":"c{number}","text":"A claim","made":[{{"by":null}}]}}"#);
        let _ = writeln!(content, "{{\"claim\":{claim}}}");
    }
    fs::write(path, content).unwrap();
}

#[test]
fn a_fatal_signal_aborts_a_running_export() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let file = folder.path().join("many.ndjson");
    many(&file);
    let mut terminal = gainsay(&[&file.to_string_lossy()]).size(110, 32).run();
    terminal.shows("/200");
    let entries = || fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name());
    terminal.keys_show("x", "Export");
    terminal.keys(&format!("\x15{}/all.md\r", out.display()));
    let deadline = Instant::now() + Duration::from_secs(20);
    while entries().next().is_none() {
        assert!(Instant::now() < deadline, "no export begins");
        std::thread::yield_now();
    }
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.killed(), "Terminated");
    assert_eq!(terminal.left_behind(), [""; 0]);
    assert_eq!(entries().collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_panic_in_any_thread_restores_the_terminal() {
    for (which, said) in
        [("beside", "a panic beside the terminal"), ("own", "a panic at the terminal")]
    {
        let myself = std::env::current_exe().unwrap();
        let test = "signals::panics_while_it_uses_the_terminal";
        let mut terminal =
            program(&[&myself.to_string_lossy(), "--exact", test, "--ignored", "--nocapture"])
                .set("GAINSAY_TEST_PANICS", which)
                .run();
        assert_ne!(terminal.ended(), 0);
        assert_eq!(terminal.left_behind(), [""; 0]);
        let sent = String::from_utf8_lossy(terminal.sent()).into_owned();
        assert!(sent.contains("\x1b[?1049h"), "the alternate screen was entered");
        // The message must stay on the screen: the terminal is restored before the message is
        // printed, and only once.
        let (_, after) = sent.rsplit_once("\x1b[?1049l").unwrap();
        assert!(after.contains(said), "{sent:?}");
        assert_eq!(sent.matches("\x1b[?1049l").count(), 1);
    }
}

#[test]
#[ignore = "run by another test, in a terminal of its own"]
fn panics_while_it_uses_the_terminal() {
    let Ok(which) = std::env::var("GAINSAY_TEST_PANICS") else { return };
    restore_on_panic("search");
    let manner = Manner {
        output: Output::Stdout,
        profile: Environment::new(&|_| Some("xterm".to_owned())).profile(),
        theme: Theme::default(),
        title: "a panic".into(),
        distant: false,
    };
    let mut local = Tty::new(manner, Bell::new().unwrap()).unwrap();
    assert!(which == "beside", "a panic at the terminal");
    let beside = std::thread::Builder::new().name("export".to_owned());
    let beside = beside.spawn(|| panic!("a panic beside the terminal")).unwrap();
    while !matches!(local.input(), Ok(Some(FrontendInput::End))) {
        local.wait(None).unwrap();
    }
    assert!(beside.join().is_err());
    assert_eq!(local.end(), None);
    println!("{}", panicked().unwrap());
    std::process::exit(1);
}
