//! What transformations keep between steps, in a checkpoint.

use super::{
    Accumulate, AdaptiveClip, AddDecayedWeights, Centralise, ClipByBlockRms, ClipByGlobalNorm,
    ClipByNorm, ClipByValue, GradientNoise, Proximal, SkipNonFinite,
};
use crate::Error;
use crate::checkpoint::{
    Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag, keeps_nothing,
};
use crate::error;

const ACCUMULATE: Tag = Tag::of(3, "accumulate");
const CLIP_BY_GLOBAL_NORM: Tag = Tag::of(4, "clip_by_global_norm");
const CLIP_BY_NORM: Tag = Tag::of(5, "clip_by_norm");

// Whatever they hold is of one step alone, or a setting, as the weights that `Proximal` pulls to are.
keeps_nothing! {
    [const K: usize, const U: usize] for AdaptiveClip<K, U>;
    for AddDecayedWeights;
    [const K: usize, const U: usize] for Centralise<K, U>;
    [const K: usize] for ClipByBlockRms<K>;
    for ClipByValue;
    for GradientNoise;
    [S] for Proximal<S>;
    for SkipNonFinite;
}

/// Bytes of the body: how many wait, how many numbers there are, their sums.
const fn accumulate(length: usize) -> u32 {
    (length as u32).saturating_mul(f32::BYTES).saturating_add(2 * u32::BYTES)
}

/// Sums as they are, finite or not, as what stands behind may still refuse their mean; zeros if none waits.
impl<S: AsRef<[f32]> + AsMut<[f32]>> Checkpoint for Accumulate<S> {
    fn length(&self) -> u32 {
        accumulate(self.sum.as_ref().len()).saturating_add(Saver::HEAD)
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        let sums = self.sum.as_ref();
        to.section(ACCUMULATE, accumulate(sums.len()))?;
        self.count.put(to)?;
        (sums.len() as u32).put(to)?;
        sums.iter().try_for_each(|sum| if self.count == 0 { 0.0 } else { *sum }.put(to))
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        let found = from.section_of_any_length(ACCUMULATE)?;
        let (count, length) = (u32::get(from)?, u32::get(from)? as usize);
        let sums = self.sum.as_mut();
        let expected = sums.len();
        error::same_length("sum", expected, length).map_err(|error| from.refuse(error))?;
        from.check_length(found, accumulate(expected))?;
        if count >= self.every {
            let allowed = "below the number of micro-batches of a step";
            let error = Error::Count { field: "accumulated", value: count, allowed };
            return Err(from.refuse(error));
        }
        sums.iter_mut().try_for_each(|sum| from.take(sum))?;
        if from.commits() {
            self.count = count;
        }
        Ok(())
    }
}

impl<const N: usize> MaxLength for Accumulate<[f32; N]> {
    const MAX_LENGTH: u32 = accumulate(N) + Saver::HEAD;
}

/// The norm that they report, which of a skipped step is that of the step before.
macro_rules! norms {
    ($($clip:ty, $tag:ident;)*) => {$(
        impl Checkpoint for $clip {
            fn length(&self) -> u32 {
                Self::MAX_LENGTH
            }

            fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
                to.section($tag, f32::BYTES)?;
                self.norm.put(to)
            }

            fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
                from.section($tag, f32::BYTES)?;
                from.take(&mut self.norm)
            }
        }

        impl MaxLength for $clip {
            const MAX_LENGTH: u32 = Saver::HEAD + f32::BYTES;
        }
    )*};
}

norms! {
    ClipByGlobalNorm, CLIP_BY_GLOBAL_NORM;
    ClipByNorm, CLIP_BY_NORM;
}
