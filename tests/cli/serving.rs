//! What `serve` refuses, and whom `serve --check` finds.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::{Home, finish, gainsay};

/// A server that runs as long as the test does, and the port it listens on.
struct Server(Child, String);

impl Server {
    fn begin(home: &Home, arguments: &[&str]) -> Self {
        let mut command = home.command(&["serve", "--listen", "127.0.0.1:0"]);
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

/// A public key nobody has.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINzvmmFITS2jP+nHxwwDK8RlMdj0BkYjtu8OhI2rM43M nobody\n";

#[test]
fn a_server_that_runs_is_alive_until_it_is_gone() {
    let home = Home::new();
    let server = Server::begin(&home, &[]);
    let at = format!("127.0.0.1:{}", server.1);
    let alive = home.run(&["serve", "--check", "--listen", &at]).out();
    assert!(alive.starts_with(&format!("{at} is alive: help is answered; SHA256:")), "{alive}");
    drop(server);
    home.run(&["serve", "--check", "--listen", &at]).fails(1, "nothing answers on");
}

#[test]
fn a_server_that_asks_for_a_key_is_alive_and_the_settings_say_where() {
    let home = Home::new();
    let keys = home.file("readers.pub", KEY);
    let server = Server::begin(&home, &["--authorized-keys", &keys]);
    let settings = format!("[serve]\nlisten = \"127.0.0.1:{}\"\n", server.1);
    home.file(".config/gainsay/config.toml", settings);
    let alive = home.run(&["serve", "--check"]).out();
    assert!(alive.contains(" is alive: publickey is asked for; SHA256:"), "{alive}");
}

#[test]
fn what_can_not_be_served_or_checked_is_bad_input() {
    gainsay(&["serve", "--check", "--listen", "127.0.0.1:0"]).fails(2, "needs the port");
    gainsay(&["serve", "--listen", "0.0.0.0:0"]).fails(2, "--public");
    let home = Home::new();
    let with = |keys: &str| {
        let file = home.file("keys", keys);
        finish(&mut home.command(&["serve", "--listen", "127.0.0.1:0", "--authorized-keys", &file]))
    };
    with("# nobody\n").fails(2, "holds no key");
    with(&format!("restrict {KEY}")).fails(2, "keys:1: this is no public key");
}
