//! Tests of logins and of the server's host key.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use russh::keys::{Algorithm, HashAlg, PrivateKey};

use crate::client::{Client, wait};
use crate::served::{command, home, serve_in};

const WINDOW: u32 = 2 << 20;

fn key() -> PrivateKey {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap()
}

/// Runs a server that must refuse to start, and returns its message.
#[track_caller]
fn refuses_to_start(home: &Path, arguments: &[&str]) -> String {
    let output = command(home, arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty() && said.starts_with("gainsay: "), "{said}");
    said
}

#[test]
fn only_keys_of_the_file_can_log_in() {
    let (home, ours) = (home(), key());
    let file = home.path().join("readers.pub");
    let line = ours.public_key().to_openssh().unwrap();
    fs::write(&file, format!("# users\n\n{line} somebody\n")).unwrap();
    let server = serve_in(home, &["--authorized-keys", file.to_str().unwrap()], &[]);
    let connect = || Client::connect(server.at, WINDOW).unwrap();
    assert!(!connect().log_in(&key()));
    let mut keyless = connect();
    assert!(!wait(keyless.handle.authenticate_none("reader")).unwrap().success());
    assert!(!wait(keyless.handle.authenticate_password("root", "root")).unwrap().success());
    assert!(wait(keyless.handle.channel_open_session()).is_err(), "a channel needs a login");
    let mut user = connect();
    assert!(user.log_in(&ours));
    assert_eq!(user.run("help").code, Some(0));
    drop(user);
    let fingerprint = ours.public_key().fingerprint(HashAlg::Sha256).to_string();
    let line = server.log.has("end=done");
    assert!(line.contains(&fingerprint), "{line}");
    server.log.has("end=no-login");
}

#[test]
fn a_keys_file_without_a_usable_key_is_refused() {
    let home = home();
    let line = key().public_key().to_openssh().unwrap();
    for (content, words) in [
        (String::new(), "contains no key"),
        (format!("no-pty {line}"), "the option “no-pty” is not supported"),
        ("# users\nnonsense".to_owned(), ":2: this is not a public key"),
    ] {
        fs::write(home.path().join("readers.pub"), content).unwrap();
        let said = refuses_to_start(home.path(), &["--authorized-keys", "readers.pub"]);
        assert!(said.contains(words), "{said}");
    }
    assert!(refuses_to_start(home.path(), &["--authorized-keys", "nowhere"]).contains("nowhere"));
}

#[test]
fn a_public_server_needs_an_explicit_option() {
    let home = home();
    for address in ["0.0.0.0:0", "[::]:0"] {
        assert!(refuses_to_start(home.path(), &["--listen", address]).contains("--public"));
    }
    assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "no file is created before");
}

#[test]
fn the_host_key_is_created_once_and_private() {
    let home = home();
    let path = home.path().join("host_key");
    let server = serve_in(home, &[], &[]);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let made = server.out.has("host key SHA256:");
    let again = crate::served::home();
    let copy = again.path().join("host_key");
    fs::copy(&path, &copy).unwrap();
    let server = serve_in(again, &[], &[]);
    assert_eq!(server.out.has("host key"), made);
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o644)).unwrap();
    let home = crate::served::home();
    let said = refuses_to_start(
        home.path(),
        &["--listen", "127.0.0.1:0", "--host-key", copy.to_str().unwrap()],
    );
    assert!(said.contains("can be read by others"), "{said}");
}
