//! The server's host key after a fault.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use super::{Fault, inject, seen};
use crate::home::Home;

/// Starts a server and returns the line that names its host key, or `None` if it ended before, and
/// its messages.
fn host_key(mut server: Command) -> (Option<String>, String) {
    server.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = server.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let line = lines.find(|line| line.starts_with("host key"));
    let _ = child.kill();
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    child.wait().unwrap();
    (line, error)
}

#[test]
fn a_host_key_is_created_completely_and_once() {
    let home = Home::new();
    let key = home.path(".config/gainsay/host_key");
    let server = || home.command(&["serve", "--listen", "127.0.0.1:0"]);
    for fault in Fault::ALL {
        for at in 1.. {
            let _ = fs::remove_dir_all(home.path(".config"));
            let mut command = server();
            inject(&mut command, &home.path(""), fault, at);
            let (first, error) = host_key(command);
            if fs::remove_file(seen(&home.path(""))).is_err() {
                assert!(at > 4 && first.is_some(), "{fault:?} {at} {error}");
                break;
            }
            let kept = fs::read(&key).ok();
            assert!(kept.as_ref().is_none_or(|key| !key.is_empty()), "{fault:?} {at} {error}");
            let (second, error) = host_key(server());
            let second = second.unwrap_or_else(|| panic!("{fault:?} {at}: no start: {error}"));
            assert!(first.is_none_or(|first| first == second), "{fault:?} {at}: another key");
            assert!(kept.is_none_or(|kept| kept == fs::read(&key).unwrap()), "{fault:?} {at}");
            let folder = key.parent().unwrap();
            assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "{fault:?} {at}: leftovers");
        }
    }
}

#[test]
fn an_empty_host_key_is_refused_with_a_remedy() {
    let home = Home::new();
    home.file(".config/gainsay/host_key", "");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(home.path(".config/gainsay/host_key"), mode).unwrap();
    let ran = home.run(&["serve", "--listen", "127.0.0.1:0"]);
    ran.fails(2, "is empty: remove it, and the next start creates a new one");
}
