//! Schedule-free learning: no schedule to choose, no end of training to know beforehand.
//!
//! z ← z − η u;  x ← (1 − c) x + c z, c = γₜ / Σ γ, γₜ = tʳ (largest η so far)^p;  y = β x + (1 − β) z,
//! with u the gradient at y for SGD, and g / (√v̂ + ε) + λ y for AdamW.
//!
//! A. Defazio et al., "The Road Less Scheduled" (2024), algorithm 1. The parameters that are trained
//! are y; those to be used are the average x: read them with
//! [`Optimizer::eval_params`](crate::optimizer::Optimizer::eval_params). A warmup belongs to the schedule, as everywhere:
//! [`linear`](crate::schedule::Warmup::linear) to a constant. The authors' package and Optax agree.
//!
//! In place of z the state holds d = z − y, which is 0 at first whatever the parameters are:
//! y ← y + c d − η (1 − β (1 − c)) u;  d ← (1 − c)(d − η β u);  x = y − d (1 − β)/β.

use crate::optimizer::{
    EvalParams, Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    ema,
    epsilon::Epsilon,
    rule::rooted::by_root,
    rule::{GroupStep, Rooted, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, Zero, default, error,
    math::{Root, one_minus_powi, powf, sqrt},
};

/// How much each step counts in the average x.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Weighting {
    /// r, at least 0: later steps count for more, as tʳ.
    pub r: f32,
    /// p, at least 0: steps at a larger η count for more, so that a warmup counts for little.
    pub learning_rate_power: f32,
}

impl Weighting {
    /// r = 0, p = 2, as in the authors' package; Optax has no r.
    pub const DEFAULT: Self = Self { r: 0.0, learning_rate_power: 2.0 };

    #[inline]
    fn validate(self) -> Result<(), Error> {
        error::non_negative("weighting.r", self.r)?;
        error::non_negative("weighting.learning_rate_power", self.learning_rate_power)
    }
}

default!(Weighting);

/// What the average remembers between steps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Weights {
    /// Σ γ.
    pub sum: f32,
    /// What rounding has kept out of that sum: after 2²⁴ equal steps it would not grow any more.
    pub rest: f32,
    /// The largest η so far.
    pub largest: f32,
}

crate::plain_struct! { struct Weights { sum: f32, rest: f32, largest: f32 } }

impl Zero for Weights {
    const ZERO: Self = Self { sum: 0.0, rest: 0.0, largest: 0.0 };

    fn clear(&mut self) {
        *self = Self::ZERO;
    }
}

impl Weights {
    /// γ of step `t`, whose η is counted.
    fn weight(&self, weighting: Weighting, t: u32) -> f32 {
        powf(t as f32, weighting.r) * powf(self.largest, weighting.learning_rate_power)
    }

    /// Counts step `t`.
    fn count(&mut self, weighting: Weighting, t: u32, learning_rate: f32) {
        self.largest = self.largest.max(learning_rate);
        let weight_and_rest = self.weight(weighting, t) + self.rest;
        let sum = self.sum + weight_and_rest;
        self.rest = weight_and_rest - (sum - self.sum);
        self.sum = sum;
    }

    /// c = γₜ / Σ γ of step `t`, which is counted; 0 as long as every η was 0.
    fn share(&self, weighting: Weighting, t: u32) -> f32 {
        if self.sum > 0.0 { self.weight(weighting, t) / self.sum } else { 0.0 }
    }

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::non_negative("sum of weights", self.sum)?;
        if !self.rest.is_finite() {
            // Not by `error::finite`, whose result is copied by a function that is linked for it at "z".
            return Err(Error::NotFinite { what: "rest of the sum of weights", index: 0 });
        }
        error::non_negative("largest learning rate", self.largest)
    }
}

/// Schedule-free SGD. Weight decay at y, as in the authors' package: [`L2`](crate::optimizer::L2) around it.
///
/// ```
/// use thalweg::optimizer::{Optimizer, ScheduleFreeSgd};
/// let mut optimizer = Optimizer::<ScheduleFreeSgd, [f32; 1]>::new(ScheduleFreeSgd::DEFAULT).unwrap();
/// let (mut y, mut x) = ([1.0], [0.0]);
/// optimizer.step(&mut y, &[1.0], 0.5).unwrap();
/// optimizer.eval_params(&y, &mut x).unwrap();
/// assert_eq!((y, x), ([0.5], [0.5])); // the first average is the first point
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ScheduleFreeSgd {
    /// β above 0 and below 1: how near to the average the gradients are taken.
    pub beta: f32,
    /// How much each step counts in the average.
    pub weighting: Weighting,
}

impl ScheduleFreeSgd {
    /// β = 0.9, as in the authors' package and Optax.
    pub const DEFAULT: Self = Self { beta: 0.9, weighting: Weighting::DEFAULT };
}

default!(ScheduleFreeSgd);

/// The scalars of one step between y and z.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    /// c.
    share: f32,
    /// 1 − c.
    keep: f32,
    /// η (1 − β (1 − c)).
    step_size: f32,
    /// η β.
    lag: f32,
}

impl Scalars {
    fn new(share: f32, beta: f32, learning_rate: f32) -> Self {
        let keep = 1.0 - share;
        let step_size = learning_rate * (1.0 - beta * keep);
        Self { share, keep, step_size, lag: learning_rate * beta }
    }

    #[inline]
    fn step(&self, y: &mut f32, d: &mut f32, u: f32) {
        *y += self.share * *d - self.step_size * u;
        *d = self.keep * (*d - self.lag * u);
    }
}

