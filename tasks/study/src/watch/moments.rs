//! When labels are taken, and what a wrist that nobody was trained on takes.

use super::{Model, NETWORK, Person, Tuning, apply, features, from_scratch};
use crate::training::accuracy;
use std::{iter, ops::Range};
use thalweg::Error;
use thalweg_watch::{CHANNELS, Part, Plan, Sample, WINDOW};

/// Which samples of each recording are labelled, and from which on it is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Each cut into windows as the tuning says.
    pub moments: Vec<Range<usize>>,
    /// The first sample that tests.
    pub from: usize,
}

impl Labels {
    /// So many windows' time from the start, tested a gap later.
    #[must_use]
    pub fn first(windows: usize) -> Self {
        let plan = Plan { tuning_windows: windows, ..Plan::DEFAULT };
        let Part { start, end, .. } = plan.tuning();
        Self { moments: iter::once(start..end).collect(), from: plan.test(usize::MAX).start }
    }
}

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
    /// Meets a person who labels some moments of each recording, and is tested later.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn meet_at(
        &self,
        person: &Person,
        Labels { moments, from }: &Labels,
        tuning: &Tuning,
        seed: u32,
    ) -> Result<Gain, Error> {
        let of = |&Range { start, end }: &Range<usize>| {
            person.windows(|_| Part { start, end, hop: tuning.hop })
        };
        let seen: Vec<_> = moments.iter().flat_map(of).collect();
        let own = self.statistics.towards(&features(&seen), self.start.own);
        let windows = apply(&own, &seen);
        let test = person.windows(|_| Part { start: *from, end: usize::MAX, hop: WINDOW / 2 });
        let test = apply(&own, &test);
        let tuned = self.tune(&windows, tuning, seed)?;
        Ok(Gain {
            calibrated: accuracy(&NETWORK, &self.parameters, &test)?,
            tuned: accuracy(&NETWORK, &tuned, &test)?,
            scratch: accuracy(&NETWORK, &from_scratch(&windows, seed)?, &test)?,
        })
    }
}
