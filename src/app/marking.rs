//! Marks: the claims that a reader puts together, to copy or export them. Here is what the
//! keys do to them; that they are kept is left to whoever may write.

use crate::claim::Address;
use crate::search::{MARKS_LIMIT, Marked};
use crate::text;

use super::keymap::{Action, Context};
use super::layout::Focus;
use super::{App, Effect, Effects};

/// How many marks may wait for a list that is to come.
const WAITING: usize = 256;

/// What is marked, and the way back from what changed many marks at once.
#[derive(Debug, Clone, Default)]
pub(super) struct MarkedClaims {
    marked: Marked,
    undo: Option<Undo>,
}

/// What was marked before a key changed many marks: the same key brings it back, unless
/// another mark was changed since, or what the list is of.
#[derive(Debug, Clone)]
struct Undo {
    by: Action,
    list: ListOf,
    before: Marked,
}

/// What a list is of: the same where more of the files was read, or in another order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ListOf {
    typed: String,
    filters: Vec<String>,
    loose: bool,
}

impl MarkedClaims {
    pub(super) fn marked(&self) -> &Marked {
        &self.marked
    }
}

impl App {
    /// Changes the mark of the selected claim and goes on to the next; of the open claim where
    /// that has the focus.
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
        let Some(address) = self.reader.address().cloned() else {
            return self.say("no claim is open");
        };
        let mut effects = self.toggle([address.clone()]);
        if effects.is_empty() {
            return effects;
        }
        let marked = self.marks.marked.contains(&address);
        self.message = Some(if marked { "marked" } else { "no longer marked" }.to_owned());
        if self.search.query().asks_marks() {
            // It is read on, in the list or not.
            self.followed = Some(address.clone());
            effects.extend(self.ask_or(Some(address), self.list.selected()));
        }
        effects
    }

    /// Changes the marks that were to be changed in the list that came: of the claims so many
    /// ranks below `base`.
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

    /// Marks all of the list; where all are marked, none of it.
    pub(super) fn mark_all(&mut self) -> Effects {
        if let Some(effects) = self.undo(Action::MarkAll) {
            return effects;
        }
        if self.awaits_whole(Action::MarkAll) {
            return Effects::new();
        }
        match self.list.counts.listed {
            0 => self.say("there is nothing to mark"),
            1..=MARKS_LIMIT => vec![Effect::Listed { seq: self.search.seq() }],
            more => self.say(&format!(
                "the list has {more} claims, but only {MARKS_LIMIT} can be marked: narrow the search first"
            )),
        }
    }

    /// Whether what is to be done with all of a list has to wait for it: where it is about to
    /// come it is done then, and where its claims are still counted that is said.
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

    /// Takes the claims of the list that was to be marked.
    pub(super) fn mark_these(&mut self, seq: u64, claims: &[Address]) -> Effects {
        if seq != self.search.seq() {
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

    /// Takes all marks away.
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

    /// Takes what is marked of the claims that are there now.
    pub(super) fn marks_are(&mut self, marked: Marked) -> Effects {
        self.marks = MarkedClaims { marked, undo: None };
        self.asked_again()
    }

    /// Sets the marks as a key does that changes many, says what was done and how it is undone.
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

    /// What was marked before this key was pressed last, once more.
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

    /// Changes the mark of each of these claims, one after the other; nothing where there is
    /// no room for more.
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

    /// Goes on in the list after a mark was changed in it.
    fn marks_changed(&mut self) -> Effects {
        if !self.search.query().asks_marks() {
            return self.load_selected();
        }
        let next = self.list.selected_row().map(|row| row.address.clone());
        self.ask_or(next, self.list.selected())
    }

    /// Searches anew where what is found depends on the marks; what is selected stays so.
    fn asked_again(&mut self) -> Effects {
        if !self.search.query().asks_marks() {
            return Effects::new();
        }
        let reading = self.reader.address().cloned();
        self.ask_or(reading, self.list.selected())
    }
}
