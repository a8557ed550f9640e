//! `gainsay` and `gainsay pick`: the explorer on this terminal.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use clap::{Args, ValueEnum};

use crate::config::Config;
use crate::dataset::Cache;
use crate::explorer::{About, Purpose, Setup, Where};
use crate::local::{self, Bell, Local, Output};
use crate::search;
use crate::session::{Outcome, Session};
use crate::theme::{Glyphs, Palette, Theme};

use super::opening::Opening;
use super::{DatasetArgs, exit, inputs};

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
    /// The query to begin with. Before a word that begins with - write --
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

/// Said before the system's own words where there is no terminal to draw on or to read from.
const NO_TERMINAL: &str =
    "the explorer needs a terminal (`gainsay search` and `gainsay show` need none)";

/// How the explorer looks.
#[derive(Debug, Args)]
struct Looks {
    /// Colours: auto (the terminal’s own sixteen; none with `NO_COLOR`), mono
    #[arg(long, value_enum)]
    theme: Option<ThemeName>,
    /// Show ASCII signs only, as where the locale isn’t UTF-8
    #[arg(long)]
    ascii: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ThemeName {
    Auto,
    Mono,
}

/// Explores.
pub(super) fn explore(args: ExploreArgs, config: Config, cache: Cache) -> anyhow::Result<u8> {
    local::can_show(Output::Stdout).map_err(|why| anyhow!(why))?;
    let visit = Visit { datasets: args.datasets, looks: args.looks, query: String::new() };
    visit.run(config, cache, Purpose::Explore, Output::Stdout)?;
    Ok(0)
}

/// Explores, and prints the chosen id.
pub(super) fn pick(args: PickArgs, config: Config, cache: Cache) -> anyhow::Result<u8> {
    local::can_show(Output::Terminal).map_err(|why| anyhow!(why))?;
    let visit =
        Visit { datasets: args.datasets.dataset, looks: args.looks, query: args.query.join(" ") };
    match visit.run(config, cache, Purpose::Pick, Output::Terminal)? {
        Some(chosen) => {
            writeln!(io::stdout(), "{chosen}")?;
            Ok(0)
        }
        None => Ok(exit::NOTHING),
    }
}

/// What a reader asked for.
struct Visit {
    datasets: Vec<PathBuf>,
    looks: Looks,
    query: String,
}

impl Visit {
    /// Runs the explorer; the address of the claim that was chosen, if one was. Everything
    /// that can go wrong with the datasets goes wrong before the terminal is touched.
    fn run(
        self,
        config: Config,
        cache: Cache,
        purpose: Purpose,
        output: Output,
    ) -> anyhow::Result<Option<String>> {
        let inputs = inputs(&self.datasets, &config);
        let mut opening = Opening::begin(inputs, cache)?;
        let theme = theme(&self.looks, &config);
        let bell = Bell::new().context("no bell")?;
        let waker = bell.waker();
        local::restore_on_panic(search::THREAD);
        let mut local = Local::new(output, theme, bell).context(NO_TERMINAL)?;
        let setup = Setup {
            keymap: config.keymap,
            purpose,
            place: Where::Here,
            size: local.size(),
            query: self.query,
            about: Arc::new(About::default()),
        };
        let mut session = Session::new(setup, opening.corpus(), waker)?;
        session.on_lost(opening.on_lost());
        opening.go_on(session.post());
        let outcome = session.run(&mut local);
        drop(local);
        Ok(match outcome? {
            Outcome::Quit => None,
            Outcome::Chosen(address) => Some(address.to_string()),
        })
    }
}

fn theme(looks: &Looks, config: &Config) -> Theme {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let mono = match looks.theme {
        Some(name) => name == ThemeName::Mono,
        None => set("NO_COLOR") || config.theme.as_deref() == Some("mono"),
    };
    let ascii = looks.ascii || config.ascii || !locale_is_utf8();
    Theme {
        palette: if mono { Palette::Mono } else { Palette::Sixteen },
        glyphs: if ascii { Glyphs::Ascii } else { Glyphs::Unicode },
    }
}

/// Whether the locale's characters are UTF-8: by the first of the variables that is set.
fn locale_is_utf8() -> bool {
    let named =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    let first = named.into_iter().find(|value| !value.is_empty());
    // No locale at all is common in containers, on terminals that show UTF-8 all the same.
    first.is_none_or(|value| {
        let value = value.to_ascii_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}
