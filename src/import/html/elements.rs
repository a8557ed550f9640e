//! The elements of a page that carry microdata or RDFa, with their nesting, their text, and how
//! each of them ended. Publishers forget end tags, and the nesting is then uncertain: an element
//! that another one’s end tag ends is remembered as loose.

use std::collections::BTreeSet;

use hashbrown::HashMap;
use html5gum::StartTag;

use super::nesting;

/// The limit for the nesting of elements, which is that of browsers.
const DEEPEST: usize = 512;

/// The limit for the number of elements with microdata or RDFa. Real pages have some thousands.
const MOST: usize = 200_000;

/// The limit for the number of names that only end tags have.
const STRAYS: usize = 10_000;

/// The limit for the number of open elements that are looked at for tags that end others. Real
/// pages need few for a tag; one that nests deeply and repeats an end tag would take minutes.
const SEARCHED: usize = 4_000_000;

/// The attributes that make an element one with microdata or RDFa.
const MARKS: &[&str] =
    &["itemscope", "itemprop", "typeof", "property", "vocab", "prefix", "resource", "about"];

/// The other attributes that are kept of such an element.
const KEPT: &[&str] = &[
    "itemtype", "itemid", "itemref", "id", "content", "datetime", "value", "href", "src", "data",
    "rel", "rev", "datatype",
];

/// How an element ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    /// By its own end tag, or it has none.
    Own,
    /// By another tag that HTML lets stand for its end tag.
    Implied,
    /// By the end of an element around it, or not at all.
    Loose,
}

/// An element with microdata or RDFa.
#[derive(Debug)]
pub(super) struct MarkedElement {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// The marked elements directly in this one.
    pub(super) children: Vec<usize>,
    /// The marked element around this one.
    pub(super) parent: Option<usize>,
    /// Where the element’s text begins and ends in that of the page.
    text: (usize, usize),
    pub(super) closing: Closing,
    /// The line of the start tag, from 1.
    pub(super) line: usize,
}

impl MarkedElement {
    /// Returns the value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// The marked elements of a page.
#[derive(Debug, Default)]
pub(super) struct MarkedPage {
    /// The elements, in the order of their start tags.
    pub(super) elements: Vec<MarkedElement>,
    /// The texts of elements whose text is a value.
    text: String,
    /// For each name of an element, the ranges of marked elements that lie in a loose element of
    /// that name. They are in order and don’t overlap.
    loose: HashMap<String, Vec<(usize, usize)>>,
    /// For each name, the number of marked elements before each of these loose elements.
    loose_starts: HashMap<String, BTreeSet<usize>>,
    /// For each name, the number of marked elements before each end tag without an element.
    stray: HashMap<String, BTreeSet<usize>>,
    /// Whether the page is nested too deeply or has too many marked elements.
    pub(super) is_beyond: bool,
}

impl MarkedPage {
    /// Returns the text of an element.
    pub(super) fn text_of(&self, element: &MarkedElement) -> &str {
        self.text.get(element.text.0..element.text.1).unwrap_or_default()
    }

    /// Returns true if the element at `index` lies in a loose element of this name.
    pub(super) fn is_in_loose(&self, index: usize, name: &str) -> bool {
        let Some(ranges) = self.loose.get(name) else { return false };
        let next = ranges.partition_point(|(_, end)| *end <= index);
        ranges.get(next).is_some_and(|(start, _)| *start <= index)
    }

    /// Returns true if an end tag of this name without an element follows the element at `index`.
    pub(super) fn is_before_stray(&self, index: usize, name: &str) -> bool {
        self.stray.get(name).and_then(BTreeSet::last).is_some_and(|before| *before > index)
    }

