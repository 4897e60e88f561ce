//! The rows of a CSV file, packed or not.

use anyhow::{Context, Result};
use std::{
    io::{Cursor, Read},
    path::Path,
};
use thalweg_watch_study::files;

/// Bytes of a table, unpacked, at most.
const MOST: u64 = 64 << 20;

/// Every row after the first, which names the columns that are looked for.
///
/// # Errors
/// The file cannot be read; a column is missing.
pub(crate) fn rows<const C: usize>(file: &Path, columns: [&str; C]) -> Result<Vec<[String; C]>> {
    read(file, columns).with_context(|| file.display().to_string())
}

/// A table, packed or not.
///
/// # Errors
/// The file cannot be read, or is longer than allowed.
pub(crate) fn table(file: &Path) -> Result<csv::Reader<Cursor<Vec<u8>>>> {
    let packed = file.extension().is_some_and(|extension| extension == "gz");
    let bytes = files::open(file)?;
    let source: Box<dyn Read> =
        if packed { Box::new(flate2::read::GzDecoder::new(bytes)) } else { Box::new(bytes) };
    Ok(csv::Reader::from_reader(Cursor::new(files::all(source, MOST)?)))
}

fn read<const C: usize>(file: &Path, columns: [&str; C]) -> Result<Vec<[String; C]>> {
    let mut table = table(file)?;
    let header = table.headers()?.clone();
    let mut places = [0; C];
    for (place, name) in places.iter_mut().zip(columns) {
        *place = header
            .iter()
            .position(|other| other == name)
            .with_context(|| format!("no column {name}"))?;
    }
    let mut rows = Vec::new();
    for record in table.records() {
        let record = record?;
        rows.push(places.map(|place| record.get(place).unwrap_or_default().to_owned()));
    }
    Ok(rows)
}
