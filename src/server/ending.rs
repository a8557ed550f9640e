//! Ends a connection from elsewhere, and says why.

use std::sync::OnceLock;

use tokio::sync::Notify;

/// What a connection is told when it is to end.
#[derive(Debug, Default)]
pub struct Ending {
    why: OnceLock<&'static str>,
    bell: Notify,
}

impl Ending {
    /// Ends the connection; the first reason is the one that counts.
    pub fn end(&self, why: &'static str) {
        let _ = self.why.set(why);
        self.bell.notify_one();
    }

    /// Why it is to end, where it is.
    #[must_use]
    pub fn why(&self) -> Option<&'static str> {
        self.why.get().copied()
    }

    /// Waits until it is to end. Only one task can wait.
    pub(super) async fn wait(&self) -> &'static str {
        loop {
            if let Some(why) = self.why() {
                return why;
            }
            self.bell.notified().await;
        }
    }
}
