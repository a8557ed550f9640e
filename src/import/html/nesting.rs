//! HTML's rules for elements whose end tags are left out, as far as they decide which element lies
//! in which. Knows only the names of elements.

/// Elements without content and without an end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose start tag ends an open paragraph.
const ENDS_PARAGRAPH: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "dd",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

/// Elements that an end tag of a block never reaches through.
const BARRIERS: &[&str] =
    &["applet", "caption", "html", "marquee", "object", "table", "td", "template", "th"];

/// Elements of a table, whose end tags reach through everything but another table.
const OF_TABLES: &[&str] = &["caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// Elements that the end tag of a phrase never reaches through, beside blocks and barriers.
const SPECIAL: &[&str] =
    &["body", "button", "fieldset", "iframe", "select", "tbody", "tfoot", "thead", "tr"];

/// Elements whose text no reader sees as part of the page.
const HIDDEN: &[&str] =
    &["iframe", "noembed", "noframes", "noscript", "script", "style", "template"];

/// Elements whose end tags may be left out: the name, the start tags that end the element, and the
/// elements whose end tag may end it.
const OPTIONAL: &[(&str, &[&str], &[&str])] = &[
    ("li", &["li"], &["ul", "ol", "menu", "dir"]),
    ("dt", &["dt", "dd"], &["dl"]),
    ("dd", &["dt", "dd"], &["dl"]),
    ("td", &["td", "th", "tr", "tbody", "thead", "tfoot"], OF_TABLES),
    ("th", &["td", "th", "tr", "tbody", "thead", "tfoot"], OF_TABLES),
    ("tr", &["tr", "tbody", "thead", "tfoot"], OF_TABLES),
    ("tbody", &["tbody", "tfoot"], &["table"]),
    ("thead", &["tbody", "tfoot"], &["table"]),
    ("tfoot", &["tbody"], &["table"]),
    ("option", &["option", "optgroup"], &["select", "datalist", "optgroup"]),
];

pub(super) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

pub(super) fn is_hidden(name: &str) -> bool {
    HIDDEN.contains(&name)
}

/// Returns true if the element stands on lines of its own, so that its text isn’t joined to the
/// word before it.
pub(in crate::import) fn is_block(name: &str) -> bool {
    name == "br" || ENDS_PARAGRAPH.contains(&name) || OF_TABLES.contains(&name)
}

/// Returns true if the start tag `start` ends an open element `open`.
pub(super) fn start_ends(start: &str, open: &str) -> bool {
    if open == "p" {
        return ENDS_PARAGRAPH.contains(&start);
    }
    OPTIONAL.iter().any(|(name, starts, _)| *name == open && starts.contains(&start))
}

/// Returns the elements other than paragraphs that the start tag `start` ends.
pub(super) fn ended_by(start: &str) -> impl Iterator<Item = &'static str> {
    let ended = OPTIONAL.iter().filter(move |(_, starts, _)| starts.contains(&start));
    ended.map(|(name, _, _)| *name)
}

/// Returns true if the search for an element that the start tag `start` ends stops at the open
/// element `open`.
pub(super) fn stops_start(start: &str, open: &str) -> bool {
    match start {
        "li" => matches!(open, "ul" | "ol" | "menu" | "dir") || BARRIERS.contains(&open),
        "dt" | "dd" => open == "dl" || BARRIERS.contains(&open),
        "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" => open == "table",
        _ => open == "button" || BARRIERS.contains(&open),
    }
}

/// Returns true if the search for the element that the end tag `end` ends stops at the open element
/// `open`.
pub(super) fn stops_end(end: &str, open: &str) -> bool {
    let is_barrier = BARRIERS.contains(&open);
    if OF_TABLES.contains(&end) {
        matches!(open, "table" | "html" | "template")
    } else if end == "li" {
        is_barrier || matches!(open, "ul" | "ol")
    } else if ENDS_PARAGRAPH.contains(&end) || SPECIAL.contains(&end) || BARRIERS.contains(&end) {
        is_barrier
    } else {
        is_barrier || ENDS_PARAGRAPH.contains(&open) || SPECIAL.contains(&open)
    }
}

/// Returns true if the end tag `end` of an element around `open` may stand for that of `open`.
pub(super) fn end_implies(end: &str, open: &str) -> bool {
    open == "p" || OPTIONAL.iter().any(|(name, _, ends)| *name == open && ends.contains(&end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_tags_are_implied_as_html_says() {
        assert!(start_ends("div", "p") && !start_ends("span", "p") && !start_ends("div", "span"));
        assert!(start_ends("li", "li") && stops_start("li", "ul") && !stops_start("li", "div"));
        assert!(end_implies("ul", "li") && !end_implies("div", "li") && end_implies("div", "p"));
        assert!(stops_end("div", "td") && !stops_end("tr", "td") && !stops_end("div", "span"));
        assert!(stops_end("b", "div") && !stops_end("b", "i"));
    }
}
