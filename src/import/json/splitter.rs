//! Where the values of a JSON text begin and end, without reading what they say: brackets, texts
//! and commas. Takes the text a chunk at a time and holds one value. Iterative, so that no depth
//! of brackets is too deep for it.

use std::io::{self, BufRead};

use super::Place;
use crate::input::Diagnostic;

/// A stretch of the text, with the place where it begins.
#[derive(Debug)]
pub(super) enum JsonPiece {
    /// A value that is a record.
    Record(Vec<u8>, Place),
    /// Members of an envelope, as an object.
    Envelope(Vec<u8>, Place),
}

impl JsonPiece {
    /// Its bytes.
    pub(super) fn length(&self) -> usize {
        let (Self::Record(bytes, _) | Self::Envelope(bytes, _)) = self;
        bytes.len()
    }
}

/// Why a text can’t be split any further.
#[derive(Debug)]
pub(super) enum SplitError {
    /// It can’t be read.
    Unreadable(io::Error),
    /// It ends inside of a value that begins here.
    Ends(Place),
    /// Something stands here that is no value.
    Stray(u8, Place),
    /// The value that begins here is longer than is taken.
    TooLong(Place),
}

impl SplitError {
    pub(super) fn problem(self, name: &str) -> Diagnostic {
        match self {
            Self::Unreadable(error) => file_fault(name, &error),
            Self::Ends(place) => {
                let what = "the file ends in the middle of this record, or a quote in it is not closed; the rest is not read";
                Diagnostic::error(name, what)
                    .at(place)
                    .help("fetch the file again, or close the quote")
            }
            Self::Stray(byte, place) => {
                let shown = char::from(byte);
                Diagnostic::error(
                    name,
                    format!(
                        "found “{shown}” where a JSON value should begin; the rest can’t be read"
                    ),
                )
                .at(place)
                .help("is it another format? name it: --from FORMAT")
            }
            Self::TooLong(place) => {
                Diagnostic::error(name, "this record is longer than 256 MiB; the rest is not read")
                    .at(place)
                    .help("split it: one record per array element, or one per line")
            }
        }
    }
}

impl SplitError {
    /// What is wrong with a script of a page; the page goes on after it.
    pub(super) fn problem_of_script(self, name: &str) -> Diagnostic {
        match self {
            Self::Ends(place) => {
                let what =
                    "this script ends in the middle of a record: a bracket or a quote isn’t closed";
                Diagnostic::error(name, what)
                    .at(place)
                    .help("correct it, or skip records that can’t be read: --skip-broken")
            }
            fault => fault.problem(name),
        }
    }
}

/// What is wrong where a file can’t be read on.
pub(super) fn file_fault(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(name, format!("can’t read this file: {error}"))
}

/// What the splitter is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nesting {
    /// Nothing: values stand one after the other.
    Top,
    /// A list of records; in an envelope, or at the top.
    List { enveloped: bool },
    /// An envelope after its list.
    Tail,
}

/// A JSON text being split.
pub(super) struct Splitter<'e, R> {
    reader: R,
    envelopes: &'e [&'e str],
    largest: usize,
    /// Where it is.
    place: Place,
    level: Nesting,
}

