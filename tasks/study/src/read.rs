//! The bytes of a file, packed or not, and what is found in them.

use anyhow::{Context, Result};
use std::{io::Cursor, path::Path};
use thalweg_lines::unpacked;
use thalweg_tasks::tables::TableError;
use thalweg_watch_study::files;

/// Bytes of a table, unpacked, at most.
const MOST: u64 = 64 << 20;

/// What `of` finds in a table.
///
/// # Errors
/// The file cannot be read, or is longer than allowed; what `of` refuses.
pub(crate) fn parsed<T>(file: &Path, of: impl FnOnce(&[u8]) -> Result<T, TableError>) -> Result<T> {
    let name = || file.display().to_string();
    of(&bytes(file).with_context(name)?).with_context(name)
}

/// A table whose columns nobody knows before.
///
/// # Errors
/// The file cannot be read, or is longer than allowed.
pub(crate) fn table(file: &Path) -> Result<csv::Reader<Cursor<Vec<u8>>>> {
    Ok(csv::Reader::from_reader(Cursor::new(bytes(file)?)))
}

/// The text of a file as UTF-8, packed or not.
///
/// # Errors
/// It cannot be read, or is longer than allowed.
pub(crate) fn bytes(file: &Path) -> Result<Vec<u8>> {
    files::all(unpacked(files::open(file)?)?, MOST)
}
