//! Runs one user's session: the app, the [`DataSource`] that answers its questions about the
//! catalog, the [`Finder`] that searches for it, and a [`Frontend`] that reaches the user's
//! terminal. This module holds the only event loop. It must not know terminals, files or sockets:
//! what the app wants done on the user's machine goes to the frontend.

mod data_source;
mod event;
mod exporting;
mod marks;

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::app::keymap::Action;
use crate::app::{self, App, Ask, Effect, Effects, HostCommand, Msg, Setup};
use crate::claim::Address;
use crate::search::{self, Corpus, Finder, Marked, SearchId};
use crate::text::DisplayText;

pub use data_source::DataSource;
pub use data_source::about;
pub(crate) use data_source::shared_about;
pub use event::Event;
pub use event::EventSender;
pub(crate) use event::Waker;
pub use exporting::ExportJob;
pub use marks::MarkStore;

/// The connection of a session to a user's screen and keyboard.
pub trait Frontend {
    /// Returns the present time. In a test it passes as the test wants.
    fn now(&self) -> Instant;

    /// Waits until there is an input, the [`Waker`] was called, the last frame was taken, or the
    /// given time has come.
    ///
    /// # Errors
    /// Returns an error if the terminal or the connection is gone.
    fn wait(&mut self, until: Option<Instant>) -> io::Result<()>;

    /// Returns the next input that has arrived, without waiting.
    ///
    /// # Errors
    /// Returns an error if the terminal or the connection is gone.
    fn input(&mut self) -> io::Result<Option<FrontendInput>>;

    /// Returns whether the last frame was taken, so that the next one wouldn't wait behind it.
    ///
    /// # Errors
    /// Returns an error if the terminal or the connection is gone.
    fn is_free(&mut self) -> io::Result<bool>;

    /// Draws the app as it is now.
    ///
    /// # Errors
    /// Returns an error if the terminal or the connection is gone.
    fn draw(&mut self, app: &App) -> io::Result<()>;

    /// Carries out a command on the user's machine and returns the message about the result, if
    /// any.
    ///
    /// # Errors
    /// Returns an error if the terminal or the connection is gone.
    fn run(&mut self, command: HostCommand) -> io::Result<Option<Msg>>;

    /// Starts to write claims to a file of the user's, and returns a message that says so or why it
    /// can't be done. The implementation sends an event when the export ends. The default refuses;
    /// it serves frontends whose users have no files here.
    fn export(&mut self, _: ExportJob, _: EventSender) -> Msg {
        Msg::Export(app::ExportStart::Refused("files can’t be written here".to_owned()))
    }
}

/// Input from the user's side.
#[derive(Debug, Clone)]
pub enum FrontendInput {
    /// A message for the app.
    Msg(Msg),
    /// A request to draw the screen even if nothing changed.
    Redraw,
    /// The end of the session: the user is gone, or the process ends.
    End,
}

/// The most inputs that are taken between two frames.
const BATCH: usize = 256;

/// How long the user must rest until the claim beside the list follows the selection: longer than
/// the interval at which a held key repeats, shorter than a user takes to look over.
pub(crate) const REST: Duration = Duration::from_millis(100);

/// How many of a list's first claims are ranked at first.
const FIRST: usize = 200;

/// The way a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionOutcome {
    /// The user quit, or is gone.
    Quit,
    /// The user chose this claim.
    Chosen(Address),
}

/// The session of one user.
pub struct Session {
    app: App,
    source: DataSource,
    finder: Finder,
    /// When the app receives [`Msg::Rested`], unless the user goes on before.
    rests: Option<Instant>,
    /// The search to start before the next frame, and how many of its hits to rank. Of several
    /// searches that came in one batch of keys only the last remains.
    due: Option<(Ask, usize)>,
    /// Whether something changed since the last frame.
    changed: bool,
    /// How long the first frame waits for the first list. A screen that says that nothing was found
    /// and then shows a list is worse than one that comes a moment later.
    opens: Option<Instant>,
    sender: EventSender,
    events: Receiver<Event>,
    marks: marks::RemainingMarks,
    /// The search whose whole list the app waits for.
    whole: Option<SearchId>,
    /// The work that waits for the frontend, in order.
    pending: VecDeque<FrontendTask>,
    /// How the session ends, once the app has said so.
    outcome: Option<SessionOutcome>,
}

