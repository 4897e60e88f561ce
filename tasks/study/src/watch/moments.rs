//! When labels are taken, and what a wrist that nobody was trained on takes.

use super::{FIRST, Model, NETWORK, PARAMETERS, Person, Tuning, apply, features};
use crate::training::{accuracy, train};
use thalweg::Error;
use thalweg_tasks::{Recipe, initial, of_class};
use thalweg_watch::{CHANNELS, FEATURES, HIDDEN, Part, Plan, RATE_HZ, Sample, WINDOW};

/// From the start of one labelled moment to that of the other, in samples: 14 s.
pub const APART: usize = 14 * RATE_HZ as usize;
/// A network that starts from nothing takes more.
const FROM_SCRATCH: Recipe = Recipe {
    update: thalweg_tasks::Update::Adam,
    learning_rate: 1e-2,
    epochs: 60,
    batch: 4,
    replayed: 0,
};

/// What labels give: accuracies in per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gain {
    /// With the statistics of the labelled windows, but without their labels.
    pub calibrated: f64,
    /// Tuned.
    pub tuned: f64,
    /// A network that starts from nothing, on the same windows.
    pub scratch: f64,
}

impl Person {
    /// What was done with this wrist, `L` or `R`.
    #[must_use]
    pub fn wrist(&self, wrist: &str) -> Self {
        let all = self.recordings.iter().filter(|recording| recording.wrist == wrist);
        Self { recordings: all.cloned().collect() }
    }

    /// The same movements seen in a mirror across an axis: of what points along it accelerations turn round, of the other two
    /// rates of rotation.
    #[must_use]
    pub fn mirrored(&self, axis: usize) -> Self {
        let mirror = |sample: &Sample| {
            let mut sample = *sample;
            for (channel, value) in sample.iter_mut().enumerate() {
                let turns = (channel % (CHANNELS / 2) == axis) == (channel < CHANNELS / 2);
                *value = if turns { value.saturating_neg() } else { *value };
            }
            sample
        };
        let mut recordings = self.recordings.clone();
        for recording in &mut recordings {
            recording.samples = recording.samples.iter().map(mirror).collect();
        }
        Self { recordings }
    }

    /// Both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self { recordings: [self.recordings.clone(), other.recordings.clone()].concat() }
    }
}

impl Model {
    /// Meets a person who labels the windows that begin at these samples of each recording, and is tested from sample `from` on.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn meet_at(
        &self,
        person: &Person,
        starts: &[usize],
        from: usize,
        tuning: &Tuning,
        seed: u32,
    ) -> Result<Gain, Error> {
        let one =
            |&start: &usize| person.windows(|_| Part { start, end: start + WINDOW, hop: WINDOW });
        let seen: Vec<_> = starts.iter().flat_map(one).collect();
        let own = self.statistics.towards(&features(&seen), self.start.own);
        let (windows, all) = (apply(&own, &seen), 0..PARAMETERS);
        let test = person.windows(|_| Part { start: from, end: usize::MAX, hop: WINDOW / 2 });
        let test = apply(&own, &test);
        let (mut tuned, recipe) = (self.parameters, &tuning.recipe);
        train(&NETWORK, &mut tuned, all.clone(), &windows, &[], recipe, seed, of_class)?;
        thalweg::average::interpolate(&mut tuned, &self.parameters, tuning.share)?;
        let mut scratch: [f32; PARAMETERS] =
            initial(&[(0..FIRST, FEATURES), (FIRST..PARAMETERS, HIDDEN)], seed)?;
        train(&NETWORK, &mut scratch, all, &windows, &[], &FROM_SCRATCH, seed, of_class)?;
        Ok(Gain {
            calibrated: accuracy(&NETWORK, &self.parameters, &test)?,
            tuned: accuracy(&NETWORK, &tuned, &test)?,
            scratch: accuracy(&NETWORK, &scratch, &test)?,
        })
    }
}

/// The starts of so many windows one after the other, and the first sample that tests.
#[must_use]
pub fn first(windows: usize) -> (Vec<usize>, usize) {
    let plan = Plan { tuning_windows: windows, ..Plan::DEFAULT };
    ((0..windows).map(|number| number * WINDOW).collect(), plan.test(usize::MAX).start)
}
