//! What a schedule drives, step by step.

use crate::{Error, error};

/// The scheduled numbers of one step; an `f32` converts into the learning rate alone.
///
/// ```
/// use thalweg::optimizer::{Adam, Optimizer};
/// use thalweg::group::Rates;
/// use thalweg::schedule::{OneCycle, OneCycleOptions, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// assert_eq!(Rates::from(0.1).momentum, None); // the rule's own
/// // The learning rate rises and falls, β₁ goes the other way.
/// let rate = OneCycle::new(0.1, 200, &OneCycleOptions::DEFAULT)?;
/// let momentum = rate.momentum(0.85, 0.95)?;
/// let mut optimizer = Optimizer::<Adam, 1>::new(Adam::DEFAULT)?;
/// let mut w = [3.0];
/// for step in 0..200 {
///     let rates = Rates { momentum: Some(momentum.at(step)), ..Rates::from(rate.at(step)) };
///     let gradient = [2.0 * w[0]]; // of w²
///     optimizer.step(&mut w, &gradient, rates)?;
/// }
/// assert!(w[0].abs() < 0.1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Rates {
    /// η of this step, at least 0.
    pub learning_rate: f32,
    /// α (or β₁) of this step in place of the rule's own, in [0, 1).
    pub momentum: Option<f32>,
    /// λ of this step in place of the rule's own, at least 0.
    pub weight_decay: Option<f32>,
}

impl From<f32> for Rates {
    fn from(learning_rate: f32) -> Self {
        Self { learning_rate, momentum: None, weight_decay: None }
    }
}

impl Rates {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        error::non_negative("learning_rate", self.learning_rate)?;
        self.momentum.map_or(Ok(()), |momentum| error::decay_rate("momentum", momentum))?;
        self.weight_decay.map_or(Ok(()), |decay| error::non_negative("weight_decay", decay))
    }
}
