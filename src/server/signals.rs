//! What whoever runs the server tells it.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignalRequest {
    /// To read everything anew.
    Reread,
    /// To read the keys anew, and end the sessions whose key is gone.
    Revoke,
    /// To say what was done.
    Count,
    /// To end.
    End,
}

/// How it is told.
#[derive(Debug)]
pub(super) struct ServerSignals {
    hangup: Signal,
    user: Signal,
    other: Signal,
    terminate: Signal,
    interrupt: Signal,
}

impl ServerSignals {
    /// Listens to them from now on.
    ///
    /// # Errors
    /// Where the system doesn't let it.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            user: signal(SignalKind::user_defined1())?,
            other: signal(SignalKind::user_defined2())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the next. It can be left and come back to.
    pub(super) async fn next(&mut self) -> SignalRequest {
        tokio::select! {
            _ = self.hangup.recv() => SignalRequest::Reread,
            _ = self.user.recv() => SignalRequest::Count,
            _ = self.other.recv() => SignalRequest::Revoke,
            _ = self.terminate.recv() => SignalRequest::End,
            _ = self.interrupt.recv() => SignalRequest::End,
        }
    }
}
