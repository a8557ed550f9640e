//! A text line by line, so that a file may be longer than memory. This module doesn't interpret the
//! lines.

use std::io::{self, BufRead, Read};

use crate::input::container::LONGEST_LINE;
use crate::input::{Diagnostic, Input, OpenFile};

/// The size of the line buffer that is kept from one line to the next.
const KEPT: usize = 1 << 20;

pub(crate) struct TextLines {
    pub(crate) file: OpenFile,
    longest: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextLine {
    /// A complete line, with its newline if it has one.
    Whole,
    /// A line longer than the limit: the buffer holds a part of it, and the rest was skipped.
    TooLong,
    End,
}

impl TextLines {
    pub(crate) fn open(input: &Input) -> Result<Self, Diagnostic> {
        OpenFile::open(input).map(Self::of)
    }

    pub(crate) fn of(file: OpenFile) -> Self {
        Self { file, longest: LONGEST_LINE }
    }

    /// Sets the largest length of a line or a document, for tests.
    #[cfg(test)]
    pub(crate) fn at_most(self, longest: usize) -> Self {
        Self { longest, ..self }
    }

    /// Reads the next line into `line` and replaces its content.
    pub(crate) fn line(&mut self, line: &mut Vec<u8>) -> Result<TextLine, Diagnostic> {
        line.clear();
        line.shrink_to(KEPT);
        self.line_within(line).map_err(|error| self.file.fault(&error))
    }

    fn line_within(&mut self, line: &mut Vec<u8>) -> io::Result<TextLine> {
        let mut is_whole = true;
        loop {
            let chunk = match self.file.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                chunk => chunk?,
            };
            let newline = memchr::memchr(b'\n', chunk);
            let part = newline.map_or(chunk, |newline| &chunk[..=newline]);
            let (length, is_end) = (part.len(), part.is_empty());
            // Skip the rest of a line that is too long, and don't collect it.
            is_whole &= line.len() + length <= self.longest;
            if is_whole {
                line.extend_from_slice(part);
            }
            self.file.consume(length);
            if newline.is_some() || is_end {
                return Ok(match is_whole {
                    true if line.is_empty() => TextLine::End,
                    true => TextLine::Whole,
                    false => TextLine::TooLong,
                });
            }
        }
    }

    /// Reads everything that follows `text`; returns `None` if the document is longer than allowed.
    pub(crate) fn rest(&mut self, text: &mut Vec<u8>) -> Result<Option<()>, Diagnostic> {
        if self.file.stored_length().is_some_and(|length| length > self.longest as u64) {
            return Ok(None);
        }
        let room = self.longest.saturating_sub(text.len()) as u64;
        let read = self.file.by_ref().take(room + 1).read_to_end(text);
        read.map_err(|error| self.file.fault(&error))?;
        Ok((text.len() <= self.longest).then_some(()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor, Write};

    use super::*;

    fn lines(mut stream: TextLines) -> Result<Vec<(TextLine, String)>, Diagnostic> {
        let (mut all, mut line) = (Vec::new(), Vec::new());
        loop {
            match stream.line(&mut line)? {
                TextLine::End => return Ok(all),
                kind => all.push((kind, String::from_utf8_lossy(&line).into_owned())),
            }
        }
    }

    fn stream(bytes: &[u8]) -> TextLines {
        // Read a byte at a time, as from a slow pipe.
        let bytes = BufReader::with_capacity(1, Cursor::new(bytes.to_vec()));
        TextLines::of(OpenFile::of("a".into(), bytes).unwrap())
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn lines_are_those_of_the_file_however_it_is_packed() {
        let text = "\u{feff}one\r\n\n\ntwo";
        let zstd = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();
        let parts = |pack: &dyn Fn(&str) -> Vec<u8>| [pack("\u{feff}one\r\n\n"), pack("\ntwo")];
        for bytes in [
            text.as_bytes().to_vec(),
            gzip(text),
            parts(&gzip).concat(),
            zstd(text),
            parts(&zstd).concat(),
        ] {
            let read = lines(stream(&bytes)).unwrap();
            let texts: Vec<&str> = read.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(texts, ["one\r\n", "\n", "\n", "two"]);
        }
        assert!(lines(stream(b"")).unwrap().is_empty());
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let read = lines(stream(b"12345\n123456\n1\n123456\n").at_most(6)).unwrap();
        let kinds: Vec<TextLine> = read.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [TextLine::Whole, TextLine::TooLong, TextLine::Whole, TextLine::TooLong]);
        assert!(read.iter().all(|(_, text)| text.len() <= 6));
    }

    #[test]
    fn the_rest_is_taken_up_to_the_limit() {
        for (length, fits) in [(3, true), (4, true), (5, false), (9, false)] {
            let mut text = b"12".to_vec();
            let left = vec![b'x'; length];
            let read = stream(&left).at_most(6).rest(&mut text).unwrap();
            assert_eq!((read.is_some(), text.len()), (fits, (2 + length).min(7)));
        }
    }

    #[test]
    fn damage_is_told_where_it_is_met() {
        let long: Vec<String> = (0..200_000).map(|number| number.to_string()).collect();
        let long = long.join("\n");
        let whole = gzip(&long);
        let cut = whole.get(..whole.len() / 2).unwrap();
        let mut stream =
            TextLines::of(OpenFile::of("a.gz".into(), Cursor::new(cut.to_vec())).unwrap());
        let mut line = Vec::new();
        assert_eq!(stream.line(&mut line).unwrap(), TextLine::Whole);
        let problem = lines(stream).unwrap_err();
        assert!(problem.message.starts_with("the gzip data is damaged or cut off"), "{problem}");
    }
}
