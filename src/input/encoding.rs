//! Encodings: which one a file has, and a reader that decodes it to UTF-8. This module doesn't know
//! where the bytes come from.
//!
//! A byte order mark decides; then zeros in every other byte, which only UTF-16 has. JSON without
//! either is UTF-8 (RFC 8259), and bytes that are not are errors of their record. Any other text is
//! UTF-8 if its first bytes beyond ASCII are; else what the page declares; else Windows-1252, which
//! is a guess and is reported as one.

use std::fmt;
use std::io::{self, BufRead, Cursor, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The number of bytes that are decoded at once.
const CHUNK: usize = 1 << 16;

/// The number of bytes beyond ASCII, and of those after them, that decide about the encoding.
const DECIDING: u64 = 64;

pub(crate) const BOM: &[u8] = "\u{feff}".as_bytes();

/// The encoding of a file, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextEncoding {
    encoding: &'static Encoding,
    basis: EncodingBasis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EncodingBasis {
    /// By a byte order mark, or by the bytes of every character.
    Bytes,
    /// By a declaration in the text.
    Declared,
    /// By a guess: the bytes are not UTF-8.
    Guessed,
}

impl TextEncoding {
    /// UTF-8, which needs no decoding.
    pub(crate) const UTF_8: Self = Self { encoding: UTF_8, basis: EncodingBasis::Bytes };

    const FALLBACK: Self = Self { encoding: WINDOWS_1252, basis: EncodingBasis::Guessed };

    pub(crate) fn is_utf_8(self) -> bool {
        self.encoding == UTF_8
    }

    /// Returns the name of the encoding, in the capitals in which it is usually written.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self.encoding.name() {
            "UTF-16LE" | "UTF-16BE" => "UTF-16",
            "windows-874" => "Windows-874",
            "windows-1250" => "Windows-1250",
            "windows-1251" => "Windows-1251",
            "windows-1252" => "Windows-1252",
            "windows-1253" => "Windows-1253",
            "windows-1254" => "Windows-1254",
            "windows-1255" => "Windows-1255",
            "windows-1256" => "Windows-1256",
            "windows-1257" => "Windows-1257",
            "windows-1258" => "Windows-1258",
            "gb18030" => "GB18030",
            "macintosh" => "Macintosh",
            "x-mac-cyrillic" => "Mac-Cyrillic",
            name => name,
        }
    }

    /// Returns the encoding of UTF-16 that the first bytes show, if they do.
    fn utf_16(start: &[u8]) -> Option<Self> {
        let encoding = match start {
            [0xff, 0xfe, ..] | [1..=255, 0, 1..=255, 0, ..] => UTF_16LE,
            [0xfe, 0xff, ..] | [0, 1..=255, 0, 1..=255, ..] => UTF_16BE,
            _ => return None,
        };
        Some(Self { encoding, basis: EncodingBasis::Bytes })
    }

    /// Returns the encoding that a page or an XML document declares.
    fn declared(start: &[u8]) -> Option<Self> {
        let label = declared_label(start)?;
        let encoding = Encoding::for_label(label.as_bytes())?;
        // A text whose declaration can be read as ASCII is no UTF-16.
        let encoding = if encoding.output_encoding() == encoding { encoding } else { UTF_8 };
        Some(Self { encoding, basis: EncodingBasis::Declared })
    }
}

impl fmt::Display for TextEncoding {
    /// Writes the name of the encoding, and how it is known if that is not certain.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self.basis {
            EncodingBasis::Bytes => f.write_str(name),
            EncodingBasis::Declared => write!(f, "{name}, as it declares"),
            EncodingBasis::Guessed => write!(f, "{name}, which is a guess: it is not UTF-8"),
        }
    }
}

/// Returns the name of UTF-32, with its byte order if no mark tells it, if the first bytes are its
/// byte order mark or two characters in it.
pub(crate) fn utf_32(start: &[u8]) -> Option<&'static str> {
    match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [1..=255, 0, 0, 0, 1..=255, 0, 0, 0, ..] => Some("UTF-32LE"),
        [0, 0, 0, 1..=255, 0, 0, 0, 1..=255, ..] => Some("UTF-32BE"),
        _ => None,
    }
}

/// Returns the advice for a text that is not UTF-8 as a whole. Converting a file that is UTF-8 in
/// most places would damage those.
pub(crate) fn advice(text: &[u8]) -> &'static str {
    if is_utf_8(text, u64::MAX) {
        "the characters around them are UTF-8: write these ones again, and save the file as UTF-8"
    } else {
        "if the whole file is Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW"
    }
}

