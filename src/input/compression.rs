//! Compression: detects the method by a file's first bytes, and decompresses. It doesn't matter
//! where the bytes come from.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::GzDecoder;

use crate::input::Diagnostic;

/// The number of bytes that identify the compression.
const SIGNATURE: u64 = 4;
/// The number of bytes that are decompressed at once.
const CHUNK: usize = 1 << 16;

/// The largest window of a zstd frame, as a power of two. A frame of a few bytes may ask for a
/// window of 2 GiB. This is the limit of the zstd program without `--long`.
const WINDOW_LOG: u32 = 27;
/// A part of the library's message about a window that is too large.
const WINDOW_TOO_LARGE: &str = "requires too much memory";

/// The message about bytes after gzip data that are neither padding nor gzip data.
const AFTER_GZIP: &str = "other bytes follow the gzip data";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    /// gzip, with any number of members.
    Gzip,
    /// zstd, with a window of at most 128 MiB.
    Zstd,
}

impl Compression {
    /// Returns the method of a file that begins with these bytes.
    pub(crate) fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Returns the diagnostic for an error while bytes of this kind are read.
    pub(crate) fn fault(self, name: &str, error: &io::Error) -> Diagnostic {
        let kind = match self {
            Self::None => return unreadable(name, error),
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        };
        if error.to_string() == AFTER_GZIP {
            return Diagnostic::error(name, AFTER_GZIP)
                .help("the file may be damaged; to read what is before them: gzip -dc FILE > NEW");
        }
        if error.to_string().contains(WINDOW_TOO_LARGE) {
            let limit = 1_u64 << (WINDOW_LOG - 20);
            let message = format!("this zstd data needs more than {limit} MiB to be decompressed");
            return Diagnostic::error(name, message)
                .help("compress the file again without --long or --ultra, or decompress it");
        }
        Diagnostic::error(name, format!("the {kind} data is damaged or cut off: {error}"))
            .help("fetch or compress the file again")
    }
}

/// Returns the decompressed bytes, and the compression method.
pub(crate) fn decompressed<'r>(
    bytes: impl BufRead + 'r,
) -> io::Result<(Compression, Box<dyn BufRead + 'r>)> {
    let (start, bytes) = peeked(bytes)?;
    let compression = Compression::of(&start);
    let decompressed: Box<dyn BufRead + 'r> = match compression {
        Compression::None => Box::new(bytes),
        Compression::Gzip => Box::new(BufReader::with_capacity(
            CHUNK,
            Members { member: Some(GzDecoder::new(Box::new(bytes))) },
        )),
        Compression::Zstd => {
            let mut decoder = zstd::stream::Decoder::with_buffer(bytes)?;
            decoder.window_log_max(WINDOW_LOG)?;
            Box::new(BufReader::with_capacity(CHUNK, decoder))
        }
    };
    Ok((compression, decompressed))
}

/// The members of gzip data, one after the other. Bytes of zero after the last one are padding, as
/// programs that write whole blocks leave it; the gzip program ignores them too.
struct Members<'r> {
    /// None once the data has ended.
    member: Option<GzDecoder<Box<dyn BufRead + 'r>>>,
}

impl Read for Members<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let mut rest = self.member.take().map(GzDecoder::into_inner);
            if let Some(bytes) = rest.as_mut()
                && skip_zeros(bytes)?
            {
                if bytes.fill_buf()?.first() != Some(&0x1f) {
                    return Err(io::Error::other(AFTER_GZIP));
                }
                self.member = rest.map(GzDecoder::new);
            }
        }
        Ok(0)
    }
}

/// Skips bytes of zero; returns whether others follow.
fn skip_zeros(bytes: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let found = bytes.fill_buf()?;
        if found.is_empty() {
            return Ok(false);
        }
        let zeros = found.iter().take_while(|byte| **byte == 0).count();
        let all = zeros == found.len();
        bytes.consume(zeros);
        if !all {
            return Ok(true);
        }
    }
}

/// Returns the first bytes, and a reader that still begins with them.
fn peeked<'r>(mut bytes: impl BufRead + 'r) -> io::Result<(Vec<u8>, impl BufRead + 'r)> {
    let mut start = Vec::new();
    bytes.by_ref().take(SIGNATURE).read_to_end(&mut start)?;
    Ok((start.clone(), Cursor::new(start).chain(bytes)))
}

/// Returns the diagnostic for a file that can't be opened or read.
pub(crate) fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::error(name, "no such file or folder").help("check the path")
        }
        _ => Diagnostic::error(name, format!("can’t read this file: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(packed: &[u8]) -> io::Result<Vec<u8>> {
        let (compression, mut bytes) = decompressed(packed)?;
        assert_eq!(compression, Compression::Gzip);
        let mut all = Vec::new();
        bytes.read_to_end(&mut all).map(|_| all)
    }

    #[test]
    fn gzip_members_follow_one_another_and_zeros_may_follow_them() {
        let two = [member(b"one "), member(b"two")].concat();
        let zeros = vec![0; 3 * CHUNK + 1];
        assert_eq!(read(&two).unwrap(), b"one two");
        assert_eq!(read(&[two.clone(), zeros.clone()].concat()).unwrap(), b"one two");
        let padded = [member(b"one "), vec![0; 500], member(b"two"), zeros].concat();
        assert_eq!(read(&padded).unwrap(), b"one two");
    }

    #[test]
    fn other_bytes_after_a_member_and_data_that_is_cut_off_are_errors() {
        let one = member(b"one");
        for between in [vec![], vec![0, 0]] {
            let error = read(&[one.clone(), between, b"more".to_vec()].concat()).unwrap_err();
            let said = Compression::Gzip.fault("a.gz", &error).to_string();
            assert!(said.starts_with("a.gz: error: other bytes follow the gzip data"), "{said}");
        }
        assert!(read(&one[..one.len() - 1]).is_err());
    }
}
