//! The application state, without input or output: [`App::update`] takes a message, changes the
//! state and returns [`Effect`]s, which the session carries out and answers with further [`Msg`]s.
//!
//! The state is a window: the rows around the screen and the open claim, never a whole dataset. The
//! module knows no terminal, files, threads or catalog; a test is a list of keys and a screen.

mod actions;
pub(crate) mod claim_pane;
mod copying;
pub(crate) mod exporting;
mod hints;
pub mod keymap;
pub(crate) mod layout;
pub(crate) mod list;
mod marking;
mod message;
pub mod overlay;
mod overlay_keys;
pub(crate) mod popups;
pub(crate) mod prompt;
mod reloading;
pub(crate) mod searching;
mod visited;

use std::sync::Arc;

pub(crate) use copying::{COPY_LIMIT, copied_line};
pub use message::ExportStart;
pub use message::{
    Ask, Copied, DatasetFacts, Effect, ExportTarget, Exported, HostCommand, ListRow, Loading,
    MatchCounts, Msg, OpenDatasets, Purpose, SearchResult, WantedClaim, Where, Window,
};

use crate::claim::Address;
use crate::key::Key;
pub use crate::key::Mouse;
pub use crate::key::MouseUse;
use crate::page::Part;
use crate::search::{Marked, ONLY_LOOSE};
use crate::text::Glyphs;

use claim_pane::ClaimPane;
use keymap::{Action, Context, Keymap};
use layout::{Focus, Layout, Wish};
use list::ClaimList;
use marking::MarkedClaims;
use overlay::Overlay;
use searching::{Awaited, Searching};
use visited::VisitedClaims;

/// The settings and the data with which an [`App`] starts.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The keymap, with the user's own bindings.
    pub keymap: Keymap,
    /// Whether the user explores or picks a claim.
    pub purpose: Purpose,
    /// Whether the program runs on the user's own machine.
    pub place: Where,
    /// Whether the screen shows only one part at a time, whatever its size.
    pub single: bool,
    /// The glyphs of the terminal, which decide how wide text is.
    pub glyphs: Glyphs,
    /// The columns and rows of the screen.
    pub size: (u16, u16),
    /// The query that the search field starts with.
    pub query: String,
    /// The facts about the open datasets.
    pub about: Arc<OpenDatasets>,
}

/// The whole state of the explorer for one user.
#[derive(Debug)]
pub struct App {
    keymap: Keymap,
    purpose: Purpose,
    place: Where,
    single: bool,
    glyphs: Glyphs,
    size: (u16, u16),
    focus: Focus,
    zoomed: bool,
    mouse: bool,
    search: Searching,
    list: ClaimList,
    claim_pane: ClaimPane,
    overlays: Vec<Overlay>,
    visited: VisitedClaims,
    marks: MarkedClaims,
    about: Arc<OpenDatasets>,
    /// The progress of reading the files, until they are all read.
    loading: Option<Loading>,
    message: Option<String>,
    /// The message of the reload that failed last, until one succeeds.
    reload_failure: Option<String>,
    /// The claim that a followed link leads to; it opens whether the list contains it or not.
    followed: Option<Address>,
    /// What the user did in the list during a search; `None` once its result is here.
    awaited: Option<Awaited>,
}

/// The effects of a message, in the order in which to carry them out.
pub type Effects = Vec<Effect>;

impl App {
    /// Creates the state for one user, and returns it with the effects of the first search.
    #[must_use]
    pub fn new(setup: Setup) -> (Self, Effects) {
        let mut app = Self {
            keymap: setup.keymap,
            purpose: setup.purpose,
            place: setup.place,
            single: setup.single,
            glyphs: setup.glyphs,
            size: (setup.size.0.max(1), setup.size.1.max(1)),
            focus: Focus::List,
            zoomed: false,
            mouse: false,
            search: Searching::new(&setup.query),
            list: ClaimList::default(),
            claim_pane: ClaimPane::new(setup.glyphs),
            overlays: Vec::new(),
            visited: VisitedClaims::default(),
            marks: MarkedClaims::default(),
            about: setup.about,
            loading: None,
            message: None,
            reload_failure: None,
            followed: None,
            awaited: None,
        };
        app.lay();
        let effects = app.ask(None);
        (app, effects)
    }

