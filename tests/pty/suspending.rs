//! Tests of Ctrl-z and `fg` under a shell with job control.

use rustix::process::{Pid, Signal, kill_process};

use crate::pty::{Pty, program};

fn in_a_shell(job: &str) -> Pty {
    let mut terminal =
        program(&["bash", "--norc", "--noprofile", "-i"]).set("PS1", "ready> ").run();
    terminal.shows("ready>");
    terminal.keys(&format!("{job}\n"));
    terminal.shows("1/24");
    terminal
}

/// Returns the foreground process group of the terminal.
fn job(terminal: &Pty) -> Pid {
    terminal.foreground().unwrap()
}

fn stopped(terminal: &mut Pty) {
    terminal.until("a stopped job", |screen| {
        !screen.alternate_screen() && screen.contents().contains("Stopped")
    });
    assert!(!terminal.screen().hide_cursor());
}

fn goes_on(terminal: &mut Pty) {
    terminal.keys("fg\n");
    terminal.until("the explorer again", |screen| {
        screen.alternate_screen() && screen.contents().contains("/24")
    });
    terminal.keys_show("G", "24/24");
    terminal.keys("q");
    terminal.until("the shell", |screen| !screen.alternate_screen());
    terminal.keys_show("echo code $?\n", "code 0");
}

#[test]
fn ctrl_z_restores_the_terminal_and_fg_resumes() {
    let mut terminal = in_a_shell("$GAINSAY");
    terminal.keys("\x1a");
    stopped(&mut terminal);
    goes_on(&mut terminal);
}

#[test]
fn ctrl_z_stops_a_whole_pipeline() {
    let mut terminal = in_a_shell("$GAINSAY pick | cat");
    terminal.keys("\x1a");
    stopped(&mut terminal);
    terminal.keys("fg\n");
    terminal.until("the explorer again", vt100::Screen::alternate_screen);
    terminal.keys("\r");
    terminal.until("the shell", |screen| !screen.alternate_screen());
    terminal.shows("netflix-private-access");
}

#[test]
fn stop_signals_of_other_processes_do_the_same() {
    let mut terminal = in_a_shell("sh -c 'echo $$ > id; exec $GAINSAY'");
    let id = std::fs::read_to_string(terminal.home().join("id")).unwrap();
    let id = Pid::from_raw(id.trim().parse().unwrap()).unwrap();
    kill_process(id, Signal::TSTP).unwrap();
    stopped(&mut terminal);
    terminal.keys("fg\n");
    terminal.until("the explorer again", vt100::Screen::alternate_screen);
    terminal.keys_show("j", "2/24");
    // SIGSTOP cannot be handled, so that the screen stays; SIGCONT redraws everything.
    kill_process(id, Signal::STOP).unwrap();
    terminal.sends("ready>");
    goes_on(&mut terminal);
}

#[test]
fn stopping_in_the_middle_of_a_paste_ends_the_paste() {
    let mut terminal = in_a_shell("$GAINSAY");
    terminal.keys("j\x1b[200~half a paste");
    terminal.shows("2/24");
    kill_process(job(&terminal), Signal::TSTP).unwrap();
    stopped(&mut terminal);
    terminal.keys("fg\n");
    terminal.until("the explorer again", vt100::Screen::alternate_screen);
    terminal.keys_show("j", "3/24");
    kill_process(job(&terminal), Signal::TSTP).unwrap();
    stopped(&mut terminal);
    goes_on(&mut terminal);
}

#[test]
fn a_resize_while_stopped_is_drawn_on_resuming() {
    let mut terminal = in_a_shell("$GAINSAY");
    terminal.keys("\x1a");
    stopped(&mut terminal);
    terminal.resize(120, 30);
    terminal.keys("fg\n");
    terminal.until("the explorer in its new size", |screen| {
        let rows: Vec<String> = screen.rows(0, 120).collect();
        screen.alternate_screen()
            && rows[0].trim_end().ends_with("? help")
            && rows[0].trim_end().chars().count() > 110
            && rows[29].contains("q quit")
    });
    terminal.keys("\x1a");
    stopped(&mut terminal);
    goes_on(&mut terminal);
}

#[test]
fn ctrl_z_without_a_shell_shows_a_message() {
    let mut terminal = crate::pty::gainsay(&[]).run();
    terminal.shows("1/24");
    terminal.keys_show("\x1a", "no shell to return to");
    terminal.keys_show("j", "2/24");
}
