//! Tests that the work grows linearly with the size of the input. Every repeatable part of a
//! dataset, a query, a configuration, a folder and a foreign file is multiplied, the real program
//! runs on the result, and valgrind counts the executed instructions, which do not depend on the
//! speed or the load of the machine.

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
use std::sync::Mutex;
use std::thread;

use gainsay::app::Setup;
use gainsay::input::Input;
use tempfile::TempDir;

use super::explorer::{Explorer, corpus, setup};

mod claims;
mod datasets;
mod explorer;
mod foreign;
mod requests;
mod shared;

/// By default, the factor by which the number of items grows from one of the three runs to the
/// next.
const STEP: usize = 4;

/// The factor by which an item among many may take more instructions than one among few. Sorting
/// and growing tables cost a little more than linear time.
const TOLERANCE: f64 = 1.2;

/// The number of instructions by which two runs of the same work may differ, since the threads of
/// the program wait for each other now and then.
const NOISE: f64 = 1_500_000.0;

/// The number of runs of a case that seems to grow too fast.
const ATTEMPTS: usize = 3;

/// A part that is multiplied, and the program that reads it.
struct Case {
    /// The name of the part.
    name: &'static str,
    /// The number of items in the largest run.
    most: usize,
    /// The factor from one of the three runs to the next.
    step: usize,
    program: Program,
    /// Makes the files for a run with this number of items.
    files: Box<dyn Fn(usize) -> Files + Sync>,
    /// The expected exit code.
    code: i32,
}

/// The program that reads the files.
enum Program {
    /// The program itself with these arguments.
    Gainsay(Vec<String>),
    /// The explorer on the dataset `d.ndjson` without a terminal, in which these keys are pressed.
    Explorer(&'static str),
}

/// The names and contents of files.
type Files = Vec<(String, String)>;

/// The result of one run.
struct Ran {
    instructions: u64,
    code: Option<i32>,
    said: String,
}

/// The name of the pseudo-file that holds further arguments of a case, separated by NUL.
const ARGUMENTS: &str = "arguments";

/// The environment variable with the keys to press in the explorer.
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

    /// Sets the expected exit code.
    fn code(mut self, code: i32) -> Self {
        self.code = code;
        self
    }

    fn sizes(&self) -> [usize; 3] {
        [self.most / self.step / self.step, self.most / self.step, self.most]
    }

    /// Sets the factor between the runs, for cases whose first few items cost less than later ones.
    fn step(mut self, step: usize) -> Self {
        self.step = step;
        self
    }

    /// Runs the case and judges it. Threads that wait for each other may add work to a run but
    /// never remove any, so a case that seems to grow too fast runs again, and the minimum of each
    /// size counts.
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

    /// Counts the instructions of a run with `size` items.
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

/// The programs under test without their debug information, which valgrind would read as well.
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

/// The part of an explorer run whose instructions valgrind counts.
#[test]
#[ignore = "a part of work_grows_linearly_with_the_input"]
fn keys_are_pressed() {
    let keys = std::env::var(KEYS).unwrap();
    let name = if Path::new("d.ndjson").exists() { "d.ndjson" } else { "f" };
    let input = Input::Path(PathBuf::from(name));
    let start = Setup { size: (120, 40), ..setup() };
    let mut explorer = Explorer::of(corpus(&[input]), start);
    for keys in keys.split(", ") {
        assert!(!explorer.press(keys).screen().is_empty());
    }
}

/// Returns the figures of a case, as an error if it grows too fast or an exit code is wrong.
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

/// Returns whether valgrind can run here.
fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|run| run.status.success())
}

/// Runs the cases on all processors, and fails with all that grow too fast.
fn grow(cases: Vec<Case>) {
    if !has_valgrind() {
        eprintln!("skipped: no valgrind to count instructions (Debian: apt-get install valgrind)");
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
    assert!(faults.is_empty(), "work grows faster than the input:\n{}", faults.join("\n"));
}

#[test]
fn work_grows_linearly_with_the_input() {
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
