//! Collects all texts of a record.

use std::borrow::Cow;

use serde_json::Value;

use crate::catalog::{Catalog, Row};
use crate::claim::{
    Amount, Claim, Denial, Evidence, Happened, History, Issue, Locator, Made, NumberOrText,
    PartialDate, Recorded, Unknown, Verdict, Wording,
};
use crate::text;

/// Returns every text of a claim's record, as a page shows it, including references that lead
/// nowhere. Words from closed lists (`full`, `verbatim`) are not texts, nor are the ids of items.
pub(super) fn texts<'a>(catalog: &'a Catalog, row: Row, claim: &'a Claim) -> Vec<Cow<'a, str>> {
    let mut texts = ClaimTexts { all: vec![Cow::Borrowed(claim.text.as_str())] };
    texts.add([&claim.id]);
    texts.add(&claim.notes);
    texts.add(&claim.topics);
    claim.happened.iter().for_each(|happened| texts.add_happened(happened));
    claim.amounts.iter().for_each(|amount| texts.add_amount(amount));
    claim.made.iter().for_each(|made| texts.add_made(made));
    claim.wordings.iter().for_each(|wording| texts.add_wording(wording));
    claim.evidence.iter().for_each(|evidence| texts.add_evidence(evidence));
    claim.denials.iter().for_each(|denial| texts.add_denial(denial));
    claim.verdicts.iter().for_each(|verdict| texts.add_verdict(verdict));
    claim.history.iter().for_each(|change| texts.add_history(change));
    claim.ext.iter().for_each(|foreign| texts.add_foreign(foreign));
    for (file, line) in claim.imported_from() {
        texts.all.push(Cow::Owned(format!("{file}:{line}")));
    }
    texts.add_unknown(&claim.unknown);
    texts.add_dangling(catalog, row, claim);
    texts.all
}

/// Returns every text of a source fault that a page shows, except for the names of its source.
pub(super) fn fault_texts(issue: &Issue) -> Vec<Cow<'_, str>> {
    let mut texts = ClaimTexts { all: vec![Cow::Borrowed(issue.text.as_str())] };
    texts.add([&issue.id]);
    texts.add(&issue.kind);
    texts.all.extend(issue.kind.iter().map(|kind| Cow::Owned(kind.replace('-', " "))));
    issue.locators.iter().for_each(|locator| texts.add_locator(Some(locator)));
    texts.all
}

/// Returns the ids of a claim's evidence and denials, as a page shows them.
pub(super) fn item_ids(claim: &Claim) -> impl Iterator<Item = String> {
    let evidence = claim.evidence.iter().map(|item| &item.id);
    let denials = claim.denials.iter().map(|item| &item.id);
    evidence.chain(denials).flatten().map(|id| format!("#{id}"))
}

/// Returns a number with commas between its thousands, as a page shows it, if it has five digits or
/// more.
fn grouped(value: &NumberOrText) -> Option<String> {
    let NumberOrText::Number(number) = value else { return None };
    number.to_string().parse().ok().filter(|number| *number >= 10_000).map(text::thousands)
}

struct ClaimTexts<'a> {
    all: Vec<Cow<'a, str>>,
}

impl<'a> ClaimTexts<'a> {
    fn add(&mut self, texts: impl IntoIterator<Item = &'a String>) {
        self.all.extend(texts.into_iter().map(|text| Cow::Borrowed(text.as_str())));
    }

