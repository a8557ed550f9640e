//! The scan that a completely read claim must yield.

use std::borrow::Cow;

use crate::catalog::claim_scan::{
    ClaimScan, DenialScan, EvidenceScan, HappenedScan, HistoryScan, JsonString, MadeScan,
    VerdictScan, WordingScan,
};
use crate::claim::{
    Claim, Denial, Evidence, Happened, History, Locator, Made, PartialDate, Recorded, Verdict,
    Wording,
};
use crate::json::ValidText;

/// Returns the expected scan of a claim.
pub(super) fn of(claim: &Claim) -> ClaimScan<'_> {
    ClaimScan {
        id: kept(&claim.id),
        text: kept(&claim.text),
        kind: claim.kind,
        status: claim.status,
        topics: claim.topics.iter().map(|topic| kept(topic)).collect(),
        happened: claim.happened.as_ref().map(happened),
        made: claim.made.iter().map(made).collect(),
        wordings: claim.wordings.iter().map(wording).collect(),
        evidence: claim.evidence.iter().map(evidence).collect(),
        denials: claim.denials.iter().map(denial).collect(),
        verdicts: claim.verdicts.iter().map(verdict).collect(),
        history: claim.history.iter().map(history).collect(),
        notes: given(claim.notes.as_ref()),
        unknown: claim.unknown_fields(),
    }
}

fn kept(text: &str) -> JsonString<'_> {
    JsonString(Cow::Borrowed(text))
}

fn text(field: Option<&String>) -> Option<JsonString<'_>> {
    field.map(|text| kept(text))
}

fn date(field: &Recorded<PartialDate>) -> Option<JsonString<'_>> {
    field.known().map(|date| kept(&date.0))
}

fn given(field: Option<&String>) -> Option<ValidText> {
    field.map(|_| ValidText)
}

fn within(locator: Option<&Locator>) -> usize {
    locator.map_or(0, |locator| locator.unknown.len())
}

fn happened(happened: &Happened) -> HappenedScan<'_> {
    HappenedScan {
        date: date(&happened.date),
        to: date(&happened.to),
        note: given(happened.note.as_ref()),
        unknown: happened.unknown.len(),
    }
}

fn made(made: &Made) -> MadeScan<'_> {
    MadeScan {
        by: text(made.by.as_ref()),
        interpreted_by: text(made.interpreted_by.as_ref()),
        source: text(made.source.as_ref()),
        date: date(&made.date),
        quote: given(made.quote.as_ref()),
        note: given(made.note.as_ref()),
        unknown: made.unknown.len() + within(made.locator.as_ref()),
    }
}

fn wording(wording: &Wording) -> WordingScan<'_> {
    WordingScan {
        source: text(wording.source.as_ref()),
        note: given(wording.note.as_ref()),
        unknown: wording.unknown.len() + within(wording.locator.as_ref()),
    }
}

fn evidence(evidence: &Evidence) -> EvidenceScan<'_> {
    let reliability = evidence.reliability.as_ref().map_or(0, |how| how.unknown.len());
    EvidenceScan {
        kind: evidence.kind,
        stance: evidence.stance,
        by: text(evidence.by.as_ref()),
        source: text(evidence.source.as_ref()),
        via: text(evidence.via.as_ref()),
        excerpt: given(evidence.excerpt.as_ref()),
        unknown: evidence.unknown.len() + within(evidence.locator.as_ref()) + reliability,
    }
}

fn denial(denial: &Denial) -> DenialScan<'_> {
    DenialScan {
        by: text(denial.by.as_ref()),
        on_behalf_of: text(denial.on_behalf_of.as_ref()),
        scope: denial.scope,
        source: text(denial.source.as_ref()),
        via: text(denial.via.as_ref()),
        quote: given(denial.quote.as_ref()),
        date: date(&denial.date),
        note: given(denial.note.as_ref()),
        unknown: denial.unknown.len() + within(denial.locator.as_ref()),
    }
}

fn verdict(verdict: &Verdict) -> VerdictScan<'_> {
    VerdictScan {
        by: text(verdict.by.as_ref()),
        label: text(verdict.label.as_ref()),
        source: text(verdict.source.as_ref()),
        date: date(&verdict.date),
        unknown: verdict.unknown.len(),
    }
}

fn history(history: &History) -> HistoryScan<'_> {
    HistoryScan { by: text(history.by.as_ref()), unknown: history.unknown.len() }
}
