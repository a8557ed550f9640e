//! A real terminal for the real program: a pty of a fixed size, an emulator that keeps its
//! screen, and waiting for what the screen shows. Nothing here sleeps.

#![allow(dead_code, reason = "no test program uses all of it")]

use std::collections::HashMap;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// How long a condition may take: generous, since a busy machine is slow and a test that
/// passes never waits this long.
const DEADLINE: Duration = Duration::from_secs(20);

/// What to run, and in which terminal.
pub struct Start {
    command: Vec<String>,
    size: (u16, u16),
    variables: HashMap<String, String>,
}

/// The program itself, with its arguments.
pub fn gainsay(arguments: &[&str]) -> Start {
    let mut command = vec![env!("CARGO_BIN_EXE_gainsay").to_owned()];
    command.extend(arguments.iter().map(|&argument| argument.to_owned()));
    Start { command, size: (80, 24), variables: HashMap::new() }
}

/// A shell script, in which `$GAINSAY` is the program.
pub fn shell(script: &str) -> Start {
    program(&["sh", "-c", script])
}

/// Any program.
pub fn program(command: &[&str]) -> Start {
    let command = command.iter().map(|&word| word.to_owned()).collect();
    Start { command, size: (80, 24), variables: HashMap::new() }
}

impl Start {
    /// In a terminal of so many columns and rows, instead of 80 by 24.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// With an environment variable.
    pub fn set(mut self, name: &str, value: impl AsRef<Path>) -> Self {
        self.variables.insert(name.into(), value.as_ref().to_string_lossy().into_owned());
        self
    }

    /// Runs it. Its home and its XDG folders are empty.
    pub fn run(self) -> Pty {
        let home = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(pty_size(self.size)).unwrap();
        let before = modes(&*pair.master);
        let mut command = CommandBuilder::new(&self.command[0]);
        command.args(&self.command[1..]);
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("GAINSAY", env!("CARGO_BIN_EXE_gainsay"));
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", home.path());
        for (name, folder) in [("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")] {
            command.env(name, home.path().join(folder));
        }
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.cwd(home.path());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let chunks = read(pair.master.try_clone_reader().unwrap());
        let keyboard = pair.master.take_writer().unwrap();
        let emulator = vt100::Parser::new(nonzero(self.size.1), nonzero(self.size.0), 0);
        let master = pair.master;
        Pty { emulator, sent: Vec::new(), chunks, keyboard, master, child, before, home }
    }
}

/// A program in a terminal. Dropping it ends the program.
pub struct Pty {
    emulator: vt100::Parser,
    sent: Vec<u8>,
    chunks: Receiver<Vec<u8>>,
    keyboard: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    before: String,
    home: TempDir,
}

impl Pty {
    /// Types.
    pub fn keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until the screen is as described, and fails with what it shows instead.
    #[track_caller]
    pub fn until(&mut self, what: &str, reached: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while self.within_a_frame() || !reached(self.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => self.take(&chunk),
                Err(why) => panic!("no {what} ({why}) on this screen:\n{}", self.text()),
            }
        }
    }

    /// Waits until a text stands on the screen.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        self.until(&format!("“{text}”"), |screen| screen.contents().contains(text));
    }

    /// Types, and waits until a text stands on the screen.
    #[track_caller]
    pub fn keys_show(&mut self, keys: &str, text: &str) {
        self.keys(keys);
        self.shows(text);
    }

    /// Waits until a text is sent that was not sent before, wherever it lands.
    #[track_caller]
    pub fn sends(&mut self, text: &str) {
        let before = self.sent.len();
        let deadline = Instant::now() + DEADLINE;
        while !String::from_utf8_lossy(&self.sent[before..]).contains(text) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => self.take(&chunk),
                Err(why) => panic!("“{text}” was not sent ({why}):\n{}", self.text()),
            }
        }
    }

    /// Waits until the program has ended and everything it sent is here; its exit code.
    #[track_caller]
    pub fn ended(&mut self) -> u32 {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => self.take(&chunk),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it goes on:\n{}", self.text()),
            }
        }
        self.child.wait().unwrap().exit_code()
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.emulator.screen_mut().set_size(nonzero(rows), nonzero(columns));
        self.master.resize(pty_size((columns, rows))).unwrap();
    }

    /// The process started in the terminal.
    pub fn process(&self) -> rustix::process::Pid {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        rustix::process::Pid::from_raw(id).unwrap()
    }

    /// Sends a signal to the process started in the terminal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.process(), signal).unwrap();
    }

    /// The folder it runs in, which is its home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.emulator.screen()
    }

    /// The screen's text.
    pub fn text(&self) -> String {
        self.screen().contents()
    }

    /// Everything that was sent to the terminal so far.
    pub fn sent(&self) -> &[u8] {
        &self.sent
    }

    /// Whether the terminal is as it was before the program: main screen, visible cursor,
    /// no bracketed paste, no mouse, its line modes. Says what isn't.
    pub fn left_behind(&self) -> Vec<&'static str> {
        let screen = self.screen();
        let now = modes(&*self.master);
        let mouse = screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
        let all = [
            (screen.alternate_screen(), "the alternate screen"),
            (screen.hide_cursor(), "a hidden cursor"),
            (screen.bracketed_paste(), "bracketed paste"),
            (mouse, "the mouse taken"),
            (now != self.before, "changed line modes"),
        ];
        all.into_iter().filter_map(|(left, what)| left.then_some(what)).collect()
    }

    /// Whether only a part of a large frame is here: the terminal is told to hold it back. Of a
    /// smaller one all comes together.
    fn within_a_frame(&self) -> bool {
        let last = |mark: &[u8]| self.sent.windows(mark.len()).rposition(|it| it == mark);
        last(b"\x1b[?2026h") > last(b"\x1b[?2026l")
    }

    fn take(&mut self, chunk: &[u8]) {
        self.sent.extend_from_slice(chunk);
        self.emulator.process(chunk);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(mut terminal: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, chunks) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Linux says EIO where the last process has closed the terminal.
        while let Ok(count @ 1..) = terminal.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    chunks
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("a terminal has modes"))
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size).expect("a terminal has at least one cell")
}
