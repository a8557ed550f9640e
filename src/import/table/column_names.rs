//! Names of columns, folded: the longest lists of single fields, and the names whose meaning depends
//! on the kind of the table. In a table of fact-checks these belong to the fact-check, in a table of
//! claims to the claim.

use super::field::{ColumnField, FIELDS};

/// The claim’s text, the likeliest name first.
pub(super) const CLAIM: &[&str] = &[
    "claim",
    "claimtext",
    "claimreviewed",
    "claims",
    "verifiedclaim",
    "vclaim",
    "statement",
    "statements",
    "statementtext",
    "claimstatement",
    "claimcontent",
    "assertion",
    "hypothesis",
    "affirmation",
    "behauptung",
    "afirmacion",
    "afirmacao",
    "alegacao",
    "affermazione",
    "iddia",
    "klaim",
    "aussage",
    "declaration",
    "declaracion",
    "declaracao",
    "dichiarazione",
    "pernyataan",
    "enunciado",
    "whatwasclaimed",
    "whatwassaid",
    "whatdidyousee",
    "oquefoidito",
    "washabensiegesehen",
    "sentence",
    "tweettext",
    "posttext",
    "text",
    "tweet",
    "post",
    "quote",
    "fact",
    "content",
    "headline",
    "title",
    "claimreviewclaimreviewed",
    "claimclaim",
    "sourcesquote",
];

/// Who makes the claim.
pub(super) const PARTY: &[&str] = &[
    "speaker",
    "by",
    "claimant",
    "claimauthor",
    "claimauthorname",
    "claimedby",
    "person",
    "saidby",
    "statedby",
    "statementby",
    "speakername",
    "claimantname",
    "claimclaimant",
    "claimspeaker",
    "statementoriginator",
    "originator",
    "politician",
    "creativeworkauthorname",
    "itemreviewedauthorname",
    "claimmadeby",
    "madeby",
    "whosaidit",
    "whosaid",
    "whosaidpostedit",
    "werhatesgesagt",
    "quemdisse",
    "quienlodijo",
    "quien",
    "quiaditcela",
    "sprecher",
    "sprecherin",
    "orador",
    "oradora",
    "soyleyen",
    "pembicara",
    "quotedperson",
];

/// The rating, as published.
pub(super) const RATING: &[&str] = &[
    "verdict",
    "finalrating",
    "verdictlabel",
    "verdictname",
    "originalverdict",
    "originalrating",
    "originallabel",
    "textualrating",
    "alternatename",
    "alternativename",
    "ratingname",
    "label",
    "rating",
    "reviewrating",
    "reviewratingalternatename",
    "claimlabel",
    "sourcelabel",
    "veracity",
    "truthrating",
    "truthlabel",
    "truthvalue",
    "truth",
    "ruling",
    "evaluation",
    "trust",
    "factcheckrating",
    "verdicttype",
    "veredicto",
    "veredito",
    "verdetto",
    "urteil",
    "bewertung",
    "calificacion",
    "classificacao",
    "ratingalternatename",
    "claimreviewreviewratingalternatename",
    "claimreviewtextualrating",
    "reviewverdict",
    "reviewlabel",
    "pinocchios",
    "factcheckverdict",
    "factcheckresult",
    "conclusion",
];

/// Who gave the rating. These names say so; an [`ORGANISATION`] may be the speaker's.
pub(super) const RATER: &[&str] = &[
    "verdictby",
    "ratedby",
    "factcheckingorganization",
    "factcheckingorganisation",
    "factcheckorganization",
    "factcheckorganisation",
    "factcheckingsite",
    "factchecksite",
    "factchecksource",
    "reviewauthor",
    "reviewauthorname",
    "reviewpublisher",
    "reviewpublishername",
    "factchecker",
    "factcheckername",
    "reviewer",
    "reviewername",
    "checker",
    "checkedby",
    "factcheckedby",
    "verifiedby",
    "claimreviewauthorname",
    "claimreviewpublishername",
    "curatorname",
    "verificador",
    "verificadora",
    "checador",
    "checadora",
    "verificateur",
    "verificatrice",
    "verificatore",
    "faktenchecker",
    "faktenprufer",
    "faktenpruferin",
    "werhatgepruft",
    "quemchecou",
    "quienverifico",
    "pemeriksa",
    "debunkedby",
];

/// An organisation or a publisher: that of the fact-check, or that of the speaker.
pub(super) const ORGANISATION: &[&str] =
    &["organization", "organisation", "publisher", "publishername"];

/// The author of the claim or of the fact-check.
pub(super) const AUTHOR: &[&str] =
    &["author", "authors", "authorname", "auteur", "autor", "autora", "autore", "autores"];

