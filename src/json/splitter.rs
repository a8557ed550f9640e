//! Finds where the values of a JSON text begin and end by brackets, strings and commas alone,
//! without parsing the values. Takes the text chunk by chunk and holds one value. The splitter is
//! iterative, so that deep nesting can’t overflow the stack.

use std::io::{self, BufRead};

use super::scan::JsonScan;
use crate::text::Place;

/// A piece of the text, with the place where it begins.
#[derive(Debug)]
pub(crate) enum JsonPiece {
    /// A value that is a record.
    Record(Vec<u8>, Place),
    /// Members of an envelope, as an object.
    Envelope(Vec<u8>, Place),
}

impl JsonPiece {
    pub(crate) fn length(&self) -> usize {
        let (Self::Record(bytes, _) | Self::Envelope(bytes, _)) = self;
        bytes.len()
    }
}

/// The reason why a text can’t be split any further.
#[derive(Debug)]
pub(crate) enum SplitError {
    /// The text can’t be read.
    Unreadable(io::Error),
    /// The text ends inside of the value that begins at this place.
    Ends(Place),
    /// A byte stands where a value should begin.
    Stray(u8, Place),
    /// The value that begins at this place is longer than the limit.
    TooLong(Place),
}

/// The structure around the splitter’s position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nesting {
    /// The top level: values stand one after the other.
    Top,
    /// A list of records, at the top or in an envelope.
    List { enveloped: bool },
    /// The rest of an envelope, after its list.
    Tail,
}

/// A reader of a JSON text that returns it in pieces.
pub(crate) struct Splitter<'e, R> {
    reader: R,
    envelopes: &'e [&'e str],
    largest: usize,
    place: Place,
    level: Nesting,
}

impl<'e, R: BufRead> Splitter<'e, R> {
    pub(crate) fn new(reader: R, envelopes: &'e [&'e str], largest: usize) -> Self {
        Self { reader, envelopes, largest, place: (1, 1), level: Nesting::Top }
    }

    /// Sets the line of the file on which the text begins.
    pub(crate) fn at_line(self, line: usize) -> Self {
        Self { place: (line, 1), ..self }
    }

    /// Returns the next piece, or `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<JsonPiece>, SplitError> {
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

    /// Returns the next byte without consuming it.
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

    /// Advances the place over these bytes.
    fn pass(&mut self, bytes: &[u8]) {
        let characters = |bytes: &[u8]| bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        match memchr::memrchr(b'\n', bytes) {
            None => self.place.1 += characters(bytes),
            Some(last) => {
                self.place.0 += memchr::memchr_iter(b'\n', bytes).count();
                self.place.1 = characters(&bytes[last..]);
            }
        }
    }

    fn value(&mut self) -> Result<JsonPiece, SplitError> {
        let place = self.place;
        let mut scan = ValueScan::default();
        let bytes = self.gather(Vec::new(), place, |chunk| scan.run(chunk))?;
        Ok(JsonPiece::Record(bytes, place))
    }

    /// Reads an object at the top: a record, or the members of an envelope before its list. Returns
    /// `None` if an envelope has no such members.
    fn object(&mut self) -> Result<Option<JsonPiece>, SplitError> {
        let place = self.place;
        let mut scan = ValueScan::default();
        let mut members = MemberSearch::new(self.envelopes);
        let bytes = self.gather(Vec::new(), place, |chunk| {
            let mut bytes = chunk.iter().enumerate();
            bytes.find_map(|(at, byte)| {
                let was_in_string = scan.0.in_string;
                match scan.step(*byte) {
                    ByteEffect::On if members.opens_list(scan.0, was_in_string, *byte) => {
                        Some(at + 1)
                    }
                    step => step.end(at),
                }
            })
        })?;
        let Some(start) = members.list else { return Ok(Some(JsonPiece::Record(bytes, place))) };
        self.level = Nesting::List { enveloped: true };
        let mut head = bytes[..start].trim_ascii_end().to_vec();
        if head.last() == Some(&b',') {
            head.pop();
        }
        head.push(b'}');
        Ok((head != b"{}").then_some(JsonPiece::Envelope(head, place)))
    }

    /// Reads the members after an envelope’s list. Returns `None` if there are none.
    fn tail(&mut self) -> Result<Option<JsonPiece>, SplitError> {
        let place = self.place;
        let mut scan = ValueScan::inside();
        let bytes = self.gather(b"{".to_vec(), place, |chunk| scan.run(chunk))?;
        let is_empty = bytes.trim_ascii_end() == b"{}";
        Ok((!is_empty).then_some(JsonPiece::Envelope(bytes, place)))
    }

    /// Collects bytes until `end` returns the offset in a chunk at which they end.
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
            bytes.extend_from_slice(&chunk[..length]);
            self.reader.consume(length);
            self.pass(&bytes[from..]);
            if bytes.len() > self.largest {
                return Err(SplitError::TooLong(place));
            }
            if end.is_some() {
                return Ok(bytes);
            }
        }
    }
}

