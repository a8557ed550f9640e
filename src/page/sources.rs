//! Citations: the source, those through which it is known, and their addresses.

use crate::claim::{Access, Chain, Dossier, Locator, Recorded, Source, Vocabulary};
use crate::text;

use super::marked::{Mark, Paragraph, ParagraphRole, Target};
use super::phrase;

/// Kinds of source that have no title of their own. Their title is a description by the coder.
const UNTITLED_KINDS: [&str; 10] = [
    "call",
    "e-mail",
    "email",
    "interview",
    "letter",
    "message",
    "social-post",
    "speech",
    "statement",
    "testimony",
];

/// The place that a record cites: source, intermediate source and locator.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CitedPlace<'a> {
    pub(super) source: Option<&'a str>,
    pub(super) via: Option<&'a str>,
    pub(super) locator: Option<&'a Locator>,
}

/// Returns the place in words, "in “A”, 2018, as reported by B, 2019, section ¶1.2", followed by
/// the addresses and archived copies of its sources, each in a paragraph of its own.
pub(super) fn place<'a>(
    dossier: &'a Dossier,
    indent: usize,
    cited: CitedPlace<'a>,
) -> impl Iterator<Item = Paragraph> + use<'a> {
    let chain = match cited.source.or(cited.via) {
        Some(source) => dossier.chain(source, cited.via.filter(|via| *via != source)),
        None => Chain { sources: Vec::new(), is_cut: false },
    };
    let line =
        (!chain.sources.is_empty()).then(|| place_line(dossier, indent, &chain, cited.locator));
    let several = chain.sources.len() > 1;
    let sources = chain.sources.into_iter().filter_map(|(_, source)| source);
    line.into_iter().chain(sources.flat_map(move |source| {
        let whose = several.then(|| short_name(dossier, source));
        addresses(indent, source, whose, MOST_COPIES)
    }))
}

fn place_line(
    dossier: &Dossier,
    indent: usize,
    chain: &Chain<'_>,
    locator: Option<&Locator>,
) -> Paragraph {
    let mut line = Paragraph::new(indent, indent).plain("in ");
    for (position, (id, source)) in chain.sources.iter().enumerate() {
        if position > 0 {
            line = line.plain(", as reported by ");
        }
        line = match source {
            Some(source) if position > 0 => line.cite(&short_name(dossier, source), id),
            // A source without a title is known by its address, which the next line shows.
            Some(source) if untitled(source) => line.cite("the page at this address", id),
            Some(source) => line.cite(&title(source), id),
            None => line.plain(*id).push(Mark::Fault, " [no such source in the dataset]"),
        };
        if let Some(Recorded::Known(date)) = source.map(|source| &source.published) {
            line = phrase::written_date(line.plain(", "), date);
        }
    }
    if chain.is_cut {
        line = line.plain(", as reported by others");
    }
    if let Some(locator) = locator.map(phrase::locator).filter(|words| !words.is_empty()) {
        line = line.plain(", ").plain(&locator);
    }
    line.piece(ParagraphRole::Place)
}

/// The largest number of archived copies that are listed where a source is cited.
const MOST_COPIES: usize = 10;

/// Returns the addresses of a source and of at most `most` copies. With `whose`, each line begins
/// with that name.
fn addresses(
    indent: usize,
    source: &Source,
    whose: Option<String>,
    most: usize,
) -> impl Iterator<Item = Paragraph> {
    let line = move |then: &str| {
        let line = Paragraph::new(indent, indent).plain(whose.as_deref().unwrap_or_default());
        line.plain(if whose.is_some() { then } else { "" }).piece(ParagraphRole::Address)
    };
    let url = source.url.known().map(|url| web(line(": "), url));
    let more = source.archived.len().saturating_sub(most);
    let more = (more > 0).then(|| {
        let noun = if more == 1 { "copy" } else { "copies" };
        let copies = format!("and {} more archived {noun}", text::thousands(more));
        Paragraph::new(indent, indent).push(Mark::Aside, &copies).piece(ParagraphRole::Address)
    });
    let copies = source.archived.iter().take(most).map(move |copy| {
        let line = line(", ").plain("archived copy");
        let line = match &copy.at {
            Recorded::Known(date) => phrase::written_date(line.plain(" "), date),
            Recorded::NotThere => line.plain(" (no date given)"),
            Recorded::Absent => line,
        };
        web(line.plain(": "), copy.url.as_deref().unwrap_or_default())
    });
    url.into_iter().chain(copies).chain(more)
}

/// Adds an address as a link, marked if it is not a web address.
fn web(paragraph: Paragraph, url: &str) -> Paragraph {
    if text::is_web_address(url) {
        paragraph.link(url, Target::Web(url.to_owned()))
    } else {
        paragraph.plain(url).push(Mark::Fault, " [not a web address]")
    }
}

