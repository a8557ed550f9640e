//! The second pass of an import: the spool is written out in its order; claims of one id are
//! merged where the first of them stands, with the origins of all. The order in which they came
//! makes no difference to what they become.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::import::{Entry, Import};
use super::summary::{Alike, Named, Summary};
use super::{Mended, Mending};
use crate::claim::{Claim, IMPORT};
use crate::dataset::{Problem, Spool};

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
    pub summary: Summary,
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
    pub(super) fn merge(import: Import<'_>) -> Result<Self, Problem> {
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
                serde_json::to_writer(&mut *out, &json!({ "claim": claim }))?;
                out.write_all(b"\n")?;
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
fn apart(spool: &Spool, entries: &mut [Entry], files: &str) -> Result<Vec<Apart>, Problem> {
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
fn same_id(spool: &Spool, group: &[Entry], files: &str) -> Result<bool, Problem> {
    let mut first: Option<(String, String)> = None;
    for entry in group {
        let read = claim(spool, entry.at, entry.length).map_err(|error| fault(&error))?;
        let (id, text) = first.get_or_insert_with(|| (read.id.clone(), read.text.clone()));
        if *id != read.id {
            return Ok(false);
        }
        if *text != read.text {
            let clash = "two claims that differ have this id";
            return Err(Problem::error(files, clash)
                .of(read.id)
                .help("import their files one by one"));
        }
    }
    Ok(true)
}

fn fault(error: &io::Error) -> Problem {
    Problem::error("-", format!("what was imported can’t be read again: {error}"))
}

/// Names claims that are nearly alike, and counts their sets. The same words of several claimants
/// are alike, not nearly.
fn alike(spool: &Spool, entries: &mut [Entry], summary: &mut Summary) -> io::Result<()> {
    entries.sort_unstable_by_key(|entry| (entry.near, entry.key, entry.at));
    for group in entries.chunk_by(|one, other| one.near == other.near) {
        let different = group.chunk_by(|one, other| one.key == other.key).filter_map(<[_]>::first);
        if group.len() < 2 {
            continue;
        }
        let mut named: Vec<Named> = Vec::new();
        for entry in different.take(LOOKED_AT) {
            let Claim { id, text, .. } = claim(spool, entry.at, entry.length)?;
            if named.len() < MEMBERS && !named.iter().any(|known| known.text == text) {
                named.push(Named { id, text });
            }
        }
        if named.len() > 1 {
            summary.alike += 1;
            if summary.alike_named.len() < NAMED {
                summary.alike_named.push(Alike(named));
            }
        }
    }
    Ok(())
}

/// A claim of the spool.
fn claim(spool: &Spool, at: u64, length: u32) -> io::Result<Claim> {
    let bytes = spool.read(at, length as usize)?;
    read(&bytes)
}

fn read(bytes: &[u8]) -> io::Result<Claim> {
    #[derive(serde::Deserialize)]
    struct Line {
        claim: Claim,
    }
    Ok(serde_json::from_slice::<Line>(bytes)?.claim)
}

/// Claims of one id as one, and how many of their fields differ.
fn merged(spool: &Spool, all: &[(u64, u32)]) -> io::Result<(Claim, usize)> {
    let mut read = Vec::with_capacity(all.len());
    for (at, length) in all {
        let line = spool.read(*at, *length as usize)?;
        let claim = self::read(&line)?;
        read.push((origin(&claim), line, claim));
    }
    // By where they stand, whatever came first.
    read.sort_unstable_by(|(one, line, _), (other, rest, _)| (one, line).cmp(&(other, rest)));
    let mut claims = read.into_iter().map(|(_, _, claim)| claim);
    let Some(mut claim) = claims.next() else { return Err(io::ErrorKind::UnexpectedEof.into()) };
    let mut differing = Vec::new();
    for other in claims {
        join(&mut claim, other, &mut differing);
    }
    let count = differing.len();
    note(&mut claim, differing);
    Ok((claim, count))
}

/// Where a claim’s record stands: its file and line.
fn origin(claim: &Claim) -> Option<(String, u64)> {
    let (file, line) = claim.imported_from().into_iter().next()?;
    Some((file.to_owned(), line))
}

/// Takes what another record says into a claim; fields that can have one value only and differ
/// are noted.
fn join(claim: &mut Claim, other: Claim, differing: &mut Vec<Mended>) {
    one("lang", &mut claim.lang, other.lang, differing);
    one("kind", &mut claim.kind, other.kind, differing);
    one("status", &mut claim.status, other.status, differing);
    one("happened", &mut claim.happened, other.happened, differing);
    one("notes", &mut claim.notes, other.notes, differing);
    all(&mut claim.topics, other.topics);
    all(&mut claim.amounts, other.amounts);
    all(&mut claim.made, other.made);
    // Somebody unknown is no second maker.
    if claim.made.len() > 1 {
        claim.made.retain(|made| {
            let alone = crate::claim::Made { by: made.by.clone(), ..Default::default() };
            made.by.as_deref() != Some("unknown") || *made != alone
        });
    }
    all(&mut claim.wordings, other.wordings);
    all(&mut claim.evidence, other.evidence);
    all(&mut claim.denials, other.denials);
    all(&mut claim.verdicts, other.verdicts);
    all(&mut claim.history, other.history);
    let mine = claim.ext.take().unwrap_or_default();
    claim.ext = Some(join_ext(mine, other.ext.unwrap_or_default()));
}

fn all<T: PartialEq>(mine: &mut Vec<T>, theirs: Vec<T>) {
    for item in theirs {
        if !mine.contains(&item) {
            mine.push(item);
        }
    }
}

fn one<T: PartialEq + serde::Serialize>(
    at: &str,
    mine: &mut Option<T>,
    theirs: Option<T>,
    differing: &mut Vec<Mended>,
) {
    match (&mine, theirs) {
        (_, None) => {}
        (None, theirs) => *mine = theirs,
        (Some(mine), Some(theirs)) if *mine != theirs => {
            let was = serde_json::to_value(theirs).unwrap_or_default();
            let mended = Mended { at: at.to_owned(), how: Mending::Differs, was };
            if !differing.contains(&mended) {
                differing.push(mended);
            }
        }
        (Some(_), Some(_)) => {}
    }
}

/// Foreign data of two records: each key with the values of both, as a list where they differ.
/// What importing says of both is put together.
fn join_ext(mine: Value, theirs: Value) -> Value {
    let (Value::Object(mut mine), Value::Object(theirs)) = (mine, theirs) else {
        return Value::Object(Map::new());
    };
    for (key, value) in theirs {
        let joined = match mine.shift_remove(&key) {
            None => value,
            Some(before) if key == IMPORT => join_import(before, value),
            Some(before) if before == value => before,
            Some(Value::Array(mut list)) => {
                if !list.contains(&value) {
                    list.push(value);
                }
                list.into()
            }
            Some(before) => json!([before, value]),
        };
        mine.insert(key, joined);
    }
    mine.into()
}

fn join_import(mine: Value, theirs: Value) -> Value {
    let (Value::Object(mut mine), Value::Object(theirs)) = (mine, theirs) else {
        return Value::Null;
    };
    for (key, value) in theirs {
        match (mine.get_mut(&key), value) {
            (Some(Value::Array(list)), Value::Array(more)) => list.extend(more),
            (_, value) => {
                mine.insert(key, value);
            }
        }
    }
    mine.into()
}

/// Notes in a claim where its records differed.
fn note(claim: &mut Claim, differing: Vec<Mended>) {
    if differing.is_empty() {
        return;
    }
    let differing = serde_json::to_value(differing).unwrap_or_default();
    let mine = claim.ext.take().unwrap_or_default();
    claim.ext = Some(join_ext(mine, json!({ IMPORT: { "mended": differing } })));
}
