//! Follow the regularised leader: AdaGrad whose parameters can be exactly 0.
//!
//! n' = n + g²;  z ← z + g + s w − (n'^p − n^p) w/η;  n ← n';
//! w ← (min(max(z, −λ₁), λ₁) − z) / ((β + n^p)/η + λ₂), which is 0 where |z| ≤ λ₁.
//!
//! B. `McMahan` et al., "Ad Click Prediction: a View from the Trenches" (2013), algorithm 1, with
//! p = ½ and s = 0. MXNet agrees. Keras has λ₂ and s at half their size here, n from 0.1, and p as
//! `-learning_rate_power`.

use crate::checkpoint::{combined, named};
use crate::optimizer::{
    Rule, SMALLEST_ROOT,
    rule::{GroupStep, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{larger, powf, saturated, sign, smaller, sqrt},
};
use core::fmt::Debug;
use core::hint::select_unpredictable;

/// The power of the accumulator: [`SquareRoot`] or [`Power`].
pub trait Accumulator: Copy + Debug + 'static {
    /// What tells rules with one from those with another, in a checkpoint; the same for all of one's own by default.
    const IDENTITY: u32 = 0;

    /// In its range.
    ///
    /// # Errors
    /// It is not.
    fn validate(&self) -> Result<(), Error>;
    /// n^p.
    fn power(&self, n: f32) -> f32;
}

/// p = ½, as in the paper: a square root is one instruction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SquareRoot;

impl Accumulator for SquareRoot {
    const IDENTITY: u32 = named("SquareRoot");

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    #[inline]
    fn power(&self, n: f32) -> f32 {
        sqrt(n)
    }
}

/// Another p, at least 0: two powers for each parameter, some hundred instructions each.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Power(pub f32);

impl Accumulator for Power {
    const IDENTITY: u32 = named("Power");

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::non_negative("power", self.0)
    }

    #[inline]
    fn power(&self, n: f32) -> f32 {
        powf(n, self.0)
    }
}

/// FTRL-proximal. The parameters follow from z and n alone, which start as those of parameters of 0: the first
/// step forgets what the parameters were, by the formula. Pre-trained ones are kept by a
/// [`start_from`](Self::start_from) them.
///
/// A learning rate of 0 leaves everything as it is; so does one so small that z leaves the range of `f32`, from
/// about 1e-36 down, where a step is below what a parameter can show.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Ftrl};
/// let rule = Ftrl { l1: 1.0, ..Ftrl::DEFAULT };
/// let mut optimizer = Optimizer::<_, [f32; 2]>::new(rule).unwrap();
/// let mut w = [0.0, 0.0];
/// for _ in 0..5 {
///     optimizer.step(&mut w, &[1.0, 0.1], 0.1).unwrap();
/// }
/// assert!(w[0] < 0.0);
/// assert_eq!(w[1], 0.0); // too little evidence against λ₁: not small, but 0
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Ftrl<P = SquareRoot> {
    /// λ₁, at least 0: how much evidence a parameter needs to be anything but 0.
    pub l1: f32,
    /// λ₂, at least 0.
    pub l2: f32,
    /// β, at least 0: keeps the first steps short.
    pub beta: f32,
    /// What n starts at, at least 0.
    pub initial: f32,
    /// s, at least 0: weight decay that joins z but not n.
    pub shrinkage: f32,
    /// The power of n.
    pub power: P,
}

impl Ftrl {
    /// β = 1 as in the paper and MXNet, without regularisation. MXNet: λ₁ = 0.01. Keras: β = 0, n from
    /// 0.1.
    pub const DEFAULT: Self =
        Self { l1: 0.0, l2: 0.0, beta: 1.0, initial: 0.0, shrinkage: 0.0, power: SquareRoot };
}

