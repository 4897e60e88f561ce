//! Layer-wise adaptive rate scaling: a tensor moves by a fixed share of its own length.
//!
//! v ← α v − η ρ (g + λ w);  w ← w + v, with the local rate ρ = τ ‖w‖ / (‖g‖ + λ ‖w‖ + ε).
//!
//! Y. You, I. Gitman, B. Ginsburg, "Large Batch Training of Convolutional Networks" (2017), algorithm 1.
//! A tensor whose length, or whose gradient, is 0 moves with ρ = 1, as in MXNet and Optax. Optax measures
//! ‖g + λ w‖ as a whole; MXNet scales the velocity along with η unless told not to.

use crate::optimizer::{Average, Averages, Elements, Of, Pass, Rule, averages};
use crate::{Error, error, gradient::Norm};

/// LARS over each group as one tensor.
///
/// State: the velocity, 4 bytes a parameter. Two norms a step, a second pass over the gradient.
///
/// ```
/// use thalweg::optimizer::{Lars, Optimizer};
/// let rule = Lars { momentum: 0.0, trust_coefficient: 0.1, ..Lars::DEFAULT };
/// let mut optimizer = Optimizer::<_, 2>::new(rule).unwrap();
/// let mut w = [3.0, 4.0];
/// // The gradient is huge; the step is a tenth of the length of w all the same.
/// optimizer.step(&mut w, &[0.0, 1e9], 1.0).unwrap();
/// assert_eq!(w, [3.0, 3.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lars {
    /// α in [0, 1); averages about the last 1/(1 − α) steps.
    pub momentum: f32,
    /// τ, above 0: the share of its length that a tensor moves in a step, times η. MXNet's `eta`.
    pub trust_coefficient: f32,
    /// ε, at least 0: what the length of the gradient is kept above.
    pub epsilon: f32,
    /// λ, at least 0.
    pub weight_decay: f32,
    /// What the length of w is divided by.
    pub denominator: LarsDenominator,
    /// Whether the velocity keeps η out, so that a changed η acts on all of it at once: MXNet's
    /// `momentum_correction`. Off, it remembers the old η, as in the paper and Optax.
    pub momentum_correction: bool,
    /// Whether to look ahead: w ← w + α v − η ρ (g + λ w).
    pub nesterov: bool,
}

/// Which length of gradient and weight decay LARS divides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum LarsDenominator {
    /// ‖g‖ + λ ‖w‖ + ε: the paper and MXNet.
    Lengths,
    /// ‖g + λ w‖ + ε: Optax.
    Joined,
}

impl Lars {
    /// α = 0.9, τ = 0.001, no weight decay: the paper's, but for its λ = 0.0005.
    ///
    /// MXNet's own α is 0, and its momentum is corrected.
    pub const DEFAULT: Self = Self {
        momentum: 0.9,
        trust_coefficient: 0.001,
        epsilon: 0.0,
        weight_decay: 0.0,
        denominator: LarsDenominator::Lengths,
        momentum_correction: false,
        nesterov: false,
    };

    /// η-free ρ of a tensor, at most `f32::MAX`.
    fn local_rate(&self, decay: f32, elements: impl Elements<[f32; 1]>) -> f32 {
        let length = Norm::l2(elements.clone().map(|(w, _, _)| w)).value();
        let (measured, denominator) = match self.denominator {
            LarsDenominator::Lengths => {
                let gradient = Norm::l2(elements.map(|(_, g, _)| g)).value();
                (gradient, gradient + decay * length)
            }
            LarsDenominator::Joined => {
                let joined = Norm::l2(elements.map(|(w, g, _)| g + decay * w)).value();
                (joined, joined)
            }
        };
        if length == 0.0 || measured == 0.0 {
            return 1.0;
        }
        // A subnormal gradient would make it infinite, and infinity times a zero element is NaN.
        (self.trust_coefficient * length / (denominator + self.epsilon)).min(f32::MAX)
    }
}

impl Default for Lars {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The scalars of one pass of LARS.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Scalars {
    momentum: f32,
    decay: f32,
    /// What a gradient counts in the velocity.
    inside: f32,
    /// What the velocity counts in the step.
    outside: f32,
    nesterov: bool,
}

impl Rule for Lars {
    type State = [f32; 1];
    type Memory = ();
    type Scalars<'a> = Scalars;

    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("momentum", self.momentum)?;
        error::positive("trust_coefficient", self.trust_coefficient)?;
        error::non_negative("epsilon", self.epsilon)?;
        error::non_negative("weight_decay", self.weight_decay)
    }

    fn begin(&self, pass: &Pass, elements: impl Elements<[f32; 1]>, (): &mut ()) -> Scalars {
        let decay = pass.weight_decay(self.weight_decay);
        let rate = self.local_rate(decay, elements);
        let (inside, outside) = if self.momentum_correction {
            (rate, pass.learning_rate)
        } else {
            ((pass.learning_rate * rate).min(f32::MAX), 1.0)
        };
        let momentum = pass.momentum(self.momentum);
        Scalars { momentum, decay, inside, outside, nesterov: self.nesterov }
    }

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, [v]: &mut [f32; 1], _: f32) {
        let pull = s.inside * (g + s.decay * *w);
        *v = s.momentum * *v - pull;
        *w += s.outside * if s.nesterov { s.momentum * *v - pull } else { *v };
    }

    fn averages(&self) -> Averages {
        averages::list(&[Average::sum(Of::Gradient, self.momentum)])
    }
}
