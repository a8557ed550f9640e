//! Forgets what the searches of resting readers left: one thread of the process, which sleeps
//! until the next of them has rested long enough, and for good where there is none.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError, Weak};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::memory::Memory;

/// How long a reader may rest before the levels of what was typed are dropped.
const REST: Duration = Duration::from_mins(1);

/// Readers by the time of their last request, the earliest first.
type Resting = VecDeque<(Instant, Weak<Memory>)>;

#[derive(Default)]
struct CacheExpiry {
    resting: Mutex<Resting>,
    changed: Condvar,
}

/// Notes that a reader's memory was used just now.
pub(super) fn used(memory: &Arc<Memory>) {
    static JANITOR: OnceLock<Option<Arc<CacheExpiry>>> = OnceLock::new();
    let janitor = JANITOR.get_or_init(|| {
        let janitor = Arc::new(CacheExpiry::default());
        let theirs = Arc::clone(&janitor);
        let thread = Builder::new().name("janitor".to_owned()).spawn(move || theirs.work());
        // Without the thread, memory stays as long as its reader.
        thread.ok().map(|_| janitor)
    });
    if let Some(janitor) = janitor {
        let mut resting = janitor.resting.lock().unwrap_or_else(PoisonError::into_inner);
        note(&mut resting, memory, Instant::now());
        janitor.changed.notify_one();
    }
}

/// A reader's last request is the only one that counts.
fn note(resting: &mut Resting, memory: &Arc<Memory>, now: Instant) {
    resting.retain(|(_, other)| other.strong_count() > 0 && other.as_ptr() != Arc::as_ptr(memory));
    resting.push_back((now, Arc::downgrade(memory)));
}

/// Forgets the memory of those who have rested long enough; how long the next has to rest.
fn sweep(resting: &mut Resting, now: Instant) -> Option<Duration> {
    while let Some((since, memory)) = resting.front() {
        let rested = now.saturating_duration_since(*since);
        if rested < REST {
            return Some(REST.saturating_sub(rested));
        }
        if let Some(memory) = memory.upgrade() {
            memory.forget();
        }
        resting.pop_front();
    }
    None
}

impl CacheExpiry {
    fn work(&self) {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            resting = match sweep(&mut resting, Instant::now()) {
                Some(rest) => {
                    let waited = self.changed.wait_timeout(resting, rest);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(resting).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_has_rested_is_forgotten() {
        let (one, other) = (Arc::new(Memory::default()), Arc::new(Memory::default()));
        let mut resting = Resting::new();
        let start = Instant::now();
        note(&mut resting, &one, start);
        note(&mut resting, &other, start + REST / 2);
        note(&mut resting, &one, start + REST / 2);
        assert_eq!(resting.len(), 2, "a reader stands there once");
        assert_eq!(sweep(&mut resting, start + REST), Some(REST / 2));
        drop(other);
        assert_eq!(sweep(&mut resting, start + REST * 2), None);
        assert!(resting.is_empty());
    }
}
