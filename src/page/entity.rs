//! What a user reads about a party or a source: in which ways records name it, in one order for
//! every medium, and a line for each of them.

use crate::claim::{
    Agent, Claim, Denial, Evidence, Issue, Made, PartialDate, Recorded, Source, Verdict, Vocabulary,
};
use crate::text::DisplayText;

use super::sources::title;

/// The way in which a record names a party or a source. Each is a section of its page, in this
/// order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Involvement {
    /// The party makes the claim.
    Says,
    /// The party put the claim into these words.
    PutsIntoWords,
    /// The party gives the evidence.
    GivesEvidence,
    /// The party denies the claim.
    Denies,
    /// The party answers the claim without denying it.
    Answers,
    /// Someone answers the claim on the party's behalf.
    AnsweredFor,
    /// The party gives the verdict.
    Rates,
    /// The claim is made in the source.
    HoldsClaim,
    /// The source states the claim in other words.
    HoldsWording,
    /// The evidence is in the source, or is known through it.
    HoldsEvidence,
    /// The answer is in the source, or is known through it.
    HoldsAnswer,
    /// The verdict is in the source.
    HoldsVerdict,
}

impl Involvement {
    /// Returns the heading of the section.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Says => "SAYS",
            Self::PutsIntoWords => "PUTS INTO WORDS",
            Self::GivesEvidence => "GIVES EVIDENCE",
            Self::Denies => "DENIES",
            Self::Answers => "ANSWERS WITHOUT DENYING",
            Self::AnsweredFor => "IS ANSWERED FOR BY OTHERS",
            Self::Rates => "RATES",
            Self::HoldsClaim => "CLAIMS MADE IN IT",
            Self::HoldsWording => "OTHER WORDINGS IN IT",
            Self::HoldsEvidence => "EVIDENCE THAT RESTS ON IT",
            Self::HoldsAnswer => "DENIALS AND ANSWERS THAT REST ON IT",
            Self::HoldsVerdict => "VERDICTS THAT REST ON IT",
        }
    }

    /// Returns the word for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Says => "says",
            Self::PutsIntoWords => "puts-into-words",
            Self::GivesEvidence => "gives-evidence",
            Self::Denies => "denies",
            Self::Answers => "answers",
            Self::AnsweredFor => "answered-for",
            Self::Rates => "rates",
            Self::HoldsClaim => "holds-claim",
            Self::HoldsWording => "holds-wording",
            Self::HoldsEvidence => "holds-evidence",
            Self::HoldsAnswer => "holds-answer",
            Self::HoldsVerdict => "holds-verdict",
        }
    }
}

/// A record that names a party or a source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Naming {
    /// The id of the evidence or the answer, if it has one.
    pub(crate) item: Option<String>,
    /// What the record is: a stance, a scope, the label of a verdict.
    pub(crate) what: Option<String>,
    /// Another party to the record: how, and its id.
    pub(crate) other: Option<(&'static str, String)>,
    pub(crate) date: Option<String>,
}

impl Naming {
    /// Returns the record of a claim that names a party or a source in this way: the one at the
    /// place `index` in its list.
    pub(crate) fn of(claim: &Claim, way: Involvement, index: usize) -> Self {
        let naming = match way {
            Involvement::Says | Involvement::PutsIntoWords | Involvement::HoldsClaim => {
                claim.made.get(index).map(|made| Self::made(made, way))
            }
            Involvement::HoldsWording => None,
            Involvement::GivesEvidence | Involvement::HoldsEvidence => {
                claim.evidence.get(index).map(|evidence| Self::evidence(evidence, way))
            }
            Involvement::Denies
            | Involvement::Answers
            | Involvement::AnsweredFor
            | Involvement::HoldsAnswer => {
                claim.denials.get(index).map(|denial| Self::denial(denial, way))
            }
            Involvement::Rates | Involvement::HoldsVerdict => {
                claim.verdicts.get(index).map(|verdict| Self::verdict(verdict, way))
            }
        };
        naming.unwrap_or_default()
    }

    fn made(made: &Made, way: Involvement) -> Self {
        let other = match way {
            Involvement::Says => other("as put by", made.interpreted_by.as_ref()),
            _ => other("said by", made.by.as_ref()),
        };
        Self { other, date: known(&made.date), ..Self::default() }
    }

    fn evidence(evidence: &Evidence, way: Involvement) -> Self {
        let by = evidence.by.as_ref().filter(|_| way == Involvement::HoldsEvidence);
        Self {
            item: evidence.id.clone(),
            what: evidence.stance.map(|stance| stance.words().to_owned()),
            other: other("by", by),
            date: known(&evidence.date),
        }
    }

