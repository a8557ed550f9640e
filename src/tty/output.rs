//! Sends output to the terminal without ever waiting: a terminal that is stopped or slow must not
//! keep signals from being handled.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::OFlags;

use super::timespec;

/// The output side of the terminal, with the bytes that it hasn't taken yet.
#[derive(Debug)]
pub(super) struct Outlet {
    out: File,
    rest: Vec<u8>,
}

impl Outlet {
    /// Creates an outlet to the terminal that `out` leads to. It opens the terminal again, because
    /// non-blocking mode belongs to the open file description, and other programs share that of
    /// `out`.
    pub(super) fn new(out: &File) -> io::Result<Self> {
        let opened = rustix::termios::ttyname(out, Vec::new()).ok().and_then(|name| {
            let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
            let path = name.to_str().ok()?;
            File::options().write(true).custom_flags(flags.bits().cast_signed()).open(path).ok()
        });
        // If the terminal can't be opened by its name, as in some containers, writing may wait.
        let out = opened.map_or_else(|| out.try_clone(), Ok)?;
        Ok(Self { out, rest: Vec::new() })
    }

    /// Sends bytes, after those that wait.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.rest.extend_from_slice(bytes);
        self.push()
    }

    /// Sends as many of the waiting bytes as the terminal takes.
    pub(super) fn push(&mut self) -> io::Result<()> {
        while !self.rest.is_empty() {
            match (&self.out).write(&self.rest) {
                Ok(count) => drop(self.rest.drain(..count)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Drops the waiting bytes and returns whether there were any.
    pub(super) fn abandon(&mut self) -> bool {
        let broken = !self.rest.is_empty();
        self.rest.clear();
        broken
    }

    /// Waits until the terminal has taken everything, or until the time has passed.
    pub(super) fn drain(&mut self, patience: Duration) {
        let end = Instant::now() + patience;
        while self.push().is_ok() && !self.rest.is_empty() {
            let left = end.saturating_duration_since(Instant::now());
            let mut ready = [PollFd::new(&self.out, PollFlags::OUT)];
            if left.is_zero() || poll(&mut ready, Some(&timespec(left))).is_err() {
                break;
            }
        }
    }
}

impl AsFd for Outlet {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.out.as_fd()
    }
}