/// Work that only the frontend can do.
enum FrontendTask {
    Command(HostCommand),
    Export(ExportJob),
}

impl Session {
    /// Creates a user's session on a corpus. It fills in the `about` of `setup`.
    ///
    /// # Errors
    /// Returns an error if the system refuses to start the search thread.
    pub fn new(setup: Setup, corpus: Arc<Corpus>, waker: Waker) -> io::Result<Self> {
        let (sender, events) = channel();
        let sender = EventSender { sender, waker };
        let found = sender.clone();
        let finder = Finder::new(move |result| found.send(Event::Found(result)))?;
        let (app, effects) = App::new(Setup { about: shared_about(&corpus), ..setup });
        let mut session = Self {
            app,
            source: DataSource::new(corpus),
            finder,
            rests: None,
            due: None,
            changed: false,
            opens: None,
            sender,
            events,
            marks: marks::RemainingMarks::default(),
            whole: None,
            pending: VecDeque::new(),
            outcome: None,
        };
        session.answer(effects, Instant::now());
        session.find_due(Instant::now());
        Ok(session)
    }

    /// Sets where the user's marks are kept, and loads those that were kept before. Without this,
    /// marks last as long as the session.
    pub fn keep_marks(&mut self, store: Box<dyn MarkStore>) {
        self.marks = marks::RemainingMarks::of(store);
        let corpus = Arc::clone(self.source.corpus());
        let (marked, faults) = self.marks.grow(corpus.catalog(), self.app.marked());
        for msg in marks_msgs(marked, faults) {
            self.take(msg, Instant::now());
        }
        self.find_due(Instant::now());
    }

    /// Returns a sender for events from other threads.
    #[must_use]
    pub fn event_sender(&self) -> EventSender {
        self.sender.clone()
    }

