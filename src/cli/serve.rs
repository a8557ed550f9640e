//! The command `gainsay serve`: the explorer as an SSH service.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{ArgGroup, Args, ValueEnum};
use russh::keys::PublicKey;

use crate::catalog::Ceilings;
use crate::config::{self, Config, LogStyle, ServeSettings};
use crate::input::Cache;
use crate::loader::Loaded;
use crate::server::check::check;
use crate::server::gate::Limits;
use crate::server::{self, KeysFile, LogFormat, Options, Times, fingerprint, host_key};
use crate::text;

use super::{exit, import_bar, inputs, print};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("who").args(["authorized_keys", "anonymous"]), after_help = "Examples:
  gainsay serve claims.ndjson                          on this machine, for its users
  gainsay serve --listen 0.0.0.0:2222 --authorized-keys readers.pub claims.ndjson
  ssh -p 2222 localhost                                the explorer
  ssh -p 2222 localhost show inbox-api | less          a claim
  ssh -p 2222 localhost help                           the other commands
  gainsay serve --check                                check that the server answers

Options except --check can also be set in [serve] of config.toml, as in idle = \"15m\". The server
reloads the dataset and the keys when their files change, and on SIGHUP. While the keys can’t be
read, new logins are refused. SIGUSR2 reloads the keys and ends the sessions whose key was removed.
SIGUSR1 logs the counters. SIGTERM notifies all sessions, waits up to 10 seconds for them and for
answers to finish, and exits.")]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[allow(clippy::doc_markdown, reason = "printed as help, where backticks stay")]
pub(super) struct ServeArgs {
    /// Datasets, as for the explorer
    #[arg(value_name = "DATASET")]
    datasets: Vec<PathBuf>,
    /// Where to listen [default: 127.0.0.1:2222]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// The server’s private host key; created if the file does not exist [default: host_key
    /// beside config.toml]
    #[arg(long, value_name = "FILE")]
    host_key: Option<PathBuf>,
    /// Accept only users with one of these keys: lines as in ~/.ssh/authorized_keys
    #[arg(long, value_name = "FILE")]
    authorized_keys: Option<PathBuf>,
    /// End the sessions whose key was removed whenever the keys are reloaded
    #[arg(long)]
    end_revoked: bool,
    /// Accept everyone (the default)
    #[arg(long)]
    anonymous: bool,
    /// Accept everyone from anywhere: needed for an address that other machines can reach
    #[arg(long)]
    public: bool,
    /// Maximum number of connections [default: 600]
    #[arg(long, value_name = "N", value_parser = config::number::<usize>)]
    max_connections: Option<usize>,
    /// Maximum number of connections that have not logged in yet [default: 100]
    #[arg(long, value_name = "N", value_parser = config::number::<usize>)]
    max_unauthenticated: Option<usize>,
    /// Maximum number of connections from one address (IPv6: from one /64) [default: 20]
    #[arg(long, value_name = "N", value_parser = config::number::<usize>)]
    max_per_address: Option<usize>,
    /// Maximum number of new connections per second from one address [default: 10]
    #[arg(long, value_name = "N", value_parser = config::number::<u32>)]
    rate: Option<u32>,
    /// Maximum time for a login [default: 20s]
    #[arg(long, value_name = "TIME", value_parser = config::time)]
    grace: Option<Duration>,
    /// Maximum time without a key press [default: 15m]
    #[arg(long, value_name = "TIME", value_parser = config::time)]
    idle: Option<Duration>,
    /// Maximum time for a session [default: 8h]
    #[arg(long, value_name = "TIME", value_parser = config::time)]
    max_session: Option<Duration>,
    /// Size of the longest record that the server opens; longer ones can be exported as json or ndjson [default: 64M]
    #[arg(long, value_name = "SIZE", value_parser = config::positive_size)]
    max_record: Option<u64>,
    /// Maximum memory for all open records together [default: 1G]
    #[arg(long, value_name = "SIZE", value_parser = config::positive_size)]
    max_open: Option<u64>,
    /// Offer compression (=false: none): less network traffic, more memory per session
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    compression: Option<bool>,
    /// Format of the log on standard error, one line per connection [default: text]
    #[arg(long, value_enum)]
    log_format: Option<Log>,
    /// Log in to a running server, send it a command and exit: 0 if it answers, 1 if it
    /// doesn’t
    #[arg(long)]
    check: bool,
    /// With --check: the private key to log in with, if the server requires one
    #[arg(long, value_name = "FILE", requires = "check")]
    identity: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Log {
    Text,
    Json,
}

/// Serves until a signal stops the server.
pub(super) fn run(args: &ServeArgs, config: &Config, cache: &Cache) -> anyhow::Result<u8> {
    if args.check {
        return look(args.listen.unwrap_or(config.serve.listen), args.identity.as_deref());
    }
    let keys = authorized_keys(args, &config.serve).map(|path| KeysFile::open(path)).transpose()?;
    let options = options(args, &config.serve, keys)?;
    let inputs = inputs(&args.datasets, config);
    let loaded = Loaded::open(inputs, cache.clone(), import_bar::show)?;
    if let Some(note) = &loaded.note {
        print::say(note);
    }
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
            print::say(&format!("can’t write to standard output: {error}; {words}"));
        }
        _ => {}
    }
}

fn options(
    args: &ServeArgs,
    settings: &ServeSettings,
    keys: Option<KeysFile>,
) -> anyhow::Result<Options> {
    let listen = args.listen.unwrap_or(settings.listen);
    let public = args.public || settings.public;
    if keys.is_none() && !is_loopback(listen.ip()) && !public {
        bail!(
            "anyone who can reach {listen} could read: use --public if that is intended, or --authorized-keys"
        );
    }
    let path = args.host_key.clone().or_else(|| settings.host_key.clone());
    let path = path
        .or_else(config::host_key_path)
        .context("there is no folder for a host key: set its path with --host-key")?;
    Ok(Options {
        listen,
        host_key: host_key::load_or_make(&path)?,
        keys,
        end_revoked: args.end_revoked || settings.end_revoked,
        limits: Limits {
            connections: args.max_connections.unwrap_or(settings.max_connections),
            unauthenticated: args.max_unauthenticated.unwrap_or(settings.max_unauthenticated),
            per_address: args.max_per_address.unwrap_or(settings.max_per_address),
            rate: args.rate.unwrap_or(settings.rate),
        },
        times: Times {
            grace: args.grace.unwrap_or(settings.grace),
            idle: args.idle.unwrap_or(settings.idle),
            session: args.max_session.unwrap_or(settings.max_session),
        },
        ceilings: Ceilings {
            record: args.max_record.unwrap_or(settings.max_record),
            all: args.max_open.unwrap_or(settings.max_open),
        },
        compression: args.compression.unwrap_or(settings.compression),
        log: match (args.log_format, settings.log_format) {
            (Some(Log::Json), _) | (None, LogStyle::Json) => LogFormat::Json,
            (Some(Log::Text), _) | (None, LogStyle::Text) => LogFormat::Text,
        },
    })
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// Returns the file of authorized keys, or `None` to admit everyone.
fn authorized_keys<'a>(args: &'a ServeArgs, settings: &'a ServeSettings) -> Option<&'a PathBuf> {
    // The command line takes precedence over the settings for either option.
    let of_settings = settings.authorized_keys.as_ref().filter(|_| !settings.anonymous);
    args.authorized_keys.as_ref().or(of_settings.filter(|_| !args.anonymous))
}
