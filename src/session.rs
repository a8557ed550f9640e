//! One reader: the explorer, the catalog it reads from, and a link to wherever the reader
//! sits. The only loop. What the explorer asks of the dataset and of search is answered
//! here; what it asks of the reader's machine goes to the [`Frontend`].

mod data_source;
mod event;
mod exporting;
mod marks;

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::app::{self, App, Ask, Effect, Effects, HostCommand, Msg, Setup};
use crate::claim::Address;
use crate::search::{self, Corpus, Finder, Marked};

pub use data_source::{DataSource, about, shared_about};
pub use event::{Event, EventSender};
pub use exporting::ExportJob;
pub use marks::MarkStore;

/// How a reader's screen and keyboard are reached.
pub trait Frontend {
    /// The time here: a test's passes as it likes.
    fn now(&self) -> Instant;

    /// Waits until something has happened: an input, a wake-up by the [`Waker`], a frame that
    /// was taken at last, or the time that is given.
    ///
    /// # Errors
    /// Where the link is gone.
    fn wait(&mut self, until: Option<Instant>) -> io::Result<()>;

    /// The next input that is there, without waiting.
    ///
    /// # Errors
    /// Where the link is gone.
    fn input(&mut self) -> io::Result<Option<FrontendInput>>;

    /// Whether the last frame was taken, so that the next one would not wait behind it.
    ///
    /// # Errors
    /// Where the link is gone.
    fn is_free(&mut self) -> io::Result<bool>;

    /// Draws the explorer as it is now.
    ///
    /// # Errors
    /// Where the link is gone.
    fn draw(&mut self, app: &App) -> io::Result<()>;

    /// Does something on the reader's side, and says what came of it.
    ///
    /// # Errors
    /// Where the link is gone.
    fn run(&mut self, errand: HostCommand) -> io::Result<Option<Msg>>;

    /// Begins to write claims to a file of the reader's, and says so, or why not; `post` is
    /// told when it is over. Where the reader has no files it is never asked for.
    fn export(&mut self, _: ExportJob, _: EventSender) -> Msg {
        Msg::Export(app::ExportStart::Refused("files can’t be written here".to_owned()))
    }
}

/// Something that came from the reader's side.
#[derive(Debug, Clone)]
pub enum FrontendInput {
    /// Something for the explorer.
    Msg(Msg),
    /// The screen must be drawn even if nothing changed.
    Redraw,
    /// The reader is gone, or the process is to end.
    End,
}

/// How many inputs are taken between two frames at most.
const BATCH: usize = 256;

/// How long a reader must rest until the claim beside the list follows: longer than a held key takes to
/// repeat, shorter than a reader takes to look over.
pub const REST: Duration = Duration::from_millis(100);

/// How many of a list's first claims are worked out at first.
const FIRST: usize = 200;

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionOutcome {
    /// The reader quit, or is gone.
    Quit,
    /// The reader chose a claim.
    Chosen(Address),
}

/// Wakes a waiting [`Frontend`] from another thread.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// One reader.
pub struct Session {
    app: App,
    shelf: DataSource,
    finder: Finder,
    /// When the explorer is told that the reader rests, unless they go on before.
    rests: Option<Instant>,
    /// The search that is to be asked for before the next frame, and how many of its hits: of
    /// several that came with one handful of keys, the last.
    due: Option<(Ask, usize)>,
    /// Whether something changed since the last frame.
    changed: bool,
    /// Until when the first frame waits for the first list: a screen that says that there is
    /// nothing, and then shows it, is worse than one that comes a moment later.
    opens: Option<Instant>,
    post: EventSender,
    news: Receiver<Event>,
    marks: marks::RemainingMarks,
    /// The search whose whole list is awaited.
    whole: Option<u64>,
}

/// What came of a round of messages.
#[derive(Default)]
struct Round {
    errands: Vec<HostCommand>,
    exports: Vec<ExportJob>,
    outcome: Option<SessionOutcome>,
}

