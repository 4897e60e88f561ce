//! How much of a fine-tuning is kept, as plain data.

use crate::words::words;

/// After the training w ← w₀ + `share` (w − w₀), w₀ the parameters of the start: see
/// [`interpolate`](crate::average::interpolate), which does it.
///
/// M. Wortsman et al., "Robust fine-tuning of zero-shot models" (2022), WiSE-FT, section 3.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WiseFt {
    /// The share of the way from the start that is kept, from 0 (the start) to 1 (all of it, as without).
    pub share: f32,
}

words! { struct WiseFt { share } }
