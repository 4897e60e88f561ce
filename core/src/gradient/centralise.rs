//! Gradient centralisation: each row's gradient loses its mean.
//!
//! gᵢⱼ ← gᵢⱼ − (1/n) Σⱼ gᵢⱼ, for every row i of n weights.
//!
//! H. Yong, J. Huang, X. Hua, L. Zhang, "Gradient Centralization: A New Optimization Technique for
//! Deep Neural Networks" (2020), eq. 1. The sum of the weights that feed one output then stays what it
//! was. Vectors are left alone, as in the paper: they are biases.

use super::{Element, Flow, GradientPart, Step, Transform, Unit, unit::Units};
use crate::group::Span;
use crate::{Error, Zero};

/// Takes its mean from each row of every matrix, of at most `K` groups with `U` rows together.
///
/// RAM: 4 bytes a row and a word a group; a vector counts as a row. The mean is a sum of gᵢⱼ/n and so
/// within n roundings of the exact one.
///
/// ```
/// use thalweg::gradient::{Centralise, SkipNonFinite};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// use thalweg::group::{Group, Groups};
/// // One layer of two outputs, three weights and a bias each.
/// let (chain, layer) = ((SkipNonFinite::DEFAULT, Centralise::<1, 2>::dense()), Groups([Group::matrix(2, 4)]));
/// let mut optimizer = Optimizer::<Sgd, [f32; 8], _, _>::grouped(Sgd, chain, layer).unwrap();
/// let mut w = [0.0; 8];
/// let gradient = [3.0, 0.0, 0.0, 7.0, -1.5, 1.5, 6.0, 0.5];
/// optimizer.step(&mut w, &gradient, 1.0).unwrap();
/// assert_eq!(w, [-2.0, 1.0, 1.0, -7.0, 3.5, 0.5, -4.0, -0.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Centralise<const K: usize, const U: usize> {
    /// Columns at the end of each row that are no weights.
    biases: usize,
    #[cfg_attr(feature = "serde", serde(skip, default = "rows"))]
    units: Units<K>,
    #[cfg_attr(feature = "serde", serde(skip, default = "zeros"))]
    means: [f32; U],
}

/// The units of what is read back.
#[cfg(feature = "serde")]
const fn rows<const K: usize>() -> Units<K> {
    Units::new(Unit::Row)
}

#[cfg(feature = "serde")]
const fn zeros<const U: usize>() -> [f32; U] {
    [0.0; U]
}

impl<const K: usize, const U: usize> Centralise<K, U> {
    /// Of whole rows: matrices of weights alone.
    pub const fn rows() -> Self {
        Self { biases: 0, units: Units::new(Unit::Row), means: [0.0; U] }
    }

    /// Of rows whose last column is a bias, which stays as it is: the layers of [`nn`](crate::nn).
    pub const fn dense() -> Self {
        Self { biases: 1, ..Self::rows() }
    }

    /// How many weights a row has, if this element is one of two or more.
    #[inline]
    fn weights(&self, element: &Element<'_>) -> Option<usize> {
        let columns = element.span.group.columns?;
        let weights = columns.saturating_sub(self.biases);
        let column = element.index.wrapping_sub(element.span.start).checked_rem(columns)?;
        (weights > 1 && column < weights).then_some(weights)
    }
}

impl<const K: usize, const U: usize> Transform for Centralise<K, U> {
    type Ready<'a> = &'a Self;

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        self.units.validate(spans, U)
    }

    fn begin(&mut self, step: &Step<'_>) -> Flow {
        self.units.number(step.spans);
        self.means.clear();
        Flow::Look
    }

    fn look<'s>(&mut self, _: &Step<'_>, part: impl GradientPart<'s>) {
        part.for_each(|element| {
            if let Some(n) = self.weights(&element)
                && let Some(mean) = self.means.get_mut(self.units.of(&element))
            {
                *mean += element.g / n as f32;
            }
        });
    }

    fn ready(&self, _: &Step<'_>) -> &Self {
        self
    }

    #[inline]
    fn apply(ready: &&Self, element: Element<'_>) -> f32 {
        if ready.weights(&element).is_none() {
            return element.g;
        }
        element.g - ready.means.get(ready.units.of(&element)).copied().unwrap_or_default()
    }
}
