//! One part of the open claim. It holds the paragraphs around the screen, and for every block
//! three numbers: the lines, links and hits before it. So a user's memory does not grow with
//! the length of a record's texts.

mod top;

use std::ops::Range;

use super::{PageSpot, ScreenLine, wrapped_paragraph};
use crate::page::{Page, Paragraph, Part, Target};
use crate::search::{self, Needle};
use crate::text::Glyphs;
pub(super) use top::TopText;

/// The most paragraphs, and the most bytes of text, of a part that is held whole.
const FEW: usize = 1_000;
const SHORT: usize = 64 << 10;
/// The longest paragraph, in bytes of text, that is held whole; of a longer one, only the text
/// around the screen is held.
const LONG: usize = 64 << 10;
/// The number of lines held above and below the screen.
const MARGIN: usize = 200;

/// A held paragraph, with its place in the part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    block: usize,
    /// The number of the paragraph within the block.
    number: usize,
    /// The offset in bytes at which the held text begins.
    start: usize,
    /// The paragraph; of a long one, only the text around the screen.
    pub(crate) paragraph: Paragraph,
    /// The hits of the searched words, in bytes of the held text.
    pub(crate) hits: Vec<Range<usize>>,
}

impl Placed {
    /// Returns the bytes of a spot within the held text, if the spot lies in this paragraph.
    pub(crate) fn range_of(&self, spot: &PageSpot) -> Option<Range<usize>> {
        let here = (spot.block, spot.paragraph) == (self.block, self.number);
        here.then(|| moved(&spot.range, self.start))
    }

    /// Returns the place in the page of a line of the held text.
    pub(super) fn spot(&self, part: Part, line: &ScreenLine) -> PageSpot {
        let range = self.start + line.range.start..self.start + line.range.end;
        PageSpot { part, block: self.block, paragraph: self.number, range }
    }
}

/// The chosen link: its number in the part, its place and its target.
#[derive(Debug, Clone, PartialEq)]
struct Chosen {
    index: usize,
    spot: PageSpot,
    target: Target,
}

/// Running totals of something counted block by block: the number before each block, and at the
/// end the total.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Sums(Vec<u32>);

impl Sums {
    fn total(&self) -> usize {
        self.0.last().map_or(0, |total| *total as usize)
    }

    fn before(&self, block: usize) -> usize {
        self.0.get(block).map_or(0, |before| *before as usize)
    }

    /// Returns the block that contains the item with this number.
    fn block_of(&self, number: usize) -> usize {
        self.0.partition_point(|before| *before as usize <= number).saturating_sub(1)
    }

    fn end_block(&mut self, total: usize) {
        self.0.push(u32::try_from(total).unwrap_or(u32::MAX));
    }

    fn begin(&mut self) {
        self.0.clear();
        self.0.push(0);
    }
}

/// A part of the open claim, wrapped and scrolled.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Pane {
    /// The number of the first line shown.
    pub(crate) scroll: usize,
    /// The character that stays at the top of the body when the layout changes: the first one on
    /// the screen when the user scrolled last. `None` if the part isn't scrolled.
    top: Option<PageSpot>,
    /// The rows of the body that `scroll` is made for.
    height: usize,
    lines: Sums,
    links: Sums,
    hits: Sums,
    chosen: Option<Chosen>,
    /// Whether all paragraphs of the part are held.
    whole: bool,
    placed: Vec<Placed>,
    /// The held lines; `first` is the number of the first of them.
    held: Vec<ScreenLine>,
    first: usize,
    /// The memory of the held paragraphs, in bytes.
    texts: usize,
}

/// Everything that the layout of a part depends on.
#[derive(Clone, Copy)]
pub(super) struct PaneState<'l> {
    pub(super) page: &'l Page,
    pub(super) part: Part,
    pub(super) width: usize,
    pub(super) glyphs: Glyphs,
    pub(super) needles: &'l [Needle],
}

impl Pane {
    pub(crate) fn len(&self) -> usize {
        self.lines.total()
    }

