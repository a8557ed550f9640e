//! Handles the keys that go to the topmost overlay.

use crate::key::Key;

use super::keymap::Action;
use super::overlay::{Choice, Filters, Menu, Overlay, Popup};
use super::{App, Effects};

impl App {
    pub(super) fn lay_over(&mut self, overlay: Overlay) -> Effects {
        self.overlays.push(overlay);
        Effects::new()
    }

    /// Handles a key of the overlay context.
    pub(super) fn over_key(&mut self, action: Option<Action>, key: Key) -> Effects {
        let height = usize::from(self.overlay_area().1.height);
        match self.overlays.last_mut() {
            Some(Overlay::Popup(sheet)) => {
                let closes = popup_key(sheet, action, height);
                self.close_if(closes)
            }
            Some(Overlay::Menu(menu)) => match menu_key(menu, action, key) {
                MenuOutcome::Stay => Effects::new(),
                MenuOutcome::Close => self.close_if(true),
                MenuOutcome::Choose(choice) => {
                    self.overlays.pop();
                    self.choose(choice)
                }
            },
            Some(Overlay::Filters(filters)) => {
                let rows = height.saturating_sub(1);
                match filter_key(filters, action, key, rows) {
                    FilterOutcome::Stay => Effects::new(),
                    FilterOutcome::Close => self.close_if(true),
                    FilterOutcome::Toggle(filter) => {
                        // The new counts are requested when the new list arrives.
                        self.toggle_filter(&filter)
                    }
                }
            }
            Some(Overlay::Export(_)) => self.name_key(key),
            None => Effects::new(),
        }
    }

    fn close_if(&mut self, closes: bool) -> Effects {
        if closes {
            self.overlays.pop();
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

/// Scrolls a popup; returns whether the key closes it.
fn popup_key(sheet: &mut Popup, action: Option<Action>, height: usize) -> bool {
    let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
    match action {
        Some(Action::Down) => sheet.scroll_by(1, height),
        Some(Action::Up) => sheet.scroll_by(-1, height),
        Some(Action::PageDown) => sheet.scroll_by(page, height),
        Some(Action::PageUp) => sheet.scroll_by(-page, height),
        Some(Action::HalfPageDown) => sheet.scroll_by(page / 2 + 1, height),
        Some(Action::HalfPageUp) => sheet.scroll_by(-page / 2 - 1, height),
        Some(Action::First) => sheet.scroll_by(isize::MIN, height),
        Some(Action::Last) => sheet.scroll_by(isize::MAX, height),
        Some(Action::Close | Action::Accept | Action::Help) => return true,
        _ => {}
    }
    false
}

enum MenuOutcome {
    Stay,
    Close,
    Choose(Choice),
}

fn menu_key(menu: &mut Menu, action: Option<Action>, key: Key) -> MenuOutcome {
    let letter = |item: &&(char, &str, Choice)| key.typed() == Some(item.0);
    if let Some((_, _, choice)) = menu.items.iter().find(letter) {
        return MenuOutcome::Choose(*choice);
    }
    let last = menu.items.len().saturating_sub(1);
    match action {
        Some(Action::Down) => menu.selected = (menu.selected + 1).min(last),
        Some(Action::Up) => menu.selected = menu.selected.saturating_sub(1),
        Some(Action::First | Action::PageUp) => menu.selected = 0,
        Some(Action::Last | Action::PageDown) => menu.selected = last,
        Some(Action::Close) => return MenuOutcome::Close,
        Some(Action::Accept) => {
            let chosen = menu.items.get(menu.selected);
            return chosen
                .map_or(MenuOutcome::Close, |(_, _, choice)| MenuOutcome::Choose(*choice));
        }
        _ => {}
    }
    MenuOutcome::Stay
}

enum FilterOutcome {
    Stay,
    Close,
    Toggle(String),
}

/// Handles a key in the filters. Letters narrow the values, so only keys that type nothing move
/// or close.
fn filter_key(
    filters: &mut Filters,
    action: Option<Action>,
    key: Key,
    rows: usize,
) -> FilterOutcome {
    if let Some(c) = key.typed() {
        filters.narrow(format!("{}{c}", filters.typed));
        return FilterOutcome::Stay;
    }
    let page = isize::try_from(rows.max(2) - 1).unwrap_or(1);
    match action {
        Some(Action::Down) => filters.move_by(1, rows),
        Some(Action::Up) => filters.move_by(-1, rows),
        Some(Action::PageDown | Action::HalfPageDown) => filters.move_by(page, rows),
        Some(Action::PageUp | Action::HalfPageUp) => filters.move_by(-page, rows),
        Some(Action::First) => filters.move_by(isize::MIN, rows),
        Some(Action::Last) => filters.move_by(isize::MAX, rows),
        Some(Action::DeleteBack) => {
            let mut typed = filters.typed.clone();
            typed.pop();
            filters.narrow(typed);
        }
        Some(Action::Close) if !filters.typed.is_empty() => filters.narrow(String::new()),
        Some(Action::Close) => return FilterOutcome::Close,
        Some(Action::Accept) => {
            return filters.chosen().map_or(FilterOutcome::Stay, FilterOutcome::Toggle);
        }
        _ => {}
    }
    FilterOutcome::Stay
}
