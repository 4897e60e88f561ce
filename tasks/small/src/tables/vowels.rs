//! A table of vowels.

use super::{TableError, audit::is_misspelt, each, name, numbers};
use crate::vowels::{RATIOS, VOWELS};
extern crate std;
use std::{string::String, vec::Vec};

const COLUMNS: [&str; 3 + RATIOS] = [
    "speaker",
    "repetition",
    "vowel",
    "lar_0",
    "lar_1",
    "lar_2",
    "lar_3",
    "lar_4",
    "lar_5",
    "lar_6",
    "lar_7",
    "lar_8",
    "lar_9",
];

/// A vowel as somebody says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Vowel {
    /// Who.
    pub speaker: String,
    /// The how many-th of this vowel, from 0.
    pub repetition: u32,
    /// Its place in [`VOWELS`].
    pub class: usize,
    /// Its log area ratios.
    pub ratios: [f32; RATIOS],
}

/// The vowels of a table, in its order.
///
/// # Errors
/// A column or a number is missing, a vowel is none, nobody speaks.
pub fn vowels(table: &[u8]) -> Result<Vec<Vowel>, TableError> {
    let [_, _, _, names @ ..] = &COLUMNS;
    let mut found = Vec::new();
    each(table, COLUMNS, |row, texts| {
        let [speaker, repetition, vowel, ratios @ ..] = texts;
        let class = VOWELS.iter().position(|other| *other == vowel);
        let cell = |column, found: &str, allowed| TableError::cell(row, column, found, allowed);
        found.push(Vowel {
            class: class.ok_or_else(|| cell("vowel", &vowel, allowed(&vowel)))?,
            repetition: repetition
                .parse()
                .map_err(|_| cell("repetition", &repetition, "a number from 0"))?,
            ratios: numbers(row, names, &ratios)?,
            speaker: name(row, speaker)?,
        });
        Ok(())
    })?;
    if found.is_empty() { Err(TableError::Empty) } else { Ok(found) }
}

/// What stands in place of a label that is none: it is not guessed, as hid and hId are two.
fn allowed(label: &str) -> &'static str {
    if is_misspelt(label) {
        "one of the eleven, whose capitals count: hid and hId are two"
    } else {
        "one of the eleven: hid, hId, hEd, hAd, hYd, had, hOd, hod, hUd, hud, hed"
    }
}
