//! Signals, and the bell that wakes whoever waits for the terminal.

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

/// The signals that end the explorer, as they end any process; but it gives the terminal back
/// first and has the marks written. Those of a broken memory or instruction are not among them:
/// nothing could go on after them, not even to do that.
const FATAL: [i32; 9] =
    [SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGABRT, SIGXCPU, SIGXFSZ, SIGSYS, SIGTRAP];

/// Those of them that keys send to whatever has the terminal.
const TYPED: [i32; 2] = [SIGINT, SIGQUIT];

/// The signals that other programs send for purposes of their own, which have no meaning here.
/// Nothing else would keep them from ending the process.
const IGNORED: [i32; 7] = [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPIPE];

/// The same of Linux alone: SIGSTKFLT, SIGPWR and the real-time signals.
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
    /// The terminal is gone, or its window was closed.
    pub(super) const HANGUP: Self = Self(SIGHUP);

    /// What Ctrl-c sends while the terminal is not taken.
    pub(super) const INTERRUPT: Self = Self(SIGINT);

    /// The signal of a number, if it is one of these.
    pub(super) fn new(signal: i32) -> Option<Self> {
        FATAL.contains(&signal).then_some(Self(signal))
    }

    /// Ends this process by this signal, so that its parent sees what ended it. Returns the exit
    /// code that says the same where the system doesn't let it.
    #[must_use]
    pub fn die(self) -> u8 {
        let _ = emulate_default_handler(self.0);
        u8::try_from(self.0).unwrap_or(0).saturating_add(128)
    }
}

/// What wakes a [`Tty`](super::Tty): made before it, so that searching can begin before
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
    typed: Vec<Typed>,
}

/// One of the signals [`TYPED`].
#[derive(Debug)]
struct Typed {
    signal: i32,
    /// Whether it has come, set the moment it does.
    came: Arc<AtomicBool>,
    /// Whether the next one that is heard was meant for another program.
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
    /// Hears signals in a thread of its own, and rings for each. While the terminal is lent,
    /// whoever waits for an editor can't hear, but has to stop with it.
    ///
    /// # Errors
    /// Where the system gives no thread, or lets no signal be caught.
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

    /// The next signal that came and was meant for us.
    pub(super) fn next(&mut self) -> Option<i32> {
        loop {
            let signal = self.came.try_recv().ok()?;
            let typed = self.typed.iter_mut().find(|typed| typed.signal == signal);
            if !typed.is_some_and(|typed| std::mem::take(&mut typed.passed_over)) {
                return Some(signal);
            }
        }
    }

    /// Runs another program that has the terminal meanwhile. What was typed to it, like
    /// Ctrl-c, was meant for it. Says also which signal ends this process, if one does.
    pub(super) fn during<T>(&mut self, program: impl FnOnce() -> T) -> (T, Option<FatalSignal>) {
        self.lent.store(true, Ordering::SeqCst);
        for typed in &self.typed {
            typed.came.store(false, Ordering::SeqCst);
        }
        let outcome = program();
        self.lent.store(false, Ordering::SeqCst);
        // The signal may have come without having been heard yet.
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

/// Makes the signals do nothing that mean nothing here. They are caught and not ignored, so that
/// an editor that is started finds them as they are for everyone.
fn ignore() -> io::Result<()> {
    let nothing = Arc::new(AtomicBool::new(false));
    for signal in IGNORED {
        signal_hook::flag::register(signal, Arc::clone(&nothing))?;
    }
    for signal in IGNORED_TOO.iter().cloned().flatten() {
        // The system's library keeps some of them for itself.
        let _ = signal_hook::flag::register(signal, Arc::clone(&nothing));
    }
    Ok(())
}

/// Stops this process, as the signal would have done; comes back when it goes on.
pub(super) fn stop() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}
