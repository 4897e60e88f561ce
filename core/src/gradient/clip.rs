//! Clipping: bound the length of a gradient, keep its direction.

use crate::{
    Error, error,
    math::{Libm, Math},
};

/// What [`clip_by_global_norm`] found and did.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Clipped {
    /// The L2 norm before clipping.
    pub norm: f32,
    /// Whether the gradient was scaled.
    pub scaled: bool,
}

/// Scales `gradient` by `max_norm / ‖g‖₂` if its norm is above `max_norm`.
///
/// R. Pascanu et al., "On the difficulty of training recurrent neural networks", algorithm 1;
/// Optax' `clip_by_global_norm`. The norm of large but finite gradients does not overflow: the
/// squares are taken of the gradient divided by its largest magnitude.
///
/// # Errors
/// `max_norm` not finite or not above 0; a gradient that is not finite (nothing is changed then).
///
/// ```
/// use thalweg::gradient::clip_by_global_norm;
/// let mut gradient = [3.0, 4.0];
/// let clipped = clip_by_global_norm(&mut gradient, 1.0).unwrap();
/// assert_eq!((clipped.norm, clipped.scaled), (5.0, true));
/// assert_eq!(gradient, [0.6, 0.8]);
/// assert!(clip_by_global_norm(&mut [f32::NAN], 1.0).is_err());
/// ```
pub fn clip_by_global_norm(gradient: &mut [f32], max_norm: f32) -> Result<Clipped, Error> {
    error::positive("max_norm", max_norm)?;
    let norm = norm(gradient)?;
    let scaled = norm > max_norm;
    if scaled {
        let factor = max_norm / norm;
        gradient.iter_mut().for_each(|g| *g *= factor);
    }
    Ok(Clipped { norm, scaled })
}

/// ‖g‖₂ without overflow; at most `f32::MAX`.
fn norm(gradient: &[f32]) -> Result<f32, Error> {
    let sum: f32 = gradient.iter().map(|g| g * g).sum();
    if sum.is_finite()
        && (sum >= f32::MIN_POSITIVE || sum == 0.0 && gradient.iter().all(|&g| g == 0.0))
    {
        return Ok(Libm::sqrt(sum));
    }
    if let Some(index) = gradient.iter().position(|g| !g.is_finite()) {
        return Err(Error::NotFinite { what: "gradient", index });
    }
    let largest = gradient.iter().fold(0.0, |largest: f32, g| largest.max(g.abs()));
    let sum: f32 = gradient.iter().map(|g| (g / largest) * (g / largest)).sum();
    Ok((largest * Libm::sqrt(sum)).min(f32::MAX))
}
