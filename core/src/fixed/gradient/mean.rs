//! g = Σ g / n, in integers.

use crate::{
    Error, error,
    fixed::{
        Gradient, GradientSum,
        gain::Gain,
        rounding::{Nearest, sealed::Rounding},
        scale::Scale,
        sum::saturate,
    },
};

/// The mean of `count` samples from the sums of their gradients, rounded to nearest; how many have saturated.
///
/// 1/n has 16 significant bits, and is exact for powers of two. G ≤ S − 2 fraction bits.
///
/// ```
/// use thalweg::fixed::{Gradient, GradientSum, gradient::mean};
/// let sums = [1.0, -6.0, 100.0].map(GradientSum::<24>::saturating_from_f32);
/// let mut gradient: [Gradient; 3] = Default::default();
/// assert_eq!(mean(&sums, 4, &mut gradient), Ok(1));
/// assert_eq!(gradient.map(Gradient::to_f32), [0.25, -1.5, 7.999_756]);
/// ```
///
/// # Errors
/// No sample; another number of gradients than of sums. Nothing is written then.
pub fn mean<const S: u32, const G: u32>(
    sums: &[GradientSum<S>],
    count: u32,
    gradient: &mut [Gradient<G>],
) -> Result<usize, Error> {
    const { assert!(G + 2 <= S, "a mean has fewer fraction bits than the sum") };
    error::same_length("gradient", sums.len(), gradient.len())?;
    error::at_least_one("count", count)?;
    let share = Scale::new(1, 0).over(Scale::new(count, 0));
    let gain = Gain::wide(share, S, G).map_err(|below| Error::TooLarge {
        field: "share",
        value: share.to_f32(),
        below: below.to_f32(),
    })?;
    let mut saturated = 0;
    for (g, sum) in gradient.iter_mut().zip(sums) {
        g.0 = saturate(i64::from(Nearest.wide(sum.0, gain)), &mut saturated);
    }
    Ok(saturated)
}
