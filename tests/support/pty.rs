//! A real terminal for the real program: a pty of a fixed size, an emulator that interprets the
//! output, and functions that wait for what the screen shows. Nothing here sleeps.

#![allow(dead_code, reason = "each test program uses a part")]

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::fs::OFlags;
use rustix::process::Pid;
use tempfile::TempDir;

#[path = "gate.rs"]
mod gate;

use gate::Gate;

/// The time limit for a condition. It is generous, since a busy machine is slow and a test that
/// passes never waits this long.
const DEADLINE: Duration = Duration::from_secs(20);

/// A program to run and the terminal to run it in.
pub struct Start {
    command: Vec<String>,
    size: (u16, u16),
    /// The size that the program is told, if it differs from the real one.
    told: Option<(u16, u16)>,
    variables: HashMap<String, String>,
    unset: Vec<String>,
}

/// Runs gainsay with these arguments.
pub fn gainsay(arguments: &[&str]) -> Start {
    let mut command = vec![env!("CARGO_BIN_EXE_gainsay").to_owned()];
    command.extend(arguments.iter().map(|&argument| argument.to_owned()));
    Start { command, size: (80, 24), told: None, variables: HashMap::new(), unset: Vec::new() }
}

/// Runs a shell script in which `$GAINSAY` is the program.
pub fn shell(script: &str) -> Start {
    program(&["sh", "-c", script])
}

/// Runs any program.
pub fn program(command: &[&str]) -> Start {
    let command = command.iter().map(|&word| word.to_owned()).collect();
    Start { command, size: (80, 24), told: None, variables: HashMap::new(), unset: Vec::new() }
}

impl Start {
    /// Sets the size of the terminal, which is 80 by 24 by default.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// Sets the size that the terminal reports, whatever size the emulator has.
    pub fn told(mut self, columns: u16, rows: u16) -> Self {
        self.told = Some((columns, rows));
        self
    }

    /// Sets an environment variable.
    pub fn set(mut self, name: &str, value: impl AsRef<Path>) -> Self {
        self.variables.insert(name.into(), value.as_ref().to_string_lossy().into_owned());
        self
    }

    /// Removes an environment variable.
    pub fn unset(mut self, name: &str) -> Self {
        self.unset.push(name.into());
        self
    }

    /// Starts the program with an empty home folder and empty XDG folders.
    pub fn run(self) -> Pty {
        let home = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(pty_size(self.told.unwrap_or(self.size))).unwrap();
        let before = modes(&*pair.master);
        let mut command = CommandBuilder::new(&self.command[0]);
        command.args(&self.command[1..]);
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("GAINSAY", env!("CARGO_BIN_EXE_gainsay"));
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", home.path());
        for folder in ["config", "cache", "state"] {
            let name = format!("XDG_{}_HOME", folder.to_uppercase());
            command.env(name, home.path().join(folder));
        }
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        for name in &self.unset {
            command.env_remove(name);
        }
        command.cwd(home.path());
        let child = Started(pair.slave.spawn_command(command).unwrap());
        drop(pair.slave);
        let (gate, chunks) = Gate::read(pair.master.try_clone_reader().unwrap());
        let keyboard = pair.master.take_writer().unwrap();
        let emulator = vt100::Parser::new(nonzero(self.size.1), nonzero(self.size.0), 0);
        let master = pair.master;
        let sent = Vec::new();
        let answer = None;
        Pty { emulator, sent, answer, chunks, gate, keyboard, master, child, before, home }
    }
}

/// A program in a terminal. Dropping it kills the program.
pub struct Pty {
    emulator: vt100::Parser,
    sent: Vec<u8>,
    /// A query of the program, and the reply that the terminal sends to it.
    answer: Option<(&'static str, &'static str)>,
    chunks: Receiver<Vec<u8>>,
    gate: Gate,
    keyboard: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Started,
    before: String,
    home: TempDir,
}

impl Pty {
    /// Types keys.
    pub fn keys(&mut self, keys: &str) {
        self.bytes(keys.as_bytes());
    }

    /// Sends arbitrary bytes to the program as terminal input.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.keyboard.write_all(bytes).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until the screen satisfies `reached`, and fails with what it shows instead.
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