/// The effect of a byte on the value that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteEffect {
    On,
    /// The value ends with this byte.
    EndWith,
    /// The value ended before this byte.
    EndBefore,
}

impl ByteEffect {
    /// Returns the offset at which the value ends, for a byte at the offset `at`.
    fn end(self, at: usize) -> Option<usize> {
        match self {
            Self::On => None,
            Self::EndWith => Some(at + 1),
            Self::EndBefore => Some(at),
        }
    }
}

#[derive(Default)]
struct ValueScan(JsonScan);

impl ValueScan {
    /// Starts inside of an object.
    fn inside() -> Self {
        Self(JsonScan { depth: 1, ..JsonScan::default() })
    }

    /// Scans a chunk; returns the offset at which the value ends, if it ends in it.
    fn run(&mut self, chunk: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(rest) = chunk.get(at..).filter(|rest| !rest.is_empty()) {
            if self.0.in_string && !self.0.escaped {
                // Inside of a string only a quotation mark or a backslash matters.
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
        let JsonScan { depth, in_string, .. } = self.0;
        if depth == 0 && !in_string && matches!(byte, b',' | b']' | b'}') {
            return ByteEffect::EndBefore;
        }
        self.0.step(byte);
        let closed = (depth > 0 || in_string) && self.0.depth == 0 && !self.0.in_string;
        if closed { ByteEffect::EndWith } else { ByteEffect::On }
    }
}

/// The number of bytes of a key that are kept: more than the name of any envelope has.
const KEY: usize = 64;

/// Finds the member that holds the records while the bytes of an object pass by.
struct MemberSearch<'e> {
    envelopes: &'e [&'e str],
    /// The number of bytes that passed.
    at: usize,
    /// The current or last string at depth 1.
    text: Vec<u8>,
    /// The offset at which that string began.
    began: usize,
    /// Whether a colon followed that string.
    is_key: bool,
    /// The offset at which the member with the records begins.
    list: Option<usize>,
}

impl<'e> MemberSearch<'e> {
    fn new(envelopes: &'e [&'e str]) -> Self {
        Self { envelopes, at: 0, text: Vec::new(), began: 0, is_key: false, list: None }
    }

    /// Returns true if this byte opens the list of records. `scan` has taken the byte already.
    fn opens_list(&mut self, scan: JsonScan, was_in_string: bool, byte: u8) -> bool {
        let at = self.at;
        self.at += 1;
        match (scan.depth, byte) {
            (1, _) if scan.in_string && !was_in_string => {
                self.text.clear();
                self.began = at;
            }
            (1, _) if scan.in_string => self.text.extend((self.text.len() < KEY).then_some(byte)),
            (1, b':') => self.is_key = true,
            (1, b',') => self.is_key = false,
            (2, b'[') if !scan.in_string && self.is_key && self.is_envelope() => {
                self.list = Some(self.began);
                return true;
            }
            (2, b'[' | b'{') if !scan.in_string => self.is_key = false,
            _ => {}
        }
        false
    }

    fn is_envelope(&self) -> bool {
        self.envelopes.iter().any(|name| name.as_bytes() == self.text)
    }
}
