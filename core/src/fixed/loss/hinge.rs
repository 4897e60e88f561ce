//! L = max(0, 1 + max z(c) − z(t)) over the classes c ≠ t;  ∂L/∂z = 1 at that c and −1 at t while L > 0; in integers.
//!
//! K. Crammer, Y. Singer, "On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines" (2001),
//! equation 4. Exact: neither an exponential nor a division.

use crate::{
    Error, error,
    fixed::{Activation, Gradient, Loss, Q},
    loss::check_target,
    numbered::numbered,
};

/// The hinge of one sample: how far the best of the other classes is from lying 1 below the right one.
///
/// Where one class is all there is, the loss is 0. Of equal classes the first is the best.
///
/// ```
/// use thalweg::fixed::{Activation, Gradient, loss::Hinge};
/// let z: [Activation; 3] = [1.0, 1.25, -2.0].map(Activation::saturating_from_f32);
/// let mut dz: [Gradient<13>; 3] = Default::default();
/// let (loss, _) = Hinge.value_and_grad(&z, 0, &mut dz).unwrap();
/// assert_eq!(loss.to_f32(), 1.25);
/// assert_eq!(dz.map(Gradient::to_f32), [-1.0, 1.0, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Hinge;

impl Hinge {
    /// The loss, its gradient with respect to the outputs, and how many of that have saturated: none. A from 1 to 15
    /// and D ≤ 14 fraction bits.
    ///
    /// # Errors
    /// `target` not a class; another number of gradients than of outputs. Nothing is written then.
    pub fn value_and_grad<const A: u32, const D: u32>(
        &self,
        outputs: &[Activation<A>],
        target: usize,
        gradient: &mut [Gradient<D>],
    ) -> Result<(Loss, usize), Error> {
        const { assert!(A > 0, "a difference has a place in 16 bits before the point") };
        const { assert!(A <= 15 && D <= 14, "a slope of 1 has a place in 14 fraction bits") };
        error::same_length("gradient", outputs.len(), gradient.len())?;
        check_target(target, outputs.len())?;
        let right = outputs.get(target).map_or(0, |z| i32::from(z.0));
        let mut best: Option<(usize, i32)> = None;
        for (class, z) in numbered(outputs) {
            let z = i32::from(z.0);
            if class != target && best.is_none_or(|(_, largest)| z > largest) {
                best = Some((class, z));
            }
        }
        gradient.fill(Q(0));
        let missed = best.map_or(0, |(_, z)| z.wrapping_sub(right).wrapping_add(1 << A));
        let Some((class, _)) = best.filter(|_| missed > 0) else { return Ok((Q(0), 0)) };
        for (class, slope) in [(class, 1 << D), (target, -1 << D)] {
            if let Some(g) = gradient.get_mut(class) {
                g.0 = slope;
            }
        }
        Ok((Q((missed as u32) << (16 - A)), 0))
    }
}
