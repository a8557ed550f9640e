//! The claim being read: its page laid out at the current width, how far each part is
//! scrolled, the chosen link, and the places where the searched words stand.

use std::ops::Range;
use std::sync::Arc;

use crate::claim::{Address, Dossier, Origin};
use crate::page::{Page, Paragraph, Part, Target};
use crate::search::{self, Needle};
use crate::text;

/// A line on the screen: a stretch of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The paragraph, as an index into its section.
    pub paragraph: usize,
    /// The stretch of the paragraph's text, in bytes.
    pub range: Range<usize>,
    /// Columns before it.
    pub indent: usize,
}

/// A place in a page: bytes of a paragraph's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The part.
    pub part: Part,
    /// The paragraph.
    pub paragraph: usize,
    /// The bytes.
    pub range: Range<usize>,
}

/// One part, laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pane {
    /// Its lines at the width laid out for.
    pub lines: Vec<Line>,
    /// The first line shown.
    pub scroll: usize,
    /// Its links in reading order.
    links: Vec<(Spot, Target)>,
    /// The chosen link.
    chosen: Option<usize>,
}

/// The claim being read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reader {
    dossier: Option<Arc<Dossier>>,
    page: Page,
    panes: [Pane; 3],
    width: usize,
    hits: Vec<Spot>,
    /// The hit stepped to last.
    hit: Option<usize>,
}

impl Reader {
    /// The claim, where one is open.
    #[must_use]
    pub fn dossier(&self) -> Option<&Arc<Dossier>> {
        self.dossier.as_ref()
    }

