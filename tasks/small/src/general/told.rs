//! A recipe that was told.

use super::CAPACITY;
use thalweg::Error;
use thalweg_watch::training::{self, Unfit};

/// The most steps of a training: nobody listens to the line while it lasts.
pub const MOST_STEPS: u32 = 20_000;

/// A recipe that the task can follow.
///
/// # Errors
/// The first thing that is wrong, that the task does not do, or that takes too long.
pub fn read(bytes: &[u8]) -> Result<training::Recipe, Unfit> {
    let recipe = training::read(bytes)?;
    recipe.refuse_fine_tuning().map_err(Unfit::Content)?;
    let steps = recipe.epochs.saturating_mul((CAPACITY as u32).div_ceil(recipe.batch.max(1)));
    if steps > MOST_STEPS {
        let allowed = "up to 20000 steps of 48 samples in all";
        return Err(Unfit::Content(Error::Count {
            field: "epochs",
            value: recipe.epochs,
            allowed,
        }));
    }
    Ok(recipe)
}
