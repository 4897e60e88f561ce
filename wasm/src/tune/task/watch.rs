//! The watch, which meets a new person.

use super::{Epochs, Network, Sample, Samples, Task};
use crate::recipe::watch;
use thalweg::{
    Error,
    nn::{Dense, Relu},
    recipe::Recipe,
    sequential,
};
use thalweg_watch::{
    Adapter, CLASSES, Exercise, FEATURES, HIDDEN, PARAMETERS, PRETRAINED, Plan, recordings,
};

/// The same network as the watch's, and the same bits.
const NETWORK: Network =
    sequential!(Dense::new(FEATURES, HIDDEN), Relu::new(HIDDEN), Dense::new(HIDDEN, CLASSES));

pub(super) struct Watch;

impl Task for Watch {
    fn name(&self) -> &'static str {
        "watch"
    }

    fn classes(&self) -> Vec<String> {
        Exercise::ALL.iter().map(|exercise| exercise.name().to_owned()).collect()
    }

    /// A file is of one.
    fn people(&self, _: &[u8], _: bool) -> Result<Vec<String>, String> {
        Ok(vec![String::new()])
    }

    fn samples(&self, file: &[u8], _: &str, _: bool) -> Result<Samples, String> {
        let plan = Plan::DEFAULT;
        let read = recordings::read_plain(file);
        let recordings = read.map_err(|error| error.to_string())?;
        recordings::check(&recordings, &plan).map_err(|error| error.to_string())?;
        let mut samples = Samples::default();
        for recording in &recordings {
            let class = recording.exercise.class();
            let window =
                |features| -> Sample { (PRETRAINED.normalizer.apply(&features).to_vec(), class) };
            samples.tuning.extend(recording.features(plan.tuning()).map(window));
            let test = plan.test(recording.samples.len());
            samples.test.extend(recording.features(test).map(window));
        }
        Ok(samples)
    }

    fn network(&self) -> Network {
        NETWORK
    }

    fn start(&self) -> Result<Vec<f32>, Error> {
        Ok(PRETRAINED.parameters.to_vec())
    }

    fn epochs(&self) -> Epochs {
        Epochs::Anew
    }

    fn recipe(&self, _: usize) -> Result<Recipe, Error> {
        watch()
    }

    fn ram_bytes(&self) -> usize {
        // The watch as it is built keeps Adam's state, two numbers a parameter.
        size_of::<Adapter<'_>>() - 8 * PARAMETERS
    }
}
