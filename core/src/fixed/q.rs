//! Q formats: an integer read as a multiple of 2⁻ᶠ.
//!
//! `Q<i32, 22>` holds −512 to 512 in steps of 2.4e-7; `Q<i16, 12>` −8 to 8 in steps of 2.4e-4. The
//! fraction is a constant of the type, so formats cannot be mixed by mistake and cost nothing.

use crate::{Error, error};

/// The integer `bits` read as bits · 2⁻ᶠ.
///
/// Converting from a float rounds to nearest, ties away from zero, like `f32::round`.
///
/// ```
/// use thalweg::fixed::Weight;
/// assert_eq!(Weight::<22>::from_f32(1.5).unwrap().to_bits(), 3 << 21);
/// assert_eq!(Weight::<22>::from_bits(-1 << 20).to_f32(), -0.25);
/// assert!(Weight::<22>::from_f32(512.0).is_err());
/// assert_eq!(Weight::<22>::saturating_from_f32(-1e9), Weight::from_bits(i32::MIN));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[repr(transparent)]
pub struct Q<T, const F: u32>(pub(super) T);

/// A parameter: by default from −512 to 512 in steps of 2.4e-7.
pub type Weight<const W: u32 = 22> = Q<i32, W>;

/// An element of a gradient: by default from −8 to 8 in steps of 2.4e-4.
pub type Gradient<const G: u32 = 12> = Q<i16, G>;

/// A learning rate: from 0 to just below 2 in steps of 4.7e-10; 1 is exact.
pub type Rate = Q<u32, 31>;

/// A decay such as α, β₁, β₂: from 0 to just below 1 in steps of 1.5e-5.
pub type Decay = Q<u16, 16>;

impl<T: Copy, const F: u32> Q<T, F> {
    /// The number bits · 2⁻ᶠ.
    pub const fn from_bits(bits: T) -> Self {
        Self(bits)
    }

    /// The integer that is stored.
    pub const fn to_bits(self) -> T {
        self.0
    }
}

/// 2ᵉ, exact for the exponents of every Q format.
pub(super) const fn power_of_two(exponent: i32) -> f32 {
    f32::from_bits(((127 + exponent) as u32) << 23)
}

macro_rules! storage {
    ($($integer:ty),*) => {$(
        impl<const F: u32> Q<$integer, F> {
            /// The nearest number of this format.
            ///
            /// # Errors
            /// `x` NaN, or outside the format's range.
            pub const fn from_f32(x: f32) -> Result<Self, Error> {
                let scaled = x * power_of_two(F as i32);
                if scaled >= <$integer>::MIN as f32 && scaled < <$integer>::MAX as f32 + 0.5 {
                    Ok(Self::saturating_from_f32(x))
                } else {
                    let allowed = "within the range of the Q format";
                    Err(Error::OutOfRange { field: "value", value: x, allowed })
                }
            }

            /// The nearest number of this format, its end beyond its range, 0 for NaN.
            pub const fn saturating_from_f32(x: f32) -> Self {
                let scaled = x * power_of_two(F as i32);
                let whole = scaled as $integer;
                let rest = scaled - whole as f32;
                Self(if rest >= 0.5 {
                    whole.saturating_add(1)
                } else if rest <= -0.5 {
                    whole.saturating_sub(1)
                } else {
                    whole
                })
            }

            /// The number as a float; exact up to 24 significant bits.
            pub const fn to_f32(self) -> f32 {
                self.0 as f32 * power_of_two(-(F as i32))
            }
        }
    )*};
}

storage!(i16, i32, u16, u32);

/// Quantises a gradient to nearest, and returns how many of its elements saturated.
///
/// # Errors
/// Slices of different length; a NaN or an infinity (nothing is written then).
///
/// ```
/// use thalweg::fixed::{Gradient, quantize};
/// let mut gradient = [Gradient::<12>::default(); 2];
/// assert_eq!(quantize(&[0.5, -100.0], &mut gradient), Ok(1));
/// assert_eq!(gradient.map(Gradient::to_bits), [2048, i16::MIN]);
/// ```
pub fn quantize<const G: u32>(values: &[f32], into: &mut [Q<i16, G>]) -> Result<usize, Error> {
    error::same_length("gradient", into.len(), values.len())?;
    if let Some(index) = values.iter().position(|value| !value.is_finite()) {
        return Err(Error::NotFinite { what: "gradient", index });
    }
    let mut saturated = 0_usize;
    for (&value, q) in values.iter().zip(into) {
        *q = Gradient::saturating_from_f32(value);
        // Of at most as many values as a slice has.
        let beyond = Q::<i16, G>::from_f32(value).is_err();
        saturated = saturated.wrapping_add(usize::from(beyond));
    }
    Ok(saturated)
}
