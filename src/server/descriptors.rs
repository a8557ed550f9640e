//! Raises the limit of open files and sockets as far as the system allows, and warns if that isn't
//! enough.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The descriptors besides connections: standard streams, those of the runtime, and the dataset's
/// files.
const OWN: u64 = 64;

/// Raises the limit as far as possible. Returns a warning if it stays too low for that many
/// connections.
pub(super) fn raise(connections: usize) -> Option<String> {
    let limit = getrlimit(Resource::Nofile);
    // If the system refuses, the existing limit has to do.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
    scarce(getrlimit(Resource::Nofile).current, connections)
}

/// Returns a warning if the limit is too low; `None` means unlimited. A connection takes one
/// descriptor; as many again are reserved for connections that are being closed or refused and for
/// files that are being reloaded.
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
