//! Lets any part of the server end a connection, with a reason.

use std::sync::OnceLock;

use tokio::sync::Notify;

/// The request to end a connection.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    why: OnceLock<&'static str>,
    bell: Notify,
}

impl Ending {
    /// Ends the connection. Only the first reason counts.
    pub(crate) fn end(&self, why: &'static str) {
        let _ = self.why.set(why);
        self.bell.notify_one();
    }

    /// Returns why the connection should end, if it should.
    pub(crate) fn why(&self) -> Option<&'static str> {
        self.why.get().copied()
    }

    /// Waits until the connection should end and returns the reason. Only one task may wait.
    pub(super) async fn wait(&self) -> &'static str {
        loop {
            if let Some(why) = self.why() {
                return why;
            }
            self.bell.notified().await;
        }
    }
}
