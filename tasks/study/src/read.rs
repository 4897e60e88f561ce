//! The bytes of a file, packed or not, and what is found in them.

use anyhow::{Context, Result};
use std::{
    io::{Cursor, Read},
    path::Path,
};
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

/// A file, packed or not.
///
/// # Errors
/// It cannot be read, or is longer than allowed.
pub(crate) fn bytes(file: &Path) -> Result<Vec<u8>> {
    let packed = file.extension().is_some_and(|extension| extension == "gz");
    let bytes = files::open(file)?;
    let source: Box<dyn Read> =
        if packed { Box::new(flate2::read::GzDecoder::new(bytes)) } else { Box::new(bytes) };
    files::all(source, MOST)
}
