//! Rates and verdicts that depend on how the training goes: driven by a metric.
//!
//! A [`Schedule`](crate::schedule::Schedule) is a pure function of the step; these are not, and say so by taking
//! `&mut self`. Their state is a few plain numbers, read by `state` and checked by
//! `restore`, to be kept with the checkpoint.
//!
//! A metric comes once an epoch, so comparisons and the rate itself are computed in f64: the same
//! decisions as the float64 of PyTorch and Keras for the same f32 numbers, ties included.

mod early_stopping;
mod goal;
mod range;
mod reduce_on_plateau;
mod threshold;

pub use early_stopping::{Best, EarlyStopping, EarlyStoppingOptions, EarlyStoppingState, Verdict};
pub use goal::Goal;
pub use range::{
    Divergence, Judged, NoSuggestion, RangeAnalysis, RangeOptions, RangeProgress, RangeState,
    Suggestion,
};
pub use reduce_on_plateau::{PlateauOptions, PlateauState, ReduceOnPlateau};
pub use threshold::Threshold;

/// A value that follows a metric: a learning rate, or a factor on one.
///
/// Callers may rely on: the same metrics in the same order give the same bits on every target; no
/// metric panics, NaN included; [`value`](Self::value) changes only in [`observe`](Self::observe).
///
/// ```
/// use thalweg::feedback::{Feedback, PlateauOptions, PlateauState, ReduceOnPlateau};
/// use thalweg::schedule::{Cosine, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// // A factor on a schedule: the cosine as planned, halved whenever the loss stands still.
/// let cosine = Cosine::new(0.1, 0.0, 100)?;
/// let options = PlateauOptions { factor: 0.5, patience: 0, ..PlateauOptions::DEFAULT };
/// let mut factor = ReduceOnPlateau::new(1.0, options)?;
/// factor.observe(2.0);
/// factor.observe(2.0);
/// assert_eq!(factor.value() * cosine.at(0), 0.05);
/// # Ok(())
/// # }
/// ```
pub trait Feedback {
    /// The value as it stands.
    fn value(&self) -> f32;

    /// Updates with the metric of an epoch, and returns the value from now on.
    fn observe(&mut self, metric: f32) -> f32;
}
