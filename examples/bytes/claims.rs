//! Writes the claims for all programs as files in a temporary folder.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use gainsay::catalog;
use gainsay::catalog::Row;
use gainsay::input::Cache;
use gainsay::input::Input;
use gainsay::page::Page;
use tempfile::TempDir;

use crate::generator;

/// The claims in a temporary folder.
pub struct Claims {
    folder: TempDir,
    /// The beginning of the first claim’s text, which every program’s first screen shows.
    pub first: String,
}

impl Claims {
    /// Writes this many claims: a dataset, their texts one a line, and for each claim a file with
    /// its page, named by its number from 0 on.
    pub fn cut(count: u32) -> anyhow::Result<Self> {
        let claims = Self { folder: tempfile::tempdir()?, first: String::new() };
        let out = File::create(claims.dataset())?;
        generator::write(&mut BufWriter::new(out), count.into())?;
        let catalog = catalog::open(&[Input::Path(claims.dataset())], &Cache::default())?;
        fs::create_dir(claims.pages())?;
        let mut texts = String::new();
        for row in 0..count {
            let dossier = catalog.dossier(Row(row))?;
            writeln!(texts, "{}", dossier.claim.text)?;
            let page = Page::of(&dossier).to_text(None).unwrap_or_default();
            fs::write(claims.pages().join(row.to_string()), page)?;
        }
        fs::write(claims.texts(), &texts)?;
        Ok(Self { first: texts.chars().take(20).collect(), ..claims })
    }

    /// Returns the path of the dataset.
    pub fn dataset(&self) -> PathBuf {
        self.within("claims.ndjson")
    }

    /// Returns the path of the file with the texts.
    pub fn texts(&self) -> PathBuf {
        self.within("texts")
    }

    /// Returns the folder of the pages.
    pub fn pages(&self) -> PathBuf {
        self.within("pages")
    }

    fn within(&self, name: &str) -> PathBuf {
        Path::new(self.folder.path()).join(name)
    }
}
