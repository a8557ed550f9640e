//! What can be copied of a claim, as text.

use crate::claim::{Dossier, Recorded};
use crate::page::{Page, Part, Target};

use super::overlay::{Copied, Overlay};
use super::{App, Effect, Effects, Errand, sheets};

impl App {
    pub(super) fn copy(&mut self, what: Copied) -> Effects {
        let Some(dossier) = self.reader.dossier().cloned() else {
            return self.say("no claim is open");
        };
        let text = match what {
            Copied::Id => Some(dossier.address.to_string()),
            Copied::Claim => Some(dossier.claim.text.clone()),
            Copied::Citation => Some(citation(&dossier)),
            Copied::Url => first_url(self.reader.page()),
            Copied::Json => serde_json::to_string_pretty(&dossier.claim).ok(),
        };
        let Some(text) = text else { return self.say("no source of this claim has a web address") };
        self.overlays.push(Overlay::Sheet(sheets::copied(&text)));
        vec![Effect::Run(Errand::Copy(text))]
    }
}

/// The first web address of a page, in reading order.
pub(super) fn first_url(page: &Page) -> Option<String> {
    let spans = Part::ALL
        .iter()
        .flat_map(|part| &page.section(*part).paragraphs)
        .flat_map(|line| &line.spans);
    spans.filter_map(|span| span.target.as_ref()).find_map(|target| match target {
        Target::Web(url) => Some(url.clone()),
        _ => None,
    })
}

/// Text, who says it, in which source and when, address.
fn citation(dossier: &Dossier) -> String {
    let claim = &dossier.claim;
    let makers = claim.made.iter().filter_map(|made| {
        let by = dossier.party(made.by.as_deref()?).name().to_owned();
        let source = made.source.as_ref().and_then(|id| dossier.sources.get(id));
        let title =
            source.and_then(|source| source.title.as_deref()).map(|title| format!(", in: {title}"));
        let date = match &made.date {
            Recorded::Known(date) => format!(" ({})", date.0),
            _ => String::new(),
        };
        Some(format!("{by}{}{date}", title.unwrap_or_default()))
    });
    let makers: Vec<String> = makers.collect();
    format!("“{}” {}. gainsay: {}", claim.text, makers.join("; "), dossier.address)
}
