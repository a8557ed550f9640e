//! Reads bytes from the terminal and decodes them as they come. It never waits.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::terminal::decode::{Decoder, TerminalEvent};

/// How often the terminal is read at most for one event. A paste may have no end, and signals must
/// be handled in the meantime.
const READS: usize = 64;

/// The most columns and rows that are drawn, more than any screen shows legibly. A terminal may
/// report 65,535 of each, for which there isn't enough memory.
const LARGEST: (u16, u16) = (1_000, 500);

/// The input side of the terminal.
#[derive(Debug)]
pub(super) struct Keyboard {
    tty: OwnedFd,
    decoder: Decoder,
    /// The time of the last bytes.
    fed: Instant,
    /// The event that the decoder returned when no more bytes came.
    settled: Option<TerminalEvent>,
}

#[derive(Debug)]
pub(super) enum NextRead {
    Event(TerminalEvent),
    Nothing,
    /// The user pressed Ctrl-c repeatedly to force an end.
    Quit,
    Gone,
}

impl Keyboard {
    pub(super) fn new(tty: OwnedFd) -> Self {
        Self { tty, decoder: Decoder::default(), fed: Instant::now(), settled: None }
    }

    /// Returns the next event that has arrived.
    ///
    /// # Errors
    /// Returns an error if the terminal can't be read, unless that is because it is gone.
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
                Ok(count) => self.decoder.feed(&bytes[..count]),
                Err(Errno::INTR | Errno::AGAIN) => return Ok(NextRead::Nothing),
                Err(error) => return Err(error.into()),
            }
            self.fed = Instant::now();
        }
    }

    /// Returns whether there is something to read, which may be the end of the terminal.
    fn has_bytes(&self) -> io::Result<bool> {
        let mut ready = [PollFd::new(&self.tty, PollFlags::IN)];
        match poll(&mut ready, Some(&Timespec::default())) {
            Ok(count) => Ok(count > 0),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Drops an incomplete sequence: another program had the keyboard and got the rest.
    pub(super) fn forget(&mut self) {
        self.decoder = Decoder::default();
        self.settled = None;
    }

    /// Returns when an incomplete sequence counts as complete unless more bytes arrive.
    pub(super) fn settles(&self) -> Option<Instant> {
        self.decoder.patience().map(|patience| self.fed + patience)
    }

    /// Completes an incomplete sequence if its time has come. It doesn't if the rest has arrived
    /// but wasn't read yet.
    pub(super) fn settle(&mut self, now: Instant) -> io::Result<()> {
        if self.settles().is_some_and(|due| due <= now) && !self.has_bytes()? {
            self.settled = self.decoder.settle();
        }
        Ok(())
    }

    /// Returns the terminal's columns and rows, limited to [`LARGEST`], or 80 by 24 if the terminal
    /// doesn't know them.
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
