//! On the watch's fine-tuning a fixed-point run tracks the float run within stated bounds, for the
//! new person and for those whom the weights know.

use anyhow::Result;
use thalweg::{fixed, optimizer};
use thalweg_watch::{PRETRAINED, Settings};
use thalweg_watch_study::{
    dataset,
    fine_tuning::{FineTuning, Parameters, largest_difference, typical_difference},
};

const ADAM: Settings = Settings::DEFAULT;
const SGD: Settings = Settings { learning_rate: 0.1, ..Settings::DEFAULT };
const MOMENTUM: Settings = Settings { learning_rate: 0.02, ..Settings::DEFAULT };

/// Percentage points of accuracy between the runs.
const ACCURACY: f64 = 0.5;

fn tasks() -> Result<Vec<FineTuning>> {
    Ok(dataset::load_all()?.iter().map(|person| FineTuning::new(&PRETRAINED, person)).collect())
}

/// How far apart two parameters are.
type Difference = fn(&Parameters, &Parameters) -> f32;

/// The fixed-point run ends within `share` of the movement of `float`, from where `float` ends.
fn track(
    float: impl Fn(&FineTuning) -> Result<Parameters>,
    fixed: impl fixed::Rule,
    settings: &Settings,
    difference: Difference,
    share: f32,
) -> Result<()> {
    for (index, task) in tasks()?.iter().enumerate() {
        let (float, fixed) = (float(task)?, task.run_fixed(fixed, settings)?);
        let moved = difference(task.start(), &float);
        let apart = difference(&float, &fixed.parameters);
        println!("person {}: moved {moved}, apart {apart}", index + 1);
        assert!(moved > 0.01, "the fine-tuning did nothing");
        assert!(apart <= share * moved, "person {}: {apart} of {moved}", index + 1);
        let accuracies = (task.accuracy(&float), task.accuracy(&fixed.parameters));
        assert!((accuracies.0 - accuracies.1).abs() <= ACCURACY, "{}: {accuracies:?}", index + 1);
        assert_eq!((fixed.gradients_saturated, fixed.parameters_saturated), (0, 0));
    }
    Ok(())
}

#[test]
fn sgd_tracks_the_float_run() -> Result<()> {
    let float = |task: &FineTuning| task.run_float(optimizer::Sgd, &SGD);
    track(float, fixed::Sgd, &SGD, largest_difference, 0.01)
}

#[test]
fn momentum_tracks_the_float_run() -> Result<()> {
    let float = |task: &FineTuning| task.run_float(optimizer::Momentum::DEFAULT, &MOMENTUM);
    track(float, fixed::Momentum::DEFAULT, &MOMENTUM, largest_difference, 0.01)
}

#[test]
fn nesterov_tracks_the_float_run() -> Result<()> {
    let float = |task: &FineTuning| task.run_float(optimizer::Nesterov::DEFAULT, &MOMENTUM);
    track(float, fixed::Nesterov::DEFAULT, &MOMENTUM, largest_difference, 0.01)
}

#[test]
fn adam_tracks_the_float_run_on_the_same_gradients() -> Result<()> {
    let float = |task: &FineTuning| task.run_float_quantised(optimizer::Adam::DEFAULT, &ADAM);
    track(float, fixed::Adam::DEFAULT, &ADAM, typical_difference, 0.05)?;
    track(float, fixed::AdamInverseRoot::DEFAULT, &ADAM, typical_difference, 0.05)
}

/// A parameter whose gradient is always below half a unit moves in floats only, where ε = 1e-8
/// blows up any gradient; that no window is classified worse for it is what counts.
#[test]
fn adam_is_as_right_as_the_float_run() -> Result<()> {
    let float = |task: &FineTuning| task.run_float(optimizer::Adam::DEFAULT, &ADAM);
    track(float, fixed::Adam::DEFAULT, &ADAM, typical_difference, 1.0)?;
    track(float, fixed::AdamInverseRoot::DEFAULT, &ADAM, typical_difference, 1.0)
}
