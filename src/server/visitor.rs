//! One connection: who comes, what they ask for, and what becomes of it. What is not named here
//! is refused.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use russh::keys::{HashAlg, PublicKey};
use russh::server::ChannelOpenHandle;
use russh::server::{Auth, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey};
use russh::{Channel, ChannelId, ChannelOpenFailure, ChannelWriteHalf, Pty};

use super::answering::{Answer, BAD_INPUT, answer};
use super::command::{self, Command};
use super::gate::Pass;
use super::house::{House, Policy};
use super::reader::{self, Seat, clamped};
use super::wire::{End, Outgoing, Wire};

/// How long a reader who is leaving is waited for.
const PARTING: Duration = Duration::from_secs(2);
/// How long an answer may take to be sent.
const ANSWERING: Duration = Duration::from_mins(5);
/// The bytes of an answer that are sent at a time.
const PIECE: usize = 16 << 10;
/// The most variables that are taken, and the most bytes of a name, a value, a terminal's name.
const VARIABLES: usize = 16;
const NAME: usize = 64;
const VALUE: usize = 128;
/// What is told to whoever has neither a terminal nor a command.
const NO_TERMINAL: &str = "gainsay: no terminal was requested: use ssh -t, or give a command: search QUERY, show ID, help";

/// What the log tells of a connection.
#[derive(Debug, Default)]
pub(super) struct Visit {
    pub(super) user: String,
    pub(super) fingerprint: Option<String>,
    pub(super) term: String,
    pub(super) size: Option<(u16, u16)>,
    pub(super) command: Option<String>,
    pub(super) wire: Option<Arc<Wire>>,
    /// Bytes of answers.
    pub(super) answered: u64,
    /// When the answer was sent, or given up.
    pub(super) done: Option<Instant>,
}

impl Visit {
    /// Keys that were pressed, and bytes that were sent.
    pub(super) fn counts(&self) -> (u64, u64) {
        self.wire.as_ref().map_or((0, self.answered), |wire| wire.counts())
    }
}

/// One connection.
pub(super) struct Visitor {
    house: Arc<House>,
    pass: Arc<Pass>,
    visit: Arc<Mutex<Visit>>,
    channel: Option<ChannelWriteHalf<Msg>>,
    opened: bool,
    has_terminal: bool,
    seat: Seat,
    wire: Option<Arc<Wire>>,
    /// Ends what is being answered when the connection is gone.
    gone: Arc<Gone>,
}

#[derive(Debug, Default)]
pub(super) struct Gone {
    is: AtomicBool,
    bell: tokio::sync::Notify,
}

impl Gone {
    fn set(&self) {
        self.is.store(true, Ordering::SeqCst);
        self.bell.notify_waiters();
        self.bell.notify_one();
    }

    async fn wait(&self) {
        while !self.is.load(Ordering::SeqCst) {
            self.bell.notified().await;
        }
    }
}

impl Visitor {
    pub(super) fn new(house: Arc<House>, pass: Arc<Pass>, visit: Arc<Mutex<Visit>>) -> Self {
        Self {
            house,
            pass,
            visit,
            channel: None,
            opened: false,
            has_terminal: false,
            seat: Seat::default(),
            wire: None,
            gone: Arc::default(),
        }
    }

