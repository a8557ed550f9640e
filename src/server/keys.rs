//! The authorized keys of a running server, which can be replaced.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use russh::keys::PublicKey;
use russh::keys::ssh_key::public::KeyData;

use super::authorized_keys::fit;

/// The authorized keys, shared by all connections.
#[derive(Debug, Clone)]
pub(crate) struct SharedKeys(Arc<RwLock<BTreeSet<KeyData>>>);

impl SharedKeys {
    /// Authorizes these keys, except weak ones.
    #[must_use]
    pub(crate) fn new(keys: Vec<PublicKey>) -> Self {
        Self(Arc::new(RwLock::new(set(keys))))
    }

    /// Returns whether a key is authorized.
    #[must_use]
    pub(crate) fn know(&self, key: &PublicKey) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(key.key_data())
    }

    /// Replaces the authorized keys for logins from now on.
    pub(crate) fn replace(&self, keys: Vec<PublicKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = set(keys);
    }
}

/// Weak keys are dropped here, wherever the keys come from.
fn set(keys: Vec<PublicKey>) -> BTreeSet<KeyData> {
    let keys = keys.into_iter().filter(|key| fit(key.key_data()).is_ok());
    keys.map(|key| key.key_data().clone()).collect()
}
