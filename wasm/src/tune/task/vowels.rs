//! Vowels by a new speaker.

use super::{Epochs, Network, Samples, Task, composed, names, nobody};
use thalweg::{Error, optimizer::Momentum, recipe::Recipe};
use thalweg_tasks::{
    Factory,
    tables::{Vowel, vowels},
    vowels::{self, CAPACITY, KNOWN, NETWORK, PARAMETERS, RECIPE, VOWELS},
};

/// The first so many repetitions are labelled.
const LABELLED: u32 = 2;

pub(super) struct Vowels;

impl Task for Vowels {
    fn name(&self) -> &'static str {
        "vowels"
    }

    fn classes(&self) -> Vec<String> {
        VOWELS.map(str::to_owned).to_vec()
    }

    fn known(&self) -> usize {
        VOWELS.len()
    }

    fn people(&self, file: &[u8]) -> Result<Vec<String>, String> {
        let read = vowels(file).map_err(|error| error.to_string())?;
        Ok(names(read.into_iter().map(|vowel| vowel.speaker)))
    }

    fn samples(&self, file: &[u8], person: &str) -> Result<Samples, String> {
        let mut samples = Samples::default();
        for Vowel { speaker, repetition, class, ratios } in
            vowels(file).map_err(|error| error.to_string())?
        {
            if speaker != person {
                continue;
            }
            let sample = (KNOWN.normalizer.apply(&ratios).to_vec(), class);
            if repetition < LABELLED {
                samples.tuning.push(sample);
            } else {
                samples.test.push(sample);
            }
        }
        let labelled = samples.tuning.len();
        if labelled == 0 && samples.test.is_empty() {
            return Err(nobody(person, &self.people(file)?));
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

    fn epochs(&self) -> Epochs {
        Epochs::Onwards
    }

    fn replayed(&self) -> usize {
        RECIPE.replayed
    }

    fn recipe(&self, samples: usize) -> Result<Recipe, Error> {
        composed(RECIPE, Momentum { momentum: 0.9 }, samples)
    }

    fn ram_bytes(&self) -> usize {
        // As it is built it keeps momentum's state, a number a parameter.
        size_of::<<vowels::Vowels<'_> as Factory<'_>>::Memory>() - 4 * PARAMETERS
    }
}
