//! The limit for temporary files: a small compressed file may decompress to more than the disk
//! holds, and standard input may have no end.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::input::Diagnostic;

/// The largest number of bytes of all temporary files if no limit is set.
const DEFAULT_LIMIT: u64 = 4 << 30;

/// Bounds the bytes that all temporary files of the process take together. Clones share the count.
///
/// Without a limit of the user's own the files take at most 4 GiB, and at most half of the space
/// that would be free without them.
#[derive(Debug, Clone, Default)]
pub struct SpoolLimit {
    /// The user's limit in bytes.
    limit: Option<u64>,
    count: Arc<SpoolUsage>,
}

#[derive(Debug, Default)]
struct SpoolUsage {
    taken: AtomicU64,
    refusals: AtomicU64,
}

impl SpoolLimit {
    /// Creates a limit of `limit` bytes, or the default one.
    pub(crate) fn new(limit: Option<u64>) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Counts bytes that are about to be written to a file in `folder`.
    ///
    /// # Errors
    /// [`SpoolFull`] if they would exceed the limit; nothing is counted then.
    pub(crate) fn take(&self, bytes: u64, folder: &Path) -> io::Result<()> {
        let before = self.count.taken.fetch_add(bytes, Ordering::Relaxed);
        let limit = self.limit.unwrap_or_else(|| default_limit(free(folder), before));
        if before.saturating_add(bytes) <= limit {
            return Ok(());
        }
        self.give_back(bytes);
        self.count.refusals.fetch_add(1, Ordering::Relaxed);
        Err(io::Error::new(io::ErrorKind::QuotaExceeded, SpoolFull { limit }))
    }

    /// Subtracts the bytes of a file that was removed.
    pub(crate) fn give_back(&self, bytes: u64) {
        self.count.taken.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Returns how often the limit was reached so far.
    pub(crate) fn refusals(&self) -> u64 {
        self.count.refusals.load(Ordering::Relaxed)
    }
}

/// Returns the default limit, from the free space and the bytes of it that temporary files already
/// use. If the free space isn't known, the disk itself is the limit.
fn default_limit(free: Option<u64>, taken: u64) -> u64 {
    let share = free.map_or(u64::MAX, |free| free.saturating_add(taken) / 2);
    DEFAULT_LIMIT.min(share)
}

fn free(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}

/// The error for a temporary file that would exceed the limit.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("temporary files may take {} in total, and this needs more", Size(*limit))]
pub(crate) struct SpoolFull {
    limit: u64,
}

/// Returns whether an error says that the limit of temporary files was reached.
pub(crate) fn is_spool_full(error: &io::Error) -> bool {
    error.get_ref().and_then(|inner| inner.downcast_ref::<SpoolFull>()).is_some()
}

/// Returns the diagnostic for content of `file` that can't be kept in `folder`; `what` names the
/// content.
pub(crate) fn not_kept(file: &str, what: &str, folder: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("can’t store {what} in {}: {error}", folder.to_string_lossy());
    let help = if is_spool_full(error) {
        "raise spool-limit in config.toml or with --spool-limit; an uncompressed file \
         is read in place and needs none"
    } else {
        "free space there, or set XDG_CACHE_HOME to a folder with more space"
    };
    Diagnostic::error(file, message).help(help)
}

/// A number of bytes, displayed in the largest unit that leaves a whole number.
struct Size(u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u32, &str); 3] = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
        // The default limit is not a round number if the disk is small.
        let shown = if self.0 >= 1 << 30 { self.0 >> 20 << 20 } else { self.0 >> 10 << 10 };
        let unit = UNITS.iter().find(|(shift, _)| shown > 0 && shown.trailing_zeros() >= *shift);
        match unit {
            Some((shift, unit)) => write!(f, "{} {unit}", shown >> shift),
            None => write!(f, "{} bytes", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_a_limit_and_give_back_what_they_took() {
        let folder = std::env::temp_dir();
        let limit = SpoolLimit::new(Some(10));
        let other = limit.clone();
        limit.take(6, &folder).unwrap();
        let full = other.take(5, &folder).unwrap_err();
        assert!(is_spool_full(&full));
        other.take(4, &folder).unwrap();
        limit.give_back(6);
        other.take(6, &folder).unwrap();
    }

    #[test]
    fn without_a_setting_half_of_the_free_space_is_left() {
        assert_eq!(default_limit(Some(100), 0), 50);
        // Temporary files of 50 bytes reduce the free space by as much.
        assert_eq!(default_limit(Some(50), 50), 50);
        assert_eq!(default_limit(Some(0), 0), 0);
        assert_eq!(default_limit(Some(1 << 40), 0), DEFAULT_LIMIT);
        assert_eq!(default_limit(None, 7), DEFAULT_LIMIT);
    }

    #[test]
    fn sizes_are_shown_in_whole_units() {
        let sizes = [(0, "0 bytes"), (999, "999 bytes"), (1 << 20, "1 MiB"), (1 << 32, "4 GiB")];
        for (bytes, shown) in sizes {
            assert_eq!(Size(bytes).to_string(), shown);
        }
        assert_eq!(Size((3 << 30) + 12_345).to_string(), "3 GiB");
        assert_eq!(Size((5 << 20) + 1_500).to_string(), "5121 KiB");
    }
}
