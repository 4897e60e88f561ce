//! Windows of the people that a model was trained on, so that they are not forgotten while it is fine-tuned: 8 bits a feature, with
//! a scale for each, in flash.

use crate::{
    Exercise,
    model::{FEATURES, floats},
};
use thalweg::Error;

/// How many windows there are at most.
pub const REPLAY: usize = 84;
/// Bytes of all: how many there are, a little-endian `f32` a feature, and of each window its class and its features.
pub const REPLAY_BYTES: usize = 4 + 4 * FEATURES + REPLAY * (1 + FEATURES);
/// The largest whole number of a feature.
const LARGEST: f32 = 127.0;

/// Windows that are mixed into the batches of a fine-tuning, as the network saw them when it was pre-trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    count: u32,
    /// What 1 of a feature stands for.
    scale: [f32; FEATURES],
    classes: [u8; REPLAY],
    windows: [[i8; FEATURES]; REPLAY],
}

impl Replay {
    /// No window.
    pub const NONE: Self = Self {
        count: 0,
        scale: [1.0; FEATURES],
        classes: [0; REPLAY],
        windows: [[0; FEATURES]; REPLAY],
    };

    /// The first [`REPLAY`] of these windows and their classes, each feature rounded to the nearest of 255 multiples.
    #[must_use]
    pub fn of(windows: &[([f32; FEATURES], Exercise)]) -> Self {
        let mut made = Self::NONE;
        let windows = windows.get(..REPLAY.min(windows.len())).unwrap_or_default();
        made.count = windows.len() as u32;
        for (feature, scale) in made.scale.iter_mut().enumerate() {
            let values = windows.iter().filter_map(|(x, _)| x.get(feature));
            let largest = values.fold(0.0, |largest: f32, x| largest.max(x.abs()));
            *scale = if largest > 0.0 { largest / LARGEST } else { 1.0 };
        }
        let places = made.classes.iter_mut().zip(&mut made.windows);
        for ((class, q), (x, exercise)) in places.zip(windows) {
            *class = exercise.class() as u8;
            for ((q, x), scale) in q.iter_mut().zip(x).zip(&made.scale) {
                *q = nearest(x / scale);
            }
        }
        made
    }

    /// How many windows there are.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The features of a window, and what was done.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<([f32; FEATURES], Exercise)> {
        let mut x = self.scale;
        x.iter_mut().zip(self.windows.get(index)?).for_each(|(x, q)| *x *= f32::from(*q));
        Some((x, Exercise::from_class(usize::from(*self.classes.get(index)?))?))
    }

    /// Reads what [`write`](Self::write) wrote.
    // In a `static` the compiler itself proves that every index is in bounds.
    #[allow(clippy::indexing_slicing)]
    pub(crate) const fn read(bytes: &[u8; REPLAY_BYTES]) -> Result<Self, Error> {
        let mut made = Self::NONE;
        made.count = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        if made.count as usize > REPLAY {
            let (field, value, allowed) = ("windows to replay", made.count, "at most 84");
            return Err(Error::Count { field, value, allowed });
        }
        made.scale = floats(bytes, 1);
        let (mut rest, mut index) = (made.scale.as_slice(), 0_usize);
        while let Some((value, others)) = rest.split_first() {
            if !value.is_finite() {
                return Err(Error::NotFinite { what: "scales of windows to replay", index });
            }
            (rest, index) = (others, index + 1);
        }
        let (mut at, mut window) = (4 + 4 * FEATURES, 0);
        while window < REPLAY {
            made.classes[window] = bytes[at];
            if bytes[at] as usize >= Exercise::ALL.len() {
                let (value, allowed) = (bytes[at] as u32, "a class of an exercise, 0 to 6");
                return Err(Error::Count { field: "exercise", value, allowed });
            }
            at += 1;
            let mut feature = 0;
            while feature < FEATURES {
                made.windows[window][feature] = bytes[at] as i8;
                (at, feature) = (at + 1, feature + 1);
            }
            window += 1;
        }
        Ok(made)
    }

    /// Its bytes, one after the other.
    pub(crate) fn bytes(&self) -> impl Iterator<Item = u8> + '_ {
        let head = self.count.to_le_bytes().into_iter();
        let scales = self.scale.iter().flat_map(|scale| scale.to_le_bytes());
        let windows = self.classes.iter().zip(&self.windows).flat_map(|(class, window)| {
            [*class].into_iter().chain(window.iter().map(|q| *q as u8))
        });
        head.chain(scales).chain(windows)
    }
}

/// The nearest whole number, halves away from zero.
fn nearest(x: f32) -> i8 {
    (x + if x < 0.0 { -0.5 } else { 0.5 }) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_comes_back_to_half_a_step() {
        let window = |k: f32| core::array::from_fn(|i| k * (i as f32 - 11.0) / 7.0);
        let windows = [(window(1.0), Exercise::UprightRow), (window(-0.3), Exercise::Pendulum)];
        let replay = Replay::of(&windows);
        assert_eq!((replay.len(), replay.is_empty(), Replay::NONE.is_empty()), (2, false, true));
        for (index, (x, exercise)) in windows.iter().enumerate() {
            let (found, class) = replay.get(index).unwrap();
            assert_eq!(class, *exercise);
            for (feature, (found, x)) in found.iter().zip(x).enumerate() {
                let step = windows[0].0[feature].abs() / LARGEST;
                assert!((found - x).abs() <= 0.5001 * step, "{found} {x}");
            }
        }
        assert_eq!(replay.get(REPLAY), None);
    }
}
