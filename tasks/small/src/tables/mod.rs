//! The tables of `tasks/NAME/data`, as people send them: a header that names the columns, in any order, and a row for each
//! sample.

mod error;
mod utterances;
mod vowels;

pub use error::TableError;
pub use utterances::{Spoken, utterances};
pub use vowels::{Vowel, vowels};

extern crate std;
use std::{borrow::ToOwned, string::String, vec::Vec};
use thalweg_watch::recordings::decimal;

/// Every row after the header, of the columns that are looked for.
///
/// # Errors
/// Bytes that are no table; a column is missing.
pub fn rows<const C: usize>(
    table: &[u8],
    columns: [&'static str; C],
) -> Result<Vec<[String; C]>, TableError> {
    let mut table = csv::Reader::from_reader(table);
    let header = table.headers()?.clone();
    let mut places = [0; C];
    for (place, column) in places.iter_mut().zip(columns) {
        let found = header.iter().position(|name| name.trim() == column);
        *place = found.ok_or(TableError::Column(column))?;
    }
    let mut rows = Vec::new();
    for record in table.records() {
        let record = record?;
        rows.push(places.map(|place| record.get(place).unwrap_or_default().trim().to_owned()));
    }
    Ok(rows)
}

/// The finite numbers of the last columns of a row.
fn numbers<const C: usize>(
    row: usize,
    columns: &[&'static str],
    texts: &[String],
) -> Result<[f32; C], TableError> {
    let mut numbers = [0.0; C];
    for ((number, text), column) in numbers.iter_mut().zip(texts).zip(columns) {
        let found = decimal(text).map(|value| value as f32).filter(|value| value.is_finite());
        *number = found.ok_or_else(|| TableError::cell(row, column, text, "a finite number"))?;
    }
    Ok(numbers)
}
