//! Reads RDFa: `vocab`, `prefix`, `typeof`, `property`, `resource`, `about`, `content`. Only names of
//! schema.org are read. What `rel` and `rev` relate is left out, so that nothing of it is
//! attributed to what is around it.

use std::rc::Rc;

use hashbrown::HashMap;

use super::elements::MarkedElement;
use super::items::{MarkupItem, MarkupValue, PageItems, ValueReader, of_schema_org};

/// The limit for the items in each other. Items can refer to each other without end.
const DEEPEST: usize = 40;

/// The limit for the number of prefixes, since each element may declare some for those in it.
const PREFIXES: usize = 64;

/// The limit in bytes for a prefix with its address.
const LONGEST: usize = 256;

/// The properties whose value is an item of the page if it is the address of one.
const LINKS: &[&str] =
    &["author", "creator", "itemReviewed", "mainEntity", "publisher", "review", "reviewRating"];

/// The names that an element can use.
#[derive(Clone, Default)]
struct RdfaNames {
    /// The vocabulary of names without a prefix.
    vocabulary: Option<Rc<str>>,
    prefixes: Rc<HashMap<String, String>>,
}

/// An item while the page is read.
#[derive(Default)]
struct RdfaItem {
    types: Vec<String>,
    id: Option<String>,
    properties: Vec<(String, RdfaValue)>,
    elements: Vec<usize>,
    is_referred: bool,
}

/// A value while the page is read.
enum RdfaValue {
    Text(String, Option<usize>),
    /// The item at this place, or in another one the text that refers to it.
    Item(usize, String),
}

struct RdfaReader<'r, 'p> {
    values: &'r mut ValueReader<'p>,
    items: Vec<RdfaItem>,
    known: HashMap<String, usize>,
    /// The last element with a property of schema.org that belongs to no item.
    last_orphan: Option<usize>,
}

/// Reads the items of a page in RDFa.
pub(super) fn read(values: &mut ValueReader<'_>) -> PageItems {
    let page = values.page;
    let mut reader =
        RdfaReader { values, items: Vec::new(), known: HashMap::new(), last_orphan: None };
    let mut waiting: Vec<(usize, RdfaNames, Option<usize>)> = Vec::new();
    let roots = page.elements.iter().enumerate().filter(|(_, element)| element.parent.is_none());
    waiting.extend(roots.map(|(at, _)| (at, RdfaNames::default(), None)));
    waiting.reverse();
    while let Some((at, names, subject)) = waiting.pop() {
        let Some(element) = page.elements.get(at) else { continue };
        let names = names.with(element);
        if names.relates(element) {
            continue;
        }
        let inner = reader.element(at, element, &names, subject);
        waiting.extend(element.children.iter().rev().map(|at| (*at, names.clone(), inner)));
    }
    let last_orphan = reader.last_orphan;
    PageItems { items: reader.finish(), last_orphan }
}

impl RdfaNames {
    /// Returns the names that an element and those in it can use.
    fn with(mut self, element: &MarkedElement) -> Self {
        if let Some(vocabulary) = element.get("vocab") {
            self.vocabulary = Some(vocabulary.into()).filter(|_| !vocabulary.is_empty());
        }
        if let Some(prefixes) = element.get("prefix") {
            let mut all = (*self.prefixes).clone();
            let mut parts = prefixes.split_whitespace();
            while let (Some(prefix), Some(address)) = (parts.next(), parts.next()) {
                let is_short = prefix.len() + address.len() <= LONGEST;
                let prefix = prefix.strip_suffix(':').filter(|_| is_short && all.len() < PREFIXES);
                if let Some(prefix) = prefix {
                    all.insert(prefix.to_ascii_lowercase(), address.to_owned());
                }
            }
            self.prefixes = Rc::new(all);
        }
        self
    }

    /// Returns the name of schema.org that a term stands for, or `None` for any other term.
    fn name(&self, term: &str) -> Option<String> {
        let address = match term.split_once(':') {
            Some((_, rest)) if rest.starts_with("//") => term.to_owned(),
            Some((prefix, rest)) => {
                let prefix = prefix.to_ascii_lowercase();
                let known = self.prefixes.get(&prefix).map(String::as_str);
                let address = known.or((prefix == "schema").then_some("http://schema.org/"))?;
                [address, rest].concat()
            }
            None => {
                let vocabulary = self.vocabulary.as_deref()?;
                let joint = if vocabulary.ends_with(['/', '#']) { "" } else { "/" };
                [vocabulary, joint, term].concat()
            }
        };
        of_schema_org(&address).map(str::to_owned)
    }

    fn names(&self, terms: Option<&str>) -> Vec<String> {
        let terms = terms.unwrap_or_default().split_whitespace();
        terms.filter_map(|term| self.name(term)).collect()
    }

    /// Returns true if an element relates what is in it by `rel` or `rev`. The words that links
    /// have anyway, such as `nofollow`, relate nothing.
    fn relates(&self, element: &MarkedElement) -> bool {
        let is_link = matches!(element.name.as_str(), "a" | "area" | "link" | "form");
        let terms = ["rel", "rev"].into_iter().filter_map(|name| element.get(name));
        let mut terms = terms.flat_map(str::split_whitespace);
        terms.any(|term| (!is_link || term.contains(':')) && self.name(term).is_some())
    }
}

