//! z = (x − mean) / deviation, in integers.
//!
//! | what | format | rounding |
//! |---|---|---|
//! | x | `Q<i16, X>` | the caller's |
//! | mean | `Q<i32, 16>` | to nearest, once, when it is made |
//! | x − mean | 16 fraction bits and 15 before them | none; beyond, its end, which is counted |
//! | 1 / deviation | Q4.28, of which 16 significant bits are used | to nearest, once |
//! | z | `Q<i16, A>` | to nearest, once; beyond its range, its end, which is counted |

use crate::{
    Error, error,
    fixed::{
        Activation, Q,
        gain::{Gain, scale},
        q::is_above_zero,
        rounding::{Nearest, sealed::Rounding},
        sum::saturate,
    },
};

/// Shifts and scales `N` features.
///
/// ```
/// use thalweg::fixed::{Activation, Q, data::Normalizer};
/// const NORMALIZER: Normalizer<1> = thalweg::valid!(Normalizer::new([1.0], [0.5]));
/// let mut z: [Activation; 1] = Default::default();
/// assert_eq!(NORMALIZER.apply(&[Q::<i16, 12>::from_f32(5.0)?], &mut z), Ok(0));
/// assert_eq!(z[0].to_f32(), 2.0);
/// # Ok::<(), thalweg::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Normalizer<const N: usize> {
    /// The mean of each feature.
    pub mean: [Q<i32, 16>; N],
    /// 1 / standard deviation of each feature, below 2^(15 − A) where z has A fraction bits, once it is rounded to 16 significant bits: below 16
    /// by default.
    pub scale: [Q<u32, 28>; N],
}

impl<const N: usize> Normalizer<N> {
    /// Of the numbers of a [`data::Normalizer`](crate::data::Normalizer), each rounded to nearest.
    ///
    /// # Errors
    /// A mean below −32768 or from 32768 on, a scale that is negative, from 16 on, or above 0 and
    /// below 2⁻²⁹, so that its feature would be lost; one that is not a number.
    pub const fn new(mean: [f32; N], scale: [f32; N]) -> Result<Self, Error> {
        let mut made = Self { mean: [Q(0); N], scale: [Q(0); N] };
        let (mut means, mut scales) = (made.mean.as_mut_slice(), made.scale.as_mut_slice());
        let (mut mean, mut scale) = (mean.as_slice(), scale.as_slice());
        while let (Some((to, to_rest)), Some((from, from_rest))) =
            (means.split_first_mut(), mean.split_first())
        {
            match Q::<i32, 16>::from_f32(*from) {
                Ok(q) => *to = q,
                Err(_) => return Err(refused("mean", *from, "at least -32768 and below 32768")),
            }
            (means, mean) = (to_rest, from_rest);
        }
        while let (Some((to, to_rest)), Some((from, from_rest))) =
            (scales.split_first_mut(), scale.split_first())
        {
            match Q::<u32, 28>::from_f32(*from) {
                Ok(q) if q.0 > 0 || !is_above_zero(*from) => *to = q,
                _ => return Err(refused("scale", *from, "0, or at least 2^-29 and below 16")),
            }
            (scales, scale) = (to_rest, from_rest);
        }
        Ok(made)
    }

    /// z = (x − mean) · scale; how many have saturated. X ≤ 16 and A ≤ 14 fraction bits.
    ///
    /// # Errors
    /// A slice of another length; a scale too large for the format of z. What is before it is written then.
    pub fn apply<const X: u32, const A: u32>(
        &self,
        x: &[Q<i16, X>],
        z: &mut [Activation<A>],
    ) -> Result<usize, Error> {
        const { assert!(X <= 16 && A <= 14, "x has at most 16 fraction bits, z 14") };
        error::same_length("x", N, x.len())?;
        error::same_length("z", N, z.len())?;
        let mut saturated = 0_usize;
        let own = self.mean.iter().zip(&self.scale);
        for ((x, z), (mean, factor)) in x.iter().zip(z).zip(own) {
            let x = i32::from(x.0) << (16 - X);
            let gain = Gain::wide(scale(*factor), 16, A).map_err(|below| Error::TooLarge {
                field: "scale",
                value: factor.to_f32(),
                below: below.to_f32(),
            })?;
            let mut beyond = usize::from(x.checked_sub(mean.0).is_none());
            let way = Nearest.wide(x.saturating_sub(mean.0), gain);
            z.0 = saturate(i64::from(way), &mut beyond);
            saturated = saturated.wrapping_add(beyond.min(1));
        }
        Ok(saturated)
    }
}

const fn refused(field: &'static str, value: f32, allowed: &'static str) -> Error {
    Error::OutOfRange { field, value, allowed }
}
