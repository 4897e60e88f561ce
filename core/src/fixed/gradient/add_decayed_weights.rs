//! g ← g + λ w, in integers.

use crate::{
    Error,
    config::config,
    error,
    fixed::{
        Gradient, Rate, Weight,
        gain::Gain,
        q::is_above_zero,
        rounding::{Nearest, sealed::Rounding},
        scale::Scale,
        sum::saturate,
    },
};

config! {
    /// Adds λ times the parameter to its gradient, as [`gradient::AddDecayedWeights`](crate::gradient::AddDecayedWeights).
    ///
    /// λ w is rounded to nearest, once; the sum saturates, and is counted.
    ///
    /// ```
    /// use thalweg::fixed::{Gradient, Weight, gradient::AddDecayedWeights};
    /// const DECAY: AddDecayedWeights = thalweg::valid!(AddDecayedWeights::new(0.125));
    /// let w = [2.0, 100.0].map(Weight::<22>::saturating_from_f32);
    /// let mut gradient = [0.5, -1.0].map(Gradient::<12>::saturating_from_f32);
    /// assert_eq!(DECAY.apply(&w, &mut gradient), Ok(1));
    /// assert_eq!(gradient.map(Gradient::to_f32), [0.75, 7.999_756]);
    /// ```
    #[derive(Eq)]
    pub struct AddDecayedWeights {
        weight_decay: Rate,
    }
}

impl AddDecayedWeights {
    /// λ, 0 or from 2⁻³² to below 1, rounded to a multiple of 2⁻³¹, of which 16 significant bits are used.
    ///
    /// # Errors
    /// `weight_decay` out of its range.
    pub const fn new(weight_decay: f32) -> Result<Self, Error> {
        match Rate::from_f32(weight_decay) {
            Ok(rate) if rate.0 >> 31 == 0 && (rate.0 > 0 || !is_above_zero(weight_decay)) => {
                Ok(Self { weight_decay: rate })
            }
            _ => Err(refused(weight_decay)),
        }
    }

    #[cfg(feature = "serde")]
    const fn validate(self) -> Result<(), Error> {
        if self.weight_decay.0 >> 31 == 0 {
            return Ok(());
        }
        Err(refused(self.weight_decay.to_f32()))
    }

    /// g + λ w; how many have saturated. G < W fraction bits.
    ///
    /// # Errors
    /// Another number of gradients than of parameters; nothing is written then.
    pub fn apply<const W: u32, const G: u32>(
        &self,
        parameters: &[Weight<W>],
        gradient: &mut [Gradient<G>],
    ) -> Result<usize, Error> {
        const { assert!(G < W, "a gradient has fewer fraction bits than a parameter") };
        error::same_length("gradient", parameters.len(), gradient.len())?;
        let gain = Gain::wide(Scale::new(self.weight_decay.0, -31), W, G).map_err(|below| {
            Error::TooLarge {
                field: "weight_decay",
                value: self.weight_decay.to_f32(),
                below: below.to_f32(),
            }
        })?;
        let mut saturated = 0;
        for (g, w) in gradient.iter_mut().zip(parameters) {
            let sum = i64::from(g.0).wrapping_add(i64::from(Nearest.wide(w.0, gain)));
            g.0 = saturate(sum, &mut saturated);
        }
        Ok(saturated)
    }
}

const fn refused(value: f32) -> Error {
    let allowed = "0, or at least 2^-32 and below 1";
    Error::OutOfRange { field: "weight_decay", value, allowed }
}
