//! The claim being read: its page laid out at the current width, how far each part is
//! scrolled, the chosen link, and the places where the searched words stand.

mod pane;

use std::ops::Range;
use std::sync::Arc;

use crate::claim::{Address, Dossier, Origin};
use crate::page::{Page, Paragraph, Part, Target};
use crate::search::Needle;
use crate::text;

use pane::PaneState;
pub use pane::{Pane, Placed};

/// A line on the screen: a stretch of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenLine {
    /// The paragraph, as an index into those that are held.
    pub paragraph: usize,
    /// The stretch of the paragraph's text, in bytes.
    pub range: Range<usize>,
    /// Columns before it.
    pub indent: usize,
}

/// A place in a page: bytes of a paragraph's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSpot {
    /// The part.
    pub part: Part,
    /// The block of the part.
    block: usize,
    /// The paragraph of the block.
    paragraph: usize,
    /// The bytes.
    pub range: Range<usize>,
}

/// The claim being read.
#[derive(Debug, Clone, Default)]
pub struct ClaimPane {
    page: Option<Arc<Page>>,
    panes: [Pane; 3],
    width: usize,
    needles: Vec<Needle>,
    /// The hit stepped to last, counted through all parts.
    hit: Option<usize>,
}

impl ClaimPane {
    /// The claim, where one is open.
    #[must_use]
    pub fn dossier(&self) -> Option<&Arc<Dossier>> {
        self.page.as_ref().map(|page| page.dossier())
    }

