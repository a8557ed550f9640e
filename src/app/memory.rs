//! Measures the memory that the state of one user holds.

use super::App;
use super::overlay::Overlay;

impl App {
    /// Returns the bytes of memory that the app holds: the laid-out parts of the open claim,
    /// the rows of the list and the overlays. Dossiers and pages are shared and not counted.
    #[must_use]
    pub(crate) fn held_bytes(&self) -> usize {
        let overlays = self.overlays.iter().map(Overlay::held_bytes);
        size_of::<Self>()
            + self.claim_pane.held_bytes()
            + self.list.held_bytes()
            + overlays.sum::<usize>()
    }
}
