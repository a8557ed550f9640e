//! Controls whether a test reads the output of a terminal.

use std::io::Read;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// A switch between a terminal's output and the test.
pub struct Gate(Arc<(Mutex<Way>, Condvar)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    Shut,
    /// The thread stops reading and closes its end.
    Closed,
}

impl Gate {
    /// Reads a terminal in a thread.
    pub fn read(mut terminal: Box<dyn Read + Send>) -> (Self, Receiver<Vec<u8>>) {
        let way = Arc::new((Mutex::new(Way::Open), Condvar::new()));
        let (sender, chunks) = channel();
        let passed = Arc::clone(&way);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Linux returns EIO once the last process has closed the terminal.
            while passes(&passed)
                && let Ok(count @ 1..) = terminal.read(&mut buffer)
            {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        (Self(way), chunks)
    }

    /// Stops reading, after a read that is already in progress.
    pub fn shut(&self) {
        self.set(Way::Shut);
    }

    /// Makes the thread drop the terminal. The gate must be shut before.
    pub fn close(&self) {
        self.set(Way::Closed);
    }

    fn set(&self, way: Way) {
        *self.0.0.lock().unwrap() = way;
        self.0.1.notify_all();
    }
}

fn passes((way, changed): &(Mutex<Way>, Condvar)) -> bool {
    let way = way.lock().unwrap();
    *changed.wait_while(way, |way| *way == Way::Shut).unwrap() == Way::Open
}

/// Waits until a process has ended, at most for `patience`. Returns whether it has ended.
pub fn has_ended(process: Pid, patience: Duration) -> bool {
    let process = pidfd_open(process, PidfdFlags::empty()).unwrap();
    let patience = Timespec::try_from(patience).unwrap();
    poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&patience)).unwrap() > 0
}

/// Returns the number of voluntary context switches of a process, as Linux counts them.
pub fn context_switches(process: Pid) -> u64 {
    let path = format!("/proc/{}/status", process.as_raw_nonzero());
    let status = std::fs::read_to_string(path).unwrap();
    let count = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    count.unwrap().trim().parse().unwrap()
}
