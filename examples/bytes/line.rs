//! Runs a program on a pty with an emulator that answers its questions, and counts the bytes until
//! it rests.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use vt100::{Callbacks, Parser, Screen};

const COLUMNS: u16 = 80;
const ROWS: u16 = 24;

/// A program that has sent nothing for this long rests.
const QUIET: Duration = Duration::from_millis(250);
/// A program that sends nothing at all for this long has nothing to send.
const NOTHING: Duration = Duration::from_secs(1);
/// A program that starts may take this long before it sends anything.
const START: Duration = Duration::from_secs(10);
/// A program that still sends after this long never rests.
const RESTLESS: Duration = Duration::from_secs(20);

/// A running program with its terminal. Dropping it ends the program.
pub struct Line {
    emulator: Parser<Answers>,
    chunks: Receiver<Vec<u8>>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    _home: TempDir,
}

impl Line {
    /// Runs a program with an empty home and empty XDG folders.
    pub fn to(command: &[String]) -> anyhow::Result<Self> {
        let home = tempfile::tempdir()?;
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut builder = CommandBuilder::from_argv(command.iter().map(Into::into).collect());
        builder.env_clear();
        builder.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        builder.env("TERM", "xterm-256color");
        builder.env("LANG", "C.UTF-8");
        builder.env("HOME", home.path());
        builder.env("XDG_CONFIG_HOME", home.path().join("config"));
        builder.env("XDG_CACHE_HOME", home.path().join("cache"));
        builder.cwd(home.path());
        let child = pair.slave.spawn_command(builder)?;
        let size = NonZeroU16::new(ROWS).zip(NonZeroU16::new(COLUMNS));
        let (rows, columns) = size.context("a terminal has cells")?;
        Ok(Self {
            emulator: Parser::new_with_callbacks(rows, columns, 0, Answers::default()),
            chunks: read(pair.master.try_clone_reader()?),
            keyboard: pair.master.take_writer()?,
            child,
            _master: pair.master,
            _home: home,
        })
    }

    /// Sends keys to the program.
    pub fn press(&mut self, keys: &str) -> anyhow::Result<()> {
        self.keyboard.write_all(keys.as_bytes())?;
        Ok(self.keyboard.flush()?)
    }

    /// Returns the bytes of the start, until the program rests.
    pub fn opened(&mut self) -> anyhow::Result<u32> {
        self.rest(START, NOTHING)
    }

    /// Returns the bytes until the program rests.
    pub fn quiet(&mut self) -> anyhow::Result<u32> {
        self.rest(NOTHING, QUIET)
    }

    /// Returns the bytes within a time.
    pub fn during(&mut self, time: Duration) -> anyhow::Result<u32> {
        let (mut bytes, end) = (0, Instant::now() + time);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.take(left)? {
                0 => return Ok(bytes),
                more => bytes += more,
            }
        }
    }

    /// Returns the text of the screen.
    pub fn text(&self) -> String {
        self.emulator.screen().contents()
    }

    fn rest(&mut self, first: Duration, further: Duration) -> anyhow::Result<u32> {
        let end = Instant::now() + RESTLESS;
        let mut bytes = self.take(first)?;
        while bytes > 0 {
            match self.take(further)? {
                0 => break,
                more => bytes += more,
            }
            if Instant::now() > end {
                bail!("it never rests:\n{}", self.text());
            }
        }
        Ok(bytes)
    }

    /// Returns the number of bytes that arrive next, or 0 if none arrive in time. Answers the
    /// questions in them.
    fn take(&mut self, patience: Duration) -> anyhow::Result<u32> {
        let chunk = match self.chunks.recv_timeout(patience) {
            Ok(chunk) => chunk,
            Err(RecvTimeoutError::Timeout) => return Ok(0),
            Err(RecvTimeoutError::Disconnected) => bail!("it has ended:\n{}", self.text()),
        };
        self.emulator.process(&chunk);
        let answers = std::mem::take(&mut self.emulator.callbacks_mut().0);
        self.press(&answers)?;
        Ok(u32::try_from(chunk.len())?)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The terminal's answers: that it is ready, the cursor's position, its type.
#[derive(Default)]
struct Answers(String);

impl Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut Screen,
        first: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        last: char,
    ) {
        let (row, column) = screen.cursor_position();
        let answer = match (first, parameters, last) {
            (None, [[5]], 'n') => "\x1b[0n".to_owned(),
            (None, [[6]], 'n') => format!("\x1b[{};{}R", row + 1, column + 1),
            (None, _, 'c') => "\x1b[?1;2c".to_owned(),
            _ => return,
        };
        self.0.push_str(&answer);
    }
}

fn read(mut terminal: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, chunks) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Linux returns EIO once the last process has closed the terminal.
        while let Ok(count @ 1..) = terminal.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    chunks
}
