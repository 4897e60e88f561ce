//! The vowels in floats and wholly in integers, side by side: the same network of the other speakers, rounded once for the
//! integers, tuned by the same recipe on the same samples in the same order.

use crate::{
    script::{Act, Problem, Script},
    twins::{Twins, play},
    vowels::{self, FACTORY, LABELLED, Model, Speaker, script},
};
use anyhow::{Context, Result};
use std::path::Path;
use thalweg_tasks::{
    Factory, Task,
    integer_vowels::{IntegerVowels, Known},
    vowels::RECIPE,
};

/// What the speakers of a file do, or else the one whom the device does not know.
///
/// # Errors
/// As [`vowels::scripts`]; a value beyond what integers hold.
pub fn scripts(path: Option<&Path>) -> Result<Vec<Script>> {
    let scripts = vowels::scripts(path)?;
    let mut memory = IntegerVowels::ZERO;
    let mut task = IntegerVowels::factory(&mut memory)?;
    for Script { name, acts, .. } in &scripts {
        let samples = acts.iter().filter_map(|act| match act {
            Act::Learn(values, _) => Some((values, "learns from")),
            Act::Judge { values, .. } => Some((values, "is asked about")),
            Act::Adapt => None,
        });
        for (values, does) in samples {
            let heard = task.hear(true, values);
            heard.with_context(|| format!("speaker {name}: a vowel that it {does}, {values:?}"))?;
        }
    }
    Ok(scripts)
}

/// A network that knows others meets a speaker, as it is and in integers.
///
/// # Errors
/// A speaker without samples, a number beyond its format.
pub fn meet(others: &[&Speaker], speaker: &Speaker, seed: u32) -> Result<Twins> {
    let model = Model::new(others, FACTORY, seed)?;
    let [frozen, _, tuned] = model.meet(speaker, LABELLED, &RECIPE, seed)?;
    let known = Known::of(&model.known()?)?;
    let mut memory = IntegerVowels::ZERO;
    let mut task = IntegerVowels::knowing(&mut memory, &known, u64::from(seed))?;
    let (integers, skipped) = play(&script(speaker)?, &mut task, Problem::IntegerVowels)?;
    Ok(Twins { floats: [frozen, tuned], integers, skipped, saturated: 0 })
}

#[cfg(test)]
mod tests {
    use super::meet;
    use crate::{
        twins::means,
        vowels::{file, read},
    };

    /// A sound is 0.04 points of all that are asked about.
    #[test]
    fn integers_are_within_a_point_of_floats() {
        let speakers = read(&file()).unwrap();
        let mut all = Vec::new();
        for speaker in &speakers {
            let others: Vec<_> =
                speakers.iter().filter(|other| !std::ptr::eq(*other, speaker)).collect();
            all.extend((1..=3).map(|seed| meet(&others, speaker, seed).unwrap()));
        }
        assert!(all.iter().all(|twins| twins.skipped == 0));
        let [before, after, before_in_integers, after_in_integers] = means(&all);
        assert!((before - before_in_integers).abs() < 1.0, "{before} {before_in_integers}");
        assert!((after - after_in_integers).abs() < 1.0, "{after} {after_in_integers}");
        assert!(after_in_integers > before_in_integers + 20.0, "it has learnt nothing");
    }
}
