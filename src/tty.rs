//! The frontend on this terminal: raw mode, keyboard, output, signals, the user's editor and
//! browser, and exports to files. This is the only module with the file descriptors of a terminal.

mod exports;
mod guard;
mod keyboard;
mod output;
mod programs;
mod signals;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGTSTP, SIGWINCH};

use crate::app::{App, HostCommand, Msg};
use crate::input;
use crate::session::{EventSender, ExportJob, Frontend, FrontendInput};
use crate::terminal::decode::TerminalEvent;
use crate::terminal::modes;
use crate::terminal::pace::{Pace, QUESTION};
use crate::terminal::profile::Profile;
use crate::text::DisplayText;
use crate::theme::Theme;
use crate::view::terminal_view::{Display, copy, message};

use exports::Exports;
use guard::Guard;
pub use guard::panicked;
pub use guard::restore_on_panic;
use keyboard::{Keyboard, NextRead};
use output::Outlet;
pub use signals::Bell;
pub(crate) use signals::FatalSignal;
use signals::Signals;

/// The frontend on this terminal.
#[derive(Debug)]
pub struct Tty {
    keyboard: Keyboard,
    bell: Bell,
    signals: Signals,
    display: Display,
    outlet: Outlet,
    pace: Pace,
    guard: Guard,
    profile: Profile,
    /// Whether the user wants to use the mouse.
    mouse: bool,
    exports: Exports,
    /// Whether the session must end without waiting for exports.
    ended: bool,
    fatal: Option<FatalSignal>,
}

/// Where the explorer is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Draws on standard output.
    Stdout,
    /// Draws on the process's terminal, while standard input and output stay those of a pipe.
    Terminal,
}

/// The settings for the use of this terminal.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Where the explorer is drawn.
    pub output: Output,
    /// The capabilities of the terminal that may be used.
    pub profile: Profile,
    /// The look of the explorer.
    pub theme: Theme,
    /// The title of the terminal's window during the session.
    pub title: DisplayText<'static>,
    /// Whether a line of unknown speed lies between this process and the user.
    pub distant: bool,
}

/// Returns the columns of the terminal that standard output goes to, if it does.
pub(crate) fn stdout_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0).then_some(size.ws_col.into())
}

/// Checks that the explorer can be drawn on this output.
///
/// # Errors
/// Returns a one-line message for the user if it can't.
pub(crate) fn can_show(output: Output, dumb: bool) -> Result<(), String> {
    let instead = "use `gainsay search` and `gainsay show`";
    if dumb {
        return Err(format!(
            "the explorer needs a terminal that can move its cursor, but TERM is dumb: {instead}"
        ));
    }
    if output == Output::Stdout && !io::stdout().is_terminal() {
        return Err(format!(
            "the explorer needs a terminal, but standard output is not a terminal: {instead}"
        ));
    }
    Ok(())
}

fn terminal() -> io::Result<File> {
    File::options().read(true).write(true).open("/dev/tty")
}

impl Tty {
    /// Takes the terminal: raw mode and alternate screen. Dropping the value gives it back.
    ///
    /// # Errors
    /// Returns an error if there is no terminal.
    pub fn new(manner: Manner, bell: Bell) -> io::Result<Self> {
        let tty: OwnedFd = if io::stdin().is_terminal() {
            io::stdin().as_fd().try_clone_to_owned()?
        } else {
            terminal()?.into()
        };
        let out: File = match manner.output {
            Output::Stdout => io::stdout().as_fd().try_clone_to_owned()?.into(),
            Output::Terminal => terminal()?,
        };
        let mut local = Self {
            keyboard: Keyboard::new(tty),
            signals: Signals::listen(&bell)?,
            bell,
            display: Display::new(manner.profile, manner.theme),
            outlet: Outlet::new(&out)?,
            pace: if manner.distant { Pace::unknown() } else { Pace::free() },
            guard: Guard::new(out, manner.profile, manner.title),
            profile: manner.profile,
            mouse: false,
            exports: Exports::default(),
            ended: false,
            fatal: None,
        };
        guard::own(local.bell.waker());
        local.take()?;
        Ok(local)
    }

