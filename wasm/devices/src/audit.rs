//! What looks wrong with data of somebody's own, though it may be meant: the same lines as the host's, of all tasks.

use crate::message;
use thalweg_tasks::tables::{Finding, utterances, vowels};
use thalweg_tasks_study::{
    humidity::{self, stations},
    new_speaker,
    vowels::audit_of as audit_vowels,
    wearer,
};
use thalweg_watch::recordings::{Recording, read_plain};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// The committed data of a task, beside which somebody's own are looked at.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Committed {
    files: Vec<(String, Vec<u8>)>,
}

#[wasm_bindgen]
impl Committed {
    /// None as yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more CSV, which the browser has unpacked: everybody's, or of the one of this name, whom the device's network knows.
    pub fn add(&mut self, name: String, file: Vec<u8>) {
        self.files.push((name, file));
    }
}

/// What looks wrong with a CSV of one's own, which the browser has unpacked, each in one line.
///
/// # Errors
/// No such task; what is wrong with a file.
#[wasm_bindgen]
pub fn findings(task: &str, file: &[u8], known: &Committed) -> Result<Vec<String>, JsError> {
    audit(task, file, known).map_err(message)
}

fn audit(task: &str, file: &[u8], known: &Committed) -> Result<Vec<String>, String> {
    // Of a task whose people are in one file.
    let all = known.files.first().map(|(_, file)| file.as_slice()).unwrap_or_default();
    let found = match task {
        "watch" | "unseen-exercise" => Ok(wearer::audit_of(&recordings(file)?, &people(known)?)),
        "vowels" => audit_vowels(Some(read(vowels(file))?), read(vowels(all))?),
        "new-speaker" => {
            new_speaker::audit_of(Some(read(utterances(file))?), read(utterances(all))?)
        }
        "humidity" => humidity::audit_of(Some(read(stations(file))?), read(stations(all))?),
        _ => return Err(format!("task is {task:?}; allowed: one that the page shows")),
    };
    read(found).map(|found| found.iter().map(Finding::to_string).collect())
}

fn read<T, E: ToString>(found: Result<T, E>) -> Result<T, String> {
    found.map_err(|error| error.to_string())
}

fn recordings(file: &[u8]) -> Result<Vec<Recording>, String> {
    read(read_plain(file))
}

fn people(known: &Committed) -> Result<Vec<(String, Vec<Recording>)>, String> {
    let of = |(name, file): &(String, Vec<u8>)| Ok((name.clone(), recordings(file)?));
    known.files.iter().map(of).collect()
}
