//! The fields that a column can hold: one table of the keys of `--map`, from which help, parsing
//! and the guess by column names derive.

use super::column_names::{CLAIM, PARTY, RATER, RATING};
use crate::text;

/// The field that a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ColumnField {
    /// The text of the claim.
    Claim,
    /// The party that makes the claim.
    By,
    /// The role of that party.
    ByRole,
    /// The date on which it was made.
    Date,
    /// The place or occasion of it.
    Where,
    /// The words that were said, verbatim.
    Quote,
    /// The title of its source.
    Source,
    /// The address of its source.
    SourceUrl,
    /// The address of its first appearance.
    FirstUrl,
    /// The address of an archived copy of its source.
    ArchivedUrl,
    /// The party that worded the claim.
    InterpretedBy,
    /// The rating, as published.
    Verdict,
    /// The party that gives the rating.
    VerdictBy,
    /// The date of the rating.
    VerdictDate,
    /// The address of the fact-check.
    VerdictUrl,
    /// The title of the fact-check.
    VerdictTitle,
    /// The person who wrote the fact-check, beside the party that gives the rating.
    VerdictAuthor,
    /// The reason for the rating.
    VerdictText,
    /// The rating as a number.
    Value,
    /// The best rating of the scale.
    Best,
    /// The worst rating of the scale.
    Worst,
    /// The topics of the claim.
    Topic,
    /// The language of the claim.
    Language,
    /// The date of the event that the claim is about.
    Happened,
    /// The place of that event.
    HappenedWhere,
    /// Evidence for which the table gives no stance.
    Evidence,
    /// The address of such evidence.
    EvidenceUrl,
    /// What the evidence does to the claim, as a word: supports, refutes, neutral.
    Stance,
    /// Evidence that supports the claim.
    Supports,
    /// Evidence that undercuts the claim.
    Undercuts,
    /// A denial of the claim.
    Denial,
    /// The party that denies it.
    DenialBy,
    /// The address of the denial.
    DenialUrl,
    /// Notes on the claim.
    Note,
    /// The id of the record in its table.
    Id,
}

/// A key of `--map`.
#[derive(Debug)]
pub(crate) struct MapKey {
    /// The word before the `=`.
    pub(crate) key: &'static str,
    /// The help text, in one line.
    pub(crate) help: &'static str,
    /// The field that the key stands for.
    pub(crate) field: ColumnField,
    /// The folded column names that are guessed to mean the field, the likeliest first.
    pub(super) names: &'static [&'static str],
}