    /// Returns the held lines from the scroll position on, each with its paragraph.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (&ScreenLine, &Placed)> {
        let lines = self.held.iter().skip(self.scroll.saturating_sub(self.first));
        lines.filter_map(|line| Some((line, self.placed.get(line.paragraph)?)))
    }

    pub(super) fn held_bytes(&self) -> usize {
        let sums = [&self.lines, &self.links, &self.hits].map(|sums| sums.0.capacity());
        self.texts
            + self.held.capacity() * size_of::<ScreenLine>()
            + sums.iter().sum::<usize>() * size_of::<u32>()
    }

    /// Measures the held paragraphs whenever they change, so that a frame need not wait for it.
    fn measure(&mut self) {
        let texts = self.placed.iter().map(|placed| {
            let hits = placed.hits.capacity() * size_of::<Range<usize>>();
            placed.paragraph.held_bytes() + hits + size_of::<Placed>()
        });
        self.texts = texts.sum();
    }

    /// Lays out a new page. The text at the top of the old page stays at the top, and the number
    /// of the chosen link stays if the page has such a link.
    pub(super) fn open(&mut self, state: PaneState, top: Option<TopText>) {
        self.hold_all(state);
        if self.whole {
            self.wrap(state);
        }
        // A long page is generated only once for all three numbers.
        self.count(state, !self.whole, true);
        self.find_top(state, top);
        self.return_to_top(state);
        let chosen = self.chosen.take().and_then(|chosen| self.link(state, chosen.index));
        self.chosen = chosen;
        self.measure();
    }

    /// Finds the hits of other searched words.
    pub(super) fn mark(&mut self, state: PaneState) {
        for placed in &mut self.placed {
            placed.hits = state.hits(&placed.paragraph);
        }
        self.count(state, false, true);
    }

    /// Holds all paragraphs if they are few and short, otherwise none.
    fn hold_all(&mut self, state: PaneState) {
        (self.whole, self.first) = (true, 0);
        self.placed.clear();
        self.held.clear();
        let mut bytes = 0;
        for block in 0..state.page.blocks(state.part) {
            for (number, paragraph) in state.page.block(state.part, block).enumerate() {
                bytes += paragraph.spans.iter().map(|span| span.text.len()).sum::<usize>();
                if self.placed.len() >= FEW || bytes > SHORT {
                    self.whole = false;
                    self.placed = Vec::new();
                    return;
                }
                self.placed.push(state.placed(block, number, paragraph));
            }
        }
    }

    /// Counts the lines, or the links and hits, before each block.
    fn count(&mut self, state: PaneState, lines: bool, others: bool) {
        let mut placed = std::mem::take(&mut self.placed);
        let mut counts = [0; 3];
        let mut sums = [&mut self.lines, &mut self.links, &mut self.hits];
        let wanted = [lines, others, others];
        for (sums, _) in sums.iter_mut().zip(wanted).filter(|(_, wanted)| *wanted) {
            sums.begin();
        }
        let mut rest = placed.iter_mut().peekable();
        for block in 0..state.page.blocks(state.part) {
            let mut add = |paragraph: &Paragraph, hits: Option<usize>| {
                if lines {
                    counts[0] += wrapped_paragraph(paragraph, state.width, state.glyphs).count();
                }
                if others {
                    counts[1] += links(paragraph).count();
                    counts[2] += hits.unwrap_or_else(|| state.hits(paragraph).len());
                }
            };
            if self.whole {
                while let Some(placed) = rest.next_if(|placed| placed.block == block) {
                    add(&placed.paragraph, Some(placed.hits.len()));
                }
            } else {
                state.page.block(state.part, block).for_each(|paragraph| add(&paragraph, None));
            }
            for ((sums, wanted), count) in sums.iter_mut().zip(wanted).zip(counts) {
                if wanted {
                    sums.end_block(count);
                }
            }
        }
        self.placed = placed;
    }

    /// Wraps the part at another width. The text at the top stays there.
    pub(super) fn lay(&mut self, state: PaneState) {
        self.wrap(state);
        self.return_to_top(state);
    }

    /// Wraps the part. If the part is held whole, this wraps the held paragraphs; otherwise it
    /// counts the lines and drops the held ones.
    fn wrap(&mut self, state: PaneState) {
        self.held.clear();
        self.first = 0;
        if !self.whole {
            self.placed.clear();
            return self.count(state, true, false);
        }
        self.lines.begin();
        let mut rest = self.placed.iter().enumerate().peekable();
        for block in 0..state.page.blocks(state.part) {
            while let Some((index, placed)) = rest.next_if(|(_, placed)| placed.block == block) {
                let lines = wrapped_paragraph(&placed.paragraph, state.width, state.glyphs);
                self.held.extend(lines.map(|line| ScreenLine { paragraph: index, ..line }));
            }
            self.lines.end_block(self.held.len());
        }
    }

    /// Limits the scroll position to the text, and holds the lines for a screen of `height`
    /// rows. The text to keep at the top is the same afterwards, so that it returns to the top
    /// when the screen has its old size again.
    pub(super) fn clamp(&mut self, state: PaneState, height: usize) {
        if self.height != height {
            self.height = height;
            self.return_to_top(state);
        }
        self.scroll = self.scroll.min(self.len().saturating_sub(height));
        let end = (self.scroll + height).min(self.len());
        let is_held = self.first <= self.scroll && end <= self.first + self.held.len();
        if !self.whole && !is_held {
            self.hold(state, self.scroll.saturating_sub(MARGIN)..end + MARGIN);
            self.measure();
        }
        self.keep_top(state.part);
    }

    /// Holds these lines with their paragraphs.
    fn hold(&mut self, state: PaneState, lines: Range<usize>) {
        self.placed.clear();
        self.held.clear();
        let from = self.lines.block_of(lines.start);
        let mut at = self.lines.before(from);
        self.first = at.max(lines.start);
        for block in from..state.page.blocks(state.part) {
            for (number, paragraph) in state.page.block(state.part, block).enumerate() {
                let held = self.held.len();
                let index = self.placed.len();
                for line in wrapped_paragraph(&paragraph, state.width, state.glyphs) {
                    if lines.contains(&at) {
                        self.held.push(ScreenLine { paragraph: index, ..line });
                    }
                    at += 1;
                }
                if let Some(lines) = self.held.get_mut(held..).filter(|lines| !lines.is_empty()) {
                    self.placed.push(state.placed(block, number, paragraph).around(lines));
                }
                if at >= lines.end {
                    return;
                }
            }
        }
    }

    pub(crate) fn chosen(&self) -> Option<(&PageSpot, &Target)> {
        self.chosen.as_ref().map(|chosen| (&chosen.spot, &chosen.target))
    }

    /// Chooses the next or previous link and returns its place, or `None` if there is no link.
    /// The first call chooses a link on the screen.
    pub(super) fn step_link(&mut self, state: PaneState, forward: bool) -> Option<&PageSpot> {
        let last = self.links.total().checked_sub(1)?;
        let next = match (&self.chosen, forward) {
            (Some(chosen), true) => (chosen.index + 1).min(last),
            (Some(chosen), false) => chosen.index.saturating_sub(1),
            (None, _) => self.first_link_in_sight(state),
        };
        self.chosen = self.link(state, next);
        self.chosen.as_ref().map(|chosen| &chosen.spot)
    }

    fn first_link_in_sight(&self, state: PaneState) -> usize {
        let Some((_, top)) = self.shown().next() else { return 0 };
        let above = state.page.block(state.part, top.block).take(top.number);
        let above: usize = above.map(|paragraph| links(&paragraph).count()).sum();
        let index = self.links.before(top.block) + above;
        if index < self.links.total() { index } else { 0 }
    }

    /// Finds the link with a number, by generating the paragraphs of its block.
    fn link(&self, state: PaneState, index: usize) -> Option<Chosen> {
        let block = self.links.block_of(index);
        let mut before = self.links.before(block);
        for (paragraph, content) in state.page.block(state.part, block).enumerate() {
            for (range, target) in links(&content) {
                if before == index {
                    let spot = PageSpot { part: state.part, block, paragraph, range };
                    return Some(Chosen { index, spot, target: target.clone() });
                }
                before += 1;
            }
        }
        None
    }

    pub(super) fn hit_count(&self) -> usize {
        self.hits.total()
    }

    /// Finds the hit with a number, by generating the paragraphs of its block.
    pub(super) fn hit(&self, state: PaneState, index: usize) -> Option<PageSpot> {
        let block = self.hits.block_of(index);
        let mut before = self.hits.before(block);
        for (paragraph, content) in state.page.block(state.part, block).enumerate() {
            let mut hits = state.hits(&content);
            if index < before + hits.len() {
                let range = hits.swap_remove(index - before);
                return Some(PageSpot { part: state.part, block, paragraph, range });
            }
            before += hits.len();
        }
        None
    }

    /// Scrolls no further than needed to show a spot in a body of `height` rows.
    pub(super) fn reveal(&mut self, state: PaneState, spot: &PageSpot, height: usize) {
        let Some((line, last)) = self.lines_of(state, spot) else { return };
        if last >= self.scroll + height {
            self.scroll = last + 1 - height.max(1);
        }
        // A spot may continue on the lines below; its first line matters most.
        self.scroll = self.scroll.min(line);
        self.top = None;
    }

    /// Returns the numbers of the first and the last line of a spot. The end of a paragraph, and
    /// an empty paragraph, belong to its last line.
    fn lines_of(&self, state: PaneState, spot: &PageSpot) -> Option<(usize, usize)> {
        let mut block = state.page.block(state.part, spot.block);
        let above = block.by_ref().take(spot.paragraph);
        let above: usize =
            above.map(|it| wrapped_paragraph(&it, state.width, state.glyphs).count()).sum();
        let top = self.lines.before(spot.block) + above;
        let lines: Vec<ScreenLine> =
            wrapped_paragraph(&block.next()?, state.width, state.glyphs).collect();
        let line = lines.iter().position(|line| spot.range.start < line.range.end);
        let line = line.or(lines.len().checked_sub(1))?;
        let last = lines.iter().rposition(|line| line.range.start < spot.range.end);
        Some((top + line, top + last.unwrap_or(line).max(line)))
    }
}

