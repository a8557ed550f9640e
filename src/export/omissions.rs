//! Reports on records that an export leaves out or changes, so that one such record doesn't end it.

use std::io;

use super::Unwritable;
use crate::catalog::ReadError;
use crate::text;

/// How many records are named. Further ones are only counted.
const NAMED: usize = 10;

/// The records of an export that can't be written, and those that can't be written exactly.
#[derive(Debug, Default)]
pub(super) struct Omissions {
    /// A line for each record that is named.
    named: Vec<String>,
    /// The number of records that are not named.
    unnamed: usize,
    omitted: usize,
    /// The number of claims among those left out.
    claims: usize,
}

impl Omissions {
    /// Passes on a record that was read. If reading failed, the record is left out, and its error
    /// is noted.
    ///
    /// # Errors
    /// Returns an error if the file holds another record at this place. Then the whole file has
    /// changed, and the export would mix two states of it.
    pub(super) fn unless<T>(&mut self, read: io::Result<T>) -> io::Result<Option<T>> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(error) if is_changed(&error) => Err(error),
            Err(error) => {
                self.omitted += 1;
                self.name(format!("{error}; left out"));
                Ok(None)
            }
        }
    }

    /// Passes on a claim that was read, like [`unless`](Self::unless), and counts omitted claims.
    pub(super) fn unless_claim<T>(&mut self, read: io::Result<T>) -> io::Result<Option<T>> {
        let read = self.unless(read)?;
        self.claims += usize::from(read.is_none());
        Ok(read)
    }

    /// Names a record that is written in a changed form.
    pub(super) fn differs(&mut self, record: &str, how: &str) {
        self.name(format!("{record}: {how}"));
    }

    fn name(&mut self, line: String) {
        if self.named.len() < NAMED {
            self.named.push(line);
        } else {
            self.unnamed += 1;
        }
    }

    pub(super) fn omitted(&self) -> usize {
        self.omitted
    }

    pub(super) fn claims(&self) -> usize {
        self.claims
    }

    /// Returns a line for each named record, and one with the number of the others.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = self.named.clone();
        if self.unnamed > 0 {
            lines.push(format!("and {}", text::several(self.unnamed, "more record")));
        }
        lines
    }
}

/// Passes on a record that was read to prepare the export. A failure is not noted, because the
/// record is read again when it is written.
pub(super) fn readable<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    Omissions::default().unless(read)
}

fn is_changed(error: &io::Error) -> bool {
    let unwritable = error.get_ref().and_then(|error| error.downcast_ref::<Unwritable>());
    unwritable.is_some_and(|unwritable| matches!(unwritable.why, ReadError::Changed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unreadable(record: &str) -> io::Result<()> {
        let why = io::Error::other("I/O error").into();
        Err(io::Error::other(Unwritable { record: record.to_owned(), why }))
    }

    #[test]
    fn the_first_are_named_and_all_are_counted() {
        let mut omissions = Omissions::default();
        assert!(omissions.unless(Ok(1)).unwrap().is_some() && omissions.lines().is_empty());
        for number in 0..NAMED {
            assert!(omissions.unless_claim(unreadable(&format!("d/{number}"))).unwrap().is_none());
        }
        omissions.unless(unreadable("source s")).unwrap();
        omissions.differs("d/x", "a field appears twice");
        assert_eq!((omissions.omitted(), omissions.claims()), (NAMED + 1, NAMED));
        let lines = omissions.lines();
        assert_eq!(lines.len(), NAMED + 1);
        assert_eq!(lines[0], "d/0: can’t be read: I/O error; left out");
        assert_eq!(lines[NAMED], "and 2 more records");
    }

    #[test]
    fn a_file_that_has_changed_ends_the_export() {
        let record = "d/c".to_owned();
        let changed = io::Error::other(Unwritable { record, why: ReadError::Changed });
        assert!(Omissions::default().unless::<()>(Err(changed)).is_err());
    }
}
