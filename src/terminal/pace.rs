//! Decides how fast frames may follow each other on a line whose queue is invisible. Through a
//! plain sshd, frames pile up in buffers, and the screen lags further and further behind the keys.
//! The terminal's answer to a question shows how long a frame takes.
//!
//! The caller passes the times; this module reads no clock.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The number of frames within [`BURST_TIME`] that justify a question.
const BURST: usize = 8;
const BURST_TIME: Duration = Duration::from_secs(1);
/// A line is slow if the answer takes longer than this.
const SLOW: Duration = Duration::from_millis(150);
/// A terminal that does not answer within this time is not asked again.
const PATIENCE: Duration = Duration::from_secs(1);
/// On a slow line, a frame that is not acknowledged within this time no longer delays the next: its
/// answer may be lost.
const LOST: Duration = Duration::from_secs(5);

/// The question that goes out with a frame (DSR, `CSI 5 n`). Every terminal since the VT100 answers
/// `CSI 0 n`, after it has processed everything sent before.
pub const QUESTION: &[u8] = b"\x1b[5n";

/// The knowledge about the speed of a line.
#[derive(Debug)]
pub struct Pace {
    line: LineState,
    /// The times of the last frames, while the speed is unknown.
    recent: VecDeque<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineState {
    /// The line is fast; frames go out at once.
    Free,
    /// The speed is unknown; a burst of frames triggers the question.
    Unknown,
    /// The question was sent at this time.
    Asked(Instant),
    /// No answer came in time. A late one still shows that the line is slow.
    Silent,
    /// The line is slow and takes one frame at a time. The time is that of the last frame, until
    /// its answer arrives.
    Slow(Option<Instant>),
}

impl Pace {
    /// Creates the state of a line that is known to be fast.
    #[must_use]
    pub fn free() -> Self {
        Self { line: LineState::Free, recent: VecDeque::new() }
    }

    /// Creates the state of a line whose speed is unknown.
    #[must_use]
    pub fn unknown() -> Self {
        Self { line: LineState::Unknown, recent: VecDeque::with_capacity(BURST) }
    }

    /// Returns whether a frame may go out now.
    #[must_use]
    pub fn is_open(&self, now: Instant) -> bool {
        match self.line {
            LineState::Slow(Some(sent)) => now.saturating_duration_since(sent) >= LOST,
            _ => true,
        }
    }

    /// Returns the time at which a closed line opens even without an answer.
    pub(crate) fn opens(&self) -> Option<Instant> {
        match self.line {
            LineState::Slow(Some(sent)) => Some(sent + LOST),
            _ => None,
        }
    }

    /// Records that a frame goes out, and returns whether the [`QUESTION`] must go with it.
    #[must_use]
    pub fn send(&mut self, now: Instant) -> bool {
        match self.line {
            LineState::Free | LineState::Silent => false,
            LineState::Unknown => {
                self.recent.push_back(now);
                if self.recent.len() > BURST {
                    self.recent.pop_front();
                }
                let first = self.recent.front().filter(|_| self.recent.len() == BURST);
                let burst =
                    first.is_some_and(|first| now.saturating_duration_since(*first) <= BURST_TIME);
                if burst {
                    self.line = LineState::Asked(now);
                    self.recent = VecDeque::new();
                }
                burst
            }
            LineState::Asked(since) => {
                if now.saturating_duration_since(since) > PATIENCE {
                    self.line = LineState::Silent;
                }
                false
            }
            LineState::Slow(_) => {
                self.line = LineState::Slow(Some(now));
                true
            }
        }
    }

    /// Records that the terminal answered.
    pub fn answer(&mut self, now: Instant) {
        self.line = match self.line {
            LineState::Asked(since) if now.saturating_duration_since(since) <= SLOW => {
                LineState::Free
            }
            LineState::Asked(_) | LineState::Silent | LineState::Slow(_) => LineState::Slow(None),
            // This answers a question that was never sent.
            line @ (LineState::Free | LineState::Unknown) => line,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: Instant, milliseconds: u64) -> Instant {
        start + Duration::from_millis(milliseconds)
    }

    /// Returns a line that has seen a burst, with the time of the question.
    fn asked(start: Instant) -> (Pace, Instant) {
        let mut pace = Pace::unknown();
        for frame in 0..7 {
            assert!(!pace.send(at(start, frame * 100)));
        }
        assert!(pace.send(at(start, 700)));
        (pace, at(start, 700))
    }

    #[test]
    fn single_frames_ask_nothing() {
        let start = Instant::now();
        let mut pace = Pace::unknown();
        assert!((0..50).all(|frame| !pace.send(at(start, frame * 150))));
        let mut local = Pace::free();
        assert!((0..50).all(|frame| !local.send(at(start, frame))));
    }

    #[test]
    fn a_burst_asks_once_and_a_quick_answer_frees_the_line() {
        let start = Instant::now();
        let (mut pace, asked) = asked(start);
        assert!(!pace.send(at(asked, 30)) && pace.is_open(at(asked, 30)));
        pace.answer(at(asked, 150));
        assert!((0..50).all(|frame| !pace.send(at(asked, 200 + frame))));
        assert_eq!(pace.opens(), None);
    }

    #[test]
    fn on_a_slow_line_one_frame_is_under_way() {
        let start = Instant::now();
        let (mut pace, asked) = asked(start);
        pace.answer(at(asked, 151));
        assert!(pace.is_open(at(asked, 151)));
        assert!(pace.send(at(asked, 160)));
        assert!(!pace.is_open(at(asked, 5_159)));
        assert_eq!(pace.opens(), Some(at(asked, 5_160)));
        assert!(pace.is_open(at(asked, 5_160)), "an answer may be lost");
        pace.answer(at(asked, 400));
        assert!(pace.is_open(at(asked, 400)) && pace.send(at(asked, 400)));
    }

    #[test]
    fn a_silent_terminal_is_not_asked_again_but_heard_late() {
        let start = Instant::now();
        let (mut pace, asked) = asked(start);
        assert!((0..50).all(|frame| !pace.send(at(asked, 1_001 + frame * 20))));
        pace.answer(at(asked, 3_000));
        assert!(pace.send(at(asked, 3_000)) && !pace.is_open(at(asked, 3_001)));
    }

    #[test]
    fn an_answer_to_no_question_means_nothing() {
        let now = Instant::now();
        let mut pace = Pace::unknown();
        pace.answer(now);
        assert!(!pace.send(now) && pace.is_open(now));
    }
}
