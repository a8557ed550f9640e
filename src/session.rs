//! One reader: the explorer, the catalog it reads from, and a link to wherever the reader
//! sits. The only loop. What the explorer asks of the dataset and of search is answered
//! here; what it asks of the reader's machine goes to the [`Link`].

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::claim::Address;
use crate::dataset::{Catalog, Problem, Row};
use crate::explorer::list::{Counts, ListRow, Window};
use crate::explorer::{About, App, Ask, DatasetFacts, Effect, Effects, Found, Msg, Setup};
use crate::search::{self, Facet, Finder, Query, Ranking};
use crate::text;

/// How a reader's screen and keyboard are reached.
pub trait Link {
    /// Waits until something has happened: an input, or a wake-up by the [`Waker`].
    ///
    /// # Errors
    /// Where the link is gone.
    fn wait(&mut self) -> io::Result<()>;

    /// The next input that is there, without waiting.
    ///
    /// # Errors
    /// Where the link is gone.
    fn input(&mut self) -> io::Result<Option<Input>>;

    /// Draws the explorer as it is now.
    ///
    /// # Errors
    /// Where the link is gone.
    fn draw(&mut self, app: &App) -> io::Result<()>;

    /// Does something on the reader's side, and says what came of it.
    ///
    /// # Errors
    /// Where the link is gone.
    fn run(&mut self, errand: Errand) -> io::Result<Option<Msg>>;
}

/// Something that came from the reader's side.
#[derive(Debug, Clone)]
pub enum Input {
    /// Something for the explorer.
    Msg(Msg),
    /// The screen must be drawn even if nothing changed.
    Redraw,
    /// The reader is gone, or the process is to end.
    End,
}

/// Something to be done on the reader's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// Open an address in a browser.
    Open(String),
    /// Open an editor at a line of a file, and wait for it.
    Edit {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Take the mouse, or give it back.
    Mouse(bool),
    /// Draw everything anew.
    Repaint,
    /// Go to the background.
    Suspend,
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The reader quit, or is gone.
    Quit,
    /// The reader chose a claim.
    Chosen(Address),
}

/// Wakes a waiting [`Link`] from another thread.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// News for a session from other threads.
#[derive(Debug)]
pub enum News {
    /// A search is done.
    Found(search::Found),
    /// Filters were counted.
    Facets(Vec<Facet>),
    /// The files were read anew, or could not be.
    Catalog(Result<Arc<Catalog>, Problem>),
}

/// Where other threads leave news for a session.
#[derive(Clone)]
pub struct Post {
    sender: Sender<News>,
    waker: Waker,
}

impl Post {
    /// Leaves news and wakes the session.
    pub fn send(&self, news: News) {
        // A session that has ended wants no news.
        if self.sender.send(news).is_ok() {
            (self.waker)();
        }
    }
}

/// One reader.
pub struct Session {
    app: App,
    catalog: Arc<Catalog>,
    finder: Finder,
    /// The newest result: its number, hits, the catalog they are rows of, their query.
    result: Option<(u64, Arc<Ranking>, Arc<Catalog>)>,
    /// The newest search that was asked for.
    asked: Option<Ask>,
    post: Post,
    news: Receiver<News>,
}

/// What came of a round of messages.
#[derive(Default)]
struct Round {
    errands: Vec<Errand>,
    outcome: Option<Outcome>,
}

impl Session {
    /// Begins a reader's session on a catalog. The setup's `about` is filled in here.
    ///
    /// # Errors
    /// Where the system gives no thread for searching.
    pub fn new(setup: Setup, catalog: Arc<Catalog>, waker: Waker) -> io::Result<Self> {
        let (sender, news) = channel();
        let post = Post { sender, waker };
        let found = post.clone();
        let finder = Finder::new(move |result| found.send(News::Found(result)))?;
        let (app, effects) = App::new(Setup { about: Arc::new(about(&catalog)), ..setup });
        let mut session = Self { app, catalog, finder, result: None, asked: None, post, news };
        // The first effects ask for a search only: nothing of them goes to the link.
        session.answer(effects, &mut Round::default());
        Ok(session)
    }

    /// Where other threads leave news for this session.
    #[must_use]
    pub fn post(&self) -> Post {
        self.post.clone()
    }

