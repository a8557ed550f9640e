//! Escapes display text for Markdown, so that it reads as that text and nothing else. The rules
//! are those of `CommonMark` 0.31.2 (§2.4: a backslash before ASCII punctuation makes it text;
//! §2.5: a space written as `&#32;` is not stripped), with regard to extensions: tables,
//! strikethrough, footnotes, formulas, attributes, bare addresses as links, pandoc's citations and
//! dashes, and the tags, comments, highlights and links of notebook programs.

use std::fmt::Write as _;

use unicode_normalization::char::is_combining_mark;

use crate::text;

/// Escapes a piece of display text within a line.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if is_active(c, &text[at..], out.chars().next_back()) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Returns whether a character could begin or end markup. `rest` begins with the character.
fn is_active(c: char, rest: &str, before: Option<char>) -> bool {
    match c {
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '{' | '|' | '~' | '^' | '$' | '@' | '#' => true,
        // Comments and highlights of notebook programs; pandoc's dashes and ellipses.
        '%' | '=' | '-' => rest.chars().nth(1) == Some(c) || before == Some(c),
        // A character reference, which is the only markup that an ampersand can begin.
        '&' => rest.chars().nth(1).is_some_and(|next| next == '#' || next.is_ascii_alphabetic()),
        // Bare addresses, which GitHub turns into links.
        ':' => rest.starts_with("://"),
        '.' => {
            rest.starts_with("...")
                || before.is_some_and(|before| before.eq_ignore_ascii_case(&'w'))
        }
        _ => false,
    }
}

/// Escapes a line of markup that begins a block. Foreign text at its start can't open a heading,
/// list, quotation or definition, and blanks at its ends are kept.
pub(super) fn line(markup: &str) -> String {
    let body = markup.trim_matches(' ');
    if body.is_empty() {
        return "&#32;".repeat(markup.len());
    }
    let leading = markup.len() - markup.trim_start_matches(' ').len();
    let trailing = markup.len() - markup.trim_end_matches(' ').len();
    // A line that begins with an escaped blank can't open a block.
    let opens = if leading == 0 { opener(body) } else { None };
    let (before, rest) = body.split_at(opens.unwrap_or_default());
    let guard = if opens.is_some() { "\\" } else { "" };
    let blank = "&#32;";
    format!("{}{before}{guard}{rest}{}", blank.repeat(leading), blank.repeat(trailing))
}

/// Returns the index of the character that would make a line open a block.
fn opener(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits)? {
        b'.' | b')' if digits > 0 => return Some(digits),
        b'+' | b'-' | b'=' | b'>' | b':' if digits == 0 => return Some(0),
        _ => {}
    }
    // Pandoc’s lists (its manual, “Extension: fancy_lists”, “example_lists”): `a.`, `iv)`, `(2)`, `(@)`.
    let (label, in_brackets) = match line.strip_prefix('(') {
        Some(rest) => (rest, true),
        None => (line, false),
    };
    let end = label.find(['.', ')', ' '])?;
    let (label, delimiter) = label.split_at(end);
    let counts = label.len() == 1
        || label.bytes().all(|byte| byte.is_ascii_digit())
        || label.bytes().all(|byte| b"ivxlcdmIVXLCDM".contains(&byte))
        || label.starts_with('@');
    let closes = delimiter.starts_with(if in_brackets { &[')'][..] } else { &['.', ')'] });
    let is_list = closes && counts && matches!(delimiter.as_bytes().get(1), None | Some(b' '));
    is_list.then_some(if in_brackets { 0 } else { end })
}

/// Escapes the text of a heading. Braces at its end are no attributes, for which some programs look
/// before they process backslashes.
pub(super) fn heading(text: &str) -> String {
    let markup = inline(text).replace("\\{", "&#123;");
    let kept = markup.trim_start_matches(' ');
    let leading = markup.len() - kept.len();
    let trailing = kept.len() - kept.trim_end_matches(' ').len();
    let blank = "&#32;";
    format!("{}{}{}", blank.repeat(leading), kept.trim_end_matches(' '), blank.repeat(trailing))
}

/// Makes strong text. Blanks at its ends are put outside, because inside they would prevent it.
pub(super) fn strong(text: &str) -> String {
    let body = text.trim();
    if body.is_empty() {
        return inline(text);
    }
    let start = text.len() - text.trim_start().len();
    let (before, rest) = text.split_at(start);
    let (_, after) = rest.split_at(body.len());
    format!("{}**{}**{}", inline(before), inline(body), inline(after))
}

/// Returns a web address as a link, or `None` if it isn't a web address.
pub(super) fn web(url: &str) -> Option<String> {
    let url = text::escape_uri(url)?;
    Some(format!("<{}>", unreferring(&url)))
}

/// Escapes semicolons that end a character reference, such as `&copy;`, because these are decoded
/// in links too. Other semicolons stay: servers treat an escaped one differently.
fn unreferring(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for part in url.split_inclusive(';') {
        let name = part.strip_suffix(';').and_then(|part| part.rsplit_once('&'));
        let named = |name: &str| name.bytes().all(|it| it == b'#' || it.is_ascii_alphanumeric());
        match name {
            Some((before, name)) if named(name) => out.extend([before, "&", name, "%3B"]),
            _ => out.push_str(part),
        }
    }
    out
}

