//! The search field: a line of text with a cursor between grapheme clusters, and a history of
//! earlier searches.

use unicode_segmentation::GraphemeCursor;

use super::keymap::Action;
use crate::search::QUERY_LIMIT;

/// The number of searches that the history keeps.
const REMEMBERED: usize = 100;

/// An editable line of text with a history.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prompt {
    text: String,
    /// The cursor as a byte offset in `text`, on a cluster boundary.
    cursor: usize,
    history: Vec<String>,
    /// The number of the recalled search in the history; `None` while the user's own text is
    /// shown.
    recalled: Option<usize>,
    /// The text that the user had typed before recalling a search.
    draft: String,
}

impl Prompt {
    /// Creates a field with a text in it and the cursor at its end.
    pub(crate) fn with(text: &str) -> Self {
        let mut prompt = Self::default();
        prompt.insert(text);
        prompt
    }

    /// Returns the whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Inserts typed or pasted text at the cursor. Line breaks and tabs become blanks, other
    /// control characters are dropped, and text beyond [`QUERY_LIMIT`] characters is cut. The
    /// view makes other unusual characters visible.
    pub(crate) fn insert(&mut self, typed: &str) {
        let room = QUERY_LIMIT.saturating_sub(self.text.chars().count());
        let blank = |c: char| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
        let kept = typed.chars().map(blank).filter(|c| !c.is_control());
        let clean: String = kept.take(room).collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
        self.recalled = None;
        // Inserted combining marks may have joined the cluster around the cursor.
        while self.cursor < self.text.len() && !self.on_border(self.cursor) {
            self.cursor += self.text[self.cursor..].chars().next().map_or(1, char::len_utf8);
        }
    }

    fn on_border(&self, offset: usize) -> bool {
        let mut cursor = GraphemeCursor::new(offset, self.text.len(), true);
        cursor.is_boundary(&self.text, 0).unwrap_or(true)
    }

    fn left_of(&self, offset: usize) -> usize {
        let mut cursor = GraphemeCursor::new(offset, self.text.len(), true);
        cursor.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn right_of(&self, offset: usize) -> usize {
        let mut cursor = GraphemeCursor::new(offset, self.text.len(), true);
        cursor.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len())
    }

    /// Returns the start of the word before the cursor.
    fn word_left(&self) -> usize {
        let before = self.before_cursor().trim_end();
        before
            .rfind(char::is_whitespace)
            .map_or(0, |blank| blank + before[blank..].chars().next().map_or(1, char::len_utf8))
    }

    /// Returns the end of the word after the cursor.
    fn word_right(&self) -> usize {
        let after = &self.text[self.cursor..];
        let blanks = after.len() - after.trim_start().len();
        let word = after[blanks..].find(char::is_whitespace);
        self.cursor + word.map_or(after.len(), |length| blanks + length)
    }

    fn cut(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
        self.recalled = None;
    }

    /// Moves the cursor or deletes text, if that is what the action means in a field.
    pub(super) fn edit(&mut self, action: Action) {
        match action {
            Action::Left => self.go(Motion::Left),
            Action::Right => self.go(Motion::Right),
            Action::WordLeft => self.go(Motion::WordLeft),
            Action::WordRight => self.go(Motion::WordRight),
            Action::LineStart => self.go(Motion::Start),
            Action::LineEnd => self.go(Motion::End),
            Action::DeleteBack => self.delete(Motion::Left),
            Action::Delete => self.delete(Motion::Right),
            Action::DeleteWord => self.delete(Motion::WordLeft),
            Action::DeleteToStart => self.delete(Motion::Start),
            Action::DeleteToEnd => self.delete(Motion::End),
            _ => {}
        }
    }

    fn go(&mut self, motion: Motion) {
        self.cursor = self.target(motion);
    }

    /// Deletes the text between the cursor and the motion's target.
    fn delete(&mut self, motion: Motion) {
        let target = self.target(motion);
        self.cut(self.cursor.min(target), self.cursor.max(target));
    }

