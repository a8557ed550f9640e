//! What the server notes of a connection and of its sessions: for the log and the metrics, and to
//! find the connections that have to end.

use std::sync::Arc;
use std::time::Instant;

use russh::keys::PublicKey;

use super::gate::SessionPlace;
use super::mailbox::Mailbox;
use crate::text::DisplayText;

/// What is known of a connection.
#[derive(Debug, Default)]
pub(super) struct ConnectionRecord {
    pub(super) user: DisplayText<'static>,
    /// The fingerprint of the key that logged in; before the login, those of the keys that were
    /// offered.
    pub(super) fingerprints: Option<String>,
    /// The key that logged in. The connection ends when the key is revoked.
    pub(super) key: Option<PublicKey>,
    /// Why the last login was refused.
    pub(super) refused: Option<&'static str>,
    pub(super) logged_in: Option<Instant>,
    /// When the connection was told to end because its key was revoked.
    pub(super) revoked: Option<Instant>,
    /// The sessions, oldest first: those that are open, and the closed ones that aren't logged.
    pub(super) sessions: Vec<SessionRecord>,
    /// When the channel of a session was closed last.
    pub(super) ended: Option<Instant>,
    /// How many sessions the connection has had.
    pub(super) begun: usize,
}

/// What is known of a session: of one channel, with an explorer or a command.
#[derive(Debug)]
pub(super) struct SessionRecord {
    /// The number of the session among those that the connection has had, from 1.
    pub(super) number: usize,
    pub(super) began: Instant,
    pub(super) term: DisplayText<'static>,
    pub(super) size: Option<(u16, u16)>,
    pub(super) command: Option<DisplayText<'static>>,
    pub(super) mailbox: Option<Arc<Mailbox>>,
    /// The bytes of the answer that were sent.
    pub(super) answered: u64,
    /// When the answer was sent completely or given up.
    pub(super) done: Option<Instant>,
    /// When the channel was closed, by the client or by the server.
    pub(super) closed: Option<Instant>,
    /// The session's place, until the channel is closed.
    pub(super) place: Option<Arc<SessionPlace>>,
}

impl SessionRecord {
    pub(super) fn new(number: usize, began: Instant, place: Arc<SessionPlace>) -> Self {
        Self {
            number,
            began,
            term: DisplayText::default(),
            size: None,
            command: None,
            mailbox: None,
            answered: 0,
            done: None,
            closed: None,
            place: Some(place),
        }
    }

    /// Returns the number of keys received and of bytes sent.
    pub(super) fn counts(&self) -> (u64, u64) {
        self.mailbox.as_ref().map_or((0, self.answered), |mailbox| mailbox.counts())
    }
}
