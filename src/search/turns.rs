//! Blocks of work taken in turn by several threads, each once, the last of them known.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::kernel::SearchStep;

/// So many blocks, to be taken and done.
#[derive(Debug)]
pub(super) struct Turns {
    blocks: usize,
    next: AtomicUsize,
    done: AtomicUsize,
}

impl Turns {
    /// At least one block: somebody has to come to the end.
    pub(super) fn new(blocks: usize) -> Self {
        Self { blocks: blocks.max(1), next: AtomicUsize::new(0), done: AtomicUsize::new(0) }
    }

    /// Does the next block, where there is one left.
    pub(super) fn step(&self, work: impl FnOnce(usize)) -> SearchStep {
        let block = self.next.fetch_add(1, Ordering::Relaxed);
        if block >= self.blocks {
            return SearchStep::Wait;
        }
        work(block);
        // Who comes last sees what the others did.
        let done = self.done.fetch_add(1, Ordering::AcqRel) + 1;
        if done == self.blocks { SearchStep::Finished } else { SearchStep::More }
    }

    /// How many of a hundred blocks are done.
    pub(super) fn percent(&self) -> u8 {
        let percent = self.done.load(Ordering::Relaxed) * 100 / self.blocks;
        u8::try_from(percent).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_done_once_and_one_comes_last() {
        for blocks in [0, 1, 5, 64] {
            let turns = Turns::new(blocks);
            let sum = AtomicUsize::new(0);
            let finished = AtomicUsize::new(0);
            let work = || loop {
                match turns.step(|block| {
                    sum.fetch_add(block + 1, Ordering::Relaxed);
                }) {
                    SearchStep::Finished => {
                        finished.fetch_add(1, Ordering::Relaxed);
                    }
                    SearchStep::Wait => return,
                    _ => {}
                }
            };
            std::thread::scope(|scope| (0..3).for_each(|_| drop(scope.spawn(work))));
            let blocks = blocks.max(1);
            assert_eq!(sum.into_inner(), blocks * (blocks + 1) / 2);
            assert_eq!((finished.into_inner(), turns.percent()), (1, 100));
        }
    }
}
