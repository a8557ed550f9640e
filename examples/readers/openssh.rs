//! The OpenSSH client, and its server for comparison.

use std::ffi::OsStr;
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::server::Room;

/// Returns the path of a program; `sshd` must be started with its full path.
pub fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    folders.map(|folder| folder.join(name)).find(|path| path.exists())
}

/// Returns a client that asks no questions and stores nothing.
pub fn client(at: SocketAddr) -> Command {
    let mut command = Command::new("ssh");
    command.args(["-F", "/dev/null", "-p", &at.port().to_string()]);
    for option in [
        "UserKnownHostsFile=/dev/null",
        "StrictHostKeyChecking=no",
        "LogLevel=ERROR",
        "BatchMode=yes",
    ] {
        command.args(["-o", option]);
    }
    command.env("TERM", "xterm-256color").stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null());
    command
}

/// OpenSSH’s server on a port of this machine, with keys of its own. Dropping it ends the server.
#[derive(Debug)]
pub struct Sshd {
    child: Child,
    pub at: SocketAddr,
    /// The private key that the server accepts.
    pub key: PathBuf,
}

impl Sshd {
    /// Starts the server. Returns the reason if that fails.
    pub fn start(room: &Room) -> Result<Self, String> {
        let program = found("sshd").ok_or("there is no sshd: apt-get install openssh-server")?;
        let (host, key) = (key(room, "sshd_host"), key(room, "sshd_reader"));
        // If `sshd` runs as root it needs this folder, which usually a service script creates.
        let _ = fs::create_dir("/run/sshd");
        let at = free_port();
        let config = room.folder.join("sshd_config");
        let words = format!(
            "ListenAddress {at}\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\n\
             PidFile none\nPermitRootLogin prohibit-password\nMaxStartups 100\n",
            host.display(),
            key.with_extension("pub").display()
        );
        fs::write(&config, words).map_err(|why| why.to_string())?;
        let mut command = Command::new(program);
        command.args([OsStr::new("-D"), OsStr::new("-f"), config.as_os_str()]);
        command.stderr(Stdio::null());
        let child = command.spawn().map_err(|why| why.to_string())?;
        let sshd = Self { child, at, key };
        let answers = (0..50).any(|_| {
            thread::sleep(Duration::from_millis(100));
            TcpStream::connect(at).is_ok()
        });
        if answers { Ok(sshd) } else { Err("sshd does not start here".to_owned()) }
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Creates a key pair and returns the path of the private key.
fn key(room: &Room, name: &str) -> PathBuf {
    let path: PathBuf = Path::new(&room.folder).join(name);
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&path);
    let made = command.status().is_ok_and(|status| status.success());
    assert!(made, "ssh-keygen makes no key");
    path
}

/// Returns a port of this machine that is free at the moment.
fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
