//! The CLAIM part: the sentence, and what qualifies it.

use std::collections::BTreeMap;

use crate::claim::{
    Amount, Dossier, Happened, History, Issue, Link, Made, NumberOrText, Recorded, Scale, Term,
    Verdict, Wording,
};

use super::Section;
use super::marked::{Chapter, Mark, Paragraph, Piece, Target};
use super::parties::Parties;
use super::phrase::{self, Cited};

/// Columns that second lines hang by.
const HANG: usize = 2;

/// How many foreign records are named that a claim was imported from.
const ORIGINS: usize = 3;

pub(super) fn section(dossier: &Dossier) -> Section {
    let claim = &dossier.claim;
    let mut lines = vec![Paragraph::new(0, 0).push(Mark::Title, &claim.text)];
    let mut add = |chapter: Chapter, paragraphs: Vec<Paragraph>| {
        lines.extend(paragraphs.into_iter().map(|line| line.within(chapter)));
    };
    let mut parties = Parties::of(dossier);
    add(Chapter::Standing, vec![standing(dossier)]);
    add(Chapter::Sayings, makers(dossier, &mut parties));
    add(Chapter::Standing, claim.happened.iter().map(happened).collect());
    add(Chapter::Standing, claim.amounts.iter().map(amount).collect());
    let scales = dossier.scales.iter().filter_map(|(id, it)| Some((&**id, Ranked::of(it)?)));
    let scales: BTreeMap<&str, Ranked> = scales.collect();
    for verdict in &claim.verdicts {
        let scale = verdict.scale.as_deref().and_then(|id| scales.get(id));
        let place = scale.zip(verdict.label.as_deref()).and_then(|(it, label)| it.place(label));
        add(Chapter::Verdicts, verdict_lines(dossier, &mut parties, verdict, place));
    }
    add(Chapter::Relations, dossier.relations.iter().flat_map(relation).collect());
    add(Chapter::Faults, dossier.issues.iter().flat_map(|issue| fault(dossier, issue)).collect());
    for wording in &claim.wordings {
        add(Chapter::Sayings, wording_lines(dossier, wording));
    }
    add(Chapter::Notes, phrase::note(0, claim.notes.as_deref()));
    for change in &claim.history {
        add(Chapter::Notes, correction(dossier, change));
    }
    add(Chapter::Notes, imported(dossier).into_iter().collect());
    lines.push(address(dossier));
    Section { counts: String::new(), paragraphs: lines }
}

/// Everybody who says it.
fn makers<'a>(dossier: &'a Dossier, parties: &mut Parties<'a>) -> Vec<Paragraph> {
    let made = &dossier.claim.made;
    if made.is_empty() {
        let words = "[the record names nobody who says so]";
        return vec![Paragraph::new(0, 0).push(Mark::Fault, words)];
    }
    made.iter().flat_map(|made| maker(dossier, parties, made)).collect()
}

/// Who says it, where and when, in which words.
fn maker<'a>(dossier: &'a Dossier, parties: &mut Parties<'a>, made: &'a Made) -> Vec<Paragraph> {
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
    let line = match &made.place {
        Some(place) => line.dot().plain(place),
        None => line,
    };
    let mut lines = vec![phrase::date(line, &made.date)];
    if let Some(quote) = &made.quote {
        lines.extend(phrase::quotation(HANG, quote, made.quote_is));
    }
    lines.extend(phrase::note(HANG, made.note.as_deref()));
    let cited = Cited { source: made.source.as_deref(), via: None, locator: made.locator.as_ref() };
    lines.extend(phrase::place(dossier, HANG, cited));
    lines
}

/// The editor's status beside the counts that the record itself yields.
fn standing(dossier: &Dossier) -> Paragraph {
    let claim = &dossier.claim;
    let line = Paragraph::new(0, HANG);
    let line = match claim.status {
        Some(status) => line.push(Mark::Strong, &status.words().to_uppercase()),
        None => line.plain("status not recorded"),
    };
    let line = match claim.kind {
        Some(kind) => line.dot().plain(kind.words()),
        None => line,
    };
    let line = match claim.topics.as_slice() {
        [] => line,
        topics => line.dot().plain(&topics.join(", ")),
    };
    let balance = claim.balance();
    let counts = phrase::counts(&[
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
    let line = match &happened.place {
        Some(place) => line.dot().plain(place),
        None => line,
    };
    match &happened.note {
        Some(note) => line.dot().plain(note),
        None => line,
    }
}

fn amount(amount: &Amount) -> Paragraph {
    let value = amount.value.as_ref().map(grouped).unwrap_or_default();
    let words = [amount.currency.as_deref(), Some(value.as_str()), amount.unit.as_deref()];
    let words: Vec<&str> = words.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    let line = Paragraph::new(0, HANG).push(Mark::Strong, &words.join(" "));
    match &amount.what {
        Some(what) => line.dot().plain(what),
        None => line,
    }
}

/// A number with its thousands set apart; anything that is no whole number as published.
fn grouped(value: &NumberOrText) -> String {
    let digits = value.to_string();
    if !matches!(value, NumberOrText::Number(_))
        || digits.len() < 5
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return digits;
    }
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A rating as published: label, by whom, when, on which scale, why, where.
fn verdict_lines<'a>(
    dossier: &'a Dossier,
    parties: &mut Parties<'a>,
    verdict: &'a Verdict,
    place: Option<String>,
) -> Vec<Paragraph> {
    let label = verdict.label.as_deref().unwrap_or("[no label recorded]");
    let line = Paragraph::new(0, HANG).plain("verdict: ").push(Mark::Strong, label);
    let line = parties.introduce(line.plain(", by "), verdict.by.as_deref());
    let line = match (&verdict.value, place) {
        (Some(value), _) => line.dot().plain(&rating(value, verdict)),
        (None, Some(place)) => line.dot().plain(&place),
        (None, None) => line,
    };
    let mut lines = vec![phrase::date(line, &verdict.date)];
    lines.extend(phrase::note(HANG, verdict.text.as_deref()));
    let cited = Cited { source: verdict.source.as_deref(), ..Cited::default() };
    lines.extend(phrase::place(dossier, HANG, cited));
    lines
}

/// The labels of a scale in their order, each with its place: made once for all verdicts on it.
struct Ranked<'d> {
    places: BTreeMap<&'d str, usize>,
    first: &'d str,
    last: &'d str,
}