    fn note(&self, change: impl FnOnce(&mut Visit)) {
        change(&mut self.visit.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn knows(&self, key: &PublicKey) -> bool {
        match &self.house.policy {
            Policy::Anonymous => false,
            Policy::Keys(keys) => keys.know(key),
        }
    }

    /// Begins the explorer; `false` where it can't be.
    fn explore(&mut self, claim: Option<&crate::claim::Address>) -> bool {
        let Some(write) = self.channel.take() else { return false };
        let wire = Arc::new(Wire::new(Instant::now()));
        // Before the session takes the corpus, so that none is missed that comes meanwhile.
        self.house.enter(&wire);
        if reader::begin(&self.house, &wire, self.seat.clone(), claim).is_err() {
            return false;
        }
        self.note(|visit| visit.wire = Some(Arc::clone(&wire)));
        self.wire = Some(Arc::clone(&wire));
        tokio::spawn(send_frames(wire, write, Arc::clone(&self.gone)));
        true
    }

    /// Answers a command in the background; `false` where something else was asked for before.
    fn reply(&mut self, command: Result<Command, command::NoCommand>) -> bool {
        let Some(write) = self.channel.take() else { return false };
        let (corpus, gone, visit) =
            (self.house.corpus(), Arc::clone(&self.gone), Arc::clone(&self.visit));
        tokio::spawn(async move {
            let answered = match command {
                Ok(command) => tokio::task::spawn_blocking(move || answer(&corpus, &command)).await,
                Err(error @ command::NoCommand::Unknown(_)) => Ok(Answer::refusal(&error, 127)),
                Err(error) => Ok(Answer::refusal(&error, BAD_INPUT)),
            };
            let broken =
                |_| Answer::refusal(&"something broke here; it is not your fault", BAD_INPUT);
            let answer = answered.unwrap_or_else(broken);
            visit.lock().unwrap_or_else(PoisonError::into_inner).answered = answer.out.len() as u64;
            let sent = tokio::time::timeout(ANSWERING, send_answer(&write, answer));
            tokio::select! {
                _ = sent => {}
                () = gone.wait() => {}
            }
            visit.lock().unwrap_or_else(PoisonError::into_inner).done = Some(Instant::now());
        });
        true
    }
}

/// Sends what a session draws, one frame after the other was taken, until it ends.
async fn send_frames(wire: Arc<Wire>, channel: ChannelWriteHalf<Msg>, gone: Arc<Gone>) {
    loop {
        match wire.outgoing() {
            Outgoing::Nothing => tokio::select! {
                () = wire.until_outgoing() => {}
                () = gone.wait() => break,
            },
            Outgoing::Bytes(bytes) => {
                let sent = tokio::select! {
                    sent = channel.data_bytes(bytes) => sent.is_ok(),
                    () = gone.wait() => false,
                };
                if !sent {
                    break;
                }
                wire.taken();
            }
            Outgoing::Over => {
                let parting = async {
                    let _ = channel.exit_status(0).await;
                    let _ = channel.eof().await;
                    let _ = channel.close().await;
                };
                let _ = tokio::time::timeout(PARTING, parting).await;
                return;
            }
        }
        // Whoever does not read any more is not waited for when the session has ended.
        if wire.ended().is_some() && gone.is.load(Ordering::SeqCst) {
            break;
        }
    }
    wire.end(End::Gone);
}

async fn send_answer(channel: &ChannelWriteHalf<Msg>, answer: Answer) -> Result<(), russh::Error> {
    for piece in answer.out.chunks(PIECE) {
        channel.data_bytes(piece.to_vec()).await?;
    }
    if !answer.said.is_empty() {
        let said = format!("gainsay: {}\n", answer.said);
        channel.extended_data_bytes(1, said.into_bytes()).await?;
    }
    channel.exit_status(answer.code).await?;
    channel.eof().await?;
    channel.close().await
}

impl Drop for Visitor {
    fn drop(&mut self) {
        self.gone.set();
        if let Some(wire) = &self.wire {
            wire.end(End::Gone);
        }
    }
}

impl Handler for Visitor {
    type Error = russh::Error;

    async fn auth_none(&mut self, user: &str) -> Result<Auth, Self::Error> {
        self.note(|visit| visit.user = bounded(user, NAME));
        Ok(match self.house.policy {
            Policy::Anonymous => Auth::Accept,
            Policy::Keys(_) => Auth::reject(),
        })
    }

    async fn auth_publickey_offered(
        &mut self,
        _: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        // Nothing is decided by an offer: it only saves a signature for nothing.
        Ok(if self.knows(offer.public_key) { Auth::Accept } else { Auth::reject() })
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Self::Error> {
        if !self.knows(key.public_key) {
            return Ok(Auth::reject());
        }
        let fingerprint = key.public_key.fingerprint(HashAlg::Sha256).to_string();
        self.note(|visit| {
            visit.user = bounded(user, NAME);
            visit.fingerprint = Some(fingerprint);
        });
        Ok(Auth::Accept)
    }

    async fn auth_succeeded(&mut self, _: &mut Session) -> Result<(), Self::Error> {
        self.pass.authenticate();
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        if self.opened {
            reply.reject(ChannelOpenFailure::AdministrativelyProhibited).await;
            return Ok(());
        }
        self.opened = true;
        // What comes, comes to the handler. A read half that nobody reads would fill, with requests
        // too, and then nothing would end the connection any more.
        let (_, write) = channel.split();
        self.channel = Some(write);
        reply.accept().await;
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        term: &str,
        columns: u32,
        rows: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.has_terminal = true;
        self.seat.term = bounded(term, NAME);
        self.seat.size = Some(clamped(columns, rows));
        let (term, size) = (self.seat.term.clone(), self.seat.size);
        self.note(|visit| (visit.term, visit.size) = (term, size));
        session.channel_success(channel)
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        value: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let wanted = ["LANG", "COLORTERM", "NO_COLOR"].contains(&name) || name.starts_with("LC_");
        let small = name.len() <= NAME && value.len() <= VALUE;
        if wanted && small && self.seat.variables.len() < VARIABLES {
            self.seat.variables.push((name.to_owned(), value.to_owned()));
            return session.channel_success(channel);
        }
        session.channel_failure(channel)
    }

    async fn window_change_request(
        &mut self,
        _: ChannelId,
        columns: u32,
        rows: u32,
        _: u32,
        _: u32,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        let size = clamped(columns, rows);
        self.seat.size = Some(size);
        if let Some(wire) = &self.wire {
            wire.resize(size);
        }
        Ok(())
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        if !self.has_terminal {
            session.channel_success(channel)?;
            session.extended_data(channel, 1, format!("{NO_TERMINAL}\r\n").into_bytes())?;
            session.exit_status_request(channel, BAD_INPUT)?;
            session.eof(channel)?;
            return session.close(channel);
        }
        if self.explore(None) {
            session.channel_success(channel)
        } else {
            session.channel_failure(channel)
        }
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        line: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let line = String::from_utf8_lossy(line);
        let command = command::parse(&line);
        self.note(|visit| visit.command = Some(bounded(&line, VALUE)));
        let begun = match command {
            Ok(Command::Explore(claim)) if self.has_terminal => self.explore(Some(&claim)),
            command => self.reply(command),
        };
        if begun { session.channel_success(channel) } else { session.channel_failure(channel) }
    }

    async fn x11_request(
        &mut self,
        channel: ChannelId,
        _: bool,
        _: &str,
        _: &str,
        _: u32,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        // Left alone it would get no answer at all.
        session.channel_failure(channel)
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn data(
        &mut self,
        _: ChannelId,
        bytes: &[u8],
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        if let Some(wire) = &self.wire {
            wire.feed(bytes, Instant::now());
        }
        Ok(())
    }

    async fn channel_eof(&mut self, _: ChannelId, _: &mut Session) -> Result<(), Self::Error> {
        if let Some(wire) = &self.wire {
            wire.end(End::Gone);
        }
        Ok(())
    }

    async fn channel_close(&mut self, _: ChannelId, _: &mut Session) -> Result<(), Self::Error> {
        self.gone.set();
        if let Some(wire) = &self.wire {
            wire.end(End::Gone);
        }
        Ok(())
    }
}

/// Foreign words in display form, cut to so many bytes or a little less.
fn bounded(words: &str, bytes: usize) -> String {
    let shown = crate::text::line(words);
    let end = (0..=bytes.min(shown.len())).rev().find(|end| shown.is_char_boundary(*end));
    shown.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
}
