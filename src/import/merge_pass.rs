//! The second pass of an import: the spool is written out in its order; claims of one id are
//! merged where the first of them stands, with the origins of all. The order in which they came
//! makes no difference to what they become.

use std::io::{self, Write};

use serde_json::json;
use xxhash_rust::xxh3::xxh3_128;

use super::Mending;
use super::claim_merge::Union;
use super::collector::{Import, ImportEntry};
use super::summary::{Alike, ImportSummary, NamedClaim};
use crate::claim::Claim;
use crate::input::{Diagnostic, Spool};
use crate::text;

/// The bytes copied at once.
const CHUNK: usize = 1 << 20;

/// How many claims that are nearly alike are named; all are counted.
const NAMED: usize = 1_000;

/// How many claims of one such set are looked at, and how many wordings of it are named.
const LOOKED_AT: usize = 64;
const MEMBERS: usize = 5;

/// An import that is ready to be written out.
#[derive(Debug)]
pub struct Imported {
    /// The files’ names, to show.
    pub name: String,
    header: Vec<u8>,
    spool: Spool,
    /// What is not copied as it stands, in the order of the spool.
    apart: Vec<Apart>,
    /// How it went.
    pub summary: ImportSummary,
}

/// A claim that shares its id with others.
#[derive(Debug)]
struct Apart {
    at: u64,
    length: u32,
    /// All of them, where this is the first.
    all: Vec<(u64, u32)>,
}

impl Imported {
    /// Finds what has one id or is nearly alike.
    ///
    /// # Errors
    /// Where the spool can’t be read.
    pub(super) fn merge(import: Import<'_>) -> Result<Self, Diagnostic> {
        let header = import.header()?;
        let name = import.files().to_owned();
        let (spool, mut entries, mut summary) = import.into_parts();
        let apart = apart(&spool, &mut entries, &name)?;
        summary.merged = apart.iter().filter(|apart| apart.all.is_empty()).count();
        summary.claims = entries.len() - summary.merged;
        alike(&spool, &mut entries, &mut summary).map_err(|error| fault(&error))?;
        Ok(Self { name, header, spool, apart, summary })
    }

    /// Writes the dataset as NDJSON.
    ///
    /// # Errors
    /// Where it can’t be written, or the spool can’t be read.
    pub fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.header)?;
        let mut from = 0;
        for apart in &self.apart {
            copy(&self.spool, from..apart.at, out)?;
            from = apart.at + u64::from(apart.length);
            if !apart.all.is_empty() {
                let (claim, differing) = merged(&self.spool, &apart.all)?;
                if differing > 0 {
                    self.summary.mended.count(Mending::Differs, differing);
                }
                let claim = text::json(&json!({ "claim": claim }).to_string());
                writeln!(out, "{claim}")?;
            }
        }
        copy(&self.spool, from..self.spool.length(), out)?;
        out.flush()
    }
}

fn copy(spool: &Spool, stretch: std::ops::Range<u64>, out: &mut dyn Write) -> io::Result<()> {
    let mut at = stretch.start;
    while at < stretch.end {
        let left = usize::try_from(stretch.end - at).unwrap_or(usize::MAX);
        let bytes = spool.read(at, left.min(CHUNK))?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        out.write_all(&bytes)?;
        at += bytes.len() as u64;
    }
    Ok(())
}

/// The claims that share an id, in the order of the spool.
fn apart(
    spool: &Spool,
    entries: &mut [ImportEntry],
    files: &str,
) -> Result<Vec<Apart>, Diagnostic> {
    entries.sort_unstable_by_key(|entry| (entry.key, entry.at));
    let mut apart = Vec::new();
    for group in entries.chunk_by(|one, other| one.key == other.key) {
        let [first, rest @ ..] = group else { continue };
        if rest.is_empty() || !same_id(spool, group, files)? {
            continue;
        }
        let all = group.iter().map(|entry| (entry.at, entry.length)).collect();
        apart.push(Apart { at: first.at, length: first.length, all });
        let others = rest.iter();
        apart.extend(others.map(|entry| Apart {
            at: entry.at,
            length: entry.length,
            all: Vec::new(),
        }));
    }
    apart.sort_unstable_by_key(|apart| apart.at);
    Ok(apart)
}

