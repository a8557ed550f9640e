//! A reader that keeps the tokenizer from recursing without bound.
//!
//! html5gum goes from an attribute with a value in double quotes to the next one by a direct
//! call: its states form one cycle of such calls (as of 0.9.0), so that a tag with some thousand
//! of these attributes overflows the stack, which ends the process. Every other change of state
//! returns to a loop. The reader counts the closing quotes in a row and gives up long before the
//! stack of the thread that tokenizes is used up.

use std::convert::Infallible;
use std::io;
use std::thread;

use html5gum::{Readable, Reader, StringReader};

/// The most attributes with values in double quotes that one tag may have. Pages have some dozens.
const MOST: usize = 500;

/// The stack that tokenizing gets: an attribute takes up to 6 kB of it without optimisation.
const STACK: usize = 16 << 20;

/// Why a page is not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    /// A tag has more attributes than are read.
    #[error("a tag of this page has more than {MOST} attributes")]
    TooManyAttributes,
    /// Tokenizing got no thread, or broke down.
    #[error("this page can’t be read: {0}")]
    Thread(io::Error),
}

/// Reads a page in a thread whose stack is deep enough.
///
/// # Errors
/// If the page is refused, or the system gives no thread.
pub(super) fn with_deep_stack<T: Send>(
    read: impl FnOnce() -> Result<T, Unread> + Send,
) -> Result<T, Unread> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("page".to_owned()).stack_size(STACK);
        let thread = thread.spawn_scoped(scope, read).map_err(Unread::Thread)?;
        let broken = |_| Err(Unread::Thread(io::Error::other("internal error while reading it")));
        thread.join().unwrap_or_else(broken)
    })
}

/// The text of a page, up to a tag with too many attributes.
#[derive(Debug)]
pub(super) struct BoundedReader<'p> {
    page: StringReader<'p>,
    /// The values in double quotes that ended in a row within one tag.
    quoted: usize,
}

impl<'p> BoundedReader<'p> {
    pub(super) fn new(page: &'p str) -> Self {
        Self { page: page.to_reader(), quoted: 0 }
    }
}

/// The page can always be read.
fn sure<T>(read: Result<T, Infallible>) -> T {
    let Ok(read) = read;
    read
}

impl Reader for BoundedReader<'_> {
    type Error = Unread;

    fn read_byte(&mut self) -> Result<Option<u8>, Self::Error> {
        let byte = sure(self.page.read_byte());
        if byte == Some(b'>') {
            self.quoted = 0;
        }
        Ok(byte)
    }

    fn try_read_string(&mut self, s: &[u8], case_sensitive: bool) -> Result<bool, Self::Error> {
        Ok(sure(self.page.try_read_string(s, case_sensitive)))
    }

    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        char_buf: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Self::Error> {
        let chunk = sure(self.page.read_until(needle, char_buf));
        match chunk {
            // Within a value in double quotes a > ends no tag.
            Some(b">") if needle.contains(&b'>') => self.quoted = 0,
            Some(b"\"") if needle.contains(&b'"') && !needle.contains(&b'>') => {
                self.quoted += 1;
                if self.quoted > MOST {
                    return Err(Unread::TooManyAttributes);
                }
            }
            _ => {}
        }
        Ok(chunk)
    }
}
