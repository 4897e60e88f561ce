//! Prodigy: Adam without a learning rate, from an estimate d of the distance to the solution.
//!
//! m ← β₁ m + (1 − β₁) d g;  v ← β₂ v + (1 − β₂) d² g²;
//! r ← β₃ r + d γ ⟨g, w₀ − w⟩;  s ← β₃ s + d γ g;  d' = max(d, κ r / ‖s‖₁);
//! w ← w − γ (m / (√v + d' ε) + λ w), γ = η d, the η of a schedule about 1.
//!
//! K. Mishchenko, A. Defazio, "Prodigy: An Expeditiously Adaptive Parameter-Free Learner" (2023),
//! algorithm 4. prodigyopt multiplies γ by √(1 − β₂ᵗ) / (1 − β₁ᵗ) if asked, Optax always; prodigyopt can
//! bound how fast d grows; both can leave η out of s (`safeguard_warmup`), and both divide r and s by d₀,
//! which cancels, and leaves the range of `f32` sooner where d grows.

use crate::optimizer::{
    Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    ema,
    rule::{Elements, GroupStep, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, Zero, default, error,
    math::{Sum, one_minus_powi, saturated, sqrt},
};

/// Prodigy over each group by itself: a group has its own d.
///
/// On gradients that follow no valley d may grow without end, and r grows as d³: where a sum leaves the range of
/// `f32`, d and what has left stay as they are. (prodigyopt keeps these numbers in `float64`.) A step is as
/// long as d then: such a training has long diverged.
///
/// State: m, v, s and w₀ − w, 16 bytes a parameter; 12 bytes a group. The way w₀ − w is kept as the sum of
/// the steps, not as w₀: a difference of parameters near 100 would lose the steps of the first d = 1e-6.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Prodigy};
/// let mut optimizer = Optimizer::<Prodigy, [f32; 2]>::new(Prodigy::DEFAULT).unwrap();
/// let mut w = [3.0, -2.0];
/// for _ in 0..300 {
///     let gradient = [w[0], 10.0 * w[1]];
///     optimizer.step(&mut w, &gradient, 1.0).unwrap(); // nothing to tune
/// }
/// assert!(w.iter().all(|w| w.abs() < 0.1), "{w:?}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Prodigy {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared gradients.
    pub beta2: f32,
    /// β₃ in [0, 1): decay of r and s; `None` is √β₂.
    pub beta3: Option<f32>,
    /// ε, above 0: what the root is kept above, in units of d.
    pub epsilon: f32,
    /// λ, at least 0: decoupled, by γ. For one that joins the gradient: [`L2`](crate::optimizer::L2).
    pub weight_decay: f32,
    /// d₀, above 0: the first estimate, which should lie below the true distance.
    pub d0: f32,
    /// κ, above 0: what an estimate is multiplied by; the one number worth tuning.
    pub d_coefficient: f32,
    /// At least 1: how much d may grow in a step; infinite for no bound.
    #[cfg_attr(feature = "serde", serde(with = "crate::infinite"))]
    pub growth_rate: f32,
    /// Whether γ is corrected for the start of m and v at 0.
    pub bias_correction: bool,
    /// Whether s leaves η out, so that a warmup does not make the estimate too large.
    pub safeguard_warmup: bool,
}

impl Prodigy {
    /// The paper's and prodigyopt's β = (0.9, 0.999, √β₂), ε = 1e-8, d₀ = 1e-6, κ = 1, no weight decay.
    ///
    /// Optax always corrects the bias.
    pub const DEFAULT: Self = Self {
        beta1: 0.9,
        beta2: 0.999,
        beta3: None,
        epsilon: 1e-8,
        weight_decay: 0.0,
        d0: 1e-6,
        d_coefficient: 1.0,
        growth_rate: f32::INFINITY,
        bias_correction: false,
        safeguard_warmup: false,
    };
}

impl Prodigy {
    /// The scalars of a step from this d, without ε.
    fn scalars_of(&self, step: &GroupStep, d: f32) -> Scalars {
        let beta1 = step.momentum(self.beta1);
        let correction = if self.bias_correction {
            sqrt(one_minus_powi(self.beta2, step.t)) / one_minus_powi(beta1, step.t)
        } else {
            1.0
        };
        let step_size = d * step.learning_rate * correction;
        Scalars {
            beta1,
            beta2: self.beta2,
            beta3: self.beta3.unwrap_or(sqrt(self.beta2)),
            d,
            step_size,
            share: d * if self.safeguard_warmup { d } else { step_size },
            epsilon: 0.0,
            decay: step.weight_decay(self.weight_decay),
        }
    }
}

default!(Prodigy);

/// What Prodigy keeps once a group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Distance {
    /// d; 0 before the first step.
    pub d: f32,
    /// The largest estimate so far, which d grows towards.
    pub largest: f32,
    /// r.
    pub numerator: f32,
}

