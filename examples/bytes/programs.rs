//! The measured programs, each with its keys for the common actions.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::claims::Claims;
use crate::line::Line;

/// Options of both peers: the list on the left, from the top, as wide as gainsay’s.
const OPTIONS: &str = "--layout=reverse --preview-window=right:60%:wrap";

/// A program that shows a list of claims and the selected one beside it.
pub struct Program {
    name: &'static str,
    /// Its version; `None` if it is not installed.
    version: Option<String>,
    /// The way to install it.
    install: &'static str,
    command: Vec<String>,
    /// The text that its first screen must show.
    first: String,
    /// The key that goes to the search field; empty if none is needed.
    pub search: &'static str,
    /// The key that scrolls the claim beside the list.
    pub scroll: &'static str,
}

impl Program {
    /// Returns gainsay as built here; its binary lies one folder above the examples.
    pub fn gainsay(claims: &Claims) -> anyhow::Result<Self> {
        let own = std::env::current_exe()?;
        let folder = own.parent().and_then(Path::parent).context("an example lies in a folder")?;
        let binary = folder.join("gainsay");
        ensure!(binary.exists(), "there is no {}: cargo build --release", binary.display());
        let binary = binary.to_string_lossy().into_owned();
        let dataset = claims.dataset().to_string_lossy().into_owned();
        Ok(Self {
            name: "gainsay",
            version: version(&binary),
            install: "cargo build --release",
            command: vec![binary, "--no-cache".to_owned(), dataset],
            first: claims.first.clone(),
            search: "/",
            scroll: "J",
        })
    }

    /// Returns fzf, <https://github.com/junegunn/fzf>.
    pub fn fzf(claims: &Claims) -> Self {
        Self::peer("fzf", "in most distributions’ packages", claims)
    }

    /// Returns skim, <https://github.com/skim-rs/skim>.
    pub fn sk(claims: &Claims) -> Self {
        Self::peer("sk", "cargo install skim", claims)
    }

    fn peer(name: &'static str, install: &'static str, claims: &Claims) -> Self {
        let (texts, pages) = (claims.texts(), claims.pages());
        let script = format!(
            "exec {name} {OPTIONS} --preview 'cat {}/{{n}}' < {}",
            pages.display(),
            texts.display(),
        );
        Self {
            name,
            version: version(name),
            install,
            command: ["sh", "-c", &script].map(str::to_owned).into(),
            first: claims.first.clone(),
            search: "",
            scroll: "\x1b[1;2B",
        }
    }

    /// Returns whether it is installed.
    pub fn is_there(&self) -> bool {
        self.version.is_some()
    }

    /// Returns its name and version, or the way to install it.
    pub fn title(&self) -> String {
        let Self { name, install, .. } = self;
        match &self.version {
            Some(version) => format!("{name} {version}"),
            None => format!("{name}: not installed ({install})"),
        }
    }

    /// Starts it and waits until it rests. Returns the line and the number of bytes.
    pub fn open(&self) -> anyhow::Result<(Line, u32)> {
        let mut line = Line::to(&self.command)?;
        let bytes = line.opened()?;
        let screen = line.text();
        ensure!(screen.contains(&self.first), "{} shows no claims:\n{screen}", self.name);
        Ok((line, bytes))
    }
}

/// Returns the first number in the output of `--version`.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |word: &&str| word.starts_with(|letter: char| letter.is_ascii_digit());
    told.split_whitespace().find(number).map(str::to_owned)
}