/// Whether claims have one id, and not just one hash of it.
///
/// # Errors
/// Where they have one and differ in their words: ids that aren’t made of content may.
fn same_id(spool: &Spool, group: &[ImportEntry], files: &str) -> Result<bool, Diagnostic> {
    let mut first: Option<(String, String)> = None;
    for entry in group {
        let read = claim(spool, entry.at, entry.length).map_err(|error| fault(&error))?;
        let (id, text) = first.get_or_insert_with(|| (read.id.clone(), read.text.clone()));
        if *id != read.id {
            return Ok(false);
        }
        if *text != read.text {
            let clash = "two different claims have this id";
            return Err(Diagnostic::error(files, clash)
                .of(read.id)
                .help("import their files one by one"));
        }
    }
    Ok(true)
}

fn fault(error: &io::Error) -> Diagnostic {
    Diagnostic::error("-", format!("can’t read the imported claims back: {error}"))
}

/// Names claims that are nearly alike, and counts their sets. The same words of several claimants
/// are alike, not nearly; the same of one were told apart by what was mended in them.
fn alike(
    spool: &Spool,
    entries: &mut [ImportEntry],
    summary: &mut ImportSummary,
) -> io::Result<()> {
    entries.sort_unstable_by_key(|entry| (entry.near, entry.key, entry.at));
    for group in entries.chunk_by(|one, other| one.near == other.near) {
        let different = group.chunk_by(|one, other| one.key == other.key).filter_map(<[_]>::first);
        if group.len() < 2 {
            continue;
        }
        let mut members: Vec<(NamedClaim, Option<String>)> = Vec::new();
        for entry in different.take(LOOKED_AT) {
            let Claim { id, text, made, .. } = claim(spool, entry.at, entry.length)?;
            members.push((NamedClaim { id, text }, made.into_iter().find_map(|made| made.by)));
        }
        let named = nearly(&members);
        if named.len() > 1 {
            summary.alike += 1;
            if summary.alike_named.len() < NAMED {
                summary.alike_named.push(Alike(named));
            }
        }
    }
    Ok(())
}

/// Of claims whose words are alike, with who makes them, those that aren’t the same words of several.
fn nearly(members: &[(NamedClaim, Option<String>)]) -> Vec<NamedClaim> {
    let mut named: Vec<NamedClaim> = Vec::new();
    for (member, by) in members {
        let of_one =
            members.iter().filter(|(other, maker)| other.text == member.text && maker == by);
        if of_one.count() > 1 || !named.iter().any(|known| known.text == member.text) {
            named.push(member.clone());
        }
    }
    named.truncate(MEMBERS);
    named
}

/// A claim of the spool.
fn claim(spool: &Spool, at: u64, length: u32) -> io::Result<Claim> {
    let bytes = spool.read(at, length as usize)?;
    read(&bytes)
}

fn read(bytes: &[u8]) -> io::Result<Claim> {
    #[derive(serde::Deserialize)]
    struct MergeLine {
        claim: Claim,
    }
    Ok(serde_json::from_slice::<MergeLine>(bytes)?.claim)
}

/// Claims of one id as one, and how many of their fields differ.
fn merged(spool: &Spool, all: &[(u64, u32)]) -> io::Result<(Claim, usize)> {
    // By where they stand, whatever came first. A template may have said one thing a hundred thousand
    // times: only one is held beside what comes of all.
    let mut order = Vec::with_capacity(all.len());
    for (at, length) in all {
        let line = spool.read(*at, *length as usize)?;
        order.push((origin(&read(&line)?), xxh3_128(&line), *at, *length));
    }
    order.sort_unstable();
    let mut claims = order.into_iter().map(|(_, _, at, length)| claim(spool, at, length));
    let Some(first) = claims.next() else { return Err(io::ErrorKind::UnexpectedEof.into()) };
    let mut union = Union::of(first?);
    for other in claims {
        union.join(other?);
    }
    Ok(union.end())
}

/// Where a claim’s record stands: its file and line.
fn origin(claim: &Claim) -> Option<(String, u64)> {
    let (file, line) = claim.imported_from().into_iter().next()?;
    Some((file.to_owned(), line))
}