/// Returns the anchor that GitHub, GitLab and most others give to a heading: lower case, without
/// punctuation, and with a hyphen for each blank.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().to_lowercase().chars() {
        if c == ' ' {
            out.push('-');
        } else if c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '-' | '_') {
            if c.is_ascii() {
                out.push(c);
            } else {
                percent(&mut out, c);
            }
        }
    }
    out
}

/// Writes a letter beyond ASCII as the percent-encoded bytes of its UTF-8.
fn percent(out: &mut String, c: char) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(out, "%{byte:02X}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    /// Returns the text of markup that is nothing but one paragraph or heading.
    fn read(markup: &str) -> Option<String> {
        let mut text = String::new();
        for event in Parser::new_ext(markup, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(words) => text.push_str(&words),
                Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Strong)
                | Event::End(_) => {}
                _ => return None,
            }
        }
        Some(text)
    }

    #[test]
    fn what_would_be_markup_is_text() {
        for text in [
            "# no heading",
            "1. no item",
            "12) no item",
            "- no item",
            "+ no",
            "= no",
            "> no",
            "a # b ##",
            "``no code``",
            "<b>no</b>",
            "![no](javascript:x)",
            "<https://no.example>",
            "a &amp; b &#35;",
            "| a | b |",
            "~~no~~",
            "[^1]: no",
            "[^1]",
            "$no$",
            "a {#no}",
            "***",
            "___",
            "  no code",
            "    no code",
            "a  ",
            "https://no.example/ www.no.example",
            "\\",
            "a\\",
            ":::",
            ": no",
            "---",
            "* * *",
            "[ ] no",
            "[x] no",
            "#no",
            "a #no, #226 ##",
            "[[no]] ![[no]]",
            "a ^no",
            "%%no%%",
            "==no==",
            "[!note] no",
            "> [!note] no",
            "$$no$$",
            "~no~ ~~no~~",
            "<no@no.example>",
            "no@no.example mailto:no@no.example",
        ] {
            let text = text::line(text);
            assert_eq!(read(&line(&inline(&text))).as_deref(), Some(&*text));
            assert_eq!(read(&format!("## {}\n", heading(&text))).as_deref(), Some(&*text));
        }
        assert_eq!(inline("It cost $5, or so (1. a)"), "It cost \\$5, or so (1. a)");
    }

    #[test]
    fn what_only_pandoc_takes_for_a_list_is_text() {
        for (text, written) in [
            ("a. no item", "a\\. no item"),
            ("iv) no item", "iv\\) no item"),
            ("(2) no item", "\\(2) no item"),
            ("(@) no item", "(\\@) no item"),
            ("(2020) a year", "\\(2020) a year"),
            ("(He) said", "(He) said"),
            ("Dr. No", "Dr. No"),
            ("a.b", "a.b"),
        ] {
            assert_eq!(line(&inline(text)), written);
        }
    }

    #[test]
    fn what_notebooks_and_pandoc_take_for_more_is_text() {
        assert_eq!(
            inline("@a %%b%% ==c== d--e ... f-g 5% = .."),
            "\\@a \\%\\%b\\%\\% \\=\\=c\\=\\= d\\-\\-e \\... f-g 5% = .."
        );
    }

    /// Returns whether markup holds a sign, without a backslash before it, that a program takes for
    /// more than text: a tag, a link, a comment, a highlight, a formula, a note or HTML.
    fn is_active_somewhere(markup: &str) -> bool {
        let mut rest = markup.replace("&#32;", " ").replace("&#123;", " ");
        while let Some(at) = rest.find('\\') {
            let end = at + 1 + rest[at + 1..].chars().next().map_or(0, char::len_utf8);
            rest.replace_range(at..end, " ");
        }
        let pairs = ["[[", "%%", "==", "--", "://", "..."];
        rest.contains(['#', '[', ']', '<', '`', '*', '_', '$', '^', '~', '@', '{', '|'])
            || pairs.iter().any(|pair| rest.contains(pair))
    }

    #[test]
    fn a_slug_is_what_forges_make_of_a_heading() {
        assert_eq!(slug("“Titan API”, which ties-in: é."), "titan-api-which-ties-in-%C3%A9");
    }

    #[test]
    fn an_address_is_a_link_and_nothing_else_is() {
        assert_eq!(
            web("https://a.example/?b&copy;c>").as_deref(),
            Some("<https://a.example/?b&copy%3Bc%3E>")
        );
        let plain = "https://a.example/?a=1;b=2&c=3";
        assert_eq!(web(plain), Some(format!("<{plain}>")));
        assert_eq!(web("javascript:alert(1)"), None);
    }

    proptest! {
        #[test]
        fn any_text_reads_as_itself(text in "\\PC{0,40}|[-#>+*_`~=|:!.\\\\<&;{}()\\[\\] 0-9a$^w/%@]{0,30}") {
            let text = text::line(&text).into_string();
            prop_assert!(!is_active_somewhere(&line(&inline(&text))), "{}", inline(&text));
            prop_assert!(!is_active_somewhere(&heading(&text)), "{}", heading(&text));
            prop_assert_eq!(read(&line(&inline(&text))), Some(text.clone()));
            prop_assert_eq!(read(&format!("# {}\n", heading(&text))), Some(text.clone()));
            prop_assert_eq!(read(&format!("a {} b", strong(&text))), Some(format!("a {text} b")));
        }
    }
}
