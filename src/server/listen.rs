//! Accepts connections. Each connection that the gate admits is served by a task of its own, which
//! ends whatever the client does.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use super::connection::Connection;
use super::connection_record::SessionRecord;
use super::gate::{Admission, RefusalCause};
use super::handler::ConnectionHandler;
use super::killable_stream::KillableStream;
use super::log::LogFormat;
use super::mailbox::Mailbox;
use super::session_end::SessionEnd;
use super::state::ServerState;

/// The pause after a failed `accept`. Descriptors become free when a connection ends.
const PAUSE: Duration = Duration::from_millis(50);
/// The size of a socket's send buffer in bytes. What waits there can't be taken back and goes
/// stale.
const SEND_BUFFER: usize = 32 << 10;
/// The shortest interval between two checks of a connection.
const LOOK: Duration = Duration::from_millis(10);
/// How long sent data may remain unacknowledged or unsent because the client takes nothing, in
/// milliseconds (`TCP_USER_TIMEOUT`).
#[cfg(target_os = "linux")]
const STALLED: u32 = 120_000;
/// How long a client whose key was revoked has to receive the last message.
const FAREWELL: Duration = Duration::from_secs(2);
/// The shortest interval between two log lines about refusals.
const TELL: Duration = Duration::from_secs(1);

/// Accepts connections until the server stops. Errors don't end the loop.
pub(super) async fn accept(
    listener: TcpListener,
    config: Arc<russh::server::Config>,
    server: Arc<ServerState>,
    log: LogFormat,
    mut stopped: watch::Receiver<bool>,
) {
    let mut refusals = RefusalLog { log, told: None, waiting: None };
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = refusals.due() => {
                refusals.tell(Instant::now());
                continue;
            }
            _ = stopped.changed() => {
                refusals.tell(Instant::now());
                return;
            }
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // A socket of both protocols reports IPv4 addresses as mapped to IPv6.
        let address = peer.ip().to_canonical();
        match server.gate.admit(address, Instant::now()) {
            Ok(pass) => {
                let (config, server) = (Arc::clone(&config), Arc::clone(&server));
                tokio::spawn(serve(stream, address, (config, server, log), pass));
            }
            Err(why) => {
                // SSH allows lines of text before the identification string, and clients show them.
                let _ = stream.try_write(format!("gainsay: {why}\r\n").as_bytes());
                refusals.add(address, why, Instant::now());
            }
        }
    }
}

/// Logs refusals, a flood of them in few lines.
struct RefusalLog {
    log: LogFormat,
    told: Option<Instant>,
    /// The last refusal that wasn't logged, and how many there are.
    waiting: Option<(IpAddr, RefusalCause, u64)>,
}

impl RefusalLog {
    fn add(&mut self, address: IpAddr, why: RefusalCause, now: Instant) {
        let count = self.waiting.map_or(1, |(_, _, count)| count + 1);
        self.waiting = Some((address, why, count));
        if self.told.is_none_or(|told| now.saturating_duration_since(told) >= TELL) {
            self.tell(now);
        }
    }

    /// Waits until the pending refusals may be logged, or for ever if there are none.
    async fn due(&self) {
        match (self.told, self.waiting) {
            (Some(told), Some(_)) => tokio::time::sleep_until((told + TELL).into()).await,
            _ => std::future::pending().await,
        }
    }

    fn tell(&mut self, now: Instant) {
        if let Some((address, why, count)) = self.waiting.take() {
            self.log.refused(address, why, count);
            self.told = Some(now);
        }
    }
}

type Shared = (Arc<russh::server::Config>, Arc<ServerState>, LogFormat);

async fn serve(stream: TcpStream, address: IpAddr, (config, server, log): Shared, pass: Admission) {
    let _ = prepare(&stream);
    let (end, ended) = oneshot::channel();
    let pass = Arc::new(pass);
    let connection = Arc::new(Connection::new(address, Instant::now(), pass.ending(), log));
    server.welcome(&connection);
    let handler =
        ConnectionHandler::new(Arc::clone(&server), Arc::clone(&pass), Arc::clone(&connection));
    let run = async {
        if let Ok(session) =
            russh::server::run_stream(config, KillableStream::new(stream, ended), handler).await
        {
            let _ = session.await;
        }
    };
    let why = until_over(run, end, &connection, &server).await;
    connection.log(&server.metrics, why.or(connection.ending.why()));
}

/// Serves a connection until it ends by itself or has to be ended from outside. Returns the reason
/// in the second case.
async fn until_over(
    run: impl Future<Output = ()>,
    end: oneshot::Sender<()>,
    connection: &Connection,
    server: &ServerState,
) -> Option<&'static str> {
    let grace = server.times.grace;
    tokio::pin!(run);
    let why = loop {
        let now = Instant::now();
        let due = due(connection, server);
        if let Some((_, why)) = due.filter(|(at, _)| *at <= now) {
            break why;
        }
        // The due time may move closer: a user with an hour left may quit now.
        let left = due.map_or(grace, |(at, _)| at.saturating_duration_since(now));
        tokio::select! {
            () = &mut run => return None,
            why = connection.ending.wait() => break why,
            () = tokio::time::sleep(left.clamp(LOOK, grace.max(LOOK))) => {}
        }
    };
    let _ = end.send(());
    run.await;
    Some(why)
}