    /// Returns the app as it is now.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Returns whether a search or a count is running whose result will arrive as an event.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.finder.is_busy()
    }

    /// Runs the session until it ends.
    ///
    /// # Errors
    /// Returns an error if the terminal or the connection is gone.
    pub fn run(mut self, frontend: &mut impl Frontend) -> io::Result<SessionOutcome> {
        self.opens = Some(frontend.now() + REST);
        loop {
            if let Some(outcome) = self.turn(frontend)? {
                return Ok(outcome);
            }
        }
    }

    /// Runs one turn of the loop: handles the inputs and events that have arrived, draws if
    /// something changed, and waits unless there may be more inputs. Returns how the session ends,
    /// if it ends.
    ///
    /// # Errors
    /// Returns an error if the terminal or the connection is gone.
    pub fn turn(&mut self, frontend: &mut impl Frontend) -> io::Result<Option<SessionOutcome>> {
        let more = self.take_inputs(frontend)?;
        self.take_events(frontend)?;
        if self.outcome.is_none() {
            if self.rests.is_some_and(|due| due <= frontend.now()) {
                self.rest(frontend.now());
            }
            self.find_due(frontend.now());
            self.finish(frontend)?;
        }
        if let Some(outcome) = self.outcome.take() {
            return Ok(Some(outcome));
        }
        if self.changed && self.is_open(frontend.now()) && frontend.is_free()? {
            self.changed = false;
            frontend.draw(&self.app)?;
        }
        if !more {
            frontend.wait(self.rests.into_iter().chain(self.opens).min())?;
        }
        Ok(None)
    }

    /// Returns whether the first frame may be drawn.
    fn is_open(&mut self, now: Instant) -> bool {
        if self.app.has_list() || self.opens.is_some_and(|due| due <= now) {
            self.opens = None;
        }
        self.opens.is_none()
    }

    /// Handles up to [`BATCH`] inputs before the next frame, or as many as come before the session
    /// ends. Returns whether there may be more.
    fn take_inputs(&mut self, frontend: &mut impl Frontend) -> io::Result<bool> {
        for _ in 0..BATCH {
            let Some(input) = frontend.input()? else { return Ok(false) };
            self.handle_input(input, frontend)?;
            if self.outcome.is_some() {
                break;
            }
        }
        Ok(true)
    }

    /// Handles the events that have arrived, unless the session ends.
    fn take_events(&mut self, frontend: &mut impl Frontend) -> io::Result<()> {
        while self.outcome.is_none()
            && let Ok(event) = self.events.try_recv()
        {
            for msg in self.handle(event) {
                if self.outcome.is_none() {
                    self.take(msg, frontend.now());
                    self.finish(frontend)?;
                }
            }
        }
        Ok(())
    }

    fn handle_input(
        &mut self,
        input: FrontendInput,
        frontend: &mut impl Frontend,
    ) -> io::Result<()> {
        match input {
            FrontendInput::Msg(msg) => {
                if self.rests.is_some() && self.app.concerns_claim(&msg) {
                    self.rest(frontend.now());
                }
                self.take(msg, frontend.now());
            }
            FrontendInput::Redraw => self.changed = true,
            FrontendInput::End => self.outcome = Some(SessionOutcome::Quit),
        }
        self.finish(frontend)
    }

    /// Lets the claim beside the list follow the selection. This thread yields first, because other
    /// sessions have users who wait and this one's user doesn't.
    fn rest(&mut self, now: Instant) {
        thread::yield_now();
        self.rests = None;
        self.take(Msg::Rested, now);
    }

    /// Has the frontend do the work that is pending, and handles the messages about its results.
    /// What is still pending when the session ends is dropped.
    fn finish(&mut self, frontend: &mut impl Frontend) -> io::Result<()> {
        while self.outcome.is_none()
            && let Some(task) = self.pending.pop_front()
        {
            let answer = match task {
                FrontendTask::Command(command) => frontend.run(command)?,
                FrontendTask::Export(job) => Some(frontend.export(job, self.event_sender())),
            };
            if let Some(msg) = answer {
                self.take(msg, frontend.now());
            }
        }
        Ok(())
    }

    /// Passes a message to the app, and answers its questions about catalog and search. Work for
    /// the frontend is left pending.
    fn take(&mut self, msg: Msg, now: Instant) {
        // While the claim beside the list is about to follow, better counts wait for its frame.
        self.changed |= self.rests.is_none() || !matches!(msg, Msg::Counted { .. });
        let effects = self.app.update(msg);
        self.answer(effects, now);
    }

    fn answer(&mut self, effects: Effects, now: Instant) {
        for effect in effects {
            if let Some(msg) = self.carry_out(effect, now) {
                let more = self.app.update(msg);
                self.answer(more, now);
            }
        }
    }

    /// Carries out an effect, and returns the message about its result if that is known at once.
    fn carry_out(&mut self, effect: Effect, now: Instant) -> Option<Msg> {
        match effect {
            Effect::Window { id, first, count } => return self.window(id, first, count),
            Effect::Load(wanted) => {
                self.rests = None;
                return Some(self.source.load(&wanted));
            }
            Effect::Listed { id } => return self.whole(id),
            Effect::Gather(what) => {
                return Some(Msg::Gathered(self.source.copies(what, self.app.marked())));
            }
            Effect::Search(ask) => self.search(ask),
            Effect::Rest => self.rests = Some(now + REST),
            Effect::Facets => self.count_facets(),
            Effect::Keep { claims, marked } => self.marks.keep(&claims, marked),
            Effect::Export(asked) => {
                let jobs = self.source.exporting(asked, self.app.marked());
                self.pending.extend(jobs.into_iter().map(FrontendTask::Export));
            }
            Effect::Run(command) => self.pending.push_back(FrontendTask::Command(command)),
            Effect::Choose(address) => {
                self.outcome = Some(SessionOutcome::Chosen(self.source.shortened(address)));
            }
            Effect::Quit => self.outcome = Some(SessionOutcome::Quit),
        }
        None
    }

    /// Returns every claim of the list, or starts to rank the rest of it; then the list comes as an
    /// event.
    fn whole(&mut self, id: SearchId) -> Option<Msg> {
        if let Some(claims) = self.source.claims(id) {
            return Some(Msg::Listed { id, claims });
        }
        let ask = self.source.asked.clone()?;
        self.whole = Some(id);
        if let Some(found) = self.find(&ask, usize::MAX) {
            self.sender.send(Event::Found(found));
        }
        None
    }

    /// Returns the whole list that the app waits for once it is known, or an empty one if another
    /// search was started since.
    fn whole_at_last(&mut self) -> Option<Msg> {
        let id = self.whole?;
        let newest = self.source.asked.as_ref().map(|ask| ask.id);
        let claims = self.source.claims(id);
        if claims.is_none() && newest == Some(id) {
            return None;
        }
        self.whole = None;
        Some(Msg::Listed { id, claims: claims.unwrap_or_default() })
    }

    fn search(&mut self, ask: Ask) {
        // Rank enough for the first screen and some pages more.
        let first = FIRST.max(ask.otherwise + ask.height * 3);
        self.source.asked(ask.clone());
        self.due = Some((ask, first));
    }

    /// Starts the search that is due. A result that is known at once appears in the next frame.
    fn find_due(&mut self, now: Instant) {
        while let Some((ask, first)) = self.due.take() {
            let known = self.find(&ask, first).map(Event::Found);
            for msg in known.into_iter().flat_map(|found| self.handle(found)).collect::<Vec<_>>() {
                self.take(msg, now);
            }
        }
    }

    fn window(&mut self, id: SearchId, first: usize, count: usize) -> Option<Msg> {
        let window = self.source.window(id, first, count);
        // While the app waits for the whole list, don't ask for less, which would cancel that
        // search.
        let all = self.whole.map(|_| usize::MAX);
        if let Some((ask, first)) = self.source.deeper()
            && let Some(found) = self.find(ask, all.unwrap_or(first))
        {
            self.sender.send(Event::Found(found));
        }
        window
    }

    /// Starts to search for the first `first` hits. Returns the result if it is known at once.
    fn find(&self, ask: &Ask, first: usize) -> Option<search::FinderResult> {
        self.finder.ask_or_know(ask.id, self.source.corpus(), ask.request.clone(), first)
    }

    /// Starts to count the facets of the claims in the list.
    fn count_facets(&self) {
        let Some(list) = self.source.list(self.app.marked()) else { return };
        let sender = self.sender.clone();
        self.finder.count(list, move |facets| sender.send(Event::Facets(facets)));
    }

    fn handle(&mut self, event: Event) -> Vec<Msg> {
        match event {
            Event::Facets(facets) => vec![Msg::Facets(facets)],
            Event::Found(found) => {
                let msgs = self.source.found(found.id, found.ranking, found.corpus);
                let fault = found.fault.map(|words| Msg::Notice(words.to_owned()));
                msgs.into_iter().chain(self.whole_at_last()).chain(fault).collect()
            }
            Event::Grown(corpus) => {
                let about = Arc::new(about(corpus.catalog()));
                let (marked, faults) = self.marks.grow(corpus.catalog(), self.app.marked());
                self.source.corpus = corpus;
                std::iter::once(Msg::Grown(about)).chain(marks_msgs(marked, faults)).collect()
            }
            Event::Loading(loading) => vec![Msg::Loading(loading)],
            Event::Opened(note) => vec![Msg::Notice(self.opened(note))],
            Event::Notice(words) => vec![Msg::Notice(words)],
            Event::Corpus(Ok(corpus)) => {
                let about = shared_about(&corpus);
                let (marked, faults) = self.marks.renew(corpus.catalog(), self.app.marked());
                self.source.corpus = corpus;
                std::iter::once(Msg::Reloaded(about)).chain(marks_msgs(marked, faults)).collect()
            }
            Event::Corpus(Err(problem)) => self.stale([problem.place(), problem.what()]),
            Event::Stale(Some(fault)) => self.stale(fault),
            Event::Stale(None) => vec![Msg::About(shared_about(self.source.corpus()))],
        }
    }

    /// Returns a remark about how the files were opened with the key that shows all of it, and how
    /// they were read if they are foreign.
    fn opened(&self, note: String) -> String {
        let remarks = self.source.corpus().catalog().remarks().join("; ");
        let key = self.app.hint(Action::Problems);
        if remarks.is_empty() || key.is_empty() {
            return note;
        }
        format!("{note} · {key} shows how they were read: {remarks}")
    }

    /// Returns the messages that tell the app that the files can't be read at present.
    fn stale(&self, [place, what]: [DisplayText<'static>; 2]) -> Vec<Msg> {
        let mut about = about(self.source.corpus().catalog());
        let words = format!("{place}: {what}; showing the last good version");
        about.problems.insert(0, [place, what, "showing the last good version".into()]);
        vec![Msg::ReloadFailed(Arc::new(about), words)]
    }
}

/// Returns the messages about marks that came or went with their claims.
fn marks_msgs(marked: Option<Marked>, faults: Vec<String>) -> impl Iterator<Item = Msg> {
    marked.map(Msg::Marked).into_iter().chain(faults.into_iter().map(Msg::Notice))
}
