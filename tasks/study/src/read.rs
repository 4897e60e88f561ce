//! The rows of a CSV file, packed or not.

use anyhow::{Context, Result};
use std::{io::Cursor, path::Path};
use thalweg_lines::unpacked;
use thalweg_tasks::tables::{self, TableError};
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

/// Every row after the first, which names the columns that are looked for.
///
/// # Errors
/// The file cannot be read; a column is missing.
pub(crate) fn rows<const C: usize>(
    file: &Path,
    columns: [&'static str; C],
) -> Result<Vec<[String; C]>> {
    parsed(file, |table| tables::rows(table, columns))
}

/// A table whose columns nobody knows before.
///
/// # Errors
/// The file cannot be read, or is longer than allowed.
pub(crate) fn table(file: &Path) -> Result<csv::Reader<Cursor<Vec<u8>>>> {
    Ok(csv::Reader::from_reader(Cursor::new(bytes(file)?)))
}

/// The text of a file as UTF-8, packed or not.
fn bytes(file: &Path) -> Result<Vec<u8>> {
    files::all(unpacked(files::open(file)?)?, MOST)
}
