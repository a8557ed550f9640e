//! The command `gainsay serve`: the explorer as an SSH service.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use russh::keys::PublicKey;

use crate::catalog::{Catalog, Ceilings};
use crate::config::{self, Config, ServeSettings};
use crate::files::read_regular;
use crate::input::Cache;
use crate::input::{Diagnostic, Fingerprint, Input};
use crate::search::Corpus;
use crate::server::check::check;
use crate::server::gate::Limits;
use crate::server::{
    self, AuthorizedKeys, Cause, Changes, FailedRekey, FailedReload, Heartbeat, Options, Policy,
    Read, RefusedLine, Rekeyed, Reloaded, Rereading, SharedKeys, Times, fingerprint, host_key,
};
use crate::text;

use super::pacing::{Heard, Sign, Signs, signs};
use super::{exit, importing, inputs, print, watch};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
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
    let keys_file = settings.authorized_keys.clone().filter(|_| !settings.anonymous);
    let keys = keys_file.as_deref().map(Keyring::open).transpose()?;
    let read = keys.as_ref().map(|keys| &keys.read);
    let options = options(&settings, read)?;
    let inputs = inputs(&args.datasets, config);
    let stamps = Fingerprint::of(&inputs);
    let (catalog, note) = importing::open(&inputs, cache)?;
    if let Some(note) = note {
        print::say(&note);
    }
    let claims = catalog.len();
    let (signs, heard) = signs();
    let (ended, readings) = channel();
    let (strongest, dataset) = paced(heard, readings)?;
    let touched = signs.clone();
    let watching = watched(&inputs, move || touched.touched());
    let keys_inputs: Vec<_> = keys_file.into_iter().map(Input::Path).collect();
    let changed_keys = watched_keys(keys_inputs.clone())?;
    let (read, stamps_of_keys) = match keys {
        Some(Keyring { read, stamps }) => (read, stamps),
        None => (AuthorizedKeys::default(), Fingerprint::of(&[])),
    };
    let corpus = corpus(catalog, &signs);
    let rereading = Rereading {
        dataset: reload(inputs, cache.clone(), stamps, (signs, strongest), ended),
        keys: rekey(keys_inputs, stamps_of_keys),
        end_revoked: settings.end_revoked,
    };
    let changes = Changes { dataset, keys: changed_keys };
    server::run(options, corpus, rereading, &read, changes, |at, key| ready(at, key, claims))
        .context("can’t run the server")?;
    drop(watching);
    Ok(0)
}

/// Watches files as long as the returned value lives, and calls `touched` when something was done
/// to them: also once at the beginning, for changes since they were read.
fn watched<T: Fn() + Send + 'static>(inputs: &[Input], touched: T) -> impl Sized + use<T> {
    touched();
    let watching = watch::begin(inputs, touched);
    if watching.is_none() && inputs.iter().any(|input| input.path().is_some()) {
        print::say("can’t watch the files for changes here: send SIGHUP to reload them");
    }
    watching
}

/// The interval at which the file of keys is checked.
const LOOK: Duration = Duration::from_secs(1);

