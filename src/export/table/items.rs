//! The table with one row for each making, piece of evidence, denial and verdict.

use super::{Cells, ExportRows, date, party};
use crate::claim::{
    Chain, DatasetInfo, Denial, Dossier, Evidence, Locator, Made, NumberOrText, QuoteIs, Verdict,
    Vocabulary,
};
use crate::page;

pub(in crate::export) const ITEM_ROWS: ExportRows = ExportRows {
    columns: &[
        "claim",
        "item",
        "type",
        "stance_or_scope",
        "kind",
        "who",
        "on_behalf_of",
        "answers",
        "words",
        "whose_words",
        "note",
        "rating",
        "best_rating",
        "worst_rating",
        "scale",
        "reliability",
        "date",
        "where",
        "source",
        "reported_by",
        "url",
        "locator",
    ],
    row,
};

fn row(dossier: &Dossier, _: &DatasetInfo, number: usize) -> Option<Cells> {
    let claim = &dossier.claim;
    let mut place = number;
    let mut passed = |count: usize| {
        let here = (place < count).then_some(place);
        place = place.saturating_sub(count);
        here
    };
    let row = if let Some(index) = passed(claim.made.len()) {
        making(dossier, claim.made.get(index)?)
    } else if let Some(index) = passed(claim.evidence.len()) {
        evidence(dossier, claim.evidence.get(index)?)
    } else if let Some(index) = passed(claim.denials.len()) {
        denial_row(dossier, claim.denials.get(index)?)
    } else {
        verdict_row(dossier, claim.verdicts.get(passed(claim.verdicts.len())?)?)
    };
    Some(row.cells(dossier))
}

/// The values of a row before the columns of its claim are added.
#[derive(Default)]
struct Item<'a> {
    id: Option<&'a str>,
    what: &'static str,
    bearing: &'static str,
    kind: &'a str,
    who: String,
    on_behalf_of: String,
    answers: Option<&'a str>,
    words: Option<&'a str>,
    whose: Option<QuoteIs>,
    note: String,
    rating: [String; 4],
    reliability: &'static str,
    date: String,
    place: Option<&'a str>,
    source: Option<&'a str>,
    via: Option<&'a str>,
    locator: Option<&'a Locator>,
}

impl Item<'_> {
    fn cells(self, dossier: &Dossier) -> Cells {
        let whose = match (self.words, self.whose) {
            (Some(_), Some(whose)) => whose.name(),
            (Some(_), None) => "not recorded",
            (None, _) => "",
        };
        let [source, reported_by, url] = sources(dossier, self.source, self.via);
        let [rating, best, worst, scale] = self.rating;
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        vec![
            dossier.address.to_string(),
            text(self.id),
            self.what.to_owned(),
            self.bearing.to_owned(),
            self.kind.to_owned(),
            self.who,
            self.on_behalf_of,
            text(self.answers),
            text(self.words),
            whose.to_owned(),
            self.note,
            rating,
            best,
            worst,
            scale,
            self.reliability.to_owned(),
            self.date,
            text(self.place),
            source,
            reported_by,
            url,
            self.locator.map(page::locator).unwrap_or_default(),
        ]
    }
}

fn making<'a>(dossier: &Dossier, made: &'a Made) -> Item<'a> {
    let first = made.first.unwrap_or_default().then(|| "for the first time".to_owned());
    let by = made.interpreted_by.as_deref();
    let put = by.map(|by| format!("as put by {}", party(dossier, Some(by))));
    Item {
        what: "made",
        who: party(dossier, made.by.as_deref()),
        words: made.quote.as_deref(),
        whose: made.quote_is,
        note: prose(first.into_iter().chain(put).chain(made.note.clone())),
        date: date(&made.date),
        place: made.place.as_deref(),
        source: made.source.as_deref(),
        locator: made.locator.as_ref(),
        ..Item::default()
    }
}

