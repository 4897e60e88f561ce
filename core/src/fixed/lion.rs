//! w ← w − η sign(β₁ m + (1 − β₁) g); m ← β₂ m + (1 − β₂) g, without its weight decay.
//!
//! X. Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), algorithm 2.
//!
//! The step is that of [`SignSgd`](super::SignSgd). The sign does not depend on the scale of m, so m is the unnormalised sum of
//! [`Momentum`](super::Momentum), in its format and with its bound.

use super::{
    Decay, Formats, Rounding, Rule,
    gain::{Gain, decay, widen},
    rule::sealed,
    scale::Scale,
    sgd::{bounded, validate_bounded, validate_sum},
    sign_sgd::{descend, stride},
};
use crate::{
    Error,
    config::config,
    default,
    error::{self, check},
};

config! {
    /// w ← w − η sign(β₁ m + (1 − β₁) g); m ← β₂ m + (1 − β₂) g. 4 bytes of state a parameter.
    ///
    /// With m̃ = m / (1 − β₂) that is m̃ ← β₂ m̃ + g, and the sign is that of ρ m̃ + g with
    /// ρ = β₁ (1 − β₂) / (1 − β₁).
    ///
    /// ```
    /// use thalweg::fixed::{Gradient, Lion, Optimizer, Rate, Weight};
    /// let mut w = [Weight::from_f32(1.0).unwrap()];
    /// let mut optimizer = Optimizer::<Lion, [Weight; 1]>::new(Lion::DEFAULT).unwrap();
    /// for g in [1.0, -0.5] { // β₁ weighs the present gradient more than Signum does
    ///     let g = Gradient::from_f32(g).unwrap();
    ///     optimizer.step(&mut w, &[g], Rate::from_f32(0.125).unwrap()).unwrap();
    /// }
    /// assert_eq!(w[0].to_f32(), 1.0);
    /// ```
    #[derive(Eq)]
    pub struct Lion {
        beta2: Decay,
        rho: Decay,
    }
}

impl Lion {
    /// β₁ = 0.9, β₂ = 0.99, as in the paper.
    pub const DEFAULT: Self = crate::valid!(Self::new(0.9, 0.99));

    /// β₁ in [0, 1) and β₂ in [0, 0.996], such that ρ = β₁ (1 − β₂) / (1 − β₁) ≤ 0.996; β₂ and ρ are
    /// rounded to multiples of 2⁻¹⁶.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(beta1: f32, beta2: f32) -> Result<Self, Error> {
        check!(error::decay_rate("beta1", beta1));
        let decay = match bounded("beta2", beta2) {
            Ok(decay) => decay,
            Err(error) => return Err(error),
        };
        let Ok(rho) = bounded("beta1", beta1 * (1.0 - beta2) / (1.0 - beta1)) else {
            let allowed = "such that beta1 (1 - beta2) / (1 - beta1) is at most 0.996";
            return Err(Error::OutOfRange { field: "beta1", value: beta1, allowed });
        };
        error::validated!(Self { beta2: decay, rho })
    }

    const fn validate(self) -> Result<(), Error> {
        check!(validate_bounded("beta2", self.beta2));
        validate_bounded("rho", self.rho)
    }
}

default!(Lion);

/// The scalars of one step.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    /// The decay of m.
    decay: u32,
    /// The weight of m beside g.
    weight: u32,
    stride: Gain,
}

impl Rule for Lion {}

impl sealed::Rule for Lion {
    type State = i32;
    type Scalars = Scalars;

    const NAME: &'static str = "Lion";

    fn begin(&self, _t: u32, rate: Scale, formats: Formats) -> Result<Scalars, Scale> {
        let [decay, weight] = [self.beta2, self.rho].map(|decay| u32::from(decay.to_bits()));
        Ok(Scalars { decay, weight, stride: stride(rate, formats)? })
    }

    #[inline]
    fn descend<D: Rounding>(s: &Scalars, w: &mut i32, g: i16, m: &mut i32, d: &mut D) -> bool {
        let g = widen(g);
        let overflows = descend(w, decay(*m, s.weight).wrapping_add(g), s.stride, d);
        *m = decay(*m, s.decay).wrapping_add(g);
        overflows
    }

    fn validate_state(&self, m: &i32) -> Result<(), Error> {
        validate_sum(*m, self.beta2)
    }
}
