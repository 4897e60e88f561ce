//! A person meets a model, as the watch does it.

use anyhow::Result;
use thalweg_watch::{Adapter, Model, Plan, Score, Settings, recordings, recordings::Recording};

/// What a person's later windows come to, in per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accuracies {
    /// As the factory made it, by the statistics of the population.
    pub before: f64,
    /// By those of the wearer, of the earlier windows without their labels.
    pub calibrated: f64,
    /// Fine-tuned on these windows.
    pub after: f64,
}

/// The accuracies on a person's later windows.
///
/// # Errors
/// A setting out of its range, more windows than the watch remembers.
pub fn meet(
    model: &Model,
    person: &[Recording],
    settings: Settings,
    plan: &Plan,
) -> Result<Accuracies> {
    let percent = |score: Score| (100.0 * score.accuracy()).into();
    let mut watch = Adapter::new(model, settings)?;
    let before = percent(recordings::test(&watch, person, plan));
    recordings::learn(&mut watch, person, plan)?;
    watch.calibrate();
    let calibrated = percent(recordings::test(&watch, person, plan));
    watch.begin()?;
    while watch.step()?.is_some() {}
    Ok(Accuracies { before, calibrated, after: percent(recordings::test(&watch, person, plan)) })
}
