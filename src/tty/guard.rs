//! Takes the terminal and gives it back, whatever happens.

use std::fs::File;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use crossterm::terminal;
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::output::Outlet;
use crate::session::Waker;
use crate::terminal::modes;
use crate::terminal::profile::Profile;

/// How long a terminal that takes nothing is waited for when it is given back.
const PATIENCE: Duration = Duration::from_millis(500);

/// The terminal that is taken, and what gives it back, for the panic hook.
static TAKEN: Mutex<Option<(File, Vec<u8>)>> = Mutex::new(None);

/// The thread that has the terminal, also while it lends it, and what wakes that thread.
static OWNER: Mutex<Option<(ThreadId, Waker)>> = Mutex::new(None);

/// What was said by a panic in another thread than the one that has the terminal.
static PANICKED: Mutex<Option<String>> = Mutex::new(None);

/// A terminal that is taken, or was.
#[derive(Debug)]
pub(super) struct Guard {
    out: File,
    profile: Profile,
    title: String,
    taken: bool,
}

impl Guard {
    /// A terminal that is not taken yet.
    pub(super) fn new(out: File, profile: Profile, title: String) -> Self {
        Self { out, profile, title, taken: false }
    }

    /// Takes the terminal, also where it should be taken still: who stopped the process from
    /// outside may have changed the terminal's modes.
    pub(super) fn take(&mut self, outlet: &mut Outlet, rows: u16) -> io::Result<()> {
        terminal::enable_raw_mode()?;
        if self.taken {
            // crossterm takes it to be raw still; what it was before is kept there.
            let mut modes = tcgetattr(&self.out)?;
            modes.make_raw();
            tcsetattr(&self.out, OptionalActions::Now, &modes)?;
        }
        let title = (!self.taken).then_some(self.title.as_str());
        self.taken = true;
        // Nobody knows then what was sent last.
        let leave = modes::leave(self.profile, rows, true);
        let taken = (self.out.try_clone()?, leave);
        *lock(&TAKEN) = Some(taken);
        outlet.send(&modes::enter(self.profile, title))
    }

    /// Gives the terminal back as it was. Each step is tried whatever became of the others: a
    /// terminal half restored is worse than one that could not take a sequence.
    pub(super) fn give_back(&mut self, outlet: &mut Outlet, rows: u16) {
        // A panic may have given it back already, and what it says stands there since.
        if std::mem::take(&mut self.taken) && lock(&TAKEN).take().is_some() {
            let broken = outlet.abandon();
            let _ = outlet.send(&modes::leave(self.profile, rows, broken));
            outlet.drain(PATIENCE);
            let _ = terminal::disable_raw_mode();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a panic give the terminal back before its message is printed; but not one in a
/// thread called `caught`, whose panics are caught, told to the reader and survived. One in any
/// other thread than the terminal's own ends the session, which then has [`panicked`].
pub fn restore_on_panic(caught: &'static str) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = thread::current();
        if thread.name() == Some(caught) {
            return;
        }
        if let Some((_, wake)) = lock(&OWNER).as_ref().filter(|(owner, _)| *owner != thread.id()) {
            // The owner would draw over whatever is done to the terminal here.
            let name = thread.name().unwrap_or("without a name");
            lock(&PANICKED).get_or_insert_with(|| format!("thread {name} {panic}"));
            wake();
            return;
        }
        let taken = lock(&TAKEN).take();
        if let Some((out, leave)) = taken {
            give_back(&out, &leave);
        }
        before(panic);
    }));
}

/// Gives a terminal back, without waiting for one that takes nothing.
fn give_back(out: &File, leave: &[u8]) {
    if let Ok(mut outlet) = Outlet::new(out) {
        let _ = outlet.send(leave);
        outlet.drain(PATIENCE);
    }
    let _ = terminal::disable_raw_mode();
}

/// Makes a panic in another thread than this one wake this one, which is to end the session.
pub(super) fn own(waker: Waker) {
    *lock(&OWNER) = Some((thread::current().id(), waker));
}

/// Lets a panic in another thread be what it is without a session.
pub(super) fn disown() {
    *lock(&OWNER) = None;
}

/// Whether there was a panic in another thread during the session.
pub(super) fn has_panicked() -> bool {
    lock(&PANICKED).is_some()
}

/// What a panic in another thread said during the session, if there was one.
#[must_use]
pub fn panicked() -> Option<String> {
    lock(&PANICKED).clone()
}
