//! Hears when something is done to the opened files on disk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

use crate::dataset::Input;

/// How long files must have been left alone before they are read.
const QUIET: Duration = Duration::from_millis(200);

/// Watches the files and folders among the inputs for as long as what is returned lives, and
/// calls back when something was done to them. `None` where there is nothing to watch, or
/// the system can't watch.
pub(super) fn begin(
    inputs: &[Input],
    changed: impl Fn() + Send + 'static,
) -> Option<Debouncer<RecommendedWatcher>> {
    let paths = paths(inputs);
    if paths.is_empty() {
        return None;
    }
    let watched = paths.clone();
    let heard = move |result: DebounceEventResult| {
        let Ok(events) = result else { return };
        if events.iter().any(|event| watched.iter().any(|path| concerns(&event.path, path))) {
            changed();
        }
    };
    let mut debouncer = new_debouncer(QUIET, heard).ok()?;
    for path in &paths {
        // Editors replace files: the folder is watched, not the file that goes away.
        let (folder, mode) = if path.is_dir() {
            (path.as_path(), RecursiveMode::Recursive)
        } else {
            (path.parent().unwrap_or(Path::new("/")), RecursiveMode::NonRecursive)
        };
        debouncer.watcher().watch(folder, mode).ok()?;
    }
    Some(debouncer)
}

/// What of the inputs lies on disk.
fn paths(inputs: &[Input]) -> Vec<PathBuf> {
    let on_disk = inputs.iter().filter_map(|input| match input {
        Input::Path(path) => resolved(path),
        Input::Bytes { .. } | Input::Pipe(_) => None,
    });
    on_disk.collect()
}

/// A path as events name it. A file may be gone just now, and its coming back is wanted too.
fn resolved(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        Some(folder.unwrap_or(Path::new(".")).canonicalize().ok()?.join(path.file_name()?))
    })
}

fn concerns(event: &Path, watched: &Path) -> bool {
    event == watched || (watched.is_dir() && event.starts_with(watched))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// A file can go away between its reading and the watch's beginning.
    #[test]
    fn a_file_that_is_gone_is_heard_of_when_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("claims.json");
        let (sender, heard) = channel();
        let changed = move || sender.send(()).unwrap_or_default();
        let watching = begin(&[Input::Path(file.clone())], changed).unwrap();
        std::fs::write(&file, "{}").unwrap();
        assert!(heard.recv_timeout(Duration::from_secs(20)).is_ok());
        drop(watching);
    }
}