    /// Protects these inputs, from which the claims are read, from being overwritten by an export.
    pub(crate) fn spare(&mut self, inputs: Vec<input::Input>) {
        self.exports.read = inputs;
    }

    /// Returns the terminal's columns and rows.
    pub(crate) fn size(&self) -> (u16, u16) {
        self.keyboard.size()
    }

    /// Takes the terminal, or takes it again if another program may have changed its state.
    fn take(&mut self) -> io::Result<()> {
        let (_, rows) = self.size();
        self.guard.take(&mut self.outlet, rows)?;
        if self.mouse {
            self.outlet.send(modes::mouse(true))?;
        }
        self.display.forget();
        Ok(())
    }

    /// Takes the terminal again after another program had it.
    fn retake(&mut self) -> io::Result<()> {
        self.keyboard.forget();
        let taken = self.take();
        self.unless_gone(taken)
    }

    /// Gives the terminal back and ends running exports. Returns the signal that ends this process,
    /// if one does; the caller must then call [`FatalSignal::die`] after its own clean-up.
    #[must_use]
    pub fn end(mut self) -> Option<FatalSignal> {
        self.finish();
        self.fatal
    }

    fn finish(&mut self) {
        self.give_back();
        guard::disown();
        if self.ended && !guard::has_panicked() {
            self.fatal = self.fatal.or(Some(FatalSignal::HANGUP));
        }
        // A user who quits still wants the export that they started; a signal ends the waiting.
        let (signals, fatal, ended) = (&mut self.signals, &mut self.fatal, self.ended);
        let stops = || {
            let came = signals.next().and_then(FatalSignal::new);
            // Ctrl-c only ends the waiting here.
            *fatal = fatal.or(came.filter(|signal| *signal != FatalSignal::INTERRUPT));
            ended || came.is_some()
        };
        for words in self.exports.end(stops) {
            // Standard error may be closed.
            let _ = writeln!(io::stderr(), "gainsay: {}", crate::text::line(&words));
        }
    }

    fn give_back(&mut self) {
        let (_, rows) = self.size();
        self.guard.give_back(&mut self.outlet, rows);
    }

    fn signal(&mut self, signal: i32) -> io::Result<FrontendInput> {
        match signal {
            SIGTSTP => {
                self.give_back();
                signals::stop()?;
                self.retake()?;
            }
            // The user who stopped the process may have changed the terminal's modes.
            SIGCONT => self.retake()?,
            SIGWINCH => self.display.forget(),
            _ => {
                self.fatal = self.fatal.or(FatalSignal::new(signal));
                self.ended = true;
                return Ok(FrontendInput::End);
            }
        }
        Ok(FrontendInput::Msg(self.fit()))
    }

    /// Stops the whole job, as Ctrl-z does everywhere: a pipeline stops together. The signal comes
    /// back to [`Tty::signal`].
    fn suspend() -> io::Result<Option<Msg>> {
        // The first job of a terminal session has no shell above it that could continue it.
        if getsid(None)? == getpgrp() {
            return Ok(Some(Msg::Notice("there is no shell to return to".into())));
        }
        kill_current_process_group(Signal::TSTP)?;
        Ok(None)
    }

    /// Returns the message with the present size of the screen.
    fn fit(&self) -> Msg {
        let (columns, rows) = self.size();
        Msg::Resize(columns, rows)
    }

    /// Leaves the terminal to another program and takes it again afterwards.
    fn away<T>(&mut self, program: impl FnOnce() -> T) -> io::Result<T> {
        self.give_back();
        let (outcome, fatal) = self.signals.during(program);
        self.ended |= fatal.is_some();
        self.fatal = self.fatal.or(fatal);
        self.retake()?;
        Ok(outcome)
    }

