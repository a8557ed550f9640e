//! Drives the application without a terminal and without threads: keys in, screens out as text.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gainsay::app::keymap::Keymap;
use gainsay::app::{App, Ask, Effect, Effects, Msg, OpenDatasets, Purpose, Setup, Where};
use gainsay::catalog;
use gainsay::input;
use gainsay::input::Input;
use gainsay::key::Key;
use gainsay::search::{self, Corpus, PartialList};
use gainsay::session::{DataSource, about};
use gainsay::text;
use gainsay::theme::{Glyphs, Theme};
use gainsay::view;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// The most effects that a message may lead to. More of them never come to an end.
const MOST_ANSWERS: usize = 50;

/// The settings with which the application starts.
#[derive(Clone, Copy)]
pub struct Start {
    pub size: (u16, u16),
    pub purpose: Purpose,
    pub place: Where,
    pub query: &'static str,
}

impl Default for Start {
    fn default() -> Self {
        Self { size: (80, 24), purpose: Purpose::Explore, place: Where::Here, query: "" }
    }
}

/// The application, and what replaces its session.
pub struct Reader {
    pub app: App,
    data: DataSource,
    size: (u16, u16),
    theme: Theme,
    /// The effects that the session would hand to its frontend, in order.
    pub effects: Vec<Effect>,
    /// The work that the session would leave to other threads.
    later: VecDeque<Later>,
}

/// Opens files under `tests/data`, named as a user would name them.
pub fn catalog(names: &[&str]) -> Arc<Corpus> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let inputs: Vec<Input> = names.iter().map(|name| file(&folder, name)).collect();
    Arc::new(Corpus::new(catalog::open(&inputs, &input::Cache::default()).unwrap()))
}

fn file(folder: &Path, name: &str) -> Input {
    Input::Bytes { name: name.to_owned(), bytes: std::fs::read(folder.join(name)).unwrap().into() }
}

/// Returns the keys that a list of names stands for.
fn keys_of(list: &str) -> Vec<Key> {
    let (names, typed) = list.split_once("type:").unwrap_or((list, ""));
    let spelled = names.split_whitespace().map(|name| name.parse().unwrap());
    spelled.chain(typed.chars().map(Key::char)).collect()
}

/// Opens a document.
pub fn document(name: &str, json: &str) -> Arc<Corpus> {
    let input = Input::Bytes { name: name.to_owned(), bytes: json.as_bytes().into() };
    Arc::new(Corpus::new(catalog::open(&[input], &input::Cache::default()).unwrap()))
}

/// Opens the built-in dataset.
pub fn built_in() -> Arc<Corpus> {
    Arc::new(Corpus::new(catalog::open(&[Input::built_in()], &input::Cache::default()).unwrap()))
}

impl Reader {
    /// Starts on the built-in dataset.
    pub fn new(columns: u16, rows: u16) -> Self {
        Self::of(built_in(), Start { size: (columns, rows), ..Start::default() })
    }

    /// Starts on files under `tests/data`.
    pub fn on(names: &[&str], columns: u16, rows: u16) -> Self {
        Self::of(catalog(names), Start { size: (columns, rows), ..Start::default() })
    }

    /// Starts on a catalog.
    pub fn of(corpus: Arc<Corpus>, start: Start) -> Self {
        let (app, effects) = App::new(Setup {
            keymap: Keymap::default(),
            purpose: start.purpose,
            place: start.place,
            single: false,
            size: start.size,
            query: start.query.to_owned(),
            about: Arc::new(about(corpus.catalog())),
        });
        let theme = Theme::default();
        let data = DataSource::new(corpus);
        let later = VecDeque::new();
        let mut reader = Self { app, data, size: start.size, theme, effects: Vec::new(), later };
        reader.answer(effects);
        reader
    }

    /// Switches to a terminal that shows only ASCII.
    pub fn ascii(mut self) -> Self {
        self.theme.glyphs = Glyphs::Ascii;
        self
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
        for key in keys_of(keys) {
            let effects = self.app.update(Msg::Key(key));
            self.answer_now(effects);
        }
        self.answer(Vec::new());
        self
    }

    /// Sends a message to the application and carries out its effects until it has no more.
    pub fn send(&mut self, msg: Msg) -> &mut Self {
        if let Msg::Resize(columns, rows) = msg {
            self.size = (columns.max(1), rows.max(1));
        }
        let effects = self.app.update(msg);
        self.answer(effects);
        self
    }

    /// Does what the session does after a reload.
    pub fn reload(&mut self, corpus: Arc<Corpus>) -> &mut Self {
        let about: Arc<OpenDatasets> = Arc::new(about(corpus.catalog()));
        self.data.replace(corpus);
        self.send(Msg::Reloaded(about))
    }

