//! A person who meets a model.

use crate::Parameters;
use anyhow::Result;
use thalweg::data::Normalizer;
pub use thalweg_watch::Score;
use thalweg_watch::{CLASSES, FEATURES, HIDDEN, NETWORK, Plan, recordings, recordings::Recording};

/// The features of a window, normalised, and the class of its exercise.
pub(crate) type Labelled = ([f32; FEATURES], usize);

/// The windows of one person: those that tune, and the later ones that test.
#[derive(Clone, Debug)]
pub struct Person {
    pub(crate) tuning: Vec<Labelled>,
    test: Vec<Labelled>,
}

impl Person {
    /// A person's recordings, divided by a plan and seen by a model with these statistics.
    ///
    /// # Errors
    /// No recording, or one that is too short for the plan.
    pub fn new(
        normalizer: &Normalizer<FEATURES>,
        person: &[Recording],
        plan: &Plan,
    ) -> Result<Self> {
        recordings::check(person, plan)?;
        let labelled = |r: &Recording, x| (normalizer.apply(&x), r.exercise.class());
        let (mut tuning, mut test) = (Vec::new(), Vec::new());
        for r in person {
            tuning.extend(r.features(plan.tuning()).map(|x| labelled(r, x)));
            test.extend(r.features(plan.test(r.samples.len())).map(|x| labelled(r, x)));
        }
        Ok(Self { tuning, test })
    }

    /// How many labelled windows tune.
    #[must_use]
    pub fn windows(&self) -> usize {
        self.tuning.len()
    }

    /// How many windows of the test part these parameters recognise.
    #[must_use]
    pub fn score(&self, parameters: &Parameters) -> Score {
        let mut score = Score::default();
        for (x, class) in &self.test {
            score.count(classify(parameters, x) == Some(*class));
        }
        score
    }
}

/// The class that the network sees, the first of equals, as the watch does.
fn classify(parameters: &Parameters, x: &[f32; FEATURES]) -> Option<usize> {
    let (mut hidden, mut z) = ([0.0; HIDDEN], [0.0; CLASSES]);
    NETWORK.forward(parameters, x, &mut hidden, &mut z).ok()?;
    let best = z.iter().enumerate().reduce(|best, z| if z.1 > best.1 { z } else { best });
    best.map(|(class, _)| class)
}
