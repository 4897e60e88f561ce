//! The tables of `tasks/NAME/data`, as people send them: a header that names the columns, in any order, and a row for each
//! sample.

mod audit;
mod error;
mod finding;
mod utterances;
mod vowels;

pub use audit::{Samples, audit_utterances, audit_vowels, spellings, usual};
pub use error::TableError;
pub use finding::Finding;
pub use utterances::{Spoken, utterances};
pub use vowels::{Vowel, vowels};

extern crate std;
use std::{borrow::ToOwned, string::String, vec::Vec};
use thalweg_watch::recordings::decimal;

/// The largest number that a task takes: what statistics of it come to is still one that a float holds.
pub const LARGEST: f32 = 1e15;
/// What may stand where a number belongs.
pub const NUMBER: &str = "a finite number, up to 1e15 in size";
/// The longest name of somebody, in letters.
const LONGEST_NAME: usize = 40;

/// Every row after the header, of the columns that are looked for.
///
/// # Errors
/// Bytes that are no table; a column is missing.
pub fn rows<const C: usize>(
    table: &[u8],
    columns: [&'static str; C],
) -> Result<Vec<[String; C]>, TableError> {
    let mut rows = Vec::new();
    each(table, columns, |_, row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

/// Calls `take` with each row and its number, from 0: a table may be longer than there is room for its texts.
fn each<const C: usize>(
    table: &[u8],
    columns: [&'static str; C],
    mut take: impl FnMut(usize, [String; C]) -> Result<(), TableError>,
) -> Result<(), TableError> {
    walk(table, &columns, &mut |row, text| take(row, core::array::from_fn(text)))
}

/// What is done with a row: its number, and the text of each column that is looked for by its place.
type Take<'t> = dyn FnMut(usize, &dyn Fn(usize) -> String) -> Result<(), TableError> + 't;

/// The same of any number of columns: once in a program, however many tables it reads.
fn walk(table: &[u8], columns: &[&'static str], take: &mut Take<'_>) -> Result<(), TableError> {
    let table = text(table)?;
    let mut table = csv::Reader::from_reader(table.as_bytes());
    let header = table.headers()?.clone();
    let place = |column: &&'static str| {
        let found = header.iter().position(|name| name.trim() == *column);
        found.ok_or_else(|| TableError::column(column, &header))
    };
    let places = columns.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    for (row, record) in table.records().enumerate() {
        let record = record?;
        let text = |column: usize| {
            let place = places.get(column).copied();
            place.and_then(|place| record.get(place)).unwrap_or_default().trim().to_owned()
        };
        take(row, &text)?;
    }
    Ok(())
}

/// The bytes of a table as text, of which there is some.
fn text(table: &[u8]) -> Result<&str, TableError> {
    let utf16 = table.starts_with(b"\xff\xfe") || table.starts_with(b"\xfe\xff");
    let found = if utf16 { "UTF-16 text" } else { "bytes that are no text" };
    let text = str::from_utf8(table).map_err(|_| TableError::Text { found })?;
    if text.trim().is_empty() { Err(TableError::Empty) } else { Ok(text) }
}

/// The name of somebody.
fn name(row: usize, text: String) -> Result<String, TableError> {
    if (1..=LONGEST_NAME).contains(&text.chars().count()) {
        return Ok(text);
    }
    Err(TableError::cell(row, "speaker", &text, "1 to 40 letters"))
}

/// The number that a text is, if a task takes it.
#[must_use]
pub fn number_of(text: &str) -> Option<f32> {
    decimal(text.trim()).map(|value| value as f32).filter(|value| value.abs() <= LARGEST)
}

/// The finite numbers of the last columns of a row.
fn numbers<const C: usize>(
    row: usize,
    columns: &[&'static str],
    texts: &[String],
) -> Result<[f32; C], TableError> {
    let mut numbers = [0.0; C];
    for ((number, text), column) in numbers.iter_mut().zip(texts).zip(columns) {
        *number = number_of(text).ok_or_else(|| TableError::cell(row, column, text, NUMBER))?;
    }
    Ok(numbers)
}
