//! Work grows with what is read, never with its square. Every repeatable thing of a dataset, a
//! query, a configuration, a folder and a foreign file is multiplied, the real program runs on
//! it, and valgrind counts the instructions that it executes: the same on a slow machine as on
//! a fast one, or on one that is busy.

#![allow(
    clippy::too_many_lines,
    clippy::format_collect,
    clippy::type_complexity,
    clippy::cast_precision_loss,
    reason = "tables of cases, files made of lines, and counts far below what a float holds"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use gainsay::catalog;
use gainsay::input;
use gainsay::input::Input;
use gainsay::search::Corpus;
use tempfile::TempDir;

use super::reader::{Reader, Start};

mod claims;
mod datasets;
mod explorer;
mod foreign;
mod requests;
mod shared;

/// How many times as many items each of three runs has as the one before, if nothing else is said.
const STEP: usize = 4;

/// How many times as many instructions an item among many may take as one among few. A sort
/// and the growing of tables take some more.
const TOLERANCE: f64 = 1.2;

/// Instructions that a run may take more than another one of the same work: the threads of the
/// program wait for each other now and then.
const NOISE: f64 = 1_500_000.0;

/// How often a case runs that seems to grow too fast.
const ATTEMPTS: usize = 3;

/// Something that is multiplied, and what reads it.
struct Case {
    /// What is multiplied.
    name: &'static str,
    /// How many there are in the largest run.
    most: usize,
    /// How many times as many each of three runs has as the one before.
    step: usize,
    program: Program,
    /// Makes the files for a run in which there are so many.
    files: Box<dyn Fn(usize) -> Files + Sync>,
    /// The exit code that is right.
    code: i32,
}

/// What reads the files.
enum Program {
    /// The program with these arguments.
    Gainsay(Vec<String>),
    /// The explorer on the dataset `d.ndjson`, without a terminal: these keys are pressed.
    Explorer(&'static str),
}

/// Files by their names.
type Files = Vec<(String, String)>;

/// What one run came to.
struct Ran {
    instructions: u64,
    code: Option<i32>,
    said: String,
}

/// The name under which a case gives arguments of its own.
const ARGUMENTS: &str = "arguments";

/// The variable that tells a run of this test which keys to press in the explorer.
const KEYS: &str = "GAINSAY_TEST_KEYS";

impl Case {
    fn new(
        name: &'static str,
        most: usize,
        arguments: &str,
        files: impl Fn(usize) -> Files + Sync + 'static,
    ) -> Self {
        let arguments = arguments.split_whitespace().map(str::to_owned).collect();
        Self::of(name, most, Program::Gainsay(arguments), Box::new(files))
    }

    fn explorer(
        name: &'static str,
        most: usize,
        keys: &'static str,
        files: impl Fn(usize) -> Files + Sync + 'static,
    ) -> Self {
        Self::of(name, most, Program::Explorer(keys), Box::new(files))
    }

    fn of(
        name: &'static str,
        most: usize,
        program: Program,
        files: Box<dyn Fn(usize) -> Files + Sync>,
    ) -> Self {
        Self { name, most, step: STEP, program, files, code: 0 }
    }

    /// The same where another exit code is right.
    fn code(mut self, code: i32) -> Self {
        self.code = code;
        self
    }

    fn sizes(&self) -> [usize; 3] {
        [self.most / self.step / self.step, self.most / self.step, self.most]
    }

    /// The same where the first of few items cost less than the others.
    fn step(mut self, step: usize) -> Self {
        self.step = step;
        self
    }

    /// What the case comes to. Threads that wait for each other may add some work to a run and take
    /// none away: a case that seems to grow too fast runs again, and the least of each size counts.
    fn judged(&self, programs: &Programs) -> Result<String, String> {
        let mut runs = self.sizes().map(|size| self.run(size, programs));
        for _ in 1..ATTEMPTS {
            if judged(self, &runs).is_ok() || runs.iter().any(|run| run.code != Some(self.code)) {
                break;
            }
            for (run, size) in runs.iter_mut().zip(self.sizes()) {
                let again = self.run(size, programs);
                run.instructions = run.instructions.min(again.instructions);
            }
        }
        judged(self, &runs)
    }

