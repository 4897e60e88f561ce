//! The watch, which meets a new person.

use super::{Epochs, Network, Sample, Samples, Task};
use crate::recipe::watch;
use thalweg::{
    Error,
    data::Normalizer,
    nn::{Dense, Relu},
    recipe::Recipe,
    sequential,
};
use thalweg_watch::{
    Adapter, CLASSES, Exercise, FEATURES, HIDDEN, PARAMETERS, POPULATION, PRETRAINED, Plan,
    Settings, own_statistics, recordings,
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
        let (mut tuning, mut test) = (Vec::new(), Vec::new());
        for recording in &recordings {
            let class = recording.exercise.class();
            let window = |features| (PRETRAINED.normalizer.apply(&features), class);
            tuning.extend(recording.features(plan.tuning()).map(window));
            test.extend(recording.features(plan.test(recording.samples.len())).map(window));
        }
        // By statistics half the wearer's own, which need no labels.
        let own = own_statistics(tuning.iter().map(|(x, _)| x), Settings::DEFAULT.own);
        let shown = |windows: &[([f32; FEATURES], usize)], by: &Normalizer<FEATURES>| {
            windows.iter().map(|(x, class)| (by.apply(x).to_vec(), *class)).collect::<Vec<Sample>>()
        };
        let before = (0..PRETRAINED.replay.len() as usize).filter_map(|i| PRETRAINED.replay.get(i));
        let before = before.map(|(x, exercise)| (x.to_vec(), exercise.class())).collect();
        let uncalibrated = shown(&test, &POPULATION);
        Ok(Samples { tuning: shown(&tuning, &own), before, test: shown(&test, &own), uncalibrated })
    }

    fn replayed(&self) -> usize {
        Settings::DEFAULT.replayed as usize
    }

    fn share(&self) -> f32 {
        Settings::DEFAULT.share
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
