//! The phrases that several parts of a page share: parties, dates, quotations, sources,
//! locators, amounts.

use std::fmt::Display;

use crate::claim::{Dossier, Locator, PartialDate, Party, QuoteIs, Recorded, Source, Term};
use crate::text;

use super::marked::{Mark, Paragraph, Target};

/// Adds a party's name as a link; a dangling reference is marked.
pub(super) fn party(paragraph: Paragraph, dossier: &Dossier, id: Option<&str>) -> Paragraph {
    match id.map(|id| dossier.party(id)) {
        Some(Party::Known(agent)) => {
            let name = agent.name.as_deref().unwrap_or(&agent.id);
            paragraph.link(name, Target::Party(agent.id.clone()))
        }
        Some(Party::Dangling(id)) => {
            paragraph.plain(id).push(Mark::Fault, " [no such agent in the dataset]")
        }
        None => paragraph.push(Mark::Fault, "[nobody is named]"),
    }
}

/// A date in words: as written, marked where it is none; nothing where none is recorded.
pub(super) fn date(paragraph: Paragraph, recorded: &Recorded<PartialDate>) -> Paragraph {
    match recorded {
        Recorded::Absent => paragraph,
        Recorded::NotThere => paragraph.dot().plain("no date given"),
        Recorded::Known(date) => written_date(paragraph.dot(), date),
    }
}

/// A date as written, marked where it is none.
pub(super) fn written_date(paragraph: Paragraph, date: &PartialDate) -> Paragraph {
    let paragraph = paragraph.plain(&date.0);
    match date.bounds() {
        Ok(_) => paragraph,
        Err(_) => paragraph.push(Mark::Fault, " [not a date]"),
    }
}

/// A quotation: in quotation marks only where it is verbatim, else with whose words it gives.
pub(super) fn quotation(paragraph: Paragraph, words: &str, kind: Option<QuoteIs>) -> Paragraph {
    match kind {
        Some(QuoteIs::Verbatim) => paragraph.push(Mark::Quote, &format!("“{words}”")),
        Some(kind) if kind.is_verbatim() => paragraph
            .push(Mark::Quote, &format!("“{words}”"))
            .plain(&format!(" ({})", kind.words())),
        Some(kind) => paragraph.push(Mark::Quote, words).plain(&format!(" ({})", kind.words())),
        None => paragraph.push(Mark::Quote, words).plain(" (whose words is not recorded)"),
    }
}

/// Where something stands: "in A, as reported by B, section ¶1.2", then addresses and
/// archived copies of its sources, each in a line of its own.
pub(super) fn place(dossier: &Dossier, indent: usize, cited: Cited<'_>) -> Vec<Paragraph> {
    let Some(source) = cited.source.or(cited.via) else { return Vec::new() };
    let via = cited.via.filter(|via| *via != source);
    let chain = dossier.chain(source, via);
    let mut line = Paragraph::new(indent, indent).plain("in ");
    for (position, (id, source)) in chain.iter().enumerate() {
        if position > 0 {
            line = line.plain(", as reported by ");
        }
        line = match source {
            Some(source) if position > 0 => line.plain(&publisher_or_title(dossier, source)),
            // Without a title its address is its name, and stands in the line below.
            Some(source) if untitled(source) => line.plain("the page at this address"),
            Some(source) => line.plain(title(source)),
            None => line.plain(id).push(Mark::Fault, " [no such source in the dataset]"),
        };
    }
    if let Some(locator) = cited.locator.map(locator).filter(|words| !words.is_empty()) {
        line = line.plain(", ").plain(&locator);
    }
    let addresses =
        chain.iter().filter_map(|(_, source)| *source).flat_map(|source| addresses(indent, source));
    std::iter::once(line).chain(addresses).collect()
}

/// What a record says about where something stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cited<'a> {
    pub(super) source: Option<&'a str>,
    pub(super) via: Option<&'a str>,
    pub(super) locator: Option<&'a Locator>,
}

