//! The commands `gainsay` and `gainsay pick`: the explorer on this terminal.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use clap::Args;

use crate::app::{OpenDatasets, Purpose, Setup, Where};
use crate::config::{self, Config, LookSettings, TerminalUse, ThemeName};
use crate::input::Cache;
use crate::loader::Opening;
use crate::marks::{self, MarkWriter};
use crate::search;
use crate::session::{Event, Session, SessionOutcome};
use crate::terminal::profile::{Colours, Environment, Profile};
use crate::theme::{Borders, Glyphs, Palette, Theme};
use crate::tty::{self, Bell, FatalSignal, Manner, Output, Tty};

use super::{DatasetArgs, exit, import_bar, inputs, print};

#[derive(Debug, Args)]
pub(super) struct ExploreArgs {
    /// Datasets: files (JSON or NDJSON, also .gz or .zst), folders of them, or - for
    /// standard input [default: `GAINSAY_DATASET`, else the configured dataset, else the
    /// built-in one]
    #[arg(value_name = "DATASET")]
    datasets: Vec<PathBuf>,
    #[command(flatten)]
    looks: Looks,
}

#[derive(Debug, Args)]
pub(super) struct PickArgs {
    #[command(flatten)]
    datasets: DatasetArgs,
    #[command(flatten)]
    looks: Looks,
    /// The query to start with. Write -- before a word that begins with -
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

/// The message, before that of the system, if there is no terminal to draw on or to read from.
const NO_TERMINAL: &str =
    "the explorer needs a terminal (`gainsay search` and `gainsay show` do not)";

/// How the explorer looks.
#[derive(Debug, Args)]
struct Looks {
    #[command(flatten)]
    settings: LookSettings,
    /// Number of colours the terminal shows [default: from TERM and COLORTERM]
    #[arg(long, value_enum, visible_alias = "colors", value_name = "HOW_MANY")]
    colours: Option<Colours>,
    /// Draw on the terminal’s main screen, and leave the last view there on exit
    #[arg(long)]
    no_alternate_screen: bool,
}

/// Runs the explorer for the command `gainsay`.
pub(super) fn explore(args: ExploreArgs, config: Config, cache: Cache) -> anyhow::Result<u8> {
    can_show(Output::Stdout)?;
    let request = ExplorerRun { datasets: args.datasets, looks: args.looks, query: String::new() };
    request.run(config, cache, Purpose::Explore, Output::Stdout)?.finish(0)
}

/// Runs the explorer for `gainsay pick`, and prints the id of the chosen claim.
pub(super) fn pick(args: PickArgs, config: Config, cache: Cache) -> anyhow::Result<u8> {
    can_show(Output::Terminal)?;
    let request = ExplorerRun {
        datasets: args.datasets.dataset,
        looks: args.looks,
        query: args.query.join(" "),
    };
    let result = request.run(config, cache, Purpose::Pick, Output::Terminal)?;
    let printed = match &result.ended {
        ExplorerEnd::Chosen(chosen) => print::out(|out| writeln!(out, "{chosen}")),
        ExplorerEnd::Quit | ExplorerEnd::Killed(_) => Ok(0),
    };
    let code = result.finish(exit::NOTHING)?;
    printed.map(|_| code)
}

/// The result of a run of the explorer, and an error if the marks can't be kept.
struct ExplorerResult {
    ended: ExplorerEnd,
    marks: anyhow::Result<()>,
}

impl ExplorerResult {
    /// Returns the exit code, which is `of_quit` if the user quit; or ends the process by the
    /// signal that ended the explorer.
    fn finish(self, of_quit: u8) -> anyhow::Result<u8> {
        if let ExplorerEnd::Killed(signal) = self.ended {
            report(&self.marks);
            return Ok(signal.die());
        }
        self.marks?;
        Ok(if matches!(self.ended, ExplorerEnd::Quit) { of_quit } else { 0 })
    }
}

/// Prints that the marks can't be kept, when another error is returned.
fn report(marks: &anyhow::Result<()>) {
    if let Err(fault) = marks {
        print::say(&format!("{fault:#}"));
    }
}

/// The way the explorer ended.
enum ExplorerEnd {
    Quit,
    /// The user chose the claim with this address.
    Chosen(String),
    /// A signal ended it, and the process still has to die of that signal.
    Killed(FatalSignal),
}

/// The user's request for a run of the explorer.
struct ExplorerRun {
    datasets: Vec<PathBuf>,
    looks: Looks,
    query: String,
}

impl ExplorerRun {
    /// Runs the explorer. Errors in the datasets are found before the terminal is touched.
    fn run(
        self,
        config: Config,
        cache: Cache,
        purpose: Purpose,
        output: Output,
    ) -> anyhow::Result<ExplorerResult> {
        let named = inputs(&self.datasets, &config)?;
        let mut opening = Opening::begin(named.clone(), cache, import_bar::show)?;
        let look = self.looks.settings.or(config.look);
        let profile = profile(&self.looks, look, config.terminal);
        let theme = theme(look, profile);
        let manner = Manner {
            output,
            profile,
            theme,
            title: theme.words(&opening.title()),
            distant: variable("SSH_CONNECTION").is_some(),
        };
        let bell = Bell::new().context("no bell")?;
        let waker = bell.waker();
        tty::restore_on_panic(search::THREAD);
        let mut frontend = Tty::new(manner, bell).context(NO_TERMINAL)?;
        frontend.spare(named);
        let setup = Setup {
            keymap: config.keymap,
            purpose,
            place: Where::Here,
            single: look.reader,
            glyphs: theme.glyphs,
            size: frontend.size(),
            query: self.query,
            about: Arc::new(OpenDatasets::default()),
        };
        let mut session = Session::new(setup, opening.corpus(), waker)?;
        let writer = keep_marks(&mut session);
        opening.continue_in_background(session.event_sender());
        run_session(session, frontend, writer)
    }
}

/// Runs a session. However it ends, the terminal is given back and the marks are written.
fn run_session(
    session: Session,
    mut frontend: Tty,
    writer: Option<MarkWriter>,
) -> anyhow::Result<ExplorerResult> {
    // Of the state that a panic may leave inconsistent, only the terminal is used again.
    let outcome = catch_unwind(AssertUnwindSafe(|| session.run(&mut frontend)));
    let fatal = frontend.end();
    let marks = writer.map_or(Ok(()), MarkWriter::end);
    let marks = marks.map_err(|fault| anyhow!("marks are not saved: {fault}"));
    let outcome = match (outcome, tty::panicked()) {
        (Ok(outcome), None) => outcome,
        (outcome, words) => {
            report(&marks);
            outcome.unwrap_or_else(|panic| resume_unwind(panic))?;
            bail!("a bug in gainsay ended the session: {}", words.unwrap_or_default());
        }
    };
    let ended = match fatal {
        // If the terminal is gone, the session may have failed too; the signal tells why.
        Some(signal) => ExplorerEnd::Killed(signal),
        None => match outcome {
            Ok(SessionOutcome::Quit) => ExplorerEnd::Quit,
            Ok(SessionOutcome::Chosen(address)) => ExplorerEnd::Chosen(address.to_string()),
            Err(error) => {
                report(&marks);
                return Err(error.into());
            }
        },
    };
    Ok(ExplorerResult { ended, marks })
}

/// Starts to keep the user's marks. Without a home directory or a thread for it, they last as long
/// as the session.
fn keep_marks(session: &mut Session) -> Option<MarkWriter> {
    let events = session.event_sender();
    let tell = move |words| events.send(Event::Notice(words));
    let (kept, writer) = marks::keep(config::marks_folder()?, tell).ok()?;
    session.keep_marks(Box::new(kept));
    Some(writer)
}

fn can_show(output: Output) -> anyhow::Result<()> {
    let dumb = Environment::new(&variable).is_dumb();
    tty::can_show(output, dumb).map_err(|why| anyhow!(why))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns the capabilities of the terminal that may be used. The command line takes precedence
/// over the configuration, and that over the environment.
fn profile(looks: &Looks, look: LookSettings, terminal: TerminalUse) -> Profile {
    let told = Environment::new(&variable).profile();
    Profile {
        colours: looks.colours.unwrap_or(told.colours),
        links: told.links && terminal.links,
        title: told.title && terminal.title,
        clipboard: told.clipboard.filter(|_| terminal.clipboard),
        synchronised: told.synchronised && terminal.synchronised,
        alternate: terminal.alternate_screen && !looks.no_alternate_screen,
        unicode: told.unicode && !look.ascii,
        ..told
    }
}

fn theme(look: LookSettings, profile: Profile) -> Theme {
    let palette = match look.theme.unwrap_or(ThemeName::Auto) {
        _ if profile.colours == Colours::Mono => Palette::Mono,
        ThemeName::Mono => Palette::Mono,
        // The sixteen colours have nothing near soft colours: their greens are nearest to a grey.
        _ if profile.colours == Colours::Sixteen => Palette::Sixteen,
        ThemeName::Auto => Palette::Sixteen,
        ThemeName::Dark => Palette::Dark,
        ThemeName::Light => Palette::Light,
    };
    Theme {
        palette,
        glyphs: if profile.unicode { Glyphs::Unicode } else { Glyphs::Ascii },
        borders: if look.reader { Borders::Blank } else { Borders::Lines },
    }
}
