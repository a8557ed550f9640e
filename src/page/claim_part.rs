//! The CLAIM part: the claim's sentence, its status, makers, verdicts, relations and notes.

use crate::claim::{
    Amount, Dossier, Happened, History, Issue, Link, Made, NumberOrText, Recorded, Verdict,
    Vocabulary, Wording,
};
use crate::text;

use super::Paragraphs;
use super::marked::{Chapter, Mark, Paragraph, ParagraphRole, Target};
use super::parties::{FirstMet, Parties};
use super::phrase::{self, CitedPlace, HANG};

/// The largest number of foreign records named as origins of an imported claim.
const ORIGINS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    Title,
    Standing,
    Made,
    Happened,
    Amount,
    Verdict,
    Relation,
    Fault,
    Wording,
    Notes,
    Correction,
    Imported,
    Address,
}

impl BlockKind {
    const ALL: [Self; 13] = [
        Self::Title,
        Self::Standing,
        Self::Made,
        Self::Happened,
        Self::Amount,
        Self::Verdict,
        Self::Relation,
        Self::Fault,
        Self::Wording,
        Self::Notes,
        Self::Correction,
        Self::Imported,
        Self::Address,
    ];

    fn chapter(self) -> Option<Chapter> {
        Some(match self {
            Self::Title | Self::Address => return None,
            Self::Standing | Self::Happened | Self::Amount => Chapter::Standing,
            Self::Made | Self::Wording => Chapter::Sayings,
            Self::Verdict => Chapter::Verdicts,
            Self::Relation => Chapter::Relations,
            Self::Fault => Chapter::Faults,
            Self::Notes | Self::Correction | Self::Imported => Chapter::Notes,
        })
    }

    fn count(self, dossier: &Dossier) -> usize {
        let claim = &dossier.claim;
        match self {
            Self::Title | Self::Standing | Self::Address => 1,
            // Without a maker, one block says that none is recorded.
            Self::Made => claim.made.len().max(1),
            Self::Happened => usize::from(claim.happened.is_some()),
            Self::Amount => claim.amounts.len(),
            Self::Verdict => claim.verdicts.len(),
            Self::Relation => dossier.relations.len(),
            Self::Fault => dossier.issues.len(),
            Self::Wording => claim.wordings.len(),
            Self::Notes => usize::from(claim.notes.is_some()),
            Self::Correction => claim.history.len(),
            Self::Imported => usize::from(!claim.imported_from().is_empty()),
        }
    }
}

/// The number of blocks of each kind, and the facts that a block needs about the others.
#[derive(Debug, PartialEq)]
pub(super) struct Outline {
    counts: [usize; BlockKind::ALL.len()],
    first_met: FirstMet,
    /// Whether every making of the claim cites the same source, or none does.
    is_of_one_source: bool,
}

impl Outline {
    pub(super) fn of(dossier: &Dossier) -> Self {
        let made = &dossier.claim.made;
        let one = made.first().map(|made| &made.source);
        let mut outline = Self {
            counts: BlockKind::ALL.map(|kind| kind.count(dossier)),
            first_met: FirstMet::new(),
            is_of_one_source: one.is_some_and(|one| made.iter().all(|made| made.source == *one)),
        };
        for (index, made) in made.iter().enumerate() {
            let names = [&made.by, &made.interpreted_by];
            outline.meet(dossier, BlockKind::Made, index, &names);
        }
        for (index, verdict) in dossier.claim.verdicts.iter().enumerate() {
            outline.meet(dossier, BlockKind::Verdict, index, &[&verdict.by]);
        }
        outline
    }

    fn meet(
        &mut self,
        dossier: &Dossier,
        kind: BlockKind,
        index: usize,
        names: &[&Option<String>],
    ) {
        let block = u32::try_from(self.first(kind) + index).unwrap_or(u32::MAX);
        let agents = names.iter().filter_map(|id| dossier.agents.get(id.as_deref()?));
        for agent in agents {
            if !self.first_met.contains_key(&agent.id) {
                self.first_met.insert(agent.id.clone(), block);
            }
        }
    }

    /// Returns the number of the first block of a kind.
    fn first(&self, kind: BlockKind) -> usize {
        let before =
            BlockKind::ALL.iter().zip(self.counts).take_while(|(other, _)| **other != kind);
        before.map(|(_, count)| count).sum()
    }

