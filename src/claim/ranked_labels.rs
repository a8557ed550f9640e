//! The labels of a rating scale in the order of their ranks.

use std::collections::BTreeMap;

use super::Scale;

/// The labels of a scale in the order of their ranks, each with its place. All verdicts on the
/// scale share one value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RankedLabels {
    /// The place of each label, from 1.
    places: BTreeMap<String, usize>,
    first: String,
    last: String,
}

impl RankedLabels {
    /// Collects the labels of `scale` that have a rank.
    #[must_use]
    pub fn of(scale: &Scale) -> Self {
        let ranked = scale.labels.iter().filter_map(|it| Some((it.rank?, it.label.as_deref()?)));
        let mut ranked: Vec<(f64, &str)> = ranked.collect();
        ranked.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let Some(((_, first), (_, last))) = ranked.first().zip(ranked.last()) else {
            return Self::default();
        };
        let places = ranked.iter().map(|(_, label)| (*label).to_owned()).zip(1..);
        Self { places: places.collect(), first: (*first).to_owned(), last: (*last).to_owned() }
    }

    /// Returns the place of a label in words: "3 of 6, from “pants-fire” to “true”". The ranks
    /// don't say which end is the better one.
    #[must_use]
    pub fn place(&self, label: &str) -> Option<String> {
        let place = self.places.get(label)?;
        let Self { places, first, last } = self;
        Some(format!("{place} of {}, from “{first}” to “{last}”", places.len()))
    }
}
