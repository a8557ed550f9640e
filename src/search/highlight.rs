//! Finds what a query matches in a displayed text: letters in the list, passages in the panes.

use std::collections::BTreeSet;
use std::ops::Range;

use super::query::{AtomKind, Needle, Query, QueryTerm};
use super::score::{Alignment, align, places};
use crate::catalog::searched;
use crate::text::{self, DisplayText};

/// Returns the grapheme clusters of a claim's text that the query's texts match, as
/// ascending numbers from 0. Of a term's alternatives, the best one that matches is marked.
pub(crate) fn highlights(query: &Query, shown: &DisplayText) -> Vec<u32> {
    if !query.ranks() {
        return Vec::new();
    }
    let folded = text::fold_mapped(shown);
    let text = searched(&folded.text);
    let best = query.terms.iter().filter_map(|term| best_alternative(term, text));
    let chars = best.flat_map(|alignment| alignment.chars);
    let clusters: BTreeSet<u32> =
        chars.filter_map(|at| folded.cluster_of.get(at).copied()).collect();
    clusters.into_iter().collect()
}

/// Returns the best match among a term's texts, the first of equally good ones.
fn best_alternative(term: &QueryTerm, text: &str) -> Option<Alignment> {
    let wanted = term.alternatives.iter().filter(|atom| !atom.negated);
    let needles = wanted.filter_map(|atom| match &atom.value {
        AtomKind::Text(needle) => Some(needle),
        AtomKind::Field(_) => None,
    });
    let aligned = needles.filter_map(|needle| align(needle, text));
    aligned.reduce(|best, next| if next.score > best.score { next } else { best })
}

/// Returns the passages of a displayed text that contain a needle in one piece, even if the query
/// requires the needle at the beginning or end of a claim. The ranges are bytes of `shown`,
/// ascending; overlapping passages are joined.
pub(crate) fn occurrences(needles: &[Needle], shown: &DisplayText) -> Vec<Range<usize>> {
    if needles.is_empty() {
        return Vec::new();
    }
    let folded = text::fold_mapped(shown);
    let mut found: Vec<Range<usize>> = Vec::new();
    for needle in needles {
        let mut free = 0;
        for start in places(needle, &folded.text) {
            if start >= free {
                free = start + needle.text.len();
                found.push(start..free);
            }
        }
    }
    found.sort_by_key(|place| (place.start, place.end));
    let places = DisplayOffsets::new(&folded, shown);
    merged(found.into_iter().filter_map(|place| places.shown(&place)))
}

/// Maps bytes of a folded text to bytes of the displayed text.
struct DisplayOffsets {
    /// The first byte and the cluster of each character of the folded text.
    chars: Vec<(usize, usize)>,
    /// The bytes of each cluster of the displayed text.
    clusters: Vec<Range<usize>>,
}

impl DisplayOffsets {
    fn new(folded: &text::Folded, shown: &str) -> Self {
        let starts = folded.text.char_indices().map(|(start, _)| start);
        let of = folded.cluster_of.iter().map(|cluster| *cluster as usize);
        let bytes = |(start, cluster): (usize, &str)| start..start + cluster.len();
        Self {
            chars: starts.zip(of).collect(),
            clusters: text::clusters(shown).map(bytes).collect(),
        }
    }

    /// Returns the bytes of the displayed text whose clusters a range of the folded text touches.
    fn shown(&self, place: &Range<usize>) -> Option<Range<usize>> {
        let first = self.chars.partition_point(|(start, _)| *start < place.start);
        let after = self.chars.partition_point(|(start, _)| *start < place.end);
        let cluster = |at: usize| self.chars.get(at).and_then(|(_, of)| self.clusters.get(*of));
        Some(cluster(first)?.start..cluster(after.checked_sub(1)?)?.end)
    }
}

/// Joins overlapping ranges of an ascending sequence.
fn merged(places: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for place in places {
        match merged.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => merged.push(place),
        }
    }
    merged
}