    /// Counts the instructions of a run with so many.
    fn run(&self, size: usize, programs: &Programs) -> Ran {
        let home = tempfile::tempdir().unwrap();
        let mut more = Vec::new();
        for (name, content) in (self.files)(size) {
            if name == ARGUMENTS {
                more = content.split('\0').map(str::to_owned).collect();
                continue;
            }
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let mut command = valgrind(&home);
        match &self.program {
            Program::Gainsay(arguments) => {
                command.arg(programs.gainsay()).args(arguments).args(&more);
            }
            Program::Explorer(keys) => {
                let test = "growth::keys_are_pressed";
                command.arg(programs.test()).args(["--exact", test, "--ignored"]).env(KEYS, keys);
            }
        }
        counted(command, &home)
    }
}

/// The programs that are run, without what only debuggers read: valgrind reads that too.
struct Programs(TempDir);

impl Programs {
    fn new() -> Self {
        let programs = Self(tempfile::tempdir().unwrap());
        let test = std::env::current_exe().unwrap();
        let gainsay = PathBuf::from(env!("CARGO_BIN_EXE_gainsay"));
        for (from, to) in [(gainsay, programs.gainsay()), (test, programs.test())] {
            let stripped = Command::new("strip").arg("-o").arg(&to).arg(&from).status();
            if !stripped.is_ok_and(|status| status.success()) {
                fs::copy(from, to).unwrap();
            }
        }
        programs
    }

    fn gainsay(&self) -> PathBuf {
        self.0.path().join("gainsay")
    }

    fn test(&self) -> PathBuf {
        self.0.path().join("test")
    }
}

fn valgrind(home: &TempDir) -> Command {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(format!("--log-file={}", home.path().join("valgrind.log").display()))
        .current_dir(home.path())
        .env("HOME", home.path())
        .stdin(Stdio::null());
    let variables = ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GAINSAY_DATASET"];
    for name in variables {
        command.env_remove(name);
    }
    command
}

fn counted(mut command: Command, home: &TempDir) -> Ran {
    let output = command.output().unwrap();
    let told = fs::read_to_string(home.path().join("valgrind.log")).unwrap();
    let refs = told.lines().find_map(|line| line.split_once("refs:")).map(|(_, number)| number);
    let digits: String = refs.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    Ran {
        instructions: digits.parse().unwrap_or_else(|_| panic!("no count in {told}")),
        code: output.status.code(),
        said: String::from_utf8_lossy(&output.stderr).chars().take(300).collect(),
    }
}

/// The part of a run with the explorer that valgrind counts.
#[test]
#[ignore = "a part of work_grows_with_what_is_read"]
fn keys_are_pressed() {
    let keys = std::env::var(KEYS).unwrap();
    let name = if Path::new("d.ndjson").exists() { "d.ndjson" } else { "f" };
    let input = Input::Path(PathBuf::from(name));
    let catalog = catalog::open(&[input], &input::Cache::default()).unwrap();
    let start = Start { size: (120, 40), ..Start::default() };
    let mut reader = Reader::of(Arc::new(Corpus::new(catalog)), start);
    for keys in keys.split(", ") {
        assert!(!reader.press(keys).screen().is_empty());
    }
}

/// What is wrong with how a case grows, if anything is.
fn judged(case: &Case, runs: &[Ran; 3]) -> Result<String, String> {
    let [few, some, many] = case.sizes();
    let item = |runs: [&Ran; 2], items: usize| {
        let [less, more] = runs.map(|run| run.instructions as f64);
        (more - less) / items as f64
    };
    let [first, second, third] = runs;
    let (early, late) = (item([first, second], some - few), item([second, third], many - some));
    let figures = format!(
        "{:44} {:>6} × {:>9.0} instructions, then {:>9.0}: {:.2}",
        case.name,
        case.most,
        early,
        late,
        late / early,
    );
    for run in runs {
        if run.code != Some(case.code) {
            return Err(format!("{figures}\n  exit code {:?}: {}", run.code, run.said));
        }
    }
    let allowed = early.max(0.0) * TOLERANCE + NOISE / (many - some) as f64;
    if late > allowed { Err(figures) } else { Ok(figures) }
}

/// Whether valgrind can run here.
fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|run| run.status.success())
}

/// Runs cases on every processor, and fails with all that grow too fast.
fn grow(cases: Vec<Case>) {
    if !has_valgrind() {
        eprintln!("skipped: there is no valgrind to count instructions (apt-get install valgrind)");
        return;
    }
    let only = std::env::var("GROWTH").ok();
    let cases: Vec<Case> = cases
        .into_iter()
        .filter(|case| only.as_ref().is_none_or(|only| case.name.contains(only.as_str())))
        .collect();
    let programs = Programs::new();
    let next = Mutex::new(cases.iter());
    let faults = Mutex::new(Vec::new());
    let work = || {
        loop {
            let Some(case) = next.lock().unwrap().next() else { return };
            let judged = case.judged(&programs);
            match judged {
                Ok(figures) => eprintln!("{figures}"),
                Err(fault) => {
                    eprintln!("too fast: {fault}");
                    faults.lock().unwrap().push(fault);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(work);
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "work grows faster than what is read:\n{}", faults.join("\n"));
}

#[test]
fn work_grows_with_what_is_read() {
    let cases = [
        claims::cases(),
        datasets::cases(),
        requests::cases(),
        foreign::cases(),
        explorer::cases(),
        shared::cases(),
    ];
    grow(cases.into_iter().flatten().collect());
}