impl<P: Accumulator> Ftrl<P> {
    /// The state (z, n) that stands for parameter `w` at this learning rate, to be
    /// [restored](crate::optimizer::Optimizer::restore_from) before the first step: without a gradient that
    /// step leaves w as it is, with one it starts from there.
    ///
    /// z = −w ((β + n^p)/η + λ₂) − λ₁ sgn w, with n from `initial`.
    ///
    /// ```
    /// use thalweg::optimizer::{Optimizer, rules::Ftrl};
    /// let (rule, mut w, learning_rate) = (Ftrl::DEFAULT, [-2.0, 1.5], 0.1);
    /// let mut optimizer = Optimizer::<Ftrl, [f32; 2]>::new(rule).unwrap();
    /// let states = w.map(|w| rule.start_from(w, learning_rate));
    /// let (counters, groups) = (optimizer.counters(), [Default::default()]);
    /// optimizer.restore(counters, &states, &groups).unwrap();
    /// optimizer.step(&mut w, &[0.0, 1e-3], learning_rate).unwrap();
    /// assert!((w[0] + 2.0).abs() < 1e-6 && w[1] < 1.5 && w[1] > 1.499);
    /// ```
    ///
    /// A state that is not finite, as of a learning rate of 0, is refused by `restore`.
    #[must_use]
    pub fn start_from(&self, w: f32, learning_rate: f32) -> [f32; 2] {
        let pull = (self.beta + self.power.power(self.initial)) / learning_rate + self.l2;
        [-(w * pull) - self.l1 * sign(w), self.initial]
    }
}

default!(Ftrl);

/// The scalars of one step of FTRL.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<P> {
    rule: Ftrl<P>,
    learning_rate: f32,
    /// 1/η.
    per_learning_rate: f32,
    /// β + η λ₂.
    constant: f32,
}

impl<P: Accumulator> Rule for Ftrl<P> {
    /// z and n.
    type State = [f32; 2];
    type Tensor = ();
    type Scalars<'a> = Scalars<P>;

    const NAME: &'static str = "Ftrl";
    const IDENTITY: u32 = combined(named(Self::NAME), P::IDENTITY);

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::non_negative("l1", self.l1)?;
        error::non_negative("l2", self.l2)?;
        error::non_negative("beta", self.beta)?;
        error::non_negative("initial", self.initial)?;
        error::non_negative("shrinkage", self.shrinkage)?;
        self.power.validate()
    }

    fn initial(&self) -> [f32; 2] {
        [0.0, self.initial]
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars<P> {
        let learning_rate = step.learning_rate;
        Scalars {
            rule: *self,
            learning_rate,
            per_learning_rate: 1.0 / learning_rate,
            // Above 0, so that a parameter without any gradient is not 0/0.
            constant: (self.beta + learning_rate * self.l2).max(SMALLEST_ROOT),
        }
    }

    #[inline]
    fn update(s: &mut Scalars<P>, w: &mut f32, g: f32, [z, n]: &mut [f32; 2]) {
        let before = s.rule.power.power(*n);
        // Clamped to finite numbers: ∞ − ∞ would be no number.
        let sum = saturated(*n + g * g);
        let after = s.rule.power.power(sum);
        let proximal = (after - before) * s.per_learning_rate;
        let evidence = *z + (g + (s.rule.shrinkage - proximal) * *w);
        // It is not by a learning rate of 0, whose inverse is infinite.
        let moves = evidence.is_finite();
        if cfg!(target_os = "none") && !moves {
            return;
        }
        let excess = smaller(s.rule.l1, larger(-s.rule.l1, evidence)) - evidence;
        let next = s.learning_rate * (excess / (s.constant + after));
        // Elsewhere chosen and not branched, so that several parameters are moved at once.
        *w = select_unpredictable(moves, next, *w);
        *z = select_unpredictable(moves, evidence, *z);
        *n = select_unpredictable(moves, sum, *n);
    }

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 1 { MomentKind::Second } else { MomentKind::First }
    }
}
