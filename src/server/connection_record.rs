//! What the server notes of a connection: for the log and the metrics, and to find the connections
//! that a revocation ends.

use std::sync::Arc;
use std::time::Instant;

use russh::keys::PublicKey;

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
    pub(super) term: DisplayText<'static>,
    pub(super) size: Option<(u16, u16)>,
    pub(super) command: Option<DisplayText<'static>>,
    pub(super) mailbox: Option<Arc<Mailbox>>,
    pub(super) logged_in: Option<Instant>,
    /// The bytes of answers that were sent.
    pub(super) answered: u64,
    /// When the answer was sent completely or given up.
    pub(super) done: Option<Instant>,
}

impl ConnectionRecord {
    /// Returns the number of keys received and of bytes sent.
    pub(super) fn counts(&self) -> (u64, u64) {
        self.mailbox.as_ref().map_or((0, self.answered), |mailbox| mailbox.counts())
    }
}
