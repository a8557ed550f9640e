//! The table with one row for each claim.

use hashbrown::HashSet;

use super::{Cells, ExportRows, date, party, several};
use crate::claim::{Amount, Claim, DatasetInfo, Dossier, Scope, Stance, Vocabulary};
use crate::page;

pub(in crate::export) const CLAIM_ROWS: ExportRows = ExportRows {
    columns: &[
        "claim",
        "text",
        "language",
        "kind",
        "status",
        "topics",
        "said_by",
        "said_on",
        "said_where",
        "happened",
        "happened_until",
        "happened_where",
        "amounts",
        "supports",
        "undercuts",
        "context",
        "full_denials",
        "partial_denials",
        "blanket_denials",
        "non_denials",
        "context_answers",
        "no_comments",
        "unclear_answers",
        "answered_by",
        "verdicts",
        "sources",
        "addresses",
        "notes",
    ],
    row,
};

fn row(dossier: &Dossier, info: &DatasetInfo, number: usize) -> Option<Cells> {
    if number > 0 {
        return None;
    }
    let claim = &dossier.claim;
    let mut cells = vec![
        dossier.address.to_string(),
        claim.text.clone(),
        claim.lang.clone().or_else(|| info.language.clone()).unwrap_or_default(),
        claim.kind.map(Vocabulary::name).unwrap_or_default().to_owned(),
        claim.status.map(Vocabulary::name).unwrap_or_default().to_owned(),
        several(&claim.topics),
    ];
    cells.extend(sayings(dossier));
    cells.extend(happened(claim));
    cells.push(several(claim.amounts.iter().map(amount)));
    cells.extend(counts(claim));
    cells.push(several(names(dossier, claim.denials.iter().map(|denial| &denial.by))));
    cells.push(several(claim.verdicts.iter().map(|verdict| {
        let label = verdict.label.as_deref().unwrap_or("[no label recorded]");
        format!("{label} ({})", party(dossier, verdict.by.as_deref()))
    })));
    cells.extend(sources(dossier));
    cells.push(claim.notes.clone().unwrap_or_default());
    Some(cells)
}

/// Returns who makes the claim, when and where. Each cell has as many entries as there are makers,
/// so that the entries correspond.
fn sayings(dossier: &Dossier) -> [String; 3] {
    let made = &dossier.claim.made;
    if made.is_empty() {
        return ["[the record names no claimant]".into(), String::new(), String::new()];
    }
    let each = |of: &dyn Fn(&crate::claim::Made) -> String| {
        let texts: Vec<String> = made.iter().map(of).collect();
        if texts.iter().all(String::is_empty) { String::new() } else { texts.join("; ") }
    };
    [
        each(&|made| party(dossier, made.by.as_deref())),
        each(&|made| date(&made.date)),
        each(&|made| made.place.clone().unwrap_or_default()),
    ]
}

fn happened(claim: &Claim) -> [String; 3] {
    let Some(happened) = &claim.happened else { return [const { String::new() }; 3] };
    [date(&happened.date), date(&happened.to), happened.place.clone().unwrap_or_default()]
}

fn amount(amount: &Amount) -> String {
    let value = amount.value.as_ref().map(ToString::to_string);
    let words = [amount.currency.clone(), value, amount.unit.clone()];
    let words = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    match &amount.what {
        Some(what) => format!("{words} ({what})"),
        None => words,
    }
}

/// Returns the counts of evidence by stance, and of denials and answers by scope.
fn counts(claim: &Claim) -> Vec<String> {
    let stances = Stance::ALL.iter().map(|stance| {
        claim.evidence.iter().filter(|evidence| evidence.stance == Some(*stance)).count()
    });
    let scopes = Scope::ALL
        .iter()
        .map(|scope| claim.denials.iter().filter(|denial| denial.scope == Some(*scope)).count());
    stances.chain(scopes).map(|count| count.to_string()).collect()
}

/// Returns the names of agents, without duplicates.
fn names<'a>(dossier: &Dossier, ids: impl Iterator<Item = &'a Option<String>>) -> Vec<String> {
    let mut met = HashSet::new();
    let names = ids.map(|id| party(dossier, id.as_deref()));
    names.filter(|name| met.insert(name.clone())).collect()
}

/// Returns the titles and the addresses of the cited sources, without duplicates, in record order.
fn sources(dossier: &Dossier) -> [String; 2] {
    let mut met = HashSet::new();
    let cited: Vec<&str> = dossier.claim.source_ids().filter(|id| met.insert(*id)).collect();
    let titles = cited.iter().map(|id| match dossier.sources.get(*id) {
        Some(source) => page::title(source),
        None => format!("{id} [no such source in the dataset]"),
    });
    let urls = cited.iter().filter_map(|id| dossier.sources.get(*id)?.url.known());
    [several(titles), several(urls)]
}
