//! Drops the cached searches of idle users. One thread serves the whole process; it sleeps
//! until the next user has been idle long enough, or until a user searches if all are dropped.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError, Weak};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::memory::Memory;
use crate::parallel::locked;

/// How long a user may be idle before the cached levels of their query are dropped.
const REST: Duration = Duration::from_mins(1);

/// Users by the time of their last request, the earliest first.
type Resting = VecDeque<(Instant, Weak<Memory>)>;

#[derive(Default)]
struct CacheExpiry {
    resting: Mutex<Resting>,
    changed: Condvar,
}

/// Notes that a user's memory was used just now, and starts the thread on the first call.
pub(super) fn used(memory: &Arc<Memory>) {
    static EXPIRY: OnceLock<Option<Arc<CacheExpiry>>> = OnceLock::new();
    let expiry = EXPIRY.get_or_init(|| {
        let expiry = Arc::new(CacheExpiry::default());
        let worker = Arc::clone(&expiry);
        let thread = Builder::new().name("janitor".to_owned()).spawn(move || worker.work());
        // If the thread can't be started, a memory is kept until its user leaves.
        thread.ok().map(|_| expiry)
    });
    if let Some(expiry) = expiry {
        let mut resting = locked(&expiry.resting);
        note(&mut resting, memory, Instant::now());
        expiry.changed.notify_one();
    }
}

/// Moves a user to the end of the queue: only the last request counts.
fn note(resting: &mut Resting, memory: &Arc<Memory>, now: Instant) {
    resting.retain(|(_, other)| other.strong_count() > 0 && other.as_ptr() != Arc::as_ptr(memory));
    resting.push_back((now, Arc::downgrade(memory)));
}

/// Clears the memory of every user who has been idle for [`REST`]. Returns how long the next
/// user still has to be idle, or `None` if no user is left.
fn forget_idle(resting: &mut Resting, now: Instant) -> Option<Duration> {
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
        let mut resting = locked(&self.resting);
        loop {
            resting = match forget_idle(&mut resting, Instant::now()) {
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
        assert_eq!(resting.len(), 2, "a user stands there once");
        assert_eq!(forget_idle(&mut resting, start + REST), Some(REST / 2));
        drop(other);
        assert_eq!(forget_idle(&mut resting, start + REST * 2), None);
        assert!(resting.is_empty());
    }
}