    /// Sends bytes. If the terminal is gone, the session ends without an error message, which would
    /// have no reader.
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let sent = self.outlet.send(bytes);
        self.unless_gone(sent)
    }

    fn unless_gone(&mut self, sent: io::Result<()>) -> io::Result<()> {
        match sent {
            Err(error) if is_gone(&error) => {
                self.ended = true;
                Ok(())
            }
            other => other,
        }
    }

    /// Waits for the first event on any descriptor. Returns whether the terminal still exists.
    fn poll(&self, until: Option<Instant>) -> io::Result<bool> {
        let left = until.map(|until| timespec(until.saturating_duration_since(Instant::now())));
        let mut ready = vec![
            PollFd::new(&self.keyboard, PollFlags::IN),
            PollFd::new(&self.bell, PollFlags::IN),
        ];
        if !self.outlet.is_empty() {
            ready.push(PollFd::new(&self.outlet, PollFlags::OUT));
        }
        match poll(&mut ready, left.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        Ok(!ready.iter().any(|end| end.revents().intersects(gone)))
    }
}

impl Frontend for Tty {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wait(&mut self, until: Option<Instant>) -> io::Result<()> {
        let others = [self.keyboard.settles(), self.pace.opens()];
        let until = until.into_iter().chain(others.into_iter().flatten()).min();
        self.ended |= !self.poll(until)?;
        self.keyboard.settle(Instant::now())?;
        self.bell.hush();
        Ok(())
    }

    fn input(&mut self) -> io::Result<Option<FrontendInput>> {
        self.ended |= guard::has_panicked();
        if self.ended {
            return Ok(Some(FrontendInput::End));
        }
        loop {
            // Signals are checked each time, because a terminal may send reports without end that
            // are no input.
            if let Some(signal) = self.signals.next() {
                return self.signal(signal).map(Some);
            }
            match self.keyboard.next()? {
                NextRead::Nothing => return Ok(None),
                NextRead::Quit => return Ok(Some(FrontendInput::End)),
                NextRead::Gone => {
                    self.ended = true;
                    return Ok(Some(FrontendInput::End));
                }
                NextRead::Event(TerminalEvent::Ready) => self.pace.answer(Instant::now()),
                NextRead::Event(event) => {
                    if let Some(msg) = message(event) {
                        return Ok(Some(FrontendInput::Msg(msg)));
                    }
                }
            }
        }
    }

    fn is_free(&mut self) -> io::Result<bool> {
        let pushed = self.outlet.push();
        self.unless_gone(pushed)?;
        Ok(self.outlet.is_empty() && self.pace.is_open(Instant::now()))
    }

    fn draw(&mut self, app: &App) -> io::Result<()> {
        let mut frame = Vec::new();
        self.display.frame(app, &mut frame);
        if !frame.is_empty() && self.pace.send(Instant::now()) {
            frame.extend_from_slice(QUESTION);
        }
        self.send(&frame)
    }

    fn run(&mut self, errand: HostCommand) -> io::Result<Option<Msg>> {
        match errand {
            HostCommand::Copy(text) => {
                let (bytes, told) = copy(&text, &self.profile);
                self.send(&bytes)?;
                return Ok(Some(told));
            }
            HostCommand::Open(url) => return Ok(Some(programs::open(&url))),
            HostCommand::Edit { path, line } => {
                let outcome = self.away(|| programs::edit(&path, line))?;
                return Ok(Some(outcome));
            }
            HostCommand::Mouse(ours) => {
                self.mouse = ours;
                self.send(modes::mouse(ours))?;
            }
            HostCommand::Repaint => {
                let taken = self.take();
                self.unless_gone(taken)?;
                return Ok(Some(self.fit()));
            }
            HostCommand::Suspend => return Self::suspend(),
        }
        Ok(None)
    }

    fn export(&mut self, exporting: ExportJob, events: EventSender) -> Msg {
        self.exports.begin(exporting, events)
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        self.finish();
    }
}

/// Returns whether an error of a write means that the terminal is gone.
fn is_gone(error: &io::Error) -> bool {
    let gone = [Errno::IO, Errno::NXIO, Errno::PIPE, Errno::BADF].map(Errno::raw_os_error);
    error.raw_os_error().is_some_and(|code| gone.contains(&code))
}

fn timespec(time: Duration) -> Timespec {
    Timespec::try_from(time).unwrap_or(Timespec { tv_sec: i64::MAX, tv_nsec: 0 })
}
