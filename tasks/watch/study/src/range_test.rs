//! The learning-rate range test on the pre-training: the rate rises with every step, and the losses
//! tell how far.

use crate::{fine_tuning::FineTuning, training::Training};
use thalweg::{
    Error,
    feedback::{RangeAnalysis, RangeOptions, RangeProgress},
    optimizer::Rule,
    schedule::{Cosine, RangeTest, Schedule},
};
use thalweg_watch::recordings::Recording;

/// The rates that are tried, from far too small to far too large.
pub const RATES: [f32; 2] = [1e-5, 10.0];

/// Trains for `epochs` while the rate rises exponentially, until the loss diverges.
///
/// # Errors
/// What the training or the analysis reports.
pub fn range_test(
    training: &mut Training,
    rule: impl Rule,
    epochs: u32,
) -> Result<RangeAnalysis, Error> {
    let mut analysis = RangeAnalysis::new(RangeOptions::LOSS)?;
    let [low, high] = RATES;
    let rates = RangeTest::exponential(low, high, training.steps(epochs))?;
    training.run(rule, epochs, |step, loss| {
        let lr = rates.at(step);
        let progress = analysis.observe(lr, loss)?;
        Ok((progress == RangeProgress::Continue).then_some(lr))
    })?;
    Ok(analysis)
}

/// What training for `epochs` with a cosine from `max_lr` comes to: the share of the windows of a new
/// person that is classified rightly, in per cent. None when the training diverges.
///
/// # Errors
/// A rate out of its range.
pub fn accuracy(
    mut training: Training,
    rule: impl Rule,
    epochs: u32,
    max_lr: f32,
    person: &[Recording],
) -> Result<Option<f64>, Error> {
    let cosine = Cosine::new(max_lr, 0.0, training.steps(epochs))?;
    match training.run(rule, epochs, |step, _| Ok(Some(cosine.at(step)))) {
        Err(Error::NotFinite { .. }) => Ok(None),
        Err(error) => Err(error),
        Ok(()) => {
            let model = training.model();
            Ok(Some(FineTuning::new(&model, person).accuracy(&model.parameters)))
        }
    }
}
