//! Stored columns: columns of numbers, owned or mapped, and their encoding in an index: each as its
//! length in bytes, then its cells, padded to eight bytes.

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::marker::PhantomData;
use std::ops::{Deref, Range};
use std::os::fd::AsRawFd;
use std::path::Path;
use std::sync::Arc;

use bytemuck::Pod;

/// A number that columns can hold, in the machine's byte order, which the index's header records.
pub(crate) trait ColumnNumber: Pod + Send + Sync {}
impl ColumnNumber for u8 {}
impl ColumnNumber for u16 {}
impl ColumnNumber for u32 {}
impl ColumnNumber for u64 {}

/// The bytes of an index.
///
/// Another program may truncate a mapped file, and a read beyond the new end kills this process
/// (SIGBUS). Only a file that no other program can open may stay mapped.
#[derive(Debug)]
pub(crate) struct Map(Bytes);

#[derive(Debug)]
enum Bytes {
    Mapped(mmap_guard::FileData),
    /// In memory, as words, because columns of numbers must be aligned.
    Read {
        words: Vec<u64>,
        length: usize,
    },
}

impl Map {
    pub(crate) fn in_place(path: &Path) -> io::Result<Self> {
        mmap_guard::map_file(path).map(|file| Self(Bytes::Mapped(file)))
    }

    /// Copies a file to one without a name in `folder`, and maps the copy. If the file system
    /// supports it, the copy shares the blocks of the file.
    pub(crate) fn of_copy(path: &Path, folder: &Path) -> io::Result<Self> {
        let copy = tempfile::tempfile_in(folder)?;
        io::copy(&mut File::open(path)?, &mut &copy)?;
        // A file without a name can only be opened again in this way.
        let descriptors = if cfg!(target_os = "linux") { "/proc/self/fd" } else { "/dev/fd" };
        Self::in_place(&Path::new(descriptors).join(copy.as_raw_fd().to_string()))
    }

    /// Reads a file into memory.
    ///
    /// # Errors
    /// Returns an error if the file can't be read, or becomes shorter meanwhile.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let length = usize::try_from(length).map_err(|_| io::ErrorKind::FileTooLarge)?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut words = vec![0_u64; length.div_ceil(size_of::<u64>())];
        let bytes = bytemuck::cast_slice_mut::<u64, u8>(&mut words);
        file.read_exact(&mut bytes[..length])?;
        Ok(Self(Bytes::Read { words, length }))
    }
}

impl Deref for Map {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Mapped(file) => file,
            Bytes::Read { words, length } => &bytemuck::cast_slice(words)[..*length],
        }
    }
}

/// A column of cells, owned or mapped.
#[derive(Debug, Clone)]
pub(crate) struct StoredColumn<T>(Store<T>);

#[derive(Debug, Clone)]
enum Store<T> {
    Owned(Vec<T>),
    Mapped { map: Arc<Map>, bytes: Range<usize>, of: PhantomData<T> },
}

impl<T> Default for StoredColumn<T> {
    fn default() -> Self {
        Self(Store::Owned(Vec::new()))
    }
}

impl<T> From<Vec<T>> for StoredColumn<T> {
    fn from(mut cells: Vec<T>) -> Self {
        cells.shrink_to_fit();
        Self(Store::Owned(cells))
    }
}

impl<T: ColumnNumber> Deref for StoredColumn<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        match &self.0 {
            Store::Owned(cells) => cells,
            // The reader accepts a column only if this cast succeeds.
            Store::Mapped { map, bytes, .. } => {
                let bytes = map.get(bytes.clone()).unwrap_or_default();
                bytemuck::try_cast_slice(bytes).unwrap_or_default()
            }
        }
    }
}

/// A part of an index. It is read in the order in which it was written.
pub(crate) trait Stored: Sized {
    /// Writes the value to an index.
    fn write(&self, out: &mut IndexWriter) -> io::Result<()>;

    /// Reads the value; `None` if the bytes are not a value that was written.
    fn read(from: &mut IndexReader) -> Option<Self>;
}

