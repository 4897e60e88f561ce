//! The eight people of `tasks/watch/data`.

use anyhow::{Context, Result};
use std::{fs::File, path::PathBuf};
use thalweg_watch::recordings::{self, Recording};

/// How many people there are, numbered from 1.
pub const PEOPLE: usize = 8;
/// The person whom the committed weights have never met.
pub const NEW_PERSON: usize = 8;

/// The file of one person.
#[must_use]
pub fn file(person: usize) -> PathBuf {
    let data = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data"));
    data.join(format!("shoulder_watch_person{person:02}.csv.gz"))
}

/// The recordings of one person.
///
/// # Errors
/// There is no such person, or the file is damaged.
pub fn load(person: usize) -> Result<Vec<Recording>> {
    let path = file(person);
    let context = || path.display().to_string();
    recordings::read(File::open(&path).with_context(context)?).with_context(context)
}

/// Everybody, in order.
///
/// # Errors
/// A file is missing or damaged.
pub fn load_all() -> Result<Vec<Vec<Recording>>> {
    (1..=PEOPLE).map(load).collect()
}

/// Everybody but the one at `index`: whom a model is trained on that is to meet him.
#[must_use]
pub fn others(people: &[Vec<Recording>], index: usize) -> Vec<&[Recording]> {
    let others = people.iter().enumerate().filter(|(other, _)| *other != index);
    others.map(|(_, person)| person.as_slice()).collect()
}
