//! Describes the machine on which the benchmark runs.

use std::fs;
use std::process::Command;

use crate::settings::{Settings, threads};

/// Returns a line with the settings, the machine, the commit and the date.
pub fn described(settings: &Settings) -> String {
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown CPU".to_owned());
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let commit = output("git", &["describe", "--always", "--dirty"]);
    let day = output("date", &["-u", "+%F %R UTC"]);
    format!(
        "{} claims, {} rounds, {} threads; {cpu}, memory {memory}; {} {}; commit {commit}; {day}; \
         load average at the beginning: {}\n",
        settings.claims,
        settings.rounds,
        threads(),
        std::env::consts::OS,
        std::env::consts::ARCH,
        load()
    )
}

/// Returns the load averages of the last 1, 5 and 15 minutes.
pub fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// Returns the value of a field in one of the kernel's files.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned()).unwrap_or_default()
}