    fn target(&self, motion: Motion) -> usize {
        match motion {
            Motion::Left => self.left_of(self.cursor),
            Motion::Right => self.right_of(self.cursor),
            Motion::WordLeft => self.word_left(),
            Motion::WordRight => self.word_right(),
            Motion::Start => 0,
            Motion::End => self.text.len(),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.cut(0, self.text.len());
    }

    /// Adds the text to the history for [`Prompt::older`].
    pub(crate) fn remember(&mut self) {
        let text = self.text.trim().to_owned();
        if text.is_empty() {
            return;
        }
        self.history.retain(|older| *older != text);
        self.history.push(text);
        if self.history.len() > REMEMBERED {
            self.history.remove(0);
        }
        self.recalled = None;
    }

    /// Replaces the text with the search before it in the history.
    pub(crate) fn older(&mut self) {
        let next = match self.recalled {
            None => self.history.len().checked_sub(1),
            Some(at) => at.checked_sub(1),
        };
        let Some(at) = next else { return };
        if self.recalled.is_none() {
            self.draft.clone_from(&self.text);
        }
        self.recall(Some(at));
    }

    /// Replaces the text with the search after it in the history, and at last with the user's
    /// own text.
    pub(crate) fn newer(&mut self) {
        if let Some(at) = self.recalled {
            self.recall(Some(at + 1).filter(|at| *at < self.history.len()));
        }
    }

    fn recall(&mut self, at: Option<usize>) {
        let recalled = at.and_then(|at| self.history.get(at)).unwrap_or(&self.draft);
        self.text.clone_from(recalled);
        self.cursor = self.text.len();
        self.recalled = at;
    }
}

/// A movement of the cursor: by a cluster, by a word, or to an end of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Motion {
    Left,
    Right,
    WordLeft,
    WordRight,
    Start,
    End,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn editing_moves_by_clusters_and_words() {
        let mut prompt = Prompt::with("inbox e\u{301}té ");
        prompt.delete(Motion::WordLeft);
        assert_eq!(prompt.text(), "inbox ");
        prompt.insert("e\u{301}");
        prompt.delete(Motion::Left);
        assert_eq!(prompt.text(), "inbox ");
        prompt.go(Motion::WordLeft);
        prompt.insert("an ");
        assert_eq!((prompt.text(), prompt.before_cursor()), ("an inbox ", "an "));
        prompt.go(Motion::WordRight);
        assert_eq!(prompt.before_cursor(), "an inbox");
        prompt.delete(Motion::Start);
        assert_eq!(prompt.text(), " ");
    }

    #[test]
    fn searches_are_remembered_once_and_the_draft_comes_back() {
        let mut prompt = Prompt::default();
        for text in ["one", "two", "one"] {
            prompt.clear();
            prompt.insert(text);
            prompt.remember();
        }
        prompt.clear();
        prompt.insert("dra");
        prompt.older();
        assert_eq!(prompt.text(), "one");
        prompt.older();
        assert_eq!(prompt.text(), "two");
        prompt.older();
        assert_eq!(prompt.text(), "two");
        prompt.newer();
        prompt.newer();
        assert_eq!(prompt.text(), "dra");
    }

    #[test]
    fn a_paste_stays_on_one_line_and_is_bounded() {
        let mut prompt = Prompt::default();
        prompt.insert("a\nb");
        assert_eq!(prompt.text(), "a b");
        prompt.insert(&"x".repeat(10_000));
        assert_eq!(prompt.text().chars().count(), QUERY_LIMIT);
    }

    proptest! {
        #[test]
        fn the_cursor_stays_on_a_border(steps in proptest::collection::vec((0_u8..10, ".{0,3}"), 0..40)) {
            let mut prompt = Prompt::default();
            for (step, text) in steps {
                match step {
                    0 => prompt.go(Motion::Left),
                    1 => prompt.go(Motion::Right),
                    2 => prompt.go(Motion::WordLeft),
                    3 => prompt.go(Motion::WordRight),
                    4 => prompt.delete(Motion::Left),
                    5 => prompt.delete(Motion::WordLeft),
                    6 => prompt.remember(),
                    7 => prompt.older(),
                    8 => prompt.newer(),
                    _ => prompt.insert(&text),
                }
                prop_assert!(prompt.text.is_char_boundary(prompt.cursor));
            }
        }
    }
}
