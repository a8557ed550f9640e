//! How many files and sockets the process may have open: as many as the system lets it, and
//! whoever runs it is told where those are too few.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that are no connection: standard streams, the runtime's, the dataset's files.
const OWN: u64 = 64;

/// Raises the limit as far as may be; what to tell where it stays too low for so many connections.
pub(super) fn raise(connections: usize) -> Option<String> {
    let limit = getrlimit(Resource::Nofile);
    // Where that is refused, what there is must do.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
    scarce(getrlimit(Resource::Nofile).current, connections)
}

/// What to tell of a limit, none for unlimited, that is too low. A connection is a descriptor; as
/// many again are for those that are being closed or refused, and for files being read anew.
fn scarce(limit: Option<u64>, connections: usize) -> Option<String> {
    let wanted = (connections as u64).saturating_mul(2).saturating_add(OWN);
    let limit = limit.filter(|limit| *limit < wanted)?;
    Some(format!(
        "only {limit} files and sockets may be open, but {connections} connections may need {wanted}: raise the limit (ulimit -n, LimitNOFILE=) or lower --max-connections"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_enough_is_not_told() {
        assert_eq!(scarce(None, usize::MAX), None);
        assert_eq!(scarce(Some(1264), 600), None);
        let told = scarce(Some(1263), 600).unwrap();
        assert!(told.starts_with("only 1263 files") && told.contains("need 1264"), "{told}");
    }
}
