//! Tests that every write survives a failing file system, a full disk and `kill -9` at any call.
//! The real program runs with a preloaded library that fails at the n-th call, for every n until
//! the program makes no further call.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use crate::home::Home;

mod cases;
#[cfg(feature = "server")]
mod host_key;

/// The way in which a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The process is killed in the middle of a write.
    Killed,
    /// The disk is full from this call on.
    Full,
    /// Only this call fails, with an input/output error.
    Broken,
}

impl Fault {
    const ALL: [Self; 3] = [Self::Killed, Self::Full, Self::Broken];

    fn name(self) -> &'static str {
        match self {
            Self::Killed => "kill",
            Self::Full => "full",
            Self::Broken => "broken",
        }
    }
}

/// Returns the library to preload.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| crate::preload::library("faults"))
}

/// Makes a command fail at its n-th call that changes a file in a folder.
fn inject<'c>(command: &'c mut Command, folder: &Path, fault: Fault, at: usize) -> &'c mut Command {
    let seen = seen(folder);
    let _ = fs::remove_file(&seen);
    command
        .env("LD_PRELOAD", library())
        .env("FAULT_FOLDER", folder.canonicalize().unwrap())
        .env("FAULT_HOW", fault.name())
        .env("FAULT_AT", at.to_string())
        .env("FAULT_SEEN", seen)
}

/// Returns a file beside the folder that the library creates when it reaches the call.
fn seen(folder: &Path) -> PathBuf {
    folder.with_extension("seen")
}

/// A run in which the fault occurred.
struct FaultRun {
    fault: Fault,
    at: usize,
    output: Output,
}

impl FaultRun {
    fn succeeded(&self) -> bool {
        self.output.status.success()
    }

    fn error(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Describes the run for the message of an assertion.
    fn describe(&self) -> String {
        format!("{:?} at call {}: {:?} {}", self.fault, self.at, self.output.status, self.error())
    }
}

/// Runs what `command` returns with every fault at every call until no call is left. `prepare`
/// resets the folder before each run, and `check` examines it afterwards. There must be at least
/// `least` calls.
fn at_every_call(
    home: &Home,
    least: usize,
    prepare: impl Fn(),
    command: impl Fn() -> Command,
    check: impl Fn(&FaultRun),
) {
    let folder = home.path("");
    for fault in Fault::ALL {
        for at in 1.. {
            assert!(at < 1_000, "the calls of a run have an end");
            prepare();
            let mut command = command();
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let output = inject(&mut command, &folder, fault, at).output().unwrap();
            if fs::remove_file(seen(&folder)).is_err() {
                assert!(output.status.success(), "without a fault it works");
                assert!(at > least, "{fault:?}: only {} calls were seen", at - 1);
                break;
            }
            check(&FaultRun { fault, at, output });
        }
    }
}

/// Returns the names of the temporary files in a folder.
fn temporary_files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(".gainsay-") || name.starts_with(".index")).collect()
}
