//! The vowels in floats and wholly in integers, side by side: the same network of the other speakers, rounded once for the
//! integers, tuned by the same recipe on the same samples in the same order.

use crate::{
    script::{Act, Judged, Problem, Script},
    vowels::{FACTORY, LABELLED, Model, Speaker, script},
};
use anyhow::{Context, Result};
use thalweg_tasks::{
    Factory, Task,
    integer_vowels::{IntegerVowels, Known},
    vowels::RECIPE,
};

/// What both reached with one speaker, in per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Twins {
    /// In floats, before and after.
    pub floats: [f64; 2],
    /// In integers, before and after.
    pub integers: [f64; 2],
    /// Steps in integers that were skipped, as something had saturated.
    pub skipped: u32,
}

/// A network that knows others meets a speaker, as it is and in integers.
///
/// # Errors
/// A speaker without samples, a number beyond its format.
pub fn meet(others: &[&Speaker], speaker: &Speaker, seed: u32) -> Result<Twins> {
    let model = Model::new(others, FACTORY, seed)?;
    let [frozen, _, tuned] = model.meet(speaker, LABELLED, &RECIPE, seed)?;
    let known = Known::of(&model.known())?;
    let (integers, skipped) = play(&script(speaker)?, &known, seed)?;
    Ok(Twins { floats: [frozen, tuned], integers, skipped })
}

/// What a device with this network would do with a script.
fn play(script: &Script, known: &Known, seed: u32) -> Result<([f64; 2], u32)> {
    let mut memory = IntegerVowels::ZERO;
    let mut task = IntegerVowels::knowing(&mut memory, known, u64::from(seed))?;
    let mut judged = Vec::new();
    for act in &script.acts {
        match act {
            Act::Learn(values, label) => {
                task.hear(true, values)?;
                task.learn(*label)?;
            }
            Act::Adapt => {
                task.adapt()?;
                while task.step()?.is_some() {}
            }
            Act::Judge { values, label, known, .. } => {
                task.hear(true, values)?;
                let verdict = task.judge(0)?;
                judged.push(Judged { network: 0, verdict, label: *label, known: *known });
            }
        }
    }
    let score = Problem::IntegerVowels.score(&judged).context(script.name.clone())?;
    Ok(([100.0 * score.before, 100.0 * score.after], task.state().skipped))
}

#[cfg(test)]
mod tests {
    use super::meet;
    use crate::vowels::{file, read};

    /// A sound is 0.04 points of all that are asked about.
    #[test]
    fn integers_are_within_a_point_of_floats() {
        let speakers = read(&file()).unwrap();
        let mut sums = [0.0; 4];
        for speaker in &speakers {
            let others: Vec<_> =
                speakers.iter().filter(|other| !std::ptr::eq(*other, speaker)).collect();
            for seed in 1..=3 {
                let twins = meet(&others, speaker, seed).unwrap();
                assert_eq!(twins.skipped, 0, "speaker {}", speaker.name);
                let all = [twins.floats, twins.integers].concat();
                sums.iter_mut().zip(all).for_each(|(sum, value)| *sum += value);
            }
        }
        let [before, after, before_in_integers, after_in_integers] =
            sums.map(|sum| sum / (3.0 * speakers.len() as f64));
        assert!((before - before_in_integers).abs() < 1.0, "{before} {before_in_integers}");
        assert!((after - after_in_integers).abs() < 1.0, "{after} {after_in_integers}");
        assert!(after_in_integers > before_in_integers + 20.0, "it has learnt nothing");
    }
}
