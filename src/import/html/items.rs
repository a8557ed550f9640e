//! The items of a page, as microdata and RDFa describe them, and their values. An item becomes a
//! JSON-LD node, which the importer of schema.org reads.

use fluent_uri::{Iri, IriRef};
use serde_json::{Map, Value};

use super::elements::{MarkedElement, MarkedPage};
use crate::text::is_web_address;

/// The limit for the values of a page, in bytes of their texts. An element’s text may be the value
/// of many elements around it.
const LARGEST: usize = 64 << 20;

/// The limit for the number of values of a page.
const MOST: usize = 1_000_000;

/// An item with its properties.
#[derive(Debug, Default)]
pub(super) struct MarkupItem {
    pub(super) types: Vec<String>,
    pub(super) id: Option<String>,
    pub(super) properties: Vec<(String, MarkupValue)>,
    /// The places, among the marked elements, of those that declare the item.
    pub(super) elements: Vec<usize>,
}

/// The items of a page in one syntax, and the properties that belong to none.
#[derive(Debug, Default)]
pub(super) struct PageItems {
    pub(super) items: Vec<MarkupItem>,
    /// The last element with a property that belongs to no item.
    pub(super) last_orphan: Option<usize>,
}

/// The value of a property.
#[derive(Debug)]
pub(super) enum MarkupValue {
    /// A text, and the element whose content it is, unless an attribute holds it.
    Text(String, Option<usize>),
    Item(MarkupItem),
}

impl MarkupItem {
    /// Returns true if the item has a type of this name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.types.iter().any(|kind| kind == name)
    }

    /// Returns the values of a property.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &MarkupValue> {
        self.properties.iter().filter(move |(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns true if the item is a claim or a review of one.
    pub(super) fn is_claim(&self) -> bool {
        let is_named = ["ClaimReview", "MediaReview", "Claim"].iter().any(|kind| self.is(kind));
        let is_about_claim =
            |value: &MarkupValue| matches!(value, MarkupValue::Item(item) if item.is("Claim"));
        is_named
            || self.values("claimReviewed").next().is_some()
            || self.is("Review") && self.values("itemReviewed").any(is_about_claim)
    }

    /// Returns the items in this one.
    pub(super) fn inner(&self) -> impl Iterator<Item = &Self> {
        self.properties.iter().filter_map(|(_, value)| match value {
            MarkupValue::Item(item) => Some(item),
            MarkupValue::Text(..) => None,
        })
    }

    /// Returns true if the item or one in it is a claim.
    pub(super) fn holds_claim(&self) -> bool {
        self.is_claim() || self.inner().any(Self::holds_claim)
    }

    /// Returns the item as a node of JSON-LD.
    pub(super) fn into_node(self) -> Value {
        let mut node = Map::new();
        let types: Vec<Value> = self.types.into_iter().map(Value::from).collect();
        add(&mut node, "@type", types);
        add(&mut node, "@id", self.id.map(Value::from).into_iter().collect());
        for (key, value) in self.properties {
            let value = match value {
                MarkupValue::Text(text, _) => text.into(),
                MarkupValue::Item(item) => item.into_node(),
            };
            add(&mut node, &key, vec![value]);
        }
        node.into()
    }
}

/// Adds values to a member of a node, which becomes a list if there are several.
fn add(node: &mut Map<String, Value>, key: &str, values: Vec<Value>) {
    for value in values {
        match node.get_mut(key) {
            Some(Value::Array(list)) => list.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
            None => {
                node.insert(key.to_owned(), value);
            }
        }
    }
}

/// Returns the name of a type or property of schema.org in an address, or `None` for any other
/// address.
pub(super) fn of_schema_org(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest).strip_prefix("schema.org/")?;
    Some(rest.trim_start_matches('/').trim_start_matches('#')).filter(|name| !name.is_empty())
}

/// The properties whose value is a text, also where a link shows it.
const TEXTS: &[&str] = &[
    "name",
    "alternateName",
    "headline",
    "claimReviewed",
    "text",
    "description",
    "reviewBody",
    "ratingExplanation",
    "jobTitle",
];

/// Reads the values of elements.
pub(super) struct ValueReader<'p> {
    pub(super) page: &'p MarkedPage,
    /// The address against which others are resolved.
    base: Option<Iri<String>>,
    bytes: usize,
    values: usize,
}

impl<'p> ValueReader<'p> {
    /// Creates a reader for a page with this base address.
    pub(super) fn new(page: &'p MarkedPage, base: Option<&str>) -> Self {
        Self { page, base: base.and_then(iri), bytes: LARGEST, values: MOST }
    }

    /// Returns true if the page had more values than were read.
    pub(super) fn is_exhausted(&self) -> bool {
        self.values == 0
    }

    /// Counts a value of this length. Returns `None` if it is one too many.
    pub(super) fn count(&mut self, length: usize) -> Option<()> {
        self.values = self.values.checked_sub(1)?;
        if let Some(left) = self.bytes.checked_sub(length) {
            self.bytes = left;
        } else {
            self.values = 0;
        }
        (self.values > 0).then_some(())
    }

    /// Returns the value of an element for a property, as the HTML standard defines it. A
    /// `content` counts on every element, since publishers put it on any.
    pub(super) fn value(&mut self, at: usize, property: &str) -> Option<MarkupValue> {
        let page = self.page;
        let element = page.elements.get(at)?;
        let told = attribute(element, property);
        let length = told.as_ref().map_or(page.text_of(element).len(), |(value, _)| value.len());
        self.count(length)?;
        let (text, from) = match told {
            Some((value, true)) => (self.resolved(value), None),
            Some((value, false)) => (value.to_owned(), None),
            None => {
                let words: Vec<&str> = page.text_of(element).split_whitespace().collect();
                (words.join(" "), Some(at))
            }
        };
        (!text.is_empty()).then_some(MarkupValue::Text(text, from))
    }

    /// Returns an address resolved against that of the page; one that can’t be resolved stays.
    pub(super) fn resolved(&self, address: &str) -> String {
        against(address, self.base.as_ref())
    }
}

/// Returns an address resolved against `base`; one that can’t be resolved stays.
pub(super) fn resolved(address: &str, base: Option<&str>) -> String {
    against(address, base.and_then(iri).as_ref())
}

fn against(address: &str, base: Option<&Iri<String>>) -> String {
    if is_web_address(address) {
        return address.to_owned();
    }
    let resolved = || IriRef::parse(address).ok()?.resolve_against(base?).ok();
    resolved().map_or_else(|| address.to_owned(), |resolved| resolved.as_str().to_owned())
}

/// Returns an address to which others may be relative.
fn iri(address: &str) -> Option<Iri<String>> {
    Some(Iri::parse(address).ok()?.strip_fragment().to_owned())
}

/// Returns the value that an attribute holds, and whether it is an address.
fn attribute<'e>(element: &'e MarkedElement, property: &str) -> Option<(&'e str, bool)> {
    let address = |name: &str| Some((element.get(name)?, true));
    let plain = |name: &str| Some((element.get(name)?, false));
    let is_text = TEXTS.contains(&property);
    let own = match element.name.as_str() {
        "meta" => return plain("content").or(Some(("", false))),
        "a" | "area" if is_text => None,
        "a" | "area" | "link" => address("href"),
        "audio" | "embed" | "iframe" | "img" | "source" | "track" | "video" => address("src"),
        "object" => address("data"),
        "data" | "meter" => plain("value"),
        "time" => plain("datetime"),
        _ => None,
    };
    own.or_else(|| plain("content"))
}
