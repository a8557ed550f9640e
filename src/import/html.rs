//! Imports claims from a saved web page: the JSON-LD in its scripts, if they are declared as such,
//! and the microdata and RDFa of its elements.

mod bounded;
mod doubt;
mod elements;
mod items;
mod markup;
mod mhtml;
mod microdata;
pub(super) mod nesting;
mod rdfa;

use std::io::Read;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use self::bounded::{BoundedReader, Unread};
use self::elements::{ElementTree, MarkedPage};
use self::items::resolved;
use self::mhtml::PagePart;
pub(super) use self::mhtml::is_mhtml;
use super::json::{JsonPart, JsonRecord};
use super::schema_org::{FEED, JsonLdPlace};
use super::{Format, Import, ImportBatch, json, place};
use crate::input::{Diagnostic, OpenFile};
use crate::text;

/// The limit in bytes for a page.
const LARGEST: u64 = 64 << 20;

/// Reads the claims of a page.
///
/// # Errors
/// Returns an error if the file can’t be read, is longer than 64 MiB or is not UTF-8, or if the
/// import stops.
pub(super) fn read(file: &mut OpenFile, import: &mut Import<'_>) -> Result<(), Diagnostic> {
    let name = file.name.clone();
    let mut bytes = Vec::new();
    let read = file.by_ref().take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| file.fault(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Diagnostic::error(name, "this page is longer than 64 MiB")
            .help("save the page without its pictures: as HTML only"));
    }
    let mut batch = ImportBatch::default();
    let text = String::from_utf8_lossy(&bytes);
    if is_mhtml(&text) {
        for part in mhtml::pages(&name, &bytes)? {
            read_page(&name, &part, &mut batch)?;
        }
    } else {
        let page = PagePart { html: text.into_owned(), url: None };
        read_page(&name, &page, &mut batch)?;
        if std::str::from_utf8(&bytes).is_err() {
            return Err(place::not_utf8(&name, &bytes, (1, 1)));
        }
    }
    if batch.has_no_record() {
        batch.broken(Diagnostic::error(&name, "no claim found in this page").help(
            "save the page as the site sends it: its ClaimReview is in a script of type \
             application/ld+json, in microdata or in RDFa",
        ));
    }
    import.take(batch)
}

/// Reads the claims of one page: those in its scripts, then those in its elements.
fn read_page(name: &str, part: &PagePart, batch: &mut ImportBatch) -> Result<(), Diagnostic> {
    let saved = bounded::with_deep_stack(|| {
        let saved = Saved::read(&part.html)?;
        let base = saved.base(part.url.as_deref());
        let claims = markup::claims(&saved.marked, base.as_deref());
        Ok((saved, claims))
    });
    let (saved, claims) = saved.map_err(|error| {
        Diagnostic::error(name, error.to_string()).help("save the page as the site sends it")
    })?;
    let url = saved.canonical.or(saved.shared).or_else(|| part.url.clone()).or(saved.original);
    let page = JsonLdPlace { format: Format::Html, file: name.to_owned(), url };
    for script in &saved.scripts {
        read_script(&page, script, batch)?;
    }
    for (value, line) in claims.nodes {
        page.take(Ok(JsonPart::Record(JsonRecord { value, line, mended: Vec::new() })), batch)?;
    }
    (0..claims.others).for_each(|_| batch.pass_over());
    for line in claims.doubtful {
        batch.broken(
            Diagnostic::error(name, "who said what isn’t certain here: tags around this claim aren’t closed")
                .at((line, 0))
                .help("close them in the order in which they were opened, or leave the claim out: --skip-broken"),
        );
    }
    if claims.is_beyond {
        batch.broken(
            Diagnostic::error(name, "this page has too many elements, or nests them too deeply")
                .help("its JSON-LD is read; its microdata and RDFa are not: --skip-broken"),
        );
    }
    Ok(())
}

