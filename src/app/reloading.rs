//! What changes in the application when the files were read again, or could not be.

use std::sync::Arc;

use super::message::{Effect, OpenDatasets, WantedClaim};
use super::{App, Effects};

impl App {
    /// Shows the reloaded claims: keeps query, selection and the claim being read.
    pub(super) fn reloaded(&mut self, about: Arc<OpenDatasets>) -> Effects {
        self.described(about);
        // What an editor's check had to say matters more than that there was a change.
        self.message.get_or_insert_with(|| "the files changed; reloaded".to_owned());
        let reading = self.claim_pane.address().cloned();
        // If the claim is gone, its neighbour takes its place.
        let mut effects = self.ask_or(reading.clone(), self.list.selected());
        effects.extend(reading.map(|address| Effect::Load(WantedClaim { address, origin: None })));
        effects
    }

    /// Keeps the claims as they are, and says why the files can't be read again.
    pub(super) fn reload_failed(&mut self, about: Arc<OpenDatasets>, why: String) {
        self.about = about;
        self.message = Some(why.clone());
        self.reload_failure = Some(why);
    }

    /// Takes a new description of the files, which can be read: the message of a failed reload
    /// goes, other messages stay.
    pub(super) fn described(&mut self, about: Arc<OpenDatasets>) {
        self.about = about;
        let failure = self.reload_failure.take();
        if failure.is_some() && self.message == failure {
            self.message = None;
        }
    }

    /// Shows the claims that were read so far: the selection and the claim being read stay.
    pub(super) fn grown(&mut self, about: Arc<OpenDatasets>) -> Effects {
        self.about = about;
        let reading = self.claim_pane.address().cloned();
        self.ask_or(reading, self.list.selected())
    }
}
