//! A table of utterances, a row a frame.

use super::{TableError, each, name, numbers};
use crate::{
    Error,
    new_speaker::{COEFFICIENTS, FEATURES, Utterance},
};
extern crate std;
use std::{string::String, vec, vec::Vec};

const COLUMNS: [&str; 3 + COEFFICIENTS] = [
    "speaker",
    "part",
    "utterance",
    "lpc_0",
    "lpc_1",
    "lpc_2",
    "lpc_3",
    "lpc_4",
    "lpc_5",
    "lpc_6",
    "lpc_7",
    "lpc_8",
    "lpc_9",
    "lpc_10",
    "lpc_11",
];

/// An utterance of somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    /// Who.
    pub speaker: String,
    /// Whether it is one that trains; the others test.
    pub trains: bool,
    /// The row of its first frame, from 1.
    pub row: usize,
    /// Its frames.
    pub frames: Vec<[f32; COEFFICIENTS]>,
}

impl Spoken {
    /// Mean and deviation of each coefficient.
    ///
    /// # Errors
    /// A sum beyond the largest number.
    pub fn features(&self) -> Result<[f32; FEATURES], Error> {
        let mut utterance = Utterance::default();
        self.frames.iter().try_for_each(|frame| utterance.push(frame))?;
        // It has a frame at least.
        Ok(utterance.features().unwrap_or([0.0; FEATURES]))
    }
}

/// The utterances of a table, in its order.
///
/// # Errors
/// A column or a number is missing, nobody speaks.
pub fn utterances(table: &[u8]) -> Result<Vec<Spoken>, TableError> {
    let [_, _, _, names @ ..] = &COLUMNS;
    let mut found: Vec<Spoken> = Vec::new();
    let mut last = None;
    each(table, COLUMNS, |row, texts| {
        let [speaker, part, utterance, coefficients @ ..] = texts;
        let speaker = name(row, speaker)?;
        let frame = numbers(row, names, &coefficients)?;
        if !["train", "test"].contains(&part.as_str()) {
            return Err(TableError::cell(row, "part", &part, "train, test"));
        }
        let trains = part == "train";
        let key = Some((speaker.clone(), trains, utterance));
        match found.last_mut() {
            Some(spoken) if last == key => spoken.frames.push(frame),
            _ => found.push(Spoken { speaker, trains, row: row + 1, frames: vec![frame] }),
        }
        last = key;
        Ok(())
    })?;
    if found.is_empty() { Err(TableError::Empty) } else { Ok(found) }
}
