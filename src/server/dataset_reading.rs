//! Reading the served dataset again: when signs come, after pauses that grow while they keep
//! coming.

use std::io;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use tokio::sync::mpsc;

use super::reload::{DATASET, FailedReload, Reloaded};
use super::worker::{Cause, Heartbeat, ReadFunction};
use crate::catalog::Catalog;
use crate::input::Diagnostic;
use crate::loader::{DatasetFiles, SignReceiver, Since};
use crate::parallel::locked;
use crate::search::Corpus;

/// Whether a look at the files led to reading them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FilesRead {
    Yes,
    No,
}

/// Returns a catalog as a corpus to be served. It doesn't reveal to users where the files are.
pub(super) fn served(catalog: Catalog) -> Arc<Corpus> {
    Arc::new(Corpus::new(catalog.without_folders()))
}

/// Returns the function that reads the files again if they changed, and the receiver of reports
/// that they may have changed. Each pause between the reports begins when a reading has ended.
pub(super) fn reading(
    files: DatasetFiles,
    mut signs: SignReceiver,
) -> io::Result<(Arc<ReadFunction<Reloaded>>, mpsc::Receiver<()>)> {
    let files = Arc::new(files);
    let (ended, readings) = channel();
    let (touched, changed) = mpsc::channel(1);
    let noticed = Arc::clone(&files);
    let pass_on = move || {
        while let Some(sign) = signs.next() {
            noticed.notice(sign);
            // Readings that a signal asked for may have ended before.
            while readings.try_recv().is_ok() {}
            // One pending report is enough.
            let _ = touched.try_send(());
            // The next sign waits as long as a reading may make no progress. Files that were as
            // before cost too little to pause for.
            if readings.recv_timeout(DATASET.usual) != Ok(FilesRead::No) {
                signs.done();
            }
        }
    };
    thread::Builder::new().name("pacing".to_owned()).spawn(pass_on)?;
    Ok((read_again(files, ended), changed))
}

fn read_again(files: Arc<DatasetFiles>, ended: Sender<FilesRead>) -> Arc<ReadFunction<Reloaded>> {
    let ended = Mutex::new(ended);
    Arc::new(move |cause, heartbeat: &Heartbeat| {
        let since = if cause == Cause::Noticed { Since::LastAttempt } else { Since::LastSuccess };
        let read = files.reload(since, || heartbeat.beat());
        let were_read = if read.is_some() { FilesRead::Yes } else { FilesRead::No };
        // The receiver lives as long as the process.
        let _ = locked(&ended).send(were_read);
        read.map(|read| read.map(served).map_err(failed))
    })
}

fn failed(problem: Diagnostic) -> FailedReload {
    let for_log = problem.to_string();
    let problem = problem.without_folders();
    FailedReload { for_log, for_users: [problem.place(), problem.what()] }
}
