//! What comes from the terminal: bytes, decoded as they come. Never waits.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::terminal::decode::{Decoder, Event};

/// How long a lone Esc waits for the rest of a sequence: longer than one takes over a slow
/// line, shorter than a reader notices.
const SETTLE: Duration = Duration::from_millis(50);

/// The end of the terminal that types.
#[derive(Debug)]
pub(super) struct Keyboard {
    tty: OwnedFd,
    decoder: Decoder,
    /// When bytes came last.
    fed: Instant,
    /// What the decoder settled on when nothing more came.
    settled: Option<Event>,
}

/// What there is.
#[derive(Debug)]
pub(super) enum Next {
    Event(Event),
    Nothing,
    /// The terminal is gone.
    Gone,
}

impl Keyboard {
    pub(super) fn new(tty: OwnedFd) -> Self {
        Self { tty, decoder: Decoder::default(), fed: Instant::now(), settled: None }
    }

    /// The next event that is there.
    ///
    /// # Errors
    /// Where the terminal can't be read, other than because it is gone.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        loop {
            if let Some(event) = self.settled.take().or_else(|| self.decoder.take()) {
                return Ok(Next::Event(event));
            }
            let mut ready = [PollFd::new(&self.tty, PollFlags::IN)];
            match poll(&mut ready, Some(&Timespec::default())) {
                Ok(0) | Err(Errno::INTR) => return Ok(Next::Nothing),
                Ok(_) => {}
                Err(error) => return Err(error.into()),
            }
            let mut bytes = [0; 4096];
            match rustix::io::read(&self.tty, &mut bytes) {
                Ok(0) | Err(Errno::IO) => return Ok(Next::Gone),
                Ok(count) => self.decoder.feed(bytes.get(..count).unwrap_or_default()),
                Err(Errno::INTR | Errno::AGAIN) => return Ok(Next::Nothing),
                Err(error) => return Err(error.into()),
            }
            self.fed = Instant::now();
        }
    }

    /// Forgets what has begun: another program had the keyboard, and got the rest.
    pub(super) fn forget(&mut self) {
        self.decoder = Decoder::default();
        self.settled = None;
    }

    /// When what has begun is taken for whole, should nothing more come until then.
    pub(super) fn settles(&self) -> Option<Instant> {
        self.decoder.is_undecided().then(|| self.fed + SETTLE)
    }

    /// Takes what has begun for whole, where it is time.
    pub(super) fn settle(&mut self, now: Instant) {
        if self.settles().is_some_and(|due| due <= now) {
            self.settled = self.decoder.settle();
        }
    }

    /// The terminal's columns and rows; 80 by 24 where it doesn't know.
    pub(super) fn size(&self) -> (u16, u16) {
        match rustix::termios::tcgetwinsize(&self.tty) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
            _ => (80, 24),
        }
    }
}

impl AsFd for Keyboard {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.tty.as_fd()
    }
}
