//! Tests of the arguments and settings of `serve`, and of `serve --check`.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use russh::keys::ssh_key::LineEnding;
use russh::keys::{Algorithm, PrivateKey};

use super::{Home, finish, gainsay};

/// A server that is killed when the test ends, and the port that it listens on.
struct Server(Child, String);

impl Server {
    fn begin(home: &Home, arguments: &[&str]) -> Self {
        let mut command = home.command(&["serve"]);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.map(Result::unwrap).find(|line| line.starts_with("ssh -p ")).unwrap();
        Self(child, line.split(' ').nth(2).unwrap().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A public key whose private key does not exist.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINzvmmFITS2jP+nHxwwDK8RlMdj0BkYjtu8OhI2rM43M nobody\n";

#[test]
fn check_tells_whether_a_server_runs() {
    let home = Home::new();
    let server = Server::begin(&home, &[]);
    let at = format!("127.0.0.1:{}", server.1);
    let alive = home.run(&["serve", "--check", "--listen", &at]).out();
    assert!(alive.starts_with(&format!("{at} is alive: help is answered; SHA256:")), "{alive}");
    drop(server);
    home.run(&["serve", "--check", "--listen", &at]).fails(1, "nothing answers on");
}

#[test]
fn check_reads_the_address_from_the_settings_and_accepts_a_server_with_keys() {
    let home = Home::new();
    let keys = home.file("readers.pub", KEY);
    let server = Server::begin(&home, &["--authorized-keys", &keys]);
    let settings = format!("[serve]\nlisten = \"127.0.0.1:{}\"\n", server.1);
    home.file(".config/gainsay/config.toml", settings);
    let alive = home.run(&["serve", "--check"]).out();
    assert!(alive.contains(" is alive: publickey is required; SHA256:"), "{alive}");
}

#[test]
fn check_can_log_in_with_a_key() {
    let home = Home::new();
    let made = PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap();
    let key = home.file("key", made.to_openssh(LineEnding::LF).unwrap().as_bytes());
    let keys = home.file("readers.pub", made.public_key().to_openssh().unwrap());
    let server = Server::begin(&home, &["--authorized-keys", &keys]);
    let at = format!("127.0.0.1:{}", server.1);
    let check = |more: &[&str]| home.run(&[&["serve", "--check", "--listen", &at], more].concat());
    assert!(check(&["--identity", &key]).out().contains(" is alive: help is answered; SHA256:"));
    drop(server);
    let keys = home.file("readers.pub", KEY);
    let server = Server::begin(&home, &["--authorized-keys", &keys]);
    let at = format!("127.0.0.1:{}", server.1);
    let check = |more: &[&str]| home.run(&[&["serve", "--check", "--listen", &at], more].concat());
    check(&["--identity", &key]).fails(1, "does not accept this key");
    check(&["--identity", &keys]).fails(2, "is not an unencrypted OpenSSH private key");
    assert_eq!(home.run(&["serve", "--identity", &key]).code, 2, "--identity is only for --check");
}

#[test]
fn check_reports_a_full_server() {
    let home = Home::new();
    let server = Server::begin(&home, &["--max-per-address", "1"]);
    let at = format!("127.0.0.1:{}", server.1);
    let mut within = std::net::TcpStream::connect(&at).unwrap();
    within.read_exact(&mut [0; 4]).unwrap();
    let full = "accepts no logins for now: too many connections from this address";
    home.run(&["serve", "--check", "--listen", &at]).fails(1, full);
}

#[test]
fn a_public_server_runs_if_the_option_or_the_setting_allows_it() {
    let home = Home::new();
    let server = Server::begin(&home, &["--listen", "0.0.0.0:0", "--public"]);
    let check = ["serve", "--check", "--listen", &format!("0.0.0.0:{}", server.1)];
    assert!(home.run(&check).out().contains(" is alive: help is answered;"));
    drop(server);
    home.file(".config/gainsay/config.toml", "[serve]\nlisten = \"0.0.0.0:0\"\npublic = true\n");
    let server = Server::begin(&home, &["--listen", "0.0.0.0:0"]);
    let check = ["serve", "--check", "--listen", &format!("0.0.0.0:{}", server.1)];
    assert!(home.run(&check).out().contains(" is alive: help is answered;"));
}

#[test]
fn arguments_override_settings() {
    let home = Home::new();
    let keys = home.file("readers.pub", KEY);
    let settings = format!("[serve]\nauthorized-keys = \"{keys}\"\nanonymous = true\n");
    home.file(".config/gainsay/config.toml", settings);
    for (arguments, answer) in [
        (&[][..], "help is answered"),
        (&["--authorized-keys", &keys], "publickey is required"),
        (&["--compression=false"], "help is answered"),
        (&["--compression"], "help is answered"),
    ] {
        let server = Server::begin(&home, arguments);
        let at = format!("127.0.0.1:{}", server.1);
        let alive = home.run(&["serve", "--check", "--listen", &at]).out();
        assert!(alive.contains(answer), "{arguments:?}: {alive}");
    }
}

#[test]
fn a_limit_of_zero_is_refused() {
    for limit in ["--rate", "--max-connections", "--max-unauthenticated", "--max-per-address"] {
        for (number, told) in [("0", "with 0 no one could connect"), ("many", "write a number")] {
            let ran = gainsay(&["serve", limit, number]);
            assert!(ran.code == 2 && ran.err.contains(told), "{}", ran.err);
        }
    }
}

#[test]
fn invalid_addresses_and_keys_files_are_refused() {
    gainsay(&["serve", "--check", "--listen", "127.0.0.1:0"]).fails(2, "needs the port");
    gainsay(&["serve", "--listen", "0.0.0.0:0"]).fails(2, "--public");
    let home = Home::new();
    let with = |keys: &str| {
        let file = home.file("keys", keys);
        finish(&mut home.command(&["serve", "--listen", "127.0.0.1:0", "--authorized-keys", &file]))
    };
    with("# nobody\n").fails(2, "contains no key");
    with(&format!("restrict {KEY}")).fails(2, "keys:1: ssh-ed25519 SHA256:");
}
