//! Reads microdata: `itemscope`, `itemprop`, `itemtype`, `itemid`, `itemref`.

use hashbrown::{HashMap, HashSet};

use super::elements::{MarkedElement, MarkedPage};
use super::items::{MarkupItem, MarkupValue, PageItems, ValueReader, of_schema_org};

/// The limit for the items in each other. Elements can refer to each other without end.
const DEEPEST: usize = 40;

/// Reads the microdata of a page.
pub(super) fn read(values: &mut ValueReader<'_>) -> PageItems {
    let page = values.page;
    let mut ids: HashMap<&str, usize> = HashMap::new();
    for (at, element) in page.elements.iter().enumerate() {
        if let Some(id) = element.get("id") {
            ids.entry(id).or_insert(at);
        }
    }
    let mut reader = MicrodataReader { values, ids, used: HashSet::new(), path: Vec::new() };
    let mut items = Vec::new();
    for (at, element) in page.elements.iter().enumerate() {
        // Publishers leave out the item around a review, whose properties are its own.
        let is_review = element.get("itemtype").is_some_and(|kind| kind.contains("ClaimReview"));
        let is_top = !element.has("itemprop") || is_review && !is_in_item(page, at);
        if element.has("itemscope") && is_top {
            items.extend(reader.item(at));
        }
    }
    let tops: HashSet<usize> = items.iter().flat_map(|item| item.elements.clone()).collect();
    let is_orphan = |at: &usize| {
        let is_property = page.elements.get(*at).is_some_and(has_property);
        is_property && !reader.used.contains(at) && !tops.contains(at)
    };
    let last_orphan = (0..page.elements.len()).rev().find(is_orphan);
    // A property outside of every item may be referred to by one: only then it isn’t its own.
    items.retain(|item| {
        let is_used = |at: &usize| {
            page.elements.get(*at).is_some_and(has_property) && reader.used.contains(at)
        };
        !item.elements.iter().any(is_used)
    });
    PageItems { items, last_orphan }
}

fn has_property(element: &MarkedElement) -> bool {
    element.has("itemprop")
}

/// Returns true if an element lies in an item.
fn is_in_item(page: &MarkedPage, at: usize) -> bool {
    let parent = |at: &usize| page.elements.get(*at)?.parent;
    std::iter::successors(parent(&at), parent)
        .any(|at| page.elements.get(at).is_some_and(|element| element.has("itemscope")))
}

struct MicrodataReader<'r, 'p> {
    values: &'r mut ValueReader<'p>,
    ids: HashMap<&'p str, usize>,
    /// The elements whose properties belong to an item.
    used: HashSet<usize>,
    /// The elements of the items that are being read.
    path: Vec<usize>,
}

impl MicrodataReader<'_, '_> {
    /// Reads the item of an element, or `None` if it lies in itself or too deep.
    fn item(&mut self, at: usize) -> Option<MarkupItem> {
        let page = self.values.page;
        let element = page.elements.get(at)?;
        if self.path.contains(&at) || self.path.len() >= DEEPEST {
            return None;
        }
        let references = element.get("itemref").unwrap_or_default();
        self.values.count(references.len())?;
        self.path.push(at);
        let types = element.get("itemtype").unwrap_or_default().split_whitespace();
        let types = types.map(|kind| of_schema_org(kind).unwrap_or(kind).to_owned()).collect();
        let id = element.get("itemid").filter(|id| !id.is_empty());
        let id = id.map(|id| self.values.resolved(id));
        let mut item = MarkupItem { types, id, properties: Vec::new(), elements: vec![at] };
        // Further elements come in the order of their references, after those inside.
        let referred = references.split_whitespace().filter_map(|id| self.ids.get(id).copied());
        let mut waiting: Vec<usize> = element.children.iter().copied().chain(referred).collect();
        waiting.reverse();
        let mut seen = HashSet::new();
        while let Some(next) = waiting.pop() {
            let Some(inner) = page.elements.get(next).filter(|_| seen.insert(next)) else {
                continue;
            };
            if self.values.count(0).is_none() {
                break;
            }
            self.properties(next, &mut item);
            if !inner.has("itemscope") {
                waiting.extend(inner.children.iter().rev());
            }
        }
        self.path.pop();
        Some(item)
    }

    /// Adds the properties that an element describes.
    fn properties(&mut self, at: usize, item: &mut MarkupItem) {
        let Some(element) = self.values.page.elements.get(at) else { return };
        let Some(names) = element.get("itemprop") else { return };
        self.used.insert(at);
        for name in names.split_whitespace() {
            let name = of_schema_org(name).unwrap_or(name);
            let value = if element.has("itemscope") {
                self.item(at).map(MarkupValue::Item)
            } else {
                self.values.value(at, name)
            };
            item.properties.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
}
