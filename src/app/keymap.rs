//! The table of actions: name, help line, contexts and default keys of each. The help, the key
//! hints, the manual page and the configuration file derive from it.

use std::collections::HashMap;
use std::str::FromStr;

use thiserror::Error;

use crate::key::{Key, UnknownKey};
use crate::text::nearest;

/// The place that keys go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// The list and the parts of a claim.
    Main,
    /// The search field and the line editing in it.
    Search,
    /// The overlays: help, menus, filters.
    Overlay,
}

impl Context {
    /// All contexts, in the order of the help.
    pub const ALL: [Self; 3] = [Self::Main, Self::Search, Self::Overlay];

    /// Returns the context's name in the configuration file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Search => "search",
            Self::Overlay => "overlay",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Main => "List and claim",
            Self::Search => "Search field",
            Self::Overlay => "Help, menus, filters",
        }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $name:literal, $help:literal, [$($context:ident: $($key:literal)+;)+])+) => {
        /// An action that a key can trigger.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $help] $action,)+
        }

        impl Action {
            /// All actions, in the order of the help.
            pub const ALL: &'static [Self] = &[$(Self::$action,)+];

            /// Returns the action's name in the configuration file.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$action => $name,)+ }
            }

            pub(crate) fn help(self) -> &'static str {
                match self { $(Self::$action => $help,)+ }
            }

            /// Returns the contexts in which the action can be bound, each with its default
            /// keys.
            pub(crate) fn defaults(self) -> &'static [(Context, &'static [&'static str])] {
                match self { $(Self::$action => &[$((Context::$context, &[$($key),+]),)+],)+ }
            }
        }
    };
}

