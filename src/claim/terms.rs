//! The closed lists of words in the format, each with the words a reader sees.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A word from a closed list.
pub trait Vocabulary: Copy + Sized + 'static {
    /// Every word of the list, in the order in which readers meet them.
    const ALL: &'static [Self];
    /// The word as the format spells it.
    fn name(self) -> &'static str;
    /// The word as a reader should see it.
    fn words(self) -> &'static str;
    /// The word's number in the list, from 1: 0 is free for "none".
    fn code(self) -> u8;
    /// The word of that number; `None` where there is none.
    fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code).checked_sub(1)?).copied()
    }
    /// The member that the format spells `name`.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|term| term.name() == name)
    }
}

macro_rules! terms {
    ($(#[$doc:meta])* $list:ident { $($(#[$member_doc:meta])* $member:ident = $name:literal, $words:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum $list {
            $($(#[$member_doc])* #[serde(rename = $name)] $member,)+
        }
        impl Vocabulary for $list {
            const ALL: &'static [Self] = &[$(Self::$member,)+];
            fn code(self) -> u8 {
                self as u8 + 1
            }
            fn name(self) -> &'static str {
                match self { $(Self::$member => $name,)+ }
            }
            fn words(self) -> &'static str {
                match self { $(Self::$member => $words,)+ }
            }
        }
    };
}

terms! {
    /// What kind of party an agent is.
    AgentKind {
        /// One human being.
        Person = "person", "person";
        /// A company, authority, association.
        Organisation = "organisation", "organisation";
        /// Several people without a common body.
        Group = "group", "group";
        /// A newspaper, site or programme.
        Publication = "publication", "publication";
        /// The record does not say.
        Unknown = "unknown", "not known";
    }
}

terms! {
    /// Whether the coder has seen a source.
    Access {
        /// The coder read or saw it.
        FirstHand = "first-hand", "seen by the coder";
        /// Known only through another source.
        NotSeen = "not-seen", "not seen by the coder";
    }
}

terms! {
    /// What a claim asserts.
    ClaimKind {
        /// Something happened.
        Event = "event", "event";
        /// A figure.
        Number = "number", "number";
        /// Somebody said something.
        Quote = "quote", "quotation";
        /// One thing brought about another.
        Causal = "causal", "cause";
        /// Why somebody did something.
        Motive = "motive", "motive";
        /// What somebody holds.
        Position = "position", "position";
        /// Who or what somebody or something is.
        Identity = "identity", "identity";
    }
}

terms! {
    /// Where a claim stands in the editor's judgement.
    Status {
        /// Nobody has answered; background.
        Open = "open", "open";
        /// A denial or undercutting evidence reaches it.
        Disputed = "disputed", "disputed";
        /// Put to somebody, and no denial clearly reaches it.
        Unanswered = "unanswered", "unanswered";
        /// Independent evidence supports it.
        Corroborated = "corroborated", "corroborated";
        /// Shown to be wrong.
        Refuted = "refuted", "refuted";
        /// Taken back by who made it.
        Retracted = "retracted", "retracted";
        /// The source itself most likely slipped.
        ProbableError = "probable-error", "probable error";
        /// Cannot be checked.
        Uncheckable = "uncheckable", "uncheckable";
    }
}

terms! {
    /// What a piece of evidence is.
    EvidenceKind {
        /// A paper, filing, record.
        Document = "document", "document";
        /// Somebody's words.
        Quote = "quote", "quotation";
        /// An account by a witness.
        Testimony = "testimony", "testimony";
        /// Figures, tables.
        Data = "data", "data";
        /// A picture, sound or film.
        Media = "media", "media";
        /// A specialist's judgement.
        Expert = "expert", "expert";
        /// An address only.
        Link = "link", "link";
        /// None of these.
        Other = "other", "other";
    }
}

terms! {
    /// What a piece of evidence does to its claim.
    Stance {
        /// Speaks for the claim.
        Supports = "supports", "supports";
        /// Speaks against the claim.
        Undercuts = "undercuts", "undercuts";
        /// Bears on the claim, for neither side.
        Context = "context", "context";
    }
}

