//! The accept loop: whom the gate lets in gets a task that ends, whatever the other side does.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use super::gate::{Pass, Refused};
use super::house::House;
use super::log::LogFormat;
use super::stream::Mortal;
use super::visitor::{Visit, Visitor};
use super::wire::{End, Wire};

/// How long is waited after an error: descriptors come back when somebody leaves.
const PAUSE: Duration = Duration::from_millis(50);
/// The send buffer of a socket, in bytes: what waits in it can't be taken back, and grows stale.
const SEND_BUFFER: usize = 32 << 10;
/// Between two looks at a connection at least.
const LOOK: Duration = Duration::from_millis(10);
/// For how long a client may take nothing off its socket, in milliseconds.
#[cfg(target_os = "linux")]
const STALLED: u32 = 120_000;
/// Refusals are told at most so often.
const TELL: Duration = Duration::from_secs(1);

/// Accepts connections until the server stops. No error ends it.
pub(super) async fn accept(
    listener: TcpListener,
    config: Arc<russh::server::Config>,
    house: Arc<House>,
    log: LogFormat,
    mut stopped: watch::Receiver<bool>,
) {
    let mut refusals = Refusals { log, told: None, count: 0 };
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => return,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        match house.gate.admit(peer.ip(), Instant::now()) {
            Ok(pass) => {
                let (config, house) = (Arc::clone(&config), Arc::clone(&house));
                tokio::spawn(serve(stream, peer.ip(), (config, house, log), pass));
            }
            Err(why) => {
                // A line before the protocol is allowed, and shown by clients.
                let _ = stream.try_write(format!("gainsay: {why}\r\n").as_bytes());
                refusals.tell(peer.ip(), why, Instant::now());
            }
        }
    }
}

/// Refusals, of which a flood is told in few lines.
struct Refusals {
    log: LogFormat,
    told: Option<Instant>,
    count: u64,
}

impl Refusals {
    fn tell(&mut self, address: IpAddr, why: Refused, now: Instant) {
        self.count += 1;
        if self.told.is_none_or(|told| now.saturating_duration_since(told) >= TELL) {
            self.log.refused(address, why, self.count);
            (self.told, self.count) = (Some(now), 0);
        }
    }
}

type Shared = (Arc<russh::server::Config>, Arc<House>, LogFormat);

async fn serve(stream: TcpStream, address: IpAddr, (config, house, log): Shared, pass: Pass) {
    let began = Instant::now();
    let _ = prepare(&stream);
    let (end, ended) = oneshot::channel();
    let (pass, visit) = (Arc::new(pass), Arc::new(Mutex::new(Visit::default())));
    let visitor = Visitor::new(Arc::clone(&house), Arc::clone(&pass), Arc::clone(&visit));
    let connection = async {
        if let Ok(session) =
            russh::server::run_stream(config, Mortal::new(stream, ended), visitor).await
        {
            let _ = session.await;
        }
    };
    let why = until_over(connection, end, house.times.grace, || due(&visit, began, &house)).await;
    let visit = visit.lock().unwrap_or_else(PoisonError::into_inner);
    let of_session = visit.wire.as_ref().and_then(|wire| wire.ended()).map(End::word);
    let unauthenticated = (!pass.is_authenticated()).then_some("no-login");
    let end = why.or(of_session).or(unauthenticated).unwrap_or("done");
    house.tally.end(&visit);
    log.visit(address, &visit, began.elapsed(), end);
}

/// Waits for the end of a connection, and brings it about where it is due; why, in that case.
async fn until_over(
    connection: impl Future<Output = ()>,
    end: oneshot::Sender<()>,
    grace: Duration,
    due: impl Fn() -> Option<(Instant, &'static str)>,
) -> Option<&'static str> {
    tokio::pin!(connection);
    let why = loop {
        let now = Instant::now();
        let due = due();
        if let Some((_, why)) = due.filter(|(at, _)| *at <= now) {
            break why;
        }
        // What is due may come to be due sooner: whoever had an hour may quit.
        let left = due.map_or(grace, |(at, _)| at.saturating_duration_since(now));
        tokio::select! {
            () = &mut connection => return None,
            () = tokio::time::sleep(left.clamp(LOOK, grace.max(LOOK))) => {}
        }
    };
    let _ = end.send(());
    connection.await;
    Some(why)
}

/// When a connection is ended from outside as things stand, and what is said of it: where nothing
/// goes on in it for a whole time of grace.
fn due(visit: &Mutex<Visit>, began: Instant, house: &House) -> Option<(Instant, &'static str)> {
    let visit = visit.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(logged_in) = visit.logged_in else {
        return Some((began + house.times.grace, "grace"));
    };
    let (from, fault) = match (&visit.wire, visit.done) {
        (Some(wire), _) => of_session(wire, house),
        // Whoever has had everything may take what is still on the line, and leave.
        (None, Some(done)) => (done, "not-closed"),
        // An answer has its own limit.
        (None, None) if visit.command.is_some() => return None,
        (None, None) => (logged_in, "nothing-asked"),
    };
    Some((from + house.times.grace, fault))
}

/// When a session ended; else when it ends by itself, which one whose thread hangs does not.
fn of_session(wire: &Wire, house: &House) -> (Instant, &'static str) {
    if let Some(ended) = wire.ended_at() {
        return (ended, "not-closed");
    }
    let (ends, why) = house.patience().ends(wire);
    (ends, why.word())
}

fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    rustix::net::sockopt::set_socket_send_buffer_size(stream, SEND_BUFFER)?;
    // While a write waits, the protocol's own questions do too, and nobody misses an answer. What
    // is not sent yet waits in the same small buffer; to bound it apart (TCP_NOTSENT_LOWAT) takes
    // a call that the crate for the system's calls doesn't have.
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
    use crate::server::house::{Policy, Times};

    const GRACE: Duration = Duration::from_secs(20);
    const IDLE: Duration = Duration::from_mins(10);
    const WHOLE: Duration = Duration::from_hours(1);

    fn house() -> House {
        let limits = Limits { connections: 1, unauthenticated: 1, per_address: 1, rate: 1 };
        let times = Times { grace: GRACE, idle: IDLE, session: WHOLE };
        House::new(Arc::new(Corpus::default()), Policy::Anonymous, times, Gate::new(limits))
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
        let (house, began) = (house(), Instant::now());
        let visit = Mutex::new(Visit::default());
        let due = |change: &dyn Fn(&mut Visit)| {
            change(&mut visit.lock().unwrap());
            due(&visit, began, &house)
        };
        assert_eq!(due(&|_| {}), Some((began + GRACE, "grace")));
        let login = began + Duration::from_secs(19);
        let asks_nothing = due(&|visit| visit.logged_in = Some(login));
        assert_eq!(asks_nothing, Some((login + GRACE, "nothing-asked")));
        assert_eq!(due(&|visit| visit.command = Some("search x".into())), None);
        let done = login + Duration::from_mins(2);
        assert_eq!(due(&|visit| visit.done = Some(done)), Some((done + GRACE, "not-closed")));
        let wire = Arc::new(Wire::new(began));
        let session = due(&|visit| visit.wire = Some(Arc::clone(&wire)));
        assert_eq!(session, Some((began + IDLE + GRACE, "idle")), "though its thread hangs");
        wire.feed(b"j", began);
        wire.next(began + WHOLE);
        assert_eq!(due(&|_| {}), Some((began + WHOLE + GRACE, "max-session")));
        wire.end(End::Quit);
        let ended = wire.ended_at().unwrap();
        assert_eq!(due(&|_| {}), Some((ended + GRACE, "not-closed")));
    }
}
