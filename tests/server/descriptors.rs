//! Tests of the limit on open files and sockets.

use std::process::{Child, Command, Stdio};

use crate::served::{command, home, until};

/// A process that is killed when the test ends.
pub struct Ends(pub Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a server under `ulimit` commands of a shell until it listens. Returns its messages on
/// standard error and the soft limit that is then in force.
fn under(limits: &str, arguments: &[&str]) -> (String, String) {
    let home = home();
    let all = [&["--listen", "127.0.0.1:0"], arguments].concat();
    let plain = command(home.path(), &all);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{limits} && exec \"$0\" \"$@\"")]);
    shell.arg(plain.get_program()).args(plain.get_args()).current_dir(home.path());
    shell.env("HOME", home.path()).stdin(Stdio::null());
    let said = home.path().join("said");
    let out = home.path().join("out");
    shell.stdout(std::fs::File::create(&out).unwrap());
    shell.stderr(std::fs::File::create(&said).unwrap());
    let mut child = Ends(shell.spawn().unwrap());
    until("a server", || std::fs::read_to_string(&out).unwrap().contains("ssh -p"));
    let holds = std::fs::read_to_string(format!("/proc/{}/limits", child.0.id())).unwrap();
    let id = rustix::process::Pid::from_raw(i32::try_from(child.0.id()).unwrap()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    assert_eq!(child.0.wait().unwrap().code(), Some(0));
    let line = holds.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let soft = line.split_whitespace().nth(3).unwrap().to_owned();
    (std::fs::read_to_string(said).unwrap(), soft)
}

#[test]
fn the_soft_limit_is_raised_to_the_hard_limit() {
    let (said, soft) = under("ulimit -Sn 100 && ulimit -Hn 400", &["--max-connections", "100"]);
    assert_eq!(soft, "400");
    assert!(!said.contains("may be open"), "{said}");
}

#[test]
fn a_limit_that_is_too_low_is_reported() {
    let (said, soft) = under("ulimit -n 400", &[]);
    assert_eq!(soft, "400");
    let told = "only 400 files and sockets may be open, but 600 connections may need 1264: ";
    assert_eq!(said.matches(told).count(), 1, "{said}");
}
