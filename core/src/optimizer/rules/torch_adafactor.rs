//! Adafactor as PyTorch has it: ε₁ is a floor, η is bounded by the step count, λ is decoupled.
//!
//! β̂ = 1 − t^(−γ);  v = the factored average of g², r̄ ≥ ε₁;  u = g / √max(v, ε₁²);
//! ρ = min(η, 1/√t);  w ← (1 − η λ) w − ρ max(ε₂, rms(w)) u / max(1, rms(u) / d).
//!
//! N. Shazeer, M. Stern (2018), see [`Adafactor`](crate::optimizer::Adafactor) for the paper's form. PyTorch's
//! `beta2_decay` is −γ here, and its ε₁ = `None` the machine epsilon of the parameters. rms(w) is taken
//! before the decay, which [`Decoupled`](crate::optimizer::Decoupled) around the rule would not do.

use super::adafactor::{Scalars, decay_exponent};
use crate::optimizer::{
    RowsAndColumns, Rule,
    factored::{FactoredWalk, Squares, by_squares},
    rule::{GroupStep, TensorMut},
};
use crate::{
    Error, error,
    math::{powf, sqrt},
};

/// PyTorch's Adafactor over matrices of at most `ROWS` × `COLUMNS`, or vectors of at most `COLUMNS`.
///
/// State: nothing a parameter, 4 · (`ROWS` + `COLUMNS`) bytes a group.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::TorchAdafactor};
/// let mut optimizer = Optimizer::<_, [f32; 3]>::new(TorchAdafactor::<1, 3>::DEFAULT).unwrap();
/// let mut w = [2.0, -2.0, 2.0];
/// optimizer.step(&mut w, &[4.0, 4.0, -4.0], 0.01).unwrap();
/// assert_eq!(w, [1.98, -2.02, 2.02]); // a hundredth of rms(w)
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TorchAdafactor<const ROWS: usize, const COLUMNS: usize> {
    /// γ in (0, 1]: β̂ is 0 at first and grows towards 1, faster with a larger γ.
    pub decay_exponent: f32,
    /// d, above 0: the rms that u is held to.
    pub clipping_threshold: f32,
    /// ε₁, at least 0: the root is kept at or above it.
    pub epsilon1: f32,
    /// ε₂, at least 0: a tensor whose rms is smaller moves as if it were this.
    pub epsilon2: f32,
    /// λ, at least 0.
    pub weight_decay: f32,
}

impl<const ROWS: usize, const COLUMNS: usize> TorchAdafactor<ROWS, COLUMNS> {
    /// PyTorch's γ = 0.8, d = 1, ε₁ the machine epsilon, ε₂ = 0.001, no weight decay.
    pub const DEFAULT: Self = Self {
        decay_exponent: 0.8,
        clipping_threshold: 1.0,
        epsilon1: f32::EPSILON,
        epsilon2: 1e-3,
        weight_decay: 0.0,
    };
}

impl<const ROWS: usize, const COLUMNS: usize> Default for TorchAdafactor<ROWS, COLUMNS> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl<const ROWS: usize, const COLUMNS: usize> TorchAdafactor<ROWS, COLUMNS> {
    fn squares(&self, step: &GroupStep) -> Squares {
        Squares {
            share: powf(step.t as f32, -self.decay_exponent),
            epsilon: 0.0,
            mean_floor: self.epsilon1,
            floor: self.epsilon1 * self.epsilon1,
            size: true,
            clipping: true,
        }
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Rule for TorchAdafactor<ROWS, COLUMNS> {
    type State = [f32; 0];
    type Tensor = (RowsAndColumns<ROWS, COLUMNS>, FactoredWalk);
    type Scalars<'a> = Scalars<'a, ROWS, COLUMNS>;

    const ONE_BY_ONE: bool = true;
    const NAME: &'static str = "TorchAdafactor";
    const WEIGHT_DECAY: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        decay_exponent(self.decay_exponent)?;
        error::positive("clipping_threshold", self.clipping_threshold)?;
        error::non_negative("epsilon1", self.epsilon1)?;
        error::non_negative("epsilon2", self.epsilon2)?;
        error::non_negative("weight_decay", self.weight_decay)
    }

    by_squares!(ROWS, COLUMNS);

    fn scalars<'a>(
        &'a self,
        step: &GroupStep,
        tensor: TensorMut<'a, Self::Tensor>,
    ) -> Self::Scalars<'a> {
        let size = tensor.scratch.size(step).max(self.epsilon2);
        let rate = step.learning_rate.min(1.0 / sqrt(step.t as f32));
        let clipping = tensor.scratch.clipping(step, self.clipping_threshold);
        Scalars {
            directions: self.squares(step).directions(step, tensor.state),
            step_size: rate * size / clipping,
            momentum: 0.0,
            decay: step.learning_rate * step.weight_decay(self.weight_decay),
        }
    }

    #[inline]
    fn update(scalars: &mut Self::Scalars<'_>, w: &mut f32, g: f32, _: &mut [f32; 0]) {
        *w -= scalars.decay * *w + scalars.step_size * scalars.directions.next(g);
    }
}
