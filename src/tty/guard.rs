//! Takes the terminal and gives it back, whatever happens in between, including a panic.

use std::fs::File;
use std::io;
use std::sync::Mutex;
use std::thread::{self, ThreadId};
use std::time::Duration;

use crossterm::terminal;
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::output::Outlet;
use crate::parallel::locked;
use crate::session::Waker;
use crate::terminal::modes;
use crate::terminal::profile::Profile;
use crate::text::DisplayText;

/// How long giving the terminal back waits for one that takes no output.
const PATIENCE: Duration = Duration::from_millis(500);

/// The terminal that is taken and the bytes that restore it, for the panic hook.
static TAKEN: Mutex<Option<(File, Vec<u8>)>> = Mutex::new(None);

/// The thread that owns the terminal, even while another program uses it, and the function that
/// wakes that thread.
static OWNER: Mutex<Option<(ThreadId, Waker)>> = Mutex::new(None);

/// The message of a panic in a thread other than the owner of the terminal.
static PANICKED: Mutex<Option<String>> = Mutex::new(None);

/// A terminal that this process takes and gives back.
#[derive(Debug)]
pub(super) struct Guard {
    out: File,
    profile: Profile,
    title: DisplayText<'static>,
    taken: bool,
}

impl Guard {
    pub(super) fn new(out: File, profile: Profile, title: DisplayText<'static>) -> Self {
        Self { out, profile, title, taken: false }
    }

    /// Takes the terminal, also if it should still be taken: a user who stopped the process from
    /// outside may have changed the terminal's modes.
    pub(super) fn take(&mut self, outlet: &mut Outlet, rows: u16) -> io::Result<()> {
        terminal::enable_raw_mode()?;
        if self.taken {
            // crossterm thinks that raw mode is still on. It keeps the modes from before.
            let mut modes = tcgetattr(&self.out)?;
            modes.make_raw();
            tcsetattr(&self.out, OptionalActions::Now, &modes)?;
        }
        let title = (!self.taken).then_some(&self.title);
        self.taken = true;
        // The panic hook can't know whether the last frame was sent completely.
        let leave = modes::leave(self.profile, rows, true);
        let taken = (self.out.try_clone()?, leave);
        *locked(&TAKEN) = Some(taken);
        outlet.send(&modes::enter(self.profile, title))
    }

    /// Gives the terminal back as it was. Each step is tried even if others fail: a half restored
    /// terminal is worse than one that misses a sequence.
    pub(super) fn give_back(&mut self, outlet: &mut Outlet, rows: u16) {
        // The panic hook may have given it back already and printed a message there since.
        if std::mem::take(&mut self.taken) && locked(&TAKEN).take().is_some() {
            let broken = outlet.abandon();
            let _ = outlet.send(&modes::leave(self.profile, rows, broken));
            outlet.drain(PATIENCE);
            let _ = terminal::disable_raw_mode();
        }
    }
}

/// Installs a panic hook that gives the terminal back before the message is printed. A panic in a
/// thread named `caught` is left alone: it is caught, reported to the user and survived. A panic in
/// any other thread than the terminal's owner ends the session, and [`panicked`] then returns its
/// message.
pub fn restore_on_panic(caught: &'static str) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = thread::current();
        if thread.name() == Some(caught) {
            return;
        }
        if let Some((_, wake)) = locked(&OWNER).as_ref().filter(|(owner, _)| *owner != thread.id())
        {
            // The owner would draw over whatever this thread did to the terminal.
            let name = thread.name().unwrap_or("without a name");
            locked(&PANICKED).get_or_insert_with(|| format!("thread {name} {panic}"));
            wake();
            return;
        }
        let taken = locked(&TAKEN).take();
        if let Some((out, leave)) = taken {
            give_back(&out, &leave);
        }
        before(panic);
    }));
}

/// Gives a terminal back without waiting for one that takes no output.
fn give_back(out: &File, leave: &[u8]) {
    if let Ok(mut outlet) = Outlet::new(out) {
        let _ = outlet.send(leave);
        outlet.drain(PATIENCE);
    }
    let _ = terminal::disable_raw_mode();
}

/// Makes the calling thread the owner of the terminal: a panic in another thread wakes it, and it
/// must end the session.
pub(super) fn own(waker: Waker) {
    *locked(&OWNER) = Some((thread::current().id(), waker));
}

/// Ends the ownership, so that panics in other threads print their messages as usual.
pub(super) fn disown() {
    *locked(&OWNER) = None;
}

/// Returns whether another thread panicked during the session.
pub(super) fn has_panicked() -> bool {
    locked(&PANICKED).is_some()
}

/// Returns the message of a panic in another thread during the session, if there was one.
#[must_use]
pub fn panicked() -> Option<String> {
    locked(&PANICKED).clone()
}
