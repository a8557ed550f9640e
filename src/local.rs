//! The link to this terminal: raw mode, keys, signals, the editor, the browser. The only
//! room that holds file descriptors of a terminal.

mod desk;
mod guard;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crossterm::{event, execute};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};

use crate::explorer::{App, Errand, Msg};
use crate::session::{Input, Link, Waker};
use crate::terminal::decode::{Decoder, Event};
use crate::theme::Theme;
use crate::view;

use guard::Guard;
pub use guard::restore_on_panic;

/// The most bytes of a text that are sent to a clipboard: what most terminals take, in base64.
const CLIPBOARD_LIMIT: usize = 74_000;

/// How long a lone Esc waits for the rest of a sequence: longer than one takes over a slow
/// line, shorter than a reader notices.
const SETTLE: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// One frame is collected before it is written.
type Screen = Terminal<CrosstermBackend<io::BufWriter<File>>>;

/// This terminal.
pub struct Local {
    keyboard: OwnedFd,
    decoder: Decoder,
    /// What the decoder settled on when nothing more came.
    settled: Option<Msg>,
    screen: Screen,
    theme: Theme,
    guard: Guard,
    wake: UnixStream,
    signals: Receiver<i32>,
    watching: Handle,
    /// Whether another program has the terminal.
    lent: Arc<AtomicBool>,
    /// Whether SIGINT has come, set the moment it does.
    interrupted: Arc<AtomicBool>,
    /// Whether the next SIGINT that is heard was meant for another program.
    passed_over: bool,
    /// Whether the reader wants the mouse used.
    mouse: bool,
    ended: bool,
}

/// What wakes a [`Local`]: made before it, so that searching can begin before the terminal
/// is touched.
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
}

/// Whether this terminal can show the explorer, else why not.
///
/// # Errors
/// One line to tell the reader.
pub fn can_show(output: Output) -> Result<(), String> {
    let instead = "use `gainsay search` and `gainsay show`";
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(format!(
            "the explorer needs a terminal that can move its cursor, and TERM is dumb: {instead}"
        ));
    }
    if output == Output::Stdout && !io::stdout().is_terminal() {
        return Err(format!(
            "the explorer needs a terminal, and standard output is none: {instead}"
        ));
    }
    Ok(())
}

/// Where the explorer is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// On standard output.
    Stdout,
    /// On the process's terminal, with both ends of the pipe left alone.
    Terminal,
}

/// What a terminal's event is to the explorer; of some it need not hear.
#[must_use]
pub fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => Some(Msg::Key(key)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Mouse(mouse) => Some(Msg::Mouse(mouse)),
        Event::Focus(_) | Event::Ready => None,
    }
}

fn terminal() -> io::Result<File> {
    File::options().read(true).write(true).open("/dev/tty")
}

/// Hears signals in a thread of its own, and rings for each. While the terminal is `lent`,
/// whoever waits for an editor can't hear, but has to stop with it.
fn listen(ring: Arc<UnixStream>, lent: Arc<AtomicBool>) -> io::Result<(Receiver<i32>, Handle)> {
    let (sender, signals) = channel();
    let mut caught = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH])?;
    let watching = caught.handle();
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in caught.forever() {
            if signal == SIGTSTP && lent.load(Ordering::SeqCst) {
                let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
                continue;
            }
            if sender.send(signal).is_err() {
                break;
            }
            drop((&*ring).write(&[1]));
        }
    })?;
    Ok((signals, watching))
}

