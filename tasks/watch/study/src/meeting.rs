//! A person meets a model, as the watch does it.

use anyhow::Result;
use thalweg_watch::{Adapter, Model, Plan, Settings, recordings, recordings::Recording};

/// The accuracy on a person's later windows in per cent, before and after a fine-tuning on the earlier ones.
///
/// # Errors
/// A setting out of its range, more windows than the watch remembers.
pub fn meet(model: &Model, person: &[Recording], settings: Settings) -> Result<[f64; 2]> {
    let plan = Plan::DEFAULT;
    let mut watch = Adapter::new(model, settings)?;
    let before = recordings::test(&watch, person, &plan);
    recordings::learn(&mut watch, person, &plan)?;
    watch.begin()?;
    while watch.step()?.is_some() {}
    let after = recordings::test(&watch, person, &plan);
    Ok([before, after].map(|score| (100.0 * score.accuracy()).into()))
}
