//! The file of authorized keys: read at the start, looked at every second, and read again when it
//! was replaced or its content changed.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::sync::mpsc::{Receiver, channel};

use super::authorized_keys::{AuthorizedKeys, RefusedLine};
use super::reload::{FailedRekey, Rekeyed};
use super::worker::{Cause, ReadFunction};
use crate::files::read_regular;
use crate::input::{Fingerprint, Input};
use crate::parallel::locked;
use crate::text::DisplayText;

/// The most bytes of a file of keys, enough for tens of thousands of lines.
const LARGEST: u64 = 16 << 20;

/// The most refused lines that the error for a file without keys names.
const REFUSED: usize = 10;

/// The interval at which the file is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// The file of authorized keys as it was at the start.
#[derive(Debug)]
pub(crate) struct KeysFile {
    path: PathBuf,
    pub(super) read: AuthorizedKeys,
    before: Fingerprint,
}

impl KeysFile {
    /// Reads the file. It must hold a key: an operator who names a file without keys means another
    /// one.
    ///
    /// # Errors
    /// Returns an error if the file can't be read or holds no key.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let shown = DisplayText::from(path);
        let before = Fingerprint::of(&[Input::Path(path.to_owned())]);
        let read = parse(path).with_context(|| shown.to_string())?;
        if read.keys.is_empty() {
            let named = |refused: &RefusedLine| format!("\n{shown}:{}: {refused}", refused.line);
            let refused: Vec<String> = read.refused.iter().take(REFUSED).map(named).collect();
            let refused = refused.concat();
            bail!("{shown} contains no key: no one could log in{refused}");
        }
        Ok(Self { path: path.to_owned(), read, before })
    }

    /// Looks at the file repeatedly, and reports when it was replaced or changed, and once at the
    /// start. A watch follows the folders through which the path led at the start. It would miss
    /// that one of them, or a link, was replaced, and a revoked key would stay authorized.
    pub(super) fn watch(&self) -> io::Result<Receiver<()>> {
        let (touched, changed) = channel(1);
        let inputs = [Input::Path(self.path.clone())];
        let look = move || {
            let mut before = None;
            while !touched.is_closed() {
                let now = Some(Fingerprint::of(&inputs));
                if now != before {
                    // One pending report is enough.
                    let _ = touched.try_send(());
                    before = now;
                }
                thread::sleep(LOOK);
            }
        };
        thread::Builder::new().name("keys".to_owned()).spawn(look)?;
        Ok(changed)
    }

    /// Returns the function that reads the file again: always at the request of a signal, and
    /// otherwise if the file has changed since the last attempt.
    pub(super) fn reading(self) -> Arc<ReadFunction<Rekeyed>> {
        let tried = Mutex::new(self.before);
        let path = self.path;
        Arc::new(move |cause, _| {
            let now = Fingerprint::of(&[Input::Path(path.clone())]);
            let before = {
                let mut tried = locked(&tried);
                std::mem::replace(&mut *tried, now.clone())
            };
            if cause == Cause::Noticed && before == now {
                return None;
            }
            Some(parse(&path).map_err(|why| FailedRekey {
                missing: why.kind() == io::ErrorKind::NotFound,
                for_log: format!("{}: {why}", path.display()),
            }))
        })
    }
}

fn parse(path: &Path) -> io::Result<AuthorizedKeys> {
    Ok(AuthorizedKeys::parse(&read_regular(path, LARGEST)?))
}