impl Session {
    /// Begins a reader's session on a catalog. The setup's `about` is filled in here.
    ///
    /// # Errors
    /// Where the system gives no thread for searching.
    pub fn new(setup: Setup, corpus: Arc<Corpus>, waker: Waker) -> io::Result<Self> {
        let (sender, news) = channel();
        let post = EventSender::new(sender, waker);
        let found = post.clone();
        let finder = Finder::new(move |result| found.send(Event::Found(result)))?;
        let (app, effects) = App::new(Setup { about: shared_about(&corpus), ..setup });
        let mut session = Self {
            app,
            shelf: DataSource::new(corpus),
            finder,
            rests: None,
            due: None,
            changed: false,
            opens: None,
            post,
            news,
            marks: marks::RemainingMarks::default(),
            whole: None,
        };
        // The first effects ask for a search only: nothing of them goes to the link.
        session.answer(effects, Instant::now(), &mut Round::default());
        let first = session.find_due(Instant::now());
        debug_assert!(first.errands.is_empty(), "the first list leads to no errand");
        Ok(session)
    }

    /// Has the reader's marks kept by somebody, and takes those that were kept before. Without
    /// a keeper they last as long as the session.
    pub fn keep_marks(&mut self, keeper: Box<dyn MarkStore>) {
        self.marks = marks::RemainingMarks::of(keeper);
        let corpus = Arc::clone(self.shelf.corpus());
        let (marked, faults) = self.marks.grow(corpus.catalog(), self.app.marked());
        for msg in marks_msgs(marked, faults) {
            let round = self.take(msg, Instant::now());
            debug_assert!(round.errands.is_empty(), "marks lead to no errand");
        }
        let round = self.find_due(Instant::now());
        debug_assert!(round.errands.is_empty(), "marks lead to no errand");
    }

    /// Where other threads leave news for this session.
    #[must_use]
    pub fn post(&self) -> EventSender {
        self.post.clone()
    }

    /// Serves the reader until the session ends.
    ///
    /// # Errors
    /// Where the link is gone.
    pub fn run(mut self, link: &mut impl Frontend) -> io::Result<SessionOutcome> {
        self.opens = Some(link.now() + REST);
        loop {
            let more = match self.take_inputs(link)? {
                ControlFlow::Continue(more) => more,
                ControlFlow::Break(outcome) => return Ok(outcome),
            };
            if let Some(outcome) = self.take_news(link)? {
                return Ok(outcome);
            }
            if self.rests.is_some_and(|due| due <= link.now()) {
                self.rest(link.now());
            }
            let round = self.find_due(link.now());
            if let Some(outcome) = self.finish(round, link)? {
                return Ok(outcome);
            }
            if self.changed && self.is_open(link.now()) && link.is_free()? {
                self.changed = false;
                link.draw(&self.app)?;
            }
            if !more {
                link.wait(self.rests.into_iter().chain(self.opens).min())?;
            }
        }
    }

    /// Whether there is something to show yet.
    fn is_open(&mut self, now: Instant) -> bool {
        if self.app.has_list() || self.opens.is_some_and(|due| due <= now) {
            self.opens = None;
        }
        self.opens.is_none()
    }

    /// Takes what is there before a frame is drawn, but for no longer than a reader would
    /// wait for one; says whether there may be more.
    fn take_inputs(
        &mut self,
        link: &mut impl Frontend,
    ) -> io::Result<ControlFlow<SessionOutcome, bool>> {
        for _ in 0..BATCH {
            let Some(input) = link.input()? else { return Ok(ControlFlow::Continue(false)) };
            if let Some(outcome) = self.hear_input(input, link)? {
                return Ok(ControlFlow::Break(outcome));
            }
        }
        Ok(ControlFlow::Continue(true))
    }

    fn take_news(&mut self, link: &mut impl Frontend) -> io::Result<Option<SessionOutcome>> {
        while let Ok(news) = self.news.try_recv() {
            for msg in self.hear(news) {
                let round = self.take(msg, link.now());
                if let Some(outcome) = self.finish(round, link)? {
                    return Ok(Some(outcome));
                }
            }
        }
        Ok(None)
    }