/// Reads a script. A broken one that doesn’t concern claims is only counted.
fn read_script(
    page: &JsonLdPlace,
    script: &Script,
    batch: &mut ImportBatch,
) -> Result<(), Diagnostic> {
    if script.text.trim().is_empty() {
        return Ok(());
    }
    let mut has_ended = false;
    let read = json::each_of_script(&page.file, &script.text, script.line, &[FEED], |part| {
        let taken = match part {
            Err(_) if !script.tells_of_claims() => {
                batch.pass_over();
                Ok(())
            }
            part => page.take(part, batch),
        };
        has_ended |= taken.is_err();
        taken
    });
    match read {
        Err(_) if !has_ended && !script.tells_of_claims() => {
            batch.pass_over();
            Ok(())
        }
        Err(problem) if !has_ended => {
            batch.broken(problem);
            Ok(())
        }
        read => read,
    }
}

/// The parts of a saved page that matter.
#[derive(Debug, Default)]
struct Saved {
    scripts: Vec<Script>,
    /// The address in `<link rel=canonical>`.
    canonical: Option<String>,
    /// The address in `og:url`.
    shared: Option<String>,
    /// The address that the program which saved the page noted in a comment.
    original: Option<String>,
    /// The address in `<base>`.
    declared_base: Option<String>,
    /// The elements with microdata or RDFa.
    marked: MarkedPage,
}

/// A script of JSON-LD.
#[derive(Debug)]
struct Script {
    text: String,
    /// The line on which the text begins, from 1.
    line: usize,
}

impl Script {
    fn tells_of_claims(&self) -> bool {
        ["ClaimReview", "claimReviewed", "MediaReview", "\"Claim\""]
            .iter()
            .any(|word| self.text.contains(word))
    }
}

impl Saved {
    /// Reads a page.
    ///
    /// # Errors
    /// Returns an error if a tag has more attributes than any real page has.
    fn read(html: &str) -> Result<Self, Unread> {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        // Otherwise a `</b>` in a script’s text would end the script.
        emitter.naively_switch_states(true);
        let mut saved = Self::default();
        let mut script: Option<Script> = None;
        let (mut line, mut counted) = (1, 0);
        let mut tree = ElementTree::of(html);
        for token in Tokenizer::new_with_emitter(BoundedReader::new(html), emitter) {
            match token? {
                Token::StartTag(tag) => {
                    let passed = html.get(counted..tag.span.end).unwrap_or_default();
                    line += passed.bytes().filter(|byte| *byte == b'\n').count();
                    counted = counted.max(tag.span.end);
                    script = is_json_ld(&tag).then(|| Script { text: String::new(), line });
                    saved.look_at(&tag);
                    tree.start(&tag, line);
                }
                Token::String(text) => match &mut script {
                    Some(script) => script.text.push_str(&String::from_utf8_lossy(&text)),
                    None => tree.text(&String::from_utf8_lossy(&text)),
                },
                Token::EndTag(tag) => {
                    saved.scripts.extend(script.take());
                    tree.end(&tag.name);
                }
                Token::Comment(comment) if saved.original.is_none() => {
                    saved.original = saved_from(&String::from_utf8_lossy(&comment));
                }
                _ => {}
            }
        }
        saved.scripts.extend(script);
        saved.marked = tree.finish();
        Ok(saved)
    }

    /// Returns the address to which others in the page are relative. `url` is the page’s, if the
    /// file around it names one.
    fn base(&self, url: Option<&str>) -> Option<String> {
        let said = [self.original.as_deref(), self.canonical.as_deref(), self.shared.as_deref()];
        let url = url.or_else(|| said.into_iter().flatten().next());
        match &self.declared_base {
            Some(base) => Some(resolved(base, url)),
            None => url.map(str::to_owned),
        }
    }

    /// Takes the address that a tag declares.
    fn look_at(&mut self, tag: &StartTag<usize>) {
        let address = |name: &str| {
            attribute(tag, name).filter(|address| text::is_web_address(address.trim()))
        };
        let is = |name: &str, value: &str| {
            attribute(tag, name).is_some_and(|found| found.eq_ignore_ascii_case(value))
        };
        match tag.name.as_slice() {
            b"link" if is("rel", "canonical") && self.canonical.is_none() => {
                self.canonical = address("href");
            }
            b"base" if self.declared_base.is_none() => {
                self.declared_base = attribute(tag, "href");
            }
            b"meta" if is("property", "og:url") && self.shared.is_none() => {
                self.shared = address("content");
            }
            _ => {}
        }
    }
}