    /// Serves the reader until the session ends.
    ///
    /// # Errors
    /// Where the link is gone.
    pub fn run(mut self, link: &mut impl Link) -> io::Result<Outcome> {
        loop {
            let mut dirty = false;
            // Everything that is there is taken before a frame is drawn.
            while let Some(input) = link.input()? {
                dirty = true;
                let round = match input {
                    Input::Msg(msg) => self.take(msg),
                    Input::Redraw => Round::default(),
                    Input::End => return Ok(Outcome::Quit),
                };
                if let Some(outcome) = self.finish(round, link)? {
                    return Ok(outcome);
                }
            }
            while let Ok(news) = self.news.try_recv() {
                dirty = true;
                for msg in self.hear(news) {
                    let round = self.take(msg);
                    if let Some(outcome) = self.finish(round, link)? {
                        return Ok(outcome);
                    }
                }
            }
            if dirty {
                link.draw(&self.app)?;
            }
            link.wait()?;
        }
    }

    /// Runs a round's errands; their answers are messages of their own.
    fn finish(&mut self, round: Round, link: &mut impl Link) -> io::Result<Option<Outcome>> {
        if round.outcome.is_some() {
            return Ok(round.outcome);
        }
        for errand in round.errands {
            if let Some(msg) = link.run(errand)? {
                let round = self.take(msg);
                debug_assert!(round.errands.is_empty(), "an errand's answer asks for no other");
            }
        }
        Ok(None)
    }

    /// Gives the explorer a message and answers what it asks of dataset and search.
    fn take(&mut self, msg: Msg) -> Round {
        let mut round = Round::default();
        let effects = self.app.update(msg);
        self.answer(effects, &mut round);
        round
    }

    fn answer(&mut self, effects: Effects, round: &mut Round) {
        for effect in effects {
            let msg = match effect {
                Effect::Search(ask) => {
                    self.finder.ask(ask.seq, Arc::clone(&self.catalog), ask.request.clone());
                    self.asked = Some(ask);
                    None
                }
                Effect::Window { seq, first, count } => self.window(seq, first, count),
                Effect::Load(address) => Some(self.load(&address)),
                Effect::Facets => {
                    self.count_facets();
                    None
                }
                Effect::Copy(text) => round.errand(Errand::Copy(text)),
                Effect::Open(url) => round.errand(Errand::Open(url)),
                Effect::Edit { path, line } => round.errand(Errand::Edit { path, line }),
                Effect::Mouse(ours) => round.errand(Errand::Mouse(ours)),
                Effect::Repaint => round.errand(Errand::Repaint),
                Effect::Suspend => round.errand(Errand::Suspend),
                Effect::Choose(address) => {
                    round.outcome = Some(Outcome::Chosen(address));
                    None
                }
                Effect::Quit => {
                    round.outcome = Some(Outcome::Quit);
                    None
                }
            };
            if let Some(msg) = msg {
                let more = self.app.update(msg);
                self.answer(more, round);
            }
        }
    }

    fn load(&self, address: &Address) -> Msg {
        let row = self.catalog.resolve(address).first().copied();
        Msg::Loaded(row.map(|row| Arc::new(self.catalog.dossier(row))))
    }

    /// A stretch of the newest result; nothing where a newer search is under way.
    fn window(&self, seq: u64, first: usize, count: usize) -> Option<Msg> {
        let (of, ranking, catalog) = self.result.as_ref()?;
        let query = &self.asked.as_ref()?.request.query;
        (*of == seq)
            .then(|| Msg::Window { seq, window: window(catalog, ranking, query, first, count) })
    }

    /// Counts the filters over the claims in the list, in a thread of its own.
    fn count_facets(&self) {
        let Some((_, ranking, catalog)) = self.result.clone() else { return };
        let post = self.post.clone();
        thread::spawn(move || {
            let rows = ranking.hits.iter().map(|hit| hit.row);
            post.send(News::Facets(search::facets(&catalog, rows)));
        });
    }