    /// Returns true if, among the elements from `first` to `last` or directly after them, an
    /// element of this name is loose, or its end tag has no element.
    pub(super) fn is_disordered(&self, first: usize, last: usize, name: &str) -> bool {
        let is_within = |places: Option<&BTreeSet<usize>>| {
            places.is_some_and(|places| places.range(first + 1..=last + 1).next().is_some())
        };
        is_within(self.loose_starts.get(name)) || is_within(self.stray.get(name))
    }
}

/// An element that is open.
#[derive(Debug)]
struct OpenElement {
    name: String,
    /// The element’s place among the marked ones.
    marked: Option<usize>,
    /// The number of marked elements before its content.
    before: usize,
    /// Whether its text is a value.
    is_text: bool,
}

/// Builds the marked elements of a page from its tags.
#[derive(Debug, Default)]
pub(super) struct ElementTree {
    page: MarkedPage,
    open: Vec<OpenElement>,
    /// The number of open elements that were looked at for tags that end others.
    searched: usize,
    /// Whether elements may refer to others by their ids.
    has_references: bool,
    /// How many elements of a name are open.
    counts: HashMap<String, usize>,
    /// How many open elements take their text as a value.
    taking: usize,
    /// How many open elements hide their text.
    hidden: usize,
}

impl ElementTree {
    /// Creates the tree of a page.
    pub(super) fn of(html: &str) -> Self {
        let has_references = memchr::memmem::find(html.as_bytes(), b"itemref").is_some();
        Self { has_references, ..Self::default() }
    }

    /// Takes a start tag, which stands on this line.
    pub(super) fn start(&mut self, tag: &StartTag<usize>, line: usize) {
        let Ok(name) = std::str::from_utf8(&tag.name) else { return };
        let is_once = matches!(name, "html" | "body");
        if self.page.is_beyond || name == "head" || is_once && self.is_open(name) {
            return;
        }
        self.imply_ends(name);
        self.separate(name);
        let marked = self.mark(name, tag, line);
        let is_foreign = self.is_open("svg") || self.is_open("math");
        if nesting::is_void(name) || tag.self_closing && is_foreign {
            return;
        }
        let is_text = marked.and_then(|at| self.page.elements.get(at)).is_some_and(takes_text);
        self.taking += usize::from(is_text);
        self.hidden += usize::from(nesting::is_hidden(name));
        *self.counts.entry_ref(name).or_default() += 1;
        let before = self.page.elements.len();
        self.open.push(OpenElement { name: name.to_owned(), marked, before, is_text });
        self.page.is_beyond = self.open.len() > DEEPEST || before > MOST;
    }

    /// Takes an end tag.
    pub(super) fn end(&mut self, name: &[u8]) {
        let Ok(name) = std::str::from_utf8(name) else { return };
        if self.page.is_beyond || matches!(name, "html" | "body" | "head") {
            return;
        }
        self.separate(name);
        let mut found = None;
        if self.is_open(name) {
            for (at, open) in self.open.iter().enumerate().rev() {
                if open.name == name {
                    found = Some(at);
                }
                self.searched += 1;
                if found.is_some() || nesting::stops_end(name, &open.name) {
                    break;
                }
            }
            self.page.is_beyond |= self.searched > SEARCHED;
        }
        match found {
            Some(at) => {
                while self.open.len() > at + 1 {
                    self.pop(|open| closing_by(nesting::end_implies(name, open)));
                }
                self.pop(|_| Closing::Own);
            }
            // HTML makes an empty paragraph or line break of these.
            None if matches!(name, "p" | "br") => {}
            None => {
                let before = self.page.elements.len();
                self.page.stray.entry_ref(name).or_default().insert(before);
                self.page.is_beyond = self.page.stray.len() > STRAYS;
            }
        }
    }

    /// Takes a text.
    pub(super) fn text(&mut self, text: &str) {
        if self.taking > 0 && self.hidden == 0 {
            self.page.text.push_str(text);
        }
    }

    /// Ends the page.
    pub(super) fn finish(mut self) -> MarkedPage {
        while !self.open.is_empty() {
            self.pop(|open| closing_by(matches!(open, "html" | "body")));
        }
        self.page
    }

    fn is_open(&self, name: &str) -> bool {
        self.counts.get(name).is_some_and(|count| *count > 0)
    }

    /// Separates the words before and after the tag of a block.
    fn separate(&mut self, name: &str) {
        if nesting::is_block(name) {
            self.text(" ");
        }
    }

