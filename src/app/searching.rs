//! Searching: the search field, the filters, the order of the list, and the keys that go to the
//! field.

use crate::claim::Address;
use crate::key::Key;
use crate::search::{
    FieldError, Marked, Needle, Query, SearchId, SearchRequest, Sort, advice, in_records,
    misspelled_field,
};
use crate::text::DisplayText;

use super::keymap::Action;
use super::layout::Focus;
use super::message::{Ask, Effect, Purpose};
use super::prompt::Prompt;
use super::{App, Effects};

/// The message if the query has no words that could be looked for in whole records.
pub(super) const NO_WORDS: &str = "the search has no words to look for in whole records";

/// The state of the search.
#[derive(Debug, Clone, Default)]
pub struct Searching {
    /// The search field with its text.
    pub prompt: Prompt,
    /// The filters chosen from the overlay.
    pub(crate) filters: Vec<ChosenFilter>,
    pub(crate) sort: Sort,
    /// Whether the user asked for the loose matches.
    pub(crate) loose: bool,
    /// Whether keys go to the search field.
    pub(crate) active: bool,
    id: SearchId,
    /// The query of the latest search: the filters and the field's text.
    pub(crate) query: Query,
    /// The first fault of the query with advice, or a suggestion for a name that is no field's.
    pub(super) fault: Option<String>,
}

/// A filter that the user chose from the overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChosenFilter {
    /// The condition in the query grammar.
    pub(crate) query: String,
    /// The condition as its chip shows it.
    pub(crate) chip: DisplayText<'static>,
}

/// What the user did in the list while a search was running, to be applied to its result. Typing a
/// name and then Enter opens the first claim with that name, however fast the user types.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Awaited {
    /// The number of ranks that the selection moved down.
    pub(super) moves: isize,
    /// The marks to toggle, as ranks below the claim that the result selects.
    pub(super) marks: Vec<isize>,
    /// Whether the user pressed Enter to open the claim.
    pub(super) entered: bool,
    /// An action on the whole list, such as marking or exporting it.
    pub(super) then: Option<Action>,
    /// The rank to select if the result lacks the claim that should stay selected.
    pub(super) otherwise: usize,
}

impl Searching {
    pub(super) fn new(query: &str) -> Self {
        Self { prompt: Prompt::with(query), ..Self::default() }
    }

    /// Returns the number of the latest search.
    #[must_use]
    pub fn id(&self) -> SearchId {
        self.id
    }

    /// Returns the order of the list in words, unless it is the default.
    pub(crate) fn order(&self) -> Option<String> {
        (self.sort != Sort::default()).then(|| self.sort.to_string())
    }

    /// Returns the reason why the query is invalid, so that the list is empty.
    pub(crate) fn invalid(&self) -> Option<&str> {
        self.fault.as_deref().filter(|_| self.query.is_invalid())
    }

    pub(crate) fn advice(&self) -> Option<String> {
        advice(self.prompt.text())
    }

    /// Returns whether the field has words that could be looked for in whole records.
    pub(crate) fn can_widen(&self) -> bool {
        in_records(self.prompt.text()).is_some()
    }

    /// Changes the field's text so that its words are looked for in whole records. Returns whether
    /// it has such words.
    pub(super) fn widen(&mut self) -> bool {
        let Some(query) = in_records(self.prompt.text()) else { return false };
        self.prompt.remember();
        self.prompt.clear();
        self.prompt.insert(&query);
        true
    }

    /// Returns the words to highlight in the open claim.
    pub(super) fn needles(&self) -> Vec<Needle> {
        self.query.needles().into_iter().cloned().collect()
    }

    /// Parses the filters and the text, counts the search and returns its request.
    fn next_request(&mut self, marked: &Marked) -> SearchRequest {
        let filters = self.filters.iter().map(|filter| filter.query.as_str());
        self.query = Query::of(filters.chain([self.prompt.text()])).with_marks(marked);
        let fault = self.query.faults.iter().find(|fault| !fault.is_begun());
        let fault = fault.or(self.query.faults.first()).map(FieldError::advice);
        self.fault = fault.or_else(|| misspelled_field(self.prompt.text()));
        self.id = self.id.next();
        SearchRequest { query: self.query.clone(), sort: self.sort, loose: self.loose }
    }
}

impl App {
    /// Searches; `keep` is the claim that should stay selected. If the search does not find it,
    /// the first claim is selected.
    pub(super) fn ask(&mut self, keep: Option<Address>) -> Effects {
        self.ask_or(keep, 0)
    }

    /// Searches; if the search does not find `keep`, the claim at rank `otherwise` is selected.
    pub(super) fn ask_or(&mut self, keep: Option<Address>, otherwise: usize) -> Effects {
        self.awaited = Some(Awaited { otherwise, ..Awaited::default() });
        let height = self.layout().claims().max(1);
        let request = self.search.next_request(&self.marks.marked);
        vec![Effect::Search(Ask { id: self.search.id(), request, keep, otherwise, height })]
    }

    /// Searches again and keeps the open claim selected.
    pub(super) fn ask_again(&mut self) -> Effects {
        let keep = self.claim_pane.address().cloned();
        self.ask(keep)
    }

    /// Handles a key in the search field; a change of its text starts a search.
    pub(super) fn search_key(&mut self, action: Option<Action>, key: Key) -> Effects {
        let before = self.search.prompt.text().to_owned();
        let mut effects = Effects::new();
        if let Some(action) = action {
            effects = self.search_act(action);
        } else if let Some(c) = key.typed() {
            self.search.prompt.insert(c.encode_utf8(&mut [0; 4]));
        }
        if self.search.prompt.text() == before {
            return effects;
        }
        let mut searched = self.ask(None);
        searched.extend(effects);
        searched
    }

    fn search_act(&mut self, action: Action) -> Effects {
        if action == Action::Records {
            // The changed text starts the search.
            let is_changed = self.search.widen();
            return if is_changed { Effects::new() } else { self.say(NO_WORDS) };
        }
        let prompt = &mut self.search.prompt;
        match action {
            Action::Accept => return self.accept_search(),
            Action::Close if prompt.text().is_empty() => self.search.active = false,
            Action::Close => prompt.clear(),
            Action::DeleteBack if prompt.before_cursor().is_empty() => return self.remove_filter(),
            Action::Older => prompt.older(),
            Action::Newer => prompt.newer(),
            Action::Down
            | Action::Up
            | Action::PageDown
            | Action::PageUp
            | Action::Loose
            | Action::Filter
            | Action::Help => return self.act(action),
            Action::NextPart | Action::PreviousPart => {
                self.search.active = false;
                prompt.remember();
                return self.act(action);
            }
            _ => prompt.edit(action),
        }
        Effects::new()
    }

    fn accept_search(&mut self) -> Effects {
        self.search.prompt.remember();
        self.search.active = false;
        self.focus = Focus::List;
        match self.purpose {
            Purpose::Pick => self.act(Action::Enter),
            Purpose::Explore => Effects::new(),
        }
    }

    pub(super) fn remove_filter(&mut self) -> Effects {
        match self.search.filters.pop() {
            Some(_) => self.ask_again(),
            None => Effects::new(),
        }
    }

    /// Adds a filter, or removes it if it is set, and searches again.
    pub(super) fn toggle_filter(&mut self, filter: ChosenFilter) -> Effects {
        let before = self.search.filters.len();
        self.search.filters.retain(|there| there.query != filter.query);
        if self.search.filters.len() == before {
            self.search.filters.push(filter);
        }
        self.ask_again()
    }
}
