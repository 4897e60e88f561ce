//! NovoGrad: the gradient divided by a moving average of its length, one number a tensor.
//!
//! v ← β₂ v + (1 − β₂) ‖g‖², v = ‖g‖² at first;  m ← β₁ m + g / (√(v + ε₀) + ε) + λ w;
//! w ← w − η m.
//!
//! B. Ginsburg et al., "Stochastic Gradient Methods with Layer-wise Adaptive Moments for Training of
//! Deep Networks" (2019), algorithm 1, in Optax' form: m is a sum as momentum's, so that its steps are
//! 1/(1 − β₁) times as long as those of an average. Optax' ε₀ is `eps_root`.

use crate::optimizer::{
    Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    norms::Norms,
    rule::{Elements, GroupStep, TensorMut},
};
use crate::{
    Error, default, error,
    math::{Norm, sqrt},
};

/// NovoGrad over each group as one tensor.
///
/// State: m, 4 bytes a parameter, and √v, 4 bytes a group. The root is kept rather than v itself, as
/// ‖g‖² leaves the range of `f32` long before ‖g‖ does.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::NovoGrad};
/// let mut optimizer = Optimizer::<NovoGrad, [f32; 2]>::new(NovoGrad::DEFAULT).unwrap();
/// let mut w = [0.0; 2];
/// optimizer.step(&mut w, &[3e8, -4e8], 1.0).unwrap();
/// assert!((w[0] + 0.6).abs() < 1e-6 && (w[1] - 0.8).abs() < 1e-6);
/// assert_eq!(optimizer.group_states()[0].tensor, 5e8); // √v
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NovoGrad {
    /// β₁ in [0, 1): m sums about the last 1/(1 − β₁) directions.
    pub beta1: f32,
    /// β₂ in [0, 1): v averages about the last 1/(1 − β₂) squared lengths.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: f32,
    /// ε₀, at least 0: what v is kept above, under the root.
    pub epsilon_root: f32,
    /// λ, at least 0.
    pub weight_decay: f32,
}

impl NovoGrad {
    /// Optax' β₁ = 0.9, β₂ = 0.25, ε = 1e-6, no weight decay. The paper has β₁ = 0.95, β₂ = 0.98.
    pub const DEFAULT: Self =
        Self { beta1: 0.9, beta2: 0.25, epsilon: 1e-6, epsilon_root: 0.0, weight_decay: 0.0 };
}

default!(NovoGrad);

/// The scalars of one pass of NovoGrad.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    learning_rate: f32,
    beta1: f32,
    decay: f32,
    /// 1 / (√(v + ε₀) + ε).
    scale: f32,
}

impl Rule for NovoGrad {
    type State = [f32; 1];
    /// √v.
    type Tensor = (f32, Norms<1>);
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "NovoGrad";
    const MOMENTUM: bool = true;
    const WEIGHT_DECAY: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        error::non_negative("epsilon", self.epsilon)?;
        error::non_negative("epsilon_root", self.epsilon_root)?;
        error::non_negative("weight_decay", self.weight_decay)
    }

    fn validate_tensor(&self, root: &f32) -> Result<(), Error> {
        error::non_negative("root of the second moment", *root)
    }

    fn begin(&self, _: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        tensor.scratch.begin()
    }

    fn look(
        &self,
        _: &GroupStep,
        tensor: TensorMut<'_, Self::Tensor>,
        part: impl Elements<[f32; 1]>,
    ) {
        let [length] = tensor.scratch.each();
        length.push(part.map(|(_, g, _)| g));
    }

    fn looked(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        if tensor.scratch.end() {
            return true;
        }
        let [length] = tensor.scratch.found();
        *tensor.state = if step.t == 1 {
            length
        } else {
            let kept = sqrt(self.beta2) * *tensor.state;
            Norm::l2([kept, sqrt(1.0 - self.beta2) * length].into_iter()).value()
        };
        false
    }

    fn scalars(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> Scalars {
        let root = [*tensor.state, sqrt(self.epsilon_root)];
        let kept = Norm::l2(root.into_iter()).value() + self.epsilon;
        Scalars {
            learning_rate: step.learning_rate,
            beta1: step.momentum(self.beta1),
            decay: step.weight_decay(self.weight_decay),
            // 0 where no gradient has been, and finite for a subnormal length.
            scale: if kept > 0.0 { (1.0 / kept).min(f32::MAX) } else { 0.0 },
        }
    }

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, [m]: &mut [f32; 1]) {
        *m = s.beta1 * *m + (g * s.scale + s.decay * *w);
        *w -= s.learning_rate * *m;
    }

    fn describe(&self) -> Description {
        describe::list(&[
            EmaDescription::sum(Quantity::Gradient, self.beta1),
            EmaDescription::new(Quantity::Square, self.beta2, BiasCorrection::Started),
        ])
    }
}
