//! The application, pure: messages in, state changed, effects out. A test is a list of
//! keys and a screen. Knows no terminal, no files, no threads; it holds a window of the
//! list and the open claim, never the whole dataset.

mod actions;
pub mod claim_pane;
mod copying;
pub mod exporting;
mod hints;
pub mod keymap;
pub mod layout;
pub mod list;
mod marking;
mod memory;
mod message;
pub mod overlay;
mod overlay_keys;
pub mod popups;
pub mod prompt;
mod searching;
mod visited;

use std::sync::Arc;

pub use copying::{COPY_LIMIT, copied_line};
pub use message::{
    Ask, DatasetFacts, Effect, ExportStart, ExportTarget, HostCommand, Loading, Msg, OpenDatasets,
    Purpose, SearchResult, WantedClaim, Where,
};

use crate::claim::Address;
use crate::key::Key;
pub use crate::key::{Mouse, MouseUse};
use crate::page::Part;
use crate::search::Marked;

use claim_pane::ClaimPane;
use keymap::{Action, Context, Keymap};
use layout::{Focus, Layout, Wish};
use list::ClaimList;
use marking::MarkedClaims;
use overlay::Overlay;
use searching::Searching;
use visited::VisitedClaims;

/// What a reader starts with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Which key does what.
    pub keymap: Keymap,
    /// What the reader came for.
    pub purpose: Purpose,
    /// Where the program runs.
    pub place: Where,
    /// Whether one part is on the screen at a time, however large it is.
    pub single: bool,
    /// The screen's columns and rows.
    pub size: (u16, u16),
    /// The query to begin with.
    pub query: String,
    /// What can be said about the datasets.
    pub about: Arc<OpenDatasets>,
}

/// One reader's explorer.
#[derive(Debug)]
pub struct App {
    keymap: Keymap,
    purpose: Purpose,
    place: Where,
    single: bool,
    size: (u16, u16),
    focus: Focus,
    zoomed: bool,
    mouse: bool,
    search: Searching,
    list: ClaimList,
    reader: ClaimPane,
    overlays: Vec<Overlay>,
    visited: VisitedClaims,
    marks: MarkedClaims,
    about: Arc<OpenDatasets>,
    /// How far the files are read, while they are.
    loading: Option<Loading>,
    message: Option<String>,
    /// The claim that was followed to and should be read, in the list or not.
    followed: Option<Address>,
    /// What was done in the list since a search was asked for that has no result yet.
    awaited: Option<Awaited>,
}

/// What a reader did in the list while a search was under way. They mean the list that is
/// to come: typing a name, then Enter, opens the first claim of that name however fast
/// they type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Awaited {
    /// Ranks moved down.
    moves: isize,
    /// Where the mark was to be changed: so many ranks further down.
    marks: Vec<isize>,
    /// Whether the claim was to be opened.
    entered: bool,
    /// What was to be done with all of the list.
    then: Option<Action>,
    /// The rank to select where the claim that was to stay selected isn't found.
    otherwise: usize,
}

/// What the explorer wants done after a message.
pub type Effects = Vec<Effect>;

impl App {
    /// A reader's explorer, and what it wants done first.
    #[must_use]
    pub fn new(setup: Setup) -> (Self, Effects) {
        let mut app = Self {
            keymap: setup.keymap,
            purpose: setup.purpose,
            place: setup.place,
            single: setup.single,
            size: (setup.size.0.max(1), setup.size.1.max(1)),
            focus: Focus::List,
            zoomed: false,
            mouse: false,
            search: Searching::new(&setup.query),
            list: ClaimList::default(),
            reader: ClaimPane::default(),
            overlays: Vec::new(),
            visited: VisitedClaims::default(),
            marks: MarkedClaims::default(),
            about: setup.about,
            loading: None,
            message: None,
            followed: None,
            awaited: None,
        };
        app.lay();
        let effects = app.ask(None);
        (app, effects)
    }

