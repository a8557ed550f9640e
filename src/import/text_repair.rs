//! Makes foreign texts readable: removes HTML tags, replaces character references, and repairs
//! misread encodings. Every repair is reported to the caller, so that none happens silently.

use html5gum::{Token, Tokenizer};

use super::Mending;
use super::html::nesting::is_block;

/// A readable text, with the repairs that made it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RepairedText {
    /// The text after all repairs.
    pub(crate) text: String,
    /// The kinds of repairs and their counts, each kind once.
    pub(crate) mended: Vec<(Mending, usize)>,
}

/// Makes a foreign text readable.
#[must_use]
pub(crate) fn readable(text: &str) -> RepairedText {
    let mut text = text.trim().to_owned();
    let mut mended = Vec::new();
    if is_plain(&text) {
        return RepairedText { text, mended };
    }
    if let Some(read) = reread(&text) {
        text = read;
        mended.push((Mending::Encoding, 1));
    }
    let (without, tags) = without_tags(&text);
    if tags > 0 {
        without.trim().clone_into(&mut text);
        mended.push((Mending::HtmlTag, tags));
    }
    if let Some(written) = written_out(&text) {
        written.trim().clone_into(&mut text);
        mended.push((Mending::Entity, 1));
    }
    RepairedText { text, mended }
}

/// Returns true if a text needs no repair, which is true of most texts.
fn is_plain(text: &str) -> bool {
    memchr::memchr2(b'<', b'&', text.as_bytes()).is_none()
        && (text.is_ascii() || !text.chars().any(is_of_misreading))
}

/// Returns true if a text shows nothing: it consists of white space and invisible characters.
#[must_use]
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || crate::text::is_unseen(c))
}

/// The elements that publishers leave in plain texts. Other words between `<` and `>` may be meant.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Returns the text without HTML tags, and the number of elements in it.
fn without_tags(text: &str) -> (String, usize) {
    let (mut out, mut elements, mut rest) = (String::new(), 0, text);
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let Some(ElementTag { name, closes, after }) = ElementTag::read(tag) else {
            out.push('<');
            rest = &tag[1..];
            continue;
        };
        elements += usize::from(!closes);
        if is_block(&name) && !out.is_empty() && !out.ends_with(['\n', ' ']) {
            out.push(' ');
        }
        rest = after;
    }
    out.push_str(rest);
    // A closing tag without an opening one counts as an element too.
    if elements == 0 && out.len() < text.len() {
        elements = 1;
    }
    (out, elements)
}

/// A tag of an HTML element.
struct ElementTag<'t> {
    name: String,
    closes: bool,
    /// The text after the tag.
    after: &'t str,
}

impl<'t> ElementTag<'t> {
    /// Parses the tag that a text begins with.
    fn read(text: &'t str) -> Option<Self> {
        let inner = text.strip_prefix('<')?;
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric())?;
        let (name, rest) = inner.split_at(end);
        let name = name.to_ascii_lowercase();
        if !ELEMENTS.contains(&name.as_str())
            || !rest.starts_with(['>', '/', ' ', '\t', '\n', '\r'])
        {
            return None;
        }
        let after = rest[rest.find(['>', '<'])?..].strip_prefix('>')?;
        Some(Self { name, closes, after })
    }
}

/// The length of the longest name of a character reference, `&CounterClockwiseContourIntegral;`.
const LONGEST_REFERENCE: usize = 34;

/// Replaces the character references of a text; returns `None` if it has none. References that were
/// escaped twice (`&amp;quot;`) are replaced twice.
fn written_out(text: &str) -> Option<String> {
    let once = references(text)?;
    Some(references(&once).unwrap_or(once))
}

/// Replaces the character references of a text once; returns `None` if it has none.
pub(super) fn references(text: &str) -> Option<String> {
    let mut out: Option<String> = None;
    let mut from = 0;
    for (at, _) in text.match_indices('&') {
        if at < from {
            continue;
        }
        let Some(reference) = reference(&text[at..]) else { continue };
        let Some(characters) = characters(reference) else { continue };
        let out = out.get_or_insert_with(String::new);
        out.push_str(&text[from..at]);
        out.push_str(&characters);
        from = at + reference.len();
    }
    let mut out = out?;
    out.push_str(&text[from..]);
    Some(out)
}

