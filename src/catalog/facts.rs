//! Facts: the column values of one claim. They suffice for the order of the list, for filters and
//! for counts, without reading the record.

use crate::catalog::columns::ItemColumns;
use crate::catalog::segment::{NOTE, QUOTE, Segment, kind_and_stance};
use crate::catalog::symbols::Symbol;
use crate::claim::{ClaimKind, EvidenceKind, Scope, Stance, Status, Vocabulary};

/// The column values of one claim.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'s> {
    segment: &'s Segment,
    row: usize,
}

/// A maker of the claim, as the columns hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MadeFacts {
    /// The agent who says it.
    pub(crate) by: Option<Symbol>,
    /// The agent who put it into these words.
    pub(crate) interpreted_by: Option<Symbol>,
    /// The source that holds the words.
    pub(crate) source: Option<Symbol>,
    /// The date when it was said.
    pub(crate) date: Option<Symbol>,
}

/// A piece of evidence, as the columns hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EvidenceFacts {
    pub(crate) kind: Option<EvidenceKind>,
    /// What the evidence does to the claim.
    pub(crate) stance: Option<Stance>,
    /// The agent from whom the evidence comes.
    pub(crate) by: Option<Symbol>,
    pub(crate) source: Option<Symbol>,
    /// The source through which the coder knows the evidence.
    pub(crate) via: Option<Symbol>,
}

/// A denial or another answer, as the columns hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DenialFacts {
    pub(crate) scope: Option<Scope>,
    pub(crate) by: Option<Symbol>,
    /// The agent on whose behalf the denial is made.
    pub(crate) on_behalf_of: Option<Symbol>,
    pub(crate) source: Option<Symbol>,
    /// The source through which the coder knows the denial.
    pub(crate) via: Option<Symbol>,
    /// The date when it was said.
    pub(crate) date: Option<Symbol>,
}

impl DenialFacts {
    /// Returns whether this is a denial and not merely an answer.
    pub(crate) fn denies(&self) -> bool {
        self.scope.is_some_and(Scope::denies)
    }
}

/// A rating, as the columns hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VerdictFacts {
    pub(crate) by: Option<Symbol>,
    pub(crate) label: Option<Symbol>,
    pub(crate) source: Option<Symbol>,
    /// The date of the rating.
    pub(crate) date: Option<Symbol>,
}

impl<'s> Facts<'s> {
    pub(crate) fn new(segment: &'s Segment, row: usize) -> Self {
        Self { segment, row }
    }

    pub(crate) fn dataset(&self) -> usize {
        self.segment.dataset.get(self.row) as usize
    }

    /// Returns the status of the claim in the editor's judgement.
    pub(crate) fn status(&self) -> Option<Status> {
        Status::from_code(self.standing() & 0xf)
    }

    pub(crate) fn kind(&self) -> Option<ClaimKind> {
        ClaimKind::from_code(self.standing() >> 4)
    }

    fn standing(&self) -> u8 {
        self.segment.standing.get(self.row).copied().unwrap_or_default()
    }

    /// Returns whether the record has a quotation: by a maker, in an answer or as an excerpt.
    pub(crate) fn quotes(&self) -> bool {
        self.segment.parts.get(self.row) & QUOTE != 0
    }

    /// Returns whether the claim has notes, or one of its items has a note.
    pub(crate) fn notes(&self) -> bool {
        self.segment.parts.get(self.row) & NOTE != 0
    }