/// Returns the label of the encoding that an XML declaration or a `<meta>` tag states.
fn declared_label(start: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    let text = text.trim_start();
    if let Some(xml) = text.strip_prefix("<?xml") {
        return attribute(xml, "encoding");
    }
    let text = without_comments(text.starts_with('<').then_some(text)?);
    text.split("<meta").skip(1).find_map(|tag| attribute(tag, "charset"))
}

/// Returns the value after `name=` in a tag that begins with `tag`.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split('>').next()?.split_once(name)?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', ';', '/', '?', ' ', '\n']);
    Some(value[..end.unwrap_or(value.len())].to_owned())
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("<!--");
    let before = parts.next().unwrap_or_default();
    let after = parts.map(|part| part.split_once("-->").map_or("", |(_, after)| after));
    std::iter::once(before).chain(after).collect()
}

/// A reader that decodes a text to UTF-8, without a byte order mark.
pub(crate) struct TextReader {
    bytes: Box<dyn BufRead>,
    state: DecodingState,
    /// The number of bytes of the byte order mark that was removed, if the text is UTF-8.
    pub(crate) bom: usize,
}

/// What is known of the encoding so far.
enum DecodingState {
    /// The bytes are passed on as they are; the text had this encoding before.
    AsIs(TextEncoding),
    /// All bytes so far are ASCII, and so are the next `known`. Others decide between UTF-8 and
    /// `otherwise`.
    Ascii {
        known: usize,
        otherwise: TextEncoding,
    },
    Decoding(Box<Decoding>),
}

impl TextReader {
    /// Creates the reader of a text that begins with `start` and goes on with `rest`. If `start` is
    /// shorter than `asked`, the number of bytes that were to be read, the text ends with it, or
    /// `rest` fails.
    pub(crate) fn new(start: Vec<u8>, asked: u64, rest: impl BufRead + 'static) -> Self {
        let state = DecodingState::of(&start, asked);
        Self::of(start, rest, state)
    }

    /// Creates the reader of a text that was decoded before, from this encoding; it begins with
    /// `start` and goes on with `rest`.
    pub(crate) fn decoded(
        start: Vec<u8>,
        rest: impl BufRead + 'static,
        encoding: TextEncoding,
    ) -> Self {
        Self::of(start, rest, DecodingState::AsIs(encoding))
    }

    fn of(start: Vec<u8>, rest: impl BufRead + 'static, state: DecodingState) -> Self {
        let bom = if start.starts_with(BOM) { BOM.len() } else { 0 };
        let mut start = Cursor::new(start);
        start.consume(bom);
        Self { bytes: Box::new(start.chain(rest)), state, bom }
    }

    /// Returns whether bytes that are no characters of the encoding were replaced by U+FFFD so far.
    pub(crate) fn has_replaced(&self) -> bool {
        matches!(&self.state, DecodingState::Decoding(decoding) if decoding.has_replaced)
    }

    /// Returns whether the encoding is known for the whole text.
    pub(crate) fn is_decided(&self) -> bool {
        !matches!(self.state, DecodingState::Ascii { .. })
    }

    /// Returns the encoding, as far as the bytes read so far show it.
    pub(crate) fn encoding(&self) -> TextEncoding {
        match &self.state {
            DecodingState::AsIs(encoding) => *encoding,
            DecodingState::Ascii { .. } => TextEncoding::UTF_8,
            DecodingState::Decoding(decoding) => decoding.encoding,
        }
    }

    /// Returns the next bytes without consuming them; fewer than `asked` only at the end.
    fn look_ahead(&mut self, asked: u64) -> io::Result<Vec<u8>> {
        let mut next = Vec::new();
        self.bytes.by_ref().take(asked).read_to_end(&mut next)?;
        let rest = std::mem::replace(&mut self.bytes, Box::new(io::empty()));
        self.bytes = Box::new(Cursor::new(next.clone()).chain(rest));
        Ok(next)
    }

    /// Decides about the encoding if the next byte is not ASCII, and else counts those that are.
    fn decide(&mut self) -> io::Result<()> {
        let DecodingState::Ascii { known: 0, otherwise } = self.state else { return Ok(()) };
        let next = self.bytes.fill_buf()?;
        let known = next.iter().take_while(|byte| byte.is_ascii()).count();
        self.state = if known > 0 || next.is_empty() {
            DecodingState::Ascii { known, otherwise }
        } else {
            let next = self.look_ahead(DECIDING)?;
            DecodingState::decided(is_utf_8(&next, DECIDING), otherwise)
        };
        Ok(())
    }
}

