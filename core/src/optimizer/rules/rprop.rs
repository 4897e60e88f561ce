//! Each parameter has a step of its own, which grows while its gradient keeps its sign.
//!
//! By the sign of g · g': Δ ← min(η₊ Δ, Δmax), max(η₋ Δ, Δmin) or Δ; where it is negative, g counts as
//! 0, now and as the next g';  w ← w − Δ sgn g.
//!
//! M. Riedmiller, H. Braun, "A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP
//! Algorithm" (1993), in the form of PyTorch (iRprop−, C. Igel, M. Hüsken, 2000). For full batches: noise
//! in the gradient flips signs.

use crate::optimizer::{
    Rule,
    rule::{GroupStep, TensorMut},
};
use crate::{
    Error, default, error,
    math::{larger, sign, smaller},
};

/// Rprop. The learning rate of the *first* step is where every Δ begins; later ones change nothing.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Rprop};
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(Rprop::DEFAULT).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[1e-20], 0.5).unwrap(); // the size does not matter
/// assert_eq!(w, [0.5]);
/// optimizer.step(&mut w, &[7.0], 0.5).unwrap(); // the same sign: 1.2 times as far
/// assert!((w[0] + 0.1).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rprop {
    /// η₋ above 0 and below 1: what a step is multiplied by when its sign turns.
    pub eta_minus: f32,
    /// η₊ above 1: what it is multiplied by when its sign stays.
    pub eta_plus: f32,
    /// Δmin, above 0 and at most Δmax.
    pub step_min: f32,
    /// Δmax.
    pub step_max: f32,
}

impl Rprop {
    /// The paper's η₋ = 0.5, η₊ = 1.2, Δ in [1e-6, 50], as in PyTorch; both start at η = 0.1 or 0.01.
    pub const DEFAULT: Self =
        Self { eta_minus: 0.5, eta_plus: 1.2, step_min: 1e-6, step_max: 50.0 };
}

default!(Rprop);

/// The scalars of one step of Rprop.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    rule: Rprop,
    /// The step that every parameter begins with, in the first step.
    first: Option<f32>,
}

impl Rule for Rprop {
    /// The sign of the last gradient that counted, and Δ.
    type State = [f32; 2];
    type Tensor = ();
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Rprop";

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::between_0_and_1("eta_minus", self.eta_minus)?;
        let (field, value) = ("eta_plus", self.eta_plus);
        if !(value > 1.0 && value.is_finite()) {
            return Err(Error::OutOfRange { field, value, allowed: "finite and above 1" });
        }
        error::positive("step_min", self.step_min)?;
        error::at_least("step_max", self.step_max, self.step_min, "finite and at least step_min")
    }

    fn validate_state(&self, [last, step]: &[f32; 2]) -> Result<(), Error> {
        error::non_negative("state: step of a parameter", *step)?;
        error::finite("state: last sign", &[*last])
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars {
        Scalars { rule: *self, first: (step.t == 1).then_some(step.learning_rate) }
    }

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, [last, step]: &mut [f32; 2]) {
        let now = sign(g);
        // Quantity the signs, not of the gradients: their product may vanish.
        let agreement = now * *last;
        let factor = if agreement > 0.0 {
            s.rule.eta_plus
        } else if agreement < 0.0 {
            s.rule.eta_minus
        } else {
            1.0
        };
        let before = s.first.unwrap_or(*step);
        *step = smaller(s.rule.step_max, larger(s.rule.step_min, before * factor));
        *last = if agreement < 0.0 { 0.0 } else { now };
        *w -= *step * *last;
    }
}
