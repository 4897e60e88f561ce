//! y = x Φ(x), Φ(x) = ½ erfc(−x/√2);  y′ = Φ(x) + x φ(x), φ(x) = e^(−x²/2) / √(2π).
//!
//! Or y = ½ x (1 + tanh u), u = √(2/π) (x + 0.044715 x³). D. Hendrycks, K. Gimpel, "Gaussian Error Linear Units"
//! (2016); both are PyTorch's `GELU`.

use super::elementwise::{Elementwise, elementwise};
use crate::{
    Error,
    math::{erfc, exp, tanh},
    nn::Keeps,
};
use core::f32::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

/// x times the share of a standard normal distribution that lies below x, of every value.
///
/// ```
/// use thalweg::nn::{Gelu, Layer, Pass};
/// let mut y = [0.0; 2];
/// Gelu::new(2).forward(&[], &[0.0, 99.0], &mut y, &mut [], Pass::Inference).unwrap();
/// assert_eq!(y, [0.0, 99.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Gelu {
    /// How many values.
    pub size: usize,
    /// Whether by the hyperbolic tangent, which PyTorch calls `approximate="tanh"`.
    pub by_tanh: bool,
}

/// Beyond it either way nothing changes any more; x² and x³ stay finite.
const REACH: f32 = 15.0;
/// √(2/π).
const SCALE: f32 = FRAC_2_SQRT_PI * FRAC_1_SQRT_2;
const CUBIC: f32 = 0.044_715;

impl Gelu {
    /// Of `size` values, by the error function.
    #[must_use]
    pub const fn new(size: usize) -> Self {
        Self { size, by_tanh: false }
    }

    #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // asked of every activation
    const fn validate(&self) -> Result<(), Error> {
        Ok(())
    }
}

impl Elementwise for Gelu {
    const KEEPS: Keeps = Keeps::Input;

    #[inline]
    fn value(&self, x: f32) -> f32 {
        let near = x.clamp(-REACH, REACH);
        x * if self.by_tanh { 0.5 * (1.0 + tanh(inner(near))) } else { below(near) }
    }

    #[inline]
    fn slope(&self, x: f32) -> f32 {
        let x = x.clamp(-REACH, REACH);
        if self.by_tanh {
            let tanh = tanh(inner(x));
            let slope = SCALE * (1.0 + 3.0 * CUBIC * x * x);
            0.5 * (1.0 + tanh) + 0.5 * x * (1.0 - tanh * tanh) * slope
        } else {
            below(x) + x * (0.5 * SCALE) * exp(-0.5 * x * x)
        }
    }
}

elementwise!(Gelu);

/// u.
fn inner(x: f32) -> f32 {
    SCALE * (x + CUBIC * x * x * x)
}

/// Φ(x).
fn below(x: f32) -> f32 {
    0.5 * erfc(-x * FRAC_1_SQRT_2)
}
