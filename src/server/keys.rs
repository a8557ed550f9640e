//! The keys that let in. Others can take their place while the server runs.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use russh::keys::PublicKey;
use russh::keys::ssh_key::public::KeyData;

use super::authorized_keys::fit;

/// The keys that let in, shared by all connections.
#[derive(Debug, Clone)]
pub struct SharedKeys(Arc<RwLock<BTreeSet<KeyData>>>);

impl SharedKeys {
    /// Lets in whoever has one of these keys.
    #[must_use]
    pub fn new(keys: Vec<PublicKey>) -> Self {
        Self(Arc::new(RwLock::new(set(keys))))
    }

    /// Whether a key is one of them.
    #[must_use]
    pub fn know(&self, key: &PublicKey) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(key.key_data())
    }

    /// Puts others in their place, for those who come from now on.
    pub fn replace(&self, keys: Vec<PublicKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = set(keys);
    }
}

/// However keys come here, weak ones open nothing.
fn set(keys: Vec<PublicKey>) -> BTreeSet<KeyData> {
    let keys = keys.into_iter().filter(|key| fit(key.key_data()).is_ok());
    keys.map(|key| key.key_data().clone()).collect()
}
