//! What comes from the terminal: bytes, decoded as they come. Never waits.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::terminal::decode::{Decoder, TerminalEvent};

/// How often the terminal is read at most for one event. Of a paste there may be no end, and
/// signals must be heard meanwhile.
const READS: usize = 64;

/// The most columns and rows that are drawn: more than any screen shows legibly. A terminal may
/// claim to have 65,535 of each, for which there is no memory.
const LARGEST: (u16, u16) = (1_000, 500);

/// The end of the terminal that types.
#[derive(Debug)]
pub(super) struct Keyboard {
    tty: OwnedFd,
    decoder: Decoder,
    /// When bytes came last.
    fed: Instant,
    /// What the decoder settled on when nothing more came.
    settled: Option<TerminalEvent>,
}

/// What there is.
#[derive(Debug)]
pub(super) enum NextRead {
    Event(TerminalEvent),
    Nothing,
    /// The reader typed Ctrl-c until it had to be heard.
    Quit,
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
    pub(super) fn next(&mut self) -> io::Result<NextRead> {
        let mut reads = 0;
        loop {
            if self.decoder.wants_out() {
                return Ok(NextRead::Quit);
            }
            if let Some(event) = self.settled.take().or_else(|| self.decoder.take()) {
                return Ok(NextRead::Event(event));
            }
            if reads == READS || !self.has_bytes()? {
                return Ok(NextRead::Nothing);
            }
            reads += 1;
            let mut bytes = [0; 4096];
            match rustix::io::read(&self.tty, &mut bytes) {
                Ok(0) | Err(Errno::IO) => return Ok(NextRead::Gone),
                Ok(count) => self.decoder.feed(bytes.get(..count).unwrap_or_default()),
                Err(Errno::INTR | Errno::AGAIN) => return Ok(NextRead::Nothing),
                Err(error) => return Err(error.into()),
            }
            self.fed = Instant::now();
        }
    }

    /// Whether there is something to read, if only that the terminal is gone.
    fn has_bytes(&self) -> io::Result<bool> {
        let mut ready = [PollFd::new(&self.tty, PollFlags::IN)];
        match poll(&mut ready, Some(&Timespec::default())) {
            Ok(count) => Ok(count > 0),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets what has begun: another program had the keyboard, and got the rest.
    pub(super) fn forget(&mut self) {
        self.decoder = Decoder::default();
        self.settled = None;
    }

    /// When what has begun is taken for whole, should nothing more come until then.
    pub(super) fn settles(&self) -> Option<Instant> {
        self.decoder.patience().map(|patience| self.fed + patience)
    }

    /// Takes what has begun for whole, where it is time. There was no silence where the rest is
    /// there and was not read yet.
    ///
    /// # Errors
    /// Where the terminal can't be asked.
    pub(super) fn settle(&mut self, now: Instant) -> io::Result<()> {
        if self.settles().is_some_and(|due| due <= now) && !self.has_bytes()? {
            self.settled = self.decoder.settle();
        }
        Ok(())
    }

    /// The terminal's columns and rows, of which no more than [`LARGEST`] are used; 80 by 24
    /// where it doesn't know.
    pub(super) fn size(&self) -> (u16, u16) {
        match rustix::termios::tcgetwinsize(&self.tty) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
                (size.ws_col.min(LARGEST.0), size.ws_row.min(LARGEST.1))
            }
            _ => (80, 24),
        }
    }
}

impl AsFd for Keyboard {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.tty.as_fd()
    }
}