/// Returns when a connection has to be ended from outside as it is now, and the reason for the log.
/// In most states that is when nothing has happened for a whole grace time. A connection lasts as
/// long as one of its sessions does.
fn due(connection: &Connection, server: &ServerState) -> Option<(Instant, &'static str)> {
    let record = connection.record();
    let Some(logged_in) = record.logged_in else {
        return Some((connection.began + server.times.grace, "grace"));
    };
    if let Some(revoked) = record.revoked {
        return Some((revoked + FAREWELL, SessionEnd::Revoked.word()));
    }
    let mut last = record.ended.map(|at| (at, "not-closed"));
    for session in &record.sessions {
        last = last.max(Some(due_session(session, logged_in, server)?));
    }
    let (from, fault) = last.unwrap_or((logged_in, "nothing-asked"));
    Some((from + server.times.grace, fault))
}

/// Returns since when nothing happens in a session as it is now, or `None` if it ends by itself.
fn due_session(
    session: &SessionRecord,
    logged_in: Instant,
    server: &ServerState,
) -> Option<(Instant, &'static str)> {
    Some(match (&session.mailbox, session.done.or(session.closed)) {
        (Some(mailbox), _) => of_explorer(mailbox, server),
        // A client that has received everything may still have to read what is on the line, and
        // close.
        (None, Some(done)) => (done, "not-closed"),
        // An answer has its own limit.
        (None, None) if session.command.is_some() => return None,
        (None, None) => (session.began.max(logged_in), "nothing-asked"),
    })
}

/// Returns when an explorer ended, or else when it should end by itself, which it doesn't do if its
/// thread hangs.
fn of_explorer(mailbox: &Mailbox, server: &ServerState) -> (Instant, &'static str) {
    if let Some(ended) = mailbox.ended_at() {
        return (ended, "not-closed");
    }
    let (ends, why) = server.times.ends(mailbox);
    (ends, why.word())
}

fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    rustix::net::sockopt::set_socket_send_buffer_size(stream, SEND_BUFFER)?;
    // While a write blocks, keepalive requests can't be sent either, so a missing answer goes
    // unnoticed. Unsent data waits in the same small buffer; a separate bound for it
    // (TCP_NOTSENT_LOWAT) needs a system call that rustix doesn't offer.
    #[cfg(target_os = "linux")]
    rustix::net::sockopt::set_tcp_user_timeout(stream, STALLED)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::search::Corpus;
    use crate::server::gate::{Gate, Limits};
    use crate::server::state::{Policy, Times};

    const GRACE: Duration = Duration::from_secs(20);
    const IDLE: Duration = Duration::from_mins(10);
    const WHOLE: Duration = Duration::from_hours(1);

    fn server() -> ServerState {
        let limits = Limits { connections: 1, unauthenticated: 1, per_address: 1, rate: 1 };
        let times = Times { grace: GRACE, idle: IDLE, session: WHOLE };
        ServerState::new(Arc::new(Corpus::default()), Policy::Anonymous, times, Gate::new(limits))
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_socket_that_nothing_is_taken_off_ends() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        prepare(&stream).unwrap();
        assert_eq!(rustix::net::sockopt::tcp_user_timeout(&stream).unwrap(), STALLED);
    }

    #[test]
    fn each_stage_has_a_whole_time_of_grace_of_its_own() {
        let (server, began) = (server(), Instant::now());
        let address = [10, 0, 0, 1].into();
        let pass = Arc::new(server.gate.admit(address, began).unwrap());
        let connection = Connection::new(address, began, pass.ending(), LogFormat::Text);
        let now_due = || due(&connection, &server);
        assert_eq!(now_due(), Some((began + GRACE, "grace")));
        let login = began + Duration::from_secs(19);
        connection.record().logged_in = Some(login);
        assert_eq!(now_due(), Some((login + GRACE, "nothing-asked")));
        let number = connection.begin_session(pass.begin_session().unwrap(), &server.metrics);
        assert_eq!(now_due(), Some((login + GRACE, "nothing-asked")));
        let due = |change: &dyn Fn(&mut SessionRecord)| {
            connection.note(number, change);
            now_due()
        };
        assert_eq!(due(&|session| session.command = Some("search x".into())), None);
        let done = login + Duration::from_mins(2);
        assert_eq!(due(&|session| session.done = Some(done)), Some((done + GRACE, "not-closed")));
        let mailbox = Arc::new(Mailbox::new(began));
        let explorer = due(&|session| session.mailbox = Some(Arc::clone(&mailbox)));
        assert_eq!(explorer, Some((began + IDLE + GRACE, "idle")), "though its thread hangs");
        mailbox.feed(b"j", began);
        mailbox.next(began + WHOLE);
        assert_eq!(now_due(), Some((began + WHOLE + GRACE, "max-session")));
        mailbox.end(SessionEnd::Quit);
        let ended = mailbox.ended_at().unwrap();
        assert_eq!(now_due(), Some((ended + GRACE, "not-closed")));
    }
}
