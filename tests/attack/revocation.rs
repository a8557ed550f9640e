//! Tests of keys that are removed: the keys file is emptied, deleted or replaced by something else.
//! The keys admit no new login, and their sessions can be ended.

use std::fs;
use std::path::PathBuf;

use russh::keys::{Algorithm, PrivateKey};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::Signal;

use crate::client::{Client, agreed, wait};
use crate::screen::{Ask, Screen};
use crate::served::{Server, home, serve_in, until};

const WINDOW: u32 = 2 << 20;
const READ: &str = "authorized keys reloaded: ";
const FAILED: &str = "reading the authorized keys failed: ";

fn key() -> PrivateKey {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap()
}

fn line(key: &PrivateKey) -> String {
    format!("{}\n", key.public_key().to_openssh().unwrap())
}

/// A change to the keys file, and the words that the log must contain afterwards.
type Change<'c> = (&'c dyn Fn(&Guarded), &'c str);

/// A server that admits one key.
struct Guarded {
    server: Server,
    file: PathBuf,
    key: PrivateKey,
}

impl Guarded {
    fn new(arguments: &[&str]) -> Self {
        let (home, key) = (home(), key());
        let file = home.path().join("readers.pub");
        fs::write(&file, line(&key)).unwrap();
        let all = [&["--authorized-keys", file.to_str().unwrap()], arguments].concat();
        Self { server: serve_in(home, &all, &[]), file, key }
    }

    /// Connects and logs in with a key. Returns `None` if the server refuses it.
    fn log_in(&self, key: &PrivateKey) -> Option<Client> {
        let mut client = Client::connect(self.server.at, WINDOW).unwrap();
        client.log_in(key).then_some(client)
    }

    /// Opens the explorer with the admitted key.
    fn open_explorer(&self) -> Screen {
        let mut user = Screen::ask(self.log_in(&self.key).unwrap(), &Ask::default());
        user.shows("q quit");
        user
    }

    /// Replaces the keys file atomically.
    fn replace(&self, bytes: &[u8]) {
        let new = self.server.path("new");
        fs::write(&new, bytes).unwrap();
        fs::rename(new, &self.file).unwrap();
    }

    /// Replaces the keys file by a named pipe.
    fn replace_by_pipe(&self) {
        let new = self.server.path("pipe");
        mknodat(CWD, &new, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        fs::rename(new, &self.file).unwrap();
    }

    fn replace_by_folder(&self) {
        fs::remove_file(&self.file).unwrap();
        fs::create_dir(&self.file).unwrap();
    }

    fn hang_up(&self, told: &str) {
        self.server.signal(Signal::HUP);
        self.server.log.has(told);
    }
}

#[test]
fn an_emptied_keys_file_admits_no_login() {
    let old = b"# ssh-ed25519 was here\n\n".to_vec();
    for content in [Vec::new(), old, b"\xff\xfe\0".to_vec(), b"no key\n".to_vec()] {
        let guarded = Guarded::new(&[]);
        let mut user = guarded.open_explorer();
        guarded.replace(&content);
        guarded.hang_up(&format!("{READ}0 keys; new logins are refused"));
        assert!(guarded.log_in(&guarded.key).is_none(), "{content:?}");
        user.send_shows("j", "2/24");
        guarded.replace(line(&guarded.key).as_bytes());
        guarded.hang_up(&format!("{READ}1 key"));
        assert!(guarded.log_in(&guarded.key).is_some(), "{content:?}");
    }
}

#[test]
fn an_unreadable_keys_file_admits_no_login() {
    let missing = |guarded: &Guarded| fs::remove_file(&guarded.file).unwrap();
    let large = |guarded: &Guarded| {
        guarded.replace(&line(&guarded.key).into_bytes().repeat(250_000));
    };
    let device = |guarded: &Guarded| {
        fs::remove_file(&guarded.file).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &guarded.file).unwrap();
    };
    let changes: [Change<'_>; 5] = [
        (&missing, "No such file"),
        (&Guarded::replace_by_pipe, "not a regular file"),
        (&Guarded::replace_by_folder, "directory"),
        (&device, "not a regular file"),
        (&large, "larger than"),
    ];
    for (change, told) in changes {
        let guarded = Guarded::new(&[]);
        change(&guarded);
        guarded.server.signal(Signal::HUP);
        let line_of_log = guarded.server.log.has(FAILED);
        assert!(
            line_of_log.contains(told) && line_of_log.contains("retrying in "),
            "{line_of_log}"
        );
        assert!(guarded.log_in(&guarded.key).is_none(), "{told}");
        // The file becomes readable again without a signal.
        if guarded.file.is_dir() {
            fs::remove_dir(&guarded.file).unwrap();
        }
        guarded.replace(line(&guarded.key).as_bytes());
        guarded.server.log.has(&format!("{READ}1 key"));
        assert!(guarded.log_in(&guarded.key).is_some(), "{told}");
    }
}

#[test]
fn a_changed_keys_file_is_reloaded_without_a_signal() {
    let guarded = Guarded::new(&[]);
    let other = key();
    guarded.replace(line(&other).as_bytes());
    guarded.server.log.has(&format!("{READ}1 key"));
    assert!(guarded.log_in(&guarded.key).is_none() && guarded.log_in(&other).is_some());
    fs::remove_file(&guarded.file).unwrap();
    guarded.server.log.has(FAILED);
    assert!(guarded.log_in(&other).is_none());
}

