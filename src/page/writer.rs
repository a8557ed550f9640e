//! Writing a page as linear text, piece by piece.

use super::{Page, Part};

/// The share of a block that is written at once if the block is longer than a piece. Each piece
/// writes the block from its beginning, so pieces grow with their distance from there.
const SHARE: usize = 8;

/// The position up to which a page is written as linear text: three headings, and one line for each
/// paragraph. It holds no text, so that thousands of answers that wait for slow clients cost no
/// memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageWriter {
    /// The only evidence or denial to write, if set.
    item: Option<String>,
    /// The part, the block within it, and the number of bytes of the block that are written.
    part: usize,
    block: usize,
    bytes: usize,
    /// Whether any text is written, and whether the heading of the part is.
    begun: bool,
    headed: bool,
}

impl PageWriter {
    /// Creates a writer at the beginning of a page; with `item`, it writes only that evidence or
    /// denial.
    pub(crate) fn new(item: Option<String>) -> Self {
        Self { item, ..Self::default() }
    }

    /// Returns the next bytes of the page: at least `least`, unless the page ends. Empty at the
    /// end.
    pub(crate) fn piece(&mut self, page: &Page, least: usize) -> Vec<u8> {
        self.write(page, least, |written, room| room.max(written / SHARE))
    }

    /// Returns the next bytes like `piece`, up to the end of a block, which is then written only
    /// once. For an output that accepts any amount.
    pub(crate) fn blocks(&mut self, page: &Page, least: usize) -> Vec<u8> {
        self.write(page, least, |_, _| usize::MAX)
    }

    /// Writes block by block. `most` computes how many bytes of a block may be written at once from
    /// those that are already written and those that were asked for.
    fn write(&mut self, page: &Page, least: usize, most: fn(usize, usize) -> usize) -> Vec<u8> {
        let mut out = Vec::new();
        while out.len() < least
            && let Some(part) = Part::ALL.get(self.part).copied()
        {
            if let Some(block) = self.next_block(page, part) {
                self.block = block;
                self.write_block(page, part, most(self.bytes, least - out.len()), &mut out);
            } else {
                (self.part, self.block, self.headed) = (self.part + 1, 0, false);
            }
        }
        out
    }

    /// Returns the next block of a part that is to be written, from the present one on.
    fn next_block(&self, page: &Page, part: Part) -> Option<usize> {
        let Some(item) = &self.item else {
            return (self.block < page.blocks(part)).then_some(self.block);
        };
        let blocks = page.blocks_of(item);
        let is_before = |(of, block): &(Part, u32)| (*of, *block as usize) < (part, self.block);
        let (of, block) = blocks.get(blocks.partition_point(is_before))?;
        (*of == part).then_some(*block as usize)
    }

    /// Writes the rest of a block, at most `most` bytes.
    fn write_block(&mut self, page: &Page, part: Part, most: usize, out: &mut Vec<u8>) {
        let (mut passed, mut room) = (self.bytes, most);
        for paragraph in page.block(part, self.block) {
            if self.item.is_some() && paragraph.item != self.item {
                continue;
            }
            self.write_heading(page, part, out);
            let line = paragraph.to_line() + "\n";
            let Some(rest) = line.as_bytes().get(passed..).filter(|rest| !rest.is_empty()) else {
                passed -= line.len();
                continue;
            };
            passed = 0;
            let taken = rest.get(..room).unwrap_or(rest);
            out.extend_from_slice(taken);
            (self.bytes, room) = (self.bytes + taken.len(), room - taken.len());
            if room == 0 {
                return;
            }
        }
        (self.block, self.bytes) = (self.block + 1, 0);
    }

    fn write_heading(&mut self, page: &Page, part: Part, out: &mut Vec<u8>) {
        if self.headed {
            return;
        }
        let lead = if self.begun { "\n" } else { "" };
        (self.begun, self.headed) = (true, true);
        let counts = page.counts(part);
        let blank = if counts.is_empty() { "" } else { "  " };
        for words in [lead, part.heading(), blank, counts, "\n"] {
            out.extend_from_slice(words.as_bytes());
        }
    }
}