impl RdfaReader<'_, '_> {
    /// Takes what an element says, and returns the item that the elements in it describe.
    fn element(
        &mut self,
        at: usize,
        element: &MarkedElement,
        names: &RdfaNames,
        subject: Option<usize>,
    ) -> Option<usize> {
        let about = element.get("about");
        let is_typed = element.has("typeof");
        let properties = names.names(element.get("property"));
        let resource = element.get("resource");
        let subject = match about {
            Some(about) => self.item(at, Some(about)),
            None => subject,
        };
        if !element.has("property") {
            let declared = about.or(resource);
            let link = element.get("href").or_else(|| element.get("src")).filter(|_| is_typed);
            return match declared.or(link) {
                None if !is_typed => subject,
                id => self.typed(at, element, names, id),
            };
        }
        if !is_typed || about.is_some() {
            if is_typed {
                self.typed(at, element, names, about)?;
            }
            for property in properties {
                let value = self.value(at, element, &property);
                self.add(at, subject, property, value);
            }
            return subject;
        }
        let id = resource.or_else(|| element.get("href")).or_else(|| element.get("src"));
        let inner = self.typed(at, element, names, id)?;
        for property in properties {
            let refers = self.items.get(inner).and_then(|item| item.id.clone());
            self.add(
                at,
                subject,
                property,
                Some(RdfaValue::Item(inner, refers.unwrap_or_default())),
            );
        }
        Some(inner)
    }

    /// Returns the item with this address, or a new one.
    fn item(&mut self, at: usize, id: Option<&str>) -> Option<usize> {
        self.values.count(0)?;
        let id = id.filter(|id| !id.is_empty()).map(|id| self.values.resolved(id));
        if let Some(known) = id.as_ref().and_then(|id| self.known.get(id)) {
            let item = self.items.get_mut(*known)?;
            if item.elements.last() != Some(&at) {
                item.elements.push(at);
            }
            return Some(*known);
        }
        let place = self.items.len();
        if let Some(id) = &id {
            self.known.insert(id.clone(), place);
        }
        self.items.push(RdfaItem { id, elements: vec![at], ..RdfaItem::default() });
        Some(place)
    }

    /// Returns the item with this address, or a new one, which gets the types of an element.
    fn typed(
        &mut self,
        at: usize,
        element: &MarkedElement,
        names: &RdfaNames,
        id: Option<&str>,
    ) -> Option<usize> {
        let place = self.item(at, id)?;
        let item = self.items.get_mut(place)?;
        for kind in names.names(element.get("typeof")) {
            if item.types.len() < DEEPEST && !item.types.contains(&kind) {
                item.types.push(kind);
            }
        }
        Some(place)
    }

    /// Returns the value of a property of an element without a type.
    fn value(&mut self, at: usize, element: &MarkedElement, property: &str) -> Option<RdfaValue> {
        let address = element.get("resource").filter(|_| !element.has("content"));
        if let Some(address) = address {
            let address = self.values.resolved(address);
            self.values.count(address.len())?;
            return Some(RdfaValue::Text(address, None));
        }
        match self.values.value(at, property)? {
            MarkupValue::Text(text, from) => Some(RdfaValue::Text(text, from)),
            MarkupValue::Item(_) => None,
        }
    }

    /// Adds the property that the element at `at` gives an item.
    fn add(
        &mut self,
        at: usize,
        subject: Option<usize>,
        property: String,
        value: Option<RdfaValue>,
    ) {
        if subject.is_none() {
            self.last_orphan = self.last_orphan.max(Some(at));
        }
        let subject = subject.and_then(|subject| self.items.get_mut(subject));
        if let (Some(subject), Some(value)) = (subject, value) {
            subject.properties.push((property, value));
        }
    }

    /// Puts the items into those that refer to them. Each is put into the first one only.
    fn finish(mut self) -> Vec<MarkupItem> {
        for at in 0..self.items.len() {
            let Some(item) = self.items.get_mut(at) else { continue };
            let mut properties = std::mem::take(&mut item.properties);
            for (name, value) in &mut properties {
                if let RdfaValue::Text(text, None) = value
                    && LINKS.contains(&name.as_str())
                    && let Some(known) = self.known.get(text)
                {
                    *value = RdfaValue::Item(*known, std::mem::take(text));
                }
                if let RdfaValue::Item(inner, _) = value
                    && *inner != at
                    && let Some(inner) = self.items.get_mut(*inner)
                {
                    inner.is_referred = true;
                }
            }
            if let Some(item) = self.items.get_mut(at) {
                item.properties = properties;
            }
        }
        let mut items: Vec<Option<RdfaItem>> = self.items.into_iter().map(Some).collect();
        let tops: Vec<usize> = items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.as_ref().is_some_and(|item| !item.is_referred))
            .map(|(at, _)| at)
            .collect();
        // Items that refer to each other are all referred to: the first of them holds the others.
        let others = 0..items.len();
        tops.into_iter().chain(others).filter_map(|at| built(&mut items, at, DEEPEST)).collect()
    }
}

/// Takes an item and those that it refers to. One that was taken before, or lies too deep, is
/// referred to by its address.
fn built(items: &mut [Option<RdfaItem>], at: usize, deep: usize) -> Option<MarkupItem> {
    let deep = deep.checked_sub(1)?;
    let RdfaItem { types, id, properties, elements, .. } = items.get_mut(at)?.take()?;
    let properties = properties.into_iter().filter_map(|(name, value)| {
        let value = match value {
            RdfaValue::Text(text, from) => MarkupValue::Text(text, from),
            RdfaValue::Item(inner, id) => match built(items, inner, deep) {
                Some(item) => MarkupValue::Item(item),
                None if id.is_empty() => return None,
                None => MarkupValue::Text(id, None),
            },
        };
        Some((name, value))
    });
    let properties = properties.collect();
    Some(MarkupItem { types, id, properties, elements })
}