    /// The claim's address, where one is open.
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        self.dossier().map(|dossier| &dossier.address)
    }

    /// Whether the record of this address that stands at this place is open.
    #[must_use]
    pub fn shows(&self, address: &Address, origin: &Origin) -> bool {
        let same =
            |dossier: &Arc<Dossier>| dossier.address == *address && dossier.origin == *origin;
        self.dossier().is_some_and(same)
    }

    /// The claim's page, where one is open.
    #[must_use]
    pub fn page(&self) -> Option<&Page> {
        self.page.as_deref()
    }

    /// A part as laid out.
    #[must_use]
    pub fn pane(&self, part: Part) -> &Pane {
        &self.panes[part as usize]
    }

    /// The wrapped lines of the three parts.
    #[must_use]
    pub fn lengths(&self) -> [usize; 3] {
        [0, 1, 2].map(|part: usize| self.panes[part].len())
    }

    /// The bytes of memory that the reader's view of the claim holds, beside the page.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.panes.iter().map(Pane::held_bytes).sum()
    }

    /// Opens a claim, or none. The same claim anew keeps its place on the screen.
    pub fn open(&mut self, dossier: Option<&Arc<Dossier>>, needles: &[Needle]) {
        if self.address() != dossier.map(|dossier| &dossier.address) {
            self.panes = Default::default();
            self.hit = None;
        }
        // Before the new page is made, so that both are never held at once.
        self.page = None;
        self.needles = words(needles);
        self.page = dossier.map(Page::shared);
        if self.page.is_none() {
            self.panes = Default::default();
        }
        self.each(Pane::open);
        self.keep_hit();
    }

    /// Finds the places of the searched words. A single letter is no word: it stands
    /// everywhere.
    pub fn mark(&mut self, needles: &[Needle]) {
        let needles = words(needles);
        if needles != self.needles {
            self.needles = needles;
            self.each(Pane::mark);
        }
        self.keep_hit();
    }

    fn keep_hit(&mut self) {
        let count = self.hit_count().1;
        self.hit = self.hit.filter(|hit| *hit < count);
    }

    /// Does something with each pane.
    fn each(&mut self, mut change: impl FnMut(&mut Pane, PaneState)) {
        let Some(page) = &self.page else { return };
        for part in Part::ALL {
            let look = PaneState { page, part, width: self.width, needles: &self.needles };
            change(&mut self.panes[part as usize], look);
        }
    }

    fn with<T>(&mut self, part: Part, what: impl FnOnce(&mut Pane, PaneState) -> T) -> Option<T> {
        let page = self.page.as_ref()?;
        let look = PaneState { page, part, width: self.width, needles: &self.needles };
        Some(what(&mut self.panes[part as usize], look))
    }

    /// How many hits there are, and the number of the one stepped to last, from 1.
    #[must_use]
    pub fn hit_count(&self) -> (Option<usize>, usize) {
        let count = self.panes.iter().map(Pane::hit_count).sum();
        (self.hit.map(|hit| hit + 1), count)
    }

    /// Wraps the page at a width in columns, where it isn't yet.
    pub fn lay(&mut self, width: usize) {
        if self.width != width {
            self.width = width;
            self.each(Pane::lay);
        }
    }

    /// Keeps every part's scroll within its text; `heights` are the rows of the bodies.
    pub fn clamp(&mut self, heights: [usize; 3]) {
        self.each(|pane, look| pane.clamp(look, heights[look.part as usize]));
    }

    /// Scrolls a part by lines, down where positive.
    pub fn scroll(&mut self, part: Part, by: isize) {
        let pane = &mut self.panes[part as usize];
        pane.scroll = pane.scroll.saturating_add_signed(by).min(pane.len());
    }

    /// The chosen link of a part.
    #[must_use]
    pub fn chosen(&self, part: Part) -> Option<(&PageSpot, &Target)> {
        self.pane(part).chosen()
    }

    /// Chooses the next or previous link of a part, the first time one in sight, and
    /// brings it into sight. Says whether there is one.
    pub fn step_link(&mut self, part: Part, forward: bool, height: usize) -> bool {
        let spot = self.with(part, |pane, look| pane.step_link(look, forward).cloned()).flatten();
        let Some(spot) = spot else { return false };
        self.reveal(&spot, height);
        true
    }

    /// Steps to the next or previous hit and returns the part it stands in; `None` where
    /// there is no hit.
    pub fn step_hit(&mut self, forward: bool) -> Option<Part> {
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

    /// The part in which a hit stands, and its number there.
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

    /// The hit stepped to last.
    #[must_use]
    pub fn current_hit(&self) -> Option<PageSpot> {
        let (part, number) = self.part_of_hit(self.hit?)?;
        let page = self.page.as_ref()?;
        let look = PaneState { page, part, width: self.width, needles: &self.needles };
        self.pane(part).hit(look, number)
    }

    /// Scrolls a spot into a body of `height` rows, no further than needed.
    pub fn reveal(&mut self, spot: &PageSpot, height: usize) {
        self.with(spot.part, |pane, look| pane.reveal(look, spot, height));
    }
}

/// The searched words; a single letter is none.
fn words(needles: &[Needle]) -> Vec<Needle> {
    needles.iter().filter(|needle| needle.text.len() > 1).cloned().collect()
}

/// Wraps paragraphs at a width in columns.
pub(super) fn wrapped(paragraphs: &[Paragraph], width: usize) -> Vec<ScreenLine> {
    let lines = paragraphs.iter().enumerate().flat_map(|(index, paragraph)| {
        wrapped_paragraph(paragraph, width).map(move |line| ScreenLine { paragraph: index, ..line })
    });
    lines.collect()
}

/// Wraps one paragraph at a width in columns.
fn wrapped_paragraph(
    paragraph: &Paragraph,
    width: usize,
) -> impl Iterator<Item = ScreenLine> + use<> {
    // On very narrow screens the text needs the columns more than the indent does.
    let fit = |indent: usize| indent.min(width / 4);
    let (first, hang) = (fit(paragraph.indent), fit(paragraph.hang));
    let ranges = text::wrap(&paragraph.text(), width - first, width - hang);
    let indents = std::iter::once(first).chain(std::iter::repeat(hang));
    ranges.into_iter().zip(indents).map(|(range, indent)| ScreenLine {
        paragraph: 0,
        range,
        indent,
    })
}

#[cfg(test)]
mod tests;