impl<'e, R: BufRead> Splitter<'e, R> {
    pub(super) fn new(reader: R, envelopes: &'e [&'e str], largest: usize) -> Self {
        Self { reader, envelopes, largest, place: (1, 1), level: Nesting::Top }
    }

    /// The same, its first line being this one of the file.
    pub(super) fn at_line(self, line: usize) -> Self {
        Self { place: (line, 1), ..self }
    }

    /// The next piece; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<JsonPiece>, SplitError> {
        loop {
            let Some(byte) = self.peek()? else {
                return match self.level {
                    Nesting::Top => Ok(None),
                    _ => Err(SplitError::Ends(self.place)),
                };
            };
            match (self.level, byte) {
                (_, b' ' | b'\t' | b'\r' | b'\n' | b',') | (Nesting::Top, 0x1e) => self.skip(byte),
                (Nesting::Top, b'[') => {
                    self.skip(byte);
                    self.level = Nesting::List { enveloped: false };
                }
                (Nesting::List { enveloped }, b']') => {
                    self.skip(byte);
                    self.level = if enveloped { Nesting::Tail } else { Nesting::Top };
                }
                (Nesting::Tail, _) => {
                    self.level = Nesting::Top;
                    if let Some(piece) = self.tail()? {
                        return Ok(Some(piece));
                    }
                }
                (Nesting::Top, b'{') => {
                    if let Some(piece) = self.object()? {
                        return Ok(Some(piece));
                    }
                }
                (_, b']' | b'}' | b':') | (Nesting::Top, _) => {
                    return Err(SplitError::Stray(byte, self.place));
                }
                (Nesting::List { .. }, _) => return self.value().map(Some),
            }
        }
    }

    /// The byte that comes next.
    fn peek(&mut self) -> Result<Option<u8>, SplitError> {
        loop {
            match self.reader.fill_buf() {
                Ok(chunk) => return Ok(chunk.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(SplitError::Unreadable(error)),
            }
        }
    }

    fn skip(&mut self, byte: u8) {
        self.pass(&[byte]);
        self.reader.consume(1);
    }

    /// Moves the place on over these bytes.
    fn pass(&mut self, bytes: &[u8]) {
        let characters = |bytes: &[u8]| bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        match memchr::memrchr(b'\n', bytes) {
            None => self.place.1 += characters(bytes),
            Some(last) => {
                self.place.0 += memchr::memchr_iter(b'\n', bytes).count();
                self.place.1 = characters(bytes.get(last..).unwrap_or_default());
            }
        }
    }

    /// A value of a list.
    fn value(&mut self) -> Result<JsonPiece, SplitError> {
        let place = self.place;
        let mut scan = Scan::default();
        let bytes = self.gather(Vec::new(), place, |chunk| scan.run(chunk))?;
        Ok(JsonPiece::Record(bytes, place))
    }

    /// An object at the top: a record, or an envelope’s members up to its list, where it has any.
    fn object(&mut self) -> Result<Option<JsonPiece>, SplitError> {
        let place = self.place;
        let mut scan = Scan::default();
        let mut members = MemberSearch::new(self.envelopes);
        let bytes = self.gather(Vec::new(), place, |chunk| {
            let mut bytes = chunk.iter().enumerate();
            bytes.find_map(|(at, byte)| {
                let was_in_text = scan.in_text;
                match scan.step(*byte) {
                    ByteEffect::On if members.opens_list(&scan, was_in_text, *byte) => Some(at + 1),
                    step => step.end(at),
                }
            })
        })?;
        let Some(start) = members.list else { return Ok(Some(JsonPiece::Record(bytes, place))) };
        self.level = Nesting::List { enveloped: true };
        let mut head = bytes.get(..start).unwrap_or_default().trim_ascii_end().to_vec();
        if head.last() == Some(&b',') {
            head.pop();
        }
        head.push(b'}');
        Ok((head != b"{}").then_some(JsonPiece::Envelope(head, place)))
    }

    /// The members after an envelope’s list; none where there are none.
    fn tail(&mut self) -> Result<Option<JsonPiece>, SplitError> {
        let place = self.place;
        let mut scan = Scan::inside();
        let bytes = self.gather(b"{".to_vec(), place, |chunk| scan.run(chunk))?;
        let is_empty = bytes.trim_ascii_end() == b"{}";
        Ok((!is_empty).then_some(JsonPiece::Envelope(bytes, place)))
    }

    /// Gathers bytes until `end` finds where they end in a chunk.
    fn gather(
        &mut self,
        mut bytes: Vec<u8>,
        place: Place,
        mut end: impl FnMut(&[u8]) -> Option<usize>,
    ) -> Result<Vec<u8>, SplitError> {
        loop {
            let chunk = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                chunk => chunk.map_err(SplitError::Unreadable)?,
            };
            if chunk.is_empty() {
                return Err(SplitError::Ends(place));
            }
            let end = end(chunk);
            let length = end.unwrap_or(chunk.len());
            let from = bytes.len();
            bytes.extend_from_slice(chunk.get(..length).unwrap_or_default());
            self.reader.consume(length);
            self.pass(bytes.get(from..).unwrap_or_default());
            if bytes.len() > self.largest {
                return Err(SplitError::TooLong(place));
            }
            if end.is_some() {
                return Ok(bytes);
            }
        }
    }
}

