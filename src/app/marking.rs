//! Marks claims, to copy or export them together. This module changes the marks; the session
//! keeps them on disk where it may.

use crate::claim::Address;
use crate::search::{MARKS_LIMIT, Marked, SearchId};
use crate::text;

use super::keymap::{Action, Context};
use super::layout::Focus;
use super::searching::ChosenFilter;
use super::{App, Effect, Effects};

/// The most marks that may wait for the result of a running search.
const WAITING: usize = 256;

/// The marked claims, and the marks before the last change of many.
#[derive(Debug, Clone, Default)]
pub(super) struct MarkedClaims {
    pub(super) marked: Marked,
    undo: Option<Undo>,
}

/// The marks before an action changed many of them.
///
/// The same action restores them, unless another mark changed since or, for marking all, the
/// query did.
#[derive(Debug, Clone)]
struct Undo {
    by: Action,
    list: ListOf,
    before: Marked,
}

/// What identifies the content of a list. It stays equal when more of the files is read or the
/// order changes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ListOf {
    typed: String,
    filters: Vec<ChosenFilter>,
    loose: bool,
}

impl App {
    /// Toggles the mark of the selected claim and moves to the next; toggles the mark of the
    /// open claim if a part has the focus.
    pub(super) fn mark(&mut self) -> Effects {
        if let Focus::Part(_) = self.focus {
            return self.mark_open();
        }
        if let Some(awaited) = &mut self.awaited {
            if awaited.marks.len() < WAITING {
                awaited.marks.push(awaited.moves);
                self.move_in_list(1);
            }
            return Effects::new();
        }
        let Some(row) = self.list.selected_row() else {
            return self.say("there is nothing to mark");
        };
        let address = row.address.clone();
        let mut effects = self.toggle([address]);
        self.move_in_list(1);
        effects.extend(self.marks_changed());
        effects
    }

    fn mark_open(&mut self) -> Effects {
        let Some(address) = self.claim_pane.address().cloned() else {
            return self.say("no claim is open");
        };
        let mut effects = self.toggle([address.clone()]);
        if effects.is_empty() {
            return effects;
        }
        let marked = self.marks.marked.contains(&address);
        self.message = Some(if marked { "marked" } else { "no longer marked" }.to_owned());
        if self.search.query.asks_marks() {
            // The claim stays open, whether the new list contains it or not.
            self.followed = Some(address.clone());
            effects.extend(self.ask_or(Some(address), self.list.selected()));
        }
        effects
    }

    /// Toggles the marks that the user requested while the search was running: those of the
    /// claims at these distances below the rank `base`.
    pub(super) fn mark_awaited(&mut self, base: usize, marks: &[isize]) -> Effects {
        if marks.is_empty() || self.list.counts.listed == 0 {
            return Effects::new();
        }
        let last = self.list.counts.listed.saturating_sub(1);
        let ranks = marks.iter().map(|by| base.saturating_add_signed(*by).min(last));
        let rows: Vec<_> = ranks.filter_map(|rank| self.list.row(rank)).collect();
        let all = rows.len() == marks.len();
        let addresses: Vec<Address> = rows.into_iter().map(|row| row.address.clone()).collect();
        let mut effects = self.toggle(addresses);
        if !all {
            self.message = Some("claims that were not loaded yet are not marked".to_owned());
        }
        effects.extend(self.marks_changed());
        effects
    }

    /// Marks all claims of the list, or unmarks them if all are marked.
    pub(super) fn mark_all(&mut self) -> Effects {
        if let Some(effects) = self.undo(Action::MarkAll) {
            return effects;
        }
        if self.awaits_whole(Action::MarkAll) {
            return Effects::new();
        }
        match self.list.counts.listed {
            0 => self.say("there is nothing to mark"),
            1..=MARKS_LIMIT => vec![Effect::Listed { id: self.search.id() }],
            more => self.say(&format!(
                "the list has {more} claims, but only {MARKS_LIMIT} can be marked: narrow the search first"
            )),
        }
    }

    /// Returns whether an action on the whole list has to wait. If a search is running, the
    /// action follows its result; if the claims are still being counted, a message says so.
    pub(super) fn awaits_whole(&mut self, action: Action) -> bool {
        if let Some(awaited) = &mut self.awaited {
            awaited.then = Some(action);
            return true;
        }
        let counts = self.list.counts;
        let counted = counts.read.is_none() && counts.close.is_some();
        if !counted {
            self.message = Some("the search is still running".to_owned());
        }
        !counted
    }

