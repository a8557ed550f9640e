//! Pages: a claim with its evidence and denials, arranged for reading as paragraphs of marked text,
//! in one order for every medium. Texts are in display form. This module knows no widths, colours
//! or keys; the code that shows a page lays it out.
//!
//! A page holds no paragraphs. It consists of blocks (an item of evidence, a verdict, a note) and
//! writes the paragraphs of a block on request: a record of 6 MB would make 120 MB of paragraphs,
//! of which a screen shows forty.

mod claim_part;
mod denials;
mod entity;
mod evidence;
mod marked;
mod parties;
mod phrase;
mod sources;
mod writer;

pub(crate) use entity::{Involvement, Naming, about_party, about_source, fault};
pub(crate) use marked::{Chapter, Mark, Paragraph, ParagraphRole, Span, Target};
pub(crate) use phrase::locator;
pub(crate) use sources::{full_name, source, title};
pub(crate) use writer::PageWriter;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, Weak};

use crate::claim::Dossier;
use crate::parallel::locked;

/// One of the three parts of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Part {
    /// The claim itself, its verdicts, relations and notes.
    Claim,
    /// The evidence for and against the claim.
    Evidence,
    /// The denials of the claim and other answers to it.
    Denials,
}

impl Part {
    pub(crate) const ALL: [Self; 3] = [Self::Claim, Self::Evidence, Self::Denials];

    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Claim => "CLAIM",
            Self::Evidence => "EVIDENCE",
            Self::Denials => "DENIALS",
        }
    }
}

/// The pages, by the addresses of their dossiers in memory. A page keeps its dossier alive, so no
/// other dossier has the same address while the page exists.
type SharedPages = HashMap<usize, Weak<Page>>;

/// With fewer entries than this, the cache is not searched for dropped pages.
const FEW: usize = 64;

/// The paragraphs of a block, written one after the other.
pub(crate) type Paragraphs<'p> = Box<dyn Iterator<Item = Paragraph> + 'p>;

/// The text about one claim in blocks that write their paragraphs on request.
#[derive(Debug, PartialEq)]
pub struct Page {
    dossier: Arc<Dossier>,
    claim: claim_part::Outline,
    /// The evidence and the denials in reading order, as indexes into the record's lists.
    evidence: Vec<u32>,
    denials: Vec<u32>,
    /// The counts beside the headings.
    counts: [String; 3],
    /// The blocks of evidence and denials, ordered by the ids of their items; built when the first
    /// item is looked up.
    by_item: OnceLock<Vec<(Part, u32)>>,
}