actions! {
    Search = "search", "go to the search field", [Main: "/";]
    Down = "down", "next claim; in a part: scroll down", [Main: "j" "Down"; Search: "Down"; Overlay: "Down" "j" "Ctrl-n";]
    Up = "up", "previous claim; in a part: scroll up", [Main: "k" "Up"; Search: "Up"; Overlay: "Up" "k" "Ctrl-p";]
    PageDown = "page-down", "a page down", [Main: "PgDn"; Search: "PgDn"; Overlay: "PgDn";]
    PageUp = "page-up", "a page up", [Main: "PgUp"; Search: "PgUp"; Overlay: "PgUp";]
    HalfPageDown = "half-page-down", "half a page down", [Main: "Ctrl-d"; Overlay: "Ctrl-d";]
    HalfPageUp = "half-page-up", "half a page up", [Main: "Ctrl-u"; Overlay: "Ctrl-u";]
    First = "first", "go to the first", [Main: "g" "Home"; Overlay: "Home" "g";]
    Last = "last", "go to the last", [Main: "G" "End"; Overlay: "End" "G";]
    Enter = "enter", "open the claim; in a part: follow the chosen link", [Main: "Enter";]
    NextPart = "next-part", "go to the next part", [Main: "Tab"; Search: "Tab";]
    PreviousPart = "previous-part", "go to the previous part", [Main: "Shift-Tab"; Search: "Shift-Tab";]
    Leave = "leave", "go back to the list", [Main: "Esc";]
    NextLink = "next-link", "choose the next link: relation, party or address", [Main: "Right" "l";]
    PreviousLink = "previous-link", "choose the previous link", [Main: "Left" "h";]
    PaneDown = "pane-down", "from the list: scroll the claim down", [Main: "J";]
    PaneUp = "pane-up", "from the list: scroll the claim up", [Main: "K";]
    Zoom = "zoom", "enlarge one part to the whole screen, or restore it", [Main: "z";]
    NextHit = "next-hit", "go to the next match in the claim", [Main: "n";]
    PreviousHit = "previous-hit", "go to the previous match in the claim", [Main: "N";]
    Back = "back", "go back to the claim visited before", [Main: "[";]
    Forward = "forward", "go forward again", [Main: "]";]
    Filter = "filter", "filter by party, denial, evidence, status, topic …", [Main: "f"; Search: "Alt-f";]
    RemoveFilter = "remove-filter", "remove the last filter", [Main: "Backspace";]
    ClearFilters = "clear-filters", "remove all filters", [Main: "F";]
    Loose = "loose", "show or hide loose matches", [Main: "L"; Search: "Alt-l";]
    Records = "records", "look for the words in whole records: quotations, sources, names, notes", [Main: "A"; Search: "Alt-a";]
    Sort = "sort", "sort the list", [Main: "s";]
    Mark = "mark", "mark or unmark the claim; in the list: then move to the next", [Main: "Space";]
    MarkAll = "mark-all", "mark or unmark all claims in the list; again: undo", [Main: "M";]
    UnmarkAll = "unmark-all", "remove all marks; again: undo", [Main: "U";]
    Copy = "copy", "copy the id, text, citation, URL or JSON of the marked claims, or of this one", [Main: "y";]
    Export = "export", "export the marked claims, or all in the list, to a file", [Main: "x";]
    Open = "open", "open the chosen address in a browser", [Main: "o";]
    Edit = "edit", "edit the record in $EDITOR", [Main: "e";]
    About = "about", "about the dataset", [Main: "i";]
    Problems = "problems", "problems in the files, and how foreign files were read", [Main: "!";]
    Help = "help", "this help", [Main: "?"; Search: "F1"; Overlay: "?";]
    Mouse = "mouse", "turn the mouse on, or leave it to the terminal", [Main: "m";]
    Accept = "accept", "accept: search moves to the list, a menu applies the choice", [Search: "Enter"; Overlay: "Enter";]
    Close = "close", "clear, then leave", [Search: "Esc"; Overlay: "Esc" "q";]
    Older = "older", "the previous search", [Search: "Ctrl-p";]
    Newer = "newer", "the next search", [Search: "Ctrl-n";]
    LineStart = "line-start", "go to the start of the line", [Search: "Ctrl-a" "Home";]
    LineEnd = "line-end", "go to the end of the line", [Search: "Ctrl-e" "End";]
    Left = "left", "go a character left", [Search: "Left" "Ctrl-b";]
    Right = "right", "go a character right", [Search: "Right" "Ctrl-f";]
    WordLeft = "word-left", "go a word left", [Search: "Alt-Left" "Alt-b" "Ctrl-Left";]
    WordRight = "word-right", "go a word right", [Search: "Alt-Right" "Ctrl-Right";]
    DeleteBack = "delete-back", "delete the previous character; at the start: the last filter", [Search: "Backspace" "Ctrl-h"; Overlay: "Backspace" "Ctrl-h";]
    Delete = "delete", "delete the next character", [Search: "Del" "Ctrl-d";]
    DeleteWord = "delete-word", "delete the previous word", [Search: "Ctrl-w" "Alt-Backspace";]
    DeleteToStart = "delete-to-start", "delete to the start of the line", [Search: "Ctrl-u";]
    DeleteToEnd = "delete-to-end", "delete to the end of the line", [Search: "Ctrl-k";]
    Repaint = "repaint", "redraw the screen", [Main: "Ctrl-l"; Search: "Ctrl-l"; Overlay: "Ctrl-l";]
    Suspend = "suspend", "suspend to the shell; fg returns", [Main: "Ctrl-z"; Search: "Ctrl-z"; Overlay: "Ctrl-z";]
    Quit = "quit", "quit", [Main: "q";]
    Interrupt = "interrupt", "quit from anywhere; always Ctrl-c", [Main: "Ctrl-c"; Search: "Ctrl-c"; Overlay: "Ctrl-c";]
}

impl Action {
    /// Returns by how many lines or rows the action moves if a page has `page` of them, or `None`
    /// if it is no movement.
    pub(crate) fn distance(self, page: isize) -> Option<isize> {
        Some(match self {
            Self::Down => 1,
            Self::Up => -1,
            Self::PageDown => page,
            Self::PageUp => -page,
            Self::HalfPageDown => page / 2 + 1,
            Self::HalfPageUp => -page / 2 - 1,
            Self::First => isize::MIN,
            Self::Last => isize::MAX,
            _ => return None,
        })
    }

    /// Returns whether the action only moves in the list, changes its content or marks, or
    /// leaves the screen. Such an action does not concern the claim beside the list.
    pub(crate) fn is_in_list(self) -> bool {
        let other = matches!(
            self,
            Self::Search
                | Self::Loose
                | Self::Records
                | Self::Mark
                | Self::MarkAll
                | Self::UnmarkAll
                | Self::Export
                | Self::RemoveFilter
                | Self::ClearFilters
                | Self::Repaint
                | Self::Suspend
                | Self::Quit
                | Self::Interrupt
        );
        other || self.distance(1).is_some()
    }
}

/// The reason why a key binding is rejected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum BindError {
    #[error("unknown context “{0}”: use main, search or overlay")]
    Context(String),
    /// No action of the context has this name.
    #[error("unknown action “{name}” in [keys.{context}]{}", nearest.map(|near| format!(": did you mean “{near}”?")).unwrap_or_default())]
    Action {
        name: String,
        context: &'static str,
        /// The known action that is spelled most like it.
        nearest: Option<&'static str>,
    },
    #[error(transparent)]
    Key(#[from] UnknownKey),
    #[error("Ctrl-c always quits and can’t be bound to anything else")]
    Interrupt,
}