    /// Handles a message and returns the effects to carry out.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use gainsay::app::keymap::Keymap;
    /// use gainsay::app::{App, Effect, Msg, OpenDatasets, Purpose, Setup, Where};
    /// use gainsay::key::Key;
    /// use gainsay::theme::Glyphs;
    ///
    /// let (mut app, _) = App::new(Setup {
    ///     keymap: Keymap::default(),
    ///     purpose: Purpose::Explore,
    ///     place: Where::Here,
    ///     single: false,
    ///     glyphs: Glyphs::Unicode,
    ///     size: (80, 24),
    ///     query: String::new(),
    ///     about: Arc::new(OpenDatasets::default()),
    /// });
    /// let effects = app.update(Msg::Key(Key::char('q')));
    /// assert!(matches!(effects[..], [Effect::Quit]));
    /// ```
    #[must_use]
    pub fn update(&mut self, msg: Msg) -> Effects {
        let mut effects = self.handle(msg);
        effects.extend(self.settle());
        effects
    }

    fn handle(&mut self, msg: Msg) -> Effects {
        match msg {
            Msg::Key(key) => return self.key(key),
            Msg::Paste(text) => return self.paste(&text),
            Msg::Mouse(mouse) => return self.use_mouse(mouse),
            Msg::Resize(columns, rows) => self.size = (columns.max(1), rows.max(1)),
            Msg::Reloaded(about) => return self.reloaded(about),
            Msg::Grown(about) => return self.grown(about),
            Msg::ReloadFailed(about, why) => self.reload_failed(about, why),
            Msg::About(about) => self.described(about),
            Msg::Loading(loading) => self.loading = loading,
            Msg::Notice(text) => self.message = Some(text),
            Msg::Found(found) => return self.found(found),
            Msg::Rested => return self.rested(),
            Msg::Marked(marked) => return self.marks_are(marked),
            Msg::Listed { id, claims } => return self.mark_these(id, &claims),
            Msg::Export(what) => return self.exporting(what),
            Msg::Gathered(lines) => return self.copy_marked(&lines),
            Msg::Counted { id, counts } => {
                if id == self.search.id() {
                    self.list.count(counts);
                }
            }
            Msg::Window { id, window } => {
                if id == self.search.id() {
                    self.list.window = window;
                }
                return self.load_selected();
            }
            Msg::Loaded(dossier) => self.claim_pane.open(dossier.as_ref(), &self.search.needles()),
            Msg::Facets(facets) => {
                if let Some(Overlay::Filters(filters)) = self.overlays.last_mut() {
                    filters.facets = Some(facets);
                }
            }
            Msg::Lost(why) => {
                self.claim_pane.open(None, &[]);
                return self.say(&format!("this record {why}"));
            }
        }
        Effects::new()
    }

    fn key(&mut self, key: Key) -> Effects {
        self.message = None;
        let context = self.context();
        match (self.keymap.action(context, key), context) {
            (Some(Action::Interrupt), _) => vec![Effect::Quit],
            (Some(Action::Repaint), _) => vec![Effect::Run(HostCommand::Repaint)],
            (Some(Action::Suspend), _) if self.place == Where::Here => {
                vec![Effect::Run(HostCommand::Suspend)]
            }
            (Some(Action::Suspend), _) => self.say("there is no shell to return to"),
            (action, Context::Overlay) => self.over_key(action, key),
            (action, Context::Search) => self.search_key(action, key),
            (Some(action), Context::Main) => self.act(action),
            (None, Context::Main) if key.typed().is_some() => {
                let search = self.keymap.hint(Context::Main, Action::Search);
                let advice = format!("; press {search} to search");
                let advice = if search.is_empty() { "" } else { &advice };
                self.say(&format!("{key} does nothing here{advice}"))
            }
            (None, Context::Main) => Effects::new(),
        }
    }

    fn paste(&mut self, text: &str) -> Effects {
        if let Some(Overlay::Export(naming)) = self.overlays.last_mut() {
            naming.name.insert(text);
        }
        if self.overlays.is_empty() {
            self.search.active = true;
            self.focus = Focus::List;
            self.search.prompt.insert(text);
            return self.ask(None);
        }
        Effects::new()
    }

