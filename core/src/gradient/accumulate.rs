//! Accumulation: the mean of k micro-batches takes the place of one large batch.
//!
//! s ← s + g for k steps; then g ← s / k.
//!
//! A batch of k samples whose activations would not fit is shown sample by sample: the first k − 1
//! steps wait and nothing moves, the k-th takes the step. What depends on the gradient's size
//! (norms, clipping, noise) belongs behind it in the chain; a [`SkipNonFinite`](super::SkipNonFinite) in
//! front of it leaves a bad micro-batch out, one behind it refuses the whole mean.
//!
//! Whoever computes the gradients himself needs none of it: backward passes that add to one buffer, and
//! [`mean`] at the end of the batch, save these 4 bytes a parameter and one walk a micro-batch. Accumulate
//! where the gradients come from elsewhere, one buffer after the other, or through a guard.

use super::{Accumulated, AccumulatedMut, Element, Flow, GradientPart, Step, Transform};
use crate::group::Span;
use crate::{Error, Zero, error};

/// Adds up the gradients of k micro-batches and passes their mean on.
///
/// `S` holds the sum, 4 bytes a parameter: `[f32; N]` inside it, or a `&mut [f32]` lent to it, of a length
/// known at run time. The sum is taken in order and divided once, so the mean is that of a batch of all k
/// where the sums are exact, and elsewhere within k roundings of it: k · 2⁻²⁴ of the mean magnitude. Groups
/// that are frozen or thawed in between count with what they had.
///
/// ```
/// use thalweg::gradient::{Accumulate, SkipNonFinite};
/// use thalweg::optimizer::{Optimizer, Outcome, Sgd};
/// let mut sum = [0.0; 1]; // anywhere: a static, a part of a buffer
/// let chain = (SkipNonFinite::DEFAULT, Accumulate::over(&mut sum[..], 2));
/// let mut optimizer = Optimizer::<Sgd, [f32; 1], _>::with_transform(Sgd, chain).unwrap();
/// let mut w = [1.0];
/// assert_eq!(optimizer.step(&mut w, &[0.25], 1.0), Ok(Outcome::Waiting));
/// assert_eq!(optimizer.step(&mut w, &[0.75], 1.0), Ok(Outcome::Applied));
/// assert_eq!((w, optimizer.steps()), ([0.5], 1));
/// // The last micro-batches of an epoch: the mean of what waits.
/// assert_eq!(optimizer.step(&mut w, &[0.25], 1.0), Ok(Outcome::Waiting));
/// assert_eq!(optimizer.flush(&mut w, &[0.0], 1.0), Ok(Outcome::Applied));
/// assert_eq!(w, [0.25]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Accumulate<S> {
    pub(super) every: u32,
    pub(super) count: u32,
    /// How many gradients the sum is divided by once it is whole.
    divisor: u32,
    pub(super) sum: S,
}

impl<const N: usize> Accumulate<[f32; N]> {
    /// A step `every` k micro-batches, at least 1, checked by the optimizer that takes it.
    ///
    /// All but `every` is zeros, which is as it is wherever it stays.
    pub const fn new(every: u32) -> Self {
        Self { every, count: 0, divisor: 0, sum: <[f32; N]>::ZERO }
    }
}

/// How a configuration is written; what waits is read by
/// [`accumulated`](crate::optimizer::Optimizer::accumulated).
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Accumulate")]
struct Configuration {
    every: u32,
}

/// Writes `every` alone, not the sum.
#[cfg(feature = "serde")]
impl<S> serde::Serialize for Accumulate<S> {
    fn serialize<Z: serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        Configuration { every: self.every }.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, const N: usize> serde::Deserialize<'de> for Accumulate<[f32; N]> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Configuration::deserialize(deserializer).map(|Configuration { every }| Self::new(every))
    }
}

impl<S: AsRef<[f32]> + AsMut<[f32]>> Accumulate<S> {
    /// The same over memory that is lent; what it holds is overwritten.
    pub const fn over(sum: S, every: u32) -> Self {
        Self { every, count: 0, divisor: 0, sum }
    }

    /// How many micro-batches wait for the rest.
    pub const fn waiting(&self) -> u32 {
        self.count
    }
}

impl<S: AsRef<[f32]> + AsMut<[f32]> + core::fmt::Debug> Transform for Accumulate<S> {
    type Ready<'a>
        = (&'a S, f32)
    where
        S: 'a;

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        error::at_least_one("every", self.every)?;
        let needed = spans.last().map_or(0, Span::end);
        error::capacity("accumulated parameters", needed, self.sum.as_ref().len())
    }

    fn begin(&mut self, _: &Step<'_>) -> Flow {
        Flow::Look
    }

    fn look<'s>(&mut self, _: &Step<'_>, mut part: impl GradientPart<'s>) {
        let Some(first) = part.next() else { return };
        let sums = self.sum.as_mut().get_mut(first.index..).unwrap_or_default();
        let gradient = core::iter::once(first).chain(part);
        let afresh = self.count == 0;
        for (sum, element) in sums.iter_mut().zip(gradient) {
            *sum = if afresh { 0.0 } else { *sum } + element.g;
        }
    }

    fn look_at_frozen(&mut self, _: &Step<'_>, from: usize, to: usize) {
        if self.count == 0 {
            self.sum.as_mut().get_mut(from..to).unwrap_or_default().fill(0.0);
        }
    }

    fn looked(&mut self, _: &Step<'_>) -> Flow {
        self.count = self.count.saturating_add(1);
        if self.count < self.every {
            return Flow::Wait;
        }
        self.divisor = self.count;
        self.count = 0;
        Flow::Continue
    }

    fn ready(&self, _: &Step<'_>) -> Self::Ready<'_> {
        (&self.sum, self.divisor as f32)
    }

    #[inline]
    fn apply((sum, divisor): &Self::Ready<'_>, element: Element<'_>) -> f32 {
        sum.as_ref().get(element.index).copied().unwrap_or_default() / divisor
    }

    fn accumulated(&self) -> Option<Accumulated<'_>> {
        Some(Accumulated { count: self.count, sum: self.sum.as_ref() })
    }

    fn accumulated_mut(&mut self) -> Option<AccumulatedMut<'_>> {
        let Self { every, count, divisor, sum } = self;
        Some(AccumulatedMut { every: *every, count, divisor, sum: sum.as_mut() })
    }
}

/// g ← g / k: makes the mean of `count` gradients that were added up in one buffer.
///
/// # Errors
/// A `count` of 0; nothing is changed then.
///
/// ```
/// use thalweg::gradient::mean;
/// let mut gradient = [3.0, -6.0]; // three backward passes have added to it
/// mean(&mut gradient, 3).unwrap();
/// assert_eq!(gradient, [1.0, -2.0]);
/// ```
pub fn mean(gradient: &mut [f32], count: u32) -> Result<(), Error> {
    error::at_least_one("count", count)?;
    gradient.iter_mut().for_each(|g| *g /= count as f32);
    Ok(())
}
