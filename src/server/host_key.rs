//! Loads or creates the host key, by which clients recognize the server. An existing key is never
//! replaced, and a key that other users can read is refused.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use russh::keys::ssh_key::LineEnding;
use russh::keys::{Algorithm, PrivateKey};

use super::authorized_keys::{Unfit, fit};
use crate::files::{self, Access, Destination};
use crate::text::DisplayText;

/// The most bytes of a key file. An RSA key of 16,384 bits takes 13 kB.
const LARGEST: u64 = 64 << 10;

/// The reason why there is no usable host key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoKey {
    #[error("the key {} can’t be used: {}", shown(.0), .1)]
    File(PathBuf, #[source] io::Error),
    #[error("the host key {} can be read by others: run chmod 600 on it", shown(.0))]
    Open(PathBuf),
    #[error("the host key {} is empty: remove it, and the next start creates a new one", shown(.0))]
    Empty(PathBuf),
    #[error("{} is not an unencrypted OpenSSH private key: {}", shown(.0), .1)]
    Invalid(PathBuf, #[source] russh::keys::ssh_key::Error),
    #[error("the host key {} can’t be used: {}", shown(.0), .1)]
    Weak(PathBuf, String),
    #[error("can’t create a host key: {0}")]
    Make(#[source] russh::keys::ssh_key::Error),
}

fn shown(path: &Path) -> DisplayText<'static> {
    path.into()
}

/// Reads the key in a file.
///
/// # Errors
/// Returns [`NoKey`] if the file can't be read or holds no key.
pub(crate) fn load(path: &Path) -> Result<PrivateKey, NoKey> {
    let read = files::read_regular(path, LARGEST);
    let read = read.and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
    let text = read.map_err(|why| NoKey::File(path.to_path_buf(), why))?;
    if text.is_empty() {
        return Err(NoKey::Empty(path.to_path_buf()));
    }
    PrivateKey::from_openssh(&text).map_err(|why| NoKey::Invalid(path.to_path_buf(), why))
}

/// Reads the key in a file, or creates an ed25519 key if there is no file.
///
/// # Errors
/// Returns [`NoKey`] if the key can't be read, is too weak, can be read by others or can't be
/// written.
pub(crate) fn load_or_make(path: &Path) -> Result<PrivateKey, NoKey> {
    let fault = |error| NoKey::File(path.to_path_buf(), error);
    // A server that died while it wrote the key may have left a copy of it.
    files::remove_leftovers(files::folder_of(path));
    match fs::metadata(path) {
        Ok(_) => load_private(path),
        Err(error) if error.kind() == ErrorKind::NotFound => make(path),
        Err(error) => Err(fault(error)),
    }
}

/// Reads the key in a file that only its owner may read. A key that would be refused as a user's is
/// refused here, too.
fn load_private(path: &Path) -> Result<PrivateKey, NoKey> {
    let found = fs::metadata(path).map_err(|error| NoKey::File(path.to_path_buf(), error))?;
    if found.mode() & 0o077 != 0 {
        return Err(NoKey::Open(path.to_path_buf()));
    }
    let key = load(path)?;
    let weak = |why: Unfit| NoKey::Weak(path.to_path_buf(), why.to_string());
    fit(key.public_key().key_data()).map(|()| key).map_err(weak)
}

fn make(path: &Path) -> Result<PrivateKey, NoKey> {
    let fault = |error| NoKey::File(path.to_path_buf(), error);
    let mut random = russh::keys::key::safe_rng();
    let key = PrivateKey::random(&mut random, Algorithm::Ed25519).map_err(NoKey::Make)?;
    let text = key.to_openssh(LineEnding::LF).map_err(NoKey::Make)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault)?;
    }
    match write_new(path, text.as_bytes()) {
        // Another server created the key in the meantime, so that one counts.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => load_private(path),
        written => written.map(|()| key).map_err(fault),
    }
}

/// Writes a file that only its owner may read. An existing file of this name is never replaced, and
/// a full disk or a crash leaves no file.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let destination = Destination::of(path)?;
    if destination.existing().is_some() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let mut file = destination.create(Access::Owner)?;
    file.write_all(bytes)?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/host");
        let made = load_or_make(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        let read = load_or_make(&path).unwrap();
        assert_eq!(made.public_key(), read.public_key());
        assert_eq!(read.algorithm(), Algorithm::Ed25519);
    }

    #[test]
    fn a_short_rsa_key_is_refused() {
        use russh::keys::ssh_key::private::RsaKeypair;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("host");
        let pair = RsaKeypair::random(&mut russh::keys::key::safe_rng(), 1_024).unwrap();
        let text = PrivateKey::from(pair).to_openssh(LineEnding::LF).unwrap();
        fs::write(&path, text.as_bytes()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let told = load_or_make(&path).unwrap_err().to_string();
        assert!(told.contains("RSA keys need 2,048 bits or more"), "{told}");
    }

    #[test]
    fn what_others_can_read_or_is_no_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("host");
        fs::write(&path, "nothing").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(load_or_make(&path), Err(NoKey::Open(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(load_or_make(&path), Err(NoKey::Invalid(..))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "nothing");
    }
}
