//! A new speaker, who becomes a new class.

use super::{Network, Samples, Task, composed, names, nobody};
use thalweg::{Error, optimizer::Adam, recipe::Recipe};
use thalweg_tasks::{
    Factory,
    new_speaker::{
        self, CLASSES, ENROLLING, KNOWN, NETWORK, PARAMETERS, RECIPE, REMEMBERED, add_row,
    },
    tables::{Spoken, utterances},
};

pub(super) struct NewSpeaker;

/// The committed speakers whom the network knows, in the order of their classes.
const SPEAKERS: [&str; CLASSES - 1] = ["1", "2", "3", "5", "6", "7"];

fn read(file: &[u8]) -> Result<Vec<Spoken>, String> {
    utterances(file).map_err(|error| error.to_string())
}

/// The class of somebody whom the network knows: nobody in a file of one's own, whatever he is called there.
fn known(speaker: &str, own: bool) -> Option<usize> {
    SPEAKERS.iter().position(|name| !own && *name == speaker)
}

/// Those whom it does not know.
fn new(all: &[Spoken], own: bool) -> Result<Vec<String>, String> {
    let all = all.iter().map(|spoken| spoken.speaker.as_str());
    names(all.filter(|name| known(name, own).is_none()))
}

impl Task for NewSpeaker {
    fn name(&self) -> &'static str {
        "new-speaker"
    }

    fn classes(&self) -> Vec<String> {
        SPEAKERS.into_iter().chain(["+"]).map(str::to_owned).collect()
    }

    fn known(&self) -> usize {
        SPEAKERS.len()
    }

    /// Those whom it does not know.
    fn people(&self, file: &[u8], own: bool) -> Result<Vec<String>, String> {
        new(&read(file)?, own)
    }

    fn samples(&self, file: &[u8], person: &str, own: bool) -> Result<Samples, String> {
        let before = REMEMBERED.iter().map(|(x, class)| (x.to_vec(), *class)).collect();
        let (all, mut samples) = (read(file)?, Samples { before, ..Samples::default() });
        for spoken in &all {
            let known = known(&spoken.speaker, own);
            let class = known.unwrap_or(SPEAKERS.len());
            if known.is_none() && spoken.speaker != person {
                continue;
            }
            let features = spoken.features().map_err(|error| error.to_string())?;
            let sample = (KNOWN.normalizer.apply(&features).to_vec(), class);
            if !spoken.trains {
                samples.test.push(sample);
            } else if known.is_none() && samples.tuning.len() < ENROLLING {
                samples.tuning.push(sample);
            }
        }
        let (enrols, people) = (samples.tuning.len(), new(&all, own)?);
        if !people.iter().any(|name| name == person) {
            return Err(nobody(person, &people));
        }
        if enrols < ENROLLING || !samples.test.iter().any(|(_, class)| *class == SPEAKERS.len()) {
            return Err(format!(
                "{enrols} utterances to train, or none to test; allowed: {ENROLLING} or more, and 1 or more"
            ));
        }
        Ok(samples)
    }

    fn network(&self) -> Network {
        NETWORK
    }

    fn start(&self) -> Result<Vec<f32>, Error> {
        let mut parameters = KNOWN.parameters;
        add_row(&mut parameters, CLASSES - 1, 1)?;
        Ok(parameters.to_vec())
    }

    fn replayed(&self) -> usize {
        RECIPE.replayed
    }

    fn recipe(&self, samples: usize) -> Result<Recipe, Error> {
        composed(RECIPE, Adam::DEFAULT, samples)
    }

    fn ram_bytes(&self) -> usize {
        // As it is built it keeps Adam's state, two numbers a parameter.
        size_of::<new_speaker::NewSpeaker<'_>>()
            + size_of::<<new_speaker::NewSpeaker<'_> as Factory<'_>>::Memory>()
            - 8 * PARAMETERS
    }
}
