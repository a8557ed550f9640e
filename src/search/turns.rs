//! Blocks of work that several threads take in turn, each block once.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::kernel::SearchStep;

/// The counters of a fixed number of blocks.
#[derive(Debug)]
pub(super) struct Turns {
    blocks: usize,
    next: AtomicUsize,
    done: AtomicUsize,
}

impl Turns {
    /// Creates the counters. There is at least one block, so that some step always finishes.
    pub(super) fn new(blocks: usize) -> Self {
        Self { blocks: blocks.max(1), next: AtomicUsize::new(0), done: AtomicUsize::new(0) }
    }

    /// Runs `work` on the next block if one is left. The step that completes the last block returns
    /// `Finished`.
    pub(super) fn step(&self, work: impl FnOnce(usize)) -> SearchStep {
        let block = self.next.fetch_add(1, Ordering::Relaxed);
        if block >= self.blocks {
            return SearchStep::Wait;
        }
        work(block);
        // The thread that completes the last block must see the results of the other threads.
        let done = self.done.fetch_add(1, Ordering::AcqRel) + 1;
        if done == self.blocks { SearchStep::Finished } else { SearchStep::More }
    }

    /// Returns the share of blocks done, in percent.
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
