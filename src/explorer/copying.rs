//! What can be copied of a claim, or of each of the marked ones, as text.

use std::sync::Arc;

use crate::claim::{Dossier, Recorded};
use crate::page::{Page, Part, Target};
use crate::text;

use super::keymap::{Action, Context};
use super::overlay::{Copied, Menu, Overlay};
use super::{App, Effect, Effects, Errand, sheets};

/// The most claims of which something is copied at once: a terminal's clipboard takes no more.
const LIMIT: usize = 1_000;

impl App {
    /// What can be copied now: of the marked claims, where there are any.
    pub(super) fn copy_menu(&self) -> Menu {
        match self.marked().len() {
            0 => Menu::copy(),
            count => Menu::copy_marked(count),
        }
    }

    pub(super) fn copy(&mut self, what: Copied) -> Effects {
        let Some(dossier) = self.reader.dossier().cloned() else {
            return self.say("no claim is open");
        };
        let text = match what {
            Copied::Json => {
                let json = serde_json::to_string_pretty(&dossier.claim).ok();
                json.map(|json| text::json_in_lines(&json))
            }
            other => copied(&dossier, other),
        };
        let Some(text) = text else { return self.say("no source of this claim has a web address") };
        self.overlays.push(Overlay::Sheet(sheets::copied(&text, None)));
        vec![Effect::Run(Errand::Copy(text))]
    }

    /// Asks for the marked claims, to copy something of each.
    pub(super) fn gather(&mut self, what: Copied) -> Effects {
        match self.marked().len() {
            1..=LIMIT => vec![Effect::Gather(what)],
            0 => self.say("nothing is marked"),
            count => {
                let key = self.keymap.hint(Context::Main, Action::Export);
                self.say(&format!("{count} claims are too many to copy; {key} exports them"))
            }
        }
    }

    /// Copies something of each of these claims, a line each.
    pub(super) fn copy_marked(&mut self, what: Copied, dossiers: &[Arc<Dossier>]) -> Effects {
        let lines: Vec<String> =
            dossiers.iter().filter_map(|dossier| line(dossier, what)).collect();
        if lines.is_empty() {
            return self.say("no source of the marked claims has a web address");
        }
        // Some have no address, or can’t be read any more.
        let of = match self.marked().len() {
            all if all > lines.len() => format!("{} of {all} claims", lines.len()),
            all => text::several(all, "claim"),
        };
        let text = lines.join("\n");
        self.overlays.push(Overlay::Sheet(sheets::copied(&text, Some(&of))));
        vec![Effect::Run(Errand::Copy(text))]
    }
}

/// What can be copied of a claim, in display form: it may be pasted into a shell, or anywhere.
/// Nothing where it has none.
fn copied(dossier: &Dossier, what: Copied) -> Option<String> {
    match what {
        Copied::Id => Some(text::line(&dossier.address.to_string()).into_owned()),
        Copied::Claim => Some(text::block(&dossier.claim.text).join("\n")),
        Copied::Citation => Some(text::line(&citation(dossier)).into_owned()),
        Copied::Url => first_url(&Page::of(dossier)),
        Copied::Json => Some(text::json(&serde_json::to_string(&dossier.claim).ok()?)),
    }
}

/// The same in one line: whatever ends a line anywhere would make two claims of one.
fn line(dossier: &Dossier, what: Copied) -> Option<String> {
    let ends =
        |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let text = copied(dossier, what)?;
    Some(text.split(ends).map(str::trim).collect::<Vec<_>>().join(" "))
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
