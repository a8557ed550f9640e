//! Takes the terminal and gives it back, whatever happens.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Mutex;

use crossterm::{cursor, event, execute, terminal};

/// The terminal that is taken, for the panic hook.
static TAKEN: Mutex<Option<File>> = Mutex::new(None);

/// A terminal that is taken. Dropping it gives it back.
#[derive(Debug)]
pub(super) struct Guard {
    out: File,
    taken: bool,
}

impl Guard {
    /// Takes a terminal: raw mode, alternate screen, bracketed paste.
    pub(super) fn take(out: File) -> io::Result<Self> {
        let mut guard = Self { out, taken: false };
        guard.retake()?;
        Ok(guard)
    }

    /// Takes the terminal, also where it should be taken still: who stopped the process from
    /// outside may have changed the terminal's modes.
    pub(super) fn retake(&mut self) -> io::Result<()> {
        if self.taken {
            terminal::disable_raw_mode()?;
        }
        terminal::enable_raw_mode()?;
        self.taken = true;
        if let Ok(mut taken) = TAKEN.lock() {
            *taken = Some(self.out.try_clone()?);
        }
        execute!(self.out, terminal::EnterAlternateScreen, event::EnableBracketedPaste)
    }

    /// Gives the terminal back as it was.
    pub(super) fn give_back(&mut self) {
        if self.taken {
            self.taken = false;
            forget();
            restore(&mut self.out);
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.give_back();
    }
}

fn forget() -> Option<File> {
    TAKEN.lock().ok().and_then(|mut taken| taken.take())
}

/// Each step is tried whatever became of the others: a terminal half restored is worse
/// than one that could not take a sequence.
fn restore(out: &mut File) {
    let _ = execute!(out, event::DisableMouseCapture);
    let _ = execute!(out, event::DisableBracketedPaste, terminal::LeaveAlternateScreen);
    let _ = execute!(out, cursor::Show);
    let _ = out.flush();
    let _ = terminal::disable_raw_mode();
}

/// Makes a panic give the terminal back before its message is printed; but not one in a
/// thread called `caught`, whose panics are caught, told to the reader and survived.
pub fn restore_on_panic(caught: &'static str) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() == Some(caught) {
            return;
        }
        if let Some(mut out) = forget() {
            restore(&mut out);
        }
        before(panic);
    }));
}