    pub(super) fn blocks(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Returns the block with this number among those of a chapter.
    pub(super) fn block_of(&self, chapter: Chapter, mut number: usize) -> Option<usize> {
        let mut first = 0;
        for (kind, count) in BlockKind::ALL.iter().zip(self.counts) {
            if kind.chapter() == Some(chapter) {
                if number < count {
                    return Some(first + number);
                }
                number -= count;
            }
            first += count;
        }
        None
    }

    /// Returns the kind of a block, and its number among those of its kind.
    fn place(&self, mut block: usize) -> Option<(BlockKind, usize)> {
        for (kind, count) in BlockKind::ALL.iter().zip(self.counts) {
            if block < count {
                return Some((*kind, block));
            }
            block -= count;
        }
        None
    }

    pub(super) fn block<'d>(&'d self, dossier: &'d Dossier, block: usize) -> Paragraphs<'d> {
        let Some((kind, index)) = self.place(block) else { return Box::new(std::iter::empty()) };
        let number = u32::try_from(block).unwrap_or(u32::MAX);
        let parties = Parties::within(dossier, &self.first_met, number);
        let lines = self.lines(dossier, kind, index, parties);
        match kind.chapter() {
            Some(chapter) => Box::new(lines.map(move |line| line.within(chapter))),
            None => lines,
        }
    }

    fn lines<'d>(
        &'d self,
        dossier: &'d Dossier,
        kind: BlockKind,
        index: usize,
        mut parties: Parties<'d>,
    ) -> Paragraphs<'d> {
        let claim = &dossier.claim;
        let one = |line: Paragraph| -> Paragraphs<'d> { Box::new(std::iter::once(line)) };
        let lines: Option<Paragraphs<'d>> = match kind {
            BlockKind::Title => Some(one(Paragraph::new(0, 0).push(Mark::Title, &claim.text))),
            BlockKind::Standing => Some(one(standing(dossier))),
            BlockKind::Made if claim.made.is_empty() => Some(one(unsaid())),
            BlockKind::Made => claim.made.get(index).map(|made| maker(dossier, &mut parties, made)),
            BlockKind::Happened => claim.happened.as_ref().map(|it| one(happened(it))),
            BlockKind::Amount => claim.amounts.get(index).map(|it| one(amount(it))),
            BlockKind::Verdict => claim.verdicts.get(index).map(|verdict| {
                verdict_lines(dossier, &mut parties, verdict, place_on_scale(dossier, verdict))
            }),
            BlockKind::Relation => dossier.relations.get(index).map(relation),
            BlockKind::Fault => dossier.issues.get(index).map(|it| self.fault(dossier, it)),
            BlockKind::Wording => claim.wordings.get(index).map(|it| wording_lines(dossier, it)),
            BlockKind::Notes => Some(Box::new(phrase::note(0, claim.notes.as_deref()))),
            BlockKind::Correction => claim.history.get(index).map(|it| correction(dossier, it)),
            BlockKind::Imported => imported(dossier).map(one),
            BlockKind::Address => Some(one(address(dossier))),
        };
        lines.unwrap_or_else(|| Box::new(std::iter::empty()))
    }
}

fn place_on_scale(dossier: &Dossier, verdict: &Verdict) -> Option<String> {
    dossier.scales.get(verdict.scale.as_deref()?)?.place(verdict.label.as_deref()?)
}

/// Returns the paragraph for a claim whose record names no maker.
fn unsaid() -> Paragraph {
    Paragraph::new(0, 0).push(Mark::Fault, "[the record names no claimant]")
}

/// Returns the paragraphs about a maker: who, where, when, in which words.
fn maker<'a>(dossier: &'a Dossier, parties: &mut Parties<'a>, made: &'a Made) -> Paragraphs<'a> {
    let line = Paragraph::new(0, HANG).plain("said by ");
    let line = parties.introduce(line, made.by.as_deref());
    let line = match made.first {
        Some(true) => line.plain(", for the first time"),
        _ => line,
    };
    let line = match &made.interpreted_by {
        Some(by) => parties.introduce(line.plain(", as put by "), Some(by)),
        None => line,
    };
    let line = line.dotted(made.place.as_ref());
    let quote = made.quote.iter();
    let cited =
        CitedPlace { source: made.source.as_deref(), via: None, locator: made.locator.as_ref() };
    let lines = std::iter::once(phrase::date(line, &made.date))
        .chain(quote.flat_map(|words| phrase::quotation(HANG, words, made.quote_is)))
        .chain(phrase::note(HANG, made.note.as_deref()))
        .chain(phrase::place(dossier, HANG, cited));
    Box::new(lines)
}

