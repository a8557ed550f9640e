//! Watches the opened files for changes on disk.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

use crate::input::Input;

/// How long files must have been left alone before a change is reported.
const QUIET: Duration = Duration::from_millis(200);

/// Watches the files and folders among the inputs and calls `changed` when something was done to
/// them. Watching lasts as long as the returned value. Returns `None` if there is nothing to watch,
/// or the system can't watch.
pub(super) fn begin(
    inputs: &[Input],
    changed: impl Fn() + Send + 'static,
) -> Option<Debouncer<RecommendedWatcher>> {
    let paths = paths(inputs);
    if paths.is_empty() {
        return None;
    }
    let watched: HashSet<PathBuf> = paths.iter().cloned().collect();
    let heard = move |result: DebounceEventResult| {
        let Ok(events) = result else { return };
        // Accept a watched file, or one within a watched folder.
        let concerns = |path: &Path| path.ancestors().any(|path| watched.contains(path));
        if events.iter().any(|event| concerns(&event.path)) {
            changed();
        }
    };
    let mut debouncer = new_debouncer(QUIET, heard).ok()?;
    for path in &paths {
        // Editors replace files, so the folder is watched instead of the file, which would
        // disappear.
        let (folder, mode) = if path.is_dir() {
            (path.as_path(), RecursiveMode::Recursive)
        } else {
            (path.parent().unwrap_or(Path::new("/")), RecursiveMode::NonRecursive)
        };
        debouncer.watcher().watch(folder, mode).ok()?;
    }
    Some(debouncer)
}

/// Returns the paths of the inputs that are on disk.
fn paths(inputs: &[Input]) -> Vec<PathBuf> {
    let on_disk = inputs.iter().filter_map(Input::path);
    // Take a link and its target: either can be replaced.
    let mut paths: Vec<_> =
        on_disk.flat_map(|path| [resolved(path), in_folder(path)]).flatten().collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Returns a path as events name it. A file that is missing at present counts too, since its return
/// matters.
fn resolved(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| in_folder(path))
}

/// Returns a path in its folder as events name it, without following a link in its last part.
fn in_folder(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    Some(folder.unwrap_or(Path::new(".")).canonicalize().ok()?.join(path.file_name()?))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_link_that_leads_elsewhere_is_heard_of() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["one", "two"] {
            std::fs::create_dir(path(name)).unwrap();
            std::fs::write(path(name).join("claims.json"), "{}").unwrap();
        }
        std::os::unix::fs::symlink(path("one/claims.json"), path("link")).unwrap();
        let (sender, heard) = channel();
        let changed = move || sender.send(()).unwrap_or_default();
        let watching = begin(&[Input::Path(path("link"))], changed).unwrap();
        std::os::unix::fs::symlink(path("two/claims.json"), path("new")).unwrap();
        std::fs::rename(path("new"), path("link")).unwrap();
        assert!(heard.recv_timeout(Duration::from_secs(20)).is_ok());
        drop(watching);
    }

    /// A file may disappear after it was read and before the watch begins.
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
