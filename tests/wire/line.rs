//! A simulated line of a given latency and rate between the real session and a terminal. It has a
//! clock of its own, so that a simulated hour takes no longer than its events.

use std::collections::VecDeque;
use std::io;
use std::num::NonZeroU16;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gainsay::app::keymap::Keymap;
use gainsay::app::{App, HostCommand, Msg, OpenDatasets, Purpose, Setup, Where};
use gainsay::search::Corpus;
use gainsay::session::{Frontend, FrontendInput, Session};
use gainsay::terminal::decode::{Decoder, TerminalEvent};
use gainsay::terminal::pace::{Pace, QUESTION};
use gainsay::terminal::profile::Environment;
use gainsay::theme::{Glyphs, Theme};
use gainsay::view;
use gainsay::view::terminal_view::{Display, message};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

pub const SIZE: (u16, u16) = (80, 24);

/// The longest real time that a search may take.
const SEARCH: Duration = Duration::from_secs(20);
/// The real time to wait for a result that may not arrive.
const PERHAPS: Duration = Duration::from_millis(50);

/// The latency and the rate of a line.
#[derive(Clone, Copy)]
pub struct Speed {
    /// The time to the other end and back.
    pub round_trip: Duration,
    /// The bytes per second towards the terminal; `None` is an unlimited rate.
    pub rate: Option<f64>,
    /// Whether the session can see what waits in the send queue.
    pub seen: bool,
}

/// A line without latency and with an unlimited rate.
pub const INSTANT: Speed = Speed { round_trip: Duration::ZERO, rate: None, seen: true };

/// A frame that was sent to the terminal.
pub struct Sent {
    /// The time at which it was drawn.
    pub at: Duration,
    /// The time at which all of it has reached the terminal.
    pub arrived: Duration,
    /// The size in bytes of the frame.
    pub bytes: usize,
    /// The budget in bytes for the frame.
    pub allowed: usize,
    /// The text of the screen after the frame.
    pub text: String,
}

/// A key of a script, its time, and the real time to wait for its result.
struct Typed {
    at: Duration,
    bytes: Vec<u8>,
    patience: Duration,
}

pub struct Line {
    speed: Speed,
    start: Instant,
    now: Instant,
    /// The time at which the queue towards the terminal is empty.
    drained: Instant,
    typed: VecDeque<Typed>,
    /// The arrival times of replies that the terminal has sent.
    answers: VecDeque<Instant>,
    decoder: Decoder,
    display: Display,
    pace: Pace,
    bell: Receiver<()>,
    patience: Duration,
    before: Buffer,
    emulator: vt100::Parser,
    pub sent: Vec<Sent>,
    /// The number of writes to the terminal.
    pub writes: usize,
}

/// The keys that are pressed during a session.
#[derive(Default)]
pub struct Script(VecDeque<Typed>);

impl Script {
    /// Presses a key that starts no search.
    pub fn press(self, at: u64, bytes: &str) -> Self {
        self.add(at, bytes, Duration::ZERO)
    }

    /// Presses a key that starts a search.
    pub fn search(self, at: u64, bytes: &str) -> Self {
        self.add(at, bytes, SEARCH)
    }

    /// Presses a key that may start a search.
    pub fn perhaps(self, at: u64, bytes: &str) -> Self {
        self.add(at, bytes, PERHAPS)
    }

    fn add(mut self, at: u64, bytes: &str, patience: Duration) -> Self {
        self.0.push_back(Typed { at: millis(at), bytes: bytes.into(), patience });
        self
    }
}

pub fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Runs a session on a line from its first frame until some time after the script.
pub fn run(corpus: &Arc<Corpus>, speed: Speed, script: Script) -> Line {
    let (ring, bell) = channel();
    let setup = Setup {
        keymap: Keymap::default(),
        purpose: Purpose::Explore,
        place: Where::Elsewhere,
        single: false,
        glyphs: Glyphs::Unicode,
        size: SIZE,
        query: String::new(),
        about: Arc::new(OpenDatasets::default()),
    };
    let waker = Arc::new(move || {
        let _ = ring.send(());
    });
    let session = Session::new(setup, Arc::clone(corpus), waker).unwrap();
    let mut line = Line::new(speed, bell, script);
    session.run(&mut line).unwrap();
    line
}