/// Returns the paragraph with the editor's status and the counts of evidence and denials.
fn standing(dossier: &Dossier) -> Paragraph {
    let claim = &dossier.claim;
    let line = Paragraph::new(0, HANG);
    let line = match claim.status {
        Some(status) => line.push(Mark::Strong, status.words().to_uppercase()),
        None => line.plain("status not recorded"),
    };
    let topics = (!claim.topics.is_empty()).then(|| claim.topics.join(", "));
    let line = line.dotted(claim.kind.map(Vocabulary::words)).dotted(topics);
    let balance = claim.balance();
    let counts = phrase::counts([
        (balance.supports, "supports"),
        (balance.undercuts, "undercuts"),
        (balance.context, "context"),
        (balance.full, plural(balance.full, "full denial", "full denials")),
        (balance.partial, plural(balance.partial, "partial denial", "partial denials")),
        (balance.blanket, plural(balance.blanket, "blanket denial", "blanket denials")),
        (balance.answers, plural(balance.answers, "other answer", "other answers")),
    ]);
    let counts = if counts.is_empty() { "no evidence, no denial".to_owned() } else { counts };
    line.dot().plain(&counts)
}

fn plural(count: usize, one: &'static str, several: &'static str) -> &'static str {
    if count == 1 { one } else { several }
}

fn happened(happened: &Happened) -> Paragraph {
    let line = Paragraph::new(0, HANG).plain("happened");
    let line = match (&happened.date, &happened.to) {
        (Recorded::Known(date), Recorded::Known(to)) => {
            phrase::written_date(phrase::written_date(line.plain(" "), date).plain(" to "), to)
        }
        (Recorded::Known(date), _) => phrase::written_date(line.plain(" "), date),
        (_, Recorded::Known(to)) => phrase::written_date(line.plain(" until "), to),
        (Recorded::NotThere, _) => line.plain(" (no date given)"),
        (Recorded::Absent, _) => line,
    };
    line.dotted(happened.place.as_ref()).dotted(happened.note.as_ref())
}

fn amount(amount: &Amount) -> Paragraph {
    let value = amount.value.as_ref().map(grouped).unwrap_or_default();
    let words = [amount.currency.as_deref(), Some(value.as_str()), amount.unit.as_deref()];
    let words: Vec<&str> = words.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    let line = Paragraph::new(0, HANG).push(Mark::Strong, words.join(" "));
    line.dotted(amount.what.as_ref())
}

/// Returns a whole number with commas between its thousands, and anything else as published.
fn grouped(value: &NumberOrText) -> String {
    let digits = value.to_string();
    if !matches!(value, NumberOrText::Number(_))
        || digits.len() < 5
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return digits;
    }
    text::grouped(&digits)
}

/// Returns the paragraphs of a rating as published: label, by whom, when, on which scale, why,
/// where.
fn verdict_lines<'a>(
    dossier: &'a Dossier,
    parties: &mut Parties<'a>,
    verdict: &'a Verdict,
    place: Option<String>,
) -> Paragraphs<'a> {
    let label = verdict.label.as_deref().unwrap_or("[no label recorded]");
    let line = Paragraph::new(0, HANG).plain("verdict: ").push(Mark::Strong, label);
    let line = parties.introduce(line.plain(", by "), verdict.by.as_deref());
    let line = line.dotted(verdict.value.as_ref().map(|value| rating(value, verdict)).or(place));
    let cited = CitedPlace { source: verdict.source.as_deref(), ..CitedPlace::default() };
    let lines = std::iter::once(phrase::date(line, &verdict.date))
        .chain(phrase::note(HANG, verdict.text.as_deref()))
        .chain(phrase::place(dossier, HANG, cited));
    Box::new(lines)
}

fn rating(value: &NumberOrText, verdict: &Verdict) -> String {
    match (&verdict.worst, &verdict.best) {
        (Some(worst), Some(best)) => {
            format!("{value} on a scale from {worst} (worst) to {best} (best)")
        }
        (None, Some(best)) => format!("{value}, best {best}"),
        (Some(worst), None) => format!("{value}, worst {worst}"),
        (None, None) => value.to_string(),
    }
}

/// The largest number of places of a fault that are named beside each claim that it concerns.
const MOST_PLACES: usize = 10;

