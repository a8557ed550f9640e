//! The command `gainsay serve`: the explorer as an SSH service.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use russh::keys::PublicKey;

use crate::catalog::Ceilings;
use crate::config::{self, Config, ServeSettings};
use crate::input::Cache;
use crate::loader::LoadedDatasets;
use crate::server::check::check;
use crate::server::gate::Limits;
use crate::server::{self, KeysFile, Options, Times, fingerprint, host_key};
use crate::text;

use super::{exit, import_bar, inputs, print, say_how_opened};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  gainsay serve claims.ndjson                          on this machine, for its users
  gainsay serve --listen 0.0.0.0:2222 --authorized-keys users.pub claims.ndjson
  ssh -p 2222 localhost                                the explorer
  ssh -p 2222 localhost show inbox-api | less          a claim
  ssh -p 2222 localhost help                           the other commands
  gainsay serve --check                                check that the server answers

Options except --check can also be set in [serve] of config.toml, as in idle = \"15m\". The server
reloads the dataset and the keys when their files change, and on SIGHUP. While the keys can’t be
read, new logins are refused. SIGUSR2 reloads the keys and ends the sessions whose key was removed.
SIGUSR1 logs the counters. SIGTERM notifies all sessions, waits up to 10 seconds for them and for
answers to finish, and exits.")]
pub(super) struct ServeArgs {
    /// Datasets, as for the explorer
    #[arg(value_name = "DATASET")]
    datasets: Vec<PathBuf>,
    #[command(flatten)]
    settings: ServeSettings,
    /// Log in to a running server, send it a command and exit: 0 if it answers, 1 if it
    /// doesn’t
    #[arg(long)]
    check: bool,
    /// With --check: the private key to log in with, if the server requires one
    #[arg(long, value_name = "FILE", requires = "check")]
    identity: Option<PathBuf>,
}

/// Serves until a signal stops the server.
pub(super) fn run(args: &ServeArgs, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    let settings = args.settings.clone().or(config.serve.clone());
    if args.check {
        return look(settings.listen.unwrap_or(LISTEN), args.identity.as_deref());
    }
    let keys_file = settings.authorized_keys.as_deref().filter(|_| !settings.anonymous);
    let keys = keys_file.map(KeysFile::open).transpose()?;
    let options = options(&settings, keys)?;
    let inputs = inputs(&args.datasets, config)?;
    let loaded = LoadedDatasets::open(inputs, cache, import_bar::show)?;
    say_how_opened(&loaded.catalog);
    let claims = loaded.catalog.len();
    let watching = loaded.files.watch();
    if watching.is_none() && loaded.can_change() {
        print::say("can’t watch the files for changes here: send SIGHUP to reload them");
    }
    server::run(options, loaded, |at, key| ready(at, key, claims))
        .context("can’t run the server")?;
    drop(watching);
    Ok(0)
}

/// Checks whether the server that listens on an address answers, and prints the result.
fn look(listen: SocketAddr, identity: Option<&Path>) -> anyhow::Result<u8> {
    if listen.port() == 0 {
        bail!("--check needs the port of a running server: set it with --listen");
    }
    match check(listen, identity.map(host_key::load).transpose()?) {
        Ok(alive) => {
            let login = if alive.answered { "help is answered" } else { "publickey is required" };
            print::out(|out| writeln!(out, "{} is alive: {login}; {}", alive.at, alive.host_key))
        }
        Err(dead) => {
            print::say(&dead.to_string());
            Ok(exit::NOTHING)
        }
    }
}

/// Prints the server's address and its host key.
fn ready(at: SocketAddr, key: &PublicKey, claims: usize) {
    let host = if at.ip().is_unspecified() { "HOST".to_owned() } else { at.ip().to_string() };
    let words = format!(
        "serving {} on {at}\nhost key {}\nssh -p {} {host}",
        text::several(claims, "claim"),
        fingerprint(key),
        at.port()
    );
    match writeln!(io::stdout(), "{words}") {
        // A closed standard output is deliberate, and a full one must not end the service.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            print::say(&format!("{}; {words}", print::named(error)));
        }
        _ => {}
    }
}

/// The address to listen on by default.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 2222);

fn options(settings: &ServeSettings, keys: Option<KeysFile>) -> anyhow::Result<Options> {
    let listen = settings.listen.unwrap_or(LISTEN);
    if keys.is_none() && !is_loopback(listen.ip()) && !settings.public {
        bail!(
            "anyone who can reach {listen} could read: use --public if that is intended, or --authorized-keys"
        );
    }
    let path = settings.host_key.clone().or_else(config::host_key_path);
    let path = path.context("there is no folder for a host key: set its path with --host-key")?;
    Ok(Options {
        listen,
        host_key: host_key::load_or_make(&path)?,
        keys,
        end_revoked: settings.end_revoked,
        limits: Limits {
            connections: settings.max_connections.unwrap_or(600),
            unauthenticated: settings.max_unauthenticated.unwrap_or(100),
            per_address: settings.max_per_address.unwrap_or(20),
            rate: settings.rate.unwrap_or(10),
        },
        times: Times {
            grace: settings.grace.unwrap_or(Duration::from_secs(20)),
            idle: settings.idle.unwrap_or(Duration::from_mins(15)),
            session: settings.max_session.unwrap_or(Duration::from_hours(8)),
        },
        ceilings: Ceilings {
            record: settings.max_record.unwrap_or(64 << 20),
            all: settings.max_open.unwrap_or(1 << 30),
        },
        compression: settings.compression.unwrap_or_default(),
        log: settings.log_format.unwrap_or_default(),
    })
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use clap::{Command, FromArgMatches};

    use super::*;

    #[test]
    fn the_help_names_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let serve = || ServeSettings::augment_args(Command::new("serve"));
        let mut arguments = vec!["serve".to_owned()];
        for option in serve().get_arguments() {
            let (Some(name), Some(help)) = (option.get_long(), option.get_help()) else { continue };
            let help = help.to_string();
            let default = help.split_once("[default: ").map(|(_, default)| default);
            if let Some((default, _)) =
                default.filter(|_| name != "host-key").and_then(|default| default.split_once(']'))
            {
                arguments.push(format!("--{name}={default}"));
            }
        }
        assert_eq!(arguments.len(), 12, "{arguments:?}");
        let named = serve().get_matches_from(arguments);
        let named = ServeSettings::from_arg_matches(&named).unwrap();
        let resolved = |settings: ServeSettings| {
            let host_key = Some(folder.path().join("key"));
            let options = options(&ServeSettings { host_key, ..settings }, None).unwrap();
            format!("{options:?}")
        };
        assert_eq!(resolved(named), resolved(ServeSettings::default()));
    }
}
