//! Tests that the terminal is restored however the program ends.

use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

use gainsay::terminal::profile::Environment;
use gainsay::theme::Theme;
use gainsay::tty::{Bell, Manner, Output, Tty, restore_on_panic};
use rustix::process::Signal;

use crate::pty::{Pty, gainsay, program, shell};

fn started() -> Pty {
    let mut terminal = gainsay(&[]).run();
    terminal.shows("1/24");
    terminal
}

#[track_caller]
fn ends_well(mut terminal: Pty) {
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn the_key_q_quits() {
    let mut terminal = started();
    terminal.keys("q");
    ends_well(terminal);
}

#[test]
fn ctrl_c_quits_in_every_state() {
    for (keys, reached) in [
        ("", "1/24"),
        ("/api", "close"),
        ("?", "go to the search field"),
        ("f", "narrow:"),
        ("\r", "follow"),
    ] {
        let mut terminal = started();
        terminal.keys_show(keys, reached);
        terminal.keys("\x03");
        ends_well(terminal);
    }
}

#[test]
fn the_mouse_is_released() {
    let mut terminal = started();
    terminal.keys("m");
    terminal.until("mouse reporting", |screen| {
        screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
    });
    terminal.keys("q");
    ends_well(terminal);
}

#[test]
fn the_shell_gets_its_terminal_modes_back() {
    let script = "stty -a > before; $GAINSAY; echo code $?; stty -a | cmp - before && echo same";
    let mut terminal = shell(script).run();
    terminal.shows("1/24");
    terminal.keys("q");
    terminal.shows("same");
    assert!(terminal.text().contains("code 0"), "{}", terminal.text());
}

#[test]
fn a_signal_ends_the_program_and_restores_the_terminal() {
    for (signal, name) in
        [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup"), (Signal::INT, "Interrupt")]
    {
        let mut terminal = started();
        terminal.signal(signal);
        assert_eq!(terminal.killed(), name);
        assert_eq!(terminal.left_behind(), [""; 0]);
    }
}

#[test]
fn a_signal_ends_the_program_in_the_middle_of_a_paste() {
    let mut terminal = started();
    terminal.keys("j\x1b[200~half a paste");
    terminal.shows("2/24");
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.killed(), "Terminated");
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn a_panic_restores_the_terminal_and_is_reported() {
    let myself = std::env::current_exe().unwrap();
    let test = "ending::panics_while_it_uses_the_terminal";
    let mut terminal =
        program(&[&myself.to_string_lossy(), "--exact", test, "--ignored", "--nocapture"])
            .set("GAINSAY_TEST_PANICS", "1")
            .run();
    let code = terminal.ended();
    assert_ne!(code, 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
    assert!(
        String::from_utf8_lossy(terminal.sent()).contains("\x1b[?1049h"),
        "the alternate screen was entered"
    );
    assert!(terminal.text().contains("a panic with the terminal taken"), "{}", terminal.text());
}

#[test]
#[ignore = "run by another test, in a terminal of its own"]
fn panics_while_it_uses_the_terminal() {
    if std::env::var_os("GAINSAY_TEST_PANICS").is_none() {
        return;
    }
    restore_on_panic("search");
    let manner = Manner {
        output: Output::Stdout,
        profile: Environment::new(&|_| Some("xterm".to_owned())).profile(),
        theme: Theme::default(),
        title: "a panic".into(),
        distant: false,
    };
    let local = Tty::new(manner, Bell::new().unwrap()).unwrap();
    // Dropping would restore the terminal, but the panic hook alone must do it.
    std::mem::forget(local);
    panic!("a panic with the terminal taken");
}

/// The window of the terminal is closed: its master end closes with the process that holds it.
#[test]
fn the_program_ends_when_its_terminal_closes() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("ended");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let myself = std::env::current_exe().unwrap();
    let (sender, ended) = channel();
    let path = pipe.clone();
    // Reading a pipe ends when the last process that could write to it has ended.
    std::thread::spawn(move || sender.send(std::fs::read_to_string(path)));
    let status = Command::new(myself)
        .args(["--exact", "ending::exits_together_with_its_terminal", "--ignored", "--nocapture"])
        .env("GAINSAY_TEST_PIPE", &pipe)
        // The test process exits without dropping the temporary home folder of its terminal, which
        // is removed together with this folder.
        .env("TMPDIR", folder.path())
        .output()
        .unwrap();
    assert_eq!(status.status.code(), Some(7), "{}", String::from_utf8_lossy(&status.stdout));
    let told =
        ended.recv_timeout(Duration::from_secs(20)).expect("the program still runs").unwrap();
    assert_eq!(told, "code 129\n");
}

#[test]
#[ignore = "run by another test, as a process of its own"]
fn exits_together_with_its_terminal() {
    let Some(pipe) = std::env::var_os("GAINSAY_TEST_PIPE") else { return };
    // The shell survives the loss of its terminal, to report how the program ended.
    let script = "trap '' HUP; exec 3> \"$PIPE\"; \"$GAINSAY\"; echo code $? >&3";
    let mut terminal = shell(script).set("PIPE", pipe).run();
    terminal.shows("1/24");
    std::process::exit(7);
}
