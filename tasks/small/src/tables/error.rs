//! Why a table was refused.

extern crate std;
use core::fmt;
use std::string::String;

/// Why a table was refused.
#[derive(Debug)]
pub enum TableError {
    /// Bytes that are none.
    Csv(csv::Error),
    /// Bytes that are no text in UTF-8.
    Text {
        /// What they look like.
        found: &'static str,
    },
    /// A column that is looked for is not there.
    Column {
        /// Which.
        column: &'static str,
        /// The beginning of the header.
        header: String,
    },
    /// What stands in a row.
    Cell {
        /// The row, from 1.
        row: usize,
        /// Its column.
        column: &'static str,
        /// The beginning of what is there.
        found: String,
        /// What may be.
        allowed: &'static str,
    },
    /// A header and nothing else.
    Empty,
}

impl TableError {
    pub(super) fn cell(
        index: usize,
        column: &'static str,
        found: &str,
        allowed: &'static str,
    ) -> Self {
        let found = found.chars().take(20).collect();
        Self::Cell { row: index + 1, column, found, allowed }
    }

    pub(super) fn column(column: &'static str, header: &csv::StringRecord) -> Self {
        let names = header.iter().flat_map(|name| [",", name]).skip(1);
        Self::Column { column, header: names.flat_map(str::chars).take(40).collect() }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Csv(error) => error.fmt(f),
            Self::Text { found } => {
                write!(f, "{found}; allowed: UTF-8 (iconv -t UTF-8 converts)")
            }
            Self::Column { column, header } => {
                write!(f, "no column {column} in {header:?}; allowed: a header that names it")
            }
            Self::Cell { row, column, found, allowed } => {
                write!(f, "row {row}: {column} is {found:?}; allowed: {allowed}")
            }
            Self::Empty => f.write_str("no row; allowed: one or more"),
        }
    }
}

impl core::error::Error for TableError {}

impl From<csv::Error> for TableError {
    fn from(error: csv::Error) -> Self {
        Self::Csv(error)
    }
}
