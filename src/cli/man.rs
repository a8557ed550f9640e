//! The command `gainsay man`: the manual page, made from the tables that the help is made from:
//! those of the command line, the keymap and the query's fields.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use crate::app::keymap::{Action, Context, Keymap};
use crate::app::popups;
use crate::page::{Mark, Paragraph};

const FILES: &[(&str, &str)] = &[
    (
        "$XDG_CONFIG_HOME/gainsay/config.toml, else ~/.config/gainsay/config.toml",
        "The settings: theme, ascii and reader as the options of these names, as in ascii = true; \
         dataset (a path); in [terminal] links, title, clipboard, synchronised and alternate-screen (false: \
         not used, even if the terminal supports it); in [serve] the options of serve by name, as \
         in idle = \"15m\"; and in [keys.main], [keys.search] and [keys.overlay] the keys of each \
         action by its name (see NAMES OF ACTIONS), as in page-down = [\"PgDn\", \"Ctrl-f\"].",
    ),
    #[cfg(feature = "server")]
    (
        "host_key, beside config.toml",
        "The server’s private host key, created by the first serve. Keep it: if it changes, ssh warns \
         everyone who has connected before.",
    ),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    ("GAINSAY_DATASET", "The dataset to open if none is named: one path."),
    ("NO_COLOR", "If set and not empty, the explorer shows no colours."),
    ("CLICOLOR", "If 0, the explorer shows no colours."),
    ("TERM", "The type of the terminal. If dumb, the explorer does not start."),
    ("COLORTERM", "If truecolor or 24bit, the explorer assumes 24-bit colours."),
    ("TMUX", "If set, text is copied through tmux."),
    (
        "SSH_CONNECTION",
        "If set, the explorer measures the delay of the connection once when it draws many frames.",
    ),
    (
        "LC_ALL, LC_CTYPE, LANG",
        "If the first of these that is set is not UTF-8, the explorer shows ASCII signs.",
    ),
    ("EDITOR", "The editor for records."),
    (
        "XDG_CONFIG_HOME",
        "The folder that contains gainsay’s settings folder; by default ~/.config.",
    ),
];

const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "Success. Search: found. Check: no errors."),
    (
        "1",
        if cfg!(feature = "server") {
            "Search: nothing found. Check: errors found. Pick: nothing chosen. Serve --check: no answer."
        } else {
            "Search: nothing found. Check: errors found. Pick: nothing chosen."
        },
    ),
    ("2", "The command line or a dataset is invalid. Check: a file can’t be opened."),
    ("3", "Export: written without the records reported on standard error."),
    (
        "128 and more",
        "A signal ended the explorer: 128 plus the number of the signal, as shells report it.",
    ),
];

/// The number of lines with which roff's writer begins each piece; they define the sign for an
/// apostrophe.
const PREAMBLE_LINES: usize = 2;

/// Writes the manual page of the whole program.
///
/// # Errors
/// Returns an error if `out` can't be written to.
pub(super) fn write(out: &mut dyn Write, program: Command) -> io::Result<()> {
    let mut page = Vec::new();
    write_page(&mut page, program)?;
    // Each piece begins with the same preamble, and the page needs it once.
    let page = String::from_utf8_lossy(&page);
    let preamble = page.split_inclusive('\n').take(PREAMBLE_LINES).collect::<String>();
    write!(out, "{preamble}{}", page.replace(&preamble, ""))
}

fn write_page(out: &mut dyn Write, mut program: Command) -> io::Result<()> {
    program.build();
    let man = Man::new(program.clone());
    man.render_title(out)?;
    man.render_name_section(out)?;
    section("SYNOPSIS").to_writer(out)?;
    literal(&synopsis(&program)).to_writer(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    section("COMMANDS").to_writer(out)?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        write_command(out, command)?;
    }
    section("THE EXPLORER AND ITS QUERIES").to_writer(out)?;
    for paragraph in popups::help(&Keymap::default()).paragraphs {
        write_paragraph(out, &paragraph)?;
    }
    for (name, entries) in
        [("FILES", FILES), ("ENVIRONMENT", ENVIRONMENT), ("EXIT STATUS", EXIT_STATUS)]
    {
        section(name).to_writer(out)?;
        for (term, words) in entries {
            entry(term, words).to_writer(out)?;
        }
    }
    section("NAMES OF ACTIONS").to_writer(out)?;
    for context in Context::ALL {
        entry(&format!("[keys.{}]", context.name()), &actions(context)).to_writer(out)?;
    }
    section("EXAMPLES").to_writer(out)?;
    after_help(&program).to_writer(out)
}

/// Returns the names by which the configuration file binds a context's actions.
fn actions(context: Context) -> String {
    let here = |action: &&Action| action.defaults().iter().any(|(of, _)| *of == context);
    let names = Action::ALL.iter().filter(here).map(|action| action.name());
    names.collect::<Vec<_>>().join(", ")
}

fn write_command(out: &mut dyn Write, command: &Command) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).replace('-', " ");
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    heading("SS", &name).to_writer(out)?;
    let mut words = Roff::new();
    words.text([roman(about + ".")]);
    words.to_writer(out)?;
    literal(&synopsis(command)).to_writer(out)?;
    let mut options = Vec::new();
    Man::new(command.clone()).render_options_section(&mut options)?;
    // The options of a command belong under its own heading.
    out.write_all(String::from_utf8_lossy(&options).replace(".SH OPTIONS\n", "").as_bytes())?;
    after_help(command).to_writer(out)
}

fn synopsis(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let lines = usage.trim_start_matches("Usage:").lines().map(str::trim);
    lines.collect::<Vec<_>>().join("\n")
}

/// Writes a paragraph of the help: a heading, a term with its meaning, or text.
fn write_paragraph(out: &mut dyn Write, paragraph: &Paragraph) -> io::Result<()> {
    let rest = || -> String { paragraph.spans.iter().skip(1).map(|span| &*span.text).collect() };
    match paragraph.spans.first() {
        None => Ok(()),
        Some(first) if first.mark == Mark::Strong => heading("SS", &first.text).to_writer(out),
        Some(first) if first.mark == Mark::Scope => {
            entry(&first.text, rest().trim()).to_writer(out)
        }
        Some(_) => {
            let mut roff = Roff::new();
            roff.control("PP", []).text([roman(&*paragraph.text())]);
            roff.to_writer(out)
        }
    }
}

fn section(name: &str) -> Roff {
    heading("SH", name)
}

fn heading(macro_name: &str, name: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control(macro_name, [name]);
    roff
}

fn entry(term: &str, words: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("TP", []).text([bold(term)]).text([roman(words)]);
    roff
}

/// Returns lines that are not filled.
fn literal(text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("PP", []).control("nf", []);
    for line in text.lines() {
        let words: Vec<Inline> = vec![roman(line)];
        roff.text(words);
    }
    roff.control("fi", []);
    roff
}

fn after_help(command: &Command) -> Roff {
    match command.get_after_help() {
        Some(help) => literal(&help.to_string()),
        None => Roff::new(),
    }
}
