//! A reader without a terminal and without threads: keys in, the screen out as text.

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

/// The most answers that a message may lead to; more never come to an end.
const MOST_ANSWERS: usize = 50;

/// What a reader starts with.
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

/// One reader: the explorer, and what answers it at once.
pub struct Reader {
    pub app: App,
    shelf: DataSource,
    size: (u16, u16),
    theme: Theme,
    /// What the explorer asked of the reader's side, in order.
    pub errands: Vec<Effect>,
    /// What other threads are still at.
    later: VecDeque<Later>,
}

/// A catalog of files under `tests/data`, named as a reader would name them.
pub fn catalog(names: &[&str]) -> Arc<Corpus> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let inputs: Vec<Input> = names.iter().map(|name| file(&folder, name)).collect();
    Arc::new(Corpus::new(catalog::open(&inputs, &input::Cache::default()).unwrap()))
}

fn file(folder: &Path, name: &str) -> Input {
    Input::Bytes { name: name.to_owned(), bytes: std::fs::read(folder.join(name)).unwrap().into() }
}

/// The keys that a list of names means.
fn keys_of(list: &str) -> Vec<Key> {
    let (names, typed) = list.split_once("type:").unwrap_or((list, ""));
    let spelled = names.split_whitespace().map(|name| name.parse().unwrap());
    spelled.chain(typed.chars().map(Key::char)).collect()
}

/// A catalog of one document.
pub fn document(name: &str, json: &str) -> Arc<Corpus> {
    let input = Input::Bytes { name: name.to_owned(), bytes: json.as_bytes().into() };
    Arc::new(Corpus::new(catalog::open(&[input], &input::Cache::default()).unwrap()))
}

/// The dataset that the program brings with it.
pub fn built_in() -> Arc<Corpus> {
    Arc::new(Corpus::new(catalog::open(&[Input::built_in()], &input::Cache::default()).unwrap()))
}

impl Reader {
    /// A reader of the built-in dataset.
    pub fn new(columns: u16, rows: u16) -> Self {
        Self::of(built_in(), Start { size: (columns, rows), ..Start::default() })
    }

    /// A reader of files under `tests/data`.
    pub fn on(names: &[&str], columns: u16, rows: u16) -> Self {
        Self::of(catalog(names), Start { size: (columns, rows), ..Start::default() })
    }

