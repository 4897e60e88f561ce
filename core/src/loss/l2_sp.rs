//! ½ α ‖w − w₀‖²: a penalty on the way from the start of a fine-tuning.
//!
//! X. Li, Y. Grandvalet, F. Davoine, "Explicit Inductive Bias for Transfer Learning with Convolutional Networks" (2018),
//! L²-SP, equation 2. Of layers that no start has, whose penalty there is ½ β ‖w‖², the start is 0, or they decay.

use crate::{Error, error, words::words};

/// The penalty on parameters that leave their start: a term of the loss beside that of the samples.
///
/// It is a part of the gradient before anything is clipped; behind clipping, [`Proximal`](crate::gradient::Proximal) adds
/// the same gradient.
///
/// ```
/// use thalweg::loss::L2Sp;
/// let (w, start, mut gradient) = ([3.0, -1.0], [1.0, -1.0], [0.25, 0.0]);
/// let loss = L2Sp { alpha: 0.5 }.value_and_grad(&w, &start, &mut gradient).unwrap();
/// assert_eq!((loss, gradient), (1.0, [1.25, 0.0]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct L2Sp {
    /// α, finite and at least 0.
    pub alpha: f32,
}

words! { struct L2Sp { alpha } }

impl L2Sp {
    /// The value, and α (w − w₀) added to `gradient`; `start` is read alone and may stay in flash.
    ///
    /// # Errors
    /// α out of its range; slices of different lengths; nothing is changed then.
    pub fn value_and_grad(
        &self,
        parameters: &[f32],
        start: &[f32],
        gradient: &mut [f32],
    ) -> Result<f32, Error> {
        error::non_negative("alpha", self.alpha)?;
        error::same_length("start", parameters.len(), start.len())?;
        error::same_length("gradient", parameters.len(), gradient.len())?;
        let mut squares = 0.0;
        for ((g, w), start) in gradient.iter_mut().zip(parameters).zip(start) {
            let way = w - start;
            *g += self.alpha * way;
            squares += way * way;
        }
        Ok(0.5 * self.alpha * squares)
    }
}