impl Local {
    /// Takes the terminal: raw mode, alternate screen. Dropping gives it back.
    ///
    /// # Errors
    /// Where there is no terminal.
    pub fn new(output: Output, theme: Theme, bell: Bell) -> io::Result<Self> {
        let keyboard: OwnedFd = if io::stdin().is_terminal() {
            io::stdin().as_fd().try_clone_to_owned()?
        } else {
            terminal()?.into()
        };
        let out: File = match output {
            Output::Stdout => io::stdout().as_fd().try_clone_to_owned()?.into(),
            Output::Terminal => terminal()?,
        };
        let Bell { ring, heard } = bell;
        let interrupted = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(SIGINT, Arc::clone(&interrupted))?;
        let lent = Arc::new(AtomicBool::new(false));
        let (signals, watching) = listen(ring, Arc::clone(&lent))?;
        let guard = Guard::take(out.try_clone()?)?;
        let screen = screen(out, &keyboard)?;
        Ok(Self {
            keyboard,
            decoder: Decoder::default(),
            settled: None,
            screen,
            theme,
            guard,
            wake: heard,
            signals,
            watching,
            lent,
            interrupted,
            passed_over: false,
            mouse: false,
            ended: false,
        })
    }

    /// The terminal's columns and rows.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        size(&self.keyboard)
    }

    fn signal(&mut self, signal: i32) -> io::Result<Input> {
        Ok(match signal {
            SIGTSTP => {
                self.guard.give_back();
                signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
                Input::Msg(self.repaint()?)
            }
            // Who stopped the process may have changed the terminal's modes.
            SIGCONT => Input::Msg(self.repaint()?),
            SIGWINCH => Input::Msg(self.fit()?),
            SIGINT if std::mem::take(&mut self.passed_over) => Input::Redraw,
            _ => Input::End,
        })
    }

    /// Stops the whole job, as Ctrl-z does everywhere: a pipeline stops together. The signal
    /// comes back to [`Local::signal`].
    fn suspend() -> io::Result<Option<Msg>> {
        // The session's first job has no shell above it that could let it go on.
        if getsid(None)? == getpgrp() {
            return Ok(Some(Msg::Notice("there is no shell to go back to here".into())));
        }
        kill_current_process_group(Signal::TSTP)?;
        Ok(None)
    }

    /// Takes the terminal where it was given away, and draws anew in the size it has now.
    fn repaint(&mut self) -> io::Result<Msg> {
        self.guard.retake()?;
        if self.mouse {
            execute!(self.screen.backend_mut(), event::EnableMouseCapture)?;
        }
        self.fit()
    }

    /// Empties the screen, in the size it has now. (`Terminal::clear` would ask the terminal
    /// where its cursor is, and wait for the answer among the keys.)
    fn fit(&mut self) -> io::Result<Msg> {
        let (columns, rows) = self.size();
        self.screen.resize(Rect::new(0, 0, columns, rows))?;
        Ok(Msg::Resize(columns, rows))
    }

    /// Leaves the terminal to another program and takes it again afterwards.
    fn away<T>(&mut self, program: impl FnOnce() -> T) -> io::Result<T> {
        self.guard.give_back();
        self.lent.store(true, Ordering::SeqCst);
        self.interrupted.store(false, Ordering::SeqCst);
        let outcome = program();
        self.lent.store(false, Ordering::SeqCst);
        // What was typed to the other program, like Ctrl-c, was meant for it. The signal may
        // have come without having been heard yet.
        let heard: Vec<i32> = self.signals.try_iter().collect();
        let came = self.interrupted.swap(false, Ordering::SeqCst);
        self.passed_over = came && !heard.contains(&SIGINT);
        self.ended |= heard.iter().any(|signal| matches!(*signal, SIGTERM | SIGHUP));
        self.repaint()?;
        Ok(outcome)
    }

    /// Takes what the keyboard has, without waiting; whether that was anything.
    fn fill(&mut self) -> io::Result<bool> {
        let mut ready = [PollFd::new(&self.keyboard, PollFlags::IN)];
        match poll(&mut ready, Some(&Timespec::default())) {
            Ok(0) | Err(rustix::io::Errno::INTR) => return Ok(false),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let mut bytes = [0; 4096];
        match rustix::io::read(&self.keyboard, &mut bytes) {
            // The terminal is gone.
            Ok(0) | Err(rustix::io::Errno::IO) => self.ended = true,
            Ok(count) => self.decoder.feed(bytes.get(..count).unwrap_or_default()),
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        Ok(!self.ended)
    }

    fn copy(&mut self, text: &str) -> io::Result<Option<Msg>> {
        use base64::Engine;
        let coded = base64::engine::general_purpose::STANDARD.encode(text);
        if coded.len() > CLIPBOARD_LIMIT {
            let words = "too long for a terminal’s clipboard; it is only shown here";
            return Ok(Some(Msg::Notice(words.into())));
        }
        let out = self.screen.backend_mut();
        write!(out, "\x1b]52;c;{coded}\x1b\\")?;
        Write::flush(out)?;
        Ok(Some(Msg::Notice("sent to your terminal".into())))
    }
}

fn screen(out: File, keyboard: &OwnedFd) -> io::Result<Screen> {
    let (columns, rows) = size(keyboard);
    let backend = CrosstermBackend::new(io::BufWriter::with_capacity(1 << 16, out));
    let viewport = Viewport::Fixed(Rect::new(0, 0, columns, rows));
    let mut screen = Terminal::with_options(backend, TerminalOptions { viewport })?;
    screen.resize(Rect::new(0, 0, columns, rows))?;
    Ok(screen)
}

/// The terminal's columns and rows; 80 by 24 where it doesn't know.
fn size(keyboard: &OwnedFd) -> (u16, u16) {
    match rustix::termios::tcgetwinsize(keyboard) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
        _ => (80, 24),
    }
}