/// Checks the file of keys repeatedly, and reports when it is another one. A watch follows the
/// folders through which the path led at the start. It would miss that one of them, or a link, was
/// replaced, and a revoked key would stay authorized.
fn watched_keys(inputs: Vec<Input>) -> io::Result<tokio::sync::mpsc::Receiver<()>> {
    let (touched, changed) = tokio::sync::mpsc::channel(1);
    if inputs.is_empty() {
        return Ok(changed);
    }
    let look = move || {
        let mut before = None;
        while !touched.is_closed() {
            let now = Some(Fingerprint::of(&inputs));
            if now != before {
                // One pending report is enough.
                let _ = touched.try_send(());
                before = now;
            }
            thread::sleep(LOOK);
        }
    };
    thread::Builder::new().name("keys".to_owned()).spawn(look)?;
    Ok(changed)
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

/// Returns a catalog as a corpus to be served. It doesn't reveal where the files are to users, and
/// a record that can't be read as it was gives a sign.
fn corpus(catalog: Catalog, signs: &Signs) -> Arc<Corpus> {
    signs.watch(&catalog);
    Arc::new(Corpus::new(catalog.without_folders()))
}

/// The strongest sign so far. A sign of an outdated record holds until there is a newer catalog, so
/// that it outlasts readings that fail.
type StrongestSign = Arc<Mutex<Sign>>;

/// How long the next sign waits for a reading to end: as long as a reading may make no progress.
const READING: Duration = Duration::from_mins(5);

/// Passes signs on after pauses that grow while they keep coming, and returns the strongest sign
/// too. Each pause begins when a reading has ended, which `ended` reports.
fn paced(
    mut heard: Heard,
    ended: Receiver<()>,
) -> io::Result<(StrongestSign, tokio::sync::mpsc::Receiver<()>)> {
    let (touched, changed) = tokio::sync::mpsc::channel(1);
    let strongest = Arc::new(Mutex::new(Sign::Touched));
    let theirs = Arc::clone(&strongest);
    let pass_on = move || {
        while let Some(sign) = heard.next() {
            let mut strongest = theirs.lock().unwrap_or_else(PoisonError::into_inner);
            *strongest = sign.max(*strongest);
            drop(strongest);
            // Readings that a signal asked for may have ended before.
            while ended.try_recv().is_ok() {}
            // One pending report is enough.
            let _ = touched.try_send(());
            let _ = ended.recv_timeout(READING);
            heard.done();
        }
    };
    thread::Builder::new().name("pacing".to_owned()).spawn(pass_on)?;
    Ok((strongest, changed))
}

/// The fingerprints of the files at two earlier times.
struct KnownFiles {
    /// The fingerprint at the reading whose result is served.
    served: Fingerprint,
    /// The fingerprint at the last attempt.
    tried: Fingerprint,
}

/// Returns the function that reads the files again if they changed. Files that couldn't be read are
/// tried again only on request, because reading a file may itself be reported as a change.
fn reload(
    inputs: Vec<Input>,
    cache: Cache,
    stamps: Fingerprint,
    (signs, strongest): (Signs, StrongestSign),
    ended: Sender<()>,
) -> Arc<Read<Reloaded>> {
    let known = Mutex::new(KnownFiles { served: stamps.clone(), tried: stamps });
    let ended = Mutex::new(ended);
    let read = move |cause, heartbeat: &Heartbeat| {
        let now = Fingerprint::of(&inputs);
        let sign = *strongest.lock().unwrap_or_else(PoisonError::into_inner);
        let outdated = signs.says_outdated(sign);
        if !changed(&known, cause, &now) && !outdated {
            return None;
        }
        let distrusting = outdated.then(|| cache.distrusting());
        let cache = distrusting.as_ref().unwrap_or(&cache);
        // The lock is not held while files are read: a reading that hangs must not block another
        // one.
        let opened = importing::open_while(&inputs, cache, || heartbeat.beat());
        Some(opened.map_err(failed_reload).map(|catalog| {
            known.lock().unwrap_or_else(PoisonError::into_inner).served = now;
            corpus(catalog, &signs)
        }))
    };
    Arc::new(move |cause, heartbeat| {
        let read = read(cause, heartbeat);
        // If the receiving thread has ended, no sign waits for this.
        let _ = ended.lock().unwrap_or_else(PoisonError::into_inner).send(());
        read
    })
}

/// Returns whether files with this fingerprint must be read, and records the attempt.
fn changed(known: &Mutex<KnownFiles>, cause: Cause, now: &Fingerprint) -> bool {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let before = if cause == Cause::Noticed { &known.tried } else { &known.served };
    let is_changed = before != now;
    known.tried = now.clone();
    is_changed
}

fn failed_reload(problem: Diagnostic) -> FailedReload {
    let told = problem.to_string();
    let problem = problem.without_folders();
    FailedReload { told, shown: [problem.place(), problem.what()] }
}

/// Returns the function that reads the keys again, if there is a file of keys: always at the
/// request of a signal, and otherwise if the file has changed since the last attempt.
fn rekey(inputs: Vec<Input>, stamps: Fingerprint) -> Arc<Read<Rekeyed>> {
    let tried = Mutex::new(stamps);
    Arc::new(move |cause: Cause, _: &Heartbeat| {
        let path = inputs.iter().find_map(Input::path)?;
        let now = Fingerprint::of(&inputs);
        let before = {
            let mut tried = tried.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *tried, now.clone())
        };
        if cause == Cause::Noticed && before == now {
            return None;
        }
        Some(read_keys(path).map_err(|why| FailedRekey {
            missing: why.kind() == io::ErrorKind::NotFound,
            told: format!("{}: {why}", path.display()),
        }))
    })
}

/// The address to listen on by default.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 2222);

fn options(settings: &ServeSettings, keys: Option<&AuthorizedKeys>) -> anyhow::Result<Options> {
    let listen = settings.listen.unwrap_or(LISTEN);
    let policy =
        keys.map_or(Policy::Anonymous, |read| Policy::Keys(SharedKeys::new(read.keys.clone())));
    if matches!(policy, Policy::Anonymous) && !is_loopback(listen.ip()) && !settings.public {
        bail!(
            "anyone who can reach {listen} could read: use --public if that is intended, or --authorized-keys"
        );
    }
    let path = settings.host_key.clone().or_else(config::host_key_path);
    let path = path.context("there is no folder for a host key: set its path with --host-key")?;
    Ok(Options {
        listen,
        host_key: host_key::load_or_make(&path)?,
        policy,
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

/// The most bytes of a file of keys, enough for tens of thousands of lines.
const LARGEST_KEYS: u64 = 16 << 20;

/// The file of keys as it was at the start.
struct Keyring {
    read: AuthorizedKeys,
    stamps: Fingerprint,
}

impl Keyring {
    /// Reads the file. It must hold a key: an operator who names a file without keys means another
    /// one.
    fn open(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        let shown = text::line(&shown);
        let stamps = Fingerprint::of(&[Input::Path(path.to_owned())]);
        let read = read_keys(path).with_context(|| shown.clone().into_owned())?;
        if read.keys.is_empty() {
            let named = |refused: &RefusedLine| format!("\n{shown}:{}: {refused}", refused.line);
            let refused: Vec<String> = read.refused.iter().take(REFUSED).map(named).collect();
            let refused = refused.concat();
            bail!("{shown} contains no key: no one could log in{refused}");
        }
        Ok(Self { read, stamps })
    }
}

/// The most refused lines that the error for a file without keys names.
const REFUSED: usize = 10;

fn read_keys(path: &Path) -> io::Result<AuthorizedKeys> {
    Ok(AuthorizedKeys::parse(&read_regular(path, LARGEST_KEYS)?))
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
