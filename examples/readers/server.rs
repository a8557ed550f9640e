//! The measured server: started in the normal way and observed through `/proc`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Limits so wide that users who share one address don't reach them.
pub const WIDE: &[&str] = &[
    "--max-per-address=1000",
    "--rate=1000",
    "--max-connections=1000",
    "--max-unauthenticated=1000",
];

/// The paths of everything that a run needs.
#[derive(Debug)]
pub struct Room {
    /// A folder that is removed afterwards.
    pub folder: PathBuf,
    /// The file with the claims.
    pub claims: PathBuf,
    /// The binary of gainsay.
    pub program: PathBuf,
}

impl Room {
    pub fn new(folder: &Path) -> Self {
        let program = std::env::current_exe().unwrap().with_file_name("../gainsay");
        assert!(program.exists(), "gainsay is not built in this profile: cargo build --release");
        Self { folder: folder.to_owned(), claims: folder.join("claims.ndjson"), program }
    }

    /// Returns a command that runs the program with its home in the folder.
    pub fn command(&self) -> Command {
        self.at_home(Command::new(&self.program))
    }

    fn at_home(&self, mut command: Command) -> Command {
        for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
            command.env(name, &self.folder);
        }
        command
    }

    /// Starts a server with these limits.
    pub fn serve(&self, limits: &[&str]) -> Server {
        self.start(self.command(), limits)
    }

    /// Starts a server with this many descriptors.
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

/// A running server. Dropping it ends the server.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// The address that it listens on.
    pub at: SocketAddr,
}

/// The resources that a server holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holds {
    /// The number of threads with a session.
    pub sessions: usize,
    /// The number of all threads.
    pub threads: usize,
    pub descriptors: usize,
}

impl Server {
    /// Returns the resident memory, in kB.
    pub fn resident(&self) -> f64 {
        let status = fs::read_to_string(self.proc("status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Returns the resident memory once it has not changed for a second, in kB.
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
            sessions: tasks.iter().filter(|task| name(task).trim() == "session").count(),
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
