//! The watch's own settings as a recipe.

use anyhow::Result;
use thalweg::{
    optimizer::Adam,
    recipe::{Clip, Recipe},
    schedule::{AnySchedule, Cosine},
};
use thalweg_watch::Settings;

/// The watch's fine-tuning on this many windows.
///
/// # Errors
/// A setting out of its range.
pub fn watch_recipe(settings: &Settings, windows: usize) -> Result<Recipe> {
    let steps = settings.steps(windows);
    let warmup = settings.warmup_steps.min(steps);
    let cosine = Cosine::new(settings.learning_rate, 0.0, (steps - warmup).max(1))?;
    Ok(Recipe {
        batch: u32::try_from(settings.batch)?,
        epochs: settings.epochs,
        seed: settings.seed,
        clip: Some(Clip::ByGlobalNorm { max_norm: settings.max_norm, epsilon: 0.0 }),
        ..Recipe::new(Adam::DEFAULT, AnySchedule::from(cosine).warmup(warmup, 0.0)?)
    })
}
