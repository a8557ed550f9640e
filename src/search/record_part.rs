//! The parts of a record for which `has:` and `no:` ask.

/// A part that a record has or lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordPart {
    Evidence,
    /// A full, partial or blanket denial.
    Denial,
    /// Any entry among the denials, including those that don't deny.
    Answer,
    Verdict,
    /// A quotation: of a person who made the claim, of an answer, or an excerpt.
    Quote,
    /// The claim in the words of a source.
    Wording,
    /// A note of the claim or of one of its items.
    Note,
    /// A source fault that is about the claim.
    Fault,
    /// A relation to another claim.
    Relation,
    /// A date on which it was said, happened, was answered or was rated.
    Date,
}

impl RecordPart {
    /// The names of the parts in a query.
    pub(super) const NAMES: &[&str] = &[
        "evidence", "denial", "answer", "verdict", "quote", "wording", "note", "fault", "relation",
        "date",
    ];

    const ALL: [Self; 10] = [
        Self::Evidence,
        Self::Denial,
        Self::Answer,
        Self::Verdict,
        Self::Quote,
        Self::Wording,
        Self::Note,
        Self::Fault,
        Self::Relation,
        Self::Date,
    ];

    /// Returns the part's name in a query.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Denial => "denial",
            Self::Answer => "answer",
            Self::Verdict => "verdict",
            Self::Quote => "quote",
            Self::Wording => "wording",
            Self::Note => "note",
            Self::Fault => "fault",
            Self::Relation => "relation",
            Self::Date => "date",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_name_in_the_list() {
        let names: Vec<&str> = RecordPart::ALL.into_iter().map(RecordPart::name).collect();
        assert_eq!(names, RecordPart::NAMES);
    }
}
