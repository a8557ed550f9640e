//! Decides when files are read again: at once at the first sign of a change, and after growing
//! pauses while signs keep coming.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::catalog::Catalog;

/// The pause after the first reading.
const SHORTEST: Duration = Duration::from_millis(250);
/// The longest pause: a file that never stops changing costs one reading in this time.
const LONGEST: Duration = Duration::from_secs(30);

/// The reason why files should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sign {
    /// Something was done to the files.
    Touched,
    /// A record of the catalog with this number can't be read as it was. Whatever the files look
    /// like, they must be read, unless there is a newer catalog by now.
    Outdated(u64),
}

/// The sender of signs. Clones send to the same receiver.
#[derive(Clone)]
pub(super) struct SignSender {
    sender: Sender<Sign>,
    /// The number of the catalog for which a sign of an outdated record waits in the channel, or 0.
    /// One is enough: a search may meet a million such records.
    waiting: Arc<AtomicU64>,
    /// The number of the newest catalog.
    newest: Arc<AtomicU64>,
}

pub(crate) struct SignReceiver {
    receiver: Receiver<Sign>,
    waiting: Arc<AtomicU64>,
    pauses: Pauses,
}

pub(super) fn signs() -> (SignSender, SignReceiver) {
    let (sender, signs) = channel();
    let waiting = Arc::<AtomicU64>::default();
    let received =
        SignReceiver { receiver: signs, waiting: Arc::clone(&waiting), pauses: Pauses::NONE };
    (SignSender { sender, waiting, newest: Arc::default() }, received)
}

impl SignSender {
    /// Reports that something was done to the files.
    pub(super) fn touched(&self) {
        // The receiver is gone when the program ends.
        let _ = self.sender.send(Sign::Touched);
    }

    /// Makes a catalog give a sign when one of its records can't be read as it was, until there is
    /// a newer catalog: of files that changed, the records of the old catalog aren't expected to
    /// exist.
    pub(super) fn follow(&self, catalog: &Catalog) {
        let number = self.newest.fetch_add(1, Ordering::AcqRel) + 1;
        let signs = self.clone();
        catalog.on_outdated(move || signs.outdated(number));
    }

    fn outdated(&self, number: u64) {
        if self.is_newest(number) && self.waiting.swap(number, Ordering::AcqRel) != number {
            let _ = self.sender.send(Sign::Outdated(number));
        }
    }

    /// Returns whether a sign reports an outdated record of the newest catalog. A sign may have
    /// been given while a newer catalog was made.
    pub(super) fn says_outdated(&self, sign: Sign) -> bool {
        matches!(sign, Sign::Outdated(number) if self.is_newest(number))
    }

    fn is_newest(&self, number: u64) -> bool {
        self.newest.load(Ordering::Acquire) == number
    }
}

impl SignReceiver {
    /// Waits for a sign, and longer if the last reading was too recent. Returns the strongest of
    /// the signs that came in the meantime, or `None` when there are no senders left.
    pub(crate) fn next(&mut self) -> Option<Sign> {
        let mut sign = self.receiver.recv().ok()?;
        let due = self.pauses.due(Instant::now());
        loop {
            match self.receiver.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(more) => sign = sign.max(more),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        self.waiting.store(0, Ordering::Release);
        Some(sign)
    }

    /// Records that a reading ended, or that it is no longer waited for.
    pub(crate) fn done(&mut self) {
        self.pauses.done(Instant::now());
    }
}

/// The pauses between readings. Each is twice as long as the one before, until the files have been
/// left alone for twice the last one.
#[derive(Debug)]
struct Pauses {
    last: Option<Instant>,
    pause: Duration,
}

impl Pauses {
    /// No reading has ended.
    const NONE: Self = Self { last: None, pause: SHORTEST };

    /// Returns when the files may be read for a sign that comes now.
    fn due(&self, now: Instant) -> Instant {
        self.last.map_or(now, |last| now.max(last + self.pause))
    }

    fn done(&mut self, now: Instant) {
        let soon = |last: Instant| now.saturating_duration_since(last) < self.pause * 2;
        let again = self.last.is_some_and(soon);
        self.pause = if again { LONGEST.min(self.pause * 2) } else { SHORTEST };
        self.last = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_while_signs_keep_coming_and_end_with_them() {
        let mut pauses = Pauses::NONE;
        let start = Instant::now();
        let (mut now, mut readings) = (start, Vec::new());
        while now < start + Duration::from_hours(1) {
            now = pauses.due(now);
            pauses.done(now);
            readings.push(now - start);
            now += Duration::from_millis(10);
        }
        let seconds: Vec<f32> = readings.iter().take(5).map(Duration::as_secs_f32).collect();
        assert_eq!(seconds, [0.0, 0.25, 0.75, 1.75, 3.75]);
        assert!(readings.len() < 130, "{} readings in an hour", readings.len());
        let calm = now + LONGEST * 2;
        assert_eq!(pauses.due(calm), calm);
        pauses.done(calm);
        assert_eq!(pauses.due(calm), calm + SHORTEST);
    }

    #[test]
    fn many_signs_are_one_and_the_strongest_counts() {
        let (signs, mut received) = signs();
        let (old, new) = (Catalog::default(), Catalog::default());
        signs.follow(&old);
        for _ in 0..1_000 {
            signs.touched();
            signs.outdated(1);
        }
        let sign = received.next().unwrap();
        assert!(signs.says_outdated(sign));
        signs.touched();
        assert_eq!(received.next(), Some(Sign::Touched));
        signs.outdated(1);
        let sign = received.next().unwrap();
        assert!(signs.says_outdated(sign), "a later one is heard too");
        signs.follow(&new);
        assert!(!signs.says_outdated(sign), "there is a newer catalog");
        signs.outdated(1);
        signs.touched();
        assert_eq!(received.next(), Some(Sign::Touched), "an old catalog gives no sign");
        signs.outdated(1);
        signs.follow(&Catalog::default());
        signs.outdated(3);
        let sign = received.next().unwrap();
        assert!(signs.says_outdated(sign), "an older sign suppresses no newer one");
        drop((signs, old, new));
        assert_eq!(received.next(), None);
    }
}