/// All keys, in the order of the help text. Guessing follows this order too, and takes each column
/// once.
pub(crate) const FIELDS: &[MapKey] = &[
    field(ColumnField::Claim, "claim", "the claim’s text; the only required key", CLAIM),
    field(ColumnField::By, "by", "who makes the claim", PARTY),
    field(
        ColumnField::ByRole,
        "by-role",
        "the claimant’s job or party (kept as a note)",
        &["role", "byrole", "job", "jobtitle", "speakerjob", "speakerjobtitle", "speakerrole"],
    ),
    field(ColumnField::Verdict, "verdict", "the rating, as published", RATING),
    field(ColumnField::VerdictBy, "verdict-by", "who gave the rating", RATER),
    field(
        ColumnField::VerdictDate,
        "verdict-date",
        "when the rating was given",
        &[
            "verdictdate",
            "reviewdate",
            "factcheckdate",
            "checkdate",
            "ratingdate",
            "dateoffactcheck",
            "dateofreview",
            "dateofcheck",
            "datechecked",
            "checkedon",
            "reviewpublished",
            "fechadeverificacion",
            "fechadelaverificacion",
            "datadachecagem",
            "datedeverification",
            "prufdatum",
            "curateddate",
            "claimreviewdatepublished",
            "claimreviewreviewdate",
            "datepublished",
            "publishdate",
            "publisheddate",
            "publicationdate",
            "published",
            "publishedat",
            "publishedon",
            "pubdate",
        ],
    ),
    field(
        ColumnField::VerdictUrl,
        "verdict-url",
        "the address of the fact-check",
        &[
            "verdicturl",
            "reviewurl",
            "factcheckurl",
            "factchecklink",
            "factcheckanalysislink",
            "verifiedclaimurl",
            "checkurl",
            "ratingurl",
            "factcheckpage",
            "urltofactcheckedarticle",
            "linktocheck",
            "linktofactcheck",
            "reviewlink",
            "debunkurl",
            "wogepruft",
            "claimreviewurl",
            "articleurl",
        ],
    ),
    field(
        ColumnField::VerdictTitle,
        "verdict-title",
        "the title of the fact-check",
        &[
            "verdicttitle",
            "reviewtitle",
            "factchecktitle",
            "checktitle",
            "claimreviewtitle",
            "extratitle",
        ],
    ),
    field(
        ColumnField::VerdictAuthor,
        "verdict-author",
        "who wrote the fact-check, beside verdict-by",
        &["verdictauthor", "factcheckauthor", "checkauthor"],
    ),
    field(
        ColumnField::VerdictText,
        "verdict-text",
        "why it has this rating",
        &[
            "verdicttext",
            "explanation",
            "justification",
            "ratingexplanation",
            "reviewbody",
            "reason",
            "rationale",
        ],
    ),
    field(
        ColumnField::Value,
        "value",
        "the rating as a number",
        &[
            "value",
            "ratingvalue",
            "reviewratingvalue",
            "ratingratingvalue",
            "reviewratingratingvalue",
        ],
    ),
    field(
        ColumnField::Best,
        "best",
        "the number of the best rating",
        &["bestrating", "ratingbestrating", "reviewratingbestrating"],
    ),
    field(
        ColumnField::Worst,
        "worst",
        "the number of the worst rating",
        &["worstrating", "ratingworstrating", "reviewratingworstrating"],
    ),
    field(
        ColumnField::Date,
        "date",
        "when the claim was made",
        &[
            "claimdate",
            "dateofclaim",
            "statementdate",
            "creativeworkdatepublished",
            "itemrevieweddatepublished",
            "datestated",
            "dateofstatement",
            "said",
            "saidon",
            "statedon",
            "claimedon",
            "claimpublished",
            "gesagtam",
            "datumderbehauptung",
            "datumderaussage",
            "fechadelaafirmacion",
            "fechadeladeclaracion",
            "datadaafirmacao",
            "datadadeclaracao",
            "datedeladeclaration",
            "tanggalklaim",
            "iddiatarihi",
            "dateposted",
        ],
    ),
    field(
        ColumnField::Where,
        "where",
        "where or on what occasion the claim was made",
        &["where", "place", "location", "venue", "context", "claimlocation"],
    ),
    field(ColumnField::Quote, "quote", "the exact words", &["quote", "quotation"]),
    field(
        ColumnField::Source,
        "source",
        "where it appeared: a title",
        &["sourcetitle", "sourcename", "reportingsource", "claimsource"],
    ),
    field(
        ColumnField::SourceUrl,
        "source-url",
        "where it appeared: an address, or several",
        &[
            "claimsourceurl",
            "claimurl",
            "claimurls",
            "claimlink",
            "originalclaimurl",
            "sourceurl",
            "sourcelink",
            "appearance",
            "appearances",
            "statementurl",
            "tweeturl",
            "itemreviewedurl",
            "posturl",
            "postlink",
            "tweetlink",
            "linktotheoriginalpiece",
        ],
    ),
    field(
        ColumnField::FirstUrl,
        "first-url",
        "the address where it first appeared",
        &["firsturl", "firstappearance", "claimfirstappearance"],
    ),
    field(
        ColumnField::ArchivedUrl,
        "archived-url",
        "the address of a copy of its source",
        &["archivedurl", "archiveurl", "archive", "cachedsourceurl"],
    ),
    field(
        ColumnField::InterpretedBy,
        "interpreted-by",
        "who put the claim in these words",
        &["interpretedby", "claiminterpreter"],
    ),
    field(
        ColumnField::Topic,
        "topic",
        "its topics, separated by , ; or |",
        &[
            "topic",
            "topics",
            "subject",
            "subjects",
            "category",
            "categories",
            "tags",
            "keywords",
            "extratags",
        ],
    ),
    field(
        ColumnField::Language,
        "language",
        "its language, as a tag: en, pt-BR",
        &["language", "lang", "inlanguage", "languagecode"],
    ),
    field(
        ColumnField::Happened,
        "happened",
        "when the event it describes happened",
        &["happened", "eventdate", "dateofevent"],
    ),
    field(
        ColumnField::HappenedWhere,
        "happened-where",
        "where the event it describes happened",
        &["eventplace"],
    ),
    field(
        ColumnField::Evidence,
        "evidence",
        "evidence, as text or addresses, without a stance",
        &["evidence", "evidences", "evidencetext"],
    ),
    field(
        ColumnField::EvidenceUrl,
        "evidence-url",
        "the address of evidence, or several",
        &["evidenceurl", "evidenceurls", "evidencelink", "citation", "citations", "references"],
    ),
    field(
        ColumnField::Stance,
        "stance",
        "what the evidence does: supports, refutes, neutral",
        &["stance", "evidencelabel", "evidencestance"],
    ),
    field(
        ColumnField::Supports,
        "supports",
        "evidence for it",
        &["supports", "supportingevidence", "evidencefor", "pro"],
    ),
    field(
        ColumnField::Undercuts,
        "undercuts",
        "evidence against it",
        &[
            "undercuts",
            "refutes",
            "refutingevidence",
            "counterevidence",
            "evidenceagainst",
            "contra",
        ],
    ),
    field(
        ColumnField::Denial,
        "denial",
        "an answer to it, as text; its scope is left unclear",
        &["denial", "rebuttal"],
    ),
    field(
        ColumnField::DenialBy,
        "denial-by",
        "who answers",
        &["denialby", "deniedby", "respondent"],
    ),
    field(
        ColumnField::DenialUrl,
        "denial-url",
        "the address of the answer",
        &["denialurl", "rebuttalurl"],
    ),
    field(ColumnField::Note, "note", "notes", &["note", "notes", "comment", "comments", "remarks"]),
    field(
        ColumnField::Id,
        "id",
        "the record’s id in its table (never used as an id here)",
        &["id", "claimid", "recordid", "uid"],
    ),
];