impl Page {
    /// Creates the page of a claim.
    ///
    /// ```
    /// use gainsay::catalog::{self, Row};
    /// use gainsay::input::{Cache, Input};
    /// use gainsay::page::Page;
    ///
    /// let catalog = catalog::open(&[Input::built_in()], &Cache::default())?;
    /// let page = Page::of(&catalog.dossier(Row(0))?);
    /// let text = page.to_text(None).unwrap_or_default();
    /// assert!(text.contains("EVIDENCE") && text.contains("DENIALS"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(dossier: &Arc<Dossier>) -> Self {
        Self {
            claim: claim_part::Outline::of(dossier),
            evidence: evidence::order(dossier),
            denials: denials::order(dossier),
            counts: [String::new(), evidence::counts(dossier), denials::counts(dossier)],
            dossier: Arc::clone(dossier),
            by_item: OnceLock::new(),
        }
    }

    /// Returns the page of a claim from a cache: users of the process who open one claim share its
    /// page.
    pub(crate) fn shared(dossier: &Arc<Dossier>) -> Arc<Self> {
        static PAGES: Mutex<Option<SharedPages>> = Mutex::new(None);
        let mut pages = locked(&PAGES);
        let pages = pages.get_or_insert_default();
        let address = Arc::as_ptr(dossier) as usize;
        if let Some(page) = pages.get(&address).and_then(Weak::upgrade) {
            return page;
        }
        if pages.len() >= FEW && pages.len() == pages.capacity() {
            pages.retain(|_, page| page.strong_count() > 0);
        }
        let page = Arc::new(Self::of(dossier));
        pages.insert(address, Arc::downgrade(&page));
        page
    }

    pub(crate) fn dossier(&self) -> &Arc<Dossier> {
        &self.dossier
    }

    /// Returns the counts beside a part's heading: `1 full · 1 blanket`.
    pub(crate) fn counts(&self, part: Part) -> &str {
        &self.counts[part as usize]
    }

    /// Returns the number of blocks of a part: at least one.
    pub(crate) fn blocks(&self, part: Part) -> usize {
        match part {
            Part::Claim => self.claim.blocks(),
            Part::Evidence => self.evidence.len().max(1),
            Part::Denials => self.denials.len().max(1),
        }
    }

    /// Returns the paragraphs of a block; none if the part has no such block.
    pub(crate) fn block(&self, part: Part, index: usize) -> Paragraphs<'_> {
        match part {
            Part::Claim => self.claim.block(&self.dossier, index),
            Part::Evidence => evidence::block(&self.dossier, &self.evidence, index),
            Part::Denials => denials::block(&self.dossier, &self.denials, index),
        }
    }

    pub(crate) fn paragraphs(&self, part: Part) -> impl Iterator<Item = Paragraph> {
        (0..self.blocks(part)).flat_map(move |index| self.block(part, index))
    }

    /// Returns the id of the evidence or denial in a block.
    fn item(&self, part: Part, index: usize) -> Option<&str> {
        let claim = &self.dossier.claim;
        let place = |order: &[u32]| order.get(index).map(|place| *place as usize);
        match part {
            Part::Claim => None,
            Part::Evidence => claim.evidence.get(place(&self.evidence)?)?.id.as_deref(),
            Part::Denials => claim.denials.get(place(&self.denials)?)?.id.as_deref(),
        }
    }

    /// Returns the blocks of an item, in reading order: more than one if evidence and a denial
    /// share an id.
    fn blocks_of(&self, item: &str) -> &[(Part, u32)] {
        let id = |(part, index): &(Part, u32)| self.item(*part, *index as usize);
        let blocks = self.by_item.get_or_init(|| {
            let evidence = (0..).zip(&self.evidence).map(|(index, _)| (Part::Evidence, index));
            let denials = (0..).zip(&self.denials).map(|(index, _)| (Part::Denials, index));
            let mut blocks: Vec<(Part, u32)> = evidence.chain(denials).collect();
            blocks.sort_by(|one, other| id(one).cmp(&id(other)));
            blocks
        });
        let first = blocks.partition_point(|block| id(block) < Some(item));
        let rest = &blocks[first..];
        let count = rest.partition_point(|block| id(block) == Some(item));
        &rest[..count]
    }

    /// Returns whether the claim has evidence or a denial with this id.
    pub(crate) fn has_item(&self, item: &str) -> bool {
        !self.blocks_of(item).is_empty()
    }

    /// Returns a passage of a chapter by its number: its head and the paragraphs that belong to it.
    /// The passage is empty if it has no text, and `None` after the last.
    pub(crate) fn passage(&self, chapter: Chapter, number: usize) -> Option<Vec<Paragraph>> {
        let (part, block) = match chapter {
            Chapter::Evidence => (Part::Evidence, number),
            Chapter::Denials => (Part::Denials, number),
            other => (Part::Claim, self.claim.block_of(other, number)?),
        };
        (block < self.blocks(part)).then(|| {
            let of_chapter = |paragraph: &Paragraph| paragraph.chapter == Some(chapter);
            self.block(part, block).filter(of_chapter).collect()
        })
    }

    /// Returns the passages of a chapter that have text.
    pub(crate) fn passages(&self, chapter: Chapter) -> impl Iterator<Item = Vec<Paragraph>> {
        let passages = (0..).map_while(move |number| self.passage(chapter, number));
        passages.filter(|passage| !passage.is_empty())
    }

    /// Returns the page as linear text for pipes and screen readers: three headings, and one line
    /// for each paragraph. With `item`, writes only the paragraphs of that evidence or denial;
    /// returns `None` if the claim has no such item.
    #[must_use]
    pub fn to_text(&self, item: Option<&str>) -> Option<String> {
        if item.is_some_and(|item| !self.has_item(item)) {
            return None;
        }
        let mut writer = PageWriter::new(item.map(str::to_owned));
        String::from_utf8(writer.piece(self, usize::MAX)).ok()
    }
}