/// Who wrote the page that a row is about, who makes no claim.
pub(super) const WRITER: &[&str] = &["writer", "writtenby", "byline"];

/// The day of the claim or of the fact-check.
pub(super) const DATE: &[&str] = &[
    "date",
    "day",
    "datetime",
    "timestamp",
    "created",
    "createdat",
    "time",
    "fecha",
    "datum",
    "tanggal",
    "tarih",
];

/// The address of the claim’s source or of the fact-check.
pub(super) const URL: &[&str] = &[
    "url",
    "link",
    "permalink",
    "page",
    "aurl",
    "pageurl",
    "uri",
    "href",
    "weblink",
    "webpage",
    "enlace",
    "lien",
    "urls",
];

/// The title of the claim’s source or of the fact-check.
pub(super) const TITLE: &[&str] = &[
    "title",
    "headline",
    "articletitle",
    "pagetitle",
    "titre",
    "titulo",
    "titel",
    "judul",
    "titolo",
    "uberschrift",
    "schlagzeile",
    "titular",
    "manchete",
    "intitule",
    "baslik",
];

/// The publisher of the claim or of the fact-check.
pub(super) const SITE: &[&str] =
    &["site", "website", "sitename", "outlet", "agency", "domain", "source"];

/// A summary or the text of the page that a row is about: in a table of fact-checks, the checkers’
/// own words.
pub(super) const SUMMARY: &[&str] = &[
    "description",
    "excerpt",
    "summary",
    "body",
    "bodytext",
    "contenttext",
    "articletext",
    "fulltext",
    "lead",
    "teaser",
    "abstract",
    "resumen",
    "resumo",
    "zusammenfassung",
    "articlebody",
    "disproof",
    "correction",
    "refutation",
    "debunk",
    "debunking",
    "widerlegung",
    "richtigstellung",
    "desmentido",
    "correctif",
    "smentita",
];

/// A speaker's role, which is no claim.
pub(super) const ROLE: &[&str] =
    &["affiliation", "party", "speakertitle", "position", "occupation"];

/// The names of days on which a post appeared.
pub(super) const POSTED: &[&str] = &["created", "createdat", "timestamp"];

/// The names of claims that are posts, whose author and day are the post’s.
pub(super) const POST: &[&str] = &["tweettext", "posttext", "text", "tweet", "post"];

/// The title or the publisher of the claim’s source, or who checked the claim.
pub(super) const SOURCE: &str = "source";

/// The names of the claim’s column that headlines and posts have too.
pub(super) const LOOSE_CLAIM: &[&str] = &[
    "sentence",
    "tweettext",
    "posttext",
    "text",
    "tweet",
    "post",
    "fact",
    "content",
    "headline",
    "title",
];

/// The column names that only tables of fact-checks have.
pub(super) const OF_CHECKS: &[&str] = &["claimreviewed", "reviewbody", "ratingvalue", "bestrating"];

/// Names of the claim’s text, too: false claims that stand beside the truth, whose source and date
/// are the truth’s.
pub(super) const MYTH: &[&str] = &[
    "myth",
    "myths",
    "rumor",
    "rumour",
    "misinformation",
    "misconception",
    "hoax",
    "falseclaim",
    "mito",
    "bulo",
    "mythos",
    "mythe",
];

/// The names of ratings that explanations have too.
pub(super) const REASON: &[&str] = &["truth", "conclusion", "evaluation"];

/// The names of labels of any kind.
pub(super) const LABEL: &[&str] = &["label", "labels", "class", "stance"];

/// The names of evidence beside a claim and a label.
pub(super) const PAIRED: &[&str] = &[
    "evidence",
    "evidencetext",
    "evidences",
    "evidencesentence",
    "goldevidence",
    "premise",
    "passage",
    "abstract",
    "context",
    "sentence",
    "document",
    "sentence2",
    "text",
];

/// The beginnings of names of ratings that were derived from published ones.
pub(super) const DERIVED: &[&str] = &[
    "normalized",
    "normalised",
    "normal",
    "standard",
    "mapped",
    "binary",
    "numeric",
    "coarse",
    "simplified",
];

/// Returns the names of a field’s columns.
pub(super) fn names_of(field: ColumnField) -> &'static [&'static str] {
    FIELDS.iter().find(|info| info.field == field).map_or(&[], |info| info.names)
}

/// Returns true if a folded name means something other than a claim.
pub(super) fn means_other(name: &str) -> bool {
    let known = FIELDS.iter().filter(|info| info.field != ColumnField::Claim);
    known.into_iter().any(|info| info.names.contains(&name))
        || [AUTHOR, WRITER, DATE, URL, TITLE, SITE, ORGANISATION, SUMMARY, ROLE]
            .iter()
            .any(|names| names.contains(&name))
}
