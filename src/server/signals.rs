//! The signals by which an operator controls the server.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignalRequest {
    /// Reload the dataset and the authorized keys (SIGHUP).
    Reread,
    /// Reload the authorized keys and end the sessions of revoked ones (SIGUSR2).
    Revoke,
    /// Log the counters of the server (SIGUSR1).
    Count,
    /// Stop the server (SIGTERM, SIGINT).
    End,
}

/// The streams of the signals that the server handles.
#[derive(Debug)]
pub(super) struct ServerSignals {
    hangup: Signal,
    user: Signal,
    other: Signal,
    terminate: Signal,
    interrupt: Signal,
}

impl ServerSignals {
    /// Starts to listen for the signals.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            user: signal(SignalKind::user_defined1())?,
            other: signal(SignalKind::user_defined2())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the next signal. The future can be dropped without losing one.
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
