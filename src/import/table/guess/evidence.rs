//! Finds evidence: numbered columns with their addresses, and tables of pairs of a claim and a piece
//! of evidence.

use std::collections::BTreeMap;

use super::super::column_names::{PAIRED, names_of};
use super::super::field::ColumnField;
use super::super::fit::fits;
use super::super::profile::CellKind;
use super::{ColumnGuess, TableKind};

/// The sign of a column that was told by its texts.
const BY_CELLS: &str = "texts beside the claims";

/// The names of evidence whose labels may be any words.
const LABELLED: &[&str] =
    &["evidence", "evidencetext", "evidencesentence", "goldevidence", "premise"];

/// The names of numbered columns of evidence, and of its addresses.
const TEXTS: &[&str] = &["evidence", "evidencetext"];
const LINKS: &[&str] =
    &["link", "url", "evidencelink", "evidenceurl", "evidencesource", "source", "sourceurl"];

impl ColumnGuess<'_> {
    /// Finds the evidence of the table.
    pub(super) fn evidence(&mut self) {
        if self.kind == TableKind::Pairs {
            self.pair();
        } else if self.is_open(ColumnField::Evidence) {
            self.numbered();
        }
    }

    /// Returns true if the labels are those of pairs: they say what evidence does to a claim, or
    /// differ between rows of one claim.
    pub(super) fn is_of_pairs(&self) -> bool {
        let Some(label) = self.column(ColumnField::Verdict) else { return false };
        let is_apart = self.named(ColumnField::Stance, names_of(ColumnField::Stance)).is_some();
        if is_apart || self.closed.contains(&ColumnField::Verdict) {
            return false;
        }
        let claim = self.column(ColumnField::Claim);
        let is_varied = claim.is_some_and(|claim| self.survey.varies_within(claim, label));
        let cells = self.survey.profile(label);
        let is_told = cells.mostly(CellKind::PairLabel);
        if !is_told {
            // Several ratings of one claim are common; only evidence by its name makes them labels.
            return is_varied && self.survey.has(LABELLED);
        }
        self.paired(claim).is_some() || is_varied
    }

    /// Returns the column of the evidence that is labelled.
    fn paired(&self, claim: Option<usize>) -> Option<usize> {
        let Some(claim) = claim else { return self.apart().map(|(_, evidence)| evidence) };
        let mut places = PAIRED.iter().flat_map(|name| self.survey.named(name));
        let named = places.find(|place| {
            let cells = self.survey.profile(*place);
            self.is_free(*place)
                && !cells.often(CellKind::Address)
                && fits(ColumnField::Evidence, cells)
        });
        named.or_else(|| {
            let label = self.column(ColumnField::Verdict)?;
            let is_told = self.survey.profile(label).mostly(CellKind::PairLabel);
            let texts = self.statements();
            let others: Vec<usize> = texts.into_iter().filter(|place| *place != claim).collect();
            others.first().copied().filter(|_| is_told && others.len() == 1)
        })
    }

    /// Returns the free columns of texts that are no questions, however often they repeat.
    fn statements(&self) -> Vec<usize> {
        let free = (0..self.survey.width()).filter(|place| self.is_free(*place));
        let texts = free.filter(|place| {
            let cells = self.survey.profile(*place);
            cells.mostly(CellKind::Text) && !cells.often(CellKind::Question)
        });
        texts.collect()
    }

    /// Returns claim and evidence if only these are texts, and the claims repeat while the evidence
    /// doesn’t.
    fn apart(&self) -> Option<(usize, usize)> {
        let texts = self.statements();
        let [one, other] = *texts.as_slice() else { return None };
        let repeats = |place: usize| !self.survey.profile(place).differs(70);
        let differs = |place: usize| self.survey.profile(place).differs(90);
        if repeats(one) && differs(other) {
            Some((one, other))
        } else if repeats(other) && differs(one) {
            Some((other, one))
        } else {
            None
        }
    }

    /// Turns the rating into the stance of the evidence. A label whose words are no stances is
    /// kept.
    fn pair(&mut self) {
        let label = self.column(ColumnField::Verdict);
        for field in [ColumnField::Verdict, ColumnField::Value] {
            if let Some(place) = self.column(field) {
                self.mark(place, false);
            }
            self.places.retain(|(known, _)| *known != field);
            self.closed.push(field);
        }
        self.signs.retain(|(place, _)| Some(*place) != label);
        let claim = self.column(ColumnField::Claim);
        if claim.is_none()
            && let Some((claim, _)) = self.apart()
        {
            self.put(
                ColumnField::Claim,
                claim,
                Some("texts that repeat beside different evidence"),
            );
        }
        let label = label.filter(|place| fits(ColumnField::Stance, self.survey.profile(*place)));
        self.pair_evidence(label);
        match label {
            Some(place) if self.is_open(ColumnField::Stance) && self.has(ColumnField::Evidence) => {
                self.put(ColumnField::Stance, place, Some("what the evidence does to the claim"));
            }
            _ => self.remarks.push(
                "the labels differ between rows of one claim: they are kept, and are no ratings of it"
                    .to_owned(),
            ),
        }
    }

    fn pair_evidence(&mut self, label: Option<usize>) {
        if !self.is_open(ColumnField::Evidence) {
            return;
        }
        // The label must not be taken for a text beside it.
        let claim = self.column(ColumnField::Claim);
        let mut places = PAIRED.iter().flat_map(|name| self.survey.named(name));
        let named = places.find(|place| {
            self.is_free(*place) && Some(*place) != label && {
                let cells = self.survey.profile(*place);
                fits(ColumnField::Evidence, cells) && !cells.often(CellKind::Address)
            }
        });
        let told = || {
            let mut texts = self.statements();
            texts.retain(|place| Some(*place) != claim && Some(*place) != label);
            texts.first().copied().filter(|_| texts.len() == 1)
        };
        match (named, told()) {
            (Some(place), _) => self.put(ColumnField::Evidence, place, None),
            (None, Some(place)) => self.put(ColumnField::Evidence, place, Some(BY_CELLS)),
            (None, None) => {}
        }
    }

    /// Finds `evidence_1`, `evidence_2` … with `link_1` and `link_2`, and puts each address in the
    /// place of its text.
    fn numbered(&mut self) {
        let mut found: BTreeMap<u32, [Option<usize>; 2]> = BTreeMap::new();
        for place in (0..self.survey.width()).filter(|place| self.is_free(*place)) {
            let Some((stem, number)) = stem(self.survey.name(place)) else { continue };
            let cells = self.survey.profile(place);
            let entry = found.entry(number).or_default();
            if LINKS.contains(&&*stem) && cells.often(CellKind::Address) {
                entry[1].get_or_insert(place);
            } else if TEXTS.contains(&&*stem) && fits(ColumnField::Evidence, cells) {
                entry[0].get_or_insert(place);
            }
        }
        let is_evidence = |place: usize| self.survey.name(place).starts_with("evidence");
        let some = found.values().flatten().flatten().any(|place| is_evidence(*place));
        let mut pairs: Vec<[Option<usize>; 2]> = found.into_values().collect();
        pairs.retain(|_| some);
        // Only texts with an address stand beside one; the others follow.
        pairs.sort_by_key(|[text, link]| (text.is_none(), link.is_none()));
        for (field, of) in [(ColumnField::Evidence, 0), (ColumnField::EvidenceUrl, 1)] {
            for place in pairs.iter().filter_map(|pair| pair[of]).collect::<Vec<_>>() {
                self.put(field, place, None);
            }
        }
    }

    /// Finds the address of the evidence in a table of pairs.
    pub(super) fn pair_address(&mut self, names: &[&str]) {
        if self.kind == TableKind::Pairs {
            self.by_name(ColumnField::EvidenceUrl, names_of(ColumnField::EvidenceUrl));
            self.by_name(ColumnField::EvidenceUrl, names);
        }
    }
}

/// Splits a folded name into its words and the only number in it: `evidence1url`.
fn stem(name: &str) -> Option<(String, u32)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let start = name.find(is_digit)?;
    let rest = name.get(start..)?;
    let end = start + rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
    let (words, after) = (name.get(..start)?, name.get(end..)?);
    let number = name.get(start..end)?.parse().ok()?;
    Some((format!("{words}{after}"), number)).filter(|_| !after.contains(is_digit))
}
