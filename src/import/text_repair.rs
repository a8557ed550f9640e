//! Foreign texts made readable: tags taken out, character references written out, broken
//! encodings mended. Whoever asks is told what was done, so that nothing is done silently.

use html5gum::{Token, Tokenizer};

use super::Mending;

/// A text made readable, and how often it was mended in which way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairedText {
    /// The text.
    pub text: String,
    /// What was done, none twice.
    pub mended: Vec<(Mending, usize)>,
}

/// Makes a foreign text readable.
#[must_use]
pub fn readable(text: &str) -> RepairedText {
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

/// Whether a text has nothing in it that could be mended, as most.
fn is_plain(text: &str) -> bool {
    memchr::memchr2(b'<', b'&', text.as_bytes()).is_none()
        && (text.is_ascii() || !text.chars().any(is_of_misreading))
}

/// Whether a text says nothing to a reader: blanks, and characters that can’t be seen.
#[must_use]
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || crate::text::is_unseen(c))
}

/// Elements that publishers leave in plain texts. Other words between `<` and `>` may be meant.
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

/// Elements that end a line.
const BREAKS: &[&str] = &["br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr"];

/// The text without HTML tags, and how many elements it had.
fn without_tags(text: &str) -> (String, usize) {
    let (mut out, mut elements, mut rest) = (String::new(), 0, text);
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let Some((name, closes, length)) = element(tag) else {
            out.push('<');
            rest = tag.get(1..).unwrap_or_default();
            continue;
        };
        elements += usize::from(!closes);
        if BREAKS.contains(&name.as_str()) && !out.is_empty() && !out.ends_with(['\n', ' ']) {
            out.push(' ');
        }
        rest = tag.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    // A closing tag alone is one too.
    if elements == 0 && out.len() < text.len() {
        elements = 1;
    }
    (out, elements)
}

/// The element whose tag a text begins with: its name, whether it is the closing tag, and the
/// tag's length in bytes.
fn element(tag: &str) -> Option<(String, bool, usize)> {
    let inner = tag.strip_prefix('<')?;
    let (closes, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let name = inner.get(..end)?.to_ascii_lowercase();
    let after = inner.get(end..)?;
    if !ELEMENTS.contains(&name.as_str()) || !after.starts_with(['>', '/', ' ', '\t', '\n', '\r']) {
        return None;
    }
    let close = after.find(['>', '<']).filter(|at| after.get(*at..=*at) == Some(">"))?;
    Some((name, closes, tag.len() - after.len() + close + 1))
}

/// The longest name of a character reference is `&CounterClockwiseContourIntegral;`.
const LONGEST_REFERENCE: usize = 34;

/// The text with its character references written out; none where it has none. Those that were
/// written twice over (`&amp;quot;`) are read twice.
fn written_out(text: &str) -> Option<String> {
    let once = references(text)?;
    Some(references(&once).unwrap_or(once))
}

fn references(text: &str) -> Option<String> {
    let mut out: Option<String> = None;
    let mut from = 0;
    for (at, _) in text.match_indices('&') {
        if at < from {
            continue;
        }
        let Some(reference) = reference(text.get(at..).unwrap_or_default()) else { continue };
        let Some(characters) = characters(reference) else { continue };
        let out = out.get_or_insert_with(String::new);
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(&characters);
        from = at + reference.len();
    }
    let mut out = out?;
    out.push_str(text.get(from..).unwrap_or_default());
    Some(out)
}

/// The character reference that a text begins with, with its `&` and its `;`.
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

/// The characters that a reference stands for, as HTML reads it.
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

/// A text that was UTF-8 and had been read as Latin-1 or Windows-1252, read aright; none where it
/// doesn’t look like it. Stretches of characters beyond ASCII that are UTF-8 as a whole are taken
/// for such where they hold a letter that only the wrong reading brings there (`Ã©`, `â€œ`), or a
/// C1 control. Other letters stand before a closing quotation mark too (`É”`): with these all
/// stretches of a text must be UTF-8, and they must differ (`zaÅ‚oÅ¼yÄ‡`).
fn reread(text: &str) -> Option<String> {
    if !text.chars().any(is_of_misreading) {
        return None;
    }
    let mut stretches = text.split(|c: char| c.is_ascii()).filter(|stretch| !stretch.is_empty());
    let first = stretches.clone().next();
    let all = stretches.clone().all(|stretch| is_of_others(stretch) && aright(stretch).is_some())
        && stretches.any(|stretch| Some(stretch) != first);
    let (mut out, mut changed) = (String::with_capacity(text.len()), false);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| !c.is_ascii()) {
        let (plain, foreign) = rest.split_at(start);
        out.push_str(plain);
        let end = foreign.find(|c: char| c.is_ascii()).unwrap_or(foreign.len());
        let (stretch, after) = foreign.split_at(end);
        let taken =
            all || stretch.chars().any(is_of_misreading_only) && !ends_capitals(plain, stretch);
        match aright(stretch).filter(|_| taken) {
            Some(read) => {
                out.push_str(&read);
                changed = true;
            }
            None => out.push_str(stretch),
        }
        rest = after;
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// Whether a character stands at the beginning of what is misread: the first byte of a character
/// of several in UTF-8, or a control.
fn is_of_misreading(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{c2}'..='\u{f4}')
}

/// Whether it hardly stands there otherwise.
fn is_of_misreading_only(c: char) -> bool {
    matches!(c, 'Â' | 'Ã' | 'â' | 'Ð' | 'Ø' | 'Ù' | 'ð' | '\u{80}'..='\u{9f}')
}

/// Whether a stretch begins as misread texts of whole languages do: those of the letters of Europe
/// beyond Latin-1, Greek, Cyrillic, Hebrew, Arabic, and what takes three bytes or four. No others:
/// what `É’` would be, and `ß’`, nobody writes.
fn is_of_others(stretch: &str) -> bool {
    stretch.starts_with([
        'Â', 'Ã', 'Ä', 'Å', 'Î', 'Ï', 'Ð', 'Ñ', '×', 'Ø', 'Ù', 'à', 'á', 'â', 'ã', 'ä', 'å', 'æ',
        'ç', 'è', 'é', 'ê', 'ë', 'ì', 'í', 'ï', 'ð',
    ])
}

/// Whether a stretch is the last letter of a word in capitals with the quotation mark that closes it:
/// `AMANHÃ”`.
fn ends_capitals(before: &str, stretch: &str) -> bool {
    let mut chars = stretch.chars();
    let (letter, mark) = (chars.next(), chars.next());
    before.ends_with(|c: char| c.is_ascii_uppercase())
        && letter.is_some_and(char::is_uppercase)
        && matches!(mark, Some('’' | '”' | '»' | '…' | '“'))
        && chars.next().is_none()
}

/// A stretch of characters beyond ASCII, taken for the bytes of UTF-8.
fn aright(stretch: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = stretch.chars().map(byte).collect();
    let read = String::from_utf8(bytes?).ok()?;
    // Two letters that happen to be UTF-8 (`Ã©` in a name) become one; more than controls is asked.
    (read.chars().count() < stretch.chars().count()).then_some(read)
}

/// The byte that Latin-1 or Windows-1252 reads as this character.
fn byte(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let at = WINDOWS.iter().position(|windows| *windows == c)?;
    u8::try_from(at + 0x80).ok()
}

/// What Windows-1252 has from 0x80 to 0x9F; where it has nothing, NUL.
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
