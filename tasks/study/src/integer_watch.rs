//! The watch in floats and wholly in integers, side by side: the same network of the other people, rounded once for the
//! integers, tuned by the watch's plain settings on the same windows in the same order.

use crate::{
    script::{Problem, Script},
    twins::{Twins, play},
    wearer::{self, Asked},
};
use anyhow::Result;
use std::path::Path;
use thalweg_tasks::{
    Factory,
    integer_watch::{IntegerWatch, known},
};
use thalweg_watch::{CAPACITY, Model, Plan, Settings, recordings::Recording};

const ASKED: Asked = Asked { capacity: CAPACITY, networks: 1 };

/// What the person of a file does, or else the one whom the device does not know.
///
/// # Errors
/// A file that cannot be read, recordings that are too short.
pub fn scripts(file: Option<&Path>) -> Result<Vec<Script>> {
    wearer::scripts(file, ASKED)
}

/// A network that knows others meets a person, as it is and in integers.
///
/// # Errors
/// No recording, a number beyond its format.
pub fn meet(model: &Model, person: &[Recording], seed: u64) -> Result<Twins> {
    let settings = Settings { seed, ..Settings::PLAIN };
    let found = thalweg_watch_study::meet(model, person, settings, &Plan::APART)?;
    let known = known(model)?;
    let mut memory = IntegerWatch::ZERO;
    let mut task = IntegerWatch::knowing(&mut memory, &known, seed)?;
    let script = wearer::script(String::new(), person, ASKED);
    let (integers, skipped) = play(&script, &mut task, Problem::IntegerWatch)?;
    let floats = [found.before, found.after];
    Ok(Twins { floats, integers, skipped, saturated: task.saturated() })
}

#[cfg(test)]
mod tests {
    use super::meet;
    use crate::twins::means;
    use thalweg_watch::PLAIN;
    use thalweg_watch_study::dataset;

    /// With the weights of the device, which know seven of them: people whom the weights do not know are met by the example
    /// `integers`. A window is 0.03 points of all that are asked about.
    #[test]
    fn integers_are_within_a_point_of_floats() {
        let mut all = Vec::new();
        for person in dataset::load_all().unwrap() {
            all.extend((1..=3).map(|seed| meet(&PLAIN, &person, seed).unwrap()));
        }
        assert!(all.iter().all(|twins| (twins.skipped, twins.saturated) == (0, 0)));
        let [before, after, before_in_integers, after_in_integers] = means(&all);
        assert!((before - before_in_integers).abs() < 1.0, "{before} {before_in_integers}");
        assert!((after - after_in_integers).abs() < 1.0, "{after} {after_in_integers}");
        let [before, after] = all.last().unwrap().integers; // of the one whom they do not know
        assert!(after > before + 5.0, "it has learnt nothing");
    }
}
