//! The second pass of an import: copies the spool in its order, and merges the claims of one id at
//! the place of the first of them. The merged claim lists the origins of all records, and doesn’t
//! depend on the order in which they were read.

use std::io::{self, Write};
use std::ops::Range;

use serde_json::json;
use xxhash_rust::xxh3::xxh3_128;

use super::Mending;
use super::batch::{EntityKind, key};
use super::claim_merge::Union;
use super::collector::{Broken, Import, ImportEntry, ImportRefused, KnownLines, Refusal};
use super::summary::{Alike, ImportSummary, NamedClaim};
use crate::claim::{Claim, Source};
use crate::input::{Diagnostic, Input, Spool};
use crate::json::one_line;

/// The number of bytes that are copied at once.
const CHUNK: usize = 1 << 20;

/// The number of sets of near-duplicates that are named; all sets are counted.
const NAMED: usize = 1_000;

/// The number of claims of one set that are compared.
const LOOKED_AT: usize = 64;
/// The number of claims of one set that are named.
const MEMBERS: usize = 5;

/// An import that is ready to be written.
#[derive(Debug)]
pub struct Imported {
    /// The names of the files, for messages.
    pub(crate) name: String,
    header: Vec<u8>,
    spool: Spool,
    /// The claims that are not copied as they are, in the order of the spool.
    apart: Vec<Apart>,
    /// The agents, sources and scales, by their keys.
    known: KnownLines,
    /// The counts and diagnostics of the import.
    pub summary: ImportSummary,
}

/// A line of the spool whose claim has the id of other lines.
#[derive(Debug)]
struct Apart {
    at: u64,
    length: u32,
    /// The offsets and lengths of all lines of the id, if this is the first of them; otherwise
    /// empty.
    all: Vec<(u64, u32)>,
}

impl Import<'_> {
    /// Ends the import and merges the claims of one id.
    ///
    /// # Errors
    /// Returns a [`Refusal`] if some records can’t be read and [`Broken::Refuse`] applies, if there
    /// is no claim, or if the spool can’t be written or read.
    pub(crate) fn finish(mut self) -> Result<Imported, Refusal> {
        self.spool.flush().map_err(|error| self.fault(&error))?;
        if self.broken == Broken::Refuse && self.summary.left_out > 0 {
            let (untold, problems) = (self.untold(), self.summary.problems);
            return Err(Refusal { of: ImportRefused::Records, problems, untold });
        }
        if self.entries.is_empty() {
            // The records' own problems come first: they tell why there is none.
            let (untold, mut problems) = (self.untold(), self.summary.problems);
            problems.push(Diagnostic::error(&self.files, "no claim found here"));
            return Err(Refusal { of: ImportRefused::Input, problems, untold });
        }
        Ok(Imported::merge(self)?)
    }
}

impl Imported {
    /// Finds the claims that share an id, and the near-duplicates.
    ///
    /// # Errors
    /// Returns an error if the spool can’t be read, or if two claims with one id have different
    /// texts.
    fn merge(import: Import<'_>) -> Result<Self, Diagnostic> {
        let header = import.header()?;
        let Import { spool, mut entries, known, mut summary, files: name, .. } = import;
        let apart = apart(&spool, &mut entries, &name)?;
        summary.merged = apart.iter().filter(|apart| apart.all.is_empty()).count();
        summary.claims = entries.len() - summary.merged;
        summary.note_merged();
        alike(&spool, &mut entries, &mut summary).map_err(|error| fault(&error))?;
        Ok(Self { name, header, spool, apart, known, summary })
    }

    /// Writes the dataset as NDJSON.
    ///
    /// # Errors
    /// Returns an error if `out` can’t be written or the spool can’t be read.
    pub fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.header)?;
        for piece in pieces(&self.apart, self.spool.length()) {
            match piece {
                Piece::Copied(range) => copy(&self.spool, range, out)?,
                Piece::Merged(all) => {
                    let line = merged_line(&self.spool, all, &self.known, &mut self.summary)?;
                    out.write_all(&line)?;
                }
            }
        }
        out.flush()
    }

    /// Converts the dataset to an input, without copying the claims, and returns the summary.
    ///
    /// # Errors
    /// Returns an error if the spool can’t be read or takes no more bytes.
    pub(crate) fn into_input(self) -> io::Result<(Input, ImportSummary)> {
        let Self { name, header, mut spool, apart, known, mut summary } = self;
        let end = spool.length();
        let mut ranges = vec![append(&mut spool, &header)?];
        for piece in pieces(&apart, end) {
            ranges.push(match piece {
                Piece::Copied(range) => range,
                Piece::Merged(all) => {
                    let line = merged_line(&spool, all, &known, &mut summary)?;
                    append(&mut spool, &line)?
                }
            });
        }
        Ok((spool.into_input(format!("{name} (imported)"), ranges)?, summary))
    }
}