/// Returns the character reference that a text begins with, including its `&` and its `;`.
fn reference(text: &str) -> Option<&str> {
    let end = text.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let numbered = name.strip_prefix('#').is_some_and(|number| {
        let digits = number.trim_start_matches(['x', 'X']);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    (named || numbered).then(|| text.get(..=end))?
}

/// Returns the characters that a reference stands for in HTML.
fn characters(reference: &str) -> Option<String> {
    let mut read = String::new();
    for token in Tokenizer::new(reference) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            read.push_str(&String::from_utf8_lossy(&text));
        }
    }
    (read != reference && !read.is_empty()).then_some(read)
}

/// Repairs a text of UTF-8 that was read as Latin-1 or Windows-1252; returns `None` if it doesn’t
/// look like one.
///
/// A run of characters beyond ASCII is decoded if its bytes are valid UTF-8 and it holds a
/// character that hardly anything but the misreading puts there: a letter as in `Ã©` and `â€œ`, or
/// a C1 control. Other letters also stand before a closing quotation mark (`É”`). With these, every
/// run of the text must be valid UTF-8, and the runs must differ (`zaÅ‚oÅ¼yÄ‡`).
fn reread(text: &str) -> Option<String> {
    if !text.chars().any(is_of_misreading) {
        return None;
    }
    let mut runs = text.split(|c: char| c.is_ascii()).filter(|run| !run.is_empty());
    let first = runs.clone().next();
    let all = runs.clone().all(|run| is_of_others(run) && decoded(run).is_some())
        && runs.any(|run| Some(run) != first);
    let (mut out, mut changed) = (String::with_capacity(text.len()), false);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| !c.is_ascii()) {
        let (plain, foreign) = rest.split_at(start);
        out.push_str(plain);
        let end = foreign.find(|c: char| c.is_ascii()).unwrap_or(foreign.len());
        let (run, after) = foreign.split_at(end);
        let taken = all || run.chars().any(is_of_misreading_only) && !ends_capitals(plain, run);
        match decoded(run).filter(|_| taken) {
            Some(read) => {
                out.push_str(&read);
                changed = true;
            }
            None => out.push_str(run),
        }
        rest = after;
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// Returns true if a character can be the first of a misread sequence: the first byte of a
/// character of several bytes in UTF-8, or a C1 control.
fn is_of_misreading(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{c2}'..='\u{f4}')
}

/// Returns true if such a character is rare in texts that were read correctly.
fn is_of_misreading_only(c: char) -> bool {
    matches!(c, 'Â' | 'Ã' | 'â' | 'Ð' | 'Ø' | 'Ù' | 'ð' | '\u{80}'..='\u{9f}')
}

/// Returns true if a run begins as misread texts of whole languages do: with the letters of Europe
/// beyond Latin-1, Greek, Cyrillic, Hebrew, Arabic, or a character of three or four bytes. Other
/// letters are excluded: real texts contain `É’` and `ß’`, but not the characters that these would
/// decode to.
fn is_of_others(run: &str) -> bool {
    run.starts_with([
        'Â', 'Ã', 'Ä', 'Å', 'Î', 'Ï', 'Ð', 'Ñ', '×', 'Ø', 'Ù', 'à', 'á', 'â', 'ã', 'ä', 'å', 'æ',
        'ç', 'è', 'é', 'ê', 'ë', 'ì', 'í', 'ï', 'ð',
    ])
}

/// Returns true if a run is the last letter of a word in capitals and the quotation mark that
/// closes it: `AMANHÃ”`.
fn ends_capitals(before: &str, run: &str) -> bool {
    let mut chars = run.chars();
    let (letter, mark) = (chars.next(), chars.next());
    before.ends_with(|c: char| c.is_ascii_uppercase())
        && letter.is_some_and(char::is_uppercase)
        && matches!(mark, Some('’' | '”' | '»' | '…' | '“'))
        && chars.next().is_none()
}

/// Decodes a run of characters as the UTF-8 bytes that they were read from.
fn decoded(run: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = run.chars().map(byte).collect();
    let read = String::from_utf8(bytes?).ok()?;
    // Every character beyond ASCII has several bytes in UTF-8, so a decoded run is shorter.
    (read.chars().count() < run.chars().count()).then_some(read)
}

/// Returns the byte that Latin-1 or Windows-1252 reads as this character.
fn byte(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let at = WINDOWS.iter().position(|windows| *windows == c)?;
    u8::try_from(at + 0x80).ok()
}

/// The characters of Windows-1252 from 0x80 to 0x9F; NUL marks bytes without a character.
const WINDOWS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> String {
        readable(text).text
    }

    #[test]
    fn other_scripts_are_read_aright_and_good_texts_are_left() {
        assert_eq!(readable("zaÅ‚oÅ¼yÄ‡").text, "założyć");
        assert_eq!(readable("Î‘Î¸Î®Î½Î± Î½Î±").text, "Αθήνα να");
        for good in [
            "“CAFÉ”",
            "«CAFÉ» «Ñ»",
            "À l’Élysée",
            "Ä”",
            "naïve É”",
            "Größe",
            "¿Qué?",
            "założyć",
            "BEYONCÉ’S FANS AND BEYONCÉ’S LAWYERS",
            "SANTÉ\u{a0}: LA LIBERTÉ\u{a0}!",
            "Strauß’ Sohn sagt, Strauß’ Konto",
            "“ATÉ AMANHÃ”",
            "”SAMSØ”",
        ] {
            assert_eq!(readable(good).text, good);
        }
    }

    #[test]
    fn tags_of_html_go_and_other_angles_stay() {
        assert_eq!(text("on <i>Fox &amp; Friends</i>"), "on Fox & Friends");
        assert_eq!(readable("a <b>b</b> <i>c</i>").mended, [(Mending::HtmlTag, 2)]);
        assert_eq!(text("one<br/>two<p class=\"x\">three"), "one two three");
        for kept in ["x <y and z> w", "1 < 2 > 0", "<unknown>", "a <b", "<i", "</", "<"] {
            assert_eq!(readable(kept), RepairedText { text: kept.into(), mended: vec![] });
        }
    }

    #[test]
    fn references_are_written_out_also_where_they_were_written_twice() {
        assert_eq!(text("Tom &amp; &quot;Jerry&quot; &#8217;s &#x2014;"), "Tom & \"Jerry\" ’s —");
        assert_eq!(text("&amp;quot;x&amp;quot;"), "\"x\"");
        for kept in ["AT&T; we", "a & b", "&nosuchname;", "&#;", "&", "&&;"] {
            assert_eq!(readable(kept).mended, [], "{kept}");
        }
    }

    #[test]
    fn utf_8_that_was_read_as_latin_1_is_read_aright() {
        assert_eq!(text("ice \u{e2}\u{80}\u{94} melts"), "ice — melts");
        assert_eq!(text("it â€™s CafÃ©"), "it ’s Café");
        for kept in ["Ãkaso", "naïve", "Â", "São â", "Москва", "Ø is a letter", "€", "ÂBC"]
        {
            assert_eq!(readable(kept).mended, [], "{kept}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_plain_text_stays(any in any::<String>(), plain in "[a-zA-Zäé ,.!?€😀'\"]{0,30}") {
            let _ = readable(&any);
            prop_assert_eq!(readable(&plain).text, plain.trim());
        }

        #[test]
        fn what_was_broken_is_mended(word in "[a-zäöüßéèñ—’“]{1,12}") {
            let broken: String = word.bytes().map(char::from).collect();
            prop_assert_eq!(text(&broken), word);
        }
    }
}