crate::plain_struct! { struct Distance { d: f32, largest: f32, numerator: f32 } }

impl Zero for Distance {
    const ZERO: Self = Self { d: 0.0, largest: 0.0, numerator: 0.0 };

    fn clear(&mut self) {
        *self = Self::ZERO;
    }
}

/// An estimate in the making.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// d before this step.
    before: f32,
    /// ⟨g, w₀ − w⟩.
    product: Sum,
    /// ‖s‖₁.
    length: Sum,
}

impl Zero for Estimate {
    const ZERO: Self = Self { before: 0.0, product: Sum::ZERO, length: Sum::ZERO };

    fn clear(&mut self) {
        *self = Self::ZERO;
    }
}

impl Distance {
    /// One estimate more: r / ‖s‖₁ times κ.
    fn learn(&mut self, rule: &Prodigy, length: f32) {
        let estimate = rule.d_coefficient * self.numerator / length;
        // Nothing is learnt from 0/0, before the first gradient, nor from a sum out of range.
        if !estimate.is_finite() {
            return;
        }
        if self.d == rule.d0 {
            self.d = self.d.max(estimate);
        }
        self.largest = self.largest.max(estimate);
        self.d = self.largest.min(self.d * rule.growth_rate);
    }
}

/// The scalars of one pass of Prodigy.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    beta1: f32,
    beta2: f32,
    beta3: f32,
    /// d before this step.
    d: f32,
    /// γ.
    step_size: f32,
    /// What a gradient counts in s.
    share: f32,
    /// d' ε.
    epsilon: f32,
    decay: f32,
}

impl Rule for Prodigy {
    /// m, v, s, w₀ − w.
    type State = [f32; 4];
    type Tensor = (Distance, Estimate);
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Prodigy";
    const MOMENTUM: bool = true;
    const WEIGHT_DECAY: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        error::decay_rate("beta3", self.beta3.unwrap_or(0.0))?;
        error::positive("epsilon", self.epsilon)?;
        error::non_negative("weight_decay", self.weight_decay)?;
        error::positive("d0", self.d0)?;
        error::positive("d_coefficient", self.d_coefficient)?;
        if self.growth_rate >= 1.0 {
            return Ok(());
        }
        let (field, value) = ("growth_rate", self.growth_rate);
        Err(Error::OutOfRange { field, value, allowed: "at least 1; infinite for no bound" })
    }

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 1 { MomentKind::Second } else { MomentKind::First }
    }

    fn validate_tensor(&self, distance: &Distance) -> Result<(), Error> {
        error::non_negative("d", distance.d)?;
        error::non_negative("largest d", distance.largest)?;
        error::finite("numerator", &[distance.numerator])
    }

    fn begin(&self, _: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        if tensor.state.d == 0.0 {
            *tensor.state = Distance { d: self.d0, largest: self.d0, numerator: 0.0 };
        }
        *tensor.scratch = Estimate { before: tensor.state.d, ..Estimate::ZERO };
        true
    }

    fn look(
        &self,
        step: &GroupStep,
        tensor: TensorMut<'_, Self::Tensor>,
        part: impl Elements<[f32; 4]>,
    ) {
        let Estimate { before, product, length } = *tensor.scratch;
        let Scalars { beta3, share, .. } = self.scalars_of(step, before);
        let (product, length) = part.fold((product, length), |sums, (_, g, [_, _, s, way])| {
            (sums.0.add(g * way), sums.1.add((beta3 * s + share * g).abs()))
        });
        *tensor.scratch = Estimate { before, product, length };
    }

    fn looked(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        let Estimate { before, product, length } = *tensor.scratch;
        let Scalars { beta3, step_size, .. } = self.scalars_of(step, before);
        let distance = tensor.state;
        let numerator = beta3 * distance.numerator + before * step_size * product.total();
        if numerator.is_finite() {
            distance.numerator = numerator;
            distance.learn(self, length.total());
        }
        false
    }

    fn scalars(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> Scalars {
        let scalars = self.scalars_of(step, tensor.scratch.before);
        Scalars { epsilon: tensor.state.d * self.epsilon, ..scalars }
    }

    #[inline]
    fn update(scalars: &mut Scalars, w: &mut f32, g: f32, state: &mut [f32; 4]) {
        let [m, v, s, way] = state;
        let scaled = scalars.d * g;
        ema::push(m, scalars.beta1, scaled);
        *v = saturated(ema::pushed(*v, scalars.beta2, scaled * scaled));
        let sum = scalars.beta3 * *s + scalars.share * g;
        *s = if sum.is_finite() { sum } else { *s };
        let direction = *m / (sqrt(*v) + scalars.epsilon) + scalars.decay * *w;
        let step = scalars.step_size * direction;
        *way += step;
        *w -= step;
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
