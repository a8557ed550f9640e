//! Drives a real session without a terminal: keys in, screens out as text.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gainsay::app::keymap::Keymap;
use gainsay::app::{
    App, ExportStart, ExportTarget, HostCommand, Msg, OpenDatasets, Purpose, Setup, Where,
};
use gainsay::catalog;
use gainsay::input;
use gainsay::input::Input;
use gainsay::key::Key;
use gainsay::search::Corpus;
use gainsay::session::{
    Event, EventSender, ExportJob, Frontend, FrontendInput, Session, SessionOutcome,
};
use gainsay::text;
use gainsay::theme::{Glyphs, Theme};
use gainsay::view;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// The longest time that a search may take.
const SEARCH: Duration = Duration::from_mins(1);

/// A session with its terminal.
pub struct Explorer {
    pub session: Session,
    pub terminal: Terminal,
    /// How the session ended, if it did.
    pub outcome: Option<SessionOutcome>,
    bell: Receiver<()>,
}

/// A terminal that shows every frame, on a machine that does nothing.
pub struct Terminal {
    now: Instant,
    inputs: VecDeque<FrontendInput>,
    /// Whether the session only waits for other threads.
    idle: bool,
    theme: Theme,
    /// The last frame and the position of its cursor.
    frame: (Buffer, (u16, u16)),
    /// The commands that the session gave, in order.
    pub commands: Vec<HostCommand>,
    /// The exports that the session requested, in order.
    pub exports: Vec<ExportTarget>,
    /// The answer to the next export.
    pub export_start: ExportStart,
}

/// Returns the usual settings of an explorer.
pub fn setup() -> Setup {
    Setup {
        keymap: Keymap::default(),
        purpose: Purpose::Explore,
        place: Where::Here,
        single: false,
        glyphs: Glyphs::Unicode,
        size: (80, 24),
        query: String::new(),
        about: Arc::new(OpenDatasets::default()),
    }
}

/// Opens files under `tests/data`, named as a user would name them.
pub fn catalog(names: &[&str]) -> Arc<Corpus> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let inputs: Vec<Input> = names.iter().map(|name| file(&folder, name)).collect();
    corpus(&inputs)
}

fn file(folder: &Path, name: &str) -> Input {
    Input::Bytes { name: name.to_owned(), bytes: std::fs::read(folder.join(name)).unwrap().into() }
}

/// Opens a document.
pub fn document(name: &str, json: &str) -> Arc<Corpus> {
    corpus(&[Input::Bytes { name: name.to_owned(), bytes: json.as_bytes().into() }])
}

/// Opens the built-in dataset.
pub fn built_in() -> Arc<Corpus> {
    corpus(&[Input::built_in()])
}

/// Opens inputs.
pub fn corpus(inputs: &[Input]) -> Arc<Corpus> {
    Arc::new(Corpus::new(catalog::open(inputs, &input::Cache::default()).unwrap()))
}

/// Returns the keys that a list of names stands for.
fn keys_of(list: &str) -> Vec<Key> {
    let (names, typed) = list.split_once("type:").unwrap_or((list, ""));
    let spelled = names.split_whitespace().map(|name| name.parse().unwrap());
    spelled.chain(typed.chars().map(Key::char)).collect()
}

impl Explorer {
    /// Starts on the built-in dataset.
    pub fn new(columns: u16, rows: u16) -> Self {
        Self::of(built_in(), Setup { size: (columns, rows), ..setup() })
    }

    /// Starts on files under `tests/data`.
    pub fn on(names: &[&str], columns: u16, rows: u16) -> Self {
        Self::of(catalog(names), Setup { size: (columns, rows), ..setup() })
    }

    /// Starts on a catalog.
    pub fn of(corpus: Arc<Corpus>, setup: Setup) -> Self {
        let (ring, bell) = channel();
        let waker = Arc::new(move || ring.send(()).unwrap_or_default());
        let mut terminal = Terminal::new();
        terminal.theme.glyphs = setup.glyphs;
        let session = Session::new(setup, corpus, waker).unwrap();
        let mut explorer = Self { session, terminal, outcome: None, bell };
        explorer.input([FrontendInput::Redraw]);
        explorer
    }

    /// Starts on a catalog, on a terminal that shows only ASCII.
    pub fn ascii(corpus: Arc<Corpus>, columns: u16, rows: u16) -> Self {
        Self::of(corpus, Setup { size: (columns, rows), glyphs: Glyphs::Ascii, ..setup() })
    }

    pub fn app(&self) -> &App {
        self.session.app()
    }

