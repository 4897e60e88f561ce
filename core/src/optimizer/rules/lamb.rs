//! Layer-wise Adam: Adam's direction, as long as the tensor it moves.
//!
//! m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  x = m̂ / (√(v̂ + ε₀) + ε) + λ w;
//! w ← w − η φ(‖w‖) / ‖x‖ · x, φ(z) = min(max(z, γₗ), γᵤ).
//!
//! Y. You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes" (2020),
//! algorithm 2. The ratio is 1 where a norm is 0. MXNet has the bounds of φ and the switch for the bias
//! correction, Optax ε₀; Keras decays outside, in front of the step: `Decoupled<Lamb>` with λ = 0 here.

use crate::optimizer::{
    Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    ema,
    norms::Norms,
    rule::{Elements, GroupStep, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{one_minus_powi, quotient, sqrt},
};

/// LAMB over each group as one tensor.
///
/// State: m and v, 8 bytes a parameter. The direction is computed twice: for its norm, and to move.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Lamb};
/// let rule = Lamb { weight_decay: 0.0, ..Lamb::DEFAULT };
/// let mut optimizer = Optimizer::<_, [f32; 2]>::new(rule).unwrap();
/// let mut w = [3.0, 4.0];
/// optimizer.step(&mut w, &[0.0, 1e9], 0.1).unwrap();
/// assert_eq!(w, [3.0, 3.5]); // a tenth of the length of w, whatever the gradient's
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lamb {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared gradients.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: f32,
    /// ε₀, at least 0: what the square is kept above, under the root; Optax' `eps_root`.
    pub epsilon_root: f32,
    /// λ, at least 0.
    pub weight_decay: f32,
    /// γₗ, at least 0: a tensor shorter than this moves as if it were this long.
    pub lower_bound: Option<f32>,
    /// γᵤ, not below γₗ: a tensor longer than this moves as if it were this long.
    pub upper_bound: Option<f32>,
    /// Whether m̂ and v̂ are corrected for their start at 0.
    pub bias_correction: bool,
}

impl Lamb {
    /// The paper's β₁ = 0.9, β₂ = 0.999, ε = 1e-6, λ = 0.01, no bounds.
    ///
    /// MXNet's own λ is 0 and Optax' too; Keras' ε is 1e-7.
    pub const DEFAULT: Self = Self {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-6,
        epsilon_root: 0.0,
        weight_decay: 0.01,
        lower_bound: None,
        upper_bound: None,
        bias_correction: true,
    };

    /// The scalars of a step, without the step size.
    fn scalars_of(&self, step: &GroupStep) -> Scalars {
        let beta1 = step.momentum(self.beta1);
        let correction = |beta| {
            if self.bias_correction { quotient(1.0, one_minus_powi(beta, step.t)) } else { 1.0 }
        };
        Scalars {
            beta1,
            beta2: self.beta2,
            corrections: [correction(beta1), correction(self.beta2)],
            epsilon: self.epsilon,
            epsilon_root: self.epsilon_root,
            decay: step.weight_decay(self.weight_decay),
            step_size: 0.0,
        }
    }

    /// φ(‖w‖) / ‖x‖, at most `f32::MAX`; 1 where one of them is 0.
    fn ratio(&self, length: f32, direction: f32) -> f32 {
        let length = length.max(self.lower_bound.unwrap_or(0.0));
        let length = self.upper_bound.map_or(length, |bound| length.min(bound));
        if length == 0.0 || direction == 0.0 { 1.0 } else { (length / direction).min(f32::MAX) }
    }
}

default!(Lamb);

/// The scalars of one pass of LAMB.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    beta1: f32,
    beta2: f32,
    /// m̂ / m and v̂ / v.
    corrections: [f32; 2],
    epsilon: f32,
    epsilon_root: f32,
    decay: f32,
    /// η φ(‖w‖) / ‖x‖.
    step_size: f32,
}

impl Scalars {
    /// x, with m and v brought up to date.
    #[inline]
    fn direction(&self, w: f32, g: f32, [m, v]: &mut [f32; 2]) -> f32 {
        ema::push(m, self.beta1, g);
        ema::push(v, self.beta2, g * g);
        let [first, second] = self.corrections;
        let root = sqrt(*v * second + self.epsilon_root) + self.epsilon;
        // Without any ε the root is 0 where no gradient has been: nothing to move by.
        let adam = if root > 0.0 { *m * first / root } else { 0.0 };
        adam + self.decay * w
    }
}

impl Rule for Lamb {
    type State = [f32; 2];
    type Tensor = ((), Norms<2>);
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Lamb";
    const MOMENTUM: bool = true;
    const WEIGHT_DECAY: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        error::non_negative("epsilon", self.epsilon)?;
        error::non_negative("epsilon_root", self.epsilon_root)?;
        error::non_negative("weight_decay", self.weight_decay)?;
        let lower = self.lower_bound.unwrap_or(0.0);
        error::non_negative("lower_bound", lower)?;
        match self.upper_bound {
            Some(value) if !(value >= lower && value.is_finite()) => {
                let allowed = "finite and at least lower_bound";
                Err(Error::OutOfRange { field: "upper_bound", value, allowed })
            }
            _ => Ok(()),
        }
    }

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 1 { MomentKind::Second } else { MomentKind::First }
    }

    fn begin(&self, _: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        tensor.scratch.begin()
    }

    fn look(
        &self,
        step: &GroupStep,
        tensor: TensorMut<'_, Self::Tensor>,
        part: impl Elements<[f32; 2]>,
    ) {
        let scalars = self.scalars_of(step);
        let [length, direction] = tensor.scratch.each();
        length.push(part.clone().map(|(w, _, _)| w));
        direction.push(part.map(|(w, g, mut state)| scalars.direction(w, g, &mut state)));
    }

    fn looked(&self, _: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        tensor.scratch.end()
    }

    fn scalars(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> Scalars {
        let [length, direction] = tensor.scratch.found();
        let step_size = (step.learning_rate * self.ratio(length, direction)).min(f32::MAX);
        Scalars { step_size, ..self.scalars_of(step) }
    }

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, state: &mut [f32; 2]) {
        *w -= s.step_size * s.direction(*w, g, state);
    }

    fn describe(&self) -> Description {
        let correction =
            if self.bias_correction { BiasCorrection::Divided } else { BiasCorrection::None };
        describe::list(&[
            EmaDescription::new(Quantity::Gradient, self.beta1, correction),
            EmaDescription::new(Quantity::Square, self.beta2, correction),
        ])
    }
}
