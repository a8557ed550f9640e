//! The index on disk: a catalog as it lies in memory, in a file in the cache folder. The next start
//! maps it and needn't read the datasets again.
//!
//! An index belongs to the files that it was made from: their paths, devices, inodes, lengths,
//! times and samples of their bytes. If a record's hash proves an index wrong, it is removed. An
//! index holds the hash of its own bytes, so that damage is detected before any of it is used. It
//! is written under another name and renamed, never changed in place, and never trusted: if
//! anything is wrong with it, the datasets are read, and a note says so.

mod marks;
mod sum;

use std::fs;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use self::marks::FileMark;
use self::sum::Summing;
use crate::catalog::claims::{Catalog, CatalogFile, Dataset, DatasetCounts};
use crate::catalog::columns::{IndexReader, IndexWriter, Map, Stored, StoredColumn};
use crate::catalog::entity_table::EntityTable;
use crate::catalog::row::Row;
use crate::catalog::segment::Segment;
use crate::catalog::symbols::Symbols;
use crate::claim::{Heading, History, Issue, Relation};
use crate::files::{Access, Destination};
use crate::input::Cache;
use crate::input::content::Content;
use crate::input::memory_budget::MemoryBudget;
use crate::input::{Diagnostic, Input, source};

/// The first numbers of every index: a name, the version of its layout, and a number that reads
/// differently on a machine of the other byte order.
const MAGIC: [u64; 3] = [u64::from_le_bytes(*b"gainsay\0"), 6, 0x0102_0304_0506_0708];

/// The length of the header: the magic, and the length and the checksum of the bytes that follow.
const HEADER: usize = 40;

/// The size in bytes below which files are read as quickly as an index is.
const WORTH_AN_INDEX: u64 = 8 << 20;

/// The size in bytes up to which an index is read into memory as quickly as a first screen is
/// drawn.
const READ_AT_ONCE: u64 = 16 << 20;

/// The number of indexes that are kept; those unused for the longest time are removed.
const INDEXES: usize = 8;

const ENDING: &str = "index";

/// The place of an index, and the files that it must belong to.
#[derive(Debug)]
pub(crate) struct Index {
    path: PathBuf,
    marks: Vec<FileMark>,
}

/// The way in which the bytes of an index are held while its catalog is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// In memory, where other programs can't change them.
    InMemory,
    /// Mapped in place. They are available at once, but the program dies if another one truncates
    /// the file.
    InPlace,
    /// Mapped from a copy without a name, which no other program can open.
    PrivateCopy,
}

/// The result of reading an index.
#[derive(Debug)]
pub(crate) enum IndexLookup {
    /// The catalog that the index holds.
    Catalog(Box<Catalog>),
    /// There is no index.
    Nothing,
    /// The index can't be used, for this reason.
    Unfit(&'static str),
}

/// The small parts of a catalog that have many types, stored as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Small {
    marks: Vec<FileMark>,
    datasets: Vec<SmallDataset>,
    problems: Vec<Diagnostic>,
    left_out: usize,
    unknown_fields: usize,
}

#[derive(Debug, Serialize, Deserialize)]
struct SmallDataset {
    heading: Arc<Heading>,
    relations: Vec<Relation>,
    issues: Vec<Arc<Issue>>,
    history: Vec<History>,
    tally: [usize; 3],
}

impl Index {
    /// Returns the index of the inputs. Returns `None` if the inputs are not all files that can be
    /// read again in place, or are so small that an index would not be worth it.
    pub(crate) fn of(inputs: &[Input], cache: &Cache) -> Option<Self> {
        let folder = cache.folder.as_ref().filter(|_| cache.index)?;
        let mut files = Vec::new();
        for (input, _) in source::files(inputs).ok()?.found {
            let Input::Path(path) = input else { return None };
            files.push(path);
        }
        let length = |path: &PathBuf| fs::metadata(path).map(|found| found.len()).ok();
        let whole: u64 = files.iter().map(length).sum::<Option<u64>>()?;
        if whole < WORTH_AN_INDEX {
            return None;
        }
        let marks: Vec<FileMark> =
            files.iter().map(|path| FileMark::of(path)).collect::<Option<_>>()?;
        let name = marks::name(&marks);
        Some(Self { path: folder.join(format!("{name:016x}.{ENDING}")), marks })
    }

