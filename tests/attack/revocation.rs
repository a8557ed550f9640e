//! A key is taken away: the file of keys is emptied, removed, replaced by something else. Nobody new
//! gets in by it, and those within can be ended.

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

/// What is done to the file of keys, and what the log says of it.
type Change<'c> = (&'c dyn Fn(&Guarded), &'c str);

/// A server that lets in a key.
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

    /// Comes with a key; nothing where it isn't let in.
    fn comes(&self, key: &PrivateKey) -> Option<Client> {
        let mut client = Client::stranger(self.server.at, WINDOW).unwrap();
        client.shows(key).then_some(client)
    }

    /// Opens the explorer.
    fn reads(&self) -> Screen {
        let mut reader = Screen::ask(self.comes(&self.key).unwrap(), &Ask::default());
        reader.shows("q quit");
        reader
    }

    /// Puts other bytes in the place of the file at once.
    fn replace(&self, bytes: &[u8]) {
        let new = self.server.path("new");
        fs::write(&new, bytes).unwrap();
        fs::rename(new, &self.file).unwrap();
    }

    /// Puts a named pipe in the place of the file.
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
fn an_emptied_file_lets_no_one_new_in() {
    let old = b"# ssh-ed25519 was here\n\n".to_vec();
    for content in [Vec::new(), old, b"\xff\xfe\0".to_vec(), b"no key\n".to_vec()] {
        let guarded = Guarded::new(&[]);
        let mut reader = guarded.reads();
        guarded.replace(&content);
        guarded.hang_up(&format!("{READ}0 keys; new logins are refused"));
        assert!(guarded.comes(&guarded.key).is_none(), "{content:?}");
        reader.send_shows("j", "2/24");
        guarded.replace(line(&guarded.key).as_bytes());
        guarded.hang_up(&format!("{READ}1 key"));
        assert!(guarded.comes(&guarded.key).is_some(), "{content:?}");
    }
}

#[test]
fn a_file_that_can_not_be_read_lets_no_one_new_in() {
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
        assert!(guarded.comes(&guarded.key).is_none(), "{told}");
        // It comes back by itself: nobody tells the server.
        if guarded.file.is_dir() {
            fs::remove_dir(&guarded.file).unwrap();
        }
        guarded.replace(line(&guarded.key).as_bytes());
        guarded.server.log.has(&format!("{READ}1 key"));
        assert!(guarded.comes(&guarded.key).is_some(), "{told}");
    }
}

#[test]
fn a_change_is_noticed_without_a_signal() {
    let guarded = Guarded::new(&[]);
    let other = key();
    guarded.replace(line(&other).as_bytes());
    guarded.server.log.has(&format!("{READ}1 key"));
    assert!(guarded.comes(&guarded.key).is_none() && guarded.comes(&other).is_some());
    fs::remove_file(&guarded.file).unwrap();
    guarded.server.log.has(FAILED);
    assert!(guarded.comes(&other).is_none());
}

#[test]
fn a_pipe_in_its_place_keeps_no_later_reading_waiting() {
    let guarded = Guarded::new(&[]);
    guarded.replace_by_pipe();
    guarded.hang_up(FAILED);
    let other = key();
    guarded.replace(line(&other).as_bytes());
    guarded.hang_up(&format!("{READ}1 key"));
    assert!(guarded.comes(&guarded.key).is_none() && guarded.comes(&other).is_some());
}

#[test]
fn a_signal_ends_those_whose_key_is_gone() {
    let (guarded, other) = (Guarded::new(&[]), key());
    guarded.replace((line(&guarded.key) + &line(&other)).as_bytes());
    guarded.hang_up(&format!("{READ}2 keys"));
    let mut gone = guarded.reads();
    let mut stays = Screen::ask(guarded.comes(&other).unwrap(), &Ask::default());
    stays.shows("q quit");
    // One that takes nothing of its answer, and one that has asked for nothing yet.
    let idle = guarded.comes(&guarded.key).unwrap();
    let slow = {
        let mut client = Client::stranger(guarded.server.at, 1).unwrap();
        assert!(client.shows(&guarded.key));
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
    // Though neither of them closes.
    guarded.server.log.has_times("end=revoked", 3);
    until("an end", || idle.handle.is_closed() && slow.handle.is_closed());
    stays.send_shows("j", "2/24");
}

#[test]
fn a_signal_ends_everybody_where_no_key_is_left() {
    let emptied = |guarded: &Guarded| guarded.replace(b"");
    let removed = |guarded: &Guarded| fs::remove_file(&guarded.file).unwrap();
    let changes: [&dyn Fn(&Guarded); 3] = [&emptied, &removed, &Guarded::replace_by_pipe];
    for change in changes {
        let guarded = Guarded::new(&[]);
        let mut reader = guarded.reads();
        change(&guarded);
        guarded.server.signal(Signal::USR2);
        assert_eq!(reader.ended(), Some(1));
        assert!(guarded.comes(&guarded.key).is_none());
    }
}

#[test]
fn sessions_end_by_themselves_where_that_is_set() {
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
        let mut reader = guarded.reads();
        guarded.replace(line(&self::key()).as_bytes());
        assert_eq!(reader.ended(), Some(1));
        guarded.server.log.has("end=revoked");
    }
}

#[test]
fn a_server_without_keys_is_not_ended_by_the_signal() {
    let server = serve_in(home(), &[], &[]);
    let mut reader = Screen::open(server.at, 100, 30, "xterm-256color");
    server.signal(Signal::USR2);
    server.log.has("no authorized keys are in use");
    reader.send_shows("j", "2/24");
}

/// The path of the file of keys leads through links and folders that are replaced.
#[test]
fn a_folder_or_link_on_the_way_to_the_file_that_is_replaced_is_noticed() {
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
    let comes = || Client::stranger(server.at, WINDOW).unwrap().shows(&key);
    assert!(comes());
    // The link leads elsewhere now, and there the file is emptied.
    let root = one.parent().unwrap().to_owned();
    std::os::unix::fs::symlink("two", root.join("new")).unwrap();
    fs::rename(root.join("new"), root.join("current")).unwrap();
    server.log.has(&format!("{READ}1 key"));
    fs::write(two.join("keys"), "").unwrap();
    server.log.has(&format!("{READ}0 keys"));
    assert!(!comes());
    // The folder itself is another one.
    fs::rename(&two, root.join("old")).unwrap();
    fs::create_dir(&two).unwrap();
    fs::write(two.join("keys"), line(&key)).unwrap();
    server.log.has_times(&format!("{READ}1 key"), 2);
    fs::rename(&two, root.join("older")).unwrap();
    fs::create_dir(&two).unwrap();
    fs::write(two.join("keys"), "# none\n").unwrap();
    server.log.has_times(&format!("{READ}0 keys"), 2);
    assert!(!comes());
}
