//! The programs, each with the keys for what all of them can do.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::claims::Claims;
use crate::line::Line;

/// What both peers understand: the list on the left, from above, as wide as gainsay’s.
const OPTIONS: &str = "--layout=reverse --preview-window=right:60%:wrap";

/// A program that shows a list of claims and the selected one beside it.
pub struct Program {
    name: &'static str,
    /// What it says of itself; nothing where it is not installed.
    version: Option<String>,
    /// How it is had.
    install: &'static str,
    command: Vec<String>,
    /// What stands on its first screen.
    first: String,
    /// Goes to the search field, where that takes a key.
    pub search: &'static str,
    /// Scrolls what stands beside the list.
    pub scroll: &'static str,
}

impl Program {
    /// The one that was built from here, which lies one folder above the examples.
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

    /// <https://github.com/junegunn/fzf>
    pub fn fzf(claims: &Claims) -> Self {
        Self::peer("fzf", "in most distributions’ packages", claims)
    }

    /// <https://github.com/skim-rs/skim>
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

    /// Whether it is installed.
    pub fn is_there(&self) -> bool {
        self.version.is_some()
    }

    /// Its name and version, or how it is had.
    pub fn title(&self) -> String {
        let Self { name, install, .. } = self;
        match &self.version {
            Some(version) => format!("{name} {version}"),
            None => format!("{name}: not installed ({install})"),
        }
    }

    /// Starts it and waits until it rests; the line to it, and how many bytes that took.
    pub fn open(&self) -> anyhow::Result<(Line, u32)> {
        let mut line = Line::to(&self.command)?;
        let bytes = line.opened()?;
        let screen = line.text();
        ensure!(screen.contains(&self.first), "{} shows no claims:\n{screen}", self.name);
        Ok((line, bytes))
    }
}

/// The first number that a program tells as its version.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |word: &&str| word.starts_with(|letter: char| letter.is_ascii_digit());
    told.split_whitespace().find(number).map(str::to_owned)
}
