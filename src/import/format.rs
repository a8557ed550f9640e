//! The foreign formats by name.

/// A foreign format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// schema.org ClaimReview, Claim or MediaReview as JSON-LD: an object, an array, a graph or a
    /// feed.
    SchemaOrg,
    /// The same inside of a saved web page.
    Html,
    /// Google Fact Check Tools: answers of `claims:search`, and pages’ markup.
    FactCheckTools,
    /// AVeriTeC: claims with questions and answers.
    Averitec,
    /// FEVER: claims with sets of sentences.
    Fever,
    /// Climate-FEVER: claims with sentences, each with votes.
    ClimateFever,
    /// SciFact: claims, and a corpus of abstracts in a file of its own.
    SciFact,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// LIAR: tab-separated, without header or quotes.
    Liar,
    /// PUBHEALTH: tab-separated, with header.
    Pubhealth,
    /// Scrapes of PolitiFact: comma-separated, without header.
    Politifact,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::SchemaOrg,
        Self::Html,
        Self::FactCheckTools,
        Self::Averitec,
        Self::Fever,
        Self::ClimateFever,
        Self::SciFact,
        Self::Csv,
        Self::Tsv,
        Self::Liar,
        Self::Pubhealth,
        Self::Politifact,
    ];

    /// Its name, as `--from` has it; also its key in `ext`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SchemaOrg => "schema.org",
            Self::Html => "html",
            Self::FactCheckTools => "fact-check-tools",
            Self::Averitec => "averitec",
            Self::Fever => "fever",
            Self::ClimateFever => "climate-fever",
            Self::SciFact => "scifact",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Liar => "liar",
            Self::Pubhealth => "pubhealth",
            Self::Politifact => "politifact",
        }
    }

    /// What it is, in a few words for help.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::SchemaOrg => {
                "ClaimReview, Claim or MediaReview as JSON-LD: object, array, @graph or DataFeed"
            }
            Self::Html => "JSON-LD in a saved web page",
            Self::FactCheckTools => "Google Fact Check Tools: claims:search, page markup",
            Self::Averitec => "AVeriTeC JSON: questions and answers",
            Self::Fever => "FEVER JSON lines: sets of sentences",
            Self::ClimateFever => "Climate-FEVER JSON lines: sentences with votes",
            Self::SciFact => "SciFact JSON lines: claims, and their corpus as a second file",
            Self::Csv => "comma-separated values, with --map",
            Self::Tsv => "tab-separated values, with --map",
            Self::Liar => "LIAR: tab-separated, 14 columns",
            Self::Pubhealth => "PUBHEALTH: tab-separated, with header",
            Self::Politifact => "scrapes of PolitiFact: comma-separated",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let known = match name {
            "claimreview" | "jsonld" | "json-ld" => Some(Self::SchemaOrg),
            "google" => Some(Self::FactCheckTools),
            _ => None,
        };
        known.or_else(|| Self::ALL.into_iter().find(|format| format.name() == name))
    }
}
