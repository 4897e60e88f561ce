//! The loop, written once: one fused pass over parameters, gradients and state, whatever the rule.

use super::{Formats, Nearest, Parameter, Q, Rate, Rounding, Rule};
use crate::{Error, error};

/// A fixed-point rule with the state of `N` parameters and the count of its steps.
///
/// Parameters are `Q<i32, W>` (default 22: ±512 in steps of 2.4e-7), gradients `Q<i16, G>` (default
/// 12: ±8 in steps of 2.4e-4), `D` rounds. A step takes no float instruction, no division and no
/// 64-bit product for a parameter, except Adam's one 32-bit division.
///
/// RAM: `N` states (SGD and sign descent 0 bytes, momentum 4, Adam 8) and three words.
///
/// ```
/// use thalweg::fixed::{Gradient, Momentum, Optimizer, Rate, Weight};
/// let mut optimizer = Optimizer::<Momentum, 2>::new(Momentum::DEFAULT).unwrap();
/// let mut w = [1.0, 1.0].map(|w| Weight::saturating_from_f32(w));
/// let gradient = [0.5, -0.5].map(|g| Gradient::saturating_from_f32(g));
/// optimizer.step(&mut w, &gradient, Rate::from_f32(0.1).unwrap()).unwrap();
/// assert!((w[0].to_f32() - 0.95).abs() < 1e-6 && (w[1].to_f32() - 1.05).abs() < 1e-6);
/// ```
#[derive(Clone, Debug)]
pub struct Optimizer<
    R: Rule,
    const N: usize,
    const W: u32 = 22,
    const G: u32 = 12,
    D: Rounding = Nearest,
> {
    rule: R,
    rounding: D,
    state: [R::State; N],
    steps: u32,
    saturated: u32,
}

impl<R: Rule, const N: usize, const W: u32, const G: u32> Optimizer<R, N, W, G> {
    /// An optimizer that has taken no step and rounds to nearest; usable in a `static`.
    ///
    /// # Errors
    /// Formats with more fraction bits than 30 for parameters or 15 for gradients.
    pub const fn new(rule: R) -> Result<Self, Error> {
        Self::with_rounding(rule, Nearest)
    }
}

impl<R: Rule, const N: usize, const W: u32, const G: u32, D: Rounding> Optimizer<R, N, W, G, D> {
    const FORMATS: Formats = Formats { parameter: W, gradient: G };

    /// An optimizer that has taken no step; usable in a `static`.
    ///
    /// # Errors
    /// Formats with more fraction bits than 30 for parameters or 15 for gradients.
    pub const fn with_rounding(rule: R, rounding: D) -> Result<Self, Error>
    where
        R: Copy,
        D: Copy,
    {
        if W > 30 {
            return Err(Error::Count { field: "W", value: W, allowed: "at most 30 fraction bits" });
        }
        if G > 15 {
            return Err(Error::Count { field: "G", value: G, allowed: "at most 15 fraction bits" });
        }
        Ok(Self { rule, rounding, state: [R::ZERO; N], steps: 0, saturated: 0 })
    }

    /// One step: moves `parameters` against `gradient`.
    ///
    /// A parameter that would leave its range stays at its end and is counted by
    /// [`saturated`](Self::saturated).
    ///
    /// # Errors
    /// A slice whose length is not `N`; a rate too large for the formats: the doc of each rule says
    /// how large it may be. Nothing is changed then.
    pub fn step(
        &mut self,
        parameters: &mut [Q<i32, W>],
        gradient: &[Q<i16, G>],
        rate: Rate,
    ) -> Result<(), Error> {
        error::same_length("parameters", N, parameters.len())?;
        error::same_length("gradient", N, gradient.len())?;
        let t = self.steps.saturating_add(1);
        let Some(scalars) = self.rule.begin(t, rate, Self::FORMATS) else {
            let allowed = "as the rule's doc says for W and G";
            return Err(Error::OutOfRange { field: "rate", value: rate.to_f32(), allowed });
        };
        self.steps = t;
        for ((w, g), state) in parameters.iter_mut().zip(gradient).zip(&mut self.state) {
            let mut w = Parameter { bits: &mut w.0, saturated: &mut self.saturated };
            R::update(&scalars, &mut w, g.0, state, &mut self.rounding);
        }
        Ok(())
    }

    /// How many steps were taken.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// How often a parameter met the end of its range.
    pub const fn saturated(&self) -> u32 {
        self.saturated
    }

    /// The state of every parameter, in the order of the parameters.
    pub const fn state(&self) -> &[R::State; N] {
        &self.state
    }
}
