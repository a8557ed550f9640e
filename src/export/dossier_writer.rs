//! The order of a dossier, independent of its format: a cover, the table of contents, the claims,
//! the sources that they cite, and explanations of terms.

use std::io;
use std::sync::Arc;

use hashbrown::HashMap;

use super::about::{self, DatasetDescription};
use super::anchors;
use super::omissions::{Omissions, readable};
use super::selection::Selection;
use super::sources::Sources;
use super::{Steps, lost};
use crate::catalog::{Catalog, Row};
use crate::claim::{Address, Dossier, Scope, Status, Summary, Vocabulary};
use crate::page::{Chapter, Page, Paragraph, Part};
use crate::text::{self, DisplayText};

/// A document format in which a dossier is written.
pub(super) trait Medium: std::fmt::Debug + Send {
    fn cover(&mut self, out: &mut String, cover: &Cover);
    fn contents(&mut self, out: &mut String);
    fn entry(&mut self, out: &mut String, entry: &ContentsEntry);
    fn contents_end(&mut self, out: &mut String);
    fn claims(&mut self, _out: &mut String) {}
    fn claim(&mut self, out: &mut String, entry: &DossierEntry);
    fn chapter(&mut self, out: &mut String, entry: &DossierEntry, chapter: Chapter);
    fn passage(
        &mut self,
        out: &mut String,
        passage: DossierPassage,
        entry: &DossierEntry,
        cite: Cite,
    );
    fn chapter_end(&mut self, out: &mut String, entry: &DossierEntry, chapter: Chapter);
    fn claim_end(&mut self, out: &mut String, entry: &DossierEntry);
    fn sources(&mut self, _out: &mut String) {}
    /// Writes the source with a number and an id.
    fn source(&mut self, out: &mut String, number: usize, id: &str, of: &Dossier, cite: Cite);
    fn end(&mut self, out: &mut String, end: &DossierEnd);
}

/// A function that returns the number of a source by its id.
pub(super) type Cite<'a> = &'a mut dyn FnMut(&str) -> Option<usize>;

pub(super) struct Cover<'a> {
    pub(super) title: DisplayText<'static>,
    /// A description of the selection: how many claims, of which datasets, found by which query.
    pub(super) about: DisplayText<'static>,
    pub(super) datasets: Vec<DatasetDescription>,
    /// The language of the texts, if all datasets have the same.
    pub(super) language: Option<&'a str>,
    /// Whether the dossier has a single claim, whose text is the title.
    pub(super) alone: bool,
}

pub(super) struct DossierEnd {
    pub(super) scopes: Vec<Scope>,
    pub(super) sources: bool,
    /// The description of the dataset, if the dossier has a single claim.
    pub(super) about: Vec<DatasetDescription>,
}

pub(super) const FOOTER: &str =
    "Written by gainsay. Status is the editor’s judgement; the counts are the record’s.";

#[derive(Debug, Clone)]
pub(super) struct ClaimSpot {
    /// Counted from 1.
    pub(super) number: usize,
    /// The anchor that links to the claim lead to.
    pub(super) anchor: String,
}

pub(super) struct ContentsEntry {
    pub(super) spot: ClaimSpot,
    pub(super) text: DisplayText<'static>,
    pub(super) counts: DisplayText<'static>,
}

/// A passage: its head with the paragraphs that belong to it, and its number in the chapter,
/// counted from 0.
#[derive(Clone, Copy)]
pub(super) struct DossierPassage<'a> {
    pub(super) chapter: Chapter,
    pub(super) number: usize,
    pub(super) paragraphs: &'a [Paragraph],
}

/// A claim that is being written, as a medium sees it.
pub(super) struct DossierEntry<'a> {
    /// The place of the claim. Its number is that in the list.
    pub(super) spot: ClaimSpot,
    pub(super) alone: bool,
    pub(super) language: Option<&'a str>,
    pub(super) dossier: &'a Dossier,
    pub(super) page: &'a Page,
    /// The related claims that the document contains too.
    links: &'a HashMap<Address, ClaimSpot>,
}

#[derive(Debug)]
struct OpenClaim {
    row: Row,
    spot: ClaimSpot,
    page: Page,
    links: HashMap<Address, ClaimSpot>,
    /// Whether a passage of the current chapter was written.
    begun: bool,
}

impl OpenClaim {
    /// Returns the claim as a medium sees it. `alone` tells whether it is the only one.
    fn entry<'a>(&'a self, catalog: &'a Catalog, alone: bool) -> DossierEntry<'a> {
        let dossier = self.page.dossier();
        let of_dataset = catalog.dataset(self.row).heading.info.language.as_deref();
        DossierEntry {
            spot: self.spot.clone(),
            alone,
            language: dossier.claim.lang.as_deref().or(of_dataset),
            dossier,
            page: &self.page,
            links: &self.links,
        }
    }
}

