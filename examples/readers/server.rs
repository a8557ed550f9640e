//! The server that is measured: started as anybody would, looked at through `/proc`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Limits that are out of the way, for readers who all come from one address.
pub const WIDE: &[&str] = &[
    "--max-per-address=1000",
    "--rate=1000",
    "--max-connections=1000",
    "--max-unauthenticated=1000",
];

/// Where everything that is made lies.
#[derive(Debug)]
pub struct Room {
    /// A folder that is gone afterwards.
    pub folder: PathBuf,
    /// The claims.
    pub claims: PathBuf,
    /// The program.
    pub program: PathBuf,
}

impl Room {
    pub fn new(folder: &Path) -> Self {
        let program = std::env::current_exe().unwrap().with_file_name("../gainsay");
        assert!(program.exists(), "gainsay is not built in this profile: cargo build --release");
        Self { folder: folder.to_owned(), claims: folder.join("claims.ndjson"), program }
    }

    /// A command of the program, at home in the folder.
    pub fn command(&self) -> Command {
        self.at_home(Command::new(&self.program))
    }

    fn at_home(&self, mut command: Command) -> Command {
        for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
            command.env(name, &self.folder);
        }
        command
    }

    /// Starts a server.
    pub fn serve(&self, limits: &[&str]) -> Server {
        self.start(self.command(), limits)
    }

    /// Starts a server that may have so many descriptors.
    pub fn serve_with_few(&self, descriptors: usize) -> Server {
        let mut command = self.at_home(Command::new("sh"));
        let few = format!("ulimit -n {descriptors} && exec \"$0\" \"$@\"");
        command.args(["-c", &few]).arg(&self.program);
        self.start(command, &[])
    }

    fn start(&self, mut command: Command, limits: &[&str]) -> Server {
        command.args(["serve", "--listen", "127.0.0.1:0", "--host-key"]);
        command.arg(self.folder.join("key")).args(limits).arg(&self.claims);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.trim().rsplit(' ').next().and_then(|at| at.parse().ok());
        Server { child, at: at.expect("the server says where it listens") }
    }
}

/// A running server, which ends with this.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub at: SocketAddr,
}

/// What a server holds of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holds {
    /// Threads with a session.
    pub sessions: usize,
    /// All threads.
    pub threads: usize,
    pub descriptors: usize,
}

impl Server {
    /// Resident memory, in kB.
    pub fn resident(&self) -> f64 {
        let status = fs::read_to_string(self.proc("status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Resident memory once it rests: when it has not changed for a second.
    pub async fn settled(&self) -> f64 {
        let mut before = self.resident();
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = self.resident();
            if (now - before).abs() < 1.0 {
                break;
            }
            before = now;
        }
        before
    }

    pub fn holds(&self) -> Holds {
        let tasks: Vec<PathBuf> = entries(&self.proc("task"));
        let name = |task: &PathBuf| fs::read_to_string(task.join("comm")).unwrap_or_default();
        Holds {
            sessions: tasks.iter().filter(|task| name(task).trim() == "reader").count(),
            threads: tasks.len(),
            descriptors: entries(&self.proc("fd")).len(),
        }
    }

    fn proc(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.child.id()))
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect()
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
