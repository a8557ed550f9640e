//! What the explorer of one reader holds in memory.

use super::App;
use super::overlay::Overlay;

impl App {
    /// The bytes of memory that it holds: of the claim being read what is laid out, the rows of
    /// the list, and what lies over the screen. Dossiers and pages are shared, and not counted.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        let overlays = self.overlays.iter().map(Overlay::held_bytes);
        size_of::<Self>()
            + self.reader.held_bytes()
            + self.list.held_bytes()
            + overlays.sum::<usize>()
    }
}
