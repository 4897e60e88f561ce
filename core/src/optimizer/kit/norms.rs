//! Euclidean norms of a tensor in the making, and as found.

use crate::Zero;
use crate::math::NormWalk;

/// `K` norms of the same elements: what is looked at of a tensor before it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Norms<const K: usize>([Norm; K]);

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::optimizer) struct Norm {
    walk: NormWalk,
    found: f32,
    is_found: bool,
}

impl Zero for Norm {
    const ZERO: Self = Self { walk: NormWalk::ZERO, found: 0.0, is_found: false };

    fn clear(&mut self) {
        *self = Self::ZERO;
    }
}

impl<const K: usize> Zero for Norms<K> {
    const ZERO: Self = Self([Norm::ZERO; K]);

    fn clear(&mut self) {
        self.0.clear();
    }
}

impl Norm {
    /// The next numbers, unless it is found already.
    #[inline]
    pub(in crate::optimizer) fn push(&mut self, values: impl Iterator<Item = f32>) {
        if !self.is_found {
            self.walk.push(values);
        }
    }

    /// All numbers were shown; whether once more.
    #[inline]
    pub(in crate::optimizer) fn end(&mut self) -> bool {
        if !self.is_found
            && let Some(norm) = self.walk.end()
        {
            (self.found, self.is_found) = (norm.value(), true);
        }
        !self.is_found
    }

    /// The norm, at most `f32::MAX`; 0 before it is found.
    pub(in crate::optimizer) const fn found(&self) -> f32 {
        self.found
    }
}

impl<const K: usize> Norms<K> {
    /// From the beginning: [`Rule::begin`](crate::optimizer::Rule::begin) of who looks at norms.
    pub(in crate::optimizer) fn begin(&mut self) -> bool {
        self.clear();
        true
    }

    /// Each of them.
    pub(in crate::optimizer) const fn each(&mut self) -> &mut [Norm; K] {
        &mut self.0
    }

    /// All elements were shown; whether once more.
    pub(in crate::optimizer) fn end(&mut self) -> bool {
        self.0.iter_mut().fold(false, |again, norm| norm.end() | again)
    }

    /// What was found.
    pub(in crate::optimizer) fn found(&self) -> [f32; K] {
        self.0.map(|norm| norm.found())
    }
}