    /// Ends the open elements whose end tags a start tag stands for.
    fn imply_ends(&mut self, start: &str) {
        let counts = &self.counts;
        let is_open = |name: &str| counts.get(name).is_some_and(|count| *count > 0);
        let ends_other = nesting::ended_by(start).any(is_open);
        let ends_paragraph = nesting::start_ends(start, "p") && is_open("p");
        for searched in [Some(start).filter(|_| ends_other), Some("p").filter(|_| ends_paragraph)] {
            let found = searched.and_then(|searched| self.ended_by(start, searched));
            while found.is_some_and(|found| self.open.len() > found) {
                self.pop(|open| closing_by(nesting::start_ends(start, open)));
            }
        }
    }

    /// Returns the place of the outermost element that a start tag ends: a paragraph if that is
    /// searched, or any other.
    fn ended_by(&mut self, start: &str, searched: &str) -> Option<usize> {
        let mut found = None;
        for (at, open) in self.open.iter().enumerate().rev() {
            self.searched += 1;
            let is_searched = (searched == "p") == (open.name == "p");
            if is_searched && nesting::start_ends(start, &open.name) {
                // A row ends the cell before it, and the row before that one.
                found = Some(at);
            } else if found.is_some() || nesting::stops_start(searched, &open.name) {
                break;
            }
        }
        self.page.is_beyond |= self.searched > SEARCHED;
        found
    }

    /// Adds an element to the marked ones if it has microdata or RDFa, or is referred to.
    fn mark(&mut self, name: &str, tag: &StartTag<usize>, line: usize) -> Option<usize> {
        let has = |name: &str| tag.attributes.contains_key(name.as_bytes());
        let is_marked = MARKS.iter().any(|mark| has(mark)) || relates(name, tag);
        let is_target = self.has_references && has("id");
        if !is_marked && !is_target {
            return None;
        }
        let attributes = MARKS.iter().chain(KEPT).filter_map(|name| {
            let value = tag.attributes.get(name.as_bytes())?;
            Some(((*name).to_owned(), String::from_utf8_lossy(value).trim().to_owned()))
        });
        let attributes = attributes.collect();
        let parent = self.open.iter().rev().find_map(|open| open.marked);
        let at = self.page.elements.len();
        if let Some(parent) = parent.and_then(|parent| self.page.elements.get_mut(parent)) {
            parent.children.push(at);
        }
        let start = self.page.text.len();
        self.page.elements.push(MarkedElement {
            name: name.to_owned(),
            attributes,
            children: Vec::new(),
            parent,
            text: (start, start),
            closing: Closing::Own,
            line,
        });
        Some(at)
    }

    /// Ends the innermost open element. `closing` tells how, by the element’s name.
    fn pop(&mut self, closing: impl FnOnce(&str) -> Closing) {
        let Some(open) = self.open.pop() else { return };
        let closing = closing(&open.name);
        if let Some(count) = self.counts.get_mut(&open.name) {
            *count -= 1;
        }
        self.taking -= usize::from(open.is_text);
        self.hidden -= usize::from(nesting::is_hidden(&open.name));
        if let Some(element) = open.marked.and_then(|at| self.page.elements.get_mut(at)) {
            element.text.1 = self.page.text.len();
            element.closing = closing;
        }
        let end = self.page.elements.len();
        if closing == Closing::Loose && open.before < end {
            let ranges = self.page.loose.entry_ref(&open.name).or_default();
            self.page.loose_starts.entry_ref(&open.name).or_default().insert(open.before);
            while ranges.pop_if(|(start, _)| *start >= open.before).is_some() {}
            ranges.push((open.before, end));
        }
    }
}

/// Returns true if a tag may relate its element to what is in it. On a link, only a name with a prefix
/// does.
fn relates(name: &str, tag: &StartTag<usize>) -> bool {
    let is_link = matches!(name, "a" | "area" | "form" | "link");
    let values = ["rel", "rev"].into_iter().filter_map(|name| tag.attributes.get(name.as_bytes()));
    values.into_iter().any(|value| !is_link || value.contains(&b':'))
}

fn closing_by(is_implied: bool) -> Closing {
    if is_implied { Closing::Implied } else { Closing::Loose }
}

/// Returns true if the text of an element may be the value of a property.
fn takes_text(element: &MarkedElement) -> bool {
    (element.has("itemprop") && !element.has("itemscope"))
        || (element.has("property") && !element.has("typeof"))
}
