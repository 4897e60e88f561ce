//! L = −ln p(t) with p = softmax(z);  ∂L/∂z = p − 1 at t, p elsewhere; in integers.
//!
//! | what | format | error |
//! |---|---|---|
//! | z | `Q<i16, A>` | |
//! | e^(z − max z) | Q1.15, by a table of 65 numbers | 2⁻¹⁴ |
//! | their sum | Q17.15, exact | |
//! | ∂L/∂z | `Q<i16, D>`, D ≤ 14: one 32-bit division a class, to nearest | at most 2⁻¹⁴ a class, and half a unit |
//! | L | Q16.16 | at most 2⁻¹³, and 2⁻¹⁴ a class |
//!
//! That is where the errors of all classes add up; of 64 classes with logits at random a gradient was within 2⁻¹³ and
//! half a unit, a loss within 2⁻¹².

use super::exponential::{exponential, logarithm};
use crate::{
    Error, error,
    fixed::{Activation, Gradient, Loss, Q},
    loss::check_target,
};

/// Softmax cross-entropy of one sample, in nats: [`loss::SoftmaxCrossEntropy`](crate::loss::SoftmaxCrossEntropy)
/// without label smoothing.
///
/// ```
/// use thalweg::fixed::{Activation, Gradient, loss::SoftmaxCrossEntropy};
/// let z: [Activation; 2] = Default::default();
/// let mut dz: [Gradient<13>; 2] = Default::default();
/// let (loss, saturated) = SoftmaxCrossEntropy.value_and_grad(&z, 1, &mut dz).unwrap();
/// assert!((loss.to_f32() - 2f32.ln()).abs() < 1e-4);
/// assert_eq!(dz.map(Gradient::to_f32), [0.5, -0.5]);
/// assert_eq!(saturated, 0); // nor can any be
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SoftmaxCrossEntropy;

impl SoftmaxCrossEntropy {
    /// The loss, its gradient with respect to the logits, and how many of that have saturated: none.
    ///
    /// # Errors
    /// `target` not a class; another number of gradients than of logits, 2¹⁶ of them or more. Nothing is written then.
    pub fn value_and_grad<const A: u32, const D: u32>(
        &self,
        logits: &[Activation<A>],
        target: usize,
        gradient: &mut [Gradient<D>],
    ) -> Result<(Loss, usize), Error> {
        const { assert!(A <= 15 && D <= 14, "a probability of 1 has a place in 14 fraction bits") };
        error::same_length("gradient", logits.len(), gradient.len())?;
        let classes = u32::try_from(logits.len()).unwrap_or(u32::MAX);
        if classes >> 16 > 0 {
            let allowed = "fewer than 65536";
            return Err(Error::Count { field: "classes", value: classes, allowed });
        }
        check_target(target, logits.len())?;
        let largest = logits.iter().map(|z| z.0).max().unwrap_or_default();
        let below = |z: &Activation<A>| i32::from(largest).wrapping_sub(i32::from(z.0)) as u32;
        let mut sum = 0_u32;
        for (z, g) in logits.iter().zip(gradient.iter_mut()) {
            let share = exponential(below(z), A);
            sum = sum.wrapping_add(share);
            // Up to 2¹⁵: all bits of a gradient, for as long as the sum is not known.
            g.0 = share as u16 as i16;
        }
        for g in gradient.iter_mut() {
            let share = u32::from(g.0 as u16);
            // The largest logit's share alone is 2¹⁵: no sum is 0.
            let rounded = (share << D).wrapping_add(sum >> 1).checked_div(sum);
            g.0 = rounded.unwrap_or_default() as i16;
        }
        if let Some(g) = gradient.get_mut(target) {
            g.0 = g.0.wrapping_sub(1 << D);
        }
        let missed = logits.get(target).map_or(0, below) << (16 - A);
        Ok((Q(logarithm(sum).saturating_add(missed)), 0))
    }
}
