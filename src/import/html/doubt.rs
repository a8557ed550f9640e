//! Decides whether the tags of a page show who said what. A forgotten end tag puts the fact-checker
//! into the claim, and a superfluous one puts the claimant out of it: either attributes the review
//! to the wrong people. A review whose tags are out of order is imported only if what it says can’t have
//! been displaced.

use hashbrown::HashSet;

use super::elements::{Closing, MarkedPage};
use super::items::{MarkupItem, MarkupValue};

/// The properties that mean another thing in each item, so that they must not be displaced.
const ATTRIBUTED: &[&str] = &[
    "author",
    "claimReviewed",
    "creator",
    "dateModified",
    "datePublished",
    "description",
    "headline",
    "itemReviewed",
    "publisher",
    "reviewBody",
    "reviewRating",
    "url",
];

/// The properties that only a review has.
const OF_REVIEWS: &[&str] = &["claimReviewed", "itemReviewed", "reviewBody", "reviewRating"];

/// The properties that a party never has.
const NOT_OF_PARTIES: &[&str] = &["author", "creator", "datePublished", "publisher"];

/// Returns true if a claim’s item may hold what belongs elsewhere, or lack what belongs to it.
/// `last_orphan` is the last element with a property of no item.
pub(super) fn is_doubtful(
    page: &MarkedPage,
    item: &MarkupItem,
    last_orphan: Option<usize>,
) -> bool {
    let mut elements = Vec::new();
    let mut texts = Vec::new();
    gather(item, &mut elements, &mut texts);
    if elements.iter().any(|at| is_loose_item(page, *at)) {
        return true;
    }
    if texts.iter().any(|at| is_loose_text(page, *at)) {
        return true;
    }
    let first = elements.iter().min().copied().unwrap_or_default();
    let within = item.elements.iter().map(|at| last_within(page, *at));
    let last = within.chain(elements.iter().copied()).max().unwrap_or_default();
    let all = elements.iter().chain(&texts);
    let names: HashSet<&str> =
        all.filter_map(|at| Some(page.elements.get(*at)?.name.as_str())).collect();
    // A tag that is missing in the item ends with the item, unless both have one name.
    let is_shifted = item.elements.iter().any(|at| {
        page.elements.get(*at).is_some_and(|element| {
            page.is_before_stray(*at, &element.name) || page.is_in_loose(*at, &element.name)
        })
    });
    let is_out_of_order = |name: &&str| page.is_disordered(first, last, name);
    if !is_shifted && !names.iter().any(is_out_of_order) {
        return false;
    }
    let is_alone = item.elements.iter().all(|at| !is_in_another(page, *at));
    let is_orphaned = last_orphan.is_some_and(|orphan| orphan > first);
    let is_mixed = texts.iter().any(|at| has_children(page, *at));
    !is_alone || is_orphaned || is_mixed || !is_sound(item)
}

/// Collects the elements of an item and those in it, and the elements whose text is a value.
fn gather(item: &MarkupItem, elements: &mut Vec<usize>, texts: &mut Vec<usize>) {
    elements.extend(&item.elements);
    for (_, value) in &item.properties {
        match value {
            MarkupValue::Item(inner) => gather(inner, elements, texts),
            MarkupValue::Text(_, from) => texts.extend(from),
        }
    }
}

/// Returns true if the element of an item has no end tag of its own where it needs one. A paragraph
/// needs one: a block in it ends it, which few publishers know.
fn is_loose_item(page: &MarkedPage, at: usize) -> bool {
    page.elements.get(at).is_none_or(|element| match element.closing {
        Closing::Own => false,
        Closing::Implied => element.name == "p",
        Closing::Loose => true,
    })
}

/// Returns true if the end of a text is a guess.
fn is_loose_text(page: &MarkedPage, at: usize) -> bool {
    page.elements.get(at).is_none_or(|element| match element.closing {
        Closing::Own => false,
        Closing::Implied => !element.children.is_empty(),
        Closing::Loose => true,
    })
}

/// Returns the last marked element within an element, or the element itself.
fn last_within(page: &MarkedPage, at: usize) -> usize {
    let last = |at: &usize| page.elements.get(*at)?.children.last().copied();
    std::iter::successors(Some(at), last).last().unwrap_or(at)
}

fn has_children(page: &MarkedPage, at: usize) -> bool {
    page.elements.get(at).is_some_and(|element| !element.children.is_empty())
}

/// Returns true if an element lies in that of another item.
fn is_in_another(page: &MarkedPage, at: usize) -> bool {
    let parent = |at: &usize| page.elements.get(*at)?.parent;
    std::iter::successors(parent(&at), parent).any(|at| {
        let element = page.elements.get(at);
        element.is_some_and(|it| {
            ["itemscope", "typeof", "resource", "about"].iter().any(|name| it.has(name))
        })
    })
}

/// Returns true if each property stands where it belongs: an item in a review has no property that
/// the review lacks, and none twice, which displacement would cause.
fn is_sound(review: &MarkupItem) -> bool {
    let once = |name: &&str| review.values(name).nth(1).is_none();
    let held: HashSet<&str> = review.properties.iter().map(|(name, _)| name.as_str()).collect();
    ATTRIBUTED.iter().all(once) && review.inner().all(|inner| is_sound_in(&held, inner))
}

/// Returns true if an item in a review that has these properties is sound.
fn is_sound_in(review: &HashSet<&str>, item: &MarkupItem) -> bool {
    let is_held = |name: &&str| {
        let mut values = item.values(name);
        match (values.next(), values.next()) {
            (None, _) => true,
            (Some(_), None) => review.contains(name) && !OF_REVIEWS.contains(name),
            (Some(_), Some(_)) => false,
        }
    };
    let is_party = ["Person", "Organization", "NewsMediaOrganization"].iter().any(|it| item.is(it));
    let has = |name: &&str| item.values(name).next().is_some();
    ATTRIBUTED.iter().all(is_held)
        && item.values("name").nth(1).is_none()
        && !(is_party && NOT_OF_PARTIES.iter().any(has))
        && item.inner().all(|inner| is_sound_in(review, inner))
}