impl Rule for ScheduleFreeSgd {
    /// z − y.
    type State = [f32; 1];
    type Tensor = (Weights, ());
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "ScheduleFreeSgd";

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        // At 0 y is z, and x is not to be had from it.
        error::between_0_and_1("beta", self.beta)?;
        self.weighting.validate()
    }

    fn validate_tensor(&self, weights: &Weights) -> Result<(), Error> {
        weights.validate()
    }

    fn begin(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        tensor.state.count(self.weighting, step.t, step.learning_rate);
        false
    }

    fn scalars(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> Scalars {
        let share = tensor.state.share(self.weighting, step.t);
        Scalars::new(share, self.beta, step.learning_rate)
    }

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, [d]: &mut [f32; 1]) {
        s.step(w, d, g);
    }
}

impl EvalParams for ScheduleFreeSgd {
    fn eval_param(&self, w: f32, [d]: [f32; 1]) -> f32 {
        w - d * ((1.0 - self.beta) / self.beta)
    }
}

/// Schedule-free AdamW: β₁ lies between x and z in place of a momentum.
///
/// ```
/// use thalweg::optimizer::{Optimizer, ScheduleFreeAdamW};
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(ScheduleFreeAdamW::DEFAULT).unwrap();
/// let (mut y, mut x) = ([1.0], [0.0]);
/// optimizer.step(&mut y, &[20.0], 0.25).unwrap();
/// optimizer.eval_params(&y, &mut x).unwrap();
/// assert!((x[0] - 0.75).abs() < 1e-6); // η long, as Adam's first step
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ScheduleFreeAdamW {
    /// β₁ above 0 and below 1: how near to the average the gradients are taken.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared gradients.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: f32,
    /// λ at y, at least 0.
    pub weight_decay: f32,
    /// How much each step counts in the average.
    pub weighting: Weighting,
}

impl ScheduleFreeAdamW {
    /// β₁ = 0.9, β₂ = 0.999, ε = 1e-8, no decay, as in the authors' package and Optax.
    pub const DEFAULT: Self = Self {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weight_decay: 0.0,
        weighting: Weighting::DEFAULT,
    };
}

default!(ScheduleFreeAdamW);

/// The scalars of one step of schedule-free AdamW.
#[derive(Clone, Copy, Debug)]
pub struct AdamScalars {
    lookahead: Scalars,
    beta2: f32,
    epsilon: f32,
    /// √(1 − β₂ᵗ).
    root: f32,
    weight_decay: f32,
}

impl Rule for ScheduleFreeAdamW {
    /// z − y and v.
    type State = [f32; 2];
    type Tensor = (Weights, ());
    type Scalars<'a> = AdamScalars;

    const NAME: &'static str = "ScheduleFreeAdamW";
    const WEIGHT_DECAY: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::between_0_and_1("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        self.epsilon.validate()?;
        error::non_negative("weight_decay", self.weight_decay)?;
        self.weighting.validate()
    }

    fn validate_tensor(&self, weights: &Weights) -> Result<(), Error> {
        weights.validate()
    }

    fn begin(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        tensor.state.count(self.weighting, step.t, step.learning_rate);
        false
    }

    fn scalars(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> AdamScalars {
        let share = tensor.state.share(self.weighting, step.t);
        let correction = one_minus_powi(self.beta2, step.t);
        let root = sqrt(correction);
        AdamScalars {
            lookahead: Scalars::new(share, self.beta1, step.learning_rate),
            beta2: self.beta2,
            epsilon: self.epsilon.begin(correction, root),
            root,
            weight_decay: step.weight_decay(self.weight_decay),
        }
    }

    by_root!();

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 1 { MomentKind::Second } else { MomentKind::First }
    }

    fn describe(&self) -> Description {
        describe::list(&[EmaDescription::new(
            Quantity::Square,
            self.beta2,
            BiasCorrection::Divided,
        )])
    }
}

impl Rooted for ScheduleFreeAdamW {
    #[inline]
    fn radicand<Q: Root>(s: &AdamScalars, _: f32, g: f32, [_, v]: &mut [f32; 2]) -> f32 {
        ema::push(v, s.beta2, g * g);
        f32::radicand(&s.epsilon, *v)
    }

    #[inline]
    fn descend<Q: Root>(
        s: &mut AdamScalars,
        w: &mut f32,
        g: f32,
        [d, _]: &mut [f32; 2],
        root: f32,
    ) {
        let u = s.root * f32::divide::<Q>(&s.epsilon, g, root) + s.weight_decay * *w;
        s.lookahead.step(w, d, u);
    }
}

impl EvalParams for ScheduleFreeAdamW {
    fn eval_param(&self, w: f32, [d, _]: [f32; 2]) -> f32 {
        w - d * ((1.0 - self.beta1) / self.beta1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_falls_as_one_over_t_for_ever() {
        let mut weights = Weights::default();
        weights.count(Weighting::DEFAULT, 1, 0.0);
        assert_eq!(weights.share(Weighting::DEFAULT, 1), 0.0); // a warmup from 0
        for t in 1..=40_000_000 {
            weights.count(Weighting::DEFAULT, t, 0.5);
            let share = weights.share(Weighting::DEFAULT, t);
            let exact = 1.0 / f64::from(t);
            assert!(t % 9973 != 0 || (f64::from(share) - exact).abs() < 1e-6 * exact, "{t}");
        }
    }
}