impl DossierEntry<'_> {
    /// Returns the counts of a chapter's items, or an empty text if they aren't counted.
    pub(super) fn counts(&self, chapter: Chapter) -> &str {
        match chapter {
            Chapter::Evidence => self.page.counts(Part::Evidence),
            Chapter::Denials => self.page.counts(Part::Denials),
            _ => "",
        }
    }

    /// Returns the place of a related claim in the document.
    pub(super) fn link(&self, address: &Address) -> Option<&ClaimSpot> {
        self.links.get(address)
    }
}

/// The part that is written next.
#[derive(Debug, Clone, Copy)]
enum DossierStage {
    Cover,
    Entry(usize),
    Claim(usize),
    /// A passage of the open claim: the numbers of the claim, the chapter and the passage.
    Passage(usize, usize, usize),
    Source(usize),
    End,
}

#[derive(Debug)]
pub(super) struct DossierWriter<M> {
    selection: Selection,
    medium: M,
    sources: Sources,
    scopes: Vec<Scope>,
    /// The dossier from which the previous source was taken.
    last: Option<(Row, Arc<Dossier>)>,
    open: Option<OpenClaim>,
    at: DossierStage,
}

impl<M: Medium> DossierWriter<M> {
    pub(super) fn new(selection: Selection, medium: M) -> Self {
        let sources = Sources::default();
        Self {
            selection,
            medium,
            sources,
            scopes: Vec::new(),
            last: None,
            open: None,
            at: DossierStage::Cover,
        }
    }

    fn alone(&self) -> bool {
        self.selection.rows.len() == 1
    }

    fn cover(&mut self, out: &mut String, catalog: &Catalog) -> io::Result<DossierStage> {
        let datasets = self.selection.infos(catalog);
        let title = match (self.selection.rows.as_slice(), datasets.as_slice()) {
            ([row], _) => catalog.summary(*row).map_err(lost(catalog, *row))?.text.clone(),
            (_, [one]) => one.title.as_ref().unwrap_or(&one.id).clone(),
            _ => format!("Claims from {}", text::several(datasets.len(), "dataset")),
        };
        let mut languages = datasets.iter().map(|info| info.language.as_deref());
        let language = languages.next().flatten();
        let cover = Cover {
            title: title.into(),
            about: about::whole(&self.selection, catalog),
            language: language.filter(|first| languages.all(|other| other == Some(*first))),
            alone: self.alone(),
            datasets: self.abouts(catalog),
        };
        self.medium.cover(out, &cover);
        if self.alone() {
            self.medium.claims(out);
            return Ok(DossierStage::Claim(0));
        }
        self.medium.contents(out);
        Ok(DossierStage::Entry(0))
    }

    fn abouts(&self, catalog: &Catalog) -> Vec<DatasetDescription> {
        let datasets = self.selection.datasets.iter();
        datasets.filter_map(|it| catalog.datasets().get(*it)).map(DatasetDescription::of).collect()
    }

    fn entry(
        &mut self,
        out: &mut String,
        catalog: &Catalog,
        index: usize,
    ) -> io::Result<DossierStage> {
        let Some(row) = self.selection.rows.get(index).copied() else {
            self.medium.contents_end(out);
            self.medium.claims(out);
            return Ok(DossierStage::Claim(0));
        };
        let claim = catalog.summary(row).map_err(lost(catalog, row));
        let Some(claim) = readable(claim)? else { return Ok(DossierStage::Entry(index + 1)) };
        let entry = ContentsEntry {
            spot: self.spot(catalog, row, index),
            text: text::line(&claim.text).into_owned(),
            counts: counts(&claim).into(),
        };
        self.medium.entry(out, &entry);
        Ok(DossierStage::Entry(index + 1))
    }

    fn claim(
        &mut self,
        out: &mut String,
        catalog: &Catalog,
        index: usize,
        omissions: &mut Omissions,
    ) -> io::Result<DossierStage> {
        let Some(row) = self.selection.rows.get(index).copied() else {
            if self.sources.get(catalog, 1).is_some() {
                self.medium.sources(out);
            }
            return Ok(DossierStage::Source(1));
        };
        let dossier = catalog.dossier(row).map_err(lost(catalog, row));
        let Some(dossier) = omissions.unless_claim(dossier)? else {
            return Ok(DossierStage::Claim(index + 1));
        };
        for scope in dossier.claim.denials.iter().filter_map(|denial| denial.scope) {
            if !self.scopes.contains(&scope) {
                self.scopes.push(scope);
            }
        }
        let open = OpenClaim {
            row,
            spot: self.spot(catalog, row, index),
            page: Page::of(&dossier),
            links: self.links(catalog, &dossier),
            begun: false,
        };
        let entry = open.entry(catalog, self.alone());
        self.medium.claim(out, &entry);
        self.open = Some(open);
        Ok(DossierStage::Passage(index, 0, 0))
    }