    fn hear(&mut self, news: News) -> Vec<Msg> {
        match news {
            News::Facets(facets) => vec![Msg::Facets(facets)],
            News::Found(found) => self.found(found),
            News::Catalog(Ok(catalog)) => {
                self.catalog = catalog;
                let about = Arc::new(about(&self.catalog));
                vec![
                    Msg::Reloaded(about),
                    Msg::Notice("the files changed and were read anew".into()),
                ]
            }
            News::Catalog(Err(problem)) => {
                let mut about = about(&self.catalog);
                let words = format!("{}: {}", problem.place(), problem.what());
                let help = "the last good content is shown".to_owned();
                about.problems.insert(0, [problem.place(), problem.what(), help]);
                vec![
                    Msg::Reloaded(Arc::new(about)),
                    Msg::Notice(format!("{words}; the last good content is shown")),
                ]
            }
        }
    }

    fn found(&mut self, found: search::Found) -> Vec<Msg> {
        let Some(ask) = self.asked.as_ref().filter(|ask| ask.seq == found.seq) else {
            return Vec::new();
        };
        let ranking = &found.ranking;
        let kept = ask.keep.as_ref().and_then(|address| {
            let rows = found.catalog.resolve(address);
            ranking.hits.iter().position(|hit| rows.contains(&hit.row))
        });
        let first = kept.unwrap_or(0).saturating_sub(ask.height);
        let counts = Counts {
            listed: ranking.hits.len(),
            all: found.catalog.len(),
            close: ranking.close,
            loose: ranking.loose,
            loose_shown: ranking.loose_shown,
        };
        let window = window(&found.catalog, ranking, &ask.request.query, first, ask.height * 3);
        let msg = Msg::Found(Found { seq: found.seq, counts, kept, window });
        self.result = Some((found.seq, Arc::clone(&found.ranking), found.catalog));
        let fault = found.fault.map(|words| Msg::Notice(words.to_owned()));
        std::iter::once(msg).chain(fault).collect()
    }
}

impl Round {
    fn errand(&mut self, errand: Errand) -> Option<Msg> {
        self.errands.push(errand);
        None
    }
}

fn window(
    catalog: &Catalog,
    ranking: &Ranking,
    query: &Query,
    first: usize,
    count: usize,
) -> Window {
    let hits = ranking.hits.iter().skip(first).take(count);
    Window { first, rows: hits.map(|hit| list_row(catalog, hit.row, query)).collect() }
}

/// A claim as the list shows it.
fn list_row(catalog: &Catalog, row: Row, query: &Query) -> ListRow {
    let claim = catalog.claim(row);
    let label = claim.verdicts.iter().find_map(|verdict| verdict.label.as_deref());
    ListRow {
        address: catalog.address(row),
        text: catalog.shown(row).to_owned(),
        matched: search::highlights(query, catalog.shown(row)),
        balance: claim.balance(),
        status: claim.status,
        verdict: label.map(|label| text::line(label).into_owned()),
    }
}

/// What can be said about the datasets of a catalog.
#[must_use]
pub fn about(catalog: &Catalog) -> About {
    let facts = catalog.datasets().iter().map(|dataset| {
        let id = &dataset.info.id;
        let rows = (0..catalog.len()).filter_map(|row| Row::try_from(row).ok());
        let mut counts = [(0, "claims"), (0, "pieces of evidence"), (0, "denials and answers")];
        for row in rows.filter(|row| catalog.dataset(*row).info.id == *id) {
            let claim = catalog.claim(row);
            counts[0].0 += 1;
            counts[1].0 += claim.evidence.len();
            counts[2].0 += claim.denials.len();
        }
        let others = [
            (dataset.agents.len(), "agents"),
            (dataset.sources.len(), "sources"),
            (dataset.relations.len(), "relations"),
            (dataset.issues.len(), "source faults"),
        ];
        DatasetFacts {
            info: dataset.info.clone(),
            history: dataset.history.clone(),
            counts: counts.into_iter().chain(others).collect(),
        }
    });
    let problems = catalog.problems().iter().map(|problem| {
        let help = problem.help.as_deref().map(text::line).unwrap_or_default();
        [problem.place(), problem.what(), help.into_owned()]
    });
    About {
        datasets: facts.collect(),
        claims: catalog.len(),
        left_out: catalog.left_out(),
        unknown_fields: catalog.unknown_fields(),
        problems: problems.collect(),
    }
}