    /// Presses keys, given by their names with blanks between them. `type:` types everything after
    /// it, up to the end of the list.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys_of(keys) {
            self.send(Msg::Key(key));
        }
        self
    }

    /// Presses keys so fast that no search finishes before the last of them.
    pub fn rush(&mut self, keys: &str) -> &mut Self {
        self.input(keys_of(keys).into_iter().map(|key| FrontendInput::Msg(Msg::Key(key))))
    }

    /// Sends a message to the app.
    pub fn send(&mut self, msg: Msg) -> &mut Self {
        self.input([FrontendInput::Msg(msg)])
    }

    /// Reports files that were read again.
    pub fn reload(&mut self, corpus: Arc<Corpus>) -> &mut Self {
        self.session.event_sender().send(Event::Corpus(Ok(corpus)));
        self.input([])
    }

    /// Runs the session on inputs until it waits for the user.
    fn input(&mut self, inputs: impl IntoIterator<Item = FrontendInput>) -> &mut Self {
        self.terminal.inputs.extend(inputs);
        loop {
            let outcome = self.session.turn(&mut self.terminal).unwrap();
            let busy = outcome.is_some() || !std::mem::take(&mut self.terminal.idle);
            self.outcome = outcome.or(self.outcome.take());
            if busy {
                continue;
            }
            // A search rings before it ends.
            if self.session.is_searching() {
                self.bell.recv_timeout(SEARCH).unwrap();
            } else if self.bell.try_recv().is_err() {
                return self;
            }
        }
    }

    /// Returns the cells of the last frame and the position of its cursor.
    pub fn frame(&self) -> &(Buffer, (u16, u16)) {
        &self.terminal.frame
    }

    /// Returns the text of the screen, with the position of the cursor below it.
    pub fn screen(&self) -> String {
        let (buffer, (x, y)) = self.frame();
        let mut out = String::new();
        for row in 0..buffer.area.height {
            let _ = writeln!(out, "{}", symbols(buffer, row).trim_end());
        }
        let _ = write!(out, "cursor {x},{y}");
        out
    }

    /// Returns the text of the screen with a line of styles under each row that has any: `b` bold,
    /// `u` underlined, `m` both, `d` dim, `r` reversed.
    pub fn styled(&self) -> String {
        let (buffer, _) = self.frame();
        let mut out = String::new();
        for row in 0..buffer.area.height {
            let _ = writeln!(out, "{}", symbols(buffer, row).trim_end());
            let styles = (0..buffer.area.width).map(|x| style(buffer[(x, row)].modifier));
            let styles: String = styles.collect();
            if !styles.trim().is_empty() {
                let _ = writeln!(out, "{}", styles.trim_end());
            }
        }
        out
    }
}

impl Terminal {
    fn new() -> Self {
        Self {
            now: Instant::now(),
            inputs: VecDeque::new(),
            idle: false,
            theme: Theme::default(),
            frame: (Buffer::default(), (0, 0)),
            commands: Vec::new(),
            exports: Vec::new(),
            export_start: ExportStart::Begun,
        }
    }
}

impl Frontend for Terminal {
    fn now(&self) -> Instant {
        self.now
    }

    /// Lets the time pass at once.
    fn wait(&mut self, until: Option<Instant>) -> io::Result<()> {
        self.idle = until.is_none();
        self.now = self.now.max(until.unwrap_or(self.now));
        Ok(())
    }

    fn input(&mut self) -> io::Result<Option<FrontendInput>> {
        Ok(self.inputs.pop_front())
    }

    fn is_free(&mut self) -> io::Result<bool> {
        Ok(true)
    }

    fn draw(&mut self, app: &App) -> io::Result<()> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, app.size().0, app.size().1));
        let drawn = view::draw(app, self.theme, &mut buffer);
        self.frame = (buffer, drawn.cursor);
        Ok(())
    }

    fn run(&mut self, command: HostCommand) -> io::Result<Option<Msg>> {
        self.commands.push(command);
        Ok(None)
    }

    fn export(&mut self, job: ExportJob, _: EventSender) -> Msg {
        self.exports.push(job.asked);
        Msg::Export(self.export_start.clone())
    }
}

/// Returns the symbols of a row, without the cells that a wide symbol covers.
pub fn symbols(buffer: &Buffer, row: u16) -> String {
    let mut out = String::new();
    let mut x = 0;
    while x < buffer.area.width {
        let symbol = buffer[(x, row)].symbol();
        out.push_str(symbol);
        x += u16::try_from(text::width(symbol)).unwrap().max(1);
    }
    out
}

fn style(modifier: Modifier) -> char {
    match modifier {
        m if m.contains(Modifier::REVERSED) => 'r',
        m if m.contains(Modifier::BOLD | Modifier::UNDERLINED) => 'm',
        m if m.contains(Modifier::BOLD) => 'b',
        m if m.contains(Modifier::UNDERLINED) => 'u',
        m if m.contains(Modifier::DIM) => 'd',
        _ => ' ',
    }
}
