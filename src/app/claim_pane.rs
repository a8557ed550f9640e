//! The open claim: its page laid out at the current width, how far each part is scrolled, the
//! chosen link, and the hits of the searched words.
//!
//! It works on the paragraphs of `page` and knows columns and rows only, no cells and no
//! colours.

mod pane;

use std::ops::Range;
use std::sync::Arc;

use crate::claim::{Address, Dossier, Origin};
use crate::page::{Page, Paragraph, Part};
use crate::search::Needle;
use crate::text::{self, Glyphs};

pub(crate) use pane::Pane;
use pane::{PaneState, TopText};

/// A line on the screen: a byte range of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenLine {
    /// The index of the paragraph among those that are held.
    pub paragraph: usize,
    /// The bytes of the paragraph's text that the line shows.
    pub range: Range<usize>,
    /// The number of blank columns before the text.
    pub indent: usize,
}

/// A place in a page: a byte range in a paragraph's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageSpot {
    /// The part that holds the paragraph.
    pub(crate) part: Part,
    /// The number of the block within the part.
    block: usize,
    /// The number of the paragraph within the block.
    paragraph: usize,
    /// The bytes of the paragraph's text.
    pub(crate) range: Range<usize>,
}

/// The open claim as it is laid out and scrolled; empty if no claim is open.
#[derive(Debug, Clone, Default)]
pub struct ClaimPane {
    page: Option<Arc<Page>>,
    panes: [Pane; 3],
    width: usize,
    glyphs: Glyphs,
    needles: Vec<Needle>,
    /// The number of the last hit that the user stepped to, counted through all parts.
    hit: Option<usize>,
}

impl ClaimPane {
    /// Creates a pane without a claim, whose text is shown in these glyphs.
    pub(super) fn new(glyphs: Glyphs) -> Self {
        Self { glyphs, ..Self::default() }
    }

    /// Returns the dossier of the open claim, if there is one.
    #[must_use]
    pub fn dossier(&self) -> Option<&Arc<Dossier>> {
        self.page.as_ref().map(|page| page.dossier())
    }

