//! Checks that a server answers: logs in over SSH as a client would and runs a command. It serves
//! monitoring, for which an open port alone proves nothing.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use russh::client::{self, AuthResult, Handle};
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh::{ChannelMsg, Disconnect, MethodKind};
use tokio::net::TcpStream;

use super::{SERVER_ID, fingerprint};
use crate::parallel::locked;
use crate::text::DisplayText;

/// The longest time of the whole check.
const PATIENCE: Duration = Duration::from_secs(5);
/// The pause before the rest of a line is awaited again.
const PAUSE: Duration = Duration::from_millis(10);
/// The most bytes of a greeting.
const GREETING: usize = 256;
/// The beginning of the line that this server sends instead of the protocol when it refuses a
/// connection.
const REFUSAL: &str = "gainsay: ";
/// The user name of a check, as the server logs it.
const USER: &str = "check";

/// The result of a successful check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alive {
    pub(crate) at: SocketAddr,
    /// The fingerprint of the server's host key.
    pub(crate) host_key: String,
    /// Whether a command was answered. If not, the server requires a key and the check had none.
    pub(crate) answered: bool,
}

/// The reason why a check failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Dead {
    #[error("nothing answers on {0}: {1}")]
    Line(SocketAddr, #[source] io::Error),
    #[error("{0} has not answered within {seconds} seconds", seconds = PATIENCE.as_secs())]
    Slow(SocketAddr),
    #[error("{0} is not a gainsay server: it says “{1}”")]
    Other(SocketAddr, DisplayText<'static>),
    #[error("{0} accepts no logins for now: {1}")]
    Full(SocketAddr, DisplayText<'static>),
    #[error(
        "{0} does not accept this key: it is not in its --authorized-keys, or was not when they were last reloaded"
    )]
    Key(SocketAddr),
    #[error("{0} does not follow the SSH protocol: {1}")]
    Protocol(SocketAddr, #[source] russh::Error),
    #[error("{0} accepts no logins")]
    Login(SocketAddr),
    #[error("{0} does not answer `help`")]
    Answer(SocketAddr),
    /// The system refuses to start a runtime.
    #[error("can’t query {0}: {1}")]
    Here(SocketAddr, #[source] io::Error),
}

/// Logs in to the server that listens on an address, with a key if one is given, and runs `help`.
pub(crate) fn check(listen: SocketAddr, key: Option<PrivateKey>) -> Result<Alive, Dead> {
    let at = reachable(listen);
    let here = |error| Dead::Here(at, error);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(here)?.block_on(async {
        let asked = tokio::time::timeout(PATIENCE, ask(at, key)).await;
        asked.unwrap_or(Err(Dead::Slow(at)))
    })
}

/// Returns the address at which this machine reaches a server that may listen on all addresses.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(at: SocketAddr, key: Option<PrivateKey>) -> Result<Alive, Dead> {
    let broken = |error| Dead::Line(at, error);
    let stream = TcpStream::connect(at).await.map_err(broken)?;
    let greeting = greeting(&stream).await.map_err(broken)?;
    if greeting != SERVER_ID {
        return Err(stranger(at, &greeting));
    }
    let wrong = |error| Dead::Protocol(at, error);
    let seen = SeenHostKey::default();
    let mut server =
        client::connect_stream(Arc::default(), stream, seen.clone()).await.map_err(wrong)?;
    let answered = login(at, &mut server, key).await?;
    if answered && !answers(&server).await.map_err(wrong)? {
        return Err(Dead::Answer(at));
    }
    // The server has answered, so an error while disconnecting doesn't matter.
    let _ = server.disconnect(Disconnect::ByApplication, "", "").await;
    Ok(Alive { at, host_key: seen.take(), answered })
}

/// Returns the error for a server with an unexpected greeting.
fn stranger(at: SocketAddr, greeting: &str) -> Dead {
    match greeting.strip_prefix(REFUSAL) {
        Some(why) => Dead::Full(at, crate::text::line(why).into_owned()),
        None => Dead::Other(at, crate::text::line(greeting).into_owned()),
    }
}

/// Logs in. Returns `false` if the server requires a key and there is none.
async fn login(
    at: SocketAddr,
    server: &mut Handle<SeenHostKey>,
    key: Option<PrivateKey>,
) -> Result<bool, Dead> {
    let wrong = |error| Dead::Protocol(at, error);
    match server.authenticate_none(USER).await.map_err(wrong)? {
        AuthResult::Success => return Ok(true),
        AuthResult::Failure { remaining_methods, .. }
            if remaining_methods.contains(&MethodKind::PublicKey) => {}
        AuthResult::Failure { .. } => return Err(Dead::Login(at)),
    }
    let Some(key) = key else { return Ok(false) };
    let hash = if key.algorithm().is_rsa() {
        // Servers that don't say which hashes they accept no longer accept SHA-1.
        let said = server.best_supported_rsa_hash().await.map_err(wrong)?;
        said.unwrap_or(Some(HashAlg::Sha512))
    } else {
        None
    };
    let key = PrivateKeyWithHashAlg::new(Arc::new(key), hash);
    let shown = server.authenticate_publickey(USER, key).await.map_err(wrong)?;
    if shown.success() { Ok(true) } else { Err(Dead::Key(at)) }
}

/// Returns the first line that the server sends, and leaves it in the stream for the protocol.
async fn greeting(stream: &TcpStream) -> io::Result<String> {
    let mut bytes = [0; GREETING];
    loop {
        let length = stream.peek(&mut bytes).await?;
        let came = bytes.get(..length).unwrap_or_default();
        if let Some(line) = came.split_inclusive(|byte| *byte == b'\n').next()
            && (line.ends_with(b"\n") || length == GREETING)
        {
            return Ok(String::from_utf8_lossy(line).trim_end().to_owned());
        }
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Returns whether the server answers `help` with text and exit code 0.
async fn answers(server: &Handle<SeenHostKey>) -> Result<bool, russh::Error> {
    let mut channel = server.channel_open_session().await?;
    channel.exec(true, "help").await?;
    let (mut words, mut code) = (0, None);
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => words += data.len(),
            ChannelMsg::ExitStatus { exit_status } => code = Some(exit_status),
            _ => {}
        }
    }
    Ok(words > 0 && code == Some(0))
}

/// The fingerprint of the server's host key. Any key is accepted, since the check tells the server
/// no secret; the caller can compare the fingerprint.
#[derive(Debug, Clone, Default)]
struct SeenHostKey(Arc<Mutex<String>>);

impl SeenHostKey {
    fn take(&self) -> String {
        std::mem::take(&mut locked(&self.0))
    }
}

impl client::Handler for SeenHostKey {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        key: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        *locked(&self.0) = fingerprint(key);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn whoever_listens_everywhere_is_asked_here() {
        let reached = |listen: &str| reachable(listen.parse().unwrap()).to_string();
        assert_eq!(reached("0.0.0.0:22"), "127.0.0.1:22");
        assert_eq!(reached("[::]:22"), "[::1]:22");
        assert_eq!(reached("192.0.2.1:22"), "192.0.2.1:22");
    }

    #[test]
    fn another_server_is_told_from_ours_and_nobody_from_both() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let other = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(b"SSH-2.0-Oth").unwrap();
            std::thread::sleep(PAUSE);
            stream.write_all(b"er\r\n").unwrap();
            stream
        });
        let error = check(at, None).unwrap_err().to_string();
        assert_eq!(error, format!("{at} is not a gainsay server: it says “SSH-2.0-Other”"));
        drop(other.join().unwrap());
        let error = check(at, None).unwrap_err();
        assert!(matches!(error, Dead::Line(..)), "{error}");
    }

    #[test]
    fn a_server_without_room_is_no_other() {
        let at = "192.0.2.1:22".parse().unwrap();
        let told = |greeting: &str| stranger(at, greeting).to_string();
        let full = "192.0.2.1:22 accepts no logins for now: too many connections";
        assert_eq!(told("gainsay: too many connections"), full);
        assert!(told("gainsay 2").contains("is not a gainsay server"));
    }
}
