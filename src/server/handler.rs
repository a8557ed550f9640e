//! Handles one connection: authentication, the requests on its channel, and its end. Requests that
//! have no method here are refused.

use std::future::{Future, ready};
use std::sync::Arc;
use std::time::Instant;

use russh::keys::{Algorithm, Certificate, PublicKey};
use russh::server::ChannelOpenHandle;
use russh::server::{Auth, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey};
use russh::{Channel, ChannelId, ChannelOpenFailure, ChannelWriteHalf, Pty};

use super::answering::{answer, refusal};
use super::authorized_keys::fit;
use super::command::{self, RemoteCommand};
use super::connection::Connection;
use super::connection_record::ConnectionRecord;
use super::ending::Ending;
use super::fingerprint;
use super::gate::Admission;
use super::mailbox::Mailbox;
use super::sending::{LineEnds, Reply, send_frames};
use super::session_end::SessionEnd;
use super::state::{Policy, ServerState};
use super::user_session::{self, Seat, clamped};
use crate::commands::Answer;
use crate::text::{self, DisplayText};

/// The most environment variables that are accepted, and the most bytes of a name (of a variable, a
/// user or a terminal) and of a value.
const VARIABLES: usize = 16;
const NAME: usize = 64;
const VALUE: usize = 128;
/// How many keys that aren't authorized a client may offer, like OpenSSH's `MaxAuthTries`. A
/// request for the method "none", which only asks for the list of methods, doesn't count.
pub(super) const OFFERS: usize = 6;
/// The most bytes of fingerprints that are logged, enough for as many keys as a client may offer.
const OFFERED: usize = 400;
/// The answer to a client that requests neither a terminal nor a command.
const NO_TERMINAL: &str =
    "no terminal was requested; use ssh -t, or give a command: search QUERY, show ID, help";

/// The answer to a client whose terminal can't show the explorer.
const DUMB: &str = "the explorer needs a terminal that can move its cursor, but TERM is dumb or empty: give a command: search QUERY, show ID, help";

/// The reasons for refused keys, as logged.
const UNKNOWN_KEY: &str = "unknown key";
const WEAK_KEY: &str = "weak or unsupported key";
const SHA1: &str = "signature with SHA-1";
const CERTIFICATE: &str = "certificate";
const TOO_MANY: &str = "too many keys";
const NO_KEY: &str = "no key";
const NO_KEYS_TAKEN: &str = "no keys are asked for";

pub(super) struct ConnectionHandler {
    server: Arc<ServerState>,
    pass: Arc<Admission>,
    connection: Arc<Connection>,
    /// How many keys that aren't authorized were offered.
    offers: usize,
    channel: Option<ChannelWriteHalf<Msg>>,
    opened: bool,
    has_terminal: bool,
    seat: Seat,
    mailbox: Option<Arc<Mailbox>>,
    /// Ends the answer that is being written when the connection closes.
    gone: Arc<Ending>,
}

impl ConnectionHandler {
    pub(super) fn new(
        server: Arc<ServerState>,
        pass: Arc<Admission>,
        connection: Arc<Connection>,
    ) -> Self {
        Self {
            server,
            pass,
            connection,
            offers: 0,
            channel: None,
            opened: false,
            has_terminal: false,
            seat: Seat::default(),
            mailbox: None,
            gone: Arc::default(),
        }
    }

    fn note(&self, change: impl FnOnce(&mut ConnectionRecord)) {
        change(&mut self.connection.record());
    }

    /// Returns why a key that signs with this algorithm is refused, or `None` if it is accepted.
    fn refusal(&self, key: &PublicKey, algorithm: &Algorithm) -> Option<&'static str> {
        let Policy::Keys(keys) = &self.server.policy else { return Some(NO_KEYS_TAKEN) };
        if self.offers >= OFFERS {
            Some(TOO_MANY)
        } else if matches!(algorithm, Algorithm::Rsa { hash: None }) {
            Some(SHA1)
        } else if fit(key.key_data()).is_err() {
            Some(WEAK_KEY)
        } else {
            (!keys.know(key)).then_some(UNKNOWN_KEY)
        }
    }

    /// Accepts or refuses a key, and records the user and the key's fingerprint.
    fn judge(&mut self, user: &str, key: &PublicKey, algorithm: &Algorithm) -> Auth {
        let refused = self.refusal(key, algorithm);
        self.offers += usize::from(refused.is_some());
        let print = fingerprint(key);
        self.note(|record| {
            record.user = bounded(user, NAME);
            record.refused = refused.or(record.refused);
            let prints = record.fingerprints.get_or_insert_default();
            if !prints.split(',').any(|known| known == print) && prints.len() < OFFERED {
                prints.push_str(if prints.is_empty() { "" } else { "," });
                prints.push_str(&print);
            }
        });
        if refused.is_some() { Auth::reject() } else { Auth::Accept }
    }

    /// Refuses a login without a key, and records the user.
    fn refuse(&self, user: &str, why: &'static str) -> Auth {
        self.note(|record| {
            record.user = bounded(user, NAME);
            record.refused = Some(why);
        });
        Auth::reject()
    }

    /// Starts the explorer, or answers that it can't be shown. Returns `false` if it can't be
    /// started.
    fn explore(&mut self, claim: Option<&crate::claim::Address>) -> bool {
        if !self.seat.can_show() {
            return self.reply(ready(refusal(&DUMB)));
        }
        let Some(write) = self.channel.take() else { return false };
        let mailbox = Arc::new(Mailbox::new(Instant::now()));
        // Register the mailbox before the session takes the corpus, so that it misses no newer one.
        self.server.enter(&mailbox);
        if user_session::begin(&self.server, &mailbox, self.seat.clone(), claim).is_err() {
            self.note(|record| record.done = Some(Instant::now()));
            return false;
        }
        self.note(|record| record.mailbox = Some(Arc::clone(&mailbox)));
        self.mailbox = Some(Arc::clone(&mailbox));
        tokio::spawn(send_frames(mailbox, write, Arc::clone(&self.gone)));
        true
    }

    /// Sends an answer in the background. Returns `false` if the channel already serves another
    /// request.
    fn reply(&mut self, answer: impl Future<Output = Answer> + Send + 'static) -> bool {
        let Some(channel) = self.channel.take() else { return false };
        let ends = if self.has_terminal { LineEnds::Returned } else { LineEnds::Bare };
        let (connection, server) = (Arc::clone(&self.connection), Arc::clone(&self.server));
        let reply = Reply { channel, ends, connection, server };
        reply.begin(answer, Arc::clone(&self.gone));
        true
    }
}

