//! Serves the explorer over SSH: one socket, and one session of the explorer for each user. This is
//! the only module with sockets. Of files, it reads the host key, which it creates if there is none,
//! the authorized keys and the system's record of the process's memory; `loader` reads the datasets
//! for it. It gives a client no shell, no file and no program of this machine.
//!
//! A connection first passes the [`gate`]. A `handler` then answers the client's requests. Each
//! `session_channel` starts the explorer in a thread (`user_session`) with a `link` as its
//! frontend, or runs a [`command`]. Channel and thread share a `mailbox`, which holds state instead
//! of a queue.

mod answering;
mod authorized_keys;
pub(crate) mod check;
pub(crate) mod command;
mod connection;
mod connection_record;
mod dataset_reading;
mod descriptors;
pub(crate) mod ending;
pub(crate) mod gate;
mod handler;
pub(crate) mod host_key;
mod keys_file;
mod killable_stream;
mod link;
mod listen;
mod log;
mod mailbox;
mod metrics;
mod reload;
mod sending;
mod session_channel;
mod session_end;
mod signals;
mod state;
mod user_session;
mod worker;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use russh::keys::{Algorithm, HashAlg, PrivateKey, PublicKey};
use russh::{MethodKind, MethodSet, SshId, cipher, kex, mac};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use crate::loader::LoadedDatasets;
use crate::search::Ceilings;
use crate::text::several;
use authorized_keys::SharedKeys;
use gate::{Gate, Limits};
pub(crate) use keys_file::KeysFile;
pub(crate) use log::LogFormat;
use reload::{Rekeyed, Reloader};
use session_end::SessionEnd;
use signals::{ServerSignals, SignalRequest};
pub(crate) use state::Times;
use state::{Policy, ServerState};
use worker::ReadFunction;

/// The time that sessions and answers have to end when the server stops.
const SHUTDOWN: Duration = Duration::from_secs(10);
/// The time that clients then have to receive the last message.
const LAST_MESSAGE: Duration = Duration::from_secs(1);
/// The interval at which a stopping server checks whether connections remain.
const LOOK: Duration = Duration::from_millis(50);
/// The interval between keepalive requests; three without an answer end the connection.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// The time without traffic after which a connection ends. This is a backstop: any traffic resets
/// it.
const INACTIVITY: Duration = Duration::from_mins(15);
/// The server's SSH identification string, without a version.
const SERVER_ID: &str = "SSH-2.0-gainsay";
/// The number of runtime threads. Connections mostly wait; sessions and searches have threads of
/// their own.
const WORKERS: usize = 2;

/// The settings of a server.
#[derive(Debug)]
pub(crate) struct Options {
    /// The address to listen on.
    pub(crate) listen: SocketAddr,
    /// The key that identifies the server to clients.
    pub(crate) host_key: PrivateKey,
    /// The file of the keys with which users may log in, or `None` to admit everyone.
    pub(crate) keys: Option<KeysFile>,
    /// Whether the sessions of revoked keys end whenever the keys are reloaded.
    pub(crate) end_revoked: bool,
    /// How many connections are allowed.
    pub(crate) limits: Limits,
    /// How long each stage may last.
    pub(crate) times: Times,
    /// How much memory open records may take.
    pub(crate) ceilings: Ceilings,
    /// Whether the server offers `zlib@openssh.com`.
    pub(crate) compression: bool,
    pub(crate) log: LogFormat,
}

/// The channels that report possible changes of files.
struct Changes {
    dataset: mpsc::Receiver<()>,
    keys: mpsc::Receiver<()>,
}

/// Serves datasets until a signal stops the server. `ready` is called once the server listens.
///
/// # Errors
/// Returns an error if the address can't be listened on or the system refuses to start threads.
pub(crate) fn run(
    mut options: Options,
    loaded: LoadedDatasets,
    ready: impl FnOnce(SocketAddr, &PublicKey),
) -> io::Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    options.log.begin()?;
    let corpus = dataset_reading::served(loaded.catalog);
    let (dataset, dataset_changes) = dataset_reading::reading(loaded.files, loaded.signs)?;
    let mut changes = Changes { dataset: dataset_changes, keys: mpsc::channel(1).1 };
    let mut reread_keys: Arc<ReadFunction<Rekeyed>> = Arc::new(|_, _| None);
    let mut policy = Policy::Anonymous;
    if let Some(keys) = options.keys.take() {
        reload::log_refused(&keys.read, options.log);
        policy = Policy::Keys(SharedKeys::new(keys.read.keys.clone()));
        changes.keys = keys.watch()?;
        reread_keys = keys.reading();
    }
    let (times, gate) = (options.times, Gate::new(options.limits));
    let server = ServerState::new(corpus, policy, times, gate).with_ceilings(options.ceilings);
    let server = Arc::new(server);
    let (log, end_revoked) = (options.log, options.end_revoked);
    let reloader = Reloader::new(Arc::clone(&server), log, dataset, reread_keys, end_revoked);
    let ended = runtime.block_on(serve(options, server, reloader, changes, ready));
    // Don't wait for threads that still write answers or reload files.
    runtime.shutdown_background();
    log::flush();
    ended
}