/// The bindings of keys to actions, by context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    keys: HashMap<(Context, Key), Action>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut keys = HashMap::new();
        for action in Action::ALL {
            for (context, names) in action.defaults() {
                for key in names.iter().filter_map(|name| Key::from_str(name).ok()) {
                    keys.insert((*context, key), *action);
                }
            }
        }
        Self { keys }
    }
}

impl Keymap {
    pub(crate) fn action(&self, context: Context, key: Key) -> Option<Action> {
        self.keys.get(&(context, key)).copied()
    }

    /// Returns the keys of an action in a context, the shortest name first.
    #[must_use]
    pub fn keys(&self, context: Context, action: Action) -> Vec<Key> {
        let bound = self.keys.iter().filter(|((of, _), bound)| *of == context && **bound == action);
        let mut keys: Vec<Key> = bound.map(|((_, key), _)| *key).collect();
        keys.sort_by_key(|key| (key.to_string().len(), *key));
        keys
    }

    /// Returns the name of the first key of an action in a context, or an empty string.
    pub(crate) fn hint(&self, context: Context, action: Action) -> String {
        self.keys(context, action).first().map(Key::to_string).unwrap_or_default()
    }

    /// Finds an action that lost its last key in a context. Actions for which `meant` returns
    /// true are expected to have none.
    pub(crate) fn lost(
        &self,
        meant: impl Fn(Context, Action) -> bool,
    ) -> Option<(Context, Action)> {
        let all = Action::ALL.iter().flat_map(|action| {
            action.defaults().iter().map(move |(context, _)| (*context, *action))
        });
        all.into_iter().find(|(context, action)| {
            self.keys(*context, *action).is_empty() && !meant(*context, *action)
        })
    }

    /// Binds an action of a context to these keys instead of its current ones, as the
    /// configuration file asks. Other actions lose these keys.
    ///
    /// # Errors
    /// Returns a [`BindError`] if a name is unknown or Ctrl-c is concerned; the keymap is
    /// unchanged then.
    pub(crate) fn rebind(
        &mut self,
        context: &str,
        action: &str,
        keys: &[&str],
    ) -> Result<(), BindError> {
        let place = Context::ALL.into_iter().find(|place| place.name() == context);
        let place = place.ok_or_else(|| BindError::Context(context.to_owned()))?;
        let here = || {
            Action::ALL.iter().filter(|action| action.defaults().iter().any(|(of, _)| *of == place))
        };
        let known = here().find(|known| known.name() == action).copied();
        let known = known.ok_or_else(|| BindError::Action {
            name: action.to_owned(),
            context: place.name(),
            nearest: nearest(action, here().map(|action| action.name())),
        })?;
        let keys = keys.iter().map(|key| key.parse()).collect::<Result<Vec<Key>, _>>()?;
        if known == Action::Interrupt
            || keys.iter().any(|key| self.action(place, *key) == Some(Action::Interrupt))
        {
            return Err(BindError::Interrupt);
        }
        let mut bound = self.keys.clone();
        bound.retain(|(of, _), action| *of != place || *action != known);
        for key in keys {
            bound.insert((place, key), known);
        }
        self.keys = bound;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_key_is_a_key_and_does_one_thing() {
        let mut seen = HashMap::new();
        for action in Action::ALL {
            for (context, names) in action.defaults() {
                for name in *names {
                    let key: Key = name.parse().unwrap();
                    assert_eq!(
                        seen.insert((*context, key), *action),
                        None,
                        "{name} in {context:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_key_can_be_bound_anew() {
        let mut keymap = Keymap::default();
        keymap.rebind("main", "page-down", &["Space", "Ctrl-f"]).unwrap();
        let action =
            |keymap: &Keymap, key: &str| keymap.action(Context::Main, key.parse().unwrap());
        assert_eq!(action(&keymap, "Space"), Some(Action::PageDown));
        assert_eq!(action(&keymap, "PgDn"), None);
    }

    #[test]
    fn what_can_not_be_bound_says_why() {
        let mut keymap = Keymap::default();
        let mut say =
            |context, action, key| keymap.rebind(context, action, &[key]).unwrap_err().to_string();
        assert!(say("mane", "down", "j").contains("unknown context"));
        assert!(say("main", "pagedown", "j").contains("did you mean “page-down”"));
        assert!(say("main", "down", "jj").contains("is not a key"));
        assert!(say("main", "down", "Ctrl-c").contains("always quits"));
    }
}
