//! Tests of weak keys and signatures, of clients that connect and do not log in, and of their
//! entries in the log.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;

use russh::client::AuthResult;
use russh::keys::ssh_key::private::RsaKeypair;
use russh::keys::{Algorithm, HashAlg, PrivateKey, PrivateKeyWithHashAlg};
use rustix::process::Signal;

use crate::client::{Client, run, wait};
use crate::screen::Screen;
use crate::served::{Server, command, home, serve, serve_in, wait_until};

const WINDOW: u32 = 2 << 20;

fn ed25519() -> PrivateKey {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap()
}

fn rsa(bits: usize) -> PrivateKey {
    RsaKeypair::random(&mut russh::keys::key::safe_rng(), bits).unwrap().into()
}

fn line(key: &PrivateKey) -> String {
    key.public_key().to_openssh().unwrap()
}

fn print(key: &PrivateKey) -> String {
    key.public_key().fingerprint(HashAlg::Sha256).to_string()
}

/// Starts a server with these lines in its keys file.
fn guarded(lines: &[String], arguments: &[&str]) -> Server {
    let home = home();
    let file = home.path().join("readers.pub");
    fs::write(&file, lines.join("\n")).unwrap();
    let all = [&["--authorized-keys", file.to_str().unwrap()], arguments].concat();
    serve_in(home, &all, &[])
}

/// Returns whether a login with this key and signature hash succeeds.
fn can_log_in(at: SocketAddr, key: &PrivateKey, hash: Option<HashAlg>) -> bool {
    let mut client = Client::connect(at, WINDOW).unwrap();
    let key = PrivateKeyWithHashAlg::new(Arc::new(key.clone()), hash);
    let result = wait(client.handle.authenticate_publickey("reader", key));
    matches!(result, Ok(AuthResult::Success))
}

#[test]
fn rsa_signatures_need_sha2() {
    let key = rsa(2_048);
    let server = guarded(&[line(&key)], &[]);
    assert!(!can_log_in(server.at, &key, None), "a signature with SHA-1 was accepted");
    let told = server.log.has("end=no-login");
    assert!(
        told.contains(&print(&key)) && told.contains("refused=\"signature with SHA-1\""),
        "{told}"
    );
    for hash in [HashAlg::Sha256, HashAlg::Sha512] {
        assert!(can_log_in(server.at, &key, Some(hash)), "{hash}");
    }
    let client = Client::connect(server.at, WINDOW).unwrap();
    let offered = wait(client.handle.best_supported_rsa_hash()).unwrap();
    assert_eq!(offered, Some(Some(HashAlg::Sha512)), "the server does not offer SHA-1");
}

#[test]
fn weak_keys_are_refused_and_named_at_every_reload() {
    let (good, weak) = (ed25519(), rsa(1_024));
    let lines = [
        "# users".to_owned(),
        line(&weak) + " old laptop",
        line(&good),
        format!("command=\"help\" {}", line(&ed25519())),
        "ssh-ed25519-cert-v01@openssh.com AAAA somebody".to_owned(),
        "nonsense \u{1b}[2J".to_owned(),
    ];
    let server = guarded(&lines, &[]);
    let named = [
        format!("line 2: refused: ssh-rsa {}: RSA keys need 2,048 bits or more", print(&weak)),
        "line 4: refused: ssh-ed25519 SHA256:".to_owned(),
        "line 5: refused: ssh-ed25519-cert-v01@openssh.com".to_owned(),
        "line 6: refused: this is not a public key".to_owned(),
    ];
    for times in 1..3 {
        for words in &named {
            server.log.has_times(words, times);
        }
        server.signal(Signal::HUP);
    }
    server.log.has("the option “command” is not supported");
    for hash in [None, Some(HashAlg::Sha256), Some(HashAlg::Sha512)] {
        assert!(!can_log_in(server.at, &weak, hash));
    }
    assert!(can_log_in(server.at, &good, None));
}

#[test]
fn a_server_without_a_usable_key_does_not_start() {
    let home = home();
    let weak = rsa(1_024);
    fs::write(home.path().join("readers.pub"), format!("\n{}\n", line(&weak))).unwrap();
    let said = home.path().join("said");
    let mut command = command(home.path(), &["--authorized-keys", "readers.pub"]);
    let mut child = command.stderr(fs::File::create(&said).unwrap()).spawn().unwrap();
    let mut code = None;
    let ended = wait_until(|| {
        code = child.try_wait().unwrap().and_then(|status| status.code());
        code.is_some()
    });
    if !ended {
        child.kill().unwrap();
    }
    let said = fs::read_to_string(&said).unwrap();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("contains no key") && said.contains("readers.pub:2: ssh-rsa"), "{said}");
    assert!(said.contains(&print(&weak)), "{said}");
}

