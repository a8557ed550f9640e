//! The phrases that several parts of a page share: dates, quotations, locators, notes.

use std::fmt::Display;

use crate::claim::{Locator, PartialDate, QuoteIs, Recorded, Vocabulary};
use crate::text;

use super::Paragraphs;
use super::marked::{Chapter, Mark, Paragraph, ParagraphRole};
pub(super) use super::sources::{CitedPlace, place};

/// The indent in columns of an item's second and later lines.
pub(super) const HANG: usize = 2;

/// Adds a recorded date as written, marked if it is not a date; adds nothing if none is recorded.
pub(super) fn date(paragraph: Paragraph, recorded: &Recorded<PartialDate>) -> Paragraph {
    match recorded {
        Recorded::Absent => paragraph,
        Recorded::NotThere => paragraph.dot().plain("no date given"),
        Recorded::Known(date) => written_date(paragraph.dot(), date),
    }
}

/// Adds a date as written, marked if it is not a date.
pub(super) fn written_date(paragraph: Paragraph, date: &PartialDate) -> Paragraph {
    match date.bounds() {
        Ok(_) => paragraph.push(Mark::Date, &date.0),
        Err(_) => paragraph.plain(&date.0).push(Mark::Fault, " [not a date]"),
    }
}

/// Returns a quotation as one paragraph for each of its lines. Verbatim words get quotation marks;
/// other words are followed by a remark that says whose they are.
pub(super) fn quotation(
    indent: usize,
    words: &str,
    kind: Option<QuoteIs>,
) -> impl Iterator<Item = Paragraph> {
    let (mut begin, end) = match kind {
        Some(kind) if kind.is_verbatim() => ("“", "”"),
        _ => ("", ""),
    };
    let whose = match kind {
        Some(QuoteIs::Verbatim) => String::new(),
        Some(kind) => format!(" ({})", kind.words()),
        None => " (not recorded whether verbatim)".to_owned(),
    };
    let mut lines = text::lines(words).filter(|line| !line.is_empty());
    let mut next = Some(lines.next().unwrap_or_default());
    std::iter::from_fn(move || {
        let line = next.take()?;
        next = lines.next();
        let begin = std::mem::take(&mut begin);
        let paragraph = Paragraph::new(indent, indent).piece(ParagraphRole::Words);
        Some(match next {
            Some(_) => paragraph.push(Mark::Quote, format!("{begin}{line}")),
            None => paragraph.push(Mark::Quote, format!("{begin}{line}{end}")).plain(&whose),
        })
    })
}

/// Joins an item's lines, place and id. The id comes last, before any addresses.
pub(super) fn close(
    lines: impl Iterator<Item = Paragraph>,
    mut place: impl Iterator<Item = Paragraph>,
    id: Option<String>,
) -> impl Iterator<Item = Paragraph> {
    let mut lines = lines.chain(place.next()).peekable();
    let id = id.map(|id| format!("  {id}"));
    let numbered = std::iter::from_fn(move || {
        let line = lines.next()?;
        Some(match &id {
            Some(id) if lines.peek().is_none() => line.push(Mark::Aside, id),
            _ => line,
        })
    });
    numbered.chain(place)
}

/// Returns a place within a source in words: "p. 3, Denial of rumours ¶1.4".
pub(crate) fn locator(locator: &Locator) -> String {
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

/// Returns a note as one paragraph for each of its lines.
pub(super) fn note(indent: usize, words: Option<&str>) -> impl Iterator<Item = Paragraph> {
    let lines = words.into_iter().flat_map(text::lines);
    lines.map(move |line| Paragraph::new(indent, indent).plain(line).piece(ParagraphRole::Note))
}

/// Returns counts with their words, without those of zero: `3 supports · 1 context`.
pub(super) fn counts(parts: impl IntoIterator<Item = (usize, impl Display)>) -> String {
    let shown = parts.into_iter().filter(|(count, _)| *count > 0);
    shown.map(|(count, words)| format!("{count} {words}")).collect::<Vec<_>>().join(" · ")
}

/// Returns the places of the items of a list, in the order of their ranks.
pub(super) fn order<T>(items: &[T], rank: impl Fn(&T) -> u8) -> Vec<u32> {
    let mut order: Vec<u32> = (0..).zip(items).map(|(place, _)| place).collect();
    order.sort_by_key(|place| items.get(*place as usize).map(&rank));
    order
}

/// Returns the block of an item of the list in this order, from the item's id and paragraphs. If
/// the list is empty, its only block says `nothing`.
pub(super) fn block<'d, T, L: Iterator<Item = Paragraph> + 'd>(
    chapter: Chapter,
    items: &'d [T],
    order: &[u32],
    index: usize,
    nothing: &str,
    item: impl FnOnce(&'d T) -> (Option<String>, L),
) -> Paragraphs<'d> {
    if items.is_empty() && index == 0 {
        return Box::new(std::iter::once(Paragraph::new(0, 0).plain(nothing).within(chapter)));
    }
    let Some(found) = order.get(index).and_then(|place| items.get(*place as usize)) else {
        return Box::new(std::iter::empty());
    };
    let (id, lines) = item(found);
    let blank = (index > 0).then(Paragraph::blank);
    let lines = lines.map(move |line| Paragraph { item: id.clone(), ..line }.within(chapter));
    Box::new(blank.into_iter().chain(lines))
}

/// Returns the words of a term, or `unrecorded` if there is none.
pub(super) fn term<T: Vocabulary>(term: Option<T>, unrecorded: &'static str) -> &'static str {
    term.map_or(unrecorded, T::words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_before_the_addresses_and_costs_no_line() {
        let line = |words| Paragraph::new(2, 2).plain(words);
        let texts = |place: Vec<Paragraph>, id: Option<&str>| -> Vec<String> {
            let head = std::iter::once(line("head"));
            close(head, place.into_iter(), id.map(str::to_owned))
                .map(|line| line.text().into_string())
                .collect()
        };
        let place = || vec![line("in A"), line("https://a.example/")];
        assert_eq!(texts(place(), Some("#e1")), ["head", "in A  #e1", "https://a.example/"]);
        assert_eq!(texts(place(), None), ["head", "in A", "https://a.example/"]);
        assert_eq!(texts(Vec::new(), Some("#e1")), ["head  #e1"]);
        assert_eq!(texts(Vec::new(), None), ["head"]);
    }

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
