//! What a device knows from the factory, in integers.

use thalweg::{
    Error,
    fixed::{Weight, data::Normalizer},
};

/// A network of `N` parameters that others were trained on, with the statistics of its `F` features.
#[derive(Clone, Debug, PartialEq)]
pub struct Known<const F: usize, const N: usize> {
    /// The statistics of the features of those it was trained on.
    pub normalizer: Normalizer<F>,
    /// The parameters.
    pub parameters: [Weight; N],
}

impl<const F: usize, const N: usize> Known<F, N> {
    /// Every number rounded to nearest; usable in a `static`, so that it lives in flash and no float does.
    ///
    /// # Errors
    /// A number beyond its format.
    // In a `static` the compiler itself proves that every index is in bounds.
    #[allow(clippy::indexing_slicing)]
    pub const fn of(known: &crate::Known<F, N>) -> Result<Self, Error> {
        let crate::Known { normalizer, parameters } = known;
        let normalizer = match Normalizer::new(normalizer.mean, normalizer.scale) {
            Ok(normalizer) => normalizer,
            Err(error) => return Err(error),
        };
        let mut made = Self { normalizer, parameters: [Weight::from_bits(0); N] };
        let mut index = 0;
        while index < N {
            made.parameters[index] = match Weight::from_f32(parameters[index]) {
                Ok(weight) => weight,
                Err(error) => return Err(error),
            };
            index += 1;
        }
        Ok(made)
    }

    /// The bits of all its numbers.
    pub(crate) fn bits(&self) -> impl Iterator<Item = u32> + '_ {
        let Normalizer { mean, scale } = &self.normalizer;
        let statistics = mean.iter().map(|mean| mean.to_bits().cast_unsigned());
        let statistics = statistics.chain(scale.iter().map(|scale| scale.to_bits()));
        statistics.chain(self.parameters.iter().map(|weight| weight.to_bits().cast_unsigned()))
    }
}
