//! Tests of terminals that stop taking output, and of those that close in the middle of a frame.

use std::fs::File;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::Signal;
use rustix::termios::{Action, tcflow};

use crate::pty::{Pty, gainsay};

fn started() -> Pty {
    let mut terminal = gainsay(&[]).size(200, 50).run();
    terminal.shows("1/24");
    terminal
}

/// Returns the description of a signal in `strsignal(3)`.
fn name(signal: Signal) -> &'static str {
    match signal {
        Signal::TERM => "Terminated",
        Signal::HUP => "Hangup",
        _ => "Interrupt",
    }
}

fn takes_more(end: &File) -> bool {
    poll(&mut [PollFd::new(end, PollFlags::OUT)], Some(&Timespec::default())).unwrap() > 0
}

/// Redraws the screen without reading the output until a part of a frame cannot be written.
#[track_caller]
fn fill(terminal: &mut Pty) {
    terminal.leave_unread();
    let end = terminal.other_end();
    let deadline = Instant::now() + Duration::from_secs(20);
    while takes_more(&end) {
        assert!(Instant::now() < deadline, "the terminal still takes output");
        terminal.keys("\x0c");
        thread::yield_now();
    }
}

#[test]
fn a_signal_ends_the_program_while_its_output_is_not_read() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut terminal = started();
        assert!(!terminal.has_its_modes());
        fill(&mut terminal);
        terminal.signal(signal);
        assert_eq!(terminal.killed_unread(), name(signal));
        assert!(terminal.has_its_modes(), "{signal:?}");
    }
}

#[test]
fn a_signal_ends_the_program_while_the_terminal_is_stopped() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut terminal = started();
        let end = terminal.other_end();
        tcflow(&end, Action::OOff).unwrap();
        assert!(!takes_more(&end), "the terminal is stopped");
        terminal.keys("jjj\x0c");
        terminal.signal(signal);
        assert_eq!(terminal.killed_unread(), name(signal));
        assert!(terminal.has_its_modes(), "{signal:?}");
    }
}

#[test]
fn keys_work_while_the_terminal_is_stopped() {
    let mut terminal = started();
    let end = terminal.other_end();
    tcflow(&end, Action::OOff).unwrap();
    terminal.keys("jjj\x0cq");
    assert_eq!(terminal.ended_unread(), 0);
    assert!(terminal.has_its_modes());
}

#[test]
fn the_screen_is_current_after_the_terminal_resumes() {
    let mut terminal = started();
    let end = terminal.other_end();
    tcflow(&end, Action::OOff).unwrap();
    terminal.keys("jjj\x0cjj");
    tcflow(&end, Action::OOn).unwrap();
    drop(end);
    terminal.shows("6/24");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn the_program_ends_when_its_terminal_closes_within_a_frame() {
    let mut terminal = started();
    fill(&mut terminal);
    assert_eq!(terminal.close().killed(), "Hangup");
}
