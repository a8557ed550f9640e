//! Takes a page out of an MHTML file, as browsers save them: a message of MIME whose parts are the
//! page, its frames and its pictures.

use std::io::{Cursor, Read};

use encoding_rs::Encoding;
use mailparse::body::Body;
use mailparse::{MailHeaderMap, ParsedMail, parse_mail};

use crate::input::{Diagnostic, OpenFile};

/// The number of bytes in which the headers of a file name what it is.
const HEADERS: usize = 4 << 10;

/// The limit for the number of parts. Real files have some hundreds.
const MOST: usize = 100_000;

/// A page of an MHTML file.
#[derive(Debug)]
pub(super) struct PagePart {
    pub(super) html: String,
    /// The address of the page.
    pub(super) url: Option<String>,
}

/// Returns true if a text begins like an MHTML file.
pub(in crate::import) fn is_mhtml(start: &str) -> bool {
    let end = start.floor_char_boundary(HEADERS);
    let start = start[..end].trim_start();
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let has_header = start.split_once(':').is_some_and(|(name, _)| is_name(name));
    let head = start.to_ascii_lowercase();
    has_header && head.contains("content-type:") && head.contains("multipart/related")
}

/// Takes the pages out of an MHTML file: the page itself, and its frames.
///
/// # Errors
/// Returns an error if the file is damaged or has too many parts.
pub(super) fn pages(name: &str, bytes: &[u8]) -> Result<Vec<PagePart>, Diagnostic> {
    let fault = |what: String| {
        Diagnostic::error(name, format!("this MHTML page can’t be read: {what}"))
            .help("save the page again, as HTML only")
    };
    if memchr::memmem::find_iter(bytes, b"\n--").take(MOST + 1).count() > MOST {
        return Err(fault(format!("it has more than {MOST} parts")));
    }
    let bytes = bytes.trim_ascii_start();
    let mail = parse_mail(bytes).map_err(|error| fault(error.to_string()))?;
    let snapshot = mail.headers.get_first_value("Snapshot-Content-Location");
    let mut pages = Vec::new();
    for part in mail.parts() {
        if !matches!(part.ctype.mimetype.as_str(), "text/html" | "application/xhtml+xml") {
            continue;
        }
        let html = text(name, part).map_err(&fault)?;
        let own = part.headers.get_first_value("Content-Location");
        let own = own.filter(|url| crate::text::is_web_address(url));
        let url = own.or_else(|| snapshot.clone().filter(|_| pages.is_empty()));
        pages.push(PagePart { html, url });
    }
    if pages.is_empty() { Err(fault("it has no HTML part".to_owned())) } else { Ok(pages) }
}

/// Decodes the text of a part.
fn text(name: &str, part: &ParsedMail<'_>) -> Result<String, String> {
    let bytes = match part.get_body_encoded() {
        Body::Base64(body) | Body::QuotedPrintable(body) => {
            body.get_decoded().map_err(|error| error.to_string())?
        }
        // The file’s text was decoded when it was opened.
        Body::SevenBit(body) | Body::EightBit(body) => {
            return Ok(String::from_utf8_lossy(body.get_raw()).into_owned());
        }
        Body::Binary(body) => return Ok(String::from_utf8_lossy(body.get_raw()).into_owned()),
    };
    let label = part.ctype.params.get("charset");
    if let Some(encoding) = label.and_then(|label| Encoding::for_label(label.as_bytes())) {
        return Ok(encoding.decode(&bytes).0.into_owned());
    }
    let mut html = String::new();
    let page = OpenFile::of(name.to_owned(), Cursor::new(bytes));
    let mut page = page.map_err(|problem| problem.to_string())?;
    page.read_to_string(&mut html).map_err(|error| error.to_string())?;
    Ok(html)
}