    fn hear_input(
        &mut self,
        input: FrontendInput,
        link: &mut impl Frontend,
    ) -> io::Result<Option<SessionOutcome>> {
        let round = match input {
            FrontendInput::Msg(msg) => {
                if self.rests.is_some() && self.app.concerns_claim(&msg) {
                    self.rest(link.now());
                }
                self.take(msg, link.now())
            }
            FrontendInput::Redraw => {
                self.changed = true;
                Round::default()
            }
            FrontendInput::End => return Ok(Some(SessionOutcome::Quit)),
        };
        self.finish(round, link)
    }

    /// Lets the claim beside the list follow: after other readers have had what they wait
    /// for, for nobody waits for this.
    fn rest(&mut self, now: Instant) {
        thread::yield_now();
        self.rests = None;
        let round = self.take(Msg::Rested, now);
        debug_assert!(round.errands.is_empty(), "a rest leads to no errand");
    }

    /// Runs a round's errands; their answers are messages of their own.
    fn finish(
        &mut self,
        round: Round,
        link: &mut impl Frontend,
    ) -> io::Result<Option<SessionOutcome>> {
        if round.outcome.is_some() {
            return Ok(round.outcome);
        }
        for exporting in round.exports {
            let msg = link.export(exporting, self.post());
            let round = self.take(msg, link.now());
            debug_assert!(round.errands.is_empty(), "an export leads to no errand");
        }
        for errand in round.errands {
            if let Some(msg) = link.run(errand)? {
                let round = self.take(msg, link.now());
                debug_assert!(round.errands.is_empty(), "an errand's answer asks for no other");
            }
        }
        Ok(None)
    }

    /// Gives the explorer a message and answers what it asks of dataset and search.
    fn take(&mut self, msg: Msg, now: Instant) -> Round {
        let mut round = Round::default();
        // Better counts come with the claim that is about to follow.
        self.changed |= self.rests.is_none() || !matches!(msg, Msg::Counted { .. });
        let effects = self.app.update(msg);
        self.answer(effects, now, &mut round);
        round
    }

    fn answer(&mut self, effects: Effects, now: Instant, round: &mut Round) {
        for effect in effects {
            let msg = match effect {
                Effect::Search(ask) => {
                    self.search(ask);
                    None
                }
                Effect::Window { seq, first, count } => self.window(seq, first, count),
                Effect::Load(wanted) => {
                    self.rests = None;
                    Some(self.shelf.load(&wanted))
                }
                Effect::Rest => {
                    self.rests = Some(now + REST);
                    None
                }
                Effect::Facets => {
                    self.count_facets();
                    None
                }
                Effect::Keep { claims, marked } => {
                    self.marks.keep(&claims, marked);
                    None
                }
                Effect::Listed { seq } => self.whole(seq),
                Effect::Gather(what) => {
                    Some(Msg::Gathered(self.shelf.copies(what, self.app.marked())))
                }
                Effect::Export(asked) => {
                    round.exports.extend(self.shelf.exporting(asked, self.app.marked()));
                    None
                }
                Effect::Run(errand) => {
                    round.errands.push(errand);
                    None
                }
                Effect::Choose(address) => {
                    round.outcome = Some(SessionOutcome::Chosen(self.shelf.shortened(address)));
                    None
                }
                Effect::Quit => {
                    round.outcome = Some(SessionOutcome::Quit);
                    None
                }
            };
            if let Some(msg) = msg {
                let more = self.app.update(msg);
                self.answer(more, now, round);
            }
        }
    }

    /// Every claim of the list; where it is not known that far, it comes as news.
    fn whole(&mut self, seq: u64) -> Option<Msg> {
        if let Some(claims) = self.shelf.claims(seq) {
            return Some(Msg::Listed { seq, claims });
        }
        let ask = self.shelf.newest()?.clone();
        self.whole = Some(seq);
        if let Some(found) = self.find(&ask, usize::MAX) {
            self.post.send(Event::Found(found));
        }
        None
    }

    /// The whole list that is awaited, once it is there; without it where another was asked for.
    fn whole_at_last(&mut self) -> Option<Msg> {
        let seq = self.whole?;
        let newest = self.shelf.newest().map(|ask| ask.seq);
        let claims = self.shelf.claims(seq);
        if claims.is_none() && newest == Some(seq) {
            return None;
        }
        self.whole = None;
        Some(Msg::Listed { seq, claims: claims.unwrap_or_default() })
    }

