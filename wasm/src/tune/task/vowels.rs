//! Vowels by a new speaker.

use super::{Network, Samples, Task, composed, names, nobody};
use thalweg::{Error, optimizer::Momentum, recipe::Recipe};
use thalweg_tasks::{
    Factory,
    tables::{Vowel, vowels},
    vowels::{self, CAPACITY, KNOWN, NETWORK, PARAMETERS, RECIPE, VOWELS},
};

/// The first so many repetitions are labelled.
const LABELLED: u32 = 2;

pub(super) struct Vowels;

fn read(file: &[u8]) -> Result<Vec<Vowel>, String> {
    vowels(file).map_err(|error| error.to_string())
}

impl Task for Vowels {
    fn name(&self) -> &'static str {
        "vowels"
    }

    fn classes(&self) -> Vec<String> {
        VOWELS.map(str::to_owned).to_vec()
    }

    fn people(&self, file: &[u8], _: bool) -> Result<Vec<String>, String> {
        names(read(file)?.iter().map(|vowel| vowel.speaker.as_str()))
    }

    fn samples(&self, file: &[u8], person: &str, _: bool) -> Result<Samples, String> {
        let (all, mut samples) = (read(file)?, Samples::default());
        for Vowel { repetition, class, ratios, .. } in
            all.iter().filter(|vowel| vowel.speaker == person)
        {
            let sample = (KNOWN.normalizer.apply(ratios).to_vec(), *class);
            if *repetition < LABELLED {
                samples.tuning.push(sample);
            } else {
                samples.test.push(sample);
            }
        }
        let labelled = samples.tuning.len();
        if labelled == 0 && samples.test.is_empty() {
            return Err(nobody(person, &names(all.iter().map(|vowel| vowel.speaker.as_str()))?));
        }
        if !(1..=CAPACITY).contains(&labelled) || samples.test.is_empty() {
            let tested = samples.test.len();
            return Err(format!(
                "{labelled} vowels to learn and {tested} to test; allowed: 1 to {CAPACITY}, and 1 or more"
            ));
        }
        Ok(samples)
    }

    fn network(&self) -> Network {
        NETWORK
    }

    fn start(&self) -> Result<Vec<f32>, Error> {
        Ok(KNOWN.parameters.to_vec())
    }

    fn recipe(&self, samples: usize) -> Result<Recipe, Error> {
        composed(RECIPE, Momentum { momentum: 0.9 }, samples)
    }

    fn ram_bytes(&self) -> usize {
        // As it is built it keeps momentum's state, a number a parameter.
        size_of::<vowels::Vowels<'_>>() + size_of::<<vowels::Vowels<'_> as Factory<'_>>::Memory>()
            - 4 * PARAMETERS
    }
}
