//! Handles the keys that go to the topmost overlay.

use crate::key::Key;

use super::keymap::Action;
use super::overlay::{Choice, Filters, Menu, Overlay, Popup};
use super::searching::ChosenFilter;
use super::{App, Effects};

impl App {
    pub(super) fn lay_over(&mut self, overlay: Overlay) -> Effects {
        self.overlays.push(overlay);
        Effects::new()
    }

    pub(super) fn over_key(&mut self, action: Option<Action>, key: Key) -> Effects {
        let height = usize::from(self.overlay_area().1.height);
        let outcome = match self.overlays.last_mut() {
            Some(Overlay::Popup(popup)) => popup_key(popup, action, height),
            Some(Overlay::Menu(menu)) => menu_key(menu, action, key),
            Some(Overlay::Filters(filters)) => {
                filter_key(filters, action, key, Filters::rows_within(height).0)
            }
            Some(Overlay::Export(_)) => return self.name_key(key),
            None => KeyOutcome::Stay,
        };
        match outcome {
            KeyOutcome::Stay => {}
            KeyOutcome::Close => drop(self.overlays.pop()),
            KeyOutcome::Choose(choice) => {
                self.overlays.pop();
                return self.choose(choice);
            }
            // The new counts are requested when the new list arrives.
            KeyOutcome::Toggle(filter) => return self.toggle_filter(filter),
        }
        Effects::new()
    }

    fn choose(&mut self, choice: Choice) -> Effects {
        match choice {
            Choice::Copy(what) => self.copy(what),
            Choice::CopyMarked(what) => self.gather(what),
            Choice::CopyOpen => self.lay_over(Overlay::Menu(Menu::copy())),
            Choice::Sort(sort) => {
                self.search.sort = sort;
                self.ask_again()
            }
        }
    }
}

/// What a key does beyond the overlay itself.
enum KeyOutcome {
    Stay,
    Close,
    Choose(Choice),
    /// Sets a filter or removes it.
    Toggle(ChosenFilter),
}

fn popup_key(popup: &mut Popup, action: Option<Action>, height: usize) -> KeyOutcome {
    if let Some(Action::Close | Action::Accept | Action::Help) = action {
        return KeyOutcome::Close;
    }
    let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
    if let Some(by) = action.and_then(|action| action.distance(page)) {
        popup.scroll_by(by, height);
    }
    KeyOutcome::Stay
}

fn menu_key(menu: &mut Menu, action: Option<Action>, key: Key) -> KeyOutcome {
    let letter = |item: &&(char, &str, Choice)| key.typed() == Some(item.0);
    if let Some((_, _, choice)) = menu.items.iter().find(letter) {
        return KeyOutcome::Choose(*choice);
    }
    let last = menu.items.len().saturating_sub(1);
    match action {
        Some(Action::Down) => menu.selected = (menu.selected + 1).min(last),
        Some(Action::Up) => menu.selected = menu.selected.saturating_sub(1),
        Some(Action::First | Action::PageUp) => menu.selected = 0,
        Some(Action::Last | Action::PageDown) => menu.selected = last,
        Some(Action::Close) => return KeyOutcome::Close,
        Some(Action::Accept) => {
            let chosen = menu.items.get(menu.selected);
            return chosen.map_or(KeyOutcome::Close, |(_, _, choice)| KeyOutcome::Choose(*choice));
        }
        _ => {}
    }
    KeyOutcome::Stay
}

/// Handles a key in the filters. Letters narrow the values, so only keys that type nothing move
/// or close.
fn filter_key(filters: &mut Filters, action: Option<Action>, key: Key, rows: usize) -> KeyOutcome {
    if let Some(c) = key.typed() {
        filters.narrow(format!("{}{c}", filters.typed));
        return KeyOutcome::Stay;
    }
    let page = isize::try_from(rows.max(2) - 1).unwrap_or(1);
    match action {
        Some(Action::HalfPageDown) => filters.move_by(page, rows),
        Some(Action::HalfPageUp) => filters.move_by(-page, rows),
        Some(Action::DeleteBack) => {
            let mut typed = filters.typed.clone();
            typed.pop();
            filters.narrow(typed);
        }
        Some(Action::Close) if !filters.typed.is_empty() => filters.narrow(String::new()),
        Some(Action::Close) => return KeyOutcome::Close,
        Some(Action::Accept) => {
            let chosen = filters.chosen();
            let chosen =
                chosen.map(|value| ChosenFilter { query: value.query.clone(), chip: value.chip() });
            return chosen.map_or(KeyOutcome::Stay, KeyOutcome::Toggle);
        }
        _ => {
            if let Some(by) = action.and_then(|action| action.distance(page)) {
                filters.move_by(by, rows);
            }
        }
    }
    KeyOutcome::Stay
}
