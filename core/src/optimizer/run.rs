//! The loop, written once: one fused pass over parameters, gradients and state, whatever the rule.

use super::{Rates, Rule, Slots};
use crate::{
    Error, error,
    math::{Libm, Math},
};
use core::marker::PhantomData;

/// A rule with the state of `N` parameters and the count of its steps.
///
/// RAM: `N · 4 · slots` bytes for the state (SGD 0, momentum 1 slot, Adam 2), the rule itself and
/// two counters; a step needs no buffer.
///
/// ```
/// use thalweg::optimizer::{Momentum, Optimizer, Outcome};
/// let mut optimizer = Optimizer::<Momentum, 2>::new(Momentum::DEFAULT).unwrap();
/// let mut w = [1.0, 1.0];
/// optimizer.step(&mut w, &[0.5, -0.5], 0.1).unwrap();
/// assert_eq!(w, [0.95, 1.05]);
/// // A gradient that is not finite changes nothing and is counted.
/// assert_eq!(optimizer.step(&mut w, &[f32::NAN, 0.0], 0.1), Ok(Outcome::Skipped));
/// assert_eq!((w, optimizer.skipped()), ([0.95, 1.05], 1));
/// ```
#[derive(Clone, Debug)]
pub struct Optimizer<R: Rule, const N: usize, M: Math = Libm> {
    rule: R,
    state: [R::State; N],
    steps: u32,
    skipped: u32,
    math: PhantomData<M>,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Outcome {
    /// Every parameter was updated.
    Applied,
    /// The gradient held NaN or infinity: parameters and state are untouched.
    Skipped,
}

impl<R: Rule, const N: usize, M: Math> Optimizer<R, N, M> {
    /// An optimizer that has taken no step.
    ///
    /// # Errors
    /// A field of `rule` out of its range.
    pub fn new(rule: R) -> Result<Self, Error> {
        rule.validate()?;
        Ok(Self { rule, state: [R::State::ZERO; N], steps: 0, skipped: 0, math: PhantomData })
    }

    /// One step: moves `parameters` against `gradient`, at the learning rate (or [`Rates`]) given.
    ///
    /// A gradient with a NaN or an infinity skips the whole step: see [`Outcome::Skipped`].
    ///
    /// # Errors
    /// A slice whose length is not `N`; rates out of range. Nothing is changed then.
    pub fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        rates: impl Into<Rates>,
    ) -> Result<Outcome, Error> {
        error::same_length("parameters", N, parameters.len())?;
        error::same_length("gradient", N, gradient.len())?;
        let rates = rates.into();
        rates.validate()?;
        if !gradient.iter().all(|g| g.is_finite()) {
            self.skipped = self.skipped.saturating_add(1);
            return Ok(Outcome::Skipped);
        }
        self.steps = self.steps.saturating_add(1);
        let scalars = self.rule.begin::<M>(self.steps, &rates);
        for ((w, &g), state) in parameters.iter_mut().zip(gradient).zip(&mut self.state) {
            R::update::<M>(&scalars, w, g, state);
        }
        Ok(Outcome::Applied)
    }

    /// How many steps were applied.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// How many steps were skipped because of a gradient that was not finite.
    pub const fn skipped(&self) -> u32 {
        self.skipped
    }

    /// The state of every parameter, in the order of the parameters.
    pub const fn state(&self) -> &[R::State; N] {
        &self.state
    }
}
