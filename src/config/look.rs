//! How the explorer looks: each setting is a flag and a key of the configuration file.

use clap::{Args, ValueEnum};
use serde::Deserialize;

/// How the explorer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Args)]
pub(crate) struct LookSettings {
    /// The colours of the explorer [default: auto]
    #[arg(long, value_enum)]
    pub(crate) theme: Option<ThemeName>,
    /// Use ASCII signs only [default: if the locale isn’t UTF-8]
    #[arg(long)]
    pub(crate) ascii: bool,
    /// For screen readers and braille displays: no borders, one part at a time, the cursor on
    /// the focused item
    #[arg(long)]
    pub(crate) reader: bool,
}

impl LookSettings {
    /// Returns these settings, completed by `others` where they set nothing.
    pub(crate) fn or(self, others: Self) -> Self {
        Self {
            theme: self.theme.or(others.theme),
            ascii: self.ascii || others.ascii,
            reader: self.reader || others.reader,
        }
    }
}

/// The themes that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ThemeName {
    /// The terminal’s own sixteen colours; none with `NO_COLOR`
    Auto,
    /// No colours, only attributes
    Mono,
    /// Soft colours for a dark background
    Dark,
    /// Deep colours for a light background
    Light,
}