terms! {
    /// How far a denial goes.
    Scope {
        /// Denies this claim as a whole.
        Full = "full", "FULL";
        /// Denies or reframes part of it and grants the rest.
        Partial = "partial", "PARTIAL";
        /// Denies a larger body of claims without naming this one.
        Blanket = "blanket", "BLANKET";
        /// Answers without denying.
        NonDenial = "non-denial", "NON-DENIAL";
        /// Gives another frame.
        Context = "context", "CONTEXT";
        /// Declined to comment.
        NoComment = "no-comment", "NO COMMENT";
        /// The record does not say how far it goes.
        Unclear = "unclear", "UNCLEAR";
    }
}

impl Scope {
    /// One plain sentence on what this scope means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Full => "denies this claim as a whole",
            Self::Partial => "denies or reframes part of it, grants the rest",
            Self::Blanket => "denies a larger body of claims without naming this one",
            Self::NonDenial => "answers without denying",
            Self::Context => "gives another frame",
            Self::NoComment => "declined to comment",
            Self::Unclear => "the record does not say how far it goes",
        }
    }

    /// Whether this is a denial and not merely an answer: full, partial or blanket.
    #[must_use]
    pub fn denies(self) -> bool {
        matches!(self, Self::Full | Self::Partial | Self::Blanket)
    }
}

terms! {
    /// Whose words a quotation gives.
    QuoteIs {
        /// Word for word.
        Verbatim = "verbatim", "verbatim";
        /// Word for word, as another source quotes it.
        QuotedBySource = "verbatim-quoted-by-source", "verbatim, as its source quotes it";
        /// The reporter's words.
        ReporterWords = "reporter-words", "the reporter’s words";
        /// A translation.
        Translation = "translation", "a translation";
        /// Recognised or written by a machine.
        MachineText = "machine-text", "machine text";
    }
}

impl QuoteIs {
    /// Whether the words stood so in the original: only these get quotation marks.
    #[must_use]
    pub fn is_verbatim(self) -> bool {
        matches!(self, Self::Verbatim | Self::QuotedBySource)
    }
}

terms! {
    /// How far evidence can be relied upon.
    ReliabilityLevel {
        /// The thing itself.
        Primary = "primary", "primary";
        /// By somebody who was there.
        FirstHand = "first-hand", "first-hand";
        /// As somebody else reports it.
        SecondHand = "reported-second-hand", "reported second-hand";
        /// Nobody is named for it.
        Unattributed = "unattributed", "unattributed";
        /// The coder's conclusion.
        Inference = "inference", "inference";
        /// The source contradicts or confirms itself.
        InternalConsistency = "internal-consistency", "internal consistency";
        /// Not judged.
        Unrated = "unrated", "unrated";
    }
}

terms! {
    /// How one claim stands to another.
    RelationKind {
        /// Is a part of it.
        PartOf = "part-of", "part of";
        /// Cannot be true with it.
        Contradicts = "contradicts", "contradicts";
        /// Says the same again.
        Restates = "restates", "restates";
        /// Follows from it.
        FollowsFrom = "follows-from", "follows from";
        /// Speaks for it.
        Supports = "supports", "supports";
        /// Says less.
        Narrows = "narrows", "narrows";
        /// Says more.
        Widens = "widens", "widens";
        /// Answers it.
        Rebuts = "rebuts", "rebuts";
        /// Stands beside it.
        Parallel = "parallel", "parallel to";
        /// Is about it.
        About = "about", "about";
    }
}

impl RelationKind {
    /// The relation read from its other end: "A narrows B" is "B, narrowed by A".
    #[must_use]
    pub fn inverse_words(self) -> &'static str {
        match self {
            Self::PartOf => "has as a part",
            Self::Contradicts => "contradicted by",
            Self::Restates => "restated by",
            Self::FollowsFrom => "leads to",
            Self::Supports => "supported by",
            Self::Narrows => "narrowed by",
            Self::Widens => "widened by",
            Self::Rebuts => "rebutted by",
            Self::Parallel => "parallel to",
            Self::About => "spoken about by",
        }
    }
}

terms! {
    /// How grave a fault of a source is.
    IssueSeverity {
        /// Changes what the claim says.
        High = "high", "serious";
        /// Misleads.
        Medium = "medium", "moderate";
        /// A blemish.
        Low = "low", "minor";
    }
}
