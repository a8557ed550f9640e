//! Lets any part of the server end a connection, or what is being sent over it, with a reason.

use std::sync::OnceLock;

use tokio::sync::Notify;

/// The request to end something.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    why: OnceLock<&'static str>,
    bell: Notify,
}

impl Ending {
    /// Requests the end. Only the first reason counts.
    pub(crate) fn end(&self, why: &'static str) {
        let _ = self.why.set(why);
        self.bell.notify_one();
    }

    /// Returns the reason, if the end was requested.
    pub(crate) fn why(&self) -> Option<&'static str> {
        self.why.get().copied()
    }

    /// Waits until the end is requested and returns the reason. Only one task may wait.
    pub(super) async fn wait(&self) -> &'static str {
        loop {
            if let Some(why) = self.why() {
                return why;
            }
            self.bell.notified().await;
        }
    }
}
