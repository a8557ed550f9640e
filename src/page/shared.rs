//! One page a claim in the whole process, however many readers look at it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Page;
use crate::claim::Dossier;

/// Pages by the addresses of their dossiers. A page keeps its dossier alive, so that no other has
/// the address while the page is there.
type Pages = HashMap<usize, Weak<Page>>;

/// Fewer entries than this are not looked through for pages that are gone.
const FEW: usize = 64;

/// The page of a dossier, made where it is not there yet.
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