impl Link for Local {
    fn wait(&mut self) -> io::Result<()> {
        let mut ready =
            [PollFd::new(&self.keyboard, PollFlags::IN), PollFd::new(&self.wake, PollFlags::IN)];
        let settle = self.decoder.is_undecided().then_some(&SETTLE);
        match poll(&mut ready, settle) {
            Ok(0) => self.settled = self.decoder.settle().and_then(message),
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        self.ended |= ready[0].revents().intersects(gone);
        if ready[1].revents().contains(PollFlags::IN) {
            let mut rung = [0; 64];
            while io::Read::read(&mut self.wake, &mut rung).is_ok_and(|bytes| bytes == rung.len()) {
            }
        }
        Ok(())
    }

    fn input(&mut self) -> io::Result<Option<Input>> {
        if self.ended {
            return Ok(Some(Input::End));
        }
        if let Ok(signal) = self.signals.try_recv() {
            return self.signal(signal).map(Some);
        }
        if let Some(msg) = self.settled.take() {
            return Ok(Some(Input::Msg(msg)));
        }
        loop {
            while let Some(event) = self.decoder.take() {
                if let Some(msg) = message(event) {
                    return Ok(Some(Input::Msg(msg)));
                }
            }
            if !self.fill()? {
                return Ok(self.ended.then_some(Input::End));
            }
        }
    }

    fn draw(&mut self, app: &App) -> io::Result<()> {
        let theme = self.theme;
        let area = self.screen.get_frame().area();
        if (area.width, area.height) != app.size() {
            return Ok(());
        }
        self.screen.draw(|frame| {
            let cursor = view::draw(app, theme, frame.buffer_mut());
            frame.set_cursor_position(cursor);
        })?;
        Ok(())
    }

    fn run(&mut self, errand: Errand) -> io::Result<Option<Msg>> {
        match errand {
            Errand::Copy(text) => return self.copy(&text),
            Errand::Open(url) => return Ok(Some(desk::open(&url))),
            Errand::Edit { path, line } => {
                let outcome = self.away(|| desk::edit(&path, line))?;
                return Ok(Some(outcome));
            }
            Errand::Mouse(ours) => {
                self.mouse = ours;
                let out = self.screen.backend_mut();
                if ours {
                    execute!(out, event::EnableMouseCapture)?;
                } else {
                    execute!(out, event::DisableMouseCapture)?;
                }
            }
            Errand::Repaint => return self.repaint().map(Some),
            Errand::Suspend => return Self::suspend(),
        }
        Ok(None)
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        self.watching.close();
        self.guard.give_back();
    }
}
