//! z(c) = −‖x − μ(c)‖², μ(c) the mean of what was shown of class c: the nearest class mean.
//!
//! T. Mensink et al., "Distance-Based Image Classification: Generalizing to New Classes at Near-Zero Cost" (2013); softmax of
//! z is what J. Snell et al., "Prototypical Networks for Few-shot Learning" (2017), equation 2, train with. A new class
//! takes one sample and no training.

use crate::checkpoint::{
    Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag, floats_length,
    get_judged_floats, put_floats,
};
use crate::{Error, error, metric::argmax};

/// The means of `C` classes of embeddings of `D` numbers.
///
/// ```
/// use thalweg::nn::Prototypes;
/// let mut prototypes = Prototypes::<3, 2>::new();
/// prototypes.push(0, &[0.0, 0.0]).unwrap();
/// prototypes.push(1, &[2.0, 2.0]).unwrap();
/// prototypes.push(1, &[4.0, 4.0]).unwrap();
/// assert_eq!(prototypes.predict(&[2.0, 2.5]), Ok(Some(1)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Prototypes<const C: usize, const D: usize> {
    means: [[f32; D]; C],
    counts: [u32; C],
}

impl<const C: usize, const D: usize> Prototypes<C, D> {
    /// Of no class yet; all zeros, so that a `static` of it takes no flash.
    #[must_use]
    pub const fn new() -> Self {
        Self { means: [[0.0; D]; C], counts: [0; C] }
    }

    /// Shows an embedding of a class.
    ///
    /// # Errors
    /// No class of this number, another length, a number that is not finite; nothing is changed then.
    pub fn push(&mut self, class: usize, embedding: &[f32]) -> Result<(), Error> {
        error::same_length("embedding", D, embedding.len())?;
        error::finite("embedding", embedding)?;
        let Some((mean, count)) = self.means.get_mut(class).zip(self.counts.get_mut(class)) else {
            let value = u32::try_from(class).unwrap_or(u32::MAX);
            let allowed = "below the number of classes";
            return Err(Error::Count { field: "class", value, allowed });
        };
        *count = count.saturating_add(1);
        let count = *count as f32;
        for (mean, &x) in mean.iter_mut().zip(embedding) {
            *mean = crate::average::moved(*mean, x, |way| way / count);
        }
        Ok(())
    }

    /// z of each class. One that nothing was shown of takes no part: it has the lowest number, `-f32::MAX`, as losses
    /// and metrics refuse −∞; every other class is above it.
    ///
    /// # Errors
    /// Another length, a number that is not finite; nothing is changed then.
    pub fn outputs(&self, embedding: &[f32], outputs: &mut [f32; C]) -> Result<(), Error> {
        error::same_length("embedding", D, embedding.len())?;
        error::finite("embedding", embedding)?;
        self.scaled_outputs(embedding, 1.0, outputs);
        Ok(())
    }

    /// The same of numbers that are multiplied by a scale.
    fn scaled_outputs(&self, embedding: &[f32], scale: f32, outputs: &mut [f32; C]) {
        for ((z, mean), count) in outputs.iter_mut().zip(&self.means).zip(&self.counts) {
            let ways = mean.iter().zip(embedding).map(|(mean, x)| x * scale - mean * scale);
            let squares = ways.map(|way| way * way).sum::<f32>();
            *z = if *count == 0 { f32::MIN } else { -squares.min(FARTHEST) };
        }
    }

    /// The class with the nearest mean; `None` if nothing was shown yet.
    ///
    /// # Errors
    /// Another length, a number that is not finite.
    pub fn predict(&self, embedding: &[f32]) -> Result<Option<usize>, Error> {
        let mut outputs = [0.0; C];
        self.outputs(embedding, &mut outputs)?;
        if outputs.iter().all(|&z| z <= -FARTHEST) {
            // All squares are too large: they are told apart at a scale at which none is.
            self.scaled_outputs(embedding, OF_THE_FARTHEST, &mut outputs);
        }
        Ok(argmax(&outputs).filter(|class| self.counts.get(*class).is_some_and(|count| *count > 0)))
    }

    /// μ of each class.
    #[must_use]
    pub const fn means(&self) -> &[[f32; D]; C] {
        &self.means
    }

    /// How much was shown of each class.
    #[must_use]
    pub const fn counts(&self) -> &[u32; C] {
        &self.counts
    }