    /// Writes a passage of the open claim, the end of a chapter, or the end of the claim.
    fn passage(
        &mut self,
        out: &mut String,
        catalog: &Catalog,
        index: usize,
        chapter: usize,
        number: usize,
    ) -> DossierStage {
        let alone = self.alone();
        let Some(open) = &mut self.open else { return DossierStage::Claim(index + 1) };
        let Some(of) = Chapter::ALL.get(chapter).copied() else {
            self.medium.claim_end(out, &open.entry(catalog, alone));
            self.open = None;
            return DossierStage::Claim(index + 1);
        };
        let Some(paragraphs) = open.page.passage(of, number) else {
            if std::mem::take(&mut open.begun) {
                self.medium.chapter_end(out, &open.entry(catalog, alone), of);
            }
            return DossierStage::Passage(index, chapter + 1, 0);
        };
        if !paragraphs.is_empty() {
            let begun = std::mem::replace(&mut open.begun, true);
            let entry = open.entry(catalog, alone);
            if !begun {
                self.medium.chapter(out, &entry, of);
            }
            let (row, sources) = (open.row, &mut self.sources);
            let passage = DossierPassage { chapter: of, number, paragraphs: &paragraphs };
            let cite = &mut |id: &str| sources.number(catalog, row, id);
            self.medium.passage(out, passage, &entry, cite);
        }
        DossierStage::Passage(index, chapter, number + 1)
    }

    fn links(&self, catalog: &Catalog, dossier: &Dossier) -> HashMap<Address, ClaimSpot> {
        let mut links = HashMap::new();
        for relation in &dossier.relations {
            if let Some(row) = self.selection.find(catalog, &relation.other)
                && let Some(place) = self.selection.place(row)
            {
                links.insert(relation.other.clone(), self.spot(catalog, row, place));
            }
        }
        links
    }

    fn spot(&self, catalog: &Catalog, row: Row, place: usize) -> ClaimSpot {
        ClaimSpot { number: place + 1, anchor: anchors::of_claim(catalog, &self.selection, row) }
    }

    fn source(
        &mut self,
        out: &mut String,
        catalog: &Catalog,
        number: usize,
        omissions: &mut Omissions,
    ) -> io::Result<DossierStage> {
        let Some((row, id)) = self.sources.get(catalog, number) else {
            return Ok(DossierStage::End);
        };
        // Sources that one claim cites follow each other, so its dossier is read once.
        let dossier = match self.last.take() {
            Some((last, dossier)) if last == row => dossier,
            _ => {
                let dossier = catalog.dossier(row).map_err(lost(catalog, row));
                let Some(dossier) = omissions.unless(dossier)? else {
                    return Ok(DossierStage::Source(number + 1));
                };
                dossier
            }
        };
        let sources = &mut self.sources;
        let mut cite = |id: &str| sources.number(catalog, row, id);
        self.medium.source(out, number, &id, &dossier, &mut cite);
        self.last = Some((row, dossier));
        Ok(DossierStage::Source(number + 1))
    }
}

impl<M: Medium> Steps for DossierWriter<M> {
    fn step(
        &mut self,
        out: &mut Vec<u8>,
        catalog: &Catalog,
        omissions: &mut Omissions,
    ) -> io::Result<bool> {
        let mut text = String::new();
        let next = match self.at {
            DossierStage::Cover => self.cover(&mut text, catalog)?,
            DossierStage::Entry(index) => self.entry(&mut text, catalog, index)?,
            DossierStage::Claim(index) => self.claim(&mut text, catalog, index, omissions)?,
            DossierStage::Passage(index, chapter, number) => {
                self.passage(&mut text, catalog, index, chapter, number)
            }
            DossierStage::Source(number) => self.source(&mut text, catalog, number, omissions)?,
            DossierStage::End => {
                let met = Scope::ALL.iter().filter(|scope| self.scopes.contains(scope));
                let end = DossierEnd {
                    scopes: met.copied().collect(),
                    sources: self.sources.get(catalog, 1).is_some(),
                    about: if self.alone() { self.abouts(catalog) } else { Vec::new() },
                };
                self.medium.end(&mut text, &end);
                out.extend_from_slice(text.as_bytes());
                return Ok(false);
            }
        };
        self.at = next;
        out.extend_from_slice(text.as_bytes());
        Ok(true)
    }
}

/// Returns a claim's status, rating and counts for the table of contents: "disputed · rated “False”
/// · 1 supports · 2 denials".
fn counts(claim: &Summary) -> String {
    let balance = &claim.balance;
    let denials = balance.full + balance.partial + balance.blanket;
    let status = claim.status.map_or("status not recorded", Status::words);
    let rating = match (&claim.verdict, claim.ratings) {
        (None, _) => "no rating recorded".to_owned(),
        (Some(label), 0 | 1) => format!("rated “{label}”"),
        (Some(label), ratings) => format!("rated “{label}” and {} more", ratings - 1),
    };
    let mut parts = vec![status.to_owned(), rating];
    let mut add = |count: usize, words: String| {
        if count > 0 {
            parts.push(words);
        }
    };
    add(balance.supports, format!("{} supports", balance.supports));
    add(balance.undercuts, format!("{} undercuts", balance.undercuts));
    add(balance.context, format!("{} context", balance.context));
    add(denials, text::several(denials, "denial"));
    add(balance.answers, text::several(balance.answers, "other answer"));
    parts.join(" · ")
}
