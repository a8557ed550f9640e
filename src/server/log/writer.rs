//! The thread that writes the log. Callers never wait for standard error: when too many lines wait,
//! further ones are dropped and counted.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::parallel::locked;

/// The most lines that wait, some hundred kilobytes.
const MOST: usize = 1_024;

/// The queue between callers and the writing thread.
#[derive(Debug)]
pub(super) struct LogWriter {
    queue: Mutex<LogQueue>,
    changed: Condvar,
}

#[derive(Debug)]
struct LogQueue {
    lines: VecDeque<String>,
    /// The number of lines that were dropped since that was last reported.
    dropped: u64,
    writing: bool,
}

impl LogWriter {
    pub(super) const fn new() -> Self {
        let queue = LogQueue { lines: VecDeque::new(), dropped: 0, writing: false };
        Self { queue: Mutex::new(queue), changed: Condvar::new() }
    }

    /// Queues a line, or counts it as dropped if too many wait.
    pub(super) fn say(&self, line: String) {
        let mut queue = self.queue();
        if queue.lines.len() < MOST {
            queue.lines.push_back(line);
        } else {
            queue.dropped += 1;
        }
        self.changed.notify_all();
    }

    /// Writes lines for ever. `lost` makes the line that reports a number of dropped ones.
    pub(super) fn run(&self, mut write: impl FnMut(&str), lost: impl Fn(u64) -> String) -> ! {
        loop {
            let line = self.next().unwrap_or_else(&lost);
            write(&line);
            self.queue().writing = false;
            self.changed.notify_all();
        }
    }

    /// Waits until everything is written or the limit has passed.
    pub(super) fn flush(&self, limit: Duration) {
        let waits = |queue: &mut LogQueue| queue.is_due() || queue.writing;
        drop(self.changed.wait_timeout_while(self.queue(), limit, waits));
    }

    /// Waits for the line to write next, or else the number of lines that were dropped.
    fn next(&self) -> Result<String, u64> {
        let waits = |queue: &mut LogQueue| !queue.is_due();
        let waited = self.changed.wait_while(self.queue(), waits);
        let mut queue = waited.unwrap_or_else(PoisonError::into_inner);
        queue.writing = true;
        // Report this as soon as lines are accepted again, since those don't show that some are
        // missing before them.
        if queue.dropped > 0 && queue.lines.len() < MOST {
            return Err(std::mem::take(&mut queue.dropped));
        }
        queue.lines.pop_front().ok_or(0)
    }

    fn queue(&self) -> MutexGuard<'_, LogQueue> {
        locked(&self.queue)
    }
}

impl LogQueue {
    fn is_due(&self) -> bool {
        !self.lines.is_empty() || self.dropped > 0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    /// Far longer than anything in these tests takes.
    const ENOUGH: Duration = Duration::from_secs(30);

    #[test]
    fn what_nobody_takes_is_dropped_and_counted() {
        static WRITER: LogWriter = LogWriter::new();
        for number in 0..MOST + 5 {
            WRITER.say(format!("line {number}"));
        }
        let (sender, written) = channel();
        thread::spawn(move || {
            let write = |line: &str| sender.send(line.to_owned()).unwrap();
            WRITER.run(write, |count| format!("{count} lost"))
        });
        WRITER.flush(ENOUGH);
        let lines: Vec<String> = written.try_iter().collect();
        assert_eq!(lines.len(), MOST + 1);
        assert_eq!(lines[..3], ["line 0", "5 lost", "line 1"]);
        WRITER.say("after".to_owned());
        assert_eq!(written.recv_timeout(ENOUGH).unwrap(), "after");
    }

    #[test]
    fn an_end_is_not_kept_by_what_nobody_takes() {
        let writer = LogWriter::new();
        writer.say("without a thread".to_owned());
        writer.flush(Duration::from_millis(1));
        assert_eq!(writer.queue().lines.len(), 1);
    }
}