    /// Carries out at once what the session carries out at once, and then the searches and counts
    /// that it leaves to other threads.
    fn answer(&mut self, effects: Effects) {
        self.answer_now(effects);
        for _ in 0..MOST_ANSWERS {
            let Some(waiting) = self.later.pop_front() else { return };
            for msg in self.in_time(waiting) {
                let effects = self.app.update(msg);
                self.answer_now(effects);
            }
        }
        panic!("the effects never end");
    }

    fn answer_now(&mut self, effects: Effects) {
        let mut now = VecDeque::from(effects);
        for _ in 0..MOST_ANSWERS {
            let Some(effect) = now.pop_front() else { return };
            if let Some(msg) = self.at_once(effect) {
                now.extend(self.app.update(msg));
            }
        }
        panic!("the effects never end: {now:?}");
    }

    fn at_once(&mut self, effect: Effect) -> Option<Msg> {
        match effect {
            Effect::Search(ask) => {
                self.data.asked(ask.clone());
                // Ranks no more of the list than the screen needs; the rest is requested when it is
                // scrolled to.
                let first = ask.otherwise + ask.height * 3;
                self.later.push_back(Later::Search(Box::new(ask), first));
                None
            }
            Effect::Facets => {
                let facets = facets(self.data.list(self.app.marked())?);
                self.later.push_back(Later::Facets(Msg::Facets(facets)));
                None
            }
            Effect::Window { seq, first, count } => {
                let window = self.data.window(seq, first, count);
                if let Some((ask, first)) = self.data.deeper() {
                    self.later.push_back(Later::Search(Box::new(ask.clone()), first));
                }
                window
            }
            Effect::Load(wanted) => Some(self.data.load(&wanted)),
            Effect::Gather(what) => Some(Msg::Gathered(self.data.copies(what, self.app.marked()))),
            Effect::Listed { seq } => {
                let ask = Box::new(self.data.newest()?.clone());
                self.later.push_back(Later::Search(ask, usize::MAX));
                self.later.push_back(Later::Whole(seq));
                None
            }
            // The user rests after every key.
            Effect::Rest => Some(Msg::Rested),
            other => {
                self.effects.push(other);
                None
            }
        }
    }

    fn in_time(&mut self, waiting: Later) -> Vec<Msg> {
        match waiting {
            Later::Facets(msg) => vec![msg],
            Later::Whole(seq) => {
                let claims = self.data.claims(seq).unwrap();
                vec![Msg::Listed { seq, claims }]
            }
            Later::Search(ask, first) => {
                let corpus = Arc::clone(self.data.corpus());
                let ranking = search::rank_first(&corpus, &ask.request, first, &|| false).unwrap();
                self.data.found(ask.seq, Arc::new(ranking), corpus)
            }
        }
    }

    /// Returns the drawn cells and the position of the cursor.
    pub fn draw(&self) -> (Buffer, (u16, u16)) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let drawn = view::draw(&self.app, self.theme, &mut buffer);
        (buffer, drawn.cursor)
    }

    /// Returns the text of the screen, with the position of the cursor below it.
    pub fn screen(&self) -> String {
        let (buffer, (x, y)) = self.draw();
        let mut out = String::new();
        for row in 0..self.size.1 {
            let _ = writeln!(out, "{}", symbols(&buffer, row).trim_end());
        }
        let _ = write!(out, "cursor {x},{y}");
        out
    }

    /// Returns the text of the screen with a line of styles under each row that has any: `b` bold,
    /// `u` underlined, `m` both, `d` dim, `r` reversed.
    pub fn styled(&self) -> String {
        let (buffer, _) = self.draw();
        let mut out = String::new();
        for row in 0..self.size.1 {
            let _ = writeln!(out, "{}", symbols(&buffer, row).trim_end());
            let marks: String = (0..self.size.0).map(|x| mark(buffer[(x, row)].modifier)).collect();
            if !marks.trim().is_empty() {
                let _ = writeln!(out, "{}", marks.trim_end());
            }
        }
        out
    }
}

enum Later {
    /// A search, and the number of hits to rank.
    Search(Box<Ask>, usize),
    Facets(Msg),
    /// All claims of a list.
    Whole(u64),
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

fn mark(modifier: Modifier) -> char {
    match modifier {
        m if m.contains(Modifier::REVERSED) => 'r',
        m if m.contains(Modifier::BOLD | Modifier::UNDERLINED) => 'm',
        m if m.contains(Modifier::BOLD) => 'b',
        m if m.contains(Modifier::UNDERLINED) => 'u',
        m if m.contains(Modifier::DIM) => 'd',
        _ => ' ',
    }
}

/// Returns the filter values over the whole of a list.
fn facets(PartialList { corpus, request, marked, ranking }: PartialList) -> Vec<search::Facet> {
    let request = search::SearchRequest { sort: search::Sort::Dataset, ..request };
    let whole = if ranking.known() < ranking.listed {
        Arc::new(search::rank_first(&corpus, &request, 0, &|| false).unwrap())
    } else {
        ranking
    };
    search::facets(corpus.catalog(), &marked, whole.iter().map(|hit| hit.row))
}