pub(crate) struct IndexWriter<'w> {
    out: &'w mut dyn Write,
}

impl<'w> IndexWriter<'w> {
    pub(crate) fn new(out: &'w mut dyn Write) -> Self {
        Self { out }
    }

    /// Writes cells, aligned so that they can be mapped.
    pub(crate) fn cells<T: ColumnNumber>(&mut self, cells: &[T]) -> io::Result<()> {
        let bytes: &[u8] = bytemuck::cast_slice(cells);
        self.out.write_all(&(bytes.len() as u64).to_ne_bytes())?;
        self.out.write_all(bytes)?;
        self.out.write_all(&[0; 8][..padding(bytes.len())])
    }

    pub(crate) fn number(&mut self, number: u64) -> io::Result<()> {
        self.out.write_all(&number.to_ne_bytes())
    }
}

#[derive(Debug)]
pub(crate) struct IndexReader {
    map: Arc<Map>,
    at: usize,
}

impl IndexReader {
    /// Creates a reader that begins at the offset `at`, which must be a multiple of eight.
    pub(crate) fn new(map: Arc<Map>, at: usize) -> Self {
        Self { map, at }
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let bytes = self.map.get(self.at..self.at.checked_add(8)?)?;
        self.at += 8;
        bytes.try_into().ok().map(u64::from_ne_bytes)
    }

    pub(crate) fn is_done(&self) -> bool {
        self.at == self.map.len()
    }
}

/// Implements [`Stored`] for a type whose fields are written and read in the given order, if a read
/// value is `sound`.
macro_rules! stored_fields {
    ($name:ident $(<$kind:ident: $bound:ident>)? { $($field:ident)* } $(if $sound:expr)?) => {
        impl $(<$kind: $bound>)? $crate::catalog::columns::Stored for $name $(<$kind>)? {
            fn write(&self, out: &mut $crate::catalog::columns::IndexWriter) -> std::io::Result<()> {
                $($crate::catalog::columns::Stored::write(&self.$field, out)?;)*
                Ok(())
            }

            fn read(from: &mut $crate::catalog::columns::IndexReader) -> Option<Self> {
                Some(Self { $($field: $crate::catalog::columns::Stored::read(from)?,)* })
                    $(.filter($sound))?
            }
        }
    };
}
pub(crate) use stored_fields;

fn padding(length: usize) -> usize {
    length.next_multiple_of(8) - length
}

impl<T: ColumnNumber> Stored for StoredColumn<T> {
    fn write(&self, out: &mut IndexWriter) -> io::Result<()> {
        out.cells(self)
    }

    fn read(from: &mut IndexReader) -> Option<Self> {
        let length = usize::read(from)?;
        let bytes = from.at..from.at.checked_add(length)?;
        let next = bytes.end.checked_add(padding(length))?;
        bytemuck::try_cast_slice::<u8, T>(from.map.get(bytes.clone())?).ok()?;
        from.map.get(bytes.end..next)?;
        from.at = next;
        Some(Self(Store::Mapped { map: Arc::clone(&from.map), bytes, of: PhantomData }))
    }
}

impl Stored for usize {
    fn write(&self, out: &mut IndexWriter) -> io::Result<()> {
        out.number(*self as u64)
    }

    fn read(from: &mut IndexReader) -> Option<Self> {
        from.number()?.try_into().ok()
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn write(&self, out: &mut IndexWriter) -> io::Result<()> {
        self.len().write(out)?;
        self.iter().try_for_each(|item| item.write(out))
    }

    fn read(from: &mut IndexReader) -> Option<Self> {
        // No capacity is reserved: a damaged length must not allocate memory.
        (0..usize::read(from)?).map(|_| T::read(from)).collect()
    }
}

impl<T: Stored> Stored for Arc<T> {
    fn write(&self, out: &mut IndexWriter) -> io::Result<()> {
        T::write(self, out)
    }

    fn read(from: &mut IndexReader) -> Option<Self> {
        T::read(from).map(Arc::new)
    }
}
