//! One user without a terminal: takes bytes of keys and draws 80 by 24 cells. In between it does
//! what a session does, with a finder that searches in its own threads.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use gainsay::app::keymap::Keymap;
use gainsay::app::{App, Effect, Effects, Msg, OpenDatasets, Purpose, Setup, Where};
use gainsay::search::{Corpus, Finder, FinderResult, SearchId, SearchRequest};
use gainsay::session::{DataSource, about};
use gainsay::terminal::decode::Decoder;
use gainsay::theme::{Glyphs, Theme};
use gainsay::view;
use gainsay::view::terminal_view::message;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ours::FIRST;

const SIZE: (u16, u16) = (80, 24);

/// A user with an app, a data source and a finder.
pub struct Desk {
    app: App,
    shelf: DataSource,
    finder: Finder,
    answers: Receiver<FinderResult>,
    decoder: Decoder,
    buffer: Buffer,
    /// The number and the request of the latest search.
    asked: Option<(SearchId, SearchRequest)>,
}

/// The times from a key to its frames, in seconds.
pub struct Frames {
    /// The time to the frame that shows the key.
    pub echo: f64,
    /// The time to the frame that shows its result.
    pub found: f64,
}

impl Desk {
    /// Creates a user, draws the first screen and waits for all counts.
    pub fn new(corpus: Arc<Corpus>) -> Self {
        let about: Arc<OpenDatasets> = Arc::new(about(corpus.catalog()));
        let (app, effects) = App::new(Setup {
            keymap: Keymap::default(),
            purpose: Purpose::Explore,
            place: Where::Here,
            single: false,
            glyphs: Glyphs::Unicode,
            size: SIZE,
            query: String::new(),
            about,
        });
        let (send, answers) = channel();
        let finder = Finder::alone(move |found| drop(send.send(found))).unwrap();
        let buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        let shelf = DataSource::new(corpus);
        let decoder = Decoder::default();
        let mut desk = Self { app, shelf, finder, answers, decoder, buffer, asked: None };
        desk.answer(effects);
        desk.hear();
        desk.draw();
        desk.settle();
        desk
    }

    /// Presses a key and waits until its result is drawn. The counts that follow are awaited, too,
    /// but not timed.
    pub fn press(&mut self, bytes: &[u8]) -> Frames {
        let start = Instant::now();
        let before = self.asked.as_ref().map(|(id, _)| *id);
        self.decoder.feed(bytes);
        while let Some(event) = self.decoder.take() {
            if let Some(msg) = message(event) {
                self.take(msg);
            }
        }
        self.draw();
        let echo = start.elapsed().as_secs_f64();
        if self.asked.as_ref().map(|(id, _)| *id) == before {
            return Frames { echo, found: echo };
        }
        self.hear();
        self.draw();
        let found = start.elapsed().as_secs_f64();
        self.settle();
        Frames { echo, found }
    }

    /// Returns the request of the latest search.
    pub fn request(&self) -> Option<&SearchRequest> {
        self.asked.as_ref().map(|(_, request)| request)
    }

    /// Handles results up to the first one of the latest search.
    fn hear(&mut self) {
        while let Some((id, _)) = &self.asked {
            let found = self.answers.recv().unwrap();
            let newest = found.id == *id;
            self.show(found);
            if newest {
                break;
            }
        }
    }

    /// Waits until the close matches are counted, too.
    fn settle(&mut self) {
        while self.app.list().counts.close.is_none() {
            let found = self.answers.recv().unwrap();
            self.show(found);
        }
        self.draw();
    }

    fn show(&mut self, found: FinderResult) {
        for msg in self.shelf.found(found.id, found.ranking, found.corpus) {
            self.take(msg);
        }
    }

    fn take(&mut self, msg: Msg) {
        let effects = self.app.update(msg);
        self.answer(effects);
    }

    fn answer(&mut self, effects: Effects) {
        for effect in effects {
            let msg = match effect {
                Effect::Search(ask) => {
                    let first = FIRST.max(ask.otherwise + ask.height * 3);
                    self.finder.ask(ask.id, self.shelf.corpus(), ask.request.clone(), first);
                    self.asked = Some((ask.id, ask.request.clone()));
                    self.shelf.asked(ask);
                    None
                }
                Effect::Window { id, first, count } => self.shelf.window(id, first, count),
                Effect::Load(wanted) => Some(self.shelf.load(&wanted)),
                Effect::Rest => Some(Msg::Rested),
                _ => None,
            };
            if let Some(msg) = msg {
                self.take(msg);
            }
        }
    }

    fn draw(&mut self) {
        self.buffer.reset();
        let drawn = view::draw(&self.app, Theme::default(), &mut self.buffer);
        std::hint::black_box((&self.buffer, drawn));
    }
}
