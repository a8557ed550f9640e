//! Handles signals, and provides the bell that wakes the thread that waits for the terminal.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

#[cfg(target_os = "linux")]
use rustix::process::Signal;
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPIPE, SIGPROF, SIGQUIT, SIGSYS, SIGTERM,
    SIGTRAP, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGWINCH, SIGXCPU, SIGXFSZ,
};
use signal_hook::iterator::{self, Handle};
use signal_hook::low_level::emulate_default_handler;

use crate::session::Waker;

/// The signals that end the explorer, as they end any process, but after it has given the terminal
/// back and written the marks. Signals of broken memory or instructions aren't among them, because
/// nothing can go on after those, not even that clean-up.
const FATAL: [i32; 9] =
    [SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGABRT, SIGXCPU, SIGXFSZ, SIGSYS, SIGTRAP];

/// The fatal signals that keys send to the program that has the terminal.
const TYPED: [i32; 2] = [SIGINT, SIGQUIT];

/// The signals that other programs send for purposes of their own and that mean nothing here.
/// Without a handler they would end the process.
const IGNORED: [i32; 7] = [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPIPE];

/// Further signals of this kind that exist only on Linux: SIGSTKFLT, SIGPWR and the real-time
/// signals.
#[cfg(target_os = "linux")]
const IGNORED_TOO: &[std::ops::RangeInclusive<i32>] = &[
    Signal::STKFLT.as_raw()..=Signal::STKFLT.as_raw(),
    Signal::POWER.as_raw()..=Signal::POWER.as_raw(),
    34..=64,
];
#[cfg(not(target_os = "linux"))]
const IGNORED_TOO: &[std::ops::RangeInclusive<i32>] = &[];

/// A signal that ends this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FatalSignal(i32);

impl FatalSignal {
    /// The signal for a terminal that is gone or whose window was closed.
    pub(super) const HANGUP: Self = Self(SIGHUP);

    /// The signal that Ctrl-c sends while the terminal isn't taken.
    pub(super) const INTERRUPT: Self = Self(SIGINT);

    /// Returns the signal with this number if it is one that ends the explorer.
    pub(super) fn new(signal: i32) -> Option<Self> {
        FATAL.contains(&signal).then_some(Self(signal))
    }

    /// Ends this process by this signal, so that its parent sees the cause. Returns the equivalent
    /// exit code if the system doesn't allow that.
    #[must_use]
    pub(crate) fn die(self) -> u8 {
        let _ = emulate_default_handler(self.0);
        u8::try_from(self.0).unwrap_or(0).saturating_add(128)
    }
}

/// Wakes a [`Tty`](super::Tty). It is created before the `Tty`, so that searching can start before
/// the terminal is touched.
#[derive(Debug)]
pub struct Bell {
    ring: Arc<UnixStream>,
    heard: UnixStream,
}

impl Bell {
    /// Creates a bell.
    ///
    /// # Errors
    /// Returns an error if the system provides no pair of sockets.
    pub fn new() -> io::Result<Self> {
        let (ring, heard) = UnixStream::pair()?;
        ring.set_nonblocking(true)?;
        heard.set_nonblocking(true)?;
        Ok(Self { ring: Arc::new(ring), heard })
    }

    /// Returns the function by which other threads ring the bell.
    pub(crate) fn waker(&self) -> Waker {
        let ring = Arc::clone(&self.ring);
        // If the socket's buffer is full, the bell rings already.
        Arc::new(move || drop((&*ring).write(&[1])))
    }

    /// Silences the bell until it rings again.
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

/// The signals that arrived, in their order.
#[derive(Debug)]
pub(super) struct Signals {
    came: Receiver<i32>,
    watching: Handle,
    /// Whether another program has the terminal.
    lent: Arc<AtomicBool>,
    typed: Vec<Typed>,
}

/// The state of one of the signals in [`TYPED`].
#[derive(Debug)]
struct Typed {
    signal: i32,
    /// Whether the signal has arrived, set by the signal handler itself.
    came: Arc<AtomicBool>,
    /// Whether to skip the next one received, because it was meant for another program.
    passed_over: bool,
}

impl Typed {
    fn watch(signal: i32) -> io::Result<Self> {
        let came = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(signal, Arc::clone(&came))?;
        Ok(Self { signal, came, passed_over: false })
    }
}

impl Signals {
    /// Starts a thread that receives signals and rings the bell for each. While another program has
    /// the terminal, the main thread waits for that program, so this thread stops the process on
    /// SIGTSTP.
    ///
    /// # Errors
    /// Returns an error if the system refuses to start a thread or to register handlers.
    pub(super) fn listen(bell: &Bell) -> io::Result<Self> {
        ignore()?;
        let typed = TYPED.into_iter().map(Typed::watch).collect::<io::Result<_>>()?;
        let lent = Arc::new(AtomicBool::new(false));
        let (sender, came) = channel();
        let mut caught =
            iterator::Signals::new(FATAL.into_iter().chain([SIGTSTP, SIGCONT, SIGWINCH]))?;
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
        Ok(Self { came, watching, lent, typed })
    }

    /// Returns the next signal that arrived and was meant for this program.
    pub(super) fn next(&mut self) -> Option<i32> {
        loop {
            let signal = self.came.try_recv().ok()?;
            let typed = self.typed.iter_mut().find(|typed| typed.signal == signal);
            if !typed.is_some_and(|typed| std::mem::take(&mut typed.passed_over)) {
                return Some(signal);
            }
        }
    }

    /// Runs another program that has the terminal in the meantime. Signals of keys, such as Ctrl-c,
    /// were meant for that program. Also returns the signal that ends this process, if one does.
    pub(super) fn during<T>(&mut self, program: impl FnOnce() -> T) -> (T, Option<FatalSignal>) {
        self.lent.store(true, Ordering::SeqCst);
        for typed in &self.typed {
            typed.came.store(false, Ordering::SeqCst);
        }
        let outcome = program();
        self.lent.store(false, Ordering::SeqCst);
        // A signal may have arrived that the thread hasn't passed on yet.
        let heard: Vec<i32> = self.came.try_iter().collect();
        for typed in &mut self.typed {
            let came = typed.came.swap(false, Ordering::SeqCst);
            typed.passed_over = came && !heard.contains(&typed.signal);
        }
        let mut ours = heard.into_iter().filter(|signal| !TYPED.contains(signal));
        (outcome, ours.find_map(FatalSignal::new))
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.watching.close();
    }
}

/// Makes signals without a meaning here do nothing. They are caught instead of ignored, so that an
/// editor started from here has the default handlers.
fn ignore() -> io::Result<()> {
    let nothing = Arc::new(AtomicBool::new(false));
    for signal in IGNORED {
        signal_hook::flag::register(signal, Arc::clone(&nothing))?;
    }
    for signal in IGNORED_TOO.iter().cloned().flatten() {
        // The C library reserves some of them.
        let _ = signal_hook::flag::register(signal, Arc::clone(&nothing));
    }
    Ok(())
}

/// Stops this process as the signal would have done, and returns when it continues.
pub(super) fn stop() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}
