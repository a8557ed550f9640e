//! Chooses the key hints for the bottom line.

use crate::key::Key;

use super::App;
use super::keymap::{Action, Context};
use super::layout::Focus;
use super::message::Purpose;
use super::overlay::Overlay;

type Hints = &'static [(Action, &'static str)];

const POPUP: Hints = &[(Action::Down, "scroll"), (Action::Close, "close")];
const CHOICE: Hints =
    &[(Action::Down, "next"), (Action::Accept, "choose"), (Action::Close, "close")];
const FILTERS: Hints =
    &[(Action::Down, "next"), (Action::Accept, "on or off"), (Action::Close, "close")];
const NAMING: Hints = &[(Action::Accept, "write"), (Action::Close, "cancel")];
const SEARCH: Hints = &[
    (Action::Accept, "to the list"),
    (Action::Close, "clear"),
    (Action::Down, "next"),
    (Action::Filter, "filter"),
    (Action::Loose, "loose"),
    (Action::Help, "help"),
];
const LIST: Hints = &[
    (Action::Enter, "read"),
    (Action::Search, "search"),
    (Action::Filter, "filter"),
    (Action::Mark, "mark"),
    (Action::Sort, "sort"),
    (Action::Copy, "copy"),
    (Action::Help, "help"),
    (Action::Quit, "quit"),
    (Action::Export, "export"),
    (Action::About, "about"),
];
/// The hints in the list while claims are marked.
const MARKED: Hints = &[
    (Action::Enter, "read"),
    (Action::Search, "search"),
    (Action::Mark, "mark"),
    (Action::Export, "export"),
    (Action::Copy, "copy"),
    (Action::UnmarkAll, "unmark"),
    (Action::Help, "help"),
    (Action::Quit, "quit"),
    (Action::Filter, "filter"),
    (Action::Sort, "sort"),
];
const PICK: Hints = &[
    (Action::Enter, "choose"),
    (Action::Search, "search"),
    (Action::NextPart, "read"),
    (Action::Filter, "filter"),
    (Action::Quit, "quit"),
    (Action::Help, "help"),
];
const PART: Hints = &[
    (Action::NextPart, "next part"),
    (Action::NextLink, "link"),
    (Action::Enter, "follow"),
    (Action::Zoom, "zoom"),
    (Action::Back, "back"),
    (Action::Leave, "list"),
    (Action::Help, "help"),
    (Action::Mark, "mark"),
];

impl App {
    /// Returns the keys for the current context and focus, each with a word.
    pub(crate) fn hints(&self) -> Vec<(String, &'static str)> {
        let context = self.context();
        let wanted = match (context, self.focus) {
            (Context::Overlay, _) => match self.overlays.last() {
                Some(Overlay::Popup(_)) => POPUP,
                Some(Overlay::Filters(_)) => FILTERS,
                Some(Overlay::Export(_)) => NAMING,
                _ => CHOICE,
            },
            (Context::Search, _) => SEARCH,
            (Context::Main, Focus::List) if self.purpose == Purpose::Pick => PICK,
            (Context::Main, Focus::List) if !self.marked().is_empty() => MARKED,
            (Context::Main, Focus::List) => LIST,
            (Context::Main, Focus::Part(_)) => PART,
        };
        // In the filters and the export prompt letters are typed text, so only other keys can be
        // hinted.
        let typing = matches!(self.overlays.last(), Some(Overlay::Filters(_) | Overlay::Export(_)));
        let usable = |key: &Key| !typing || key.typed().is_none();
        let hint = |action| self.keymap.keys(context, action).into_iter().find(usable);
        wanted
            .iter()
            .filter_map(|(action, word)| Some((hint(*action)?.to_string(), *word)))
            .collect()
    }
}
