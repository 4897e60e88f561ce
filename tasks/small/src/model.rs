//! What a device knows from the factory: the statistics of its inputs, and the parameters of its network.

use thalweg::{Error, data::Normalizer};
use thalweg_watch::floats;

/// A network of `N` parameters that others were trained on, with the statistics of its `F` features.
#[derive(Clone, Debug, PartialEq)]
pub struct Known<const F: usize, const N: usize> {
    /// The statistics of the features of those it was trained on.
    pub normalizer: Normalizer<F>,
    /// The parameters.
    pub parameters: [f32; N],
}

impl<const F: usize, const N: usize> Known<F, N> {
    /// How many bytes one takes: means, scales, parameters, each a little-endian `f32`.
    pub const BYTES: usize = 4 * (2 * F + N);

    /// Reads one from float number `first` on; usable in a `static`, so it lives in flash.
    ///
    /// # Errors
    /// A number that is not finite, by its place among all; a scale below 0.
    pub const fn from_bytes(bytes: &[u8], first: usize) -> Result<Self, Error> {
        let parameters: [f32; N] = floats(bytes, first + 2 * F);
        let mut index = 0;
        while index < 2 * F + N {
            let [value]: [f32; 1] = floats(bytes, first + index);
            if !value.is_finite() {
                return Err(Error::NotFinite { what: "model", index });
            }
            index += 1;
        }
        let normalizer = match Normalizer::new(floats(bytes, first), floats(bytes, first + F)) {
            Ok(normalizer) => normalizer,
            Err(error) => return Err(error),
        };
        Ok(Self { normalizer, parameters })
    }

    /// The numbers behind [`from_bytes`](Self::from_bytes).
    pub fn numbers(&self) -> impl Iterator<Item = f32> + '_ {
        let Normalizer { mean, scale } = &self.normalizer;
        mean.iter().chain(scale).chain(&self.parameters).copied()
    }

    /// Their bits.
    pub(crate) fn bits(&self) -> impl Iterator<Item = u32> + '_ {
        self.numbers().map(f32::to_bits)
    }
}