/// What a byte does to the value it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteEffect {
    /// The value goes on.
    On,
    /// It ends with this byte.
    EndWith,
    /// It ended before this byte.
    EndBefore,
}

impl ByteEffect {
    /// Where the value ends, by a byte that stands here.
    fn end(self, at: usize) -> Option<usize> {
        match self {
            Self::On => None,
            Self::EndWith => Some(at + 1),
            Self::EndBefore => Some(at),
        }
    }
}

/// How deep in brackets and whether in a text.
#[derive(Debug, Default)]
struct Scan {
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Scan {
    /// Inside of an object.
    fn inside() -> Self {
        Self { depth: 1, ..Self::default() }
    }

    /// Passes over a chunk; where the value ends in it.
    fn run(&mut self, chunk: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(rest) = chunk.get(at..).filter(|rest| !rest.is_empty()) {
            if self.in_text && !self.escaped {
                // Nothing else matters there.
                at += memchr::memchr2(b'"', b'\\', rest)?;
            }
            if let Some(end) = self.step(*chunk.get(at)?).end(at) {
                return Some(end);
            }
            at += 1;
        }
        None
    }

    fn step(&mut self, byte: u8) -> ByteEffect {
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.in_text = false;
                    return self.after(ByteEffect::EndWith);
                }
                _ => {}
            }
            return ByteEffect::On;
        }
        match byte {
            b'"' => self.in_text = true,
            b'[' | b'{' => self.depth += 1,
            b',' | b']' | b'}' if self.depth == 0 => return ByteEffect::EndBefore,
            b']' | b'}' => {
                self.depth -= 1;
                return self.after(ByteEffect::EndWith);
            }
            _ => {}
        }
        ByteEffect::On
    }

    /// The value ends where no bracket is open.
    fn after(&self, end: ByteEffect) -> ByteEffect {
        if self.depth == 0 { end } else { ByteEffect::On }
    }
}

/// More bytes than an envelope’s name has.
const KEY: usize = 64;

/// The members of an object as they pass: looks for the one that holds the records.
struct MemberSearch<'e> {
    envelopes: &'e [&'e str],
    /// How many bytes passed.
    at: usize,
    /// The text that passes, or passed last, at depth 1, and where it began.
    text: Vec<u8>,
    began: usize,
    /// Whether a colon followed it.
    is_key: bool,
    /// Where the member that holds the records begins.
    list: Option<usize>,
}

impl<'e> MemberSearch<'e> {
    fn new(envelopes: &'e [&'e str]) -> Self {
        Self { envelopes, at: 0, text: Vec::new(), began: 0, is_key: false, list: None }
    }

    /// Whether this byte opens the list of records; `scan` has taken it already.
    fn opens_list(&mut self, scan: &Scan, was_in_text: bool, byte: u8) -> bool {
        let at = self.at;
        self.at += 1;
        match (scan.depth, byte) {
            (1, _) if scan.in_text && !was_in_text => {
                self.text.clear();
                self.began = at;
            }
            (1, _) if scan.in_text => self.text.extend((self.text.len() < KEY).then_some(byte)),
            (1, b':') => self.is_key = true,
            (1, b',') => self.is_key = false,
            (2, b'[') if !scan.in_text && self.is_key && self.is_envelope() => {
                self.list = Some(self.began);
                return true;
            }
            (2, b'[' | b'{') if !scan.in_text => self.is_key = false,
            _ => {}
        }
        false
    }

    fn is_envelope(&self) -> bool {
        self.envelopes.iter().any(|name| name.as_bytes() == self.text)
    }
}
