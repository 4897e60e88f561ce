//! What metrics have counted, in a checkpoint.

use super::{ConfusionMatrix, Forgetting, ForgettingState};
use crate::checkpoint::{Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag};
use crate::error;

const FORGETTING: Tag = Tag::of(18, "forgetting");
const CONFUSION_MATRIX: Tag = Tag::of(19, "confusion_matrix");

crate::plain_struct! { struct ForgettingState { best: f32, now: f32, measured: u32 } }

impl<const T: usize> Checkpoint for Forgetting<T> {
    fn length(&self) -> u32 {
        Self::MAX_LENGTH
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(FORGETTING, <[ForgettingState; T]>::BYTES)?;
        self.tasks.put(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        from.section(FORGETTING, <[ForgettingState; T]>::BYTES)?;
        for place in &mut self.tasks {
            let task = ForgettingState::get(from)?;
            let valid = error::share("best", task.best).and(error::share("now", task.now));
            valid.map_err(|error| from.refuse(error))?;
            if from.commits() {
                *place = task;
            }
        }
        Ok(())
    }
}

impl<const T: usize> MaxLength for Forgetting<T> {
    const MAX_LENGTH: u32 = Saver::HEAD + <[ForgettingState; T]>::BYTES;
}

impl<const C: usize> Checkpoint for ConfusionMatrix<C> {
    fn length(&self) -> u32 {
        Self::MAX_LENGTH
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(CONFUSION_MATRIX, <[[u32; C]; C]>::BYTES)?;
        self.counts.put(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        from.section(CONFUSION_MATRIX, <[[u32; C]; C]>::BYTES)?;
        self.counts.as_flattened_mut().iter_mut().try_for_each(|count| from.take(count))
    }
}

impl<const C: usize> MaxLength for ConfusionMatrix<C> {
    const MAX_LENGTH: u32 = Saver::HEAD + <[[u32; C]; C]>::BYTES;
}
