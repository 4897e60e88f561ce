//! What devices know from the factory.

use crate::{humidity, new_speaker, unseen_exercise, vowels};
use anyhow::Result;
use thalweg_tasks::unseen_exercise::EXERCISES;

const SEED: u32 = 1;

/// The models of all tasks: the folder of each, and the bytes of the file.
///
/// # Errors
/// The data are missing or damaged.
pub fn models() -> Result<[(&'static str, Vec<u8>); 4]> {
    Ok([
        ("vowels", bytes(vowels()?)),
        ("new-speaker", bytes(new_speaker()?)),
        ("humidity", bytes(humidity()?)),
        ("unseen-exercise", bytes(unseen_exercise()?)),
    ])
}

fn bytes(numbers: Vec<f32>) -> Vec<u8> {
    numbers.into_iter().flat_map(f32::to_le_bytes).collect()
}

fn vowels() -> Result<Vec<f32>> {
    let speakers = vowels::read(&vowels::file())?;
    let known: Vec<_> = speakers.iter().rev().skip(1).rev().collect();
    Ok(vowels::Model::new(&known, vowels::FACTORY, SEED)?.known()?.numbers().collect())
}

/// The network, and behind it the utterances that are kept.
fn new_speaker() -> Result<Vec<f32>> {
    let speakers = new_speaker::read(&new_speaker::file())?;
    let known = speakers.iter().rev().skip(1).rev().collect();
    let model = new_speaker::Model::new(known, SEED)?;
    let kept = model.kept().into_iter().flat_map(|(x, _)| x);
    Ok(model.known()?.numbers().chain(kept).collect())
}

/// One of the first station, and one of both.
fn humidity() -> Result<Vec<f32>> {
    let stations = humidity::read(&humidity::file())?;
    let all: Vec<_> = stations.iter().collect();
    let mut numbers = Vec::new();
    for known in [&all[..1], &all] {
        numbers.extend(humidity::Model::new(known, SEED)?.known()?.numbers());
    }
    Ok(numbers)
}

fn unseen_exercise() -> Result<Vec<f32>> {
    let people = unseen_exercise::everyone()?;
    let known: Vec<_> = people.iter().rev().skip(1).rev().collect();
    let mut numbers = Vec::new();
    for unseen in 0..EXERCISES {
        numbers.extend(unseen_exercise::Model::new(&known, unseen, SEED)?.known()?.numbers());
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::models;
    use std::{fs, path::Path};

    #[test]
    fn devices_know_what_is_trained_here() {
        for (name, bytes) in models().unwrap() {
            let file =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("model.bin");
            assert!(
                fs::read(file).unwrap() == bytes,
                "{name}: run `pretrain` of thalweg-tasks-study and commit model.bin"
            );
        }
    }
}
