//! `gainsay serve` in a build without the feature `server`.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Arg, Command, CommandFactory, Error, FromArgMatches, value_parser};

use super::Cli;

const SERVE: &str = "serve";

/// What `serve` answers.
const NO_SERVER: &str = "this build of gainsay has no server: build it with the feature `server`";

/// Parses the arguments. `serve` is an error, whatever follows it: without a command of this name
/// the explorer would look for a dataset called `serve`. Only the parser has the command, so help,
/// the manual page and the completions don't list it.
///
/// # Errors
/// If the arguments can't be used, or name `serve`.
pub(super) fn parse(arguments: &[OsString]) -> Result<Cli, Error> {
    let mut command = Cli::command().subcommand(serve());
    let matches = command.try_get_matches_from_mut(arguments)?;
    if matches.subcommand_name() == Some(SERVE) {
        return Err(command.error(ErrorKind::InvalidSubcommand, NO_SERVER));
    }
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

fn serve() -> Command {
    let rest = Arg::new("rest")
        .num_args(..)
        .allow_hyphen_values(true)
        .trailing_var_arg(true)
        .value_parser(value_parser!(OsString));
    Command::new(SERVE).hide(true).disable_help_flag(true).override_help(NO_SERVER).arg(rest)
}
