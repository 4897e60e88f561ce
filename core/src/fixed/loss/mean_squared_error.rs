//! L = 1/n Σ (y − t)²;  ∂L/∂y = 2 (y − t) / n; in integers.
//!
//! | what | format | rounding |
//! |---|---|---|
//! | y, t | `Q<i16, A>` | |
//! | Σ (y − t)² | u64, exact | |
//! | L | Q16.16 | down, once |
//! | 2 / n | 16 significant bits | to nearest |
//! | ∂L/∂y | `Q<i16, D>` | to nearest, once; beyond its range, its end, which is counted |

use crate::{
    Error, error,
    fixed::{
        Activation, Gradient, Loss, Q,
        gain::Gain,
        rounding::{Nearest, sealed::Rounding},
        scale::Scale,
        sum::saturate,
    },
};

/// The mean squared error of one sample, as [`loss::MeanSquaredError`](crate::loss::MeanSquaredError).
///
/// ```
/// use thalweg::fixed::{Activation, Gradient, loss::MeanSquaredError};
/// let y: [Activation; 2] = [1.0, 5.0].map(Activation::saturating_from_f32);
/// let t: [Activation; 2] = [0.0, 2.0].map(Activation::saturating_from_f32);
/// let mut dy: [Gradient<12>; 2] = Default::default();
/// let (loss, saturated) = MeanSquaredError.value_and_grad(&y, &t, &mut dy).unwrap();
/// assert_eq!((loss.to_f32(), saturated), (5.0, 0)); // (1 + 9) / 2
/// assert_eq!(dy.map(Gradient::to_f32), [1.0, 3.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MeanSquaredError;

impl MeanSquaredError {
    /// The loss, its gradient with respect to the outputs, and how many of that have saturated. A from 8 to 15
    /// and D ≤ 15 fraction bits.
    ///
    /// # Errors
    /// No output; another number of targets or gradients. Nothing is written then.
    pub fn value_and_grad<const A: u32, const D: u32>(
        &self,
        outputs: &[Activation<A>],
        targets: &[Activation<A>],
        gradient: &mut [Gradient<D>],
    ) -> Result<(Loss, usize), Error> {
        const { assert!(A >= 8, "a square has 16 fraction bits, and a place in 16 before them") };
        const { assert!(A <= 15 && D <= 15, "a slope of 2 has a place in its format") };
        let count = outputs.len() as u32;
        if count == 0 {
            return Err(Error::Count { field: "outputs", value: 0, allowed: "at least 1" });
        }
        error::same_length("targets", outputs.len(), targets.len())?;
        error::same_length("gradient", outputs.len(), gradient.len())?;
        // Differences of 17 bits are raised by 14, as the lowest 16 of a product are dropped.
        let slope = Scale::new(2, 0).over(Scale::new(count, 0));
        let gain = Gain::wide(slope, A + 14, D).map_err(|below| Error::TooLarge {
            field: "slope",
            value: slope.to_f32(),
            below: below.to_f32(),
        })?;
        let (mut sum, mut saturated) = (0_u64, 0);
        for ((y, t), g) in outputs.iter().zip(targets).zip(gradient) {
            let way = i32::from(y.0).wrapping_sub(i32::from(t.0));
            let magnitude = way.unsigned_abs();
            sum = sum.wrapping_add(u64::from(magnitude).wrapping_mul(u64::from(magnitude)));
            g.0 = saturate(i64::from(Nearest.wide(way << 14, gain)), &mut saturated);
        }
        // Squares below 2³², and at most 2³² of them; 16 fraction bits of 2 A, so that a loss is below 2¹⁶.
        let mean = sum.checked_div(u64::from(count)).unwrap_or_default();
        Ok((Q((mean >> (2 * A).saturating_sub(16)) as u32), saturated))
    }
}
