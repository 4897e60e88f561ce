//! What is known of samples, and those that are kept, in a checkpoint.

use super::{
    Normalizer, Reservoir, ReservoirState, RunningStatistics,
    reservoir::{check_seen, count},
    running_statistics::validate_square,
};
use crate::checkpoint::{
    Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag, floats_length, get_floats,
    get_judged_floats, put_floats,
};
use crate::{Error, error, numbered::numbered};

const NORMALIZER: Tag = Tag::of(13, "normalizer");
const RUNNING_STATISTICS: Tag = Tag::of(14, "running_statistics");

const RESERVOIR: Tag = Tag::of(16, "reservoir");

impl<const N: usize> Checkpoint for Normalizer<N> {
    fn length(&self) -> u32 {
        Self::MAX_LENGTH
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(NORMALIZER, 2 * floats_length(N))?;
        put_floats("mean", &self.mean, to)?;
        put_floats("scale", &self.scale, to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        from.section(NORMALIZER, 2 * floats_length(N))?;
        get_floats("mean", &mut self.mean, from)?;
        get_judged_floats("scale", &mut self.scale, from, |_, scale| {
            error::non_negative("scale", scale)
        })
    }
}

impl<const N: usize> MaxLength for Normalizer<N> {
    const MAX_LENGTH: u32 = 2 * floats_length(N) + Saver::HEAD;
}

/// Bytes of the body: a count, means, sums of squares.
const fn statistics(length: usize) -> u32 {
    floats_length(length).saturating_mul(2).saturating_add(u32::BYTES)
}

impl<S: AsRef<[f32]> + AsMut<[f32]>> Checkpoint for RunningStatistics<S> {
    fn length(&self) -> u32 {
        statistics(self.mean().len()).saturating_add(Saver::HEAD)
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(RUNNING_STATISTICS, statistics(self.mean().len()))?;
        self.count.put(to)?;
        put_floats("mean", self.mean(), to)?;
        put_floats("squares", self.squares(), to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        let found = from.section_of_any_length(RUNNING_STATISTICS)?;
        let count = u32::get(from)?;
        let seen = count > 0;
        get_judged_floats("mean", self.mean.as_mut(), from, |_, mean| {
            error::zero_of_nothing("mean", seen, mean)
        })?;
        get_judged_floats("squares", self.squares.as_mut(), from, |_, square| {
            validate_square(seen, square)
        })?;
        from.check_length(found, statistics(self.mean().len()))?;
        if from.commits() {
            self.count = count;
        }
        Ok(())
    }
}

impl<const N: usize> MaxLength for RunningStatistics<[f32; N]> {
    const MAX_LENGTH: u32 = statistics(N) + Saver::HEAD;
}

impl<const N: usize, const D: usize, const C: usize> Reservoir<N, D, C> {
    /// Bytes of the body: how many samples and the seed; of each place its class; of each class how many were seen and
    /// whether it is full; of each place its sample.
    const BODY: u32 = <([u32; 2], [u16; N])>::BYTES
        + <([u32; C], [bool; C])>::BYTES
        + <[[f32; D]; N] as Plain>::BYTES;
}

/// What stands in places that no sample has taken is 0.
impl<const N: usize, const D: usize, const C: usize> Checkpoint for Reservoir<N, D, C> {
    fn length(&self) -> u32 {
        Self::MAX_LENGTH
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        let ReservoirState { classes, length, seen, full, seed } = &self.state;
        let kept = *length as usize;
        to.section(RESERVOIR, Self::BODY)?;
        [*length, *seed].put(to)?;
        for (place, class) in numbered(classes) {
            if place < kept { *class } else { 0 }.put(to)?;
        }
        seen.put(to)?;
        full.put(to)?;
        for (place, sample) in numbered(&self.samples) {
            sample.iter().try_for_each(|x| if place < kept { *x } else { 0.0 }.put(to))?;
        }
        Ok(())
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        from.section(RESERVOIR, Self::BODY)?;
        let [length, seed] = Plain::get(from)?;
        error::capacity("samples", length as usize, N).map_err(|error| from.refuse(error))?;
        let mut counts = [0; C];
        for (place, to) in numbered(&mut self.state.classes) {
            let class = u16::get(from)?;
            if place < length as usize {
                error::class("classes", usize::from(class), C)
                    .map_err(|error| from.refuse(error))?;
                count(core::iter::once(usize::from(class)), &mut counts);
            }
            if from.commits() {
                *to = class;
            }
        }
        for (to, kept) in self.state.seen.iter_mut().zip(counts) {
            let seen = u32::get(from)?;
            check_seen(seen, kept).map_err(|error| from.refuse(error))?;
            if from.commits() {
                *to = seen;
            }
        }
        self.state.full.iter_mut().try_for_each(|full| from.take(full))?;
        for (index, to) in numbered(self.samples.as_flattened_mut()) {
            let x = f32::get(from)?;
            if !x.is_finite() {
                return Err(from.refuse(Error::NotFinite { what: "samples", index }));
            }
            if from.commits() {
                *to = x;
            }
        }
        if from.commits() {
            (self.state.length, self.state.seed) = (length, seed);
        }
        Ok(())
    }
}

impl<const N: usize, const D: usize, const C: usize> MaxLength for Reservoir<N, D, C> {
    const MAX_LENGTH: u32 = Self::BODY + Saver::HEAD;
}