/// Returns the entry of a source in a list of sources: authors, title, publisher, date and the
/// source through which it is known, then its addresses and its note. Returns nothing if the
/// dossier has no such source.
pub(crate) fn source(dossier: &Dossier, id: &str) -> Vec<Paragraph> {
    let Some(source) = dossier.sources.get(id) else { return Vec::new() };
    let mut line = published(dossier, source);
    if source.access == Some(Access::NotSeen) {
        line = line.plain(", ").plain(Access::NotSeen.words());
    }
    if let Some(via) = source.via.as_deref() {
        line = line.plain(", as reported by ");
        line = match dossier.sources.get(via) {
            Some(found) => line.cite(&short_name(dossier, found), via),
            None if dossier.beyond.contains(via) => line.plain("others"),
            None => line.plain(via).push(Mark::Fault, " [no such source in the dataset]"),
        };
    }
    if let Recorded::Known(date) = &source.accessed {
        line = phrase::written_date(line.plain(", read "), date);
    }
    let mut lines = vec![line];
    lines.extend(addresses(0, source, None, usize::MAX));
    lines.extend(phrase::note(0, source.note.as_deref()));
    lines
}

/// Returns a line with authors, title, publisher and date.
fn published(dossier: &Dossier, source: &Source) -> Paragraph {
    let name = |id: &String| dossier.party(id).name().to_owned();
    let named = source.named_authors();
    let more = source.authors.len() - named.len();
    let mut authors: Vec<String> = named.iter().map(name).collect();
    authors.extend((more > 0).then(|| text::several(more, "more author")));
    let line = Paragraph::new(0, 0).plain(authors.join(", "));
    let line = line.plain(if authors.is_empty() { "" } else { ": " });
    let line = if untitled(source) {
        line.cite("the page at this address", &source.id)
    } else {
        line.cite(&title(source), &source.id)
    };
    // A publisher who is also the only author is named once.
    let publisher = source.publisher.as_ref().filter(|it| source.authors != [(*it).clone()]);
    let line = match publisher {
        Some(publisher) => line.plain(", ").plain(dossier.party(publisher).name()),
        None => line,
    };
    match &source.published {
        Recorded::Known(date) => phrase::written_date(line.plain(", "), date),
        Recorded::NotThere => line.plain(", no date given"),
        Recorded::Absent => line,
    }
}

/// Returns a source's title in quotation marks, or a description without them; without a title its
/// address or id.
pub(crate) fn title(source: &Source) -> String {
    match source.title.as_deref() {
        Some(title) if describes(source, title) => title.to_owned(),
        Some(title) => quoted(title),
        None => source.url.known().unwrap_or(&source.id).clone(),
    }
}

/// Returns whether a title is the coder's description: its first word is in lower case ("the court
/// filing"), or the coder has not seen the source and its kind has no title.
fn describes(source: &Source, title: &str) -> bool {
    let first = title.split_whitespace().next().unwrap_or_default();
    let small = first.starts_with(char::is_lowercase) && !first.contains(char::is_uppercase);
    let kind = source.kind.as_deref().unwrap_or_default();
    small || (source.access == Some(Access::NotSeen) && UNTITLED_KINDS.contains(&kind))
}

/// Returns a title in double quotation marks, with those inside it changed to single ones.
fn quoted(title: &str) -> String {
    if title.contains('“') && title.contains('”') {
        format!("“{}”", title.replace('“', "‘").replace('”', "’"))
    } else {
        format!("“{title}”")
    }
}

fn untitled(source: &Source) -> bool {
    source.title.is_none() && source.url.known().is_some()
}

/// Returns the short name of a source: its publisher, else its title.
fn short_name(dossier: &Dossier, source: &Source) -> String {
    let publisher = source.publisher.as_deref().map(|id| dossier.party(id).name().to_owned());
    publisher.unwrap_or_else(|| title(source))
}

/// Returns a source's title and its publisher.
pub(crate) fn full_name(dossier: &Dossier, source: &Source) -> String {
    let publisher = source.publisher.as_deref().map(|id| dossier.party(id).name());
    match publisher {
        Some(publisher) if source.title.is_none() => publisher.to_owned(),
        Some(publisher) => format!("{}, {publisher}", title(source)),
        None => title(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(json: &str) -> String {
        title(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn titles_are_quoted_and_descriptions_are_not() {
        assert_eq!(titled(r#"{"id":"s","kind":"article","title":"Bridge over"}"#), "“Bridge over”");
        assert_eq!(titled(r#"{"id":"s","title":"The “Inbox” case"}"#), "“The ‘Inbox’ case”");
        assert_eq!(titled(r#"{"id":"s","title":"iPhone sales"}"#), "“iPhone sales”");
        assert_eq!(titled(r#"{"id":"s","title":"the filing"}"#), "the filing");
        let mail = r#"{"id":"s","kind":"email","access":"not-seen","title":"Quill’s e-mail"}"#;
        assert_eq!(titled(mail), "Quill’s e-mail");
        assert_eq!(titled(r#"{"id":"s","url":"https://a.example/"}"#), "https://a.example/");
    }
}