    pub(crate) fn topics(&self) -> impl Iterator<Item = Symbol> + 's {
        symbols(&self.segment.topics, self.row)
    }

    pub(crate) fn made(&self) -> impl Iterator<Item = MadeFacts> + 's {
        self.segment.made.items(self.row).map(|cells| {
            let [by, interpreted_by, source, date] = cells.map(Symbol::from_cell);
            MadeFacts { by, interpreted_by, source, date }
        })
    }

    /// Returns the first and the last date of the event that the claim is about.
    pub(crate) fn happened(&self) -> Option<[Option<Symbol>; 2]> {
        self.segment.happened.items(self.row).next().map(|cells| cells.map(Symbol::from_cell))
    }

    /// Returns every recorded date: when it was said, happened, was answered and was rated.
    pub(crate) fn dates(&self) -> impl Iterator<Item = Symbol> + 's {
        let made = self.made().map(|made| made.date);
        let happened = self.happened().into_iter().flatten();
        let answered = self.denials().map(|denial| denial.date);
        let checked = self.verdicts().map(|verdict| verdict.date);
        made.chain(happened).chain(answered).chain(checked).flatten()
    }

    pub(crate) fn wording_count(&self) -> usize {
        self.segment.wordings.count(self.row)
    }

    pub(crate) fn wordings(&self) -> impl Iterator<Item = Symbol> + 's {
        symbols(&self.segment.wordings, self.row)
    }

    pub(crate) fn evidence_count(&self) -> usize {
        self.segment.evidence.count(self.row)
    }

    pub(crate) fn evidence(&self) -> impl Iterator<Item = EvidenceFacts> + 's {
        self.segment.evidence.items(self.row).map(|[sort, by, source, via]| {
            let (kind, stance) = kind_and_stance(sort);
            let [by, source, via] = [by, source, via].map(Symbol::from_cell);
            let (kind, stance) = (EvidenceKind::from_code(kind), Stance::from_code(stance));
            EvidenceFacts { kind, stance, by, source, via }
        })
    }

    pub(crate) fn denial_count(&self) -> usize {
        self.segment.denials.count(self.row)
    }

    pub(crate) fn denials(&self) -> impl Iterator<Item = DenialFacts> + 's {
        self.segment.denials.items(self.row).map(|[scope, by, on_behalf_of, source, via, date]| {
            let scope = u8::try_from(scope).ok().and_then(Scope::from_code);
            let [by, on_behalf_of, source, via, date] =
                [by, on_behalf_of, source, via, date].map(Symbol::from_cell);
            DenialFacts { scope, by, on_behalf_of, source, via, date }
        })
    }

    pub(crate) fn verdict_count(&self) -> usize {
        self.segment.verdicts.count(self.row)
    }

    pub(crate) fn verdicts(&self) -> impl Iterator<Item = VerdictFacts> + 's {
        self.segment.verdicts.items(self.row).map(|cells| {
            let [by, label, source, date] = cells.map(Symbol::from_cell);
            VerdictFacts { by, label, source, date }
        })
    }

    /// Returns the references to all parties of the record, in its order, with repetitions.
    pub(crate) fn parties(&self) -> impl Iterator<Item = Symbol> + 's {
        let made = self.made().flat_map(|made| [made.by, made.interpreted_by]);
        let evidence = self.evidence().map(|item| item.by);
        let denials = self.denials().flat_map(|item| [item.by, item.on_behalf_of]);
        let verdicts = self.verdicts().map(|verdict| verdict.by);
        let history = symbols(&self.segment.history, self.row).map(Some);
        made.chain(evidence).chain(denials).chain(verdicts).chain(history).flatten()
    }

    /// Returns the references to all sources of the record and those through which they are known,
    /// in its order, with repetitions.
    pub(crate) fn sources(&self) -> impl Iterator<Item = Symbol> + 's {
        let made = self.made().map(|made| made.source);
        let wordings = self.wordings().map(Some);
        let evidence = self.evidence().flat_map(|item| [item.source, item.via]);
        let denials = self.denials().flat_map(|item| [item.source, item.via]);
        let verdicts = self.verdicts().map(|verdict| verdict.source);
        made.chain(wordings).chain(evidence).chain(denials).chain(verdicts).flatten()
    }

    /// Returns the number of denials that name the claim: full and partial ones.
    pub(crate) fn direct_denials(&self) -> usize {
        let direct = |item: &DenialFacts| matches!(item.scope, Some(Scope::Full | Scope::Partial));
        self.denials().filter(direct).count()
    }
}

fn symbols(table: &ItemColumns<1>, row: usize) -> impl Iterator<Item = Symbol> + '_ {
    table.items(row).filter_map(|[cell]| Symbol::from_cell(cell))
}