    /// A reader of a catalog.
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
        let shelf = DataSource::new(corpus);
        let later = VecDeque::new();
        let mut reader = Self { app, shelf, size: start.size, theme, errands: Vec::new(), later };
        reader.answer(effects);
        reader
    }

    /// The same reader before a terminal that shows ASCII only.
    pub fn ascii(mut self) -> Self {
        self.theme.glyphs = Glyphs::Ascii;
        self
    }

    /// Presses keys, written as their names with blanks between; `type:` and some words
    /// types them all, up to the end of the list.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys_of(keys) {
            self.send(Msg::Key(key));
        }
        self
    }

    /// Presses keys so fast that no search is done before the last.
    pub fn rush(&mut self, keys: &str) -> &mut Self {
        for key in keys_of(keys) {
            let effects = self.app.update(Msg::Key(key));
            self.answer_now(effects);
        }
        self.answer(Vec::new());
        self
    }

    /// Gives the explorer a message, and answers what it asks until it asks no more.
    pub fn send(&mut self, msg: Msg) -> &mut Self {
        if let Msg::Resize(columns, rows) = msg {
            self.size = (columns.max(1), rows.max(1));
        }
        let effects = self.app.update(msg);
        self.answer(effects);
        self
    }

    /// What the session does when the files were read anew.
    pub fn reload(&mut self, corpus: Arc<Corpus>) -> &mut Self {
        let about: Arc<OpenDatasets> = Arc::new(about(corpus.catalog()));
        self.shelf.replace(corpus);
        self.send(Msg::Reloaded(about))
    }

    /// Answers at once what the session answers at once; searches and counts, which it
    /// leaves to other threads, come after.
    fn answer(&mut self, effects: Effects) {
        self.answer_now(effects);
        for _ in 0..MOST_ANSWERS {
            let Some(waiting) = self.later.pop_front() else { return };
            for msg in self.in_time(waiting) {
                let effects = self.app.update(msg);
                self.answer_now(effects);
            }
        }
        panic!("the explorer asks without end");
    }

    fn answer_now(&mut self, effects: Effects) {
        let mut now = VecDeque::from(effects);
        for _ in 0..MOST_ANSWERS {
            let Some(effect) = now.pop_front() else { return };
            if let Some(msg) = self.at_once(effect) {
                now.extend(self.app.update(msg));
            }
        }
        panic!("the explorer asks without end: {now:?}");
    }

    fn at_once(&mut self, effect: Effect) -> Option<Msg> {
        match effect {
            Effect::Search(ask) => {
                self.shelf.asked(ask.clone());
                // No more of the list than the screen needs: what is further down is asked for.
                let first = ask.otherwise + ask.height * 3;
                self.later.push_back(Later::Search(Box::new(ask), first));
                None
            }
            Effect::Facets => {
                let facets = facets(self.shelf.list(self.app.marked())?);
                self.later.push_back(Later::Facets(Msg::Facets(facets)));
                None
            }
            Effect::Window { seq, first, count } => {
                let window = self.shelf.window(seq, first, count);
                if let Some((ask, first)) = self.shelf.deeper() {
                    self.later.push_back(Later::Search(Box::new(ask.clone()), first));
                }
                window
            }
            Effect::Load(wanted) => Some(self.shelf.load(&wanted)),
            Effect::Gather(what) => Some(Msg::Gathered(self.shelf.copies(what, self.app.marked()))),
            Effect::Listed { seq } => {
                let ask = Box::new(self.shelf.newest()?.clone());
                self.later.push_back(Later::Search(ask, usize::MAX));
                self.later.push_back(Later::Whole(seq));
                None
            }
            // Here the reader rests after every key.
            Effect::Rest => Some(Msg::Rested),
            other => {
                self.errands.push(other);
                None
            }
        }
    }

    fn in_time(&mut self, waiting: Later) -> Vec<Msg> {
        match waiting {
            Later::Facets(msg) => vec![msg],
            Later::Whole(seq) => {
                let claims = self.shelf.claims(seq).unwrap();
                vec![Msg::Listed { seq, claims }]
            }
            Later::Search(ask, first) => {
                let corpus = Arc::clone(self.shelf.corpus());
                let ranking = search::rank_first(&corpus, &ask.request, first, &|| false).unwrap();
                self.shelf.found(ask.seq, Arc::new(ranking), corpus)
            }
        }
    }

    /// The drawn cells, and where the cursor stands.
    pub fn draw(&self) -> (Buffer, (u16, u16)) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let drawn = view::draw(&self.app, self.theme, &mut buffer);
        (buffer, drawn.cursor)
    }

    /// The screen, with the cursor's place below it.
    pub fn screen(&self) -> String {
        let (buffer, (x, y)) = self.draw();
        let mut out = String::new();
        for row in 0..self.size.1 {
            let _ = writeln!(out, "{}", symbols(&buffer, row).trim_end());
        }
        let _ = write!(out, "cursor {x},{y}");
        out
    }

    /// The screen with a line of marks under each row that has any: `b` bold, `u`
    /// underlined, `m` both, `d` dim, `r` reversed.
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
    /// A search, and how many of its hits.
    Search(Box<Ask>, usize),
    Facets(Msg),
    /// Every claim of a list.
    Whole(u64),
}

/// A row's symbols; the cells that a wide one covers are left out.
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

/// What the filters offer over the whole of a list.
fn facets(PartialList { corpus, request, marked, ranking }: PartialList) -> Vec<search::Facet> {
    let request = search::SearchRequest { sort: search::Sort::Dataset, ..request };
    let whole = if ranking.known() < ranking.listed {
        Arc::new(search::rank_first(&corpus, &request, 0, &|| false).unwrap())
    } else {
        ranking
    };
    search::facets(corpus.catalog(), &marked, whole.iter().map(|hit| hit.row))
}
