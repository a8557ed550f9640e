//! The warm index: a catalog as it stands in memory, in a file of our own in the cache
//! folder, from which the next start maps it instead of reading the datasets again.
//!
//! An index stands for the files it was made from: their paths, devices, inodes, lengths, times and
//! samples of their bytes. One that a record's hash proves wrong is removed. It bears the hash of its own bytes, so that a damaged one is known before
//! anything of it is used. It is written under another name and renamed, never changed, and
//! never trusted: whatever is wrong with it, the datasets are read, and a word is said.

mod marks;
mod sum;

use std::fs;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use self::marks::FileMark;
use self::sum::Summing;
use crate::catalog::claims::{Catalog, CatalogFile, Dataset, DatasetCounts, Row};
use crate::catalog::columns::{IndexReader, IndexWriter, Map, Stored, StoredColumn};
use crate::catalog::entity_table::EntityTable;
use crate::catalog::outdated::Outdated;
use crate::catalog::segment::Segment;
use crate::catalog::symbols::Symbols;
use crate::claim::{Heading, History, Issue, Relation};
use crate::files::{Access, Destination};
use crate::input::Cache;
use crate::input::content::Content;
use crate::input::opened::MemoryBudget;
use crate::input::{Diagnostic, Input, source};

/// What every index begins with: a name, the version of its layout, and a number that reads
/// otherwise on a machine of the other byte order.
const MAGIC: [u64; 3] = [u64::from_le_bytes(*b"gainsay\0"), 4, 0x0102_0304_0506_0708];

/// The header: the magic, the length and the sum of what follows.
const HEADER: usize = 40;

/// Files of fewer bytes are read as quickly as an index is.
const WORTH_AN_INDEX: u64 = 8 << 20;

/// An index of so many bytes is read into memory as quickly as a first screen is drawn.
const READ_AT_ONCE: u64 = 16 << 20;

/// How many indexes are kept; those used longest ago go.
const INDEXES: usize = 8;

const ENDING: &str = "index";

/// The place of an index, and what it must stand for.
#[derive(Debug)]
pub(crate) struct Index {
    path: PathBuf,
    marks: Vec<FileMark>,
}

/// How the bytes of an index are held while its catalog is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// In memory: nothing can happen to them.
    InMemory,
    /// Mapped where they stand: they are there at once, but the program dies if another one
    /// truncates the file.
    InPlace,
    /// Mapped from a copy that has no name: nobody else can open it.
    PrivateCopy,
}

/// What an index gave.
#[derive(Debug)]
pub(crate) enum IndexLookup {
    /// The catalog.
    Catalog(Box<Catalog>),
    /// There is none.
    Nothing,
    /// There is one that can't be used: why.
    Unfit(&'static str),
}

/// What is small and manifold, as JSON.
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
    /// The index of what the inputs stand for; none where there can't be one, or where it
    /// would not be worth it: files that can be read again where they stand have one.
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

    /// How the index is to be held by a program that serves, or one that doesn't.
    pub(crate) fn hold(&self, serving: bool) -> Hold {
        let is_small = || fs::metadata(&self.path).is_ok_and(|found| found.len() <= READ_AT_ONCE);
        if serving || is_small() { Hold::InMemory } else { Hold::InPlace }
    }

    /// The catalog that the index holds.
    pub(crate) fn read(&self, hold: Hold, keeper: &mut MemoryBudget) -> IndexLookup {
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
        match self.unpack(&map, keeper) {
            Ok(catalog) => IndexLookup::Catalog(Box::new(catalog)),
            Err(why) => IndexLookup::Unfit(why),
        }
    }

    fn unpack(&self, map: &Arc<Map>, keeper: &mut MemoryBudget) -> Result<Catalog, &'static str> {
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
        self.catalog(small, &mut reader, keeper).ok_or(DAMAGED)
    }

    fn catalog(
        &self,
        small: Small,
        reader: &mut IndexReader,
        keeper: &mut MemoryBudget,
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
                concerning: OnceLock::new(),
            });
        }
        let bases = StoredColumn::<Row>::read(reader)?;
        let segments = Vec::<Arc<Segment>>::read(reader)?;
        let mut next = 0;
        for (base, segment) in bases.iter().zip(&segments) {
            if *base != next || segment.dataset.max() as usize >= datasets.len() {
                return None;
            }
            next = base.checked_add(Row::try_from(segment.len()).ok()?)?;
        }
        let files = self.marks.iter().map(|mark| mark.file(keeper));
        let whole = reader.is_done() && bases.len() == segments.len();
        whole.then_some(Catalog {
            files: files.collect(),
            datasets,
            segments,
            bases: bases.to_vec(),
            symbols,
            problems: small.problems,
            left_out: small.left_out,
            unknown_fields: small.unknown_fields,
            note: None,
            outdated: Outdated::default(),
            open: Arc::default(),
            dataset_numbers: OnceLock::new(),
        })
    }

    /// Writes a catalog; whether there is an index of it now.
    pub(crate) fn write(&self, catalog: &Catalog) -> bool {
        // The files may have been written to while they were read: then there is none.
        let now: Option<Vec<FileMark>> =
            self.marks.iter().map(|mark| FileMark::of(mark.path())).collect();
        let named = catalog.files.iter().map(|file| file.path.as_deref());
        let same = now.as_ref() == Some(&self.marks)
            && named.eq(self.marks.iter().map(|mark| Some(mark.path())));
        same && self.write_file(catalog).is_ok()
    }

    /// Removes the index, since a record proved it wrong.
    pub(crate) fn discard(&self) {
        // What can't be removed is written over when the files were read.
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
        out.cells(&catalog.bases)?;
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

/// Removes the indexes that were used longest ago.
fn prune(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let indexes = entries.flatten().map(|entry| entry.path());
    let mut indexes: Vec<PathBuf> = indexes.filter(|path| is_index(path)).collect();
    let used = |path: &PathBuf| {
        let found = fs::metadata(path);
        found.and_then(|found| found.accessed().or_else(|_| found.modified())).ok()
    };
    indexes.sort_by_cached_key(|path| std::cmp::Reverse(used(path)));
    // What can't be removed is left for another time.
    indexes.iter().skip(INDEXES).for_each(|path| drop(fs::remove_file(path)));
}

/// Returns whether a path is that of a finished index.
fn is_index(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == ENDING)
}

/// A file that an index speaks of, as part of a catalog.
impl FileMark {
    fn file(&self, keeper: &mut MemoryBudget) -> Arc<CatalogFile> {
        let path = self.path().to_owned();
        let content = match keeper.keep(&path, self.length()) {
            Some(bytes) => Content::held(bytes),
            None => keeper.on_disk(path.clone()),
        };
        let name = path.to_string_lossy().into_owned();
        Arc::new(CatalogFile { name, path: Some(path), content: Arc::new(content) })
    }
}