    /// The claim's address, where one is open.
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        self.dossier.as_ref().map(|dossier| &dossier.address)
    }

    /// Whether the record of this address that stands at this place is open.
    #[must_use]
    pub fn shows(&self, address: &Address, origin: &Origin) -> bool {
        let same =
            |dossier: &Arc<Dossier>| dossier.address == *address && dossier.origin == *origin;
        self.dossier.as_ref().is_some_and(same)
    }

    /// The claim's page.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// A part as laid out.
    #[must_use]
    pub fn pane(&self, part: Part) -> &Pane {
        &self.panes[part as usize]
    }

    /// The wrapped lines of the three parts.
    #[must_use]
    pub fn lengths(&self) -> [usize; 3] {
        [0, 1, 2].map(|part: usize| self.panes[part].lines.len())
    }

    /// Opens a claim, or none. The same claim anew keeps its place on the screen.
    pub fn open(&mut self, dossier: Option<Arc<Dossier>>, needles: &[Needle]) {
        let same = self.address() == dossier.as_ref().map(|dossier| &dossier.address);
        self.page = dossier.as_deref().map(Page::of).unwrap_or_default();
        self.dossier = dossier;
        if !same {
            self.panes = Default::default();
            self.hit = None;
        }
        for part in Part::ALL {
            let pane = &mut self.panes[part as usize];
            pane.links = links(part, &self.page);
            pane.chosen = pane.chosen.filter(|chosen| *chosen < pane.links.len());
        }
        self.mark(needles);
        let width = std::mem::take(&mut self.width);
        self.lay(width);
    }

    /// Finds the places of the searched words. A single letter is no word: it stands
    /// everywhere.
    pub fn mark(&mut self, needles: &[Needle]) {
        self.hits.clear();
        let words = needles.iter().filter(|needle| needle.text.len() > 1);
        let needles: Vec<Needle> = words.cloned().collect();
        for part in Part::ALL {
            for (paragraph, content) in self.page.section(part).paragraphs.iter().enumerate() {
                let found = search::occurrences(&needles, &content.text());
                self.hits.extend(found.into_iter().map(|range| Spot { part, paragraph, range }));
            }
        }
        self.hit = self.hit.filter(|hit| *hit < self.hits.len());
    }

    /// The places of the searched words in a paragraph.
    pub fn hits(&self, part: Part, paragraph: usize) -> impl Iterator<Item = &Range<usize>> {
        let here = move |spot: &&Spot| spot.part == part && spot.paragraph == paragraph;
        self.hits.iter().filter(here).map(|spot| &spot.range)
    }

    /// How many hits there are, and the number of the one stepped to last, from 1.
    #[must_use]
    pub fn hit_count(&self) -> (Option<usize>, usize) {
        (self.hit.map(|hit| hit + 1), self.hits.len())
    }

    /// Wraps the page at a width in columns, where it isn't yet.
    pub fn lay(&mut self, width: usize) {
        if self.width == width {
            return;
        }
        self.width = width;
        for (pane, section) in self.panes.iter_mut().zip(&self.page.sections) {
            pane.lines = wrapped(&section.paragraphs, width);
        }
    }

    /// Keeps every part's scroll within its text; `heights` are the rows of the bodies.
    pub fn clamp(&mut self, heights: [usize; 3]) {
        for (pane, height) in self.panes.iter_mut().zip(heights) {
            pane.scroll = pane.scroll.min(pane.lines.len().saturating_sub(height));
        }
    }

    /// Scrolls a part by lines, down where positive.
    pub fn scroll(&mut self, part: Part, by: isize) {
        let pane = &mut self.panes[part as usize];
        pane.scroll = pane.scroll.saturating_add_signed(by).min(pane.lines.len());
    }

    /// The chosen link of a part.
    #[must_use]
    pub fn chosen(&self, part: Part) -> Option<&(Spot, Target)> {
        let pane = self.pane(part);
        pane.chosen.and_then(|chosen| pane.links.get(chosen))
    }

    /// Every link of a part, in reading order.
    pub fn targets(&self, part: Part) -> impl Iterator<Item = &Target> {
        self.pane(part).links.iter().map(|(_, target)| target)
    }

    /// Chooses the next or previous link of a part, the first time one in sight, and
    /// brings it into sight. Says whether there is one.
    pub fn step_link(&mut self, part: Part, forward: bool, height: usize) -> bool {
        let pane = &self.panes[part as usize];
        let Some(last) = pane.links.len().checked_sub(1) else { return false };
        let next = match (pane.chosen, forward) {
            (Some(chosen), true) => (chosen + 1).min(last),
            (Some(chosen), false) => chosen.saturating_sub(1),
            (None, _) => self.first_link_in_sight(part),
        };
        let spot = self.panes[part as usize].links[next].0.clone();
        self.panes[part as usize].chosen = Some(next);
        self.reveal(&spot, height);
        true
    }

    fn first_link_in_sight(&self, part: Part) -> usize {
        let pane = self.pane(part);
        let top = pane.lines.get(pane.scroll).map_or(0, |line| line.paragraph);
        pane.links.iter().position(|(spot, _)| spot.paragraph >= top).unwrap_or(0)
    }

    /// Steps to the next or previous hit and returns the part it stands in; `None` where
    /// there is no hit.
    pub fn step_hit(&mut self, forward: bool) -> Option<Part> {
        let count = self.hits.len();
        let next = match (self.hit, forward) {
            _ if count == 0 => return None,
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(hit), true) => (hit + 1) % count,
            (Some(hit), false) => (hit + count - 1) % count,
        };
        self.hit = Some(next);
        self.hits.get(next).map(|spot| spot.part)
    }

    /// The hit stepped to last.
    #[must_use]
    pub fn current_hit(&self) -> Option<&Spot> {
        self.hit.and_then(|hit| self.hits.get(hit))
    }

    /// Scrolls a spot into a body of `height` rows, no further than needed.
    pub fn reveal(&mut self, spot: &Spot, height: usize) {
        let pane = &mut self.panes[spot.part as usize];
        let on =
            |line: &Line| line.paragraph == spot.paragraph && spot.range.start < line.range.end;
        let Some(line) = pane.lines.iter().position(on) else { return };
        // A spot may go on in the lines below; its beginning matters most.
        let within =
            |line: &Line| line.paragraph == spot.paragraph && line.range.start < spot.range.end;
        let last = pane.lines.iter().rposition(within).unwrap_or(line).max(line);
        if last >= pane.scroll + height {
            pane.scroll = last + 1 - height.max(1);
        }
        pane.scroll = pane.scroll.min(line);
    }
}

fn links(part: Part, page: &Page) -> Vec<(Spot, Target)> {
    let mut links = Vec::new();
    for (paragraph, content) in page.section(part).paragraphs.iter().enumerate() {
        let mut start = 0;
        for span in &content.spans {
            let range = start..start + span.text.len();
            start = range.end;
            if let Some(target) = &span.target {
                links.push((Spot { part, paragraph, range }, target.clone()));
            }
        }
    }
    links
}

/// Wraps paragraphs at a width in columns.
pub(super) fn wrapped(paragraphs: &[Paragraph], width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        // On very narrow screens the text needs the columns more than the indent does.
        let fit = |indent: usize| indent.min(width / 4);
        let (first, hang) = (fit(paragraph.indent), fit(paragraph.hang));
        let ranges = text::wrap(&paragraph.text(), width - first, width - hang);
        let indents = std::iter::once(first).chain(std::iter::repeat(hang));
        lines.extend(ranges.into_iter().zip(indents).map(|(range, indent)| Line {
            paragraph: index,
            range,
            indent,
        }));
    }
    lines
}