#[test]
fn six_keys_are_tried_without_delay_and_no_seventh() {
    let right = ed25519();
    // Five refusals, each delayed by a second, would take as long as a login may.
    let server = guarded(&[line(&right)], &["--grace", "5s"]);
    let log_in_after = |wrong: usize| {
        let mut client = Client::connect(server.at, WINDOW).unwrap();
        assert!(!wait(client.handle.authenticate_none("reader")).unwrap().success());
        let refused = (0..wrong).all(|_| !client.log_in(&ed25519()));
        assert!(refused);
        client.log_in(&right)
    };
    assert!(log_in_after(5), "the sixth key is tried");
    assert!(!log_in_after(6), "the seventh key is not tried");
}

#[test]
fn the_limit_of_six_keys_needs_no_request_without_key() {
    let right = ed25519();
    let server = guarded(&[line(&right)], &[]);
    let mut client = Client::connect(server.at, WINDOW).unwrap();
    assert!((0..6).all(|_| !client.log_in(&ed25519())));
    assert!(!client.log_in(&right));
}

/// Connects from the loopback address 127.0.0.`last`.
fn from(last: u8, at: SocketAddr) -> std::io::Result<TcpStream> {
    wait(async {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind((Ipv4Addr::new(127, 0, 0, last), 0).into())?;
        socket.connect(at).await?.into_std()
    })
}

#[test]
#[cfg(target_os = "linux")]
fn half_open_connections_do_not_block_logins() {
    let server = serve(&[]);
    let mut within = Screen::open(server.at, 100, 30, "xterm-256color");
    let crowd: Vec<TcpStream> =
        (0..100).map(|number| from(2 + number % 10, server.at).unwrap()).collect();
    // As many again: each takes the place of another half-open connection.
    let more: Vec<TcpStream> =
        (0..100).map(|number| from(2 + number % 10, server.at).unwrap()).collect();
    for _ in 0..5 {
        assert_eq!(run(server.at, "help").code, Some(0));
    }
    within.send_shows("j", "2/24");
    let told = server.log.has("end=gave-way");
    assert!(told.contains(" 127.0.0."), "{told}");
    drop((crowd, more));
}

#[test]
fn the_oldest_half_open_connection_gives_way() {
    let server = serve(&["--max-unauthenticated", "4"]);
    let crowd: Vec<TcpStream> = (0..40).map(|_| TcpStream::connect(server.at).unwrap()).collect();
    for _ in 0..5 {
        assert_eq!(run(server.at, "help").code, Some(0));
    }
    server.log.has_times("end=gave-way", 36);
    drop(crowd);
}

#[test]
fn failed_logins_are_logged_with_user_and_keys() {
    let server = guarded(&[line(&ed25519())], &[]);
    let (one, two) = (ed25519(), ed25519());
    let mut client = Client::connect(server.at, WINDOW).unwrap();
    for key in [&one, &two, &one] {
        let key = PrivateKeyWithHashAlg::new(Arc::new(key.clone()), None);
        let result = wait(client.handle.authenticate_publickey("mal\u{1b}lory", key)).unwrap();
        assert!(!result.success());
    }
    client.line().cut();
    let told = server.log.has("end=no-login");
    assert!(told.contains("user=\"mal␛lory\""), "{told}");
    assert!(told.contains(&format!("key={},{} ", print(&one), print(&two))), "{told}");
    assert!(told.contains("refused=\"unknown key\""), "{told}");

    let mut client = Client::connect(server.at, WINDOW).unwrap();
    let result = wait(client.handle.authenticate_password("root", "secret")).unwrap();
    assert!(!result.success());
    client.line().cut();
    let told = server.log.has("user=\"root\"");
    assert!(told.contains("end=no-login") && !told.contains("secret"), "{told}");
}

#[test]
fn every_connection_is_logged_when_the_server_stops() {
    let mut server = serve(&[]);
    let silent = TcpStream::connect(server.at).unwrap();
    let stranger = Client::connect(server.at, WINDOW).unwrap();
    let idle = Client::new(server.at);
    // This client has received its output and neither closes nor reads the server's disconnect.
    let answered = Client::new(server.at);
    assert_eq!(answered.run("help").code, Some(0));
    let user = Screen::open(server.at, 100, 30, "xterm-256color");
    user.client.line().stop_reading();
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(0));
    server.log.has("counts: connected=");
    let lines = server.log.lines();
    let ended = lines.iter().filter(|line| line.contains(" end=")).count();
    assert_eq!(ended, 5, "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("command=\"help\"")), "{lines:#?}");
    drop((silent, stranger, idle, answered, user));
}

#[test]
fn the_log_counts_all_refusals() {
    let mut server = serve(&["--max-per-address", "1"]);
    let _within = Client::new(server.at);
    for _ in 0..30 {
        let mut refused = TcpStream::connect(server.at).unwrap();
        let mut told = String::new();
        std::io::Read::read_to_string(&mut refused, &mut told).unwrap();
        assert!(told.starts_with("gainsay: too many"), "{told}");
    }
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(0));
    server.log.has("counts: connected=");
    let counts = server
        .log
        .lines()
        .iter()
        .filter_map(|line| {
            let (_, rest) = line.split_once(" refused: ")?;
            rest.split_once('(')?.1.split(' ').next()?.parse::<u32>().ok()
        })
        .sum::<u32>();
    assert_eq!(counts, 30, "{:#?}", server.log.lines());
}
