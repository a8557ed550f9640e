//! The text at the top of a part's body. It stays there when the width, the height or the page
//! changes: the scroll position follows a character, because the number of its line changes with
//! every width.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{PageSpot, Pane, PaneState};
use crate::page::{Page, Paragraph, Part};

/// Hashes of the text at the top of a part, by which a newer page of the claim shows it again. They
/// stand for the old page, which must not be in memory together with the new one.
#[derive(Debug, Clone, Copy)]
pub(in crate::app::claim_pane) struct TopText {
    block: u64,
    paragraph: u64,
}

impl Pane {
    /// Scrolls by a number of lines, downwards if it is positive.
    pub(in crate::app::claim_pane) fn scroll_by(&mut self, by: isize) {
        self.scroll = self.scroll.saturating_add_signed(by).min(self.len());
        self.top = None;
    }

    /// Takes the first character on the screen as the one that stays there, if the user has
    /// scrolled since the last call. A part that isn't scrolled stays at its beginning.
    pub(super) fn keep_top(&mut self, part: Part) {
        if self.top.is_some() || self.scroll == 0 {
            return;
        }
        let first = self.shown().next().map(|(line, placed)| placed.spot(part, line));
        self.top = first;
    }

    /// Scrolls to the line that contains the character to keep at the top.
    pub(super) fn return_to_top(&mut self, state: PaneState) {
        let line = self.top.as_ref().and_then(|top| self.lines_of(state, top));
        if let Some((line, _)) = line {
            self.scroll = line;
        }
    }

    /// Hashes the text at the top, to find it in a newer page.
    pub(in crate::app::claim_pane) fn top_text(&self, page: &Page) -> Option<TopText> {
        let top = self.top.as_ref()?;
        let paragraph = hash(&page.block(top.part, top.block).nth(top.paragraph)?);
        Some(TopText { block: hash_of_block(page, top.part, top.block), paragraph })
    }

    /// Finds the text that was at the top in a newer page, and keeps that at the top. If the page
    /// has no such text, the place with the same numbers takes its place.
    pub(super) fn find_top(&mut self, state: PaneState, text: Option<TopText>) {
        let Some(top) = &mut self.top else { return };
        let found = text.and_then(|text| state.find(top, text));
        (top.block, top.paragraph) = found.unwrap_or((top.block, top.paragraph));
        if state.page.block(state.part, top.block).nth(top.paragraph).is_none() {
            self.top = None;
        }
    }
}

impl PaneState<'_> {
    /// Returns the block and the paragraph of a text, as near as possible to where it was: the
    /// whole block, or else, as the block was edited, the paragraph.
    fn find(self, was: &PageSpot, text: TopText) -> Option<(usize, usize)> {
        let same = |block: &usize| hash_of_block(self.page, self.part, *block) == text.block;
        if same(&was.block) {
            return Some((was.block, was.paragraph));
        }
        let blocks = 0..self.page.blocks(self.part);
        let near = |block: usize| block.abs_diff(was.block);
        if let Some(block) = blocks.clone().filter(same).min_by_key(|block| near(*block)) {
            return Some((block, was.paragraph));
        }
        let places = blocks.flat_map(|block| {
            let paragraphs = self.page.block(self.part, block).enumerate();
            let same = paragraphs.filter(|(_, paragraph)| hash(paragraph) == text.paragraph);
            same.map(move |(number, _)| (block, number))
        });
        places.min_by_key(|(block, number)| (near(*block), number.abs_diff(was.paragraph)))
    }
}

fn hash_of_block(page: &Page, part: Part, block: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    page.block(part, block).for_each(|paragraph| hash(&paragraph).hash(&mut hasher));
    hasher.finish()
}

fn hash(paragraph: &Paragraph) -> u64 {
    let mut hasher = DefaultHasher::new();
    paragraph.text().hash(&mut hasher);
    hasher.finish()
}