impl DecodingState {
    fn of(start: &[u8], asked: u64) -> Self {
        if start.starts_with(BOM) {
            return Self::AsIs(TextEncoding::UTF_8);
        }
        if let Some(encoding) = TextEncoding::utf_16(start) {
            return Self::decoding(encoding);
        }
        if let [b'{' | b'[', ..] = start.trim_ascii_start() {
            return Self::AsIs(TextEncoding::UTF_8);
        }
        let otherwise = TextEncoding::declared(start).unwrap_or(TextEncoding::FALLBACK);
        match otherwise {
            declared if !declared.encoding.is_ascii_compatible() => Self::decoding(declared),
            otherwise if is_undecided(start, asked) => Self::Ascii { known: 0, otherwise },
            otherwise => Self::decided(is_utf_8(start, asked), otherwise),
        }
    }

    fn decided(is_utf_8: bool, otherwise: TextEncoding) -> Self {
        if is_utf_8 || otherwise.is_utf_8() {
            Self::AsIs(TextEncoding::UTF_8)
        } else {
            Self::decoding(otherwise)
        }
    }

    fn decoding(encoding: TextEncoding) -> Self {
        let decoder = encoding.encoding.new_decoder_with_bom_removal();
        Self::Decoding(Box::new(Decoding {
            encoding,
            decoder,
            text: vec![0; CHUNK],
            next: 0,
            end: 0,
            has_ended: false,
            has_replaced: false,
        }))
    }
}

/// Returns whether the bytes are all ASCII, but perhaps for the beginning of a character at the end
/// of as many bytes as were `asked` for.
fn is_undecided(start: &[u8], asked: u64) -> bool {
    const LONGEST: usize = 4;
    let is_cut = start.len() as u64 == asked;
    let sure = if is_cut { start.len().saturating_sub(LONGEST - 1) } else { start.len() };
    start[..sure].is_ascii()
}

/// Returns whether bytes that are not all ASCII are UTF-8 rather than an encoding of one byte a
/// character: at least half of what is beyond ASCII is valid. If there are as many bytes as were
/// `asked` for, the last character may be cut off.
fn is_utf_8(bytes: &[u8], asked: u64) -> bool {
    let (mut valid, mut invalid, mut cut) = (0, 0, false);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
        // What ends the last chunk may be the beginning of a character.
        let rest = std::str::from_utf8(chunk.invalid());
        cut = rest.is_err_and(|error| error.error_len().is_none());
    }
    let is_cut = cut && bytes.len() as u64 == asked;
    invalid - usize::from(is_cut) <= valid
}

struct Decoding {
    encoding: TextEncoding,
    decoder: Decoder,
    /// The decoded text from `next` to `end` is still to be read.
    text: Vec<u8>,
    next: usize,
    end: usize,
    has_ended: bool,
    /// Whether bytes that are no characters were replaced by U+FFFD.
    has_replaced: bool,
}

impl Decoding {
    /// Decodes more, unless there is decoded text left.
    fn fill(&mut self, bytes: &mut impl BufRead) -> io::Result<()> {
        while self.next == self.end && !self.has_ended {
            let encoded = bytes.fill_buf()?;
            let is_last = encoded.is_empty();
            let (result, read, written, replaced) =
                self.decoder.decode_to_utf8(encoded, &mut self.text, is_last);
            bytes.consume(read);
            (self.next, self.end) = (0, written);
            self.has_replaced |= replaced;
            self.has_ended = is_last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }

    fn text(&self) -> &[u8] {
        &self.text[self.next..self.end]
    }
}

impl BufRead for TextReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.decide()?;
        match &mut self.state {
            DecodingState::AsIs(_) => self.bytes.fill_buf(),
            DecodingState::Ascii { known, .. } => {
                let next = self.bytes.fill_buf()?;
                Ok(next.get(..*known).unwrap_or(next))
            }
            DecodingState::Decoding(decoding) => {
                decoding.fill(&mut self.bytes)?;
                Ok(decoding.text())
            }
        }
    }

    fn consume(&mut self, amount: usize) {
        match &mut self.state {
            DecodingState::AsIs(_) => self.bytes.consume(amount),
            DecodingState::Ascii { known, .. } => {
                *known = known.saturating_sub(amount);
                self.bytes.consume(amount);
            }
            DecodingState::Decoding(decoding) => decoding.next += amount,
        }
    }
}

impl Read for TextReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let DecodingState::AsIs(_) = self.state {
            return self.bytes.read(buffer);
        }
        let text = self.fill_buf()?;
        let count = text.len().min(buffer.len());
        let parts = text.get(..count).zip(buffer.get_mut(..count));
        if let Some((text, buffer)) = parts {
            buffer.copy_from_slice(text);
        }
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
