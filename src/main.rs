//! The binary: passes the arguments to [`gainsay::cli::run`] and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    gainsay::cli::run(std::env::args_os())
}
