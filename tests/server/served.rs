//! The server under test: a child process, its output, and the system resources that it holds.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// The time limit for a condition. It is generous, since a busy machine is slow and a test that
/// passes never waits this long.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// The interval at which [`wait_until`] checks its condition.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A running server. Dropping it kills the process.
pub struct Server {
    child: Child,
    pub at: SocketAddr,
    /// The lines that it has written to standard output.
    pub out: LineLog,
    /// The lines of its log, which it writes to standard error.
    pub log: LineLog,
    home: TempDir,
}

/// The lines of a stream, collected by a thread as they arrive.
#[derive(Clone, Default)]
pub struct LineLog(Arc<(Mutex<Lines>, Condvar)>);

#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    ended: bool,
}

impl LineLog {
    fn of(stream: impl Read + Send + 'static) -> Self {
        let log = Self::default();
        let writer = log.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                writer.add(|lines| lines.lines.push(line));
            }
            writer.add(|lines| lines.ended = true);
        });
        log
    }

    fn add(&self, change: impl FnOnce(&mut Lines)) {
        change(&mut self.0.0.lock().unwrap());
        self.0.1.notify_all();
    }

    /// Waits for a line that contains `words` and returns it.
    #[track_caller]
    pub fn has(&self, words: &str) -> String {
        self.has_times(words, 1)
    }

    /// Waits for `times` lines that contain `words` and returns the last of them.
    #[track_caller]
    pub fn has_times(&self, words: &str, times: usize) -> String {
        let find = |lines: &Lines| {
            lines.lines.iter().filter(|line| line.contains(words)).nth(times - 1).cloned()
        };
        let lines = self.0.0.lock().unwrap();
        let waits = |lines: &mut Lines| find(lines).is_none() && !lines.ended;
        let (lines, _) = self.0.1.wait_timeout_while(lines, DEADLINE, waits).unwrap();
        let (found, all) = (find(&lines), lines.lines.clone());
        // A failure must not poison the lock for the thread that still reads.
        drop(lines);
        found.unwrap_or_else(|| panic!("no {words:?} in {all:#?}"))
    }

    /// Returns all lines that have arrived so far.
    pub fn lines(&self) -> Vec<String> {
        self.0.0.lock().unwrap().lines.clone()
    }
}

/// Creates an empty home folder, so that no settings of the machine's user are read.
pub fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Returns the command `gainsay serve` with these arguments in a home folder.
pub fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gainsay"));
    command.arg("serve").args(arguments).current_dir(home).env_clear();
    command.env("HOME", home).env("LANG", "C.UTF-8").stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// Serves the built-in dataset.
pub fn serve(arguments: &[&str]) -> Server {
    serve_in(home(), arguments, &[])
}

/// Serves a generated dataset of `claims` claims, each with `notes` bytes of notes.
pub fn serve_many(claims: usize, notes: usize) -> Server {
    let home = home();
    let file = home.path().join("many.ndjson");
    let mut content = String::from(
        r#"{"gainsay":1,"dataset":{"id":"many","title":"Many"}}
{"agent":{"id":"a","kind":"person","name":"A"}}
"#,
    );
    let notes = "and so on, ".repeat(notes / 11);
    for number in 0..claims {
        let _ = writeln!(
            content,
            r#"{{"claim":{{"id":"c{number}","text":"Claim {number} of many","made":[{{"by":"a"}}],"notes":"{notes}"}}}}"#,
        );
    }
    fs::write(&file, content).unwrap();
    serve_in(home, &[file.to_str().unwrap(), "--max-per-address", "100"], &[])
}

/// Serves in a home folder with environment variables. The connection rate is unlimited in practice
/// unless the arguments set one.
pub fn serve_in(home: TempDir, arguments: &[&str], variables: &[(&str, &str)]) -> Server {
    let key = home.path().join("host_key").to_string_lossy().into_owned();
    let mut all = vec!["--listen", "127.0.0.1:0", "--host-key", &key];
    if !arguments.contains(&"--rate") {
        all.extend(["--rate", "1000"]);
    }
    all.extend(arguments);
    let mut command = command(home.path(), &all);
    command.envs(variables.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let out = LineLog::of(child.stdout.take().unwrap());
    let log = LineLog::of(child.stderr.take().unwrap());
    let ready = out.has("serving");
    let at = ready.split_whitespace().last().unwrap().parse().unwrap();
    Server { child, at, out, log, home }
}

impl Server {
    /// Returns the path of a file in the server's home folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Returns the size in bytes of the deleted files that the server holds open.
    #[allow(dead_code, reason = "another test program uses it")]
    pub fn deleted_bytes(&self) -> u64 {
        let files = self.entries("fd").into_iter().filter(|file| {
            fs::read_link(file).is_ok_and(|to| to.to_string_lossy().ends_with("(deleted)"))
        });
        files.filter_map(|file| fs::metadata(file).ok()).map(|found| found.len()).sum()
    }

    pub fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Waits until the process has ended.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        until("an exit", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    /// Returns the numbers of threads and of open files, which must return to their earlier values
    /// when a session ends.
    pub fn resources(&self) -> (usize, usize) {
        (self.entries("task").len(), self.entries("fd").len())
    }

    /// Returns the number of threads with this name.
    pub fn threads(&self, name: &str) -> usize {
        let is = |task: &PathBuf| fs::read_to_string(task.join("comm")).unwrap_or_default();
        self.entries("task").iter().filter(|task| is(task).trim() == name).count()
    }

    /// Returns the processor time used by the threads with this name.
    pub fn cpu_time(&self, name: &str) -> Duration {
        let is = |task: &PathBuf| fs::read_to_string(task.join("comm")).unwrap_or_default();
        let tasks = self.entries("task").into_iter().filter(|task| is(task).trim() == name);
        let nanoseconds = tasks.map(|task| {
            let told = fs::read_to_string(task.join("schedstat")).unwrap();
            told.split_whitespace().next().unwrap().parse::<u64>().unwrap()
        });
        Duration::from_nanos(nanoseconds.sum())
    }

    /// Returns the resident memory in bytes.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(self.proc("status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
        kilobytes * 1024
    }

    /// Returns the ids of the child processes.
    pub fn children(&self) -> String {
        let children =
            |task: PathBuf| fs::read_to_string(task.join("children")).unwrap_or_default();
        self.entries("task").into_iter().map(children).collect()
    }

    /// Waits until the server holds no more threads and files than `before`.
    #[track_caller]
    pub fn wait_until_released(&self, before: (usize, usize)) {
        let mut now = before;
        let back = wait_until(|| {
            now = self.resources();
            now.0 <= before.0 && now.1 <= before.1
        });
        assert!(
            back,
            "{before:?} threads and files before, {now:?} after: {:#?}",
            self.log.lines()
        );
    }

    fn entries(&self, folder: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.proc(folder)).unwrap();
        entries.filter_map(Result::ok).map(|entry| entry.path()).collect()
    }

    fn proc(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.child.id()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until a condition holds, and fails after [`DEADLINE`].
#[track_caller]
pub fn until(what: &str, is: impl FnMut() -> bool) {
    assert!(wait_until(is), "no {what}");
}

/// Checks a condition repeatedly until it holds or [`DEADLINE`] has passed. Returns whether it
/// holds.
pub fn wait_until(mut is: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + DEADLINE;
    while !is() {
        if Instant::now() > deadline {
            return false;
        }
        thread::sleep(POLL_INTERVAL);
    }
    true
}
