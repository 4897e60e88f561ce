//! What a schedule drives, step by step.

use crate::{Error, error};

/// The scheduled numbers of one step; an `f32` converts into the learning rate alone.
///
/// ```
/// use thalweg::optimizer::{Adam, Optimizer};
/// use thalweg::group::Hyperparams;
/// use thalweg::schedule::{OneCycle, OneCycleOptions, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// assert_eq!(Hyperparams::from(0.1).momentum, None); // the rule's own
/// // The learning rate rises and falls, β₁ goes the other way.
/// let rate = OneCycle::new(0.1, 200, &OneCycleOptions::DEFAULT)?;
/// let momentum = rate.momentum(0.85, 0.95)?;
/// let mut optimizer = Optimizer::<Adam, [f32; 1]>::new(Adam::DEFAULT)?;
/// let mut w = [3.0];
/// for step in 0..200 {
///     let rate = Hyperparams::from(rate.at(step));
///     let hyperparams = Hyperparams { momentum: Some(momentum.at(step)), ..rate };
///     let gradient = [2.0 * w[0]]; // of w²
///     optimizer.step(&mut w, &gradient, hyperparams)?;
/// }
/// assert!(w[0].abs() < 0.1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Hyperparams {
    /// η of this step, at least 0.
    pub learning_rate: f32,
    /// α (or β₁) of this step in place of the rule's own, in [0, 1); `None` for a rule without one.
    pub momentum: Option<f32>,
    /// λ of this step in place of the rule's own, at least 0; `None` where nothing decays weights.
    pub weight_decay: Option<f32>,
}

impl From<f32> for Hyperparams {
    fn from(learning_rate: f32) -> Self {
        Self { learning_rate, momentum: None, weight_decay: None }
    }
}

impl Hyperparams {
    /// In range, and nothing for which the rule (or a transformation) has no use.
    pub(crate) fn validate(&self, has_momentum: bool, decays: bool) -> Result<(), Error> {
        error::non_negative("learning_rate", self.learning_rate)?;
        if let Some(momentum) = self.momentum {
            error::decay_rate("momentum", momentum)?;
            if !has_momentum {
                let with = "the rule has none; allowed: None";
                return Err(Error::Conflict { field: "momentum", with });
            }
        }
        if let Some(decay) = self.weight_decay {
            error::non_negative("weight_decay", decay)?;
            if !decays {
                let with = "neither the rule nor a transformation decays weights; allowed: None";
                return Err(Error::Conflict { field: "weight_decay", with });
            }
        }
        Ok(())
    }
}