    fn search(&mut self, ask: Ask) {
        // The list to be shown, and some pages more.
        let first = FIRST.max(ask.otherwise + ask.height * 3);
        self.shelf.asked(ask.clone());
        self.due = Some((ask, first));
    }

    /// Asks for the search that is due; what is known at once is in the next frame. A list may
    /// have been waited for with something to be done to it.
    fn find_due(&mut self, now: Instant) -> Round {
        let mut done = Round::default();
        while let Some((ask, first)) = self.due.take() {
            let known = self.find(&ask, first).map(Event::Found);
            for msg in known.into_iter().flat_map(|found| self.hear(found)).collect::<Vec<_>>() {
                let round = self.take(msg, now);
                done.errands.extend(round.errands);
                done.exports.extend(round.exports);
                done.outcome = done.outcome.or(round.outcome);
            }
        }
        done
    }

    fn window(&mut self, seq: u64, first: usize, count: usize) -> Option<Msg> {
        let window = self.shelf.window(seq, first, count);
        // Who asks for less must not take the whole list from whoever waits for it.
        let all = self.whole.map(|_| usize::MAX);
        if let Some((ask, first)) = self.shelf.deeper()
            && let Some(found) = self.find(ask, all.unwrap_or(first))
        {
            self.post.send(Event::Found(found));
        }
        window
    }

    /// Has the first so many hits of a search found; gives back what is known at once.
    fn find(&self, ask: &Ask, first: usize) -> Option<search::FinderResult> {
        self.finder.ask_or_know(ask.seq, self.shelf.corpus(), ask.request.clone(), first)
    }

    /// Counts the filters over the claims in the list.
    fn count_facets(&self) {
        let Some(list) = self.shelf.list(self.app.marked()) else { return };
        let post = self.post.clone();
        self.finder.count(list, move |facets| post.send(Event::Facets(facets)));
    }

    fn hear(&mut self, news: Event) -> Vec<Msg> {
        match news {
            Event::Facets(facets) => vec![Msg::Facets(facets)],
            Event::Found(found) => {
                let msgs = self.shelf.found(found.seq, found.ranking, found.corpus);
                let fault = found.fault.map(|words| Msg::Notice(words.to_owned()));
                msgs.into_iter().chain(self.whole_at_last()).chain(fault).collect()
            }
            Event::Grown(corpus) => {
                let about = Arc::new(about(corpus.catalog()));
                let (marked, faults) = self.marks.grow(corpus.catalog(), self.app.marked());
                self.shelf.replace(corpus);
                std::iter::once(Msg::Grown(about)).chain(marks_msgs(marked, faults)).collect()
            }
            Event::Loading(loading) => vec![Msg::Loading(loading)],
            Event::Notice(words) => vec![Msg::Notice(words)],
            Event::Corpus(Ok(corpus)) => {
                let about = shared_about(&corpus);
                let (marked, faults) = self.marks.renew(corpus.catalog(), self.app.marked());
                self.shelf.replace(corpus);
                std::iter::once(Msg::Reloaded(about)).chain(marks_msgs(marked, faults)).collect()
            }
            Event::Corpus(Err(problem)) => self.stale([problem.place(), problem.what()]),
            Event::Stale(Some(fault)) => self.stale(fault),
            Event::Stale(None) => vec![Msg::About(shared_about(self.shelf.corpus()))],
        }
    }

    /// What the explorer is told where the files can't be read as they are now.
    fn stale(&self, [place, what]: [String; 2]) -> Vec<Msg> {
        let mut about = about(self.shelf.corpus().catalog());
        let words = format!("{place}: {what}; showing the last good version");
        about.problems.insert(0, [place, what, "showing the last good version".to_owned()]);
        vec![Msg::About(Arc::new(about)), Msg::Notice(words)]
    }
}

/// What the explorer is told of marks that came or went with their claims.
fn marks_msgs(marked: Option<Marked>, faults: Vec<String>) -> impl Iterator<Item = Msg> {
    marked.map(Msg::Marked).into_iter().chain(faults.into_iter().map(Msg::Notice))
}
