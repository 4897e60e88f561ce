//! Why a file was refused.

use super::table::COLUMNS;
use crate::{Plan, WINDOW};
use core::fmt;
use std::string::String;

/// Why a file was refused; shown in one line, whatever the file holds.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be read to its end: its gzip stream is cut, or it is too large.
    Unreadable(std::io::Error),
    /// The first line that is no comment does not name the columns.
    Header {
        /// Its number, from 1.
        line: u64,
        /// What was found and what is allowed.
        what: String,
    },
    /// A line is not what the form demands.
    Line {
        /// Its number, from 1.
        line: u64,
        /// What was found and what is allowed.
        what: String,
    },
    /// A header and nothing else.
    Empty,
    /// A recording gives fewer windows than tuning and testing need.
    TooShort {
        /// Which recording: wrist and exercise.
        recording: String,
        /// How many samples it has.
        samples: usize,
        /// The division it must allow.
        plan: Plan,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "cannot be read to its end: {error}"),
            Self::Header { line, what } | Self::Line { line, what } => {
                write!(f, "line {line}: {what}")
            }
            Self::Empty => write!(f, "holds no sample; allowed: lines of {}", COLUMNS.join(",")),
            Self::TooShort { recording, samples, plan } => write!(
                f,
                "too few windows: recording {recording} has {samples} samples ({} windows of \
                 {WINDOW}); {} samples are needed: {} windows to tune, a gap of {}, and 1 to test",
                samples / WINDOW,
                plan.samples_needed(),
                plan.tuning_windows,
                plan.gap,
            ),
        }
    }
}

impl core::error::Error for ReadError {}
