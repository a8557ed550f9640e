//! Copies text of the open claim or of the marked claims to the terminal's clipboard.

use std::sync::Arc;

use crate::claim::{Dossier, Recorded};
use crate::json;
use crate::page::{Page, Part, Target};
use crate::text::{self, DisplayText};

use super::keymap::{Action, Context};
use super::message::Copied;
use super::overlay::{Menu, Overlay};
use super::{App, Effect, Effects, HostCommand, popups};

/// The most claims that one copy takes; a terminal’s clipboard takes no more.
const LIMIT: usize = 1_000;

/// The most bytes that are copied, and shown so that the user can copy them by hand. Many
/// terminals take fewer.
pub(crate) const COPY_LIMIT: usize = 256 << 10;

impl App {
    /// Returns the menu for the marked claims, or for the open claim if none is marked.
    pub(super) fn copy_menu(&self) -> Menu {
        match self.marked().len() {
            0 => Menu::copy(),
            count => Menu::copy_marked(count),
        }
    }

    pub(super) fn copy(&mut self, what: Copied) -> Effects {
        let Some(dossier) = self.claim_pane.dossier().cloned() else {
            return self.say("no claim is open");
        };
        let text = match what {
            // The indented text is longer than the record, so the record's length decides
            // early.
            Copied::Json if dossier.read > COPY_LIMIT => return self.too_long(),
            Copied::Json => {
                let json = serde_json::to_string_pretty(&dossier.claim).ok();
                json.map(|json| json::in_lines(&json))
            }
            other => copied(&dossier, other),
        };
        let Some(text) = text else { return self.say("no source of this claim has a web address") };
        self.send_copy(text, None)
    }

    /// Sends a text to the terminal's clipboard and shows it in a popup. `of` says how many
    /// claims it is made of, if it is made of several.
    fn send_copy(&mut self, text: String, of: Option<&str>) -> Effects {
        if text.len() > COPY_LIMIT {
            return self.too_long();
        }
        self.overlays.push(Overlay::Popup(popups::copied(&text, of)));
        vec![Effect::Run(HostCommand::Copy(text))]
    }

    fn too_long(&mut self) -> Effects {
        let key = self.keymap.hint(Context::Main, Action::Export);
        self.say(&format!("too long to copy: more than {} kB; {key} exports it", COPY_LIMIT >> 10))
    }

    /// Requests one line of text for each marked claim.
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

    /// Copies these lines, each made from one marked claim.
    pub(super) fn copy_marked(&mut self, lines: &[String]) -> Effects {
        if lines.is_empty() {
            return self.say("no source of the marked claims has a web address");
        }
        // Some claims have no web address, or their records can't be read any more.
        let of = match self.marked().len() {
            all if all > lines.len() => format!("{} of {all} claims", lines.len()),
            all => text::several(all, "claim"),
        };
        self.send_copy(lines.join("\n"), Some(&of))
    }
}

/// Returns text of a claim in display form, because users paste it into shells and elsewhere.
/// Returns `None` if the claim has nothing of the kind.
fn copied(dossier: &Arc<Dossier>, what: Copied) -> Option<String> {
    match what {
        Copied::Id => Some(DisplayText::from(dossier.address.to_string()).into_string()),
        Copied::Claim => Some(text::block(&dossier.claim.text).join("\n")),
        Copied::Citation => Some(DisplayText::from(citation(dossier)).into_string()),
        Copied::Url => first_url(&Page::of(dossier)),
        Copied::Json => Some(json::one_line(&serde_json::to_string(&dossier.claim).ok()?)),
    }
}

/// Returns text of a claim as one line. Every character that any program treats as a line end
/// becomes a blank; otherwise one claim could look like two.
pub(crate) fn copied_line(dossier: &Arc<Dossier>, what: Copied) -> Option<String> {
    let ends =
        |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let text = copied(dossier, what)?;
    Some(text.split(ends).map(str::trim).collect::<Vec<_>>().join(" "))
}

/// Returns the first web address of a page, in reading order.
pub(super) fn first_url(page: &Page) -> Option<String> {
    let paragraphs = Part::ALL.iter().flat_map(|part| page.paragraphs(*part));
    let spans = paragraphs.flat_map(|line| line.spans);
    spans.filter_map(|span| span.target).find_map(|target| match target {
        Target::Web(url) => Some(url),
        _ => None,
    })
}

/// Formats a citation: text, claimants with their sources and dates, address.
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
