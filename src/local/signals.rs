//! Signals, and the bell that wakes whoever waits for the terminal.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::{self, Handle};

use crate::session::Waker;

/// What wakes a [`Local`](super::Local): made before it, so that searching can begin before
/// the terminal is touched.
#[derive(Debug)]
pub struct Bell {
    ring: Arc<UnixStream>,
    heard: UnixStream,
}

impl Bell {
    /// A bell.
    ///
    /// # Errors
    /// Where the system gives no pair of sockets.
    pub fn new() -> io::Result<Self> {
        let (ring, heard) = UnixStream::pair()?;
        ring.set_nonblocking(true)?;
        heard.set_nonblocking(true)?;
        Ok(Self { ring: Arc::new(ring), heard })
    }

    /// What other threads ring it with.
    #[must_use]
    pub fn waker(&self) -> Waker {
        let ring = Arc::clone(&self.ring);
        // A full pipe is a bell that rings already.
        Arc::new(move || drop((&*ring).write(&[1])))
    }

    /// Makes it silent until it is rung again.
    pub(super) fn hush(&mut self) {
        let mut rung = [0; 64];
        while self.heard.read(&mut rung).is_ok_and(|bytes| bytes == rung.len()) {}
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.heard.as_fd()
    }
}

/// The signals that came, in their order.
#[derive(Debug)]
pub(super) struct Signals {
    came: Receiver<i32>,
    watching: Handle,
    /// Whether another program has the terminal.
    lent: Arc<AtomicBool>,
    /// Whether SIGINT has come, set the moment it does.
    interrupted: Arc<AtomicBool>,
    /// Whether the next SIGINT that is heard was meant for another program.
    passed_over: bool,
}

impl Signals {
    /// Hears signals in a thread of its own, and rings for each. While the terminal is lent,
    /// whoever waits for an editor can't hear, but has to stop with it.
    ///
    /// # Errors
    /// Where the system gives no thread, or lets no signal be caught.
    pub(super) fn listen(bell: &Bell) -> io::Result<Self> {
        let interrupted = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(SIGINT, Arc::clone(&interrupted))?;
        let lent = Arc::new(AtomicBool::new(false));
        let (sender, came) = channel();
        let mut caught =
            iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH])?;
        let watching = caught.handle();
        let (ring, elsewhere) = (bell.waker(), Arc::clone(&lent));
        thread::Builder::new().name("signals".into()).spawn(move || {
            for signal in caught.forever() {
                if signal == SIGTSTP && elsewhere.load(Ordering::SeqCst) {
                    let _ = stop();
                    continue;
                }
                if sender.send(signal).is_err() {
                    break;
                }
                ring();
            }
        })?;
        Ok(Self { came, watching, lent, interrupted, passed_over: false })
    }

    /// The next signal that came and was meant for us.
    pub(super) fn next(&mut self) -> Option<i32> {
        let signal = self.came.try_recv().ok()?;
        if signal == SIGINT && std::mem::take(&mut self.passed_over) {
            return self.next();
        }
        Some(signal)
    }

    /// Runs another program that has the terminal meanwhile. What was typed to it, like
    /// Ctrl-c, was meant for it. Says also whether it is time to end.
    pub(super) fn during<T>(&mut self, program: impl FnOnce() -> T) -> (T, bool) {
        self.lent.store(true, Ordering::SeqCst);
        self.interrupted.store(false, Ordering::SeqCst);
        let outcome = program();
        self.lent.store(false, Ordering::SeqCst);
        // The signal may have come without having been heard yet.
        let heard: Vec<i32> = self.came.try_iter().collect();
        let came = self.interrupted.swap(false, Ordering::SeqCst);
        self.passed_over = came && !heard.contains(&SIGINT);
        let ends = heard.iter().any(|signal| matches!(*signal, SIGTERM | SIGHUP));
        (outcome, ends)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.watching.close();
    }
}

/// Stops this process, as the signal would have done; comes back when it goes on.
pub(super) fn stop() -> io::Result<()> {
    signal_hook::low_level::emulate_default_handler(SIGTSTP)
}
