//! A reader that bounds the recursion of the HTML tokenizer.
//!
//! html5gum goes from an attribute with a value in double quotes to the next one by a direct call:
//! its states form one cycle of such calls (as of 0.9.0). A tag with some thousand of these
//! attributes therefore overflows the stack, which ends the process. Every other change of state
//! returns to a loop. The reader counts the closing quotes in a row and stops long before the stack
//! of the tokenizing thread is used up.

use std::convert::Infallible;
use std::io;
use std::thread;

use html5gum::{Readable, Reader, StringReader};

/// The limit for attributes with values in double quotes in one tag. Real pages have some dozens.
const MOST: usize = 500;

/// The stack of the tokenizing thread; an attribute takes up to 6 kB of it without optimisation.
const STACK: usize = 16 << 20;

/// The reason why a page is not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    /// A tag has too many attributes.
    #[error("a tag of this page has more than {MOST} attributes")]
    TooManyAttributes,
    /// The thread could not be started, or it panicked.
    #[error("this page can’t be read: {0}")]
    Thread(io::Error),
}

/// Runs `read` in a thread with a stack that is deep enough for the attributes of one tag.
///
/// # Errors
/// Returns an error if `read` fails or panics, or if the system starts no thread.
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

/// The text of a page, which ends with an error at a tag with too many attributes.
#[derive(Debug)]
pub(super) struct BoundedReader<'p> {
    page: StringReader<'p>,
    /// The number of values in double quotes that ended in a row within one tag.
    quoted: usize,
}

impl<'p> BoundedReader<'p> {
    pub(super) fn new(page: &'p str) -> Self {
        Self { page: page.to_reader(), quoted: 0 }
    }
}

/// Returns the result of reading the page, which can’t fail.
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
            // In a value in double quotes, a > doesn’t end the tag.
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