impl<'d> Ranked<'d> {
    fn of(scale: &'d Scale) -> Option<Self> {
        let ranked = scale.labels.iter().filter_map(|it| Some((it.rank?, it.label.as_deref()?)));
        let mut ranked: Vec<(f64, &str)> = ranked.collect();
        ranked.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let ((_, first), (_, last)) = ranked.first().zip(ranked.last())?;
        let places = ranked.iter().map(|(_, label)| *label).zip(1..);
        Some(Self { places: places.collect(), first, last })
    }

    /// The place of a label: "3 of 6, from “pants-fire” to “true”". Which end is the better one the
    /// ranks don’t say.
    fn place(&self, label: &str) -> Option<String> {
        let place = self.places.get(label)?;
        let Self { places, first, last } = self;
        Some(format!("{place} of {}, from “{first}” to “{last}”", places.len()))
    }
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

/// A fault of a source, and where in it. The source is named only where it isn't the one
/// that the claim itself stands in.
fn fault(dossier: &Dossier, issue: &Issue) -> Vec<Paragraph> {
    let grave = issue.severity.map(|severity| format!("{} ", severity.words())).unwrap_or_default();
    let kind = issue.kind.as_deref().map(|kind| format!(": {}", kind.replace('-', " ")));
    let head = format!("{grave}fault of the source{}.", kind.unwrap_or_default());
    let line = Paragraph::new(0, HANG).push(Mark::Fault, "! ").push(Mark::Strong, &head);
    let lines = vec![line.plain(" ").plain(&issue.text)];
    let at: Vec<String> = issue.locators.iter().map(phrase::locator).collect();
    let at = at.join("; ");
    // Where the claim comes from one source only, its faults need not name it.
    let mut makers = dossier.claim.made.iter();
    let of_claim = !dossier.claim.made.is_empty() && makers.all(|made| made.source == issue.source);
    let place = if !of_claim {
        let cited = Cited { source: issue.source.as_deref(), ..Cited::default() };
        let place = phrase::place(dossier, HANG, cited).into_iter().take(1);
        let lead = if at.is_empty() { "" } else { ", " };
        place.map(|place| place.plain(lead).plain(&at)).collect()
    } else if at.is_empty() {
        Vec::new()
    } else {
        vec![Paragraph::new(HANG, HANG).plain("at ").plain(&at).piece(Piece::Place)]
    };
    phrase::close(lines, place, Some(&issue.id))
}

fn relation(relation: &Link) -> Vec<Paragraph> {
    let line = Paragraph::new(0, HANG).plain(relation.words()).plain(": ");
    let line = match &relation.text {
        // The arrow stays with the last word: alone on a line it would point from nowhere.
        Some(text) => line.link(&format!("{text}\u{a0}→"), Target::Claim(relation.other.clone())),
        None => {
            line.plain(&relation.other.claim).push(Mark::Fault, " [no such claim in the dataset]")
        }
    };
    let mut lines = vec![line];
    lines.extend(phrase::note(HANG, relation.note.as_deref()));
    lines
}

fn wording_lines(dossier: &Dossier, wording: &Wording) -> Vec<Paragraph> {
    let words = wording.text.as_deref().unwrap_or("[no words recorded]");
    let line = Paragraph::new(0, HANG).plain("put elsewhere as: ").push(Mark::Quote, words);
    let mut lines = vec![line];
    lines.extend(phrase::note(HANG, wording.note.as_deref()));
    let cited =
        Cited { source: wording.source.as_deref(), via: None, locator: wording.locator.as_ref() };
    lines.extend(phrase::place(dossier, HANG, cited));
    lines
}

fn correction(dossier: &Dossier, change: &History) -> Vec<Paragraph> {
    let line = Paragraph::new(0, HANG).plain("corrected");
    let line = phrase::date(line, &change.at).plain(": ");
    let line = line.plain(change.what.as_deref().unwrap_or("[not recorded what]"));
    let line = match &change.by {
        Some(by) => line.dot().plain(dossier.party(by).name()),
        None => line,
    };
    let before = change.before.as_ref().map(|before| format!("before: {before}"));
    let mut lines = vec![line];
    lines.extend(phrase::note(HANG, before.as_deref()));
    lines
}

/// Where the record stands, for citing and mending it.
fn address(dossier: &Dossier) -> Paragraph {
    let origin = &dossier.origin;
    let words = format!("{} · {}:{}", dossier.address, origin.file, origin.line);
    Paragraph::new(0, HANG).push(Mark::Aside, &words)
}

/// Where the foreign records stand that the claim was imported from; of many, the first.
fn imported(dossier: &Dossier) -> Option<Paragraph> {
    let all = dossier.claim.imported_from();
    let first = all.iter().take(ORIGINS).map(|(file, line)| format!("{file}:{line}"));
    let mut words = first.collect::<Vec<_>>().join(", ");
    if all.len() > ORIGINS {
        words = format!("{words} and {} more", all.len() - ORIGINS);
    }
    let line = Paragraph::new(0, HANG);
    (!all.is_empty()).then(|| line.push(Mark::Aside, &format!("imported from {words}")))
}