    /// Updates layout, scroll positions and the list's window; requests rows that the screen lacks.
    fn settle(&mut self) -> Effects {
        self.lay();
        let layout = self.layout();
        self.list.reveal(layout.claims());
        self.claim_pane.clamp(heights(&layout));
        match self.list.missing(layout.claims()) {
            Some((first, count)) => vec![Effect::Window { id: self.search.id(), first, count }],
            None => Effects::new(),
        }
    }

    fn lay(&mut self) {
        let width = usize::from(Layout::text_width(self.size, self.wish()));
        self.claim_pane.lay(width);
        let (_, inner) = self.overlay_area();
        for overlay in &mut self.overlays {
            if let Overlay::Popup(sheet) = overlay {
                sheet.lay(usize::from(inner.width), self.glyphs);
            }
        }
        // The height of a popup depends on how its text wraps.
        let height = usize::from(self.overlay_area().1.height);
        if let Some(Overlay::Popup(sheet)) = self.overlays.last_mut() {
            sheet.scroll_by(0, height);
        }
    }

    fn found(&mut self, found: SearchResult) -> Effects {
        if found.id != self.search.id() {
            return Effects::new();
        }
        let awaited = self.awaited.take().unwrap_or_default();
        let mut effects = self.fill(found, &awaited);
        if awaited.entered {
            effects.extend(self.unread().map(Effect::Load));
            effects.extend(self.enter());
        }
        effects.extend(awaited.then.into_iter().flat_map(|action| self.act(action)));
        // The filters show counts over the list, so a new list needs new counts.
        if matches!(self.overlays.last(), Some(Overlay::Filters(_))) {
            effects.push(Effect::Facets);
        }
        effects
    }

    fn fill(&mut self, found: SearchResult, awaited: &Awaited) -> Effects {
        let missed = self.followed.is_some() && found.kept.is_none();
        let selected =
            found.kept.unwrap_or(if missed { self.list.selected() } else { awaited.otherwise });
        self.list.fill(found.counts, found.window, selected.saturating_add_signed(awaited.moves));
        self.followed = None;
        if missed {
            return self.say("this claim is not in the filtered list");
        }
        if found.counts.loose_shown && !self.search.loose && found.counts.listed > 0 {
            self.message = Some(match self.hint(Action::Records) {
                key if !key.is_empty() && self.search.can_widen() => {
                    format!("{ONLY_LOOSE} · {key} searches whole records")
                }
                _ => ONLY_LOOSE.to_owned(),
            });
        }
        let mut effects = self.load_selected();
        if effects.is_empty() {
            // The claim is open already, but other words may need highlighting in it.
            effects.push(Effect::Rest);
        }
        effects.extend(self.mark_awaited(selected, &awaited.marks));
        effects
    }

    /// Requests the selected claim unless it is open: now if none is, else when the selection
    /// rests.
    fn load_selected(&mut self) -> Effects {
        if self.list.counts.listed == 0 {
            self.claim_pane.open(None, &[]);
            self.focus = Focus::List;
        }
        match self.unread() {
            Some(wanted) if self.claim_pane.dossier().is_none() => vec![Effect::Load(wanted)],
            Some(_) => vec![Effect::Rest],
            None => Effects::new(),
        }
    }

    /// Makes the claim beside the list follow the query and the selection.
    fn rested(&mut self) -> Effects {
        if let Some(wanted) = self.unread() {
            return vec![Effect::Load(wanted)];
        }
        self.claim_pane.mark(&self.search.needles());
        Effects::new()
    }

    /// Returns the selected claim, unless it is the open one.
    fn unread(&self) -> Option<WantedClaim> {
        let row = self.list.selected_row()?;
        let shown = self.claim_pane.shows(&row.address, &row.origin);
        let (address, origin) = (row.address.clone(), Some(row.origin.clone()));
        (!shown).then_some(WantedClaim { address, origin })
    }

