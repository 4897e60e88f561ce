//! Layer-wise adaptive rate scaling: a tensor moves by a fixed share of its own length.
//!
//! v ← α v − η ρ (g + λ w);  w ← w + v, with the local rate ρ = τ ‖w‖ / (‖g‖ + λ ‖w‖ + ε).
//!
//! Y. You, I. Gitman, B. Ginsburg, "Large Batch Training of Convolutional Networks" (2017), algorithm 1.
//! A tensor whose length, or whose gradient, is 0 moves with ρ = 1, as in MXNet and Optax. Optax measures
//! ‖g + λ w‖ as a whole; MXNet scales the velocity along with η unless told not to.

use crate::optimizer::{
    Rule, describe,
    describe::{Description, EmaDescription, Quantity},
    norms::Norms,
    rule::{Elements, GroupStep, TensorMut},
};
use crate::{Error, default, error};

/// LARS over each group as one tensor.
///
/// State: the velocity, 4 bytes a parameter. Two norms a step, a second pass over the gradient.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Lars};
/// let rule = Lars { momentum: 0.0, trust_coefficient: 0.1, ..Lars::DEFAULT };
/// let mut optimizer = Optimizer::<_, [f32; 2]>::new(rule).unwrap();
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

    /// η-free ρ of a tensor whose parameters and gradients (with the decay, if joined) are this long; at most
    /// `f32::MAX`.
    fn local_rate(&self, decay: f32, length: f32, gradient: f32) -> f32 {
        let denominator = match self.denominator {
            LarsDenominator::Lengths => gradient + decay * length,
            LarsDenominator::Joined => gradient,
        };
        if length == 0.0 || gradient == 0.0 {
            return 1.0;
        }
        // A subnormal gradient would make it infinite, and infinity times a zero element is NaN.
        (self.trust_coefficient * length / (denominator + self.epsilon)).min(f32::MAX)
    }
}

default!(Lars);

/// The scalars of one pass of LARS.
#[derive(Clone, Copy, Debug)]
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
    type Tensor = ((), Norms<2>);
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Lars";
    const MOMENTUM: bool = true;
    const WEIGHT_DECAY: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("momentum", self.momentum)?;
        error::positive("trust_coefficient", self.trust_coefficient)?;
        error::non_negative("epsilon", self.epsilon)?;
        error::non_negative("weight_decay", self.weight_decay)
    }

    fn begin(&self, _: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        tensor.scratch.begin()
    }

    fn look(
        &self,
        step: &GroupStep,
        tensor: TensorMut<'_, Self::Tensor>,
        part: impl Elements<[f32; 1]>,
    ) {
        let decay = match self.denominator {
            LarsDenominator::Lengths => 0.0,
            LarsDenominator::Joined => step.weight_decay(self.weight_decay),
        };
        let [length, gradient] = tensor.scratch.each();
        length.push(part.clone().map(|(w, _, _)| w));
        gradient.push(part.map(|(w, g, _)| if decay == 0.0 { g } else { g + decay * w }));
    }

    fn looked(&self, _: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        tensor.scratch.end()
    }

    fn scalars(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> Scalars {
        let decay = step.weight_decay(self.weight_decay);
        let [length, gradient] = tensor.scratch.found();
        let rate = self.local_rate(decay, length, gradient);
        let (inside, outside) = if self.momentum_correction {
            (rate, step.learning_rate)
        } else {
            ((step.learning_rate * rate).min(f32::MAX), 1.0)
        };
        let momentum = step.momentum(self.momentum);
        Scalars { momentum, decay, inside, outside, nesterov: self.nesterov }
    }

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, [v]: &mut [f32; 1]) {
        let pull = s.inside * (g + s.decay * *w);
        *v = s.momentum * *v - pull;
        *w += s.outside * if s.nesterov { s.momentum * *v - pull } else { *v };
    }

    fn describe(&self) -> Description {
        describe::list(&[EmaDescription::sum(Quantity::Gradient, self.momentum)])
    }
}
