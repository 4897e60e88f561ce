//! g ← g · c / ‖g‖₂ if ‖g‖₂ > c, in integers.
//!
//! | what | format | rounding |
//! |---|---|---|
//! | Σ g² | u64, exact | |
//! | ‖g‖₂ | 15 significant bits, by an integer root | down |
//! | c / ‖g‖₂ | 16 significant bits | to nearest |
//! | g · c / ‖g‖₂ | `Q<i16, G>` | to nearest, once |

use crate::{
    Error,
    config::config,
    fixed::{
        Gradient, Q,
        gain::Gain,
        rounding::{Nearest, sealed::Rounding},
        scale::Scale,
    },
};

config! {
    /// Scales the whole gradient so that its L2 norm is about `max_norm`, as
    /// [`gradient::ClipByGlobalNorm`](crate::gradient::ClipByGlobalNorm) with ε = 0.
    ///
    /// The norm is then within 2⁻¹⁴ of `max_norm`, and half a unit of every element.
    ///
    /// ```
    /// use thalweg::fixed::{Gradient, gradient::ClipByGlobalNorm};
    /// const CLIP: ClipByGlobalNorm = thalweg::valid!(ClipByGlobalNorm::new(1.0));
    /// let mut gradient = [3.0, -4.0].map(Gradient::<12>::saturating_from_f32);
    /// assert!(CLIP.apply(&mut gradient));
    /// assert_eq!(gradient.map(|g| (g.to_f32() * 1000.0).round()), [600.0, -800.0]);
    /// assert!(!CLIP.apply(&mut gradient[..1]));
    /// ```
    #[derive(Eq)]
    pub struct ClipByGlobalNorm {
        max_norm: Q<u32, 16>,
    }
}

impl ClipByGlobalNorm {
    /// `max_norm` above 2⁻¹⁷ and below 65536, rounded to a multiple of 2⁻¹⁶.
    ///
    /// # Errors
    /// `max_norm` out of its range.
    pub const fn new(max_norm: f32) -> Result<Self, Error> {
        match Q::<u32, 16>::from_f32(max_norm) {
            Ok(q) if q.0 > 0 => Ok(Self { max_norm: q }),
            _ => Err(Error::OutOfRange { field: "max_norm", value: max_norm, allowed: RANGE }),
        }
    }

    #[cfg(feature = "serde")]
    const fn validate(self) -> Result<(), Error> {
        if self.max_norm.0 > 0 {
            return Ok(());
        }
        Err(Error::OutOfRange { field: "max_norm", value: 0.0, allowed: RANGE })
    }

    /// Clips; whether the gradient was scaled. No element can saturate.
    pub fn apply<const G: u32>(&self, gradient: &mut [Gradient<G>]) -> bool {
        const { assert!(G <= 15, "a gradient has at most 15 fraction bits") };
        let squares = gradient.iter().map(|g| i32::from(g.0).wrapping_mul(i32::from(g.0)));
        let sum = squares.fold(0_u64, |sum, square| sum.wrapping_add(u64::from(square as u32)));
        let factor = Scale::new(self.max_norm.0, -16).over(root(sum, G));
        let gain = Gain::narrow(factor, 0, 0).ok().filter(|_| factor.to_integer(0) == 0);
        let Some(gain) = gain.filter(|_| sum > 0) else { return false };
        for g in gradient {
            g.0 = Nearest.narrow(i32::from(g.0), gain) as i16;
        }
        true
    }
}

const RANGE: &str = "above 2^-17 and below 65536";

/// The root of a sum of squares of numbers with `fraction` fraction bits, 2⁻¹⁵ of it below it at most.
fn root(sum: u64, fraction: u32) -> Scale {
    let up = sum.leading_zeros();
    let exponent = 32_i32.wrapping_sub(up as i32).wrapping_sub(2_i32.wrapping_mul(fraction as i32));
    Scale::new((sum << (up & 63) >> 32) as u32, exponent).sqrt()
}