impl PaneState<'_> {
    fn hits(self, paragraph: &Paragraph) -> Vec<Range<usize>> {
        if self.needles.is_empty() {
            return Vec::new();
        }
        search::occurrences(self.needles, &paragraph.text())
    }

    fn placed(self, block: usize, number: usize, paragraph: Paragraph) -> Placed {
        Placed { block, number, start: 0, hits: self.hits(&paragraph), paragraph }
    }
}

impl Placed {
    /// Cuts a long paragraph to the text that `lines` show, and shifts their ranges to match.
    fn around(mut self, lines: &mut [ScreenLine]) -> Self {
        let length: usize = self.paragraph.spans.iter().map(|span| span.text.len()).sum();
        let Some((first, last)) = lines.first().zip(lines.last()) else { return self };
        let range = first.range.start..last.range.end;
        if length <= LONG {
            return self;
        }
        self.start = range.start;
        self.paragraph = self.paragraph.part(range.clone());
        self.hits.retain(|hit| hit.start < range.end && hit.end > range.start);
        for moving in lines.iter_mut().map(|line| &mut line.range).chain(&mut self.hits) {
            *moving = moved(moving, range.start);
        }
        self.hits.shrink_to_fit();
        self
    }
}

/// Shifts a range so that it counts from a later start.
fn moved(range: &Range<usize>, start: usize) -> Range<usize> {
    range.start.saturating_sub(start)..range.end.saturating_sub(start)
}

/// Returns the links of a paragraph, each with its bytes of the text.
fn links(paragraph: &Paragraph) -> impl Iterator<Item = (Range<usize>, &Target)> {
    let mut start = 0;
    paragraph.spans.iter().filter_map(move |span| {
        let range = start..start + span.text.len();
        start = range.end;
        Some((range, span.target.as_ref()?))
    })
}