    fn add_all<const N: usize>(&mut self, texts: [&'a Option<String>; N]) {
        self.add(texts.into_iter().flatten());
    }

    fn add_date(&mut self, date: &'a Recorded<PartialDate>) {
        self.add(date.known().map(|date| &date.0));
    }

    fn add_number(&mut self, number: Option<&'a NumberOrText>) {
        self.all.extend(number.map(|number| Cow::Owned(number.to_string())));
    }

    /// Adds the references that lead nowhere. A page shows them in place of names.
    fn add_dangling(&mut self, catalog: &Catalog, row: Row, claim: &'a Claim) {
        let dataset = catalog.dataset(row);
        let agents = claim.agent_ids().filter(|id| dataset.agents.find(id).is_none());
        let sources = claim.source_ids().filter(|id| dataset.sources.find(id).is_none());
        self.all.extend(agents.chain(sources).map(Cow::Borrowed));
    }

    fn add_locator(&mut self, locator: Option<&'a Locator>) {
        let Some(locator) = locator else { return };
        self.add_number(locator.page.as_ref());
        self.add(&locator.section);
        let sentence = locator.sentence.map(|sentence| format!(".{sentence}")).unwrap_or_default();
        let paragraph = locator.paragraph.map(|paragraph| format!("¶{paragraph}{sentence}"));
        let characters = locator.characters.map(|[from, to]| format!("{from}–{to}"));
        let numbers = [locator.sentence, locator.line].map(|it| it.map(|it| it.to_string()));
        let numbers = numbers.into_iter().chain([paragraph, characters]).flatten();
        self.all.extend(numbers.map(Cow::Owned));
        self.add_number(locator.timecode.as_ref());
        self.add(&locator.fragment);
        self.add_unknown(&locator.unknown);
    }

    fn add_happened(&mut self, happened: &'a Happened) {
        self.add_date(&happened.date);
        self.add_date(&happened.to);
        self.add_all([&happened.place, &happened.note]);
        self.add_unknown(&happened.unknown);
    }

    fn add_amount(&mut self, amount: &'a Amount) {
        self.add_number(amount.value.as_ref());
        self.all.extend(amount.value.as_ref().and_then(grouped).map(Cow::Owned));
        self.add_all([&amount.currency, &amount.unit, &amount.what]);
        self.add_unknown(&amount.unknown);
    }

    fn add_made(&mut self, made: &'a Made) {
        self.add_date(&made.date);
        self.add_all([&made.place, &made.quote, &made.note]);
        self.add_locator(made.locator.as_ref());
        self.add_unknown(&made.unknown);
    }

    fn add_wording(&mut self, wording: &'a Wording) {
        self.add_all([&wording.text, &wording.note]);
        self.add_locator(wording.locator.as_ref());
        self.add_unknown(&wording.unknown);
    }

    fn add_evidence(&mut self, evidence: &'a Evidence) {
        self.add_all([&evidence.excerpt, &evidence.summary]);
        self.add_date(&evidence.date);
        self.add_locator(evidence.locator.as_ref());
        if let Some(reliability) = &evidence.reliability {
            self.add(&reliability.note);
            self.add_unknown(&reliability.unknown);
        }
        self.add_unknown(&evidence.unknown);
    }

    fn add_denial(&mut self, denial: &'a Denial) {
        self.add_all([&denial.quote, &denial.answers, &denial.channel, &denial.note]);
        self.add_date(&denial.date);
        self.add_locator(denial.locator.as_ref());
        self.add_unknown(&denial.unknown);
    }

    fn add_verdict(&mut self, verdict: &'a Verdict) {
        self.add_all([&verdict.label, &verdict.text]);
        for number in [&verdict.value, &verdict.worst, &verdict.best] {
            self.add_number(number.as_ref());
        }
        self.add_date(&verdict.date);
        self.add_unknown(&verdict.unknown);
    }

    fn add_history(&mut self, change: &'a History) {
        self.add_date(&change.at);
        self.add_all([&change.what, &change.before]);
        self.add_unknown(&change.unknown);
    }

    fn add_unknown(&mut self, unknown: &'a Unknown) {
        unknown.values().for_each(|value| self.add_foreign(value));
    }

    /// Adds the texts of foreign JSON. The catalog limits its nesting, so recursion is safe.
    fn add_foreign(&mut self, value: &'a Value) {
        match value {
            Value::String(text) => self.add([text]),
            Value::Array(values) => values.iter().for_each(|value| self.add_foreign(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.add_foreign(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
