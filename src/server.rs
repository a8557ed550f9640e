//! The explorer as a service: SSH on a socket, a session of the same explorer for each reader.
//! The only room that holds sockets. It reads no files but the host key and the system’s
//! figures of its own memory, and nobody who comes gets a shell, a file or a program of this machine.
//!
//! A connection goes through the [`gate`], then a `visitor` answers what it asks for: the
//! explorer in a `reader` thread with a `link`, or a [`command`]. Between connection and thread
//! lies a `wire`, which is state and no queue.

mod answering;
mod authorized_keys;
pub mod check;
pub mod command;
mod connection;
mod descriptors;
pub mod ending;
pub mod gate;
mod handler;
pub mod host_key;
mod keys;
mod killable_stream;
mod link;
mod listen;
mod log;
mod mailbox;
mod metrics;
mod reload;
mod sending;
mod signals;
mod state;
mod user_session;
mod worker;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use russh::keys::{Algorithm, HashAlg, PrivateKey, PublicKey};
use russh::{MethodKind, MethodSet, SshId, cipher, compression, kex, mac};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use crate::search::{Ceilings, Corpus};
use crate::text::several;
pub use authorized_keys::{AuthorizedKeys, RefusedLine};
use gate::{Gate, Limits};
pub use keys::SharedKeys;
pub use log::LogFormat;
use mailbox::SessionEnd;
use reload::Reloader;
pub use reload::{FailedRekey, FailedReload, Rekeyed, Reloaded, Rereading};
use signals::{ServerSignals, SignalRequest};
pub use state::{Policy, ServerState, Times};
pub use worker::{Cause, Heartbeat, Read};

/// How long readers have to leave, and answers to arrive, when the server stops.
const PARTING: Duration = Duration::from_secs(10);
/// How long they have to take what they are told at the end of it.
const LAST: Duration = Duration::from_secs(1);
/// Between two looks at whether all have left.
const LOOK: Duration = Duration::from_millis(50);
/// A frozen client is given up after three of these without an answer.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// A backstop only: any traffic resets it.
const INACTIVITY: Duration = Duration::from_mins(15);
/// How the server greets: by name, without a version.
const SERVER_ID: &str = "SSH-2.0-gainsay";
/// Threads of the runtime: connections wait, sessions and searches have their own.
const WORKERS: usize = 2;

/// What a server is told.
#[derive(Debug)]
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The key by which readers know it.
    pub host_key: PrivateKey,
    /// Who is let in.
    pub policy: Policy,
    /// How many.
    pub limits: Limits,
    /// How long.
    pub times: Times,
    /// How much may be open of the records.
    pub ceilings: Ceilings,
    /// Whether `zlib@openssh.com` is offered.
    pub compression: bool,
    /// How the log is written.
    pub log: LogFormat,
}

/// What tells that files may have changed.
#[derive(Debug)]
pub struct Changes {
    /// Those of the dataset.
    pub dataset: mpsc::Receiver<()>,
    /// The file of the keys that let in.
    pub keys: mpsc::Receiver<()>,
}

/// Serves until a signal ends it. `read` is the keys' file as it was read at the start, whose refused
/// lines are named in the log.
///
/// # Errors
/// Where the address can't be listened on, or the system gives no threads.
pub fn run(
    options: Options,
    corpus: Arc<Corpus>,
    rereading: Rereading,
    read: &AuthorizedKeys,
    changes: Changes,
    ready: impl FnOnce(SocketAddr, &PublicKey),
) -> io::Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    options.log.begin()?;
    reload::log_refused(read, options.log);
    let served = runtime.block_on(serve(options, corpus, rereading, changes, ready));
    // Threads that still answer somebody, or read files anew, are not waited for.
    runtime.shutdown_background();
    log::flush();
    served
}

