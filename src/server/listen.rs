//! The accept loop: whom the gate lets in gets a task that ends, whatever the other side does.

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

/// How long is waited after an error: descriptors come back when somebody leaves.
const PAUSE: Duration = Duration::from_millis(50);
/// The send buffer of a socket, in bytes: what waits in it can't be taken back, and grows stale.
const SEND_BUFFER: usize = 32 << 10;
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
    tokio::pin!(connection);
    let mut end = Some(end);
    let mut why = None;
    loop {
        tokio::select! {
            () = &mut connection => break,
            () = tokio::time::sleep(house.times.grace) => {
                let fault = if pass.is_authenticated() { overdue(&visit, house.times.grace) } else { Some("grace") };
                if let (Some(fault), Some(end)) = (fault, end.take_if(|_| fault.is_some())) {
                    why = Some(fault);
                    let _ = end.send(());
                }
            }
        }
    }
    let visit = visit.lock().unwrap_or_else(PoisonError::into_inner);
    let of_session = visit.wire.as_ref().and_then(|wire| wire.ended()).map(super::wire::End::word);
    let unauthenticated = (!pass.is_authenticated()).then_some("no-login");
    let end = why.or(of_session).or(unauthenticated).unwrap_or("done");
    house.tally.end(&visit);
    log.visit(address, &visit, began.elapsed(), end);
}

/// Whether nothing goes on in a connection that has logged in.
fn overdue(visit: &Mutex<Visit>, grace: Duration) -> Option<&'static str> {
    let visit = visit.lock().unwrap_or_else(PoisonError::into_inner);
    match (&visit.wire, &visit.command) {
        (Some(wire), _) => wire.ended().is_some().then_some("not-closed"),
        // An answer has its own limit. Who has it may take what is still on the line, and leave.
        (None, Some(_)) => {
            visit.done.is_some_and(|done| done.elapsed() >= grace).then_some("not-closed")
        }
        (None, None) => Some("nothing-asked"),
    }
}

fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    rustix::net::sockopt::set_socket_send_buffer_size(stream, SEND_BUFFER)?;
    Ok(())
}
