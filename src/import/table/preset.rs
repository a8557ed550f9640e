//! The fixed properties of common tables: the columns of those without a header, column names that only
//! they have, and the party that rates.

use super::field::ColumnField;
use super::guess::Names;
use crate::import::Format;

/// A column of a table without a header: its name, and its field if it has one.
type Known = (&'static str, Option<ColumnField>);

/// The fixed properties of a table format.
#[derive(Debug)]
pub(super) struct Preset {
    /// The columns of tables without a header, in their order, one list for each form; the usual
    /// form first.
    pub(super) forms: &'static [&'static [Known]],
    /// The column names that have a meaning in this format only.
    pub(super) names: Names,
    /// Whether all other names have no meaning.
    pub(super) only_names: bool,
    /// The party that rates, if no column gives one.
    pub(super) rated_by: Option<&'static str>,
    /// The known ratings, the worst first.
    pub(super) labels: &'static [&'static str],
    /// Whether claimants are named by slugs such as `barack-obama`.
    pub(super) slugs: bool,
}

/// PolitiFact’s ratings as LIAR writes them, the worst first.
pub(super) const LABELS: &[&str] =
    &["pants-fire", "false", "barely-true", "half-true", "mostly-true", "true"];

const NOTHING: Preset =
    Preset { forms: &[], names: &[], only_names: false, rated_by: None, labels: &[], slugs: false };

/// LIAR (Wang 2017). Three columns describe the speaker; the party is `none` in most rows, so only
/// the job is used.
const LIAR: Preset = Preset {
    forms: &[LIAR_COLUMNS, LIAR_PLUS_COLUMNS],
    rated_by: Some("PolitiFact"),
    labels: LABELS,
    slugs: true,
    ..NOTHING
};

const LIAR_COLUMNS: &[Known] = LIAR_PLUS_COLUMNS.split_at(1).1;

/// LIAR-PLUS (Alhindi et al. 2018) adds a number in front, and the justification at the end.
const LIAR_PLUS_COLUMNS: &[Known] = &[
    ("index", None),
    ("id", Some(ColumnField::Id)),
    ("label", Some(ColumnField::Verdict)),
    ("statement", Some(ColumnField::Claim)),
    ("subjects", Some(ColumnField::Topic)),
    ("speaker", Some(ColumnField::By)),
    ("job", Some(ColumnField::ByRole)),
    ("state", None),
    ("party", None),
    ("barely-true", None),
    ("false", None),
    ("half-true", None),
    ("mostly-true", None),
    ("pants-fire", None),
    ("context", Some(ColumnField::Where)),
    ("justification", Some(ColumnField::VerdictText)),
];

/// PUBHEALTH (Kotonya and Toni 2020). The date is that of the article; if no site is named, the
/// fact-checkers are.
const PUBHEALTH: Preset = Preset {
    names: &[
        ("claim", ColumnField::Claim),
        ("label", ColumnField::Verdict),
        ("site", ColumnField::VerdictBy),
        ("factcheckingsite", ColumnField::VerdictBy),
        ("publisher", ColumnField::VerdictBy),
        ("factcheckers", ColumnField::VerdictBy),
        ("datepublished", ColumnField::VerdictDate),
        ("date", ColumnField::VerdictDate),
        ("url", ColumnField::VerdictUrl),
        ("factcheckurl", ColumnField::VerdictUrl),
        ("explanation", ColumnField::VerdictText),
        ("claimurl", ColumnField::SourceUrl),
        ("subjects", ColumnField::Topic),
        ("sources", ColumnField::Evidence),
        ("sourceurl", ColumnField::EvidenceUrl),
        ("sourceurls", ColumnField::EvidenceUrl),
        ("claimid", ColumnField::Id),
        ("id", ColumnField::Id),
    ],
    only_names: true,
    ..NOTHING
};

/// Scrapes of PolitiFact. A common one calls the speaker `source` and the rating `target`.
const POLITIFACT: Preset = Preset {
    names: &[
        ("people", ColumnField::By),
        ("source", ColumnField::By),
        ("target", ColumnField::Verdict),
        ("body", ColumnField::VerdictText),
        ("fulltext", ColumnField::VerdictText),
        ("politifactstatement", ColumnField::Claim),
    ],
    rated_by: Some("PolitiFact"),
    labels: LABELS,
    ..NOTHING
};

impl Preset {
    /// Returns the fixed properties of a format.
    pub(super) fn of(format: Format) -> &'static Self {
        match format {
            Format::Liar => &LIAR,
            Format::Pubhealth => &PUBHEALTH,
            Format::Politifact => &POLITIFACT,
            _ => &NOTHING,
        }
    }

    /// Returns the rating of the format that a label denotes, however it is written:
    /// `Pants on Fire!`, `mostly_true`.
    pub(super) fn label(&self, words: &str) -> Option<&'static str> {
        label(words).filter(|label| self.labels.contains(label))
    }
}

/// Returns the rating of PolitiFact that a label denotes.
pub(super) fn label(words: &str) -> Option<&'static str> {
    if words.len() > 24 {
        return None;
    }
    if let Some(label) = LABELS.iter().find(|label| **label == words) {
        return Some(label);
    }
    let folded = super::field::folded(words);
    LABELS.iter().copied().find(|label| match *label {
        "pants-fire" => matches!(folded.as_str(), "pantsfire" | "pantsonfire"),
        "barely-true" => matches!(folded.as_str(), "barelytrue" | "mostlyfalse"),
        label => super::field::folded(label) == folded,
    })
}