impl Outline {
    /// Returns the paragraphs of a fault of a source, with its place in the source. Names the
    /// source only if it isn't the one that all makings of the claim cite.
    fn fault<'d>(&self, dossier: &'d Dossier, issue: &'d Issue) -> Paragraphs<'d> {
        let grave =
            issue.severity.map(|severity| format!(" ({})", severity.words())).unwrap_or_default();
        let kind = issue.kind.as_deref().map(|kind| format!(": {}", kind.replace('-', " ")));
        let head = format!("fault of the source{grave}{}.", kind.unwrap_or_default());
        let line = Paragraph::new(0, HANG).push(Mark::Fault, "! ").push(Mark::Strong, &head);
        let line = std::iter::once(line.plain(" ").plain(&issue.text));
        let mut at: Vec<String> =
            issue.locators.iter().take(MOST_PLACES).map(phrase::locator).collect();
        let more = issue.locators.len().saturating_sub(MOST_PLACES);
        at.extend((more > 0).then(|| format!("and {}", text::several(more, "more place"))));
        let at = at.join("; ");
        // If the claim comes from one source only, its faults need not name it.
        let first = dossier.claim.made.first().filter(|_| self.is_of_one_source);
        let place = if first.map(|made| &made.source) != Some(&issue.source) {
            let cited = CitedPlace { source: issue.source.as_deref(), ..CitedPlace::default() };
            let lead = if at.is_empty() { "" } else { ", " };
            phrase::place(dossier, HANG, cited).next().map(|place| place.plain(lead).plain(&at))
        } else if at.is_empty() {
            None
        } else {
            Some(Paragraph::new(HANG, HANG).plain("at ").plain(&at).piece(ParagraphRole::Place))
        };
        Box::new(phrase::close(line, place.into_iter(), Some(issue.id.clone())))
    }
}

fn relation(relation: &Link) -> Paragraphs<'_> {
    let line = Paragraph::new(0, HANG).plain(relation.words()).plain(": ");
    let line = match &relation.text {
        // A no-break blank keeps the arrow with the last word; alone on a line the arrow would have
        // no referent.
        Some(text) => line.link(&format!("{text}\u{a0}→"), Target::Claim(relation.other.clone())),
        None => {
            line.plain(&relation.other.claim).push(Mark::Fault, " [no such claim in the dataset]")
        }
    };
    Box::new(std::iter::once(line).chain(phrase::note(HANG, relation.note.as_deref())))
}

fn wording_lines<'a>(dossier: &'a Dossier, wording: &'a Wording) -> Paragraphs<'a> {
    let words = wording.text.as_deref().unwrap_or("[no words recorded]");
    let line = Paragraph::new(0, HANG).plain("stated elsewhere as: ").push(Mark::Quote, words);
    let cited = CitedPlace {
        source: wording.source.as_deref(),
        via: None,
        locator: wording.locator.as_ref(),
    };
    let lines = std::iter::once(line)
        .chain(phrase::note(HANG, wording.note.as_deref()))
        .chain(phrase::place(dossier, HANG, cited));
    Box::new(lines)
}

fn correction<'a>(dossier: &'a Dossier, change: &History) -> Paragraphs<'a> {
    let line = Paragraph::new(0, HANG).plain("corrected");
    let line = phrase::date(line, &change.at).plain(": ");
    let line = line.plain(change.what.as_deref().unwrap_or("[change not recorded]"));
    let line = line.dotted(change.by.as_ref().map(|by| dossier.party(by).name()));
    let before = change.before.as_ref().map(|before| format!("before: {before}"));
    let before: Vec<Paragraph> = phrase::note(HANG, before.as_deref()).collect();
    Box::new(std::iter::once(line).chain(before))
}

/// Returns the paragraph with the claim's address and the place of its record, for citing and
/// correcting it.
fn address(dossier: &Dossier) -> Paragraph {
    let origin = &dossier.origin;
    let words = format!("{} · {}:{}", dossier.address, origin.file, origin.line);
    Paragraph::new(0, HANG).push(Mark::Aside, &words)
}

/// Returns the paragraph that names the foreign records that the claim was imported from; the first
/// few of many.
fn imported(dossier: &Dossier) -> Option<Paragraph> {
    let all = dossier.claim.imported_from();
    let first = all.iter().take(ORIGINS).map(|(file, line)| format!("{file}:{line}"));
    let mut words = first.collect::<Vec<_>>().join(", ");
    if all.len() > ORIGINS {
        words = format!("{words} and {} more", all.len() - ORIGINS);
    }
    let line = Paragraph::new(0, HANG);
    (!all.is_empty()).then(|| line.push(Mark::Aside, format!("imported from {words}")))
}
