//! The cache of pages: all users of the process who open one claim share its page.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Page;
use crate::claim::Dossier;

/// The pages, by the addresses of their dossiers in memory. A page keeps its dossier alive, so no
/// other dossier has the same address while the page exists.
type Pages = HashMap<usize, Weak<Page>>;

/// With fewer entries than this, the cache is not searched for dropped pages.
const FEW: usize = 64;

/// Returns the page of a dossier, and creates it if needed.
pub(super) fn page(dossier: &Arc<Dossier>) -> Arc<Page> {
    static PAGES: Mutex<Option<Pages>> = Mutex::new(None);
    let mut pages = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
    let pages = pages.get_or_insert_default();
    let address = Arc::as_ptr(dossier) as usize;
    if let Some(page) = pages.get(&address).and_then(Weak::upgrade) {
        return page;
    }
    if pages.len() >= FEW && pages.len() == pages.capacity() {
        pages.retain(|_, page| page.strong_count() > 0);
    }
    let page = Arc::new(Page::of(dossier));
    pages.insert(address, Arc::downgrade(&page));
    page
}
