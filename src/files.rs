//! Files on disk: which file a path names, and how files are opened and written.
//!
//! Everything that this program writes to a named file goes through [`NewFile`]: the bytes go to
//! a temporary file in the same folder, which is flushed to the disk, takes the destination's
//! name in one step, and whose folder is flushed too. A program that dies, a full disk or a loss
//! of power leaves either the old content or the new one, never a part. This module does not
//! know what is written.

mod destination;
mod id;
mod leftovers;
mod new_file;
mod regular;

pub(crate) use self::destination::Destination;
#[cfg(feature = "server")]
pub(crate) use self::destination::folder_of;
pub(crate) use self::id::{FileId, ReadFiles};
pub(crate) use self::leftovers::{remove_leftovers, remove_leftovers_of_cache};
pub use self::new_file::Access;
pub(crate) use self::new_file::{NewFile, is_in_place};
pub(crate) use self::regular::{open_regular, read_regular};
