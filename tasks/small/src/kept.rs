//! What the tasks share of what they keep when the power fails: labelled samples, the order of a training, and what a
//! checkpoint must be of.

use heapless::Vec;
use thalweg::{
    Error,
    checkpoint::{CheckpointError, Identity, Loader, Plain, Saver, Tag},
};
use thalweg_watch::hash_of;

const NAME: &str = "samples";
const SAMPLES: Tag = Tag::own(1, NAME);
/// How far a training has come.
pub(crate) const TRAINING: Tag = Tag::own(2, "training");
/// What a task keeps besides: each says in which order.
pub(crate) const STATE: Tag = Tag::own(3, "state");

/// What a checkpoint of a task must be of: the factory's numbers, and how it is tuned, each by its bits.
pub(crate) fn identity(
    model: impl Iterator<Item = u32>,
    settings: impl Iterator<Item = u32>,
) -> Identity {
    Identity { model: hash(model), recipe: hash(settings) }
}

/// Half as long as the hash of all bits, of which each counts; by words, as every save asks for it.
fn hash(words: impl Iterator<Item = u32>) -> u32 {
    let hash = hash_of(words);
    (hash ^ hash >> 32) as u32
}

/// Of a seed both halves.
pub(crate) const fn halves(seed: u64) -> [u32; 2] {
    [seed as u32, (seed >> 32) as u32]
}

/// A labelled sample, as a list of them is kept.
pub(crate) trait Labelled: Copy {
    /// Features, of a fixed number of bytes.
    type Features: Plain;
    /// With the number of its class.
    fn parts(&self) -> (Self::Features, u8);
    /// Of both.
    fn of(features: Self::Features, class: u8) -> Self;
}

impl<X: Plain> Labelled for (X, u8) {
    type Features = X;

    fn parts(&self) -> (X, u8) {
        *self
    }

    fn of(features: X, class: u8) -> Self {
        (features, class)
    }
}

impl<X: Plain> Labelled for (X, usize) {
    type Features = X;

    fn parts(&self) -> (X, u8) {
        (self.0, self.1 as u8)
    }

    fn of(features: X, class: u8) -> Self {
        (features, class.into())
    }
}

/// Bytes of so many samples: how many they are, then each with its class.
pub(crate) const fn length<L: Labelled>(samples: usize) -> u32 {
    length_of(samples, L::Features::BYTES)
}

/// The same of samples whose features take so many bytes.
pub(crate) const fn length_of(samples: usize, features: u32) -> u32 {
    Saver::HEAD + u32::BYTES + (features + u8::BYTES) * samples as u32
}

pub(crate) fn save<L: Labelled>(samples: &[L], to: &mut Saver<'_>) -> Result<(), CheckpointError> {
    begin(samples.len(), L::Features::BYTES, to)?;
    for (index, sample) in samples.iter().enumerate() {
        let (features, class) = sample.parts();
        if !features.is_finite() {
            return Err(to.refuse(not_finite(index)));
        }
        features.put(to)?;
        class.put(to)?;
    }
    Ok(())
}

/// Reads samples of so many classes; how many they are. `each` hears of every class.
pub(crate) fn load<L: Labelled, const M: usize>(
    samples: &mut Vec<L, M>,
    classes: usize,
    from: &mut Loader<'_>,
    mut each: impl FnMut(u8),
) -> Result<usize, CheckpointError> {
    let count = count(M, from)?;
    if from.commits() {
        samples.clear();
    }
    for index in 0..count {
        let features = L::Features::get(from)?;
        if !features.is_finite() {
            return Err(from.refuse(not_finite(index)));
        }
        let class = class(classes, from)?;
        each(class);
        if from.commits() {
            // There are no more than there is room for.
            let _never_full = samples.push(L::of(features, class));
        }
    }
    Ok(count)
}

/// Begins the section of so many samples whose features take so many bytes.
pub(crate) fn begin(
    samples: usize,
    features: u32,
    to: &mut Saver<'_>,
) -> Result<(), CheckpointError> {
    to.section(SAMPLES, length_of(samples, features).saturating_sub(Saver::HEAD))?;
    (samples as u32).put(to)
}

/// Begins the section of samples, for at most so many; how many they are.
pub(crate) fn count(most: usize, from: &mut Loader<'_>) -> Result<usize, CheckpointError> {
    from.section_of_any_length(SAMPLES)?;
    let count = u32::get(from)? as usize;
    if count <= most {
        return Ok(count);
    }
    Err(from.refuse(Error::Capacity { what: NAME, needed: count, room: most }))
}

/// Of features that are no numbers.
pub(crate) const fn not_finite(index: usize) -> Error {
    Error::NotFinite { what: NAME, index }
}

/// The class of a sample, of so many.
pub(crate) fn class(classes: usize, from: &mut Loader<'_>) -> Result<u8, CheckpointError> {
    let class = u8::get(from)?;
    below("class", class.into(), classes as u32, "below the number of classes", from)?;
    Ok(class)
}

/// Refuses a number that is not below another.
pub(crate) fn below(
    field: &'static str,
    value: u32,
    end: u32,
    allowed: &'static str,
    from: &Loader<'_>,
) -> Result<(), CheckpointError> {
    if value < end { Ok(()) } else { Err(from.refuse(Error::Count { field, value, allowed })) }
}

/// Reads the next step of a training, of so many.
pub(crate) fn step(steps: u32, from: &mut Loader<'_>) -> Result<u32, CheckpointError> {
    let step = u32::get(from)?;
    below("step", step, steps.saturating_add(1), "up to the steps of the training", from)?;
    Ok(step)
}

/// Reads an order of all places, into as many.
pub(crate) fn order(places: &mut [u16], from: &mut Loader<'_>) -> Result<(), CheckpointError> {
    let count = places.len();
    for index in 0..count {
        let number = u16::get(from)?;
        let before = places.get(..index).unwrap_or_default();
        let end = if before.contains(&number) { 0 } else { count as u32 };
        below("order", number.into(), end, "each sample once", from)?;
        if let Some(place) = places.get_mut(index) {
            *place = number;
        }
    }
    Ok(())
}

/// Refuses a checkpoint where a training has begun: what is read may not be looked at in its place.
pub(crate) fn only_idle(has_begun: bool, from: &Loader<'_>) -> Result<(), CheckpointError> {
    if !has_begun {
        return Ok(());
    }
    let with = "one has begun; allowed: in a task that was just made, or begins anew";
    Err(from.refuse(Error::Conflict { field: "the training", with }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::checkpoint::{self, Buffer, Checkpoint};

    struct Samples([([f32; 2], u8); 2]);

    impl Checkpoint for Samples {
        fn length(&self) -> u32 {
            length::<([f32; 2], u8)>(2)
        }

        fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
            save(&self.0, to)
        }

        fn load(&mut self, _: &mut Loader<'_>) -> Result<(), CheckpointError> {
            Ok(())
        }
    }

    #[test]
    fn what_could_not_be_loaded_is_not_saved() {
        let saved = |samples| {
            let mut image = [0; 64];
            checkpoint::save(&Samples(samples), Identity::default(), &mut Buffer::new(&mut image))
        };
        assert_eq!(saved([([0.5, 1.0], 3), ([2.0, 4.0], 0)]), Ok(()));
        for bad in [f32::NAN, f32::INFINITY] {
            let error = CheckpointError::Value { section: NAME, error: not_finite(1) };
            assert_eq!(saved([([0.5, 1.0], 3), ([2.0, bad], 0)]), Err(error));
        }
    }
}
