//! Why a session ends, in the log and as an exit code.

/// The reason why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionEnd {
    /// The user quit the explorer.
    Quit,
    /// The connection was closed.
    Gone,
    /// The user pressed no key for too long.
    Idle,
    /// The session reached the longest time allowed.
    Old,
    /// The server is stopping.
    Stopped,
    /// The client sends keys but reads nothing.
    Deaf,
    /// The user's key is no longer authorized.
    Revoked,
    /// An error occurred in the server.
    Broken,
}

impl SessionEnd {
    /// Returns the word for this reason in the log.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Quit => "quit",
            Self::Gone => "gone",
            Self::Idle => "idle",
            Self::Old => "max-session",
            Self::Stopped => "stopped",
            Self::Deaf => "not-reading",
            Self::Revoked => "revoked",
            Self::Broken => "broken",
        }
    }

    /// Returns the exit code that the session reports to the client.
    pub(super) fn code(self) -> u32 {
        u32::from(matches!(self, Self::Broken | Self::Revoked))
    }
}
