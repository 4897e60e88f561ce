//! A person who meets a model.

use crate::Parameters;
use anyhow::Result;
pub use thalweg_watch::Score;
use thalweg_watch::{
    Exercise, FEATURES, Model, Plan, Settings, named, own_statistics, recordings,
    recordings::Recording,
};

/// The features of a window as the network is shown them, and the class of its exercise.
pub(crate) type Labelled = ([f32; FEATURES], usize);

/// The windows of one person: those that tune, beside those of before, and the later ones that test.
#[derive(Clone, Debug)]
pub struct Person {
    pub(crate) tuning: Vec<Labelled>,
    /// Of before, and how many of them a step has.
    pub(crate) before: Vec<Labelled>,
    pub(crate) replayed: u32,
    test: Vec<Labelled>,
    uncalibrated: Vec<Labelled>,
}

impl Person {
    /// A person's recordings, divided by a plan and seen by a watch that holds this model. Of the settings are the share of the
    /// person's own statistics, and how much is replayed; a recipe says the rest.
    ///
    /// # Errors
    /// No recording, or one that is too short for the plan.
    pub fn new(
        model: &Model,
        person: &[Recording],
        plan: &Plan,
        settings: &Settings,
    ) -> Result<Self> {
        recordings::check(person, plan)?;
        let labelled = |r: &Recording, x| (model.normalizer.apply(&x), r.exercise.class());
        let (mut tuning, mut uncalibrated) = (Vec::new(), Vec::new());
        for r in person {
            tuning.extend(r.features(plan.tuning()).map(|x| labelled(r, x)));
            uncalibrated.extend(r.features(plan.test(r.samples.len())).map(|x| labelled(r, x)));
        }
        let own = own_statistics(tuning.iter().map(|(x, _)| x), settings.own);
        let mut test = uncalibrated.clone();
        tuning.iter_mut().chain(&mut test).for_each(|(x, _)| *x = own.apply(x));
        let of_before = |index| model.replay.get(index);
        let before = (0..model.replay.len() as usize).filter_map(of_before);
        let before = before.map(|(x, exercise): (_, Exercise)| (x, exercise.class())).collect();
        Ok(Self { tuning, before, replayed: settings.replayed, test, uncalibrated })
    }

    /// How many labelled windows tune.
    #[must_use]
    pub fn windows(&self) -> usize {
        self.tuning.len()
    }

    /// How many windows of the test part these parameters recognise.
    #[must_use]
    pub fn score(&self, parameters: &Parameters) -> Score {
        score(&self.test, parameters)
    }

    /// The same by the statistics of the population alone.
    #[must_use]
    pub fn score_uncalibrated(&self, parameters: &Parameters) -> Score {
        score(&self.uncalibrated, parameters)
    }
}

fn score(windows: &[Labelled], parameters: &Parameters) -> Score {
    let mut score = Score::default();
    for (x, class) in windows {
        score.count(named(parameters, x).map(Exercise::class) == Some(*class));
    }
    score
}