    /// Goes on where others were, with their [`means`](Self::means) and [`counts`](Self::counts).
    ///
    /// # Errors
    /// A mean that is not finite, or not 0 though nothing was shown of its class; nothing is changed then.
    pub fn restore(&mut self, means: &[[f32; D]; C], counts: &[u32; C]) -> Result<(), Error> {
        for (mean, &count) in means.iter().zip(counts) {
            error::finite("means", mean)?;
            mean.iter().try_for_each(|&x| error::zero_of_nothing("means", count > 0, x))?;
        }
        (self.means, self.counts) = (*means, *counts);
        Ok(())
    }
}

impl<const C: usize, const D: usize> Default for Prototypes<C, D> {
    fn default() -> Self {
        Self::new()
    }
}

/// The largest number but one.
const FARTHEST: f32 = f32::MAX.next_down();

/// 2⁻⁸⁰: the square of twice the largest number is 10³⁰ then, and differences that are lost are nothing beside 10¹⁹.
const OF_THE_FARTHEST: f32 = 1.0 / (1_u128 << 80) as f32;

const PROTOTYPES: Tag = Tag::of(17, "prototypes");

/// Means, then counts.
impl<const C: usize, const D: usize> Checkpoint for Prototypes<C, D> {
    fn length(&self) -> u32 {
        Self::MAX_LENGTH
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(PROTOTYPES, Self::MAX_LENGTH.saturating_sub(Saver::HEAD))?;
        put_floats("means", self.means.as_flattened(), to)?;
        self.counts.put(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        from.section(PROTOTYPES, Self::MAX_LENGTH.saturating_sub(Saver::HEAD))?;
        let mut shown = [0.0; C];
        get_judged_floats("means", self.means.as_flattened_mut(), from, |index, x| {
            let class = index.checked_div(D).and_then(|class| shown.get_mut(class));
            if let Some(shown) = class.filter(|shown| **shown == 0.0) {
                *shown = x;
            }
            Ok(())
        })?;
        for (place, shown) in self.counts.iter_mut().zip(shown) {
            let count = u32::get(from)?;
            error::zero_of_nothing("means", count > 0, shown)
                .map_err(|error| from.refuse(error))?;
            if from.commits() {
                *place = count;
            }
        }
        Ok(())
    }
}

impl<const C: usize, const D: usize> MaxLength for Prototypes<C, D> {
    const MAX_LENGTH: u32 = Saver::HEAD + floats_length(C * D) + <[u32; C]>::BYTES;
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn a_class_that_nothing_was_shown_of_is_never_named() {
        let mut prototypes = Prototypes::<3, 1>::new();
        assert_eq!(prototypes.predict(&[0.0]), Ok(None));
        prototypes.push(2, &[5.0]).unwrap();
        assert_eq!(prototypes.predict(&[0.0]), Ok(Some(2)));
        prototypes.push(0, &[-5.0]).unwrap();
        assert_eq!(
            (prototypes.predict(&[-1.0]), prototypes.predict(&[1.0])),
            (Ok(Some(0)), Ok(Some(2)))
        );
        let mut resumed = Prototypes::new();
        resumed.restore(prototypes.means(), prototypes.counts()).unwrap();
        assert_eq!(resumed, prototypes);
        let error = resumed.restore(&[[0.0], [1.0], [0.0]], &[1, 0, 1]).unwrap_err().to_string();
        assert_eq!(error, "means is 1; allowed: 0, as nothing was counted");
        let error = prototypes.push(3, &[0.0]).unwrap_err().to_string();
        assert_eq!(error, "class is 3; allowed: below the number of classes");
        let error = prototypes.push(0, &[f32::NAN]).unwrap_err().to_string();
        assert_eq!(error, "embedding[0] is NaN or infinite; allowed: finite");
        assert_eq!(resumed, prototypes);
    }

    #[test]
    fn the_nearest_is_found_however_far_it_is() {
        for size in [1.0, 1e18, 1e20, 3e37] {
            let mut prototypes = Prototypes::<3, 2>::new();
            prototypes.push(0, &[-10.0 * size, 3.0 * size]).unwrap();
            prototypes.push(2, &[9.0 * size, -size]).unwrap();
            assert_eq!(prototypes.predict(&[8.0 * size, 9.0 * size]), Ok(Some(2)), "{size:e}");
            assert_eq!(prototypes.predict(&[-8.0 * size, 9.0 * size]), Ok(Some(0)), "{size:e}");
        }
    }
}
