//! Watches the opened files on disk.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

use crate::input::Input;

/// How long files must have been left alone before they are read.
const QUIET: Duration = Duration::from_millis(200);

/// Watches files until it is dropped.
pub(super) struct Watching(Sender<WatchMessage>);

impl Drop for Watching {
    fn drop(&mut self) {
        // The thread may have ended by itself.
        let _ = self.0.send(WatchMessage::End);
    }
}

/// What the watching thread receives.
enum WatchMessage {
    Events(DebounceEventResult),
    /// The watch was dropped.
    End,
}

/// Watches the files and folders among the inputs, and calls back when something was done to
/// them: to a file, to what is in a folder, or to a link on the way to either. `None` if there is
/// nothing to watch, or the system can't watch.
pub(super) fn begin(inputs: &[Input], changed: impl Fn() + Send + 'static) -> Option<Watching> {
    let (sender, messages) = channel();
    let watch = Watch::new(paths(inputs), &sender)?;
    let (inputs, own) = (inputs.to_vec(), sender.clone());
    let run = move || follow(&inputs, watch, (&own, &messages), &changed);
    thread::Builder::new().name("watch".to_owned()).spawn(run).ok()?;
    Some(Watching(sender))
}

/// Calls back for events that concern the watched paths. An event may replace a link or a folder:
/// then other folders have to be watched from now on.
fn follow(
    inputs: &[Input],
    mut watch: Watch,
    (sender, messages): (&Sender<WatchMessage>, &Receiver<WatchMessage>),
    changed: &impl Fn(),
) {
    while let Ok(WatchMessage::Events(events)) = messages.recv() {
        let Ok(events) = events else { continue };
        if !events.iter().any(|event| watch.concerns(&event.path)) {
            continue;
        }
        let paths = paths(inputs);
        // If the new folders can't be watched, the old ones still are.
        if paths != watch.paths
            && let Some(new) = Watch::new(paths, sender)
        {
            watch = new;
        }
        changed();
    }
}

/// Paths that are watched.
struct Watch {
    /// In order.
    paths: Vec<PathBuf>,
    known: HashSet<PathBuf>,
    _debouncer: Debouncer<RecommendedWatcher>,
}

impl Watch {
    fn new(paths: Vec<PathBuf>, sender: &Sender<WatchMessage>) -> Option<Self> {
        if paths.is_empty() {
            return None;
        }
        let sender = sender.clone();
        let tell = move |events| sender.send(WatchMessage::Events(events)).unwrap_or_default();
        let mut debouncer = new_debouncer(QUIET, tell).ok()?;
        for path in &paths {
            // Editors replace files: the folder is watched, not the file that goes away.
            let (folder, mode) = if path.is_dir() && !path.is_symlink() {
                (path.as_path(), RecursiveMode::Recursive)
            } else {
                (path.parent().unwrap_or(Path::new("/")), RecursiveMode::NonRecursive)
            };
            debouncer.watcher().watch(folder, mode).ok()?;
        }
        let known = paths.iter().cloned().collect();
        Some(Self { paths, known, _debouncer: debouncer })
    }

    /// Whether a path is watched itself, or lies in a folder that is.
    fn concerns(&self, path: &Path) -> bool {
        path.ancestors().any(|path| self.known.contains(path))
    }
}

/// The paths to watch for some inputs, in order: files, folders, and the links that lead to them.
fn paths(inputs: &[Input]) -> Vec<PathBuf> {
    let (mut paths, mut seen) = (Vec::new(), HashSet::new());
    for path in inputs.iter().filter_map(Input::path) {
        // A file may be gone just now, and its return is of interest too.
        paths.extend(path.canonicalize().ok().or_else(|| in_folder(path)));
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        add_links(&absolute, &mut seen, &mut paths);
    }
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Adds every link that is followed on the way along an absolute path. `seen` ends circles.
fn add_links(path: &Path, seen: &mut HashSet<PathBuf>, links: &mut Vec<PathBuf>) {
    for part in path.ancestors().filter(|part| part.is_symlink()) {
        if !seen.insert(part.to_owned()) {
            continue;
        }
        links.extend(in_folder(part));
        let Some((target, folder)) = std::fs::read_link(part).ok().zip(part.parent()) else {
            continue;
        };
        add_links(&folder.join(target), seen, links);
    }
}

/// A path in its folder as events name it; a link stays one.
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
        let (sender, messages) = channel();
        let changed = move || sender.send(()).unwrap_or_default();
        let watching = begin(&[Input::Path(path("link"))], changed).unwrap();
        std::os::unix::fs::symlink(path("two/claims.json"), path("new")).unwrap();
        std::fs::rename(path("new"), path("link")).unwrap();
        assert!(messages.recv_timeout(Duration::from_secs(20)).is_ok());
        drop(watching);
    }

    #[test]
    fn a_folder_on_the_way_that_is_replaced_is_heard_of_and_watched_from_then_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["one", "two"] {
            std::fs::create_dir(path(name)).unwrap();
            std::fs::write(path(name).join("claims.json"), "{}").unwrap();
        }
        let repoint = |to: &str| {
            std::os::unix::fs::symlink(path(to), path("new")).unwrap();
            std::fs::rename(path("new"), path("current")).unwrap();
        };
        repoint("one");
        let (sender, messages) = channel();
        let changed = move || sender.send(()).unwrap_or_default();
        let watching = begin(&[Input::Path(path("current/claims.json"))], changed).unwrap();
        repoint("two");
        assert!(messages.recv_timeout(Duration::from_secs(20)).is_ok());
        std::fs::write(path("two/claims.json"), "{ }").unwrap();
        assert!(messages.recv_timeout(Duration::from_secs(20)).is_ok());
        drop(watching);
    }

    #[test]
    fn a_new_file_of_a_folder_is_heard_of() {
        let folder = tempfile::tempdir().unwrap();
        let (sender, messages) = channel();
        let changed = move || sender.send(()).unwrap_or_default();
        let watching = begin(&[Input::Path(folder.path().to_owned())], changed).unwrap();
        std::fs::write(folder.path().join("claims.json"), "{}").unwrap();
        assert!(messages.recv_timeout(Duration::from_secs(20)).is_ok());
        drop(watching);
    }

    /// A file can go away between its reading and the watch's beginning.
    #[test]
    fn a_file_that_is_gone_is_heard_of_when_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("claims.json");
        let (sender, messages) = channel();
        let changed = move || sender.send(()).unwrap_or_default();
        let watching = begin(&[Input::Path(file.clone())], changed).unwrap();
        std::fs::write(&file, "{}").unwrap();
        assert!(messages.recv_timeout(Duration::from_secs(20)).is_ok());
        drop(watching);
    }
}