    fn denial(denial: &Denial, way: Involvement) -> Self {
        let what = denial.scope.map(|scope| {
            let words = scope.words().to_lowercase();
            if scope.denies() { format!("{words} denial") } else { words }
        });
        let other = match way {
            Involvement::Denies | Involvement::Answers => {
                other("for", denial.on_behalf_of.as_ref())
            }
            _ => other("by", denial.by.as_ref()),
        };
        Self { item: denial.id.clone(), what, other, date: known(&denial.date) }
    }

    fn verdict(verdict: &Verdict, way: Involvement) -> Self {
        let by = verdict.by.as_ref().filter(|_| way == Involvement::HoldsVerdict);
        let what = verdict.label.clone();
        Self { item: None, what, other: other("by", by), date: known(&verdict.date) }
    }

    /// Returns the line of the record: `inbox-api#d1  full denial · 2018-12-19 · The claim.`
    pub(crate) fn line(&self, claim: &str, text: &str) -> DisplayText<'static> {
        let item = self.item.as_ref().map(|item| format!("#{item}")).unwrap_or_default();
        let other = self.other.as_ref().map(|(how, id)| format!("{how} {id}"));
        let what: Vec<String> = self.what.iter().cloned().chain(other).collect();
        let what = Some(what.join(" ")).filter(|what| !what.is_empty());
        let parts = [what.as_deref(), self.date.as_deref(), Some(text)];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        format!("{claim}{item}  {}", parts.join(" · ")).into()
    }
}

fn other(how: &'static str, id: Option<&String>) -> Option<(&'static str, String)> {
    Some((how, id?.clone()))
}

fn known(date: &Recorded<PartialDate>) -> Option<String> {
    date.known().map(|date| date.0.clone())
}

/// Returns the lines that introduce a party. `name` returns the name of an agent.
pub(crate) fn about_party(
    agent: &Agent,
    name: impl Fn(&str) -> String,
) -> Vec<DisplayText<'static>> {
    let own = agent.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&agent.id);
    let kind = agent.kind.map(|kind| format!(" · {}", kind.words())).unwrap_or_default();
    let mut lines = vec![format!("{own}{kind}")];
    let also = agent.aliases.join(", ");
    lines.extend((!also.is_empty()).then(|| format!("also known as {also}")));
    let affiliation = agent.affiliation.as_deref().map(name);
    let place: Vec<String> = agent.role.iter().cloned().chain(affiliation).collect();
    lines.extend((!place.is_empty()).then(|| place.join("; ")));
    lines.extend(agent.same_as.iter().cloned());
    lines.extend(agent.note.clone());
    lines.into_iter().map(DisplayText::from).collect()
}

/// Returns the lines that introduce a source. `name` returns the name of an agent.
pub(crate) fn about_source(
    source: &Source,
    name: impl Fn(&str) -> String,
) -> Vec<DisplayText<'static>> {
    let authors: Vec<String> = source.authors.iter().map(|id| name(id)).collect();
    let parts = [
        source.kind.as_ref().map(|kind| kind.replace('-', " ")),
        (!authors.is_empty()).then(|| format!("by {}", authors.join(", "))),
        source.publisher.as_deref().map(|id| format!("published by {}", name(id))),
        known(&source.published),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let mut lines = vec![title(source)];
    lines.extend((!parts.is_empty()).then(|| parts.join(" · ")));
    lines.extend(source.access.map(|access| access.words().to_owned()));
    lines.extend(source.url.known().cloned());
    lines.extend(source.archived.iter().filter_map(|copy| copy.url.clone()));
    lines.extend(source.note.clone());
    lines.into_iter().map(DisplayText::from).collect()
}

/// Returns the line of a fault of a source, with the claims that it concerns.
pub(crate) fn fault(issue: &Issue) -> DisplayText<'static> {
    let kind = issue.kind.as_deref().map(|kind| kind.replace('-', " "));
    let severity = issue.severity.map(|severity| severity.words().to_owned());
    let head: Vec<String> = severity.into_iter().chain(kind).collect();
    let head = if head.is_empty() { String::new() } else { format!("{}: ", head.join(", ")) };
    let about = match issue.about.as_slice() {
        [] => String::new(),
        claims => format!(" [{}]", claims.join(", ")),
    };
    format!("{head}{}{about}", issue.text).into()
}