/// Returns the address that a comment names as that of the saved page: `saved from
/// url=(0023)https://a.example/page`, or a line `url: https://a.example/page` of SingleFile.
fn saved_from(comment: &str) -> Option<String> {
    let by_browser = || Some(comment.split_once("saved from url=(")?.1.split_once(')')?.1);
    let by_extension = || {
        let lines = comment.contains("SingleFile").then(|| comment.lines())?;
        lines.into_iter().find_map(|line| line.trim().strip_prefix("url: "))
    };
    let address = by_browser().or_else(by_extension)?.split_whitespace().next()?;
    text::is_web_address(address).then(|| address.to_owned())
}

fn attribute(tag: &StartTag<usize>, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

/// Returns true if a tag begins a script of JSON-LD. Case and parameters of the type don’t matter.
fn is_json_ld(tag: &StartTag<usize>) -> bool {
    let kind = attribute(tag, "type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    tag.name.as_slice() == b"script" && kind.eq_ignore_ascii_case("application/ld+json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(html: &str) -> Result<Saved, Unread> {
        bounded::with_deep_stack(|| Saved::read(html))
    }

    fn scripts(html: &str) -> Vec<(usize, String)> {
        Saved::read(html)
            .unwrap()
            .scripts
            .into_iter()
            .map(|script| (script.line, script.text))
            .collect()
    }

    #[test]
    fn scripts_are_found_with_their_lines_whatever_is_in_them() {
        let html = "<!DOCTYPE html>\n<title>a <script type=application/ld+json>1</script></title>\n\
            <textarea><script type='application/ld+json'>2</script></textarea>\n\
            <style> a::after { content: '<script type=application/ld+json>' } </style>\n\
            <!-- <script type=application/ld+json>3</script> -->\n\
            <script>\"<script type=application/ld+json>\"</script>\n\
            <SCRIPT TYPE=\"Application/LD+JSON; charset=utf-8\">\n{\"a\": \"x </b> <i> <!-- y &amp; z\"}</SCRIPT>\n\
            <p>A <b>bold</b> word.\n<script type='application/ld+json'>4</script>";
        assert_eq!(
            scripts(html),
            [(7, "\n{\"a\": \"x </b> <i> <!-- y &amp; z\"}".to_owned()), (10, "4".to_owned())]
        );
    }

    #[test]
    fn a_page_states_its_address() {
        let saved = Saved::read(
            "<link rel=Canonical href='https://a.org/x?a=1&amp;b=2'>\
            <meta property='og:url' content='https://b.org'>",
        )
        .unwrap();
        assert_eq!(saved.canonical.as_deref(), Some("https://a.org/x?a=1&b=2"));
        assert_eq!(saved.shared.as_deref(), Some("https://b.org"));
    }

    #[test]
    fn a_tag_of_any_number_of_attributes_is_answered() {
        for attribute in [
            "a=\"x\" ",
            "a=\">\" ",
            "a=\"\"",
            "a ",
            "a=b ",
            "a='x' ",
            "a=\"&amp;\" ",
            "/a=\"&>\"",
            "\"",
        ] {
            for (start, end) in [("<p ", ">"), ("</p ", ">"), ("<p ", ""), ("<!DOCTYPE ", ">")] {
                let _ = read(&format!("{start}{}{end}", attribute.repeat(100_000)));
            }
        }
        let page = |count: usize| format!("<p {}>", "a=\"x\" ".repeat(count)).repeat(3);
        assert!(read(&page(100)).is_ok());
        assert!(read(&page(1_000)).is_err());
    }

    proptest! {
        #[test]
        fn any_page_is_answered(html in any::<String>(), tags in "(<|>|/|script|style| type=application/ld\\+json|title|!--|-->|\n|x){0,40}") {
            let _ = read(&html);
            prop_assert!(read(&tags).is_ok());
        }

        #[test]
        fn a_script_s_text_is_what_it_is(text in "[a-z<>!/&;\" -]{0,40}", lines in 0..5_usize) {
            // A script with an end tag in its text, or one that opens another in a comment, is a
            // different case.
            prop_assume!(!text.contains("script") && !text.contains("<!--"));
            let html = format!("{}<script type=application/ld+json>{text}</script>", "\n".repeat(lines));
            prop_assert_eq!(scripts(&html), [(lines + 1, text)]);
        }
    }
}
