//! The foreign formats by name.

/// A foreign format that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// schema.org ClaimReview, Claim or MediaReview as JSON-LD: an object, an array, a graph or a
    /// feed.
    SchemaOrg,
    /// schema.org’s types in a saved web page.
    Html,
    /// Google Fact Check Tools: responses of `claims:search`, and the markup of pages.
    FactCheckTools,
    /// AVeriTeC: claims with questions and answers.
    Averitec,
    /// FEVER: claims with sets of sentences.
    Fever,
    /// Climate-FEVER: claims with sentences, each with votes.
    ClimateFever,
    /// SciFact: claims, and a corpus of abstracts in a separate file.
    SciFact,
    /// JSON of no known format: records with one claim each, with a map of their keys.
    Json,
    /// Comma-separated values, with a map of columns.
    Csv,
    /// A workbook of a spreadsheet program, with a map of its first sheet’s columns.
    Xlsx,
    /// Tab-separated values, with a map of columns.
    Tsv,
    /// LIAR: tab-separated, without a header and without quoting.
    Liar,
    /// PUBHEALTH: tab-separated, with a header.
    Pubhealth,
    /// Scrapes of PolitiFact: comma-separated, without a header.
    Politifact,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub(crate) const ALL: [Self; 14] = [
        Self::SchemaOrg,
        Self::Html,
        Self::FactCheckTools,
        Self::Averitec,
        Self::Fever,
        Self::ClimateFever,
        Self::SciFact,
        Self::Json,
        Self::Csv,
        Self::Tsv,
        Self::Xlsx,
        Self::Liar,
        Self::Pubhealth,
        Self::Politifact,
    ];

    /// Returns the name that `--from` takes, which is also the format’s key in `ext`.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SchemaOrg => "schema.org",
            Self::Html => "html",
            Self::FactCheckTools => "fact-check-tools",
            Self::Averitec => "averitec",
            Self::Fever => "fever",
            Self::ClimateFever => "climate-fever",
            Self::SciFact => "scifact",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Liar => "liar",
            Self::Pubhealth => "pubhealth",
            Self::Politifact => "politifact",
        }
    }

    /// Returns the description of the format in the help text.
    #[must_use]
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::SchemaOrg => {
                "ClaimReview, Claim or MediaReview as JSON-LD: object, array, @graph or DataFeed"
            }
            Self::Html => "JSON-LD, microdata or RDFa in a saved web page, also MHTML",
            Self::FactCheckTools => "Google Fact Check Tools: claims:search, page markup",
            Self::Averitec => "AVeriTeC JSON: questions and answers",
            Self::Fever => "FEVER JSON lines: sets of sentences",
            Self::ClimateFever => "Climate-FEVER JSON lines: sentences with votes",
            Self::SciFact => "SciFact JSON lines: claims, and their corpus as a second file",
            Self::Json => "other JSON or JSON lines with one claim per record, with --map",
            Self::Csv => "comma-separated values, with --map",
            Self::Xlsx => "workbook: its first sheet with cells, with --map",
            Self::Tsv => "tab-separated values, with --map",
            Self::Liar => "LIAR: tab-separated, 14 columns",
            Self::Pubhealth => "PUBHEALTH: tab-separated, with header",
            Self::Politifact => "scrapes of PolitiFact: comma-separated",
        }
    }

    /// Returns the format that a name or one of its synonyms denotes.
    #[must_use]
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let known = match name {
            "claimreview" | "jsonld" | "json-ld" => Some(Self::SchemaOrg),
            "jsonl" | "ndjson" => Some(Self::Json),
            "excel" => Some(Self::Xlsx),
            "google" => Some(Self::FactCheckTools),
            _ => None,
        };
        known.or_else(|| Self::ALL.into_iter().find(|format| format.name() == name))
    }
}
