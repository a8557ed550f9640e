//! Takes the terminal and gives it back, whatever happens.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Mutex;
use std::time::Duration;

use crossterm::terminal;
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::outlet::Outlet;
use crate::terminal::modes;
use crate::terminal::profile::Profile;

/// How long a terminal that takes nothing is waited for when it is given back.
const PATIENCE: Duration = Duration::from_millis(500);

/// The terminal that is taken, and what gives it back, for the panic hook.
static TAKEN: Mutex<Option<(File, Vec<u8>)>> = Mutex::new(None);

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
        if let Ok(mut taken) = TAKEN.lock() {
            // Nobody knows then what was sent last.
            *taken = Some((self.out.try_clone()?, modes::leave(self.profile, rows, true)));
        }
        outlet.send(&modes::enter(self.profile, title))
    }

    /// Gives the terminal back as it was. Each step is tried whatever became of the others: a
    /// terminal half restored is worse than one that could not take a sequence.
    pub(super) fn give_back(&mut self, outlet: &mut Outlet, rows: u16) {
        if std::mem::take(&mut self.taken) {
            forget();
            let broken = outlet.abandon();
            let _ = outlet.send(&modes::leave(self.profile, rows, broken));
            outlet.drain(PATIENCE);
            let _ = terminal::disable_raw_mode();
        }
    }
}

fn forget() -> Option<(File, Vec<u8>)> {
    TAKEN.lock().ok().and_then(|mut taken| taken.take())
}

/// Makes a panic give the terminal back before its message is printed; but not one in a
/// thread called `caught`, whose panics are caught, told to the reader and survived.
pub fn restore_on_panic(caught: &'static str) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() == Some(caught) {
            return;
        }
        if let Some((mut out, leave)) = forget() {
            let _ = out.write_all(&leave);
            let _ = terminal::disable_raw_mode();
        }
        before(panic);
    }));
}
