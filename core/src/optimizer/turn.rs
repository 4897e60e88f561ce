//! A turn of the loop: what happens to a few parameters that lie side by side.

use super::Rule;
use crate::{
    gradient::{Element, Transform},
    group::Span,
    math::sqrt_each,
};
use core::{array::from_mut, fmt};

/// Transforms gradients, takes roots and moves parameters, in one pass over a group.
pub struct Turn<'a, 't, R: Rule + 'a, T: Transform + 't> {
    pub(super) scalars: R::Scalars<'a>,
    pub(super) ready: &'a T::Ready<'t>,
    pub(super) span: &'a Span,
}

impl<R: Rule, T: Transform> fmt::Debug for Turn<'_, '_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("span", self.span).finish_non_exhaustive()
    }
}

// Always a part of their loop: as functions they would find all they need in memory at every turn.
#[allow(clippy::inline_always)]
impl<R: Rule, T: Transform> Turn<'_, '_, R, T> {
    /// Moves the parameter of this `index`.
    #[inline(always)]
    pub fn one(&mut self, index: usize, w: &mut f32, g: f32, state: &mut R::State) {
        self.many(index, from_mut(w), &[g], from_mut(state), &mut [0.0]);
    }

    /// Moves `K` parameters, of which the first has this `index`. The `roots` are room for their roots:
    /// from outside, because made here they would be cleared at every turn, and as a field they would
    /// drag the scalars into memory with them.
    #[inline(always)]
    pub fn many<const K: usize>(
        &mut self,
        index: usize,
        parameters: &mut [f32; K],
        gradient: &[f32; K],
        states: &mut [R::State; K],
        roots: &mut [f32; K],
    ) {
        let mut gradient = *gradient;
        let each = parameters.iter().zip(&mut gradient).zip(&mut *states).zip(&mut *roots);
        for (index, (((&w, g), state), root)) in (index..).zip(each) {
            *g = T::apply(self.ready, Element { index, span: self.span, w, g: *g });
            if R::ROOT {
                *root = R::radicand(&self.scalars, w, *g, state);
            }
        }
        if R::ROOT {
            sqrt_each(roots);
        }
        let each = parameters.iter_mut().zip(gradient).zip(states).zip(roots);
        for (((w, g), state), root) in each {
            R::update(&mut self.scalars, w, g, state, *root);
        }
    }
}
