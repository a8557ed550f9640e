//! Watches the opened files on disk.

use std::collections::{HashMap, HashSet};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

use crate::input::Input;

/// How long a file must have been left alone before its change is reported. While a file keeps
/// being written, `notify_debouncer_mini` also reports it at this interval.
const QUIET: Duration = Duration::from_millis(200);

/// How often paths that can't be reached are looked for.
const LOOK: Duration = Duration::from_secs(2);

/// How many folders above a path are watched. Where the system reports a whole subtree whatever is
/// asked for, as macOS does, the root would bring an event for every file of the disk.
const ABOVE: usize = if cfg!(target_os = "linux") { usize::MAX } else { 2 };

/// Watches files until it is dropped.
pub(crate) struct Watching(Sender<WatchMessage>);

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
    let watch = Watch::new(&paths(inputs), &sender)?;
    let (inputs, own) = (inputs.to_vec(), sender.clone());
    let run = move || follow(&inputs, watch, &own, &messages, &changed);
    thread::Builder::new().name("watch".to_owned()).spawn(run).ok()?;
    Some(Watching(sender))
}

/// Calls back for events that concern the watched paths. If a link or a folder is replaced, the old
/// watch stays with what was there before, so everything is watched again. Paths that can't be
/// reached are looked for: a folder on the way to them that was moved away or closed may give no
/// event when it is back.
fn follow(
    inputs: &[Input],
    mut watch: Watch,
    sender: &Sender<WatchMessage>,
    messages: &Receiver<WatchMessage>,
    changed: &impl Fn(),
) {
    let mut reached = can_be_reached(inputs);
    loop {
        let limit = if reached { Duration::MAX } else { LOOK };
        let (replaced, concerned) = match messages.recv_timeout(limit) {
            Ok(WatchMessage::Events(Ok(events))) => (
                // Events tell of folders that were only looked at, too.
                events.iter().any(|event| watch.is_replaced(&event.path)),
                events.iter().any(|event| watch.concerns(&event.path)),
            ),
            Ok(WatchMessage::Events(Err(_))) | Err(RecvTimeoutError::Timeout) => (false, false),
            Ok(WatchMessage::End) | Err(RecvTimeoutError::Disconnected) => return,
        };
        let returned = !reached && can_be_reached(inputs);
        // If nothing can be watched now, the old watch goes on.
        if (replaced || returned)
            && let Some(new) = Watch::new(&paths(inputs), sender)
        {
            watch = new;
        }
        if replaced || returned || concerned {
            changed();
        }
        reached = can_be_reached(inputs);
    }
}

/// Whether every path among the inputs leads somewhere.
fn can_be_reached(inputs: &[Input]) -> bool {
    inputs.iter().filter_map(Input::path).all(Path::exists)
}

/// Paths that are watched.
struct Watch {
    known: HashSet<PathBuf>,
    /// Folders and links that would leave the watch behind if they were replaced, as they were.
    replaceable: HashMap<PathBuf, Option<Identity>>,
    _debouncer: Debouncer<RecommendedWatcher>,
}

impl Watch {
    /// Watches files and folders, and the folders above them. `None` if none can be watched.
    fn new(paths: &[PathBuf], sender: &Sender<WatchMessage>) -> Option<Self> {
        let sender = sender.clone();
        let tell = move |events| drop(sender.send(WatchMessage::Events(events)));
        let mut debouncer = new_debouncer(QUIET, tell).ok()?;
        let mut watch = |folder: &Path, mode| debouncer.watcher().watch(folder, mode).is_ok();
        let (mut replaceable, mut watches) = (HashMap::new(), false);
        // Editors replace files: the folder is watched, not the file that goes away. A folder that
        // is replaced itself is noticed in the folder above.
        for folder in paths.iter().flat_map(|path| path.ancestors().skip(1).take(ABOVE)) {
            if !replaceable.contains_key(folder) {
                replaceable.insert(folder.to_owned(), identity(folder));
                watches |= watch(folder, RecursiveMode::NonRecursive);
            }
        }
        // Last, because a folder has one mode, and the folder of one path may be another path.
        for path in paths.iter().filter(|path| path.is_symlink() || !path.is_file()) {
            replaceable.insert(path.clone(), identity(path));
            if !path.is_symlink() && path.is_dir() {
                watches |= watch(path, RecursiveMode::Recursive);
            }
        }
        let known = paths.iter().cloned().collect();
        watches.then_some(Self { known, replaceable, _debouncer: debouncer })
    }

    /// Whether a path is that of a folder or link in whose place there is another one now, or none.
    fn is_replaced(&self, path: &Path) -> bool {
        self.replaceable.get(path).is_some_and(|before| *before != identity(path))
    }

    /// Whether a path is watched itself, or lies in a folder that is.
    fn concerns(&self, path: &Path) -> bool {
        path.ancestors().any(|path| self.known.contains(path))
    }
}

/// What tells a folder or a link from another one of the same path. A file system may give the
/// number of one that was removed to the next that is made; then the time of its making differs.
type Identity = (u64, u64, Option<SystemTime>);

fn identity(path: &Path) -> Option<Identity> {
    let found = path.symlink_metadata().ok()?;
    Some((found.dev(), found.ino(), found.created().ok()))
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

/// A path as events name it: a link stays one, the folders above it are followed. Folders that are
/// gone are kept as they are named, because they may return.
fn in_folder(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    let mut above = absolute.ancestors().skip(1);
    let (folder, real) = above.find_map(|it| Some((it, it.canonicalize().ok()?)))?;
    Some(real.join(absolute.strip_prefix(folder).ok()?))
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
    fn a_folder_that_is_replaced_is_watched_from_then_on() {
        for is_folder in [true, false] {
            let home = tempfile::tempdir().unwrap();
            let folder = home.path().join("a/b");
            let file = folder.join("claims.json");
            let make = || {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&file, "{}").unwrap();
            };
            make();
            let (sender, messages) = channel();
            let changed = move || sender.send(()).unwrap_or_default();
            let input = Input::Path(if is_folder { folder.clone() } else { file.clone() });
            let watching = begin(&[input], changed).unwrap();
            let hears = || messages.recv_timeout(Duration::from_secs(20)).is_ok();
            for gone in ["a/b", "a"] {
                std::fs::remove_dir_all(home.path().join(gone)).unwrap();
                assert!(hears(), "{gone} is gone");
                make();
                assert!(hears(), "{gone} is back");
                // Events of the return may come in parts, but they end.
                let is_quiet = (0..20).any(|_| messages.recv_timeout(3 * QUIET).is_err());
                assert!(is_quiet, "events go on after {gone} is back");
                std::fs::write(&file, "{ }").unwrap();
                assert!(hears(), "a file changes after {gone} is back");
                while messages.recv_timeout(3 * QUIET).is_ok() {}
            }
            drop(watching);
        }
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