async fn serve(
    options: Options,
    corpus: Arc<Corpus>,
    rereading: Rereading,
    mut changes: Changes,
    ready: impl FnOnce(SocketAddr, &PublicKey),
) -> io::Result<()> {
    let listener = TcpListener::bind(options.listen).await?;
    let mut signals = ServerSignals::listen()?;
    if let Some(scarce) = descriptors::raise(options.limits.connections) {
        options.log.event(&scarce);
    }
    ready(listener.local_addr()?, options.host_key.public_key());
    let (policy, times, log) = (options.policy.clone(), options.times, options.log);
    let gate = Gate::new(options.limits);
    let house =
        Arc::new(ServerState::new(corpus, policy, times, gate).with_ceilings(options.ceilings));
    let (stop, stopped) = watch::channel(false);
    let config = Arc::new(config(options));
    let accepting =
        tokio::spawn(listen::accept(listener, config, Arc::clone(&house), log, stopped));
    let mut renewal = Reloader::new(Arc::clone(&house), rereading, log);
    loop {
        tokio::select! {
            told = signals.next() => match told {
                SignalRequest::Reread => renewal.reread(),
                SignalRequest::Revoke => renewal.revoke(),
                SignalRequest::Count => log.counts(&house.counts()),
                SignalRequest::End => break,
            },
            Some(()) = changes.dataset.recv() => renewal.dataset_touched(),
            Some(()) = changes.keys.recv() => renewal.keys_touched(),
            () = renewal.step() => {}
        }
    }
    let _ = stop.send(true);
    let _ = accepting.await;
    part(&house, log).await;
    log.counts(&house.counts());
    Ok(())
}

/// Lets readers leave and answers arrive, but not for ever.
async fn part(house: &ServerState, log: LogFormat) {
    log.event(&format!("stopping; connected: {}", several(house.sessions(), "reader")));
    house.tell("the server stops in 10 seconds");
    // Whoever has not logged in is not waited for.
    empty(|| house.gate.authenticated(), PARTING).await;
    house.end_all(SessionEnd::Stopped);
    empty(|| house.gate.authenticated(), LAST).await;
    // Clients that don't close, and those that have not logged in.
    house.end_connections(SessionEnd::Stopped.word());
    empty(|| house.gate.connected(), LAST).await;
    house.log_rest(log);
}

/// Waits until nobody is left, but no longer than so.
async fn empty(left: impl Fn() -> usize, limit: Duration) {
    let end = tokio::time::Instant::now() + limit;
    while left() > 0 && tokio::time::Instant::now() < end {
        tokio::time::sleep(LOOK).await;
    }
}

/// The protocol's settings: what ssh-audit has nothing against, and buffers that hold little.
fn config(options: Options) -> russh::server::Config {
    let methods: &[MethodKind] = match options.policy {
        Policy::Anonymous => &[MethodKind::None],
        Policy::Keys(_) => &[MethodKind::PublicKey],
    };
    let mut preferred = russh::Preferred {
        kex: vec![
            kex::MLKEM768X25519_SHA256,
            kex::CURVE25519,
            kex::CURVE25519_PRE_RFC_8731,
            kex::EXTENSION_SUPPORT_AS_CLIENT,
            kex::EXTENSION_SUPPORT_AS_SERVER,
            // Both names: without them the Terrapin attack works again.
            kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
            kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
        ]
        .into(),
        cipher: vec![
            cipher::AES_256_GCM,
            cipher::CHACHA20_POLY1305,
            cipher::AES_256_CTR,
            cipher::AES_128_CTR,
        ]
        .into(),
        mac: vec![mac::HMAC_SHA512_ETM, mac::HMAC_SHA256_ETM].into(),
        ..russh::Preferred::default()
    };
    // Signatures with SHA-1 are neither taken nor offered.
    preferred.key.to_mut().retain(|key| !matches!(key, Algorithm::Rsa { hash: None }));
    // Never before the login: zlib@openssh.com begins after it.
    preferred.compression = if options.compression {
        vec![compression::ZLIB_LEGACY, compression::NONE].into()
    } else {
        vec![compression::NONE].into()
    };
    russh::server::Config {
        server_id: SshId::Standard(SERVER_ID.into()),
        methods: MethodSet::from(methods),
        // Keys can't be guessed: a pause would only punish who has several.
        auth_rejection_time: Duration::ZERO,
        auth_rejection_time_initial: Some(Duration::ZERO),
        keys: vec![options.host_key],
        window_size: 64 << 10,
        maximum_packet_size: 32 << 10,
        channel_buffer_size: 16,
        event_buffer_size: 2,
        preferred,
        // One more, since clients ask first for a login with nothing.
        max_auth_attempts: handler::OFFERS + 1,
        inactivity_timeout: Some(INACTIVITY),
        keepalive_interval: Some(KEEPALIVE),
        keepalive_max: 3,
        nodelay: true,
        ..russh::server::Config::default()
    }
}

/// A key's fingerprint as `ssh` shows it.
#[must_use]
pub fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}