async fn serve(
    options: Options,
    server: Arc<ServerState>,
    mut reloader: Reloader,
    mut changes: Changes,
    ready: impl FnOnce(SocketAddr, &PublicKey),
) -> io::Result<()> {
    let listener = TcpListener::bind(options.listen).await?;
    let mut signals = ServerSignals::listen()?;
    if let Some(scarce) = descriptors::raise(options.limits.connections) {
        options.log.event(&scarce);
    }
    ready(listener.local_addr()?, options.host_key.public_key());
    let log = options.log;
    let (stop, stopped) = watch::channel(false);
    let config = Arc::new(config(options, &server.policy));
    let accepting =
        tokio::spawn(listen::accept(listener, config, Arc::clone(&server), log, stopped));
    loop {
        tokio::select! {
            told = signals.next() => match told {
                SignalRequest::Reread => reloader.reread(),
                SignalRequest::Revoke => reloader.revoke(),
                SignalRequest::Count => log.counts(&server.counts()),
                SignalRequest::End => break,
            },
            Some(()) = changes.dataset.recv() => reloader.dataset_touched(),
            Some(()) = changes.keys.recv() => reloader.keys_touched(),
            () = reloader.step() => {}
        }
    }
    let _ = stop.send(true);
    let _ = accepting.await;
    shut_down(&server, log).await;
    log.counts(&server.counts());
    Ok(())
}

/// Waits for sessions and answers to end, up to a limit, then ends what remains.
async fn shut_down(server: &ServerState, log: LogFormat) {
    log.event(&format!("stopping; connected: {}", several(server.sessions(), "user")));
    server.tell(&format!("the server stops in {} seconds", SHUTDOWN.as_secs()));
    // Connections that haven't logged in aren't waited for.
    wait_until_none(|| server.gate.authenticated(), SHUTDOWN).await;
    server.end_all(SessionEnd::Stopped);
    wait_until_none(|| server.gate.authenticated(), LAST_MESSAGE).await;
    // This reaches clients that don't close and those that haven't logged in.
    server.end_connections(SessionEnd::Stopped.word());
    wait_until_none(|| server.gate.connected(), LAST_MESSAGE).await;
    server.log_rest();
}

/// Waits until `left` returns 0 or the limit has passed.
async fn wait_until_none(left: impl Fn() -> usize, limit: Duration) {
    let end = tokio::time::Instant::now() + limit;
    while left() > 0 && tokio::time::Instant::now() < end {
        tokio::time::sleep(LOOK).await;
    }
}

/// Returns the protocol's settings, with small buffers.
fn config(options: Options, policy: &Policy) -> russh::server::Config {
    let methods: &[MethodKind] = match policy {
        Policy::Anonymous => &[MethodKind::None],
        Policy::Keys(_) => &[MethodKind::PublicKey],
    };
    russh::server::Config {
        server_id: SshId::Standard(SERVER_ID.into()),
        methods: MethodSet::from(methods),
        // Keys can't be guessed, so a pause would only slow down users who have several keys.
        auth_rejection_time: Duration::ZERO,
        auth_rejection_time_initial: Some(Duration::ZERO),
        keys: vec![options.host_key],
        window_size: 64 << 10,
        maximum_packet_size: 32 << 10,
        channel_buffer_size: 16,
        event_buffer_size: 2,
        preferred: algorithms(options.compression),
        // One more attempt, because clients first try to log in with the method "none".
        max_auth_attempts: handler::OFFERS + 1,
        inactivity_timeout: Some(INACTIVITY),
        keepalive_interval: Some(KEEPALIVE),
        keepalive_max: 3,
        nodelay: true,
        ..russh::server::Config::default()
    }
}

/// Returns the algorithms to offer, to which ssh-audit doesn't object.
fn algorithms(compression: bool) -> russh::Preferred {
    let mut preferred = russh::Preferred {
        kex: vec![
            kex::MLKEM768X25519_SHA256,
            kex::CURVE25519,
            kex::CURVE25519_PRE_RFC_8731,
            kex::EXTENSION_SUPPORT_AS_CLIENT,
            kex::EXTENSION_SUPPORT_AS_SERVER,
            // Both names are needed: without them the Terrapin attack works again.
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
    // Signatures with SHA-1 are neither accepted nor offered.
    preferred.key.to_mut().retain(|key| !matches!(key, Algorithm::Rsa { hash: None }));
    // Compression must not start before the login: zlib@openssh.com starts after it.
    preferred.compression = if compression {
        vec![russh::compression::ZLIB_LEGACY, russh::compression::NONE].into()
    } else {
        vec![russh::compression::NONE].into()
    };
    preferred
}

/// Returns a key's fingerprint in the form that `ssh` shows.
pub(crate) fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}