impl Line {
    fn new(speed: Speed, bell: Receiver<()>, script: Script) -> Self {
        let start = Instant::now();
        let lookup = |name: &str| (name == "TERM").then(|| "xterm-256color".to_owned());
        let profile = Environment::new(&lookup).profile();
        Self {
            speed,
            start,
            now: start,
            drained: start,
            typed: script.0,
            answers: VecDeque::new(),
            decoder: Decoder::default(),
            display: Display::new(profile, Theme::default()),
            pace: if speed.seen { Pace::free() } else { Pace::unknown() },
            bell,
            // The first list is searched for at the start.
            patience: SEARCH,
            before: Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1)),
            emulator: vt100::Parser::new(nonzero(SIZE.1), nonzero(SIZE.0), 0),
            sent: Vec::new(),
            writes: 0,
        }
    }

    /// Returns the bytes that were sent between two times in milliseconds.
    pub fn between(&self, from: u64, to: u64) -> usize {
        let within = millis(from)..millis(to);
        self.sent.iter().filter(|sent| within.contains(&sent.at)).map(|sent| sent.bytes).sum()
    }

    fn half(&self) -> Duration {
        self.speed.round_trip / 2
    }

    /// Returns the time at which the next key arrives.
    fn next_key(&self) -> Option<Instant> {
        self.typed.front().map(|typed| self.start + typed.at + self.half())
    }

    /// Waits for a search in real time. Returns whether a result arrived.
    fn wait_really(&mut self) -> bool {
        if self.patience.is_zero() {
            return false;
        }
        let came = self.bell.recv_timeout(self.patience).is_ok();
        self.patience = if came { PERHAPS } else { Duration::ZERO };
        came
    }

    /// Returns the budget of a frame in bytes, as
    /// `no_frame_costs_more_than_its_changed_cells_allow` states it.
    fn allowed(&mut self, app: &App) -> usize {
        let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        view::draw(app, Theme::default(), &mut buffer);
        let cells = self.before.content.iter().zip(&buffer.content);
        let mut changed = 0;
        let mut runs = 0;
        let mut style = Cell::default().style();
        for (before, now) in cells {
            if before == now {
                style = Cell::default().style();
                continue;
            }
            changed += now.symbol().len();
            if now.style() != style {
                style = now.style();
                runs += usize::from(style != Cell::default().style());
            }
        }
        self.before = buffer;
        // Synchronized updates put a sequence before and after a large frame.
        let held = if changed > 1_024 { 16 } else { 0 };
        changed * 5 / 4 + 60 + 8 * runs + held
    }
}

impl Frontend for Line {
    fn now(&self) -> Instant {
        self.now
    }

    fn wait(&mut self, until: Option<Instant>) -> io::Result<()> {
        if self.wait_really() {
            return Ok(());
        }
        let drained = Some(self.drained).filter(|drained| *drained > self.now);
        let events = [until, self.next_key(), self.answers.front().copied(), drained];
        if let Some(next) = events.into_iter().flatten().min() {
            self.now = self.now.max(next);
        } else {
            // The script is over and no event is left: a minute passes, and Ctrl-c ends the
            // session.
            self.now += Duration::from_mins(1);
            self.typed.push_back(Typed {
                at: Duration::ZERO,
                bytes: b"\x03".into(),
                patience: Duration::ZERO,
            });
        }
        Ok(())
    }

    fn input(&mut self) -> io::Result<Option<FrontendInput>> {
        while self.answers.front().is_some_and(|at| *at <= self.now) {
            self.answers.pop_front();
            self.decoder.feed(b"\x1b[0n");
        }
        if self.next_key().is_some_and(|at| at <= self.now) {
            let typed = self.typed.pop_front().unwrap();
            self.decoder.feed(&typed.bytes);
            self.patience = typed.patience;
        }
        while let Some(event) = self.decoder.take() {
            if event == TerminalEvent::Ready {
                self.pace.answer(self.now);
            }
            if let Some(msg) = message(event) {
                return Ok(Some(FrontendInput::Msg(msg)));
            }
        }
        Ok(None)
    }

    fn is_free(&mut self) -> io::Result<bool> {
        Ok(self.pace.is_open(self.now) && (!self.speed.seen || self.drained <= self.now))
    }

    fn draw(&mut self, app: &App) -> io::Result<()> {
        let mut frame = Vec::new();
        self.display.frame(app, &mut frame);
        let allowed = self.allowed(app);
        if !app.awaits_list() {
            // Only counts may still arrive.
            self.patience = self.patience.min(PERHAPS);
        }
        if frame.is_empty() {
            return Ok(());
        }
        let asks = self.pace.send(self.now);
        if asks {
            frame.extend_from_slice(QUESTION);
        }
        self.writes += 1;
        self.emulator.process(&frame);
        let text = self.emulator.screen().contents();
        let bytes = frame.len();
        let takes = self.speed.rate.map_or(Duration::ZERO, |rate| {
            Duration::from_secs_f64(f64::from(u32::try_from(bytes).unwrap()) / rate)
        });
        self.drained = self.drained.max(self.now) + takes;
        let arrived = self.drained + self.half();
        if asks {
            self.answers.push_back(arrived + self.half());
        }
        let since = |at: Instant| at - self.start;
        self.sent.push(Sent { at: since(self.now), arrived: since(arrived), bytes, allowed, text });
        Ok(())
    }

    fn run(&mut self, _: HostCommand) -> io::Result<Option<Msg>> {
        Ok(None)
    }
}

fn nonzero(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size).unwrap()
}
