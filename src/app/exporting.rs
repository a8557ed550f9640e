//! The export prompt: chooses the claims, asks for a file name and requests the export.
//!
//! The frontend writes the file. A user over SSH has no files on the server, so the app shows
//! the command that writes a file on the user's own machine.

use clap::ValueEnum;

use crate::key::Key;
use crate::search::{CONDITIONS_LIMIT, QUERY_LIMIT, Sort, spelled};
use crate::text::{self, DisplayText};

use super::keymap::{Action, Context};
use super::message::{ExportStart, ExportTarget, Exported, Where};
use super::overlay::{ExportPrompt, Overlay};
use super::prompt::Prompt;
use super::{App, Effect, Effects, HostCommand, popups};

/// The file name that the prompt suggests.
const NAME: &str = "dossier.md";

impl App {
    /// Asks for the name of the file to export the marked claims to, or the list if none is
    /// marked.
    pub(super) fn export(&mut self) -> Effects {
        let (of, count) = match self.marked().len() {
            0 => (Exported::List, self.list.counts.listed),
            count => (Exported::Marked, count),
        };
        if of == Exported::List && self.awaits_whole(Action::Export) {
            return Effects::new();
        }
        if count == 0 {
            return self.say("there is nothing to export");
        }
        if self.place == Where::Elsewhere {
            return self.tell_command(of);
        }
        let name = Prompt::with(NAME);
        let naming = ExportPrompt { of, count, name, note: None, there: None };
        self.lay_over(Overlay::Export(Box::new(naming)))
    }

    /// Shows a user over SSH the command that exports the claims, and copies it.
    fn tell_command(&mut self, of: Exported) -> Effects {
        let Some(command) = self.command(of) else {
            return self.say("too many marked claims for one command: mark fewer");
        };
        self.overlays.push(Overlay::Popup(popups::command(&command)));
        vec![Effect::Run(HostCommand::Copy(command.into_string()))]
    }

    /// Returns the command that exports claims over SSH, or `None` if the query would be too
    /// long.
    fn command(&self, of: Exported) -> Option<DisplayText<'static>> {
        let search = &self.search;
        let query = match of {
            Exported::Marked => {
                let mut ids: Vec<String> =
                    self.marked().iter().map(|it| spelled("id", &it.to_string())).collect();
                ids.sort_unstable();
                let query = ids.join(" | ");
                let short = ids.len() <= CONDITIONS_LIMIT && query.chars().count() <= QUERY_LIMIT;
                short.then_some(query)?
            }
            Exported::List => self.words(),
        };
        let loose = if of == Exported::List && search.loose { " --loose" } else { "" };
        let sort = match (of, search.sort) {
            (Exported::Marked, _) | (_, Sort::Rank) => String::new(),
            (Exported::List, sort) => sort
                .to_possible_value()
                .map_or_else(String::new, |sort| format!(" --sort {}", sort.get_name())),
        };
        // `--` keeps a query that begins with a dash from being read as an option.
        let dashes = if query.starts_with('-') { " --" } else { "" };
        let quoted = if query.is_empty() { String::new() } else { format!(" {}", quoted(&query)) };
        let command =
            format!("ssh HOST export --to markdown{loose}{sort}{dashes}{quoted} > {NAME}");
        Some(command.into())
    }

    /// Returns the query of the list: its filters and the typed words.
    fn words(&self) -> String {
        // A leading bar means nothing by itself, but after a filter it would mean “or”.
        let typed = self.search.prompt.text().trim().trim_start_matches(['|', ' ']);
        let typed = Some(typed).filter(|typed| !typed.is_empty());
        let filters = self.search.filters.iter().map(|filter| filter.query.as_str());
        filters.chain(typed).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn name_key(&mut self, key: Key) -> Effects {
        let action = self.keymap.action(Context::Search, key);
        let words = self.words();
        let Some(Overlay::Export(naming)) = self.overlays.last_mut() else {
            return Effects::new();
        };
        match (action, key.typed()) {
            (Some(Action::Close), _) => {
                self.overlays.pop();
            }
            (Some(Action::Accept), _) => return naming.accepted(words),
            (Some(action), _) => naming.name.edit(action),
            (None, Some(c)) => naming.name.insert(c.encode_utf8(&mut [0; 4])),
            (None, None) => {}
        }
        Effects::new()
    }

    pub(super) fn exporting(&mut self, what: ExportStart) -> Effects {
        let Some(Overlay::Export(naming)) = self.overlays.last_mut() else {
            return match what {
                ExportStart::Refused(why) => self.say(&why),
                ExportStart::Exists | ExportStart::Begun => Effects::new(),
            };
        };
        match what {
            ExportStart::Begun => {
                let words = format!(
                    "exporting {} to {} …",
                    text::several(naming.count, "claim"),
                    naming.name.text()
                );
                self.overlays.pop();
                return self.say(&words);
            }
            ExportStart::Exists => {
                let name = naming.name.text().to_owned();
                naming.note = Some("this file exists: press Enter again to replace it".to_owned());
                naming.there = Some(name);
            }
            ExportStart::Refused(why) => naming.note = Some(why),
        }
        Effects::new()
    }
}

impl ExportPrompt {
    fn accepted(&mut self, words: String) -> Effects {
        self.note = None;
        let query = match self.of {
            Exported::Marked => String::new(),
            Exported::List => words,
        };
        let name = self.name.text().to_owned();
        let replace = self.there.take().is_some_and(|there| there == name);
        vec![Effect::Export(ExportTarget { of: self.of, query, name, replace })]
    }
}

/// Quotes words so that a shell reads them as one argument.
fn quoted(words: &str) -> String {
    format!("'{}'", words.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shell_takes_what_is_quoted_for_one_word(words in "\\PC{0,40}") {
            prop_assert_eq!(shell_words::split(&quoted(&words)).unwrap(), [words]);
        }
    }
}
