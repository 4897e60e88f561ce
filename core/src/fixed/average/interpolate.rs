//! w ← w₀ + α (w − w₀), in integers: the straight line from the start of a fine-tuning to its end.
//!
//! M. Wortsman et al., "Robust fine-tuning of zero-shot models" (2022), WiSE-FT, section 3.

use super::Share;
use crate::{
    Error, error,
    fixed::{Nearest, Rate, Weight, scale::Scale},
};

/// Moves tuned parameters back towards `start`, until a `share` of the way is left: 1 changes nothing, 0 is the start. As
/// [`average::interpolate`](crate::average::interpolate).
///
/// Within half a unit, and 2⁻¹⁶ of the way.
///
/// ```
/// use thalweg::fixed::{Rate, Weight, average::interpolate};
/// let mut tuned = [2.0, -1.0].map(Weight::<22>::saturating_from_f32);
/// let start = [0.0, 1.0].map(Weight::saturating_from_f32);
/// interpolate(&mut tuned, &start, Rate::from_f32(0.75).unwrap()).unwrap();
/// assert_eq!(tuned.map(Weight::to_f32), [1.5, -0.5]);
/// ```
///
/// # Errors
/// `share` above 1, another number of parameters in `start`; nothing is changed then.
pub fn interpolate<const W: u32>(
    parameters: &mut [Weight<W>],
    start: &[Weight<W>],
    share: Rate,
) -> Result<(), Error> {
    let Some(back) = (1_u32 << 31).checked_sub(share.to_bits()) else {
        let (field, value) = ("share", share.to_f32());
        return Err(Error::OutOfRange { field, value, allowed: error::SHARE });
    };
    error::same_length("start", parameters.len(), start.len())?;
    Share::of(Scale::new(back, -31)).move_all(parameters, start, &mut Nearest);
    Ok(())
}