    /// Returns how a program that serves, or one that doesn't, should hold the index.
    pub(crate) fn hold(&self, serving: bool) -> Hold {
        let is_small = || fs::metadata(&self.path).is_ok_and(|found| found.len() <= READ_AT_ONCE);
        if serving || is_small() { Hold::InMemory } else { Hold::InPlace }
    }

    /// Reads the catalog that the index holds.
    pub(crate) fn read(&self, hold: Hold, budget: &mut MemoryBudget) -> IndexLookup {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let map = match hold {
            Hold::InMemory => Map::read(&self.path),
            Hold::InPlace => Map::in_place(&self.path),
            Hold::PrivateCopy => Map::of_copy(&self.path, folder),
        };
        let map = match map {
            Ok(map) => Arc::new(map),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return IndexLookup::Nothing,
            Err(_) => return IndexLookup::Unfit("can’t be read"),
        };
        match self.unpack(&map, budget) {
            Ok(catalog) => IndexLookup::Catalog(Box::new(catalog)),
            Err(why) => IndexLookup::Unfit(why),
        }
    }

    fn unpack(&self, map: &Arc<Map>, budget: &mut MemoryBudget) -> Result<Catalog, &'static str> {
        const DAMAGED: &str = "is damaged";
        let mut header = IndexReader::new(Arc::clone(map), 0);
        let mut number = || header.number().ok_or(DAMAGED);
        if [number()?, number()?, number()?] != MAGIC {
            return Err("has another version");
        }
        let (length, sum) = (number()?, number()?);
        let body = map.get(HEADER..).unwrap_or_default();
        if body.len() as u64 != length || sum::of(body) != sum {
            return Err(DAMAGED);
        }
        let mut reader = IndexReader::new(Arc::clone(map), HEADER);
        let small = StoredColumn::<u8>::read(&mut reader).ok_or(DAMAGED)?;
        let small: Small = serde_json::from_slice(&small).map_err(|_| DAMAGED)?;
        if small.marks != self.marks {
            return Err("is out of date");
        }
        self.catalog(small, &mut reader, budget).ok_or(DAMAGED)
    }

    fn catalog(
        &self,
        small: Small,
        reader: &mut IndexReader,
        budget: &mut MemoryBudget,
    ) -> Option<Catalog> {
        let symbols = Symbols::read(reader)?;
        let mut datasets = Vec::new();
        for dataset in small.datasets {
            let [claims, evidence, denials] = dataset.tally;
            datasets.push(Dataset {
                heading: dataset.heading,
                agents: EntityTable::read(reader)?,
                sources: EntityTable::read(reader)?,
                scales: EntityTable::read(reader)?,
                relations: dataset.relations,
                issues: dataset.issues,
                history: dataset.history,
                tally: DatasetCounts { claims, evidence, denials },
                backlinks: OnceLock::new(),
            });
        }
        let bases = StoredColumn::<u32>::read(reader)?;
        let segments = Vec::<Arc<Segment>>::read(reader)?;
        let mut next = 0_u32;
        for (base, segment) in bases.iter().zip(&segments) {
            if *base != next || segment.dataset.max() as usize >= datasets.len() {
                return None;
            }
            next = base.checked_add(u32::try_from(segment.len()).ok()?)?;
        }
        let files = self.marks.iter().map(|mark| mark.file(budget));
        let whole = reader.is_done() && bases.len() == segments.len();
        whole.then_some(Catalog {
            files: files.collect(),
            datasets,
            segments,
            bases: bases.iter().map(|base| Row(*base)).collect(),
            symbols,
            problems: small.problems,
            left_out: small.left_out,
            unknown_fields: small.unknown_fields,
            ..Catalog::default()
        })
    }

    /// Writes a catalog, and returns whether an index of it exists now.
    pub(crate) fn write(&self, catalog: &Catalog) -> bool {
        // If the files were written to while they were read, write no index.
        let now: Option<Vec<FileMark>> =
            self.marks.iter().map(|mark| FileMark::of(mark.path())).collect();
        let named = catalog.files.iter().map(|file| file.path.as_deref());
        let same = now.as_ref() == Some(&self.marks)
            && named.eq(self.marks.iter().map(|mark| Some(mark.path())));
        same && self.write_file(catalog).is_ok()
    }

    /// Removes the index, because a record proved it wrong.
    pub(crate) fn discard(&self) {
        // An index that can't be removed is overwritten after the files are read.
        let _ = fs::remove_file(&self.path);
    }

    fn write_file(&self, catalog: &Catalog) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = Destination::of(&self.path)?.create(Access::Owner)?;
        file.write_all(&[0; HEADER])?;
        let mut out = Summing::new(BufWriter::with_capacity(1 << 20, &mut file));
        self.pack(catalog, &mut IndexWriter::new(&mut out))?;
        let (length, sum) = out.finish()?;
        let header: Vec<u8> =
            MAGIC.into_iter().chain([length, sum]).flat_map(u64::to_ne_bytes).collect();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header)?;
        file.commit()?;
        prune(folder);
        Ok(())
    }

    fn pack(&self, catalog: &Catalog, out: &mut IndexWriter) -> io::Result<()> {
        let small = Small {
            marks: self.marks.clone(),
            datasets: catalog.datasets.iter().map(SmallDataset::of).collect(),
            problems: catalog.problems.clone(),
            left_out: catalog.left_out,
            unknown_fields: catalog.unknown_fields,
        };
        out.cells(serde_json::to_string(&small)?.as_bytes())?;
        catalog.symbols.write(out)?;
        for dataset in &catalog.datasets {
            dataset.agents.write(out)?;
            dataset.sources.write(out)?;
            dataset.scales.write(out)?;
        }
        let bases: Vec<u32> = catalog.bases.iter().map(|base| base.0).collect();
        out.cells(&bases)?;
        catalog.segments.write(out)
    }
}

