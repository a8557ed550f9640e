//! What the columns know of one claim: enough for the list's order, for filters and for
//! counting, without reading its record.

use crate::catalog::columns::ItemColumns;
use crate::catalog::segment::{Segment, kind_and_stance};
use crate::catalog::symbols::Symbol;
use crate::claim::{ClaimKind, EvidenceKind, Scope, Stance, Status, Vocabulary};

/// A claim as its columns have it.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'s> {
    segment: &'s Segment,
    row: usize,
}

/// Who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeFacts {
    /// The party who says it.
    pub by: Option<Symbol>,
    /// Who put it into these words.
    pub interpreted_by: Option<Symbol>,
    /// The source it stands in.
    pub source: Option<Symbol>,
    /// When it was said.
    pub date: Option<Symbol>,
}

/// A piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvidenceFacts {
    /// What it is.
    pub kind: Option<EvidenceKind>,
    /// What it does to the claim.
    pub stance: Option<Stance>,
    /// Who gives it.
    pub by: Option<Symbol>,
    /// The source it stands in.
    pub source: Option<Symbol>,
    /// What that is known through.
    pub via: Option<Symbol>,
}

/// A denial or answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DenialFacts {
    /// How far it goes.
    pub scope: Option<Scope>,
    /// Who answers.
    pub by: Option<Symbol>,
    /// For whom.
    pub on_behalf_of: Option<Symbol>,
    /// The source it stands in.
    pub source: Option<Symbol>,
    /// What that is known through.
    pub via: Option<Symbol>,
}

/// A rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerdictFacts {
    /// Who rates.
    pub by: Option<Symbol>,
    /// The rating as published.
    pub label: Option<Symbol>,
    /// The source it stands in.
    pub source: Option<Symbol>,
}

impl<'s> Facts<'s> {
    /// What a segment knows of a claim of its own.
    #[must_use]
    pub fn new(segment: &'s Segment, row: usize) -> Self {
        Self { segment, row }
    }

    /// The number of the claim's dataset.
    #[must_use]
    pub fn dataset(&self) -> usize {
        self.segment.dataset.get(self.row) as usize
    }

    /// The editor's judgement.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        Status::from_code(self.standing() & 0xf)
    }

    /// What kind of claim it is.
    #[must_use]
    pub fn kind(&self) -> Option<ClaimKind> {
        ClaimKind::from_code(self.standing() >> 4)
    }

    fn standing(&self) -> u8 {
        self.segment.standing.get(self.row).copied().unwrap_or_default()
    }

    /// Whether the record quotes somebody: a maker, an answer or an excerpt.
    #[must_use]
    pub fn quotes(&self) -> bool {
        self.segment.quotes.get(self.row) != 0
    }

    /// What it is about.
    pub fn topics(&self) -> impl Iterator<Item = Symbol> + 's {
        symbols(&self.segment.topics, self.row)
    }

    /// Who says it.
    pub fn made(&self) -> impl Iterator<Item = MadeFacts> + 's {
        self.segment.made.items(self.row).map(|cells| {
            let [by, interpreted_by, source, date] = cells.map(Symbol::from_cell);
            MadeFacts { by, interpreted_by, source, date }
        })
    }

    /// From when to when it is said to have happened.
    #[must_use]
    pub fn happened(&self) -> Option<[Option<Symbol>; 2]> {
        self.segment.happened.items(self.row).next().map(|cells| cells.map(Symbol::from_cell))
    }

    /// The sources of other wordings.
    pub fn wordings(&self) -> impl Iterator<Item = Symbol> + 's {
        symbols(&self.segment.wordings, self.row)
    }

    /// How many pieces of evidence there are.
    #[must_use]
    pub fn evidence_count(&self) -> usize {
        self.segment.evidence.count(self.row)
    }

    /// The evidence.
    pub fn evidence(&self) -> impl Iterator<Item = EvidenceFacts> + 's {
        self.segment.evidence.items(self.row).map(|[sort, by, source, via]| {
            let (kind, stance) = kind_and_stance(sort);
            let [by, source, via] = [by, source, via].map(Symbol::from_cell);
            let (kind, stance) = (EvidenceKind::from_code(kind), Stance::from_code(stance));
            EvidenceFacts { kind, stance, by, source, via }
        })
    }

    /// How many denials and answers there are.
    #[must_use]
    pub fn denial_count(&self) -> usize {
        self.segment.denials.count(self.row)
    }

    /// The denials and answers.
    pub fn denials(&self) -> impl Iterator<Item = DenialFacts> + 's {
        self.segment.denials.items(self.row).map(|[scope, by, on_behalf_of, source, via]| {
            let scope = u8::try_from(scope).ok().and_then(Scope::from_code);
            let [by, on_behalf_of, source, via] =
                [by, on_behalf_of, source, via].map(Symbol::from_cell);
            DenialFacts { scope, by, on_behalf_of, source, via }
        })
    }

    /// How many ratings there are.
    #[must_use]
    pub fn verdict_count(&self) -> usize {
        self.segment.verdicts.count(self.row)
    }

    /// The ratings.
    pub fn verdicts(&self) -> impl Iterator<Item = VerdictFacts> + 's {
        self.segment.verdicts.items(self.row).map(|cells| {
            let [by, label, source] = cells.map(Symbol::from_cell);
            VerdictFacts { by, label, source }
        })
    }

    /// The references to everyone the record names, in its order, repeated as they are.
    pub fn parties(&self) -> impl Iterator<Item = Symbol> + 's {
        let made = self.made().flat_map(|made| [made.by, made.interpreted_by]);
        let evidence = self.evidence().map(|item| item.by);
        let denials = self.denials().flat_map(|item| [item.by, item.on_behalf_of]);
        let verdicts = self.verdicts().map(|verdict| verdict.by);
        let history = symbols(&self.segment.history, self.row).map(Some);
        made.chain(evidence).chain(denials).chain(verdicts).chain(history).flatten()
    }

    /// The references to every source of the record and those they are known through, in its
    /// order, repeated as they are.
    pub fn sources(&self) -> impl Iterator<Item = Symbol> + 's {
        let made = self.made().map(|made| made.source);
        let wordings = self.wordings().map(Some);
        let evidence = self.evidence().flat_map(|item| [item.source, item.via]);
        let denials = self.denials().flat_map(|item| [item.source, item.via]);
        let verdicts = self.verdicts().map(|verdict| verdict.source);
        made.chain(wordings).chain(evidence).chain(denials).chain(verdicts).flatten()
    }

    /// How many denials name the claim: full and partial ones.
    #[must_use]
    pub fn direct_denials(&self) -> usize {
        let direct = |item: &DenialFacts| matches!(item.scope, Some(Scope::Full | Scope::Partial));
        self.denials().filter(direct).count()
    }
}

fn symbols(table: &ItemColumns<1>, row: usize) -> impl Iterator<Item = Symbol> + '_ {
    table.items(row).filter_map(|[cell]| Symbol::from_cell(cell))
}
