//! w ← w₀ + α (w − w₀): the straight line from the start of a fine-tuning to its end.
//!
//! M. Wortsman et al., "Robust fine-tuning of zero-shot models" (2022), WiSE-FT, section 3: a share below 1 keeps more of
//! what the model knew before, and mostly costs little of what it learnt.

use super::moved;
use crate::{Error, error};

/// Moves tuned parameters back towards `start`, until a `share` of the way is left: 1 changes nothing, 0 is the start.
///
/// ```
/// use thalweg::average::interpolate;
/// let mut tuned = [2.0, -1.0];
/// interpolate(&mut tuned, &[0.0, 1.0], 0.75).unwrap();
/// assert_eq!(tuned, [1.5, -0.5]);
/// ```
///
/// # Errors
/// `share` not from 0 to 1, another number of parameters in `start`, one that is not finite; nothing is changed then.
pub fn interpolate(parameters: &mut [f32], start: &[f32], share: f32) -> Result<(), Error> {
    error::share("share", share)?;
    error::same_length("start", parameters.len(), start.len())?;
    error::finite("parameters", parameters)?;
    error::finite("start", start)?;
    for (w, &start) in parameters.iter_mut().zip(start) {
        *w = moved(start, *w, |way| way * share);
    }
    Ok(())
}