    /// Returns the address of the open claim, if there is one.
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        self.dossier().map(|dossier| &dossier.address)
    }

    /// Returns whether the open claim has this address and comes from this place in the files.
    pub(crate) fn shows(&self, address: &Address, origin: &Origin) -> bool {
        let same =
            |dossier: &Arc<Dossier>| dossier.address == *address && dossier.origin == *origin;
        self.dossier().is_some_and(same)
    }

    /// Returns the page of the open claim, if there is one.
    pub(crate) fn page(&self) -> Option<&Page> {
        self.page.as_deref()
    }

    /// Returns a part as it is laid out.
    pub(crate) fn pane(&self, part: Part) -> &Pane {
        &self.panes[part as usize]
    }

    /// Returns the numbers of wrapped lines of the three parts.
    pub(crate) fn lengths(&self) -> [usize; 3] {
        self.panes.each_ref().map(Pane::len)
    }

    /// Returns the bytes of memory that the layout holds; the page is shared and not counted.
    pub(crate) fn held_bytes(&self) -> usize {
        self.panes.iter().map(Pane::held_bytes).sum()
    }

    /// Opens a claim, or closes the open one with `None`. If the claim has the same address as
    /// the open one, the text at the top of each part, chosen links and the current hit stay.
    pub(crate) fn open(&mut self, dossier: Option<&Arc<Dossier>>, needles: &[Needle]) {
        if self.address() != dossier.map(|dossier| &dossier.address) {
            self.panes = Default::default();
            self.hit = None;
        }
        let tops = self.top_texts();
        // Drop the old page before the new one is made, so that memory never holds both.
        self.page = None;
        self.needles = words(needles);
        self.page = dossier.map(Page::shared);
        if self.page.is_none() {
            self.panes = Default::default();
        }
        self.each_pane(|pane, state| pane.open(state, tops[state.part as usize]));
        self.keep_hit();
    }

    /// Hashes the text at the top of each part.
    fn top_texts(&self) -> [Option<TopText>; 3] {
        self.panes.each_ref().map(|pane| pane.top_text(self.page.as_deref()?))
    }

    /// Finds the hits of other searched words. Single letters are left out: they occur
    /// everywhere.
    pub(crate) fn mark(&mut self, needles: &[Needle]) {
        let needles = words(needles);
        if needles != self.needles {
            self.needles = needles;
            self.each_pane(Pane::mark);
        }
        self.keep_hit();
    }

    fn keep_hit(&mut self) {
        let count = self.hit_count().1;
        self.hit = self.hit.filter(|hit| *hit < count);
    }

    /// Calls `change` for each pane with what its layout depends on.
    fn each_pane(&mut self, mut change: impl FnMut(&mut Pane, PaneState)) {
        for part in Part::ALL {
            self.with_pane(part, &mut change);
        }
    }

    /// Calls `what` for the pane of one part; returns `None` if no claim is open.
    fn with_pane<T>(
        &mut self,
        part: Part,
        what: impl FnOnce(&mut Pane, PaneState) -> T,
    ) -> Option<T> {
        let page = self.page.as_ref()?;
        let state = PaneState {
            page,
            part,
            width: self.width,
            glyphs: self.glyphs,
            needles: &self.needles,
        };
        Some(what(&mut self.panes[part as usize], state))
    }

    /// Returns the number of the current hit, from 1, and the number of all hits.
    pub(crate) fn hit_count(&self) -> (Option<usize>, usize) {
        let count = self.panes.iter().map(Pane::hit_count).sum();
        (self.hit.map(|hit| hit + 1), count)
    }

    /// Wraps the page at a width in columns, if that differs from the current width.
    pub(crate) fn lay(&mut self, width: usize) {
        if self.width != width {
            self.width = width;
            self.each_pane(Pane::lay);
        }
    }

    /// Limits every part's scroll position to its text; `heights` are the rows of the bodies.
    pub(crate) fn clamp(&mut self, heights: [usize; 3]) {
        self.each_pane(|pane, state| pane.clamp(state, heights[state.part as usize]));
    }

    /// Scrolls a part by a number of lines, downwards if it is positive.
    pub(crate) fn scroll(&mut self, part: Part, by: isize) {
        self.panes[part as usize].scroll_by(by);
    }

    /// Chooses the next or previous link of a part and scrolls to it. The first call chooses a
    /// link on the screen. Returns whether the part has a link.
    pub(crate) fn step_link(&mut self, part: Part, forward: bool, height: usize) -> bool {
        let spot =
            self.with_pane(part, |pane, state| pane.step_link(state, forward).cloned()).flatten();
        let Some(spot) = spot else { return false };
        self.reveal(&spot, height);
        true
    }

    /// Steps to the next or previous hit and returns its part, or `None` if there is no hit.
    pub(crate) fn step_hit(&mut self, forward: bool) -> Option<Part> {
        let count = self.hit_count().1;
        let next = match (self.hit, forward) {
            _ if count == 0 => return None,
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(hit), true) => (hit + 1) % count,
            (Some(hit), false) => (hit + count - 1) % count,
        };
        self.hit = Some(next);
        self.part_of_hit(next).map(|(part, _)| part)
    }

    /// Returns the part that contains a hit, and the number of the hit within that part.
    fn part_of_hit(&self, mut hit: usize) -> Option<(Part, usize)> {
        for part in Part::ALL {
            let count = self.pane(part).hit_count();
            if hit < count {
                return Some((part, hit));
            }
            hit -= count;
        }
        None
    }

    /// Returns the place of the current hit, if there is one.
    pub(crate) fn current_hit(&self) -> Option<PageSpot> {
        let (part, number) = self.part_of_hit(self.hit?)?;
        let page = self.page.as_ref()?;
        let state = PaneState {
            page,
            part,
            width: self.width,
            glyphs: self.glyphs,
            needles: &self.needles,
        };
        self.pane(part).hit(state, number)
    }

    /// Scrolls a part no further than needed to show a spot in a body of `height` rows.
    pub(crate) fn reveal(&mut self, spot: &PageSpot, height: usize) {
        self.with_pane(spot.part, |pane, state| pane.reveal(state, spot, height));
    }
}

/// Returns the searched words to highlight, without single letters.
fn words(needles: &[Needle]) -> Vec<Needle> {
    needles.iter().filter(|needle| needle.text.len() > 1).cloned().collect()
}

/// Wraps paragraphs at a width in columns.
pub(super) fn wrapped(paragraphs: &[Paragraph], width: usize, glyphs: Glyphs) -> Vec<ScreenLine> {
    let lines = paragraphs.iter().enumerate().flat_map(|(index, paragraph)| {
        wrapped_paragraph(paragraph, width, glyphs)
            .map(move |line| ScreenLine { paragraph: index, ..line })
    });
    lines.collect()
}

/// Wraps one paragraph at a width in columns.
fn wrapped_paragraph(
    paragraph: &Paragraph,
    width: usize,
    glyphs: Glyphs,
) -> impl Iterator<Item = ScreenLine> + use<> {
    // On a very narrow screen the text needs the columns more than the indent does.
    let fit = |indent: usize| indent.min(width / 4);
    let (first, hang) = (fit(paragraph.indent), fit(paragraph.hang));
    let ranges = text::wrap(&paragraph.text(), width - first, width - hang, glyphs);
    let indents = std::iter::once(first).chain(std::iter::repeat(hang));
    ranges.into_iter().zip(indents).map(|(range, indent)| ScreenLine {
        paragraph: 0,
        range,
        indent,
    })
}

#[cfg(test)]
mod tests;
