//! A recipe that was told.

use super::{CAPACITY, Network, Shape, tuning::Tuning};
use thalweg::Error;
use thalweg_watch::training::{self, Unfit};

/// The most steps of a training: nobody listens to the line while it lasts.
pub const MOST_STEPS: u32 = 20_000;

/// A recipe that the task can follow, whose network is of this shape.
///
/// # Errors
/// The first thing that is wrong, that the task does not do, that its network does not have, or that takes too long; a shape
/// out of its range.
pub fn read(bytes: &[u8], shape: Shape) -> Result<training::Recipe, Unfit> {
    let network = shape.network().map_err(|_| {
        let field = "the network's shape";
        Unfit::Content(Error::Conflict { field, with: "a number of it is out of range" })
    })?;
    read_for(bytes, &network)
}

/// The same for this network.
pub(super) fn read_for(bytes: &[u8], network: &Network) -> Result<training::Recipe, Unfit> {
    let recipe = training::read_for_any(bytes)?;
    check(&recipe, network).map_err(Unfit::Content)?;
    Ok(recipe)
}

fn check(recipe: &training::Recipe, network: &Network) -> Result<(), Error> {
    Tuning::new(Some(recipe), network)?;
    let refuse = |field, value, allowed| Err(Error::Count { field, value, allowed });
    if recipe.replay > 0 {
        // Whoever is new starts without a sample: there is nobody before him whose samples were kept.
        return refuse("replay", recipe.replay, "0, as no sample of before is kept");
    }
    let steps = recipe.epochs.saturating_mul((CAPACITY as u32).div_ceil(recipe.batch.max(1)));
    if steps > MOST_STEPS {
        return refuse("epochs", recipe.epochs, "up to 20000 steps of 48 samples in all");
    }
    Ok(())
}
