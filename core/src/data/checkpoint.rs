//! The statistics of samples, in a checkpoint.

use super::{Normalizer, RunningStatistics};
use crate::checkpoint::{
    Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag, floats_length, get_floats,
    put_floats,
};
use crate::error;

const NORMALIZER: Tag = Tag::of(13, "normalizer");
const RUNNING_STATISTICS: Tag = Tag::of(14, "running_statistics");

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
        get_floats("scale", &mut self.scale, from)
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
        get_floats("mean", self.mean.as_mut(), from)?;
        let squares = self.squares.as_mut();
        let (length, expected) = (u32::get(from)? as usize, squares.len());
        error::same_length("squares", expected, length).map_err(|error| from.refuse(error))?;
        for place in squares {
            let square = f32::get(from)?;
            error::non_negative("squares", square).map_err(|error| from.refuse(error))?;
            if from.commits() {
                *place = square;
            }
        }
        from.check_length(found, statistics(expected))?;
        if from.commits() {
            self.count = count;
        }
        Ok(())
    }
}

impl<const N: usize> MaxLength for RunningStatistics<[f32; N]> {
    const MAX_LENGTH: u32 = statistics(N) + Saver::HEAD;
}