fn evidence<'a>(dossier: &Dossier, evidence: &'a Evidence) -> Item<'a> {
    let reliability = evidence.reliability.as_ref();
    let why = reliability.and_then(|reliability| reliability.note.clone());
    Item {
        id: evidence.id.as_deref(),
        what: "evidence",
        bearing: evidence.stance.map_or("not recorded", Vocabulary::name),
        kind: evidence.kind.map(Vocabulary::name).unwrap_or_default(),
        who: evidence.by.as_deref().map(|by| party(dossier, Some(by))).unwrap_or_default(),
        words: evidence.excerpt.as_deref(),
        whose: evidence.excerpt_is,
        note: prose(evidence.summary.iter().chain(&why)),
        reliability: reliability.and_then(|it| it.level).map(Vocabulary::name).unwrap_or_default(),
        date: date(&evidence.date),
        source: evidence.source.as_deref(),
        via: evidence.via.as_deref(),
        locator: evidence.locator.as_ref(),
        ..Item::default()
    }
}

fn denial_row<'a>(dossier: &Dossier, denial: &'a Denial) -> Item<'a> {
    let body = denial.on_behalf_of.as_deref();
    Item {
        id: denial.id.as_deref(),
        what: "denial",
        bearing: denial.scope.map_or("not recorded", Vocabulary::name),
        kind: denial.channel.as_deref().unwrap_or_default(),
        who: party(dossier, denial.by.as_deref()),
        on_behalf_of: body.map(|body| party(dossier, Some(body))).unwrap_or_default(),
        answers: denial.answers.as_deref(),
        words: denial.quote.as_deref(),
        whose: denial.quote_is,
        note: denial.note.clone().unwrap_or_default(),
        date: date(&denial.date),
        source: denial.source.as_deref(),
        via: denial.via.as_deref(),
        locator: denial.locator.as_ref(),
        ..Item::default()
    }
}

fn verdict_row<'a>(dossier: &Dossier, verdict: &'a Verdict) -> Item<'a> {
    let number = |number: &Option<NumberOrText>| number.as_ref().map(ToString::to_string);
    let Verdict { value, best, worst, scale, .. } = verdict;
    let rating = [number(value), number(best), number(worst), scale.clone()];
    Item {
        what: "verdict",
        who: party(dossier, verdict.by.as_deref()),
        words: verdict.label.as_deref(),
        whose: verdict.label.as_ref().map(|_| QuoteIs::Verbatim),
        note: verdict.text.clone().unwrap_or_default(),
        rating: rating.map(Option::unwrap_or_default),
        date: date(&verdict.date),
        source: verdict.source.as_deref(),
        ..Item::default()
    }
}

/// Joins texts that are phrases or sentences.
fn prose<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> String {
    let mut out = String::new();
    for text in texts {
        let lead = match out.chars().next_back() {
            None => "",
            Some('.' | '!' | '?' | '…') => " ",
            Some(_) => "; ",
        };
        out.extend([lead, text.as_ref()]);
    }
    out
}

/// Returns an item's source: its title, the sources that report it, and an address to read it.
fn sources(dossier: &Dossier, source: Option<&str>, via: Option<&str>) -> [String; 3] {
    let Some(first) = source.or(via) else { return [const { String::new() }; 3] };
    let Chain { sources: chain, is_cut } = dossier.chain(first, via.filter(|via| *via != first));
    let name = |(index, (id, source)): (usize, &(&str, Option<&crate::claim::Source>))| match source
    {
        Some(source) if index == 0 => page::title(source),
        Some(source) => page::full_name(dossier, source),
        None => format!("{id} [no such source in the dataset]"),
    };
    let mut names = chain.iter().enumerate().map(name);
    let title = names.next().unwrap_or_default();
    let reported_by = super::several(names.chain(is_cut.then(|| "others".to_owned())));
    let url = chain.iter().find_map(|(_, source)| source.as_ref()?.url.known());
    [title, reported_by, url.cloned().unwrap_or_default()]
}