impl Drop for ConnectionHandler {
    fn drop(&mut self) {
        self.gone.end(SessionEnd::Gone.word());
        if let Some(mailbox) = &self.mailbox {
            mailbox.end(SessionEnd::Gone);
        }
    }
}

impl Handler for ConnectionHandler {
    type Error = russh::Error;

    async fn auth_none(&mut self, user: &str) -> Result<Auth, Self::Error> {
        self.note(|record| record.user = bounded(user, NAME));
        Ok(match self.server.policy {
            Policy::Anonymous => Auth::Accept,
            Policy::Keys(_) => self.refuse(user, NO_KEY),
        })
    }

    async fn auth_password(&mut self, user: &str, _: &str) -> Result<Auth, Self::Error> {
        Ok(self.refuse(user, "password"))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _: &str,
        _: Option<Response<'a>>,
    ) -> Result<Auth, Self::Error> {
        Ok(self.refuse(user, "keyboard-interactive"))
    }

    async fn auth_openssh_certificate(
        &mut self,
        user: &str,
        _: &Certificate,
    ) -> Result<Auth, Self::Error> {
        Ok(self.refuse(user, CERTIFICATE))
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        // An offer decides nothing; it only saves the client a signature that would be refused.
        Ok(self.judge(user, offer.public_key, offer.algorithm))
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Self::Error> {
        // The authorized keys may have changed since the offer.
        let judged = self.judge(user, key.public_key, key.algorithm);
        if judged == Auth::Accept {
            self.note(|record| {
                record.fingerprints = Some(fingerprint(key.public_key));
                record.key = Some(key.public_key.clone());
            });
        }
        Ok(judged)
    }

    async fn auth_succeeded(&mut self, _: &mut Session) -> Result<(), Self::Error> {
        if !self.pass.authenticate() {
            return Err(russh::Error::Disconnect);
        }
        self.note(|record| record.logged_in = Some(Instant::now()));
        // The key may have been revoked since it was judged, and the pass that ends the connections
        // of revoked keys may have run too early for this one.
        if let Policy::Keys(keys) = &self.server.policy
            && self.connection.end_unless(|key| keys.know(key))
        {
            return Err(russh::Error::Disconnect);
        }
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
        // All data comes to the handler. A read half that isn't read would fill up, with requests
        // too, and then nothing could end the connection.
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
        self.note(|record| (record.term, record.size) = (term, size));
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
        if let Some(mailbox) = &self.mailbox {
            mailbox.resize(size);
        }
        Ok(())
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let begun = if self.has_terminal {
            self.explore(None)
        } else {
            self.reply(ready(refusal(&NO_TERMINAL)))
        };
        if begun { session.channel_success(channel) } else { session.channel_failure(channel) }
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        line: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let line = String::from_utf8_lossy(line);
        let command = command::parse(&line);
        self.note(|record| record.command = Some(bounded(&line, VALUE)));
        let begun = match command {
            Ok(RemoteCommand::Explore(claim)) if self.has_terminal => self.explore(Some(&claim)),
            Ok(command) => self.reply(answer(self.server.corpus(), command)),
            Err(why) => self.reply(ready(Answer::from(&why))),
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
        // The default method would send no answer at all.
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
        if let Some(mailbox) = &self.mailbox {
            mailbox.feed(bytes, Instant::now());
        }
        Ok(())
    }

    async fn channel_eof(&mut self, _: ChannelId, _: &mut Session) -> Result<(), Self::Error> {
        if let Some(mailbox) = &self.mailbox {
            mailbox.end(SessionEnd::Gone);
        }
        Ok(())
    }

    async fn channel_close(&mut self, _: ChannelId, _: &mut Session) -> Result<(), Self::Error> {
        self.gone.end(SessionEnd::Gone.word());
        if let Some(mailbox) = &self.mailbox {
            mailbox.end(SessionEnd::Gone);
        }
        Ok(())
    }
}

/// Returns foreign text, cut to at most `bytes` bytes of its display form at a character boundary.
fn bounded(words: &str, bytes: usize) -> DisplayText<'static> {
    let shown = text::line(words);
    let end = (0..=bytes.min(shown.len())).rev().find(|end| shown.is_char_boundary(*end));
    shown.piece(0..end.unwrap_or(0)).into_owned()
}
