//! Tests that a terminal that reports an absurd size costs bounded memory.

#[cfg(feature = "server")]
use crate::client::Client;
use crate::pty::{Pty, gainsay};
#[cfg(feature = "server")]
use crate::screen::{Ask, Screen};
#[cfg(feature = "server")]
use crate::served::serve;

const ABSURD: [(u16, u16); 5] =
    [(20_000, 20_000), (u16::MAX, u16::MAX), (u16::MAX, 1), (1, u16::MAX), (0, 20_000)];

/// The most memory that a process may use, in kibibytes: some frames of the largest size.
const MOST: u64 = 512 << 10;

/// Returns the peak memory of the process, in kibibytes.
#[cfg(target_os = "linux")]
fn peak(terminal: &Pty) -> u64 {
    let process = terminal.process().as_raw_nonzero();
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[cfg(not(target_os = "linux"))]
fn peak(_: &Pty) -> u64 {
    0
}

#[track_caller]
fn quit_and_check(mut terminal: Pty) {
    let peak = peak(&terminal);
    assert!(peak < MOST, "{peak} KiB");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.left_behind(), [""; 0]);
}

#[test]
fn an_absurd_size_at_the_start_costs_bounded_memory() {
    for (columns, rows) in ABSURD {
        let mut terminal = gainsay(&[]).told(columns, rows).run();
        // The first frame begins by clearing the screen.
        terminal.until_sent(|sent| sent.contains("\x1b[2J"));
        terminal.tell_size(80, 24);
        terminal.keys("\x0c");
        terminal.until_sent(|sent| sent.contains("1/24"));
        quit_and_check(terminal);
    }
}

/// Text beyond the emulator's edge is not on its screen, so this test looks for it in the output.
#[test]
fn a_screen_of_an_absurd_size_is_drawn() {
    let mut terminal = gainsay(&[]).told(20_000, 20_000).run();
    terminal.until_sent(|sent| sent.contains("1/24"));
    terminal.keys("j\x0c");
    terminal.until_sent(|sent| sent.contains("2/24"));
    quit_and_check(terminal);
}

#[test]
fn a_resize_to_an_absurd_size_costs_bounded_memory() {
    let mut terminal = gainsay(&[]).run();
    terminal.shows("1/24");
    for (columns, rows) in ABSURD {
        terminal.tell_size(columns, rows);
        terminal.sends("\x1b[");
    }
    terminal.tell_size(80, 24);
    terminal.keys_show("j", "2/24");
    quit_and_check(terminal);
}

#[cfg(feature = "server")]
#[test]
fn an_absurd_size_over_ssh_is_drawn() {
    let server = serve(&["--max-per-address", "100"]);
    for size in [(20_000, 20_000), (u32::MAX, u32::MAX), (u32::MAX, 40), (200, 20_000)] {
        let mut user = Screen::ask(Client::new(server.at), &Ask { size, ..Ask::default() });
        user.shows("1/24");
        for (columns, rows) in [(u32::MAX, u32::MAX), (20_000, 0), (20_000, 20_000)] {
            user.tell_size(columns, rows);
        }
        user.resize(300, 100);
        user.send_shows("j", "2/24");
        user.send("q");
        assert_eq!(user.ended(), Some(0));
    }
    assert!(server.memory() < MOST << 10, "{}", server.memory());
}