const fn field(
    field: ColumnField,
    key: &'static str,
    help: &'static str,
    names: &'static [&'static str],
) -> MapKey {
    MapKey { key, help, field, names }
}

impl ColumnField {
    /// Returns the field of a key.
    #[must_use]
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        FIELDS.iter().find(|info| info.key == key).map(|info| info.field)
    }

    /// Returns the key of the field.
    #[must_use]
    pub(crate) fn key(self) -> &'static str {
        FIELDS.iter().find(|info| info.field == self).map_or("", |info| info.key)
    }

    /// Returns true if a word such as `none` means that the field is empty. It may be a claim or a
    /// number.
    pub(super) fn is_never_a_word(self) -> bool {
        !matches!(self, Self::Claim | Self::Id)
    }

    /// Returns true if the field describes a rating and is meaningless without one.
    pub(super) fn is_of_verdict(self) -> bool {
        matches!(
            self,
            Self::VerdictBy
                | Self::VerdictDate
                | Self::VerdictUrl
                | Self::VerdictTitle
                | Self::VerdictAuthor
                | Self::VerdictText
                | Self::Best
                | Self::Worst
        )
    }
}

/// Returns a column’s name in the form in which names are compared: letters and digits only,
/// without case and accents.
pub(in crate::import) fn folded(name: &str) -> String {
    let folded = text::fold(name).to_lowercase();
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_is_there_once_and_names_are_folded() {
        let keys: HashSet<&str> = FIELDS.iter().map(|info| info.key).collect();
        let fields: HashSet<ColumnField> = FIELDS.iter().map(|info| info.field).collect();
        assert_eq!((keys.len(), fields.len()), (FIELDS.len(), FIELDS.len()));
        for info in FIELDS {
            assert_eq!(ColumnField::from_key(info.key), Some(info.field));
            assert!(info.names.iter().all(|name| *name == folded(name)), "{}", info.key);
        }
        assert_eq!(folded(" Claim_Text "), "claimtext");
    }
}