    /// Waits until the screen shows a text.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        self.until(&format!("“{text}”"), |screen| screen.contents().contains(text));
    }

    /// Types, and waits until the screen shows a text.
    #[track_caller]
    pub fn keys_show(&mut self, keys: &str, text: &str) {
        self.keys(keys);
        self.shows(text);
    }

    /// Waits until a text is sent that was not sent before, wherever the screen shows it.
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

    /// Waits until the whole output satisfies `reached`.
    #[track_caller]
    pub fn until_sent(&mut self, reached: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !reached(&String::from_utf8_lossy(&self.sent)) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => self.take(&chunk),
                Err(why) => panic!("no such output ({why}):\n{}", self.text()),
            }
        }
    }

    /// Types, and waits until the program has woken up for the keys and sleeps again.
    #[track_caller]
    pub fn keys_handled(&mut self, keys: &str) {
        let deadline = Instant::now() + DEADLINE;
        let before = gate::context_switches(self.process());
        self.keys(keys);
        while gate::context_switches(self.process()) == before {
            assert!(Instant::now() < deadline, "the program does not read its input");
            std::thread::yield_now();
        }
    }

    /// Makes the terminal reply to a query as soon as it receives it.
    pub fn replies_at_once(&mut self, question: &'static str, answer: &'static str) {
        self.answer = Some((question, answer));
    }

    /// Waits until the program has ended and all its output has arrived. Returns the exit code.
    #[track_caller]
    pub fn ended(&mut self) -> u32 {
        self.status().exit_code()
    }

    /// Waits until a signal has ended the program and all its output has arrived. Returns the name
    /// of the signal.
    #[track_caller]
    pub fn killed(&mut self) -> String {
        killed(&self.status())
    }

    #[track_caller]
    fn status(&mut self) -> ExitStatus {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => self.take(&chunk),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the program still runs:\n{}", self.text())
                }
            }
        }
        self.child.wait().unwrap()
    }

    /// Leaves the program's output unread from now on.
    pub fn leave_unread(&self) {
        self.gate.shut();
    }

    /// Waits until the program has ended, without reading its output. Returns the exit code.
    #[track_caller]
    pub fn ended_unread(&mut self) -> u32 {
        assert!(gate::has_ended(self.process(), DEADLINE), "the program still runs");
        self.child.wait().unwrap().exit_code()
    }

    /// Waits until a signal has ended the program, without reading its output. Returns the name of
    /// the signal.
    #[track_caller]
    pub fn killed_unread(&mut self) -> String {
        assert!(gate::has_ended(self.process(), DEADLINE), "the program still runs");
        killed(&self.child.wait().unwrap())
    }

    /// Closes the terminal's master end. The program may still run.
    pub fn close(self) -> Orphan {
        let Self { gate, keyboard, master, child, home, .. } = self;
        gate.close();
        drop((keyboard, master));
        Orphan { child, _home: home }
    }

    /// Opens the program's end of the terminal, without making it the test's controlling terminal.
    pub fn other_end(&self) -> File {
        let path = self.master.tty_name().unwrap();
        let flags = i32::try_from(OFlags::NOCTTY.bits()).unwrap();
        File::options().read(true).write(true).custom_flags(flags).open(path).unwrap()
    }

    /// Resizes the terminal and tells the program.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.emulator.screen_mut().set_size(nonzero(rows), nonzero(columns));
        self.master.resize(pty_size((columns, rows))).unwrap();
    }

    /// Tells the program a size other than the terminal's.
    pub fn tell_size(&self, columns: u16, rows: u16) {
        self.master.resize(pty_size((columns, rows))).unwrap();
    }

    /// Returns the process that was started in the terminal.
    pub fn process(&self) -> Pid {
        self.child.process()
    }

    /// Sends a signal to the process that was started in the terminal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.process(), signal).unwrap();
    }

    /// Returns the foreground process group of the terminal.
    pub fn foreground(&self) -> Option<Pid> {
        Pid::from_raw(self.master.process_group_leader()?)
    }

    /// Returns the program's working folder, which is its home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Returns the emulated screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.emulator.screen()
    }

    /// Returns the text of the screen.
    pub fn text(&self) -> String {
        self.screen().contents()
    }

    /// Returns everything that was sent to the terminal so far.
    pub fn sent(&self) -> &[u8] {
        &self.sent
    }

    /// Lists what the program did not restore: the main screen, the visible cursor, bracketed
    /// paste, the mouse and the line modes. An empty list means that all were restored.
    pub fn left_behind(&self) -> Vec<&'static str> {
        let screen = self.screen();
        let now = modes(&*self.master);
        let mouse = screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
        let all = [
            (screen.alternate_screen(), "the alternate screen"),
            (screen.hide_cursor(), "a hidden cursor"),
            (screen.bracketed_paste(), "bracketed paste"),
            (mouse, "mouse reporting"),
            (now != self.before, "changed line modes"),
        ];
        all.into_iter().filter_map(|(left, what)| left.then_some(what)).collect()
    }

    /// Returns whether the terminal's line modes are those from before the program.
    pub fn has_its_modes(&self) -> bool {
        modes(&*self.master) == self.before
    }

    /// Returns whether a synchronized update has begun and not ended, so that only a part of a
    /// large frame has arrived. Smaller frames arrive as a whole.
    fn within_a_frame(&self) -> bool {
        let last = |mark: &[u8]| self.sent.windows(mark.len()).rposition(|it| it == mark);
        last(b"\x1b[?2026h") > last(b"\x1b[?2026l")
    }

    fn take(&mut self, chunk: &[u8]) {
        self.sent.extend_from_slice(chunk);
        self.emulator.process(chunk);
        if let Some((question, answer)) = self.answer
            && String::from_utf8_lossy(chunk).contains(question)
        {
            self.keys(answer);
        }
    }
}

/// A program whose terminal is closed. Dropping it kills the program.
pub struct Orphan {
    child: Started,
    _home: TempDir,
}

impl Orphan {
    /// Waits until a signal has ended the program. Returns the name of the signal.
    #[track_caller]
    pub fn killed(&mut self) -> String {
        assert!(gate::has_ended(self.child.process(), DEADLINE), "the program still runs");
        killed(&self.child.wait().unwrap())
    }
}

/// Returns the name of the signal that ended a program.
#[track_caller]
fn killed(status: &ExitStatus) -> String {
    status.signal().unwrap_or_else(|| panic!("no signal ended the program: {status}")).to_owned()
}

/// A process that is killed when it is dropped.
struct Started(Box<dyn Child + Send + Sync>);

impl Started {
    fn process(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.0.process_id().unwrap()).unwrap()).unwrap()
    }

    fn wait(&mut self) -> std::io::Result<portable_pty::ExitStatus> {
        self.0.wait()
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
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
