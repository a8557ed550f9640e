//! Writes the texts of the popups: help, about, problems, copied text.

use crate::claim::Recorded;
use crate::page::{Mark, Paragraph};
use crate::search::FIELDS;
use crate::text::DisplayText;

use super::keymap::{Action, Context, Keymap};
use super::message::{DatasetFacts, OpenDatasets};
use super::overlay::Popup;

/// The query grammar for the help: examples, each with its meaning.
const GRAMMAR: &[(&str, &str)] = &[
    ("inbox meta", "both words, fuzzy: ibx finds inbox"),
    ("'inbox", "exactly these letters"),
    ("\"private data\"", "exactly this phrase; also !\"private data\", ^\"private data\""),
    ("^meta  inbox$  ^all of it$", "begins with, ends with, is the whole claim"),
    ("!inbox", "without these letters; also !^meta, !topic:api"),
    ("inbox | titan", "one or the other"),
    ("private\\ data", "a space that is part of the word"),
    ("topic:\"private life\"", "a value with spaces"),
    (
        "api denied-by:meta scope:full",
        "all fields about denials must match a single denial, all about evidence a single piece of evidence",
    ),
];

/// Notes on searching for the help.
const NOTES: &[&str] = &[
    "A word with a capital letter is case-sensitive. Accents, ligatures, letters with strokes, full width and typographic quotes don’t matter, and invisible characters are ignored.",
    "The list shows close matches: their letters stand together, with some gaps allowed in longer words. A key adds loose matches, whose letters are scattered over the sentence.",
    "Search covers the first 1,024 characters of a claim. A query can have 64 conditions, with 128 letters of fuzzy words and 2,048 of others; the rest is ignored.",
    "Numbers beside a claim: + supports, − undercuts, ✗ full or partial denials, ⊘ blanket denials, ~ other answers.",
];

fn heading(words: &str) -> Paragraph {
    Paragraph::new(0, 0).push(Mark::Strong, words)
}

fn entry(term: &str, words: &str) -> Paragraph {
    let pad = " ".repeat(20_usize.saturating_sub(crate::text::width(term)).max(2));
    Paragraph::new(2, 22).push(Mark::Scope, term).plain(&pad).plain(words)
}

/// Writes the help, from the keymap and the table of fields.
pub(crate) fn help(keymap: &Keymap) -> Popup {
    let mut text = Vec::new();
    for context in Context::ALL {
        text.push(heading(context.title()));
        for action in Action::ALL {
            let keys = keymap.keys(context, *action);
            if !keys.is_empty() {
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                text.push(entry(&keys.join(" "), action.help()));
            }
        }
        text.push(Paragraph::blank());
    }
    text.push(heading("Searching"));
    text.extend(GRAMMAR.iter().map(|(example, words)| entry(example, words)));
    text.push(Paragraph::blank());
    text.push(heading("Fields"));
    for field in FIELDS {
        let values = if field.values.is_empty() {
            String::new()
        } else {
            format!(": {}", field.values.join(", "))
        };
        text.push(entry(&format!("{}:", field.name), &format!("{}{values}", field.help)));
    }
    text.push(Paragraph::blank());
    text.extend(NOTES.iter().map(|note| Paragraph::new(0, 0).plain(*note)));
    Popup::new("Help", text)
}

pub(crate) fn about(about: &OpenDatasets) -> Popup {
    let mut text = Vec::new();
    for facts in &about.datasets {
        if !text.is_empty() {
            text.push(Paragraph::blank());
        }
        dataset(&mut text, facts);
    }
    if about.unknown_fields > 0 {
        text.push(Paragraph::blank());
        let words = format!(
            "{} fields are not part of the format and not shown; `gainsay check` lists them.",
            about.unknown_fields
        );
        text.push(Paragraph::new(0, 0).plain(&words));
    }
    Popup::new("About", text)
}

fn dataset(text: &mut Vec<Paragraph>, facts: &DatasetFacts) {
    let info = &facts.info;
    text.push(Paragraph::new(0, 0).push(Mark::Title, info.title.as_deref().unwrap_or(&info.id)));
    let counts: Vec<String> =
        facts.counts.iter().map(|(count, name)| format!("{count} {name}")).collect();
    text.push(Paragraph::new(0, 2).plain(counts.join(" · ")));
    let mut section = |name: &str, words: Option<&str>| {
        let Some(words) = words else { return };
        text.push(Paragraph::blank());
        let mut lines = crate::text::lines(words);
        let first = lines.next().unwrap_or_default();
        text.push(Paragraph::new(0, 2).push(Mark::Strong, name).plain("  ").plain(first));
        text.extend(lines.map(|line| Paragraph::new(2, 2).plain(line)));
    };
    section("description", info.description.as_deref());
    section("method", info.method.as_deref());
    section("licence", info.licence.as_deref());
    section("publisher", info.publisher.as_deref());
    section("home page", info.homepage.known().map(String::as_str));
    let dates = [("created", &info.created), ("updated", &info.updated)];
    let dates: Vec<String> = dates
        .iter()
        .filter_map(|(name, date)| date.known().map(|date| format!("{name} {}", date.0)))
        .chain([format!("id {}", info.id)])
        .collect();
    text.push(Paragraph::blank());
    text.push(Paragraph::new(0, 2).plain(dates.join(" · ")));
    for change in &facts.history {
        let at = match &change.at {
            Recorded::Known(date) => date.0.as_str(),
            _ => "undated",
        };
        let what = change.what.as_deref().unwrap_or("[change not recorded]");
        text.push(Paragraph::new(0, 2).plain(at).plain(": ").plain(what));
    }
}

pub(crate) fn problems(about: &OpenDatasets) -> Popup {
    let mut text = Vec::new();
    let words = match about.left_out {
        0 if about.problems.is_empty() => "No problems: every record could be read.".to_owned(),
        0 => "Every record could be read.".to_owned(),
        1 => "One record could not be read and was left out.".to_owned(),
        several => format!("{several} records could not be read and were left out."),
    };
    text.push(Paragraph::new(0, 0).plain(&words));
    for [place, what, help] in &about.problems {
        text.push(Paragraph::blank());
        text.push(Paragraph::new(0, 2).push(Mark::Fault, "! ").push(Mark::Strong, place));
        text.push(Paragraph::new(2, 2).plain(what));
        if !help.is_empty() {
            text.push(Paragraph::new(2, 2).plain("help: ").plain(help));
        }
    }
    if !about.remarks.is_empty() {
        text.push(Paragraph::blank());
        text.push(heading("How the files were read"));
        text.extend(about.remarks.iter().map(|remark| Paragraph::new(2, 4).plain(remark)));
    }
    Popup::new("Problems in the files", text)
}

/// Writes the command with which a user over SSH exports claims.
pub(crate) fn command(command: &DisplayText) -> Popup {
    let lead = "The server can’t write files to your machine. Run this command there; replace HOST with your ssh destination and options:";
    let text = vec![
        Paragraph::new(0, 0).plain(lead),
        Paragraph::blank(),
        Paragraph::new(0, 2).push(Mark::Strong, command),
    ];
    Popup::new("Export over SSH", text)
}

/// Shows a copied text, so that the user can copy it by hand if the terminal's clipboard did
/// not take it. `of` says how many claims it is made of, if it is made of several.
pub(crate) fn copied(copy: &str, of: Option<&str>) -> Popup {
    let text = crate::text::lines(copy).map(|line| Paragraph::new(0, 0).plain(line)).collect();
    let of = of.map(|of| format!(": of {of}")).unwrap_or_default();
    Popup::new(format!("Sent to your terminal{of}"), text)
}