/// A piece of the dataset.
enum Piece<'a> {
    /// A range of the spool.
    Copied(Range<u64>),
    /// The claim that these lines of the spool are merged into.
    Merged(&'a [(u64, u32)]),
}

/// Returns the pieces of the dataset, in the order of the spool, which ends at `end`.
fn pieces(apart: &[Apart], end: u64) -> impl Iterator<Item = Piece<'_>> {
    let mut from = 0;
    let each = apart.iter().flat_map(move |apart| {
        let before = from..apart.at;
        from = apart.at + u64::from(apart.length);
        let merged = Some(&apart.all[..]).filter(|all| !all.is_empty());
        std::iter::once(Piece::Copied(before)).chain(merged.map(Piece::Merged))
    });
    let last = apart.last().map_or(0, |last| last.at + u64::from(last.length));
    each.chain(std::iter::once(Piece::Copied(last..end)))
}

/// Appends a line to the spool, and returns its range.
fn append(spool: &mut Spool, line: &[u8]) -> io::Result<Range<u64>> {
    let from = spool.length();
    spool.write_all(line)?;
    Ok(from..spool.length())
}

/// Returns the line of the claim that these lines of the spool are merged into.
fn merged_line(
    spool: &Spool,
    all: &[(u64, u32)],
    known: &KnownLines,
    summary: &mut ImportSummary,
) -> io::Result<Vec<u8>> {
    let (claim, differing) = merged(spool, all, known)?;
    if differing > 0 {
        summary.mended.count(Mending::Differs, differing);
    }
    let claim = one_line(&json!({ "claim": claim }).to_string());
    Ok((claim + "\n").into_bytes())
}

fn copy(spool: &Spool, range: Range<u64>, out: &mut dyn Write) -> io::Result<()> {
    let mut at = range.start;
    while at < range.end {
        let left = usize::try_from(range.end - at).unwrap_or(usize::MAX);
        let bytes = spool.read(at, left.min(CHUNK))?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        out.write_all(&bytes)?;
        at += bytes.len() as u64;
    }
    Ok(())
}

/// Returns the lines that share their id with others, in the order of the spool.
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

/// Returns true if the claims have one id, and not only one hash.
///
/// # Errors
/// Returns an error if they have one id and different texts. Ids that are not made of content can
/// collide.
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

/// Counts the sets of near-duplicates and names the first of them. Equal texts of different
/// claimants are not near-duplicates. Equal texts of one claimant are: their ids differ only
/// because one of them was published in a broken encoding.
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

/// Returns the near-duplicates of a set: one claim of each text, or all claims of a text that one
/// claimant has several times. `members` holds each claim with its first claimant.
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

/// Reads a claim of the spool.
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

/// Merges the claims of one id, and counts the field values that differ.
fn merged(spool: &Spool, all: &[(u64, u32)], known: &KnownLines) -> io::Result<(Claim, usize)> {
    // The order is that of the places in the files, whatever was read first. A template may have
    // repeated one claim a hundred thousand times, so only one record is in memory beside the
    // result.
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
    Ok(union.end(|id| source(spool, known, id)))
}

/// Reads a source of the spool. Returns `None` if it isn’t there.
fn source(spool: &Spool, known: &KnownLines, id: &str) -> Option<Source> {
    #[derive(serde::Deserialize)]
    struct SourceLine {
        source: Source,
    }
    let (at, length) = known.get(&key(EntityKind::Source, id))?;
    let line = spool.read(*at, *length as usize).ok()?;
    Some(serde_json::from_slice::<SourceLine>(&line).ok()?.source).filter(|source| source.id == id)
}

/// Returns the file and the line of a claim’s first origin.
fn origin(claim: &Claim) -> Option<(String, u64)> {
    let (file, line) = claim.imported_from().into_iter().next()?;
    Some((file.to_owned(), line))
}