#[test]
fn a_pipe_in_place_of_the_keys_file_blocks_no_later_reload() {
    let guarded = Guarded::new(&[]);
    guarded.replace_by_pipe();
    guarded.hang_up(FAILED);
    let other = key();
    guarded.replace(line(&other).as_bytes());
    guarded.hang_up(&format!("{READ}1 key"));
    assert!(guarded.log_in(&guarded.key).is_none() && guarded.log_in(&other).is_some());
}

#[test]
fn a_signal_ends_sessions_of_removed_keys() {
    let (guarded, other) = (Guarded::new(&[]), key());
    guarded.replace((line(&guarded.key) + &line(&other)).as_bytes());
    guarded.hang_up(&format!("{READ}2 keys"));
    let mut gone = guarded.open_explorer();
    let mut stays = Screen::ask(guarded.log_in(&other).unwrap(), &Ask::default());
    stays.shows("q quit");
    // One client that does not read its output, and one that has requested nothing yet.
    let idle = guarded.log_in(&guarded.key).unwrap();
    let slow = {
        let mut client = Client::connect(guarded.server.at, 1).unwrap();
        assert!(client.log_in(&guarded.key));
        client
    };
    let mut channel = slow.channel();
    wait(channel.exec(true, "export --to html")).unwrap();
    assert!(agreed(&mut channel));

    guarded.replace(line(&other).as_bytes());
    guarded.server.signal(Signal::USR2);
    guarded.server.log.has("3 connections ended: key removed");
    assert_eq!(gone.ended(), Some(1));
    assert!(gone.sent().contains("gainsay: your key is no longer accepted\r\n"));
    assert_eq!(gone.left_behind(), [""; 0]);
    // The server ends both connections, although neither client closes.
    guarded.server.log.has_times("end=revoked", 3);
    until("an exit", || idle.handle.is_closed() && slow.handle.is_closed());
    stays.send_shows("j", "2/24");
}

#[test]
fn a_signal_ends_all_sessions_if_no_key_is_left() {
    let emptied = |guarded: &Guarded| guarded.replace(b"");
    let removed = |guarded: &Guarded| fs::remove_file(&guarded.file).unwrap();
    let changes: [&dyn Fn(&Guarded); 3] = [&emptied, &removed, &Guarded::replace_by_pipe];
    for change in changes {
        let guarded = Guarded::new(&[]);
        let mut user = guarded.open_explorer();
        change(&guarded);
        guarded.server.signal(Signal::USR2);
        assert_eq!(user.ended(), Some(1));
        assert!(guarded.log_in(&guarded.key).is_none());
    }
}

#[test]
fn sessions_of_removed_keys_end_without_a_signal_if_configured() {
    let settings = |home: &std::path::Path| {
        let folder = home.join(".config/gainsay");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("config.toml"), "[serve]\nend-revoked = true\n").unwrap();
    };
    for set in [false, true] {
        let (home, key) = (home(), key());
        let file = home.path().join("readers.pub");
        fs::write(&file, line(&key)).unwrap();
        let mut arguments = vec!["--authorized-keys", file.to_str().unwrap()];
        if set {
            settings(home.path());
        } else {
            arguments.push("--end-revoked");
        }
        let guarded = Guarded { server: serve_in(home, &arguments, &[]), file: file.clone(), key };
        let mut user = guarded.open_explorer();
        guarded.replace(line(&self::key()).as_bytes());
        assert_eq!(user.ended(), Some(1));
        guarded.server.log.has("end=revoked");
    }
}

#[test]
fn the_signal_ends_no_session_of_a_server_without_keys() {
    let server = serve_in(home(), &[], &[]);
    let mut user = Screen::open(server.at, 100, 30, "xterm-256color");
    server.signal(Signal::USR2);
    server.log.has("no authorized keys are in use");
    user.send_shows("j", "2/24");
}

/// Links and folders on the path of the keys file are replaced.
#[test]
fn a_replaced_folder_or_link_on_the_path_reloads_the_keys() {
    let (home, key) = (home(), key());
    let path = |name: &str| home.path().join(name);
    for folder in ["one", "two"] {
        fs::create_dir_all(path(folder)).unwrap();
        fs::write(path(folder).join("keys"), line(&key)).unwrap();
    }
    std::os::unix::fs::symlink("one", path("current")).unwrap();
    let (one, two) = (path("one"), path("two"));
    let file = path("current/keys");
    let server = serve_in(home, &["--authorized-keys", file.to_str().unwrap()], &[]);
    let log_in = || Client::connect(server.at, WINDOW).unwrap().log_in(&key);
    assert!(log_in());
    // The link points to another folder, and the file there is emptied.
    let root = one.parent().unwrap().to_owned();
    std::os::unix::fs::symlink("two", root.join("new")).unwrap();
    fs::rename(root.join("new"), root.join("current")).unwrap();
    server.log.has(&format!("{READ}1 key"));
    fs::write(two.join("keys"), "").unwrap();
    server.log.has(&format!("{READ}0 keys"));
    assert!(!log_in());
    // The folder itself is replaced.
    fs::rename(&two, root.join("old")).unwrap();
    fs::create_dir(&two).unwrap();
    fs::write(two.join("keys"), line(&key)).unwrap();
    server.log.has_times(&format!("{READ}1 key"), 2);
    fs::rename(&two, root.join("older")).unwrap();
    fs::create_dir(&two).unwrap();
    fs::write(two.join("keys"), "# none\n").unwrap();
    server.log.has_times(&format!("{READ}0 keys"), 2);
    assert!(!log_in());
}
