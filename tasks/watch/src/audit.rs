//! What looks wrong with the labelled windows, before the watch trains on them: units, rate, dead channels, sensors or labels
//! interchanged, too few of a class. None of it is refused, as it may be meant.

use crate::{
    Adapter, Exercise, Room,
    model::{CLASSES, FEATURES},
    windows::{CHANNELS, RATE_HZ},
};
use core::fmt;
use serde::{Deserialize, Serialize};
use thalweg::{data::Normalizer, math::sqrt};

/// Where the median of |a| lies of a person who moves, in g; between 0.94 and 1.12 of those of the data set.
const GRAVITY: [f32; 2] = [0.7, 1.4];
/// An acceleration of 1 g in m/s².
const STANDARD_GRAVITY: f32 = 9.806_65;
/// Where Σ|a[t] − a[t−1]| beside Σσ lies at our rate; between 0.13 and 0.28 of those of the data set, of whom each has 1.5 to
/// 1.9 times as much at half the rate.
const ROUGHNESS: [f32; 2] = [0.08, 0.35];
/// Windows of a class below which it is few.
const FEW: u8 = 2;

/// What the watch finds in the windows that are remembered: numbers, of which [`findings`](Self::findings) says what looks
/// wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Audit {
    /// The median over windows of the length of the mean acceleration, in g; 0 without windows.
    pub gravity: f32,
    /// The same of the rotation, in rad/s.
    pub rotation: f32,
    /// Σ|a[t] − a[t−1]| beside Σσ, over all windows: smaller at a higher rate.
    pub roughness: f32,
    /// Channels that never change, as bits.
    pub frozen: u8,
    /// How many windows each class has.
    pub windows: [u8; CLASSES],
    /// What most windows of each class are seen as.
    pub seen: [Option<Exercise>; CLASSES],
}

/// Something that looks wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Finding {
    /// The median of |a| is that of 1 g in m/s².
    MetresPerSecondSquared {
        /// The median.
        gravity: f32,
    },
    /// The median of |a| is far from 1 g, in no unit that is known.
    Gravity {
        /// The median.
        gravity: f32,
    },
    /// What should rotate is as large as gravity, and what should weigh is not.
    SensorsInterchanged,
    /// Samples differ from one to the next by more or less than they do at our rate.
    Rate {
        /// Σ|a[t] − a[t−1]| beside Σσ.
        roughness: f32,
    },
    /// A channel never changes.
    Frozen {
        /// Which.
        channel: usize,
    },
    /// Most windows of each of two classes are seen as the other.
    LabelsInterchanged {
        /// One.
        one: Exercise,
        /// The other.
        other: Exercise,
    },
    /// A class has a single window.
    Few {
        /// Which.
        exercise: Exercise,
    },
}

impl Audit {
    /// What looks wrong.
    pub fn findings(&self) -> impl Iterator<Item = Finding> + '_ {
        let frozen = (0..CHANNELS).filter(|c| self.frozen >> c & 1 == 1);
        self.of_units()
            .into_iter()
            .chain(self.of_rate())
            .chain(frozen.map(|channel| Finding::Frozen { channel }))
            .chain(self.interchanged())
            .chain(self.few())
    }

    fn of_units(&self) -> Option<Finding> {
        let Self { gravity, rotation, .. } = *self;
        let near = |x: f32, unit: f32| x > GRAVITY[0] * unit && x < GRAVITY[1] * unit;
        if self.windows == [0; CLASSES] || near(gravity, 1.0) {
            None
        } else if gravity < rotation && near(rotation, 1.0) {
            Some(Finding::SensorsInterchanged)
        } else if near(gravity, STANDARD_GRAVITY) {
            Some(Finding::MetresPerSecondSquared { gravity })
        } else {
            Some(Finding::Gravity { gravity })
        }
    }

    fn of_rate(&self) -> Option<Finding> {
        let roughness = self.roughness;
        let moves = roughness > 0.0;
        let usual = roughness > ROUGHNESS[0] && roughness < ROUGHNESS[1];
        (moves && !usual).then_some(Finding::Rate { roughness })
    }

    fn interchanged(&self) -> impl Iterator<Item = Finding> + '_ {
        let seen_as = |exercise: Exercise| self.seen.get(exercise.class()).copied().flatten();
        Exercise::ALL.into_iter().filter_map(move |one| {
            let other = seen_as(one).filter(|other| *other > one)?;
            (seen_as(other) == Some(one)).then_some(Finding::LabelsInterchanged { one, other })
        })
    }

    fn few(&self) -> impl Iterator<Item = Finding> + '_ {
        let classes = Exercise::ALL.into_iter().zip(self.windows);
        classes
            .filter(|(_, windows)| (1..FEW).contains(windows))
            .map(|(exercise, _)| Finding::Few { exercise })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::MetresPerSecondSquared { gravity } => write!(
                f,
                "the median of |a| is {gravity:.2} g: in m/s²? then divide ax, ay, az by {STANDARD_GRAVITY}"
            ),
            Self::Gravity { gravity } => {
                write!(f, "the median of |a| is {gravity:.2} g; of a person who moves it is near 1")
            }
            Self::SensorsInterchanged => {
                write!(
                    f,
                    "|w| is near 1 and |a| is not: are ax, ay, az and wx, wy, wz interchanged?"
                )
            }
            Self::Rate { roughness } => write!(
                f,
                "samples differ by {roughness:.2} of their deviation, usually by 0.13 to 0.28: recorded at another rate than {RATE_HZ} Hz?"
            ),
            Self::Frozen { channel } => {
                let name = ["ax", "ay", "az", "wx", "wy", "wz"].get(channel).unwrap_or(&"?");
                write!(f, "{name} never changes: is the sensor dead?")
            }
            Self::LabelsInterchanged { one, other } => write!(
                f,
                "most windows of {} look like {}, and the other way round: are the labels interchanged?",
                one.code(),
                other.code()
            ),
            Self::Few { exercise } => {
                write!(f, "{} has a single window: it may be learnt by heart", exercise.code())
            }
        }
    }
}

