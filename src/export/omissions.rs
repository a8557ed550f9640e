//! What an export has to say of records that don't go out as they are: one of them doesn't end it.

use std::io;

use super::Unwritable;
use crate::catalog::ReadError;
use crate::text;

/// How many records are named; the rest is only counted.
const NAMED: usize = 10;

/// The records of an export that can't be written, and those that can't be written exactly.
#[derive(Debug, Default)]
pub(super) struct Omissions {
    /// A line for each that is named.
    named: Vec<String>,
    /// How many are not named.
    unnamed: usize,
    /// How many are not written at all.
    omitted: usize,
    /// How many of these are claims.
    claims: usize,
}

impl Omissions {
    /// Passes on what was read of a record; where that failed the record is left out, and named by
    /// the error.
    ///
    /// # Errors
    /// Where something else stands in the record's place: then the whole file has changed, and what
    /// is written from it would be of two states.
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

    /// The same for a claim.
    ///
    /// # Errors
    /// As of [`Omissions::unless`].
    pub(super) fn unless_claim<T>(&mut self, read: io::Result<T>) -> io::Result<Option<T>> {
        let read = self.unless(read)?;
        self.claims += usize::from(read.is_none());
        Ok(read)
    }

    /// Names a record that is written, though not as it stands.
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

    /// How many records are not written.
    pub(super) fn omitted(&self) -> usize {
        self.omitted
    }

    /// How many claims are not written.
    pub(super) fn claims(&self) -> usize {
        self.claims
    }

    /// A line for each record that is named, and one for how many are not.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = self.named.clone();
        if self.unnamed > 0 {
            lines.push(format!("and {}", text::several(self.unnamed, "more record")));
        }
        lines
    }
}

/// What was read of a record that is met again when it is written, and named then if it must be.
///
/// # Errors
/// As of [`Omissions::unless`].
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
