//! The form of a file: which columns it has, what separates them, and what their fields mean.

use super::decimal::decimal;
use crate::{CHANNELS, Exercise, Sample};
use core::array;
use std::{
    format,
    string::{String, ToString},
    vec::Vec,
};

/// The columns of a file, here in the order of ours; a file may have them in any.
pub const COLUMNS: [&str; 3 + CHANNELS] =
    ["wrist", "exercise", "sample", "ax", "ay", "az", "wx", "wy", "wz"];
/// What tables of others begin with: the number of the row, which says nothing.
const INDEX: [&str; 4] = ["", "index", "row", "unnamed: 0"];
/// What may separate columns.
const SEPARATORS: [u8; 3] = *b",;\t";
/// How many characters of a field a message shows at most.
const SHOWN: usize = 40;

/// One line of a file.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) wrist: &'a str,
    pub(super) exercise: Exercise,
    /// Counts the samples of a recording from 0.
    pub(super) number: usize,
    pub(super) sample: Sample,
}

/// Where a file has its columns.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) separator: u8,
    /// How many columns there are.
    width: usize,
    /// Where each of [`COLUMNS`] is.
    places: [usize; COLUMNS.len()],
}

impl Table {
    /// The form that a header says: the columns in any order, in capitals or not, and an index.
    pub(super) fn of(header: &str) -> Result<Self, String> {
        let count = |separator: &u8| header.bytes().filter(|byte| byte == separator).count();
        let separator = SEPARATORS.into_iter().max_by_key(count).unwrap_or(b',');
        let names: Vec<String> = header
            .split(char::from(separator))
            .map(|name| name.trim().trim_matches('"').to_ascii_lowercase())
            .collect();
        let unknown = |name: &&String| {
            let known = [COLUMNS.as_slice(), &INDEX].concat();
            !known.contains(&name.as_str())
        };
        let place = |column: &str| names.iter().position(|name| name == column);
        if COLUMNS.iter().any(|column| place(column).is_none()) {
            return Err(format!("the header is {}; allowed: {}", quoted(header), allowed()));
        }
        if let Some(name) = names.iter().find(unknown) {
            return Err(format!("the column {} is unknown; allowed: {}", quoted(name), allowed()));
        }
        let twice = |name: &&&str| names.iter().filter(|other| other == *name).count() > 1;
        if let Some(name) = COLUMNS.iter().find(twice) {
            return Err(format!("the column {name} is there twice; allowed: {}", allowed()));
        }
        let places = array::from_fn(|i| COLUMNS.get(i).and_then(|c| place(c)).unwrap_or_default());
        Ok(Self { separator, width: names.len(), places })
    }

    /// What one line means.
    pub(super) fn row<'a>(&self, fields: &'a csv::StringRecord) -> Result<Row<'a>, String> {
        if fields.len() != self.width {
            return Err(format!("{} columns; allowed: {}", fields.len(), self.width));
        }
        let field = |column: usize| {
            let place = self.places.get(column).copied().unwrap_or_default();
            fields.get(place).unwrap_or_default().trim()
        };
        let mut sample: Sample = [0; CHANNELS];
        for (channel, value) in sample.iter_mut().enumerate() {
            let name = COLUMNS.get(3 + channel).copied().unwrap_or_default();
            let unit = if channel < 3 { &ACCELERATION } else { &ROTATION };
            // Where a comma separates no columns it is that of a number.
            let text = field(3 + channel);
            let text = if self.separator == b',' { text.into() } else { text.replace(',', ".") };
            *value = unit.thousandths(&text).map_err(|why| format!("{name} is {why}"))?;
        }
        Ok(Row {
            wrist: wrist(field(0))?,
            exercise: exercise(field(1))?,
            number: number(field(2))?,
            sample,
        })
    }
}

fn allowed() -> String {
    let columns = COLUMNS.join(",");
    format!("{columns} in any order, between them a comma, a semicolon or a tab, and an index")
}

/// Any name of a wrist, if it is short.
fn wrist(text: &str) -> Result<&str, String> {
    if text.chars().count() <= SHOWN {
        return Ok(text);
    }
    Err(format!("wrist is {}; allowed: a name of at most {SHOWN} characters", quoted(text)))
}

/// An exercise by its code or its name.
fn exercise(text: &str) -> Result<Exercise, String> {
    let same = |exercise: &Exercise| {
        [exercise.code(), exercise.name()].iter().any(|name| name.eq_ignore_ascii_case(text))
    };
    Exercise::ALL.into_iter().find(same).ok_or_else(|| {
        let codes = Exercise::ALL.map(Exercise::code).join(", ");
        format!("exercise is {}; allowed: {codes}", quoted(text))
    })
}

fn number(text: &str) -> Result<usize, String> {
    let allowed = "a count of samples from 0 in each recording, no time";
    text.parse().map_err(|_| format!("sample is {}; allowed: {allowed}", quoted(text)))
}

/// What a sensor measures in.
struct Unit {
    name: &'static str,
    /// What else it may have been measured in.
    hint: &'static str,
}

const ACCELERATION: Unit = Unit { name: "g", hint: "m/s² over 9.81 are g" };
const ROTATION: Unit = Unit { name: "rad/s", hint: "degrees a second over 57.3 are rad/s" };
/// The largest magnitude that a sensor of a watch measures: 2000 degrees a second, in rad/s.
const FULL_SCALE: f64 = 35.0;

impl Unit {
    /// A number of the unit as thousandths; beyond 32.767 it stays there, as a sensor of that range
    /// would.
    fn thousandths(&self, text: &str) -> Result<i16, String> {
        let value = decimal(text).ok_or_else(|| format!("{}; allowed: a number", quoted(text)))?;
        // NaN fails the comparison.
        if value.abs() <= FULL_SCALE {
            let scaled = value * 1000.0;
            // Half is rounded away from zero: the cast cuts, and holds what is too large at the end.
            Ok(((scaled + f64::copysign(0.5, scaled)) as i16).max(-i16::MAX))
        } else {
            let (name, hint) = (self.name, self.hint);
            let text = shown(text);
            Err(format!("{text} {name}; allowed: -{FULL_SCALE} to {FULL_SCALE} {name} ({hint})"))
        }
    }
}

/// As much of a text as a message shows.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text.to_string(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// The same between quotation marks, in one line.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", shown(text))
}