impl Audit {
    /// What labelled windows are like. Of each, `of` names its exercise and its features, normalised by the statistics; `seen`
    /// is what the network sees in them.
    pub fn of<W>(
        normalizer: &Normalizer<FEATURES>,
        windows: &[W],
        of: impl Fn(&W) -> (&[f32; FEATURES], Exercise),
        seen: impl Fn(&[f32; FEATURES]) -> Option<Exercise>,
    ) -> Self {
        // A feature of a window in its unit, as it was before it was normalised.
        let feature = |window: &W, feature: usize| {
            let (mean, scale) = (normalizer.mean.get(feature)?, normalizer.scale.get(feature)?);
            Some(of(window).0.get(feature)? / scale + mean)
        };
        let length = |first: usize| {
            median(windows.len(), |window| {
                let mean = |c| windows.get(window).and_then(|of| feature(of, c)).unwrap_or(0.0);
                (first..first.saturating_add(3)).map(|c| mean(c) * mean(c)).sum()
            })
        };
        let sum = |first: usize| -> f32 {
            let channels = first..first.saturating_add(3);
            let each = windows.iter().flat_map(|of| channels.clone().map(move |c| (of, c)));
            each.filter_map(|(window, c)| feature(window, c)).sum()
        };
        let deviations = sum(CHANNELS);
        let still = normalizer.apply(&[0.0; FEATURES]);
        let is_frozen = |channel: &usize| {
            let deviation = CHANNELS.saturating_add(*channel);
            let still = still.get(deviation);
            !windows.is_empty() && windows.iter().all(|window| of(window).0.get(deviation) == still)
        };
        let (counts, seen) = classes(windows.iter().map(&of), seen);
        Self {
            gravity: sqrt(length(0)),
            rotation: sqrt(length(3)),
            roughness: if deviations > 0.0 { sum(2 * CHANNELS) / deviations } else { 0.0 },
            frozen: (0..CHANNELS).filter(is_frozen).fold(0, |bits, c| bits | 1 << c),
            windows: counts,
            seen,
        }
    }
}

/// How many windows each class has, and what most of them are seen as.
fn classes<'w>(
    windows: impl Iterator<Item = (&'w [f32; FEATURES], Exercise)>,
    seen: impl Fn(&[f32; FEATURES]) -> Option<Exercise>,
) -> ([u8; CLASSES], [Option<Exercise>; CLASSES]) {
    let mut confusions = [[0_u8; CLASSES]; CLASSES];
    for (x, exercise) in windows {
        let Some(seen) = seen(x) else { continue };
        let place = confusions.get_mut(exercise.class());
        if let Some(count) = place.and_then(|row| row.get_mut(seen.class())) {
            *count = count.saturating_add(1);
        }
    }
    let windows = confusions.map(|row| row.iter().fold(0, |sum: u8, n| sum.saturating_add(*n)));
    let most = confusions.map(|row| {
        let all = row.iter().fold(0, |sum: u8, n| sum.saturating_add(*n));
        Exercise::ALL.into_iter().zip(row).find(|(_, n)| *n > all / 2).map(|(of, _)| of)
    });
    (windows, most)
}

impl<S: Room> Adapter<'_, S> {
    /// What the windows that are remembered are like.
    pub fn audit(&self) -> Audit {
        let windows = self.kept().windows.as_slice();
        Audit::of(
            &self.model.normalizer,
            windows,
            |window| (&window.x, window.exercise),
            |x| self.seen(x),
        )
    }
}

/// The middle of so many values, the lower of two, without a copy of them; 0 of none.
fn median(count: usize, value: impl Fn(usize) -> f32) -> f32 {
    let rank = |(x, index): (f32, usize)| {
        let before = |other: &usize| value(*other) < x || value(*other) == x && *other < index;
        (0..count).filter(before).count()
    };
    let mut values = (0..count).map(|index| (value(index), index));
    let middle = count.saturating_sub(1) / 2;
    values.find(|of| rank(*of) == middle).map_or(0.0, |(x, _)| x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        for (values, middle) in [
            (&[][..], 0.0),
            (&[3.0], 3.0),
            (&[3.0, 1.0], 1.0),
            (&[2.0, 9.0, 2.0], 2.0),
            (&[5.0, 1.0, 4.0, 2.0, 3.0], 3.0),
        ] {
            assert_eq!(median(values.len(), |i| values[i]), middle);
        }
    }
}
