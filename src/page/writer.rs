//! A page as linear text, a piece at a time.

use super::{Page, Part};

/// The share of a block that is written at once when a block is longer than a piece. A block is
/// written anew for each of its pieces, so that pieces grow with the way to them.
const SHARE: usize = 8;

/// How far a page is written as linear text: three headings, a line a paragraph. It holds no
/// text, so that thousands of answers that wait for their readers cost nothing.
#[derive(Debug, Clone, Default)]
pub struct PageWriter {
    /// Only the paragraphs of this evidence or denial.
    item: Option<String>,
    /// The part, the block within it, and the bytes of the block that are written.
    part: usize,
    block: usize,
    bytes: usize,
    /// Whether any text is written, and the heading of the part.
    begun: bool,
    headed: bool,
}

impl PageWriter {
    /// A page of which nothing is written yet; with `item`, only that evidence or denial of it.
    #[must_use]
    pub fn new(item: Option<String>) -> Self {
        Self { item, ..Self::default() }
    }

    /// The next so many bytes of the page, or somewhat more; none where that was all.
    #[must_use]
    pub fn piece(&mut self, page: &Page, least: usize) -> Vec<u8> {
        let mut out = Vec::new();
        while out.len() < least
            && let Some(part) = Part::ALL.get(self.part).copied()
        {
            if self.block >= page.blocks(part) {
                (self.part, self.block, self.headed) = (self.part + 1, 0, false);
            } else if self.item.is_some() && page.item(part, self.block) != self.item.as_deref() {
                self.block += 1;
            } else {
                let most = (least - out.len()).max(self.bytes / SHARE);
                self.write_block(page, part, most, &mut out);
            }
        }
        out
    }

    /// Writes what follows of a block, no more than so many bytes.
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
