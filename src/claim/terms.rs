//! The closed lists of words in the format, each word with its display form and definition.

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::spelling::spelt;

/// A word from a closed list of the format.
pub trait Vocabulary: Copy + Sized + 'static {
    /// Every word of the list, in the order in which lists and menus show them.
    const ALL: &'static [Self];
    /// The words as the format spells them, in the same order.
    const NAMES: &'static [&'static str];
    /// Returns the word as the format spells it.
    fn name(self) -> &'static str;
    /// Returns the word as a user sees it.
    fn words(self) -> &'static str;
    /// Returns one sentence that says what the word means: the documentation of the enum's variant,
    /// which the JSON Schema and `docs/format.md` repeat.
    fn definition(self) -> &'static str;
    /// Returns the word's number in the list, from 1. The number 0 is free for "none".
    fn code(self) -> u8;
    /// Returns the word with this number; `None` if there is none.
    fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code).checked_sub(1)?).copied()
    }
    /// Returns the word that the format spells `name`.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|term| term.name() == name)
    }
    /// Returns the word that is meant by `text`: the format's spelling, the one that a user sees,
    /// or either with other capitals, blanks or hyphens.
    #[must_use]
    fn from_spelling(text: &str) -> Option<Self> {
        Self::from_name(text).or_else(|| Self::from_name(spelt(text, Self::NAMES)?))
    }
}

/// A visitor that reads a word in any of its spellings; `check` hints at the format's own.
struct WordVisitor<T>(PhantomData<T>);

impl<T: Vocabulary> Visitor<'_> for WordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a word in quotation marks")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::from_spelling(text).ok_or_else(|| E::unknown_variant(text, T::NAMES))
    }
}

macro_rules! terms {
    ($(#[$doc:meta])* $list:ident { $(#[doc = $definition:literal] $member:ident = $name:literal, $words:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
        pub enum $list {
            $(#[doc = $definition] #[serde(rename = $name)] $member,)+
        }
        impl<'de> Deserialize<'de> for $list {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_str(WordVisitor(PhantomData))
            }
        }
        impl Vocabulary for $list {
            const ALL: &'static [Self] = &[$(Self::$member,)+];
            const NAMES: &'static [&'static str] = &[$($name,)+];
            fn code(self) -> u8 {
                self as u8 + 1
            }
            fn name(self) -> &'static str {
                match self { $(Self::$member => $name,)+ }
            }
            fn words(self) -> &'static str {
                match self { $(Self::$member => $words,)+ }
            }
            fn definition(self) -> &'static str {
                match self { $(Self::$member => $definition.trim_ascii(),)+ }
            }
        }
    };
}

terms! {
    /// The kind of party that an agent is.
    AgentKind {
        /// One human being.
        Person = "person", "person";
        /// A company, authority or association.
        Organisation = "organisation", "organisation";
        /// Several people without a common organisation.
        Group = "group", "group";
        /// A newspaper, website or programme.
        Publication = "publication", "publication";
        /// The record does not say.
        Unknown = "unknown", "unknown";
    }
}

terms! {
    /// Whether the coder has seen a source.
    Access {
        /// The coder has read or seen the source.
        FirstHand = "first-hand", "seen by the coder";
        /// The coder knows the source only through another one.
        NotSeen = "not-seen", "not seen by the coder";
    }
}

terms! {
    /// The kind of statement that a claim makes.
    ClaimKind {
        /// Something happened.
        Event = "event", "event";
        /// A figure has this value.
        Number = "number", "number";
        /// A person or organisation said something.
        Quote = "quote", "quote";
        /// One thing caused another.
        Causal = "causal", "causal";
        /// A person or organisation acted for this reason.
        Motive = "motive", "motive";
        /// A person or organisation holds this view.
        Position = "position", "position";
        /// A person, organisation or thing is who or what the claim says.
        Identity = "identity", "identity";
    }
}

terms! {
    /// The status of a claim in the editor's judgement.
    Status {
        /// No party has answered it.
        Open = "open", "open";
        /// A denial or undercutting evidence contradicts it.
        Disputed = "disputed", "disputed";
        /// It was put to a party, and no denial clearly covers it.
        Unanswered = "unanswered", "unanswered";
        /// Independent evidence supports it.
        Corroborated = "corroborated", "corroborated";
        /// Evidence shows that it is wrong.
        Refuted = "refuted", "refuted";
        /// The party that made it has withdrawn it.
        Retracted = "retracted", "retracted";
        /// The source most likely made a mistake.
        ProbableError = "probable-error", "probable error";
        /// It cannot be checked.
        Uncheckable = "uncheckable", "uncheckable";
    }
}