fn addresses(indent: usize, source: &Source) -> Vec<Paragraph> {
    let mut lines = Vec::new();
    if let Recorded::Known(url) = &source.url {
        lines.push(web(Paragraph::new(indent, indent), url));
    }
    for copy in &source.archived {
        let line = Paragraph::new(indent, indent).plain("archived copy");
        let line = date(line, &copy.at);
        lines.push(web(line.dot(), copy.url.as_deref().unwrap_or_default()));
    }
    lines
}

/// An address as a link, marked where it is none.
pub(super) fn web(paragraph: Paragraph, url: &str) -> Paragraph {
    if text::is_web_address(url) {
        paragraph.link(url, Target::Web(url.to_owned()))
    } else {
        paragraph.plain(url).push(Mark::Fault, " [not a web address]")
    }
}

/// What a source is called.
pub(super) fn title(source: &Source) -> &str {
    let url = || source.url.known().map(String::as_str);
    source.title.as_deref().or_else(url).unwrap_or(&source.id)
}

fn untitled(source: &Source) -> bool {
    source.title.is_none() && source.url.known().is_some()
}

fn publisher_or_title(dossier: &Dossier, source: &Source) -> String {
    source
        .publisher
        .as_deref()
        .map_or_else(|| title(source).to_owned(), |id| dossier.party(id).name().to_owned())
}

/// Where in a source something stands: "p. 3, Denial of rumours ¶1.4".
pub(super) fn locator(locator: &Locator) -> String {
    let mut parts = Vec::new();
    let mut add = |lead: &str, value: Option<&dyn Display>| {
        parts.extend(value.map(|value| format!("{lead}{value}")));
    };
    add("p. ", locator.page.as_ref().map(|page| page as &dyn Display));
    let sentence = locator.sentence.map(|sentence| format!(".{sentence}")).unwrap_or_default();
    let paragraph = locator.paragraph.map(|paragraph| format!("¶{paragraph}{sentence}"));
    let in_section = match (&locator.section, paragraph) {
        (Some(section), Some(paragraph)) => Some(format!("{section} {paragraph}")),
        (Some(section), None) => Some(section.clone()),
        (None, paragraph) => paragraph,
    };
    add("", in_section.as_ref().map(|words| words as &dyn Display));
    if locator.paragraph.is_none() {
        add("sentence ", locator.sentence.as_ref().map(|number| number as &dyn Display));
    }
    add("line ", locator.line.as_ref().map(|number| number as &dyn Display));
    add("at ", locator.timecode.as_ref().map(|time| time as &dyn Display));
    let characters = locator.characters.map(|[from, to]| format!("{from}–{to}"));
    add("characters ", characters.as_ref().map(|words| words as &dyn Display));
    add("#", locator.fragment.as_ref().map(|words| words as &dyn Display));
    parts.join(", ")
}

/// A note in lines of its own, one for each of its lines.
pub(super) fn note(indent: usize, words: Option<&str>) -> Vec<Paragraph> {
    let lines = words.map(text::block).unwrap_or_default();
    lines.iter().map(|line| Paragraph::new(indent, indent).plain(line)).collect()
}

/// `3 supports · 1 context`, without the zeros.
pub(super) fn counts(parts: &[(usize, &str)]) -> String {
    let shown = parts.iter().filter(|(count, _)| *count > 0);
    shown.map(|(count, words)| format!("{count} {words}")).collect::<Vec<_>>().join(" · ")
}

/// The words of a term, or that it is not recorded.
pub(super) fn term<T: Term>(term: Option<T>, unrecorded: &'static str) -> &'static str {
    term.map_or(unrecorded, T::words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locator_reads_like_a_reference() {
        let read = |json: &str| locator(&serde_json::from_str(json).unwrap());
        assert_eq!(read(r#"{"section":"Denial","paragraph":1,"sentence":4}"#), "Denial ¶1.4");
        assert_eq!(read(r#"{"page":"iv","line":7}"#), "p. iv, line 7");
        assert_eq!(read(r#"{"timecode":"01:02:03","fragment":"t"}"#), "at 01:02:03, #t");
        assert_eq!(read(r#"{"char":[3,9],"sentence":2}"#), "sentence 2, characters 3–9");
        assert_eq!(read("{}"), "");
    }
}