    /// Takes a message and says what should be done.
    #[must_use]
    pub fn update(&mut self, msg: Msg) -> Effects {
        let mut effects = match msg {
            Msg::Key(key) => self.key(key),
            Msg::Paste(text) => self.paste(&text),
            Msg::Mouse(mouse) => self.use_mouse(mouse),
            Msg::Resize(columns, rows) => {
                self.size = (columns.max(1), rows.max(1));
                Effects::new()
            }
            Msg::Reloaded(about) => self.reloaded(about),
            Msg::Grown(about) => self.grown(about),
            Msg::About(about) => {
                self.about = about;
                Effects::new()
            }
            Msg::Loading(loading) => {
                self.loading = loading;
                Effects::new()
            }
            Msg::Notice(text) => {
                self.message = Some(text);
                Effects::new()
            }
            answer => self.answered(answer),
        };
        effects.extend(self.settle());
        effects
    }

    /// Takes the answer to something that was asked for.
    fn answered(&mut self, answer: Msg) -> Effects {
        match answer {
            Msg::Found(found) => return self.found(found),
            Msg::Rested => return self.rested(),
            Msg::Marked(marked) => return self.marks_are(marked),
            Msg::Listed { seq, claims } => return self.mark_these(seq, &claims),
            Msg::Export(what) => return self.exporting(what),
            Msg::Gathered(lines) => return self.copy_marked(&lines),
            Msg::Counted { seq, counts } if seq == self.search.seq() => self.list.count(counts),
            Msg::Window { seq, window } => {
                if seq == self.search.seq() {
                    self.list.see(window);
                }
                return self.load_selected();
            }
            Msg::Loaded(dossier) => self.reader.open(dossier.as_ref(), &self.search.needles()),
            Msg::Facets(facets) => {
                if let Some(Overlay::Filters(filters)) = self.overlays.last_mut() {
                    filters.facets = Some(facets);
                }
            }
            Msg::Lost(why) | Msg::Refused(why) => {
                self.reader.open(None, &[]);
                return self.say(&format!("this record {why}"));
            }
            _ => {}
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

    /// Keeps what is shown in step with what changed: layout, scrolls, the list's window.
    fn settle(&mut self) -> Effects {
        self.lay();
        let layout = self.layout();
        self.list.reveal(layout.claims());
        self.reader.clamp(heights(&layout));
        match self.list.missing(layout.claims()) {
            Some((first, count)) => vec![Effect::Window { seq: self.search.seq(), first, count }],
            None => Effects::new(),
        }
    }

    fn lay(&mut self) {
        let width = usize::from(Layout::text_width(self.size, self.wish()));
        self.reader.lay(width);
        let (_, inner) = self.overlay_area();
        for overlay in &mut self.overlays {
            if let Overlay::Sheet(sheet) = overlay {
                sheet.lay(usize::from(inner.width));
            }
        }
        // How high a sheet stands follows from how it is wrapped.
        let height = usize::from(self.overlay_area().1.height);
        if let Some(Overlay::Sheet(sheet)) = self.overlays.last_mut() {
            sheet.scroll_by(0, height);
        }
    }

    fn found(&mut self, found: SearchResult) -> Effects {
        if found.seq != self.search.seq() {
            return Effects::new();
        }
        let awaited = self.awaited.take().unwrap_or_default();
        let mut effects = self.fill(found, &awaited);
        if awaited.entered {
            effects.extend(self.unread().map(Effect::Load));
            effects.extend(self.enter());
        }
        effects.extend(awaited.then.into_iter().flat_map(|action| self.act(action)));
        // The filters count the list: another list, other counts.
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
            self.message = Some("no close match; showing loose matches".to_owned());
        }
        let mut effects = self.load_selected();
        if effects.is_empty() {
            // The same claim, but other words to be marked in it.
            effects.push(Effect::Rest);
        }
        effects.extend(self.mark_awaited(selected, &awaited.marks));
        effects
    }

    /// Asks for the selected claim unless it is being read already: at once where no claim is,
    /// else when the selection rests.
    fn load_selected(&mut self) -> Effects {
        if self.list.counts.listed == 0 {
            self.reader.open(None, &[]);
            self.focus = Focus::List;
        }
        match self.unread() {
            Some(wanted) if self.reader.dossier().is_none() => vec![Effect::Load(wanted)],
            Some(_) => vec![Effect::Rest],
            None => Effects::new(),
        }
    }

    /// Lets the claim beside the list follow what was typed and selected.
    fn rested(&mut self) -> Effects {
        if let Some(wanted) = self.unread() {
            return vec![Effect::Load(wanted)];
        }
        self.reader.mark(&self.search.needles());
        Effects::new()
    }

    /// The selected claim, where another is being read.
    fn unread(&self) -> Option<WantedClaim> {
        let row = self.list.selected_row()?;
        let shown = self.reader.shows(&row.address, &row.origin);
        let (address, origin) = (row.address.clone(), Some(row.origin.clone()));
        (!shown).then_some(WantedClaim { address, origin })
    }

    /// Whether what a message does may be about the claim beside the list: then that must be
    /// the selected one before. What only moves on in the list, or searches, is not.
    #[must_use]
    pub fn concerns_claim(&self, msg: &Msg) -> bool {
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

    fn reloaded(&mut self, about: Arc<OpenDatasets>) -> Effects {
        self.about = about;
        // What an editor's check had to say matters more than that there was a change.
        self.message.get_or_insert_with(|| "the files changed; reloaded".to_owned());
        let reading = self.reader.address().cloned();
        // Where the claim is gone, its neighbour is the one to go on with.
        let mut effects = self.ask_or(reading.clone(), self.list.selected());
        effects.extend(reading.map(|address| Effect::Load(WantedClaim { address, origin: None })));
        effects
    }

    /// More was read: what is selected stays so, and the claim being read is as it was.
    fn grown(&mut self, about: Arc<OpenDatasets>) -> Effects {
        self.about = about;
        let reading = self.reader.address().cloned();
        self.ask_or(reading, self.list.selected())
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

/// What the screen shows.
impl App {
    /// The screen's columns and rows.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    fn wish(&self) -> Wish {
        Wish { focus: self.focus, zoomed: self.zoomed || self.single }
    }

    /// Where everything stands.
    #[must_use]
    pub fn layout(&self) -> Layout {
        Layout::new(self.size, self.wish(), self.reader.lengths())
    }

    /// Where an overlay stands: its frame, and what lies inside.
    #[must_use]
    pub fn overlay_area(&self) -> (layout::Area, layout::Area) {
        let (columns, rows) = self.overlays.last().map_or((0, 0), Overlay::extent);
        layout::overlay(self.size, columns, rows)
    }

    /// What has the focus.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// The keys that can be pressed now.
    #[must_use]
    pub fn hints(&self) -> Vec<(String, &'static str)> {
        hints::hints(self)
    }

    /// The list.
    #[must_use]
    pub fn list(&self) -> &ClaimList {
        &self.list
    }

    /// Whether the list is one that a search found, or there is nothing to find.
    #[must_use]
    pub fn has_list(&self) -> bool {
        self.list.counts.all > 0 || self.about.claims == 0
    }

    /// Whether a search was asked for whose list is still to come.
    #[must_use]
    pub fn awaits_list(&self) -> bool {
        self.awaited.is_some()
    }

    /// The claim being read.
    #[must_use]
    pub fn reader(&self) -> &ClaimPane {
        &self.reader
    }

    /// The search field, its filters and its order.
    #[must_use]
    pub fn search(&self) -> &Searching {
        &self.search
    }

    /// The claims that are marked.
    #[must_use]
    pub fn marked(&self) -> &Marked {
        self.marks.marked()
    }

    /// What lies over the screen, the topmost last.
    #[must_use]
    pub fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// What can be said about the datasets.
    #[must_use]
    pub fn about(&self) -> &OpenDatasets {
        &self.about
    }

    /// How far the files are read, while they are.
    #[must_use]
    pub fn loading(&self) -> Option<Loading> {
        self.loading
    }

    /// The line to tell the reader.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref().or_else(|| self.search.fault())
    }

    /// The key that does something now, else the one that does it in the list.
    #[must_use]
    pub fn hint(&self, action: Action) -> String {
        let now = self.keymap.hint(self.context(), action);
        if now.is_empty() { self.keymap.hint(Context::Main, action) } else { now }
    }
}

/// The rows of the three parts' bodies; a part that isn't on the screen has none.
fn heights(layout: &Layout) -> [usize; 3] {
    Part::ALL.map(|part| layout.part(part).map_or(0, |part| usize::from(part.body.height)))
}