    /// Returns whether a message may act on the claim beside the list. The session then loads the
    /// selected claim first. Messages that only move in the list or search need not wait for it.
    pub(crate) fn concerns_claim(&self, msg: &Msg) -> bool {
        let key = match msg {
            Msg::Key(key) => key,
            Msg::Mouse(mouse) => {
                return !self.layout().list.is_some_and(|list| list.contains(mouse.x, mouse.y));
            }
            _ => return false,
        };
        let action = self.keymap.action(self.context(), *key);
        match self.context() {
            Context::Overlay => true,
            Context::Search => matches!(action, Some(Action::NextPart | Action::PreviousPart)),
            Context::Main if self.focus != Focus::List => true,
            Context::Main => !action.is_none_or(Action::is_in_list),
        }
    }

    fn say(&mut self, words: &str) -> Effects {
        self.message = Some(words.to_owned());
        Effects::new()
    }

    fn context(&self) -> Context {
        if !self.overlays.is_empty() {
            Context::Overlay
        } else if self.search.active {
            Context::Search
        } else {
            Context::Main
        }
    }
}

impl App {
    /// Returns the screen's columns and rows.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    fn wish(&self) -> Wish {
        Wish { focus: self.focus, zoomed: self.zoomed || self.single }
    }

    pub(crate) fn layout(&self) -> Layout {
        Layout::new(self.size, self.wish(), self.claim_pane.lengths())
    }

    /// Returns the frame of the topmost overlay and the area inside it.
    #[must_use]
    pub fn overlay_area(&self) -> (layout::Area, layout::Area) {
        let (columns, rows) = self.overlays.last().map_or((0, 0), Overlay::extent);
        layout::overlay(self.size, columns, rows)
    }

    /// Returns the part of the screen that has the focus.
    pub(crate) fn focus(&self) -> Focus {
        self.focus
    }

    /// Returns the list of claims.
    #[must_use]
    pub fn list(&self) -> &ClaimList {
        &self.list
    }

    /// Returns whether the list is a search's result, or the datasets hold no claims.
    pub(crate) fn has_list(&self) -> bool {
        self.list.counts.all > 0 || self.about.claims == 0
    }

    /// Returns whether a search was requested whose result has not arrived.
    #[must_use]
    pub fn awaits_list(&self) -> bool {
        self.awaited.is_some()
    }

    /// Returns the pane with the open claim.
    #[must_use]
    pub fn claim_pane(&self) -> &ClaimPane {
        &self.claim_pane
    }

    /// Returns the search field with its filters and the order of the list.
    #[must_use]
    pub fn search(&self) -> &Searching {
        &self.search
    }

    /// Returns the marked claims.
    #[must_use]
    pub fn marked(&self) -> &Marked {
        &self.marks.marked
    }

    /// Returns the stack of overlays, the topmost last.
    #[must_use]
    pub fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// Returns the facts about the open datasets.
    #[must_use]
    pub fn about(&self) -> &OpenDatasets {
        &self.about
    }

    /// Returns the progress of reading the files, or `None` once they are all read.
    pub(crate) fn loading(&self) -> Option<Loading> {
        self.loading
    }

    /// Returns the bytes of memory that the app holds: the laid-out parts of the open claim,
    /// the rows of the list and the overlays. Dossiers and pages are shared and not counted.
    pub(crate) fn held_bytes(&self) -> usize {
        let overlays = self.overlays.iter().map(Overlay::held_bytes);
        size_of::<Self>()
            + self.claim_pane.held_bytes()
            + self.list.held_bytes()
            + overlays.sum::<usize>()
    }

    /// Returns the message for the bottom line: the last one set, or the fault of the query.
    pub(crate) fn message(&self) -> Option<&str> {
        self.message.as_deref().or(self.search.fault.as_deref())
    }

    /// Returns the key for an action in the current context, or else in the main context.
    pub(crate) fn hint(&self, action: Action) -> String {
        let now = self.keymap.hint(self.context(), action);
        if now.is_empty() { self.keymap.hint(Context::Main, action) } else { now }
    }
}

/// Returns the rows of the three parts' bodies; 0 for a part that is not on the screen.
fn heights(layout: &Layout) -> [usize; 3] {
    Part::ALL.map(|part| layout.part(part).map_or(0, |part| usize::from(part.body.height)))
}
