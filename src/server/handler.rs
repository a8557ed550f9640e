//! Handles one connection: authentication, its session channels, and its end. Requests that have no
//! method here are refused.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use russh::keys::{Algorithm, Certificate, PublicKey};
use russh::server::ChannelOpenHandle;
use russh::server::{Auth, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey};
use russh::{Channel, ChannelId, ChannelOpenFailure, Pty};

use super::authorized_keys::fit;
use super::connection::Connection;
use super::connection_record::ConnectionRecord;
use super::fingerprint;
use super::gate::{Admission, SessionPlace};
use super::session_channel::{NAME, SessionChannel, SessionHandle, bounded};
use super::state::{Policy, ServerState};
use super::user_session::clamped;

/// The most sessions that a connection has in its lifetime: russh keeps a few kilobytes for each
/// channel that the server has closed until the connection ends.
const SESSIONS_IN_ALL: usize = 1_000;
/// How many keys that aren't authorized a client may offer, like OpenSSH's `MaxAuthTries`. A
/// request for the method "none", which only asks for the list of methods, doesn't count.
pub(super) const OFFERS: usize = 6;
/// The most bytes of fingerprints that are logged, enough for as many keys as a client may offer.
const OFFERED: usize = 400;
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
    /// The session channels, with those that the server has closed since the last one was opened.
    channels: HashMap<ChannelId, SessionChannel>,
}

impl ConnectionHandler {
    pub(super) fn new(
        server: Arc<ServerState>,
        pass: Arc<Admission>,
        connection: Arc<Connection>,
    ) -> Self {
        Self { server, pass, connection, offers: 0, channels: HashMap::new() }
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

    /// Admits a further session, unless the key was revoked or the connection has had its share.
    fn admit_session(&self) -> Result<SessionPlace, ChannelOpenFailure> {
        let record = self.connection.record();
        let revoked = match (&self.server.policy, &record.key) {
            (Policy::Keys(keys), Some(key)) => !keys.know(key),
            (Policy::Keys(_), None) => true,
            (Policy::Anonymous, _) => false,
        };
        if revoked {
            return Err(ChannelOpenFailure::AdministrativelyProhibited);
        }
        let is_old = |at: Instant| record.begun > 0 && at.elapsed() >= self.server.times.session;
        if record.begun >= SESSIONS_IN_ALL || record.logged_in.is_some_and(is_old) {
            return Err(ChannelOpenFailure::ResourceShortage);
        }
        self.pass.begin_session().map_err(|_| ChannelOpenFailure::ResourceShortage)
    }

    /// Makes a request on a channel and answers whether it succeeded.
    fn request(
        &mut self,
        id: ChannelId,
        session: &mut Session,
        what: impl FnOnce(&mut SessionChannel) -> bool,
    ) -> Result<(), russh::Error> {
        if self.channels.get_mut(&id).is_some_and(what) {
            session.channel_success(id)
        } else {
            session.channel_failure(id)
        }
    }
}

impl Drop for ConnectionHandler {
    fn drop(&mut self) {
        self.channels.values().for_each(SessionChannel::abandon);
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
        self.channels.retain(|_, channel| !channel.is_closed());
        let place = match self.admit_session() {
            Ok(place) => place,
            Err(why) => {
                reply.reject(why).await;
                return Ok(());
            }
        };
        // All data comes to the handler. A read half that isn't read would fill up, with requests
        // too, and then nothing could end the connection.
        let (_, write) = channel.split();
        let id = write.id();
        let handle = SessionHandle::begin(&self.server, &self.connection, place);
        self.channels.insert(id, SessionChannel::new(handle, write));
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
        self.request(channel, session, |channel| channel.set_terminal(term, clamped(columns, rows)))
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        value: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.request(channel, session, |channel| channel.set_variable(name, value))
    }

    async fn window_change_request(
        &mut self,
        channel: ChannelId,
        columns: u32,
        rows: u32,
        _: u32,
        _: u32,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.resize(clamped(columns, rows));
        }
        Ok(())
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.request(channel, session, SessionChannel::shell)
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        line: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.request(channel, session, |channel| channel.exec(line))
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
        channel: ChannelId,
        bytes: &[u8],
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        if let Some(channel) = self.channels.get(&channel) {
            channel.feed(bytes);
        }
        Ok(())
    }

    async fn channel_eof(
        &mut self,
        channel: ChannelId,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        if let Some(channel) = self.channels.get(&channel) {
            channel.end_input();
        }
        Ok(())
    }

    async fn channel_close(
        &mut self,
        channel: ChannelId,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        if let Some(channel) = self.channels.remove(&channel) {
            channel.close();
        }
        Ok(())
    }
}