terms! {
    /// The kind of a piece of evidence.
    EvidenceKind {
        /// A paper, filing or record.
        Document = "document", "document";
        /// The words of a person or organisation.
        Quote = "quote", "quote";
        /// An account by a witness.
        Testimony = "testimony", "testimony";
        /// Figures or tables.
        Data = "data", "data";
        /// A picture, recording or film.
        Media = "media", "media";
        /// The judgement of an expert.
        Expert = "expert", "expert";
        /// A web address only.
        Link = "link", "link";
        /// None of the other kinds.
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
        /// Bears on the claim without speaking for or against it.
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
    /// Returns the definition as a phrase that continues a sentence: "FULL denies this claim as a
    /// whole".
    #[must_use]
    pub fn meaning(self) -> String {
        let (first, rest) = self.definition().split_at(1);
        first.to_lowercase() + rest.trim_end_matches('.')
    }

    /// Returns whether this is a denial and not merely an answer: full, partial or blanket.
    #[must_use]
    pub fn denies(self) -> bool {
        matches!(self, Self::Full | Self::Partial | Self::Blanket)
    }
}

terms! {
    /// Whose words a quotation gives.
    QuoteIs {
        /// Word for word as in the original.
        Verbatim = "verbatim", "verbatim";
        /// Word for word as another source quotes it.
        QuotedBySource = "verbatim-quoted-by-source", "verbatim, as its source quotes it";
        /// The words of the reporter, not of the speaker.
        ReporterWords = "reporter-words", "the reporter’s words";
        /// A translation of the original words.
        Translation = "translation", "a translation";
        /// Text that a machine recognised or wrote.
        MachineText = "machine-text", "machine text";
    }
}

impl QuoteIs {
    /// Returns whether the words are those of the original. Only such words get quotation marks.
    #[must_use]
    pub fn is_verbatim(self) -> bool {
        matches!(self, Self::Verbatim | Self::QuotedBySource)
    }
}

terms! {
    /// How reliable a piece of evidence is.
    ReliabilityLevel {
        /// The original itself.
        Primary = "primary", "primary";
        /// An account by a person who was there.
        FirstHand = "first-hand", "first-hand";
        /// An account as another person reports it.
        SecondHand = "reported-second-hand", "reported second-hand";
        /// No origin is named for it.
        Unattributed = "unattributed", "unattributed";
        /// A conclusion that the coder draws.
        Inference = "inference", "inference";
        /// The source contradicts or confirms itself.
        InternalConsistency = "internal-consistency", "internal consistency";
        /// The coder has not rated it.
        Unrated = "unrated", "unrated";
    }
}

terms! {
    /// The relation of one claim to another.
    RelationKind {
        /// Is a part of the other claim.
        PartOf = "part-of", "part of";
        /// Cannot be true if the other claim is true.
        Contradicts = "contradicts", "contradicts";
        /// Says the same as the other claim.
        Restates = "restates", "restates";
        /// Follows from the other claim.
        FollowsFrom = "follows-from", "follows from";
        /// Speaks for the other claim.
        Supports = "supports", "supports";
        /// Says less than the other claim.
        Narrows = "narrows", "narrows";
        /// Says more than the other claim.
        Widens = "widens", "widens";
        /// Answers the other claim.
        Rebuts = "rebuts", "rebuts";
        /// Makes a claim comparable to the other one.
        Parallel = "parallel", "parallel to";
        /// Is about the other claim.
        About = "about", "about";
    }
}

impl RelationKind {
    /// Returns the relation read from its other end: "A narrows B" is "B, narrowed by A".
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
    /// How serious a fault of a source is.
    IssueSeverity {
        /// Changes what the claim says.
        High = "high", "high";
        /// Misleads readers about the claim.
        Medium = "medium", "medium";
        /// A minor flaw.
        Low = "low", "low";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meaning_of_a_scope_continues_a_sentence() {
        assert_eq!(Scope::Full.meaning(), "denies this claim as a whole");
        for scope in Scope::ALL {
            assert!(scope.meaning().starts_with(char::is_lowercase), "{scope:?}");
            assert!(scope.meaning().ends_with(char::is_alphabetic), "{scope:?}");
        }
    }
}