impl SmallDataset {
    fn of(dataset: &Dataset) -> Self {
        let DatasetCounts { claims, evidence, denials } = dataset.tally;
        Self {
            heading: Arc::clone(&dataset.heading),
            relations: dataset.relations.clone(),
            issues: dataset.issues.clone(),
            history: dataset.history.clone(),
            tally: [claims, evidence, denials],
        }
    }
}

/// Removes the indexes that were unused for the longest time.
fn prune(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let indexes = entries.flatten().map(|entry| entry.path());
    let mut indexes: Vec<PathBuf> = indexes.filter(|path| is_index(path)).collect();
    let used = |path: &PathBuf| {
        let found = fs::metadata(path);
        found.and_then(|found| found.accessed().or_else(|_| found.modified())).ok()
    };
    indexes.sort_by_cached_key(|path| std::cmp::Reverse(used(path)));
    // An index that can't be removed now is removed at a later time.
    indexes.iter().skip(INDEXES).for_each(|path| drop(fs::remove_file(path)));
}

/// Returns whether a path is that of a finished index.
fn is_index(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == ENDING)
}

/// Conversion of a file that an index belongs to into a file of a catalog.
impl FileMark {
    fn file(&self, budget: &mut MemoryBudget) -> Arc<CatalogFile> {
        let path = self.path().to_owned();
        let content = match budget.keep(&path, self.length()) {
            Some(bytes) => Content::held(bytes),
            None => budget.on_disk(path.clone()),
        };
        let name = path.to_string_lossy().into_owned();
        Arc::new(CatalogFile { name, path: Some(path), content: Arc::new(content) })
    }
}