    /// Marks the claims of the list that was requested, or unmarks them if all are marked.
    pub(super) fn mark_these(&mut self, id: SearchId, claims: &[Address]) -> Effects {
        if id != self.search.id() {
            return self.say("the list changed before its claims were marked: try again");
        }
        let mut marked = self.marks.marked.clone();
        let new = claims.iter().filter(|claim| marked.insert((*claim).clone())).count();
        if new == 0 {
            for claim in claims {
                marked.remove(claim);
            }
        }
        if marked.len() > MARKS_LIMIT {
            return self.say(&format!("at most {MARKS_LIMIT} claims can be marked"));
        }
        let done = if new == 0 {
            format!("{} no longer marked", text::several(claims.len(), "claim"))
        } else {
            format!("{} marked", text::several(new, "claim"))
        };
        self.set_all(Action::MarkAll, marked, &done)
    }

    /// Removes all marks, or restores them if the last action removed them.
    pub(super) fn unmark_all(&mut self) -> Effects {
        if let Some(effects) = self.undo(Action::UnmarkAll) {
            return effects;
        }
        match self.marks.marked.len() {
            0 => self.say("nothing is marked"),
            count => {
                let done = format!("{} no longer marked", text::several(count, "claim"));
                self.set_all(Action::UnmarkAll, Marked::default(), &done)
            }
        }
    }

    /// Replaces the marks with those of the claims that the files contain now.
    pub(super) fn marks_are(&mut self, marked: Marked) -> Effects {
        self.marks = MarkedClaims { marked, undo: None };
        self.asked_again()
    }

    /// Replaces the marks for an action that changes many, and says what it did and which key
    /// undoes it.
    fn set_all(&mut self, by: Action, marked: Marked, done: &str) -> Effects {
        let before = self.marks.marked.clone();
        let mut effects = self.set(marked);
        self.marks.undo = Some(Undo { by, list: self.list_of(), before });
        let key = self.keymap.hint(Context::Main, by);
        let back = format!("; {key} undoes this");
        let back = if key.is_empty() { "" } else { &back };
        effects.extend(self.say(&format!("{done}{back}")));
        effects
    }

    /// Restores the marks from before the last press of this action's key, if nothing changed
    /// since.
    fn undo(&mut self, by: Action) -> Option<Effects> {
        let list = self.list_of();
        let same = |undo: &Undo| undo.by == by && (by == Action::UnmarkAll || undo.list == list);
        let undo = self.marks.undo.take().filter(same)?;
        let mut effects = self.set(undo.before);
        let words = format!("undone: {} marked", text::several(self.marks.marked.len(), "claim"));
        effects.extend(self.say(&words));
        Some(effects)
    }

    fn list_of(&self) -> ListOf {
        let search = &self.search;
        let (typed, filters) = (search.prompt.text().to_owned(), search.filters.clone());
        ListOf { typed, filters, loose: search.loose }
    }

    fn set(&mut self, marked: Marked) -> Effects {
        let before = std::mem::replace(&mut self.marks, MarkedClaims { marked, undo: None }).marked;
        let only = |a: &Marked, b: &Marked| -> Vec<Address> {
            a.iter().filter(|address| !b.contains(address)).cloned().collect()
        };
        let (new, gone) = (only(&self.marks.marked, &before), only(&before, &self.marks.marked));
        let kept = [(new, true), (gone, false)].into_iter();
        let kept = kept.filter(|(claims, _)| !claims.is_empty());
        let mut effects: Effects =
            kept.map(|(claims, marked)| Effect::Keep { claims, marked }).collect();
        effects.extend(self.asked_again());
        effects
    }

    /// Toggles the mark of each of these claims. Claims beyond the limit stay unmarked.
    fn toggle(&mut self, claims: impl IntoIterator<Item = Address>) -> Effects {
        let mut effects = Effects::new();
        for claim in claims {
            let marked = !self.marks.marked.remove(&claim);
            if marked && self.marks.marked.len() >= MARKS_LIMIT {
                let words = format!("at most {MARKS_LIMIT} claims can be marked");
                self.message = Some(words);
                continue;
            }
            if marked {
                self.marks.marked.insert(claim.clone());
            }
            self.marks.undo = None;
            effects.push(Effect::Keep { claims: vec![claim], marked });
        }
        effects
    }

    /// Updates the list and the open claim after a mark changed in the list.
    fn marks_changed(&mut self) -> Effects {
        if !self.search.query.asks_marks() {
            return self.load_selected();
        }
        let next = self.list.selected_row().map(|row| row.address.clone());
        self.ask_or(next, self.list.selected())
    }

    /// Searches again if the query depends on the marks; the selection stays.
    fn asked_again(&mut self) -> Effects {
        if !self.search.query.asks_marks() {
            return Effects::new();
        }
        let reading = self.claim_pane.address().cloned();
        self.ask_or(reading, self.list.selected())
    }
}
