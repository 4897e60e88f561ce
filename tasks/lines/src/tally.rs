//! What was taken of a text, and what was dropped.

use crate::quoted;
use std::fmt;

/// Why a line is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Text,
    Width,
    Number,
    /// The user of the parser does not want it; what to call that.
    Other(&'static str),
}

const TEXT: &str = "of text";

/// What was taken of a text, and what was dropped: shown in one line.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Lines that are readings.
    pub readings: u64,
    dropped: Vec<(&'static str, u64)>,
    first: Option<(u64, String)>,
    passed: Vec<String>,
    notes: Vec<String>,
}

impl Tally {
    /// How many lines were dropped; empty ones and comments are not counted.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.iter().map(|(_, count)| count).sum()
    }

    /// What else is to be said once, such as what was assumed.
    pub fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Whether all lines were text.
    pub(crate) fn only_text(&self) -> bool {
        self.readings == 0 && self.dropped.iter().all(|(why, _)| *why == TEXT)
    }

    pub(crate) fn drop(&mut self, number: u64, line: &str, why: Why) {
        let why = match why {
            Why::Text => TEXT,
            Why::Width => "with another count of fields",
            Why::Number => "without a number where one belongs",
            Why::Other(why) => why,
        };
        match self.dropped.iter_mut().find(|(other, _)| *other == why) {
            Some((_, count)) => *count += 1,
            None => self.dropped.push((why, 1)),
        }
        self.first.get_or_insert_with(|| (number, line.to_owned()));
    }

    pub(crate) fn passed<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        self.passed = names.take(4).map(quoted).collect();
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", counted(self.readings, "reading"))?;
        if let Some((number, line)) = &self.first {
            let why = self.dropped.iter().map(|(why, count)| format!("{count} {why}"));
            let why = why.collect::<Vec<_>>().join(", ");
            let dropped = counted(self.dropped(), "line");
            write!(f, "; {dropped} dropped: {why} (line {number}: {})", quoted(line))?;
        }
        if !self.passed.is_empty() {
            write!(f, "; passed over: {}", self.passed.join(", "))?;
        }
        self.notes.iter().try_for_each(|note| write!(f, "; {note}"))
    }
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
